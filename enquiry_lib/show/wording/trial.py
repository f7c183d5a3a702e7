"""The sentences about what several schools found together."""

from __future__ import annotations

import math

from enquiry_lib.analyse.decision import answer_by
from enquiry_lib.analyse.protocol import Protocol
from enquiry_lib.analyse.trial import TrialEstimate, TrialPool
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import interval, listed, number, percent, percent_asked, signed
from enquiry_lib.show.wording.effects import about_estimate, weighed
from enquiry_lib.show.wording.saying import STRENGTH, cautions, heading, in_words, sentences
from enquiry_lib.stats import pooling
from enquiry_lib.stats.pooling import Pool


@sentences.register
def _(result: Pool) -> list[str]:
    level = percent_asked(100 * result.confidence)
    return [
        f"Put together, the effects of the {result.k} schools come to {signed(result.estimate, 2)} standard deviations "
        f"({level} interval {interval(result.low, result.high, 2)}).",
        _side_of_zero(result),
        _between_schools(result),
        *_next_school(result, level),
    ]


def _side_of_zero(result: Pool) -> str:
    if result.low <= 0 <= result.high:
        return "Zero lies within the interval of the average: these schools do not settle whether there is a difference at all."
    return f"The whole interval of the average lies {'above' if result.low > 0 else 'below'} zero."


def _between_schools(result: Pool) -> str:
    if result.method == "FE":
        return "How much the schools differ was left aside: all were taken to have the same effect."
    if result.tau2 == 0:
        return "The schools' results differ from one another no more than chance would have them differ."
    return (
        f"Beyond chance, the schools' own effects differ from one another with a standard deviation of about "
        f"{number(math.sqrt(result.tau2), 2)}; {percent(result.i2, 0)} of the variation between results is of that "
        "kind (I²)."
    )


def _next_school(result: Pool, level: str) -> list[str]:
    if result.prediction_low is None or result.prediction_high is None:
        return []
    low, high = number(result.prediction_low, 2), number(result.prediction_high, 2)
    if result.tau2 == 0:
        return [
            f"As no difference between schools is to be seen, the range for another school ({level} prediction interval) is "
            "the same as that of the average."
        ]
    return [
        f"In another school like these the effect would be expected between {low} and {high} ({level} prediction interval)."
    ]


@cautions.register
def _(result: Pool) -> list[str]:
    return in_words(result.cautions, pooling.CAUTIONS)


# --- the network's trial ----------------------------------------------------------------------------------


@sentences.register
def _(result: Protocol) -> list[str]:
    asked = result.question or f"What the schools of '{result.title}' asked has not been written down."
    return [asked, *_when_frozen(result)]


def _when_frozen(result: Protocol) -> list[str]:
    if result.frozen is None:
        return ["The protocol has not been frozen yet: it can still change."]
    frozen = f"The protocol was frozen on {long_date(result.frozen)}."
    changed = "It has been changed since then, so what was found has to be read as exploratory."
    return [f"{frozen} It is as it was."] if result.kept else [f"{frozen} {changed}"]


STATES = {
    "reported": "reported",
    "too few": "too few pupils to be shown",
    "nothing yet": "nothing to show yet",
    "unreadable": "last report cannot be read",
    "gone": "no longer in the register",
}


@heading.register
def _(result: TrialEstimate) -> str:
    return result.title


@sentences.register
def _(result: TrialEstimate) -> list[str]:
    return [
        *about_estimate(result.estimate, agreed_in="protocol"),
        f"This is one school's part of the trial '{result.title}'. One school alone says little; all of them together are in "
        "the network's pages.",
    ]


@cautions.register
def _(result: TrialEstimate) -> list[str]:
    return cautions(result.estimate)


@heading.register
def _(result: TrialPool) -> str:
    return result.title


@sentences.register
def _(result: TrialPool) -> list[str]:
    average, *others = sentences(result.pool)
    strength = [STRENGTH["randomised"]] if isinstance(result.pool, Pool) else []
    return [average, *_answer(result), *others, *strength, _started(result), *_exploratory(result)]


def _answer(result: TrialPool) -> list[str]:
    """Answer what the protocol asked of the average, where it said what would be worth the effort, and how sure."""
    answer = answer_by(result.chance, result.certainty)
    if answer is None:
        return []
    asked = (result.smallest_worthwhile, result.certainty, result.chance)
    return [weighed("an average", answer, asked, agreed_in="protocol")]


def _started(result: TrialPool) -> str:
    """Say what has become of every school that started."""
    states = [line.state for line in result.schools]
    if not states:
        return "No school has started yet."
    became = "; ".join(f"{said}: {states.count(state)}" for state, said in STATES.items() if state in states)
    return f"Schools that started: {len(states)}. {became[0].upper()}{became[1:]}."


def _exploratory(result: TrialPool) -> list[str]:
    names = [line.school for line in result.schools if line.exploratory]
    return [f"To be read as exploratory: {listed(names)}."] if names else []


@cautions.register
def _(result: TrialPool) -> list[str]:
    broken = [
        f"The file of another trial cannot be used, and is left out: {wrong}." for wrong in result.broken
    ]
    return [*cautions(result.pool), *broken]
