"""All cells of a file as text, sheet by sheet: what every further reading starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from enquiry_lib.data.reading.kinds import SPREADSHEETS, Kind, kind_of, unusable
from enquiry_lib.data.reading.separated import SEPARATORS, cells_of, said_separator, sample_of, separator_of
from enquiry_lib.data.reading.sheets import each_sheet
from enquiry_lib.data.reading.texts import encoding_note, encoding_of
from enquiry_lib.store.saving import read_whole

_ENDINGS: dict[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls",),
    "ods": (".ods",),
    "text": (".csv", ".tsv", ".txt"),
}


@dataclass(frozen=True, eq=False)
class Grid:
    """All cells of one sheet as text.

    `sheet` is "" for a text file. `cells` has rows counted from 1 and columns counted from 0, categories of
    text with "" where there is nothing; columns without anything in a spreadsheet are left out. `merged`
    names ranges such as 'B77:C77'. `encoding` and `separator` are "" for spreadsheets. `unworked` has row (from
    1) and column (from 0) of formulas that nothing has worked out, so that they show nothing.
    """

    file: str
    sheet: str
    cells: pd.DataFrame
    merged: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    notes: tuple[str, ...] = ()
    unworked: tuple[tuple[int, int], ...] = ()


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Read every worksheet of a file that holds anything; a text file is one sheet.

    Raises ProblemsFound for a file that holds no table or is damaged, FileNotFound, or FileInUse when another
    program holds it.
    """
    content = read_whole(path)
    kind = kind_of(path.name, content)
    grids = tuple(_grids(path, content, kind))
    if not grids:
        do = "Open it and look whether the table was saved in it."
        raise unusable(path.name, "a workbook with nothing in it", "a table with headings", do)
    return grids


def _grids(path: Path, content: bytes, kind: Kind) -> Iterator[Grid]:
    called = tuple(_called(path, kind))
    if kind == "text":
        yield _text_grid(path.name, content, called)
        return
    for sheet in each_sheet(path.name, content, kind):
        notes = (*called, *sheet.notes)
        yield Grid(path.name, sheet.name, sheet.cells, sheet.merged, notes=notes, unworked=sheet.unworked)


def _called(path: Path, kind: Kind) -> Iterator[str]:
    """Say when a file is not what its ending says."""
    ending = path.suffix.lower()
    if ending not in _ENDINGS[kind] and any(ending in endings for endings in _ENDINGS.values()):
        yield f"the file is called {ending} and is {SPREADSHEETS.get(kind, 'a text file')}"


def _text_grid(file: str, content: bytes, called: tuple[str, ...]) -> Grid:
    encoding = encoding_of(file, content)
    sample = sample_of(content, encoding)
    said = said_separator(sample)
    separator = said or separator_of(sample)
    cells = cells_of(file, content, encoding, separator)
    if said:
        cells = cells.iloc[1:]
    notes = [*called, encoding_note(encoding)]
    if separator != ",":
        notes.append(f"columns separated by {SEPARATORS.get(separator, repr(separator))}")
    family = "utf-16" if encoding.startswith("utf-16") else encoding
    return Grid(file, "", cells, (), family, separator, tuple(filter(None, notes)))
