"""The register's marks, read by the list of codes into sessions: by school year, pupil and code.

A register may have millions of marks, so they are numbered once and counted a million at a time; what is
left of them is one small table of sessions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.school_years import years_begun
from enquiry_lib.stats import result as common
from enquiry_lib.stats.register_codes import NOT_POSSIBLE, UNKNOWN, CodeList, Days, read_codes, tidy
from enquiry_lib.stats.result import NotEnough

Whole = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.integer]
Marked = npt.NDArray[np.bool_]

ASKED = "Attendance from the register"
CHUNK = 1_000_000  # marks looked at in one go
BLANK = -2  # no mark was written
ALWAYS = (np.iinfo(np.int32).min, np.iinfo(np.int32).max)
NEVER = ALWAYS[::-1]
REASONS = ("no_pupil_id", "bad_dates", "blank_marks", "duplicates", "unknown_codes", "outside_enrolment")
"""Why a mark is left out, as codes of caution."""


@dataclass(frozen=True)
class RegisterColumns:
    """What the columns are called: of the marks, and `joined` and `left` of the enrolments.

    `enrolment` tells the enrolments of one pupil apart, such as the school; None where a pupil has only one.
    """

    pupil: str = "pupil_id"
    date: str = "date"
    session: str = "session"
    mark: str = "mark"
    enrolment: str | None = None
    joined: str = "joined_on"
    left: str = "left_on"

    @property
    def who(self) -> list[str]:
        """Name the columns that say whose enrolment a row is about."""
        return [self.pupil, *([self.enrolment] if self.enrolment else [])]

    @property
    def of_marks(self) -> list[str]:
        """Name the columns that marks must have."""
        return [*self.who, self.date, self.session, self.mark]


@dataclass(frozen=True, eq=False)
class Register:
    """The usable sessions in counts, and how many marks were not usable.

    `counts` has a layer a school year, a row an enrolment and a column a code; `began` gives the calendar year
    in which each school year began and `pupils` the pupil of each row. `by_day` has a row for each of `days`.
    """

    codes: CodeList
    began: tuple[int, ...]
    pupils: pd.Index
    counts: Whole
    days: Days
    by_day: Whole
    left_out: int
    unknown_codes: tuple[str, ...]
    codes_out_of_time: tuple[str, ...]
    cautions: tuple[str, ...]

    def classes(self, year: int) -> Whole:
        """Count the possible sessions of a year, given by its place: a row an enrolment, a column a class."""
        counts = self.counts[year]
        columns = [counts[:, self.codes.kind == kind].sum(axis=1) for kind in range(NOT_POSSIBLE)]
        return np.stack(columns, axis=1)

    def span(self, year: int) -> tuple[dt.date, dt.date]:
        """Give the first and the last day with a possible session in a year."""
        inside = years_begun(self.days) == self.began[year]
        there = self.days[inside & (self.by_day[:, self.codes.possible].sum(axis=1) > 0)]
        return there.min().item(), there.max().item()

    def years(self) -> list[int]:
        """Give the places of the years that have a possible session."""
        possible = self.counts[:, :, self.codes.possible].sum(axis=(1, 2))
        return [int(place) for place in np.flatnonzero(possible)]


def usable_register(
    marks: pd.DataFrame,
    codes: pd.DataFrame,
    columns: RegisterColumns,
    *,
    enrolments: pd.DataFrame | None = None,
    asked: str = ASKED,
) -> Register | NotEnough:
    """Read marks, or say what is lacking: codes for this nation, marks, or a possible session among them."""
    common.need_columns(marks, columns.of_marks)
    if codes.empty:
        found = "there is no list of register codes for this nation"
        return NotEnough(asked, found, "Put a file register_codes.csv in the network's reference folder.")
    if marks.empty:
        return NotEnough(asked, "there is no mark", "Fill in the attendance table, or see its check.")
    register = read_register(marks, codes, columns, enrolments=enrolments)
    if not register.years():
        found = "no mark with a date and a known code is a possible session"
        return NotEnough(asked, found, "Look at the marks and dates in the attendance table.")
    return register


def read_register(
    marks: pd.DataFrame,
    codes: pd.DataFrame,
    columns: RegisterColumns | None = None,
    *,
    enrolments: pd.DataFrame | None = None,
) -> Register:
    """Read marks by the list of codes, and leave out those that cannot be used.

    `codes` is what `read_codes` reads. `enrolments` says from which day to which a pupil was on roll; possible
    sessions outside are left out, a pupil who is not in it keeps all. Raises ColumnMissing, WrongValue.

    >>> marks = pd.DataFrame({"pupil_id": ["A", "A"], "date": "2025-09-01", "session": ["am", "pm"],
    ...                       "mark": ["/", "?"]})
    >>> found = read_register(marks, pd.DataFrame({"code": ["/"], "class": ["present"]}))
    >>> found.began, found.counts.tolist(), found.left_out, found.cautions
    ((2025,), [[[1]]], 1, ('unknown_codes',))
    """
    columns, listed = columns or RegisterColumns(), read_codes(codes)
    rows = _number(marks, listed, columns)
    stays = () if enrolments is None else tuple(_stays(enrolments, rows.who, columns))
    return _Counting(rows, listed, stays).register()


# --- marks as numbers -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Rows:
    """The marks, each as the number of its enrolment, day, session and mark; and what the numbers stand for."""

    unit: Numbers
    day: Numbers
    session: Numbers
    mark: Numbers
    who: pd.DataFrame
    days: Days
    texts: tuple[str, ...]
    code: Whole


def _number(marks: pd.DataFrame, listed: CodeList, columns: RegisterColumns) -> _Rows:
    unit, who = _units(marks, columns)
    day, dates = _numbered(marks[columns.date])
    session, _ = _numbered(marks[columns.session])
    mark, values = _numbered(marks[columns.mark])
    texts = tuple(tidy(value) for value in values)
    code = [listed.place(text) if text else BLANK for text in texts]
    return _Rows(unit, day, session, mark, who, _days(dates), texts, np.array([*code, BLANK], dtype=np.int64))


def _units(marks: pd.DataFrame, columns: RegisterColumns) -> tuple[Numbers, pd.DataFrame]:
    """Number the enrolments: the pupils, or the pairs of pupil and enrolment; give whose each is."""
    pupil, pupils = _numbered(marks[columns.pupil])
    if columns.enrolment is None:
        return pupil, pd.DataFrame({columns.pupil: pupils})
    place, places = _numbered(marks[columns.enrolment])
    width = len(places) + 1
    pair = np.where(pupil == UNKNOWN, UNKNOWN, pupil.astype(np.int64) * width + place + 1)
    unit, pairs = _numbered(pd.Series(pair).where(pair != UNKNOWN))
    number = pairs.to_numpy(dtype=np.int64)
    named = places.insert(0, None).take(number % width)
    return unit, pd.DataFrame({columns.pupil: pupils.take(number // width), columns.enrolment: named})


def _numbered(column: pd.Series) -> tuple[Numbers, pd.Index]:
    """Number the different values of a column, in as few bytes as will do; empty is -1."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    numbers, values = pd.factorize(column)
    return numbers.astype(np.int32), pd.Index(values)


def _days(dates: pd.Index) -> Days:
    """Give dates as days; text must be year-month-day, so that no day is taken for a month."""
    return np.append(common.local_days(dates), np.datetime64("NaT", "D"))


# --- enrolments -------------------------------------------------------------------------------------------

Stay = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
"""The first and the last day of one stay of each enrolment, as whole numbers."""


def _stays(enrolments: pd.DataFrame, who: pd.DataFrame, columns: RegisterColumns) -> Iterator[Stay]:
    """Give the first stay of every enrolment, then the second, and so on; who is not listed always stays."""
    common.need_columns(enrolments, [columns.pupil, columns.joined, columns.left])
    key = [column for column in columns.who if column in enrolments.columns]
    listed = enrolments.dropna(subset=[columns.pupil])
    units = who.reset_index(names="unit")[["unit", *key]].astype(dict.fromkeys(key, object))
    found = units.merge(listed.astype(dict.fromkeys(key, object)), on=key)
    joined, left = (
        _edge(found[name], edge) for name, edge in zip((columns.joined, columns.left), ALWAYS, strict=True)
    )
    number, turn = found["unit"].to_numpy(), found.groupby("unit").cumcount().to_numpy()
    for stay in range(int(turn.max(initial=-1)) + 1):
        first, last = (np.full(len(who), edge, dtype=np.int32) for edge in (NEVER if stay else ALWAYS))
        now = turn == stay
        first[number[now]], last[number[now]] = joined[now], left[now]
        yield first, last


def _edge(dates: pd.Series, edge: int) -> npt.NDArray[np.int32]:
    """Give days as whole numbers; where there is none, the edge of all days."""
    days = _days(pd.Index(dates))[:-1]
    return np.where(np.isnat(days), edge, days.astype(np.int64)).astype(np.int32)


# --- counting, a million marks at a time ------------------------------------------------------------------


class _Counting:
    """The sessions counted so far."""

    def __init__(self, rows: _Rows, listed: CodeList, stays: tuple[Stay, ...]) -> None:
        self.rows, self.listed, self.stays = rows, listed, stays
        self.possible = np.append(listed.possible, [False, False])
        years = years_begun(rows.days)
        self.began = np.unique(years[~np.isnat(rows.days)])
        self.year = np.searchsorted(self.began, years)  # of no use where there is no day
        self.table = np.zeros(len(self.began) * len(rows.who) * len(listed.codes), dtype=np.int64)
        self.by_day = np.zeros(len(rows.days) * len(listed.codes), dtype=np.int64)
        self.left_out, self.found = 0, set[str]()

    def register(self) -> Register:
        """Count all the marks."""
        rows, codes = self.rows, len(self.listed.codes)
        again = _repeats((rows.unit, len(rows.who)), (rows.day, len(rows.days)), rows.session)
        for start in range(0, len(rows.unit), CHUNK):
            self._count(slice(start, start + CHUNK), again[start : start + CHUNK])
        by_day = self.by_day.reshape(len(rows.days), codes)[:-1]
        out_of_time = _out_of_time(self.listed, rows.days[:-1], by_day)
        cautions = {name: name in self.found for name in REASONS} | {"codes_out_of_time": bool(out_of_time)}
        return Register(
            codes=self.listed,
            began=tuple(int(year) for year in self.began),
            pupils=pd.Index(rows.who.iloc[:, 0]),
            counts=self.table.reshape(len(self.began), len(rows.who), codes),
            days=rows.days[:-1],
            by_day=by_day,
            left_out=self.left_out,
            unknown_codes=_unknown(rows),
            codes_out_of_time=out_of_time,
            cautions=common.codes_that_hold(cautions),
        )

    def _count(self, part: slice, again: Marked) -> None:
        """Count the sessions of some rows, and what is wrong with those that are left out."""
        unit, day = self.rows.unit[part], self.rows.day[part]
        code = self.rows.code[self.rows.mark[part]]
        reasons = self._reasons(unit, day, code, again)
        used = ~np.logical_or.reduce(list(reasons.values()))
        self.left_out += int((~used).sum())
        self.found |= {name for name, rows in reasons.items() if rows.any()}
        unit, day, code = unit[used], day[used], code[used]
        row = self.year[day] * len(self.rows.who) + unit
        _add(self.table, row * len(self.listed.codes) + code)
        _add(self.by_day, day.astype(np.int64) * len(self.listed.codes) + code)

    def _reasons(self, unit: Numbers, day: Numbers, code: Whole, again: Marked) -> dict[str, Marked]:
        """Say of each row which reasons there are to leave it out."""
        when = self.rows.days[day]
        outside = self.possible[code] & ~self._stayed(unit, when) & ~np.isnat(when)
        found = (unit == UNKNOWN, np.isnat(when), code == BLANK, again, code == UNKNOWN, outside)
        return dict(zip(REASONS, found, strict=True))

    def _stayed(self, unit: Numbers, when: Days) -> Marked:
        """Say of each row whether its pupil was on roll that day."""
        if not self.stays:
            return np.ones(len(unit), dtype=np.bool_)
        day = when.astype(np.int64)
        on_roll = [(first[unit] <= day) & (day <= last[unit]) for first, last in self.stays]
        return np.asarray(np.logical_or.reduce(on_roll), dtype=np.bool_)


def _add(table: Whole, places: Whole) -> None:
    table += np.bincount(places, minlength=len(table))


def _repeats(units: tuple[Numbers, int], days: tuple[Numbers, int], session: Numbers) -> Marked:
    """Mark rows that repeat an earlier row's enrolment, day and session, each given with how many there are."""
    (unit, n_units), (day, n_days) = units, days
    width = int(session.max(initial=0)) + 2
    again = np.zeros(len(unit), dtype=np.bool_)
    seen = np.zeros((n_units + 1) * n_days * width, dtype=np.bool_)
    for start in range(0, len(unit), CHUNK):
        part = slice(start, start + CHUNK)
        key = ((unit[part].astype(np.int64) + 1) * n_days + day[part] + 1) * width + session[part] + 1
        again[part] = seen[key] | pd.Series(key).duplicated().to_numpy()
        seen[key] = True
    return np.asarray(again & (unit != UNKNOWN), dtype=np.bool_)


def _unknown(rows: _Rows) -> tuple[str, ...]:
    """Name the marks that are there and not in the list: the first ten, cut to four characters."""
    there = np.unique(rows.mark)
    return tuple(sorted({rows.texts[mark][:4] for mark in there if rows.code[mark] == UNKNOWN})[:10])


def _out_of_time(listed: CodeList, days: Days, by_day: Whole) -> tuple[str, ...]:
    """Name the codes that were used before or after the days in which they hold."""
    outside = (days[:, None] < listed.since) | (days[:, None] > listed.until)
    used = ((by_day > 0) & outside).any(axis=0)
    return tuple(sorted(np.array(listed.codes, dtype=object)[used].tolist()))
