"""A year's counts: rates, cells, and the change to the next year, whatever the counts were taken from."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from enquiry_lib.stats.attendance_years import (
    YearCounts,
    change_between,
    difference_of_shares,
    log_odds_ratio,
    period_of,
    year_cells,
)

YEAR = YearCounts(
    period="2024/25", roll=40, attended=900, authorised=60, unauthorised=40, persistent=12, severe=2
)
LATER = replace(YEAR, period="2025/26", roll=50, persistent=10)


def test_rates_are_of_possible_sessions_and_of_the_roll() -> None:
    """Attendance and absence are shares of all possible sessions, persistent absence of the pupils."""
    year = period_of(YEAR)
    assert (year.sessions_possible, year.attendance, year.absence) == (1000, 90, 10)
    assert (year.authorised_rate, year.unauthorised_rate) == (6, 4)
    assert (year.persistent_rate, year.severe_rate) == (30, 5)


def test_what_nobody_counted_has_no_rate_and_no_cell() -> None:
    """Without a count of persistently absent pupils there is neither a rate nor a part of the roll."""
    unknown = replace(YEAR, persistent=None, severe=None)
    assert math.isnan(period_of(unknown).persistent_rate or 0)
    assert [cell.count for cell in year_cells(unknown)] == [40]
    assert [cell.count for cell in year_cells(replace(YEAR, severe=None))] == [40, 12, 28]


def test_the_parts_of_a_roll_add_up() -> None:
    """Persistently absent or not make the roll; severely or not make the persistently absent."""
    parts: dict[str, int] = {}
    for cell in year_cells(YEAR):
        parts[cell.margin] = parts.get(cell.margin, 0) + cell.count
    assert list(parts.values()) == [40, 40, 12]


def test_a_change_without_persistent_absence_keeps_the_rest() -> None:
    """Where one year does not know how many were persistently absent, attendance is compared all the same."""
    change = change_between(replace(YEAR, persistent=None, severe=None), LATER, n_both=30)
    assert change.persistent_points is change.low is change.log_odds_ratio is None
    assert (change.attendance_points, change.n_before, change.n_both) == (0, 40, 30)
    assert "odds_undefined" not in change.cautions


def test_an_unknown_overlap_is_said() -> None:
    """Who is in both years is known from marks only; different rolls are seen either way."""
    assert {"overlap_unknown", "different_rolls"} <= set(change_between(YEAR, LATER, n_both=None).cautions)
    same = replace(LATER, roll=40)
    assert "different_rolls" not in change_between(YEAR, same, n_both=None).cautions
    assert "different_rolls" in change_between(YEAR, same, n_both=39).cautions
    assert "overlap_unknown" not in change_between(YEAR, same, n_both=39).cautions


def test_equal_shares_do_not_differ() -> None:
    """The same share in both years is a difference of nothing, with an interval on both sides."""
    points, low, high = difference_of_shares(10, 100, 20, 200)
    assert points == 0
    assert low == -high < 0


@pytest.mark.parametrize("counts", [(3, 3, 1, 5), (1, 3, 0, 5), (0, 3, 1, 5), (1, 3, 5, 5)])
def test_no_odds_ratio_of_none_or_all(counts: tuple[int, int, int, int]) -> None:
    """Where a share is none or all there is no odds ratio."""
    assert log_odds_ratio(*counts) is None


def test_cautions_about_the_interval_go_with_it() -> None:
    """Where no interval is worked out, or it is withheld, nothing is said of how rough it is."""
    rough = {"overlap_unknown", "years_overlap"}
    uncounted = replace(YEAR, persistent=None, severe=None)
    assert not rough & set(change_between(uncounted, LATER, n_both=None).cautions)
    for n_both in (None, 39):
        change = change_between(YEAR, LATER, n_both=n_both)
        assert rough & set(change.cautions)
        held = change.withhold({YEAR.ids.part("persistently absent")})
        assert held.low is None
        assert not rough & set(held.cautions)
