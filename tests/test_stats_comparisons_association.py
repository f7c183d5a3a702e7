"""Two columns of groups held against each other."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from samples_comparisons import association
from trials import known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.association import Association, associate
from enquiry_lib.stats.result import NotEnough


def test_hsb2_two_by_two(shared: Path) -> None:
    """Chi-squared of a public data set is R's, without correction first."""
    result = associate(known(shared, "basic_hsb2"), row="gender", column="schtyp", pupil="id")
    expected = pinned("hsb2_two_by_two", "comparisons")
    assert isinstance(result, Association)
    assert (result.tests[0].value, result.tests[0].p) == (expected["chi_squared"], expected["p"])
    assert all(test.p is not None and test.p > 0 for test in result.tests)


def test_hsb2_three_by_three(shared: Path) -> None:
    """A larger table has chi-squared with its degrees of freedom and Cramer's V as R gives them, and no test of two by two."""
    result = associate(known(shared, "basic_hsb2"), row="ses", column="prog", pupil="id")
    expected = pinned("hsb2_three_by_three", "comparisons")
    assert isinstance(result, Association)
    plain, yates, fisher = result.tests
    assert (plain.value, plain.df, plain.p) == (expected["chi_squared"], expected["df"], expected["p"])
    assert result.cramers_v == expected["cramers_v"]
    assert math.isnan(yates.p)
    assert math.isnan(fisher.p)


def test_columns_that_say_the_same_go_together_wholly() -> None:
    """Where one column follows from the other, Cramer's V is 1; where nothing goes together, 0."""
    assert association((30, 0), (0, 30)).cramers_v == pytest.approx(1)
    assert association((20, 20), (20, 20)).cramers_v == 0


def test_few_expected_pupils_are_said() -> None:
    """Where fewer than five pupils were to be expected in a cell, chi-squared is called rough."""
    assert "few_expected" in association((30, 2), (10, 2)).cautions
    assert not association().cautions


def test_each_cell_is_a_part_of_its_row_and_takes_what_rests_on_all() -> None:
    """Cells add up to their row; a withheld one takes its count and the tests, not the rest of the table."""
    result = association()
    cells = result.cells()
    assert cells[cells["margin"] == "sex by club|F"]["count"].tolist() == [12, 30]
    hidden = result.withhold({"sex by club|F|Chess", "sex by club|F"})
    assert (hidden.rows[0].counts, hidden.rows[0].n, hidden.rows[0].share(1)) == ((None, 30), None, None)
    assert hidden.rows[1] == result.rows[1]
    assert hidden.cramers_v is hidden.tests[2].p is None
    assert result.withhold({"something else"}) is result


def test_thin_data_give_not_enough() -> None:
    """A column with one group, an empty one, and a table without rows give NotEnough."""
    table = pd.DataFrame({"sex": ["F", "M"] * 5, "club": ["Choir"] * 10})
    for given in (table, table.assign(club=None), table.iloc[:0]):
        result = associate(given, row="sex", column="club", pupil=None)
        assert isinstance(result, NotEnough)
        assert "fewer than two groups" in result.found


def test_rows_without_a_group_are_said() -> None:
    """A pupil of whom one column is not known is left out, and that is said."""
    table = pd.DataFrame({"sex": ["F", "M", None, "F"], "club": ["Choir", "Chess", "Chess", "Chess"]})
    result = associate(table, row="sex", column="club", pupil=None)
    assert isinstance(result, Association)
    assert "no_group" in result.cautions
    assert [row.n for row in result.rows] == [2, 1]


def test_a_question_that_makes_no_sense_is_refused() -> None:
    """A column that is not there, and one column for both, raise."""
    table = pd.DataFrame({"sex": ["F"], "club": ["Choir"]})
    with pytest.raises(errors.ColumnMissing):
        associate(table, row="sex", column="house", pupil=None)
    with pytest.raises(errors.WrongValue):
        associate(table, row="sex", column="sex", pupil=None)
