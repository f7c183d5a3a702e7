"""Pooling schools' effects: against metafor's answers, and where there are few schools or they agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pools import pooled, ten_schools
from trials import benchmark, found, known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.between_schools import restricted_tau2
from enquiry_lib.stats.effect_sizes import Numbers, hedges_g, moments
from enquiry_lib.stats.pooling import CAUTIONS, Pool, pool_effects
from enquiry_lib.stats.result import NotEnough


def test_ten_schools() -> None:
    """REML with Hartung and Knapp's interval, I², Q and the prediction interval are metafor's as printed."""
    expected = pinned("ten_schools", "pooling")
    assert found(pool_effects(ten_schools()), expected) == expected


@pytest.mark.parametrize("name", ["meta_bcg", "meta_raudenbush1985"])
def test_public_sets_of_studies(shared: Path, name: str) -> None:
    """Two public sets of studies, with columns of other names, give what metafor gives."""
    expected = pinned(name, "pooling")
    table = known(shared, name)
    result = pool_effects(table, label=table.columns[0], g="yi", variance="vi")
    assert found(result, expected) == expected


def benchmark_schools() -> pd.DataFrame:
    """Give Hedges g in each of the benchmark's twelve schools."""
    rows = []
    for school, pupils in benchmark().groupby(np.arange(240) // 20):
        treated, others = (moments(pupils.loc[pupils["treat"] == arm, "post"].to_numpy()) for arm in (1, 0))
        size = hedges_g(treated, others)
        rows.append((f"School {school}", size.g, size.se**2))
    return pd.DataFrame(rows, columns=["label", "g", "variance"])


def test_schools_that_agree_by_chance_do_not_narrow_the_interval() -> None:
    """With q below 1 the standard error is the plain one, and it is said; as published it is metafor's."""
    expected, published = (
        pinned(name, "pooling") for name in ("benchmark_schools", "benchmark_schools_plain")
    )
    cautious = pool_effects(benchmark_schools())
    assert found(cautious, expected) == expected
    assert "alike" in cautious.cautions
    as_published = pool_effects(benchmark_schools(), plain=True)
    assert found(as_published, published) == published
    assert as_published.cautions == ("none_shown",)


def fisher_scoring(y: Numbers, v: Numbers, start: float) -> float:
    """Give tau² by the other way to the same point, Fisher scoring, as metafor does it."""
    tau2 = start
    for _ in range(3000):
        w = 1 / (v + tau2)
        mean = (w @ y) / w.sum()
        slope = (w**2) @ (y - mean) ** 2 - w.sum() + (w**2).sum() / w.sum()
        curve = (w**2).sum() - 2 * (w**3).sum() / w.sum() + ((w**2).sum() / w.sum()) ** 2
        tau2 = max(0.0, tau2 + slope / curve)
    return float(tau2)


@settings(max_examples=25, deadline=None, database=None)
@given(seed=some.integers(0, 2**32 - 1), schools=some.integers(2, 15), scale=some.sampled_from([1e-3, 1, 50]))
def test_the_variance_between_schools_is_where_scoring_ends(seed: int, schools: int, scale: float) -> None:
    """From the point found, Fisher scoring goes nowhere, whatever the unit and the number of schools."""
    draws = np.random.default_rng(seed)
    v = draws.uniform(0.01, 0.2, schools) * scale**2
    y = draws.normal(0, 0.3 * scale, schools) + draws.normal(0, np.sqrt(v))
    tau2 = restricted_tau2(y, v)
    assert fisher_scoring(y, v, tau2) == pytest.approx(tau2, rel=1e-4, abs=1e-8 * scale**2)


def test_the_highest_of_two_peaks_is_taken() -> None:
    """Of two peaks of the restricted likelihood the higher one is found, not the nearer to zero."""
    y = np.array([0.0, 0.0, 0.001, 5.0])
    v = np.array([1e-6, 1e-6, 1e-6, 4.0])
    grid = np.concatenate([[0.0], np.geomspace(1e-9, 100, 20000)])
    w = 1 / (v + grid[:, None])
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    heights = -0.5 * (
        np.log(v + grid[:, None]).sum(axis=1)
        + np.log(w.sum(axis=1))
        + (w * (y - mean[:, None]) ** 2).sum(axis=1)
    )
    assert restricted_tau2(y, v) == pytest.approx(grid[heights.argmax()], rel=2e-3)


def test_weights_are_shares_of_the_whole() -> None:
    """Weights come to a hundred percent, a precise school weighs more, and intervals are each school's own."""
    result = pool_effects(ten_schools())
    weights = {school.se: school.weight for school in result.schools}
    assert sum(weights.values()) == pytest.approx(100)
    assert max(weights, key=weights.__getitem__) == 0.12
    first = result.schools[0]
    assert first.label == "School 0"
    assert (first.low, first.high) == pytest.approx((0.058007, 0.841993), abs=1e-6)


@pytest.mark.parametrize(("schools", "predicts"), [(4, False), (5, True)])
def test_a_prediction_needs_five_schools(schools: int, predicts: bool) -> None:
    """Fewer than five schools give no prediction interval, and a caution."""
    result = pooled(np.linspace(0, 0.5, schools), 0.02)
    assert (result.prediction_low is not None) is predicts
    assert ("few_schools" in result.cautions) is not predicts


def test_schools_with_the_same_effect_are_no_trouble() -> None:
    """Equal effects have no variance between them, and the interval is still as wide as the plain one."""
    result = pooled([0.2, 0.2, 0.2], 0.03)
    assert (result.estimate, result.tau2, result.i2, result.se) == pytest.approx((0.2, 0.0, 0.0, 0.1))


def test_schools_that_cannot_be_used_are_left_out_and_said() -> None:
    """A missing effect, a variance of zero and a second row of a school are each said."""
    table = pd.DataFrame(
        {"label": list("aabcd"), "g": [0.1, 0.3, None, 0.2, 0.4], "variance": [0.1, 0.1, 0.1, 0, 0.1]}
    )
    result = pool_effects(table)
    assert isinstance(result, Pool)
    assert result.k == 3
    assert {"schools_left_out", "same_label"} <= set(result.cautions) <= set(CAUTIONS)


def test_one_school_is_no_pool() -> None:
    """Fewer than two schools with an effect give NotEnough."""
    one = pd.DataFrame({"label": ["a", "b"], "g": [0.1, None], "variance": [0.1, 0.1]})
    assert isinstance(pool_effects(one), NotEnough)


def test_a_pool_counts_no_pupils() -> None:
    """A pool has no cells and stays as it is, whatever is withheld."""
    result = pooled([0.1, 0.3], 0.05)
    assert result.cells().empty
    assert result.withhold({"anything"}) is result


def test_wrong_columns_and_wrong_confidence_are_refused() -> None:
    """All missing columns are named at once, and a confidence is a share."""
    with pytest.raises(errors.ColumnMissing, match="label, variance"):
        pool_effects(pd.DataFrame({"g": [0.1]}))
    with pytest.raises(errors.WrongValue, match="confidence"):
        pool_effects(ten_schools(), confidence=95)


@pytest.mark.parametrize(
    ("schools", "effects", "caution"),
    [
        (4, (0.2, 0.2), None),
        (5, (0.2, 0.2), "none_shown"),
        (19, (0.2, 0.2), "none_shown"),
        (20, (0.2, 0.2), None),
        (6, (0.0, 2.0), "roughly_known"),
        (4, (0.0, 2.0), None),
        (20, (0.0, 2.0), None),
    ],
)
def test_few_schools_cannot_show_that_schools_do_not_differ(
    schools: int, effects: tuple[float, float], caution: str | None
) -> None:
    """Below twenty schools, no difference between them, or a difference, is called as uncertain as it is."""
    result = pooled([effects[number % 2] for number in range(schools)], [0.04] * schools)
    assert set(result.cautions) & {"none_shown", "roughly_known"} == ({caution} if caution else set())


@pytest.mark.parametrize(("effect", "variance"), [(-0.3, 0.04), (0.2, 0.01), (1.7, 3.0)])
def test_schools_that_found_the_same_do_not_differ(effect: float, variance: float) -> None:
    """Where every school found exactly the same, the variance between schools is nought and not a rounding error."""
    for schools in (2, 5, 25):
        assert pooled([effect] * schools, [variance] * schools).tau2 == 0


def test_the_chance_agrees_with_the_interval() -> None:
    """The chance is one half at the mean and 2.5% at the upper end of the interval, and counts down from there."""
    result = pool_effects(ten_schools())
    assert isinstance(result, Pool)
    assert result.chance_at_least(result.estimate) == pytest.approx(0.5)
    assert result.chance_at_least(result.high) == pytest.approx(0.025)
    assert result.chance_at_least(result.low) == pytest.approx(0.975)
    with pytest.raises(errors.WrongValue):
        result.chance_at_least(float("nan"))
