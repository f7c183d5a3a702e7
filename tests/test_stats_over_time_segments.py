"""Two lines through a series agree with R's lm and sandwich, gaps in time included."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from trials import pinned

from enquiry_lib.stats.over_time.segments import Segments, fit_lines, lags_by_rule, segments, two_lines

NAMES = ("level", "slope", "level_change", "slope_change")
WEEKS = np.array([week for week in range(1, 31) if week not in (9, 16, 17)], dtype=np.float64)
VALUES = np.round(90 + 0.1 * WEEKS + 3 * (WEEKS >= 14) + 2 * np.sin(1.7 * WEEKS) + np.cos(0.3 * WEEKS**2), 3)


def _gapped(lags: int = 2) -> Segments:
    fit = fit_lines(VALUES, two_lines(WEEKS, 14, weights=100 + 20 * (WEEKS % 5)), lags)
    assert fit is not None
    return segments(fit, 0.95)


def test_weights_and_gaps_agree_with_r() -> None:
    """Estimates, Newey-West errors by weeks apart and ordinary errors of a weighted series with holidays."""
    found = _gapped()
    assert {name: getattr(found, name).estimate for name in NAMES} == pinned("gaps_estimate", "over_time")
    assert {name: getattr(found, name).se for name in NAMES} == pinned("gaps_newey_west_2", "over_time")
    assert {name: getattr(found, name).se_ols for name in NAMES} == pinned("gaps_ols", "over_time")


def test_without_gaps_the_errors_are_those_of_statsmodels() -> None:
    """On a whole series the Newey-West covariance, small-sample factor included, is statsmodels' HAC."""
    time = np.arange(30.0)
    y = np.sin(time**2) + 0.1 * time
    design = two_lines(time, 15)
    fit = fit_lines(y, design, 4)
    assert fit is not None
    theirs = sm.OLS(y, design.columns).fit(cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True})
    assert fit.newey_west == pytest.approx(theirs.cov_params(), rel=1e-9)


def test_adjusting_leaves_the_lines_at_an_average_row() -> None:
    """A column that has nothing to do with the series leaves the level as it was; one that adds nothing is left out."""
    time, start = np.arange(12.0), 6.0
    also = np.column_stack([np.tile([0.0, 1.0], 6), time])
    design = two_lines(time, start, also=also)
    assert design.columns.shape == (12, 5)
    assert design.columns[:, 4].sum() == pytest.approx(0)


def test_nothing_left_over_is_no_fit() -> None:
    """A series that follows its lines exactly, or as many times as lines need, gives none."""
    time = np.arange(8.0)
    assert fit_lines(2 + time, two_lines(time, 4), 1) is None
    assert fit_lines(VALUES[:4], two_lines(time[:4], 2), 1) is None


def test_carry_over_is_counted_between_neighbours_only() -> None:
    """Durbin-Watson and autocorrelation pass over gaps."""
    whole, gapped = np.arange(20.0), np.delete(np.arange(21.0), 10)
    y = np.sin(np.arange(20.0))
    fits = [fit_lines(y, two_lines(time, 12), 1) for time in (whole, gapped)]
    squares = [(fit.residuals**2).sum() for fit in fits if fit]
    assert len(squares) == 2
    assert fits[1] is not None
    jumps = np.diff(fits[1].residuals) ** 2
    assert fits[1].durbin_watson() == pytest.approx((jumps.sum() - jumps[9]) * 19 / 18 / squares[1])


def test_intervals_go_by_the_larger_error() -> None:
    """A Newey-West error below the ordinary one does not make an interval narrower."""
    found = _gapped()
    assert found.slope.se is not None
    assert found.slope.se_ols is not None
    assert found.slope.se < found.slope.se_ols
    assert found.slope.low is not None
    assert found.slope.estimate is not None
    half = float(stats.t.ppf(0.975, len(WEEKS) - 4)) * found.slope.se_ols
    assert found.slope.low == pytest.approx(found.slope.estimate - half)


def test_lags_follow_the_rule() -> None:
    """The whole part of 4 (n/100)^(2/9)."""
    assert [lags_by_rule(n) for n in (10, 38, 100, 190)] == [2, 3, 4, 4]


def test_a_line_without_error_is_no_square_root_of_less_than_nought() -> None:
    """Where nothing at all varied before the start, rounding may take the slope's variance below nought."""
    time, draws = np.r_[0:8, 9:16].astype(float), np.random.default_rng(0)
    weights = draws.integers(200, 600, 15).astype(float)
    values = np.where(time < 4, 0.0, draws.normal(5, 5, 15))
    fit = fit_lines(values, two_lines(time, 4, weights=weights, also=(time == 9)[:, None].astype(float)), 2)
    assert fit is not None
    assert segments(fit, 0.95).slope.se == pytest.approx(0, abs=1e-5)


def test_one_odd_time_does_not_hide_carry_over() -> None:
    """A fortnightly series with two times a week apart is judged by its usual distance, not by the smallest."""
    draws = np.random.default_rng(3)
    time = np.array([1.0, 2, *range(5, 85, 2)])
    carried = np.zeros(len(time))
    for at in range(1, len(time)):
        carried[at] = 0.8 * carried[at - 1] + draws.normal()
    design = two_lines(time, 43)
    fit, calm = fit_lines(carried, design, 3), fit_lines(draws.normal(size=len(time)), design, 3)
    assert fit is not None
    assert calm is not None
    assert fit.autocorrelation() > 2 / np.sqrt(len(time))
    assert calm.durbin_watson() == pytest.approx(2, abs=0.9)


def test_times_without_neighbours_say_nothing_of_carry_over() -> None:
    """Where most times have no neighbour, nobody can tell, and no number is given."""
    time = np.array([0.0, 1, 5, 9, 14, 15, 20, 25, 31, 32, 38, 46])
    fit = fit_lines(np.sin(time**2), two_lines(time, 20), 1)
    assert fit is not None
    near = np.diff(time) < 1.5 * np.median(np.diff(time))
    assert np.isnan(fit.autocorrelation()) == (2 * near.sum() < len(near))
