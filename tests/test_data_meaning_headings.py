"""What a heading gives away about the texts below it."""

from __future__ import annotations

import pytest

from enquiry_lib.data.meaning.headings import is_birth, is_code, is_day, is_group


@pytest.mark.parametrize(
    "heading",
    ["URN", "LinkURN", "LA code", "new_la_code", "UPN", "pupil_id", "Student ID", "Admission No", "Pupil Number", "DfE number"],
)  # fmt: skip
def test_codes_are_called_codes(heading: str) -> None:
    """Codes keep every digit, however like a number they look."""
    assert is_code(heading)


@pytest.mark.parametrize(
    "heading",
    ["Number of pupils", "Score", "idle days", "Upper bound", "Admission Date", "mobile children", "Paid", "", "12"],
)  # fmt: skip
def test_counts_and_days_are_no_codes(heading: str) -> None:
    """A word counts as a whole, and a day is a day."""
    assert not is_code(heading)


@pytest.mark.parametrize(
    "heading", ["Date", "LinkEstablishedDate", "joined_on", "DOB", "Date of Admission", "Since"]
)
def test_days_are_called_days(heading: str) -> None:
    """Under such a heading a number may be Excel's count of days."""
    assert is_day(heading)


@pytest.mark.parametrize("heading", ["DOB", "Date of Birth", "date_of_birth", "Born on", "Birthdate"])
def test_a_day_of_birth_is_known_by_its_heading(heading: str) -> None:
    """Other days are not taken for one."""
    assert is_birth(heading)
    assert not is_birth("Start date")


def test_groups_may_be_called_by_a_number() -> None:
    """In a column of year groups R is no slip among numbers."""
    assert is_group("Year Group")
    assert is_group("Reg form")
    assert not is_group("Performance")
