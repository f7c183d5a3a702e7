"""Files to text: encodings, separators, titles above the headings, sheets; nothing is guessed silently.

Whatever was not plain is said in the notes, whatever cannot be right in the problems. No cell is run or
worked out: a formula typed into a csv file is text.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from enquiry_lib import errors
from enquiry_lib.data.header import ROWS_SEARCHED, find_header, match_header
from enquiry_lib.data.templates import Column
from enquiry_lib.errors import Problem
from enquiry_lib.store.saving import read_whole

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAMPLE = 50_000  # characters that are sure to hold the headings
_MOST_CELLS = 10_000_000  # a sheet's reach; beyond it a stray cell would fill the memory

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError),
    *(CalamineError, ElementTree.ParseError),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, eq=False)
class TextTable:
    """A file's cells as text, under the names of the dictionary.

    The index of `frame` is the row in the file, counted as a spreadsheet does; its columns are categories
    of text, "" where there is nothing. Rows without anything are left out. `left_out` has the pupils' codes
    in rows that were left out because they have too many cells.
    """

    file: str
    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class _Sheet:
    """All cells of a file, from its first row on, and where the headings are (counted from 0).

    `may_shift` says that a cell too many moves the cells after it, as a comma in a csv file does.
    """

    cells: pd.DataFrame
    header: int
    may_shift: bool
    notes: tuple[str, ...]


def read_text(path: Path, dictionary: Sequence[Column]) -> TextTable:
    """Read a csv or xlsx file to text.

    Raises ProblemsFound when nothing in it can be used, FileInUse when another program holds it.
    """
    content = read_whole(path)
    if not content.strip():
        raise _unusable(
            path.name, "an empty file", "a table with headings", "Copy the template and fill it in."
        )
    read = _read_excel if path.suffix.lower() == ".xlsx" else _read_separated
    return _under_names(path.name, read(path.name, content, dictionary), dictionary)


def _unusable(file: str, found: str, expected: str, do: str, row: int = 0) -> errors.ProblemsFound:
    return errors.ProblemsFound(file, [Problem(file, row, "", found, expected, do)])


# --- from all cells to the columns of the dictionary ------------------------------------------------------


def _under_names(file: str, sheet: _Sheet, dictionary: Sequence[Column]) -> TextTable:
    row = sheet.header + 1
    headings = [str(cell).strip() for cell in sheet.cells.iloc[sheet.header]]
    header = match_header(file, row, headings, dictionary)
    if any(column.required and column.name not in header.places for column in dictionary):
        raise errors.ProblemsFound(file, header.problems)
    body = sheet.cells.iloc[row:]
    filled = _filled(body)
    width = max(place for place, heading in enumerate(headings) if heading) + 1
    inside, beside = filled[:, :width].any(axis=1), filled[:, width:].any(axis=1)
    shifted = pd.Series(beside & sheet.may_shift, index=body.index)
    kept, left_out = body[pd.Series(inside, index=body.index) & ~shifted], body[shifted]
    frame = pd.DataFrame({name: kept[place] for name, place in header.places.items()})
    problems = (*header.problems, *(_too_long(file, int(row), width) for row in left_out.index))
    notes = (*sheet.notes, *_layout_notes(sheet, headings, filled), *header.notes)
    return TextTable(file, frame, problems, notes, _pupils_in(left_out, header.places))


def _pupils_in(rows: pd.DataFrame, places: Mapping[str, int]) -> frozenset[str]:
    """Give the pupils' codes in some rows, where there is a column of them."""
    if "pupil_id" not in places:
        return frozenset()
    return frozenset(str(cell).strip() for cell in rows[places["pupil_id"]])


def _layout_notes(sheet: _Sheet, headings: Sequence[str], filled: npt.NDArray[np.bool_]) -> Iterator[str]:
    """Say what about the layout was not plain. `filled` is about the cells under the headings."""
    if sheet.header:
        yield f"the headings were found in row {sheet.header + 1}"
    if not filled.any():
        yield "there are no rows under the headings"
    nameless = [place for place, heading in enumerate(headings) if not heading and filled[:, place].any()]
    if nameless:
        yield "cells without a heading above them are not used"


def _filled(cells: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say of each cell whether there is anything in it."""
    columns = [
        np.asarray(column.cat.categories.str.strip() != "", dtype=bool).take(column.cat.codes)
        for _, column in cells.items()
    ]
    return np.column_stack(columns)


def _too_long(file: str, row: int, width: int) -> Problem:
    do = "Put a text that has a comma in it between quotation marks, or empty the cells beside the table."
    found = "more cells than there are headings"
    return Problem(file, row, "", found, f"at most {width} cells", f"{do} The row was left out.")


# --- csv --------------------------------------------------------------------------------------------------


def _read_separated(file: str, content: bytes, dictionary: Sequence[Column]) -> _Sheet:
    text, encoding = _decode(file, content)
    samples = {mark: _rows(text[:_SAMPLE], mark, ROWS_SEARCHED) for mark in SEPARATORS}
    found = {mark: find_header(rows, dictionary) for mark, rows in samples.items()}
    separator = max(found, key=lambda mark: _named_and_all(samples[mark], *found[mark]))
    header, named = found[separator]
    if not named:
        raise _no_headings(file, dictionary)
    cells = _cells(file, text, separator, max(map(len, samples[separator])))
    notes = [f"read as {encoding} text"] if encoding else []
    notes += [f"columns separated by {SEPARATORS[separator]}"] if separator != "," else []
    return _Sheet(cells, header, True, tuple(notes))


def _named_and_all(rows: list[list[str]], header: int, named: int) -> tuple[int, int]:
    """Give how many headings a separator makes that are known, and how many in all: the more of either the better."""
    return named, len(rows[header]) if named else 0


def _decode(file: str, content: bytes) -> tuple[str, str]:
    """Give the text, and the name of its encoding where that is not the usual UTF-8."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    tries = {"utf-16": "UTF-16"} if utf16 else {"utf-8-sig": "", "cp1252": "Windows-1252"}
    for encoding, name in tries.items():
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding; when all have failed the person is told
        if "\0" not in text:
            return text, name
    raise _unusable(
        file,
        "bytes that are not text in UTF-8, UTF-16 or Windows-1252",
        "a text file",
        "Open it in Excel and save it as 'CSV UTF-8 (comma delimited)'.",
    )


def _rows(text: str, separator: str, most: int | None = None) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return list(islice(reader, most))


def _no_headings(file: str, dictionary: Sequence[Column]) -> errors.ProblemsFound:
    needed = ", ".join(column.name for column in dictionary if column.required)
    do = "Copy the headings from template.csv into the first row."
    return _unusable(file, "no row with headings", f"a row that names {needed}", do)


def _cells(file: str, text: str, separator: str, width: int) -> pd.DataFrame:
    """Give all cells as categories of text; quick for the usual file, patient with one of ragged rows."""
    try:
        return _parse(text, separator, width)
    except pd.errors.ParserError:
        rows = _all_rows(file, text, separator)
    try:
        return _parse(text, separator, max(map(len, rows)))
    except pd.errors.ParserError as problem:
        raise _never_closed(file, len(rows)) from problem


def _parse(text: str, separator: str, width: int) -> pd.DataFrame:
    cells = pd.read_csv(
        io.StringIO(text),
        sep=separator,
        header=None,
        names=list(range(width)),
        dtype="category",
        na_filter=False,
        skip_blank_lines=False,
        engine="c",
    )
    return cells.set_axis(range(1, len(cells) + 1), axis=0)


def _all_rows(file: str, text: str, separator: str) -> list[list[str]]:
    try:
        return _rows(text, separator)
    except csv.Error as problem:  # a cell of more than 131,072 characters
        raise _never_closed(file, 0) from problem


def _never_closed(file: str, row: int) -> errors.ProblemsFound:
    do = 'Look for a " that stands alone, close or delete it, and save the file again.'
    return _unusable(file, "a quotation mark that is opened and never closed", "marks in pairs", do, row)


# --- xlsx -------------------------------------------------------------------------------------------------


def _read_excel(file: str, content: bytes, dictionary: Sequence[Column]) -> _Sheet:
    """Read the first sheet that has the headings; calamine reads what cells show, never their formulas."""
    if content.startswith(_OLD_EXCEL):
        do = "Open it in Excel and save it as 'Excel Workbook (.xlsx)', without a password."
        raise _unusable(file, "an old or password-protected Excel file", "an .xlsx file", do)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, io.BytesIO(content) as stream:
            return _first_with_headings(file, archive, CalamineWorkbook.from_filelike(stream), dictionary)
    except _DAMAGE as problem:
        do = "Open it in Excel and save it again, or go back to an earlier copy."
        raise _unusable(file, "a file that is damaged or not from Excel", "an .xlsx file", do) from problem


def _first_with_headings(
    file: str, archive: zipfile.ZipFile, book: CalamineWorkbook, dictionary: Sequence[Column]
) -> _Sheet:
    parts = _parts(archive)
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    for name in names:
        rows = _sheet_rows(file, archive, parts.get(name, ""), book, name)
        header, named = find_header(rows, dictionary)
        if named:
            notes = (f"read from the sheet '{name}'",) if name != names[0] else ()
            cells = {place: pd.Categorical(column) for place, column in enumerate(zip(*rows, strict=True))}
            return _Sheet(pd.DataFrame(cells, index=range(1, len(rows) + 1)), header, False, notes)
    raise _no_headings(file, dictionary)


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give where in the archive each sheet is kept."""
    links = ElementTree.fromstring(_member(archive, "xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat has limits
    targets = {str(link.get("Id")): str(link.get("Target")) for link in links}
    sheets = ElementTree.fromstring(_member(archive, "xl/workbook.xml")).findall(".//{*}sheet")  # noqa: S314
    ids = {
        str(sheet.get("name")): [value for key, value in sheet.items() if key.endswith("}id")]
        for sheet in sheets
    }
    return {name: "xl/" + targets.get("".join(link), "").removeprefix("/xl/") for name, link in ids.items()}


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        raise zipfile.BadZipFile(f"there is no {name}")
    return archive.read(name)


def _sheet_rows(
    file: str, archive: zipfile.ZipFile, part: str, book: CalamineWorkbook, name: str
) -> list[list[str]]:
    xml = _member(archive, part)
    if _reach(xml) > _MOST_CELLS:
        do = "Copy the table alone to a new workbook and save that."
        raise _unusable(file, f"a stray cell far below or beside the table in sheet '{name}'", "a table", do)
    sheet = book.get_sheet_by_name(name)
    rows = [[_as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for row, place, text in _formula_errors(xml):
        rows[row][place] = text
    return rows


def _reach(xml: bytes) -> int:
    """Give how many cells a sheet says it spans, from its first to its furthest."""
    corner = re.search(rb'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"', xml[:4096])
    return _place(corner[1]) * int(corner[2]) if corner else 0


def _place(letters: bytes) -> int:
    """Give the number of a column from its letters: A is 1, Z is 26, AA is 27."""
    return reduce(lambda place, letter: place * 26 + letter - 64, letters, 0)


_FORMULA_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:(?!</c>).)*<v>([^<]*)</v>', re.DOTALL)


def _formula_errors(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Give row, column (from 0) and text of formulas that failed, such as #N/A: calamine leaves them empty."""
    if b't="e"' in xml:
        for letters, row, text in _FORMULA_ERROR.findall(xml):
            yield int(row) - 1, _place(letters) - 1, text.decode("utf-8")


def _as_text(cell: object) -> str:
    """Give a cell as it would stand in a csv file: 12345 for 12345.0, 2026-01-31 for a day."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)
