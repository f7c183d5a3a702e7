"""Effect sizes of clustered designs: what they come to where clusters are equal, single, or none alike."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from enquiry_lib.stats.effect_sizes import Moments, hedges_g
from enquiry_lib.stats.models.mixed import fit_mixed
from enquiry_lib.stats.trials.sizes import (
    ArmSizes,
    Variances,
    guidance_size,
    multisite_size,
    total_df,
    total_of_sites,
    total_size,
    unadjusted_size,
    variances_of,
    within_size,
    worth_of_sd,
)

EQUAL = ArmSizes(np.full(5, 20.0), np.full(5, 20.0))
SOME = Variances("adjusted", 15.0, 45.0, 0.25)
NONE = Variances("adjusted", 0.0, 60.0, 0.0)


def test_clusters_of_one_size() -> None:
    """Where all clusters are of n pupils, ñ is n, B is N less n an arm, and the total SD is that of Hedges' balanced formula."""
    assert (EQUAL.typical, EQUAL.between, EQUAL.n, EQUAL.clusters) == (20.0, 160.0, 200.0, 10)
    found = total_size("conditional_total", 6.0, SOME, EQUAL, confidence=0.95)
    assert found.g == pytest.approx(6 / math.sqrt(60) * math.sqrt(1 - 2 * 19 * 0.25 / 198))


def test_pupils_who_are_not_alike() -> None:
    """Without correlation the within and the total effect size are the same, with nearly the same error."""
    within = within_size("conditional_within", 6.0, NONE, EQUAL, confidence=0.95)
    total = total_size("conditional_total", 6.0, NONE, EQUAL, confidence=0.95)
    assert within.g == total.g
    assert within.se == pytest.approx(total.se, rel=1e-2)


def test_one_cluster_in_an_arm_is_no_division_by_nought() -> None:
    """A single cluster on one side gives finite numbers by every convention."""
    alone = ArmSizes(np.array([25.0]), np.array([20.0, 12.0, 30.0]))
    for make in (within_size, total_size):
        size = make("conditional", 6.0, SOME, alone, confidence=0.95)
        assert np.isfinite([size.g, size.se, size.low, size.high]).all()


def test_degrees_of_freedom_of_the_total_variance() -> None:
    """Without clusters' variance they are nearly all pupils', and the more lies between clusters the fewer there are."""
    given = {"n": 200.0, "between_df": 8.0, "within_df": 190.0, "size": 20.0}
    between = (0.0, 5.0, 20.0, 60.0)
    found = [total_df(Variances("groups only", v, 60.0, 0.0), **given) for v in between]
    assert found == sorted(found, reverse=True)
    assert 190 < found[0] <= 200
    assert found[-1] < 35


def test_the_guidances_error_knows_of_the_difference_and_of_the_sd() -> None:
    """The squared error is that of the difference in SD and that of the SD; its interval is Student's."""
    size = guidance_size("clustered", 6.0, 2.0, SOME, h=50.0, df=4.0, confidence=0.95)
    sd = math.sqrt(60)
    assert size.g == 6 / sd
    assert size.se == pytest.approx(math.sqrt((2 / sd) ** 2 + (6 / sd) ** 2 / 100))
    assert size.high == pytest.approx(6 / sd + 2.7764451 * (size.se or 0))


def test_the_plain_effect_size_is_less_sure_where_pupils_are_alike() -> None:
    """Hedges g keeps its value, and its error grows by what pupils of one cluster share."""
    groups = Moments(100, 54.0, 8.0), Moments(100, 50.0, 8.0)
    plain = hedges_g(*groups)
    alike = unadjusted_size(groups, SOME, EQUAL, h=100.0, df=8.0, confidence=0.95)
    other = unadjusted_size(groups, NONE, EQUAL, h=200.0, df=8.0, confidence=0.95)
    assert alike.g == other.g == plain.g
    assert other.se == pytest.approx(plain.se, rel=1e-3)
    assert (alike.se or 0) > 2 * (other.se or 0)
    nobody = unadjusted_size((Moments(1, 5.0, math.nan), groups[1]), SOME, EQUAL, h=9, df=8, confidence=0.95)
    assert nobody.g is None


def test_sites_without_slopes_have_the_variances_of_their_intercepts() -> None:
    """Without a random difference the total variance is between and within, and each site weighs by its pupils."""
    y = np.array([1.0, 3, 2, 6, 4, 9, 7, 8, 12, 9, 10, 14])
    treat, groups = np.tile([0.0, 1], 6), np.repeat([0, 1, 2], 4)
    fit = fit_mixed(y, np.column_stack([np.ones(12), treat]), groups)
    assert fit is not None
    assert total_of_sites(fit, 0.5) == variances_of("adjusted", fit).total
    four = ArmSizes(np.full(3, 2.0), np.full(3, 2.0))
    size = multisite_size("conditional_within", 2.0, fit, fit.v_within, four, confidence=0.95)
    assert size.se == pytest.approx(math.sqrt(1 / 3 + (size.g or 0) ** 2 / 12))


def test_withheld_variances_have_no_total() -> None:
    """Where the variances are gone there is no number in their place."""
    assert math.isnan(Variances("adjusted").total)


def test_the_sd_of_pupils_alike_is_worth_fewer() -> None:
    """What an SD within arms is worth is (tr AV)² / tr(AVAV), written out with n by n matrices, at the correlation found."""
    sizes = (4, 9, 6, 5, 7, 12)
    clusters = np.repeat(np.arange(6), sizes)
    there, n = clusters < 3, len(clusters)
    scores = 5 * np.sin(2.3 * clusters) + 3 * np.sin(3.7 * np.arange(n))
    found = worth_of_sd(scores, there, clusters)
    fit = {rho: _worth_by_hand(rho, there, clusters) for rho in np.linspace(0, 1, 2001)}
    least_squares = np.eye(n) - sum(np.outer(side, side) / side.sum() for side in (there, ~there))
    within = np.eye(n) - sum(np.outer(one, one) / one.sum() for one in (clusters == np.arange(6)[:, None]))
    ms_within = scores @ within @ scores / (n - 6)
    ms_between = scores @ (least_squares - within) @ scores / 4
    each = (n - sum(size**2 / side for size, side in zip(sizes, (19, 19, 19, 24, 24, 24), strict=True))) / 4
    rho = (ms_between - ms_within) / (ms_between + (each - 1) * ms_within)
    assert 0.2 < rho < 0.9
    assert found == pytest.approx(_worth_by_hand(rho, there, clusters), rel=1e-9)
    assert fit[1.0] < found < fit[0.0]
    assert fit[0.0] == pytest.approx(n - 2)


def _worth_by_hand(rho: float, there: npt.NDArray[np.bool_], clusters: npt.NDArray[np.intp]) -> float:
    about = np.eye(len(there)) - sum(np.outer(side, side) / side.sum() for side in (there, ~there))
    alike = (1 - rho) * np.eye(len(there)) + rho * (clusters[:, None] == clusters)
    return float(np.trace(about @ alike) ** 2 / np.trace(about @ alike @ about @ alike))
