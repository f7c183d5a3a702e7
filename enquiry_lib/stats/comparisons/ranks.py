"""Two groups compared by who scores higher, for scores of which only the order is to be trusted.

Of all pairs of a treated pupil and a control pupil, Cliff's delta is the share in which the treated scores higher less the
share in which the control does. Its standard error is Cliff's consistent one, its interval the asymmetric one of Feng and
Cliff (2004), which stays between −1 and 1; both are ours, because SciPy lacks them. No median is given: it is some pupil's
own score.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, read_arms
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers
from enquiry_lib.stats.result import NotEnough

Counts = npt.NDArray[np.intp]

EXACT_BELOW = 50  # pupils in each group, without ties: R's wilcox.test counts all orders, as do we

CAUTIONS = arms_of.CAUTIONS | {
    "no_overlap": "Every pupil of one group scored higher than every pupil of the other, so one end of the interval rests on "
    "the size of the smaller group alone.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True, kw_only=True)
class RanksCompared(BetweenArms):
    """Which of two groups scores higher, pair by pair.

    `delta` (Cliff) lies between −1 and 1, with `se`, `df`, `low` and `high`. `higher` is in how many of 100 pairs the
    treated pupil scores higher, pairs with the same score counted half, with `higher_low` and `higher_high`. `w` is the
    Mann-Whitney statistic of the treated and `w_control` that of the control; ranks know no SD, so `effect` has no numbers; `p` is exact where both groups have fewer than
    50 pupils and no two pupils the same score, and otherwise `p_normal`, corrected for ties and continuity.
    """

    delta: float | None = None
    higher: float | None = None
    higher_low: float | None = None
    higher_high: float | None = None
    w: float | None = None
    w_control: float | None = None
    p_normal: float | None = None


def compare_ranks(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> RanksCompared | NotEnough:
    """Compare two groups by the order of their scores alone (Cliff's delta, Mann-Whitney).

    `data` has one row a pupil, `outcome` a column of numbers of which only the order counts, such as levels or answers from
    1 to 5; `arm` says who is in which group. NotEnough when a group has no pupil with a score or nobody's score differs; of
    few pupils that would tell about them, and the numbers are withheld instead. Raises ColumnMissing, WrongValue.
    Sources: Cliff (1996); Feng and Cliff (2004), Student's t with n₁ + n₀ − 2; R's wilcox.test.

    >>> table = pd.DataFrame({"arm": ["intervention"] * 4 + ["comparison"] * 4, "level": [3, 4, 4, 5, 1, 2, 4, 3]})
    >>> found = compare_ranks(table, outcome="level", arm="arm", pupil=None)
    >>> found.delta, found.higher, found.w
    (0.6875, 84.375, 13.5)
    """
    asked = Asked(
        outcome=outcome,
        arm=arm,
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
        confidence=confidence,
    )
    arms = read_arms(data, asked)
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil with a score",
            "Check how the groups are written in their column, and that scores are filled in.",
        )
    untold = _untold(arms, asked)
    if arms.fewest > 1 and np.ptp(arms.outcome) > 0:
        return _compared(untold, arms.outcome[arms.in_treated], arms.outcome[~arms.in_treated])
    if arms.fewest < common.FEW:
        return untold
    return asked.not_enough("all pupils have the same score", "Check that the right column is used.")


def _untold(arms: Arms, asked: Asked) -> RanksCompared:
    """Give the counts of a comparison and none of its numbers."""
    return RanksCompared(
        counted=asked.cells(arms),
        cautions=arms.cautions,
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        measure=asked.measure,
        confidence=asked.confidence,
        effect=EffectSize("cliffs_delta"),
    )


def _compared(untold: RanksCompared, scores: Numbers, others: Numbers) -> RanksCompared:
    n, n_control = len(scores), len(others)
    delta, se = _delta(scores, others)
    low, high = feng_cliff(
        delta, se, smaller=min(n, n_control), df=n + n_control - 2, confidence=untold.confidence
    )
    w = float((delta + 1) / 2 * n * n_control)
    p, p_normal = _mann_whitney(scores, others)
    found = {
        "few_pupils": min(n, n_control) < common.FEW,
        "no_overlap": abs(delta) == 1,
    }
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
        n_treated=n,
        n_control=n_control,
        delta=delta,
        se=se,
        df=float(n + n_control - 2),
        low=low,
        high=high,
        p=p,
        p_normal=p_normal,
        higher=_in_a_hundred(delta),
        higher_low=_in_a_hundred(low),
        higher_high=_in_a_hundred(high),
        w=round(2 * w) / 2,
        w_control=round(2 * (n * n_control - w)) / 2,
    )


def _delta(scores: Numbers, others: Numbers) -> tuple[float, float]:
    """Give delta and its consistent standard error (Cliff 1996), without writing out every pair."""
    n, m = len(scores), len(others)
    lower, higher = _beside(scores, np.sort(others))
    lower_than, higher_than = _beside(others, np.sort(scores))
    delta = float((lower - higher).sum()) / (n * m)
    rows = float((((lower - higher) / m - delta) ** 2).sum()) / (n - 1)
    columns = float((((higher_than - lower_than) / n - delta) ** 2).sum()) / (m - 1)
    pairs = (float((lower + higher).sum()) - n * m * delta**2) / ((n - 1) * (m - 1))
    return delta, math.sqrt(((m - 1) * rows + (n - 1) * columns + pairs) / (n * m))


def _beside(scores: Numbers, ordered: Numbers) -> tuple[Counts, Counts]:
    """Give for each score how many of others are lower, and how many higher."""
    lower = np.searchsorted(ordered, scores, "left")
    return lower, len(ordered) - np.searchsorted(ordered, scores, "right")


def feng_cliff(delta: float, se: float, *, smaller: int, df: float, confidence: float) -> tuple[float, float]:
    """Give the interval of a delta with its standard error (Feng and Cliff 2004).

    Where delta is 1 or −1 its error is nought: the other end is then Wilson's limit for all of the `smaller` group.

    >>> [round(end, 4) for end in feng_cliff(0.25, 0.1, smaller=30, df=58, confidence=0.95)]
    [0.0435, 0.436]
    """
    t = float(stats.t.ppf((1 + confidence) / 2, df))
    if abs(delta) == 1:
        far = (smaller - t**2) / (smaller + t**2)
        return (far, 1.0) if delta > 0 else (-1.0, -far)
    reach, spread = t * se, t**2 * se**2
    half = reach * math.sqrt((1 - delta**2) ** 2 + spread)
    middle, whole = delta - delta**3, 1 - delta**2 + spread
    return (middle - half) / whole, (middle + half) / whole


def _in_a_hundred(delta: float) -> float:
    return 50 * (1 + delta)


def _mann_whitney(scores: Numbers, others: Numbers) -> tuple[float, float]:
    """Give p as R's wilcox.test gives it, and the one that is corrected for ties and continuity."""
    made: Any = stats.mannwhitneyu(scores, others, method="asymptotic")
    normal = float(made.pvalue)
    tied = len(np.unique([*scores, *others])) < len(scores) + len(others)
    if tied or max(len(scores), len(others)) >= EXACT_BELOW:
        return normal, normal
    exact: Any = stats.mannwhitneyu(scores, others, method="exact")
    return float(exact.pvalue), normal
