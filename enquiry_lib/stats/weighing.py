"""The decision: how likely the effect beats what was called worth the effort, and what it would take to know.

Three chances that add to one: the effect is at least the smallest worthwhile one, it lies between that and its
opposite (the region of practical equivalence), or it is at least as far below nought. Every true effect is taken for
equally likely beforehand, with Student's t, as in `effect_sizes.chance_at_least`; or a normal prior is stated, such as a
sceptical one from large trials, and is multiplied with the t likelihood on a grid (SciPy has no such posterior; with
infinite degrees of freedom it is the textbook's normal one).

What it would take to know goes by the data alone. m times as many pupils divide the standard error by √m, and the answer
comes out clear with a chance of 80% where |T − s| √m / se = z(certainty) + z(80%), for a true effect T and the smallest
worthwhile one s; so m = ((z(certainty) + z(80%)) se / (T − s))². It is given for T = what was found, which is often too
hopeful or too gloomy, for it takes chance for truth; and for T = nought, which does not rest on what was found.

Left out on purpose: a 'gain index', the share of pupils who gained because of the intervention. No pupil is seen both
with it and without it, so the data cannot hold that share: a mixture model gives one only by assuming a shape, and
two shapes that fit the scores as well give different shares. What pupils gained on average, for which groups, and how
sure that is, stands in the effects and their subgroups.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal, Self

import numpy as np
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import BetweenArms
from enquiry_lib.stats.effect_sizes import Estimated, Numbers
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.two_groups import TwoGroupEffect

Answer = Literal["yes", "no", "unclear"]
Effect = BetweenArms | TwoGroupEffect | BeforeAfter
Design = Literal["", "randomised", "comparison", "classes_randomised", "classes_compared", "before_after"]

CLEAR = 0.8  # the chance with which the answer is to come out clear, as power is customarily
NEAR, FAR = 12.0, 9.0  # standard errors, and SDs of the prior, that the grid reaches
POINTS = 3001  # of each of its three parts

VERDICTS: dict[Answer, Literal["adopt", "adapt", "not yet known"]] = {
    "yes": "adopt",
    "no": "adapt",
    "unclear": "not yet known",
}
"""What each answer speaks for: a no speaks against doing it this way, so for changing it or stopping."""

CAUTIONS = {
    "flat_prior": "Every size was taken for equally likely beforehand. Most large trials in schools find small effects, so a "
    "large one found in few pupils is likelier to shrink than to hold when it is tried again.",
    "prior_stated": "What was thought likely beforehand is part of these chances; with another starting point they would "
    "be others.",
    "design_unsaid": "What may be behind the difference depends on how the groups came about, and that was not said here.",
    "whole_schools": "Where whole classes or schools were allocated, it takes so many times as many classes or schools; "
    "more pupils in the same ones would help little.",
    "found_is_uncertain": "How much more it would take is itself a rough figure, because what was found is.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = ("whole_schools", "found_is_uncertain")


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """An effect held against the smallest worthwhile one, in its unit (usually SD); `certainty` is in percent.

    `up`, `same` and `down` are the chances that it is at least as large as that, makes no difference that matters, and
    is at least as far below nought. `mean`, `low` and `high` are of what is likely now, prior included. `times_if_found`
    and `times_if_nought` are how many times as many pupils it would take: infinite where no number would do, NaN where the
    answer is clear already.
    """

    found: float | None
    se: float | None
    df: float | None
    smallest_worthwhile: float
    certainty: float
    prior_mean: float | None
    prior_sd: float | None
    mean: float | None
    low: float | None
    high: float | None
    up: float | None
    same: float | None
    down: float | None
    answer: Answer | None
    times_if_found: float | None
    times_if_nought: float | None
    design: Design
    confidence: float
    cautions: tuple[str, ...]
    effect: Effect | None = field(default=None, repr=False)

    @property
    def verdict(self) -> Literal["adopt", "adapt", "not yet known"] | None:
        """Give what the answer speaks for; None where it is withheld. The decision is the school's."""
        return None if self.answer is None else VERDICTS[self.answer]

    def cells(self) -> pd.DataFrame:
        """Give the cells of the effect; of one that was typed in, none."""
        return common.cell_frame(()) if self.effect is None else self.effect.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with numbers of the effect withheld; all chances go with it."""
        if self.effect is None:
            return self
        held = self.effect.withhold(ids)
        if held.effect.g is not None:
            return replace(self, effect=held)
        kept = ("smallest_worthwhile", "certainty", "prior_mean", "prior_sd", "confidence", "effect")
        left = tuple(code for code in self.cautions if code not in _FROM_NUMBERS)
        return replace(common.without_numbers(self, keep=kept), answer=None, cautions=left, effect=held)


def weigh_effect(
    effect: Effect | tuple[float, float, float] | NotEnough,
    *,
    smallest_worthwhile: float,
    certainty: float,
    prior_mean: float | None = None,
    prior_sd: float | None = None,
    design: Design = "",
    confidence: float = 0.95,
) -> Weighed | NotEnough:
    """Hold an effect against the smallest worthwhile one, and say how sure the answer is and what it would take to know.

    `effect` is an estimate, or its effect size, standard error and degrees of freedom (`math.inf` for a normal
    interval). `smallest_worthwhile` is in the same unit, `certainty` in percent, both set beforehand. A prior is normal,
    with `prior_mean` and `prior_sd`; without them every size is equally likely beforehand. `design` says how strongly
    the words may speak; of one group before and after it is known. NotEnough passes through. Raises WrongValue.

    >>> found = weigh_effect((0.25, 0.1, 58), smallest_worthwhile=0.1, certainty=80)
    >>> round(found.up, 2), round(found.same, 2), round(found.down, 4), found.verdict
    (0.93, 0.07, 0.0005, 'adopt')
    >>> sceptical = weigh_effect((0.25, 0.1, 58), smallest_worthwhile=0.1, certainty=80, prior_mean=0.06, prior_sd=0.1)
    >>> round(sceptical.mean, 2), sceptical.verdict
    (0.15, 'not yet known')
    """
    _check(smallest_worthwhile, certainty, prior_mean, prior_sd, confidence)
    if isinstance(effect, NotEnough):
        return effect
    estimate = None if isinstance(effect, tuple) else effect
    alone = isinstance(effect, BeforeAfter)
    known: Design = "before_after" if alone else design
    cautions = {
        "flat_prior": prior_sd is None,
        "prior_stated": prior_sd is not None,
        "design_unsaid": known == "",
    }
    untold = Weighed(
        **dict.fromkeys(_NUMBERS),
        answer=None,
        smallest_worthwhile=smallest_worthwhile,
        certainty=certainty,
        prior_mean=prior_mean,
        prior_sd=prior_sd,
        design=known,
        confidence=confidence,
        cautions=common.codes_that_hold(cautions),
        effect=estimate,
    )
    numbers = _found(effect)
    return untold if numbers is None else _weigh(untold, *numbers)


_NUMBERS = (
    *("found", "se", "df", "mean", "low", "high"),
    *("up", "same", "down", "times_if_found", "times_if_nought"),
)


def answer_by_chance(chance: float, certainty: float) -> Answer:
    """Hold a chance, from 0 to 1, against the certainty asked for in percent: yes, its opposite no, else unclear.

    A chance of a half is unclear, even to who asks to be no surer than that.

    >>> answer_by_chance(0.8, 80), answer_by_chance(0.5, 80), answer_by_chance(0.2, 80)
    ('yes', 'unclear', 'no')
    """
    value = round(100 * chance, 9)  # 100 * 0.57 is a little less than 57
    if value == 50:
        return "unclear"
    return "yes" if value >= certainty else "no" if value <= round(100 - certainty, 9) else "unclear"


def curve(result: Weighed) -> tuple[Numbers, Numbers]:
    """Give what is likely now as a curve: sizes of the effect, and how likely each is; empty where withheld.

    >>> sizes, likely = curve(weigh_effect((0.25, 0.1, 58), smallest_worthwhile=0.1, certainty=80))
    >>> round(float(sizes[likely.argmax()]), 2)
    0.25
    """
    if result.found is None or result.se is None or result.df is None:
        return np.empty(0), np.empty(0)
    belief = _belief(result.found, result.se, result.df, result.prior_mean, result.prior_sd)
    return belief.sizes, belief.density


# --- what is asked ----------------------------------------------------------------------------------------


def _check(
    smallest: float, certainty: float, mean: float | None, sd: float | None, confidence: float
) -> None:
    common.need_share("confidence", confidence)
    if not 0 <= smallest < math.inf:
        raise errors.WrongValue(
            name="smallest_worthwhile", found=smallest, expected="0 or more, for example 0.2"
        )
    if not 50 <= certainty < 100:
        raise errors.WrongValue(
            name="certainty", found=certainty, expected="a percentage from 50 to below 100, for example 80"
        )
    if (mean is None) != (sd is None):
        raise errors.WrongValue(
            name="prior_mean and prior_sd", found="one of the two", expected="both, or neither"
        )
    if mean is not None and not math.isfinite(mean):
        raise errors.WrongValue(name="prior_mean", found=mean, expected="a number, for example 0.06")
    if sd is not None and not 0 < sd < math.inf:
        raise errors.WrongValue(name="prior_sd", found=sd, expected="above 0, for example 0.2")


def _found(effect: Estimated | tuple[float, float, float]) -> tuple[float, float, float] | None:
    """Give the effect size, its standard error and its degrees of freedom; None where they are withheld."""
    if isinstance(effect, Estimated):
        g, se, df = effect.effect.g, effect.effect.se, effect.df
    else:
        g, se, df = effect
    if g is None or se is None or df is None:
        return None
    if not (math.isfinite(g) and 0 < se < math.inf and df > 0):
        raise errors.WrongValue(
            name="effect",
            found=f"{g:g} with standard error {se:g} on {df:g} degrees of freedom",
            expected="a number with a standard error and degrees of freedom above 0",
        )
    return float(g), float(se), float(df)


# --- weighing ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Belief:
    """What is likely: a grid of sizes, the density at each, and the chance of less than each."""

    sizes: Numbers
    density: Numbers
    below: Numbers

    def chance_below(self, size: float) -> float:
        return float(np.interp(size, self.sizes, self.below))

    def quantile(self, share: float) -> float:
        return float(np.interp(share, self.below, self.sizes))

    @property
    def mean(self) -> float:
        return float(np.trapezoid(self.sizes * self.density, self.sizes))


def _belief(found: float, se: float, df: float, mean: float | None, sd: float | None) -> _Belief:
    """Multiply what the data say with what was thought likely before, on a grid fine enough for both."""
    if mean is None or sd is None:
        reach = float(stats.t.ppf(1 - 1e-4, df)) * se
        sizes = np.linspace(found - reach, found + reach, POINTS)
        return _Belief(sizes, stats.t.pdf(sizes, df, found, se), stats.t.cdf(sizes, df, found, se))
    parts = (
        np.linspace(found - NEAR * se, found + NEAR * se, POINTS),
        np.linspace(mean - FAR * sd, mean + FAR * sd, POINTS),
        np.linspace(min(found, mean), max(found, mean), POINTS),
    )
    sizes = np.unique(np.concatenate(parts))
    height = stats.t.logpdf(sizes, df, found, se) + stats.norm.logpdf(sizes, mean, sd)
    density = np.exp(height - height.max())
    below = np.concatenate([[0.0], np.cumsum(np.diff(sizes) * (density[1:] + density[:-1]) / 2)])
    return _Belief(sizes, density / below[-1], below / below[-1])


def _weigh(untold: Weighed, found: float, se: float, df: float) -> Weighed:
    smallest, certainty = untold.smallest_worthwhile, untold.certainty
    up, down, mean, low, high = _chances(untold, found, se, df)
    answer = answer_by_chance(up, certainty)
    as_found = times_to_know(se, true=found, smallest_worthwhile=smallest, certainty=certainty)
    as_nought = times_to_know(se, true=0.0, smallest_worthwhile=smallest, certainty=certainty)
    unclear = answer == "unclear"
    return replace(
        untold,
        found=found,
        se=se,
        df=df,
        mean=mean,
        low=low,
        high=high,
        up=up,
        same=max(0.0, 1 - up - down),
        down=down,
        answer=answer,
        times_if_found=as_found if unclear else math.nan,
        times_if_nought=as_nought if unclear else math.nan,
        cautions=(*untold.cautions, *(_about_times(untold.design) if unclear else ())),
    )


def _about_times(design: Design) -> tuple[str, ...]:
    """Give the cautions about how many times as many it takes, which belong beside that figure only."""
    whole = design not in ("randomised", "comparison", "before_after")
    return common.codes_that_hold({"whole_schools": whole, "found_is_uncertain": True})


def _chances(untold: Weighed, found: float, se: float, df: float) -> tuple[float, float, float, float, float]:
    """Give the chances of up and down, and the mean and interval of what is likely now."""
    smallest, tail = untold.smallest_worthwhile, (1 - untold.confidence) / 2
    if untold.prior_sd is None:
        up = float(stats.t.cdf((found - smallest) / se, df))
        down = float(stats.t.cdf((-smallest - found) / se, df))
        half = float(stats.t.ppf(1 - tail, df)) * se
        return up, down, found, found - half, found + half
    belief = _belief(found, se, df, untold.prior_mean, untold.prior_sd)
    up, down = 1 - belief.chance_below(smallest), belief.chance_below(-smallest)
    return up, down, belief.mean, belief.quantile(tail), belief.quantile(1 - tail)


def times_to_know(se: float, *, true: float, smallest_worthwhile: float, certainty: float) -> float:
    """Give how many times as many pupils make the answer clear with a chance of 80%, were `true` the true effect.

    `se` is the standard error now, `certainty` in percent. Below 1 there are pupils enough already. Infinite where the
    true effect is the smallest worthwhile one itself: no number of pupils tells the two apart.

    >>> round(times_to_know(0.2, true=0.0, smallest_worthwhile=0.2, certainty=80), 2)
    2.83
    """
    away = abs(true - smallest_worthwhile)
    needed = float(stats.norm.ppf(certainty / 100) + stats.norm.ppf(CLEAR))
    return (needed * se / away) ** 2 if away > 0 else math.inf
