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


def test_symbols_in_place_of_scores_are_counted_and_lost_ends_are_a_warning() -> None:
    """Nobody has to look for them in the table, nor to find out alone what they do to an average."""
    cells = _cells("outcomes", "score", ["98", "U", "<70", "U", "101"])
    assert cells.texts.tolist() == ["98", "U", "<70", "U", "101"]
    ((kind, note),) = cells.notes
    assert (kind, "2 with U (" in note, "1 with <70 (" in note) == ("symbols", True, True)
    (problem,) = cells.problems
    assert (problem.row, problem.level, "look better" in problem.found) == (0, "warning", True)
    assert _cells("outcomes", "score", ["98", "absent", "101"]).problems == ()


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


@pytest.mark.parametrize(("typed", "advice"), [("B", "below the test's range"), ("6+", "has no average")])
def test_letters_and_grades_among_scores_are_not_told_to_become_numbers(typed: str, advice: str) -> None:
    """The advice says what such a cell is, and what to export instead."""
    cells = _cells("outcomes", "score", [*map(str, range(90, 99)), typed])
    (problem,) = cells.problems
    assert advice in problem.do


def test_a_code_of_an_ethnic_group_that_no_list_knows_is_asked_about() -> None:
    """The finer codes of the census are known; another one is not filed as it is typed."""
    cells = _cells("pupils", "ethnicity", ["WEEU", "WBRI", "QXZY", "QXZY", "Of our own"])
    assert cells.texts.tolist() == ["Any other White background", "White British", "", "", "Of our own"]
    assert [question.key for question in cells.questions] == ["word|ethnicity|QXZY"]
