"""Whole classes or schools allocated: the difference between two groups, when pupils of one cluster are alike.

A random intercept for each cluster, by restricted maximum likelihood; Student's t with Satterthwaite's degrees of
freedom or Kenward and Roger's, cut off at what so many clusters can bear (`difference`). The first effect size is the
guidance's, over the total SD of the model with the groups only; beside it stand the other conventions (`sizes`).
With one cluster in each group there is nothing to judge a difference by: two means are described, and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, design, lacks_code, read_arms
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, moments
from enquiry_lib.stats.models.mixed import MixedFit, fit_mixed
from enquiry_lib.stats.result import Counted, NotEnough
from enquiry_lib.stats.trials import sizes
from enquiry_lib.stats.trials.began import where_began
from enquiry_lib.stats.trials.difference import (
    CUT_OFF,
    ByMixedModel,
    Codes,
    Difference,
    difference_of,
    need_small_sample,
    only_between,
)
from enquiry_lib.stats.trials.sizes import ArmSizes, Variances, variances_of

HARDLY_ANY = 4  # clusters; with these or fewer each of them weighs too much
FEWEST_CLUSTERS = (
    3  # in a group; of fewer anybody at the school could tell whose pupils they are (see fidelity)
)

CAUTIONS = (
    arms_of.CAUTIONS
    | arms_of.APART
    | {
        "cluster_missing": "Of some pupils it is not said which class or school they are in; they were left out.",
        "two_clusters": "One class or school was compared with one other: whatever differs between the two, their teachers, "
        "their pupils or their timetable, cannot be told apart from the intervention.",
        "one_cluster": "One of the groups is a single class or school, so that whatever is particular to it cannot be told "
        "apart from the intervention.",
        "hardly_any_clusters": "There are only three or four classes or schools. Each of them weighs so much that one more, or "
        "one other, could turn the finding round: read it as a rehearsal, not as an answer.",
        "not_for_performance": "With fewer than three classes or schools in a group, the scores are also those of particular "
        "colleagues: this is not about any teacher, and not for performance management.",
        "singular": "Between these classes or schools pupils seem to differ no more than within them. With few of them that may be "
        "chance, so the interval still goes by their number and not by that of the pupils.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence; CUT_OFF apart."""

CONVENTIONS = (
    "conditional_within",
    "conditional_total",
    "unconditional_within",
    "unconditional_total",
    "unadjusted",
)
MODELS = ("adjusted", "groups only", "empty")


@dataclass(frozen=True, kw_only=True)
class ClusteredEffect(ByMixedModel):
    """The difference between two groups of whole clusters, adjusted for where pupils started.

    `effect` and `variants` are in SD. `variances` has those of the adjusted model, of that with the groups only, and of
    the empty one. `cluster` is the column of clusters.
    """

    cluster: str
    clusters_treated: int | None = None
    clusters_control: int | None = None

    @property
    def icc(self) -> float | None:
        """Give the intracluster correlation of the model with the groups only."""
        return next((found.icc for found in self.variances if found.model == "groups only"), None)


@dataclass(frozen=True, kw_only=True)
class ClusteredDescription(Counted):
    """One class or school beside another: two means, and how many points lie between them. Nothing is made of it."""

    outcome: str
    treated: str
    control: str
    cluster: str
    n_treated: int | None = None
    n_control: int | None = None
    mean_treated: float | None = None
    mean_control: float | None = None
    difference: float | None = None
    measure: str = ""

    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "two_clusters", "not_for_performance")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        left = tuple(code for code in self.cautions if code in self.standing)
        return replace(common.without_numbers(self, keep=("counted",)), counted=(), cautions=left)


# --- the comparison ---------------------------------------------------------------------------------------


def compare_clusters(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    cluster: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    small_sample: str = "satterthwaite",
    measure: str = "",
    confidence: float = 0.95,
) -> ClusteredEffect | ClusteredDescription | NotEnough:
    """Compare two groups where whole classes or schools were allocated, adjusted for where the pupils started.

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which group
    (`treated`, `control`), `cluster` in which class or school, `covariates` are further columns to adjust for.
    `small_sample` is "satterthwaite" or "kenward_roger". `measure` names what was measured. One class or school in each
    group gives a ClusteredDescription. NotEnough when a group has no pupil with scores, when a cluster has pupils in
    both groups (see compare_in_sites), when nobody's score differs, when every cluster is one pupil, or when there are
    hardly more clusters than columns. Clusters are the same however they are typed ("3", 3.0); where schools number their
    classes alike, give a column that names both. Raises ColumnMissing, WrongValue.
    The model is y = groups + columns + (1 | cluster), as R's lme4 fits it; degrees of freedom as lmerTest and pbkrtest
    have them, but never more than clusters less the columns that vary only between clusters.

    >>> scores = pd.DataFrame({"pupil_id": range(16), "class": list("AAAABBBBCCCCDDDD"),
    ...                        "arm": ["intervention"] * 8 + ["comparison"] * 8,
    ...                        "after": [8, 9, 7, 9, 5, 6, 8, 6, 5, 6, 4, 6, 4, 5, 5, 3]})
    >>> found = compare_clusters(scores, outcome="after", arm="arm", cluster="class")
    >>> round(found.difference, 2), round(found.df, 2), found.clusters_treated
    (2.5, 2.0, 2)
    """
    need_small_sample(small_sample)
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
    arms = read_arms(data, asked, codes=[cluster])
    return _compare(arms, asked, _Clusters.of(arms, cluster), small_sample, lacks_code(data, asked, cluster))


@dataclass(frozen=True)
class _Clusters:
    """Which cluster each pupil is in (`codes`), and how many pupils the clusters of each arm have."""

    name: str
    codes: Codes
    sizes: ArmSizes
    mixed: bool

    @classmethod
    def of(cls, arms: Arms, name: str) -> Self:
        codes = pd.factorize(arms.rows[name])[0]
        clusters = int(codes.max()) + 1 if len(codes) else 0
        there, others = (
            np.bincount(codes[who], minlength=clusters).astype(np.float64)
            for who in (arms.in_treated, ~arms.in_treated)
        )
        mixed = bool(((there > 0) & (others > 0)).any())
        return cls(name, codes, ArmSizes(there[there > 0], others[others > 0]), mixed)


def _compare(
    arms: Arms, asked: Asked, clusters: _Clusters, small_sample: str, lacking: bool
) -> ClusteredEffect | ClusteredDescription | NotEnough:
    refused = _refused(arms, asked, clusters)
    if refused is not None:
        return refused
    said = common.codes_that_hold({"cluster_missing": lacking})
    if clusters.sizes.clusters == 2:
        return _description(arms, asked, clusters, said)
    found = _estimate(arms, asked, clusters, small_sample)
    if isinstance(found, NotEnough):
        return found if arms.fewest >= common.FEW else _untold(arms, asked, clusters.name, small_sample)
    return replace(found, cautions=(*arms.cautions, *said, *found.cautions))


def _refused(arms: Arms, asked: Asked, clusters: _Clusters) -> NotEnough | None:
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil with all the scores needed",
            "Check how the groups are written in their column, and that scores and classes are filled in.",
        )
    if clusters.mixed:
        return asked.not_enough(
            f"some of those in the column {clusters.name} have pupils in both groups, so they were not allocated whole",
            "If pupils were allocated within each class or school, use compare_in_sites. If a pupil has moved, give the class "
            "or school that was allocated.",
        )
    return None


def _description(
    arms: Arms, asked: Asked, clusters: _Clusters, said: tuple[str, ...]
) -> ClusteredDescription:
    there, others = arms.both(arms.outcome)
    few = common.codes_that_hold({"few_pupils": arms.fewest < common.FEW})
    return ClusteredDescription(
        counted=asked.cells(arms),
        cautions=(*arms.cautions, *said, *few, "two_clusters", "not_for_performance"),
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        cluster=clusters.name,
        n_treated=there.n,
        n_control=others.n,
        mean_treated=there.mean,
        mean_control=others.mean,
        difference=there.mean - others.mean,
        measure=asked.measure,
    )


def _untold(arms: Arms, asked: Asked, cluster: str, small_sample: str) -> ClusteredEffect:
    """Give the counts of a comparison and none of its numbers, as it is when its pupils are withheld."""
    return ClusteredEffect(
        counted=asked.cells(arms),
        cautions=(*arms.cautions, *(("no_baseline",) if asked.baseline is None else ())),
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        cluster=cluster,
        baseline=asked.baseline or "",
        small_sample=small_sample,
        measure=asked.measure,
        confidence=asked.confidence,
        effect=EffectSize("clustered"),
        variants=tuple(map(EffectSize, CONVENTIONS)),
        variances=tuple(map(Variances, MODELS)),
    )


# --- estimating -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fits:
    """The same outcome by three models: with all columns, with the groups only, with neither."""

    adjusted: MixedFit
    groups_only: MixedFit
    empty: MixedFit

    @property
    def variances(self) -> tuple[Variances, ...]:
        """Give the variances of each, in the order of MODELS."""
        return tuple(map(variances_of, MODELS, (self.adjusted, self.groups_only, self.empty)))


def _estimate(
    arms: Arms, asked: Asked, clusters: _Clusters, small_sample: str
) -> ClusteredEffect | NotEnough:
    if moments(arms.outcome).sd == 0:
        return asked.not_enough("all pupils have the same score", "Check that the right column is used.")
    if clusters.sizes.clusters == len(arms.outcome):
        return asked.not_enough(
            f"each of those in the column {clusters.name} has one pupil with scores, so clusters and pupils are the same",
            "Check that the column says the class or school; if pupils were allocated one by one, use compare_two_groups.",
        )
    columns, dropped = design(arms)
    most = clusters.sizes.clusters - only_between(columns, clusters.codes)
    fits = _fit(arms.outcome, columns, clusters.codes) if most > 0 else None
    if fits is None:
        return asked.not_enough(
            "there are hardly more classes or schools than columns, or the outcome follows exactly from them",
            "Adjust for fewer columns that are the same for a whole class or school, and check that no column was copied.",
        )
    found = difference_of(fits.adjusted, small_sample=small_sample, most=most, confidence=asked.confidence)
    effect, *variants = _effect_sizes(arms, clusters.sizes, fits, found, asked.confidence)
    there, others = arms.both(arms.outcome)
    apart = arms_of.baseline_g(arms, asked)
    return replace(
        _untold(arms, asked, clusters.name, small_sample),
        cautions=(*dropped, *_cautions(arms, asked, clusters.sizes, fits.adjusted, found, apart=apart)),
        n_treated=there.n,
        n_control=others.n,
        clusters_treated=len(clusters.sizes.treated),
        clusters_control=len(clusters.sizes.control),
        mean_treated=there.mean,
        mean_control=others.mean,
        sd_treated=there.sd,
        sd_control=others.sd,
        **where_began(arms, asked, apart),
        **found.numbers(),
        effect=effect,
        variants=tuple(variants),
        variances=fits.variances,
    )


def _fit(outcome: Numbers, columns: Numbers, codes: Codes) -> _Fits | None:
    """Fit the three models; None where one of them cannot be estimated."""
    fits = [fit_mixed(outcome, columns[:, :wide], codes) for wide in (columns.shape[1], 2, 1)]
    adjusted, groups_only, empty = fits
    if adjusted is None or groups_only is None or empty is None:
        return None
    return _Fits(adjusted, groups_only, empty)


def _cautions(
    arms: Arms, asked: Asked, clusters: ArmSizes, fit: MixedFit, found: Difference, *, apart: float | None
) -> tuple[str, ...]:
    fewest = min(len(clusters.treated), len(clusters.control))
    return common.codes_that_hold(
        {
            "no_baseline": asked.baseline is None,
            "few_pupils": arms.fewest < common.FEW,
            **arms_of.how_far_apart(apart),
            "one_cluster": fewest == 1,
            "hardly_any_clusters": clusters.clusters <= HARDLY_ANY,
            "not_for_performance": fewest < FEWEST_CLUSTERS,
            "singular": fit.singular,
            CUT_OFF: found.cut_off,
        }
    )


def _effect_sizes(
    arms: Arms, clusters: ArmSizes, fits: _Fits, found: Difference, confidence: float
) -> list[EffectSize]:
    """Give the guidance's effect size first, then the other conventions."""
    adjusted, groups_only, empty = fits.variances
    between_df = clusters.clusters - 2
    h = sizes.total_df(
        groups_only,
        n=clusters.n,
        between_df=between_df,
        within_df=clusters.n - clusters.clusters,
        size=clusters.between / between_df,
    )
    guidance = sizes.guidance_size(
        "clustered", found.difference, found.se, groups_only, h=h, df=found.df, confidence=confidence
    )
    others = [
        make(f"{kind}_{over}", found.difference, variances, clusters, confidence=confidence)
        for kind, variances in (("conditional", adjusted), ("unconditional", empty))
        for over, make in (("within", sizes.within_size), ("total", sizes.total_size))
    ]
    groups = arms.both(arms.outcome)
    raw = sizes.unadjusted_size(groups, groups_only, clusters, h=h, df=found.df, confidence=confidence)
    return [guidance, *others, raw]
