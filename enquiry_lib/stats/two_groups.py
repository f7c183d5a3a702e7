"""Two groups compared: the difference between them, adjusted for where they started, in points and in SD."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.regression.linear_model import OLS

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import (
    PERFECT,
    EffectSize,
    Estimated,
    Moments,
    Numbers,
    effect_size,
    hedges_g,
    moments,
    pooled_sd,
)
from enquiry_lib.stats.result import Cell, NotEnough, cell_of

Pupils = npt.NDArray[np.object_]

ADJUST_ABOVE, FAR_APART_ABOVE = 0.05, 0.25  # What Works Clearinghouse: baseline difference in SD
HIGH_ATTRITION = (
    20  # percent; Education Endowment Foundation: above it a trial's security is at most moderate
)

CAUTIONS = common.CAUTIONS | {
    "no_baseline": "There is no score from before, so the groups may have differed from the start.",
    "baseline_apart": "The groups differed at the start by more than 0.05 SD; the difference is adjusted for it.",
    "baseline_far_apart": "The groups differed at the start by more than 0.25 SD, more than adjusting can mend.",
    "high_attrition": "More than a fifth of the pupils have no score that could be used; with them it might look different.",
    "other_arms": "Some rows belong to neither group; they were left out.",
    "covariate_dropped": "A column to adjust for was left out: it is the same for everyone, or follows from the others.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = ("few_pupils", "baseline_apart", "baseline_far_apart", "high_attrition", "covariate_dropped")
_NUMBERS = (
    *("n_treated", "n_control", "mean_treated", "mean_control", "sd_treated", "sd_control"),
    *("difference", "se", "df", "low", "high", "p", "r_squared"),
    *("baseline_g", "attrition", "differential_attrition"),
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
    n_treated: int | None
    n_control: int | None
    mean_treated: float | None
    mean_control: float | None
    sd_treated: float | None
    sd_control: float | None
    difference: float | None
    r_squared: float | None
    baseline_g: float | None
    left_out_treated: int | None
    left_out_control: int | None
    attrition: float | None
    differential_attrition: float | None
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


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What was asked of two groups: the columns, and the names of the groups."""

    outcome: str
    arm: str
    baseline: str | None
    covariates: tuple[str, ...]
    treated: Hashable
    control: Hashable
    pupil: str
    measure: str
    confidence: float

    @property
    def adjust_for(self) -> list[str]:
        return [*([] if self.baseline is None else [self.baseline]), *self.covariates]

    def not_enough(self, found: str, do: str) -> NotEnough:
        return NotEnough(
            f"The difference between {self.treated} and {self.control} in {self.outcome}", found, do
        )


@dataclass(frozen=True)
class _Arms:
    """The `pupils` analysed, and those of each group who were not."""

    outcome: Numbers
    in_treated: npt.NDArray[np.bool_]
    adjusters: pd.DataFrame
    pupils: Pupils
    out: tuple[Pupils, Pupils]
    cautions: tuple[str, ...]

    @property
    def analysed(self) -> tuple[Pupils, Pupils]:
        return self.pupils[self.in_treated], self.pupils[~self.in_treated]

    @property
    def left_out(self) -> tuple[int, int]:
        there, others = self.out
        return len(there), len(others)

    def both(self, scores: Numbers) -> tuple[Moments, Moments]:
        return moments(scores[self.in_treated]), moments(scores[~self.in_treated])


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
    pupil: str = "pupil_id",
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
    question = _Question(
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
    _check_question(data, question)
    arms = _arms(data, question)
    fewest = min(map(len, arms.analysed))
    if not fewest:
        return question.not_enough(
            "one of the groups has no pupil with all the scores needed",
            "Check how the groups are written in their column, and that scores are filled in.",
        )
    found = _estimate(arms, question) if fewest > 1 else None
    told = isinstance(found, TwoGroupEffect) or fewest >= common.FEW
    return found if found is not None and told else _untold(arms, question)


def _check_question(data: pd.DataFrame, question: _Question) -> None:
    needed = [question.pupil, question.outcome, question.arm, *question.adjust_for]
    common.need_columns(data, dict.fromkeys(needed))
    common.need_share("confidence", question.confidence)
    if question.treated == question.control:
        raise errors.WrongValue(
            name="treated", found="the same as control", expected="the other group's name"
        )
    if question.outcome in question.adjust_for:
        raise errors.WrongValue(name="baseline", found="the outcome itself", expected="an earlier score")


def _arms(data: pd.DataFrame, question: _Question) -> _Arms:
    """Take the pupils of the two groups whose values are all there."""
    rows, cautions = common.one_row_each(data, [question.pupil], pupil=question.pupil)
    in_treated = (rows[question.arm] == question.treated).to_numpy(bool)
    in_control = (rows[question.arm] == question.control).to_numpy(bool)
    scores = common.finite_numbers(rows[question.outcome])
    adjusters = pd.DataFrame({name: _adjuster(rows[name]) for name in question.adjust_for}, index=rows.index)
    complete = ~np.isnan(scores) & adjusters.notna().all(axis=1).to_numpy(bool)
    pupils = rows[question.pupil].to_numpy(dtype=object)
    left_out = pupils[in_treated & ~complete], pupils[in_control & ~complete]
    found = {
        "not_a_number": common.has_unusable(rows[question.outcome]),
        "other_arms": not (in_treated | in_control).all(),
        "pupils_left_out": any(map(len, left_out)),
    }
    used = (in_treated | in_control) & complete
    return _Arms(
        outcome=scores[used],
        in_treated=in_treated[used],
        adjusters=adjusters[used],
        pupils=pupils[used],
        out=left_out,
        cautions=(*cautions, *common.codes_that_hold(found)),
    )


def _adjuster(column: pd.Series) -> pd.Series:
    """Give numbers as numbers (not finite is missing), anything else as categories."""
    if pd.api.types.is_numeric_dtype(column):
        return pd.Series(common.finite_numbers(column), index=column.index)
    return column.astype("category").cat.remove_unused_categories()


def _untold(arms: _Arms, question: _Question) -> TwoGroupEffect:
    """Give the counts of a comparison and none of its numbers, as it is when its pupils are withheld."""
    effect, *variants = map(EffectSize, ("total_sd", "conditional", "unconditional", "unadjusted"))
    result = TwoGroupEffect(
        counted=(),
        cautions=(*arms.cautions, *(("no_baseline",) if question.baseline is None else ())),
        outcome=question.outcome,
        baseline=question.baseline or "",
        treated=str(question.treated),
        control=str(question.control),
        left_out_treated=arms.left_out[0],
        left_out_control=arms.left_out[1],
        measure=question.measure,
        confidence=question.confidence,
        effect=effect,
        variants=tuple(variants),
        **dict.fromkeys(_NUMBERS),
    )
    return replace(result, counted=_arm_ids(result).cells(arms.analysed, arms.out))


def _estimate(arms: _Arms, question: _Question) -> TwoGroupEffect | NotEnough:
    if moments(arms.outcome).sd == 0:
        return question.not_enough("all pupils have the same score", "Check that the right column is used.")
    design, dropped = _design(arms)
    fit = _fit(arms.outcome, design, question.confidence)
    if fit is None:
        return question.not_enough(
            "the outcome follows exactly from the columns, or there are hardly more pupils than columns",
            "Check that no column was copied, or adjust for fewer columns.",
        )
    baseline_g = _baseline_g(arms, question)
    cautions = (*arms.cautions, *dropped, *_two_group_cautions(arms, question, baseline_g))
    return _two_group_effect(arms, fit, question, baseline_g, cautions)


def _design(arms: _Arms) -> tuple[Numbers, tuple[str, ...]]:
    """Give the columns of the model: one, group, and each column that adds something to adjust for."""
    offered = [part for name in arms.adjusters for part in _model_columns(arms.adjusters[name])]
    design = np.column_stack([np.ones(len(arms.outcome)), arms.in_treated])
    for column in offered:
        wider = np.column_stack([design, (column - column.mean()) / (column.std() or 1.0)])
        if np.linalg.matrix_rank(wider) == wider.shape[1]:
            design = wider
    return design, () if design.shape[1] == 2 + len(offered) else ("covariate_dropped",)


def _model_columns(column: pd.Series) -> list[Numbers]:
    """Give a column of numbers as it is, categories as a column of 0 and 1 for each but the first."""
    if pd.api.types.is_numeric_dtype(column):
        return [column.to_numpy(np.float64)]
    return list(pd.get_dummies(column, drop_first=True).to_numpy(np.float64).T)


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


def _baseline_g(arms: _Arms, question: _Question) -> float | None:
    scores = None if question.baseline is None else arms.adjusters[question.baseline]
    if scores is None or not pd.api.types.is_numeric_dtype(scores):
        return None
    found = hedges_g(*arms.both(scores.to_numpy(dtype=np.float64)))
    return found.g if isinstance(found, EffectSize) else None


def _two_group_cautions(arms: _Arms, question: _Question, baseline_g: float | None) -> tuple[str, ...]:
    apart = abs(baseline_g or 0)
    found = {
        "few_pupils": min(group.n for group in arms.both(arms.outcome)) < common.FEW,
        "no_baseline": question.baseline is None,
        "baseline_apart": ADJUST_ABOVE < apart <= FAR_APART_ABOVE,
        "baseline_far_apart": apart > FAR_APART_ABOVE,
        "high_attrition": _percent(sum(arms.left_out), len(arms.outcome)) > HIGH_ATTRITION,
    }
    return common.codes_that_hold(found)


def _two_group_effect(
    arms: _Arms, fit: _Fit, question: _Question, baseline_g: float | None, cautions: tuple[str, ...]
) -> TwoGroupEffect:
    there, others = arms.both(arms.outcome)
    effect, *variants = _effect_sizes(arms, fit, question.confidence)
    out = arms.left_out
    return replace(
        _untold(arms, question),
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


def _effect_sizes(arms: _Arms, fit: _Fit, confidence: float) -> list[EffectSize]:
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

    in_order: tuple[str, ...]

    @property
    def resting(self) -> tuple[str, ...]:
        return tuple(f"{name}|the finding" for name in self.in_order[:3])

    @property
    def analysed(self) -> frozenset[str]:
        return frozenset((*self.in_order[:3], *self.resting))

    @property
    def left_out(self) -> frozenset[str]:
        return frozenset(self.in_order[3:])

    def cells(self, analysed: tuple[Pupils, Pupils], left_out: tuple[Pupils, Pupils]) -> tuple[Cell, ...]:
        """Count both; those analysed under one more id each, because all rests on them: others are withheld first."""
        pupils = (np.concatenate(analysed), *analysed, np.concatenate(left_out), *left_out)
        margins = ("", *[self.in_order[0]] * 2, "", *[self.in_order[3]] * 2)
        again = map(cell_of, self.resting, pupils)
        return (*map(cell_of, self.in_order, pupils, margins), *again)


def _arm_ids(result: TwoGroupEffect) -> _ArmIds:
    groups = ("", f"|{result.treated}", f"|{result.control}")
    base = "|".join(filter(None, (result.measure, result.outcome)))
    totals = (f"{base}|analysed", f"{base}|left out")
    return _ArmIds(tuple(total + group for total in totals for group in groups))
