"""Spreadsheets to cells: xlsx, xlsm, xls and ods; what cells show, never their formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree import ElementTree

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from enquiry_lib.data.reading.kinds import DAMAGE, Kind, damaged, unusable
from enquiry_lib.data.reading.opendocument import shown_in_opendocument
from enquiry_lib.data.reading.shown import ShownCell, formats_of, notes_of, place_of, shown_cells

_MOST_CELLS = 10_000_000  # a sheet's reach; beyond it a stray cell would fill the memory
_DAMAGE = (*DAMAGE, CalamineError, ElementTree.ParseError)
_PANIC = "PanicException"  # how calamine gives up on some broken files; no class of it can be imported


@dataclass(frozen=True, eq=False)
class Sheet:
    """One worksheet: its cells as categories of text, its merged ranges, and what was not plain about it."""

    name: str
    cells: pd.DataFrame
    merged: tuple[str, ...]
    notes: tuple[str, ...] = ()


def each_sheet(file: str, content: bytes, kind: Kind) -> Iterator[Sheet]:
    """Give the worksheets that hold anything, in their order, each read when it is asked for.

    Raises ProblemsFound for a workbook that is damaged or held by a password, or that has a cell so far out
    that the sheet would fill the memory.
    """
    with _readable(file, kind), io.BytesIO(content) as stream:
        book = CalamineWorkbook.from_filelike(stream)
        parts = _Parts(content) if kind == "xlsx" else None
        shown = shown_in_opendocument(content) if kind == "ods" else {}
        for one in book.sheets_metadata:
            if one.typ == SheetTypeEnum.WorkSheet:
                sheet = _read(file, book, one.name, parts, shown.get(one.name, []))
                if not sheet.cells.empty:
                    yield sheet


@contextmanager
def _readable(file: str, kind: Kind) -> Iterator[None]:
    """Turn whatever goes wrong in a broken workbook into a problem with the way on."""
    try:
        yield
    except _DAMAGE as problem:
        raise _broken(file, kind) from problem
    except BaseException as problem:
        if type(problem).__name__ != _PANIC:
            raise
        raise _broken(file, kind) from None


def _broken(file: str, kind: Kind) -> Exception:
    if kind != "xls":
        return damaged(file)
    do = "Open it in Excel and save it as 'Excel Workbook (.xlsx)', without a password."
    found = "an old or password-protected Excel file that could not be opened"
    return unusable(file, found, "an .xlsx file", do)


def _read(
    file: str, book: CalamineWorkbook, name: str, parts: _Parts | None, shown: Iterable[ShownCell]
) -> Sheet:
    xml = parts.sheet(name) if parts else b""
    if _reach(xml) > _MOST_CELLS:
        raise _too_far(file, name)
    sheet = book.get_sheet_by_name(name)
    bottom, right = sheet.end or (0, 0)
    if (bottom + 1) * (right + 1) > _MOST_CELLS:
        raise _too_far(file, name)
    rows = [[_as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for row, place, text in _formula_errors(xml):
        rows[row][place] = text
    notes = _as_shown(rows, shown_cells(xml, parts.formats) if parts else shown)
    return Sheet(name, _as_cells(rows), tuple(_merged(sheet)), notes)


def _as_shown(rows: list[list[str]], shown: Iterable[ShownCell]) -> tuple[str, ...]:
    """Put the texts of cells that are shown otherwise than they are kept in their places, and say how many."""
    changed: Counter[str] = Counter()
    for row, place, how, text in shown:
        if row < len(rows) and place < len(rows[row]):
            rows[row][place] = text
            changed[how] += 1
    return tuple(notes_of(changed))


def _too_far(file: str, name: str) -> Exception:
    do = "Copy the table alone to a new workbook and save that."
    return unusable(file, f"a stray cell far below or beside the table in sheet '{name}'", "a table", do)


def _as_cells(rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Give rows as categories of text; columns without anything are left out, the others keep their number."""
    used = sorted({place for row in rows for place, cell in enumerate(row) if cell})
    cells = {place: pd.Categorical([row[place] for row in rows]) for place in used}
    return pd.DataFrame(cells, index=range(1, len(rows) + 1))


def _merged(sheet: CalamineSheet) -> Iterator[str]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        yield f"{letters_of(left)}{top + 1}:{letters_of(right)}{bottom + 1}"


def letters_of(place: int) -> str:
    """Give the letters of a column counted from 0.

    >>> letters_of(0), letters_of(26), letters_of(16_383)
    ('A', 'AA', 'XFD')
    """
    rest, letter = divmod(place, 26)
    return (letters_of(rest - 1) if rest else "") + chr(65 + letter)


# --- the parts of an xlsx file ----------------------------------------------------------------------------


class _Parts:
    """Where in an xlsx file each sheet is kept."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        links = ElementTree.fromstring(self._member("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat has limits
        targets = {str(link.get("Id")): str(link.get("Target")) for link in links}
        sheets = ElementTree.fromstring(self._member("xl/workbook.xml")).findall(".//{*}sheet")  # noqa: S314
        ids = {
            str(sheet.get("name")): [value for key, value in sheet.items() if key.endswith("}id")]
            for sheet in sheets
        }
        self.places = {
            name: "xl/" + targets.get("".join(link), "").removeprefix("/xl/") for name, link in ids.items()
        }

        styles = "xl/styles.xml"
        self.formats = formats_of(self._member(styles)) if styles in self.archive.namelist() else {}

    def sheet(self, name: str) -> bytes:
        return self._member(self.places.get(name, ""))

    def _member(self, name: str) -> bytes:
        if name not in self.archive.namelist():
            raise zipfile.BadZipFile(f"there is no {name}")
        return self.archive.read(name)


_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')


def _reach(xml: bytes) -> int:
    """Give how many cells a sheet spans, down to its lowest and across to its furthest cell with anything in it."""
    columns, bottom = set(), 0
    for match in _CELL.finditer(xml):
        columns.add(match[1])
        bottom = max(bottom, int(match[2]))
    return bottom * max((place_of(letters) + 1 for letters in columns), default=0)


_FORMULA_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:(?!</c>).)*<v>([^<]*)</v>', re.DOTALL)


def _formula_errors(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Give row, column (from 0) and text of formulas that failed, such as #N/A: calamine leaves them empty."""
    if b't="e"' in xml:
        for letters, row, text in _FORMULA_ERROR.findall(xml):
            yield int(row) - 1, place_of(letters), text.decode("utf-8")


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
