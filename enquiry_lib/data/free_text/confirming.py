"""What a person has decided: a passage that names nobody is kept as a hash, and all others are open."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from enquiry_lib.data.free_text.finding import find_identifiers
from enquiry_lib.data.free_text.found import Found, masked
from enquiry_lib.data.loading import LoadedTable
from enquiry_lib.data.templates import columns
from enquiry_lib.store.record import SECTIONS, Record

_ENDS = ".!?\n"
_NOBODYS = ("item", "freeze")
"""What stands under these names nobody typed: the key of a line, the hash of a frozen plan."""
_LOOKED_UP = ("measure", "baseline", "follow_up", "strand")
"""What stands under these names is looked up in tables and lists, letter for letter."""


_SHOWN = ("web",)
"""What is shown until somebody has decided: sources have addresses, and they are no pupil's."""


@dataclass(frozen=True)
class OpenFind:
    """Something found in free text about which nobody has decided: where it stands and of what kind it is.

    Never the text itself.
    """

    where: str
    kind: str


def passage_hash(text: str, found: Found) -> str:
    """Give the hash by which a decision about a find is kept: of the sentence it stands in, and of itself.

    Spaces and capitals do not count, and other sentences of the text may change.

    >>> one, = find_identifiers("We asked. Amina told us.")
    >>> passage_hash("We asked. Amina told us.", one) == passage_hash("amina told  us.", Found("name", 0, 5, "amina", ""))
    True
    """
    start = max(text.rfind(end, 0, found.start) for end in _ENDS) + 1
    stops = [stop for end in _ENDS if (stop := text.find(end, found.stop)) >= 0]
    parts = (found.kind, found.text, text[start : min(stops, default=len(text))])
    plain = "\n".join(" ".join(part.casefold().split()) for part in parts)
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def open_in(
    text: str, confirmed: Collection[str], *, names: Collection[str] = frozenset()
) -> tuple[Found, ...]:
    """Find in a text what may name somebody, but for what a person has said names nobody.

    >>> [one.text for one in open_in("Ask Amina.", ())]
    ['Amina']
    """
    found = find_identifiers(text, names=names)
    return tuple(one for one in found if passage_hash(text, one) not in confirmed)


def as_shown(record: Record) -> Record:
    """Give a record as it may be shown: what may name somebody is masked until a person has decided about it.

    Names of measures, occasions and lines stay, because they are looked up by them; web addresses stay, and a word that
    stands alone, which is a label more often than a name. A plan that was whole is whole. What is not asked, as the
    answers stand, is left out.

    >>> as_shown(Record.model_validate({"priorities": {"concern": "Ask Amina."}})).priorities.concern
    'Ask [name].'
    """
    confirmed = frozenset(record.confirmed)
    shown = {name: _masked_in(record.section(name), confirmed) for name in SECTIONS}
    after = record.model_copy(update={**shown, "title": _masked_text(record.title, confirmed)})
    plan, freeze = after.evaluation_plan, record.evaluation_plan.freeze
    if freeze is not None and record.evaluation_plan.is_whole():
        plan.freeze = freeze.model_copy(update={"hash": plan.content_hash()})
    return after.as_asked()


def _masked_in(value: Any, confirmed: frozenset[str]) -> Any:
    """Give a part of a record masked. No limit is held against it: a mask may be longer than what it hides."""
    if isinstance(value, BaseModel):
        names = [name for name in type(value).model_fields if name not in (*_NOBODYS, *_LOOKED_UP)]
        return value.model_copy(update={name: _masked_in(getattr(value, name), confirmed) for name in names})
    if isinstance(value, str):
        return _masked_text(value, confirmed)
    return [_masked_in(part, confirmed) for part in value] if isinstance(value, list) else value


@lru_cache(maxsize=4_096)
def _masked_text(text: str, confirmed: frozenset[str]) -> str:
    found = [one for one in open_in(text, confirmed) if one.kind not in _SHOWN]
    alone = [one for one in found if one.text == text.strip() and one.kind == "name"]
    return masked(text, found) if found and not alone else text


def open_finds(record: Record, tables: Mapping[str, LoadedTable]) -> tuple[OpenFind, ...]:
    """Give what was found in a record and in the free text of tables, and nobody has decided about.

    >>> [one.kind for one in open_finds(Record.model_validate({"priorities": {"concern": "Ask Amina."}}), {})]
    ['name']
    """
    return (*_in_record(record), *_in_tables(tables, record.confirmed))


def _in_record(record: Record) -> Iterator[OpenFind]:
    for where, text in texts_by_question(record):
        yield from (OpenFind(where, one.kind) for one in open_in(text, record.confirmed))


def texts_by_question(record: Record) -> Iterator[tuple[str, str]]:
    """Give every text that people typed in a record, after the form and the question that it answers.

    >>> list(texts_by_question(Record(title="Maths")))[0]
    ('Title of the enquiry', 'Maths')
    """
    yield "Title of the enquiry", record.title
    for name, model in SECTIONS.items():
        section = record.section(name)
        asked = ((field, about) for field, about in model.model_fields.items() if field not in _NOBODYS)
        for field, about in asked:
            where = f"{(model.__doc__ or name).strip().rstrip('.')}: {about.title or field}"
            yield from ((where, text) for text in texts_in(getattr(section, field)))


def texts_in(value: Any) -> Iterator[str]:
    """Give every text that a person typed in an answer: in its lists and lines too; choices are none.

    >>> list(texts_in(["Ask Amina.", {"item": "reach", "note": "We did.", "met": True}]))
    ['Ask Amina.', 'We did.']
    """
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NOBODYS:
                yield from texts_in(part)


def _in_tables(tables: Mapping[str, LoadedTable], confirmed: Collection[str]) -> Iterator[OpenFind]:
    for one in tables.values():
        for row, column, found in finds_in_table(one, confirmed):
            yield OpenFind(f"{one.file}, row {row}, {column}", found.kind)


def finds_in_table(one: LoadedTable, confirmed: Collection[str]) -> Iterator[tuple[int, str, Found]]:
    """Give each open find in the free text of a table, with its row in the file and its column."""
    for column in (column.name for column in columns(one.table) if column.type == "free_text"):
        for row, text in zip(one.rows, one.frame[column], strict=True):
            if isinstance(text, str):
                yield from ((int(row), column, found) for found in open_in(text, confirmed))
