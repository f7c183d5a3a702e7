"""Textbook power: against pwr and R's own, solved each way, and with what cannot be."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from trials import checks, found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.power.textbook import (
    TextbookPower,
    power_of_pairs,
    power_of_several_groups,
    power_of_two_groups,
    power_of_two_shares,
)
from enquiry_lib.stats.result import NotEnough

TESTS: dict[str, Callable[..., TextbookPower | NotEnough]] = {
    "two groups": power_of_two_groups,
    "pairs": power_of_pairs,
    "several groups": power_of_several_groups,
    "two shares": power_of_two_shares,
}
TEXTBOOK = [name for name, check in checks("power").items() if "test" in check["given"]]


def worked_out(result: TextbookPower | NotEnough) -> TextbookPower:
    """Give a result that could be worked out."""
    assert isinstance(result, TextbookPower)
    return result


@pytest.mark.parametrize("name", TEXTBOOK)
def test_pinned_answers(name: str) -> None:
    """Power, pupils and effects are those of pwr and of R's own functions."""
    given = dict(checks("power")[name]["given"])
    expected = pinned(name, "power")
    assert found(worked_out(TESTS[given.pop("test")](**given)), expected) == expected


@pytest.mark.parametrize(
    ("test", "asked"),
    [
        (power_of_two_groups, {"effect": 0.35}),
        (power_of_two_groups, {"effect": 0.35, "pupils_others": 200}),
        (power_of_pairs, {"effect": 0.2, "correlation": 0.6}),
        (power_of_several_groups, {"groups": 3, "effect": 0.2}),
        (power_of_two_shares, {"first": 0.3, "second": 0.2}),
    ],
)
def test_solving_and_asking_again_agree(test: Any, asked: dict[str, Any]) -> None:
    """The pupils worked out for a power give that power, and no fewer do."""
    many = worked_out(test(**asked, power=0.8)).pupils
    assert many is not None
    assert worked_out(test(**asked, pupils=many)).power == pytest.approx(0.8, abs=1e-9)
    assert worked_out(test(**asked, pupils=0.9 * many)).power < 0.8


def test_the_second_share_is_the_one_that_would_be_noticed() -> None:
    """A share worked out has the power asked for, below the first or above it."""
    for rising in (False, True):
        result = worked_out(power_of_two_shares(first=0.24, pupils=320, power=0.8, rising=rising))
        assert result.second is not None
        assert (result.second > 0.24) == rising
        again = worked_out(power_of_two_shares(first=0.24, second=result.second, pupils=320))
        assert again.power == pytest.approx(0.8, abs=1e-9)


def test_what_pwr_prints_differs_only_where_its_search_stops_early() -> None:
    """The variant is another number than the exact one and close to it; where the two agree there is none."""
    early = worked_out(power_of_two_groups(pupils=50, power=0.8))
    assert early.as_pwr_prints != pytest.approx(early.effect, rel=1e-6)
    assert early.as_pwr_prints == pytest.approx(early.effect, rel=1e-3)
    for agrees in (
        power_of_two_groups(effect=0.5, power=0.8),
        power_of_two_groups(pupils=50, effect=0.5),
        power_of_pairs(pupils=50, power=0.8, correlation=0.7),
        power_of_two_groups(effect=12.0, power=0.8),
    ):
        assert worked_out(agrees).as_pwr_prints is None


def test_the_curve_goes_through_the_answer() -> None:
    """Power grows with pupils along the curve, which goes through the answer."""
    result = worked_out(power_of_two_groups(effect=0.5, power=0.8))
    powers = [point.power for point in result.curve]
    assert powers == sorted(powers)
    assert [point.power for point in result.curve if point.pupils == result.pupils] == [
        pytest.approx(0.8, abs=1e-9)
    ]


def test_a_simulation_agrees() -> None:
    """Of two thousand drawn comparisons about as many notice the difference as the formula says."""
    draws = np.random.default_rng(4)
    one, other = draws.normal(0.5, 1, (2000, 30)), draws.normal(0, 1, (2000, 40))
    spread = np.sqrt((29 * one.var(axis=1, ddof=1) + 39 * other.var(axis=1, ddof=1)) / 68)
    t = (one.mean(axis=1) - other.mean(axis=1)) / (spread * math.sqrt(1 / 30 + 1 / 40))
    expected = worked_out(power_of_two_groups(pupils=30, pupils_others=40, effect=0.5)).power
    assert expected is not None
    assert (abs(t) > 1.9955).mean() == pytest.approx(
        expected, abs=3 * math.sqrt(expected * (1 - expected) / 2000)
    )


def test_huge_and_tiny_effects_have_a_power() -> None:
    """Power lies between the chance of a false alarm and one for every size, never NaN."""
    for pupils in (2, 3, 30, 3000):
        for effect in (1e-4, 0.1, 3.0, 40.0):
            power = worked_out(power_of_two_groups(pupils=pupils, effect=effect)).power
            assert 0.0499 < (power or 0) <= 1
    assert worked_out(power_of_two_groups(pupils=30, effect=-0.4)).power == pytest.approx(
        worked_out(power_of_two_groups(pupils=30, effect=0.4)).power or 0
    )


def test_what_nobody_could_find_is_not_enough() -> None:
    """Beyond any number of pupils, and with too few for any change of a share, there is no number."""
    for result in (
        power_of_two_groups(effect=1e-5, power=0.8),
        power_of_two_groups(pupils_others=3, effect=0.2, power=0.9),
        power_of_two_shares(first=0.02, pupils=50, power=0.8),
        power_of_two_shares(first=0.9, pupils=10, power=0.9, rising=True),
    ):
        assert isinstance(result, NotEnough)
        assert not any(sign.isdigit() for sign in result.found)


@pytest.mark.parametrize(
    ("test", "asked", "named"),
    [
        (power_of_two_groups, {"pupils": 30}, "pupils, effect and power"),
        (power_of_two_groups, {"pupils": 30, "effect": 0.2, "power": 0.8}, "pupils, effect and power"),
        (power_of_two_groups, {"pupils": 1, "effect": 0.2}, "pupils"),
        (power_of_two_groups, {"pupils": 30, "pupils_others": math.nan, "effect": 0.2}, "pupils_others"),
        (power_of_two_groups, {"pupils": 30, "effect": 0}, "effect"),
        (power_of_two_groups, {"effect": 0.2, "power": 0.04}, "power"),
        (power_of_two_groups, {"effect": 0.2, "power": 0.8, "sides": 3}, "sides"),
        (power_of_two_groups, {"effect": 0.2, "power": 0.8, "confidence": 95}, "confidence"),
        (power_of_pairs, {"effect": 0.2, "power": 0.8, "correlation": 1}, "correlation"),
        (power_of_several_groups, {"groups": 1, "effect": 0.2, "power": 0.8}, "groups"),
        (power_of_two_shares, {"first": 24, "pupils": 30, "power": 0.8}, "first"),
        (power_of_two_shares, {"first": 0.2, "second": 0.2, "pupils": 30}, "effect"),
    ],
)
def test_what_makes_no_sense_is_refused(test: Any, asked: dict[str, Any], named: str) -> None:
    """Too many or too few of the three, or a value out of range, raises and names it."""
    with pytest.raises(errors.WrongValue, match=named):
        test(**asked)


def test_a_small_plan_is_withheld() -> None:
    """A plan for fewer than ten keeps what was asked and no number."""
    small = worked_out(power_of_two_groups(pupils=9, pupils_others=40, power=0.8))
    held = small.withhold(choose_hidden(small.cells()))
    assert (held.pupils, held.pupils_others, held.effect, held.power, held.as_pwr_prints) == (None,) * 5
    assert (held.groups, held.confidence) == (2, 0.95)
