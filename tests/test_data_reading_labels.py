"""Labels that differ only in capitals or spaces."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.reading.labels import alike_labels


def table(heading: str, *labels: str) -> pd.DataFrame:
    """Make a table of one column; its rows begin with row 2 of the file."""
    return pd.DataFrame({heading: pd.Categorical(labels)}, index=range(2, 2 + len(labels)))


def test_the_rarer_spelling_is_named_with_the_commoner_one() -> None:
    """It is a warning: both are kept as they were typed."""
    frame = table("Group", "FSM", "FSM", "fsm", "Other")
    (problem,) = alike_labels("a.csv", frame)
    assert (problem.row, problem.column, problem.level) == (4, "Group", "warning")
    assert "'fsm' here and 'FSM' in row 2" in problem.found
    assert frame["Group"].tolist() == ["FSM", "FSM", "fsm", "Other"]


def test_spaces_inside_a_label_count_as_one() -> None:
    """Value 1 and Value  1 look alike on a screen."""
    assert len(list(alike_labels("a.csv", table("Filter", "Value 1", "Value  1")))) == 1


@pytest.mark.parametrize("heading", ["Name", "Pupil", "student_name", "Form tutor", "E-mail"])
def test_what_may_be_a_name_is_not_quoted(heading: str) -> None:
    """Rows and headings are enough to find it."""
    (problem,) = alike_labels("a.csv", table(heading, "Test Pupil", "test pupil"))
    assert "pupil'" not in str(problem).casefold()
    assert problem.row in (2, 3)


@pytest.mark.parametrize(
    "heading",
    ["UPN", "Pupil UPN", "pupil_id", "Student Ref", "Admission Number", "Adm No", "Unique Pupil Number"],
)
def test_a_pupils_number_is_one_in_capitals_or_not(heading: str) -> None:
    """The code that is made of it is the same, so that there is nothing to look for."""
    assert list(alike_labels("a.csv", table(heading, "a123456789012", "A123456789012"))) == []


def test_different_labels_and_empty_cells_are_no_problem() -> None:
    """Nothing is said of ordinary columns."""
    assert list(alike_labels("a.csv", table("Group", "A", "B", "", "AB"))) == []


def test_what_somebody_wrote_is_not_quoted() -> None:
    """A long text is no label."""
    long = "I would rather not say what happened on the way home"
    (problem,) = alike_labels("a.csv", table("Comment", long, long.upper()))
    assert "rather" not in str(problem).casefold()
