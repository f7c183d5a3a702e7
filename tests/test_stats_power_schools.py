"""What schools could show together: against PowerUpR's formulas, and with plans that cannot be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from samples_power import network_power
from trials import checks, found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.power.pupils import DetectableEffect, detectable_effect, mdes
from enquiry_lib.stats.power.schools import SCHOOLS, detectable_by_schools, mdes_blocked, mdes_clustered
from enquiry_lib.stats.result import NotEnough

TOGETHER = [name for name, check in checks("power").items() if "icc" in check["given"]]


@pytest.mark.parametrize("name", TOGETHER)
def test_pinned_answers(name: str) -> None:
    """Pupils within schools, whole schools and one school alone give PowerUpR's answers."""
    expected = pinned(name, "power")
    (rung,) = network_power(**checks("power")[name]["given"]).rungs
    assert found(rung, expected) == expected


def test_one_school_alone_is_the_plan_of_its_pupils() -> None:
    """One school is no sample of schools: its rung is that of its pupils, whatever is assumed of schools."""
    alone = mdes(26, treated=0.5, r_squared=0.0, covariates=0, power=0.8, confidence=0.95)
    assert {network_power(26, schools=[1], icc=icc).rungs[0].pupils_without for icc in (0.0, 0.3)} == {alone}


def test_the_table_falls_with_every_school() -> None:
    """More schools see smaller differences, and whole schools see less than pupils within them."""
    rungs = network_power().rungs
    assert tuple(rung.schools for rung in rungs) == SCHOOLS
    for kind in ("pupils_without", "pupils_with", "whole_without", "whole_with"):
        sizes = [value for rung in rungs if not math.isnan(value := getattr(rung, kind))]
        assert sizes == sorted(sizes, reverse=True)
    assert all(rung.whole_with > rung.pupils_with for rung in rungs[1:])


def test_two_whole_schools_are_refused() -> None:
    """One or two whole schools give no number, and the result says why; three are a trial of one degree of freedom."""
    two = network_power(schools=[1, 2, 3, 4])
    assert [math.isnan(rung.whole_without) for rung in two.rungs] == [True, True, False, False]
    assert [math.isnan(rung.whole_with) for rung in two.rungs] == [True, True, True, False]
    assert "two_whole" in two.cautions
    assert "two_whole" not in network_power(schools=[5, 10]).cautions


def test_alike_schools_need_no_correction() -> None:
    """Without an intracluster correlation whole schools are as good as their pupils, but for the degrees of freedom."""
    assert mdes_blocked(4, 25, icc=0.0, effect_spread=0.5) == pytest.approx(
        mdes_blocked(4, 25, icc=0.0, effect_spread=0)
    )
    many = mdes_clustered(4000, 25, icc=0.0), mdes_blocked(4000, 25, icc=0.0, effect_spread=0.1)
    assert many[0] == pytest.approx(many[1], rel=1e-5)


@pytest.mark.parametrize(
    "asked",
    [
        {"icc": 1.0},
        {"icc": -0.1},
        {"icc": math.nan},
        {"schools": []},
        {"schools": [0, 5]},
        {"effect_spread": -1},
        {"r_squared": 1.0},
        {"r_squared_schools": -0.1},
        {"power": 80},
        {"treated": 0},
        {"confidence": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(asked: dict[str, Any]) -> None:
    """A share outside its range, or no school, raises and names what was wrong."""
    with pytest.raises(errors.WrongValue, match=next(iter(asked))):
        detectable_by_schools(30, **({"icc": 0.17} | asked))


def test_classes_of_one_school_are_reckoned_as_such() -> None:
    """Whole classes are reckoned as whole schools; single pupils as those of one school, whatever their class."""
    schools, classes = (network_power(26, schools=(4, 8), unit=unit) for unit in ("school", "class"))
    assert [rung.whole_with for rung in classes.rungs] == [rung.whole_with for rung in schools.rungs]
    alone = detectable_effect(8 * 26)
    assert isinstance(alone, DetectableEffect)
    assert classes.rungs[1].pupils_with == pytest.approx(alone.with_pretest)
    assert "spread_assumed" not in classes.cautions
    with pytest.raises(errors.WrongValue, match="unit"):
        detectable_by_schools(30, icc=0.15, unit="village")  # type: ignore[arg-type]


def test_hardly_any_pupils_are_not_enough() -> None:
    """Three pupils a school leave nothing to work out, and no count is named."""
    result = detectable_by_schools(3, icc=0.17)
    assert isinstance(result, NotEnough)
    assert not any(sign.isdigit() for sign in result.found)


def test_a_small_class_hides_the_table() -> None:
    """Of a class of fewer than ten the number and all that rests on it go; one of thirteen may be shown."""
    small = network_power(9)
    held = small.withhold(choose_hidden(small.cells()))
    assert held.pupils_each is None
    assert all(rung.pupils_with is None and rung.whole_with is None for rung in held.rungs)
    assert choose_hidden(network_power(13).cells()) == frozenset()
