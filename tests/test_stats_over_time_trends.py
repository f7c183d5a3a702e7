"""A school's change beside a published trend: points beyond it, with an interval from the school's own pupils."""

from __future__ import annotations

import math
from typing import Any

import pytest
import samples_over_time as samples
from trials import found, pinned

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats.attendance_years import difference_of_shares
from enquiry_lib.stats.over_time.trends import AgainstTrend, against_trend
from enquiry_lib.stats.result import NotEnough

RATES: dict[str, Any] = {
    "own_before": 94.9, "own_after": 97.0, "pupils_before": 311, "pupils_after": 336,
    "trend_before": 93.1, "trend_after": 93.4,
}  # fmt: skip


def test_counts_are_shares_of_pupils() -> None:
    """The change of the share, less the published one, has the interval of the difference of two shares."""
    expected = pinned("trend_interval", "over_time")
    result = samples.trend()
    assert found(result, expected) == expected
    points, low, high = difference_of_shares(44, 311, 13, 336)
    assert result.beyond == pytest.approx(points - 0.4)
    assert (result.low, result.high) == (pytest.approx(low - 0.4), pytest.approx(high - 0.4))


def test_rates_take_their_error_from_the_spread_between_pupils() -> None:
    """Means of pupils' own percentages: the SD between pupils, not the number of sessions, makes the error."""
    result = against_trend(**RATES, spread=(7.5, 6.0))
    assert isinstance(result, AgainstTrend)
    assert result.beyond == pytest.approx(1.8)
    assert result.se == pytest.approx(math.sqrt(7.5**2 / 311 + 6.0**2 / 336))


def test_nobody_or_everybody_is_said() -> None:
    """A share of none has no error of its own: its interval is Newcombe's, and with none twice p is not there."""
    assert "none_or_all" in samples.trend(later=0).cautions
    none = {"own_before": 0, "own_after": 0, "pupils_before": 30, "pupils_after": 28}
    both = against_trend(**RATES | none)
    assert isinstance(both, AgainstTrend)
    assert math.isnan(both.p or 0.0)
    z2 = 1.959964**2
    upper = [100 * z2 / (n + z2) for n in (30, 28)]  # Wilson's upper limits of none
    assert (both.low, both.high) == (
        pytest.approx(-0.3 - upper[0], abs=1e-3),
        pytest.approx(-0.3 + upper[1], abs=1e-3),
    )


def test_few_take_every_number_with_them() -> None:
    """Only the published figures stay when a count is withheld."""
    left = samples.trend().withhold({"persistent absence|beside the trend|after|counted"})
    assert (left.beyond, left.own_before, left.pupils_after) == (None, None, None)
    assert left.trend_after == 13.8


@pytest.mark.parametrize(
    "wrong",
    [
        {"own_after": 400},
        {"own_after": 12.7},
        {"own_before": -1},
        {"trend_after": 101.0},
        {"spread": (-1.0, 5.0), "own_before": 90},
    ],
    ids=str,
)
def test_impossible_numbers_are_refused(wrong: dict[str, Any]) -> None:
    """A count above its pupils, a percentage above a hundred and a negative spread are named."""
    with pytest.raises(WrongValue):
        against_trend(**RATES | {"own_before": 44, "own_after": 13} | wrong)


def test_without_pupils_there_is_not_enough() -> None:
    """No pupils on one occasion give no change."""
    assert isinstance(
        against_trend(**RATES | {"own_before": 0, "pupils_before": 0, "own_after": 13}), NotEnough
    )
