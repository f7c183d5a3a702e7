"""The same pupils, several models: how far the answers lie apart, and whether any of them would be read differently.

No answer is better for being larger, so models stand in one order, whatever they find, and the one that was planned is
marked. All differences are over one SD, that of pupils within the groups, so that they can be held against each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, design, read_arms
from enquiry_lib.stats.comparisons.answers import Answer, Scale, answer_of, least_squares
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, exact_j, moments, pooled_sd
from enquiry_lib.stats.models.columns import independent
from enquiry_lib.stats.models.mixed import fit_mixed
from enquiry_lib.stats.models.robust import contrasted, is_exact, ols
from enquiry_lib.stats.models.small_sample import Contrast
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.difference import difference_of, only_between
from enquiry_lib.stats.trials.sizes import worth_of_sd

MODELS = {
    "difference": "the plain difference between the groups",
    "gain": "the difference in how much pupils gained",
    "baseline": "allowing for the score before",
    "covariates": "allowing for the score before and the other columns named",
    "ranks": "allowing for all columns named, by ranks, which a few extreme scores do not sway",
    "blocks": "allowing for all columns named, and for the school or block",
    "classes_within": "allowing for all columns named, within classes",
    "classes_random": "allowing for all columns named, and for classes being as if drawn from many",
    "classes_robust": "allowing for all columns named, with errors that keep classes together",
}
"""Every model, in the order in which they stand, with what it is."""

FEWEST_DF = 2
"""With fewer degrees of freedom by class, as two classes leave, an interval holds everything and says nothing."""

CAUTIONS = arms_of.CAUTIONS | {
    "models_left_out": "Some models could not be worked out for these pupils, such as differences within classes where whole "
    "classes are in one group, or because there are too few classes.",
    "clusters_ignored": "Answers that leave classes out of account look surer than they are, where pupils of a class are alike.",
    "none_planned": "No model was said to be the planned one, so none of them counts for more than the others.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True)
class ModelLine:
    """One model (a key of MODELS) and its answer; `planned` if it is the one the plan named."""

    model: str
    planned: bool
    answer: Answer = field(default_factory=Answer)

    @property
    def reading(self) -> str:
        """Say where the interval lies: 'above' nought, 'below' it, on 'either' side, '' where it is not told."""
        low, high = self.answer.low, self.answer.high
        if low is None or high is None:
            return ""
        return "above" if low > 0 else "below" if high < 0 else "either"


@dataclass(frozen=True, kw_only=True)
class SideBySide(BetweenArms):
    """Several models' answers about the same pupils, in the order of MODELS; `planned` names the planned one ("": none).

    `effect` and the interval in points are those of the planned model.
    """

    baseline: str
    planned: str
    lines: tuple[ModelLine, ...] = ()

    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "clusters_ignored", "none_planned")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any answer, nor the models that could be worked out, where a count is named."""
        hidden = super().withhold(ids)
        return self if hidden is self else replace(hidden, lines=())


def set_side_by_side(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    block: str | None = None,
    planned: str = "",
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> SideBySide | NotEnough:
    """Work out the difference between two groups by several models, for the pupils who have every column.

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which group (`treated`,
    `control`), `covariates` are further columns to adjust for, `cluster` a column of classes, `block` one of schools or
    blocks within which pupils were allocated. `planned` is the model (a key of MODELS) that the plan named. A model whose
    column was not named is left out. NotEnough where a group has no pupil with all values, or nobody's score differs.
    Raises ColumnMissing, WrongValue.
    By ranks: Hodges and Lehmann's (1963) shift of the scores less what the columns explain, with Mann and Whitney's interval.
    With classes: fixed effects; a random intercept (REML, Satterthwaite); least squares with CR2 errors.

    >>> scores = pd.DataFrame({"arm": ["intervention", "comparison"] * 5, "before": [1, 2, 3, 4, 5, 5, 4, 3, 2, 1],
    ...                        "after": [3, 2, 5, 5, 7, 5, 7, 4, 3, 1]})
    >>> found = set_side_by_side(scores, outcome="after", arm="arm", baseline="before", planned="baseline", pupil=None)
    >>> [(line.model, round(line.answer.difference, 2)) for line in found.lines]
    [('difference', 1.6), ('gain', 1.6), ('baseline', 1.6), ('ranks', 1.55)]
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
    if planned and planned not in MODELS:
        raise errors.WrongValue(name="planned", found=repr(planned), expected=f"one of {', '.join(MODELS)}")
    arms = read_arms(data, asked, codes=common.named(cluster, block))
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil with all the values needed",
            "Check how the groups are written in their column, and that the columns are filled in.",
        )
    untold = _untold(arms, asked, planned, has_classes=cluster is not None)
    told = _told(untold, _Rows.of(arms, asked, cluster, block)) if arms.fewest > 1 else None
    if told is None and arms.fewest >= common.FEW:
        return asked.not_enough(
            "nobody's score differs within the groups", "Check that the right column is used."
        )
    return told or untold


# --- the models -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rows:
    """What the models work on: scores, the columns to adjust for (the constant and the arm first), classes and blocks."""

    outcome: Numbers
    in_treated: npt.NDArray[np.bool_]
    gained: Numbers | None
    plain: Numbers
    with_baseline: Numbers | None
    with_all: Numbers | None
    fullest: Numbers
    classes: npt.NDArray[np.intp] | None
    blocks: npt.NDArray[np.intp] | None
    scale: Scale
    confidence: float
    dropped: tuple[str, ...]

    @classmethod
    def of(cls, arms: Arms, asked: Asked, cluster: str | None, block: str | None) -> _Rows | None:
        """Make them; None where nobody differs within the groups."""
        there, others = arms.both(arms.outcome)
        sd, n = pooled_sd(there, others), there.n + others.n
        if not sd > 0:
            return None
        columns, dropped = design(arms)
        before = None if asked.baseline is None else arms.adjusters[asked.baseline]
        first = None if before is None else design(replace(arms, adjusters=before.to_frame()))[0]
        is_score = before is not None and pd.api.types.is_numeric_dtype(before)
        return cls(
            outcome=arms.outcome,
            in_treated=arms.in_treated,
            gained=arms.outcome - before.to_numpy(np.float64) if before is not None and is_score else None,
            plain=columns[:, :2],
            with_baseline=first,
            with_all=columns if asked.covariates else None,
            fullest=columns,
            classes=None if cluster is None else pd.factorize(arms.rows[cluster])[0],
            blocks=None if block is None else pd.factorize(arms.rows[block])[0],
            scale=Scale(sd, n - 2, n),
            confidence=asked.confidence,
            dropped=dropped,
        )

    def by_least_squares(self, outcome: Numbers | None, columns: Numbers | None) -> Answer | None:
        """Give the answer of least squares; None where a column was not named, or nothing is left to judge by."""
        if outcome is None or columns is None:
            return None
        return least_squares(outcome, columns, scale=self.scale, confidence=self.confidence)

    def within(self, groups: npt.NDArray[np.intp] | None) -> Answer | None:
        """Give the answer with a mean of its own for each group."""
        if groups is None:
            return None
        means = np.column_stack(
            [groups == place for place in range(1, groups.max() + 1)] or [np.empty((len(groups), 0))]
        )
        wider = np.hstack([self.fullest, means.astype(np.float64)])
        others = np.delete(wider, 1, axis=1)
        if not independent([*others.T, wider[:, 1]])[-1]:
            return None  # whole groups are in one arm: nothing is left of the arm within them
        return self.by_least_squares(self.outcome, wider[:, independent(wider.T)])

    def random_classes(self) -> Answer | None:
        """Give the answer with a random intercept for each class, as compare_clusters does where whole ones are in one arm."""
        fit = None if self.classes is None else fit_mixed(self.outcome, self.fullest, self.classes)
        if fit is None or self.classes is None:
            return None
        whole = only_between(self.plain, self.classes) == self.plain.shape[1]
        clusters = int(self.classes.max()) + 1
        most = clusters - only_between(self.fullest, self.classes) if whole else math.inf
        if most <= 0:
            return None
        found = difference_of(fit, small_sample="satterthwaite", most=most, confidence=self.confidence)
        return self._told(found.difference, found.se, found.df)

    def robust_classes(self) -> Answer | None:
        """Give the answer of least squares with CR2 errors by class."""
        if self.classes is None or self.classes.max() < 1:
            return None
        fit = ols(self.outcome, self.fullest)
        if fit is None or is_exact(fit, self.outcome):
            return None
        found = contrasted(fit, _arm(self.fullest), "CR2", self.classes)
        return self._told(*_numbers(found)) if found.df >= FEWEST_DF else None

    def ranks(self) -> Answer | None:
        """Give Hodges and Lehmann's shift of the scores, less what the columns but the arm explain."""
        fit = ols(self.outcome, self.fullest)
        if fit is None or is_exact(fit, self.outcome):
            return None
        aligned = fit.residuals + fit.beta[1] * self.fullest[:, 1]
        return shifted(
            aligned[self.in_treated], aligned[~self.in_treated], scale=self.scale, confidence=self.confidence
        )

    def _told(self, difference: float, se: float, df: float) -> Answer | None:
        if not (se > 0 and df > 0):
            return None
        return answer_of(difference, se, df, scale=self._by_class(), confidence=self.confidence, few=True)

    def _by_class(self) -> Scale:
        """Give the SD with what it is worth where pupils of one class are alike."""
        if self.classes is None:
            return self.scale
        return replace(self.scale, n=worth_of_sd(self.outcome, self.in_treated, self.classes))


_ESTIMATES: dict[str, Callable[[_Rows], Answer | None]] = {
    "difference": lambda rows: rows.by_least_squares(rows.outcome, rows.plain),
    "gain": lambda rows: rows.by_least_squares(rows.gained, rows.plain),
    "baseline": lambda rows: rows.by_least_squares(rows.outcome, rows.with_baseline),
    "covariates": lambda rows: rows.by_least_squares(rows.outcome, rows.with_all),
    "ranks": _Rows.ranks,
    "blocks": lambda rows: rows.within(rows.blocks),
    "classes_within": lambda rows: rows.within(rows.classes),
    "classes_random": _Rows.random_classes,
    "classes_robust": _Rows.robust_classes,
}


def _arm(columns: Numbers) -> Numbers:
    chosen: Numbers = np.eye(columns.shape[1])[1]
    return chosen


def _numbers(found: Contrast) -> tuple[float, float, float]:
    return found.estimate, found.se, found.df


def shifted(treated: Numbers, control: Numbers, *, scale: Scale, confidence: float) -> Answer:
    """Give how far one group's scores lie above another's: the median of all differences between two pupils.

    The interval takes as many differences from each end as Mann and Whitney's test allows (normal approximation); `se`
    is its half width in normal quantiles, and there are no degrees of freedom (NaN).

    >>> found = shifted(np.array([4.0, 6, 9]), np.array([1.0, 3, 5]), scale=Scale(2.0, 4, 6), confidence=0.9)
    >>> found.difference, found.low, found.high
    (3.0, -1.0, 8.0)
    """
    apart = np.sort((treated[:, None] - control).ravel())
    n, pairs = len(treated) + len(control), len(apart)
    z = float(stats.norm.ppf((1 + confidence) / 2))
    kept = max(round(pairs / 2 - z * math.sqrt(pairs * (n + 1) / 12)), 1)
    middle, low, high = float(np.median(apart)), float(apart[kept - 1]), float(apart[-kept])
    p = float(stats.mannwhitneyu(treated, control, method="asymptotic").pvalue)
    unit = exact_j(scale.df) / scale.sd
    return Answer(
        middle, (high - low) / (2 * z), math.nan, low, high, p, unit * middle, unit * low, unit * high
    )


# --- telling ----------------------------------------------------------------------------------------------


def _told(untold: SideBySide, rows: _Rows | None) -> SideBySide | None:
    if rows is None or moments(rows.outcome).sd == 0:
        return None
    found = {name: estimate(rows) for name, estimate in _ESTIMATES.items()}
    lines = tuple(
        ModelLine(name, name == untold.planned, answer)
        for name, answer in found.items()
        if answer is not None
    )
    if not lines:
        return None
    left_out = any(found[name] is None for name in _asked(rows)) or (
        untold.planned and not found[untold.planned]
    )
    codes = {
        "models_left_out": bool(left_out),
        "few_pupils": min(rows.in_treated.sum(), (~rows.in_treated).sum()) < common.FEW,
    }
    answer = found.get(untold.planned) or Answer()
    return replace(
        untold,
        cautions=(*untold.cautions, *rows.dropped, *common.codes_that_hold(codes)),
        lines=lines,
        effect=EffectSize("total_sd", answer.g, None, answer.g_low, answer.g_high),
        se=answer.se,
        df=answer.df,
        low=answer.low,
        high=answer.high,
        p=answer.p,
    )


def _asked(rows: _Rows) -> list[str]:
    """Name the models whose columns were given."""
    lacking = {
        "gain": rows.gained is None,
        "baseline": rows.with_baseline is None,
        "covariates": rows.with_all is None,
        "blocks": rows.blocks is None,
    } | dict.fromkeys(("classes_within", "classes_random", "classes_robust"), rows.classes is None)
    return [name for name in MODELS if not lacking.get(name)]


def _untold(arms: Arms, asked: Asked, planned: str, *, has_classes: bool) -> SideBySide:
    """Give the counts and none of the numbers that rest on scores."""
    found = {
        "no_baseline": asked.baseline is None,
        "clusters_ignored": has_classes,
        "none_planned": not planned,
    }
    return SideBySide(
        counted=asked.cells(arms),
        cautions=(*arms.cautions, *common.codes_that_hold(found)),
        effect=EffectSize("total_sd"),
        confidence=asked.confidence,
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        n_treated=len(arms.analysed[0]),
        n_control=len(arms.analysed[1]),
        measure=asked.measure,
        baseline=asked.baseline or "",
        planned=planned,
    )
