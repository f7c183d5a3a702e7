"""Pooling: what several schools' effects come to together, and how much the schools differ.

The random-effects model: each school has an effect of its own, and these vary about a mean with variance tau².
tau² is the restricted maximum likelihood estimate (the others are in `between_schools`); the schools' weights are
1 / (variance + tau²); the interval is Hartung and Knapp's with Student's t on k − 1 degrees of freedom, never narrower than
the plain one. Only summaries come in here: no pupil, and no count of pupils.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.between_schools import (
    METHODS,
    Method,
    cochran_q,
    tau2_interval,
    typical_variance,
    weighted_mean,
)
from enquiry_lib.stats.effect_sizes import Numbers, chance_at_least
from enquiry_lib.stats.result import Counted, NotEnough

ENOUGH_TO_PREDICT = 5  # schools; fewer say too little about how schools differ
ENOUGH_TO_COMPARE = 20  # schools; from fewer, how much schools differ is known only roughly

Interval = Literal["hartung_knapp", "normal"]

PREDICTIONS = {
    "student": "Student's t on k − 1 degrees of freedom with Hartung and Knapp's error",
    "higgins": "Student's t on k − 2 degrees of freedom with the error of the pool (Higgins and others 2009)",
    "normal": "the normal distribution with the plain error",
}
"""The ways to say where another school like these would lie."""

CAUTIONS = {
    "few_schools": "Fewer than five schools say little about how much schools differ from one another.",
    "none_shown": "So few schools cannot show that schools do not differ, only that it is not to be seen here; the range for "
    "another school may well be wider than it looks.",
    "roughly_known": "From fewer than twenty schools, how much schools differ is known only roughly, and so is the range for "
    "another school.",
    "schools_left_out": "Some schools have no effect with a variance that can be used; they were left out.",
    "same_label": "Some schools are there more than once; each row was taken as a school of its own.",
    "one_effect": "All schools were taken to have the same effect, as asked; where they differ, the interval is too narrow.",
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


@dataclass(frozen=True)
class Prediction:
    """Where another school like these would lie; `kind` says how it was worked out (see PREDICTIONS)."""

    kind: str
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Pool(Counted):
    """What the schools' effects come to together.

    `estimate` is the mean effect, with its standard error `se` and interval by Hartung and Knapp (`df` is k − 1), or the
    normal one (`df` is infinite). `tau2` is the variance of the schools' true effects by `method`, with its Q-profile
    interval; `i2` the percentage 100 · tau² / (tau² + typical variance) with the same interval, `i2_by_q` the one from Q
    alone, 100 · (Q − (k − 1)) / Q; `q` is Cochran's Q with p from chi-squared on k − 1. Where a new school like these would
    lie is between `prediction_low` and `prediction_high`, the first of `predictions`; None for fewer than five schools.
    `plain` says that the interval was left as published.
    """

    schools: tuple[PooledSchool, ...]
    k: int
    estimate: float
    se: float
    df: float
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
    method: Method = "REML"
    interval: Interval = "hartung_knapp"
    tau2_low: float
    tau2_high: float
    i2_low: float
    i2_high: float
    i2_by_q: float
    predictions: tuple[Prediction, ...] = ()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self

    def chance_at_least(self, smallest_worthwhile: float) -> float:
        """Give the probability that the mean effect is at least the smallest worthwhile one (in SD).

        By Student's t with the standard error and the degrees of freedom that the interval has.
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
    method: Method = "REML",
    interval: Interval | None = None,
    plain: bool = False,
) -> Pool | NotEnough:
    """Pool the effects of several schools (random effects, REML, Hartung-Knapp).

    `effects` has one row a school: its `label`, its effect `g` and the `variance` of that, the squared standard
    error. `method` is how the variance between schools is estimated, a key of `between_schools.METHODS`; "FE" takes all
    schools to have the same effect. `interval` is "hartung_knapp", or "normal" (also where none is named with FE). `plain`
    gives Hartung and Knapp's interval as published, which is narrower than one without their correction where the
    schools happen to agree; otherwise it is multiplied by max(1, q). NotEnough for fewer than two schools. Raises
    ColumnMissing, WrongValue.
    Formulas: Viechtbauer 2005 (REML), Hartung and Knapp 2001, Higgins and Thompson 2002 (typical variance);
    the prediction interval has the Hartung-Knapp standard error and k − 1 degrees of freedom, as metafor's.

    >>> found = pool_effects(pd.DataFrame({"label": ["Oak", "Elm", "Ash"], "g": [0.1, 0.3, 0.2], "variance": 0.04}))
    >>> round(found.estimate, 3), found.tau2, found.prediction_low
    (0.2, 0.0, None)
    """
    common.need_columns(effects, [label, g, variance])
    common.need_share("confidence", confidence)
    way = _Way(method, interval or ("normal" if method == "FE" else "hartung_knapp"), plain, confidence)
    way.check()
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
    return _pool(names.tolist(), values[usable], variances[usable], way, found)


@dataclass(frozen=True)
class _Way:
    """How to pool."""

    method: Method
    interval: Interval
    plain: bool
    confidence: float

    def check(self) -> None:
        for name, found, known in (
            ("method", self.method, tuple(METHODS)),
            ("interval", self.interval, ("hartung_knapp", "normal")),
        ):
            if found not in known:
                raise errors.WrongValue(name=name, found=repr(found), expected=" or ".join(map(repr, known)))

    def half(self, df: float) -> float:
        """Give how many standard errors an interval reaches."""
        return float(stats.t.ppf((1 + self.confidence) / 2, df))


def _pool(names: list[str], y: Numbers, v: Numbers, way: _Way, found: dict[str, bool]) -> Pool:
    k, tau2 = len(y), METHODS[way.method](y, v)
    weights = 1 / (v + tau2)
    mean, plain_se = weighted_mean(y, weights), float(weights.sum()) ** -0.5
    spread = cochran_q(y, v, tau2) / (k - 1)
    by_knapp = way.interval == "hartung_knapp"
    widened = (spread if way.plain else max(1.0, spread)) if by_knapp else 1.0
    se, df = plain_se * math.sqrt(widened), float(k - 1) if by_knapp else math.inf
    predictions = tuple(_predictions(mean, tau2, (se, plain_se), k, way))
    typical, cochran, (low, high) = typical_variance(v), cochran_q(y, v), tau2_interval(y, v, way.confidence)
    found |= _too_few(k, tau2, way) | {
        "one_effect": way.method == "FE",
        "alike": by_knapp and tau2 == 0 and spread < 1 and not way.plain,
    }
    return Pool(
        counted=(),
        cautions=common.codes_that_hold(found),
        schools=_schools(names, y, v, weights, way.confidence),
        k=k,
        estimate=mean,
        se=se,
        df=df,
        low=mean - way.half(df) * se,
        high=mean + way.half(df) * se,
        p=float(2 * stats.t.sf(abs(mean) / se, df)),
        tau2=tau2,
        i2=_i2(tau2, typical),
        q=cochran,
        q_p=float(stats.chi2.sf(cochran, k - 1)),
        prediction_low=predictions[0].low if predictions else None,
        prediction_high=predictions[0].high if predictions else None,
        confidence=way.confidence,
        plain=way.plain,
        method=way.method,
        interval=way.interval,
        tau2_low=low,
        tau2_high=high,
        i2_low=_i2(low, typical),
        i2_high=_i2(high, typical),
        i2_by_q=max(0.0, 100 * (1 - (k - 1) / cochran)) if cochran > 0 else 0.0,
        predictions=predictions,
    )


def _i2(tau2: float, typical: float) -> float:
    return 100 * tau2 / (tau2 + typical)


def _predictions(
    mean: float, tau2: float, ses: tuple[float, float], k: int, way: _Way
) -> Iterator[Prediction]:
    """Give where another school would lie, the way that goes with the interval first; `ses` are its error and the plain one."""
    if k < ENOUGH_TO_PREDICT or way.method == "FE":
        return
    se, plain_se = ses
    ways = [("student", se, k - 1.0)] if way.interval == "hartung_knapp" else []
    ways += [("normal", plain_se, math.inf), ("higgins", se, k - 2.0)]
    for kind, error, df in ways:
        around = way.half(df) * math.sqrt(tau2 + error**2)
        yield Prediction(kind, mean - around, mean + around)


def _too_few(k: int, tau2: float, way: _Way) -> dict[str, bool]:
    """Say what so few schools leave open about how much schools differ."""
    predicts_roughly = ENOUGH_TO_PREDICT <= k < ENOUGH_TO_COMPARE and way.method != "FE"
    return {
        "few_schools": k < ENOUGH_TO_PREDICT,
        "none_shown": predicts_roughly and tau2 == 0,
        "roughly_known": predicts_roughly and tau2 > 0,
    }


def _schools(
    names: list[str], y: Numbers, v: Numbers, weights: Numbers, confidence: float
) -> tuple[PooledSchool, ...]:
    half = float(stats.norm.ppf((1 + confidence) / 2)) * np.sqrt(v)
    share = 100 * weights / weights.sum()
    columns = (names, y, np.sqrt(v), y - half, y + half, share)
    return tuple(PooledSchool(name, *map(float, numbers)) for name, *numbers in zip(*columns, strict=True))
