"""When a school's tables were brought in and by which mapping, from the log that importing keeps beside them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from enquiry_lib.store.saving import read_whole

IMPORTS = "imports.json"


@dataclass(frozen=True)
class BroughtIn:
    """The last import of a table: its day, and what the mapping is called ("" where that is not said)."""

    on: dt.date
    mapping: str


def brought_in(folder: Path) -> dict[str, BroughtIn]:
    """Give the last import of each table in a school's data folder, by the table.

    A table that somebody saved there by hand has none; nor has any where the log cannot be read.

    >>> brought_in(Path("no such folder"))
    {}
    """
    newest: dict[str, BroughtIn] = {}
    for table, one in _imports(folder / IMPORTS):
        known = newest.get(table)
        if known is None or one.on >= known.on:
            newest[table] = one
    return newest


def _imports(path: Path) -> Iterator[tuple[str, BroughtIn]]:
    """Give each line of the log that says which table and when."""
    if not path.is_file():
        return
    try:
        lines = json.loads(read_whole(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return
    for line in lines if isinstance(lines, list) else ():
        on = _day(line.get("when")) if isinstance(line, dict) else None
        if on:
            yield str(line.get("table", "")), BroughtIn(on, str(line.get("mapping", "")))


def _day(when: object) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(str(when)).date()
    except ValueError:
        return None
