"""The deterministic benchmark and the formulas' targets, each by a public call.

The answers are R's (lme4, lmerTest, pbkrtest, clubSandwich, metafor, PowerUpR, eefAnalytics) as printed; the benchmark has
no random numbers (`clustered.benchmark`). What is not asked here: eefAnalytics' intervals of effect sizes of pupils, which
take the variance of an unadjusted difference where the difference is adjusted; its gain index, which no data can tell; the
regression of studies on what they differ in, an issue of its own; and the improvement index, whose formula is unverified.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from clustered import ASKED, benchmark

import enquiry_lib as el

PUPILS = {**ASKED, "pupil": "pupil_id"}
CRT, MST = benchmark(), benchmark(whole=False)
FIXED, VARIANCE, SIZE, PRINTED = 1e-5, 1e-3, 1e-4, 1e-3  # relative tolerances


def near(value: Any, tolerance: float) -> Any:
    """Give an answer as it is compared, within a relative tolerance."""
    return pytest.approx(value, rel=tolerance, abs=1e-12)


def model(data: pd.DataFrame, *predictors: str, **asked: Any) -> Any:
    """Fit a multilevel model of the benchmark by school."""
    return el.fit_multilevel(data, outcome="post", predictors=predictors, group="school", **asked)


def of(found: Any, name: str) -> Any:
    """Give the coefficient of a name."""
    return {one.name: one for one in found.coefficients}[name]


def sizes(found: Any) -> dict[str, Any]:
    """Give every effect size of a result by its kind."""
    return {one.kind: one for one in (found.effect, *found.variants)}


# --- effect sizes -----------------------------------------------------------------------------------------


def with_moments(n: int, mean: float, sd: float) -> np.ndarray:
    """Make so many scores with exactly this mean and SD."""
    scores = np.arange(n, dtype=float)
    return mean + sd * (scores - scores.mean()) / scores.std(ddof=1)


def two_arms(first: np.ndarray, others: np.ndarray) -> pd.DataFrame:
    """Put two groups of scores into a table."""
    arms = ["intervention"] * len(first) + ["comparison"] * len(others)
    return pd.DataFrame({"arm": arms, "score": np.concatenate([first, others])})


@pytest.mark.parametrize(("df", "j"), [(8, 0.902703), (18, 0.957646), (28, 0.972932), (58, 0.987004)])
def test_the_small_sample_factor_is_the_exact_one(df: int, j: float) -> None:
    """Of two groups one SD apart, Hedges g is J itself."""
    half = df // 2 + 1
    table = two_arms(with_moments(half, 1, 1), with_moments(half, 0, 1))
    assert el.compare_means(table, outcome="score", arm="arm", pupil=None).effect.g == pytest.approx(
        j, abs=5e-7
    )


def test_hedges_g_is_metafors() -> None:
    """From 104.2/14.8/28 and 99.5/15.6/27 come metafor's g and its variance."""
    table = two_arms(with_moments(28, 104.2, 14.8), with_moments(27, 99.5, 15.6))
    size = el.compare_means(table, outcome="score", arm="arm", pupil=None).effect
    assert (size.g, size.se**2) == near((0.3048564935, 0.07359620895), 1e-9)


# --- the benchmark, whole schools -------------------------------------------------------------------------


def test_the_benchmark_is_itself() -> None:
    """Its checks: pupils, sums, mean, SD and correlation."""
    assert len(CRT) == 240
    assert [table[name].sum() for table in (CRT, MST) for name in ("pre", "post")] == near(
        [23985.1, 24276.3] * 2, 1e-12
    )
    found = (CRT["post"].mean(), CRT["post"].std(), CRT["pre"].corr(CRT["post"]))
    assert found == near((101.15125, 9.48293328, 0.732492345), 1e-8)


def test_whole_schools_by_mixed_models() -> None:
    """Adjusted, with the groups only and empty: difference, variances, ICC and log likelihood."""
    adjusted, plain, empty = model(CRT, "treat", "pre"), model(CRT, "treat"), model(CRT)
    treat = of(adjusted, "treat")
    assert (treat.estimate, treat.se) == near((2.39077737, 2.08723755), FIXED)
    assert treat.se == near(2.08719539, PRINTED)
    assert adjusted.icc == near(0.271974823, VARIANCE)
    variances = [(fit.v_between, fit.v_within) for fit in (adjusted, plain, empty)]
    expected = [(11.5264468, 30.8541187), (9.01950821, 81.2974452), (9.37377383, 81.2974452)]
    assert variances == [near(pair, VARIANCE) for pair in expected]
    likelihoods = [fit.log_likelihood for fit in (adjusted, plain, empty)]
    assert likelihoods == near([-762.878287, -871.715683, -874.017960], 1e-8)


def test_whole_schools_compared() -> None:
    """The guidance's effect size, those of eefAnalytics with their intervals, and the degrees of freedom both ways."""
    found = el.compare_clusters(CRT, **PUPILS, cluster="school")
    kenward = el.compare_clusters(CRT, **PUPILS, cluster="school", small_sample="kenward_roger")
    by_kind = sizes(found)
    expected = {
        "clustered": 0.251567478,
        "conditional_within": 0.430410208,
        "conditional_total": 0.359182673,
        "unconditional_within": 0.265155529,
        "unconditional_total": 0.248994746,
    }
    assert {kind: by_kind[kind].g for kind in expected} == near(expected, SIZE)
    intervals = {
        "conditional_within": (-0.307131, 1.167952),
        "conditional_total": (-0.271038, 0.989403),
        "unconditional_within": (-0.195569, 0.725880),
        "unconditional_total": (-0.187321, 0.685310),
    }
    for kind, ends in intervals.items():
        assert (by_kind[kind].low, by_kind[kind].high) == near(ends, SIZE)
    assert (found.df, found.p) == near((9.99999939, 0.278704901), 1e-6)
    assert (kenward.df, kenward.se) == near((9.99972483, 2.08723755), 1e-6)


def test_whole_schools_without_a_model() -> None:
    """The pooled SD, d and g of all pupils, as if there were no schools."""
    found = el.compare_means(CRT, **{name: value for name, value in PUPILS.items() if name != "baseline"})
    spread = np.sqrt((found.sd_treated**2 + found.sd_control**2) / 2)
    assert (spread, found.difference / spread) == near((9.42745267, 0.252365803), 1e-8)
    assert found.effect.g == near(0.251569697, SIZE)


def test_whole_schools_by_least_squares_with_errors_by_school() -> None:
    """CR1 and CR2 of the regression, with Satterthwaite's degrees of freedom and p."""
    first, second = (
        of(
            el.regress(CRT, outcome="post", predictors=["treat", "pre"], errors=kind, cluster="school"),
            "treat",
        )
        for kind in ("CR1", "CR2")
    )
    assert (first.se, second.se, second.df) == (
        pytest.approx(1.9904, abs=5e-5),
        pytest.approx(2.0869, abs=5e-5),
        pytest.approx(10.0, abs=0.05),
    )
    assert second.p == near(0.27863505, 1e-7)


def test_four_whole_schools() -> None:
    """Of four schools come the difference with its error, two degrees of freedom, p and both variances."""
    four = CRT[CRT["school"] <= 4]
    treat, fit = of(model(four, "treat", "pre"), "treat"), model(four, "treat", "pre")
    assert (treat.estimate, treat.se, treat.df) == near((4.30295840, 3.71887541, 1.9997677), FIXED)
    assert treat.p == near(0.366782134, FIXED)
    assert (fit.v_between, fit.v_within) == near((12.2883879, 30.8326720), VARIANCE)


# --- the benchmark, pupils within schools -----------------------------------------------------------------


def test_pupils_as_if_there_were_no_schools() -> None:
    """The adjusted difference with its error, residual SD and R², and eefAnalytics' effect sizes."""
    found = el.compare_two_groups(MST, **PUPILS)
    fit = el.regress(MST, outcome="post", predictors=["treat", "pre"])
    assert (found.difference, found.se) == near((3.687479695, 0.8221680561), 1e-9)
    assert (fit.residual_sd, fit.r_squared) == near((6.36833144, 0.563067748), 1e-8)
    by_kind = sizes(found)
    assert (by_kind["conditional"].g, by_kind["unconditional"].g) == near((0.57720728, 0.383145411), SIZE)


def test_pupils_within_schools() -> None:
    """The mixed model and errors by school, each with its degrees of freedom and p."""
    fit = model(MST, "treat", "pre")
    treat = of(fit, "treat")
    assert (treat.estimate, treat.se) == near((3.68744432, 0.717247426), FIXED)
    assert (treat.df, treat.p) == near((226.000303, 5.90964594e-07), FIXED)
    assert (fit.v_between, fit.v_within) == near((10.4394796, 30.8651288), VARIANCE)
    by_school = of(
        el.regress(MST, outcome="post", predictors=["treat", "pre"], errors="CR2", cluster="school"), "treat"
    )
    assert (by_school.se, by_school.df) == (pytest.approx(0.8876, abs=5e-5), pytest.approx(11.0, abs=0.05))
    assert by_school.p == near(0.00160423, 1e-5)


def schools_of_the_benchmark() -> pd.DataFrame:
    """Give Hedges g in each school, by a public call for each."""
    asked = {name: value for name, value in PUPILS.items() if name != "baseline"}
    effects = {school: el.compare_means(rows, **asked).effect for school, rows in MST.groupby("school")}
    rows = [(str(school), size.g, size.se**2) for school, size in effects.items()]
    return pd.DataFrame(rows, columns=["label", "g", "variance"])


@pytest.mark.parametrize("method", ["FE", "DL", "REML", "PM"])
def test_the_benchmarks_schools_pooled(method: Any) -> None:
    """Schools that agree have no variance between them by any estimator; as published the interval is narrower."""
    schools = schools_of_the_benchmark()
    found = el.pool_effects(schools, method=method, interval="normal")
    assert (found.estimate, found.se, found.q) == near((0.40367165, 0.13148675, 7.84654771), 1e-7)
    assert found.tau2 == 0
    published = el.pool_effects(schools, method=method, interval="hartung_knapp", plain=True)
    assert (published.se, published.low, published.high) == near((0.11105164, 0.15924864, 0.64809466), 1e-7)


# --- pooling ----------------------------------------------------------------------------------------------

TEN = pd.DataFrame(
    {
        "label": [f"School {number}" for number in range(10)],
        "g": [0.45, -0.10, 0.32, 0.05, 0.61, -0.22, 0.18, 0.40, 0.02, 0.27],
        "variance": np.square([0.20, 0.18, 0.22, 0.15, 0.25, 0.19, 0.12, 0.21, 0.16, 0.24]),
    }
)
POOLS: list[tuple[str, str, tuple[float, ...], float, tuple[float, ...]]] = [
    ("FE", "normal", (0.152299, 0.056504, 0.041553, 0.263045), 0, ()),
    ("DL", "normal", (0.165843, 0.074643, 0.019547, 0.312140), 0.021091, (-0.154191, 0.485878)),
    ("DL", "hartung_knapp", (0.165843, 0.077475, -0.009418, 0.341104), 0.021091, (-0.206508, 0.538194)),
    ("REML", "normal", (0.165069, 0.073471, 0.021069, 0.309070), 0.019474, (-0.144033, 0.474171)),
    ("REML", "hartung_knapp", (0.165069, 0.077276, -0.009740, 0.339879), 0.019474, (-0.195781, 0.525920)),
    ("PM", "hartung_knapp", (0.167952, 0.077987, -0.008468, 0.344372), 0.025904, (-0.236627, 0.572531)),
]


@pytest.mark.parametrize(("method", "interval", "mean", "tau2", "another"), POOLS)
def test_ten_schools_pooled(
    method: Any, interval: Any, mean: tuple[float, ...], tau2: float, another: tuple[float, ...]
) -> None:
    """Each estimator with each interval gives metafor's mean, error, interval, tau² and prediction interval."""
    found = el.pool_effects(TEN, method=method, interval=interval, plain=True)
    assert (found.estimate, found.se, found.low, found.high) == near(mean, PRINTED)
    assert found.tau2 == near(tau2, PRINTED)
    if another:
        assert (found.prediction_low, found.prediction_high) == near(another, PRINTED)


def test_how_much_the_ten_schools_differ() -> None:
    """Q, I² by both estimators and the Q-profile interval of tau²."""
    first, second = (el.pool_effects(TEN, method=method) for method in ("DL", "REML"))
    assert (first.q, first.i2, second.i2) == near((14.786642, 39.1343, 37.2516), PRINTED)
    assert (second.tau2_low, second.tau2_high) == pytest.approx((0.0, 0.1836), abs=5e-5)


# --- power ------------------------------------------------------------------------------------------------


def test_pupils_drawn_one_by_one() -> None:
    """The smallest effect that 60 pupils would show, with and without a pre-test."""
    plain, tested = el.detectable_effect(60), el.detectable_effect(60, r_squared=0.5, covariates=1)
    assert (plain.smallest, tested.smallest) == near((0.73575838, 0.52041644), 1e-7)


def test_pupils_within_schools_and_whole_schools() -> None:
    """The smallest effects of ten schools of 50 with pupils drawn within them, and of twenty drawn whole."""
    ten, twenty = el.detectable_by_schools(50, icc=0.17, schools=[10, 20]).rungs
    assert (ten.pupils_with, twenty.whole_with) == near((0.22286916, 0.40612951), 1e-7)


def test_the_table_that_teachers_never_see() -> None:
    """One school of 30 alone, five, ten, twenty and forty, pupils within them or whole schools drawn."""
    rungs = el.detectable_by_schools(30, icc=0.17, schools=[1, 5, 10, 20, 40]).rungs
    pupils = [rung.pupils_with for rung in rungs]
    assert pupils == pytest.approx([0.751, 0.447, 0.268, 0.178, 0.122], abs=5.1e-4)
    assert [rung.whole_with for rung in rungs[2:]] == pytest.approx([0.648, 0.418, 0.286], abs=5.1e-4)


# --- neutral standards ------------------------------------------------------------------------------------


def test_a_test_corrected_for_clusters() -> None:
    """400 pupils in clusters of 20 that are alike by 0.2 turn t of 2.5 into 1.13."""
    found = el.correct_for_clusters(2.5, pupils=400, per_cluster=20, icc=0.2)
    expected = (0.45205653, 231.65759, 1.1301413, 0.25958544, 0.99040624)
    answers = (
        found.factor,
        found.df_corrected,
        found.t_corrected,
        found.p_corrected,
        found.total_sd_multiplier,
    )
    assert answers == near(expected, 5e-8)


def test_the_cox_index() -> None:
    """Of 26 in 40 against 18 in 40 the index is omega times the difference of the logits over 1.65."""
    table = two_arms(np.repeat([1.0, 0], [26, 14]), np.repeat([1.0, 0], [18, 22]))
    found = el.compare_shares(table, outcome="score", arm="arm", pupil=None).effect
    logits = np.log(26 / 14) - np.log(18 / 22)
    assert found.g == near((1 - 3 / (4 * 80 - 9)) * logits / 1.65, 1e-12)


def test_the_effect_of_a_difference_in_differences() -> None:
    """The handbook's is Hedges g afterwards less Hedges g before."""
    table = CRT.melt(["pupil_id", "treat"], ["pre", "post"], var_name="when", value_name="score")
    found = el.difference_in_differences(
        table,
        outcome="score",
        group="treat",
        occasion="when",
        treated=1,
        control=0,
        before="pre",
        after="post",
        unit="pupil_id",
    )
    asked = {"arm": "treat", "treated": 1, "control": 0}
    before, after = (el.compare_means(CRT, outcome=name, **asked).effect.g for name in ("pre", "post"))
    assert sizes(found)["g_change"].g == near(after - before, 1e-9)


@pytest.mark.parametrize(
    ("lost", "limits"), [(0, (5.7, 10.0)), (10, (6.3, 10.9)), (20, (5.4, 10.2)), (30, (4.1, 8.4))]
)
def test_the_boundary_of_attrition(lost: int, limits: tuple[float, float]) -> None:
    """A loss has the limits of its own row, with a table that the caller gives."""
    boundary = pd.DataFrame(
        {
            "overall": [0, 10, 20, 30],
            "cautious": [5.7, 6.3, 5.4, 4.1],
            "optimistic": [10.0, 10.9, 10.2, 8.4],
        }
    )
    found = el.check_attrition_counts(
        allocated=(100, 100), analysed=(100 - lost, 100 - lost), boundary=boundary
    )
    assert (found.levels[0].cautious, found.levels[0].optimistic) == limits
