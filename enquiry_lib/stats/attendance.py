"""Attendance from the register's marks: sessions, rates, persistent absence, and the change between years.

A pupil is persistently absent who missed a tenth or more of their own possible sessions, severely absent who
missed half or more, and then persistently absent too (definitions of the Department for Education).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.attendance_years import (
    CAUTIONS,
    Attendance,
    AttendanceChange,
    AttendancePeriod,
    YearCounts,
    both_id,
    change_between,
    period_cautions,
    period_of,
    year_cells,
)
from enquiry_lib.stats.register import (
    AUTHORISED,
    CLASSES,
    FIRST_MONTH,
    NOT_POSSIBLE,
    UNAUTHORISED,
    Register,
    Whole,
    read_register,
)
from enquiry_lib.stats.result import Cell, NotEnough

__all__ = ["CAUTIONS", "Attendance", "AttendanceChange", "AttendancePeriod", "summarise_attendance"]

FAR_APART_DAYS = 21


def summarise_attendance(
    marks: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    pupil: str = "pupil_id",
    date: str = "date",
    session: str = "session",
    mark: str = "mark",
    persistent: float = 0.10,
    severe: float = 0.50,
    late: tuple[str, ...] = ("L", "U"),
    years: Collection[str] = (),
) -> Attendance | NotEnough:
    """Work out attendance and persistent absence for each school year, and the change between the last two.

    `marks` has one row for each pupil, date and session, with the mark. `codes` has a row for each register
    code, with the columns code and class (present, approved activity, authorised absence, unauthorised
    absence, not possible). `persistent` and `severe` are shares of a pupil's own possible sessions, at which
    or above which the pupil counts; `late` are the codes of late marks; `years` are the school years to look at,
    such as 2024/25, all where none is named. NotEnough without codes, or without a mark that is a possible session. Raises ColumnMissing, WrongValue.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    >>> marks = pd.DataFrame({"pupil_id": "A", "date": pd.date_range("2025-09-01", periods=10),
    ...                       "session": "am", "mark": ["/"] * 9 + ["I"]})
    >>> year = summarise_attendance(marks, codes=codes).periods[0]
    >>> year.period, year.attendance, year.persistent
    ('2025/26', 90.0, 1)
    """
    common.need_columns(marks, [pupil, date, session, mark])
    thresholds = _thresholds(persistent, severe)
    if codes.empty:
        return NotEnough(
            "Attendance from the register",
            "there is no list of register codes for this nation",
            "Put a file register_codes.csv in the network's reference folder.",
        )
    if marks.empty:
        found = "there is no mark"
        return NotEnough(
            "Attendance from the register", found, "Fill in the attendance table, or see its check."
        )
    register = read_register(marks, codes, late=frozenset(late), columns=(pupil, date, session, mark))
    if not (register.kind != NOT_POSSIBLE).any():
        return NotEnough(
            "Attendance from the register",
            "no mark with a date and a known code is a possible session",
            "Look at the marks and dates in the attendance table.",
        )
    counted = [year for year in _years(register, thresholds) if not years or year.period in years]
    if not counted:
        found = f"the marks have nothing about {' and '.join(sorted(years))}"
        return NotEnough("Attendance from the register", found, "Name school years that the marks are about.")
    return _attendance(register, counted)


def _thresholds(persistent: float, severe: float) -> tuple[Fraction, Fraction]:
    """Give the shares as exact fractions: a tenth is a tenth, not the nearest float."""
    if not 0 < persistent <= severe <= 1:
        raise errors.WrongValue(
            name="persistent",
            found=f"{persistent}, with severe {severe}",
            expected="above 0, and severe from there to 1; usually 0.10 and 0.50",
        )
    return Fraction(str(persistent)), Fraction(str(severe))


@dataclass(frozen=True)
class _Year:
    """One school year in counts: `sessions` has a row a pupil and a column each for four classes."""

    began: int
    sessions: Whole
    first: dt.date
    last: dt.date
    late: int
    thresholds: tuple[Fraction, Fraction]

    @property
    def period(self) -> str:
        return f"{self.began}/{(self.began + 1) % 100:02d}"

    def counts(self) -> YearCounts:
        """Give the year's pupils and sessions in counts."""
        present, approved, authorised, unauthorised = map(int, self.sessions.sum(axis=0))
        return YearCounts(
            period=self.period,
            roll=int(self.on_roll.sum()),
            attended=present + approved,
            authorised=authorised,
            unauthorised=unauthorised,
            persistent=self._missing(self.thresholds[0]),
            severe=self._missing(self.thresholds[1]),
            usual=self._usual(),
            late=self.late,
            first=self.first,
            last=self.last,
        )

    @property
    def on_roll(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.sessions.sum(axis=1) > 0, dtype=np.bool_)

    def _missing(self, share: Fraction) -> int:
        """Count the pupils who missed at least that share of their own sessions, in whole numbers."""
        missed = self.sessions[:, [AUTHORISED, UNAUTHORISED]].sum(axis=1)
        reached = missed * share.denominator >= self.sessions.sum(axis=1) * share.numerator
        return int((reached & self.on_roll).sum())

    def _usual(self) -> int:
        """Give how many possible sessions most pupils had; of several numbers that are as frequent, the largest."""
        each = self.sessions.sum(axis=1)[self.on_roll]
        often = np.bincount(each)
        return int(np.flatnonzero(often == often.max())[-1])

    def spans(self) -> tuple[int, int]:
        """Give the days from the beginning of the school year to the first and the last session."""
        start = dt.date(self.began, FIRST_MONTH, 1)
        return (self.first - start).days, (self.last - start).days


def _attendance(register: Register, years: list[_Year]) -> Attendance:
    counts = [year.counts() for year in years]
    cells = [cell for year in counts for cell in year_cells(year)]
    last_two = (years[-2], years[-1]) if len(years) > 1 else None
    if last_two:
        cells += _stay_cells(counts[-2], counts[-1], _n_both(*last_two))
    periods = tuple(period_of(year) for year in counts)
    return Attendance(
        counted=tuple(cells),
        cautions=(*register.cautions, *period_cautions(periods)),
        periods=periods,
        change=_change(*last_two) if last_two else None,
        unknown_codes=register.unknown_codes,
        marks_left_out=register.left_out,
    )


def _years(register: Register, thresholds: tuple[Fraction, Fraction]) -> list[_Year]:
    """Count sessions by school year, pupil and class, for the years that have a possible session."""
    first, pupils, kinds = int(register.year.min()), int(register.pupil.max()) + 1, len(CLASSES)
    width = int(register.year.max()) - first + 1
    key = ((register.year - first) * pupils + register.pupil) * kinds + register.kind
    table = np.bincount(key, minlength=width * pupils * kinds).reshape(width, pupils, kinds)
    late = np.bincount(register.year[register.late] - first, minlength=width)
    years = []
    for number in range(width):
        inside = (register.year == first + number) & (register.kind != NOT_POSSIBLE)
        if inside.any():
            dates = register.date[inside]
            span = dates.min().item(), dates.max().item()
            sessions = table[number, :, :NOT_POSSIBLE]
            years.append(_Year(first + number, sessions, *span, int(late[number]), thresholds))
    return years


def _stay_cells(before: YearCounts, after: YearCounts, n_both: int) -> Iterator[Cell]:
    for year in (before, after):
        yield Cell(year.ids.roll_by_stay, year.roll)
        yield Cell(both_id(before.period, after.period), n_both, year.ids.roll_by_stay)
        yield Cell(year.ids.part("not in the other year"), year.roll - n_both, year.ids.roll_by_stay)


def _n_both(before: _Year, after: _Year) -> int:
    return int((before.on_roll & after.on_roll).sum())


def _change(before: _Year, after: _Year) -> AttendanceChange:
    change = change_between(before.counts(), after.counts(), n_both=_n_both(before, after))
    apart = [abs(one - other) for one, other in zip(before.spans(), after.spans(), strict=True)]
    spans = ("different_spans",) if max(apart) > FAR_APART_DAYS else ()
    return replace(change, cautions=(*change.cautions, *spans))
