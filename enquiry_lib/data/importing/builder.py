"""The builder: what is on the way from a file to rows of our table, and what has been found to say so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from enquiry_lib.data.importing.cells import Cells
from enquiry_lib.data.importing.choosing import Facts
from enquiry_lib.data.importing.headings import ID, MARKS
from enquiry_lib.data.importing.mapping import Mapping, meant
from enquiry_lib.data.importing.patterns import pattern_of
from enquiry_lib.data.importing.pseudonyms import Pseudonyms
from enquiry_lib.data.importing.shapes import WEEK, are_pairs
from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading import ReadFile
from enquiry_lib.data.templates import Column, columns, identifiers
from enquiry_lib.errors import Problem

ASKED_OF_ALL = ("occasion", "measure", "session", "group")
"""What is asked of a file as a whole when no heading says it."""


@dataclass(frozen=True, eq=False)
class Built:
    """What a file becomes by a mapping. `stops` are the problems with which nothing can be filed."""

    frame: pd.DataFrame
    rows: tuple[int, ...] = ()
    left_out: int = 0
    problems: tuple[Problem, ...] = ()
    stops: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    codes: Pseudonyms | None = None


@dataclass(eq=False)
class Builder:
    """What is on the way: the file, its mapping, and what has been found to say so far.

    `unused` are the headings that are not used, and that stand for nothing about a person.
    """

    read: ReadFile
    mapping: Mapping
    facts: Facts
    answers: Pairs[str, str]
    data: Path
    marks: frozenset[str]
    periods: Sequence[str]
    shares: Pairs[str, float]
    kind: str
    unused: tuple[str, ...] = ()
    fresh: Pseudonyms | None = None
    codes: Pseudonyms | None = None
    problems: list[Problem] = field(default_factory=list)
    stops: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pairs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Find the headings with the marks of a whole day in each cell."""
        self.pairs = _pairs(self.mapping, self.read.frame, self.marks)

    def said(self, cells: Cells) -> pd.Series:
        """Keep what there is to say about cells, and give their texts."""
        self.problems += cells.problems
        self.questions += cells.questions
        self.notes += cells.notes
        return cells.texts

    @property
    def dictionary(self) -> tuple[Column, ...]:
        """Give the columns that may be filled by importing."""
        return columns(self.mapping.table)

    def asks_for(self, column: Column) -> bool:
        """Say whether a column is asked about for all rows where no heading says it."""
        of_another = column.name == "group" and self.mapping.table != "groups"
        return column.name in ASKED_OF_ALL and not of_another

    @property
    def needs_pupils(self) -> bool:
        """Say whether the rows of the table are about single pupils."""
        return ID in identifiers(self.mapping.table)


def in_use(builder: Builder) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give each heading that is used, the column it is for, and what it says of its cells."""
    for heading, means in builder.mapping.used.items():
        if heading in builder.read.frame:
            column, facts = meant(means)
            changing = pattern_of(heading)[1] if builder.mapping.table == "attendance" else {}
            yield heading, MARKS if heading in builder.pairs else column, {**changing, **facts}


def _pairs(mapping: Mapping, frame: pd.DataFrame, codes: frozenset[str]) -> frozenset[str]:
    """Name the headings under which a cell has the two marks of a day, where no heading says AM or PM."""
    said = {heading: meant(means) for heading, means in mapping.used.items() if heading in frame}
    marks = [
        heading
        for heading, (column, facts) in said.items()
        if column == "mark" and "session" not in {**facts, **pattern_of(heading)[1]}
    ]
    if "session" in {column for column, _ in said.values()} or "session" in mapping.always:
        return frozenset()
    paired = [heading for heading in marks if are_pairs(frame[heading], codes)]
    return frozenset(marks) if len(paired) > len(marks) / 2 else frozenset()


def heading_of(builder: Builder, column: str) -> str:
    """Give the first heading that is used for a column, else the column's own name."""
    return next((heading for heading, one, _ in in_use(builder) if one == column), column)


def is_a_row_a_pupil(builder: Builder) -> bool:
    """Say whether a file of totals has a row for each pupil."""
    return builder.mapping.table == "attendance_summary" and any(
        column == ID for _, column, _ in in_use(builder)
    )


def column_of(builder: Builder, name: str) -> Column:
    """Give a column of ours, or one that is only on the way: a week's first day, sessions attended."""
    on_the_way = {WEEK: "date", "attended": "integer", MARKS: "text"}
    own = {column.name: column for column in builder.dictionary}
    return own.get(name) or Column(name, name.capitalize(), on_the_way.get(name, "text"))  # type: ignore[arg-type]
