"""What a column can mean."""

from __future__ import annotations

from enquiry_lib.data.meaning import Meaning


def test_a_meaning_says_nothing_that_nobody_has_said() -> None:
    """Until somebody has answered, a dash and a number without a percent sign mean neither one thing nor another."""
    meaning = Meaning("number")
    assert (meaning.order, meaning.dash, meaning.unsigned) == ("", "", "")
    assert meaning == Meaning("number", decimal=".")
