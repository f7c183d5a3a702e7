"""The sentences about a difference judged by drawing again: the groups (permutation), or those who took part (bootstrap)."""

from __future__ import annotations

from enquiry_lib.show.names import cluster_name, clusters_name, column_words
from enquiry_lib.show.numbers import interval, listed, number, rounded, signed
from enquiry_lib.show.wording.effects import than
from enquiry_lib.show.wording.saying import by, cautions, held, in_words, sentences
from enquiry_lib.stats.trials import bootstrap, permutation
from enquiry_lib.stats.trials.allocated import Redrawn
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect
from enquiry_lib.stats.trials.permutation import PermutationTest

COUNTED_TO = (
    100  # ways to draw the groups; of so many at most the number is said, of more so many in a hundred
)
BY_LOT = (
    "That bears as much as the draw did: it takes for granted that the groups were drawn by lot in this way."
)


def compared(result: Redrawn) -> str:
    """Say how far apart the groups are, and what was allowed for."""
    columns = [
        "the score before" if name == result.baseline else column_words(name) for name in result.adjusted_for
    ]
    columns += [column_words(result.within)] if result.within else []
    adjusted = f", allowing for {listed(columns)}" if columns else ""
    return (
        f"Pupils in the {result.treated} group scored {than(result.difference or 0)} pupils in the "
        f"{result.control} group{adjusted}"
    )


@sentences.register
def _(result: PermutationTest) -> list[str]:
    if result.p is None:
        return [
            held(f"How the {result.treated} and the {result.control} group compare with other draws of them")
        ]
    return [
        f"{compared(result)} (effect size {signed(result.effect.g, 2)}; {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils).",
        f"If nobody's score depended on the group, {how_often(result)} would show a difference at least as large, in one "
        f"direction or the other. {BY_LOT}",
    ]


def how_often(result: PermutationTest) -> str:
    """Say in how many of the draws a difference as large came up, in words that do not promise more than they know."""
    ways, share = result.allocations, result.p or 0.0
    drawn = f"other draws of {drawn_whole(result)}" if ways is None else "ways to draw them"
    if ways is not None and ways <= COUNTED_TO:
        return f"{round(share * ways)} of the {ways} ways to draw {drawn_whole(result)}"
    of = drawn if ways is None else f"the {number(ways, 0)} ways to draw {drawn_whole(result)}"
    return f"{in_a_hundred(share)} {of if ways is None else f'of {of}'}"


def drawn_whole(result: PermutationTest) -> str:
    """Name what was drawn: the groups, pupil by pupil or by whole clusters, perhaps within blocks."""
    whole = f" by whole {clusters_name(result.cluster)}" if result.cluster else ""
    inside = f" within each {column_words(result.within)}" if result.within else ""
    return f"the groups{whole}{inside}"


def in_a_hundred(share: float) -> str:
    """Say a share as so many in a hundred, never none and never all.

    >>> in_a_hundred(0.0005), in_a_hundred(0.043), in_a_hundred(0.998)
    ('fewer than 1 in 100', 'about 4 in 100', 'nearly all')
    """
    near = int(rounded(100 * share, 0))
    if share < 0.01:
        return "fewer than 1 in 100"
    return "nearly all" if near >= 100 else f"about {near} in 100"


@cautions.register
def _(result: PermutationTest) -> list[str]:
    return in_words(result.cautions, permutation.CAUTIONS)


@sentences.register
def _(result: BootstrapEffect) -> list[str]:
    if result.difference is None:
        return [held(f"How the {result.treated} and the {result.control} group compare")]
    sure = by(result.confidence)
    if "few_clusters" in result.cautions:
        return _without_interval(result)
    return [
        f"{compared(result)} ({sure} {interval(result.low, result.high)}).",
        f"As an effect size that is {signed(result.effect.g, 2)} ({sure} "
        f"{interval(result.effect.low, result.effect.high, 2)}; {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils).",
        f"The intervals come from drawing again, {number(result.draws, 0)} times: {resampled(result)}. They say "
        f"how far the difference would move with other {drawn_again(result)} like these.",
    ]


def _without_interval(result: BootstrapEffect) -> list[str]:
    """Say the difference without an interval, because so few clusters, drawn again, give one that is too narrow."""
    many = clusters_name(result.cluster)
    return [
        f"{compared(result)} (effect size {signed(result.effect.g, 2)}; {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils).",
        f"No interval is said with it: fewer than ten {many}, drawn again, differ less than others would, so it would come out "
        "too narrow. It stands in the table, with the others of its kind.",
    ]


def resampled(result: BootstrapEffect) -> str:
    """Say what was drawn again."""
    return _by_name(bootstrap.RESAMPLED[result.resample], result)


def drawn_again(result: BootstrapEffect) -> str:
    """Name those who are others in every draw."""
    return clusters_name(result.cluster) if result.resample in ("clusters", "both") else "pupils"


def _by_name(text: str, result: BootstrapEffect) -> str:
    """Call clusters what they are: classes, or schools."""
    one, several = cluster_name(result.cluster), clusters_name(result.cluster)
    return text.replace("clusters", several).replace("cluster", one)


@cautions.register
def _(result: BootstrapEffect) -> list[str]:
    return [_by_name(text, result) for text in in_words(result.cautions, bootstrap.CAUTIONS)]
