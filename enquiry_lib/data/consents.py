"""Consents: who withdrew from what, as the table of consents says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from enquiry_lib.data.loading import LoadedTable, load_table
from enquiry_lib.data.templates import identifiers

About = Literal["quotes", "photographs", "taking part"]
CONSENTS = "consents"


def withdrew(data: Path, about: About) -> frozenset[str]:
    """Give the codes of those who withdrew their consent, from the table of consents in a school's data folder.

    A school without that table has none.

    >>> withdrew(Path("no such folder"), "quotes")
    frozenset()
    """
    consents = load_table(data, CONSENTS).frame
    gone = consents[(consents["about"] == about) & consents["withdrawn_on"].notna()]
    return frozenset(gone["code"].astype(str))


def taking_part(data: Path, loaded: LoadedTable) -> LoadedTable:
    """Give a table of a school without the rows of people who withdrew from taking part."""
    out = withdrew(data, "taking part")
    about = [name for name in identifiers(loaded.table) if loaded.table != CONSENTS]
    if not out or not about:
        return loaded
    stays = ~loaded.frame[about].isin(out).any(axis=1)
    frame = loaded.frame[stays].reset_index(drop=True)
    return replace(loaded, frame=frame, rows=loaded.rows[stays.to_numpy()])
