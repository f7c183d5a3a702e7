"""A school year's attendance in counts: its rates, its cells, and the change to the next year.

Attendance and absence add up to the possible sessions, exactly; every rate is a percentage of possible
sessions. The counts come from the register's marks (`attendance`) or from a school's own summary
(`attendance_summary`). A number that nobody counted has NaN for its rate; one that is withheld has None.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Self

from scipy import stats

from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted

FEW_SESSIONS = 60  # possible sessions a pupil; over fewer, one illness makes a tenth
COX = 1.65  # Cox's d is the log odds ratio over this (What Works Clearinghouse)

CAUTIONS = common.CAUTIONS | {
    "unknown_codes": "Some marks are not in the list of register codes; they were left out.",
    "blank_marks": "Some marks are blank; they were left out.",
    "bad_dates": "Some marks have no date that can be read; they were left out.",
    "outside_enrolment": "Some marks are from before a pupil joined or after the pupil left; they were left out.",
    "codes_out_of_time": "Some marks have codes of another year than theirs; they count in the class of that code, as in "
    "published figures.",
    "different_rolls": "The two years are not about the same pupils: some left and others joined.",
    "years_overlap": "Most pupils are in both years, so the interval, which takes the years as independent, is rough.",
    "different_spans": "The two years' marks do not cover the same part of the school year.",
    "overlap_unknown": "How many pupils are in both years is not known, so the interval, which takes the years as "
    "independent, is rough.",
    "odds_undefined": "In one of the years nobody, or everybody, was persistently absent, so there is no odds ratio.",
    "few_days": "A school year looked at here has fewer than 60 possible sessions for most pupils. Over so few, one illness makes "
    "a pupil persistently absent, so the share says little.",
    "from_summary": "The figures come from the school's own summary and were not worked out from marks.",
    "summary_not_used": "The school's attendance summary has more sessions of these school years, or more years, than the marks "
    "have. It was not used, because marks come first: to use it, take the table of attendance out of the folder data.",
    "rows_left_out": "Some rows of the attendance summary could not be used, or repeat a year; they were left out.",
}
"""Every code of caution that attendance can carry, with its sentence."""


@dataclass(frozen=True)
class AttendancePeriod:
    """One school year: sessions, rates in percent of possible sessions, and pupils who missed a great deal.

    `first` and `last` are the days of the first and last session, None where only a summary is known. `late`
    counts sessions with a late mark, before or after the register closed. `persistent_rate` and `severe_rate`
    are percentages of `pupils`, those with at least one possible session; NaN where nobody counted. `usual` is how
    many possible sessions most pupils had, of a summary the mean.
    """

    period: str
    first: dt.date | None
    last: dt.date | None
    pupils: int | None
    sessions_possible: int | None
    usual: int | None
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

    @property
    def is_short(self) -> bool:
        """Say whether so few sessions were possible that persistent absence says little."""
        return self.usual is not None and self.usual < FEW_SESSIONS

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same year without the counts named, nor any number that rests on them.

        With them go the sessions possible and attended, with which a rate that is left could be turned into sessions.
        """
        named = Ids(self.period)
        if not named.rolls.isdisjoint(ids):
            return common.without_numbers(self)
        gone = (fields for part, fields in _rests_on(named) if not part.isdisjoint(ids))
        nothing: dict[str, Any] = dict.fromkeys(chain.from_iterable(gone))
        return replace(self, **nothing | {"sessions_possible": None, "attended": None}) if nothing else self


def _rests_on(named: Ids) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    """Give counts of pupils with the numbers of a year that go where one of them is withheld.

    Attended, authorised and unauthorised sessions make up the possible ones: of the last two, both go or none.
    """
    return (
        (named.absence, ("attended", "attendance", "absence")),
        (
            named.absence | named.kinds,
            ("authorised", "unauthorised", "authorised_rate", "unauthorised_rate"),
        ),
        (named.lateness, ("late",)),
        (named.persistence, ("persistent", "persistent_rate", "severe", "severe_rate")),
        (named.severity, ("severe", "severe_rate")),
    )


_OF_INTERVAL = ("odds_undefined", "years_overlap", "overlap_unknown")
"""Cautions about the interval and the odds ratio, which are gone where these are not shown."""


@dataclass(frozen=True)
class AttendanceChange:
    """The last school year minus the one before: in percentage points, and persistent absence as an effect size.

    `low` and `high` are the 95% interval of `persistent_points`, as if the years were independent (Wald);
    `cox_d` is the log odds ratio over 1.65. `n_both` pupils are on both years' rolls. What cannot be known
    from the counts is None.
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
        first, second, hidden = Ids(self.before), Ids(self.after), self
        if not (first.rolls | second.rolls).isdisjoint(ids):
            hidden = common.without_numbers(hidden)
        if not (first.absence | second.absence).isdisjoint(ids):
            hidden = replace(hidden, attendance_points=None)
        if not (first.persistence | second.persistence).isdisjoint(ids):
            kept = ("n_before", "n_after", "n_both", "attendance_points")
            hidden = common.without_numbers(hidden, keep=kept)
        if both_id(self.before, self.after) in ids:
            hidden = replace(hidden, n_both=None)
        cautions = (code for code in self.cautions if hidden.low is not None or code not in _OF_INTERVAL)
        return replace(hidden, cautions=tuple(cautions))


@dataclass(frozen=True, kw_only=True)
class Attendance(Counted):
    """Attendance by school year, oldest first, and the change between the last two.

    `unknown_codes` are marks that are not in the list of codes (the first ten, cut to four characters) and
    `marks_left_out` is how many marks were left out for any reason (they may be one pupil's, so the number stays out
    of what leaves the school); `codes_out_of_time` are codes that were used
    before or after the days in which they hold.
    """

    periods: tuple[AttendancePeriod, ...]
    change: AttendanceChange | None
    unknown_codes: tuple[str, ...]
    marks_left_out: int = field(repr=False)
    codes_out_of_time: tuple[str, ...] = ()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone = self._implied(ids)
        periods = tuple(period.withhold(gone) for period in self.periods)
        few = any(period.is_short for period in periods[-2:])
        return replace(
            self,
            cautions=tuple(code for code in self.cautions if few or code != "few_days"),
            periods=periods,
            change=self.change and self.change.withhold(gone),
            counted=common.cells_kept(self.counted, gone),
        )

    def _implied(self, ids: Collection[str]) -> set[str]:
        """Add the parts of what is withheld: of a roll everything, of absence both its kinds, and so on."""
        gone = set(ids)
        for named in (Ids(period.period) for period in self.periods):
            if gone & named.rolls:
                gone |= {cell.id for cell in self.counted if cell.id.startswith(named.roll)}
            if gone & (named.absence | named.kinds):
                gone |= named.kinds
            if gone & named.persistence:
                gone |= named.persistence | named.severity
        return gone


# --- ids of the pupils counted ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Ids:
    """The ids of the counts of one school year."""

    period: str

    @property
    def roll(self) -> str:
        """Name all pupils of the year."""
        return f"attendance|{self.period}"

    @property
    def roll_by_stay(self) -> str:
        """Name the same roll again, as the total of those who stayed and those who did not."""
        return f"{self.roll}|in the other year or not"

    def part(self, name: str) -> str:
        """Name a part of the roll."""
        return f"{self.roll}|{name}"

    @property
    def rolls(self) -> frozenset[str]:
        """Name the roll in both its ways."""
        return frozenset({self.roll, self.roll_by_stay})

    @property
    def absence(self) -> frozenset[str]:
        """Name those who missed a session."""
        return frozenset({self.part("missed a session")})

    @property
    def kinds(self) -> frozenset[str]:
        """Name those who missed a session with leave, and those who missed one without."""
        return frozenset({self.part("missed one with leave"), self.part("missed one without leave")})

    @property
    def lateness(self) -> frozenset[str]:
        """Name those with a late mark."""
        return frozenset({self.part("was late")})

    @property
    def persistence(self) -> frozenset[str]:
        """Name the pupils who were persistently absent, and those who were not."""
        return frozenset({self.part("persistently absent"), self.part("not persistently absent")})

    @property
    def severity(self) -> frozenset[str]:
        """Name the two parts of the persistently absent."""
        return frozenset({self.part("severely absent"), self.part("persistently but not severely absent")})


def both_id(before: str, after: str) -> str:
    """Name the pupils on the rolls of both years."""
    return f"attendance|{before} and {after}"


# --- one year, and the change to the next ----------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """How many pupils stand behind the sessions missed, behind each kind of absence, and behind late marks.

    Of a summary, which does not say, the number of sessions: no more pupils than that can have missed them.
    """

    absent: int
    authorised: int
    unauthorised: int
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class YearCounts:
    """One school year in counts of pupils (`roll`, `persistent`, `severe`) and of sessions; None is not known."""

    period: str
    roll: int
    attended: int
    authorised: int
    unauthorised: int
    persistent: int | None
    severe: int | None
    usual: int | None = None
    late: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    behind: Behind | None = None

    @property
    def ids(self) -> Ids:
        """Give the ids of the year's counts of pupils."""
        return Ids(self.period)


def period_of(year: YearCounts) -> AttendancePeriod:
    """Give a year's counts with their rates."""
    absent = year.authorised + year.unauthorised
    possible = year.attended + absent
    return AttendancePeriod(
        period=year.period,
        first=year.first,
        last=year.last,
        pupils=year.roll,
        sessions_possible=possible,
        usual=math.floor(possible / year.roll + 0.5) if year.usual is None else year.usual,
        attended=year.attended,
        authorised=year.authorised,
        unauthorised=year.unauthorised,
        late=year.late,
        attendance=100 * year.attended / possible,
        absence=100 * absent / possible,
        authorised_rate=100 * year.authorised / possible,
        unauthorised_rate=100 * year.unauthorised / possible,
        persistent=year.persistent,
        severe=year.severe,
        persistent_rate=_rate(year.persistent, year.roll),
        severe_rate=_rate(year.severe, year.roll),
    )


def _rate(count: int | None, roll: int) -> float:
    return math.nan if count is None else 100 * count / roll


def period_cautions(periods: Sequence[AttendancePeriod]) -> tuple[str, ...]:
    """Give the cautions about the last two years themselves, which are those that are set side by side."""
    return common.codes_that_hold({"few_days": any(period.is_short for period in periods[-2:])})


def year_cells(year: YearCounts) -> Iterator[Cell]:
    """Give the counts of a year's pupils, as the parts of its roll, and those behind its sessions."""
    ids, absent = year.ids, year.ids.part("persistently absent")
    yield Cell(ids.roll, year.roll)
    if year.behind is not None:
        yield Cell(ids.part("missed a session"), year.behind.absent)
        yield Cell(ids.part("missed one with leave"), year.behind.authorised)
        yield Cell(ids.part("missed one without leave"), year.behind.unauthorised)
        yield Cell(ids.part("was late"), year.behind.late)
    if year.persistent is None:
        return
    yield Cell(absent, year.persistent, ids.roll)
    yield Cell(ids.part("not persistently absent"), year.roll - year.persistent, ids.roll)
    if year.severe is not None:
        yield Cell(ids.part("severely absent"), year.severe, absent)
        yield Cell(ids.part("persistently but not severely absent"), year.persistent - year.severe, absent)


def change_between(before: YearCounts, after: YearCounts, *, n_both: int | None) -> AttendanceChange:
    """Give the change from one year to a later one; `n_both` pupils are on both rolls, None if not known."""
    first, second = period_of(before), period_of(after)
    change = AttendanceChange(
        before=before.period,
        after=after.period,
        n_before=before.roll,
        n_after=after.roll,
        n_both=n_both,
        attendance_points=(second.attendance or 0) - (first.attendance or 0),
        persistent_points=None,
        low=None,
        high=None,
        log_odds_ratio=None,
        cox_d=None,
        cautions=_change_cautions((before.roll, after.roll), n_both),
    )
    if before.persistent is None or after.persistent is None:
        return change
    return _with_persistence(change, (before.persistent, before.roll, after.persistent, after.roll))


def _with_persistence(change: AttendanceChange, counts: tuple[int, int, int, int]) -> AttendanceChange:
    """Add what the numbers of persistently absent pupils, each followed by its roll, give."""
    points, low, high = difference_of_shares(*counts)
    log_odds = log_odds_ratio(*counts)
    rolls = (change.n_before or 0, change.n_after or 0)
    found = _interval_cautions(rolls, change.n_both) | {"odds_undefined": log_odds is None}
    return replace(
        change,
        persistent_points=points,
        low=low,
        high=high,
        log_odds_ratio=log_odds,
        cox_d=None if log_odds is None else log_odds / COX,
        cautions=(*change.cautions, *common.codes_that_hold(found)),
    )


def _change_cautions(rolls: Sequence[int], n_both: int | None) -> tuple[str, ...]:
    found = {
        "no_comparison_group": True,
        "other_changes": True,
        "regression_possible": True,
        "different_rolls": (min(rolls) if n_both is None else n_both) < max(rolls),
    }
    return common.codes_that_hold(found)


def _interval_cautions(rolls: Sequence[int], n_both: int | None) -> dict[str, bool]:
    """Say what makes the interval rough, which takes the years as independent."""
    return {
        "years_overlap": n_both is not None and 2 * n_both > min(rolls),
        "overlap_unknown": n_both is None,
    }


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
