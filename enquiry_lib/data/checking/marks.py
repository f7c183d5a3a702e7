"""Rules about the register: its codes, its sessions, and how many of them each pupil has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.checking.tables import (
    ABSENT,
    NO_DAY,
    Bools,
    Marks,
    Tables,
    Whole,
    at_rows,
    day_number,
    day_said,
    of_file,
)
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.data.values import quoted
from enquiry_lib.errors import Problem
from enquiry_lib.school_years import year_name, years_begun

MOST_MARKS = 40
"""A register has fewer different marks that no list knows: beyond, the column is probably another one."""
FEWEST_DAYS, FEWEST_PUPILS, FEWEST_SESSIONS = 10, 10, 40
CLOSED = 0.95
"""A day on which so large a share of the possible sessions was missed was probably not a school day."""
TENTH = 0.1
"""How far a pupil's sessions may be from the usual number (the DfE's own studies allow as much of possible ones)."""
MANY = 1 / 3
"""Where a larger share of the pupils is far from the usual number, they come for different hours."""


# --- codes ------------------------------------------------------------------------------------------------


def unknown_codes(tables: Tables) -> Iterator[Problem]:
    """Name each mark that the nation's list of codes does not have; very many are one problem."""
    marks = tables.marks
    unknown = [number for number, kind in enumerate(marks.kinds) if not kind]
    if len(unknown) > MOST_MARKS:
        found = f"{len(unknown):,} different marks that are no register codes"
        do = "This is probably the wrong column: map the one with the register codes to mark."
        yield of_file(marks.table, "mark", found, expected="a few different marks", do=do, level="warning")
    elif not tables.codes.empty:
        for number in unknown:
            yield from at_rows(
                marks.table,
                marks.mark == number,
                "mark",
                quoted(marks.texts[number]),
                expected="a code of the national register",
                do="Type the code it stands for. Until then the session is left out.",
            )


def codes_of_other_years(tables: Tables) -> Iterator[Problem]:
    """Name each mark on a day on which its code was not in use, where the list of codes says when it was."""
    if not {"from", "until"} <= set(tables.codes.columns):
        return
    marks = tables.marks
    for code, first, last in zip(*(tables.codes[name] for name in ("code", "from", "until")), strict=True):
        number = _number_of(marks, str(code))
        if number is None or not (_is_day(first) or _is_day(last)):
            continue
        yield from at_rows(
            marks.table,
            (marks.mark == number) & ~_within(marks.day, first, last),
            "mark",
            f"{quoted(str(code))}, a code {_in_use(first, last)}",
            expected="a code of its own year",
            do="Check the code and the date. It counts as the list of codes says.",
            level="warning",
        )


def _number_of(marks: Marks, code: str) -> int | None:
    text = code.strip().upper()
    return marks.texts.index(text) if text in marks.texts else None


def _is_day(text: object) -> bool:
    return isinstance(text, str) and bool(text)


def _within(day: Whole, first: object, last: object) -> Bools:
    low = day_number(pd.Timestamp(str(first)).date()) if _is_day(first) else NO_DAY
    high = day_number(pd.Timestamp(str(last)).date()) if _is_day(last) else np.iinfo(np.int32).max
    return np.asarray((day >= low) & (day <= high), dtype=np.bool_)


def _in_use(first: object, last: object) -> str:
    said = [f"from {first}"] * _is_day(first) + [f"until {last}"] * _is_day(last)
    return f"used {' '.join(said)}"


# --- sessions ---------------------------------------------------------------------------------------------


def one_session_only(tables: Tables) -> Iterator[Problem]:
    """Say that a register of several days has mornings only, or afternoons only."""
    marks = tables.marks
    sides = set(np.unique(marks.afternoon).tolist())
    if len(sides) != 1 or len(np.unique(marks.day)) < FEWEST_DAYS:
        return
    has, lacks = ("afternoons", "AM") if sides == {True} else ("mornings", "PM")
    yield of_file(
        marks.table,
        "session",
        f"marks of {has} only",
        expected="two sessions a day",
        do=f"Look whether the sessions of {lacks} were left out of the export. If there are none, leave it.",
        level="warning",
    )


def closed_days(tables: Tables) -> Iterator[Problem]:
    """Name each day on which nearly all were absent: probably a closure that is not coded as one.

    Study leave is passed over: a year group in its examinations has it for weeks.
    """
    marks = tables.marks
    if not marks.day.size or not any(kind in ABSENT for kind in marks.kinds):
        return
    first = int(marks.day.min())
    day = marks.day - first
    there = ~np.isin(marks.mark, _study_leave(tables))
    possible = np.bincount(day[marks.possible & there])
    absent = np.bincount(day[marks.of_kind(*ABSENT) & there], minlength=len(possible))[: len(possible)]
    shut = (possible >= 2 * FEWEST_PUPILS) & (absent >= CLOSED * np.maximum(possible, 1))
    for number in np.flatnonzero(shut):
        place = int(np.argmax(day == number))
        found = f"nearly every pupil absent on {day_said(first + number)}"
        do = "If the school was closed, the mark is #. If it was open, leave it."
        row, expected = int(marks.table.rows[place]), "absence of some pupils only"
        yield Problem(marks.table.file, row, "date", found, expected, do, "warning")


def _study_leave(tables: Tables) -> list[int]:
    """Give the numbers of the marks for study leave, where the list of codes gives reasons."""
    codes = tables.codes
    if "reason" not in codes.columns:
        return []
    numbers = (
        _number_of(tables.marks, str(code)) for code in codes["code"][codes["reason"] == "study leave"]
    )
    return [number for number in numbers if number is not None]


# --- sessions without a mark ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sums:
    """The sessions with a mark in one school year: of each pupil (by number), and who can be judged by them."""

    year: int
    sessions: npt.NDArray[np.int64]
    judged: Bools


def missing_marks(tables: Tables) -> Iterator[Problem]:
    """Name each pupil whose sessions with a mark in a school year are more than a tenth away from the usual number.

    Any mark will do, also of a session that was not possible: in a part timetable many are X. Pupils are judged
    beside their own year group where it has ten or more of them, else beside all; where a good part of them is far
    from the usual number there is none, and that is said once. A pupil who joined or left within the year, or has
    marks that say so, is not judged.
    """
    marks = tables.marks
    for one in _far_off(tables):
        pupils = np.flatnonzero(one.far)
        if len(pupils) > FEWEST_PUPILS / 2 and len(pupils) > MANY * one.judged:
            yield _nothing_usual(marks, one)
        else:
            yield from (_far_from_usual(marks, one.sums, int(pupil), one.usual) for pupil in pupils)


def pupils_with_marks_missing(tables: Tables) -> pd.Index:
    """Give the codes of the pupils whose sessions with a mark are far from the usual number in any school year."""
    far = [np.flatnonzero(one.far) for one in _far_off(tables)]
    return tables.marks.pupils[np.unique(np.concatenate([np.array([], dtype=np.intp), *far]))]


@dataclass(frozen=True)
class _FarOff:
    """Pupils who are judged beside each other in a school year: the usual number, and who is far from it."""

    sums: Sums
    judged: int
    usual: int
    far: Bools


def _far_off(tables: Tables) -> Iterator[_FarOff]:
    """Judge the pupils of each school year and year group."""
    marks = tables.marks
    if tables.codes.empty or not len(marks.pupils):
        return
    group = _year_groups(tables, marks.pupils)
    for sums in _yearly(tables, marks):
        beside = _beside(sums, group)
        for number in np.unique(beside[sums.judged]):
            those = sums.judged & (beside == number)
            usual = _mode(sums.sessions[those if number >= 0 else sums.judged])
            if usual >= FEWEST_SESSIONS:
                far = those & (np.abs(sums.sessions - usual) > TENTH * usual)
                yield _FarOff(sums, int(those.sum()), usual, far)


def _nothing_usual(marks: Marks, one: _FarOff) -> Problem:
    return of_file(
        marks.table,
        "pupil_id",
        f"{one.far.sum():,} of {one.judged:,} pupils with far fewer or more sessions with a mark in "
        f"{year_name(one.sums.year)} than the {one.usual} that are most frequent",
        expected="about as many for all of a year group",
        do="If pupils come for different hours, or come and go, leave it. Else look for marks that are missing, and "
        "type when pupils joined or left in the table of pupils.",
        level="warning",
    )


def _far_from_usual(marks: Marks, sums: Sums, pupil: int, usual: int) -> Problem:
    place = int(np.argmax((marks.pupil == pupil) & (_years(marks.day) == sums.year)))
    year = year_name(sums.year)
    found = f"{sums.sessions[pupil]} sessions with a mark of a pupil in {year}, where {usual} are usual"
    do = (
        "Look for sessions that are missing. If the pupil joined or left within the year, type the day in the "
        "table of pupils, under joined_on or left_on."
    )
    expected = "marks for about as many sessions as others have"
    return Problem(marks.table.file, int(marks.table.rows[place]), "pupil_id", found, expected, do, "warning")


def _yearly(tables: Tables, marks: Marks) -> Iterator[Sums]:
    """Give the sessions with a mark in each school year, as many numbers as there are pupils."""
    years, many = _years(marks.day), len(marks.pupils)
    off_roll = (marks.mark >= 0) & np.isin(
        marks.mark, [n for n, text in enumerate(marks.texts) if text == "Z"]
    )
    for year in np.unique(years).tolist():
        this = years == year
        marked = this & (marks.mark >= 0) & (marks.pupil >= 0)
        sessions = np.bincount(marks.pupil[marked], minlength=many)
        came_and_went = _came_and_went(
            tables, marks.pupils, int(marks.day[this].min()), int(marks.day[this].max())
        )
        came_and_went[marks.pupil[this & off_roll]] = True
        yield Sums(year, sessions, (sessions > 0) & ~came_and_went)


def _came_and_went(tables: Tables, pupils: pd.Index, first: int, last: int) -> Bools:
    """Say of each pupil whether joining or leaving falls between the first and the last day of a year's marks."""
    joined, left = tables.enrolment(pupils)
    return ((joined > first) & (joined <= last)) | ((left >= first) & (left < last))


def _years(day: Whole) -> Whole:
    """Give the year in which the school year of each day began; each different day is looked at once."""
    first = int(day.min(initial=0))
    span = np.arange(first, int(day.max(initial=first)) + 1).astype("datetime64[D]")
    return years_begun(span).astype(np.int32)[day - first]


def _year_groups(tables: Tables, pupils: pd.Index) -> Whole:
    """Give the number of each pupil's year group; -1 where it is not known."""
    listed = tables.loaded[PUPILS].frame.set_index("pupil_id")["year_group"].reindex(pupils)
    return np.asarray(listed.astype("category").cat.codes, dtype=np.int32)


def _beside(sums: Sums, group: Whole) -> Whole:
    """Give the number of the year group that each pupil is judged beside; -1, all, where it has too few."""
    judged = np.bincount(group[sums.judged] + 1, minlength=int(group.max(initial=-1)) + 2)[1:]
    enough = np.append(judged >= FEWEST_PUPILS, False)  # the last is that of -1
    return np.where(enough[group], group, -1).astype(np.int32)


def _mode(sessions: npt.NDArray[np.int64]) -> int:
    """Give the commonest number, the largest of several; 0 of too few."""
    if len(sessions) < FEWEST_PUPILS:
        return 0
    counts = np.bincount(sessions)
    return int(len(counts) - 1 - np.argmax(counts[::-1]))
