"""Saved answers to read: one section of the record as a page and as plain text, made of the same words.

A table of few columns stays a table, one of many becomes a card for each item; what nobody filled in takes no
room. Questions still open are one quiet line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from enquiry_lib.show.fields import ITEM, FieldSpec, Line, ListNamed, field_specs, no_lists, say_value
from enquiry_lib.store.record import Section, is_filled

CARDS_FROM = 6
"""From so many columns on, a table is too narrow to read at the width of a report."""
SHORT = 24
"""So many letters stand beside their question; longer words stand below it."""
NAMED = 3
NOTHING = "Nothing has been written here yet."

Layout = Literal["words", "list", "table", "cards", "lines"]
Value = Mapping[str, Any]


@dataclass(frozen=True, repr=False)
class Printed:
    """Saved answers as a page and as plain text."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


@dataclass(frozen=True)
class Answer:
    """One answered question in words: lines of text, items of a list, or rows under columns.

    `groups` names the group of each row, where there are several; `note` says quietly what is not there.
    """

    title: str
    lines: tuple[str, ...] = ()
    layout: Layout = "words"
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    groups: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_short(self) -> bool:
        """Say whether the answer is a word or two."""
        return self.layout == "words" and len(self.lines) == 1 and len(self.lines[0]) <= SHORT

    def text(self) -> str:
        """Give the question and its answer as plain text."""
        rows = ("; ".join(filter(None, row)) for row in self.rows)
        note = [self.note] if self.note else []
        return "\n".join([self.title, *(f"  {line}" for line in (*self.lines, *rows, *note))])


def printed_answers(section: Section, list_named: ListNamed = no_lists) -> Printed:
    """Give the saved answers of a section; questions still open are named in one quiet line, those not asked nowhere.

    `list_named` gives the lines of a reference list by its name.

    >>> from enquiry_lib.store.record import Question
    >>> print(str(printed_answers(Question(time="By July"))).splitlines()[1].strip())
    By July
    >>> print(printed_answers(Question()))
    Nothing has been written here yet.
    """
    specs, filled = field_specs(type(section), list_named), is_filled(section)
    if not any(filled.values()):
        return _printed([], NOTHING)
    values = section.as_asked().model_dump(mode="json")
    answers = [_answer(specs[name], values[name]) for name, done in filled.items() if done]
    return _printed(answers, _still_open([specs[name] for name, done in filled.items() if not done]))


def _still_open(specs: Sequence[FieldSpec]) -> str:
    """Name the first few open questions; one about a list that is not there cannot be answered."""
    titles = [f"‘{spec.title}’" for spec in specs if not spec.missing]
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"Not answered yet: {', '.join(titles[:NAMED])}{more}." if titles else ""


def _printed(answers: Sequence[Answer], quiet: str) -> Printed:
    text = "\n".join([*(answer.text() for answer in answers), *([quiet] if quiet else [])])
    return Printed(_template().render(answers=answers, quiet=quiet), text)


# --- one answer in words ----------------------------------------------------------------------------------


def _answer(spec: FieldSpec, value: Any) -> Answer:
    if spec.kind == "table":
        return _table(spec, value)
    if spec.kind == "grid":
        return _grid(spec, value)
    if spec.kind in ("list", "choices"):
        return Answer(spec.title, tuple(say_value(spec, item) for item in value), "list")
    return Answer(spec.title, tuple(line for line in say_value(spec, value).splitlines() if line.strip()))


def _table(spec: FieldSpec, items: Sequence[Value]) -> Answer:
    columns = _columns_used(spec, items)
    rows = _rows(columns, items)
    if len(columns) <= 1:
        return Answer(spec.title, tuple(cell for row in rows for cell in row), "list")
    layout: Layout = "cards" if len(columns) >= CARDS_FROM else "table"
    return Answer(spec.title, layout=layout, columns=_titles(columns), rows=rows)


def _grid(spec: FieldSpec, answered: Sequence[Value]) -> Answer:
    """Give the answered lines in the order of their list, then those whose line is no longer in it."""
    pairs = [*_in_order(spec.lines, answered)]
    columns = _columns_used(spec, answered)
    values = _rows(columns, [value for _, value in pairs])
    return Answer(
        spec.title,
        layout="lines",
        columns=_titles(columns),
        rows=tuple((line.name, *row) for (line, _), row in zip(pairs, values, strict=True)),
        groups=_groups(spec, [line for line, _ in pairs]),
        note=_counted(spec, answered),
    )


def _in_order(lines: Sequence[Line], answered: Sequence[Value]) -> list[tuple[Line, Value]]:
    known = {line.key: (place, line) for place, line in enumerate(lines)}
    last = len(lines)
    pairs = [
        (*known.get(value[ITEM], (last, Line(value[ITEM], "", value[ITEM], ""))), value) for value in answered
    ]
    return [(line, value) for _, line, value in sorted(pairs, key=lambda pair: pair[0])]


def _groups(spec: FieldSpec, shown: Sequence[Line]) -> tuple[str, ...]:
    several = len({line.group for line in spec.lines}) > 1
    return tuple(line.group for line in shown) if several else ()


def _counted(spec: FieldSpec, answered: Sequence[Value]) -> str:
    keys = {line.key for line in spec.lines}
    count = len(keys & {value[ITEM] for value in answered})
    return f"{count} of {len(keys)} answered" if count < len(keys) else ""


def _columns_used(spec: FieldSpec, items: Sequence[Value]) -> list[FieldSpec]:
    return [column for column in spec.columns if any(say_value(column, item[column.name]) for item in items)]


def _titles(columns: Sequence[FieldSpec]) -> tuple[str, ...]:
    return tuple(column.title for column in columns)


def _rows(columns: Sequence[FieldSpec], items: Sequence[Value]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(say_value(column, item[column.name]) for column in columns) for item in items)


@cache
def _template() -> Any:
    loader = FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, loader=loader)
    return environment.get_template("answers.html.j2")
