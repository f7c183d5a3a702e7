"""Effect sizes where pupils come in classes or schools: by the SD within them, and by the total SD.

Ours is the guidance's of the Education Endowment Foundation: the adjusted difference over √(vB + vW), the variances
between and within of the model with the groups only, with no small-sample factor. Its standard error is ours, by the
delta method: se² = (se of the difference / SD)² + d² / (2h), where h are the degrees of freedom of vB + vW as a mean
square between and one within have them (Satterthwaite 1946). Its interval is Student's, with the degrees of freedom
of the difference.

Beside it stand, as eefAnalytics gives them with normal intervals: for clusters `within_size` and `total_size`
(Hedges 2007, 'Effect sizes in cluster-randomized designs'), for sites `multisite_size`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from enquiry_lib.stats.effect_sizes import EffectSize, Moments, Numbers, hedges_g
from enquiry_lib.stats.models.mixed import MixedFit
from enquiry_lib.stats.models.robust import Codes
from enquiry_lib.stats.result import NotEnough

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Variances:
    """The variance between clusters and within them by one model, and the intracluster correlation.

    `model` is "adjusted" (with all columns), "groups only", or "empty" (no column at all).
    """

    model: str
    between: float | None = None
    within: float | None = None
    icc: float | None = None

    @property
    def total(self) -> float:
        """Give the variance between and within together; not a number where they are withheld."""
        return math.nan if self.between is None or self.within is None else self.between + self.within


def variances_of(model: str, fit: MixedFit) -> Variances:
    """Give the variances of a mixed model, those of its intercepts between."""
    return Variances(model, float(fit.v_groups[0, 0]), fit.v_within, fit.icc)


@dataclass(frozen=True)
class ArmSizes:
    """How many pupils the clusters of each arm have: one number a cluster."""

    treated: Numbers
    control: Numbers

    @property
    def pupils(self) -> tuple[float, float]:
        """Give the pupils of both arms, treated first."""
        return float(self.treated.sum()), float(self.control.sum())

    @property
    def n(self) -> float:
        """Give all pupils."""
        return sum(self.pupils)

    @property
    def clusters(self) -> int:
        """Count the clusters of both arms."""
        return len(self.treated) + len(self.control)

    @property
    def typical(self) -> float:
        """Give ñ, the size of a cluster that the variance of a difference of means goes by.

        >>> ArmSizes(np.array([20.0, 20.0]), np.array([20.0, 20.0])).typical
        20.0
        """
        there, others = self.pupils
        weighted = others * _squares(self.treated) / there + there * _squares(self.control) / others
        return float(weighted / self.n)

    @property
    def between(self) -> float:
        """Give B: the pupils of each arm less its clusters' mean size weighted by size."""
        return sum(float(arm.sum() - _squares(arm) / arm.sum()) for arm in (self.treated, self.control))

    @property
    def per_pupil(self) -> float:
        """Give (N₁ + N₀)/(N₁ N₀): what the variance of a difference of means is a multiple of."""
        there, others = self.pupils
        return self.n / (there * others)


def _squares(arm: Numbers) -> float:
    return float(arm @ arm)


# --- ours -------------------------------------------------------------------------------------------------


def guidance_size(
    kind: str,
    difference: float,
    se: float,
    variances: Variances,
    *,
    h: float,
    df: float,
    confidence: float,
) -> EffectSize:
    """Give the adjusted difference over √(vB + vW), with its standard error by the delta method and Student's interval.

    `h` are the degrees of freedom of vB + vW (see `total_df`), `df` those of the difference.

    >>> size = guidance_size("clustered", 2.4, 2.1, Variances("groups only", 9.0, 81.0, 0.1), h=150, df=10, confidence=0.95)
    >>> round(size.g, 3), round(size.low, 2)
    (0.253, -0.24)
    """
    sd = math.sqrt(variances.total)
    d = difference / sd
    d_se = math.sqrt((se / sd) ** 2 + d**2 / (2 * h))
    return _sized(kind, d, d_se, float(stats.t.ppf((1 + confidence) / 2, df)))


def unadjusted_size(
    groups: tuple[Moments, Moments],
    variances: Variances,
    sizes: ArmSizes,
    *,
    h: float,
    df: float,
    confidence: float,
) -> EffectSize:
    """Give Hedges g of two groups of whole clusters: its size as ever, its standard error as pupils of one cluster are alike.

    se² = (1/N₁ + 1/N₀) (1 + (ñ − 1) ρ) + g² / (2h). Without numbers where a group has a single pupil.
    """
    plain = hedges_g(*groups)
    if isinstance(plain, NotEnough) or plain.g is None:
        return EffectSize("unadjusted")
    of_difference = sizes.per_pupil * (1 + (sizes.typical - 1) * (variances.icc or 0.0))
    se = math.sqrt(of_difference + plain.g**2 / (2 * h))
    return _sized("unadjusted", plain.g, se, float(stats.t.ppf((1 + confidence) / 2, df)))


def total_df(variances: Variances, *, n: float, between_df: float, within_df: float, size: float) -> float:
    """Give the degrees of freedom of vB + vW, made of mean squares between and within clusters of one `size`.

    vB + vW = MSB/size + MSW (1 − 1/size); its degrees of freedom are Satterthwaite's (1946), never more than n.
    """
    within = variances.within or 0.0
    of_between = (within + size * (variances.between or 0.0)) / size
    of_within = within * (1 - 1 / size)
    return min(n, variances.total**2 / (of_between**2 / between_df + of_within**2 / within_df))


def worth_of_sd(scores: Numbers, in_treated: Mask, clusters: Codes) -> float:
    """Give the degrees of freedom of the SD of pupils within two arms, where pupils of one cluster are alike.

    (tr AV)² / tr(AVAV), which is n − 2 where they are not alike (Hedges 2007, equation 15); how alike they are is the
    intracluster correlation of an analysis of variance. scores, in_treated, clusters: (n,). A cluster in both arms is two.

    >>> scores, there = np.array([1.0, 1, 5, 5, 2, 2, 6, 6]), np.arange(8) < 4
    >>> round(worth_of_sd(scores, there, np.arange(8) // 2), 6), round(worth_of_sd(scores, there, np.arange(8)), 6)
    (2.0, 6.0)
    """
    _, codes = np.unique(np.column_stack([in_treated, clusters]), axis=0, return_inverse=True)
    codes = codes.ravel()
    size, arm = np.bincount(codes).astype(np.float64), np.bincount(codes, weights=in_treated) > 0
    sizes = ArmSizes(size[arm], size[~arm])
    rho = _anova_icc(scores, in_treated, codes, sizes)
    df = sizes.n - 2
    return (df - rho * (df - sizes.between)) ** 2 / _squared(sizes, rho)


def _anova_icc(scores: Numbers, in_treated: Mask, codes: Codes, sizes: ArmSizes) -> float:
    """Give the intracluster correlation within arms by the mean squares between and within clusters, from 0 to 1."""
    between_df, within_df = sizes.clusters - 2, sizes.n - sizes.clusters
    if between_df < 1 or within_df < 1:
        return 0.0
    means = (np.bincount(codes, weights=scores) / np.bincount(codes))[codes]
    about = np.where(in_treated, scores[in_treated].mean(), scores[~in_treated].mean())
    between = float(((means - about) ** 2).sum()) / between_df
    within = float(((scores - means) ** 2).sum()) / within_df
    total = between + (sizes.between / between_df - 1) * within
    return min(max((between - within) / total, 0.0), 1.0) if total > 0 else 0.0


def _sized(kind: str, d: float, se: float, quantile: float) -> EffectSize:
    return EffectSize(kind, d, se, d - quantile * se, d + quantile * se)


def _normal(confidence: float) -> float:
    return float(stats.norm.ppf((1 + confidence) / 2))


# --- others' conventions, clusters ------------------------------------------------------------------------


def within_size(
    kind: str, difference: float, variances: Variances, sizes: ArmSizes, *, confidence: float
) -> EffectSize:
    """Give the difference over the SD within clusters, as eefAnalytics has it (Hedges 2007, equation 12).

    >>> sizes = ArmSizes(np.full(6, 20.0), np.full(6, 20.0))
    >>> found = within_size("conditional_within", 2.39, Variances("adjusted", 11.5, 30.9, 0.27), sizes, confidence=0.95)
    >>> round(found.g, 3)
    0.43
    """
    rho = variances.icc or 0.0
    d = difference / math.sqrt(variances.within or math.nan)
    of_difference = sizes.per_pupil * (1 + (sizes.typical - 1) * rho) / (1 - rho)
    d_se = math.sqrt(of_difference + d**2 / (2 * (sizes.n - sizes.clusters)))
    return _sized(kind, d, d_se, _normal(confidence))


def total_size(
    kind: str, difference: float, variances: Variances, sizes: ArmSizes, *, confidence: float
) -> EffectSize:
    """Give the difference over the total SD, as eefAnalytics has it (Hedges 2007, for clusters of unequal sizes).

    >>> sizes = ArmSizes(np.full(6, 20.0), np.full(6, 20.0))
    >>> found = total_size("conditional_total", 2.39, Variances("adjusted", 11.5, 30.9, 0.27), sizes, confidence=0.95)
    >>> round(found.g, 2)
    0.36
    """
    rho, df, between = variances.icc or 0.0, sizes.n - 2, sizes.between
    d = difference / math.sqrt(variances.total) * math.sqrt(1 - rho * (df - between) / df)
    of_sd = _squared(sizes, rho) * d**2 / (2 * df * (df - rho * (df - between)))
    return _sized(
        kind,
        d,
        math.sqrt(sizes.per_pupil * (1 + (sizes.typical - 1) * rho) + of_sd),
        _normal(confidence),
    )


def _squared(sizes: ArmSizes, rho: float) -> float:
    """Give tr(AVAV): A takes the arms' means out, and V is how alike pupils are (1, ρ within a cluster)."""
    third = sum(_third(arm) for arm in (sizes.treated, sizes.control))
    return (sizes.n - 2) * (1 - rho) ** 2 + third * rho**2 + 2 * sizes.between * rho * (1 - rho)


def _third(arm: Numbers) -> float:
    """Give A of one arm, (N² S₂ + S₂² − 2 N S₃) / N² with S₂ and S₃ the sums of squares and cubes of its clusters' sizes."""
    n, second = float(arm.sum()), _squares(arm)
    return (n**2 * second + second**2 - 2 * n * float((arm**3).sum())) / n**2


# --- others' conventions, sites ---------------------------------------------------------------------------


def multisite_size(
    kind: str, difference: float, fit: MixedFit, reference: float, sizes: ArmSizes, *, confidence: float
) -> EffectSize:
    """Give the difference over the square root of a `reference` variance, as eefAnalytics has it for sites.

    `sizes` has one number a site and arm, sites in the same order in both; sites with pupils in one arm only add
    nothing but to the number of pupils. d² is divided by 2N − 4M for its own variance, N pupils in M sites.
    """
    both = (sizes.treated > 0) & (sizes.control > 0)
    there, others = sizes.treated[both], sizes.control[both]
    of_slopes = float(fit.v_groups[1, 1]) if len(fit.v_groups) > 1 else 0.0
    each = of_slopes + fit.v_within * (there + others) / (there * others)
    d = difference / math.sqrt(reference)
    left = 2 * sizes.n - 4 * len(sizes.treated)
    d_se = math.sqrt(1 / float(np.sum(reference / each)) + d**2 / max(left, 1.0))
    return _sized(kind, d, d_se, _normal(confidence))


def total_of_sites(fit: MixedFit, treated_share: float) -> float:
    """Give the total variance of pupils in sites: v of sites + v within + share treated · (v of slopes + 2 covariance)."""
    total = float(fit.v_groups[0, 0]) + fit.v_within
    if len(fit.v_groups) > 1:
        total += treated_share * float(fit.v_groups[1, 1] + 2 * fit.v_groups[0, 1])
    return total
