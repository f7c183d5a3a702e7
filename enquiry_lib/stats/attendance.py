"""Attendance from the register's marks: sessions, rates, persistent absence, and the change between years.

Attendance and absence add up to the possible sessions, exactly; every rate is a percentage of possible
sessions. A pupil is persistently absent who missed a tenth or more of their own possible sessions, severely
absent who missed half or more, and then persistently absent too (definitions of the Department for Education).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
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
from enquiry_lib.stats.result import Cell, Counted, NotEnough

COX = 1.65  # Cox's d is the log odds ratio over this (What Works Clearinghouse)
FAR_APART_DAYS = 21

CAUTIONS = common.CAUTIONS | {
    "unknown_codes": "Some marks are not in the list of register codes; they were left out.",
    "blank_marks": "Some marks are blank; they were left out.",
    "bad_dates": "Some marks have no date that can be read; they were left out.",
    "different_rolls": "The two years are not about the same pupils: some left and others joined.",
    "years_overlap": "Most pupils are in both years, so the interval, which takes the years as independent, is rough.",
    "different_spans": "The two years' marks do not cover the same part of the school year.",
    "odds_undefined": "In one of the years nobody, or everybody, was persistently absent, so there is no odds ratio.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True)
class AttendancePeriod:
    """One school year: sessions, rates in percent of possible sessions, and pupils who missed a great deal.

    `late` counts sessions with a late mark, before or after the register closed. `persistent_rate` and
    `severe_rate` are percentages of `pupils`, those with at least one possible session.
    """

    period: str
    first: dt.date
    last: dt.date
    pupils: int | None
    sessions_possible: int | None
    attended: int | None
    authorised: int | None
    unauthorised: int | None
    late: int | None
    attendance: float | None
    absence: float | None
    authorised_rate: float | None
    unauthorised_rate: float | None
    persistent: int | None
    severe: int | None
    persistent_rate: float | None
    severe_rate: float | None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same year without the counts named, nor any number that rests on them."""
        named = _Ids(self.period)
        if not named.rolls.isdisjoint(ids):
            return common.without_numbers(self)
        hidden = self
        if not named.persistence.isdisjoint(ids):
            hidden = replace(hidden, persistent=None, persistent_rate=None, severe=None, severe_rate=None)
        if not named.severity.isdisjoint(ids):
            hidden = replace(hidden, severe=None, severe_rate=None)
        return hidden


@dataclass(frozen=True)
class AttendanceChange:
    """The last school year minus the one before: in percentage points, and persistent absence as an effect size.

    `low` and `high` are the 95% interval of `persistent_points`, as if the years were independent (Wald);
    `cox_d` is the log odds ratio over 1.65. `n_both` pupils are on both years' rolls.
    """

    before: str
    after: str
    n_before: int | None
    n_after: int | None
    n_both: int | None
    attendance_points: float | None
    persistent_points: float | None
    low: float | None
    high: float | None
    log_odds_ratio: float | None
    cox_d: float | None
    cautions: tuple[str, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same change without the counts named, nor any number that rests on them."""
        first, second, hidden = _Ids(self.before), _Ids(self.after), self
        if not (first.rolls | second.rolls).isdisjoint(ids):
            hidden = common.without_numbers(hidden)
        if not (first.persistence | second.persistence).isdisjoint(ids):
            kept = ("n_before", "n_after", "n_both", "attendance_points")
            hidden = common.without_numbers(hidden, keep=kept)
        if _both_id(self.before, self.after) in ids:
            hidden = replace(hidden, n_both=None)
        cautions = (code for code in self.cautions if hidden.low is not None or code != "odds_undefined")
        return replace(hidden, cautions=tuple(cautions))


@dataclass(frozen=True, kw_only=True)
class Attendance(Counted):
    """Attendance by school year, oldest first, and the change between the last two.

    `unknown_codes` are marks that are not in the list of codes (the first ten, cut to four characters) and
    `marks_left_out` is how many marks were left out for any reason.
    """

    periods: tuple[AttendancePeriod, ...]
    change: AttendanceChange | None
    unknown_codes: tuple[str, ...]
    marks_left_out: int

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone = self._implied(ids)
        return replace(
            self,
            periods=tuple(period.withhold(gone) for period in self.periods),
            change=self.change and self.change.withhold(gone),
            counted=common.cells_kept(self.counted, gone),
        )

    def _implied(self, ids: Collection[str]) -> set[str]:
        """Add the parts of what is withheld: of a roll everything, of persistent absence the severe among it."""
        gone = set(ids)
        for named in (_Ids(period.period) for period in self.periods):
            if gone & named.rolls:
                gone |= {cell.id for cell in self.counted if cell.id.startswith(named.roll)}
            if gone & named.persistence:
                gone |= named.persistence | named.severity
        return gone


# --- ids of the pupils counted ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ids:
    """The ids of the counts of one school year."""

    period: str

    @property
    def roll(self) -> str:
        return f"attendance|{self.period}"

    @property
    def roll_by_stay(self) -> str:
        """Name the same roll again, as the total of those who stayed and those who did not."""
        return f"{self.roll}|in the other year or not"

    def part(self, name: str) -> str:
        return f"{self.roll}|{name}"

    @property
    def rolls(self) -> frozenset[str]:
        return frozenset({self.roll, self.roll_by_stay})

    @property
    def persistence(self) -> frozenset[str]:
        return frozenset({self.part("persistently absent"), self.part("not persistently absent")})

    @property
    def severity(self) -> frozenset[str]:
        return frozenset({self.part("severely absent"), self.part("persistently but not severely absent")})


def _both_id(before: str, after: str) -> str:
    return f"attendance|{before} and {after}"


# --- from marks to the result -----------------------------------------------------------------------------


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
) -> Attendance | NotEnough:
    """Work out attendance and persistent absence for each school year, and the change between the last two.

    `marks` has one row for each pupil, date and session, with the mark. `codes` has a row for each register
    code, with the columns code and class (present, approved activity, authorised absence, unauthorised
    absence, not possible). `persistent` and `severe` are shares of a pupil's own possible sessions, at which
    or above which the pupil counts; `late` are the codes of late marks. NotEnough without codes, or without
    a mark that is a possible session. Raises ColumnMissing, WrongValue.

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
    return _attendance(register, thresholds)


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
    def label(self) -> str:
        return f"{self.began}/{(self.began + 1) % 100:02d}"

    @property
    def ids(self) -> _Ids:
        return _Ids(self.label)

    @property
    def on_roll(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.sessions.sum(axis=1) > 0, dtype=np.bool_)

    @property
    def roll(self) -> int:
        return int(self.on_roll.sum())

    @property
    def persistent(self) -> int:
        return self._missing(self.thresholds[0])

    @property
    def severe(self) -> int:
        return self._missing(self.thresholds[1])

    def _missing(self, share: Fraction) -> int:
        """Count the pupils who missed at least that share of their own sessions, in whole numbers."""
        missed = self.sessions[:, [AUTHORISED, UNAUTHORISED]].sum(axis=1)
        reached = missed * share.denominator >= self.sessions.sum(axis=1) * share.numerator
        return int((reached & self.on_roll).sum())

    def spans(self) -> tuple[int, int]:
        """Give the days from the beginning of the school year to the first and the last session."""
        start = dt.date(self.began, FIRST_MONTH, 1)
        return (self.first - start).days, (self.last - start).days


def _attendance(register: Register, thresholds: tuple[Fraction, Fraction]) -> Attendance:
    years = _years(register, thresholds)
    cells = [cell for year in years for cell in _year_cells(year)]
    last_two = (years[-2], years[-1]) if len(years) > 1 else None
    if last_two:
        cells += _stay_cells(*last_two)
    return Attendance(
        counted=tuple(cells),
        cautions=register.cautions,
        periods=tuple(_period(year) for year in years),
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


def _period(year: _Year) -> AttendancePeriod:
    present, approved, authorised, unauthorised = map(int, year.sessions.sum(axis=0))
    attended, possible = present + approved, present + approved + authorised + unauthorised
    return AttendancePeriod(
        period=year.label,
        first=year.first,
        last=year.last,
        pupils=year.roll,
        sessions_possible=possible,
        attended=attended,
        authorised=authorised,
        unauthorised=unauthorised,
        late=year.late,
        attendance=100 * attended / possible,
        absence=100 * (authorised + unauthorised) / possible,
        authorised_rate=100 * authorised / possible,
        unauthorised_rate=100 * unauthorised / possible,
        persistent=year.persistent,
        severe=year.severe,
        persistent_rate=100 * year.persistent / year.roll,
        severe_rate=100 * year.severe / year.roll,
    )


def _year_cells(year: _Year) -> Iterator[Cell]:
    ids, absent = year.ids, year.ids.part("persistently absent")
    yield Cell(ids.roll, year.roll)
    yield Cell(absent, year.persistent, ids.roll)
    yield Cell(ids.part("not persistently absent"), year.roll - year.persistent, ids.roll)
    yield Cell(ids.part("severely absent"), year.severe, absent)
    yield Cell(ids.part("persistently but not severely absent"), year.persistent - year.severe, absent)


def _stay_cells(before: _Year, after: _Year) -> Iterator[Cell]:
    n_both = _n_both(before, after)
    for year in (before, after):
        yield Cell(year.ids.roll_by_stay, year.roll)
        yield Cell(_both_id(before.label, after.label), n_both, year.ids.roll_by_stay)
        yield Cell(year.ids.part("not in the other year"), year.roll - n_both, year.ids.roll_by_stay)


def _n_both(before: _Year, after: _Year) -> int:
    return int((before.on_roll & after.on_roll).sum())


def _change(before: _Year, after: _Year) -> AttendanceChange:
    first, second = _period(before), _period(after)
    points, low, high = difference_of_shares(before.persistent, before.roll, after.persistent, after.roll)
    log_odds = log_odds_ratio(before.persistent, before.roll, after.persistent, after.roll)
    return AttendanceChange(
        before=before.label,
        after=after.label,
        n_before=before.roll,
        n_after=after.roll,
        n_both=_n_both(before, after),
        attendance_points=(second.attendance or 0) - (first.attendance or 0),
        persistent_points=points,
        low=low,
        high=high,
        log_odds_ratio=log_odds,
        cox_d=None if log_odds is None else log_odds / COX,
        cautions=_change_cautions(before, after, log_odds),
    )


def _change_cautions(before: _Year, after: _Year, log_odds: float | None) -> tuple[str, ...]:
    n_both, rolls = _n_both(before, after), (before.roll, after.roll)
    apart = [abs(one - other) for one, other in zip(before.spans(), after.spans(), strict=True)]
    found = {
        "no_comparison_group": True,
        "other_changes": True,
        "regression_possible": True,
        "different_rolls": n_both < max(rolls),
        "years_overlap": 2 * n_both > min(rolls),
        "different_spans": max(apart) > FAR_APART_DAYS,
        "odds_undefined": log_odds is None,
    }
    return common.codes_that_hold(found)


def difference_of_shares(count: int, n: int, later: int, n_later: int) -> tuple[float, float, float]:
    """Give how many percentage points a share rose, with its 95% interval (Wald, two independent groups).

    >>> [round(points, 1) for points in difference_of_shares(44, 311, 13, 336)]
    [-10.3, -14.7, -5.9]
    """
    share, share_later = count / n, later / n_later
    se = math.sqrt(share * (1 - share) / n + share_later * (1 - share_later) / n_later)
    points, half = 100 * (share_later - share), 100 * float(stats.norm.ppf(0.975)) * se
    return points, points - half, points + half


def log_odds_ratio(count: int, n: int, later: int, n_later: int) -> float | None:
    """Give the log odds ratio of the later share against the earlier; None where a share is none or all.

    >>> round(log_odds_ratio(44, 311, 13, 336), 2)
    -1.41
    """
    if min(count, n - count, later, n_later - later) == 0:
        return None
    return math.log(later * (n - count) / ((n_later - later) * count))
