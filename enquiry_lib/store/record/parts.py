"""What the parts of a record are made of: kinds of text, the choices several parts share, and what counts as answered.

A field's title is its label, its description the hint below the label, its first example the grey example.
Besides, a field may say: `form` False, when no person fills it in; `unit`; `rows`, the reference list of the
programme whose every line it asks about; `earlier`, where the same was asked before ("section.field"); `partners`,
that the answer may name another school; `asked_when`, which answer beside it makes it a question at all; `rating`,
that its answers are points of one scale; `labels`, the words in which its answers are read.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from enquiry_lib.store.printable import printable


def written(text: str) -> str:
    r"""Give a text as it can be read; one of signs that nobody can see, such as U+200B, is none.

    >>> written("\u200b\ufeff"), written("a\tb")
    ('', 'a\tb')
    """
    seen = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return printable(text) if any(seen) else ""


Written = AfterValidator(written)
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), Written]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), Written]

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
YesNo = Literal["yes", "no", "not known"]
"""'Not known' is an answer; a question nobody has answered has none."""
EMPTY: tuple[object, ...] = (None, "", [])


class Part(BaseModel):
    """A part of the record that keeps fields it does not know."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)

    def as_asked(self) -> Self:
        """Give the part with the answers that count: what is not asked, as things stand, is left empty.

        What was answered before it was no longer asked stays in the record, and comes back when it is asked again.
        """
        unasked = {*_conditions(type(self))} - {*asked_fields(self)}
        fields = type(self).model_fields
        empty = {name: fields[name].get_default(call_default_factory=True) for name in unasked}
        asked = {name: _as_asked(getattr(self, name)) for name in fields if name not in unasked}
        return self.model_copy(update=asked | empty)


def _as_asked(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_asked(one) for one in value]
    return value.as_asked() if isinstance(value, Part) else value


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


def asked_when(field: str, *values: str | None) -> dict[str, Any]:
    """Say that a question is asked only when a field before it, of the same section or item, holds one of some values.

    None among the values stands for a field nobody has answered.
    """
    return {"asked_when": {"field": field, "values": list(values)}}


def rating(lowest: str = "", highest: str = "") -> dict[str, Any]:
    """Say that the answers are points of one scale, in order; its ends may have words beside their values."""
    return {"rating": [lowest, highest]}


def read_as(labels: Mapping[str, str]) -> dict[str, Any]:
    """Say in which words people read the answers of a choice."""
    return {"labels": dict(labels)}


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


class Condition(NamedTuple):
    """When a question is asked: a field before it holds one of some values."""

    field: str
    values: tuple[Any, ...]


@cache
def _conditions(model: type[Part]) -> dict[str, Condition]:
    """Give the conditions of the fields that are not always asked."""
    found = {}
    for name, field in model.model_fields.items():
        extra: Any = field.json_schema_extra
        if isinstance(extra, dict) and "asked_when" in extra:
            found[name] = Condition(extra["asked_when"]["field"], tuple(extra["asked_when"]["values"]))
    return found


def asked_fields(part: Part) -> list[str]:
    """Give the names of the fields a person is asked, as the answers stand; one that rests on an unasked one is not.

    What was answered counts as asked for as long as nobody has answered the question it rests on: it may be
    older than that question.

    >>> asked_fields(Row(item="awareness"))
    []
    """
    asked: list[str] = []
    ruled_out: set[str] = set()
    conditions = _conditions(type(part))
    for name in form_fields(type(part)):
        when = conditions.get(name)
        fits = when is None or (when.field in asked and getattr(part, when.field) in when.values)
        if not fits and when and (when.field in ruled_out or getattr(part, when.field) not in EMPTY):
            ruled_out.add(name)
        elif fits or _is_answered(part, name):
            asked.append(name)
    return asked


def _is_answered(part: Part, name: str) -> bool:
    """Say whether something else stands in a field than before anybody wrote there."""
    fresh = type(part).model_fields[name].get_default(call_default_factory=True)
    return getattr(part, name) not in (*EMPTY, fresh)


def is_filled(section: Section) -> dict[str, bool]:
    """Say of each field that is asked whether something has been written or chosen; what stood there before has not.

    >>> is_filled(Row(item="awareness"))
    {}
    """
    return {name: _is_answered(section, name) for name in asked_fields(section)}


def content_hash(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of what was decided, the same on every machine.

    What is empty does not count, so that a release that adds a question leaves the hash as it was.

    >>> content_hash({"measure": "Reading", "groups": []}) == content_hash({"measure": "Reading"})
    True
    """
    written = {name: value for name, value in content.items() if value not in EMPTY}
    text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
