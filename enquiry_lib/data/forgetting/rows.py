"""Tables without a pupil's rows: which rows they are, and a csv file without them, every other letter as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from enquiry_lib.data.forgetting.sought import Sought
from enquiry_lib.data.header import ROWS_SEARCHED
from enquiry_lib.data.templates import TABLES, identifiers
from enquiry_lib.store.typed_csv import TypedCsv, read_typed

_SEPARATORS = ",;\t|^~"


@cache
def _identifier_columns() -> frozenset[str]:
    return frozenset(name for table in TABLES for name in identifiers(table))


def identifier_places(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Give the places of the columns that say whom a row is about; none in a table with other headings than ours.

    >>> sorted(identifier_places([["Autumn"], ["Pupil ID", "class", "UPN"], ["AB12CD", "7b", "x"]]))
    [0]
    """
    for row in rows[:ROWS_SEARCHED]:
        named = [re.sub(r"[\s_-]+", "_", cell.strip().casefold()) for cell in row]
        if places := frozenset(place for place, name in enumerate(named) if name in _identifier_columns()):
            return places
    return frozenset()


def rows_about(rows: Sequence[Sequence[str]], sought: Sought) -> list[int]:
    """Give the places of the rows that are about a pupil: the identifier stands where it says whom a row is about.

    In a table with other headings it is any cell that holds the identifier alone.

    >>> rows_about([["pupil_id", "friend"], ["AB12CD", ""], ["EF34GH", "AB12CD"]], Sought(frozenset({"AB12CD"})))
    [1]
    """
    places = identifier_places(rows)
    return [
        number
        for number, row in enumerate(rows)
        if any(sought.is_cell(cell) for place, cell in enumerate(row) if not places or place in places)
    ]


def table_without(content: bytes, sought: Sought) -> tuple[bytes, int] | None:
    """Give a csv file without a pupil's rows, and how many they were; None for what is no table.

    In the other rows the mark stands for each sentence that holds the identifier.
    """
    typed = _taken_apart(content)
    if typed is None:
        return None
    rows = [typed.texts(row) for row in range(len(typed.rows))]
    gone = rows_about(rows, sought)
    places = identifier_places(rows)
    for row, place, cell in _cells_with(rows, sought):
        if place not in places or sought.is_cell(cell):
            typed.put(row, place, sought.without_passages(cell))
    for row in reversed(gone):
        typed.drop(row)
    return typed.content(), len(gone)


def _cells_with(rows: Sequence[Sequence[str]], sought: Sought) -> Iterator[tuple[int, int, str]]:
    for number, row in enumerate(rows):
        if sought.stands_in("\n".join(row)):
            yield from ((number, place, cell) for place, cell in enumerate(row) if sought.stands_in(cell))


def _taken_apart(content: bytes) -> TypedCsv | None:
    """Take a file apart by the separator that finds whom the rows are about, or else by that of most cells."""
    found: list[tuple[bool, int, TypedCsv]] = []
    for separator in _SEPARATORS:
        try:
            typed = read_typed(content, separator)
        except ValueError:  # with another separator it may be in order; with none it is treated as plain text
            continue
        first = [typed.texts(row) for row in range(min(ROWS_SEARCHED, len(typed.rows)))]
        found.append((bool(identifier_places(first)), max(map(len, first), default=0), typed))
    usable = [one for one in found if one[0] or one[1] > 1]
    return max(usable, key=lambda one: one[:2])[2] if usable else None
