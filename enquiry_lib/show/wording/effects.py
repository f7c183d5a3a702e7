"""The sentences about an effect or a change, and about what the plan called worth the effort."""

from __future__ import annotations

from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import interval, number, percent, signed
from enquiry_lib.show.wording.saying import HELD, STRENGTH, cautions, exploratory, in_words, sentences
from enquiry_lib.stats import one_group, two_groups
from enquiry_lib.stats.attendance import Attendance, AttendanceChange
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.two_groups import TwoGroupEffect


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
    return in_words(result.cautions, two_groups.CAUTIONS)


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
    return in_words(result.cautions, one_group.CAUTIONS)


@sentences.register
def _(result: Estimate) -> list[str]:
    said = sentences(result.effect)
    strength = STRENGTH[result.design]
    return [
        *said,
        *([] if strength in said else [strength]),
        *worthwhile(result),
        *exploratory(result.exploratory),
    ]


def worthwhile(result: Estimate) -> list[str]:
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


@cautions.register
def _(result: Estimate) -> list[str]:
    return cautions(result.effect)
