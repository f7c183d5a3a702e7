"""Raw lists: a file that is not read and has names, dates of birth or UPNs in it does not belong in the folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from enquiry_lib.data.files import READ, NotRead
from enquiry_lib.data.free_text.numbers import find_numbers
from enquiry_lib.data.importing.headings import PERSONAL, Vocabulary, folded, personal
from enquiry_lib.data.importing.sources import count_known
from enquiry_lib.data.reading import read_grids
from enquiry_lib.data.templates import TABLES
from enquiry_lib.errors import Problem, ProblemsFound

NO_PEOPLE = "no such list in the network's folder"
_SAID = dict(
    zip(PERSONAL, ("names", "dates of birth", "addresses", "ways to reach somebody", ""), strict=True)
)
_NUMBERS = {"upn": "UPNs", "email": "email addresses", "ni": "National Insurance numbers"}
_ROWS, _ENOUGH = 30, 2


def raw_lists(
    data: Path, unread: Iterable[NotRead], headings: pd.DataFrame, day: dt.date
) -> Iterator[Problem]:
    """Name each file of a school's data folder that is not read and holds what says who pupils are; nothing is quoted.

    `headings` is the reference data on headings, `day` today. The first rows are looked at. Of a file that cannot be
    opened nothing is said.
    """
    vocabularies = [Vocabulary.of(table, headings, "") for table in TABLES]
    known = frozenset(map(folded, headings["heading"]))
    for file in unread:
        if Path(file.file).suffix.lower() not in READ:
            continue
        held = list(dict.fromkeys(_held(_first_rows(data / file.file), vocabularies, known, day)))
        if held:
            found = f"a file that is not read, and holds {' and '.join(filter(None, [', '.join(held[:-1]), held[-1]]))}"
            do = "Move it out of the network's folder, and out of its backups. `enquiry import` reads it from anywhere."
            yield Problem(file.file, 0, "", found, NO_PEOPLE, do)


def _first_rows(path: Path) -> list[list[list[str]]]:
    """Give the cells of the first rows of each sheet that are filled; a file that is no table has none."""
    try:
        grids = read_grids(path)
    except ProblemsFound:
        return []
    sheets = [grid.cells.head(_ROWS).astype(object).to_numpy().tolist() for grid in grids]
    return [[[str(cell) for cell in row if str(cell).strip()] for row in sheet] for sheet in sheets]


def _held(
    sheets: Sequence[Sequence[Sequence[str]]],
    vocabularies: Sequence[Vocabulary],
    known: frozenset[str],
    day: dt.date,
) -> Iterator[str]:
    """Give in words what headings say that stands under them, and what stands in the cells."""
    for rows in sheets:
        for row in _heads(rows, known):
            kinds = (_kind(cell, vocabularies) for cell in row)
            yield from filter(None, (_SAID.get(kind, "") for kind in kinds))
        cells = (cell for row in rows for cell in row)
        yield from (
            _NUMBERS[one.kind]
            for cell in cells
            for one in find_numbers(cell, today=day)
            if one.kind in _NUMBERS
        )


def _heads(rows: Sequence[Sequence[str]], known: frozenset[str]) -> Iterator[Sequence[str]]:
    """Give the rows that are headings: the first with several cells, and those of which several are known."""
    wide = [row for row in rows if len(row) >= _ENOUGH]
    yield from wide[:1]
    yield from (row for row in wide[1:] if count_known(row, known) >= _ENOUGH)


def _kind(heading: str, vocabularies: Sequence[Vocabulary]) -> str:
    """Give what a heading says of a person, "" where some table has another use for it."""
    said = {personal(heading, vocabulary) for vocabulary in vocabularies}
    return said.pop() if len(said) == 1 else ""
