"""Words about people in somebody's file: what in them may name somebody is taken out, unless a person says otherwise."""

from __future__ import annotations

from collections.abc import Mapping as Pairs

import pandas as pd

from enquiry_lib.data.free_text import KINDS, Found, find_identifiers, masked
from enquiry_lib.data.importing.cells import Cells, Place, as_texts, each_once
from enquiry_lib.data.questions import Question

MASKED = "put [name] and the like in its place"
EMPTIED = "leave those cells empty"
NOBODY = "keep them: they name nobody"
TOPIC = "free_text"
_ROWS_NAMED = 10


def read_free_text(place: Place, texts: pd.Series, answers: Pairs[str, str]) -> Cells:
    """Read the words under a heading; `texts` are categories, by the row in the file.

    Until somebody has said what to do, cells with something that may name a person are left empty.
    """
    found = {text: find_identifiers(text) for text in map(str, texts.cat.categories)}
    named = {text for text, finds in found.items() if finds}
    rows = [int(row) for row in texts.index[texts.isin(named)]]
    if not rows:
        return Cells(as_texts(texts))
    question = Question.about(
        TOPIC, place.heading, _asked(place, rows, found), (MASKED, EMPTIED, NOBODY), MASKED
    )
    said = question.answer(answers)
    if said == NOBODY:
        return Cells(
            as_texts(texts), notes=((TOPIC, f"{place.heading}: kept as it is, said to name nobody"),)
        )
    if said == MASKED:
        note = f"{place.heading}: cells in which a name or a number was replaced: {len(rows):,}"
        return Cells(each_once(texts, lambda text: masked(text, found[text])), notes=((TOPIC, note),))
    left = each_once(texts, lambda text: "" if text in named else text)
    note = f"{place.heading}: cells left empty because they may name somebody: {len(rows):,}"
    return Cells(left, notes=((TOPIC, note),)) if said else Cells(left, questions=(question,))


def _asked(place: Place, rows: list[int], found: Pairs[str, tuple[Found, ...]]) -> str:
    """Ask without quoting: the kinds found, and the first rows to look at."""
    there = {one.kind for finds in found.values() for one in finds}
    kinds = ", ".join(words for kind, words in KINDS.items() if kind in there)
    named = ", ".join(map(str, rows[:_ROWS_NAMED])) + " …" * (len(rows) > _ROWS_NAMED)
    cells = f"{len(rows)} cells hold" if len(rows) > 1 else "one cell holds"
    return (
        f"Under '{place.heading}' {cells} what may name somebody: {kinds} (rows {named}). What to do with it?"
    )
