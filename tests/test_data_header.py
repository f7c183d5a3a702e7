"""Which row names the columns, and what is said about the headings."""

from __future__ import annotations

import pytest

from enquiry_lib.data.header import find_header, match_header
from enquiry_lib.data.templates import columns

ATTENDANCE, PUPILS = columns("attendance"), columns("pupils")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["pupil_id", "date", "session", "mark"]], (0, 4)),
        ([["Autumn"], [], ["pupil_id", "date", "session", "mark"]], (2, 4)),
        ([["Date", "1 May"], ["pupil_id", "date", "session", "mark"]], (1, 4)),
        ([["Title"], ["pupil_di", "dates"]], (1, 2)),
        ([["P0001", "2025-09-15", "AM", "/"]], (0, 0)),
        ([], (0, 0)),
    ],
)
def test_the_row_that_names_most_columns_is_the_header(rows: list[list[str]], found: tuple[int, int]) -> None:
    """Titles above are passed over; misspelt names count when no row has two right ones."""
    assert find_header(rows, ATTENDANCE) == found


def test_headings_match_whatever_their_letters_and_spaces() -> None:
    """Capitals, spaces, hyphens and underscores make no difference."""
    header = match_header("a.csv", 1, [" Pupil ID ", "DATE", "Session", "mark"], ATTENDANCE)
    assert header.places == {"pupil_id": 0, "date": 1, "session": 2, "mark": 3}
    assert header.problems == ()


def test_a_misspelt_heading_is_not_used_and_the_right_one_is_suggested() -> None:
    """'pupil_premum' leads to 'Did you mean pupil_premium?' and counts as absent."""
    header = match_header("pupils.csv", 3, ["pupil_id", "year_group", "pupil_premum"], PUPILS)
    (problem,) = header.problems
    assert (problem.row, problem.column, problem.found) == (3, "pupil_premium", "'pupil_premum'")
    assert "Did you mean pupil_premium?" in problem.do
    assert "pupil_premium" not in header.places


def test_a_required_column_that_is_absent_is_a_problem_and_another_is_not() -> None:
    """Of the columns of pupils only pupil_id and year_group must be there."""
    header = match_header("pupils.csv", 1, ["pupil_id", "zzz"], PUPILS)
    assert [(problem.column, problem.found) for problem in header.problems] == [
        ("year_group", "no such column")
    ]
    assert "`enquiry import`" in header.problems[0].do


def test_a_column_outside_the_dictionary_is_named_as_not_used() -> None:
    """A teacher's name never enters; a note says which column was left."""
    header = match_header("pupils.csv", 1, ["pupil_id", "year_group", "Teacher"], PUPILS)
    assert header.notes == ("column 'Teacher' is not used",)
    assert header.problems == ()


def test_a_heading_given_twice_is_a_problem() -> None:
    """The first of two columns of one name is used, and the person is told."""
    header = match_header("pupils.csv", 1, ["pupil_id", "year_group", "Year Group"], PUPILS)
    assert header.places["year_group"] == 1
    assert [problem.found for problem in header.problems] == ["two columns called year_group"]


def test_suggesting_the_pupil_id_warns_against_names() -> None:
    """A column 'pupil_name' is close to 'pupil_id': the problem says a code and never a name."""
    header = match_header("pupils.csv", 1, ["pupil_name", "year_group"], PUPILS)
    assert "never a name" in header.problems[0].expected
