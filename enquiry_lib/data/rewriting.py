"""Tables that are changed in place: a csv keeps its columns and every text as typed, a spreadsheet becomes a csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.files import find_file
from enquiry_lib.data.header import ROWS_SEARCHED, find_header, match_header
from enquiry_lib.data.reading import read_text
from enquiry_lib.data.templates import Column, columns
from enquiry_lib.data.values import Fault, read_value
from enquiry_lib.errors import Problem
from enquiry_lib.store.saving import read_whole
from enquiry_lib.store.typed_csv import TypedCsv, new_csv, read_typed

_SEPARATORS = ",;\t|^~"
_TEXT_FILES = (".csv", ".tsv", ".txt")


@dataclass
class OpenTable:
    """A table that can be changed: its cells, where its columns are, and the row of its headings (from 0).

    `numbers` gives the number of each row in the file it was read from. A table that was read from a spreadsheet
    is kept as a csv from then on.
    """

    table: str
    file: Path
    cells: TypedCsv
    places: dict[str, int]
    header: int
    numbers: Sequence[int]
    known: dict[str, Column] = field(repr=False)

    @property
    def is_spreadsheet(self) -> bool:
        """Whether it was read from a spreadsheet."""
        return self.file.suffix.lower() not in _TEXT_FILES

    @property
    def target(self) -> Path:
        """Where it is written: its own file, or a csv beside the spreadsheet."""
        return self.file.with_name(f"{self.table}.csv") if self.is_spreadsheet else self.file

    def rows(self) -> Iterator[int]:
        """Give the places of the rows under the headings that have anything in them."""
        for row in range(self.header + 1, len(self.cells.rows)):
            if any(cell.strip() for cell in self.cells.rows[row]):
                yield row

    def text(self, row: int, column: str) -> str:
        """Give a cell of a column of the dictionary; nothing where there is no such column."""
        return self.cells.cell(row, self.places[column]) if column in self.places else ""

    def value(self, row: int, column: str) -> object:
        """Give what a cell is read as; None for an empty one, a Fault for one that cannot be read."""
        text = self.text(row, column)
        return read_value(self.known[column], text) if text else None

    def put(self, row: int, column: str, text: str) -> None:
        """Write a cell of a column that the table has."""
        self.cells.put(row, self.places[column], text)

    def add_column(self, heading: str) -> int:
        """Add a column at the right, empty in every row, and give its place."""
        place = max(len(self.cells.rows[row]) for row in (self.header, *self.rows()))
        self.cells.put(self.header, place, heading)
        for row in self.rows():
            self.cells.put(row, place, "")
        if heading in self.known:
            self.places[heading] = place
        return place


def open_table(folder: Path, table: str) -> OpenTable | None:
    """Open a table of a school to change it; None when there is no file of it.

    Raises ProblemsFound when there are two files of it, or when it cannot be changed safely.
    """
    file, problems = find_file(folder, table)
    if problems:
        raise errors.ProblemsFound(folder, problems)
    if file is None:
        return None
    dictionary = {column.name: column for column in columns(table)}
    opened = _typed(table, file, dictionary)
    absent = [name for name, column in dictionary.items() if column.required and name not in opened.places]
    if absent:
        do = "Run `enquiry check`, and put the headings right first."
        raise _unusable(file, f"no column {absent[0]}", "every column that is needed", do)
    return opened


def _typed(table: str, file: Path, dictionary: dict[str, Column]) -> OpenTable:
    if file.suffix.lower() in _TEXT_FILES:
        return _separated(table, file, dictionary)
    frame = read_text(file, list(dictionary.values())).frame
    rows = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
    cells = new_csv([list(map(str, frame.columns)), *rows])
    places = {str(name): place for place, name in enumerate(frame.columns)}
    return OpenTable(table, file, cells, places, 0, [0, *map(int, frame.index)], dictionary)


def _separated(table: str, file: Path, dictionary: dict[str, Column]) -> OpenTable:
    """Open a text file with the separator that gives most headings that are known."""
    content, tried = read_whole(file), []
    for separator in _SEPARATORS:
        try:
            cells = read_typed(content, separator)
        except ValueError:  # with another separator it may be in order; with none the person is told
            continue
        first = [cells.texts(row) for row in range(min(ROWS_SEARCHED, len(cells.rows)))]
        header, named = find_header(first, list(dictionary.values()))
        tried.append((named, header, cells))
    if not tried or not max(named for named, _, _ in tried):
        do = "Open it in Excel and save it as 'CSV UTF-8 (comma delimited)', and run `enquiry check`."
        raise _unusable(file, "a file that cannot be changed safely", "a table with its headings", do)
    _, header, cells = max(tried, key=lambda one: one[0])
    places = match_header(file.name, header + 1, cells.texts(header), list(dictionary.values())).places
    return OpenTable(table, file, cells, places, header, range(1, len(cells.rows) + 1), dictionary)


def _unusable(file: Path, found: str, expected: str, do: str) -> errors.ProblemsFound:
    return errors.ProblemsFound(file, [Problem(file.name, 0, "", found, expected, do)])


def is_fault(value: object) -> bool:
    """Say whether a cell could not be read."""
    return isinstance(value, Fault)


def rows_in_words(numbers: Sequence[int]) -> str:
    """Name rows, the first twenty of them.

    >>> rows_in_words([3]), rows_in_words([3, 5])
    ('row 3', 'rows 3, 5')
    """
    more = f" and {len(numbers) - 20} more" if len(numbers) > 20 else ""
    return f"row{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers[:20]))}{more}"
