"""Rules about days: at the weekend, not yet come, in a school year long past, or when a pupil was not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from enquiry_lib.data.checking.tables import (
    ATTENDANCE,
    NO_DAY,
    NOT_POSSIBLE,
    ON_ROLL,
    Bools,
    Dated,
    Tables,
    Whole,
    at_rows,
    day_number,
    day_said,
    days_of,
    of_file,
)
from enquiry_lib.data.loading import LoadedTable
from enquiry_lib.errors import Problem
from enquiry_lib.school_years import years_begun

ON_A_DAY = (ATTENDANCE, "outcomes", "delivery", "observations", "indicators")
WHILE_HERE = (ATTENDANCE, "outcomes", "delivery")
FEW = 0.1
"""A school year with at most this share of a table's days, long before the present one, is a slip of the hand."""

OPEN, FEWEST_WEEKS = 0.1, 4
"""A day of the weekend with this share of a usual day's marks is a school day, if it is so in this many weeks at least."""
DAYS = {5: "Saturday", 6: "Sunday"}


def weekend_marks(tables: Tables) -> Iterator[Problem]:
    """Name marks of a Saturday or Sunday; where the school seems to be open then, that is said once.

    A mark of a session that was not possible, such as a closure, is right at the weekend.
    """
    marks = tables.marks
    weekday = _weekday(marks.day)
    open_on = _open_at_weekends(marks.day[marks.possible & (marks.day != NO_DAY)])
    for number in open_on:
        yield of_file(
            marks.table,
            "date",
            f"marks of most {DAYS[number]}s",
            expected="days from Monday to Friday",
            do=f"If the school is open on {DAYS[number]}s, leave it.",
            level="warning",
        )
    yield from at_rows(
        marks.table,
        marks.possible & (weekday >= 5) & ~np.isin(weekday, open_on),
        "date",
        _named(marks.day),
        expected="days from Monday to Friday",
        do="Look whether the day and the month changed places. If the school was open that day, leave it.",
        level="warning",
    )


def _weekday(day: Whole) -> Whole:
    """Give the day of the week, from 0 for Monday."""
    return np.asarray((day + 3) % 7, dtype=np.int32)


def _open_at_weekends(day: Whole) -> list[int]:
    """Give the days of the weekend that are school days: with a good part of a usual day's marks, most weeks."""
    days, rows = np.unique(day, return_counts=True)
    weekday, weeks = _weekday(days), len(np.unique((days + 3) // 7))
    usual = np.median(rows[weekday < 5]) if (weekday < 5).any() else np.inf
    often = {number: int(((weekday == number) & (rows >= OPEN * usual)).sum()) for number in DAYS}
    return [number for number, count in often.items() if count >= max(FEWEST_WEEKS, weeks / 2)]


def _named(day: Whole, more: str = "") -> Callable[[int], str]:
    """Give what names the day of a row."""
    return lambda place: day_said(day[place]) + more


def days_to_come(tables: Tables) -> Iterator[Problem]:
    """Name what is dated after today; marks and sessions that are planned ahead are passed over."""
    for name in ON_A_DAY:
        one, day = tables.loaded[name], _days(tables, name)
        later = (day > day_number(tables.today)) & ~_planned(tables, name)
        yield from at_rows(
            one,
            later,
            "date",
            _named(day, ", which has not come yet"),
            expected="a day that is over",
            do="Look at the year, and whether the day and the month changed places.",
            level="warning" if name == ATTENDANCE else "error",
        )


def _planned(tables: Tables, name: str) -> Bools:
    """Say of each row whether it may well be typed ahead: a closure, or a session that has not taken place."""
    if name == ATTENDANCE:
        return tables.marks.of_kind(NOT_POSSIBLE)
    frame = tables.loaded[name].frame
    return np.asarray(frame["attended"] == "no") if name == "delivery" else np.zeros(len(frame), np.bool_)


def other_years(tables: Tables) -> Iterator[Problem]:
    """Name days of school years after the present one, and the few days of years long before it.

    Days that have not come yet are named by another rule.
    """
    if not re.fullmatch(r"\d{4}/\d{2}", tables.year):
        return
    this = int(tables.year[:4])
    for name in ON_A_DAY:
        day = _days(tables, name)
        began, over = (
            years_begun(day.astype("datetime64[D]")),
            (day != NO_DAY) & (day <= day_number(tables.today)),
        )
        for year, why in _odd_years(began[over], this).items():
            yield from at_rows(
                tables.loaded[name],
                (began == year) & over,
                "date",
                f"a day in the school year {year}/{(year + 1) % 100:02}, {why}",
                expected="a day in the school years that the tables are about",
                do=_about_year(year > this, tables.year),
                level="warning",
            )


def _odd_years(began: npt.NDArray[np.int64], this: int) -> dict[int, str]:
    """Give the school years that seem to be slips of the hand, each with why."""
    years, counts = np.unique(began, return_counts=True)
    rare = {int(year): count <= FEW * len(began) for year, count in zip(years, counts, strict=True)}
    late = {year: "later than the present one" for year in rare if year > this}
    early = {year: "with few other rows in it" for year in rare if year < this - 1 and rare[year]}
    return early | late


def _about_year(is_later: bool, year: str) -> str:
    if is_later:
        return f"Check the year. If it is right, the school's present year has to be changed: it is still {year}."
    return "Check the year. If it is right, leave it."


def outside_enrolment(tables: Tables) -> Iterator[Problem]:
    """Name what is dated before a pupil joined or after a pupil left, by the table of pupils."""
    for name in WHILE_HERE:
        rows = tables.dated(name)
        joined, left = tables.enrolment(rows.pupils)
        if not len(rows.pupils) or ((joined == NO_DAY) & (left == NO_DAY)).all():
            continue
        counts = _counts_when_here(tables, name)
        yield from _outside(rows, counts & _before(rows, joined), "before the day on which the pupil joined")
        yield from _outside(rows, counts & _after(rows, left), "after the day on which the pupil left")


def _outside(rows: Dated, which: Bools, when: str) -> Iterator[Problem]:
    are_scores = rows.table.table == "outcomes"
    yield from at_rows(
        rows.table,
        which,
        "date",
        f"a day {when}",
        expected=ON_ROLL,
        do="Check the day here, and joined_on and left_on in the table of pupils.",
        level="warning" if are_scores else "error",
    )


def _counts_when_here(tables: Tables, name: str) -> Bools:
    """Say of each row whether its pupil has to be on roll: a mark such as Z says that the pupil was not."""
    if name == ATTENDANCE:
        return tables.marks.possible
    frame = tables.loaded[name].frame
    return np.asarray(frame["attended"] == "yes") if name == "delivery" else np.ones(len(frame), np.bool_)


def _before(rows: Dated, joined: Whole) -> Bools:
    first = np.append(joined, NO_DAY)[rows.pupil]
    return np.asarray((rows.day != NO_DAY) & (rows.day < first), dtype=np.bool_)


def _after(rows: Dated, left: Whole) -> Bools:
    last = np.where(left == NO_DAY, np.iinfo(np.int32).max, left)
    return np.asarray(rows.day > np.append(last, np.iinfo(np.int32).max)[rows.pupil], dtype=np.bool_)


def _days(tables: Tables, name: str) -> Whole:
    one: LoadedTable = tables.loaded[name]
    return tables.dated(name).day if "pupil_id" in one.frame else days_of(one.frame["date"])
