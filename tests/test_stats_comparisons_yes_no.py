"""Yes and no, however they are written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.yes_no import as_yes_no, need_said, says_neither

WRITTEN = [
    ["yes", "no", "YES ", None],
    [1, 0, 1, None],
    [1.0, 0.0, 1.0, np.nan],
    [True, False, True, None],
    ["1", "0", "true", pd.NA],
]


@pytest.mark.parametrize("given", WRITTEN)
@pytest.mark.parametrize("kind", [object, "category"])
def test_yes_and_no_are_read_however_they_are_written(given: list[object], kind: str | type) -> None:
    """Words in any case, 1 and 0, True and False and categories of them give the same; what is empty stays empty."""
    column = pd.Series(given, dtype=object).astype(kind)
    found = as_yes_no(column)
    assert found[:3].tolist() == [1.0, 0.0, 1.0]
    assert np.isnan(found[3])
    assert not says_neither(column, found)


def test_what_is_neither_is_missing_and_can_be_asked_for() -> None:
    """A word that is neither yes nor no is missing, never a no, and that it was there can be said."""
    column = pd.Series(["yes", "perhaps", 2])
    found = as_yes_no(column)
    assert found.isna().tolist() == [False, True, True]
    assert says_neither(column, found)


def test_one_value_can_count_as_yes() -> None:
    """Where a value is named, it is yes and every other is no; one that stands nowhere is refused."""
    column = pd.Series(["EXS", "WTS", None, "GDS"], dtype="category", name="level")
    assert as_yes_no(column, counts_as="EXS").tolist()[:2] == [1.0, 0.0]
    assert np.isnan(as_yes_no(column, counts_as="EXS")[2])
    need_said("EXS", pd.Series(["WTS"]), column)
    with pytest.raises(errors.WrongValue, match="stands in level"):
        need_said("GLD", column)


def test_a_value_counts_however_it_is_written_and_blanks_are_missing() -> None:
    """Spaces and small letters are the same level; an empty cell is nobody's no."""
    column = pd.Series(["EXS", "exs ", "", " ", "WTS"])
    found = as_yes_no(column, counts_as="EXS")
    assert found.tolist()[:2] == [1.0, 1.0]
    assert found.isna().tolist() == [False, False, True, True, False]
    need_said("exs", column)
