"""The data behind a report: what tables there are, how full they are, and what could not be used.

No count of people is in the result. How full a column is stands in a band that is the same whether nobody or a few
people lack a value (`stats.completeness`), so that there is nothing left to withhold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from enquiry_lib.analyse.attendance import SUMMARY_NOT_USED, school_attendance
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.data.brought_in import BroughtIn, brought_in
from enquiry_lib.data.checking import DataCheck
from enquiry_lib.data.checking.marks import pupils_with_marks_missing
from enquiry_lib.data.checking.symbols import GIVEN
from enquiry_lib.data.checking.tables import Tables
from enquiry_lib.data.consents import CONSENTS
from enquiry_lib.data.loading import LoadedTable
from enquiry_lib.data.privacy import smallest_count
from enquiry_lib.data.templates import PUPILS, TABLES, Column, columns, table_name
from enquiry_lib.errors import Level
from enquiry_lib.stats.completeness import Filled, days_covered, how_filled
from enquiry_lib.stats.result import Uncounted

MARKS, OUTCOMES = "attendance", "outcomes"
PEOPLE = ("pupil_id", "respondent_id", "voice_id")
"""The columns of identifiers that are people's; a visit has a code too, and nobody to be recognised by it."""


@dataclass(frozen=True)
class ColumnFilled:
    """How full one column is. `group` columns tell groups of pupils apart."""

    column: str
    label: str
    group: bool
    filled: Filled


@dataclass(frozen=True)
class TableBehind:
    """One table: the kind of its file, when it was brought in and how, its days, and how full its columns are.

    `listed` says how many of the pupils on the list are in it, None for a table that is not about them.
    `unmissed` are the columns left out because an empty cell says something in them, each with what it says.
    """

    table: str
    label: str
    kind: str
    empty: bool
    on: dt.date | None
    mapping: str
    first: dt.date | None
    last: dt.date | None
    listed: Filled | None
    columns: tuple[ColumnFilled, ...]
    unmissed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Taken:
    """How many of the pupils with any score of a measure have one on an occasion."""

    measure: str
    occasion: str
    filled: Filled


@dataclass(frozen=True)
class NotGiven:
    """A reason why numbers of a column were not given, by the symbols that stand in their place."""

    table: str
    column: str
    meaning: str


@dataclass(frozen=True)
class ProblemKind:
    """What kind of thing was expected in a column and something else was found; the column is "" for a whole file."""

    table: str
    column: str
    expected: str
    level: Level


@dataclass(frozen=True)
class DataQuality(Uncounted):
    """What a reader should know of the tables behind a report.

    `sessions` says how many pupils were found with marks for about as many sessions as is usual: within a tenth, the
    margin that the Department for Education sets in its studies. It is None without marks, or without a list of codes.
    `few` is the smallest count that may be shown: the bands treat fewer people than that as none. `summary_not_used`
    says that the attendance summary covers more than the marks, which came first.
    """

    tables: tuple[TableBehind, ...]
    taken: tuple[Taken, ...]
    sessions: Filled | None
    not_given: tuple[NotGiven, ...]
    problems: tuple[ProblemKind, ...]
    few: int
    summary_not_used: bool = False


def data_quality(enquiry: Enquiry) -> DataQuality:
    """Say what stands behind a school's report: its tables, how full they are, and what could not be used.

    Scores that wait for the plan to be frozen are not looked at. Raises FileInUse when another program holds
    one of the files.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [table.table for table in data_quality(open_enquiry("example")).tables][:3]
    ['pupils', 'attendance', 'outcomes']
    """
    few = smallest_count()
    there = [one for table in TABLES if table != CONSENTS and (one := enquiry.loaded(table)).file]
    rows = {one.table: _rows(enquiry, one) for one in there}
    log = brought_in(enquiry.network.data_folder(enquiry.school.id))
    listed = enquiry.loaded(PUPILS).frame["pupil_id"]
    return DataQuality(
        tables=tuple(_behind(one, rows[one.table], log.get(one.table), listed, few) for one in there),
        taken=tuple(_taken(rows[OUTCOMES], few)) if OUTCOMES in rows else (),
        sessions=_sessions(enquiry, few),
        not_given=tuple(kind for one in there for kind in _not_given(one, rows[one.table], few)),
        problems=tuple(dict.fromkeys(_kinds(enquiry.check()))),
        few=few,
        summary_not_used=SUMMARY_NOT_USED in getattr(school_attendance(enquiry), "cautions", ()),
    )


def _rows(enquiry: Enquiry, one: LoadedTable) -> pd.DataFrame:
    """Give the rows to look at, each under its place in the table: not the outcomes that wait for the plan."""
    return one.frame[~enquiry.is_hidden(one.frame)] if one.table == OUTCOMES else one.frame


def _whose(frame: pd.DataFrame) -> pd.Series | None:
    """Give whom each row is about; nobody in a table that is not about single people."""
    return next((frame[name] for name in PEOPLE if name in frame), None)


# --- one table --------------------------------------------------------------------------------------------


def _behind(
    one: LoadedTable, frame: pd.DataFrame, log: BroughtIn | None, listed: pd.Series, few: int
) -> TableBehind:
    """Say what one table is."""
    days = days_covered(frame["date"], _whose(frame), few=few) if "date" in frame else None
    missed = [column for column in columns(one.table) if column.type != "free_text"]
    return TableBehind(
        table=one.table,
        label=_label(one.table),
        kind=Path(one.file).suffix.lower(),
        empty=one.frame.empty,
        on=log.on if log else None,
        mapping=log.mapping if log else "",
        first=days[0] if days else None,
        last=days[1] if days else None,
        listed=_listed(one, frame, listed, few),
        columns=tuple(_columns(missed, frame, few)),
        unmissed=tuple((column.label, column.if_empty) for column in missed if column.if_empty),
    )


def _label(table: str) -> str:
    return table_name(table).capitalize()


def _columns(dictionary: Iterable[Column], frame: pd.DataFrame, few: int) -> Iterator[ColumnFilled]:
    """Say how full each column is in which an empty cell is a lack."""
    if frame.empty:
        return
    for column in dictionary:
        if not column.if_empty:
            filled = how_filled(frame[column.name].notna(), _whose(frame), few=few)
            yield ColumnFilled(column.name, column.label, column.group, filled)


def _listed(one: LoadedTable, frame: pd.DataFrame, listed: pd.Series, few: int) -> Filled | None:
    """Say how many of the pupils on the list are in a table about them."""
    if one.table == PUPILS or "pupil_id" not in frame or listed.empty or frame.empty:
        return None
    return how_filled(listed.isin(frame["pupil_id"].unique()), listed, few=few)


def _taken(outcomes: pd.DataFrame, few: int) -> Iterator[Taken]:
    """Say of each measure taken more than once how many of its pupils have a score on each occasion.

    Occasions with too few pupils are passed over: that there was one would tell them from nobody.
    """
    scored = outcomes[outcomes["score"].notna()].astype({"measure": "str", "occasion": "str"})
    for measure, rows in scored.groupby("measure", sort=False):
        each = rows.groupby("occasion", sort=False)["pupil_id"].unique()
        each = each[each.map(len) >= few]
        pupils = pd.Series(rows["pupil_id"].unique())
        for occasion, those in each.items() if len(each) > 1 else ():
            filled = how_filled(pupils.isin(those), pupils, few=few)
            if filled != "unsaid":
                yield Taken(str(measure), str(occasion), filled)


def _sessions(enquiry: Enquiry, few: int) -> Filled | None:
    """Say how many pupils the check finds with marks for about as many sessions as is usual."""
    loaded = {table: enquiry.loaded(table) for table in TABLES}
    marks, codes = loaded[MARKS], enquiry.reference("register_codes").facts
    if codes.empty or marks.frame.empty:
        return None
    far = pupils_with_marks_missing(Tables(loaded, codes, "", "", dt.date.max))
    pupils = marks.frame["pupil_id"].drop_duplicates()
    return how_filled(~pupils.isin(far), pupils, few=few)


# --- what was not given, and what could not be used -------------------------------------------------------


def _not_given(one: LoadedTable, frame: pd.DataFrame, few: int) -> Iterator[NotGiven]:
    """Name each reason that stands in the place of numbers of enough people; of a table about nobody, each."""
    if one.symbols.empty:
        return
    labels = {column.name: column.label for column in columns(one.table)}
    whose = _whose(frame)
    rows = pd.Series(one.rows)[frame.index]
    for (column, meaning), cells in one.symbols.groupby(["column", "meaning"], sort=False):
        held = rows.isin(cells["row"])
        many = whose[held].nunique() if whose is not None else held.sum() * few
        if many >= few:
            yield NotGiven(_label(one.table), labels[str(column)], str(meaning))


def _kinds(check: DataCheck) -> Iterator[ProblemKind]:
    """Name the kinds of problems in general words: whose row it is, how many, and what was typed stay behind.

    Numbers that were not given have a part of their own, which passes over those of few people.
    """
    tables = {table.file: table for table in check.there}
    for problem in check.told:
        if problem.expected == GIVEN:
            continue
        table = tables.get(problem.file)
        labels = {column.name: column.label for column in columns(table.table)} if table else {}
        expected = re.sub(r"'[^']*'", "…", problem.expected)
        yield ProblemKind(
            table.label if table else "", labels.get(problem.column, ""), expected, problem.level
        )
