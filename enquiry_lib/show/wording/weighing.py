"""The sentences about an effect weighed against what was called worth the effort, and what it would take to know."""

from __future__ import annotations

import math

from enquiry_lib.show.numbers import interval, number, percent, percent_asked, signed
from enquiry_lib.show.wording.effects import by_chance, chance_in_words
from enquiry_lib.show.wording.saying import (
    STRENGTH,
    caution_title,
    cautions,
    held,
    in_words,
    sentences,
)
from enquiry_lib.stats import weighing
from enquiry_lib.stats.weighing import CLEAR, Weighed, answer_by_chance

VERDICTS = {
    "yes": "That is as sure as was asked for, which speaks for adopting it.",
    "no": "It is unlikely to be that large, which speaks against doing it this way: adapt it, or stop.",
    "rather not": "More likely than not it is smaller, and that is as sure as was asked for, which speaks against doing it "
    "this way: adapt it, or stop.",
    "unclear": "That is not sure enough to decide either way: not yet known.",
}
OF_THE_SIZE = {
    "yes": "That is as sure as was asked for, as far as the size of the change goes.",
    "no": "It is unlikely to be that large, whatever brought it about.",
    "rather not": "More likely than not it is smaller, whatever brought it about, and that is as sure as was asked for.",
    "unclear": "That is not sure enough to decide either way: not yet known.",
}
"""What is said without a comparison group, where a size alone speaks neither for nor against adopting anything."""
MANY = 100  # times as many pupils: beyond this a figure says no more than that it is out of reach


@sentences.register
def _(result: Weighed) -> list[str]:
    if result.up is None or result.answer is None:
        return [held("How what was found stands to what was called worth the effort")]
    alone = result.design == "before_after"
    what, verdicts = ("change", OF_THE_SIZE) if alone else ("difference", VERDICTS)
    smallest = number(result.smallest_worthwhile, 2)
    return [
        *_the_other_way(result, what),
        f"A {what} of {smallest} standard deviations was called worth the effort, and the school asked to be "
        f"{percent_asked(result.certainty)} sure. The chance that it is at least that large is "
        f"{chance_in_words(result.up, result.certainty)}. {by_chance(verdicts, result.answer, result.up)}",
        *_others(result, what),
        _likely(result, what),
        *_what_it_takes(result, what),
        *([STRENGTH[result.design]] if result.design else []),
    ]


def chance_written(chance: float | None) -> str:
    """Write a chance in percent; nothing is ever certain.

    >>> chance_written(0.071), chance_written(0.0004), chance_written(0.999)
    ('7%', 'less than 1%', 'more than 99%')
    """
    if chance is not None and (chance < 0.01 or chance > 0.99):
        return "less than 1%" if chance < 0.01 else "more than 99%"
    return percent(None if chance is None else 100 * chance, 0)


def _the_other_way(result: Weighed, what: str) -> list[str]:
    """Say first what is worse than none: that the opposite is as sure as was asked for."""
    if result.smallest_worthwhile == 0 or not _is_the_other_way(result):
        return []
    return [
        f"It went the other way: the chance of a {what} of at least {number(result.smallest_worthwhile, 2)} standard deviations "
        f"against what was hoped for is {chance_written(result.down)}."
    ]


def _is_the_other_way(result: Weighed) -> bool:
    return answer_by_chance(result.down or 0.0, result.certainty) == "yes"


def _others(result: Weighed, what: str) -> list[str]:
    if result.smallest_worthwhile == 0:
        return []
    return [
        f"The chance of no {what} that matters, less than {number(result.smallest_worthwhile, 2)} either way, is "
        f"{chance_written(result.same)}, and that of one at least as large the other way {chance_written(result.down)}."
    ]


def _likely(result: Weighed, what: str) -> str:
    span = f"{percent(100 * result.confidence, 0)} interval {interval(result.low, result.high, 2)}"
    if result.prior_sd is None:  # an effect has its own interval, which it brings with it
        told = "" if result.effect else f" ({span})"
        return f"The {what} found was {signed(result.found, 2)}{told}."
    return (
        f"The {what} found was {signed(result.found, 2)}. With what was thought likely beforehand (around "
        f"{signed(result.prior_mean, 2)}, give or take {number(result.prior_sd, 2)}), {signed(result.mean, 2)} is likely now "
        f"({span})."
    )


def _what_it_takes(result: Weighed, what: str) -> list[str]:
    """Say how many times as many pupils it would take, where the answer is unclear."""
    if result.answer != "unclear" or result.times_if_found is None or result.times_if_nought is None:
        return []
    chance = percent(100 * CLEAR, 0)
    of = "classes" if result.design.startswith("classes") else "pupils"
    return [
        f"What it would take to know, with a chance of {chance}: if the true {what} is as found, {times(result.times_if_found, of)}; "
        f"if there is none, {times(result.times_if_nought, of)}."
    ]


def times(many: float, of: str = "pupils") -> str:
    """Say how many times as many pupils, or classes, it takes.

    >>> times(2.83), times(27.6)
    ('about 2.8 times as many pupils', 'about 28 times as many pupils')
    >>> times(0.4), times(math.inf)
    ('no more pupils than there were', 'more pupils than any school could find')
    """
    if math.isnan(many) or many > MANY:
        return f"more {of} than any school could find"
    return (
        f"no more {of} than there were"
        if many <= 1
        else f"about {number(many, 0 if many >= 10 else 1)} times as many {of}"
    )


@cautions.register
def _(result: Weighed) -> list[str]:
    return in_words(result.cautions, weighing.CAUTIONS)


@caution_title.register
def _(result: Weighed) -> str:
    return "This can bear less than it seems to:" if result.design == "before_after" else "Bear in mind:"
