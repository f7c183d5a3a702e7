"""Needed: what a table cannot do without, and what to do where a file does not have it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Pairs

import pandas as pd

from enquiry_lib.data.importing.builder import Builder, in_use, is_a_row_a_pupil
from enquiry_lib.data.importing.choosing import Chosen
from enquiry_lib.data.importing.headings import MARKS, is_number
from enquiry_lib.data.importing.mapping import meant
from enquiry_lib.data.importing.shapes import WEEK, WEEKDAY
from enquiry_lib.data.importing.totals import PERIOD
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import Column
from enquiry_lib.data.values import expected, quoted
from enquiry_lib.errors import Problem

_JUDGEMENTS = {"WTS", "EXS", "GDS", "PKS", "HNM", "WT", "EXP", "GD", "WTE", "ARE", "BARE", "BLW", "PKF"}
"""Teachers' judgements of what a pupil can do, as the primary schools' marksheets write them."""

_SCORE = "heading|score"
_ITEMS = "one column for each item, or one that names the item beside one with its marks"
_HOW_ITEMS = (
    "Say of each heading with the marks of an item that it means score; of one that names the items, that it means item. "
    "Marks have to be numbers: 1 for right and 0 for wrong, no ticks and no letters."
)
"""What to do about a sheet in which no item was found."""


def missing(builder: Builder) -> Iterator[Problem]:
    """Name the columns without which nothing can be filed, and that cannot be asked about."""
    lacking = [column for column in builder.dictionary if _is_missing(builder, column)]
    if builder.mapping.table == "items" and any(column.name == "item" for column in lacking):
        lacking = [column for column in lacking if column.name != "item"]
        yield Problem(builder.read.file, 0, "item", "no column of marks for an item", _ITEMS, _HOW_ITEMS)
    for column in lacking:
        do = f"Name the heading that holds it ({column.label}), or export the file with it."
        yield Problem(builder.read.file, 0, column.name, "no such column", expected(column), do)
    if is_a_row_a_pupil(builder) and not _tells_absence(builder):
        found = "neither the sessions attended nor those missed"
        do = "Name the headings that hold them, or export the file with them: as numbers of sessions, for each pupil."
        yield Problem(
            builder.read.file, 0, "", found, "sessions attended, or missed with and without leave", do
        )


def _tells_absence(builder: Builder) -> bool:
    """Say whether the sessions a pupil missed are given, or follow from those attended."""
    have = {column for _, column, _ in in_use(builder)}
    return "attended" in have or {"absent_authorised", "absent_unauthorised"} <= have


def _is_missing(builder: Builder, column: Column) -> bool:
    return column.required and column.name not in _had(builder) and not builder.asks_for(column)


def _had(builder: Builder) -> set[str]:
    have = {column for _, column, facts in in_use(builder) for column in (column, *facts)}
    have |= set(builder.mapping.always) | {PERIOD}
    same = {MARKS: {"mark", "session"}, "attended": {"absent_authorised"}}
    if {MARKS, WEEKDAY} & have:  # a week alone does not say which day a mark is of
        same[WEEK] = {"date"}
    summed = {"period", "group", "pupils"} if is_a_row_a_pupil(builder) else set()
    return have.union(summed, *(same.get(column, set()) for column in have))


# --- the scores -------------------------------------------------------------------------------------------


def ask_for_scores(chosen: Chosen, frame: pd.DataFrame) -> Iterator[Question]:
    """Ask which heading holds the scores where none is taken for them: rows without a score are worth nothing."""
    if chosen.mapping.table != "outcomes" or _has_scores(chosen):
        return
    unused = [match.heading for match in chosen.offered if not match.taken_for and not match.is_personal]
    numbers = {heading: _numbers(frame[heading]) for heading in unused}
    unused.sort(key=lambda heading: -numbers[heading])
    asked = (
        "No column holds the scores: which heading is it? Only numbers can be averaged, not letters or grades. Where "
        "there are several, let each heading in the file say what was measured and when, such as 'Reading test Autumn', "
        "and choose the file again."
    )
    usual = unused[0] if unused and numbers[unused[0]] else ""
    yield Question(_SCORE, "", asked, tuple(unused), usual)


def say_letters(chosen: Chosen, frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Say that columns of judgements in letters are not taken in, and what to export instead."""
    unused = [match for match in chosen.offered if not match.taken_for and not match.is_personal]
    headings = [match.heading for match in unused if _are_judgements(frame[match.heading])]
    if headings and chosen.mapping.table == "outcomes":
        said = (
            f"{', '.join(map(quoted, headings))}: judgements in letters such as EXS have no average and are not taken "
            "in; export scaled or standardised scores instead"
        )
        yield "letters", said


def _are_judgements(texts: pd.Series) -> bool:
    counts = {str(text).strip(): int(count) for text, count in texts.value_counts().items() if count}
    judged = sum(count for text, count in counts.items() if text.upper() in _JUDGEMENTS)
    return judged > sum(count for text, count in counts.items() if text) / 2


def _has_scores(chosen: Chosen) -> bool:
    return any(meant(match.taken_for)[0] == "score" for match in chosen.offered)


def _numbers(texts: pd.Series) -> int:
    return sum(int(count) for text, count in texts.value_counts().items() if is_number(str(text)))


def by_heading(answers: Pairs[str, str]) -> dict[str, str]:
    """Give answers with the one about the scores as what it says of its heading.

    >>> by_heading({"heading|score": "Grade"})
    {'heading|score': 'Grade', 'column|Grade': 'score'}
    """
    heading = answers.get(_SCORE, "")
    return {**answers, **({f"column|{heading}": "score"} if heading else {})}
