"""A rule about numbers that are not given: symbols that stand in their place, and what is lost with them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from enquiry_lib.data.checking.scores import OUTCOMES
from enquiry_lib.data.checking.tables import Tables, of_file
from enquiry_lib.data.symbols import ends_lost, find_symbol
from enquiry_lib.data.values import quoted
from enquiry_lib.errors import Problem

GIVEN = "a number where there is one"
NO_LACK = ("not applicable", "near nothing", "nothing said")
"""What such symbols stand for there is not, or is as good as nothing; a dash says no more than an empty cell."""


def numbers_not_given(tables: Tables) -> Iterator[Problem]:
    """Say for each column and symbol how many numbers it stands in the place of, never whose."""
    for name, one in tables.loaded.items():
        for column, cells in one.symbols.groupby("column", sort=False):
            many = cells["symbol"].value_counts()
            lost = {symbol: int(many[symbol]) for symbol in map(str, many.index) if _is_lack(symbol)}
            ends = ends_lost(lost) if (name, column) == (OUTCOMES, "score") else ""
            for symbol, count in lost.items():
                yield of_file(
                    one,
                    str(column),
                    _said(cells, symbol, count),
                    expected=GIVEN,
                    do=_do(ends),
                    level="warning",
                )


def _is_lack(symbol: str) -> bool:
    found = find_symbol(symbol)
    return found is not None and found.kept_as not in NO_LACK


def _said(cells: pd.DataFrame, symbol: str, count: int) -> str:
    meaning = cells["meaning"][cells["symbol"] == symbol].iloc[0]
    return f"{quoted(symbol)} in {count:,} cell{'s' * (count > 1)} ({meaning})"


def _do(ends: str) -> str:
    kept = "They are kept apart, and are in no sum or average."
    if not ends:
        return f"{kept} Type the numbers if they are known."
    return f"{kept} Beware: {ends}. Type the numbers if they are known."
