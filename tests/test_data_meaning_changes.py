"""What was changed is said with its count."""

from __future__ import annotations

import pytest

from enquiry_lib.data.meaning import changes, dates, numbers
from enquiry_lib.data.meaning.changes import said_of_changes


def test_each_change_is_said_with_the_number_of_its_cells() -> None:
    """One cell was, two cells were; what was not changed is not spoken of."""
    one, two = said_of_changes({"percent": 1, "thousands": 2, "minus": 0})
    assert one.startswith("1 cell with a percent sign was read")
    assert two.startswith("2 cells with thousands set apart were read")


@pytest.mark.parametrize(
    "text",
    ["(1,071)", "£–5*", "'5%"],
)
def test_no_change_of_a_number_goes_unsaid(text: str) -> None:
    """Every change has its words."""
    number = numbers.take_apart(text)
    assert number is not None
    named = numbers.changes_of(number, ".")
    assert len(said_of_changes(dict.fromkeys(named, 1))) == len(named) >= 2


def test_no_change_of_a_date_goes_unsaid() -> None:
    """Every change has its words."""
    texts = ("1/9/25 08:45", "1 May 2025")
    taken = [date for text in texts if (date := dates.take_apart(text))]
    named = {change for date in taken for change in dates.changes_of(date)}
    assert named == {"short year", "time", "rewritten"}
    assert named < set(changes.SAID)
    assert len(said_of_changes(dict.fromkeys(named, 1))) == 3
