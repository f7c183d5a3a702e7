"""The files in a school's data folder: which of them is a table's, and which are not read, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from enquiry_lib.data.templates import TABLES
from enquiry_lib.errors import Problem

READ = (".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt")
OTHER_KINDS = (".xlsb", ".numbers")
_SYSTEMS_OWN = {"desktop.ini", "thumbs.db", "icon\r", "imports.json", "pseudonyms.json"}
_NEAR = 0.75  # so alike a name has to be before it is taken for a table's


@dataclass(frozen=True)
class NotRead:
    """A file that is not read: its name, the table it seems to be meant as ("" for none), and what to do."""

    file: str
    table: str
    do: str

    def __str__(self) -> str:
        return f"not read: {self.file}. {self.do}".strip()


def files_in(folder: Path) -> list[Path]:
    """Give the files in a folder that people put there; a folder that is not there has none.

    What a system or a program keeps for itself (.DS_Store, desktop.ini, ~$pupils.xlsx) is passed over.
    """
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.is_file() and _is_a_persons(file.name))


def _is_a_persons(name: str) -> bool:
    return not (name.startswith((".", "~")) or name.endswith(".tmp") or name.casefold() in _SYSTEMS_OWN)


def table_named(file: Path) -> str:
    """Give a file's name as a table would be called: small letters, _ for spaces and hyphens, without its ending.

    >>> table_named(Path("Self-assessment.csv"))
    'self_assessment'
    """
    return re.sub(r"[\s_-]+", "_", file.stem.strip().casefold())


def find_file(folder: Path, table: str) -> tuple[Path | None, tuple[Problem, ...]]:
    """Find a table's file; of several, csv comes first and then the kinds of `READ` in their order."""
    named = [file for file in files_in(folder) if table_named(file) == table]
    usable = [file for kind in READ for file in named if file.suffix.lower() == kind]
    if usable:
        return usable[0], tuple(_second_file(table, usable[0], other) for other in usable[1:])
    return None, tuple(_other_kind(table, file) for file in named if file.suffix.lower() in OTHER_KINDS)


def _second_file(table: str, used: Path, other: Path) -> Problem:
    do = f"{used.name} was used. Move away the one that is out of date."
    return Problem(other.name, 0, "", f"{used.name} beside it", f"one file of {table}", do)


def _other_kind(table: str, file: Path) -> Problem:
    do = f"Open it and save it as {table}.xlsx, or as {table}.csv."
    return Problem(file.name, 0, "", f"a {file.suffix} file", f"{table}.csv or {table}.xlsx", do)


def not_read(folder: Path, known: Sequence[str]) -> tuple[NotRead, ...]:
    """Name the files in a folder that are no table's; `known` are those that are used or spoken of already.

    >>> not_read(Path("no such folder"), [])
    ()
    """
    return tuple(_unread(folder, file) for file in files_in(folder) if file.name not in known)


def _unread(folder: Path, file: Path) -> NotRead:
    kind = file.suffix.lower()
    table = next(_tables_like(table_named(file)), "") if kind in READ + OTHER_KINDS else ""
    if not table:
        return NotRead(file.name, "", "")
    used, _ = find_file(folder, table)
    ending = kind if kind in READ else ".xlsx"
    do = f"{used.name} was used." if used else f"Did you mean {table}{ending}?"
    return NotRead(file.name, table, do)


def _tables_like(name: str) -> Iterator[str]:
    """Give the tables that a name is like, the likeliest first: their name is part of it, or misspelt in it."""
    yield from sorted((table for table in TABLES if table in name), key=len, reverse=True)
    yield from difflib.get_close_matches(name, TABLES, n=1, cutoff=_NEAR)
