"""The sentences about attendance: over the years, by reason, by group, and beside published figures."""

from __future__ import annotations

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.show.names import column_words, group_name
from enquiry_lib.show.numbers import interval, is_known, listed, number, percent, persistent_share, rounded
from enquiry_lib.show.wording.saying import STRENGTH, cautions, held, in_place_of_table, in_words, sentences
from enquiry_lib.stats import attendance_groups, attendance_reasons
from enquiry_lib.stats.attendance import CAUTIONS, Attendance, AttendanceChange, AttendancePeriod
from enquiry_lib.stats.attendance_groups import ALL, GroupYear, PersistentByGroup
from enquiry_lib.stats.attendance_reasons import AbsenceByReason, ReasonCount, ReasonYear
from enquiry_lib.stats.sides import is_absent

EVERY_PHASE = "all"
MOST_SAID = 3
NO_GROUP_SHOWN = (
    "In {year} neither all pupils nor any group had enough who were persistently absent, and enough who were not, for a "
    "share to be shown."
)
ALL_TOGETHER = (
    "These are schools of every kind together; a school of another kind than most may well differ from them."
)


@sentences.register
def _(result: Attendance) -> list[str]:
    shown = [period for period in result.periods[-2:] if period.attendance is not None]
    if not shown:
        return [held("Attendance")]
    first = _two_years(*shown) if len(shown) == 2 else _one_year(shown[0])
    return [first, *_often_absent(result.periods[-2:]), *_rolls(result.change)]


def _one_year(period: AttendancePeriod) -> str:
    possible = f", over {number(period.sessions_possible, 0)} possible sessions"
    over = "" if period.sessions_possible is None else possible
    return f"Attendance was {percent(period.attendance)} in {period.period}{over}."


def _two_years(before: AttendancePeriod, after: AttendancePeriod) -> str:
    return (
        f"Attendance was {percent(before.attendance)} in {before.period} and {percent(after.attendance)} in "
        f"{after.period}."
    )


def _often_absent(periods: tuple[AttendancePeriod, ...]) -> list[str]:
    """Say of each year how many were persistently absent; of all years in which that is withheld, in one sentence."""
    counted = [period for period in periods if is_known(period.persistent_rate)]
    few = [period.period for period in periods if period.persistent_rate is None]
    return [*map(_persistent, counted), *([_too_few_absent(few)] if few else [])]


def _persistent(period: AttendancePeriod) -> str:
    return (
        f"In {period.period}, {persistent_share(period.persistent_rate)} of pupils were persistently absent "
        f"({number(period.persistent, 0)} of {number(period.pupils, 0)}: each missed 10% or more of their own possible "
        "sessions)."
    )


def _too_few_absent(years: list[str]) -> str:
    return f"In {listed(years)} too few pupils were persistently absent, or too few were not, for the number to be shown."


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
        return [held(f"Absence by reason in {latest.period}")]
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
        return [held(f"Persistent absence by group in {latest}")]
    shown = [
        line for line in result.lines if line.period == latest and is_known(line.rate) and _is_group(line)
    ]
    if not shown and everyone.persistent is None:
        return [NO_GROUP_SHOWN.format(year=latest)]
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
        return _too_few_absent([line.period])
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


@in_place_of_table.register
def _(result: PersistentByGroup, caption: str, numbers: int, withheld: int) -> str:
    groups = dict.fromkeys(column_words(line.group) for line in result.lines if line.group != ALL)
    if not groups:
        return ""
    return f"Looked at were groups by {listed(list(groups))}: {withheld} of their {numbers} numbers cannot be shown."


@cautions.register
def _(result: PersistentByGroup) -> list[str]:
    if all(line.rate is None for line in result.lines):
        return []
    return in_words(result.cautions, attendance_groups.CAUTIONS)


# --- beside published figures -----------------------------------------------------------------------------


@sentences.register
def _(result: AttendanceBenchmark) -> list[str]:
    latest = result.attendance.periods[-1]
    if not result.areas:
        return [f"There are no published figures for schools like this one. {result.source}"]
    area = result.areas[0]
    if latest.absence is None:
        return [held("This school's own absence"), f"It was {percent(area.absence)} in {_schools(area)}."]
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
