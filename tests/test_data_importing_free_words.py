"""Free text in somebody's file: what may name somebody is a question, and out of the table until it is answered."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.importing.cells import Cells, Place
from enquiry_lib.data.importing.free_words import EMPTIED, MASKED, NOBODY, read_free_text
from enquiry_lib.data.templates import columns

WORDS = next(column for column in columns("voices") if column.name == "words")
TYPED = ["They wait for me.", "I sit with Amina.", "", "Ring 07700 900123."]


def read(answer: str = "", typed: list[str] = TYPED) -> Cells:
    """Read words under the heading Said, with an answer to its question."""
    texts = pd.Series(pd.Categorical(typed), index=range(2, 2 + len(typed)))
    return read_free_text(Place("f.csv", "Said", WORDS), texts, {"free_text|Said": answer})


def test_a_question_says_kinds_and_rows_and_quotes_nothing() -> None:
    """Until then the cells are empty."""
    cells = read()
    (question,) = cells.questions
    assert question.key == "free_text|Said"
    assert "a name, a telephone number (rows 3, 5)" in question.asked
    assert "Amina" not in question.asked
    assert cells.texts.tolist() == ["They wait for me.", "", "", ""]


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        (MASKED, ["They wait for me.", "I sit with [name].", "", "Ring [phone]."]),
        (EMPTIED, ["They wait for me.", "", "", ""]),
        (NOBODY, TYPED),
    ],
)
def test_each_answer_is_carried_out_and_noted(answer: str, texts: list[str]) -> None:
    """The note, which the log keeps, has no words of it."""
    cells = read(answer)
    assert cells.texts.tolist() == texts
    assert cells.questions == ()
    assert [kind for kind, _ in cells.notes] == ["free_text"]
    assert "Amina" not in str(cells.notes)


def test_words_that_name_nobody_ask_nothing() -> None:
    """A column without finds is taken as it is."""
    cells = read(typed=["They wait for me.", ""])
    assert (cells.questions, cells.notes, cells.texts.tolist()) == ((), (), ["They wait for me.", ""])
