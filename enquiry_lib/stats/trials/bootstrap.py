"""A bootstrap of the difference between two groups: how far it would move if others like these had taken part.

What was allocated is what is drawn again: whole clusters where clusters were allocated, pupils where pupils were, within
each group and block, so that no group is ever empty. The interval of the percentiles runs from one quantile of the draws
to another; the basic one mirrors them at the estimate (Davison and Hinkley 1997, chapter 5). Quantiles are the (draws + 1)·p-th
in order, as R's boot has them at whole ranks.

A draw is a set of weights (how often each pupil came up), so that all draws' sums of squares are one matrix product, and
their least squares one batch of small systems. Hedges' J is that of the whole sample in every draw.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, exact_j
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.allocated import (
    Allocated,
    Codes,
    Redrawn,
    allocated,
    basis_of,
    beyond,
    in_sd,
    mixed,
    read_for,
    told_or_not,
    untold,
)
from enquiry_lib.stats.trials.draws import Draws, need_draws
from enquiry_lib.stats.trials.weighted import Drawn, Sums

AT_ONCE = 4_000_000  # entries of a matrix of draws; more are made in turns
FEW_CLUSTERS = 10
FEW_DRAWS = 1000
ALONE = 1e-10  # a pupil with less room than this is fitted exactly

RESAMPLED = {
    "pupils": "pupils, group by group",
    "clusters": "whole clusters, with all their pupils",
    "both": "whole clusters, and the pupils within each of them",
    "residuals": "residuals of the adjusted model, scaled by their leverage",
}
"""What can be drawn again, in words."""

CAUTIONS = arms_of.CAUTIONS | {
    "few_clusters": "There are fewer than ten clusters. Drawn again, so few of them differ less than others would, and the intervals "
    "come out too narrow.",
    "clusters_fixed": "Pupils were drawn again inside these clusters, so the intervals leave out how differently other clusters "
    "would have come out.",
    "clusters_in_both": "Some clusters have pupils of both groups; whole clusters were drawn with both.",
    "always_drawn": "Somewhere a group has a single pupil or cluster to draw from, which every draw has: the intervals come out too "
    "narrow.",
    "same_spread": "Drawing residuals takes them to vary alike everywhere, and pupils to be independent of each other.",
    "few_draws": "The ends of an interval need a thousand draws or more to stand still.",
    "draws_left_out": "Some draws gave no difference, because nobody of a group was drawn or nobody in it differed; they were left out.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True, kw_only=True)
class BootstrapEffect(Redrawn):
    """The adjusted difference with intervals from drawing the pupils, or their clusters, again and again.

    `difference`, `se`, `low` and `high` (percentiles) and `basic_low`, `basic_high` are in points; `effect` (percentiles) and
    `basic_effect_low`, `basic_effect_high` in SD. Standard errors are SDs of the draws. `resample` says what was drawn (see
    RESAMPLED), `clusters` counts those of the column `cluster`. There are no df and no p.
    """

    resample: str
    basic_low: float | None = None
    basic_high: float | None = None
    basic_effect_low: float | None = None
    basic_effect_high: float | None = None
    clusters: int | None = None

    standing: ClassVar[tuple[str, ...]] = (*Redrawn.standing, "clusters_fixed", "same_spread", "few_draws")


def bootstrap_effect(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    within: str | None = None,
    cluster: str | None = None,
    resample: str | None = None,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 20260901,
) -> BootstrapEffect | NotEnough:
    """Give the difference between two groups with intervals from drawing those who took part again and again.

    `data` has one row a pupil; `outcome`, `arm`, `baseline` and `covariates` are as in compare_two_groups. `within` is the
    column of schools, classes or blocks inside which the groups were drawn (it is adjusted for), `cluster` that of classes
    or schools that belong together. `resample` says what is drawn again: "clusters" (so too where clusters are named and
    nothing is asked for), "pupils" (so too without clusters; with them, inside each cluster as it is), "both" (clusters, and
    pupils in them: it counts the pupils' chance twice and errs on the wide side), or "residuals". The same `seed` gives
    the same draws. NotEnough when a group has no pupil with scores, or everywhere a single one to draw from, when a
    cluster is in two blocks, when nobody's score differs, or when it follows from the columns. Raises ColumnMissing,
    WrongValue.

    >>> scores = pd.DataFrame({"arm": ["intervention", "comparison"] * 4, "score": [5, 1, 6, 2, 7, 3, 6, 1]})
    >>> found = bootstrap_effect(scores, outcome="score", arm="arm", pupil=None)
    >>> found.difference, found.low < found.difference < found.high
    (4.25, True)
    """
    need_draws(draws, seed)
    kind = _kind(resample, cluster)
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
    arms = read_for(data, asked, within=within, cluster=cluster)
    if isinstance(arms, NotEnough):
        return arms
    settings = {"within": within or "", "cluster": cluster or "", "draws": draws, "seed": seed}
    nothing = untold(BootstrapEffect, arms, asked, resample=kind, **settings)
    nothing = replace(nothing, cautions=(*nothing.cautions, *_by_settings(nothing)))
    return told_or_not(_estimate(arms, asked, nothing) if arms.fewest > 1 else None, arms, nothing)


def _kind(resample: str | None, cluster: str | None) -> str:
    kind = resample or ("pupils" if cluster is None else "clusters")
    if kind not in RESAMPLED:
        raise WrongValue(name="resample", found=kind, expected=f"one of {', '.join(RESAMPLED)}")
    if cluster is None and kind in ("clusters", "both"):
        raise WrongValue(name="cluster", found="nothing", expected="the column of the clusters to draw")
    if cluster is not None and kind == "residuals":
        raise WrongValue(name="resample", found="residuals of clusters", expected="clusters, both or pupils")
    return kind


def _by_settings(nothing: BootstrapEffect) -> tuple[str, ...]:
    """Give the cautions that what was asked for brings with it."""
    asked = {
        "clusters_fixed": bool(nothing.cluster) and nothing.resample == "pupils",
        "same_spread": nothing.resample == "residuals",
        "few_draws": nothing.draws < FEW_DRAWS,
    }
    return common.codes_that_hold(asked)


# --- the estimate and its draws ---------------------------------------------------------------------------


def _estimate(arms: Arms, asked: Asked, nothing: BootstrapEffect) -> BootstrapEffect | NotEnough:
    given = allocated(arms, asked, within=nothing.within, cluster=nothing.cluster)
    if isinstance(given, NotEnough):
        return given
    if given.clusters is not None and mixed(given.blocks, given.clusters):
        return asked.not_enough(
            f"a {nothing.cluster} lies in two of the blocks", "Check the columns of clusters and of blocks."
        )
    strata = _strata(given, nothing.resample)
    if max(map(len, strata)) < 2:
        return asked.not_enough(
            "everywhere a group has a single pupil or cluster to draw from",
            "Leave out the blocks, or draw the blocks themselves: name them as `cluster`.",
        )
    there, others = arms.analysed
    difference = float(_difference(given, given.outcome[None])[0])
    drawn = (
        _residuals(given, nothing) if nothing.resample == "residuals" else _weighted(given, strata, nothing)
    )
    usable = np.isfinite(drawn.differences) & (drawn.sds > 0)
    if usable.sum() < 2:
        return asked.not_enough("hardly any draw gave a difference", "Adjust for fewer columns.")
    many = None if given.clusters is None else int(given.clusters.max()) + 1
    whole = nothing.resample in ("clusters", "both")
    found = {
        "few_pupils": arms.fewest < common.FEW,
        "few_clusters": whole and (many or 0) < FEW_CLUSTERS,
        "clusters_in_both": whole and not given.nested,
        "always_drawn": min(map(len, strata)) < 2,
        "draws_left_out": not usable.all(),
    }
    told = replace(
        nothing,
        cautions=(*nothing.cautions, *given.cautions, *common.codes_that_hold(found)),
        n_treated=len(there),
        n_control=len(others),
        clusters=many,
        difference=difference,
    )
    return _with_intervals(told, in_sd(arms, difference), Drawn(*(part[usable] for part in drawn)))


def _with_intervals(told: BootstrapEffect, effect: float, drawn: Drawn) -> BootstrapEffect:
    difference = told.difference or 0.0
    j = exact_j((told.n_treated or 0) + (told.n_control or 0) - 2)
    low, high = _percentiles(drawn.differences, told.confidence)
    in_sds = j * drawn.differences / drawn.sds
    effect_low, effect_high = _percentiles(in_sds, told.confidence)
    return replace(
        told,
        se=float(drawn.differences.std(ddof=1)),
        low=low,
        high=high,
        basic_low=2 * difference - high,
        basic_high=2 * difference - low,
        effect=EffectSize("total_sd", effect, float(in_sds.std(ddof=1)), effect_low, effect_high),
        basic_effect_low=2 * effect - effect_high,
        basic_effect_high=2 * effect - effect_low,
    )


def _percentiles(drawn: Numbers, confidence: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], method="weibull")
    return float(low), float(high)


# --- drawing pupils and clusters --------------------------------------------------------------------------


def _strata(given: Allocated, resample: str) -> list[Codes]:
    """Give the places, of pupils or of clusters, among which draws are made: a list for each group of each block."""
    arm, codes = given.arms.in_treated.astype(np.intp), given.clusters
    if resample == "residuals":
        return [np.arange(len(arm))]
    if codes is None:
        return _apart(given.blocks, arm)
    if resample == "pupils":
        return _apart(codes, arm)
    first = np.unique(codes, return_index=True)[1]
    return _apart(given.blocks[first], arm[first] if given.nested else np.zeros(len(first), np.intp))


def _apart(*codes: Codes) -> list[Codes]:
    """Give the places that share all their codes, set by set."""
    which = np.unique(np.column_stack(codes), axis=0, return_inverse=True)[1].ravel()
    return [np.flatnonzero(which == one) for one in range(which.max() + 1)]


def _weighted(given: Allocated, strata: list[Codes], asked: BootstrapEffect) -> Drawn:
    """Draw weights in turns, and give each draw's difference."""
    draws, parts = Draws(asked.seed), []
    sums = Sums.of(given.outcome, given.treated, given.beside)
    at_once = max(1, AT_ONCE // max(sums.products.shape))
    for start in range(0, asked.draws, at_once):
        many = min(at_once, asked.draws - start)
        parts.append(sums.drawn(_weights(given, strata, asked.resample, many, draws)))
    return Drawn(*map(np.concatenate, zip(*parts, strict=True)))


def _weights(given: Allocated, strata: list[Codes], resample: str, many: int, draws: Draws) -> Numbers:
    """Give how often each pupil comes up in each draw: (many, n)."""
    codes = given.clusters
    whole = codes is not None and resample != "pupils"
    counts = np.empty((many, codes.max() + 1 if codes is not None and whole else len(given.outcome)))
    for places in strata:
        counts[:, places] = draws.counts(many, len(places))
    if codes is None or not whole:
        return counts
    return counts[:, codes] if resample == "clusters" else _inside(given, codes, counts, draws)


def _inside(given: Allocated, codes: Codes, counts: Numbers, draws: Draws) -> Numbers:
    """Draw pupils, of each group, inside each copy of a cluster that came up."""
    weights = np.zeros((len(counts), len(codes)))
    for places in _apart(codes, given.arms.in_treated.astype(np.intp)):
        copies = counts[:, codes[places[0]]].astype(np.intp)
        drawn = draws.counts(int(copies.sum()), len(places))
        up = np.flatnonzero(copies)
        starts = (np.cumsum(copies) - copies)[up]
        weights[np.ix_(up, places)] = np.add.reduceat(drawn, starts) if len(up) else 0.0
    return weights


# --- drawing residuals ------------------------------------------------------------------------------------


def _residuals(given: Allocated, asked: BootstrapEffect) -> Drawn:
    """Draw residuals in turns, put them upon what was fitted, and give each draw's difference."""
    draws, parts, n = Draws(asked.seed), [], len(given.outcome)
    basis = basis_of(np.column_stack([given.treated, given.beside]))
    left = beyond(given.outcome, basis)
    room = 1 - (basis**2).sum(axis=1)
    scaled = left / np.sqrt(np.where(room > ALONE, room, 1.0))
    for start in range(0, asked.draws, at_once := max(1, AT_ONCE // n)):
        places = draws.places(min(at_once, asked.draws - start), n)
        scores = given.outcome - left + (scaled - scaled.mean())[places]
        parts.append(Drawn(_difference(given, scores), _sds(given, scores)))
    return Drawn(*map(np.concatenate, zip(*parts, strict=True)))


def _difference(given: Allocated, scores: Numbers) -> Numbers:
    """Give the adjusted difference of each row of scores (b, n)."""
    own = beyond(given.treated, basis_of(given.beside))
    differences: Numbers = scores @ own / (own @ own)
    return differences


def _sds(given: Allocated, scores: Numbers) -> Numbers:
    """Give the SD of pupils within the arms of each row of scores (b, n)."""
    there, others = scores[:, given.arms.in_treated], scores[:, ~given.arms.in_treated]
    squares = there.shape[1] * there.var(axis=1) + others.shape[1] * others.var(axis=1)
    sds: Numbers = np.sqrt(squares / (scores.shape[1] - 2))
    return sds
