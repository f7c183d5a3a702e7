"""Whether a gap has narrowed, from the pupils with a score on both occasions.

The verdict follows the National College: 'reducing the difference between outcomes for specific groups and
those for all, against a background of improvement for all'.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

from scipy import stats

from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Moments, Numbers, moments
from enquiry_lib.stats.sides import Side, in_no_order

NARROWED, LEVELLED_DOWN, WIDENED = "narrowed", "levelled down", "widened"
NO_CLEAR_CHANGE, NOT_BEHIND = "no clear change", "not behind"


@dataclass(frozen=True)
class Narrowing:
    """How the distance between a group and all pupils changed, from the pupils with both scores.

    A gap is the mean of all minus the mean of the group: above zero the group is behind. `change` is the gap
    after minus the gap before (below zero it became smaller), with Welch's interval from the pupils' own
    gains. `rests_on` are the ids of the counts behind the numbers.
    """

    measure: str
    group: str
    member: str
    others: str
    n: int | None
    n_others: int | None
    gap_before: float | None
    gap_after: float | None
    change: float | None
    low: float | None
    high: float | None
    all_before: float | None
    all_after: float | None
    others_before: float | None
    others_after: float | None
    group_before: float | None
    group_after: float | None
    verdict: str | None
    rests_on: tuple[str, ...] = field(repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same narrowing without the numbers that rest on the counts named."""
        if set(self.rests_on).isdisjoint(ids):
            return self
        member, others = in_no_order(self.member, self.others)
        return replace(common.without_numbers(self), member=member, others=others, verdict=None)


def narrow(
    first: Numbers,
    second: Numbers,
    side: Side,
    *,
    measure: str,
    confidence: float,
) -> Narrowing:
    """Work out how a group's gap to all changed, from the same pupils' scores before and after.

    `first` and `second` are the scores of the pupils whom `side` divides into a group and its others.

    >>> import numpy as np
    >>> inside = np.arange(8) < 4
    >>> side = Side("yes", "no", inside, ~inside, "outcomes|Reading", "pupil_premium", np.arange(8))
    >>> before, gains = np.array([1.0, 2, 3, 4, 5, 6, 7, 8]), np.array([4.0, 5, 4, 5, 1, 2, 1, 2])
    >>> found = narrow(before, before + gains, side, measure="Reading", confidence=0.95)
    >>> found.change, found.verdict
    (-1.5, 'narrowed')
    """
    gains = second - first
    before, after = _gap_to_all(first, side), _gap_to_all(second, side)
    low, high = _change_interval(gains, side, confidence)
    levels = {
        "all_before": float(first[side.known].mean()),
        "all_after": float(second[side.known].mean()),
        "others_before": float(first[side.outside].mean()),
        "others_after": float(second[side.outside].mean()),
        "group_before": float(first[side.inside].mean()),
        "group_after": float(second[side.inside].mean()),
    }
    improved = levels["all_after"] > levels["all_before"]
    others_fell = levels["others_after"] < levels["others_before"]
    return Narrowing(
        measure=measure,
        group=side.group,
        member=side.member,
        others=side.others,
        n=int(side.inside.sum()),
        n_others=int(side.outside.sum()),
        gap_before=before,
        gap_after=after,
        change=after - before,
        low=low,
        high=high,
        **levels,
        verdict=narrowing_verdict(before, low, high, for_all=improved and not others_fell),
        rests_on=side.ids,
    )


def _gap_to_all(scores: Numbers, side: Side) -> float:
    return float(scores[side.known].mean() - scores[side.inside].mean())


def _change_interval(gains: Numbers, side: Side, confidence: float) -> tuple[float, float]:
    """Give Welch's interval of the change of the gap: (1 − p) · (gain of the others − gain of the group).

    All are a p-th part group and the rest others, so the gap to all is 1 − p of the gap to the others; p is
    taken as given.
    """
    there, others = moments(gains[side.inside]), moments(gains[side.outside])
    part = others.n / (there.n + others.n)
    change = part * (others.mean - there.mean)
    se, df = _welch(there, others)
    half = part * se * float(stats.t.ppf((1 + confidence) / 2, df)) if se else 0.0
    return change - half, change + half


def _welch(there: Moments, others: Moments) -> tuple[float, float]:
    """Give the standard error of a difference of means, and its degrees of freedom (Welch 1947)."""
    one, other = there.sd**2 / there.n, others.sd**2 / others.n
    if one + other == 0:
        return 0.0, math.inf
    return math.sqrt(one + other), (one + other) ** 2 / (one**2 / (there.n - 1) + other**2 / (others.n - 1))


def narrowing_verdict(gap_before: float, low: float, high: float, *, for_all: bool) -> str:
    """Say in a word what became of a gap, the first of these that is true.

    1. not behind: the group's mean was not below that of all at the start.
    2. widened: the whole interval of the change lies above zero.
    3. no clear change: the interval takes in zero. This comes before what follows: where it is not clear
       that the gap became smaller, it is not said to have narrowed, nor to have been levelled down.
    4. narrowed: the interval lies below zero, all pupils' mean rose and the others' did not fall.
    5. levelled down: the interval lies below zero, but the others fell or all did not improve: the gap
       closed because others did worse.

    >>> narrowing_verdict(4.0, -3.0, -1.0, for_all=False)
    'levelled down'
    """
    if gap_before <= 0:
        return NOT_BEHIND
    if low > 0:
        return WIDENED
    if high >= 0:
        return NO_CLEAR_CHANGE
    return NARROWED if for_all else LEVELLED_DOWN
