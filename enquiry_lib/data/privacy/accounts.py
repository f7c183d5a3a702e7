"""Accounts: what each shown result counted, told to the rendering that runs the workbook, and its answer.

A rendering decides about all results of a school together, so it has to know of each what it counted and whom.
It asks through the environment variable ENQUIRY_CELLS, and every shown result then carries an account in its
output. An account names pupils: it goes from one process to the other, is taken out of the output at once, and is
in no notebook that a person has open. The answer, which counts are hidden, comes back in a file of ids that
ENQUIRY_HIDDEN names. Of a published report the same is kept, apart from what is passed on, beside the pupils' tables.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib.store.network import Network
from enquiry_lib.store.published import published_reports
from enquiry_lib.store.saving import read_text, write_whole

CELLS = "application/vnd.enquiry.cells+json"
ASKED, CHOSEN = "ENQUIRY_CELLS", "ENQUIRY_HIDDEN"
COLUMNS = ["id", "count", "margin", "who"]


@dataclass(frozen=True)
class Account:
    """What one result counted: its cells (id, count, margin, who) and which of them its gate hid."""

    of: str
    cells: pd.DataFrame = field(repr=False)
    hidden: frozenset[str] = field(repr=False)

    @property
    def ids(self) -> frozenset[str]:
        """Give the ids of its cells."""
        return frozenset(self.cells["id"])


# --- between the workbook and its rendering ---------------------------------------------------------------


def is_asked() -> bool:
    """Say whether a rendering has asked for accounts."""
    return bool(os.environ.get(ASKED))


def chosen_together() -> frozenset[str] | None:
    """Give the ids that a rendering chose to hide over all results, or None where each result decides for itself.

    Raises FileNotFound when the file it names is not there: then nothing may be shown.
    """
    name = os.environ.get(CHOSEN)
    return _ids_in(name) if name else None


@lru_cache(maxsize=2)
def _ids_in(name: str) -> frozenset[str]:
    return frozenset(json.loads(read_text(Path(name))))


def write_chosen(path: Path, hidden: Collection[str]) -> None:
    """Write the file of ids for ENQUIRY_HIDDEN."""
    write_whole(path, json.dumps(sorted(hidden)))


def told(account: Account) -> dict[str, Any]:
    """Give an account as plain JSON values, each pupil named once."""
    return {"of": account.of, "hidden": sorted(account.hidden), **packed(account.cells)}


def heard(content: Mapping[str, Any]) -> Account:
    """Read an account back."""
    return Account(str(content["of"]), unpacked(content), frozenset(content["hidden"]))


# --- cells as plain values --------------------------------------------------------------------------------


def packed(cells: pd.DataFrame) -> dict[str, Any]:
    """Give cells as plain JSON values: the pupils once, and for each count whom of them it counts, bit by bit.

    >>> frame = pd.DataFrame({"id": ["a"], "count": [2], "margin": [""], "who": [frozenset({"p1", "p3"})]})
    >>> packed(frame)
    {'pupils': ['p1', 'p3'], 'cells': [['a', 2, '', '3']]}
    """
    pupils = sorted(frozenset().union(*cells["who"]))
    bits = {pupil: 1 << place for place, pupil in enumerate(pupils)}
    rows = zip(cells["id"], cells["count"], cells["margin"], cells["who"], strict=True)
    return {
        "pupils": pupils,
        "cells": [
            [name, int(count), margin, f"{sum(bits[pupil] for pupil in who):x}"]
            for name, count, margin, who in rows
        ],
    }


def unpacked(content: Mapping[str, Any]) -> pd.DataFrame:
    """Give the cells again, as a frame with the columns id, count, margin and who.

    >>> unpacked({"pupils": ["p1", "p3"], "cells": [["a", 1, "", "2"]]})["who"].tolist()
    [frozenset({'p3'})]
    """
    pupils = list(content["pupils"])
    rows = [
        (name, count, margin, _members(pupils, int(mask, 16)))
        for name, count, margin, mask in content["cells"]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _members(pupils: list[str], mask: int) -> frozenset[str]:
    return frozenset(pupil for place, pupil in enumerate(pupils) if mask >> place & 1)


def all_cells(accounts: Collection[Account]) -> pd.DataFrame:
    """Give the cells of all accounts below one another, with a column `of` that tells the results apart."""
    frames = [
        account.cells.assign(of=f"{number} {account.of}")
        for number, account in enumerate(accounts)
        if len(account.cells)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*COLUMNS, "of"])


# --- what has been published ------------------------------------------------------------------------------


def published_cells(cells: pd.DataFrame, hidden: Collection[str], *, key: str = "") -> dict[str, Any]:
    """Give what a published report keeps of its counts.

    That is the cells, which of them it did not show, in which of its results each stood, by its number, and the
    name of the key that the pupils' codes were made with ("" where they were typed).
    """
    results = pd.factorize(cells["of"])[0].tolist() if "of" in cells else [0] * len(cells)
    return {
        **packed(cells),
        "results": results,
        "hidden": sorted(set(cells["id"]) & set(hidden)),
        "key": key,
    }


def earlier_cells(network: Network, school: str) -> list[pd.DataFrame]:
    """Give the cells of each published report of a school, each with columns for `choose`.

    `hidden` says which were hidden, `of` in which result each stood; `same_codes`, which is there where both keys
    are known, whether the pupils' codes were made with a key of today's.
    """
    from enquiry_lib.data.importing.pseudonyms import kept_of  # half a second, which no workbook needs

    kept = kept_of(network.data_folder(school))
    keys = frozenset({kept.key_id, *(one.key_id for one in kept.earlier)})
    return [_with_columns(report.cells(), keys) for report in published_reports(network, school)]


def _with_columns(content: Mapping[str, Any], keys: frozenset[str]) -> pd.DataFrame:
    cells = unpacked(content)
    cells = cells.assign(hidden=cells["id"].isin(content["hidden"]))
    if "results" in content:
        cells = cells.assign(of=content["results"])
    then = content.get("key", "")
    return cells.assign(same_codes=then in keys) if then and keys != {""} else cells
