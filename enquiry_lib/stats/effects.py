"""How large a difference is: two groups compared, one group before and after, and effect sizes.

Every effect size here is J · difference / SD, with J the exact small-sample factor (Hedges 1981) for the
degrees of freedom of that SD, and every variance is (se of the difference / SD)² + g²/(2N). Without
covariates that is 1/n₁ + 1/n₀ + g²/(2N), as metafor's SMD has it. Intervals of effect sizes are normal,
intervals of differences are Student's.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats
from statsmodels.regression.linear_model import OLS

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted, NotEnough

Numbers = npt.NDArray[np.float64]

FEW = 10
ADJUST_ABOVE, FAR_APART_ABOVE = 0.05, 0.25  # What Works Clearinghouse: baseline difference in SD
PERFECT = 1e-12

CAUTIONS = common.CAUTIONS | {
    "no_baseline": "There is no score from before, so the groups may have differed from the start.",
    "baseline_apart": "The groups differed at the start by more than 0.05 SD; the difference is adjusted for it.",
    "baseline_far_apart": "The groups differed at the start by more than 0.25 SD, more than adjusting can mend.",
    "pupils_left_out": "Pupils without a score were left out; those who are missing often differ from those who are not.",
    "other_arms": "Some rows belong to neither group; they were left out.",
    "covariate_dropped": "A column to adjust for was left out: it is the same for everyone, or follows from the others.",
    "chosen_low": "The pupils were chosen because they scored low, and low scores tend to rise by themselves.",
    "constant_scores": "Everyone has the same score on one occasion, so the two occasions cannot be correlated.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

EFFECT_SIZES = {
    "total_sd": "adjusted difference over the SD of pupils within the groups, without covariates",
    "conditional": "adjusted difference over the SD that is left after adjusting",
    "unconditional": "adjusted difference over the SD of all pupils together",
    "unadjusted": "plain difference over the SD of pupils within the groups (Hedges g)",
    "baseline_sd": "mean change over the SD of the scores before",
    "change_sd": "mean change over the SD of the changes (d_z)",
}
"""What each kind of effect size is a ratio of."""

_FROM_NUMBERS = ("few_pupils", "baseline_apart", "baseline_far_apart", "constant_scores")


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
    g: float | None
    se: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Estimated(Counted):
    """What both kinds of effect share: `se`, `df`, Student's interval and p of the difference in points."""

    se: float | None
    df: float | None
    low: float | None
    high: float | None
    p: float | None
    effect: EffectSize
    variants: tuple[EffectSize, ...]
    confidence: float


@dataclass(frozen=True, kw_only=True)
class TwoGroupEffect(Estimated):
    """The difference between two groups, adjusted for where they started.

    `difference`, `se`, `low` and `high` are in points of the outcome; `effect` and `variants` in SD. Numbers
    are of the pupils analysed. `attrition` is the percentage of the two groups that was left out because a
    value is missing, `differential_attrition` treated minus control in percentage points. `baseline_g` is
    the difference at the start in SD (None without a baseline).
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

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        cells, gone, hidden = _arm_ids(self), set(ids), self
        if gone & cells.analysed:
            gone |= cells.analysed
            kept = ("counted", "confidence", "left_out_treated", "left_out_control")
            hidden = replace(common.without_numbers(hidden, keep=kept), cautions=_plain(hidden))
        if gone & cells.left_out:
            gone |= cells.left_out
            hidden = replace(hidden, left_out_treated=None, left_out_control=None)
            hidden = replace(hidden, attrition=None, differential_attrition=None)
        return replace(hidden, counted=common.cells_kept(self.counted, gone))


@dataclass(frozen=True, kw_only=True)
class BeforeAfter(Estimated):
    """How the same pupils' scores changed. A change is not an effect: nobody knows what was to come anyway.

    `change` is after minus before in points, with its interval; `effect` the change in SD of the scores
    before; `variants` the other convention. `left_out` pupils have a score on one of the two occasions only.
    """

    before: str
    after: str
    chosen: str
    n: int | None
    mean_before: float | None
    mean_after: float | None
    sd_before: float | None
    sd_after: float | None
    change: float | None
    correlation: float | None
    left_out: int | None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        (both, one), counted, hidden = (
            _pair_ids(self.before, self.after),
            common.cells_kept(self.counted, ids),
            self,
        )
        if both in ids:
            kept = ("counted", "confidence", "left_out")
            hidden = replace(common.without_numbers(hidden, keep=kept), cautions=_plain(hidden))
        if one in ids:
            hidden = replace(hidden, left_out=None)
        return replace(hidden, counted=counted)


def _plain(result: Counted) -> tuple[str, ...]:
    """Give the cautions that say nothing of the numbers."""
    return tuple(code for code in result.cautions if code not in _FROM_NUMBERS)


# --- effect sizes -----------------------------------------------------------------------------------------


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
    if min(group.n, others.n) < 2:
        return NotEnough(asked, "one of the groups has fewer than two pupils")
    sd = _pooled_sd(group, others)
    if not sd > 0:
        return NotEnough(asked, "within each group all pupils have the same score")
    difference, se = group.mean - others.mean, sd * math.sqrt(1 / group.n + 1 / others.n)
    n = group.n + others.n
    return _effect_size("unadjusted", difference, se, sd, df=n - 2, n=n, confidence=confidence)


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


def _pooled_sd(group: Moments, others: Moments) -> float:
    squares = (group.n - 1) * group.sd**2 + (others.n - 1) * others.sd**2
    return math.sqrt(squares / (group.n + others.n - 2))


def _effect_size(
    kind: str, difference: float, se: float, sd: float, *, df: float, n: int, confidence: float
) -> EffectSize:
    g = exact_j(df) * difference / sd
    g_se = math.sqrt((se / sd) ** 2 + g**2 / (2 * n))
    half = float(stats.norm.ppf((1 + confidence) / 2)) * g_se
    return EffectSize(kind, g, g_se, g - half, g + half)


def probability_at_least(result: Estimated, smallest_worthwhile: float) -> float | None:
    """Give the probability that the true effect is at least the smallest worthwhile one (in SD).

    It takes every true effect for equally likely beforehand (a flat prior) and Student's t with the
    degrees of freedom of the estimate. Of a BeforeAfter it is the probability that the change is at least
    that large, whatever caused it. None when the result is withheld. Raises WrongValue unless finite.

    >>> scores = pd.DataFrame({"pupil_id": range(4), "before": [1, 2, 3, 4], "after": [2, 4, 4, 6]})
    >>> probability_at_least(before_after(scores, before="before", after="after"), 0) > 0.9
    True
    """
    if not math.isfinite(smallest_worthwhile):
        raise errors.WrongValue(
            name="smallest_worthwhile", found=smallest_worthwhile, expected="a number, for example 0.2"
        )
    g, se, df = result.effect.g, result.effect.se, result.df
    if g is None or se is None or df is None:
        return None
    return float(stats.t.cdf((g - smallest_worthwhile) / se, df))


# --- two groups -------------------------------------------------------------------------------------------


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
    """The pupils analysed, and how many of each group were not."""

    outcome: Numbers
    in_treated: npt.NDArray[np.bool_]
    adjusters: pd.DataFrame
    left_out: tuple[int, int]
    cautions: tuple[str, ...]

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
    confidence: float = 0.95,
) -> TwoGroupEffect | NotEnough:
    """Compare two groups' outcomes, adjusted for where the pupils started (analysis of covariance).

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which
    group (`treated`, `control`), `covariates` are further columns to adjust for (numbers, or categories).
    The effect size is the adjusted difference over the SD of the outcome within the groups without
    covariates, as the guidance of the Education Endowment Foundation has it; `variants` holds the other
    conventions. NotEnough when a group has fewer than two pupils with scores, or nobody's score differs.
    Raises ColumnMissing, WrongValue.

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
        confidence=confidence,
    )
    _check_question(data, question)
    arms = _arms(data, question)
    return _too_thin(arms, question) or _estimate(arms, question)


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
    left_out = int((in_treated & ~complete).sum()), int((in_control & ~complete).sum())
    found = {
        "not_a_number": common.has_unusable(rows[question.outcome]),
        "other_arms": not (in_treated | in_control).all(),
        "pupils_left_out": any(left_out),
    }
    used = (in_treated | in_control) & complete
    return _Arms(scores[used], in_treated[used], adjusters[used], left_out, (*cautions, *_true(found)))


def _adjuster(column: pd.Series) -> pd.Series:
    """Give numbers as numbers (not finite is missing), anything else as categories."""
    if pd.api.types.is_numeric_dtype(column):
        return pd.Series(common.finite_numbers(column), index=column.index)
    return column.astype("category").cat.remove_unused_categories()


def _too_thin(arms: _Arms, question: _Question) -> NotEnough | None:
    if min(group.n for group in arms.both(arms.outcome)) < 2:
        return question.not_enough(
            "one of the groups has fewer than two pupils with all the scores needed",
            "Check how the groups are written in their column, and that scores are filled in.",
        )
    if moments(arms.outcome).sd == 0:
        return question.not_enough("all pupils have the same score", "Check that the right column is used.")
    return None


def _estimate(arms: _Arms, question: _Question) -> TwoGroupEffect | NotEnough:
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
        "few_pupils": min(group.n for group in arms.both(arms.outcome)) < FEW,
        "no_baseline": question.baseline is None,
        "baseline_apart": ADJUST_ABOVE < apart <= FAR_APART_ABOVE,
        "baseline_far_apart": apart > FAR_APART_ABOVE,
    }
    return _true(found)


def _true(found: dict[str, bool]) -> tuple[str, ...]:
    return tuple(code for code, true in found.items() if true)


def _two_group_effect(
    arms: _Arms, fit: _Fit, question: _Question, baseline_g: float | None, cautions: tuple[str, ...]
) -> TwoGroupEffect:
    there, others = arms.both(arms.outcome)
    effect, *variants = _effect_sizes(arms, fit, question.confidence)
    out = arms.left_out
    result = TwoGroupEffect(
        counted=(),
        cautions=cautions,
        outcome=question.outcome,
        baseline=question.baseline or "",
        treated=str(question.treated),
        control=str(question.control),
        n_treated=there.n,
        n_control=others.n,
        mean_treated=there.mean,
        mean_control=others.mean,
        sd_treated=there.sd,
        sd_control=others.sd,
        effect=effect,
        variants=tuple(variants),
        baseline_g=baseline_g,
        left_out_treated=out[0],
        left_out_control=out[1],
        attrition=_percent(sum(out), there.n + others.n),
        differential_attrition=_percent(out[0], there.n) - _percent(out[1], others.n),
        confidence=question.confidence,
        **asdict(fit),
    )
    return replace(result, counted=_arm_ids(result).cells((there.n, others.n), out))


def _percent(left_out: int, analysed: int) -> float:
    return 100 * left_out / (left_out + analysed)


def _effect_sizes(arms: _Arms, fit: _Fit, confidence: float) -> list[EffectSize]:
    """Give the guidance's effect size first, then the other conventions."""
    there, others = arms.both(arms.outcome)
    n, within, everyone = there.n + others.n, _pooled_sd(there, others), moments(arms.outcome).sd
    left_over = everyone * math.sqrt((1 - fit.r_squared) * (n - 1) / fit.df)
    kinds = (
        ("total_sd", within, n - 2),
        ("conditional", left_over, fit.df),
        ("unconditional", everyone, n - 1),
    )
    sizes = [
        _effect_size(kind, fit.difference, fit.se, sd, df=df, n=n, confidence=confidence)
        for kind, sd, df in kinds
    ]
    plain = hedges_g(there, others, confidence=confidence)
    return [*sizes, plain] if isinstance(plain, EffectSize) else sizes


@dataclass(frozen=True)
class _ArmIds:
    """The ids of the counts in a comparison: a total and its two groups, analysed and left out."""

    in_order: tuple[str, ...]

    @property
    def analysed(self) -> frozenset[str]:
        return frozenset(self.in_order[:3])

    @property
    def left_out(self) -> frozenset[str]:
        return frozenset(self.in_order[3:])

    def cells(self, analysed: tuple[int, int], left_out: tuple[int, int]) -> tuple[Cell, ...]:
        counts = (sum(analysed), *analysed, sum(left_out), *left_out)
        margins = ("", *[self.in_order[0]] * 2, "", *[self.in_order[3]] * 2)
        return tuple(map(Cell, self.in_order, counts, margins))


def _arm_ids(result: TwoGroupEffect) -> _ArmIds:
    groups = ("", f"|{result.treated}", f"|{result.control}")
    totals = (f"{result.outcome}|analysed", f"{result.outcome}|left out")
    return _ArmIds(tuple(total + group for total in totals for group in groups))


# --- one group, before and after --------------------------------------------------------------------------


def before_after(
    data: pd.DataFrame,
    *,
    before: str,
    after: str,
    pupil: str = "pupil_id",
    chosen: str = "",
    confidence: float = 0.95,
) -> BeforeAfter | NotEnough:
    """Work out how much the same pupils' scores changed (paired).

    `data` has one row a pupil; `before` and `after` are its columns of scores. `chosen` says how the pupils
    were chosen: "low" because they scored low, "all" without choosing, "" not known. NotEnough for fewer
    than three pupils with both scores, or when nobody's score differs. Raises ColumnMissing, WrongValue.
    The effect size divides by the SD before (metafor's SMCR); the variant by the SD of the changes (SMCC).

    >>> scores = pd.DataFrame({"pupil_id": range(4), "before": [1, 2, 3, 4], "after": [2, 4, 4, 6]})
    >>> found = before_after(scores, before="before", after="after")
    >>> found.change, found.n
    (1.5, 4)
    """
    common.need_columns(data, [pupil, before, after])
    common.need_share("confidence", confidence)
    if chosen not in ("", "low", "all"):
        raise errors.WrongValue(
            name="chosen", found=repr(chosen), expected="'low', 'all', or '' for not known"
        )
    if before == after:
        raise errors.WrongValue(name="after", found="the same column as before", expected="another column")
    rows, cautions = common.one_row_each(data, [pupil], pupil=pupil)
    pairs = _pairs(rows, before, after)
    return _no_change_to_judge(pairs, f"The change from {before} to {after}") or _change(
        pairs, before=before, after=after, chosen=chosen, cautions=cautions, confidence=confidence
    )


@dataclass(frozen=True)
class _Pairs:
    """The scores of the pupils who have both, and how many have one only."""

    first: Numbers
    second: Numbers
    left_out: int
    has_unusable: bool


def _pairs(rows: pd.DataFrame, before: str, after: str) -> _Pairs:
    first, second = common.finite_numbers(rows[before]), common.finite_numbers(rows[after])
    there = ~np.isnan(first), ~np.isnan(second)
    both, one = there[0] & there[1], there[0] ^ there[1]
    unusable = common.has_unusable(rows[before]) or common.has_unusable(rows[after])
    return _Pairs(first[both], second[both], int(one.sum()), unusable)


def _no_change_to_judge(pairs: _Pairs, asked: str) -> NotEnough | None:
    start, gained = moments(pairs.first), moments(pairs.second - pairs.first)
    if start.n < 3:
        found, do = (
            "fewer than three pupils have both scores",
            "Check that pupils have the same id both times.",
        )
    elif start.sd == 0:
        found, do = "all pupils had the same score before", "Check that the right column is used."
    elif gained.sd <= PERFECT * start.sd:
        found, do = "every pupil changed by the same amount", "Check that a column was not copied."
    else:
        return None
    return NotEnough(asked, found, do)


def _change(
    pairs: _Pairs, *, before: str, after: str, chosen: str, cautions: tuple[str, ...], confidence: float
) -> BeforeAfter:
    start, end, gained = map(moments, (pairs.first, pairs.second, pairs.second - pairs.first))
    n, se = start.n, gained.sd / math.sqrt(start.n)
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * se
    effect, variant = (
        _effect_size(kind, gained.mean, se, sd, df=n - 1, n=n, confidence=confidence)
        for kind, sd in (("baseline_sd", start.sd), ("change_sd", gained.sd))
    )
    both, one = _pair_ids(before, after)
    return BeforeAfter(
        counted=(Cell(both, n), Cell(one, pairs.left_out)),
        cautions=(*cautions, *_change_cautions(pairs, chosen)),
        before=before,
        after=after,
        chosen=chosen,
        n=n,
        mean_before=start.mean,
        mean_after=end.mean,
        sd_before=start.sd,
        sd_after=end.sd,
        change=gained.mean,
        se=se,
        df=float(n - 1),
        low=gained.mean - half,
        high=gained.mean + half,
        p=float(2 * stats.t.sf(abs(gained.mean) / se, n - 1)),
        correlation=float(np.corrcoef(pairs.first, pairs.second)[0, 1]) if end.sd > 0 else None,
        effect=effect,
        variants=(variant,),
        left_out=pairs.left_out,
        confidence=confidence,
    )


def _change_cautions(pairs: _Pairs, chosen: str) -> tuple[str, ...]:
    found = {
        "no_comparison_group": True,
        "other_changes": True,
        "chosen_low": chosen == "low",
        "regression_possible": chosen == "",
        "few_pupils": len(pairs.first) < FEW,
        "constant_scores": moments(pairs.second).sd == 0,
        "pupils_left_out": pairs.left_out > 0,
        "not_a_number": pairs.has_unusable,
    }
    return _true(found)


def _pair_ids(before: str, after: str) -> tuple[str, str]:
    return f"{before} and {after}", f"{before} or {after} only"
