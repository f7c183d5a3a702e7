"""How large a difference is in units of an SD, and what every estimate of one has in common.

Every effect size here is J · difference / SD, with J the exact small-sample factor (Hedges 1981) for the
degrees of freedom of that SD, and every variance is (se of the difference / SD)² + g²/(2N). Without
covariates that is 1/n₁ + 1/n₀ + g²/(2N), as metafor's SMD has it. Intervals of differences are Student's,
those of effect sizes normal. Where few classes or schools, or pairs, say how sure a difference is, its effect size has
Student's interval too, and the N of its variance is what the SD is worth (see trials.sizes.worth_of_sd).

`Estimated` and `probability_at_least` are here too: `two_groups` and `one_group` both build on the one, and
the other asks of either nothing but its effect size.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Counted, NotEnough

Numbers = npt.NDArray[np.float64]

PERFECT = 1e-12  # what is left over is rounding when it is a smaller part than this

EFFECT_SIZES = {
    "total_sd": "adjusted difference over the SD of pupils within the groups, without covariates",
    "conditional": "adjusted difference over the SD that is left after adjusting",
    "unconditional": "adjusted difference over the SD of all pupils together",
    "unadjusted": "plain difference over the SD of pupils within the groups (Hedges g)",
    "noncentral": "the same, its interval by the noncentral t distribution, which is exact where scores are normal",
    "baseline_sd": "mean change over the SD of the scores before",
    "change_sd": "mean change over the SD of the changes (d_z)",
    "cox_index": "log odds ratio over 1.65, corrected for the smallness of the sample: near a difference in SD",
    "clustered": "adjusted difference over the SD of all pupils, between and within classes or schools, by the model with "
    "the groups only",
    "conditional_within": "adjusted difference over the SD within classes or schools that is left after adjusting",
    "conditional_total": "adjusted difference over the SD between and within classes or schools that is left after adjusting",
    "unconditional_within": "adjusted difference over the SD within classes or schools, by the model without any column",
    "unconditional_total": "adjusted difference over the SD between and within classes or schools, by the model without any "
    "column",
}
"""What each kind of effect size is a ratio of."""


@dataclass(frozen=True)
class Moments:
    """What a group's scores come down to: how many, their mean and their SD."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class EffectSize:
    """A difference in units of an SD; `kind` says which (see EFFECT_SIZES)."""

    kind: str
    g: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Estimated(Counted):
    """What both kinds of effect share: `se`, `df`, Student's interval and p of the difference in points."""

    effect: EffectSize
    variants: tuple[EffectSize, ...] = ()
    confidence: float
    se: float | None = None
    df: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    def without_estimate(self, *, keep: Collection[str], drop: Collection[str]) -> Self:
        """Give the same result without its numbers but those in `keep`, nor the cautions in `drop`."""
        left = tuple(code for code in self.cautions if code not in drop)
        return replace(common.without_numbers(self, keep=keep), cautions=left)


# --- from scores to effect sizes --------------------------------------------------------------------------


def exact_j(df: float) -> float:
    """Give Hedges' small-sample factor J for the degrees of freedom of an SD (at least 2).

    J = Γ(df/2) / (√(df/2) Γ((df−1)/2)), Hedges 1981; 1 − 3/(4df − 1) is its approximation.
    Raises WrongValue below 2 degrees of freedom.

    >>> round(exact_j(8), 6)
    0.902703
    """
    if df < 2:
        raise errors.WrongValue(name="df", found=df, expected="at least 2")
    return math.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / math.sqrt(df / 2)


def hedges_g(group: Moments, others: Moments, *, confidence: float = 0.95) -> EffectSize | NotEnough:
    """Give the standardised mean difference of two groups, the first minus the second (Hedges g).

    NotEnough when a group has fewer than two pupils or nobody differs within the groups. Raises WrongValue
    for a confidence that is no share. Formula: metafor's SMD.

    >>> found = hedges_g(Moments(28, 104.2, 14.8), Moments(27, 99.5, 15.6))
    >>> round(found.g, 6), round(found.se**2, 6)
    (0.304856, 0.073596)
    """
    common.need_share("confidence", confidence)
    asked = "The difference between two groups in units of an SD"
    sd = pooled_sd(group, others) if min(group.n, others.n) > 1 else 0.0
    if not sd > 0:
        return NotEnough(asked, "a group has too few pupils, or nobody within the groups differs")
    difference, se = group.mean - others.mean, sd * math.sqrt(1 / group.n + 1 / others.n)
    n = group.n + others.n
    return effect_size("unadjusted", difference, se, sd, df=n - 2, n=n, confidence=confidence)


def noncentral_g(group: Moments, others: Moments, *, confidence: float = 0.95) -> EffectSize | NotEnough:
    """Give Hedges g with the interval of the noncentral t distribution, as R's effectsize has it.

    NotEnough and WrongValue as `hedges_g`. The ends are those noncentralities under which a t at least as large, or as
    small, as the one there was is as rare as the interval allows (Steiger 2004), times J √(1/n₁ + 1/n₀).

    >>> found = noncentral_g(Moments(28, 104.2, 14.8), Moments(27, 99.5, 15.6))
    >>> round(found.g, 4), round(found.low, 4), round(found.high, 4)
    (0.3049, -0.2209, 0.8278)
    """
    size = hedges_g(group, others, confidence=confidence)
    if isinstance(size, NotEnough) or size.g is None:
        return size
    df = group.n + others.n - 2
    unit = exact_j(df) * math.sqrt(1 / group.n + 1 / others.n)
    tail = (1 - confidence) / 2
    low, high = (unit * _noncentrality(size.g / unit, df, share) for share in (1 - tail, tail))
    return replace(size, kind="noncentral", low=low, high=high)


def _noncentrality(t: float, df: int, share: float) -> float:
    """Give the noncentrality under which this share of t is smaller; NaN where SciPy cannot tell."""

    def over(end: float) -> float:
        return float(special.nctdtr(df, end, t)) - share

    side = -1 if over(t) < 0 else 1
    for steps in (2, 3, 4, 5, 6, 8, 10):  # no farther than needed: SciPy has no answer far out
        end = t + side * steps * math.sqrt(1 + t**2 / (2 * df))
        if over(end) * side < 0:
            return float(optimize.brentq(over, t, end, xtol=1e-12))
    return math.nan


def moments(scores: Numbers) -> Moments:
    """Give how many scores there are, their mean and their SD (NaN for fewer than two).

    >>> moments(np.array([1.0, 2.0, 3.0]))
    Moments(n=3, mean=2.0, sd=1.0)
    """
    n = len(scores)
    mean = float(scores.mean()) if n else math.nan
    same = n < 2 or bool((scores == scores[0]).all())
    spread = (0.0 if n > 1 else math.nan) if same else float(scores.std(ddof=1))
    return Moments(n, mean, spread)


def pooled_sd(group: Moments, others: Moments) -> float:
    """Give the SD of pupils within two groups.

    >>> pooled_sd(Moments(10, 50.0, 3.0), Moments(10, 40.0, 5.0)) ** 2
    17.0
    """
    squares = (group.n - 1) * group.sd**2 + (others.n - 1) * others.sd**2
    return math.sqrt(squares / (group.n + others.n - 2))


def effect_size(
    kind: str,
    difference: float,
    se: float,
    sd: float,
    *,
    df: float,
    n: float,
    confidence: float,
    judged_by: float = math.inf,
) -> EffectSize:
    """Give a difference of points in units of an SD, corrected for the smallness of the sample.

    `se` is the standard error of the difference, `df` the degrees of freedom of the SD, `n` all pupils, or as many as the
    SD is worth where they come in classes. `judged_by` are the degrees of freedom of the difference where classes, schools
    or pairs give them: then the interval is Student's, and else normal.

    >>> round(effect_size("unadjusted", 3.0, 1.2, 10.0, df=58, n=60, confidence=0.95).g, 3)
    0.296
    """
    g = exact_j(df) * difference / sd
    g_se = math.sqrt((se / sd) ** 2 + g**2 / (2 * n))
    half = float(special.stdtrit(judged_by, (1 + confidence) / 2)) * g_se
    return EffectSize(kind, g, g_se, g - half, g + half)


# --- how likely is it worth while? ------------------------------------------------------------------------


def probability_at_least(result: Estimated, smallest_worthwhile: float) -> float | None:
    """Give the probability that the true effect is at least the smallest worthwhile one (in SD).

    It takes every true effect for equally likely beforehand (a flat prior) and Student's t with the
    degrees of freedom of the estimate. Of a BeforeAfter it is the probability that the change is at least
    that large, whatever caused it. None when the result is withheld. Raises WrongValue unless finite.

    >>> import pandas as pd
    >>> from enquiry_lib.stats.one_group import before_after
    >>> scores = pd.DataFrame({"pupil_id": range(4), "before": [1, 2, 3, 4], "after": [2, 4, 4, 6]})
    >>> probability_at_least(before_after(scores, before="before", after="after"), 0) > 0.9
    True
    """
    _need_finite(smallest_worthwhile)
    g, se, df = result.effect.g, result.effect.se, result.df
    if g is None or se is None or df is None:
        return None
    return chance_at_least(smallest_worthwhile, found=g, se=se, df=df)


def chance_at_least(smallest_worthwhile: float, *, found: float, se: float, df: float) -> float:
    """Give the probability that what was estimated is truly at least as large as something.

    `found` is the estimate with its standard error `se` and degrees of freedom `df`; every true value is taken
    for equally likely beforehand (a flat prior). Raises WrongValue unless finite.

    >>> chance_at_least(0.2, found=0.2, se=0.1, df=7)
    0.5
    """
    _need_finite(smallest_worthwhile)
    return float(stats.t.cdf((found - smallest_worthwhile) / se, df))


def _need_finite(smallest_worthwhile: float) -> None:
    if not math.isfinite(smallest_worthwhile):
        raise errors.WrongValue(
            name="smallest_worthwhile", found=smallest_worthwhile, expected="a number, for example 0.2"
        )
