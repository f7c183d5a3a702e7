"""What the parts of a record are made of: kinds of text, the choices several parts share, and what counts as answered.

A field's title is its label, its description the hint below the label, its first example the grey example.
Besides, a field may say: `form` False, when no person fills it in; `unit`; `rows`, the reference list of the
programme whose every line it asks about; `earlier`, where the same was asked before ("section.field"); `partners`,
that the answer may name another school.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from enquiry_lib.store.printable import printable

Printed = AfterValidator(printable)
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), Printed]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), Printed]

Group = Literal[
    "Disadvantaged pupils (pupil premium)",
    "Pupils with special educational needs or disabilities",
    "Looked-after children",
    "Pupils who join or leave during the year",
    "Pupils who attend poorly",
    "Pupils who have been suspended or excluded",
    "Young carers",
    "Pupils learning English as an additional language",
    "Girls",
    "Boys",
    "Pupils of a minority ethnic background",
    "Pupils who go unnoticed",
    "Pupils who underachieve",
]
Level = Literal["within the school", "between schools", "beyond schools"]
Partner = Literal[
    "pupils",
    "families",
    "staff",
    "other schools",
    "employers",
    "universities",
    "public services",
    "third sector",
]
Stage = Literal["explore", "prepare", "deliver", "sustain"]
Design = Literal["randomised", "comparison", "before_after"]
DESIGN_LABELS: dict[str, str] = {
    "randomised": "Two groups, allocated at random",
    "comparison": "Two groups, not allocated at random",
    "before_after": "One group, before and after",
}
Unit = Literal["pupils", "classes"]
UNIT_LABELS: dict[str, str] = {"pupils": "Single pupils", "classes": "Whole classes"}
Measure = Literal["outcomes", "attendance"]
MEASURE_LABELS: dict[str, str] = {
    "outcomes": "A score in the outcomes table",
    "attendance": "Persistent absence, from the register",
}
LABELS = DESIGN_LABELS | UNIT_LABELS | MEASURE_LABELS
EMPTY: tuple[object, ...] = (None, "", [])


class Part(BaseModel):
    """A part of the record that keeps fields it does not know."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)


class Section(Part):
    """A part of the record that has a form of its own."""


class Row(Part):
    """What is answered about one line of a reference list; `item` is the key of that line."""

    item: ShortText = Field("", json_schema_extra={"form": False})


def rows(name: str) -> dict[str, Any]:
    """Say that a field asks about every line of one reference list."""
    return {"rows": name}


def earlier(*places: str) -> dict[str, Any]:
    """Say where the same was asked before, the latest first, each as "section.field"."""
    return {"earlier": list(places)}


PARTNERS: dict[str, Any] = {"partners": True}
"""Says that a field is about those with whom the school works: its answer may name another school."""


def said_of_partners(part: Part) -> Iterator[str]:
    """Give every answer that may name another school.

    >>> [*said_of_partners(Row(item="awareness"))]
    []
    """
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        extra = field.json_schema_extra
        if isinstance(value, str) and isinstance(extra, dict) and extra.get("partners"):
            yield value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Part):
                yield from said_of_partners(inner)


def form_fields(model: type[Part]) -> list[str]:
    """Give the names of the fields a person fills in, in the order of the form.

    >>> form_fields(Row)
    []
    """
    return [name for name, field in model.model_fields.items() if _on_form(field.json_schema_extra)]


def _on_form(extra: Any) -> bool:
    return not (isinstance(extra, dict) and extra.get("form") is False)


def is_filled(section: Part) -> dict[str, bool]:
    """Say of each field on the form whether something has been written or chosen.

    What stands in a field before anybody has written counts from the first answer beside it on: then it stands.

    >>> is_filled(Row(item="awareness"))
    {}
    """
    names, fresh = form_fields(type(section)), type(section)()
    begun = any(getattr(section, name) != getattr(fresh, name) for name in names)
    return {name: begun and getattr(section, name) not in EMPTY for name in names}


def content_hash(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of what was decided, the same on every machine.

    What is empty does not count, so that a release that adds a question leaves the hash as it was.

    >>> content_hash({"measure": "Reading", "groups": []}) == content_hash({"measure": "Reading"})
    True
    """
    written = {name: value for name, value in content.items() if value not in EMPTY}
    text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
