"""What an intervention did for those who take part because it is offered, where not everybody did as allocated.

The complier average causal effect by two-stage least squares, with the allocation as the instrument. statsmodels' IV2SLS
has neither errors by cluster nor their degrees of freedom, so the second stage is ours: the coefficients of a regression on
the fitted first stage, the residuals of what pupils really received, and the errors of `stats.models.robust`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, arm_ids, design, lacks_code, read_arms
from enquiry_lib.stats.comparisons import yes_no
from enquiry_lib.stats.comparisons.yes_no import as_yes_no, says_neither
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, effect_size, pooled_sd
from enquiry_lib.stats.models.robust import Codes, LeastSquares, contrasted, is_exact, ols
from enquiry_lib.stats.result import Cell, NotEnough, cell_of
from enquiry_lib.stats.trials.sizes import worth_of_sd

WEAK_BELOW = 10  # first-stage F: Staiger and Stock (1997)
FEW_DF = 5  # degrees of freedom by schools: below them even CR2 is rough
BY_PUPIL, BY_CLUSTER = ("classical", "HC1"), ("CR2", "CR1")

CAUTIONS = (
    arms_of.CAUTIONS
    | yes_no.CAUTIONS
    | {
        "weak": "Being offered the intervention hardly changed who took part, so the figure for those who took part is not "
        "to be relied on.",
        "fewer_took_part": "Fewer took part where it was offered than where it was not, so the figure for those who took part "
        "means nothing.",
        "all_as_allocated": "Everybody did as allocated, so both figures are the same.",
        "some_is_none": "Pupils who had some of it, but less than was set as enough, count as having had none. If the little they had "
        "did something too, the second figure is too large.",
        "few_clusters": "Few schools or classes were allocated, so the intervals are rough.",
        "no_cluster": "Some rows do not say which school or class the pupil is in; they were left out.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence."""


_NOT_KNOWN = EffectSize("total_sd")


@dataclass(frozen=True)
class Judged:
    """A difference in points with its standard error of one kind (see stats.models.robust), Student's interval and p."""

    kind: str
    difference: float | None = None
    se: float | None = None
    df: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


@dataclass(frozen=True, kw_only=True)
class ComplierEffect(BetweenArms):
    """What was found for all who were offered the intervention, and for those who took part because of it.

    `offered` is the difference by allocation, whoever took part (intention to treat), `offered_effect` the same in SD.
    `difference` and the numbers beside it are those of the compliers, `effect` in SD of pupils within the groups; `ways` has
    it with other standard errors. `took_part_treated` and `took_part_control` are percentages, `compliers` is by how many
    percentage points the offer raised them, `first_stage_f` how strongly (NaN where everybody did as allocated).
    """

    received: str
    baseline: str
    cluster: str
    enough: float | None = None
    offered: Judged
    offered_effect: EffectSize = _NOT_KNOWN
    took_part_treated: float | None = None
    took_part_control: float | None = None
    compliers: float | None = None
    first_stage_f: float | None = None
    clusters: int | None = None
    difference: float | None = None
    ways: tuple[Judged, ...]

    kept: ClassVar[tuple[str, ...]] = ("enough",)
    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "neither", "some_is_none", "no_cluster")


def complier_effect(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    received: str,
    enough: float | None = None,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> ComplierEffect | NotEnough:
    """Estimate what an intervention did for the pupils who take part when it is offered and not otherwise.

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who was allocated to which group,
    and `received` who took part: yes and no, or with `enough` a number (such as the share of sessions) that counts from
    `enough` on. `covariates` are further columns to adjust for, `cluster` is the column of the schools or classes where
    whole ones were allocated. The difference by allocation alone (intention to treat) is given beside it, and first.
    Standard errors are those of least squares, robust ones beside them; with `cluster` CR2 with Satterthwaite's degrees
    of freedom, CR1 beside it. It takes that the offer alone changes nothing, and keeps nobody from taking part. NotEnough
    where a group has no pupil with all that is needed, where taking part does not differ, or where fewer than two
    clusters are in a group; of few pupils the numbers are withheld instead. Raises ColumnMissing, WrongValue.
    Sources: Angrist, Imbens and Rubin (1996); R's AER::ivreg; clubSandwich for clusters.

    >>> table = pd.DataFrame({"arm": ["intervention", "comparison"] * 4, "came": ["yes", "no", "yes", "no", "no", "no"] + ["yes", "no"],
    ...                       "score": [14, 9, 15, 10, 11, 11, 14, 10]})
    >>> found = complier_effect(table, outcome="score", arm="arm", received="came", pupil=None)
    >>> round(found.offered.difference, 3), round(found.compliers, 1), round(found.difference, 3)
    (3.5, 75.0, 4.667)
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
    common.need_columns(data, common.named(outcome, arm, received, cluster))
    took_part = _took_part(data[received], enough)
    arms = read_arms(
        data.assign(**{received: took_part}), asked, also=[received], codes=common.named(cluster)
    )
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil of whom all that is needed is known",
            "Check how the groups are written in their column, and that it is filled in who took part.",
        )
    found = {
        "neither": enough is None and says_neither(data[received], took_part),
        "some_is_none": enough is not None,
        "no_cluster": cluster is not None and lacks_code(data, asked, cluster),
    }
    untold = _untold(arms, asked, received, cluster, enough)
    untold = replace(untold, cautions=(*untold.cautions, *common.codes_that_hold(found)))
    made = _estimated(untold, arms, asked)
    return untold if isinstance(made, NotEnough) and arms.fewest < common.FEW else made


def _took_part(column: pd.Series, enough: float | None) -> pd.Series:
    """Give 1 for who took part, 0 for who did not, NaN where that is not known."""
    numbers = common.finite_numbers(column) if pd.api.types.is_numeric_dtype(column) else np.array([])
    if enough is not None:
        known = pd.Series(common.finite_numbers(column), index=column.index)
        return (known >= enough).astype(float).where(known.notna())
    if not np.isin(numbers[~np.isnan(numbers)], (0, 1)).all():
        raise errors.WrongValue(
            name="enough",
            found="nothing",
            expected=f"from which value of '{column.name}' on a pupil has taken part",
        )
    return as_yes_no(column)


def _untold(
    arms: Arms, asked: Asked, received: str, cluster: str | None, enough: float | None
) -> ComplierEffect:
    """Give the counts of an estimate and none of its numbers."""
    kinds = BY_PUPIL if cluster is None else BY_CLUSTER
    return ComplierEffect(
        counted=(*asked.cells(arms), *_received_cells(arms, asked, received)),
        cautions=(*arms.cautions, *(("no_baseline",) if asked.baseline is None else ())),
        outcome=asked.outcome,
        received=received,
        baseline=asked.baseline or "",
        cluster=cluster or "",
        enough=enough,
        treated=str(asked.treated),
        control=str(asked.control),
        measure=asked.measure,
        confidence=asked.confidence,
        offered=Judged(kinds[0]),
        effect=_NOT_KNOWN,
        ways=tuple(map(Judged, kinds)),
    )


def _received_cells(arms: Arms, asked: Asked, received: str) -> list[Cell]:
    """Count those who took part and those who did not, in each group."""
    took_part = arms.rows[received].to_numpy(np.float64) == 1
    names = arm_ids(asked.base, asked.treated, asked.control)[1:]
    found = []
    for name, of_arm in zip(names, (arms.in_treated, ~arms.in_treated), strict=True):
        for said, there in (("took part", took_part), ("did not take part", ~took_part)):
            found.append(cell_of(f"{name}|{received}|{said}", arms.pupils[of_arm & there], name))
    return found


# --- the estimate -----------------------------------------------------------------------------------------


def _estimated(untold: ComplierEffect, arms: Arms, asked: Asked) -> ComplierEffect | NotEnough:
    columns, dropped = design(arms)
    received = arms.rows[untold.received].to_numpy(np.float64)
    clusters = pd.factorize(arms.rows[untold.cluster])[0] if untold.cluster else None
    lacking = _lacking(arms, received, clusters, asked)
    if lacking:
        return lacking
    offered, first = ols(arms.outcome, columns), ols(received, columns)
    second = None if first is None else _second_stage(arms.outcome, columns, received, first)
    if offered is None or first is None or second is None:
        return asked.not_enough(
            "there are hardly more pupils than columns, or as many took part in both groups",
            "Adjust for fewer columns, or check the column that says who took part.",
        )
    if is_exact(offered, arms.outcome) or is_exact(second, arms.outcome):
        return asked.not_enough(
            "the outcome follows exactly from the columns", "Check that no column was copied."
        )
    found = _told(untold, arms, (offered, first, second), received, clusters)
    if not (found.se or 0) > 0:
        return asked.not_enough(
            "what is left over says nothing about how sure the difference is", "Adjust for fewer columns."
        )
    return replace(found, cautions=(*found.cautions, *dropped))


def _lacking(arms: Arms, received: Numbers, clusters: Codes | None, asked: Asked) -> NotEnough | None:
    if np.ptp(arms.outcome) == 0:
        return asked.not_enough("all pupils have the same score", "Check that the right column is used.")
    if np.ptp(received) == 0:
        return asked.not_enough(
            "everybody took part, or nobody did", "Check the column that says who took part."
        )
    if clusters is None:
        return None
    if min(len(pd.unique(clusters[of])) for of in (arms.in_treated, ~arms.in_treated)) < 2:
        return asked.not_enough(
            "one of the groups has a single school or class, which cannot be told apart from the intervention",
            "Describe what was seen; it takes two schools or classes in each group, and better ten.",
        )
    return None


def _second_stage(
    y: Numbers, columns: Numbers, received: Numbers, first: LeastSquares
) -> LeastSquares | None:
    """Fit the outcome to the fitted first stage; the residuals are of what pupils really received."""
    fitted, real = columns.copy(), columns.copy()
    fitted[:, 1], real[:, 1] = received - first.residuals, received
    fit = ols(y, fitted)
    return None if fit is None else replace(fit, residuals=y - real @ fit.beta)


def _told(
    untold: ComplierEffect,
    arms: Arms,
    fits: tuple[LeastSquares, LeastSquares, LeastSquares],
    received: Numbers,
    clusters: Codes | None,
) -> ComplierEffect:
    offered, first, second = fits
    kinds = [way.kind for way in untold.ways]
    ways = tuple(_judged(second, kind, clusters, untold.confidence) for kind in kinds)
    by_offer, main = _judged(offered, kinds[0], clusters, untold.confidence), ways[0]
    f = _strength(first, received, kinds[0], clusters)
    raised = float(first.beta[1])
    found = {
        "few_pupils": arms.fewest < common.FEW,
        "weak": f < WEAK_BELOW,
        "fewer_took_part": raised < 0,
        "all_as_allocated": bool((received == arms.in_treated).all()),
        "few_clusters": clusters is not None and not (main.df or 0.0) >= FEW_DF,
    }
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
        n_treated=len(arms.analysed[0]),
        n_control=len(arms.analysed[1]),
        offered=by_offer,
        offered_effect=_in_sd(by_offer, arms, clusters, untold.confidence),
        took_part_treated=100 * float(received[arms.in_treated].mean()),
        took_part_control=100 * float(received[~arms.in_treated].mean()),
        compliers=100 * raised,
        first_stage_f=f,
        clusters=None if clusters is None else len(pd.unique(clusters)),
        difference=main.difference,
        se=main.se,
        df=main.df,
        low=main.low,
        high=main.high,
        p=main.p,
        effect=_in_sd(main, arms, clusters, untold.confidence),
        ways=ways,
    )


def _of_arm(fit: LeastSquares) -> Numbers:
    """Give the contrast of the second coefficient: the arm's."""
    contrast: Numbers = np.eye(fit.k)[1]
    return contrast


def _judged(fit: LeastSquares, kind: str, clusters: Codes | None, confidence: float) -> Judged:
    made = contrasted(fit, _of_arm(fit), kind, clusters)
    if not made.se > 0:
        return Judged(kind, made.estimate, *[float("nan")] * 5)
    half = float(stats.t.ppf((1 + confidence) / 2, made.df)) * made.se
    p = float(2 * stats.t.sf(abs(made.estimate) / made.se, made.df))
    return Judged(kind, made.estimate, made.se, made.df, made.estimate - half, made.estimate + half, p)


def _strength(first: LeastSquares, received: Numbers, kind: str, clusters: Codes | None) -> float:
    """Give the F of the allocation in the first stage; NaN where it says everything."""
    if is_exact(first, received):
        return float("nan")
    made = contrasted(first, _of_arm(first), kind, clusters)
    return float((made.estimate / made.se) ** 2)


def _in_sd(judged: Judged, arms: Arms, clusters: Codes | None, confidence: float) -> EffectSize:
    """Give a difference in SD, as unsure as in points where it was judged by clusters."""
    there, others = arms.both(arms.outcome)
    sd, n = pooled_sd(there, others), there.n + others.n
    if judged.difference is None or judged.se is None or not sd > 0:
        return EffectSize("total_sd", *[float("nan")] * 4)
    return effect_size(
        "total_sd",
        judged.difference,
        judged.se,
        sd,
        df=n - 2,
        n=n if clusters is None else worth_of_sd(arms.outcome, arms.in_treated, clusters),
        confidence=confidence,
        judged_by=math.inf if clusters is None or judged.df is None else judged.df,
    )
