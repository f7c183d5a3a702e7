"""Indicators before and after: the published example to the digit, and what may not be compared."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.indicators import IndicatorChange, Indicators, compare_indicators
from enquiry_lib.stats.result import NotEnough


def indicators(values: dict[str, tuple[float | None, float | None]], **columns: Any) -> pd.DataFrame:
    """Make a table with the values before and after of each indicator."""
    rows = [
        (name, occasion, value)
        for name, pair in values.items()
        for occasion, value in zip(("baseline", "follow_up"), pair, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["indicator", "occasion", "value"])
    return table.assign(**({"counts": "things"} | columns))


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
    assert result.cells()["count"].tolist() == [270, 413, 196, 573, 87, 282, 199, 716]


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
    assert line(0.5, 0.75).percent == 50.0
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
    table["counts"] = ["people", "people", "things", "things"]
    result = compared(table)
    cells = result.cells()
    hidden = result.withhold(cells.loc[cells["count"] < 10, "id"].tolist())
    few, followers = hidden.lines
    numbers = (few.before, few.after, few.change, few.percent, few.moved, few.people_before, few.people_after)
    assert set(numbers) == {None}
    assert followers == result.lines[1]


def shown(table: pd.DataFrame) -> IndicatorChange:
    """Give the one line as it may be shown."""
    result = compared(table)
    return result.withhold(choose_hidden(result.cells(), smallest=10)).lines[0]


def numbers(found: IndicatorChange) -> set[object]:
    """Give every number of a line."""
    people = (found.people_before, found.people_after)
    return {found.before, found.after, found.change, found.percent, found.moved, *people}


@pytest.mark.parametrize("unit", ["", "number", "count", "girls", "pupil", "pupils,", "%", "letters"])
@pytest.mark.parametrize("people", [None, 300])
def test_a_value_that_counts_people_is_a_count_of_people(unit: str, people: int | None) -> None:
    """Whatever its name and unit, a value said to count people is one, with or without the column people."""
    table = indicators({"Exclusions": (12, 4)}, unit=unit, counts="people", people=people)
    assert [cell.count for cell in compared(table).lines[0].cells()] == [12, 4]
    assert numbers(shown(table)) == {None}


@settings(max_examples=150, deadline=None, database=None)
@given(
    few=some.integers(1, 9) | some.floats(0.01, 9.99).map(lambda value: round(value, 2)),
    other=some.integers(0, 400),
    people=some.none() | some.integers(0, 400),
    few_first=some.booleans(),
    sign=some.sampled_from([1, -1]),
)
def test_no_few_people_are_ever_shown(
    few: float, other: int, people: int | None, few_first: bool, sign: int
) -> None:
    """No value from 1 to 9 that counts people is shown, nor a mean or a loss of so many, whatever stands beside it."""
    values = (sign * few, other) if few_first else (other, sign * few)
    assert numbers(shown(indicators({"x": values}, counts="people", people=people))) == {None}


@settings(max_examples=150, deadline=None, database=None)
@given(
    people=some.integers(10, 100),
    few=some.integers(1, 9),
    others=some.booleans(),
    places=some.integers(1, 3),
)
def test_no_share_of_few_people_is_ever_shown(people: int, few: int, others: bool, places: int) -> None:
    """No share is shown of which 1 to 9 people, or all but 1 to 9, come to the percentage."""
    share = round(100 * (people - few if others else few) / people, places)
    table = indicators({"x": (50, share)}, counts="share of people", people=[400, people])
    assert numbers(shown(table)) == {None}


@pytest.mark.parametrize(
    ("counts", "value", "people"),
    [
        (["share of people"] * 2, (33.3, 12.5), [120, None]),
        (["share of people"] * 2, (33.3, 12.5), None),
        (["share of people"] * 2, (133.0, 12.5), 200),
        (["share of people"] * 2, (-3.0, 12.5), 200),
        (["people", "things"], (40, 50), None),
        (["things", None], (40, 50), None),
        (["", ""], (40, 50), 300),
        (["something"] * 2, (40, 50), 300),
    ],
)
def test_what_is_not_said_is_withheld(counts: list[str], value: tuple[float, float], people: Any) -> None:
    """Where it is not said, on both occasions alike, what is counted or of how many it is a share, nothing is shown."""
    table = indicators({"x": value}, counts=counts, people=people)
    assert numbers(shown(table)) == {None}
    assert "not_said" in compared(table).cautions


def test_a_share_of_many_and_a_count_of_things_are_shown() -> None:
    """Shares whose people are many on both sides are shown, and so are things behind which there may be many."""
    whole = shown(indicators({"x": (18.5, 12.1)}, counts="share of people", people=[184, 181]))
    assert (whole.before, whole.after, whole.people_before) == (18.5, 12.1, 184)
    assert shown(indicators({"x": (0, 100)}, counts="share of people", people=30)).after == 100
    assert shown(indicators({"x": (12, 10)})).after == 10


def test_few_things_are_shown_where_nobody_stands_behind_them() -> None:
    """Two exclusions are of two pupils at most, and are not shown; three walks called off, people 0, are."""
    assert numbers(shown(indicators({"Exclusions": (12, 1.5)}))) == {None}
    assert shown(indicators({"Walks called off": (3, 2)}, people=0)).after == 2


@pytest.mark.parametrize(("counts", "value"), [("people", 3), ("share of people", 33)])
def test_nobody_cannot_be_behind_people(counts: str, value: float) -> None:
    """Where people are counted, 0 under people says nothing."""
    assert numbers(shown(indicators({"x": (value, 50)}, counts=counts, people=0))) == {None}


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
    with pytest.raises(errors.ColumnMissing, match="counts"):
        compare_indicators(indicators({"a": (3, 5)}).drop(columns="counts"))
