"""Scores that are missing, filled in many times as the others let expect, beside the pupils who have them all.

Each incomplete column of numbers is drawn from its regression on all others, the arm among them (`draws`). Each draw is
analysed by itself, an analysis of covariance, and Rubin's rules put the answers together. Categories are not drawn:
where one is missing, not known is a category of its own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import (
    Arms,
    Asked,
    BetweenArms,
    adjuster_of,
    arm_cells,
    arm_ids,
    base_of,
    design,
    read_arms,
)
from enquiry_lib.stats.comparisons.answers import Answer, Scale, least_squares
from enquiry_lib.stats.comparisons.draws import Fits, Pooled, fill_in, fit_draws, pool_draws
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, exact_j, moments, pooled_sd
from enquiry_lib.stats.models.columns import independent
from enquiry_lib.stats.result import Cell, NotEnough, cell_of

CAUTIONS = arms_of.CAUTIONS | {
    "missing_at_random": "Filling in takes it that pupils with a missing score did as others like them in the columns given; "
    "nobody can check that.",
    "not_known_category": "Where a category is missing, not known was taken for a category of its own.",
    "nothing_missing": "No number was missing, so nothing was filled in.",
    "clusters_ignored": "Whole classes were compared, which these intervals leave out of account: they look surer than they are.",
    "many_missing": "More than half of what could be known about the difference is missing: it rests on what was filled in.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

MANY = 0.5  # of the information missing
NOUGHT = 1e-9  # what one point less for the missing does to the difference where none is missing
_FINDING = "|the finding"


# --- the result -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ImputedComparison(BetweenArms):
    """The difference between two groups with missing numbers filled in, beside that of the pupils who have them all.

    `difference`, `se`, `low` and `high` are in points, `effect` over the SD within the groups; `n_treated`, `n_control` are
    all pupils of the groups. `fmi` is the share of the information that is missing. `shift` is how many points the missing
    scores of the treated would have to lie below what was filled in for the difference to vanish; NaN where none is
    missing. `complete` is the difference among the pupils with all values, `complete_treated` and `complete_control` of them.
    """

    baseline: str
    covariates: tuple[str, ...] = ()
    draws: int
    difference: float | None = None
    fmi: float | None = None
    shift: float | None = None
    complete: Answer = field(default_factory=Answer)
    complete_treated: int | None = None
    complete_control: int | None = None

    kept: ClassVar[tuple[str, ...]] = ("draws", "complete", "complete_treated", "complete_control")
    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "missing_at_random", "clusters_ignored")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone, names = set(ids), _Names.of(base_of(self.measure, self.outcome), self.treated, self.control)
        hidden, kept = self, common.cells_kept(self.counted, ids)
        if gone & names.all:
            dropped = [code for code in self.cautions if code not in self.standing]
            hidden = hidden.without_estimate(keep=("counted", "confidence", *self.kept), drop=dropped)
            kept = common.cells_kept(kept, names.all)
        if gone & names.complete:
            hidden = replace(hidden, complete=Answer(), complete_treated=None, complete_control=None)
            kept = common.cells_kept(kept, names.complete)
        if gone & names.lacking:
            left = tuple(code for code in hidden.cautions if code != "many_missing")
            hidden = replace(hidden, shift=None, fmi=None, cautions=left)
            kept = common.cells_kept(kept, names.lacking)
        return replace(hidden, counted=kept)


class _Names(NamedTuple):
    """The ids of the counts: all pupils, those with all values, and those who lack some."""

    everyone: tuple[str, str, str]
    whole: tuple[str, str, str]
    part: tuple[str, str, str]

    @classmethod
    def of(cls, base: str, treated: Hashable, control: Hashable) -> Self:
        """Name them."""
        return cls(
            *(arm_ids(base, treated, control, what=what) for what in ("all", "complete", "incomplete"))
        )

    @property
    def all(self) -> frozenset[str]:
        """Give the ids on which the finding rests."""
        return frozenset((*self.everyone, *(f"{name}{_FINDING}" for name in self.everyone)))

    @property
    def complete(self) -> frozenset[str]:
        """Give the ids on which the answer of the complete pupils rests."""
        return frozenset(self.whole)

    @property
    def lacking(self) -> frozenset[str]:
        """Give the ids that tell how much is missing."""
        return frozenset((*self.part, self.no_score))

    @property
    def no_score(self) -> str:
        """Name the treated without a score."""
        return f"{self.everyone[1]}|no score"


# --- the comparison ---------------------------------------------------------------------------------------


def impute_and_compare(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    draws: int = 20,
    seed: int = 1,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> ImputedComparison | NotEnough:
    """Compare two groups with missing numbers filled in many times, beside those pupils who have them all.

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which group (`treated`,
    `control`), `covariates` are further columns to adjust for and to fill in by. `draws` is how often, `seed` begins the
    random numbers, so that the same table gives the same answer. All pupils of both groups are analysed, one slope for
    both (the arm is a column of the model that fills in). NotEnough where a group has no score at all, nobody's score
    differs, or there are hardly more pupils than columns. Raises ColumnMissing, WrongValue.
    Sources: Rubin (1987), Barnard and Rubin (1999), van Buuren (2018).

    >>> scores = pd.DataFrame({"arm": ["intervention", "comparison"] * 6, "before": range(12),
    ...                        "after": [3, 1, 4, 5, 7, 4, None, 8, 9, 9, 13, None]})
    >>> found = impute_and_compare(scores, outcome="after", arm="arm", baseline="before", pupil=None)
    >>> found.n_treated, found.complete_treated, found.fmi < 0.5
    (6, 5, True)
    """
    if draws < 2:
        raise errors.WrongValue(name="draws", found=draws, expected="2 or more")
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
    whole, everyone = read_arms(data, asked), _everyone(data, asked)
    gaps = _Gaps.of(everyone, asked)
    untold = _untold(everyone, gaps, asked, draws, whole.cautions)
    scored = gaps.fewest_scored(everyone.in_treated)
    if not scored:
        return asked.not_enough(
            "one of the groups has no score at all",
            "Check how the groups are written in their column, and that scores are filled in.",
        )
    found = _drawn(gaps, everyone.in_treated, draws, seed) if scored > 1 else None
    if found is not None:
        return _told(untold, found, whole)
    if scored < common.FEW:
        return untold
    return asked.not_enough(
        "nobody's score differs, or there are hardly more pupils than columns",
        "Check that the right columns are used, or adjust for fewer.",
    )


def _everyone(data: pd.DataFrame, asked: Asked) -> Arms:
    """Take all pupils of both arms, whatever is missing of them."""
    who = Asked(outcome="", arm=asked.arm, treated=asked.treated, control=asked.control, pupil=asked.pupil)
    return read_arms(data.assign(**{"": 0.0}), who)


@dataclass(frozen=True)
class _Gaps:
    """The columns of all pupils: numbers with gaps (the outcome first), and those without one that are not drawn."""

    numbers: Numbers
    known: Numbers
    whole: npt.NDArray[np.bool_]
    numbers_lack: bool
    categories_lack: bool
    dropped: bool

    @classmethod
    def of(cls, everyone: Arms, asked: Asked) -> Self:
        """Read them; a column of numbers that is the same for all who have it, or empty, is left out."""
        scores = common.finite_numbers(everyone.rows[asked.outcome])
        columns = [adjuster_of(everyone.rows, name, asked) for name in asked.adjust_for]
        numbers = [column.to_numpy(np.float64) for column in columns if pd.api.types.is_numeric_dtype(column)]
        varying = [column for column in numbers if len(np.unique(column[~np.isnan(column)])) > 1]
        categories = [column for column in columns if not pd.api.types.is_numeric_dtype(column)]
        there = [~np.isnan(scores), *(column.notna().to_numpy(bool) for column in columns)]
        return cls(
            numbers=np.column_stack([scores, *varying]),
            known=_dummies(categories, len(scores)),
            whole=np.logical_and.reduce(there),
            numbers_lack=any(np.isnan(column).any() for column in (scores, *numbers)),
            categories_lack=any(column.isna().any() for column in categories),
            dropped=len(varying) < len(numbers),
        )

    @property
    def no_score(self) -> npt.NDArray[np.bool_]:
        return np.isnan(self.numbers[:, 0])

    def fewest_scored(self, in_treated: npt.NDArray[np.bool_]) -> int:
        """Count the pupils with a score in the arm that has fewer."""
        return int(min((~self.no_score & side).sum() for side in (in_treated, ~in_treated)))


def _dummies(categories: Sequence[pd.Series], n: int) -> Numbers:
    """Give each category but the first as a column of 0 and 1, not known being one."""
    made = [pd.get_dummies(column, dummy_na=bool(column.isna().any())) for column in categories]
    return np.column_stack([np.empty((n, 0)), *(one.to_numpy(np.float64)[:, 1:] for one in made)])


# --- drawing and telling ----------------------------------------------------------------------------------


class _Drawn(NamedTuple):
    """What all draws came to: the difference, its effect size, and what one point less for the missing does to it."""

    difference: Pooled
    size: Pooled
    per_point: float


def _drawn(gaps: _Gaps, in_treated: npt.NDArray[np.bool_], draws: int, seed: int) -> _Drawn | None:
    there = in_treated.astype(np.float64)
    scores = gaps.numbers[~gaps.no_score, 0]
    if moments(scores).sd == 0:
        return None
    known = np.column_stack([there, gaps.known])
    known = known[:, independent([np.ones(len(there)), *known.T])[1:]]
    filled = fill_in(gaps.numbers, known, draws=draws, seed=seed)
    if filled is None:
        return None
    columns = np.concatenate(
        [
            np.broadcast_to(
                np.column_stack([np.ones(len(there)), known]), (draws, len(there), known.shape[1] + 1)
            ),
            filled[:, :, 1:],
        ],
        axis=2,
    )
    columns = columns[:, :, independent(columns[0].T)]
    fits = fit_draws(filled[:, :, 0], columns)
    if fits is None:
        return None
    lower = np.broadcast_to((gaps.no_score & in_treated).astype(np.float64), (draws, len(there)))
    moved = fit_draws(lower, columns) if lower.any() else None
    return _Drawn(
        pool_draws(fits.estimates, fits.variances, df=fits.df),
        _sizes(filled[:, :, 0], in_treated, fits),
        0.0 if moved is None else float(moved.estimates.mean()),
    )


def _sizes(outcomes: Numbers, in_treated: npt.NDArray[np.bool_], fits: Fits) -> Pooled:
    """Pool the effect sizes of all draws, each over the SD within the groups of that draw."""
    n = outcomes.shape[1]
    sides = [outcomes[:, side] for side in (in_treated, ~in_treated)]
    squares = sum(side.var(axis=1) * side.shape[1] for side in sides)
    sd = np.sqrt(squares / (n - 2))
    sizes = exact_j(n - 2) * fits.estimates / sd
    return pool_draws(sizes, fits.variances / sd**2 + sizes**2 / (2 * n))


def _told(untold: ImputedComparison, found: _Drawn, whole: Arms) -> ImputedComparison:
    pooled, confidence = found.difference, untold.confidence
    half = float(stats.t.ppf((1 + confidence) / 2, pooled.df)) * pooled.se
    size = found.size
    half_size = float(stats.t.ppf((1 + confidence) / 2, size.df)) * size.se
    complete = _complete(whole, confidence)
    codes = {
        "many_missing": pooled.fmi > MANY,
        "few_pupils": min(untold.n_treated or 0, untold.n_control or 0) < common.FEW,
    }
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(codes)),
        difference=pooled.estimate,
        se=pooled.se,
        df=pooled.df,
        low=pooled.estimate - half,
        high=pooled.estimate + half,
        p=float(2 * stats.t.sf(abs(pooled.estimate) / pooled.se, pooled.df)),
        effect=EffectSize(
            "total_sd", size.estimate, size.se, size.estimate - half_size, size.estimate + half_size
        ),
        fmi=pooled.fmi,
        shift=pooled.estimate / found.per_point if found.per_point > NOUGHT else math.nan,
        complete=complete or Answer(),
    )


def _complete(whole: Arms, confidence: float) -> Answer | None:
    if whole.fewest < 2:
        return None
    there, others = whole.both(whole.outcome)
    sd, n = pooled_sd(there, others), there.n + others.n
    if not sd > 0:
        return None
    return least_squares(whole.outcome, design(whole)[0], scale=Scale(sd, n - 2, n), confidence=confidence)


def _untold(
    everyone: Arms, gaps: _Gaps, asked: Asked, draws: int, cautions: tuple[str, ...]
) -> ImputedComparison:
    """Give the counts and none of the numbers that rest on scores."""
    found = {
        "no_baseline": asked.baseline is None,
        "missing_at_random": True,
        "not_known_category": gaps.categories_lack,
        "nothing_missing": not gaps.numbers_lack,
        "covariate_dropped": gaps.dropped,
    }
    there, whole = everyone.in_treated, gaps.whole
    return ImputedComparison(
        counted=tuple(_cells(everyone, gaps, asked)),
        cautions=(*(code for code in cautions if code != "pupils_left_out"), *common.codes_that_hold(found)),
        effect=EffectSize("total_sd"),
        confidence=asked.confidence,
        outcome=asked.outcome,
        baseline=asked.baseline or "",
        covariates=asked.covariates,
        treated=str(asked.treated),
        control=str(asked.control),
        n_treated=int(there.sum()),
        n_control=int((~there).sum()),
        complete_treated=int((whole & there).sum()),
        complete_control=int((whole & ~there).sum()),
        measure=asked.measure,
        draws=draws,
    )


def _cells(everyone: Arms, gaps: _Gaps, asked: Asked) -> Iterator[Cell]:
    """Count all pupils, those with all values and those without, in both arms; all of them once more, as all rests on them.

    All pupils fall apart into the arms, and each arm by whether something is missing, so that every total falls apart in
    one way.
    """
    names = _Names.of(asked.base, asked.treated, asked.control)
    there, pupils = everyone.in_treated, everyone.pupils
    counted = arm_cells(names.everyone, everyone.analysed)
    yield from counted
    yield from (replace(cell, id=f"{cell.id}{_FINDING}", margin="") for cell in counted)
    for ids, chosen in ((names.whole, gaps.whole), (names.part, ~gaps.whole)):
        sides = pupils[there & chosen], pupils[~there & chosen]
        both, *of_arms = arm_cells(ids, sides)
        yield both
        for cell, margin in zip(of_arms, names.everyone[1:], strict=True):
            yield from (cell, replace(cell, margin=margin))
    yield cell_of(names.no_score, pupils[there & gaps.no_score])
