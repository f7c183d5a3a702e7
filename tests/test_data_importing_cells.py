"""Cells: texts under a heading become canonical texts; what is not plain is asked, said, or a problem."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.importing.cells import Cells, Known, Place, lone_texts, read_cells
from enquiry_lib.data.importing.words import Words
from enquiry_lib.data.templates import columns
from enquiry_lib.store.reference import reference

FACTS = reference("value_words", "England").facts
CODES = frozenset(reference("register_codes", "England").facts["code"])


def _cells(table: str, name: str, typed: list[str], answers: dict[str, str] | None = None) -> Cells:
    column = next(one for one in columns(table) if one.name == name)
    texts = pd.Series(pd.Categorical(typed), index=range(2, 2 + len(typed)))
    words = Words.of(table, column, {}, answers or {}, FACTS)
    return read_cells(Place("f.csv", "H", column), texts, words, Known(answers or {}, marks=CODES))


def test_marks_are_read_in_either_case_and_a_blank_is_none() -> None:
    """Small letters are capitals, / and \\ stay apart, - is no mark; all of it is said."""
    cells = _cells("attendance", "mark", ["/", "\\", "i", "L", "-", ""])
    assert cells.texts.tolist() == ["/", "\\", "I", "L", "", ""]
    assert [kind for kind, _ in cells.notes] == ["marks", "no marks"]


def test_a_code_that_nobody_knows_is_kept_and_named_and_a_word_is_neither() -> None:
    """An unknown code is a warning; what is longer than a mark is left empty, asked about and not quoted."""
    cells = _cells("attendance", "mark", ["/", "QQ", "Zebedee Quux"])
    assert cells.texts.tolist() == ["/", "QQ", ""]
    assert [(problem.level, problem.row) for problem in cells.problems] == [("warning", 3), ("error", 4)]
    assert "Zebedee" not in "".join(map(str, cells.problems))
    assert [question.key for question in cells.questions] == ["word|mark|Zebedee Quux"]


def test_a_word_that_nobody_knows_is_asked_about_with_the_choices_there_are() -> None:
    """It is left empty until then, and the answer fills it."""
    cells = _cells("pupils", "send", ["K", "W"])
    (question,) = cells.questions
    assert cells.texts.tolist() == ["SEN support", ""]
    assert question.choices == ("none", "SEN support", "EHC plan", "nothing")
    answered = _cells("pupils", "send", ["K", "W"], {question.key: "EHC plan"})
    assert (answered.texts.tolist(), answered.questions) == (["SEN support", "EHC plan"], ())


def test_a_column_of_many_unknown_words_is_about_something_else() -> None:
    """It is one problem, not thirteen questions."""
    cells = _cells("pupils", "send", [f"word {number}" for number in range(13)])
    (problem,) = cells.problems
    assert (problem.row, cells.questions, set(cells.texts)) == (0, (), {""})


def test_an_empty_cell_means_no_only_when_somebody_says_so() -> None:
    """Where a column only ever says yes it is asked; where it says no as well, empty is not known."""
    cells = _cells("pupils", "pupil_premium", ["T", "", ""])
    assert (cells.texts.tolist(), cells.questions[0].key) == (["yes", "", ""], "empty|H")
    assert _cells("pupils", "pupil_premium", ["T", ""], {"empty|H": "no"}).texts.tolist() == ["yes", "no"]
    assert _cells("pupils", "pupil_premium", ["T", "F", ""]).questions == ()


def test_numbers_dates_and_symbols_come_out_as_a_table_has_them() -> None:
    """Nothing is changed without being said; a symbol stays itself, a fault is left empty with its row."""
    cells = _cells("outcomes", "score", ["1,071", "95%", "SUPP", "12", "n o", "3", "4", "5", "6"])
    assert cells.texts.tolist()[2:5] == ["SUPP", "12", ""]
    assert 6 in {problem.row for problem in cells.problems}
    days = _cells("outcomes", "date", ["31/01/2026", "1 Feb 2026"])
    assert (days.texts.tolist(), len(days.notes)) == (["2026-01-31", "2026-02-01"], 1)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (["7B", "7B", "7C"], []),
        (["Oak", "Oak", "Zebedee"], ["Zebedee"]),
        (["Mrs Quux", "Mrs Quux", "Mrs Quux"], ["Mrs Quux"]),
    ],
)
def test_a_text_that_may_be_a_name_is_asked_about(typed: list[str], asked: list[str]) -> None:
    """One pupil alone has it, or it has a title; a class with its year in it is none."""
    column = next(one for one in columns("pupils") if one.name == "class_name")
    words = Words.of("pupils", column, {}, {}, FACTS)
    pupils = pd.Series(["A", "B", "C"], index=[2, 3, 4])
    cells = Cells(pd.Series(typed, index=[2, 3, 4], dtype=object))
    found = lone_texts(Place("f.csv", "Class", column), cells, pupils, words)
    assert [question.key.rpartition("|")[2] for question in found.questions] == asked
    assert not set(asked) & set(found.texts)
