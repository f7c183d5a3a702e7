"""What every table is made with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from enquiry_lib.show.numbers import SYMBOLS, UNWRITTEN, WITHHELD
from enquiry_lib.stats.result import Result

BRIEF, WORDS = 13, 60  # signs: how long the longest text of a column is


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

    def kinds(self) -> tuple[str, ...]:
        """Give what each column holds, for its width: numbers, a brief word, some words, or sentences.

        >>> Table("Pupils", ("Group", "Pupils"), (("Boys", "12"),), frozenset({1})).kinds()
        ('brief', 'number')
        """
        kinds = (
            "number" if place in self.numeric else self._texts(place) for place in range(len(self.columns))
        )
        return tuple(kinds)

    def _texts(self, place: int) -> str:
        """Name a column of texts by its longest; what heads a row is never wider than a few words."""
        longest = max((len(row[place]) for row in self.rows), default=0)
        if longest <= BRIEF:
            return "brief"
        return "words" if longest <= WORDS or place == 0 else "sentences"

    def numbers(self) -> int:
        """Count the cells that hold a number, or a symbol in place of one."""
        return len(self._numbers())

    def withheld(self) -> int:
        """Count those of them that are withheld."""
        return self._numbers().count(WITHHELD)

    def symbols(self) -> list[str]:
        """Give the symbols that stand in the table, in the order in which they are explained.

        >>> Table("Pupils", ("Group", "Pupils"), (("Girls", "c"), ("Boys", "x")), frozenset({1})).symbols()
        ['c', 'x']
        """
        there = {cell for row in self.rows for cell in row[1:]}
        return [symbol for symbol in SYMBOLS if symbol in there]

    def _numbers(self) -> list[str]:
        return [row[place] for row in self.rows for place in sorted(self.numeric)]


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
    return tuple(text or UNWRITTEN for text in texts)
