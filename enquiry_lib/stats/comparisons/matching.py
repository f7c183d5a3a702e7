"""Groups made alike in what was measured, where nobody drew lots: pupils matched, or weighted, and then compared.

Matching and weighting are ours: statsmodels has no matching, and its weighting has neither the balance nor errors for
few pupils. Each treated pupil is paired with the nearest comparison pupils (`pairing`) by the logit of the propensity
score (`propensity`), or comparison pupils get the weights that make them look like the treated. The effect is the
difference in a weighted analysis of covariance on the columns matched on, with CR2 errors that keep a pair together
(`weighted_errors`); what nobody measured stays as different as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, BetweenArms, Pupils, arm_cells, arm_ids, design
from enquiry_lib.stats.comparisons import balance as balance_module
from enquiry_lib.stats.comparisons.balance import Balance, Who, balance_of, columns_of, need_sd, read_who
from enquiry_lib.stats.comparisons.pairing import Pairs, mahalanobis, nearest
from enquiry_lib.stats.comparisons.propensity import Propensity, propensity
from enquiry_lib.stats.comparisons.weighted_errors import contrasted_by_weight
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, effect_size, pooled_sd
from enquiry_lib.stats.models.robust import is_exact, ols
from enquiry_lib.stats.result import Cell, NotEnough, cell_of

SAME = 1e-12  # scores no farther apart than this differ by a computer's fractions only
CALIPER = 0.2  # SDs of the logit of the propensity score (Austin 2011)

DISTANCES = {
    "propensity": "the logit of the propensity score",
    "probability": "the propensity score itself, as MatchIt has it",
    "mahalanobis": "all columns together (Mahalanobis)",
}
"""What may say how near two pupils are."""
ORDERS = {
    "largest": "the pupils likeliest to be treated choose first",
    "data": "pupils choose in the order of the table",
}
"""Who may choose first."""
TARGETS = {"treated": "the pupils of the treated group", "all": "all pupils of both groups"}
"""For whom a weighted comparison speaks."""

CAUTIONS = balance_module.CAUTIONS | {
    "not_measured": "Only what was measured was made alike; who wanted or needed the intervention may differ in much else.",
    "separated": "Some columns tell the two groups apart completely, so that hardly anybody is alike in them.",
    "covariate_dropped": "A column to match on was left out of the model: it is the same for everyone, or follows from others.",
    "few_effective": "After weighting, the comparison rests on less than half of its pupils: a few of them count for many.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


# --- the results ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AlikeComparison(BetweenArms):
    """Two groups made alike in the columns `on`, and the difference that is left between them.

    `balance` says how alike they were before and after. `difference`, `se`, `low` and `high` are in points of the
    outcome, adjusted for the same columns; `effect` is over the SD of the pupils used within the groups. Without an
    outcome ("") there is the balance alone. `alone` counts the pupils that nobody of the other group is like.
    """

    on: tuple[str, ...]
    balance: Balance
    difference: float | None = None
    mean_treated: float | None = None
    mean_control: float | None = None
    alone: int | None = None

    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "not_measured")

    def cells(self) -> pd.DataFrame:
        """Give every count in the result, with the totals it is part of (columns id, count, margin, who)."""
        return common.cell_frame((*self.balance.counted, *self.counted))

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone, resting = set(ids), {cell.id for cell in self.counted if cell.id.endswith(_FINDING)}
        resting |= {name.removesuffix(_FINDING) for name in resting}
        hidden = self
        if gone & resting:
            gone |= resting
            dropped = [code for code in self.cautions if code not in self.standing]
            kept = ("counted", "confidence", "balance", "alone", *self.kept)
            hidden = hidden.without_estimate(keep=kept, drop=dropped)
        left = common.cells_kept(self.counted, gone)
        if gone & (
            resting | {cell.id for cell in self.balance.counted}
        ):  # who is like nobody hangs on who the others are
            left = tuple(cell for cell in left if cell.id.endswith(_FINDING))
        if not any(cell.id.endswith(_ALONE) for cell in left):
            hidden = replace(hidden, alone=None)
        return replace(hidden, balance=self.balance.withhold(gone), counted=left)


@dataclass(frozen=True, kw_only=True)
class MatchedComparison(AlikeComparison):
    """Treated pupils beside the comparison pupils most like them; `n_treated` and `n_control` are those with a match.

    `distance` is one of DISTANCES, `caliper` the farthest that a match may be, in SDs of the logit of the propensity
    score (None: any), `ratio` how many matches each treated pupil was to have. `alone` counts treated pupils without one.
    """

    distance: str
    caliper: float | None
    ratio: int
    with_replacement: bool
    exact: tuple[str, ...]

    kept: ClassVar[tuple[str, ...]] = ("caliper", "ratio")


@dataclass(frozen=True, kw_only=True)
class WeightedComparison(AlikeComparison):
    """Both groups weighted until they look like `target` (one of TARGETS), by the inverse of the propensity score.

    `effective_treated` and `effective_control` are how many equally weighted pupils each group is worth (Kish 1965).
    `alone` counts pupils of the target with nobody of the other group within 0.2 SD of their score.
    """

    target: str
    effective_treated: float | None = None
    effective_control: float | None = None


C = TypeVar("C", bound=AlikeComparison)

_FINDING, _ALONE, _OTHERS, _TARGET = "|the finding", "|like nobody", "|like others", "|all of them"


# --- matching ---------------------------------------------------------------------------------------------


def match_pupils(
    data: pd.DataFrame,
    *,
    arm: str,
    on: Sequence[str],
    outcome: str | None = None,
    exact: Sequence[str] = (),
    caliper: float | None = CALIPER,
    ratio: int = 1,
    replace: bool = False,
    distance: str = "propensity",
    order: str = "largest",
    sd: str = "treated",
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> MatchedComparison | NotEnough:
    """Compare the treated pupils with the comparison pupils most like them (nearest neighbours).

    `data` has one row a pupil; `on` are columns (numbers or categories) measured before, in which pupils shall be alike,
    `exact` columns in which a pair must not differ at all. `distance` is one of DISTANCES; no pair may be farther apart
    than `caliper` SDs of the logit of the propensity score (the root of the mean of both groups' variances; None: any).
    Each treated pupil gets `ratio` matches, if there are as many; with `replace` several may share one. `order` (one of
    ORDERS) says who chooses first; the first in the table among equals. Without an `outcome` only the balance is given,
    which is how to try what to match on without looking at what came of it. NotEnough where a group has nobody with all
    values, nobody is near enough, or nobody's outcome differs. Raises ColumnMissing, WrongValue.
    Sources: Rosenbaum and Rubin (1985); Austin (2011) on calipers; Stuart (2010).

    >>> table = pd.DataFrame({"arm": ["intervention"] * 3 + ["comparison"] * 4, "before": [5, 6, 7, 4, 5, 6, 7],
    ...                       "after": [8, 8, 11, 4, 6, 7, 8]})
    >>> found = match_pupils(table, arm="arm", on=["before"], outcome="after", pupil=None)
    >>> found.n_control, round(found.difference, 3)
    (3, 2.0)
    """
    near = _Near(tuple(on), tuple(exact), distance, caliper, order, ratio, replace)
    near.check()
    need_sd(sd)
    common.need_share("confidence", confidence)
    covariates = tuple(dict.fromkeys((*on, *exact)))
    who = Who(arm, covariates, treated, control, pupil, measure, outcome or "")
    return _matched(read_who(data, who), who, near, sd=sd, confidence=confidence)


def _matched(
    arms: Arms, who: Who, near: _Near, *, sd: str, confidence: float
) -> MatchedComparison | NotEnough:
    if not arms.fewest:
        return who.nobody()
    scores = _scores(arms, near.on)
    choosing = _order(arms, scores, near.order)
    pairs = nearest(_distances(arms, scores, near), choosing, ratio=near.ratio, replace=near.shared)
    if not len(pairs.treated):
        return NotEnough(
            f"How {who.treated} compare with pupils most like them",
            "no pupil of the comparison group is like any of them",
            "Match on fewer columns, or allow pairs to be farther apart (caliper).",
        )
    weights = np.zeros(len(arms.outcome))
    weights[arms.in_treated], weights[~arms.in_treated] = pairs.weights(*map(len, arms.analysed))
    without = arms.in_treated & (weights == 0)
    shares = _common(
        arms,
        who,
        weights,
        without,
        arms.in_treated,
        sd=sd,
        adjusted="matched",
        on=near.on,
        confidence=confidence,
    )
    untold = MatchedComparison(
        **shares,
        distance=near.distance,
        caliper=near.caliper,
        ratio=near.ratio,
        with_replacement=near.shared,
        exact=near.exact,
    )
    return _told(_with_separated(untold, scores), arms, weights, _sets(arms, pairs, shared=near.shared))


@dataclass(frozen=True)
class _Near:
    """What was asked of pairs: which columns say how near, where they must not differ, how far, who first, how many."""

    on: tuple[str, ...]
    exact: tuple[str, ...]
    distance: str
    caliper: float | None
    order: str
    ratio: int
    shared: bool

    def check(self) -> None:
        """Raise WrongValue for a distance, an order, a caliper or a number of matches that there is not."""
        for name, known in (("distance", DISTANCES), ("order", ORDERS)):
            if (value := getattr(self, name)) not in known:
                raise errors.WrongValue(name=name, found=repr(value), expected=f"one of {', '.join(known)}")
        if self.caliper is not None and not 0 < self.caliper < np.inf:
            expected = "above 0, for example 0.2, or None"
            raise errors.WrongValue(name="caliper", found=self.caliper, expected=expected)
        if self.ratio < 1:
            raise errors.WrongValue(name="ratio", found=self.ratio, expected="1 or more")


def _scores(arms: Arms, on: Sequence[str]) -> Propensity:
    return propensity(_matrix(arms, on), arms.in_treated)


def _matrix(arms: Arms, on: Sequence[str]) -> Numbers:
    return np.column_stack([column.values for column in columns_of(arms.adjusters[[*on]])])


def _distances(arms: Arms, scores: Propensity, near: _Near) -> Numbers:
    """Give how far each treated is from each control; infinitely where they may not be paired."""
    there = arms.in_treated
    logits = _apart(scores.logit, there)
    if near.distance == "mahalanobis":
        far = mahalanobis(_matrix(arms, near.on), there)
    else:
        far = logits if near.distance == "propensity" else _apart(scores.probability, there)
    allowed = np.ones_like(far, dtype=bool)
    if near.caliper is not None:
        allowed &= logits <= near.caliper * _within_sd(scores.logit, there) + SAME
    if near.exact:
        same = arms.adjusters.reset_index(drop=True).groupby([*near.exact], observed=True).ngroup().to_numpy()
        allowed &= same[there][:, None] == same[~there]
    return np.where(allowed, far, np.inf)


def _apart(values: Numbers, there: npt.NDArray[np.bool_]) -> Numbers:
    return np.abs(values[there][:, None] - values[~there])


def _within_sd(logit: Numbers, there: npt.NDArray[np.bool_]) -> float:
    """Give the root of the mean of both groups' variances."""
    spreads = [float(side.var(ddof=1)) if len(side) > 1 else 0.0 for side in (logit[there], logit[~there])]
    return float(np.sqrt(np.mean(spreads)))


def _order(arms: Arms, scores: Propensity, order: str) -> npt.NDArray[np.intp]:
    logit = scores.logit[arms.in_treated]
    return np.argsort(-logit.round(10), kind="stable") if order == "largest" else np.arange(len(logit))


def _sets(arms: Arms, pairs: Pairs, *, shared: bool) -> npt.NDArray[np.intp]:
    """Say which pupils belong together: a treated pupil and its matches, or each by itself where matches are shared."""
    sets = np.arange(len(arms.outcome))
    if not shared:
        there, others = np.flatnonzero(arms.in_treated), np.flatnonzero(~arms.in_treated)
        sets[others[pairs.control]] = there[pairs.treated]
    return sets


# --- weighting --------------------------------------------------------------------------------------------


def weight_pupils(
    data: pd.DataFrame,
    *,
    arm: str,
    on: Sequence[str],
    outcome: str | None = None,
    target: str = "treated",
    sd: str = "treated",
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> WeightedComparison | NotEnough:
    """Compare two groups weighted to look alike in what was measured (inverse propensity weights).

    `data` has one row a pupil; `on` are columns (numbers or categories) measured before. With e the propensity score, for
    `target` "treated" each comparison pupil weighs e/(1 − e); for "all" the treated weigh 1/e and the others
    1/(1 − e). Weights say how much a pupil counts, not how exactly they were measured, and the CR2 error
    takes all pupils to vary alike. Weights are not trimmed; what they leave of each group is its effective size. Without an `outcome` only the
    balance is given. NotEnough where a group has nobody with all values, or nobody's outcome differs. Raises
    ColumnMissing, WrongValue. Sources: Rosenbaum (1987); Kish (1965) on the effective size.

    >>> table = pd.DataFrame({"arm": ["intervention", "comparison"] * 6, "before": [5, 4, 6, 5, 7, 6, 5, 4, 6, 7, 7, 4],
    ...                       "after": [8, 4, 8, 6, 11, 8, 7, 4, 9, 7, 10, 5]})
    >>> found = weight_pupils(table, arm="arm", on=["before"], outcome="after", pupil=None)
    >>> found.n_control, round(found.effective_control, 1), round(found.difference, 1)
    (6, 2.6, 2.2)
    """
    need_sd(sd)
    common.need_share("confidence", confidence)
    if target not in TARGETS:
        raise errors.WrongValue(name="target", found=repr(target), expected="'treated' or 'all'")
    who = Who(arm, tuple(on), treated, control, pupil, measure, outcome or "")
    arms = read_who(data, who)
    if not arms.fewest:
        return who.nobody()
    scores = _scores(arms, on)
    weights = _inverse_weights(scores, arms.in_treated, target)
    asked_for = arms.in_treated | (target == "all")
    nobody = _like_nobody(scores, arms, target)
    shares = _common(
        arms, who, weights, nobody, asked_for, sd=sd, adjusted="weighted", on=on, confidence=confidence
    )
    there, others = (_effective(weights[side]) for side in (arms.in_treated, ~arms.in_treated))
    untold = WeightedComparison(**shares, target=target)
    told = _told(_with_separated(untold, scores), arms, weights, np.arange(len(weights)))
    if isinstance(told, NotEnough) or arms.fewest < 2:
        return told
    thin = ("few_effective",) if 2 * others < len(arms.analysed[1]) else ()
    return replace(told, effective_treated=there, effective_control=others, cautions=(*told.cautions, *thin))


def _inverse_weights(scores: Propensity, there: npt.NDArray[np.bool_], target: str) -> Numbers:
    """Give each pupil's weight: 1 in a group that stands for itself, else by the odds or the chance of being in it."""
    odds = np.exp(np.clip(scores.logit, -30, 30))
    return np.where(there, 1.0, odds) if target == "treated" else np.where(there, 1 + 1 / odds, 1 + odds)


def _like_nobody(scores: Propensity, arms: Arms, target: str) -> npt.NDArray[np.bool_]:
    """Say which pupils of the target have nobody of the other group within a caliper of their score."""
    there = arms.in_treated
    near = _apart(scores.logit, there) <= CALIPER * _within_sd(scores.logit, there) + SAME
    nobody = np.zeros(len(there), dtype=bool)
    nobody[there] = ~near.any(axis=1)
    if target == "all":
        nobody[~there] = ~near.any(axis=0)
    return nobody


def _effective(weights: Numbers) -> float:
    return float(weights.sum() ** 2 / (weights @ weights))


# --- what both have in common -----------------------------------------------------------------------------


def _common(
    arms: Arms,
    who: Who,
    weights: Numbers,
    nobody: npt.NDArray[np.bool_],
    target: npt.NDArray[np.bool_],
    *,
    sd: str,
    adjusted: str,
    on: Sequence[str],
    confidence: float,
) -> dict[str, Any]:
    """Give what a comparison has before its outcome is looked at."""
    used = weights > 0
    names = arm_ids(who.base, who.treated, who.control, what=adjusted)
    sides = arms.pupils[arms.in_treated & used], arms.pupils[~arms.in_treated & used]
    balanced = balance_of(arms, who, weights, sd=sd, adjusted=adjusted)
    others = names[1] if adjusted == "matched" else ""
    return {
        "counted": (*_finding_cells(names, sides), *_alone_cells(arms, who, nobody, target, others)),
        "cautions": (*balanced.cautions, "not_measured"),
        "effect": EffectSize("total_sd"),
        "confidence": confidence,
        "outcome": who.outcome,
        "treated": str(who.treated),
        "control": str(who.control),
        "n_treated": len(sides[0]),
        "n_control": len(sides[1]),
        "measure": who.measure,
        "on": tuple(on),
        "balance": replace(balanced, cautions=()),
        "alone": int(nobody.sum()),
    }


def _finding_cells(names: tuple[str, str, str], sides: tuple[Pupils, Pupils]) -> tuple[Cell, ...]:
    """Count those used once more: all rests on them, so that others are withheld first."""
    again = (replace(cell, id=f"{cell.id}{_FINDING}", margin="") for cell in arm_cells(names, sides))
    return tuple(again)


def _alone_cells(
    arms: Arms, who: Who, nobody: npt.NDArray[np.bool_], target: npt.NDArray[np.bool_], others: str
) -> tuple[Cell, ...]:
    """Count those of the target that nobody is like, and those that somebody is, as parts of the target."""
    total, there, _ = arm_ids(who.base, who.treated, who.control, what="alike")
    margin = (
        f"{total}{_TARGET}" if target.all() else there
    )  # the total falls apart into the two groups already
    return (
        *((cell_of(margin, arms.pupils),) if target.all() else ()),
        cell_of(f"{margin}{_ALONE}", arms.pupils[nobody], margin),
        cell_of(others or f"{margin}{_OTHERS}", arms.pupils[target & ~nobody], margin),
    )


def _with_separated(result: C, scores: Propensity) -> C:
    return replace(result, cautions=(*result.cautions, "separated")) if scores.separated else result


def _told(result: C, arms: Arms, weights: Numbers, sets: npt.NDArray[np.intp]) -> C | NotEnough:
    """Give the comparison with the difference in its outcome, where it has one."""
    if not result.outcome:
        return result
    used = weights > 0
    fewest = min(int((arms.in_treated & used).sum()), int((~arms.in_treated & used).sum()))
    found = (
        _difference(_only(arms, used), weights[used], sets[used], result.confidence) if fewest > 1 else None
    )
    if found is None and fewest >= common.FEW:
        return NotEnough(
            f"How {result.treated} compare with pupils like them in {result.outcome}",
            "all pupils have the same score, or it follows exactly from the columns",
            "Check that the right columns are used.",
        )
    few = ("few_pupils",) if fewest < common.FEW else ()
    dropped = ("covariate_dropped",) if found is not None and found.pop("dropped") else ()
    return replace(result, **(found or {}), cautions=(*result.cautions, *few, *dropped))


def _only(arms: Arms, used: npt.NDArray[np.bool_]) -> Arms:
    return replace(
        arms,
        outcome=arms.outcome[used],
        in_treated=arms.in_treated[used],
        adjusters=arms.adjusters[used],
        rows=arms.rows[used],
        pupils=arms.pupils[used],
    )


def _difference(
    arms: Arms, weights: Numbers, sets: npt.NDArray[np.intp], confidence: float
) -> dict[str, Any] | None:
    """Give the difference by weighted least squares with its CR2 error; None where nothing is left to judge it by."""
    columns, dropped = design(arms)
    root = np.sqrt(weights)
    fit = ols(arms.outcome * root, columns * root[:, None])
    there, others = arms.both(arms.outcome)
    within = pooled_sd(there, others)
    if fit is None or not within > 0 or is_exact(fit, arms.outcome * root):
        return None
    found = contrasted_by_weight(fit, weights, np.eye(fit.k)[1], sets)
    if not found.se > 0:
        return None
    half = float(stats.t.ppf((1 + confidence) / 2, found.df)) * found.se
    n, side = len(arms.outcome), arms.in_treated
    return {
        "difference": found.estimate,
        "se": found.se,
        "df": found.df,
        "low": found.estimate - half,
        "high": found.estimate + half,
        "p": float(2 * stats.t.sf(abs(found.estimate) / found.se, found.df)),
        "mean_treated": float(np.average(arms.outcome[side], weights=weights[side])),
        "mean_control": float(np.average(arms.outcome[~side], weights=weights[~side])),
        "effect": effect_size(
            "total_sd",
            found.estimate,
            found.se,
            within,
            df=n - 2,
            n=n,
            confidence=confidence,
            judged_by=found.df,
        ),
        "dropped": dropped,
    }
