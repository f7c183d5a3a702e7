"""So that the largest of many gaps is not oversold: p adjusted for how many were looked at, and gaps drawn towards none.

The adjustment is Benjamini and Hochberg's (1995): of the gaps that then stand out, a stated share at most is expected
to be chance. It holds for independent tests and for those that go up and down together; overlapping groups, and one
group against all others, are close to that but not it.

The shrinking is empirical Bayes: true gaps vary normally about no gap at all, with a variance tau² that the gaps
themselves tell; each is drawn towards zero, the more the less certain it is. About zero and not about their mean,
because which of two groups a gap is counted from is a matter of naming. tau² is the maximum likelihood estimate (with
no mean to estimate the restricted one is the same). The interval is Morris's (1983), which allows for tau² being
estimated; the plain one has no width where tau² is nought. It takes the gaps as if each were of pupils of its own.
SciPy has the adjustment and no shrinking, so that is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from enquiry_lib.stats.effect_sizes import Numbers

FEWEST = 3  # gaps; fewer say nothing about how gaps vary (and Stein's gain begins here)
GRID = 60


@dataclass(frozen=True)
class Shrunk:
    """Gaps drawn towards none, with their intervals, and the variance `tau2` of the true gaps about none."""

    tau2: float
    g: Numbers
    low: Numbers
    high: Numbers


def adjust_for_many(p: Numbers, looked_at: int) -> Numbers:
    """Give Benjamini and Hochberg's adjusted p of some of the gaps looked at.

    `looked_at` is how many gaps there were; of those whose p is not given it is taken as 1, so that what is left out
    makes no other gap stand out.

    >>> adjust_for_many(np.array([0.01, 0.02, 0.5]), 4).round(3).tolist()
    [0.04, 0.04, 0.667]
    """
    if not len(p):
        return p
    every = np.concatenate([p, np.ones(max(looked_at - len(p), 0))])
    return np.asarray(stats.false_discovery_control(every, method="bh")[: len(p)], dtype=np.float64)


def shrink(g: Numbers, se: Numbers, *, confidence: float = 0.95) -> Shrunk | None:
    """Draw gaps towards none, each by how uncertain it is; None for fewer than three gaps.

    `g` are the gaps in SDs and `se` their standard errors. Formula: Morris 1983, equations 1.16 and 1.17, with the
    mean known to be zero: B = (k − 2)/k · v/(v + tau²), the gap is (1 − B) g and its variance
    v (1 − B) + 2/(k − 2) · B² g² (mean v + tau²)/(v + tau²).

    >>> drawn = shrink(np.array([-0.6, -0.3, 0.3]), np.array([0.2, 0.2, 0.2]))
    >>> drawn.g.round(2).tolist(), round(drawn.tau2, 3)
    ([-0.56, -0.28, 0.28], 0.14)
    """
    k = len(g)
    if k < FEWEST:
        return None
    v = se**2
    tau2 = tau2_about_zero(g, v)
    share = (k - 2) / k * v / (v + tau2)
    variance = v * (1 - share) + 2 / (k - 2) * share**2 * g**2 * (v.mean() + tau2) / (v + tau2)
    middle = (1 - share) * g
    half = float(stats.norm.ppf((1 + confidence) / 2)) * np.sqrt(variance)
    return Shrunk(tau2, middle, middle - half, middle + half)


def tau2_about_zero(g: Numbers, v: Numbers) -> float:
    """Give the maximum likelihood estimate of the variance of true gaps about zero.

    Beyond the largest g² − v the likelihood only falls. It may have several peaks, so a grid finds the highest first.

    >>> round(tau2_about_zero(np.array([-0.5, 0.5, 0.5]), np.full(3, 0.05)), 6)
    0.2
    """
    top = float((g**2 - v).max())
    if top <= 0:
        return 0.0
    grid = np.concatenate([[0.0], np.geomspace(1e-6 * top, top, GRID)])
    best = int(np.argmin(_misfit(grid[:, None], g, v)))
    near = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID)]))
    found = optimize.minimize_scalar(
        lambda tau2: float(_misfit(np.array([[tau2]]), g, v)[0]),
        bounds=near,
        method="bounded",
        options={"xatol": 1e-12 * near[1]},
    )
    at_zero = float(_misfit(np.array([[0.0]]), g, v)[0])
    return float(found.x) if float(found.fun) < at_zero else 0.0


def _misfit(tau2: Numbers, g: Numbers, v: Numbers) -> Numbers:
    """Give minus twice the log-likelihood, without its constant, of each tau² (one a row)."""
    total = v + tau2
    return np.asarray((np.log(total) + g**2 / total).sum(axis=1))
