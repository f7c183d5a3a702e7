"""Answers to what an import asks: those given on the command line, and those typed at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import out
from enquiry_lib.data.importing import Proposal, ask_again
from enquiry_lib.data.importing.answering import choice_of, may_be_said, takes_other_words
from enquiry_lib.data.importing.codes import KEEP
from enquiry_lib.data.importing.days import day_said, is_about_a_day
from enquiry_lib.data.importing.proposing import ASKED_ANEW, one_row_for
from enquiry_lib.data.importing.words import answered_words
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import TABLES

_TABLE = "table"


def answered(proposal: Proposal, given: Mapping[str, str]) -> Proposal:
    """Give answers as they are asked for; one answer may lead to the next question.

    Raises WrongValue for one that is no choice, and for one that nothing asks for.
    """
    left, asked = dict(given), []
    while proposal.questions or left:
        asked += [question.key for question in proposal.questions]
        now = _asked_for(proposal, left) or _sayable(proposal, left)
        if not now:
            break
        left = {key: value for key, value in left.items() if key not in now}
        proposal = ask_again(proposal, now)
    if left:
        raise _nothing_asks(next(iter(left)), list(dict.fromkeys(asked)))
    return proposal


def _asked_for(proposal: Proposal, given: Mapping[str, str]) -> dict[str, str]:
    return {
        one.key: _choice(one, given[one.key], proposal.table)
        for one in proposal.questions
        if one.key in given
    }


def _sayable(proposal: Proposal, given: Mapping[str, str]) -> dict[str, str]:
    """Give the answers that nobody asks for and that are about the file all the same, or known from its mapping."""
    known = {*proposal.mapping.answers, *proposal.asked.answers, *KEEP}
    known |= {f"column|{match.heading}" for match in proposal.offered}
    frame, table = proposal.read.frame, proposal.table
    return {key: value for key, value in given.items() if key in known or may_be_said(key, frame, table)}


def _choice(question: Question, value: str, table: str) -> str:
    if is_about_a_day(question.key):
        return day_said(value)
    if not question.choices:
        return value
    return choice_of(question.key, value, question.choices, free=takes_other_words(question, table))


def _nothing_asks(key: str, asked: Sequence[str]) -> errors.WrongValue:
    keys = ", ".join(f"'{one}'" for one in asked)
    expected = (
        f"an answer to one of the questions: {keys}" if asked else "left out: nothing is asked of this file"
    )
    return errors.WrongValue(name="--answer", found=f"'{key}=…', which nothing asks for", expected=expected)


# --- said on the screen -----------------------------------------------------------------------------------


def say_questions(proposal: Proposal) -> None:
    """Say the open questions, each with the option that answers it."""
    for question in proposal.questions:
        out.print(f"  question: {question.asked}", markup=False)
        for line in _choices_in_words(question, proposal.table):
            out.print(f"      {line}", markup=False)
        out.print(f"    --answer '{question.key}=…'{_with(question, proposal.table)}", markup=False)
    _say_what_is_not_kept(proposal)


def _with(question: Question, table: str) -> str:
    """Say which answers an option takes."""
    if not question.choices:
        return " with any words"
    if is_about_a_day(question.key):
        return f" with a day such as 15/09/2025, or: {', '.join(question.choices)}"
    other = ", or another word" if takes_other_words(question, table) else ""
    return f" with one of: {', '.join(question.choices)}{other}"


def _choices_in_words(question: Question, table: str) -> Iterator[str]:
    """Say what a table is where one is to be chosen, and which answer is the likely one."""
    if question.key == _TABLE:
        for choice in question.choices:
            likely = " - most like this file" if choice == question.usual else ""
            yield f"{choice}: {one_row_for(choice)}{likely}" if choice in TABLES else choice


def _say_what_is_not_kept(proposal: Proposal) -> None:
    if any(_is_asked_anew(question.key) for question in proposal.questions):
        said = "which occasion or measure a file is about, and the day, is asked of every file anew: no mapping remembers it"
        out.print(f"  note: {said}", markup=False)


def _is_asked_anew(key: str) -> bool:
    return key in ASKED_ANEW or bool(set(answered_words({key: "x"})) & set(ASKED_ANEW))


# --- asked at a terminal ----------------------------------------------------------------------------------


def ask_at_terminal(proposal: Proposal) -> Proposal:
    """Ask the open questions one by one, and those that their answers lead to; whoever leaves one open stops."""
    while proposal.questions:
        answers = {}
        _say_what_is_not_kept(proposal)
        for question in proposal.questions:
            said = _ask(question, proposal.table)
            if not said:
                return proposal
            answers[question.key] = said
        proposal = ask_again(proposal, answers)
    return proposal


def _ask(question: Question, table: str) -> str:
    """Ask one question until there is an answer to it, "" when it is left open."""
    out.print(f"\n{question.asked}", markup=False)
    words = [*_choices_in_words(question, table)] or list(question.choices)
    for number, choice in enumerate(words, start=1):
        out.print(f"  {number}  {choice}", markup=False)
    while True:
        typed = str(typer.prompt(_prompt(question, table), default=question.usual)).strip()
        if typed.isdigit() and 0 < int(typed) <= len(question.choices):
            return question.choices[int(typed) - 1]
        try:
            return _choice(question, typed, table)
        except errors.WrongValue as problem:
            out.print(problem.message(), markup=False)


def _prompt(question: Question, table: str) -> str:
    if not question.choices:
        return "Your answer (nothing: leave it open)"
    if is_about_a_day(question.key):
        return "Number, or the day (nothing: leave it open)"
    other = ", or another word" if takes_other_words(question, table) else ""
    return f"Number{other} (nothing: leave it open)"
