"""The sentences about trials of whole classes or schools, of pupils within them, and about a test put right."""

from __future__ import annotations

import math
from typing import NamedTuple

from enquiry_lib.show.numbers import interval, number, percent, percent_asked, rounded, signed
from enquiry_lib.show.wording.effects import than, turned
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats.effect_sizes import Estimated
from enquiry_lib.stats.trials import clusters, sites
from enquiry_lib.stats.trials.clusters import ClusteredDescription, ClusteredEffect
from enquiry_lib.stats.trials.correction import CorrectedTest
from enquiry_lib.stats.trials.difference import CUT_OFF
from enquiry_lib.stats.trials.sites import MultisiteEffect

ALLOWED = ", allowing for the score before"


class Place(NamedTuple):
    """What pupils were together in: one of them, and many."""

    one: str
    many: str


def place(column: str) -> Place:
    """Name what a column of clusters or sites is about; of a name nobody knows it says 'cluster'.

    >>> place("school_id").many, place("class").one, place("hub")
    ('schools', 'class', Place(one='cluster', many='clusters'))
    """
    known = (Place("school", "schools"), Place("class", "classes"))
    return next((kind for kind in known if kind.one in column.casefold()), Place("cluster", "clusters"))


def level(result: Estimated) -> str:
    """Name the interval of a result.

    >>> from enquiry_lib.stats.effect_sizes import EffectSize
    >>> level(Estimated(counted=(), effect=EffectSize("clustered"), confidence=0.9))
    '90% interval'
    """
    return f"{percent_asked(100 * result.confidence)} interval"


# --- whole clusters ---------------------------------------------------------------------------------------


@sentences.register
def _(result: ClusteredEffect) -> list[str]:
    if result.difference is None or result.icc is None:
        return [held(f"How the {result.treated} and the {result.control} group compare")]
    many, allowed = place(result.cluster).many, ALLOWED if result.baseline else ""
    return [
        f"Pupils in the {result.treated} group scored {than(result.difference)} pupils in the {result.control} group"
        f"{allowed} ({level(result)} {interval(result.low, result.high)}).",
        f"{_as_effect_size(result)} in {number(result.clusters_treated, 0)} and {number(result.clusters_control, 0)} {many}).",
        *turned(
            result.treated, (result.mean_treated, result.mean_control), result.difference, result.baseline_g
        ),
        f"Whole {many} were compared, so the interval goes by how many {many} there are more than by how many pupils.",
        _between(result, result.icc, many),
    ]


def _between(result: ClusteredEffect, icc: float, many: str) -> str:
    """Say how much of the variance lies between clusters; where that rounds to none, that it is known only roughly."""
    lies = f"lies between {many} (intracluster correlation {number(icc, 2)})"
    if rounded(100 * icc, 0) > 0:
        return f"Within the two groups, about {percent(100 * icc, 0)} of the variance of scores {lies}."
    known = f"from {number(result.clusters_treated, 0)} and {number(result.clusters_control, 0)} {many} that is known only roughly"
    return f"Within the two groups, hardly any of the variance seen {lies}; {known}."


def _as_effect_size(result: ClusteredEffect | MultisiteEffect) -> str:
    """Begin the sentence with the effect size, up to the pupils."""
    low, high = result.effect.low, result.effect.high
    pupils = f"{number(result.n_treated, 0)} and {number(result.n_control, 0)} pupils"
    return f"As an effect size that is {signed(result.effect.g, 2)} ({level(result)} {interval(low, high, 2)}; {pupils}"


@cautions.register
def _(result: ClusteredEffect) -> list[str]:
    return in_words(_said(result.cautions), clusters.CAUTIONS)


def _said(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Give the cautions that have a sentence: what became of the degrees of freedom stands in the table."""
    return tuple(code for code in codes if code != CUT_OFF)


@sentences.register
def _(result: ClusteredDescription) -> list[str]:
    one, many = place(result.cluster)
    if result.difference is None:
        return [held(f"How the {result.treated} and the {result.control} {one} compare")]
    means = f"{number(result.mean_treated)} and {number(result.mean_control)}"
    return [
        f"In the {result.treated} {one} pupils scored {than(result.difference)} pupils in the {result.control} {one} "
        f"(means {means}; {number(result.n_treated, 0)} and {number(result.n_control, 0)} pupils).",
        f"That describes two {many}; it is not a finding about what was tried. With one {one} in each group there is "
        "nothing to judge the difference by, so neither an interval nor an effect size is given.",
        f"For a comparison that can answer, allocate pupils within each {one}, or whole {many}, several to each group.",
    ]


@cautions.register
def _(result: ClusteredDescription) -> list[str]:
    return in_words(result.cautions, clusters.CAUTIONS)


# --- pupils within sites ----------------------------------------------------------------------------------


@sentences.register
def _(result: MultisiteEffect) -> list[str]:
    if result.difference is None:
        return [held(f"How the {result.treated} and the {result.control} group compare")]
    (one, many), allowed = place(result.site), ALLOWED if result.baseline else ""
    return [
        f"Within the same {one}, pupils in the {result.treated} group scored on average {_than(result.difference)} pupils in "
        f"the {result.control} group{allowed} ({level(result)} {interval(result.low, result.high)}).",
        f"{_as_effect_size(result)}, compared in {number(result.sites_compared, 0)} {many}).",
        *turned(
            result.treated, (result.mean_treated, result.mean_control), result.difference, result.baseline_g
        ),
        *_from_site_to_site(result, one),
    ]


def _than(points: float) -> str:
    return than(points).removeprefix("on average ")


def _from_site_to_site(result: MultisiteEffect, one: str) -> list[str]:
    """Say how far the sites' own differences lie apart, where that was estimated."""
    if not result.v_differences:
        return []
    apart = number(math.sqrt(result.v_differences))
    return [
        f"The difference itself seems to differ from one {one} to the next, beyond chance with a standard deviation of about "
        f"{apart} points."
    ]


@cautions.register
def _(result: MultisiteEffect) -> list[str]:
    return in_words(_said(result.cautions), sites.CAUTIONS)


# --- a test put right -------------------------------------------------------------------------------------


@sentences.register
def _(result: CorrectedTest) -> list[str]:
    each = number(result.per_cluster, 0 if rounded(result.per_cluster, 1) % 1 == 0 else 1)
    return [
        f"The study was analysed as if its {number(result.pupils, 0)} pupils had been allocated one by one, but they came "
        f"about {each} to a class or school, and pupils of one class or school are alike (an intracluster correlation of "
        f"{number(result.icc, 2)} was taken).",
        f"Allowing for that, its t of {number(result.t, 2)} comes down to {number(result.t_corrected, 2)}.",
        _and_zero(result),
    ]


def _and_zero(result: CorrectedTest) -> str:
    """Say on which side of 'zero within the 95% interval' the test was, and is."""
    if result.p >= 0.05:
        return "Zero lay within the 95% interval as it was published, and does so all the more now."
    if result.p_corrected >= 0.05:
        return "As published, the 95% interval left zero out; corrected, it has zero within it, so the study does not settle the matter."
    return "The 95% interval still leaves zero out, but it lies nearer to it than was published."
