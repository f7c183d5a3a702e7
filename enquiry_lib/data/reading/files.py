"""Any file with a table in it, read without a dictionary: texts under headings, and all that was not plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading.footnotes import footnote_questions, take_away
from enquiry_lib.data.reading.garbled import garbled_letters
from enquiry_lib.data.reading.grids import Grid, read_grids
from enquiry_lib.data.reading.headings import each_once, span_of
from enquiry_lib.data.reading.kinds import not_worked_out, unusable
from enquiry_lib.data.reading.labels import alike_labels
from enquiry_lib.data.reading.layout import Layout, find_layout
from enquiry_lib.data.reading.sheets import letters_of
from enquiry_lib.data.reading.texts import SPACE
from enquiry_lib.errors import Problem
from enquiry_lib.store.printable import printable

if TYPE_CHECKING:
    from enquiry_lib.data.meaning import Values

_NEARLY = 0.7  # of the largest table; a sheet with so large a one is asked about
SHEET = "sheet"
SPACED, STEERED = "spaces", "signs that steer a screen"
_TOO_MANY = (
    "Put a text that has the separator in it between quotation marks, or empty the cells beside the table. The row "
    "was left out."
)


@dataclass(frozen=True, eq=False)
class ReadFile:
    """A file's table as text: what it holds under which headings, where it was, and what was not plain.

    `frame` has the table's own rows, trimmed, as categories of text with "" where there is nothing; its index
    is the row in the file, counted as a spreadsheet does. `header` has the rows of the headings; a heading of
    several rows is joined, '2014 | Appeals registered'. Lines above and under the table are `titles` and
    `footnotes`. `left_out` names the rows that are none of the table's (columns row, why, text): totals,
    section headings, repeated headings, lines of printed pages, footnotes, rows with too many cells or no key.
    """

    file: str
    sheet: str
    sheets: tuple[str, ...]
    encoding: str
    separator: str
    merged: tuple[str, ...]
    header: tuple[int, ...]
    frame: pd.DataFrame
    titles: tuple[str, ...]
    footnotes: tuple[str, ...]
    left_out: pd.DataFrame
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]

    def answered(self, answers: Mapping[str, str]) -> ReadFile:
        """Give the file with the numbers of footnotes taken away where that was the answer.

        answers: by the key of a question, the choice that was made. Which sheet is meant is said to `read_file`.
        """
        left = tuple(question for question in self.questions if not question.answer(answers))
        return replace(self, frame=take_away(self.frame, answers), questions=left)

    def values(self, answers: Mapping[str, str] | None = None) -> Values:
        """Give what the texts mean: numbers, dates, codes, and the symbols that say why a number is not given.

        answers: by the key of a question, the choice that was made.
        """
        from enquiry_lib.data.meaning import read_values

        frame = self.answered(answers or {}).frame
        return read_values(frame, file=self.file, answers=answers or {})


def read_file(path: Path, *, sheet: str = "", header: Sequence[int] = ()) -> ReadFile:
    """Read the table in a csv, xlsx, xlsm, xls or ods file, wherever in it the table stands.

    sheet: the worksheet to read; left empty, the one with the largest table. header: the rows of the headings,
    counted from 1, when they are not found rightly. Raises ProblemsFound when the file is none with a table in
    it or no headings are found, FileNotFound, FileInUse, or WrongValue for a sheet or rows that are not there.
    """
    grids = read_grids(path)
    found = [
        (grid, layout) for grid in _asked(path, grids, sheet, header) if (layout := _layout(grid, header))
    ]
    if not found:
        raise _no_table(path.name, grids)
    grid, layout = max(found, key=lambda one: one[1].weight)
    rows = {one.sheet: int(its.rows.sum()) for one, its in found}
    others = [one.sheet for one, its in found if one is not grid and _may_be_meant(its, layout)]
    return _read(grid, layout, {one.sheet: rows.get(one.sheet, 0) for one in grids if one.sheet}, others)


def _may_be_meant(other: Layout, largest: Layout) -> bool:
    """Say whether a sheet may be meant as well: with a table as large, or with the same headings, as one a class."""
    alike = set(other.headings.names.values()) == set(largest.headings.names.values())
    return bool(other.rows.any()) and (alike or other.weight >= _NEARLY * largest.weight)


def _layout(grid: Grid, header: Sequence[int]) -> Layout | None:
    return find_layout(grid.cells, merged=grid.merged, header=sorted(header), may_shift=bool(grid.separator))


def _asked(path: Path, grids: Sequence[Grid], sheet: str, header: Sequence[int]) -> list[Grid]:
    asked = [grid for grid in grids if not sheet or grid.sheet.casefold() == sheet.strip().casefold()]
    if not asked:
        known = ", ".join(f"'{grid.sheet}'" for grid in grids if grid.sheet)
        expected = f"one of {known}" if known else "left out: a text file has no sheets"
        raise errors.WrongValue(path.name, name="sheet", found=f"'{sheet}'", expected=expected)
    having = [grid for grid in asked if all(row in grid.cells.index for row in header)]
    if not having:
        last = max(grid.cells.index[-1] for grid in asked)
        rows, expected = ", ".join(map(str, header)), f"rows of the file, which ends with row {last}"
        raise errors.WrongValue(path.parent, name="header", found=rows, expected=expected)
    return having


def _no_table(file: str, grids: Sequence[Grid]) -> errors.ProblemsFound:
    merged = [span for grid in grids for span in grid.merged]
    more = "; formulas that have not been worked out" * any(grid.unworked for grid in grids)
    more += f"; merged cells in {', '.join(merged[:10])}{' …' * (len(merged) > 10)}" if merged else ""
    do = (
        "Put one heading over each column, in a row of its own directly above the rows of data, and take away "
        "what is not part of the table."
    )
    return unusable(file, f"no table: no row that can be headings over rows of data{more}", "a table", do)


# --- one sheet --------------------------------------------------------------------------------------------


def _read(grid: Grid, layout: Layout, sheets: Mapping[str, int], others: Sequence[str]) -> ReadFile:
    """Make what is known of a sheet; `sheets` are all of the file with the rows of their tables."""
    frame, trimmed = _frame(grid, layout)
    footnotes = _lines(grid, layout.left_out_as("footnote"))
    labels = alike_labels(grid.file, frame)
    return ReadFile(
        file=grid.file,
        sheet=grid.sheet,
        sheets=tuple(sheets),
        encoding=grid.encoding,
        separator=grid.separator,
        merged=grid.merged,
        header=layout.headings.rows,
        frame=frame,
        titles=_lines(grid, layout.titles),
        footnotes=footnotes,
        left_out=_left_out(grid, layout),
        notes=(*grid.notes, *_notes(grid, layout, sheets, trimmed)),
        problems=(
            *_problems(grid, layout),
            *_formulas(grid, layout),
            *garbled_letters(grid.file, frame),
            *labels,
        ),
        questions=(*_which_sheet(grid, sheets, others), *footnote_questions(frame, footnotes)),
    )


def _frame(grid: Grid, layout: Layout) -> tuple[pd.DataFrame, Counter[str]]:
    """Give the table's own rows under their headings, and how many cells had spaces around or unseen signs in them."""
    columns, trimmed = {}, Counter[str]()
    names = _names(layout)
    for place in layout.places:
        columns[names[place]], cells = _trimmed(grid.cells[place][layout.rows])
        trimmed.update(cells)
    return pd.DataFrame(columns, index=grid.cells.index[layout.rows]), trimmed


def _names(layout: Layout) -> dict[int, str]:
    """Give the heading of each column; one that has none is called by its number."""
    named = layout.headings.names
    return each_once(named | {place: f"column {place + 1}" for place in layout.places if place not in named})


def _trimmed(column: pd.Series) -> tuple[pd.Series, dict[str, int]]:
    """Take spaces away around the texts of a column, and signs that steer a screen; categories that nobody uses go."""
    column = column.cat.remove_unused_categories()
    texts = [str(text) for text in column.cat.categories]
    bare = [printable(text.strip(SPACE)) for text in texts]
    if texts == bare:
        return column, {}
    codes = column.cat.codes.to_numpy()
    spaced = np.array([text != text.strip(SPACE) and bool(text.strip(SPACE)) for text in texts])
    kept = sorted(set(bare))
    place = {text: number for number, text in enumerate(kept)}
    new = np.array([place[text] for text in bare]).take(codes)
    values = pd.Categorical.from_codes(new, categories=pd.Index(kept, dtype="str"))
    steering = np.array([one != text.strip(SPACE) for text, one in zip(texts, bare, strict=True)])
    counts = {SPACED: int(spaced.take(codes).sum()), STEERED: int(steering.take(codes).sum())}
    return pd.Series(values, index=column.index), counts


def _left_out(grid: Grid, layout: Layout) -> pd.DataFrame:
    rows = [(row, why, next(_filled(grid, row), "")) for row, why in layout.left_out]
    return pd.DataFrame(rows, columns=["row", "why", "text"])


def _lines(grid: Grid, rows: Sequence[int]) -> tuple[str, ...]:
    return tuple(" ".join(_filled(grid, row)) for row in rows)


def _filled(grid: Grid, row: int) -> Iterator[str]:
    """Give the texts of a row's cells, each on one line."""
    cells = grid.cells.iloc[int(grid.cells.index.searchsorted(row))]
    yield from filter(None, (" ".join(str(cell).split()) for cell in cells))


# --- what is said -----------------------------------------------------------------------------------------


def _notes(grid: Grid, layout: Layout, sheets: Mapping[str, int], trimmed: Counter[str]) -> Iterator[str]:
    if len(sheets) > 1:
        others = [f"'{one}'{_said_many(rows)}" for one, rows in sheets.items() if one != grid.sheet]
        yield f"read from the sheet '{grid.sheet}'; the others: {', '.join(others)}"
    rows = layout.headings.rows
    if rows != (1,):
        joined = ", joined" * (len(rows) > 1)
        yield f"the headings were found in {_said_rows(rows)}{joined}"
    if not layout.rows.any():
        yield "there are no rows under the headings"
    yield from _left_out_notes(layout)
    if layout.beside:
        letters = ", ".join(letters_of(place) for place in layout.beside)
        yield f"cells beside the table are not used (column {letters})"
    if spaced := trimmed[SPACED]:
        yield f"spaces around {spaced:,} cell{'s' * (spaced > 1)} were taken away"
    if steered := trimmed[STEERED]:
        yield f"signs that steer a screen in {steered:,} cell{'s' * (steered > 1)} were replaced"


_SAID = {
    "total": "left out as totals",
    "section heading": "left out as headings of sections",
    "repeated heading": "left out as headings repeated",
    "line of a page": "left out as heads and feet of printed pages",
    "footnote": "left out as notes under the table",
    "no key": "left out because they lack what tells all the other rows apart",
    "another table": "left out because another table begins there",
}


def _said_many(rows: int) -> str:
    return f" ({rows:,} row{'s' * (rows > 1)})" if rows else ""


def _left_out_notes(layout: Layout) -> Iterator[str]:
    for why, said in _SAID.items():
        if rows := layout.left_out_as(why):
            yield f"{_said_rows(rows)} {said}"


def _said_rows(rows: Sequence[int], most: int = 5) -> str:
    """Name some rows: 'row 9', 'rows 3, 5 and 9', 'rows 3, 5, 7, 9, 11 …'."""
    named = [str(row) for row in rows[:most]]
    if len(rows) > most:
        return f"rows {', '.join(named)} …"
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return f"row{'s' * (len(named) > 1)} {listed}"


def _problems(grid: Grid, layout: Layout) -> Iterator[Problem]:
    most = f"at most {len(layout.places)} cells"
    for row in layout.left_out_as("too many cells"):
        yield Problem(grid.file, row, "", "more cells than there are headings", most, _TOO_MANY)
    if layout.another:
        do = "Bring in the other table from a file of its own. Its rows were left out."
        yield Problem(grid.file, layout.another, "", "headings of another table", "one table in a sheet", do)
    if spans := [span for span in grid.merged if _spans_rows(span, grid, layout)]:
        found = f"merged cells {', '.join(spans[:5])}{' …' * (len(spans) > 5)}"
        do = "Only the first of their rows has the text: take the merging away and fill in the others."
        yield Problem(grid.file, span_of(spans[0])[0], "", found, "a cell for each row", do, "warning")


def _formulas(grid: Grid, layout: Layout) -> Iterator[Problem]:
    """Name the formulas without a value in the table's own columns; what was left out as a total is not read anyway."""
    passed = {row for row, _ in layout.left_out}
    names = _names(layout)
    for row, place in grid.unworked:
        if place in names and row >= min(layout.headings.rows) and row not in passed:
            yield not_worked_out(grid.file, row, names[place])


def _spans_rows(span: str, grid: Grid, layout: Layout) -> bool:
    """Say whether merged cells reach over several rows of the table."""
    top, _, bottom, _ = span_of(span)
    first, last = grid.cells.index.searchsorted([top, bottom + 1])
    return bottom > top and int(layout.rows[first:last].sum()) > 1


def _which_sheet(grid: Grid, sheets: Mapping[str, int], others: Sequence[str]) -> Iterator[Question]:
    if others:
        asked = (
            "Several sheets hold a table with the same headings or of about the same size: "
            f"{', '.join(repr(one) + _said_many(sheets[one]) for one in (grid.sheet, *others))}. Only one is read at a time. "
            "Which is it now? The others can be brought in after it, one by one."
        )
        yield Question(f"{SHEET}|", "", asked, (grid.sheet, *others), grid.sheet)
