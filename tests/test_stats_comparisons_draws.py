"""Missing numbers drawn many times: proper draws, the same each run, and Rubin's rules as mice has them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from trials import checks, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.draws import fill_in, fit_draws, pool_draws


def test_rubins_rules_agree_with_mice() -> None:
    """The pooled estimate, variance, degrees of freedom and missing information are those of mice's pool.scalar."""
    given = checks("matching")["pooled"]["given"]
    pooled = pool_draws(np.array(given["estimates"]), np.array(given["variances"]), df=given["df"])
    found = pooled._asdict() | {"variance": pooled.se**2}
    expected = pinned("pooled", "matching")
    assert {name: found[name] for name in expected} == expected


def test_draws_that_agree_leave_the_degrees_of_freedom_of_whole_data() -> None:
    """Where draws do not differ nothing is missing: the degrees of freedom are those of Barnard and Rubin's observed data."""
    pooled = pool_draws(np.array([1.0, 1.0, 1.0]), np.full(3, 0.2), df=40)
    assert (pooled.se**2, pooled.df) == pytest.approx((0.2, 41 / 43 * 40))
    assert math.isinf(pool_draws(np.array([1.0, 1.0]), np.full(2, 0.2)).df)


def test_one_draw_cannot_be_pooled() -> None:
    """The spread between draws needs two."""
    with pytest.raises(errors.WrongValue, match="draws"):
        pool_draws(np.array([1.0]), np.array([1.0]))


def table(n: int = 400) -> np.ndarray:
    """Two columns that go together, the second missing where the first is high, and a third with gaps of its own."""
    random = np.random.default_rng(4)
    first = random.normal(0, 1, n)
    second = 2 + first + random.normal(0, 1, n)
    third = random.normal(0, 1, n)
    return np.column_stack(
        [first, np.where(first > 0.5, np.nan, second), np.where(random.random(n) < 0.1, np.nan, third)]
    )


def test_what_is_known_stays_and_what_is_not_is_drawn() -> None:
    """Known numbers are the same in every draw, missing ones are not, and the same seed draws the same."""
    given = table()
    filled = fill_in(given, np.empty((len(given), 0)), draws=4, seed=3)
    assert filled is not None
    missing = np.isnan(given)
    assert np.ptp(filled, axis=0)[~missing].max() < 1e-12
    assert np.ptp(filled, axis=0)[missing].min() > 0
    again = fill_in(given, np.empty((len(given), 0)), draws=4, seed=3)
    assert again is not None
    assert (again == filled).all()


def test_drawing_undoes_what_missing_did_to_the_mean() -> None:
    """Where the high ones are missing, the mean of the known is too low by half a point, and that of the draws is not."""
    given = table()
    filled = fill_in(given, np.empty((len(given), 0)), draws=50, seed=3)
    assert filled is not None
    assert np.nanmean(given[:, 1]) < 1.6
    assert filled[:, :, 1].mean() == pytest.approx(2.0, abs=0.2)
    spread = filled[:, np.isnan(given[:, 1]), 1] - filled[:, np.isnan(given[:, 1]), 0]
    assert spread.std() == pytest.approx(1.0, abs=0.15)


def test_too_few_known_numbers_are_not_drawn_from() -> None:
    """With as many columns as known rows nothing is filled in."""
    given = np.column_stack([[1.0, 2, 3, np.nan, np.nan], np.arange(5.0)])
    assert fill_in(given, np.eye(5)[:, :2], draws=3, seed=1) is None


def test_a_category_nobody_known_belongs_to_does_no_harm() -> None:
    """A column that is the same wherever the number is known is left out, so that draws stay near the others."""
    given = np.where(np.arange(40) % 4 == 0, np.nan, np.arange(40) % 7).astype(float)[:, None]
    filled = fill_in(given, (np.arange(40) % 4 == 0).astype(float)[:, None], draws=20, seed=1)
    assert filled is not None
    assert np.abs(filled).max() < 20


def test_an_exact_fit_is_no_fit() -> None:
    """Where a draw leaves nothing over, or there are hardly more rows than columns, there is none."""
    columns = np.column_stack([np.ones(6), np.arange(6) % 2])[None]
    assert fit_draws(columns[:, :, 1] * 3, columns) is None
    assert fit_draws(np.array([[1.0, 2, 4]]), columns[:, :3]) is None
