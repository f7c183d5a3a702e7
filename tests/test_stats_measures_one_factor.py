"""Omega from one factor: where it is known, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.measures.one_factor import omega_total


def behind(loadings: list[float], unique: list[float]) -> Numbers:
    """Give the covariances of items with one factor behind them."""
    return np.outer(loadings, loadings) + np.diag(unique)


def test_a_factor_that_is_there_is_found() -> None:
    """Items made of one factor give back its share, in their own units."""
    loadings, unique = [2.0, 1.5, 1.0, 0.4], [1.0, 2.0, 0.5, 0.3]
    share = sum(loadings) ** 2 / (sum(loadings) ** 2 + sum(unique))
    assert omega_total(behind(loadings, unique)) == pytest.approx(share, abs=1e-5)


def test_equal_items_have_alpha() -> None:
    """For items that load alike omega is alpha."""
    assert omega_total(behind([1.0] * 4, [1.0] * 4)) == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize(
    "covariance",
    [
        [[1.0, 0.5], [0.5, 1.0]],
        [[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]],
        [[1.0, 0.9, 0.8], [0.9, 1.0, 0.5], [0.8, 0.5, 1.0]],
        [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]],
    ],
    ids=["two items", "the same item twice", "nothing of its own", "no covariances at all"],
)
def test_where_one_factor_cannot_be_fitted_there_is_none(covariance: list[list[float]]) -> None:
    """Too few items, items that follow from each other, and impossible ones give no omega, and no warning."""
    assert omega_total(np.array(covariance)) is None


def test_omega_is_the_same_each_time() -> None:
    """The search starts where the items say and not at random, so the last digit stays."""
    close = np.array([[1.0, 0.894, 0.884], [0.894, 1.0, 0.832], [0.884, 0.832, 1.0]])
    assert len({omega_total(close) for _ in range(10)}) == 1
