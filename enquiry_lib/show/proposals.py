"""Proposals in words: what the form shows of a file that is to be brought in, and what it says once it is filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from enquiry_lib import errors
from enquiry_lib.data.importing import Imported, Match, Proposal, meanings
from enquiry_lib.data.importing.answering import takes_other_words
from enquiry_lib.data.importing.codes import NEW_KEY
from enquiry_lib.data.importing.days import NOT_KNOWN
from enquiry_lib.data.importing.mapping import NOTHING, meant
from enquiry_lib.data.importing.merging import Merged
from enquiry_lib.data.importing.proposing import WHICH_SHEET, one_row_for
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import TABLES, columns, table_name

PREVIEWED, LISTED = 5, 12
NOT_USED = "not used"
_WHICH_TABLE = "table"
_BECAUSE = {
    "your mapping": "known from this kind of file",
    "your answer": "you said so",
    "not in the mapping": "not needed",
    "not known": "nothing known by that name",
    "another score": "another scale of the same test",
}
_ON_THE_WAY = {
    "marks": "Register marks, several in a row",
    "week": "First day of the week",
    "attended": "Sessions attended",
    "pupil_id": "Pupil's code",
}
_CHOICES = {
    "baseline": "before (baseline)",
    "follow_up": "after (follow_up)",
    NOTHING: "nothing: leave it out",
    NOT_KNOWN: "not known: what is found will have to be read as exploratory",
    NEW_KEY["key"]: "yes: every pupil gets a new code, and all tables have to be brought in again",
}
_ALREADY_SAID = "not used: "  # the form lists these by themselves


def proposal_reply(
    proposal: Proposal,
    questions: Sequence[Question],
    answers: Mapping[str, str],
    *,
    replaces: bool,
    merged: Merged | None = None,
) -> dict[str, Any]:
    """Give what the front end draws of a proposal.

    `questions` are all that have been asked of the file, `answers` what has been answered to them; `replaces`
    says that the school has the table already, and `merged` what filing would make of it.
    """
    shown = [one for one in questions if _is_shown(one, proposal, answers)]
    open_keys = {one.key for one in proposal.questions}
    settled = list(_settled(proposal))
    return {
        "type": "proposal",
        "lead": _lead(proposal),
        "sheet": proposal.read.sheet,
        "sheets": [] if WHICH_SHEET in open_keys else [_option(name, name) for name in proposal.read.sheets],
        "table": proposal.table,
        "tables": _tables(proposal),
        "questions": [_question(one, proposal.table, answers) for one in shown],
        "stops": _listed((one for one in settled if one in proposal.stops), proposal.table),
        "errors": _listed((one for one in settled if _is_left_out(one, proposal)), proposal.table),
        "columns": [_column(one) for one in proposal.offered if proposal.table],
        "ours": _choices(proposal),
        "warnings": _listed((one for one in settled if one.level == "warning"), proposal.table),
        "notes": [_begun(note) for note in proposal.notes if not note.startswith(_ALREADY_SAID)],
        "preview": _preview(proposal),
        "changes": list(changes_in_words(merged, proposal.table)) if merged else [],
        "ready": proposal.ready,
        "missing": _missing(proposal),
        **_filing(proposal.table, merged, replaces=replaces),
        "said": "Nothing is filed yet.",
    }


def _option(name: str, label: str) -> dict[str, str]:
    return {"name": name, "label": label}


def _lead(proposal: Proposal) -> list[str]:
    found = f"Found: {_many(len(proposal.read.frame), 'row')} under {_many(len(proposal.read.frame.columns), 'heading')}."
    known = f"This kind of file is known: {proposal.known}." if proposal.known else ""
    return [found, *filter(None, [known])]


def _many(number: int, noun: str) -> str:
    """Count a thing.

    >>> _many(1, "row"), _many(12000, "row")
    ('1 row', '12,000 rows')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _missing(proposal: Proposal) -> str:
    if not proposal.table:
        return "Say first what it is a table of."
    if proposal.questions and not any(one in proposal.stops for one in _settled(proposal)):
        return "It can be filed when every question is answered."
    return "It cannot be filed as it is. Put it right in the file, or choose above what its columns are taken for."


def _tables(proposal: Proposal) -> list[dict[str, str]]:
    """Give the tables to choose from, each with what a row of it is about, and which is the likely one."""
    likely = next((one.usual for one in proposal.questions if one.key == _WHICH_TABLE), "")
    choose = [] if proposal.table else [_option("", "(please choose)")]
    return [
        *choose,
        *(_option(name, _table_label(name) + " - most like this file" * (name == likely)) for name in TABLES),
    ]


def _table_label(table: str) -> str:
    return f"{table_name(table).capitalize()}: {one_row_for(table)}"


def _filing(table: str, merged: Merged | None, *, replaces: bool) -> dict[str, str]:
    """Give the words on the buttons, and what they do."""
    name = table_name(table)
    if not replaces:
        return {"file": f"File it as the table of {name}", "replace": "", "difference": ""}
    gone = (
        f" In its place: {_many(merged.only_there, 'row')} would go." if merged and merged.only_there else ""
    )
    return {
        "file": f"Add it to the table of {name}",
        "replace": "Put it in that table's place",
        "difference": "Added, its rows come to those that are there; one about the same thing takes the earlier one's "
        f"place.{gone} Either can be taken back.",
    }


# --- questions --------------------------------------------------------------------------------------------


def _is_shown(question: Question, proposal: Proposal, answers: Mapping[str, str]) -> bool:
    """Say whether a question is open, or answered and still about something; which table is asked by itself."""
    if question.key == _WHICH_TABLE:
        return False
    unused = {match.heading for match in proposal.offered if not match.taken_for}
    return question in proposal.questions or (question.key in answers and question.column not in unused)


def _question(question: Question, table: str, answers: Mapping[str, str]) -> dict[str, Any]:
    asked, mark, more = question.asked.partition("? ")
    return {
        "key": question.key,
        "asked": asked + mark.strip(),
        "more": more,
        "choices": [_option(choice, _choice_label(choice, question)) for choice in question.choices],
        "typed": takes_other_words(question, table),
        "answer": answers.get(question.key, ""),
        "usual": question.usual,
    }


def _choice_label(choice: str, question: Question) -> str:
    return _CHOICES.get(choice, choice) + " (usual)" * (choice == question.usual)


# --- columns ----------------------------------------------------------------------------------------------


def _column(match: Match) -> dict[str, Any]:
    why = f"{match.why}: never taken in" if match.is_personal else _BECAUSE.get(match.why, match.why)
    used = bool(match.taken_for) or match.why == "your answer"  # what was changed stays in its place
    return {"heading": match.heading, "taken": match.taken_for, "why": why, "used": used}


def _choices(proposal: Proposal) -> list[dict[str, str]]:
    """Give what a heading can be taken for, with what those of this file are taken for already."""
    table = proposal.table
    taken = (match.taken_for for match in proposal.offered)
    every = dict.fromkeys((*meanings(table), *taken)) if table else {}
    return [_option(one, _label(one, table)) for one in every]


def _label(means: str, table: str) -> str:
    """Say what a heading is taken for.

    >>> _label("mark [session=AM]", "attendance"), _label("week", "attendance"), _label("", "attendance")
    ('Register mark (AM)', 'First day of the week', 'not used')
    """
    if not means:
        return NOT_USED
    name, facts = meant(means)
    labels = _ON_THE_WAY | {column.name: column.label for column in columns(table)}
    said = f" ({', '.join(facts.values())})" if facts else ""
    return labels.get(name, name) + said


# --- problems ---------------------------------------------------------------------------------------------


def _settled(proposal: Proposal) -> Iterator[errors.Problem]:
    """Give the problems that answering the open questions will not do away with."""
    for one in proposal.problems:
        only_missing = one.found == "nothing" or (one in proposal.stops and not one.column)
        if not (proposal.questions and only_missing):
            yield one


def _is_left_out(problem: errors.Problem, proposal: Proposal) -> bool:
    return problem.level == "error" and problem not in proposal.stops


def _listed(problems: Iterable[errors.Problem], table: str) -> list[str]:
    """Say problems, those that are alike once, and how many more there are."""
    labels = _ON_THE_WAY | ({column.name: column.label for column in columns(table)} if table else {})
    named = (replace(one, column=labels.get(one.column, one.column)) for one in problems)
    said = [said_alone(one, rows) for one, rows in errors.in_groups(named)]
    more = [f"… and {len(said) - LISTED:,} more"] if len(said) > LISTED else []
    return [*said[:LISTED], *more]


def said_alone(problem: errors.Problem, rows: str = "") -> str:
    """Say a problem where everybody knows which file it is in.

    >>> said_alone(errors.Problem("a.csv", 0, "Mark", "'?'", "a code", "Look."), "rows 3 and 5")
    "Rows 3 and 5, Mark: found '?', expected a code. Look."
    """
    place = rows or f"row {problem.row}" * bool(problem.row)
    return _begun(replace(problem, level="error").said(place).removeprefix(f"{problem.file}: "))


def _begun(said: str) -> str:
    """Begin with a capital letter."""
    return said[:1].upper() + said[1:]


# --- what would be filed, and what was --------------------------------------------------------------------


def _preview(proposal: Proposal) -> dict[str, Any]:
    frame = proposal.frame.head(PREVIEWED).astype(str)
    labels = {column.name: column.label for column in columns(proposal.table)} if proposal.table else {}
    total = len(proposal.frame)
    said = f"As it would be filed: {_many(total, 'row')}"
    said += f", of which the first {len(frame)}" if total > len(frame) else ""
    left_out = 0 if proposal.questions else proposal.rows_left_out
    said += f"; {_many(left_out, 'row')} left out" if left_out else ""
    headings = [labels.get(str(name), str(name)) for name in frame.columns]
    return {"headings": headings, "rows": frame.to_numpy().tolist(), "said": said}


def changes_in_words(merged: Merged, table: str, *, replaced: bool = False) -> Iterator[str]:
    """Say what filing would do to a table, in lines. replaced: the file's rows alone would make the table.

    >>> import pandas as pd
    >>> one = Merged(pd.DataFrame(), new=2, changed=1, columns=("year_group",), kept=3, only_there=4)
    >>> list(changes_in_words(one, "pupils"))[0]
    'For the table of pupils: 2 new rows, and 1 row changed (Year group).'
    """
    labels = {column.name: column.label for column in columns(table)}
    where = f" ({', '.join(labels.get(name, name) for name in merged.columns)})" if merged.columns else ""
    if merged.new or merged.changed:
        said = f"{_many(merged.new, 'new row')}, and {_many(merged.changed, 'row')} changed{where}"
        yield f"For the table of {table_name(table)}: {said}."
    else:
        yield f"The table of {table_name(table)} has all of these rows already."
    if merged.kept:
        yield (
            f"Where the file has nothing, the table keeps what it has: {_many(merged.kept, 'cell')}. To have them "
            "emptied, let the file's rows alone make the table."
        )
    if merged.only_there and replaced:
        yield f"Rows that would be gone, because they are not in the file: {merged.only_there:,}."
    if merged.gone:
        yield f"Columns of your own that would be gone: {', '.join(merged.gone)}."


def filed_lines(filed: Imported) -> Iterator[str]:
    """Say what was filed, in lines.

    >>> from pathlib import Path
    >>> one = Imported("pupils", Path("pupils.csv"), 31, 30, 28, 2, 1, (), (), Path("pupils-ours.csv"))
    >>> list(filed_lines(one))[:2]
    ['Filed: 28 new rows in the table of pupils, and 2 changed.', '1 row was left out.']
    """
    name = table_name(filed.table)
    if filed.rows_new or filed.rows_changed:
        changed = f", and {filed.rows_changed:,} changed" if filed.rows_changed else ""
        yield f"Filed: {_many(filed.rows_new, 'new row')} in the table of {name}{changed}."
    else:
        yield f"Filed: the table of {name} had all of these rows already."
    if filed.rows_left_out:
        yield f"{_many(filed.rows_left_out, 'row')} {'was' if filed.rows_left_out == 1 else 'were'} left out."
    if filed.before:
        yield f"The table as it was is kept beside it: {filed.before.parent.name}/{filed.before.name}."
    yield "The next file of this kind will be recognised. Run the cells below again to see what the table holds now."
