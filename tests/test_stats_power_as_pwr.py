"""The search for a root that stops early, as R's pwr does."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from enquiry_lib.stats.power.as_pwr import early_root, effect_ends, printed


@pytest.mark.parametrize(
    ("function", "ends", "expected"),
    [
        (lambda x: x**3 - 2, (0.0, 10.0), 1.2599409629427814),
        (lambda x: math.exp(x) - 5, (-5.0, 10.0), 1.609438050565545),
        (lambda x: x / (1 + x) - 0.8, (0.0, 1e9), 4.0000216932471),
        (lambda x: math.tanh(x - 1), (-3.0, 1e4), 0.99998770143659),
    ],
)
def test_it_stops_where_uniroot_stops(
    function: Callable[[float], float], ends: tuple[float, float], expected: float
) -> None:
    """The roots are those that R 4.2.2's uniroot gives with its own tolerance."""
    assert early_root(function, *ends) == pytest.approx(expected, rel=1e-9)


def test_ends_on_one_side_have_no_root() -> None:
    """Where pwr would say that the ends are not of opposite sign, there is nothing to print."""
    assert math.isnan(early_root(lambda x: x + 1, 0.0, 10.0))
    assert math.isnan(early_root(lambda x: math.nan if x > 5 else -1.0, 0.0, 10.0))
    assert printed(lambda x: x + 1, 2.0, (0.0, 10.0)) is None


def test_a_root_at_an_end_is_found() -> None:
    """A function that is nought at an end has its root there."""
    assert early_root(lambda x: x, 0.0, 10.0) == 0
    assert early_root(lambda x: x - 10, 0.0, 10.0) == 10


def test_what_agrees_to_a_millionth_is_not_said() -> None:
    """A straight line is found at once, so that there is no other number to print."""
    assert printed(lambda x: x - 3, 3.0, (0.0, 10.0)) is None


def test_one_side_is_looked_for_from_below_nought() -> None:
    """The ends depend on the sides of the test, but for analysis of variance, which has one."""
    assert effect_ends("h", 2) == (1e-10, 10.0)
    assert effect_ends("h", 1) == (-5.0, 10.0)
    assert effect_ends("f", 1) == effect_ends("f", 2) == (1e-7, 1e7)
