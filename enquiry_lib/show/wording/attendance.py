"""The sentences about attendance, over the years and beside published figures."""

from __future__ import annotations

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.show.numbers import interval, is_known, number, percent, persistent_share, rounded
from enquiry_lib.show.wording.saying import HELD, STRENGTH, cautions, in_words, sentences
from enquiry_lib.stats.attendance import CAUTIONS, Attendance, AttendanceChange, AttendancePeriod

ALL = "all"
ALL_TOGETHER = (
    "These are schools of every kind together; a school of another kind than most may well differ from them."
)


@sentences.register
def _(result: Attendance) -> list[str]:
    *earlier, latest = result.periods
    if latest.attendance is None:
        return [HELD]
    first = (
        _two_years(earlier[-1], latest)
        if earlier and earlier[-1].attendance is not None
        else _one_year(latest)
    )
    counted = [
        period
        for period in result.periods[-2:]
        if period.persistent_rate is None or is_known(period.persistent_rate)
    ]
    return [first, *map(_persistent, counted), *_rolls(result.change)]


def _one_year(period: AttendancePeriod) -> str:
    possible = number(period.sessions_possible, 0)
    return (
        f"Attendance was {percent(period.attendance)} in {period.period}, over {possible} possible sessions."
    )


def _two_years(before: AttendancePeriod, after: AttendancePeriod) -> str:
    return (
        f"Attendance was {percent(before.attendance)} in {before.period} and {percent(after.attendance)} in "
        f"{after.period}."
    )


def _persistent(period: AttendancePeriod) -> str:
    if period.persistent is None:
        return f"In {period.period} too few pupils were persistently absent, or too few were not, for the number to be shown."
    return (
        f"In {period.period}, {persistent_share(period.persistent_rate)} of pupils were persistently absent "
        f"({number(period.persistent, 0)} of {number(period.pupils, 0)}: each missed 10% or more of their own possible "
        "sessions)."
    )


def moved_by(points: float) -> str:
    """Say how far a share fell or rose; what rounds to nought is neither.

    >>> moved_by(-10.28), moved_by(0.04)
    ('fell by 10.3 percentage points', 'stayed the same')
    """
    if rounded(points) == 0:
        return "stayed the same"
    return f"{'fell' if points < 0 else 'rose'} by {number(abs(points))} percentage points"


def _rolls(change: AttendanceChange | None) -> list[str]:
    if change is None:
        return []
    both = "" if change.n_both is None else f"; {number(change.n_both, 0)} pupils were there in both years"
    said = []
    if change.n_before is not None and change.n_after is not None:
        rolls = f"{number(change.n_before, 0)} and {number(change.n_after, 0)}"
        which = "different rolls," if "different_rolls" in change.cautions else "rolls of"
        said.append(f"The two years rest on {which} {rolls} pupils{both}.")
    if change.persistent_points is not None:
        said.append(
            f"The share of persistently absent pupils {moved_by(change.persistent_points)} (95% interval of "
            f"the change {interval(change.low, change.high)}, if the two years were independent, which they are not "
            "quite)."
        )
    return [*said, STRENGTH["before_after"]]


@cautions.register
def _(result: Attendance) -> list[str]:
    codes = (*result.cautions, *(result.change.cautions if result.change else ()))
    return in_words(tuple(dict.fromkeys(codes)), CAUTIONS)


@sentences.register
def _(result: AttendanceBenchmark) -> list[str]:
    latest = result.attendance.periods[-1]
    if not result.areas:
        return [f"There are no published figures for schools like this one. {result.source}"]
    if latest.absence is None:
        return [HELD]
    area = result.areas[0]
    return [
        *_too_early(latest),
        f"Absence was {percent(latest.absence)} of possible sessions in {latest.period}; it was {percent(area.absence)} in "
        f"{_schools(area)}.",
        *([] if area.phase != ALL else [ALL_TOGETHER]),
        *_beside(latest, area),
        "The published figures cover a year to date; compare like periods, and expect a small school to vary by chance.",
    ]


def _too_early(latest: AttendancePeriod) -> list[str]:
    """Say first that a few weeks are no year, where that is all there is."""
    if not latest.is_short:
        return []
    return [
        f"In {latest.period} a pupil usually had {number(latest.usual, 0)} possible sessions: too few to set beside "
        "figures for a longer time, and over so few a single illness makes a pupil persistently absent."
    ]


def _schools(area: Area) -> str:
    """Name the schools that a published figure is about."""
    return f"{ALL if area.phase == ALL else f'the {area.phase}'} schools of {area.area}"


def _beside(latest: AttendancePeriod, area: Area) -> list[str]:
    if not is_known(latest.persistent_rate):
        return []
    return [
        f"Persistently absent were {persistent_share(latest.persistent_rate)} of pupils here and "
        f"{percent(area.persistent_absence)} there."
    ]
