"""The plain difference between two groups' means, with the standard errors that a statistician may ask for.

Welch's comes first, because it does not take the groups to vary alike. Adjusted differences are `compare_two_groups`'.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, read_arms
from enquiry_lib.stats.effect_sizes import EffectSize, Moments, hedges_g, noncentral_g, pooled_sd
from enquiry_lib.stats.result import NotEnough

CAUTIONS = arms_of.CAUTIONS
"""Every code of caution that a result of this module can carry, with its sentence."""

WAYS = {
    "welch": "each group with its own spread (Welch)",
    "student": "one spread for both groups (Student)",
    "hc1": "robust, as HC1 of a regression on the group",
}
"""The standard errors of a difference, each with what it takes."""


@dataclass(frozen=True)
class Way:
    """The same difference judged by one kind of standard error: a key of WAYS."""

    kind: str
    se: float | None = None
    df: float | None = None
    t: float | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class MeansCompared(BetweenArms):
    """The plain difference between two groups' means in points, treated minus control.

    `se`, `df`, `p`, `low` and `high` are Welch's, the first of `ways`; `effect` is Hedges g with
    its normal interval, the one of `variants` the same with that of the noncentral t.
    """

    mean_treated: float | None = None
    mean_control: float | None = None
    sd_treated: float | None = None
    sd_control: float | None = None
    difference: float | None = None
    ways: tuple[Way, ...] = tuple(map(Way, WAYS))

    standing: ClassVar[tuple[str, ...]] = tuple(
        code for code in BetweenArms.standing if code != "no_baseline"
    )


def compare_means(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> MeansCompared | NotEnough:
    """Compare the means of two groups as they are, adjusted for nothing (t tests of two samples).

    `data` has one row a pupil, `outcome` a column of scores; `arm` says who is in which group. NotEnough when a group has
    no pupil with a score or nobody's score differs within the groups; of few pupils that would tell about them, and the
    numbers are withheld instead. Raises ColumnMissing, WrongValue.
    Sources: R's t.test, with and without var.equal; HC1 of sandwich.

    >>> table = pd.DataFrame({"arm": ["intervention"] * 4 + ["comparison"] * 4, "score": [3, 4, 4, 5, 1, 2, 4, 3]})
    >>> found = compare_means(table, outcome="score", arm="arm", pupil=None)
    >>> found.difference, round(found.df, 2), [round(way.se, 3) for way in found.ways]
    (1.5, 5.07, [0.764, 0.764, 0.764])
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
    there, others = arms.both(arms.outcome)
    if arms.fewest > 1 and max(there.sd, others.sd) > 0:
        return _compared(untold, there, others)
    if arms.fewest < common.FEW:
        return untold
    return asked.not_enough(
        "within each group all pupils have the same score", "Check that the right column is used."
    )


def _untold(arms: Arms, asked: Asked) -> MeansCompared:
    """Give the counts of a comparison and none of its numbers."""
    return MeansCompared(
        counted=asked.cells(arms),
        cautions=arms.cautions,
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        measure=asked.measure,
        confidence=asked.confidence,
        effect=EffectSize("unadjusted"),
        variants=(EffectSize("noncentral"),),
    )


def _compared(untold: MeansCompared, there: Moments, others: Moments) -> MeansCompared:
    difference, confidence = there.mean - others.mean, untold.confidence
    ways = tuple(_way(kind, difference, *_error(kind, there, others), confidence) for kind in WAYS)
    welch, effect = ways[0], hedges_g(there, others, confidence=confidence)
    exact = noncentral_g(there, others, confidence=confidence)
    few = {"few_pupils": min(there.n, others.n) < common.FEW}
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(few)),
        n_treated=there.n,
        n_control=others.n,
        mean_treated=there.mean,
        mean_control=others.mean,
        sd_treated=there.sd,
        sd_control=others.sd,
        difference=difference,
        se=welch.se,
        df=welch.df,
        low=welch.low,
        high=welch.high,
        p=welch.p,
        ways=ways,
        effect=effect if isinstance(effect, EffectSize) else untold.effect,
        variants=(exact,) if isinstance(exact, EffectSize) else untold.variants,
    )


def _error(kind: str, there: Moments, others: Moments) -> tuple[float, float]:
    """Give the standard error of the difference and its degrees of freedom."""
    n, n_control, df = there.n, others.n, float(there.n + others.n - 2)
    if kind == "student":
        return pooled_sd(there, others) * math.sqrt(1 / n + 1 / n_control), df
    if kind == "hc1":
        squares = (n - 1) * there.sd**2 / n**2 + (n_control - 1) * others.sd**2 / n_control**2
        return math.sqrt((df + 2) / df * squares), df
    parts = np.array([there.sd**2 / n, others.sd**2 / n_control])
    return math.sqrt(parts.sum()), float(parts.sum() ** 2 / (parts**2 / [n - 1, n_control - 1]).sum())


def _way(kind: str, difference: float, se: float, df: float, confidence: float) -> Way:
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * se
    p = float(2 * stats.t.sf(abs(difference) / se, df))
    return Way(kind, se, df, difference / se, p, difference - half, difference + half)
