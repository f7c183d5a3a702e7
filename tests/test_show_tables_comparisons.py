"""The tables of shares, ranks, means and several groups."""

from __future__ import annotations

import samples_comparisons as samples

from enquiry_lib.show.tables import tables
from enquiry_lib.show.tables.comparisons import TESTS, chance, degrees


def test_tests_stand_with_their_degrees_of_freedom() -> None:
    """Each test has its name, statistic, degrees of freedom and p; what a test does not have is not applicable."""
    rows = {row[0]: row[1:] for row in tables(samples.shares())[-1].rows}
    assert rows[TESTS["pearson"]] == ("3.23", "1", "0.072")
    assert rows[TESTS["fisher"]] == ("z", "z", "0.115")


def test_every_way_to_give_the_difference_is_named() -> None:
    """Newcombe's interval comes first and Wald's is named; ratios and the Cox index follow."""
    names = [(row[0], row[3]) for row in tables(samples.shares())[1].rows]
    assert names[0] == ("Percentage points (used above)", "interval by Newcombe")
    assert names[1] == ("Percentage points", "interval by Wald")
    assert [name for name, _ in names[2:]] == ["Risk ratio", "Odds ratio", "Cox index"]


def test_four_kinds_of_pupil_stand_behind_a_change() -> None:
    """Yes and no on both occasions are counted, which is what McNemar's test rests on."""
    assert [row[1] for row in tables(samples.shares_changed())[0].rows] == ["28", "12", "20", "15"]


def test_a_group_that_is_withheld_has_a_row_of_symbols() -> None:
    """A withheld group keeps its name; its numbers and the tests of all groups are confidential."""
    groups, tests = tables(samples.several().withhold({"score|house|Elm"}))
    assert {row[0]: row[1] for row in groups.rows} == {"Ash": "24", "Elm": "c", "Oak": "18"}
    assert {cell for row in tests.rows for cell in row[1:]} == {"c"}
    assert not tests.note


def test_w_is_given_for_both_groups() -> None:
    """Software differs in whose W it prints, so both are there."""
    assert [row[1] for row in tables(samples.ranks())[1].rows] == ["582.5", "317.5"]


def test_welch_comes_first_among_standard_errors() -> None:
    """The difference of means has Welch's, Student's and the robust standard error, in this order."""
    kinds = [row[0] for row in tables(samples.means())[1].rows]
    assert [kind.split("(")[-1].rstrip(")") for kind in kinds[:2]] == ["Welch", "Student"]


def test_shares_of_a_row_stand_beside_its_counts() -> None:
    """A table of two columns of groups has counts, shares of the row and all pupils of the row."""
    assert tables(samples.association())[0].rows[0] == ("Girls", "12", "30", "28.6%", "71.4%", "42")


def test_small_chances_are_not_nought() -> None:
    """A p that rounds to nought is low, and degrees of freedom that are not whole have a decimal place."""
    assert (chance(0.0), chance(0.0004), chance(0.0006)) == ("0.000", "low", "0.001")
    assert (degrees(58.0), degrees(53.87), degrees(None)) == ("58", "53.9", "c")
