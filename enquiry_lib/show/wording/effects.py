"""The sentences about an effect or a change, and about what the plan called worth the effort."""

from __future__ import annotations

from enquiry_lib.analyse.decision import answer_of
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import interval, number, percent, signed
from enquiry_lib.show.wording.saying import HELD, STRENGTH, cautions, exploratory, in_words, sentences
from enquiry_lib.stats import one_group, two_groups
from enquiry_lib.stats.attendance import Attendance
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
    answer = answer_of(result)
    if answer is None:
        return []
    if isinstance(result.effect, Attendance):
        return [
            f"The plan called a fall of {number(result.smallest_worthwhile)} percentage points in persistent absence worth "
            f"the effort: the interval lies {WHERE[answer]}."
        ]
    alone = result.design == "before_after"
    what = "a change" if alone else "a difference"
    only = " It is the chance of a change of that size, whatever brought it about." if alone else ""
    return [
        f"The plan called {what} of {number(result.smallest_worthwhile, 2)} standard deviations worth the effort and asked "
        f"to be {percent(result.certainty, 0)} sure. The chance that it is at least that large is "
        f"{chance_in_words(result.chance)}. {VERDICTS[answer]}{only}"
    ]


VERDICTS = {
    "yes": "That is as sure as the plan asked for.",
    "no": "It is unlikely to be that large.",
    "unclear": "That is not yet sure enough to decide either way.",
}
WHERE = {"yes": "wholly beyond that", "no": "short of that", "unclear": "partly beyond that"}


def chance_in_words(chance: float | None) -> str:
    """Write a chance in percent; nothing is ever certain.

    >>> chance_in_words(0.614), chance_in_words(0.999)
    ('about 61%', 'more than 99%')
    """
    if chance is not None and (chance > 0.99 or chance < 0.01):
        return "more than 99%" if chance > 0.99 else "less than 1%"
    return f"about {percent(None if chance is None else 100 * chance, 0)}"


@cautions.register
def _(result: Estimate) -> list[str]:
    return cautions(result.effect)
