"""Words: what is typed for a value in somebody's file, and which value of ours it means.

First come the answers and the mapping's own words, then what our column reads by itself, then the words that are
known of the usual exports (value_words.csv). A word that nobody knows is asked about, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field

import pandas as pd

from enquiry_lib.data.importing.mapping import NOTHING
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import Column, columns
from enquiry_lib.data.values import Fault, folded, quoted, read_value

KEPT = "keep it as it is"
MOST_ASKED = 12
"""So many unknown words of one column are asked about; a column with more is about something else."""

_TOLD = ("choice", "yes_no")
_NUMBERED = "{number}"


@dataclass(frozen=True)
class Words:
    """What the words in one column of ours mean: as answered, as the mapping has it, as is commonly known."""

    column: Column
    answered: Pairs[str, str]
    known: Pairs[str, str]
    answers: Pairs[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        table: str,
        column: Column,
        mapped: Pairs[str, str],
        answers: Pairs[str, str],
        facts: pd.DataFrame,
    ) -> Words:
        """Bring a mapping's words, the answers and the reference data together; folded, each once."""
        own = facts[(facts["table"] == table) & (facts["column"] == column.name)]
        known = dict(zip(own["word"].map(folded), own["means"], strict=True))
        start = question_key(column.name, "")
        said = {key.removeprefix(start): value for key, value in answers.items() if key.startswith(start)}
        answered = {folded(typed): value for typed, value in {**mapped, **said}.items()}
        return cls(column, answered, known, answers)

    def means(self, typed: str) -> str | None:
        """Give the value that a word means, "" for an empty cell, None when nobody knows."""
        word = folded(typed)
        if word in self.answered:
            said = self.answered[word]
            return "" if said == NOTHING else typed if said == KEPT else said
        if (own := self._own(typed)) is not None:
            return own
        if word in self.known and not self.is_a_term(typed):
            return "" if self.known[word] == NOTHING else self.known[word]
        return self._numbered(word)

    def is_left_out(self, typed: str) -> bool:
        """Say whether somebody answered that a word means nothing."""
        return self.answered.get(folded(typed)) == NOTHING

    def is_listed(self, value: str) -> bool:
        """Say whether a value was answered, or is one that is commonly known."""
        word = folded(value)
        means = {folded(one) for one in (*self.known.values(), *self.column.allowed)}
        return word in self.answered or word in means | set(map(folded, self.answered.values()))

    def _own(self, typed: str) -> str | None:
        """Give what our column reads by itself."""
        if self.column.type in _TOLD:
            value = read_value(self.column, typed)
            return None if isinstance(value, Fault) or value is None else str(value)
        return {folded(value): value for value in self.column.allowed}.get(folded(typed))

    def _numbered(self, word: str) -> str | None:
        """Give the number in words such as 'year 7', if it is one of ours."""
        for pattern, means in self.known.items():
            if _NUMBERED in pattern:
                before, _, after = pattern.partition(_NUMBERED)
                found = re.fullmatch(re.escape(before) + r"0*(\d{1,2})" + re.escape(after), word)
                value = means.replace(_NUMBERED, found[1]) if found else ""
                if value in self.column.allowed:
                    return value
        return None

    def is_a_term(self, typed: str) -> bool:
        """Say whether a word is a known one that means different things at different schools."""
        return self.known.get(folded(typed), NOTHING) == ""

    def ask(self, typed: str, heading: str, why: str = "") -> Question:
        """Ask what a word means."""
        own = () if self.column.type in _TOLD else (KEPT,)
        asked = why or f"Under '{heading}' stands {quoted(typed)}. What does it mean for {self.column.label}?"
        return Question(
            question_key(self.column.name, typed), heading, asked, (*self.column.allowed, *own, NOTHING)
        )


def question_key(column: str, typed: str) -> str:
    """Give what the answer about a word is filed under."""
    return f"word|{column}|{typed}"


def answered_words(answers: Pairs[str, str]) -> dict[str, dict[str, str]]:
    """Give the words among the answers, by column, as a mapping keeps them.

    A word that means nothing, or that is kept as it is, may be a name: it is not kept.

    >>> answered_words({"word|send|Z": "none", "word|send|Jo Smith": "nothing", "table": "pupils"})
    {'send': {'Z': 'none'}}
    """
    words: dict[str, dict[str, str]] = {}
    for key, value in answers.items():
        what, _, rest = key.partition("|")
        column, _, typed = rest.partition("|")
        if what == "word" and value not in (NOTHING, KEPT):
            words.setdefault(column, {})[typed] = value
    return words


def may_hold_names(column: str, table: str) -> bool:
    """Say whether a word typed under a column of ours may be a name: anything may stand there, as in class_name.

    >>> may_hold_names("class_name", "pupils"), may_hold_names("send", "pupils"), may_hold_names("mark", "attendance")
    (True, False, False)
    """
    texts = {one.name for one in columns(table) if one.type == "text"} - {"mark", "occasion"}
    return column in texts


def all_positive(words: Words, typed: Collection[str]) -> bool:
    """Say whether a column says yes where it says anything, so that an empty cell may well mean no."""
    meant = {words.means(text) for text in typed}
    return bool(meant) and meant <= _positive(words.column)


def _positive(column: Column) -> set[str]:
    return {"yes"} if column.type == "yes_no" else set(column.allowed) - {negative(column)} - {""}


def negative(column: Column) -> str:
    """Give the value that says that there is none, "" where a column has no such value.

    >>> from enquiry_lib.data.templates import columns
    >>> [negative(column) for column in columns("pupils")][4:7]
    ['no', 'none', 'no']
    """
    return next((value for value in ("no", "none") if value in column.allowed), "")
