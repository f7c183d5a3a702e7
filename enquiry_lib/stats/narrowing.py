"""Whether a gap has narrowed, from the pupils with a score on both occasions.

The verdict follows the National College: 'reducing the difference between outcomes for specific groups and
those for all, against a background of improvement for all'.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from scipy import stats

from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Moments, Numbers, moments
from enquiry_lib.stats.gap_shrinkage import adjust_for_many
from enquiry_lib.stats.sides import Side, in_no_order

NARROWED, LEVELLED_DOWN, WIDENED = "narrowed", "levelled down", "widened"
NO_CLEAR_CHANGE, NOT_BEHIND = "no clear change", "not behind"


@dataclass(frozen=True)
class Narrowing:
    """How the distance between a group and all pupils changed, from the pupils with both scores.

    A gap is the mean of all minus the mean of the group: above zero the group is behind. `change` is the gap
    after minus the gap before (below zero it became smaller), with Welch's interval and p from the pupils' own gains.
    The verdict is by that interval alone; a change `stands_out` when p is small even after allowing for how many were
    looked at (`p_adjusted`). `rests_on` are the ids of the counts behind the numbers.
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
    df: float | None
    p: float | None
    rests_on: tuple[str, ...] = field(repr=False)
    p_adjusted: float | None = None
    stands_out: bool | None = None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same narrowing without the numbers that rest on the counts named."""
        if set(self.rests_on).isdisjoint(ids):
            return self
        member, others = in_no_order(self.member, self.others)
        hidden = common.without_numbers(self)
        return replace(hidden, member=member, others=others, verdict=None, stands_out=None)


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
    test = _welch_test(gains, side)
    low, high = _change_interval(test, side, confidence)
    levels: dict[str, Any] = {
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
        df=test.df,
        p=test.p,
        rests_on=side.ids,
    )


def _gap_to_all(scores: Numbers, side: Side) -> float:
    return float(scores[side.known].mean() - scores[side.inside].mean())


@dataclass(frozen=True)
class _Welch:
    """The gain of the others minus the gain of the group, its standard error and degrees of freedom (infinite without error)."""

    apart: float
    se: float
    df: float

    @property
    def p(self) -> float:
        """Give the two-sided p; where nobody's gain differs, 0 for any change at all."""
        if not self.se:
            return float(self.apart == 0)
        return float(2 * stats.t.sf(abs(self.apart) / self.se, self.df))


def _welch_test(gains: Numbers, side: Side) -> _Welch:
    there, others = moments(gains[side.inside]), moments(gains[side.outside])
    return _Welch(others.mean - there.mean, *_welch(there, others))


def _change_interval(test: _Welch, side: Side, confidence: float) -> tuple[float, float]:
    """Give Welch's interval of the change of the gap: (1 − p) · (gain of the others − gain of the group).

    All are a p-th part group and the rest others, so the gap to all is 1 − p of the gap to the others; p is
    taken as given.
    """
    part = float(side.outside.sum()) / float(side.known.sum())
    half = part * test.se * float(stats.t.ppf((1 + confidence) / 2, test.df)) if test.se else 0.0
    return part * test.apart - half, part * test.apart + half


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


def allow_for_many_changes(changes: Sequence[Narrowing], *, false_discovery: float) -> tuple[Narrowing, ...]:
    """Give the same changes with p adjusted for how many they are, from those that are shown."""
    shown = [change.p for change in changes if change.p is not None]
    adjusted = iter(adjust_for_many(np.array(shown, dtype=np.float64), len(changes)))
    return tuple(
        change if change.p is None else _adjusted(change, float(next(adjusted)), false_discovery)
        for change in changes
    )


def _adjusted(change: Narrowing, p_adjusted: float, false_discovery: float) -> Narrowing:
    return replace(change, p_adjusted=p_adjusted, stands_out=p_adjusted <= false_discovery)
