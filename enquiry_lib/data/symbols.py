"""Symbols that stand where a number was not given, and why: kept apart from zero and from an empty cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.store.reference import EVERYWHERE, reference

_TEXT = pd.StringDtype(na_value=np.nan)
_COLUMNS: dict[str, Any] = {"row": "int64", "column": _TEXT, "symbol": _TEXT, "meaning": _TEXT}
DASHES = frozenset(("-", "–", "—", "−", "--"))


@dataclass(frozen=True)
class Symbol:
    """A symbol as the list of symbols has it; `alone`: it is one even in a column without a single number."""

    symbol: str
    meaning: str
    kept_as: str
    alone: bool


@cache
def _listed() -> dict[str, Symbol]:
    """Give the list of symbols by their spelling, and by their folded spelling where only one has that."""
    facts = reference("symbols", EVERYWHERE).facts[["symbol", "meaning", "kept_as", "alone"]].astype(str)
    rows = (
        Symbol(symbol, meaning, kept_as, alone == "yes")
        for symbol, meaning, kept_as, alone in facts.to_numpy()
    )
    listed = {row.symbol: row for row in rows}
    shared = Counter(spelling.casefold() for spelling in listed)
    alone = {spelling.casefold(): one for spelling, one in listed.items() if shared[spelling.casefold()] == 1}
    return alone | listed


def find_symbol(text: str) -> Symbol | None:
    """Give the symbol that a cell holds and nothing beside it, or None.

    Capitals matter only where two meanings would meet: u is an unreliable number, U an ungraded pupil. The
    square brackets of newer tables, as in [c], are no part of the symbol.

    >>> find_symbol(" supp ").meaning
    'withheld because few pupils are behind it'
    >>> find_symbol("[U]").kept_as, find_symbol("u").kept_as, find_symbol("a")
    ('no result', 'unreliable', None)
    """
    bare = text.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].strip()
    found = _listed().get(bare) or _listed().get(bare.casefold())
    return found or _beyond(bare)


_BEYOND = re.compile(r"([<>])=?\s?\d{1,3}%?|\d{2,3}(\+)", re.ASCII)


def _beyond(text: str) -> Symbol | None:
    """Give the symbol for any number under or over a limit, such as <5 or 130+."""
    match = _BEYOND.fullmatch(text.replace("≤", "<=").replace("≥", ">="))
    listed = _listed().get(f"{match[1] or '>'}n") if match else None
    return listed and replace(listed, symbol=text)


def ends_lost(symbols: Collection[str]) -> str:
    """Say what scores above and below a test's range that are not given do to its averages; "" where none are.

    >>> ends_lost(["<70", "absent"])
    'no numbers for the lowest scores, so that averages look better than they are'
    >>> ends_lost(["<70", "130+"])
    'no numbers for the lowest and the highest scores, so that the scores look closer together than they are'
    """
    found = [one for text in symbols if (one := find_symbol(text))]
    highest = any(one.meaning == _listed()[">n"].meaning for one in found)
    lowest = any(one.meaning in (_listed()["<n"].meaning, _listed()["U"].meaning) for one in found)
    return _ENDS.get((lowest, highest), "")


_ENDS = {
    (True, False): "no numbers for the lowest scores, so that averages look better than they are",
    (False, True): "no numbers for the highest scores, so that averages look worse than they are",
    (
        True,
        True,
    ): "no numbers for the lowest and the highest scores, so that the scores look closer together than they are",
}


def no_symbols() -> pd.DataFrame:
    """Give a list of symbols without a row: the row in the file, the column, the symbol as typed, its meaning.

    >>> no_symbols().columns.tolist()
    ['row', 'column', 'symbol', 'meaning']
    """
    return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)


def symbol_cells(texts: pd.Series, column: str) -> pd.DataFrame:
    """Give a row for each cell of a column that holds a symbol; the index of `texts` is the row in the file.

    >>> symbol_cells(pd.Series(["5", "SUPP"], index=[2, 3], dtype="category"), "score").loc[0, "meaning"]
    'withheld because few pupils are behind it'
    """
    meanings = {text: found.meaning for text in texts.cat.categories if (found := find_symbol(str(text)))}
    held = texts[texts.isin(list(meanings))]
    facts = {"row": held.index, "column": column, "symbol": held.str.strip(), "meaning": held.map(meanings)}
    return pd.DataFrame(facts).astype(_COLUMNS).reset_index(drop=True)
