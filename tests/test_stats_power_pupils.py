"""The smallest effect a comparison could show: against PowerUpR and pwr, and what it does with odd plans."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from trials import checks, found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.power.pupils import LADDER, DetectableEffect, detectable_effect, smallest_change
from enquiry_lib.stats.result import NotEnough


def detectable(pupils: int, **asked: Any) -> DetectableEffect:
    """Work it out for a plan that is large enough."""
    result = detectable_effect(pupils, **asked)
    assert isinstance(result, DetectableEffect)
    return result


@pytest.mark.parametrize(("pupils", "paired"), [(30, 0.5292345), (120, 0.2578353)])
def test_one_group_shows_what_a_paired_test_does(pupils: int, paired: float) -> None:
    """pwr.t.test(n, power = 0.8, type = "paired") is in SD of the changes, which is 0.765 of that of the scores; to the third digit."""
    assert smallest_change(pupils) == pytest.approx(paired * (2 - 2 * 0.5**0.5) ** 0.5, abs=5e-4)
    assert math.isnan(smallest_change(1))


OF_PUPILS = [name for name, check in checks("power").items() if not {"test", "icc"} & set(check["given"])]


@pytest.mark.parametrize("name", OF_PUPILS)
def test_pinned_answers(name: str) -> None:
    """The formula gives PowerUpR's answers, and pwr's to the third digit."""
    expected = pinned(name, "power")
    assert found(detectable(**checks("power")[name]["given"]), expected) == expected


def test_what_was_asked_stands_beside_both_answers() -> None:
    """Without covariates the answer is the one without a pre-test; with R² of a half and one, the other."""
    plain, adjusted = detectable(80), detectable(80, r_squared=0.5, covariates=1)
    assert plain.smallest == plain.without_pretest == adjusted.without_pretest
    assert adjusted.smallest == adjusted.with_pretest == plain.with_pretest


def test_more_pupils_and_equal_groups_see_more() -> None:
    """The ladder falls with each rung, and unequal groups of as many pupils see less than equal ones."""
    result = detectable(60)
    assert tuple(rung.pupils for rung in result.ladder) == LADDER
    steps = [rung.without_pretest for rung in result.ladder]
    assert steps == sorted(steps, reverse=True)
    assert detectable(60, treated=0.2).smallest > result.smallest
    assert result.ladder[1].without_pretest == result.smallest


@pytest.mark.parametrize(("pupils", "asked"), [(0, {}), (3, {}), (6, {"covariates": 4})])
def test_too_few_pupils_are_not_enough(pupils: int, asked: dict[str, Any]) -> None:
    """Without a degree of freedom left there is nothing to work out, and no count is named."""
    result = detectable_effect(pupils, **asked)
    assert isinstance(result, NotEnough)
    assert not any(sign.isdigit() for sign in result.found)


@pytest.mark.parametrize(
    "asked", [{"treated": 1.0}, {"power": 80}, {"confidence": 0}, {"r_squared": 1.0}, {"covariates": -1}]
)
def test_settings_that_make_no_sense_are_refused(asked: dict[str, Any]) -> None:
    """A share outside its range or a negative number of covariates raises."""
    with pytest.raises(errors.WrongValue, match=next(iter(asked))):
        detectable_effect(60, **asked)


@pytest.mark.parametrize(("pupils", "treated"), [(8, 0.5), (60, 0.1), (25, 0.7)])
def test_a_small_group_hides_all_that_rests_on_it(pupils: int, treated: float) -> None:
    """A plan with a group of fewer than ten keeps its settings and the ladder, and nothing of its own."""
    result = detectable(pupils, treated=treated)
    withheld = result.withhold(choose_hidden(result.cells()))
    nothing = {
        "pupils": None,
        "treated": None,
        "smallest": None,
        "without_pretest": None,
        "with_pretest": None,
    }
    assert withheld == replace(result, counted=(), **nothing)


def test_a_large_plan_hides_nothing() -> None:
    """A plan with large groups passes as it is."""
    result = detectable(60)
    assert choose_hidden(result.cells()) == frozenset()
    assert result.withhold(()) is result
