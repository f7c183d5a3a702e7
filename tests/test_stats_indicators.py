"""Indicators before and after: the published example to the digit, and what may not be compared."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.stats.indicators import IndicatorChange, Indicators, compare_indicators
from enquiry_lib.stats.result import NotEnough


def indicators(values: dict[str, tuple[float | None, float | None]], **columns: Any) -> pd.DataFrame:
    """Make a table with the values before and after of each indicator."""
    rows = [
        (name, occasion, value)
        for name, pair in values.items()
        for occasion, value in zip(("baseline", "follow_up"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["indicator", "occasion", "value"]).assign(**columns)


def compared(table: pd.DataFrame, **asked: Any) -> Indicators:
    """Give the result, which is not NotEnough."""
    result = compare_indicators(table, **asked)
    assert isinstance(result, Indicators)
    return result


def line(before: float, after: float, **columns: Any) -> IndicatorChange:
    """Give the one line of a table with one indicator."""
    return compared(indicators({"x": (before, after)}, **columns)).lines[0]


PUBLISHED = {"followers": (270, 413), "tweets": (196, 573), "retweets": (87, 282), "likes": (199, 716)}


def test_the_published_example() -> None:
    """The attendance project's four counts change by 143, 377, 195 and 517, or 53.0 to 259.8 percent."""
    result = compared(indicators(PUBLISHED, better="higher"))
    assert [found.indicator for found in result.lines] == list(PUBLISHED)
    assert [found.change for found in result.lines] == [143, 377, 195, 517]
    assert [found.percent for found in result.lines] == pytest.approx(
        [52.962963, 192.346939, 224.137931, 259.798995], abs=1e-6
    )
    assert {found.moved for found in result.lines} == {"better"}
    assert result.cells().empty


@pytest.mark.parametrize(
    ("values", "better", "moved"),
    [
        ((10, 12), "higher", "better"),
        ((10, 12), "lower", "worse"),
        ((12, 10), "lower", "better"),
        ((12, 10), "higher", "worse"),
        ((12, 12), "lower", "no change"),
        ((10, 12), "neither", ""),
        ((10, 12), None, ""),
    ],
)
def test_the_better_direction(values: tuple[float, float], better: str | None, moved: str) -> None:
    """Whether a change is for the better depends on the direction named, and without one it is not said."""
    assert line(*values, better=better).moved == moved


def test_decimals_are_exact() -> None:
    """Changes of decimals are those done by hand, to the last digit."""
    assert (line(0.1, 0.3).change, line(94.9, 97.0).change) == (0.2, 2.1)
    assert line(800, 801).percent == 0.125
    assert [line(*values).places for values in ((270, 413), (94.9, 97.0), (1, 0.125))] == [0, 1, 2]


@pytest.mark.parametrize(
    ("values", "unit"), [((0, 5), ""), ((-2, 5), ""), ((94.9, 97.0), "% of pupils"), ((5, 6), "Per cent")]
)
def test_where_a_percentage_of_change_means_nothing(values: tuple[float, float], unit: str) -> None:
    """From zero or below, and of a percentage, there is no change in percent."""
    assert math.isnan(line(*values, unit=unit).percent or 0)


def test_an_indicator_with_one_occasion_is_named_apart() -> None:
    """An indicator without a value before or after is not compared and is named."""
    result = compared(indicators({"clubs": (3, 5), "letters": (12, None), "calls": (None, 4)}))
    assert [found.indicator for found in result.lines] == ["clubs"]
    assert result.once == ("letters", "calls")


@pytest.mark.parametrize("people", [(40, 6), (6, 40)])
def test_few_people_on_either_side_withhold_the_indicator(people: tuple[int, int]) -> None:
    """An indicator that rests on few people, before or after, loses every number, and the other keeps them."""
    table = indicators({"parents met": (40, 60), "followers": (270, 413)}, better="higher")
    table["people"] = [*people, None, None]
    result = compared(table)
    cells = result.cells()
    hidden = result.withhold(cells.loc[cells["count"] < 10, "id"].tolist())
    few, followers = hidden.lines
    numbers = (few.before, few.after, few.change, few.percent, few.moved, few.people_before, few.people_after)
    assert set(numbers) == {None}
    assert followers == result.lines[1]


def test_a_value_in_pupils_counts_pupils() -> None:
    """A value whose unit is people counts them, also where the column people is empty or holds the whole roll."""
    assert [cell.count for cell in line(12, 4, unit="Pupils").cells()] == [12, 4]
    assert [cell.count for cell in line(12, 4, unit="children", people=300).cells()] == [12, 4]
    assert [cell.count for cell in line(5, 7, unit="number of families").cells()] == [5, 7]
    assert [cell.count for cell in line(95, 97, unit="% of pupils", people=300).cells()] == [300, 300]
    assert not list(line(12, 4, unit="letters").cells())


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"value": ["3", "5", "7", "many"]}, "not_a_number"),
        ({"indicator": ["a", "a", "b", "b"], "unit": ["", "", "hours", "days"]}, "another_unit"),
        ({"occasion": ["baseline", "follow_up", "baseline", "baseline"], "indicator": "a"}, "duplicates"),
    ],
)
def test_what_is_odd_in_the_table_is_said(columns: dict[str, Any], code: str) -> None:
    """Every oddity of a table has its caution, and a table without oddities only those of all indicators."""
    plain = indicators({"a": (3, 5), "b": (7, 9)})
    always = ("no_comparison_group", "other_changes", "chosen", "adds_up")
    assert compared(plain).cautions == always
    result = compared(plain.assign(**columns))
    assert result.cautions == (*always, code)
    assert [found.change for found in result.lines] == [2]


def test_a_unit_may_be_written_once() -> None:
    """A unit that stands beside one of the two values is that of both."""
    table = indicators({"a": (3, 5)}, unit=["", "hours"])
    assert compared(table).lines[0].unit == "hours"


def test_occasions_may_have_other_names() -> None:
    """The two occasions are those named; the order of the rows does not matter."""
    table = indicators({"a": (3, 5)}).replace({"baseline": "autumn", "follow_up": "summer"}).iloc[::-1]
    assert compared(table, before="autumn", after="summer").lines[0].change == 2


def test_nothing_on_both_occasions_is_not_enough() -> None:
    """Without an indicator that has both values there is nothing to compare."""
    result = compare_indicators(indicators({"a": (3, None)}))
    assert isinstance(result, NotEnough)
    assert "no indicator" in result.found


def test_a_comparison_that_makes_no_sense_is_refused() -> None:
    """One occasion twice, or a table without values, raises."""
    with pytest.raises(errors.WrongValue):
        compare_indicators(indicators({"a": (3, 5)}), before="x", after="x")
    with pytest.raises(errors.ColumnMissing, match="value"):
        compare_indicators(indicators({"a": (3, 5)}).drop(columns="value"))
