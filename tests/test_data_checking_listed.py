"""What a check found as a list that opens in Excel."""

from __future__ import annotations

import csv
import io

import pytest

from enquiry_lib.data.checking.listed import OWN_SCREEN, errors_first, problem_list
from enquiry_lib.errors import PROBLEM_COLUMNS, Problem

ERROR = Problem("outcomes.csv", 3, "score", "'95%'", "a number", "Type 95, without the sign.")
WARNING = Problem(
    "attendance.csv", 0, "session", "marks of mornings, only", "two sessions", "Look.", "warning"
)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_list_says_whom_it_is_for_and_has_a_line_for_each_problem() -> None:
    """Errors come first; a problem of the whole file has no row."""
    text = problem_list([WARNING, ERROR])
    assert text.startswith("\ufeff")
    title, heads, first, second = _rows(text)
    assert title == [OWN_SCREEN]
    assert heads == list(PROBLEM_COLUMNS)
    assert first == ["error", "outcomes.csv", "3", "score", "'95%'", "a number", "Type 95, without the sign."]
    assert second[:5] == ["warning", "attendance.csv", "", "session", "marks of mornings, only"]


@pytest.mark.parametrize("found", ["=1+1", "+1", "-5 where counts is share", "@SUM(A1)"])
def test_nothing_in_the_list_is_a_formula(found: str) -> None:
    """What Excel would work out is kept as text."""
    row = _rows(problem_list([Problem("a.csv", 1, "x", found, "y", "")]))[2]
    assert row[4] == f"'{found}"


def test_errors_come_first_in_the_order_they_had() -> None:
    """Sorting keeps each level in its order."""
    other = Problem("pupils.csv", 2, "sex", "'m?'", "F or M", "")
    assert errors_first([WARNING, ERROR, other]) == [ERROR, other, WARNING]
