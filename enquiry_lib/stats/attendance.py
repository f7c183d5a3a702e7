"""Attendance from the register's marks: sessions, rates, persistent absence, and the change between years.

A pupil is persistently absent who missed a tenth or more of their own possible sessions, severely absent who
missed half or more, and then persistently absent too (definitions of the Department for Education).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.school_years import first_day, year_name
from enquiry_lib.stats.attendance_years import (
    CAUTIONS,
    Attendance,
    AttendanceChange,
    AttendancePeriod,
    Behind,
    Ids,
    YearCounts,
    both_id,
    change_between,
    period_cautions,
    period_of,
    year_cells,
)
from enquiry_lib.stats.register import (
    ASKED,
    Register,
    RegisterColumns,
    Whole,
    usable_register,
)
from enquiry_lib.stats.register_codes import AUTHORISED, UNAUTHORISED
from enquiry_lib.stats.result import Cell, NotEnough, cell_of, with_who

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
    enrolments: pd.DataFrame | None = None,
    enrolment: str | None = None,
    joined: str = "joined_on",
    left: str = "left_on",
    persistent: float = 0.10,
    severe: float = 0.50,
    late: tuple[str, ...] = ("L", "U"),
    years: Collection[str] = (),
) -> Attendance | NotEnough:
    """Work out attendance and persistent absence for each school year, and the change between the last two.

    `marks` has one row for each pupil, date and session, with the mark. `codes` has a row for each register
    code, with the columns code and class (present, approved activity, authorised absence, unauthorised
    absence, not possible), and may have from and until, the days in which a code holds. `enrolments` has a row
    for each pupil with the days `joined` and `left`, either of which may be empty: only sessions from the one
    to the other count; a pupil with several rows may come back. `enrolment` names a column of the marks, such
    as the school: a pupil is then judged in each by the sessions there.

    `persistent` and `severe` are shares of a pupil's own possible sessions, at which or above which the pupil
    counts; `late` are the codes of late marks; `years` are the school years to look at, such as 2024/25, all
    where none is named. NotEnough without codes, or without a mark that is a possible session. Raises
    ColumnMissing, WrongValue.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    >>> marks = pd.DataFrame({"pupil_id": "A", "date": pd.date_range("2025-09-01", periods=10),
    ...                       "session": "am", "mark": ["/"] * 9 + ["I"]})
    >>> year = summarise_attendance(marks, codes=codes).periods[0]
    >>> year.period, year.attendance, year.persistent
    ('2025/26', 90.0, 1)
    """
    thresholds = shares_of_sessions(persistent, severe)
    columns = RegisterColumns(pupil, date, session, mark, enrolment, joined, left)
    register = usable_register(marks, codes, columns, enrolments=enrolments)
    if isinstance(register, NotEnough):
        return register
    counted = [_Year(register, year, thresholds, frozenset(late)) for year in register.years()]
    counted = [year for year in counted if not years or year.period in years]
    if not counted:
        found = f"the marks have nothing about {' and '.join(sorted(years))}"
        return NotEnough(ASKED, found, "Name school years that the marks are about.")
    return _attendance(register, counted)


def shares_of_sessions(persistent: float, severe: float) -> tuple[Fraction, Fraction]:
    """Give the shares as exact fractions: a tenth is a tenth, not the nearest float.

    >>> shares_of_sessions(0.1, 0.5)
    (Fraction(1, 10), Fraction(1, 2))
    """
    if not 0 < persistent <= severe <= 1:
        raise errors.WrongValue(
            name="persistent",
            found=f"{persistent}, with severe {severe}",
            expected="above 0, and severe from there to 1; usually 0.10 and 0.50",
        )
    return Fraction(str(persistent)), Fraction(str(severe))


@dataclass(frozen=True, eq=False)
class _Year:
    """One school year of a register, given by its place there."""

    register: Register
    place: int
    thresholds: tuple[Fraction, Fraction]
    late: frozenset[str]

    @property
    def period(self) -> str:
        return year_name(self.register.began[self.place])

    @cached_property
    def sessions(self) -> Whole:
        """Count possible sessions: a row a pupil, and a column each for four classes."""
        return self.register.classes(self.place)

    def counts(self) -> YearCounts:
        """Give the year's pupils and sessions in counts."""
        present, approved, authorised, unauthorised = map(int, self.sessions.sum(axis=0))
        first, last = self.register.span(self.place)
        late = self.register.counts[self.place][:, self.register.codes.marked(self.late)]
        return YearCounts(
            period=self.period,
            roll=int(self.on_roll.sum()),
            attended=present + approved,
            authorised=authorised,
            unauthorised=unauthorised,
            persistent=int(self._missing()[0].sum()),
            severe=int(self._missing()[1].sum()),
            usual=self._usual(),
            late=int(late.sum()),
            first=first,
            last=last,
            behind=self._behind(late),
        )

    def _behind(self, late: Whole) -> Behind:
        """Count the pupils behind the sessions missed, each kind of them, and the late marks."""
        missed = self.sessions[:, [AUTHORISED, UNAUTHORISED]] > 0
        authorised, unauthorised = map(int, missed.sum(axis=0))
        behind_late = int((late > 0).any(axis=1).sum())
        return Behind(int(missed.any(axis=1).sum()), authorised, unauthorised, behind_late)

    @property
    def on_roll(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.sessions.sum(axis=1) > 0, dtype=np.bool_)

    def _missing(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Mark the pupils who were persistently absent, and those who were severely absent."""
        persistent, severe = self.thresholds
        return missed_at_least(self.sessions, persistent), missed_at_least(self.sessions, severe)

    def who(self) -> dict[str, npt.NDArray[np.object_]]:
        """Say who is on the roll and who was absent, by the ids of the counts.

        Of the pupils behind sessions and late marks nobody is named: their numbers are not shown, so that they can
        be subtracted from no other.
        """
        ids, pupils, roll = Ids(self.period), self.register.pupils.to_numpy(dtype=object), self.on_roll
        persistent, severe = self._missing()
        parts = {
            "persistently absent": persistent,
            "not persistently absent": roll & ~persistent,
            "severely absent": severe,
            "persistently but not severely absent": persistent & ~severe,
        }
        return {ids.roll: pupils[roll]} | {ids.part(name): pupils[part] for name, part in parts.items()}

    def _usual(self) -> int:
        """Give how many possible sessions most pupils had; of several numbers that are as frequent, the largest."""
        each = self.sessions.sum(axis=1)[self.on_roll]
        often = np.bincount(each)
        return int(np.flatnonzero(often == often.max())[-1])

    def spans(self) -> tuple[int, int]:
        """Give the days from the beginning of the school year to the first and the last session."""
        start = first_day(self.register.began[self.place])
        first, last = self.register.span(self.place)
        return (first - start).days, (last - start).days


def missed_at_least(sessions: Whole, share: Fraction) -> npt.NDArray[np.bool_]:
    """Mark the pupils who missed at least that share of their own possible sessions, in whole numbers.

    >>> missed_at_least(np.array([[9, 0, 1, 0], [10, 0, 1, 0], [0, 0, 0, 0]]), Fraction(1, 10)).tolist()
    [True, False, False]
    """
    possible, missed = sessions.sum(axis=1), sessions[:, [AUTHORISED, UNAUTHORISED]].sum(axis=1)
    reached = missed * share.denominator >= possible * share.numerator
    return np.asarray(reached & (possible > 0), dtype=np.bool_)


def _attendance(register: Register, years: list[_Year]) -> Attendance:
    counts = [year.counts() for year in years]
    each = zip(counts, years, strict=True)
    cells = [cell for found, year in each for cell in with_who(year_cells(found), year.who())]
    last_two = (years[-2], years[-1]) if len(years) > 1 else None
    if last_two:
        cells += _stay_cells(*last_two)
    periods = tuple(period_of(year) for year in counts)
    return Attendance(
        counted=tuple(cells),
        cautions=(*register.cautions, *period_cautions(periods)),
        periods=periods,
        change=_change(*last_two) if last_two else None,
        unknown_codes=register.unknown_codes,
        marks_left_out=register.left_out,
        codes_out_of_time=register.codes_out_of_time,
    )


def _stay_cells(before: _Year, after: _Year) -> Iterator[Cell]:
    pupils, both = before.register.pupils.to_numpy(dtype=object), before.on_roll & after.on_roll
    for year in (before, after):
        ids = Ids(year.period)
        yield cell_of(ids.roll_by_stay, pupils[year.on_roll])
        yield cell_of(both_id(before.period, after.period), pupils[both], ids.roll_by_stay)
        yield cell_of(ids.part("not in the other year"), pupils[year.on_roll & ~both], ids.roll_by_stay)


def _n_both(before: _Year, after: _Year) -> int:
    return int((before.on_roll & after.on_roll).sum())


def _change(before: _Year, after: _Year) -> AttendanceChange:
    change = change_between(before.counts(), after.counts(), n_both=_n_both(before, after))
    apart = [abs(one - other) for one, other in zip(before.spans(), after.spans(), strict=True)]
    spans = ("different_spans",) if max(apart) > FAR_APART_DAYS else ()
    return replace(change, cautions=(*change.cautions, *spans))
