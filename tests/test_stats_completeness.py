"""How full a table is: bands that give nobody away, and the days covered."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib.stats.completeness import Filled, days_covered, how_filled


def _filled(having: int, people: int, *, few: int = 10) -> Filled:
    pupils = pd.Series(range(people))
    return how_filled(pupils < having, pupils, few=few)


@pytest.mark.parametrize(
    ("having", "people", "band"),
    [
        (400, 400, "complete"),
        (391, 400, "complete"),
        (390, 400, "nearly"),
        (380, 400, "nearly"),
        (379, 400, "partly"),
        (200, 400, "partly"),
        (199, 400, "hardly"),
        (10, 400, "hardly"),
        (9, 400, "empty"),
        (0, 400, "empty"),
        (20, 20, "complete"),
        (19, 19, "unsaid"),
        (0, 19, "unsaid"),
    ],
)
def test_the_bands(having: int, people: int, band: str) -> None:
    """From 95% nearly complete, from 50% partly; fewer than ten on either side count as nobody."""
    assert _filled(having, people) == band


@given(st.integers(0, 60), st.integers(0, 9), st.integers(0, 9))
def test_a_few_more_or_fewer_who_lack_a_value_change_nothing(people: int, one: int, other: int) -> None:
    """Two tables of as many people that differ in fewer than ten values lacking, or there, have one band."""
    least = min(one, people), min(other, people)
    assert _filled(people - least[0], people) == _filled(people - least[1], people)
    assert _filled(least[0], people) == _filled(least[1], people)


def test_rows_about_nobody_are_counted_exactly() -> None:
    """Where no person stands behind a row, one value lacking is one too many for complete."""
    assert how_filled(pd.Series([True] * 30)) == "complete"
    assert how_filled(pd.Series([True] * 29 + [False])) == "nearly"
    assert how_filled(pd.Series([False] * 3)) == "empty"


def test_people_are_counted_once_however_many_rows_they_have() -> None:
    """Many rows of one pupil without a value are one pupil."""
    who = pd.Series([0] * 50 + list(range(1, 40)))
    assert how_filled(who != 0, who, few=10) == "complete"


def test_a_day_with_few_people_is_passed_over() -> None:
    """The first day of one pupil alone is not said; a table without people gives every day."""
    dates = pd.Series(pd.to_datetime(["2025-09-01", *["2025-09-02"] * 10, *["2025-09-05"] * 10, None]))
    who = pd.Series(["A", *map(str, range(10)), *map(str, range(10)), "B"])
    assert days_covered(dates, who, few=10) == (dt.date(2025, 9, 2), dt.date(2025, 9, 5))
    assert days_covered(dates) == (dt.date(2025, 9, 1), dt.date(2025, 9, 5))
    assert days_covered(dates, who, few=11) is None
