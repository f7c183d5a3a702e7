"""Comparing: what a file says of its pupils beside what the school's own list of them says."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import replace
from pathlib import Path

import pandas as pd

from enquiry_lib.data.importing.builder import Built
from enquiry_lib.data.importing.headings import ID
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import PUPILS, columns
from enquiry_lib.errors import Problem

YEAR_GROUPS = "year_groups"
"""The question which year groups are right: those in the file, or those that the table has."""

OURS, THEIRS = "those in the table", "those in the file"
_WHOLE = (PUPILS, "attendance", "outcomes")  # tables in which one looks for every pupil
_MANY, _SHARE = 2, 0.25


def compare(built: Built, table: str, *, file: str, data: Path, answers: Pairs[str, str]) -> Built:
    """Say which pupils of the school's list a file lacks, and ask when it looks older than the list.

    `data` is the school's data folder. A file that stops, or whose codes are not the school's yet, is left alone.
    """
    if ID not in built.frame or built.frame.empty or built.stops or _has_no_key(built):
        return built
    ours = load_table(data, PUPILS).frame
    if ours.empty:
        return built
    built = replace(built, problems=(*built.problems, *_strangers(built, table, ours, file)))
    built = replace(built, notes=(*built.notes, *_missing(built, table, ours)))
    return _with_year_groups(built, ours, answers) if table == PUPILS else built


def _has_no_key(built: Built) -> bool:
    return any(question.key == "key" for question in built.questions)


def _strangers(built: Built, table: str, ours: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Warn when none of a file's pupils is in the table of pupils: their codes were made in another way."""
    if table != PUPILS and not built.frame[ID].isin(ours[ID]).any():
        do = "Import the list of pupils too, from the same system: the same pupil then has the same code in both."
        found = "not one of its pupils in the table of pupils"
        yield Problem(file, 0, ID, found, "pupils who are in it", do, level="warning")


def _missing(built: Built, table: str, ours: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Count the pupils on the list who have not left and whom the file does not have."""
    there = ours[ours["left_on"].isna()][ID]
    lacking = ~there.isin(built.frame[ID])
    if table in _WHOLE and lacking.any() and not lacking.all():
        stay = "; they stay on it as they are" * (table == PUPILS)
        said = (
            f"pupils on the school's list who are not in this file: {lacking.sum():,} of {len(there):,}{stay}"
        )
        yield "missing pupils", said


# --- year groups ------------------------------------------------------------------------------------------


def _with_year_groups(built: Built, ours: pd.DataFrame, answers: Pairs[str, str]) -> Built:
    """Ask which year groups are right when many pupils would go down; an old list undoes a roll-over."""
    theirs = built.frame["year_group"]
    before = built.frame[ID].map(ours.drop_duplicates(ID).set_index(ID)["year_group"].astype(object))
    down = before.map(_place) > theirs.map(_place)
    both = int(before.notna().sum())
    if down.sum() < max(_MANY, _SHARE * both):
        return built
    asked = (
        f"Which year groups are right? {down.sum():,} of the {both:,} pupils whom the table has already would go "
        "down a year group: this may be a list from an earlier school year."
    )
    question = Question(YEAR_GROUPS, "", asked, (OURS, THEIRS))
    said = question.answer(answers)
    frame = built.frame if said == THEIRS else built.frame.assign(year_group=theirs.where(~down, before))
    return replace(built, frame=frame, questions=(*built.questions, *([] if said else [question])))


def _place(year_group: object) -> float:
    """Give where a year group stands among all of them, nowhere when it is none."""
    order = next(column.allowed for column in columns(PUPILS) if column.name == "year_group")
    return float(order.index(str(year_group))) if str(year_group) in order else float("nan")
