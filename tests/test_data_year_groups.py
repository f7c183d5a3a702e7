"""Year groups as they were in an earlier school year."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.year_groups import pupils_in_year, year_groups


def _then(groups: list[str], left: list[str | None], year: str, *, listed_in: str = "2026/27") -> list[str]:
    pupils = pd.DataFrame({"year_group": groups, "left_on": pd.to_datetime(left)})
    return pupils_in_year(pupils, year, listed_in=listed_in)["year_group"].astype("str").fillna("").tolist()


@pytest.mark.parametrize(
    ("year", "groups"),
    [("2026/27", ["5", "1", "N"]), ("2025/26", ["4", "R", ""]), ("2023/24", ["2", "", ""])],
)
def test_pupils_are_counted_back_by_whole_years(year: str, groups: list[str]) -> None:
    """Year 5 was Year 4 a year before; who was not at school yet has no year group."""
    assert _then(["5", "1", "N"], [None] * 3, year) == groups


def test_leavers_are_counted_from_the_year_in_which_they_left() -> None:
    """A pupil who left at the end of 2025/26 stands in the list with that year's group, and another year's before it."""
    left = ["2026-08-31", "2026-07-20", "2025-08-31", "2026-09-01"]
    assert _then(["6"] * 4, [*left], "2025/26") == ["6", "6", "6", "5"]
    assert _then(["6"] * 4, [*left], "2024/25") == ["5", "5", "6", "4"]


def test_nobody_is_counted_forward() -> None:
    """An enquiry planned for a year to come has the pupils as they are listed now."""
    assert _then(["6", "R"], [None, "2025-01-10"], "2027/28") == ["6", "R"]


def test_a_table_without_pupils_or_year_groups_is_taken_as_it_is() -> None:
    """Nobody is no fault, and a year group that could not be read stays unknown."""
    assert _then([], [], "2025/26") == []
    assert _then(["", "4"], [None, None], "2025/26") == ["", "3"]


def test_the_order_of_year_groups_is_the_dictionarys() -> None:
    """Nursery, reception, then the years."""
    assert year_groups()[:4] == ("N", "R", "1", "2")
