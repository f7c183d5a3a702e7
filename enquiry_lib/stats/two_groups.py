"""Two groups compared: the difference between them, adjusted for where they started, in points and in SD."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Self

import pandas as pd
from statsmodels.regression.linear_model import OLS

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, Pupils, arm_cells, arm_ids, base_of, design, read_arms
from enquiry_lib.stats.effect_sizes import (
    PERFECT,
    EffectSize,
    Estimated,
    Numbers,
    effect_size,
    hedges_g,
    moments,
    pooled_sd,
)
from enquiry_lib.stats.result import Cell, NotEnough

HIGH_ATTRITION = (
    20  # percent; Education Endowment Foundation: above it a trial's security is at most moderate
)

CAUTIONS = (
    arms_of.CAUTIONS
    | arms_of.APART
    | {
        "high_attrition": "More than a fifth of the pupils have no score that could be used; with them it might look different.",
        "one_armed_blocks": "Some blocks have pupils of one group only; they add nothing to the difference.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = (
    "few_pupils",
    "baseline_apart",
    "baseline_far_apart",
    "high_attrition",
    "covariate_dropped",
    "one_armed_blocks",
)


@dataclass(frozen=True, kw_only=True)
class TwoGroupEffect(Estimated):
    """The difference between two groups, adjusted for where they started.

    `difference`, `se`, `low` and `high` are in points of the outcome; `effect` and `variants` in SD. Numbers
    are of the pupils analysed. `attrition` is the percentage of the two groups that was left out because a
    value is missing, `differential_attrition` treated minus control in percentage points. `baseline_g` is
    the difference at the start in SD (None without a baseline). `measure` is what was measured, where that was said.
    """

    outcome: str
    baseline: str
    treated: str
    control: str
    n_treated: int | None = None
    n_control: int | None = None
    mean_treated: float | None = None
    mean_control: float | None = None
    sd_treated: float | None = None
    sd_control: float | None = None
    difference: float | None = None
    r_squared: float | None = None
    baseline_g: float | None = None
    left_out_treated: int | None = None
    left_out_control: int | None = None
    attrition: float | None = None
    differential_attrition: float | None = None
    measure: str = field(default="", repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        cells, gone, hidden = _arm_ids(self), set(ids), self
        if gone & cells.analysed:
            gone |= cells.analysed
            kept = ("counted", "confidence", "left_out_treated", "left_out_control")
            hidden = hidden.without_estimate(keep=kept, drop=_FROM_NUMBERS)
        if gone & cells.left_out:
            gone |= cells.left_out
            left = tuple(code for code in hidden.cautions if code != "high_attrition")
            hidden = replace(hidden, cautions=left, left_out_treated=None, left_out_control=None)
            hidden = replace(hidden, attrition=None, differential_attrition=None)
        return replace(hidden, counted=common.cells_kept(self.counted, gone))


# --- the comparison ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fit:
    """The adjusted difference between the groups, from ordinary least squares."""

    difference: float
    se: float
    df: float
    low: float
    high: float
    p: float
    r_squared: float


def compare_two_groups(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> TwoGroupEffect | NotEnough:
    """Compare two groups' outcomes, adjusted for where the pupils started (analysis of covariance).

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which
    group (`treated`, `control`), `covariates` are further columns to adjust for (numbers, or categories).
    `measure` names what was measured, so that the counts of one comparison are not taken for those of another.
    The effect size is the adjusted difference over the SD of the outcome within the groups without
    covariates, as the guidance of the Education Endowment Foundation has it; `variants` holds the other
    conventions. NotEnough when a group has no pupil with scores, or when nobody's score differs; where a group has
    fewer than ten (as where it has one) that would tell about them, and the difference is withheld instead. Raises ColumnMissing, WrongValue.

    >>> scores = pd.DataFrame({"pupil_id": range(6), "arm": ["intervention", "comparison"] * 3,
    ...                        "before": [1, 2, 3, 1, 2, 3], "after": [3, 2, 5, 2, 4, 3]})
    >>> found = compare_two_groups(scores, outcome="after", arm="arm", baseline="before")
    >>> round(found.difference, 2), found.n_treated
    (1.67, 3)
    """
    asked = Asked(
        outcome=outcome,
        arm=arm,
        baseline=baseline,
        covariates=tuple(covariates),
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
        confidence=confidence,
    )
    arms = read_arms(data, asked)
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil with all the scores needed",
            "Check how the groups are written in their column, and that scores are filled in.",
        )
    found = _estimate(arms, asked) if arms.fewest > 1 else None
    told = isinstance(found, TwoGroupEffect) or arms.fewest >= common.FEW
    return found if found is not None and told else _untold(arms, asked)


def _untold(arms: Arms, asked: Asked) -> TwoGroupEffect:
    """Give the counts of a comparison and none of its numbers, as it is when its pupils are withheld."""
    effect, *variants = map(EffectSize, ("total_sd", "conditional", "unconditional", "unadjusted"))
    result = TwoGroupEffect(
        counted=(),
        cautions=(*arms.cautions, *(("no_baseline",) if asked.baseline is None else ())),
        outcome=asked.outcome,
        baseline=asked.baseline or "",
        treated=str(asked.treated),
        control=str(asked.control),
        left_out_treated=arms.left_out[0],
        left_out_control=arms.left_out[1],
        measure=asked.measure,
        confidence=asked.confidence,
        effect=effect,
        variants=tuple(variants),
    )
    return replace(result, counted=_arm_ids(result).cells(arms.analysed, arms.out))


def _estimate(arms: Arms, asked: Asked) -> TwoGroupEffect | NotEnough:
    if moments(arms.outcome).sd == 0:
        return asked.not_enough("all pupils have the same score", "Check that the right column is used.")
    columns, dropped = design(arms)
    fit = _fit(arms.outcome, columns, asked.confidence)
    if fit is None:
        return asked.not_enough(
            "the outcome follows exactly from the columns, or there are hardly more pupils than columns",
            "Check that no column was copied, or adjust for fewer columns.",
        )
    baseline_g = arms_of.baseline_g(arms, asked)
    cautions = (*arms.cautions, *dropped, *_two_group_cautions(arms, asked, baseline_g))
    return _two_group_effect(arms, fit, asked, baseline_g, cautions)


def _fit(outcome: Numbers, design: Numbers, confidence: float) -> _Fit | None:
    """Fit by least squares; None where nothing is left over to judge the difference by."""
    if len(outcome) - design.shape[1] < 2:
        return None
    fitted = OLS(outcome, design).fit()
    if fitted.ssr <= PERFECT * fitted.centered_tss:
        return None
    low, high = fitted.conf_int(alpha=1 - confidence)[1]
    found = (fitted.params[1], fitted.bse[1], fitted.df_resid, low, high, fitted.pvalues[1], fitted.rsquared)
    return _Fit(*map(float, found))


def _two_group_cautions(arms: Arms, asked: Asked, baseline_g: float | None) -> tuple[str, ...]:
    found = {
        "few_pupils": min(group.n for group in arms.both(arms.outcome)) < common.FEW,
        "no_baseline": asked.baseline is None,
        **arms_of.how_far_apart(baseline_g),
        "high_attrition": _percent(sum(arms.left_out), len(arms.outcome)) > HIGH_ATTRITION,
    }
    return common.codes_that_hold(found)


def _two_group_effect(
    arms: Arms, fit: _Fit, asked: Asked, baseline_g: float | None, cautions: tuple[str, ...]
) -> TwoGroupEffect:
    there, others = arms.both(arms.outcome)
    effect, *variants = _effect_sizes(arms, fit, asked.confidence)
    out = arms.left_out
    return replace(
        _untold(arms, asked),
        cautions=cautions,
        n_treated=there.n,
        n_control=others.n,
        mean_treated=there.mean,
        mean_control=others.mean,
        sd_treated=there.sd,
        sd_control=others.sd,
        effect=effect,
        variants=tuple(variants),
        baseline_g=baseline_g,
        attrition=_percent(sum(out), there.n + others.n),
        differential_attrition=_percent(out[0], there.n) - _percent(out[1], others.n),
        **asdict(fit),
    )


def _percent(left_out: int, analysed: int) -> float:
    return 100 * left_out / (left_out + analysed)


def _effect_sizes(arms: Arms, fit: _Fit, confidence: float) -> list[EffectSize]:
    """Give the guidance's effect size first, then the other conventions."""
    there, others = arms.both(arms.outcome)
    n, within, everyone = there.n + others.n, pooled_sd(there, others), moments(arms.outcome).sd
    left_over = everyone * math.sqrt((1 - fit.r_squared) * (n - 1) / fit.df)
    kinds = (
        ("total_sd", within, n - 2),
        ("conditional", left_over, fit.df),
        ("unconditional", everyone, n - 1),
    )
    sizes = [
        effect_size(kind, fit.difference, fit.se, sd, df=df, n=n, confidence=confidence)
        for kind, sd, df in kinds
    ]
    plain = hedges_g(there, others, confidence=confidence)
    return [*sizes, plain] if isinstance(plain, EffectSize) else sizes


# --- ids of the pupils counted ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _ArmIds:
    """The ids of the counts in a comparison: a total and its two groups, analysed and left out."""

    of_analysed: tuple[str, str, str]
    of_left_out: tuple[str, str, str]

    @property
    def resting(self) -> tuple[str, ...]:
        return tuple(f"{name}|the finding" for name in self.of_analysed)

    @property
    def analysed(self) -> frozenset[str]:
        return frozenset((*self.of_analysed, *self.resting))

    @property
    def left_out(self) -> frozenset[str]:
        return frozenset(self.of_left_out)

    def cells(self, analysed: tuple[Pupils, Pupils], left_out: tuple[Pupils, Pupils]) -> tuple[Cell, ...]:
        """Count both; those analysed under one more id each, because all rests on them: others are withheld first."""
        counted = arm_cells(self.of_analysed, analysed)
        again = (replace(cell, id=name, margin="") for name, cell in zip(self.resting, counted, strict=True))
        return (*counted, *arm_cells(self.of_left_out, left_out), *again)


def _arm_ids(result: TwoGroupEffect) -> _ArmIds:
    base = base_of(result.measure, result.outcome)
    names = (arm_ids(base, result.treated, result.control, what=what) for what in ("analysed", "left out"))
    return _ArmIds(*names)
