"""A difference called worth the effort, held against a plan: its power against R, and how many it takes against the formula."""

from __future__ import annotations

import math

import pytest
from samples_power import network_power

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.power.pupils import DetectableEffect, detectable_effect, mdes
from enquiry_lib.stats.power.schools import mdes_clustered
from enquiry_lib.stats.power.worthwhile import Precision, Worthwhile, hold_against


def held(pupils: int, size: float) -> Worthwhile:
    """Hold a difference against a plan of so many pupils."""
    result = detectable_effect(pupils, worthwhile=size)
    assert isinstance(result, DetectableEffect)
    assert result.worthwhile is not None
    return result.worthwhile


@pytest.mark.parametrize(
    ("se", "df", "size", "power"),
    [(0.18257418583505536, 57, 0.2, 0.1898364373), (0.21530017804606355, 5, 0.2, 0.1188373775)],
)
def test_the_chance_is_that_of_r(se: float, df: float, size: float, power: float) -> None:
    """The chance of noticing is R's: pt(qt(.975, df), df, size / se, lower.tail = FALSE) + pt(-qt(.975, df), df, size / se)."""
    found = hold_against(size, planned=Precision(se, df), smallest=lambda n: 9 / n, fewest=1, confidence=0.95)
    assert found.chance == pytest.approx(power, abs=1e-7)


def test_it_takes_the_fewest_that_could_notice_it() -> None:
    """One pupil fewer, or one class, would notice only a larger difference."""
    needed = held(60, 0.2).needed
    assert needed is not None
    asked = {"treated": 0.5, "r_squared": 0.5, "covariates": 1, "power": 0.8, "confidence": 0.95}
    assert mdes(int(needed), **asked) <= 0.2 < mdes(int(needed) - 1, **asked)  # type: ignore[arg-type]
    classes = network_power(24, icc=0.15, schools=(4, 8), unit="class", worthwhile=0.2).worthwhile
    assert classes is not None
    assert classes.needed == 75
    of_whole = {"icc": 0.15, "r_squared": 0.5, "r_squared_schools": 0.5, "covariates": 1}
    assert mdes_clustered(75, 24, **of_whole) <= 0.2 < mdes_clustered(74, 24, **of_whole)  # type: ignore[arg-type]


def test_what_is_just_noticed_has_the_power_asked_for() -> None:
    """A difference as large as the smallest that is noticed is noticed four times in five."""
    result = detectable_effect(200)
    assert isinstance(result, DetectableEffect)
    assert result.with_pretest is not None
    assert held(200, result.with_pretest).chance == pytest.approx(0.8, abs=1e-3)
    assert held(200, result.with_pretest).needed == 200


def test_no_difference_at_all_takes_more_than_there_are() -> None:
    """Nought is noticed by chance alone, and no number of pupils would do."""
    found = held(60, 0.0)
    assert found.chance == pytest.approx(0.05)
    assert found.needed == math.inf


def test_too_few_whole_classes_have_no_chance_to_tell() -> None:
    """Of two whole classes no chance is given, and still how many it would take."""
    found = network_power(24, schools=(2,), unit="class", worthwhile=0.5).worthwhile
    assert found is not None
    assert math.isnan(found.chance or 0.0)
    assert found.needed is not None
    assert found.needed > 4


@pytest.mark.parametrize("size", [-0.1, math.nan, math.inf])
def test_what_is_no_size_is_refused(size: float) -> None:
    """A difference worth the effort is nought or more."""
    with pytest.raises(errors.WrongValue, match="worthwhile"):
        detectable_effect(60, worthwhile=size)


def test_of_few_pupils_only_the_difference_itself_stays() -> None:
    """The difference that was called worth the effort rests on nobody; its chance and what it takes go with the count."""
    for result in (detectable_effect(8, worthwhile=0.2), network_power(9, worthwhile=0.2)):
        hidden = result.withhold(choose_hidden(result.cells()))  # type: ignore[union-attr]
        assert hidden.worthwhile == Worthwhile(0.2, None, None)
