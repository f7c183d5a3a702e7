"""Answering: what was answered about a file, put in the words of the choices; what may be a slip is refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.importing.builder import ASKED_OF_ALL
from enquiry_lib.data.importing.choosing import NOT_USED, meanings
from enquiry_lib.data.importing.codes import KEEP, MAKE, NEW_KEY
from enquiry_lib.data.importing.days import day_said, is_about_a_day
from enquiry_lib.data.importing.mapping import NOTHING, meant
from enquiry_lib.data.importing.meanings import fault_in_meaning
from enquiry_lib.data.importing.words import KEPT
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import Column, columns

_NEAR = 0.75
_FIXED = {"codes": (KEEP["codes"], MAKE["codes"]), "key": (NEW_KEY["key"],)}
"""Answers that may be given before anything asks for them."""


def settle(answers: Pairs[str, str], table: str) -> dict[str, str]:
    """Give the answers with each in the words of its choices, however it was typed.

    `table` is the table that the file is for. Raises WrongValue for what is none of the choices: where another
    word may be an answer too, only for what looks like a slip of the pen.
    """
    own = {column.name: column for column in columns(table)}
    return {key: _settled(key, value, table, own) for key, value in answers.items()}


def _settled(key: str, value: str, table: str, own: Pairs[str, Column]) -> str:
    what, _, rest = key.partition("|")
    if what == "column":
        return _as_taken_for(key, value, table)
    if table == "outcomes" and is_about_a_day(key):
        return day_said(value)
    if key in _FIXED:
        return choice_of(key, value, _FIXED[key], free=False)
    column = own.get(rest.partition("|")[0] if what == "word" else key if key in ASKED_OF_ALL else "")
    if column is None or not column.allowed:
        return value
    own_words = (KEPT,) if column.type == "text" else ()
    more = (*own_words, NOTHING) if what == "word" else ()
    return choice_of(key, value, (*column.allowed, *more), free=column.type == "text")


def choice_of(key: str, value: str, choices: Sequence[str], *, free: bool) -> str:
    """Give the choice that an answer is. Raises WrongValue when it is none, or with `free` when it is nearly one.

    >>> choice_of("occasion", "Follow-up ", ("baseline", "follow_up"), free=True)
    'follow_up'
    >>> choice_of("occasion", "mid_year", ("baseline", "follow_up"), free=True)
    'mid_year'
    """
    by_fold = {_folded(choice): choice for choice in choices}
    said = _folded(value)
    if said in by_fold or not said:
        return by_fold.get(said, "")
    near = difflib.get_close_matches(said, by_fold, n=1, cutoff=_NEAR)
    if free and not (near and not re.search(r"\d", said)):  # a second follow-up is one of its own
        return value.strip()
    wanted = f"{by_fold[near[0]]}, if that is what was meant" if near else ""
    others = [choice for choice in choices if not near or choice != by_fold[near[0]]]
    listed = f"one of: {', '.join(others)}" if others else ""
    expected = "; or ".join(filter(None, [wanted, listed]))
    raise errors.WrongValue(name=f"The answer to '{key}'", found=f"'{value}'", expected=expected)


def _folded(typed: str) -> str:
    return " ".join(re.sub(r"[_\s-]+", " ", typed.casefold()).split())


def _as_taken_for(key: str, value: str, table: str) -> str:
    """Check what a heading was said to be: a column of ours, or that it is not used."""
    names = [*dict.fromkeys(meant(one)[0] for one in meanings(table) if one), NOT_USED]
    column, facts = meant(value)
    if facts and column in names:
        if fault := fault_in_meaning(column, facts, table):
            expected = f"a column, and in brackets what is known of it ({fault})"
            raise errors.WrongValue(name=f"The answer to '{key}'", found=f"'{value}'", expected=expected)
        return value
    return choice_of(key, value, names, free=False)


# --- questions --------------------------------------------------------------------------------------------


def takes_other_words(question: Question, table: str) -> bool:
    """Say whether a question may be answered with a word that is not among its choices.

    Not where the word itself may be a name: an answer that is neither to keep it nor to leave it out would put it
    among the words that a mapping remembers.
    """
    if not question.choices or is_about_a_day(question.key):
        return True
    if not table or set(question.choices) <= {KEPT, NOTHING}:
        return False
    what, _, rest = question.key.partition("|")
    name = rest.partition("|")[0] if what == "word" else question.key
    return any(column.name == name and column.type == "text" for column in columns(table)) and name != "mark"


def may_be_said(key: str, frame: pd.DataFrame, table: str) -> bool:
    """Say whether an answer that nobody asked for is about something in the file: a heading, or a word in it."""
    what, _, rest = key.partition("|")
    headings = [str(heading) for heading in frame.columns]
    if what == "column":
        return rest in headings
    name, _, typed = rest.partition("|")
    if what != "word" or not table or name not in {column.name for column in columns(table)}:
        return False
    whole = re.compile(rf"(?<!\w){re.escape(typed)}(?!\w)")
    return any(whole.search(heading) or typed in frame[heading].cat.categories for heading in headings)
