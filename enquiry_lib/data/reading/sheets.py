"""Spreadsheets to cells: xlsx, xlsm, xls and ods; what cells show, never their formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from enquiry_lib.data.reading.kinds import DAMAGE, Kind, damaged, unusable
from enquiry_lib.data.reading.opendocument import SheetCells, cells_in_opendocument, reach_in_opendocument
from enquiry_lib.data.reading.parts import Parts
from enquiry_lib.data.reading.reach import MOST_COLUMNS, MOST_ROWS, Reach
from enquiry_lib.data.reading.shown import (
    FAILED,
    Formats,
    ShownCell,
    hidden_columns,
    hidden_rows,
    notes_of,
    place_of,
    shown_cells,
)

_MOST_CELLS = 3_000_000  # a sheet's reach; calamine takes some 70 bytes a cell, and as many for each new text
_MOST_TEXT = 150 * 2**20  # letters; a text may be written once and stand in a million cells
_ORDINARY = "a spreadsheet of ordinary size"
_AS_CSV = "Save the sheet as 'CSV UTF-8 (comma delimited)': such a file may be of any length."
_MANY = 1_000_000  # filled cells; a sheet with fewer has a stray one where it reaches too far
_ROWS = 5_000  # handed on in one go
_MOST_NAMED = 10  # hidden rows or columns
_DAMAGE = (*DAMAGE, CalamineError, ElementTree.ParseError)
_PANIC = "PanicException"  # how calamine gives up on some broken files; no class of it can be imported


@dataclass(frozen=True, eq=False)
class Sheet:
    """One worksheet: its cells as categories of text, its merged ranges, and what was not plain about it.

    `unworked` has row (from 1) and column (from 0) of formulas that nothing has worked out: they show nothing.
    """

    name: str
    cells: pd.DataFrame
    merged: tuple[str, ...]
    notes: tuple[str, ...] = ()
    unworked: tuple[tuple[int, int], ...] = ()


def each_sheet(file: str, content: bytes, kind: Kind) -> Iterator[Sheet]:
    """Give the worksheets that hold anything, in their order, each read when it is asked for.

    Raises ProblemsFound for a workbook that is damaged or held by a password, or that has a cell so far out
    that the sheet would fill the memory.
    """
    with _readable(file, kind), io.BytesIO(content) as stream:
        if kind == "ods":
            _refuse_far(file, "", reach_in_opendocument(content, _MOST_CELLS))
        book = CalamineWorkbook.from_filelike(stream)
        parts = Parts(content) if kind == "xlsx" else None
        cells = cells_in_opendocument(content) if kind == "ods" else {}
        for one in book.sheets_metadata:
            if one.typ == SheetTypeEnum.WorkSheet:
                sheet = _read(file, book, one.name, parts, cells.get(one.name))
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
    file: str, book: CalamineWorkbook, name: str, parts: Parts | None, cells: SheetCells | None
) -> Sheet:
    reach = parts.reach(name, _MOST_CELLS) if parts else Reach()
    _refuse_far(file, name, reach)
    if parts and parts.text(name, reach) > _MOST_TEXT:
        raise unusable(
            file, f"texts of more than {_MOST_TEXT // 2**20} MB in sheet '{name}'", _ORDINARY, _AS_CSV
        )
    sheet = book.get_sheet_by_name(name)
    bottom, right = sheet.end or (0, 0)
    _refuse_far(file, name, Reach(bottom + 1, right + 1))
    columns = _Columns(sheet)
    merged, hidden = tuple(_merged(sheet)), _Hidden()
    del sheet  # its cells are in the columns, and it may be large
    if parts:
        for xml in parts.sheet(name, reach):
            columns.put(_beside(xml, parts.formats))
            columns.unworked += _unworked(xml)
            hidden.look(xml)
    elif cells:
        columns.put(cells.shown)
        columns.unworked += cells.unworked
    frame = columns.frame()
    notes = (*notes_of(columns.changed), *hidden.notes(frame))
    return Sheet(name, frame, merged, notes, tuple(columns.unworked))


def _beside(xml: bytes, formats: Formats) -> Iterator[ShownCell]:
    for row, place, text in _formula_errors(xml):
        yield row, place, FAILED, text
    yield from shown_cells(xml, formats)


def _refuse_far(file: str, name: str, reach: Reach) -> None:
    """Refuse a sheet with a cell so far out, or with so many, that it would fill the memory."""
    of_sheet = f" in sheet '{name}'" if name else ""
    if reach.bottom > MOST_ROWS or reach.right > MOST_COLUMNS or reach.cells > _MOST_CELLS:
        if reach.filled < _MANY:
            do = "Copy the table alone to a new workbook and save that."
            found = f"a stray cell far below or beside the table{of_sheet}"
            raise unusable(file, found, "a table", do)
        found = f"more than {_MOST_CELLS:,} cells{of_sheet}"
        raise unusable(file, found, _ORDINARY, _AS_CSV)


class _Columns:
    """The cells of a sheet as they are filled in: for each column the different texts, and which stands in which row."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self.left = (sheet.start or (0, 0))[1]
        self.many = 0
        self.texts: list[dict[str, int]] = []
        self.codes: list[array[int]] = []
        self.changed: Counter[str] = Counter()
        self.unworked: list[tuple[int, int]] = []
        rows = sheet.iter_rows()
        while some := list(islice(rows, _ROWS)):
            self._add(some)

    def _add(self, rows: Sequence[Sequence[object]]) -> None:
        self.many += len(rows)
        for number, cells in enumerate(zip(*rows, strict=True)):
            if number == len(self.texts):
                self.texts.append({})
                self.codes.append(array("i"))
            texts = self.texts[number]
            self.codes[number].extend([texts.setdefault(_as_text(cell), len(texts)) for cell in cells])

    def put(self, cells: Iterable[ShownCell]) -> None:
        """Put the texts of cells that are shown otherwise than they are kept in their places, and count them."""
        for row, place, how, text in cells:
            number = place - self.left
            if row < self.many and 0 <= number < len(self.texts):
                texts = self.texts[number]
                self.codes[number][row] = texts.setdefault(text, len(texts))
                self.changed[how] += 1

    def frame(self) -> pd.DataFrame:
        """Give the cells as categories of text; columns without anything are left out, the others keep their number."""
        cells = {}
        for number, codes in enumerate(self.codes):
            column = _as_categories(self.texts[number], codes)
            self.texts[number] = {}
            if len(column.categories) > 1 or column.categories.tolist() not in ([], [""]):
                cells[self.left + number] = column
        return pd.DataFrame(cells, index=range(1, self.many + 1))


def _as_categories(texts: Mapping[str, int], codes: array[int]) -> pd.Categorical:
    """Give a column as categories in the order of the alphabet, without those that no cell has any more."""
    found = np.frombuffer(codes, dtype=np.int32) if len(codes) else np.array([], dtype=np.int32)
    used = np.bincount(found, minlength=len(texts)) > 0
    kept = sorted(text for text, code in texts.items() if used[code])
    new = np.zeros(len(texts), dtype=np.int32)
    new[[texts[text] for text in kept]] = np.arange(len(kept))
    return pd.Categorical.from_codes(new[found], categories=pd.Index(kept, dtype="str"))


class _Hidden:
    """The rows and columns that nobody sees in a sheet."""

    def __init__(self) -> None:
        self.rows, self.columns = set[int](), set[int]()

    def look(self, xml: bytes) -> None:
        self.rows |= hidden_rows(xml)
        self.columns |= hidden_columns(xml)

    def notes(self, cells: pd.DataFrame) -> Iterator[str]:
        """Say which of them have anything in them."""
        below = cells.iloc[sorted(row for row in self.rows if row < len(cells))].astype("str")
        if rows := [str(row) for row in below.index[(below != "").any(axis=1)]]:
            yield f"rows that the sheet hides were read too: {_named(rows)}"
        if columns := [letters_of(place) for place in sorted(self.columns & set(cells.columns))]:
            yield f"columns that the sheet hides were read too: {_named(columns)}"


def _named(names: Sequence[str]) -> str:
    few = ", ".join(names[:_MOST_NAMED])
    return f"{few} … ({len(names):,} in all)" if len(names) > _MOST_NAMED else few


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


# --- what calamine does not give ---------------------------------------------------------------------------


_FORMULA_ERROR = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:(?!</(?:\w+:)?c>).)*<(?:\w+:)?v>([^<]*)</', re.DOTALL
)


def _formula_errors(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Give row, column (from 0) and text of formulas that failed, such as #N/A: calamine leaves them empty."""
    if b't="e"' in xml:
        for letters, row, text in _FORMULA_ERROR.findall(xml):
            yield int(row) - 1, place_of(letters), text.decode("utf-8")


_UNWORKED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?![^>]*\bt="str"[^>]*>(?:(?!</(?:\w+:)?c>).)*<(?:\w+:)?v)[^>]*(?<!/)>\s*'
    rb"<(?:\w+:)?f\b[^>]*(?:(?<=/)>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>",
    re.DOTALL,
)


def _unworked(xml: bytes) -> Iterator[tuple[int, int]]:
    """Give row (from 1) and column (from 0) of formulas without a value; one that gives no text has one."""
    for letters, row in _UNWORKED.findall(xml):
        yield int(row), place_of(letters)


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
