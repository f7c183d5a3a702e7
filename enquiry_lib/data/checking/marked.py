"""A copy of a table in which each cell with a problem is coloured, and says in a comment what to do.

Every cell is the text that was typed, never a formula and never a number that Excel might change. The rows
stand where they stand in the file; of a very long file only the rows with a problem are copied. A second
sheet lists everything, also what is about a whole row or the whole file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from enquiry_lib.data.checking.check import DataCheck
from enquiry_lib.data.checking.listed import OWN_SCREEN
from enquiry_lib.data.files import find_file
from enquiry_lib.data.header import find_header, match_header
from enquiry_lib.data.reading import read_grids
from enquiry_lib.data.templates import TABLES, Column, columns
from enquiry_lib.errors import PROBLEM_COLUMNS, Problem, ProblemsFound, problem_rows
from enquiry_lib.store.saving import write_whole

MOST_ROWS = 100_000
"""Of a longer file only the rows with a problem are copied."""
COLOURS = {"error": ("#ffd9cc", "#a3320b"), "warning": ("#fff2c2", "#8a6a00")}
SAID = {"error": "Put right", "warning": "Worth a look"}
_WIDTHS = {"level": 12, "file": 20, "row": 14, "column": 16, "found": 44, "expected": 40, "do": 60}


@dataclass(frozen=True, eq=False)
class _Sheet:
    """The cells to copy, by their row and place in the file; where each column is; whether all rows are there."""

    cells: pd.DataFrame
    places: dict[str, int]
    whole: bool

    @property
    def columns(self) -> list[int]:
        """Give where each column of cells is in the file, counted from 0."""
        return [int(str(label)) for label in self.cells.columns]


def mark_tables(data: Path, check: DataCheck, out: Path) -> list[Path]:
    """Write a marked copy of each table that has a problem, as <table>_marked.xlsx in the folder `out`.

    A marked copy of an earlier check whose table has no problem now is taken away. Gives the paths written.
    Raises FileInUse when another program holds a file.
    """
    written = []
    for table in TABLES:
        path, copy = find_file(data, table)[0], out / f"{table}_marked.xlsx"
        found = [problem for problem in check.problems if path is not None and problem.file == path.name]
        if path is not None and found:
            write_whole(copy, marked_copy(path, columns(table), found))
            written.append(copy)
        else:
            copy.unlink(missing_ok=True)
    return written


def marked_copy(path: Path, dictionary: Sequence[Column], problems: Sequence[Problem]) -> bytes:
    """Give a workbook with a table's cells, those with a problem marked, and a sheet of all problems."""
    sheet = _sheet(path, dictionary, {problem.row for problem in problems})
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _write_cells(book, path.stem[:31], sheet, _by_cell(problems, sheet))
        _write_list(book, problems)
    return out.getvalue()


# --- the table --------------------------------------------------------------------------------------------


def _sheet(path: Path, dictionary: Sequence[Column], rows: set[int]) -> _Sheet:
    """Read a file's cells as they were typed; none where it cannot be read."""
    try:
        grids = read_grids(path)
    except ProblemsFound:
        return _Sheet(pd.DataFrame(), {}, True)
    best, top = max(((grid, _top(grid.cells)) for grid in grids), key=lambda one: _named(one[1], dictionary))
    place, _ = find_header(top, dictionary)
    heading = int(str(best.cells.index[place]))
    named = match_header(path.name, heading, top[place], dictionary).places
    places = {name: int(str(best.cells.columns[number])) for name, number in named.items()}
    whole = len(best.cells) <= MOST_ROWS
    cells = best.cells if whole else best.cells[best.cells.index.isin({heading, *rows})]
    return _Sheet(cells.astype(str), places, whole)


def _top(cells: pd.DataFrame) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in cells.head(30).itertuples(index=False)]


def _named(top: list[list[str]], dictionary: Sequence[Column]) -> int:
    return find_header(top, dictionary)[1]


def _by_cell(problems: Sequence[Problem], sheet: _Sheet) -> dict[tuple[int, int], list[Problem]]:
    """Give the problems of each cell, by its row in the file and its place; those of a row are its first cell's."""
    held: dict[tuple[int, int], list[Problem]] = {}
    rows, first = set(sheet.cells.index), min(sheet.columns, default=0)
    for problem in problems:
        if problem.row in rows:
            held.setdefault((problem.row, sheet.places.get(problem.column, first)), []).append(problem)
    return held


def _write_cells(book: Any, name: str, sheet: _Sheet, marked: dict[tuple[int, int], list[Problem]]) -> None:
    page = book.add_worksheet(name)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.set_header(f"&L{OWN_SCREEN}")
    text = book.add_format({"num_format": "@"})
    looks = {level: _look(book, level) for level in COLOURS}
    page.set_column(0, max(sheet.columns, default=0) + 1, 16, text)
    for at, place, row, column, cell in _cells(sheet):
        found = marked.get((row, column), [])
        look = looks[min(problem.level for problem in found)] if found else text
        if cell or found:
            page.write_string(at, place, cell[:32_767], look)
        if found:
            page.write_comment(
                at, place, _comment(found), {"x_scale": 2.4, "y_scale": 0.9 + 0.9 * len(found)}
            )


def _cells(sheet: _Sheet) -> Iterator[tuple[int, int, int, int, str]]:
    """Give each cell: where it is written (row, place), where it is in the file (row, place), and its text.

    Where not all rows are there, the first column says which row of the file it is.
    """
    aside = 0 if sheet.whole else 1
    for number, (row, *cells) in enumerate(sheet.cells.itertuples()):
        at = int(row) - 1 if sheet.whole else number
        if aside:
            yield at, 0, int(row), -1, f"row {row}"
        for place, cell in zip(sheet.columns, cells, strict=True):
            yield at, place + aside, int(row), place, cell


def _look(book: Any, level: str) -> Any:
    fill, edge = COLOURS[level]
    return book.add_format(
        {"bg_color": fill, "border": 2 if level == "error" else 1, "border_color": edge, "num_format": "@"}
    )


def _comment(problems: Sequence[Problem]) -> str:
    return "\n\n".join(
        f"{SAID[one.level]}\nFound: {one.found}\nExpected: {one.expected}\n{one.do}" for one in problems
    )


# --- the list ---------------------------------------------------------------------------------------------


def _write_list(book: Any, problems: Sequence[Problem]) -> None:
    """The second sheet: what is about the whole file first, then the rest, errors before warnings."""
    page = book.add_worksheet("What to do")
    title = book.add_format({"bold": True, "font_size": 13})
    heading = book.add_format({"bold": True, "bottom": 2, "valign": "top"})
    page.write_string(0, 0, OWN_SCREEN, title)
    for place, name in enumerate(PROBLEM_COLUMNS):
        page.set_column(place, place, _WIDTHS[name])
        page.write_string(2, place, name.capitalize(), heading)
    wrapped = {"text_wrap": True, "valign": "top"}
    looks = {level: book.add_format({**wrapped, "bg_color": fill}) for level, (fill, _) in COLOURS.items()}
    lines = problem_rows(sorted(problems, key=lambda problem: problem.row > 0))
    for at, line in enumerate(lines, start=3):
        for place, cell in enumerate(line):
            said = SAID[cell] if place == 0 else cell
            page.write_string(at, place, said[:32_767], looks[line[0]])
    page.freeze_panes(3, 0)
