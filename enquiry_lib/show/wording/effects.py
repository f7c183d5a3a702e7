"""The sentences about an effect or a change, and about what the plan called worth the effort."""

from __future__ import annotations

from collections.abc import Mapping

from enquiry_lib.analyse.decision import answer_by, answer_of
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import interval, is_known, number, percent, percent_asked, rounded, signed
from enquiry_lib.show.wording.saying import STRENGTH, by, cautions, exploratory, held, in_words, sentences
from enquiry_lib.stats import one_group, two_groups
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.two_groups import TwoGroupEffect
from enquiry_lib.stats.weighing import Answer

UNLIKE_PLAN = {
    "more": "Far more pupils were compared than the plan names: look whether the table holds pupils the question is not about.",
    "fewer": "Far fewer pupils were compared than the plan names: look who is missing, and whether they differ from those who "
    "are there.",
}


def than(points: float, when: str = "") -> str:
    """Say how far scores are above or below others; what rounds to nought is neither.

    >>> than(3.46), than(-0.02, "after ")
    ('3.5 points higher than', 'on average the same after as')
    """
    if rounded(points) == 0:
        return f"on average the same {when}as"
    return f"{number(abs(points))} points {'higher' if points > 0 else 'lower'} {when}than"


def turned(
    treated: str, means: tuple[float | None, float | None], difference: float, began: float | None
) -> list[str]:
    """Say that the plain means stand the other way round than the difference worked out, where they do.

    means: of the treated and the control group. began: how far the treated stood above the control at the start, in SD.

    >>> turned("booster", (99.1, 102.8), 1.2, -0.39)[0]
    'The means themselves stand the other way round: 99.1 in the booster group, 102.8 in the other.'
    >>> turned("booster", (103.1, 102.8), 1.2, -0.39)
    []
    """
    there, others = means
    if there is None or others is None or rounded(there - others) * rounded(difference) >= 0:
        return []
    plain = there - others
    why = f"The {treated} group had also begun {'higher' if plain > 0 else 'lower'}, so which way it points rests on how that is allowed for."
    return [
        f"The means themselves stand the other way round: {number(there)} in the {treated} group, {number(others)} in the other.",
        why
        if is_known(began) and began * plain > 0
        else "Which way it points rests on how it is worked out.",
    ]


@sentences.register
def _(result: TwoGroupEffect) -> list[str]:
    if result.effect.g is None:
        return [held(f"How the {result.treated} and the {result.control} group compare")]
    adjusted = ", allowing for the score before" if result.baseline else ""
    return [
        f"Pupils in the {result.treated} group scored {than(result.difference or 0)} pupils "
        f"in the {result.control} group{adjusted} ({by(result.confidence)} {interval(result.low, result.high)}).",
        f"As an effect size that is {signed(result.effect.g, 2)} ({by(result.confidence)} "
        f"{interval(result.effect.low, result.effect.high, 2)}; {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils).",
        *turned(
            result.treated,
            (result.mean_treated, result.mean_control),
            result.difference or 0,
            result.baseline_g,
        ),
    ]


@cautions.register
def _(result: TwoGroupEffect) -> list[str]:
    return in_words(result.cautions, two_groups.CAUTIONS)


@sentences.register
def _(result: BeforeAfter) -> list[str]:
    if result.change is None:
        return [held("How scores changed")]
    return [
        f"Scores were {than(result.change, 'after ')} before ({by(result.confidence)} "
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
        f"{percent_asked(certainty)} sure. The chance that it is at least that large is "
        f"{chance_in_words(chance, certainty)}. {by_chance(VERDICTS, answer, chance).format(agreed_in=agreed_in)}"
    )


VERDICTS = {
    "yes": "That is as sure as the {agreed_in} asked for.",
    "no": "It is unlikely to be that large.",
    "rather not": "More likely than not it is smaller, and that is as sure as the {agreed_in} asked for.",
    "unclear": "That is not yet sure enough to decide either way.",
}
UNLIKELY = 0.3
"""The largest chance that is called unlikely: who asks to be little more than half sure has a no above it."""
WHERE = {"yes": "wholly beyond that", "no": "short of that", "unclear": "partly beyond that"}


def by_chance(said: Mapping[str, str], answer: Answer, chance: float | None) -> str:
    """Choose what is said of an answer; a no is called unlikely only where it is."""
    likelier = answer == "no" and chance is not None and chance > UNLIKELY
    return said["rather not" if likelier else answer]


def chance_in_words(chance: float | None, certainty: float | None) -> str:
    """Write a chance in percent, on the side of the certainty asked for on which it lies; nothing is ever certain.

    >>> chance_in_words(0.614, 80), chance_in_words(0.999, 80)
    ('about 61%', 'more than 99%')
    >>> chance_in_words(0.7475, 75), chance_in_words(0.7499, 75)
    ('about 74.8%', 'just under 75%')
    """
    if chance is None:
        return f"about {percent(None)}"
    if chance > 0.99 or chance < 0.01:
        return "more than 99%" if chance > 0.99 else "less than 1%"
    for places in (0, 1):
        near = float(rounded(100 * chance, places)) / 100
        if answer_by(near, certainty) == answer_by(chance, certainty):
            return f"about {percent(100 * near, places)}"
    return _beside(100 * chance, certainty or 0)


def _beside(value: float, certainty: float) -> str:
    """Say on which side of the nearer line a value lies: that of a yes or that of a no."""
    line = min((certainty, 100 - certainty), key=lambda line: abs(value - line))
    return f"just {'under' if value < line else 'over'} {percent_asked(line)}"


@cautions.register
def _(result: Estimate) -> list[str]:
    return [*unlike_plan(result), *cautions(result.effect)]


def unlike_plan(result: Estimate) -> list[str]:
    """Say that far more or fewer pupils were compared than the plan names, where that is so."""
    return [UNLIKE_PLAN[result.unlike_plan]] if result.unlike_plan else []
