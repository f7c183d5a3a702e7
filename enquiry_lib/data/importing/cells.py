"""Cells: the texts under one heading of a file, as the canonical text of our column, and what was not plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from enquiry_lib.data.importing.words import KEPT, MOST_ASKED, Words, all_positive, negative
from enquiry_lib.data.meaning import Meaning, find_meaning, read_column
from enquiry_lib.data.questions import Question
from enquiry_lib.data.symbols import ends_lost, find_symbol
from enquiry_lib.data.templates import Column
from enquiry_lib.data.values import Fault, expected, quoted
from enquiry_lib.errors import Problem

NOT_KNOWN = "not known"
_EMPTIED = " Until then the cell is left empty."
_NUMBERS = ("integer", "number")
LONGEST_MARK = 2
_GRADE = re.compile(r"\d[+-]|\d\s?/\s?\d")
_LETTERS = re.compile(r"[A-Za-z][A-Za-z /.-]*")
_GROUP_CODE = re.compile(r"[A-Z]{4}")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|sir)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells under one heading as canonical texts (by the row in the file), and what there is to say.

    `notes` are what was done, each with its kind, which the school's log keeps.
    """

    texts: pd.Series
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Place:
    """Where cells stand: the file, the heading, and our column that they are for."""

    file: str
    heading: str
    column: Column

    def problem(self, row: int, found: str, expected: str, do: str) -> Problem:
        """Make a problem of a cell of this column."""
        return Problem(self.file, row, self.heading, found, expected, do)


@dataclass(frozen=True)
class Known:
    """What is known before a column is read: answers, the order of the file's other dates, register codes."""

    answers: Pairs[str, str] = field(default_factory=dict)
    order: str = ""
    marks: frozenset[str] = frozenset()


def read_cells(place: Place, texts: pd.Series, words: Words, known: Known) -> Cells:
    """Read the cells under a heading for a column of ours; `texts` are categories, by the row in the file."""
    if place.column.type == "date" or place.column.type in _NUMBERS:
        return _read_values(place, texts, known)
    if place.column.name == "mark":
        return _read_marks(place, texts, words, known.marks)
    return _read_words(place, texts, words)


def as_texts(texts: pd.Series) -> pd.Series:
    """Give categories as plain texts."""
    return each_once(texts, lambda text: text)


def each_once(texts: pd.Series, means: Callable[[str], str]) -> pd.Series:
    """Give each cell what its text means; every different text is looked at once."""
    found = np.array([*(means(str(text)) for text in texts.cat.categories), ""], dtype=object)
    return pd.Series(found[texts.cat.codes.to_numpy()], index=texts.index, dtype=object)


def _rows_with(texts: pd.Series, text: str) -> list[int]:
    return [int(row) for row in texts.index[texts == text]]


def _different(texts: pd.Series) -> list[str]:
    """Give the different texts that stand in a column, the commonest first; nothing is none of them."""
    counts = texts.value_counts()
    return [str(text) for text, count in counts.items() if count and str(text).strip()]


# --- numbers and dates ------------------------------------------------------------------------------------


def meaning_of(
    heading: str, texts: pd.Series, column: Column, known: Known
) -> tuple[Meaning, tuple[Question, ...]]:
    """Say how a column of numbers or dates is to be read; dates that are open, as the others in their file."""
    found = find_meaning(texts, name=heading, type=column.type, answers=known.answers)
    order = next((one for one in found[1] if known.order in one.choices), None)
    if order is None:
        return found
    answers = {**known.answers, order.key: known.order}
    return find_meaning(texts, name=heading, type=column.type, answers=answers)


def _read_values(place: Place, texts: pd.Series, known: Known) -> Cells:
    meaning, questions = meaning_of(place.heading, texts, place.column, known)
    read = read_column(texts, meaning)
    problems = [
        place.problem(row, fault.found, fault.expected, f"{_to_do(place, fault, texts[row])}{_EMPTIED}")
        for row, fault in read.faults.items()
    ]
    values, symbols = as_texts(read.texts), as_texts(read.symbols)
    notes = [(kind, f"{place.heading}: {note}") for kind, note in zip(read.changes, read.notes, strict=True)]
    said = _said_of_symbols(place.column, symbols[symbols != ""])
    notes += [("symbols", f"{place.heading}: {said}")] * bool(said)
    problems += _ends_lost(place, symbols)
    kept = values if place.column.type == "date" else values.where(symbols == "", symbols)
    return Cells(kept, tuple(problems), questions, tuple(notes))


def _said_of_symbols(column: Column, symbols: pd.Series) -> str:
    """Say how many cells hold which symbol in the place of a number or a date."""
    if column.type == "date" and len(symbols):
        return f"cells with a sign for 'no date', which are left empty: {len(symbols):,}"
    many = ((count, str(symbol)) for symbol, count in symbols.value_counts().items())
    told = [
        f"{count:,} with {text} ({found.meaning})" for count, text in many if (found := find_symbol(text))
    ]
    return f"kept apart, and in no sum or average: {', '.join(told)}" if told else ""


def _ends_lost(place: Place, symbols: pd.Series) -> Iterator[Problem]:
    """Warn where a test gives its lowest or its highest scores as symbols."""
    if place.column.name == "score" and (lost := ends_lost(_different(symbols))):
        expected = "the scores of all pupils"
        do = "Export the raw scores, or another score that every pupil has, if there is one."
        yield replace(place.problem(0, lost, expected, do), level="warning")


def _to_do(place: Place, fault: Fault, typed: str) -> str:
    """Say what to do about a cell; letters among scores are absences, or judgements that have no average."""
    if place.column.name == "score" and _GRADE.fullmatch(typed.strip()):
        return "A grade such as 6+ or 5/4 has no average: export the score behind it, or type points."
    if place.column.name != "score" or not _LETTERS.fullmatch(typed.strip()):
        return fault.do
    return (
        "A letter or a word is no score: for a pupil who was absent or below the test's range leave the cell empty; for "
        "judgements such as EXS, which have no average, export a scaled or standardised score."
    )


# --- words ------------------------------------------------------------------------------------------------


def _read_words(place: Place, texts: pd.Series, words: Words) -> Cells:
    typed = _different(texts)
    told = {text: words.means(text) for text in typed}
    unknown = [text for text in typed if told[text] is None and _has_to_be_known(words, text)]
    empty, asked = _empty_cells(place, texts, words, [text for text in typed if text not in unknown])
    means = {text: text if value is None else value for text, value in told.items()}
    means |= dict.fromkeys(unknown, "")
    changed = [text for text in typed if means[text] != text and text not in unknown]
    notes = (("words", _said_of_words(place, changed, means)),) if changed else ()
    cells = Cells(each_once(texts, lambda text: means.get(text, empty)), notes=notes)
    if len(unknown) > MOST_ASKED:
        return replace(cells, problems=(_too_many(place, len(unknown)),), questions=asked)
    questions = (*asked, *(words.ask(text, place.heading) for text in unknown))
    return replace(cells, questions=questions)


def _has_to_be_known(words: Words, typed: str) -> bool:
    """A choice takes its own values only; an occasion may be before or after, and a code of a group is no name of it."""
    name = words.column.name
    if name == "ethnicity":
        return bool(_GROUP_CODE.fullmatch(typed.strip()))
    return words.column.type in ("choice", "yes_no") or words.is_a_term(typed) or name == "occasion"


def _too_many(place: Place, count: int) -> Problem:
    found = f"{count} different words that are no {place.column.label}"
    do = "Does the heading mean something else? Its cells are left empty until then."
    return place.problem(0, found, expected(place.column), do)


def _said_of_words(place: Place, changed: list[str], means: Pairs[str, str]) -> str:
    """Say what words were read as; one that is left empty may be a name and is not quoted."""
    told = [f"{quoted(text)} as {means[text]}" for text in changed if means[text]]
    emptied = len(changed) - len(told)
    more = [f"words that say nothing, by an answer or as is usual: {emptied}"] * bool(emptied)
    read = [f"read {', '.join(told[:MOST_ASKED])}{' …' * (len(told) > MOST_ASKED)}"] * bool(told)
    return f"{place.heading}: {'; '.join([*read, *more])}"


def _empty_cells(
    place: Place, texts: pd.Series, words: Words, typed: list[str]
) -> tuple[str, tuple[Question, ...]]:
    """Give what an empty cell means in a column that only ever says yes, or ask."""
    no = negative(place.column)
    if not no or not (texts == "").any() or not all_positive(words, typed):
        return "", ()
    asked = f"'{place.heading}' says yes where it says anything. What does an empty cell mean?"
    question = Question.about("empty", place.heading, asked, (no, NOT_KNOWN), no)
    said = question.answer(words.answers)
    return (no if said == no else ""), () if said else (question,)


# --- marks ------------------------------------------------------------------------------------------------


def _read_marks(place: Place, texts: pd.Series, words: Words, codes: frozenset[str]) -> Cells:
    """Read register marks: capitals, and nothing for the signs that say that no mark was made."""
    told = {text: words.means(text) for text in _different(texts)}
    means = {text: _mark(text, value, codes) for text, value in told.items()}
    words_typed = [text for text, mark in means.items() if mark is None]
    marks = {text: mark or "" for text, mark in means.items()}
    cells = Cells(each_once(texts, lambda text: marks.get(text, "")))
    unknown = [text for text, mark in means.items() if mark and codes and mark not in codes]
    problems = [*_not_codes(place, texts, unknown), *_no_marks(place, texts, words_typed)]
    asked = words_typed if len(words_typed) <= MOST_ASKED else []
    choices = replace(place.column, type="choice", allowed=tuple(sorted(codes)))
    ask = replace(words, column=choices)
    questions = tuple(ask.ask(text, place.heading) for text in asked if codes)
    return replace(cells, problems=tuple(problems), questions=questions, notes=_said_of_marks(texts, marks))


def _mark(typed: str, told: str | None, codes: frozenset[str]) -> str | None:
    """Give a mark, "" for none, and None for what is too long to be one."""
    if told is not None:
        return told
    if typed in codes or len(typed) <= LONGEST_MARK:
        return typed if typed in codes else typed.upper()
    return None


def _not_codes(place: Place, texts: pd.Series, unknown: list[str]) -> Iterator[Problem]:
    do = "It is kept; the attendance parts say how many such marks there are. Check it in the register."
    for text in unknown:
        for row in _rows_with(texts, text):
            problem = place.problem(row, quoted(text), "a register code of the nation", do)
            yield replace(problem, level="warning")


def _no_marks(place: Place, texts: pd.Series, words_typed: list[str]) -> Iterator[Problem]:
    do = f"Export the codes themselves, or say which code it means.{_EMPTIED}"
    for text in words_typed:
        for row in _rows_with(texts, text):
            yield place.problem(row, "something longer than a mark", "a register code such as / or L", do)


def _said_of_marks(texts: pd.Series, marks: Pairs[str, str]) -> tuple[tuple[str, str], ...]:
    counts = texts.value_counts()
    small = sum(int(counts[text]) for text, mark in marks.items() if mark and mark != text)
    none = sum(int(counts[text]) for text, mark in marks.items() if not mark and len(text) <= LONGEST_MARK)
    said = []
    if small:
        said.append(("marks", f"marks in small letters or in words were read as codes: {small:,}"))
    if none:
        said.append(("no marks", f"cells with a sign for 'no mark', which are not taken in: {none:,}"))
    return tuple(said)


# --- texts that one pupil alone has -----------------------------------------------------------------------


def lone_texts(place: Place, cells: Cells, pupils: pd.Series, words: Words) -> Cells:
    """Ask about each text that may be a name: one pupil alone has it and no list knows it, or it has a title.

    `pupils` tells the pupils of the rows apart. Until there is an answer the cell is left empty.
    """
    filled = cells.texts[cells.texts != ""]
    many = pupils.reindex(filled.index).groupby(filled).nunique()
    suspect = [str(text) for text, count in many.items() if count == 1 or has_title(str(text))]
    alone = [text for text in suspect if not _is_said(text, words)]
    if not alone:
        return cells
    texts = cells.texts.where(~cells.texts.isin(alone), "")
    if len(alone) > MOST_ASKED:
        found = (
            f"{len(alone)} different words that may be names: one pupil alone has each, or they have a title"
        )
        do = "They may be names or words about people, and are left empty. Group them in the file first."
        problem = place.problem(0, found, expected(place.column), do)
        return replace(cells, texts=texts, problems=(*cells.problems, problem))
    why = "it may be a name, and names are never taken in"
    asked = [
        words.ask(text, place.heading, f"Under '{place.heading}' stands {quoted(text)}: {why}. What to do?")
        for text in alone
    ]
    asked = [replace(one, choices=(KEPT, "nothing")) for one in asked]
    return replace(cells, texts=texts, questions=(*cells.questions, *asked))


def has_title(text: str) -> bool:
    """Say whether a text has a title, as names have.

    >>> has_title("Mrs Quux's readers"), has_title("Breakfast club")
    (True, False)
    """
    return bool(_TITLE.search(text))


def _is_said(text: str, words: Words) -> bool:
    """A text is said to be right by an answer, a list, or for a class by the year in its name."""
    numbered = words.column.name == "class_name" and len(text) <= 6 and any(map(str.isdigit, text))
    return numbered or words.is_listed(text)
