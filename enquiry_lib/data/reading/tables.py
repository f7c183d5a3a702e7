"""A table of the dictionary, read from a file: its cells as text under the names that columns.csv gives.

Whatever was not plain is said in the notes, whatever cannot be right in the problems. No cell is run or
worked out: a formula typed into a csv file is text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.header import ROWS_SEARCHED, find_header, match_header
from enquiry_lib.data.reading.body import Mask
from enquiry_lib.data.reading.garbled import garbled_letters
from enquiry_lib.data.reading.kinds import Kind, damaged, kind_of, not_worked_out, unusable
from enquiry_lib.data.reading.layout import filled_cells
from enquiry_lib.data.reading.separated import SEPARATORS, cells_of, rows_of, sample_of
from enquiry_lib.data.reading.sheets import each_sheet
from enquiry_lib.data.reading.texts import encoding_note, encoding_of
from enquiry_lib.data.templates import Column
from enquiry_lib.errors import Problem
from enquiry_lib.store.printable import printable
from enquiry_lib.store.saving import read_whole

_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, eq=False)
class TextTable:
    """A file's cells as text, under the names of the dictionary.

    The index of `frame` is the row in the file, counted as a spreadsheet does; its columns are categories
    of text, "" where there is nothing. Rows without anything are left out. `left_out` has the pupils' codes
    in rows that were left out because they have too many cells, `unread` those rows. `own` has the columns that
    the dictionary does not know, as they are, by their heading ("" where there is none).
    """

    file: str
    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: frozenset[str] = frozenset()
    unread: tuple[int, ...] = ()
    own: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True, eq=False)
class _Sheet:
    """All cells of a file, from its first row on, and where the headings are (counted from 0).

    `may_shift` says that a cell too many moves the cells after it, as a comma in a csv file does.
    """

    cells: pd.DataFrame
    header: int
    may_shift: bool
    notes: tuple[str, ...]
    unworked: tuple[tuple[int, int], ...] = ()


def read_text(path: Path, dictionary: Sequence[Column]) -> TextTable:
    """Read a csv, tsv, txt, xlsx, xlsm, xls or ods file to text.

    Raises ProblemsFound when nothing in it can be used, FileInUse when another program holds it.
    """
    file, content = path.name, read_whole(path)
    kind = kind_of(file, content)
    if kind != "text":
        sheet = _first_with_headings(file, content, kind, dictionary)
    elif path.suffix.lower() in _SPREADSHEETS:
        raise damaged(file)
    else:
        sheet = _read_separated(file, content, dictionary)
    del content  # the cells have all of it
    return _under_names(file, sheet, dictionary)


# --- from all cells to the columns of the dictionary ------------------------------------------------------


def _under_names(file: str, sheet: _Sheet, dictionary: Sequence[Column]) -> TextTable:
    row = sheet.header + 1
    headings = [printable(str(cell).strip()) for cell in sheet.cells.iloc[sheet.header]]
    header = match_header(file, row, headings, dictionary)
    if any(column.required and column.name not in header.places for column in dictionary):
        raise errors.ProblemsFound(file, header.problems)
    body = sheet.cells.iloc[row:]
    filled = filled_cells(body)
    width = max(place for place, heading in enumerate(headings) if heading) + 1
    inside, beside = filled[:, :width].any(axis=1), filled[:, width:].any(axis=1)
    shifted = pd.Series(beside & sheet.may_shift, index=body.index)
    kept, left_out = body[pd.Series(inside, index=body.index) & ~shifted], body[shifted]
    frame = pd.DataFrame({name: kept[place] for name, place in header.places.items()})
    too_long = (_too_long(file, int(row), width) for row in left_out.index)
    formulas = _formulas(file, sheet, headings, header.places)
    problems = (*header.problems, *too_long, *formulas, *garbled_letters(file, frame))
    notes = (*sheet.notes, *_layout_notes(sheet, headings, filled), *header.notes)
    unread = tuple(int(row) for row in left_out.index)
    own = _own_columns(kept, headings, header.places)
    return TextTable(file, frame, problems, notes, _pupils_in(left_out, header.places), unread, own)


def _own_columns(rows: pd.DataFrame, headings: Sequence[str], places: Mapping[str, int]) -> pd.DataFrame:
    """Give the columns that are none of the dictionary's; one with neither heading nor cells is none."""
    others = [place for place in range(len(headings)) if place not in places.values()]
    named = [place for place in others if headings[place] or (rows[place] != "").any()]
    return rows[named].set_axis([headings[place] for place in named], axis=1)


def _formulas(
    file: str, sheet: _Sheet, headings: Sequence[str], places: Mapping[str, int]
) -> Iterator[Problem]:
    """Name the formulas without a value under the headings of the dictionary."""
    for row, place in sheet.unworked:
        if row > sheet.header + 1 and place in places.values():
            yield not_worked_out(file, row, headings[place])


def _pupils_in(rows: pd.DataFrame, places: Mapping[str, int]) -> frozenset[str]:
    """Give the pupils' codes in some rows, where there is a column of them."""
    if "pupil_id" not in places:
        return frozenset()
    return frozenset(str(cell).strip() for cell in rows[places["pupil_id"]])


def _layout_notes(sheet: _Sheet, headings: Sequence[str], filled: Mask) -> Iterator[str]:
    """Say what about the layout was not plain. `filled` is about the cells under the headings."""
    if sheet.header:
        yield f"the headings were found in row {sheet.header + 1}"
    if not filled.any():
        yield "there are no rows under the headings"
    nameless = [place for place, heading in enumerate(headings) if not heading and filled[:, place].any()]
    if nameless:
        yield "cells without a heading above them are not used"


def _too_long(file: str, row: int, width: int) -> Problem:
    do = "Put a text that has a comma in it between quotation marks, or empty the cells beside the table."
    found = "more cells than there are headings"
    return Problem(file, row, "", found, f"at most {width} cells", f"{do} The row was left out.")


# --- where the headings are -------------------------------------------------------------------------------


def _read_separated(file: str, content: bytes, dictionary: Sequence[Column]) -> _Sheet:
    encoding = encoding_of(file, content)
    sample = sample_of(content, encoding)
    samples = {mark: rows_of(sample, mark, ROWS_SEARCHED) for mark in SEPARATORS}
    found = {mark: find_header(rows, dictionary) for mark, rows in samples.items()}
    separator = max(found, key=lambda mark: _named_and_all(samples[mark], *found[mark]))
    header, named = found[separator]
    if not named:
        raise _no_headings(file, dictionary)
    cells = cells_of(file, content, encoding, separator)
    notes = [encoding_note(encoding)]
    notes += [f"columns separated by {SEPARATORS[separator]}"] if separator != "," else []
    return _Sheet(cells, header, True, tuple(filter(None, notes)))


def _named_and_all(rows: list[list[str]], header: int, named: int) -> tuple[int, int]:
    """Give how many headings a separator makes that are known, and how many in all: the more of either the better."""
    return named, len(rows[header]) if named else 0


def _first_with_headings(file: str, content: bytes, kind: Kind, dictionary: Sequence[Column]) -> _Sheet:
    """Read the first sheet that has the headings."""
    for number, sheet in enumerate(each_sheet(file, content, kind)):
        cells = sheet.cells.set_axis(range(sheet.cells.shape[1]), axis=1)
        first = cells.iloc[:ROWS_SEARCHED].astype("str").to_numpy().tolist()
        header, named = find_header(first, dictionary)
        if named:
            read_from = [f"read from the sheet '{sheet.name}'"] if number else []
            places = {int(place): number for number, place in enumerate(sheet.cells.columns)}
            unworked = tuple((row, places[place]) for row, place in sheet.unworked if place in places)
            return _Sheet(cells, header, False, (*read_from, *sheet.notes), unworked)
    raise _no_headings(file, dictionary)


def _no_headings(file: str, dictionary: Sequence[Column]) -> errors.ProblemsFound:
    needed = ", ".join(column.name for column in dictionary if column.required)
    do = (
        "Copy the headings from template.csv into the first row. An export as it comes out of your system can be "
        "brought in with `enquiry import`, which asks what its headings mean."
    )
    return unusable(file, "no row with headings", f"a row that names {needed}", do)
