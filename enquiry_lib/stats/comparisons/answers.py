"""One answer of a model to how far two groups are apart: in points and in SD, with its error, so that answers stand side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from enquiry_lib.stats.effect_sizes import Numbers, effect_size
from enquiry_lib.stats.models.robust import is_exact, ols


@dataclass(frozen=True)
class Answer:
    """A difference in points with Student's interval, and in SD (`g`) with its own."""

    difference: float | None = None
    se: float | None = None
    df: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    g: float | None = None
    g_low: float | None = None
    g_high: float | None = None


@dataclass(frozen=True)
class Scale:
    """The SD that differences are divided by, with its degrees of freedom, and how many pupils stand behind it.

    Where pupils come in classes `n` is what the SD is worth (see trials.sizes.worth_of_sd).
    """

    sd: float
    df: float
    n: float


def answer_of(
    difference: float, se: float, df: float, *, scale: Scale, confidence: float, few: bool = False
) -> Answer:
    """Give a difference with its interval and its effect size (see effect_sizes).

    The effect size has a normal interval, as that of two groups of pupils does; with `few`, where the degrees of freedom
    are those of a few classes, Student's as well.

    >>> found = answer_of(3.0, 1.0, 58, scale=Scale(10.0, 58, 60), confidence=0.95)
    >>> round(found.low, 3), round(found.g, 3)
    (0.998, 0.296)
    """
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * se
    size = effect_size(
        "total_sd",
        difference,
        se,
        scale.sd,
        df=scale.df,
        n=scale.n,
        confidence=confidence,
        judged_by=df if few else math.inf,
    )
    p = float(2 * stats.t.sf(abs(difference) / se, df))
    return Answer(difference, se, df, difference - half, difference + half, p, size.g, size.low, size.high)


def least_squares(outcome: Numbers, columns: Numbers, *, scale: Scale, confidence: float) -> Answer | None:
    """Give the answer of ordinary least squares on columns of which the second says who is treated.

    None where nothing is left over to judge it by.

    >>> columns = np.array([[1.0, 1], [1, 1], [1, 0], [1, 0]])
    >>> least_squares(np.array([4.0, 2, 1, 1]), columns, scale=Scale(1.0, 2, 4), confidence=0.95).difference
    2.0
    """
    fit = ols(outcome, columns)
    if fit is None or fit.df < 2 or is_exact(fit, outcome):
        return None
    se = float(np.sqrt(fit.sigma2 * fit.bread[1, 1]))
    return answer_of(float(fit.beta[1]), se, fit.df, scale=scale, confidence=confidence)
