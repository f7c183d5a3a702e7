"""The sentences of each result. A sentence is computed from the result; none is typed in a workbook.

How strongly a sentence may speak is decided by the design, not by the numbers: see STRENGTH.
"""

from __future__ import annotations

from functools import singledispatch

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.analyse.in_short import InShort
from enquiry_lib.analyse.network import NetworkOverview
from enquiry_lib.analyse.plan import Estimate, PlanStatus
from enquiry_lib.analyse.progress import Progress
from enquiry_lib.data.loading import DataCheck
from enquiry_lib.show.names import column_name, group_name, occasion_name
from enquiry_lib.show.numbers import interval, listed, number, percent, signed
from enquiry_lib.stats import attendance, gaps, one_group, two_groups
from enquiry_lib.stats.attendance import Attendance, AttendanceChange, AttendancePeriod
from enquiry_lib.stats.gaps import Gap, GapScan
from enquiry_lib.stats.narrowing import Narrowing
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import NotEnough, Result
from enquiry_lib.stats.two_groups import TwoGroupEffect
from enquiry_lib.store.record import DESIGN_LABELS

WITHHELD_NOTE = (
    "c: not shown, because it rests on fewer than {smallest} pupils or would give away a number that does."
)
HELD = "The numbers rest on too few pupils to be shown."
GAPS_SAID = 3
HEADLINES = 5

STRENGTH = {
    "randomised": (
        "Pupils were allocated to the two groups at random, so apart from chance the intervention is the likeliest "
        "reason for a difference."
    ),
    "comparison": (
        "The groups were not allocated at random: the difference may come from how they differed already, and "
        "allowing for the first score removes only part of that."
    ),
    "before_after": (
        "There was no comparison group: what would have happened without the intervention is not known, and this "
        "alone cannot say why the figure changed."
    ),
}
"""What each design can bear, said beside every number it produced."""

NEVER_SAID = (" prove", "proof", "significant", "what works")
"""Words that no sentence uses, whatever the design."""

NOT_WITHOUT_COMPARISON = (
    "effect of",
    "impact",
    "caused",
    "because of the",
    "led to",
    "thanks to",
    "made a difference",
)
"""Words that no sentence about a design without a comparison group uses."""


@singledispatch
def sentences(result: Result) -> list[str]:
    """Give the sentences of a result, the most important first; at least one."""
    raise NotImplementedError(f"wording has no sentence for {type(result).__name__}")


@singledispatch
def cautions(result: Result) -> list[str]:
    """Give what a reader should bear in mind about a result."""
    return []


def caution_title(result: Result) -> str:
    """Give the line above the cautions."""
    return "This can bear less than it seems to:" if _without_comparison(result) else "Bear in mind:"


def _without_comparison(result: Result) -> bool:
    inner = result.effect if isinstance(result, Estimate) else result
    return isinstance(inner, (BeforeAfter, Attendance))


def _said(codes: tuple[str, ...], meanings: dict[str, str]) -> list[str]:
    return [meanings[code] for code in codes]


# --- nothing yet ------------------------------------------------------------------------------------------


@sentences.register
def _(result: NotEnough) -> list[str]:
    asked = result.asked[:1].upper() + result.asked[1:]
    first = f"{asked} cannot be worked out yet: {result.found.rstrip('.')}."
    return [first, *filter(None, [result.do])]


# --- gaps -------------------------------------------------------------------------------------------------


@sentences.register
def _(result: GapScan) -> list[str]:
    shown = [gap for gap in result.gaps if gap.g is not None]
    if result.gaps and not shown:
        return [f"Every gap rests on groups too small to show. {HELD}", *_too_small(result)]
    behind = [gap for gap in shown if gap.g is not None and gap.g < 0]
    verdicts = _verdicts(result, behind)
    if not behind:
        return ["No group of pupils scores lower than the others.", *verdicts, *_too_small(result)]
    said = [_gap(gap) for gap in behind[: GAPS_SAID if not verdicts else 1]]
    return [*verdicts, *said, *_too_small(result)]


def _verdicts(result: GapScan, behind: list[Gap]) -> list[str]:
    """Give the verdicts on the groups that are most behind, in that order, then the rest."""
    order = list(dict.fromkeys((gap.measure, gap.group, gap.member) for gap in behind))
    known = {(line.measure, line.group, line.member): line for line in result.narrowings}
    first = [known[key] for key in order if key in known]
    return [_verdict(line) for line in (first or list(result.narrowings))[:GAPS_SAID]]


def _gap(gap: Gap) -> str:
    group = group_name(gap.group, gap.member)
    return (
        f"{group}: {number(abs(gap.g or 0), 2)} standard deviations below other pupils in {gap.measure} at "
        f"{occasion_name(gap.occasion)} (95% interval {interval(gap.low, gap.high, 2)}; {number(gap.n, 0)} pupils and "
        f"{number(gap.n_others, 0)} others)."
    )


VERDICTS = {
    "narrowed": "{group}: the gap to all pupils narrowed, by {change} points ({interval}), while everyone improved.",
    "levelled down": (
        "{group}: the gap to all pupils became smaller, by {change} points ({interval}), but other pupils did not "
        "improve: this is levelling down, not narrowing the gap."
    ),
    "widened": "{group}: the gap to all pupils widened, by {change} points ({interval}).",
    "no clear change": "{group}: no clear change in the gap to all pupils ({moved} by {change} points, {interval}).",
    "not behind": "{group}: not behind at the start, so there was no gap to narrow.",
}


def _verdict(line: Narrowing) -> str:
    group = group_name(line.group, line.member)
    if line.change is None or line.verdict is None:
        return f"{group}: the change in its gap rests on too few pupils to be shown."
    return VERDICTS[line.verdict].format(
        group=group,
        change=number(abs(line.change)),
        moved="wider" if line.change > 0 else "narrower",
        interval=f"95% interval of the change {interval(line.low, line.high)}; below zero is narrower",
    )


def _too_small(result: GapScan) -> list[str]:
    names = sorted({column_name(small.group) for small in result.too_small})
    return [f"Some groups are too small to compare: {listed(names)}."] if names else []


@cautions.register
def _(result: GapScan) -> list[str]:
    return _said(result.cautions, gaps.CAUTIONS)


# --- attendance -------------------------------------------------------------------------------------------


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
    return [first, *(_persistent(period) for period in result.periods[-2:]), *_rolls(result.change)]


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
        f"In {period.period}, {percent(period.persistent_rate, 2)} of pupils were persistently absent "
        f"({number(period.persistent, 0)} of {number(period.pupils, 0)}: each missed 10% or more of their own possible "
        "sessions)."
    )


def _moved(points: float) -> str:
    return f"{'fell' if points < 0 else 'rose'} by {number(abs(points))}"


def _rolls(change: AttendanceChange | None) -> list[str]:
    if change is None:
        return []
    both = "" if change.n_both is None else f"; {number(change.n_both, 0)} pupils were there in both years"
    said = []
    if change.n_before is not None and change.n_after is not None:
        rolls = f"{number(change.n_before, 0)} and {number(change.n_after, 0)}"
        said.append(f"The two years rest on different rolls, {rolls} pupils{both}.")
    if change.persistent_points is not None:
        said.append(
            f"The share of persistently absent pupils {_moved(change.persistent_points)} percentage points (95% interval of "
            f"the change {interval(change.low, change.high)}, if the two years were independent, which they are not "
            "quite)."
        )
    return [*said, STRENGTH["before_after"]]


@cautions.register
def _(result: Attendance) -> list[str]:
    codes = (*result.cautions, *(result.change.cautions if result.change else ()))
    return _said(tuple(dict.fromkeys(codes)), attendance.CAUTIONS)


@sentences.register
def _(result: AttendanceBenchmark) -> list[str]:
    latest = result.attendance.periods[-1]
    if not result.areas:
        return [f"There are no published figures for schools like this one. {result.source}"]
    area = result.areas[0]
    return [
        f"Absence was {percent(latest.absence)} of possible sessions in {latest.period}; {area.area}'s {area.phase} schools "
        f"stood at {percent(area.absence)}.",
        *_beside(latest, area),
        "The published figures cover a year to date; compare like periods, and expect a small school to vary by chance.",
    ]


def _beside(latest: AttendancePeriod, area: Area) -> list[str]:
    if latest.persistent_rate is None:
        return []
    return [
        f"Persistently absent were {percent(latest.persistent_rate)} of pupils here and {percent(area.persistent_absence)} "
        "there."
    ]


# --- effects ----------------------------------------------------------------------------------------------


@sentences.register
def _(result: TwoGroupEffect) -> list[str]:
    if result.effect.g is None:
        return [HELD]
    direction = "higher" if (result.difference or 0) >= 0 else "lower"
    adjusted = ", allowing for the score before" if result.baseline else ""
    return [
        f"Pupils in the {result.treated} group scored {number(abs(result.difference or 0))} points {direction} than pupils "
        f"in the {result.control} group{adjusted} (95% interval {interval(result.low, result.high)}).",
        f"As an effect size that is {signed(result.effect.g, 2)} (95% interval "
        f"{interval(result.effect.low, result.effect.high, 2)}; {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils).",
    ]


@cautions.register
def _(result: TwoGroupEffect) -> list[str]:
    return _said(result.cautions, two_groups.CAUTIONS)


@sentences.register
def _(result: BeforeAfter) -> list[str]:
    if result.change is None:
        return [HELD]
    direction = "higher" if result.change >= 0 else "lower"
    return [
        f"Scores were {number(abs(result.change))} points {direction} after than before (95% interval "
        f"{interval(result.low, result.high)}; {number(result.n, 0)} pupils with both scores).",
        f"In standard deviations of the first score that is a change of {signed(result.effect.g, 2)} "
        f"({interval(result.effect.low, result.effect.high, 2)}).",
        STRENGTH["before_after"],
    ]


@cautions.register
def _(result: BeforeAfter) -> list[str]:
    return _said(result.cautions, one_group.CAUTIONS)


@sentences.register
def _(result: Estimate) -> list[str]:
    said = sentences(result.effect)
    strength = STRENGTH[result.design]
    return [
        *said,
        *([] if strength in said else [strength]),
        *_worthwhile(result),
        *_exploratory(result.exploratory),
    ]


def _worthwhile(result: Estimate) -> list[str]:
    """Hold the estimate against what the plan called worth the effort."""
    if isinstance(result.effect, Attendance):
        return _worthwhile_fall(result.effect.change, result.smallest_worthwhile)
    if result.smallest_worthwhile is None or result.chance is None or result.certainty is None:
        return []
    alone = result.design == "before_after"
    what = "a change" if alone else "a difference"
    needed, chance = result.certainty, 100 * result.chance
    verdict = "That is as sure as the plan asked for." if chance >= needed else _unsure(chance, needed)
    only = " It is the chance of a change of that size, whatever brought it about." if alone else ""
    return [
        f"The plan called {what} of {number(result.smallest_worthwhile, 2)} standard deviations worth the effort and asked "
        f"to be {percent(needed, 0)} sure. The chance that it is at least that large is {_chance(chance)}. {verdict}{only}"
    ]


def _chance(chance: float) -> str:
    """Write a chance in percent; nothing is ever certain."""
    if chance > 99 or chance < 1:
        return "more than 99%" if chance > 99 else "less than 1%"
    return f"about {percent(chance, 0)}"


def _worthwhile_fall(change: AttendanceChange | None, smallest: float | None) -> list[str]:
    if change is None or smallest is None or change.low is None or change.high is None:
        return []
    where = (
        "wholly beyond that"
        if change.high <= -smallest
        else "partly beyond that"
        if change.low <= -smallest
        else "short of that"
    )
    return [
        f"The plan called a fall of {number(smallest)} percentage points in persistent absence worth the effort: the "
        f"interval lies {where}."
    ]


def _unsure(chance: float, needed: float) -> str:
    if chance <= 100 - needed:
        return "It is unlikely to be that large."
    return "That is not yet sure enough to decide either way."


def _exploratory(reasons: tuple[str, ...]) -> list[str]:
    return [f"Read this as exploratory: {listed(list(reasons))}."] if reasons else []


@cautions.register
def _(result: Estimate) -> list[str]:
    return cautions(result.effect)


@sentences.register
def _(result: InShort) -> list[str]:
    found = sentences(result.found)
    design = [STRENGTH[result.found.design]] if isinstance(result.found, Estimate) else []
    unsure = _exploratory(result.found.exploratory) if isinstance(result.found, Estimate) else []
    worth = _worthwhile(result.found) if isinstance(result.found, Estimate) else []
    return [
        f"We asked: {result.asked}" if result.asked else "The question has not been written down yet.",
        *([f"What was done: {result.did.rstrip('.')}."] if result.did else []),
        *dict.fromkeys([*found[:HEADLINES], *worth, *design, *unsure]),
    ]


# --- plan, progress, data, network ------------------------------------------------------------------------


@sentences.register
def _(result: PlanStatus) -> list[str]:
    if result.frozen_at is None:
        missing = f" Still to fill in: {'; '.join(result.missing)}." if result.missing else ""
        hidden = "Outcomes after the baseline stay hidden until it is." if result.waiting else ""
        return [f"The evaluation plan has not been frozen.{missing}", *filter(None, [hidden])]
    by = f" by {result.frozen_by}" if result.frozen_by else ""
    design = DESIGN_LABELS.get(result.design or "", "no design")
    first = f"The evaluation plan was frozen on {long_date(result.frozen_at)}{by}. Design: {design[0].lower()}{design[1:]}."
    return [first, f"Its fingerprint begins {result.hash[:12]}.", *_exploratory(result.exploratory)]


def long_date(day: object) -> str:
    """Write a date as '8 September 2025'."""
    return f"{day:%d %B %Y}".lstrip("0")


@sentences.register
def _(result: Progress) -> list[str]:
    answered, asked = sum(p.answered for p in result.sections), sum(p.asked for p in result.sections)
    copies = [
        f"Copies of the record were left beside it by a synchronising program: {listed(list(result.conflict_copies))}. "
        "Compare them with the forms, then delete them."
    ]
    return [
        f"{answered} of {asked} questions have been answered.",
        *(copies if result.conflict_copies else []),
    ]


@sentences.register
def _(result: DataCheck) -> list[str]:
    missing = [table.label.lower() for table in result.tables if not table.file]
    there = len(result.tables) - len(missing)
    said = [
        f"{there} of {len(result.tables)} tables are there."
        + (f" Missing: {listed(missing)}." if missing else "")
    ]
    if result.listed is not None:
        said.append(f"{number(result.listed, 0)} pupils are on the list of pupils.")
    if result.problems:
        said.append(
            "Problems were found in the files. What cannot be read is left out of every figure until it is put right."
        )
    elif there:
        said.append("No problems were found in the files.")
    if missing:
        said.append("Fill in the template of a missing table and save it in the school's folder data.")
    return said


@sentences.register
def _(result: NetworkOverview) -> list[str]:
    asked = sum(bool(line.question) for line in result.lines)
    frozen = sum(line.frozen for line in result.lines)
    found = sum(bool(line.findings) for line in result.lines)
    return [
        f"{result.schools} schools, {len(result.lines)} enquiries: {asked} with a question, {frozen} with a frozen plan, "
        f"{found} with a finding.",
        "Findings stand side by side here. They are not pooled: the schools asked different things, in different ways.",
    ]
