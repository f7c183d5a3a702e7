"""Columns of a table become columns of a regression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from enquiry_lib.errors import ColumnMissing, WrongValue
from enquiry_lib.stats.models.columns import coefficient, independent, model_columns, read_predictors


def test_categories_are_held_against_the_first() -> None:
    """Each category but the first becomes a column of 0 and 1, in the order of an ordered one."""
    order = pd.CategoricalDtype(["none", "some", "much"], ordered=True)
    table = pd.DataFrame({"help": pd.Series(["much", "none", "some", "none"], dtype=order)})
    names, design, complete, dropped = model_columns(table, ["help"])
    assert names == ("intercept", "help[some]", "help[much]")
    assert design.tolist() == [[1, 0, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0]]
    assert complete.all()
    assert dropped == ()


def test_rows_with_a_gap_are_left_out() -> None:
    """A row counts only where all predictors are filled in; a category of such rows alone is none."""
    table = pd.DataFrame({"a": [1.0, np.inf, 3, 4, 2], "b": ["x", "z", "y", None, "x"]})
    names, design, complete, _ = model_columns(table, ["a", "b"])
    assert complete.tolist() == [True, False, True, False, True]
    assert names == ("intercept", "a", "b[y]")
    assert len(design) == 3


def test_what_adds_nothing_is_dropped() -> None:
    """Constant columns, copies and sums of others are dropped by name; the first of them stays."""
    table = pd.DataFrame({"a": [1.0, 2, 3, 5], "same": 7, "twice": [2.0, 4, 6, 10], "b": [0, 1, 0, 0]})
    table["sum"] = table["a"] + table["b"] + 1e6
    found = model_columns(table, ["a", "same", "twice", "b", "sum", "a"])
    assert found.names == ("intercept", "a", "b")
    assert found.dropped == ("same", "twice", "sum")


def test_numbers_among_objects_are_numbers() -> None:
    """A column of whole numbers with a gap is no list of categories, however pandas stores it."""
    table = pd.DataFrame({"year": pd.Series([7, None, 9], dtype=object)})
    assert model_columns(table, ["year"]).names == ("intercept", "year")


def test_text_of_numbers_is_numbers() -> None:
    """Numbers written as text are numbers where most of the text is, with a caution; words and categories stay what they are."""
    table = pd.DataFrame({"text": ["7", "8.5", " ", "absent", "9"], "word": ["7", "x", "y", None, "z"]})
    read, cautions = read_predictors(table, ["text", "word"])
    assert read["text"].dropna().tolist() == [7.0, 8.5, 9.0]
    assert read["word"].dtype.name == "category"
    assert cautions == ("not_a_number", "text_as_numbers")
    for houses in (pd.Categorical(["1", "2", "3"]), ["1", "2", "3"]):
        table = pd.DataFrame({"house": houses})
        assert model_columns(table, ["house"]).names == ("intercept", "house[2]", "house[3]")


@pytest.mark.parametrize(
    "dates", [pd.date_range("2024-09-01", periods=3), pd.period_range("2024-09", periods=3)]
)
def test_dates_are_no_predictor(dates: Any) -> None:
    """A column of dates is refused by name, whatever pandas stores it as."""
    for column in (pd.Series(dates), pd.Series(dates, dtype=object)):
        with pytest.raises(WrongValue, match="born"):
            model_columns(pd.DataFrame({"born": column}), ["born"])


def test_small_columns_are_not_taken_for_nothing() -> None:
    """Whether a column adds something does not depend on its unit."""
    ones, tiny = np.ones(4), np.array([1.0, 2, 4, 3]) * 1e-8
    assert independent([ones, tiny, 1e9 * ones, tiny + ones]) == [True, True, False, False]


def test_a_column_called_like_the_constant_is_kept() -> None:
    """A predictor that happens to be called 'intercept' stands beside the constant."""
    found = model_columns(pd.DataFrame({"intercept": [1.0, 2, 4]}), ["intercept"])
    assert found.design.tolist() == [[1, 1], [1, 2], [1, 4]]


def test_no_complete_row_gives_no_columns() -> None:
    """Where nobody has all predictors there is nothing to put in a model."""
    found = model_columns(pd.DataFrame({"a": [np.nan, np.nan]}), ["a"])
    assert found.design.shape == (0, 0)
    assert not found.complete.any()


def test_a_missing_column_is_named() -> None:
    """The message names the column that is not there."""
    with pytest.raises(ColumnMissing, match="reading"):
        model_columns(pd.DataFrame({"a": [1]}), ["a", "reading"])


def test_a_coefficient_has_students_interval() -> None:
    """Interval and p are those of Student's t with the degrees of freedom given."""
    found = coefficient("score", estimate=-2.0, se=0.8, df=7.5, confidence=0.9)
    expected = stats.t.interval(0.9, 7.5, loc=-2.0, scale=0.8)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert found.p == pytest.approx(2 * stats.t.cdf(-2.5, 7.5), rel=1e-12)
