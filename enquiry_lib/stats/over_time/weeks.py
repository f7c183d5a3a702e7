"""Attendance week by week, from the register's marks: of all pupils, or of some beside the others.

Weeks begin on Monday and are numbered by the calendar from the first one with a session on, so that a holiday leaves a gap
in the numbers. A week's attendance is the percentage of its possible sessions that were attended, as in every
published figure; a week that few pupils missed a session in is withheld, as the absence of a year is.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.school_years import year_name
from enquiry_lib.stats import result as common
from enquiry_lib.stats.attendance_years import CAUTIONS as OF_MARKS
from enquiry_lib.stats.register import Register, RegisterColumns, usable_register
from enquiry_lib.stats.register_codes import APPROVED, PRESENT, Days
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

ASKED = "Attendance week by week"
ALL, OTHERS = "all pupils", "the other pupils"
WEEK = "the week of the mark"
MONDAY = 3  # days are counted from Thursday, 1 January 1970

CAUTIONS = OF_MARKS | {
    "short_weeks": "Some weeks had fewer school days than others; their figures rest on fewer sessions.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

Whole = npt.NDArray[np.int64]
Marked = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Week:
    """One week with sessions: its number by the calendar, its Monday, and how many of its possible sessions were attended.

    `days` are the days with a session; `short` says that these are fewer than in most weeks, `after_break` that the
    week before had none. `attendance` is a percentage of `sessions_possible`.
    """

    number: int = field(repr=False)
    monday: dt.date
    days: int = field(repr=False)
    short: bool
    after_break: bool
    sessions_possible: int | None
    attendance: float | None


@dataclass(frozen=True)
class WeekSeries:
    """The weeks of some pupils: what they are called, how many they are, and their attendance over all weeks shown."""

    name: str
    pupils: int | None
    attendance: float | None
    weeks: tuple[Week, ...]

    @property
    def ids(self) -> SeriesIds:
        """Give the ids of the counts of these pupils."""
        return SeriesIds(self.name)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same weeks without the counts named, nor any number that rests on them."""
        if {self.ids.pupils, self.ids.missed} & set(ids):
            weeks = tuple(_emptied(week) for week in self.weeks)
            return replace(self, pupils=None, attendance=None, weeks=weeks)
        gone = hidden_places([self.ids.missed_in(week.monday) in ids for week in self.weeks])
        if not gone:
            return self
        weeks = tuple(_emptied(week) if at in gone else week for at, week in enumerate(self.weeks))
        return replace(self, attendance=_over_all(weeks), weeks=weeks)


def hidden_places(few: Sequence[bool]) -> frozenset[int]:
    """Give the places of the weeks that are hidden: those with few behind them, and where it is one, another.

    The other is the first week, so that the sum of a year less the weeks that are shown does not give the one away. Where
    more than half would be hidden all are: few miss a session in a good week, so that only the bad ones would be left.

    >>> sorted(hidden_places([False, False, False, True])), sorted(hidden_places([False, True, True]))
    ([0, 3], [0, 1, 2])
    """
    gone = {at for at, is_few in enumerate(few) if is_few}
    if len(gone) == 1:
        gone.add(1 if gone == {0} else 0)
    return frozenset(range(len(few)) if 2 * len(gone) > len(few) else gone)


def _over_all(weeks: Sequence[Week]) -> float | None:
    """Give the attendance over the weeks that are shown."""
    shown = [(week.attendance, week.sessions_possible) for week in weeks]
    known = [(rate, possible) for rate, possible in shown if rate is not None and possible is not None]
    total = sum(possible for _, possible in known)
    return sum(rate * possible for rate, possible in known) / total if total else None


def _emptied(week: Week) -> Week:
    return replace(week, sessions_possible=None, attendance=None)


@dataclass(frozen=True)
class SeriesIds:
    """The ids of the counts of some pupils' weeks."""

    name: str

    @property
    def pupils(self) -> str:
        """Name those with a possible session in any week."""
        return f"attendance by week|{self.name}"

    @property
    def missed(self) -> str:
        """Name those of them who missed a session in any week."""
        return f"{self.pupils}|missed a session"

    def missed_in(self, monday: dt.date) -> str:
        """Name those of them who missed a session in one week."""
        return f"{self.missed}|{monday.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class WeeklyAttendance(Counted):
    """Attendance week by week: of all pupils, or of `chosen` pupils and then of the others.

    A week without a session has no entry. `first` and `last` are the Mondays of the first and the last week.
    """

    first: dt.date
    last: dt.date
    series: tuple[WeekSeries, ...]
    marks_left_out: int = field(repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        series = tuple(one.withhold(ids) for one in self.series)
        return replace(self, series=series, counted=common.cells_kept(self.counted, ids))


def weekly_attendance(
    marks: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    chosen: Collection[Hashable] = (),
    name: str = "the chosen pupils",
    pupil: str = "pupil_id",
    date: str = "date",
    session: str = "session",
    mark: str = "mark",
    enrolments: pd.DataFrame | None = None,
    joined: str = "joined_on",
    left: str = "left_on",
    years: Collection[str] = (),
) -> WeeklyAttendance | NotEnough:
    """Work out attendance week by week, in percent of the possible sessions of each week.

    `marks` has one row for each pupil, date and session, with the mark; `codes` and `enrolments` are those of
    `summarise_attendance`. `chosen` are the ids of pupils who are looked at beside the others, such as those who were
    given a mentor, and `name` is what they are called; where nobody is named all pupils are taken together. `years`
    are the school years to look at, such as 2024/25, all where none is named. NotEnough without codes, possible
    sessions, or a chosen pupil among the marks. Raises ColumnMissing, WrongValue.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    >>> days = [*pd.date_range("2025-10-13", periods=5), *pd.date_range("2025-11-03", periods=5)]
    >>> marks = pd.DataFrame({"pupil_id": "A", "date": days, "session": "am", "mark": ["/"] * 9 + ["I"]})
    >>> weeks = weekly_attendance(marks, codes=codes).series[0].weeks
    >>> [(week.number, week.attendance, week.after_break) for week in weeks]
    [(1, 100.0, False), (4, 80.0, True)]
    """
    common.need_columns(marks, [pupil, date, session, mark])
    columns = RegisterColumns(pupil, date, session, mark, WEEK, joined, left)
    marks = pd.DataFrame({name: _numbered_once(marks[name]) for name in (pupil, date, session, mark)})
    monday = _mondays(marks[date])
    register = usable_register(
        marks.assign(**{WEEK: monday}), codes, columns, enrolments=enrolments, asked=ASKED
    )
    if isinstance(register, NotEnough):
        return register
    units = _Units.of(register, marks[pupil], monday, years)
    if not units.possible.any():
        found = f"the marks have nothing about {' and '.join(sorted(years))}"
        return NotEnough(ASKED, found, "Name school years that the marks are about.")
    named = np.isin(units.pupil, np.array(list(chosen), dtype=object)) if chosen else None
    if named is not None and not (named & (units.possible > 0)).any():
        return NotEnough(ASKED, "none of the chosen pupils has a possible session", "Look at their ids.")
    return _weekly(register, units, _sides(units, named, name))


def _numbered_once(column: pd.Series) -> pd.Series:
    """Number the values of a column, so that neither the register nor the weeks have to do it again."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column
    return pd.Series(pd.Categorical.from_codes(*pd.factorize(column)), index=column.index)


def _mondays(dates: pd.Series) -> Whole:
    """Give the day on which the week of each date begins, as a whole number; what is no date has the same one."""
    place, values = _numbered(dates)
    whole = np.append(common.local_days(values).astype(np.int64), np.iinfo(np.int32).min)
    return np.asarray((whole - (whole + MONDAY) % 7)[place], dtype=np.int64)


def _numbered(column: pd.Series) -> tuple[Whole, pd.Index]:
    """Give the numbers of a column's values, and the values; empty is -1."""
    number: Whole = column.cat.codes.to_numpy().astype(np.int64)
    return number, column.cat.categories


@dataclass(frozen=True, eq=False)
class _Units:
    """One entry for each pupil and week: how many sessions were possible, and how many of these were attended."""

    pupil: npt.NDArray[np.object_]
    monday: Whole
    possible: Whole
    attended: Whole

    @classmethod
    def of(cls, register: Register, pupil: pd.Series, monday: Whole, years: Collection[str]) -> Self:
        """Take them from a register whose enrolments are weeks; it has them in the order of the marks."""
        places = [
            place for place in register.years() if not years or year_name(register.began[place]) in years
        ]
        number, _ = _numbered(pupil)
        pairs = pd.Series(number * 2**33 + monday)[number >= 0].drop_duplicates().index
        classes = sum(
            (register.classes(place) for place in places), np.zeros((len(pairs), 4), dtype=np.int64)
        )
        attended = classes[:, [PRESENT, APPROVED]].sum(axis=1)
        who = register.pupils.to_numpy(dtype=object)
        return cls(who, monday[pairs], classes.sum(axis=1), attended)


def _sides(units: _Units, named: Marked | None, name: str) -> dict[str, Marked]:
    """Say of each entry to whose series it belongs."""
    there = units.possible > 0
    if named is None:
        return {ALL: there}
    sides = {name: there & named, OTHERS: there & ~named}
    return {name: inside for name, inside in sides.items() if inside.any()}


def _weekly(register: Register, units: _Units, sides: dict[str, Marked]) -> WeeklyAttendance:
    mondays = np.unique(units.monday[units.possible > 0])
    days = _days_open(register, mondays)
    series = tuple(_series(units, inside, name, mondays, days) for name, inside in sides.items())
    weeks = [week for one in series for week in one.weeks]
    found = {"short_weeks": any(week.short for week in weeks)}
    return WeeklyAttendance(
        counted=tuple(_cells(units, sides, series)),
        cautions=(*register.cautions, *common.codes_that_hold(found)),
        first=_day(mondays[0]),
        last=_day(mondays[-1]),
        series=series,
        marks_left_out=register.left_out,
    )


def _days_open(register: Register, mondays: Whole) -> Whole:
    """Count the days with a possible session in each week."""
    days: Days = register.days[register.by_day[:, register.codes.possible].sum(axis=1) > 0]
    whole = np.unique(days.astype(np.int64))
    place = np.searchsorted(mondays, whole - (whole + MONDAY) % 7)
    return np.bincount(place[place < len(mondays)], minlength=len(mondays)).astype(np.int64)


def _series(units: _Units, inside: Marked, name: str, mondays: Whole, days: Whole) -> WeekSeries:
    place = np.searchsorted(mondays, units.monday[inside])
    possible, attended = (
        np.bincount(place, weights=counts[inside], minlength=len(mondays)).astype(np.int64)
        for counts in (units.possible, units.attended)
    )
    usual = int(np.bincount(days).argmax())
    before = np.diff(mondays, prepend=mondays[0] - 7)
    weeks = tuple(
        Week(
            number=1 + int(mondays[at] - mondays[0]) // 7,
            monday=_day(mondays[at]),
            days=int(days[at]),
            short=bool(days[at] < usual),
            after_break=bool(before[at] > 7),
            sessions_possible=int(possible[at]),
            attendance=100 * int(attended[at]) / int(possible[at]),
        )
        for at in np.flatnonzero(possible)
    )
    rate = 100 * int(attended.sum()) / int(possible.sum()) if possible.sum() else math.nan
    return WeekSeries(name, len(set(units.pupil[inside])), rate, weeks)


def _cells(units: _Units, sides: dict[str, Marked], series: tuple[WeekSeries, ...]) -> Iterator[Cell]:
    """Count the pupils of each series, and how many stand behind the sessions that were missed.

    Of the latter nobody is named, as in the sums of a year: how many they are is not shown.
    """
    total = "attendance by week|all together" if len(sides) > 1 else ""
    if total:
        yield cell_of(total, sorted(set(units.pupil[units.possible > 0]), key=str))
    missed = units.possible > units.attended
    for one, inside in zip(series, sides.values(), strict=True):
        yield cell_of(one.ids.pupils, sorted(set(units.pupil[inside]), key=str), total)
        yield Cell(one.ids.missed, len(set(units.pupil[inside & missed])))
        each = pd.Series(units.monday[inside & missed]).value_counts()
        for week in one.weeks:
            yield Cell(one.ids.missed_in(week.monday), int(each.get(_number(week.monday), 0)))


def _number(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def _day(number: np.int64) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(number))
