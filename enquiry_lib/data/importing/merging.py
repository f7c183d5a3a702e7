"""Merging: new rows come to those that a table has; of the same key, the new cells take the place of the old.

An empty cell says nothing: it never takes the place of one that is filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.loading import check_texts
from enquiry_lib.data.reading import TextTable, read_text
from enquiry_lib.data.templates import Column
from enquiry_lib.errors import Problem
from enquiry_lib.store.network import BOM, as_meant, safe_in_excel

_WRITTEN_AS_TEXT = ("text", "free_text")


@dataclass(frozen=True, eq=False)
class Merged:
    """A table's rows with the new ones among them, and what that does to the table.

    `new` and `changed` count rows; `columns` are those in which cells change. `kept` counts the cells that stay
    because the file has nothing there, `only_there` the rows of the table that the file does not have. `gone` are the
    columns of somebody's own that go when the new rows alone make the table.
    """

    frame: pd.DataFrame
    new: int
    changed: int
    columns: tuple[str, ...] = ()
    kept: int = 0
    only_there: int = 0
    gone: tuple[str, ...] = ()


def read_old(path: Path, dictionary: Sequence[Column], *, whole: bool = True) -> pd.DataFrame:
    """Read a table as texts, its keys as they are written by importing; a row that cannot be used stays as it is.

    Columns of somebody's own come after those of the dictionary, as they are. Raises ProblemsFound when the file has
    no headings that are known; with `whole` also when something in it would be lost by writing it again.
    """
    text = read_text(path, dictionary)
    lost = tuple(_would_be_lost(text, dictionary))
    if whole and lost:
        raise errors.ProblemsFound(text.file, lost)
    old = _known_columns(text, dictionary)
    return (old if lost else old.join(text.own.astype(object))).reset_index(drop=True)


def _would_be_lost(text: TextTable, dictionary: Sequence[Column]) -> Iterator[Problem]:
    """Name what stands in a table and could not be written again: rows with a cell too many, columns without a name."""
    then = "then bring the file in again. Nothing was changed."
    for row in text.unread:
        do = f"Put this row of the school's own table right first, {then}"
        yield Problem(text.file, row, "", "more cells than there are headings", "a cell for each heading", do)
    taken = {column.name for column in dictionary}
    for heading in map(str, text.own):
        if not heading or heading in taken:
            do = f"Give that column of the school's own table another heading, or take it out, {then}"
            found = f"a second column {heading}" if heading else "cells without a heading above them"
            yield Problem(text.file, 0, heading, found, "a heading of its own for each column", do)
        taken.add(heading)


def _known_columns(text: TextTable, dictionary: Sequence[Column]) -> pd.DataFrame:
    usable, _, _ = check_texts(text, dictionary)
    old = text.frame.astype(object).map(lambda cell: as_meant(str(cell).strip()))
    for column in dictionary:
        if column.unique and column.name in old:
            old.loc[usable.index, column.name] = _canonical(usable[column.name], column)
    return old


def _canonical(values: pd.Series, column: Column) -> pd.Series:
    if column.type == "date":
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype(object).where(values.notna(), "")


def merge(
    old: pd.DataFrame, new: pd.DataFrame, dictionary: Sequence[Column], *, alone: bool = False
) -> Merged:
    """Bring new rows to old ones. Columns and cells in which the new rows have nothing keep what they held.

    So do columns of the old rows that the dictionary does not know. alone: the new rows, as they are, make the table.
    """
    known_ones = [column.name for column in dictionary]
    names = [name for name in known_ones if name in new or name in old]
    own = [str(name) for name in old if name not in known_ones]
    names += own
    key = [column.name for column in dictionary if column.unique]
    table = old.reindex(columns=names, fill_value="")
    coming = new.reindex(columns=names, fill_value="")
    at, known = _places(table, coming, key)
    given = [name for name in names if name in new]
    before = table[given].iloc[at].reset_index(drop=True)
    typed = coming[given][known].reset_index(drop=True)
    after = typed if alone else typed.where(typed != "", before)
    differs = before != after
    table.iloc[at, [names.index(name) for name in given]] = after.to_numpy()
    return Merged(
        new if alone else pd.concat([table, coming[~known]], ignore_index=True),
        new=int((~known).sum()),
        changed=int(differs.any(axis=1).sum()),
        columns=tuple(name for name in given if differs[name].any()),
        kept=int((after != typed).to_numpy().sum()),
        only_there=len(old) - len(np.unique(at)),
        gone=tuple(own) if alone else (),
    )


def _places(table: pd.DataFrame, coming: pd.DataFrame, key: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give the places in the table of the rows that it has already, and which of those that come they are."""
    places = pd.Series(range(len(table)), index=_keys(table, key))
    places = places[~places.index.duplicated()].reindex(_keys(coming, key))
    known = places.notna().to_numpy()
    return places[known].astype(int).to_numpy(), known


def _keys(frame: pd.DataFrame, key: Sequence[str]) -> pd.Index:
    parts = [frame[name] if name in frame else pd.Series("", index=frame.index) for name in key]
    joined = ["\x1f".join(map(str, cells)) for cells in zip(*parts, strict=True)]
    return pd.Index(joined, dtype=object)


def table_text(frame: pd.DataFrame, dictionary: Sequence[Column]) -> str:
    """Give the text of a table's csv; it opens in Excel as it is, and no text in it is run as a formula."""
    safe = {
        column.name: frame[column.name].map(safe_in_excel)
        for column in dictionary
        if column.type in _WRITTEN_AS_TEXT and column.name in frame
    }
    return BOM + str(frame.assign(**safe).to_csv(index=False, lineterminator="\r\n"))
