"""Items: sheets with a column of marks for each item of a test, and the row that says how many marks there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace

import pandas as pd

from enquiry_lib.data.importing.cells import has_title
from enquiry_lib.data.importing.choosing import ANSWERED, Chosen, Facts
from enquiry_lib.data.importing.headings import A_TOTAL, ID, OF_WHICH, UNKNOWN, Match, holds, named
from enquiry_lib.data.importing.mapping import meaning, meant
from enquiry_lib.data.questions import Question
from enquiry_lib.data.values import quoted

ITEMS = "items"
BY_NUMBERS = "numbers under it, in a sheet of items: please check"
MOST_MARKS = "most_marks"
"""The question whether a row without a pupil says how many marks there are for each item."""

YES, NO = "yes", "no"
_FEW = 2  # headings that are items by what they say; with so many the others are none
_AT_TOP, _AT_FOOT = 3, 2  # rows in which the most marks may stand
_SHARE = 0.8
_WRITTEN = re.compile(
    r"[(\[]?\s*(?:/|out of|max\.?)?\s*(\d{1,3}(?:\.\d+)?)\s*(?:marks?|m|pts?)?\s*[)\]]?", re.IGNORECASE
)
_BARE = re.compile(r"\d{1,3}(?:\.\d+)?")
_SAYS_MOST = re.compile(
    r"(?:(?:max|maximum|most|full|possible|available|total)\s+)?(?:marks?|scores?|points?)(?:\s+(?:available|possible))?|"
    r"max\.?|maximum|(?:marks?\s+)?out of|(?:total\s+)?(?:available|possible)|tariff|worth",
    re.IGNORECASE,
)
_MAY_BE_A_NAME = re.compile(r"max", re.IGNORECASE)


# --- which headings are items -----------------------------------------------------------------------------


def as_items(chosen: Chosen, frame: pd.DataFrame, facts: Facts) -> Chosen:
    """Take columns of marks for items in a file for the table of items whose headings do not say that they are.

    Such headings name what an item is about ('Fractions'). What other tables have columns for is no item, nor is what
    adds up the columns before it, or what has a title as names have.
    """
    taken = [meant(match.taken_for) for match in chosen.offered if match.taken_for]
    said = sum("item" in facts_of for _, facts_of in taken)
    if (
        chosen.mapping.table != ITEMS
        or chosen.known
        or "item" in {column for column, _ in taken}
        or said >= _FEW
    ):
        return chosen
    return _with(chosen, _by_numbers(chosen.offered, frame, facts))


def _by_numbers(offered: Sequence[Match], frame: pd.DataFrame, facts: Facts) -> Iterator[Match]:
    others = [facts.vocabulary(table, "") for table in ("pupils", "outcomes")]
    before: list[str] = []
    for match in offered:
        free = match.why == UNKNOWN and not match.taken_for and not has_title(match.heading)
        if (
            not free
            or any(named(match.heading, one) for one in others)
            or not _are_marks(frame[match.heading])
        ):
            yield match
        elif len(before) >= _FEW and _adds_up(frame, match.heading, before):
            yield Match(match.heading, "", 0.8, A_TOTAL)
        else:
            before.append(match.heading)
            yield _item(match, 0.6, BY_NUMBERS)


def _are_marks(texts: pd.Series) -> bool:
    numbers = pd.to_numeric(texts.astype(object), errors="coerce")
    return bool(numbers.notna().any()) and holds("score", texts)


def _adds_up(frame: pd.DataFrame, heading: str, before: Sequence[str]) -> bool:
    """Say whether a column is the sum of those before it, in nearly all rows that have numbers."""
    marks = frame[[*before, heading]].astype(object).apply(pd.to_numeric, errors="coerce")
    there = marks[marks[heading].notna()]
    return bool((there[list(before)].sum(axis=1) == there[heading]).mean() >= _SHARE)


def each_an_item(chosen: Chosen) -> Chosen:
    """Take a heading that somebody said means score for the item that it names, where no column names the items."""
    taken = {meant(match.taken_for)[0] for match in chosen.offered if match.taken_for}
    if chosen.mapping.table != ITEMS or "item" in taken or "item" in chosen.mapping.always:
        return chosen
    return _with(chosen, (_answered(match) for match in chosen.offered))


def _answered(match: Match) -> Match:
    return (
        _item(match, match.sure, ANSWERED) if match.why == ANSWERED and match.taken_for == "score" else match
    )


def _item(match: Match, sure: float, why: str) -> Match:
    name = " ".join(match.heading.replace(" | ", " ").split())
    return Match(match.heading, meaning("score", {"item": name}), sure, why)


def _with(chosen: Chosen, matches: Iterator[Match]) -> Chosen:
    offered = tuple(matches)
    columns = {match.heading: match.taken_for for match in offered}
    return replace(chosen, offered=offered, mapping=replace(chosen.mapping, columns=columns))


# --- the most marks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of items without the row that says the most marks; the mapping of `chosen` has them with each heading.

    They are about this file only: that mapping is not the one that is remembered.
    """

    frame: pd.DataFrame
    chosen: Chosen
    notes: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()


def with_most_marks(chosen: Chosen, frame: pd.DataFrame, answers: Pairs[str, str]) -> Sheet:
    """Take the row that says how many marks there are for each item out of a sheet, and give them to the items.

    It has no pupil's number. A row that says so itself ('Max', 'out of', /2) is taken; one that only may be it, having
    marks that no pupil goes beyond or a word that may be a name, is asked about. Other rows without a pupil are left for what is said of them.
    """
    items = _items(chosen)
    if not items:
        return Sheet(frame, chosen)
    rows = [row for row in _at_the_ends(frame) if _may_be_most(frame, chosen, items, row)]
    row = next((row for row in rows if _says_so(frame, chosen, items, row)), None)
    question = _ask(frame, items, rows) if row is None else None
    if question and question.answer(answers):
        row, question = _first(frame, items, rows) if question.answer(answers) == YES else None, None
    rest = frame if row is None else frame.drop(index=row)
    most = {heading: _most(str(frame.at[row, heading])) for heading in items} if row is not None else {}
    notes = [*_said_of_row(row), *_said_of_empty(rest, items), *_said_of_totals(chosen)]
    return Sheet(rest, _told(chosen, most), tuple(notes), (question,) if question else ())


def _items(chosen: Chosen) -> list[str]:
    """Name the headings of single items."""
    wide = chosen.mapping.table == ITEMS
    return [match.heading for match in chosen.offered if wide and "item" in meant(match.taken_for)[1]]


def _at_the_ends(frame: pd.DataFrame) -> list[int]:
    places = dict.fromkeys([*frame.index[:_AT_TOP], *frame.index[-_AT_FOOT:]])
    return [int(row) for row in places]


def _may_be_most(frame: pd.DataFrame, chosen: Chosen, items: Sequence[str], row: int) -> bool:
    """Say whether a row has marks for nearly all items, and no digit in its identifier: every pupil's number has one."""
    identifier = _identifier(frame, chosen, row)
    filled = sum(bool(_most(str(frame.at[row, heading]))) for heading in items)
    return not any(map(str.isdigit, identifier)) and filled >= _SHARE * len(items)


def _identifier(frame: pd.DataFrame, chosen: Chosen, row: int) -> str:
    """Give what stands in the column of a row's pupil."""
    heading = next((match.heading for match in chosen.offered if match.taken_for == ID), "")
    return str(frame.at[row, heading]) if heading else ""


def _most(text: str) -> str:
    """Give the number of marks in a cell such as 2, /2, (2) or out of 2."""
    found = _WRITTEN.fullmatch(text.strip())
    return found[1] if found else ""


def _says_so(frame: pd.DataFrame, chosen: Chosen, items: Sequence[str], row: int) -> bool:
    """Say whether a row has a word for the most marks, or its marks are written as such.

    Max may be a name too: where it does not stand for the pupil's number, its marks have to be those nobody goes beyond.
    """
    marked = [str(frame.at[row, heading]).strip() for heading in items]
    if any(text and not _BARE.fullmatch(text) for text in marked):
        return True
    words = _words(frame, items, row)
    sure = _identifier(frame, chosen, row) or any(not _MAY_BE_A_NAME.fullmatch(word) for word in words)
    return bool(words) and (bool(sure) or bool(_unsurpassed(frame, items, [row])))


def _words(frame: pd.DataFrame, items: Sequence[str], row: int) -> list[str]:
    """Give the words for the most marks in a row."""
    others = (
        str(frame.at[row, heading]).strip().rstrip(":") for heading in frame.columns if heading not in items
    )
    return [word for word in others if _SAYS_MOST.fullmatch(word)]


def _unsurpassed(frame: pd.DataFrame, items: Sequence[str], rows: Sequence[int]) -> list[int]:
    """Give those rows whose marks nobody goes beyond."""
    marks = frame[list(items)].astype(object).apply(pd.to_numeric, errors="coerce")
    most = marks.drop(index=list(rows)).max()
    return [row for row in rows if bool((marks.loc[row].fillna(most) >= most.fillna(0)).all())]


def _first(frame: pd.DataFrame, items: Sequence[str], rows: Sequence[int]) -> int | None:
    """Give the first row that may well have the most marks: nobody goes beyond them, or it says so."""
    may_be = [*_unsurpassed(frame, items, rows), *(row for row in rows if _words(frame, items, row))]
    return min(may_be, default=None)


def _ask(frame: pd.DataFrame, items: Sequence[str], rows: Sequence[int]) -> Question | None:
    row = _first(frame, items, rows)
    if row is None:
        return None
    asked = (
        f"Row {row} has no pupil's number, but marks under the items. Are these the most marks that there are for each item "
        f"({YES}), or is it a pupil whose number is lacking ({NO})?"
    )
    return Question(MOST_MARKS, "", asked, (YES, NO), YES)


def _told(chosen: Chosen, most: Pairs[str, str]) -> Chosen:
    """Give the same with the most marks of each heading, where the heading does not say them itself."""
    columns = {match.heading: _with_most(match, most) for match in chosen.offered}
    return replace(chosen, mapping=replace(chosen.mapping, columns=columns))


def _with_most(match: Match, most: Pairs[str, str]) -> str:
    column, facts = meant(match.taken_for)
    if not most.get(match.heading):
        return match.taken_for
    return meaning(column, {"highest": most[match.heading], **facts})


# --- what there is to say ---------------------------------------------------------------------------------


def _said_of_row(row: int | None) -> Iterator[tuple[str, str]]:
    if row is not None:
        yield "most marks", f"row {row} was read as the most marks of each item, and is no pupil"


def _said_of_empty(frame: pd.DataFrame, items: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Say how many cells have no mark."""
    empty = int((frame[list(items)].astype(object) == "").to_numpy().sum())
    if empty:
        yield (
            "no marks",
            f"cells without a mark, which are no rows (items that a pupil did not get to): {empty:,}",
        )


def _said_of_totals(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """Say that totals are no items, and how they come in."""
    totals = [quoted(match.heading) for match in chosen.offered if match.why in (A_TOTAL, OF_WHICH)]
    if totals:
        said = f"{', '.join(totals)}: no item; for the scores of the whole test bring the file in again as scores (outcomes)"
        yield "totals", said


# --- what is asked ----------------------------------------------------------------------------------------


def answers_for_all(chosen: Chosen, answers: Pairs[str, str]) -> dict[str, str]:
    """Give answers with what was said of one item said of all: a sheet is typed in one way."""
    items = _items(chosen)
    told = [
        (key.partition("|")[0], value) for key, value in answers.items() if key.partition("|")[2] in items
    ]
    every = {f"{topic}|{heading}": value for topic, value in told if topic != "column" for heading in items}
    return {**every, **answers}


def asked_once(chosen: Chosen, questions: Sequence[Question]) -> tuple[Question, ...]:
    """Give the questions with those that are asked of every item asked of the first only."""
    items = set(_items(chosen))
    kept: dict[str, Question] = {}
    for question in questions:
        topic, _, heading = question.key.partition("|")
        key = topic if heading in items else question.key
        kept.setdefault(key, question if heading not in items else _of_all(question))
    return tuple(kept.values())


def _of_all(question: Question) -> Question:
    return replace(question, asked=f"{question.asked} The answer goes for all items.")
