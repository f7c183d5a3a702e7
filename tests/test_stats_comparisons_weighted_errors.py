"""Errors of a weighted comparison are those of clubSandwich, where weights are no inverse variances."""

from __future__ import annotations

import numpy as np
import pytest
import samples_matched
from trials import found, pinned

from enquiry_lib.stats.comparisons.weighted_errors import contrasted_by_weight
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.robust import Codes, LeastSquares, contrasted, ols

TREATED = np.eye(4)[1]


def _fit(weights: Numbers) -> LeastSquares:
    table = samples_matched.pupils()
    root = np.sqrt(weights)
    arm = (table["arm"] == "intervention").to_numpy(np.float64)
    columns = np.column_stack([np.ones(200), arm, table["before"], table["age"]])
    fit = ols(table["after"].to_numpy(np.float64) * root, columns * root[:, None])
    assert fit is not None
    return fit


def _sets() -> Codes:
    """Give sets of one pupil and of many, as the script for R makes them."""
    i = np.arange(1, 201)
    of_class = (5 * i) % 16
    return np.where(of_class < 5, of_class, i % 60)


def test_sets_and_weights_agree_with_r() -> None:
    """Sets of several sizes in which pupils weigh differently have clubSandwich's error and degrees of freedom."""
    weights = 0.25 + np.arange(1, 201) % 4
    result = contrasted_by_weight(_fit(weights), weights, TREATED, _sets())
    expected = pinned("weighted_sets", "matching")
    assert found(result, expected) == expected


@pytest.mark.parametrize("clusters", [_sets(), np.arange(200)], ids=["sets", "pupils"])
def test_equal_weights_change_nothing(clusters: Codes) -> None:
    """Where all weigh the same, it is the CR2 error of least squares, whatever the weight is."""
    plain = contrasted(_fit(np.ones(200)), TREATED, "CR2", clusters)
    for weight in (1.0, 7.0):
        weights = np.full(200, weight)
        made = contrasted_by_weight(_fit(weights), weights, TREATED, clusters)
        assert (made.estimate, made.se, made.df) == pytest.approx((plain.estimate, plain.se, plain.df))


def test_what_rests_on_one_set_has_no_error() -> None:
    """A difference that could not be had without a certain set has no error to judge it by."""
    arm = samples_matched.pupils()["arm"] == "intervention"
    sets = np.where(arm, 0, np.arange(200) + 1)
    made = contrasted_by_weight(_fit(np.ones(200)), np.ones(200), TREATED, sets)
    assert np.isnan([made.se, made.df]).all()
    assert np.isfinite(made.estimate)
