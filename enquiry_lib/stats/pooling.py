"""Pooling: what several schools' effects come to together, and how much the schools differ.

The random-effects model: each school has an effect of its own, and these vary about a mean with variance tau².
tau² is the restricted maximum likelihood estimate; the schools' weights are 1 / (variance + tau²); the interval is
Hartung and Knapp's with Student's t on k − 1 degrees of freedom, never narrower than the plain one. Only summaries
come in here: no pupil, and no count of pupils.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy import optimize, stats

from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import PERFECT, Numbers, chance_at_least
from enquiry_lib.stats.result import Counted, NotEnough

ENOUGH_TO_PREDICT = 5  # schools; fewer say too little about how schools differ
ENOUGH_TO_COMPARE = 20  # schools; from fewer, how much schools differ is known only roughly
GRID = 200

CAUTIONS = {
    "few_schools": "Fewer than five schools say little about how much schools differ from one another.",
    "none_shown": "So few schools cannot show that schools do not differ, only that it is not to be seen here; the range for "
    "another school may well be wider than it looks.",
    "roughly_known": "From fewer than twenty schools, how much schools differ is known only roughly, and so is the range for "
    "another school.",
    "schools_left_out": "Some schools have no effect with a variance that can be used; they were left out.",
    "same_label": "Some schools are there more than once; each row was taken as a school of its own.",
    "alike": "The schools' results lie closer together than chance alone would put them; the interval was not made "
    "narrower for that.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True)
class PooledSchool:
    """One school's effect with its own normal interval, and its weight in the pool in percent."""

    label: str
    g: float
    se: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True, kw_only=True)
class Pool(Counted):
    """What the schools' effects come to together.

    `estimate` is the mean effect, with its standard error `se` and interval by Hartung and Knapp. `tau2` is the
    variance of the schools' true effects; `i2` the percentage 100 · tau² / (tau² + typical variance); `q` is
    Cochran's Q with p from chi-squared on k − 1. Where a new school like these would lie is between
    `prediction_low` and `prediction_high`, None for fewer than five schools. `plain` says that the interval was
    left as published.
    """

    schools: tuple[PooledSchool, ...]
    k: int
    estimate: float
    se: float
    df: int
    low: float
    high: float
    p: float
    tau2: float
    i2: float
    q: float
    q_p: float
    prediction_low: float | None
    prediction_high: float | None
    confidence: float
    plain: bool

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self

    def chance_at_least(self, smallest_worthwhile: float) -> float:
        """Give the probability that the mean effect is at least the smallest worthwhile one (in SD).

        Student's t with Hartung and Knapp's standard error and k − 1 degrees of freedom, as the interval has it.
        Raises WrongValue unless finite.
        """
        return chance_at_least(smallest_worthwhile, found=self.estimate, se=self.se, df=self.df)


def pool_effects(
    effects: pd.DataFrame,
    *,
    label: str = "label",
    g: str = "g",
    variance: str = "variance",
    confidence: float = 0.95,
    plain: bool = False,
) -> Pool | NotEnough:
    """Pool the effects of several schools (random effects, REML, Hartung-Knapp).

    `effects` has one row a school: its `label`, its effect `g` and the `variance` of that, the squared standard
    error. `plain` gives Hartung and Knapp's interval as published, which is narrower than one without their
    correction where the schools happen to agree; otherwise it is multiplied by max(1, q). NotEnough for fewer
    than two schools. Raises ColumnMissing, WrongValue.
    Formulas: Viechtbauer 2005 (REML), Hartung and Knapp 2001, Higgins and Thompson 2002 (typical variance);
    the prediction interval has the Hartung-Knapp standard error and k − 1 degrees of freedom, as metafor's.

    >>> found = pool_effects(pd.DataFrame({"label": ["Oak", "Elm", "Ash"], "g": [0.1, 0.3, 0.2], "variance": 0.04}))
    >>> round(found.estimate, 3), found.tau2, found.prediction_low
    (0.2, 0.0, None)
    """
    common.need_columns(effects, [label, g, variance])
    common.need_share("confidence", confidence)
    values, variances = common.finite_numbers(effects[g]), common.finite_numbers(effects[variance])
    usable = ~np.isnan(values) & (variances > 0)
    names = effects[label].astype(str).to_numpy()[usable]
    if len(names) < 2:
        return NotEnough(
            "What the schools' effects come to together",
            "fewer than two schools have an effect with its variance",
            "Render the reports of the schools first; each brings its own.",
        )
    found = {"schools_left_out": not usable.all(), "same_label": len(set(names)) < len(names)}
    return _pool(
        names.tolist(), values[usable], variances[usable], confidence=confidence, plain=plain, found=found
    )


def _pool(
    names: list[str], y: Numbers, v: Numbers, *, confidence: float, plain: bool, found: dict[str, bool]
) -> Pool:
    k, df = len(y), len(y) - 1
    tau2 = restricted_tau2(y, v)
    weights = 1 / (v + tau2)
    mean = _mean(y, weights)
    spread = float(weights @ (y - mean) ** 2) / df
    se = float(np.sqrt((spread if plain else max(1.0, spread)) / weights.sum()))
    t = float(stats.t.ppf((1 + confidence) / 2, df))
    around = t * float(np.sqrt(tau2 + se**2))
    predicted = (mean - around, mean + around) if k >= ENOUGH_TO_PREDICT else (None, None)
    cochran = float((y - _mean(y, 1 / v)) ** 2 @ (1 / v))
    found |= _too_few(k, tau2) | {"alike": tau2 == 0 and spread < 1 and not plain}
    return Pool(
        counted=(),
        cautions=common.codes_that_hold(found),
        schools=_schools(names, y, v, weights, confidence),
        k=k,
        estimate=mean,
        se=se,
        df=df,
        low=mean - t * se,
        high=mean + t * se,
        p=float(2 * stats.t.sf(abs(mean) / se, df)),
        tau2=tau2,
        i2=100 * tau2 / (tau2 + _typical_variance(v)),
        q=cochran,
        q_p=float(stats.chi2.sf(cochran, df)),
        prediction_low=predicted[0],
        prediction_high=predicted[1],
        confidence=confidence,
        plain=plain,
    )


def _too_few(k: int, tau2: float) -> dict[str, bool]:
    """Say what so few schools leave open about how much schools differ."""
    predicts_roughly = ENOUGH_TO_PREDICT <= k < ENOUGH_TO_COMPARE
    return {
        "few_schools": k < ENOUGH_TO_PREDICT,
        "none_shown": predicts_roughly and tau2 == 0,
        "roughly_known": predicts_roughly and tau2 > 0,
    }


def restricted_tau2(y: Numbers, v: Numbers) -> float:
    """Give the REML estimate of the variance between schools: the highest point of the restricted likelihood.

    `y` are the effects and `v` their variances. The likelihood may have several peaks, so a grid finds the
    highest before it is climbed; beyond twice the squared range of the effects plus the mean variance there
    is none.

    >>> round(restricted_tau2(np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0])), 6)
    3.0
    """
    top = 2 * float(np.ptp(y)) ** 2 + float(v.mean())
    grid = np.concatenate([[0.0], np.geomspace(1e-6 * float(v.min()), top, GRID)])
    best = int(np.argmax([_restricted_likelihood(tau2, y, v) for tau2 in grid]))
    near = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID)]))
    found = optimize.minimize_scalar(
        lambda tau2: -_restricted_likelihood(tau2, y, v),
        bounds=near,
        method="bounded",
        options={"xatol": 1e-10 * near[1]},
    )
    at_zero = _restricted_likelihood(0.0, y, v)
    return float(found.x) if -float(found.fun) > at_zero + PERFECT * abs(at_zero) else 0.0


def _restricted_likelihood(tau2: float, y: Numbers, v: Numbers) -> float:
    """Give the logarithm of the restricted likelihood, without its constant."""
    weights = 1 / (v + tau2)
    residual = float(weights @ (y - _mean(y, weights)) ** 2)
    return -0.5 * (float(np.log(v + tau2).sum()) + float(np.log(weights.sum())) + residual)


def _mean(y: Numbers, weights: Numbers) -> float:
    return float(weights @ y / weights.sum())


def _typical_variance(v: Numbers) -> float:
    """Give the variance within schools that stands for all of theirs (Higgins and Thompson 2002)."""
    weights = 1 / v
    return float((len(v) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def _schools(
    names: list[str], y: Numbers, v: Numbers, weights: Numbers, confidence: float
) -> tuple[PooledSchool, ...]:
    half = float(stats.norm.ppf((1 + confidence) / 2)) * np.sqrt(v)
    share = 100 * weights / weights.sum()
    columns = (names, y, np.sqrt(v), y - half, y + half, share)
    return tuple(PooledSchool(name, *map(float, numbers)) for name, *numbers in zip(*columns, strict=True))
