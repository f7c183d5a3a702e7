"""Merging: new rows come to those that a table has; of the same key, the new cells take the place of the old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from enquiry_lib.data.loading import check_texts
from enquiry_lib.data.reading import read_text
from enquiry_lib.data.templates import Column
from enquiry_lib.store.network import BOM, as_meant, safe_in_excel

_WRITTEN_AS_TEXT = ("text", "free_text")


@dataclass(frozen=True, eq=False)
class Merged:
    """A table's rows with the new ones among them, and how many were new, and how many changed."""

    frame: pd.DataFrame
    new: int
    changed: int


def read_old(path: Path, dictionary: Sequence[Column]) -> pd.DataFrame:
    """Read a table as texts, its keys as they are written by importing; a row that cannot be used stays as it is.

    Raises ProblemsFound when the file has no headings that are known.
    """
    text = read_text(path, dictionary)
    usable, _, _ = check_texts(text, dictionary)
    old = text.frame.astype(object).map(lambda cell: as_meant(str(cell).strip()))
    for column in dictionary:
        if column.unique and column.name in old:
            old.loc[usable.index, column.name] = _canonical(usable[column.name], column)
    return old.reset_index(drop=True)


def _canonical(values: pd.Series, column: Column) -> pd.Series:
    if column.type == "date":
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype(object).where(values.notna(), "")


def merge(old: pd.DataFrame, new: pd.DataFrame, dictionary: Sequence[Column]) -> Merged:
    """Bring new rows to old ones. Columns that the new rows do not have keep what they held."""
    names = [column.name for column in dictionary if column.name in new or column.name in old]
    key = [column.name for column in dictionary if column.unique]
    table = old.reindex(columns=names, fill_value="")
    coming = new.reindex(columns=names, fill_value="")
    places = pd.Series(range(len(table)), index=_keys(table, key))
    places = places[~places.index.duplicated()].reindex(_keys(coming, key))
    known = places.notna().to_numpy()
    at = places[known].astype(int).to_numpy()
    given = [name for name in names if name in new]
    before = table[given].iloc[at].reset_index(drop=True)
    after = coming[given][known].reset_index(drop=True)
    changed = (before != after).any(axis=1)
    table.iloc[at, [names.index(name) for name in given]] = after.to_numpy()
    added = coming[~known]
    return Merged(pd.concat([table, added], ignore_index=True), len(added), int(changed.sum()))


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
