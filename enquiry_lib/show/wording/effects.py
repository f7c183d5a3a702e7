"""The sentences about an effect or a change, and about what the plan called worth the effort."""

from __future__ import annotations

from enquiry_lib.analyse.decision import Answer, answer_of
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import interval, number, percent, rounded, signed
from enquiry_lib.show.wording.saying import HELD, STRENGTH, cautions, exploratory, in_words, sentences
from enquiry_lib.stats import one_group, two_groups
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.two_groups import TwoGroupEffect


def than(points: float, when: str = "") -> str:
    """Say how far scores are above or below others; what rounds to nought is neither.

    >>> than(3.46), than(-0.02, "after ")
    ('3.5 points higher than', 'on average the same after as')
    """
    if rounded(points) == 0:
        return f"on average the same {when}as"
    return f"{number(abs(points))} points {'higher' if points > 0 else 'lower'} {when}than"


@sentences.register
def _(result: TwoGroupEffect) -> list[str]:
    if result.effect.g is None:
        return [HELD]
    adjusted = ", allowing for the score before" if result.baseline else ""
    return [
        f"Pupils in the {result.treated} group scored {than(result.difference or 0)} pupils "
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
    return [
        f"Scores were {than(result.change, 'after ')} before (95% interval "
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
    return about_estimate(result, agreed_in="plan")


def about_estimate(result: Estimate, *, agreed_in: str) -> list[str]:
    """Say what was found, how far it can bear, and what that is by the plan or protocol it was agreed in."""
    said = sentences(result.effect)
    strength = STRENGTH[result.design]
    return [
        *said,
        *([] if strength in said else [strength]),
        *worthwhile(result, agreed_in=agreed_in),
        *exploratory(result.exploratory),
    ]


def worthwhile(result: Estimate, *, agreed_in: str) -> list[str]:
    """Hold the estimate against what the plan or the protocol called worth the effort."""
    answer = answer_of(result)
    if answer is None:
        return []
    if isinstance(result.effect, Attendance):
        return [
            f"The {agreed_in} called a fall of {number(result.smallest_worthwhile)} percentage points in persistent absence worth "
            f"the effort: the interval lies {WHERE[answer]}."
        ]
    alone = result.design == "before_after"
    said = weighed(
        "a change" if alone else "a difference",
        answer,
        (result.smallest_worthwhile, result.certainty, result.chance),
        agreed_in=agreed_in,
    )
    only = " It is the chance of a change of that size, whatever brought it about." if alone else ""
    return [said + only]


def weighed(
    what: str, answer: Answer, asked: tuple[float | None, float | None, float | None], *, agreed_in: str
) -> str:
    """Say the smallest size worth the effort, the certainty asked for and the chance, and what follows."""
    smallest, certainty, chance = asked
    return (
        f"The {agreed_in} called {what} of {number(smallest, 2)} standard deviations worth the effort and asked to be "
        f"{percent(certainty, 0)} sure. The chance that it is at least that large is {chance_in_words(chance)}. "
        f"{VERDICTS[answer].format(agreed_in=agreed_in)}"
    )


VERDICTS = {
    "yes": "That is as sure as the {agreed_in} asked for.",
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
