"""What every result has in common: its cells, and the same result with cells withheld.

A result is a small frozen dataclass. It never prints itself and never reads a file: `show.wording` has its
sentences, `show.plots` its picture and `show.tables` its table. A number that has been withheld is None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from typing import Protocol, Self, runtime_checkable

import pandas as pd


@dataclass(frozen=True)
class Cell:
    """One count of pupils.

    `id` names the pupils counted, the same id for the same pupils wherever they are counted. `margin` is the
    id of a total this count is a part of ("" for none); the parts of one margin add up to it. A count that
    is part of two totals is given twice.
    """

    id: str
    count: int
    margin: str = ""


def cell_frame(cells: Iterable[Cell]) -> pd.DataFrame:
    """Give cells as a data frame with the columns id, count and margin, without repeats.

    >>> cell_frame([Cell("all", 30), Cell("girls", 16, "all"), Cell("boys", 14, "all")])["count"].tolist()
    [30, 16, 14]
    """
    rows = [astuple(cell) for cell in dict.fromkeys(cells)]
    return pd.DataFrame(rows, columns=["id", "count", "margin"])


@runtime_checkable
class Result(Protocol):
    """What `show` asks of a result."""

    def cells(self) -> pd.DataFrame:
        """Give every count in the result, with the totals it is part of (columns id, count, margin)."""
        ...

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        ...


@dataclass(frozen=True)
class NotEnough:
    """The honest result when there is nothing to work out: what was asked, what was found, what to do."""

    asked: str
    found: str
    do: str = ""

    def cells(self) -> pd.DataFrame:
        """Give no cells: there is nothing to count."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: there is nothing to withhold."""
        return self
