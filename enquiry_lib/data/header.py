"""Which row of a file names the columns, and which of its columns the dictionary knows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from enquiry_lib.data.templates import IDENTIFIERS, Column
from enquiry_lib.errors import Problem

ROWS_SEARCHED = 30
_NEAR, _SURE = 0.6, 0.8


@dataclass(frozen=True)
class Header:
    """Where each column of the dictionary is (counted from 0), and what is wrong with the headings."""

    places: dict[str, int]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def find_header(rows: Sequence[Sequence[str]], dictionary: Sequence[Column]) -> tuple[int, int]:
    """Find the row that names most columns of the dictionary, and how many it names.

    The first rows are searched, since a title may stand above the headings. Misspelt names count only when
    no row has two right ones. Gives (0, 0) when no row names any.

    >>> from enquiry_lib.data.templates import columns
    >>> find_header([["Autumn term"], ["Pupil ID", "Date", "Session", "Mark"]], columns("attendance"))
    (1, 4)
    """
    names = [column.name for column in dictionary]
    exact = [len(_named(row) & set(names)) for row in rows[:ROWS_SEARCHED]]
    if max(exact, default=0) >= 2:
        return exact.index(max(exact)), max(exact)
    near = [sum(bool(_nearest(name, names, _SURE)) for name in _named(row)) for row in rows[:ROWS_SEARCHED]]
    best = max(near, default=0)
    return (near.index(best), best) if best else (0, 0)


def match_header(file: str, row: int, cells: Sequence[str], dictionary: Sequence[Column]) -> Header:
    """Match the headings in a row (counted from 1) with the dictionary.

    Capital and small letters count as the same, and so do spaces, hyphens and underscores.
    """
    known = {column.name: column for column in dictionary}
    places: dict[str, int] = {}
    problems, strangers = [], []
    for place, cell in enumerate(cells):
        name = _plain(cell)
        if name in places:
            problems.append(_twice(file, row, name))
        elif name in known:
            places[name] = place
        elif name:
            strangers.append(cell.strip())
    absent = [column for column in dictionary if column.name not in places]
    meant = dict(_meant(strangers, [column.name for column in absent]))
    problems += [_misspelt(file, row, cell, known[name]) for cell, name in meant.items()]
    missing = [column for column in absent if column.required and column.name not in meant.values()]
    problems += [_missing(file, row, column) for column in missing]
    notes = tuple(f"column '{cell}' is not used" for cell in strangers if cell not in meant)
    return Header(places, tuple(problems), notes)


def _plain(cell: str) -> str:
    return re.sub(r"[\s_-]+", "_", cell.strip().casefold())


def _named(row: Sequence[str]) -> set[str]:
    return {_plain(cell) for cell in row} - {""}


def _nearest(name: str, names: Sequence[str], likeness: float) -> str:
    return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=likeness)), "")


def _meant(strangers: Sequence[str], absent: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give each unknown heading that is probably a misspelt one, with the name it should have."""
    left = list(absent)
    for cell in strangers:
        if near := _nearest(_plain(cell), left, _NEAR):
            left.remove(near)
            yield cell, near


def _wanted(column: Column) -> str:
    caution = ", a code and never a name" if column.type in IDENTIFIERS else ""
    return f"a column called {column.name} ({column.label}{caution})"


def _misspelt(file: str, row: int, cell: str, column: Column) -> Problem:
    do = f"Did you mean {column.name}? If so, change the heading in row {row}; until then it is not used."
    return Problem(file, row, column.name, f"'{cell}'", _wanted(column), do)


def _missing(file: str, row: int, column: Column) -> Problem:
    do = (
        f"Add it in row {row}; template.csv has every heading. A file with headings of its own comes in with "
        "`enquiry import`."
    )
    return Problem(file, row, column.name, "no such column", _wanted(column), do)


def _twice(file: str, row: int, name: str) -> Problem:
    do = "The first was used. Delete the other, or give it another name."
    return Problem(file, row, name, f"two columns called {name}", "one", do)
