"""What every table is made with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from enquiry_lib.show.numbers import NOT_AVAILABLE
from enquiry_lib.stats.result import Result


@dataclass(frozen=True)
class Table:
    """A table as text: the first column heads each row; `numeric` are the columns set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""
    summary: str = "The numbers behind this"
    open: bool = False


@singledispatch
def tables(result: Result) -> tuple[Table, ...]:
    """Give the tables of a result; a result without a table has none."""
    return ()


def numeric_from(first: int, columns: tuple[str, ...]) -> frozenset[int]:
    """Give the numbers of the columns from the `first` to the last: those set to the right."""
    return frozenset(range(first, len(columns)))


def dashed(*texts: str) -> tuple[str, ...]:
    """Give a row of texts, with a dash where nothing was written.

    >>> dashed("Train the staff", "")
    ('Train the staff', '–')
    """
    return tuple(text or NOT_AVAILABLE for text in texts)
