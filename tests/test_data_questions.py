"""Questions about a file: filed under a key, answered by one of their choices."""

from __future__ import annotations

import pytest

from enquiry_lib.data.questions import Question

ORDER = Question.about("order", "Date", "Which comes first?", ("day first", "month first"), "day first")


def test_a_question_is_filed_under_its_topic_and_column() -> None:
    """The same topic in two columns are two questions."""
    assert ORDER.key == "order|Date"
    assert Question.about("order", "Left on", "", ()).key == "order|Left on"


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ({"order|Date": "month first"}, "month first"),
        ({"order|Date": "  Month   FIRST "}, "month first"),
        ({"order|Date": "the day"}, ""),
        ({"order|Left on": "month first"}, ""),
        ({}, ""),
    ],
)
def test_only_a_choice_is_an_answer(answers: dict[str, str], answer: str) -> None:
    """Capitals and spaces make no difference; any other word, or an answer to another question, is none."""
    assert ORDER.answer(answers) == answer
