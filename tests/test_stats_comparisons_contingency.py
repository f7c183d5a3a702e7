"""Tables of counts and their tests."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from trials import pinned

from enquiry_lib.stats.comparisons.contingency import (
    chi_squared,
    fisher,
    in_groups,
    mcnemar,
    mcnemar_exact,
    untested,
)


@pytest.mark.parametrize(
    ("check", "counts"), [("two_shares", [[26, 14], [18, 22]]), ("empty_cell", [[30, 0], [14, 16]])]
)
def test_tests_of_two_shares_are_those_of_r(check: str, counts: list[list[int]]) -> None:
    """Pearson's and Yates' chi-squared and Fisher's p are R's, with an empty cell too."""
    table, expected = np.array(counts), pinned(check, "comparisons")
    assert chi_squared(table).value == expected["pearson"]
    assert chi_squared(table, corrected=True).value == expected["yates"]
    assert fisher(table).p == expected["fisher_p"]


def test_tests_of_a_change_are_those_of_r() -> None:
    """McNemar's tests, corrected and exact, are R's."""
    expected = pinned("mcnemar", "comparisons")
    corrected = mcnemar(20, 12)
    assert (corrected.value, corrected.p) == (expected["mcnemar"], expected["mcnemar_p"])
    assert mcnemar_exact(20, 12).p == expected["exact_p"]


def test_without_a_second_column_or_a_change_there_is_no_test() -> None:
    """An empty row or column, a single column, and no change give no statistic, and no warning."""
    for counts in ([[3, 0], [5, 0]], [[3], [5]], [[0, 0], [5, 2]]):
        assert math.isnan(chi_squared(np.array(counts)).value or 0.0)
    assert math.isnan(mcnemar(0, 0).value or 0.0)
    assert mcnemar_exact(0, 0).p == 1
    assert mcnemar(5, 5).value == 0
    assert [test.value for test in untested("pearson", "fisher")] == [None, None]


def test_groups_keep_their_order() -> None:
    """Categories stand in their own order without the unused, texts by the alphabet, numbers by size."""
    column = pd.Series(pd.Categorical(["low", "high"], ["low", "middle", "high"], ordered=True))
    assert in_groups(column)[0] == ["low", "high"]
    assert in_groups(pd.Series([10, 9, 10]))[0] == ["9", "10"]
    assert in_groups(pd.Series([True, False]))[0] == ["False", "True"]
    assert sorted(in_groups(pd.Series(["b", 1], dtype=object))[0]) == ["1", "b"]
