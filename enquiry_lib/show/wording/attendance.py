"""The sentences about attendance: over the years, by reason, by group, and beside published figures."""

from __future__ import annotations

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.show.names import group_name
from enquiry_lib.show.numbers import interval, is_known, listed, number, percent, persistent_share, rounded
from enquiry_lib.show.wording.saying import HELD, STRENGTH, cautions, in_words, sentences
from enquiry_lib.stats import attendance_groups, attendance_reasons
from enquiry_lib.stats.attendance import CAUTIONS, Attendance, AttendanceChange, AttendancePeriod
from enquiry_lib.stats.attendance_groups import ALL, GroupYear, PersistentByGroup
from enquiry_lib.stats.attendance_reasons import AbsenceByReason, ReasonCount, ReasonYear
from enquiry_lib.stats.sides import is_absent

EVERY_PHASE = "all"
MOST_SAID = 3
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
    out_of_time = result.codes_out_of_time
    named = [f"Codes of another year than their marks: {listed(out_of_time)}."] if out_of_time else []
    return [*in_words(tuple(dict.fromkeys(codes)), CAUTIONS), *named]


# --- by reason --------------------------------------------------------------------------------------------


@sentences.register
def _(result: AbsenceByReason) -> list[str]:
    *earlier, latest = result.years
    if latest.pupils is None:
        return [HELD]
    missed = [line for line in latest.reasons if line.sessions]
    hidden = any(line.sessions is None for line in latest.reasons)
    if not missed and not hidden:
        return [f"Nobody missed a session in {latest.period}."]
    return [
        *_kinds(latest),
        *_commonest(missed, earlier[-1] if earlier else None, hidden=hidden),
        *(["Reasons that rest on too few pupils are not shown by themselves."] if hidden else []),
    ]


def _kinds(latest: ReasonYear) -> list[str]:
    """Say how much of each kind of absence there was, as far as it can be shown."""
    rates = {"authorised absence": latest.authorised_rate, "unauthorised absence": latest.unauthorised_rate}
    said = [f"{kind} was {percent(rate, 2)}" for kind, rate in rates.items() if rate is not None]
    return [f"In {latest.period} {listed(said)} of possible sessions."] if said else []


def _commonest(missed: list[ReasonCount], before: ReasonYear | None, *, hidden: bool) -> list[str]:
    first = sorted(missed, key=lambda line: (-(line.rate or 0), line.reason))[:MOST_SAID]
    said = [f"{line.reason} ({_after(line, before)})" for line in first]
    start = "Of the reasons that can be shown, most" if hidden else "Most"
    return [f"{start} sessions were missed for {listed(said)}."] if said else []


def _after(line: ReasonCount, before: ReasonYear | None) -> str:
    """Give the share of a reason, and that of the year before where it is known."""
    same = (
        [x.rate for x in before.reasons if (x.kind, x.reason) == (line.kind, line.reason)] if before else []
    )
    after = (
        f", after {percent(same[0], 2)} in {before.period}" if before and same and is_known(same[0]) else ""
    )
    return f"{percent(line.rate, 2)}{after}"


@cautions.register
def _(result: AbsenceByReason) -> list[str]:
    return in_words(result.cautions, attendance_reasons.CAUTIONS)


# --- by group ---------------------------------------------------------------------------------------------


@sentences.register
def _(result: PersistentByGroup) -> list[str]:
    *earlier, latest = result.periods
    everyone = result.of(ALL, "", latest)
    if everyone is None or everyone.pupils is None:
        return [HELD]
    shown = [
        line for line in result.lines if line.period == latest and is_known(line.rate) and _is_group(line)
    ]
    return [
        _everyone(everyone),
        *_higher(result, shown, everyone, earlier[-1] if earlier else ""),
        "A share says in which groups persistent absence gathers. It does not say why.",
    ]


def _is_group(line: GroupYear) -> bool:
    """Say whether a line is about a group, and not about all pupils, or those without what makes one."""
    return bool(line.member) and not is_absent(line.member)


def _everyone(line: GroupYear) -> str:
    if line.persistent is None:
        return f"In {line.period} too few pupils were persistently absent, or too few were not, for the number to be shown."
    return f"In {line.period}, {_counted(line)} were persistently absent."


def _counted(line: GroupYear) -> str:
    return f"{persistent_share(line.rate)} of all pupils ({number(line.persistent, 0)} of {number(line.pupils, 0)})"


def _higher(result: PersistentByGroup, shown: list[GroupYear], everyone: GroupYear, before: str) -> list[str]:
    """Say in which groups the share was highest, of those where it was higher than among all pupils."""
    if not shown:
        return ["For no group are there enough pupils on both sides for its share to be shown."]
    if everyone.rate is None:
        return []
    above = [line for line in shown if (line.rate or 0) > everyone.rate]
    first = sorted(above, key=lambda line: (-(line.rate or 0), line.group, line.member))[:MOST_SAID]
    if not first:
        return ["In no group whose share can be shown was it higher than that."]
    said = [
        f"{group_name(x.group, x.member)} ({_share(x, result.of(x.group, x.member, before))})" for x in first
    ]
    return [f"Of the groups whose share can be shown, it was highest in {'; '.join(said)}."]


def _share(line: GroupYear, before: GroupYear | None) -> str:
    earlier = (
        f", after {persistent_share(before.rate)} in {before.period}"
        if before and is_known(before.rate)
        else ""
    )
    return f"{persistent_share(line.rate)}, 95% interval {interval(line.low, line.high)}{earlier}"


@cautions.register
def _(result: PersistentByGroup) -> list[str]:
    return in_words(result.cautions, attendance_groups.CAUTIONS)


# --- beside published figures -----------------------------------------------------------------------------


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
        *([] if area.phase != EVERY_PHASE else [ALL_TOGETHER]),
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
    return f"{EVERY_PHASE if area.phase == EVERY_PHASE else f'the {area.phase}'} schools of {area.area}"


def _beside(latest: AttendancePeriod, area: Area) -> list[str]:
    if not is_known(latest.persistent_rate):
        return []
    return [
        f"Persistently absent were {persistent_share(latest.persistent_rate)} of pupils here and "
        f"{percent(area.persistent_absence)} there."
    ]
