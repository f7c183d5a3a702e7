"""Invented exports for the tests of importing, and what is to be answered about those that came with the workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from enquiry_lib.data.importing import Proposal, propose_import
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

SAMPLES = sorted((shipped("data_templates") / "exports").glob("*.csv"))
OAK, ELM = "oak-primary", "elm-secondary"
UPNS = tuple(f"{letter}82043211000{number}" for number, letter in enumerate("ABCDEFGH", start=1))
ANSWERS = {
    "occasion": "baseline",
    "date": "not known",
    "date|baseline": "not known",
    "date|follow_up": "not known",
    "measure": "NGRT standard age score",
    "school_year": "2025/26",
    "word|occasion|Au1": "baseline",
    "word|occasion|Su2": "follow_up",
    "word|occasion|Summer 2": "follow_up",
}
"""What a school would answer about the samples."""


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write rows as a csv without quotation marks; the first has the headings."""
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def proposed(
    network: Network,
    path: Path,
    answers: Mapping[str, str] | None = None,
    *,
    school: str = OAK,
    table: str = "",
) -> Proposal:
    """Propose a file for a school."""
    return propose_import(path, network=network, school=school, table=table, answers=answers or {})


def pupil_list(path: Path, *, rows: int = 4, **columns: Sequence[str]) -> Path:
    """Write a list of pupils with UPN and year, and further columns by their headings ("PP" for `PP`)."""
    head = ["UPN", "Year", *(name.replace("_", " ") for name in columns)]
    lines = [[UPNS[at], "7", *(cells[at] for cells in columns.values())] for at in range(rows)]
    return write_rows(path, [head, *lines])


def everything_in(folder: Path) -> bytes:
    """Give the bytes and the names of all files under a folder, small letters only."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"\n".join(
        path.relative_to(folder).as_posix().encode("utf-8") + b"\n" + path.read_bytes() for path in files
    ).lower()
