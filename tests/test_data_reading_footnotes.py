"""Numbers of footnotes that stick to labels and headings."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading.footnotes import TAKE, footnote_questions, take_away, without_footnotes

NOTES = ("1. Provisional.", "(2) Merged in 2019.", "Source: invented")


def table(**columns: list[str]) -> pd.DataFrame:
    """Make a table of categories of text."""
    return pd.DataFrame({name: pd.Categorical(cells) for name, cells in columns.items()})


def asked(frame: pd.DataFrame, notes: tuple[str, ...] = NOTES) -> list[Question]:
    """Give what is asked about a table with these notes under it."""
    return list(footnote_questions(frame, notes))


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("Dorset2", "Dorset"),
        ("England Total4,9", "England Total"),
        ("Total (all)1", "Total (all)"),
        ("KS4", "KS4"),
        ("7B", "7B"),
        ("2014", "2014"),
        ("Dorset", "Dorset"),
    ],
)
def test_only_numbers_behind_a_word_are_taken_away(label: str, bare: str) -> None:
    """Key stages, classes and years are no labels with a footnote."""
    assert without_footnotes(label) == bare


def test_labels_are_asked_about_where_notes_have_their_numbers() -> None:
    """The question shows some of them, and nothing has gone yet."""
    frame = table(Area=["Devon", "Dorset2", "Poole1,2"], n=["1", "2", "3"])
    (question,) = asked(frame)
    assert (question.key, question.choices) == ("footnotes|Area", ("leave them", "take them away"))
    assert "'Dorset2'" in question.asked
    assert frame["Area"].tolist() == ["Devon", "Dorset2", "Poole1,2"]


def test_headings_are_asked_about_too() -> None:
    """Under the key of the file as a whole."""
    (question,) = asked(table(Area=["Devon"], Rate2=["1"]))
    assert (question.key, question.column) == ("footnotes|", "")


@pytest.mark.parametrize("notes", [(), ("Source: invented",), ("7. Another note.",)])
def test_without_such_notes_nothing_is_asked(notes: tuple[str, ...]) -> None:
    """Week1 and Week2 are names of their own."""
    assert asked(table(Week1=["Oak2"], Week2=["Elm"]), notes) == []


def test_labels_that_all_end_in_a_number_are_not_asked_about() -> None:
    """Then it is part of what they are called."""
    assert asked(table(Class=["Oak1", "Oak2", "Elm1"])) == []


def test_numbers_go_where_that_was_the_answer_and_nowhere_else() -> None:
    """Each column has its own answer, and the headings theirs."""
    frame = table(Area=["Devon", "Dorset2"], Town=["Hove1", "Bath"], Rate2=["1", "2"])
    found = take_away(frame, {"footnotes|Area": TAKE, "footnotes|": "Take them away"})
    assert found.columns.tolist() == ["Area", "Town", "Rate"]
    assert found["Area"].tolist() == ["Devon", "Dorset"]
    assert found["Town"].tolist() == ["Hove1", "Bath"]


def test_a_heading_keeps_its_number_where_two_would_be_alike() -> None:
    """No column is lost."""
    frame = table(Rate1=["1"], Rate2=["2"])
    assert take_away(frame, {"footnotes|": TAKE}).columns.tolist() == ["Rate1", "Rate2"]
