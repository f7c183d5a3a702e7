"""Pupils allocated within each class or school: one difference over all sites, and how it differs between them.

A random intercept for each site and, where it can be fitted, a random difference (slope) beside it, by restricted
maximum likelihood; Student's t with Satterthwaite's degrees of freedom or Kenward and Roger's, cut off at the sites
with both groups less one: also where the sites happen to look alike and the slope is left out, as the interval is to
hold for sites such as these. Asked without slopes, they are cut off at what is left over within the sites, and the
answer is about these sites alone. The effect sizes are the guidance's and eefAnalytics' (`sizes`). Each site's own
difference is adjusted as all are, and judged by the variance within all sites.

Where the groups began is compared within sites too (`began`); its cautions are those of `arms.APART`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pandas as pd
from scipy import stats

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, Pupils, arm_ids, design, lacks_code, read_arms
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, hedges_g, moments
from enquiry_lib.stats.models.mixed import MixedFit, fit_mixed
from enquiry_lib.stats.result import Cell, NotEnough, cell_of
from enquiry_lib.stats.trials import sizes
from enquiry_lib.stats.trials.began import apart_within, where_began
from enquiry_lib.stats.trials.difference import (
    CUT_OFF,
    TREATED,
    ByMixedModel,
    Codes,
    Difference,
    difference_of,
    need_small_sample,
    only_between,
)
from enquiry_lib.stats.trials.sizes import ArmSizes, Variances, variances_of

ENOUGH_TO_DIFFER = 5  # sites; fewer say too little about how sites differ
NEXT_TO_NOTHING = 1e-6  # of the variance within sites: a variance of differences below it is none

CAUTIONS = (
    arms_of.CAUTIONS
    | arms_of.APART
    | {
        "site_missing": "Of some pupils it is not said which class or school they are in; they were left out.",
        "one_armed_sites": "Some classes or schools have pupils of one group only; they say hardly anything about the difference.",
        "few_sites": "With so few classes or schools nobody can tell how much the difference would differ in others.",
        "same_everywhere": "It could not be seen that the difference differs from one class or school to the next, and it was taken "
        "to be the same in all. With few of them that may be chance, so the interval still goes by their number and not by that of "
        "the pupils.",
        "in_step": "How much the difference differs from one class or school to the next could be estimated only as if it went hand in "
        "hand with how well they score. With few of them that may be chance: take that number as rough.",
        "taken_as_same": "The difference was taken to be the same in all classes or schools, as asked; if it is not, the interval is "
        "too narrow for others than these.",
        "not_for_performance": "A single class's or school's difference rests on few pupils and is mostly chance: it is not about any "
        "teacher, and not for performance management.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence; CUT_OFF apart."""

CONVENTIONS = ("conditional_within", "conditional_total", "unadjusted")
MODELS = ("adjusted", "groups only")


@dataclass(frozen=True)
class SiteDifference:
    """The difference in one class or school, in points, with its interval and the pupils it rests on."""

    site: str
    n_treated: int | None
    n_control: int | None
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class MultisiteEffect(ByMixedModel):
    """The difference between two groups within classes or schools, adjusted for where pupils started.

    `effect` and `variants` are in SD. `sites` has those with pupils in both groups, in the order of their names;
    `sites_compared` counts them. `v_differences` is the variance of the sites' true differences, nought where they were
    taken to be the same. `variances` has those between and within sites of the adjusted model, and of that with the
    groups only. `site` is the column of sites. `baseline_g` is the difference within sites (see `began.apart_within`).
    """

    site: str
    sites_compared: int | None = None
    v_differences: float | None = None
    sites: tuple[SiteDifference, ...] = ()

    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "taken_as_same")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        total, *_ = arms = _arm_names(self)
        if set(arms) & set(ids):
            return replace(super().withhold({total}), sites=())
        kept = common.cells_kept(self.counted, ids)
        lines = tuple(
            line if not set(_site_ids(self, line.site)) & set(ids) else _hidden(line) for line in self.sites
        )
        return replace(self, counted=kept, sites=lines)


def _arm_names(result: MultisiteEffect) -> tuple[str, str, str]:
    return arm_ids(arms_of.base_of(result.measure, result.outcome), result.treated, result.control)


def _site_ids(result: MultisiteEffect, site: str) -> tuple[str, str]:
    _, there, others = _arm_names(result)
    return f"{there}|{result.site}={site}", f"{others}|{result.site}={site}"


def _hidden(line: SiteDifference) -> SiteDifference:
    return common.without_numbers(line)


# --- the comparison ---------------------------------------------------------------------------------------


def compare_in_sites(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    site: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    slopes: bool = True,
    small_sample: str = "satterthwaite",
    measure: str = "",
    confidence: float = 0.95,
) -> MultisiteEffect | NotEnough:
    """Compare two groups where pupils were allocated within each class or school, adjusted for where they started.

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which group
    (`treated`, `control`), `site` in which class or school, `covariates` are further columns to adjust for. `slopes`
    lets the difference differ from site to site: the interval is about sites such as these, and goes by how many there
    are. Where it is False the difference is taken to be the same in all; where that it differs cannot be estimated, too.
    `small_sample` is "satterthwaite" or "kenward_roger". NotEnough when a group has no pupil
    with scores, when fewer than two sites have pupils in both groups, or when nobody's score differs. Sites are the same however they are typed
    ("3", 3.0); where schools number their classes alike, give a column that names both.
    Raises ColumnMissing, WrongValue.
    The model is y = groups + columns + (1 + group | site), as R's lme4 fits it.

    >>> scores = pd.DataFrame({"pupil_id": range(12), "class": list("AAAABBBBCCCC"),
    ...                        "arm": ["intervention", "comparison"] * 6,
    ...                        "after": [8, 6, 7, 6, 9, 5, 6, 5, 8, 6, 4, 3]})
    >>> found = compare_in_sites(scores, outcome="after", arm="arm", site="class")
    >>> round(found.difference, 2), found.sites_compared
    (1.83, 3)
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
    arms = read_arms(data, asked, codes=[site])
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil with all the scores needed",
            "Check how the groups are written in their column, and that scores and classes are filled in.",
        )
    lacking = common.codes_that_hold({"site_missing": lacks_code(data, asked, site)})
    found = _estimate(arms, asked, _Sites.of(arms, site), small_sample, slopes)
    if isinstance(found, NotEnough):
        return (
            found if arms.fewest >= common.FEW else _untold(arms, asked, _Sites.of(arms, site), small_sample)
        )
    return replace(found, cautions=(*arms.cautions, *lacking, *found.cautions))


@dataclass(frozen=True)
class _Sites:
    """Which site each pupil is in (`codes`), their names in order, and how many pupils of each arm they have."""

    column: str
    codes: Codes
    names: list[str]
    sizes: ArmSizes

    @classmethod
    def of(cls, arms: Arms, column: str) -> Self:
        given = arms.rows[column].astype("category").cat.remove_unused_categories().cat
        codes, names = given.codes.to_numpy().astype(np.intp), [*map(str, given.categories)]
        there, others = (
            np.bincount(codes[who], minlength=len(names)).astype(np.float64)
            for who in (arms.in_treated, ~arms.in_treated)
        )
        return cls(column, codes, names, ArmSizes(there, others))

    @property
    def two_armed(self) -> Codes:
        """Give the codes of the sites with pupils of both arms."""
        return np.flatnonzero((self.sizes.treated > 0) & (self.sizes.control > 0))


def _untold(arms: Arms, asked: Asked, sites: _Sites, small_sample: str) -> MultisiteEffect:
    """Give the counts of a comparison and none of its numbers, as it is when its pupils are withheld."""
    result = MultisiteEffect(
        counted=(),
        cautions=(*arms.cautions, *(("no_baseline",) if asked.baseline is None else ())),
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        site=sites.column,
        baseline=asked.baseline or "",
        small_sample=small_sample,
        measure=asked.measure,
        confidence=asked.confidence,
        effect=EffectSize("clustered"),
        variants=tuple(map(EffectSize, CONVENTIONS)),
        variances=tuple(map(Variances, MODELS)),
    )
    return replace(result, counted=(*asked.cells(arms), *_site_cells(result, arms, sites)))


def _site_cells(result: MultisiteEffect, arms: Arms, sites: _Sites) -> list[Cell]:
    """Count each site's pupils of either arm, each count a part of its arm."""
    _, *margins = _arm_names(result)
    cells: list[Cell] = []
    for code, name in enumerate(sites.names):
        here = sites.codes == code
        pupils: tuple[Pupils, Pupils] = (
            arms.pupils[here & arms.in_treated],
            arms.pupils[here & ~arms.in_treated],
        )
        cells += map(cell_of, _site_ids(result, name), pupils, margins)
    return cells


# --- estimating -------------------------------------------------------------------------------------------


def _estimate(
    arms: Arms, asked: Asked, sites: _Sites, small_sample: str, slopes: bool
) -> MultisiteEffect | NotEnough:
    two_armed = len(sites.two_armed)
    if two_armed < 2:
        return _too_few_sites(asked, two_armed, len(sites.names))
    if moments(arms.outcome).sd == 0:
        return asked.not_enough("all pupils have the same score", "Check that the right column is used.")
    columns, dropped = design(arms)
    left = len(arms.outcome) - len(sites.names) - (columns.shape[1] - only_between(columns, sites.codes))
    fits = _fit(arms, columns, sites.codes, slopes) if left > 0 else None
    if fits is None:
        return asked.not_enough(
            "the outcome follows exactly from the columns, or there are hardly more pupils than columns",
            "Check that no column was copied, or adjust for fewer columns.",
        )
    varies = len(fits.used.v_groups) > 1
    found = difference_of(
        fits.used,
        small_sample=small_sample,
        most=two_armed - 1 if slopes else left,
        confidence=asked.confidence,
    )
    effect, *variants = _effect_sizes(arms, sites, fits, found, asked.confidence)
    quantile = float(stats.t.ppf((1 + asked.confidence) / 2, left))
    there, others = arms.both(arms.outcome)
    apart = apart_within(arms, asked, sites.codes)
    return replace(
        _untold(arms, asked, sites, small_sample),
        cautions=(
            *dropped,
            *_cautions(arms, asked, sites, apart, fit=fits.used, asked_to=slopes, cut_off=found.cut_off),
        ),
        n_treated=there.n,
        n_control=others.n,
        sites_compared=two_armed,
        mean_treated=there.mean,
        mean_control=others.mean,
        sd_treated=there.sd,
        sd_control=others.sd,
        **where_began(arms, asked, apart),
        **found.numbers(),
        v_differences=float(fits.used.v_groups[1, 1]) if varies else 0.0,
        effect=effect,
        variants=tuple(variants),
        variances=tuple(map(variances_of, MODELS, (fits.used, fits.groups_only))),
        sites=_site_differences(arms, columns, sites, fits.used, quantile),
    )


def _too_few_sites(asked: Asked, two_armed: int, sites: int) -> NotEnough:
    if two_armed and sites == 1:
        return asked.not_enough("there is one class or school only", "Use compare_two_groups.")
    return asked.not_enough(
        "fewer than two classes or schools have pupils in both groups",
        "If whole classes or schools were allocated, use compare_clusters.",
    )


@dataclass(frozen=True)
class _Fits:
    """The model whose difference is `used`, that with a random slope if there is one, and that with the groups only."""

    used: MixedFit
    groups_only: MixedFit


def _fit(arms: Arms, columns: Numbers, codes: Codes, slopes: bool) -> _Fits | None:
    """Fit the model with random differences, or without where these cannot be estimated; None where neither can be."""
    there = columns[:, TREATED]
    varying = fit_mixed(arms.outcome, columns, codes, slope=there) if slopes else None
    used = varying if varying and _differs(varying) else fit_mixed(arms.outcome, columns, codes)
    groups_only = fit_mixed(arms.outcome, columns[:, :2], codes)
    return None if used is None or groups_only is None else _Fits(used, groups_only)


def _differs(fit: MixedFit) -> bool:
    """Say whether the difference was seen to differ at all, be it in step with how the sites differ."""
    return bool(fit.v_groups[1, 1] > NEXT_TO_NOTHING * fit.v_within)


def _cautions(
    arms: Arms,
    asked: Asked,
    sites: _Sites,
    apart: float | None,
    *,
    fit: MixedFit,
    asked_to: bool,
    cut_off: bool,
) -> tuple[str, ...]:
    two_armed, varies = len(sites.two_armed), len(fit.v_groups) > 1
    return common.codes_that_hold(
        {
            "no_baseline": asked.baseline is None,
            "few_pupils": arms.fewest < common.FEW,
            **arms_of.how_far_apart(apart),
            "one_armed_sites": two_armed < len(sites.names),
            "few_sites": varies and two_armed < ENOUGH_TO_DIFFER,
            "same_everywhere": asked_to and not varies,
            "in_step": varies and fit.singular,
            "taken_as_same": not asked_to,
            "not_for_performance": True,
            CUT_OFF: cut_off,
        }
    )


def _effect_sizes(
    arms: Arms, sites: _Sites, fits: _Fits, found: Difference, confidence: float
) -> list[EffectSize]:
    """Give the guidance's effect size first, then the other conventions."""
    both, n, m = sites.sizes, float(len(arms.outcome)), len(sites.names)
    of_sites = both.treated + both.control
    groups_only = variances_of("groups only", fits.groups_only)
    h = sizes.total_df(
        groups_only,
        n=n,
        between_df=m - 1,
        within_df=n - m - 1,
        size=(n - float(of_sites @ of_sites) / n) / (m - 1),
    )
    guidance = sizes.guidance_size(
        "clustered", found.difference, found.se, groups_only, h=h, df=found.df, confidence=confidence
    )
    share = float(both.treated.sum()) / n
    references = (fits.used.v_within, sizes.total_of_sites(fits.used, share))
    others = [
        sizes.multisite_size(kind, found.difference, fits.used, reference, both, confidence=confidence)
        for kind, reference in zip(CONVENTIONS, references, strict=False)
    ]
    plain = hedges_g(*arms.both(arms.outcome), confidence=confidence)
    return [guidance, *others, plain if isinstance(plain, EffectSize) else EffectSize("unadjusted")]


def _site_differences(
    arms: Arms, columns: Numbers, sites: _Sites, fit: MixedFit, quantile: float
) -> tuple[SiteDifference, ...]:
    """Give each two-armed site's difference of what the columns leave over, with an interval by the variance within."""
    others = np.delete(np.arange(columns.shape[1]), TREATED)
    left_over = arms.outcome - columns[:, others] @ fit.beta[others]
    lines = []
    for code in sites.two_armed:
        here = sites.codes == code
        there, control = left_over[here & arms.in_treated], left_over[here & ~arms.in_treated]
        difference = float(there.mean() - control.mean())
        half = quantile * float(np.sqrt(fit.v_within * (1 / len(there) + 1 / len(control))))
        lines.append(
            SiteDifference(
                sites.names[code], len(there), len(control), difference, difference - half, difference + half
            )
        )
    return tuple(lines)
