"""How much schools' true effects differ: the variance between them, tau², by each of the estimators in use.

The restricted maximum likelihood estimate is ours; the others are here because readers will compare with them. Each takes
the effects y and their variances v. statsmodels has no REML here, and its DerSimonian-Laird estimate can be negative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy import optimize, stats

from enquiry_lib.stats.effect_sizes import PERFECT, Numbers

GRID = 200

Method = Literal["REML", "ML", "DL", "PM", "EB", "HE", "HS", "SJ", "FE"]


def weighted_mean(y: Numbers, weights: Numbers) -> float:
    """Give the mean of some effects, each by its weight.

    >>> weighted_mean(np.array([0.0, 3.0]), np.array([2.0, 1.0]))
    1.0
    """
    return float(weights @ y / weights.sum())


def cochran_q(y: Numbers, v: Numbers, tau2: float = 0.0) -> float:
    """Give Cochran's Q: the weighted squares of the effects about their mean, with weights 1 / (v + tau²).

    >>> cochran_q(np.array([0.0, 2.0]), np.array([1.0, 1.0]))
    2.0
    """
    weights = 1 / (v + tau2)
    return float(weights @ (y - weighted_mean(y, weights)) ** 2)


def typical_variance(v: Numbers) -> float:
    """Give the variance within schools that stands for all of theirs (Higgins and Thompson 2002)."""
    weights = 1 / v
    return float((len(v) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def tau2_interval(y: Numbers, v: Numbers, confidence: float) -> tuple[float, float]:
    """Give the interval of tau² by which Q would be neither too large nor too small (Q-profile, Viechtbauer 2007).

    >>> low, high = tau2_interval(np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0]), 0.95)
    >>> round(low, 4), round(high, 4)
    (0.0843, 156.9916)
    """
    tails = (1 + confidence) / 2, (1 - confidence) / 2
    low, high = (_where_q_is(float(stats.chi2.ppf(tail, len(y) - 1)), y, v) for tail in tails)
    return low, high


# --- the estimators ---------------------------------------------------------------------------------------


def restricted_tau2(y: Numbers, v: Numbers) -> float:
    """Give the REML estimate of the variance between schools: the highest point of the restricted likelihood.

    `y` are the effects and `v` their variances.

    >>> round(restricted_tau2(np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0])), 6)
    3.0
    """
    return _highest(_restricted_likelihood, y, v)


def full_tau2(y: Numbers, v: Numbers) -> float:
    """Give the full maximum likelihood estimate, which is too small where schools are few.

    >>> round(full_tau2(np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0])), 6)
    1.666667
    """
    return _highest(_likelihood, y, v)


def moment_tau2(y: Numbers, v: Numbers) -> float:
    """Give DerSimonian and Laird's estimate (1986): Q less its degrees of freedom, never negative.

    >>> moment_tau2(np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0]))
    3.0
    """
    df = len(y) - 1
    return max(0.0, (cochran_q(y, v) - df) / df * typical_variance(v))


def generalised_tau2(y: Numbers, v: Numbers) -> float:
    """Give Paule and Mandel's estimate (1982), also the empirical Bayes one: where Q is its degrees of freedom.

    >>> round(generalised_tau2(np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0])), 6)
    3.0
    """
    return _where_q_is(len(y) - 1.0, y, v)


def plain_tau2(y: Numbers, v: Numbers) -> float:
    """Give Hedges's estimate (1985): the variance of the effects less the mean of their own variances, never negative."""
    return max(0.0, float(y.var(ddof=1) - v.mean()))


def hunter_schmidt_tau2(y: Numbers, v: Numbers) -> float:
    """Give Hunter and Schmidt's estimate (1990): Q less the number of effects, over the sum of the weights."""
    return max(0.0, (cochran_q(y, v) - len(y)) / float((1 / v).sum()))


def sidik_jonkman_tau2(y: Numbers, v: Numbers) -> float:
    """Give Sidik and Jonkman's estimate (2005), one step from the variance of the effects; it is never nought."""
    start = float(y.var())
    return start * cochran_q(y, v, start) / (len(y) - 1) if start > 0 else 0.0


METHODS: dict[Method, Callable[[Numbers, Numbers], float]] = {
    "REML": restricted_tau2,
    "ML": full_tau2,
    "DL": moment_tau2,
    "PM": generalised_tau2,
    "EB": generalised_tau2,
    "HE": plain_tau2,
    "HS": hunter_schmidt_tau2,
    "SJ": sidik_jonkman_tau2,
    "FE": lambda _y, _v: 0.0,
}
"""Each estimator by its usual letters; FE takes all schools to have the same effect. The first is ours."""


# --- searching --------------------------------------------------------------------------------------------


def _most(y: Numbers, v: Numbers) -> float:
    """Give a variance above which no peak of a likelihood lies."""
    return 2 * float(np.ptp(y)) ** 2 + float(v.mean())


def _highest(likelihood: Callable[[float, Numbers, Numbers], float], y: Numbers, v: Numbers) -> float:
    """Give where a likelihood is highest; it may have several peaks, so a grid finds the highest before it is climbed."""
    grid = np.concatenate([[0.0], np.geomspace(1e-6 * float(v.min()), _most(y, v), GRID)])
    best = int(np.argmax([likelihood(tau2, y, v) for tau2 in grid]))
    near = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID)]))
    found = optimize.minimize_scalar(
        lambda tau2: -likelihood(tau2, y, v),
        bounds=near,
        method="bounded",
        options={"xatol": 1e-10 * near[1]},
    )
    at_zero = likelihood(0.0, y, v)
    return float(found.x) if -float(found.fun) > at_zero + PERFECT * abs(at_zero) else 0.0


def _likelihood(tau2: float, y: Numbers, v: Numbers) -> float:
    """Give the logarithm of the likelihood, without its constant."""
    return -0.5 * (float(np.log(v + tau2).sum()) + cochran_q(y, v, tau2))


def _restricted_likelihood(tau2: float, y: Numbers, v: Numbers) -> float:
    return _likelihood(tau2, y, v) - 0.5 * float(np.log((1 / (v + tau2)).sum()))


def _where_q_is(level: float, y: Numbers, v: Numbers) -> float:
    """Give the tau² at which Q has come down to a level; nought where it never was above it."""
    if cochran_q(y, v) <= level:
        return 0.0
    top = _most(y, v)
    while cochran_q(y, v, top) > level:
        top *= 4
    return float(optimize.brentq(lambda tau2: cochran_q(y, v, tau2) - level, 0.0, top, xtol=1e-14 * top))
