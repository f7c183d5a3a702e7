"""Text files to cells: which character separates the columns, and every cell as a category of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pandas as pd

from enquiry_lib.data.reading.kinds import unusable
from enquiry_lib.data.reading.reach import MOST_COLUMNS
from enquiry_lib.data.reading.texts import without_mark

SEPARATORS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
}
_SAMPLE = 50_000  # bytes that are sure to hold the headings
_LINES = 100
_LINE_ENDS = (b"\n", b"\r")
_LONGEST = 2**22  # bytes of a line; what is longer has no line ends at all, and would fill the memory
_BUFFER = 2**20  # bytes handed on in one go
_SAID = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)


def sample_of(content: bytes, encoding: str) -> str:
    """Give the first lines of a text, enough to tell how it is laid out."""
    with io.TextIOWrapper(io.BytesIO(content[: 4 * _SAMPLE]), encoding, errors="ignore", newline="") as text:
        return text.read(_SAMPLE)


def rows_of(text: str, separator: str, most: int | None = None) -> list[list[str]]:
    """Split the first rows of a text at a separator; quotation marks hold a cell together."""
    return list(islice(_reader(io.StringIO(text, newline=""), separator), most))


def _reader(text: io.TextIOBase, separator: str) -> Iterator[list[str]]:
    return csv.reader(text, delimiter=separator)


def said_separator(sample: str) -> str:
    """Give the separator that a first line 'sep=;' names, "" where there is no such line.

    >>> said_separator("sep=;\\na;b\\n")
    ';'
    """
    said = _SAID.fullmatch(sample.splitlines()[0]) if sample.strip() else None
    return said[1] if said else ""


def separator_of(sample: str) -> str:
    """Find the separator that splits the first lines most evenly into columns.

    >>> separator_of('name;mark\\n"Lee, A";1,5\\n"Poe, B";2,5\\n')
    ';'
    """
    scores = {mark: _evenness(sample, mark) for mark in SEPARATORS}
    return max(scores, key=lambda mark: scores[mark])


def _evenness(sample: str, separator: str) -> tuple[float, float]:
    """Give how many of the lines with anything in them have the usual number of columns, and that number."""
    try:
        rows = rows_of(sample, separator, _LINES)
    except csv.Error:  # a cell of more than 131,072 characters
        return 0.0, 0
    full = len(rows) == _LINES or sample.endswith(("\n", "\r")) or len(sample) < _SAMPLE
    widths = [len(row) for row in (rows if full else rows[:-1]) if any(cell.strip() for cell in row)]
    split = [width for width in widths if width > 1]
    if not split:
        return 0.0, 0
    usual = max(set(split), key=lambda width: (split.count(width), width))
    return round(split.count(usual) / len(widths), 1), usual


def cells_of(file: str, content: bytes, encoding: str, separator: str) -> pd.DataFrame:
    """Give all cells as categories of text: rows counted from 1, columns from 0.

    Quick for the usual file, patient with one of ragged rows. Raises ProblemsFound when a quotation mark is
    never closed, or when a line is longer or has more columns than any table's.
    """
    _refuse_long(file, content)
    _refuse_wide(file, content, encoding, separator)
    try:
        return _parse(content, encoding, separator, _width(sample_of(content, encoding), separator))
    except (pd.errors.ParserError, csv.Error):
        rows, width = _extent(file, content, encoding, separator)
    try:
        return _parse(content, encoding, separator, width)
    except pd.errors.ParserError as problem:
        raise _never_closed(file, rows) from problem


def _refuse_long(file: str, content: bytes) -> None:
    """Refuse a text with a line that no table has."""
    if any(last - first > _LONGEST for first, last in _long_lines(content)):
        found = f"a line of more than {_LONGEST // 2**20} MB"
        raise unusable(
            file, found, "lines that end, one for each row", "Export the table again as a csv file."
        )


def _refuse_wide(file: str, content: bytes, encoding: str, separator: str) -> None:
    """Refuse a text with too many columns before it is taken apart; pandas takes a millisecond for each."""
    mark = separator.encode(without_mark(content, encoding)[0])
    if any(content.count(mark, *line) >= MOST_COLUMNS for line in _long_lines(content)):
        found = f"a line with more than {MOST_COLUMNS:,} columns"
        do = "Export the table again, or turn it round, so that each pupil has a row and each thing about them a column."
        raise unusable(file, found, f"at most {MOST_COLUMNS:,} columns", do)


def _long_lines(content: bytes) -> Iterator[tuple[int, int]]:
    """Give where lines begin and end that are long enough for so many columns; the others are only skimmed."""
    first, step = 0, MOST_COLUMNS // 2
    for start in range(0, len(content), step):
        ends = [end for end in _LINE_ENDS if content.find(end, start, start + step) >= 0]
        if ends:
            last = min(content.find(end, start, start + step) for end in ends)
            if last - first >= MOST_COLUMNS:
                yield first, last
            first = 1 + max(content.rfind(end, start, start + step) for end in ends)
    if len(content) - first >= MOST_COLUMNS:
        yield first, len(content)


def _width(sample: str, separator: str) -> int:
    return max((len(row) for row in rows_of(sample, separator, _LINES)), default=1) or 1


def _parse(content: bytes, encoding: str, separator: str, width: int) -> pd.DataFrame:
    """Let pandas' own engine read the cells, after a row of empty ones: else it takes a column of 007 for numbers."""
    codec, mark = without_mark(content, encoding)
    empty = (separator * (width - 1) + "\n").encode(codec)
    with io.BufferedReader(_Joined(empty, memoryview(content)[mark:]), _BUFFER) as stream:
        cells = pd.read_csv(
            stream,
            encoding=codec,
            sep=separator,
            header=None,
            names=list(range(width)),
            dtype="category",
            na_filter=False,
            skip_blank_lines=False,
            engine="c",
        )
    return cells.iloc[1:]


class _Joined(io.RawIOBase):
    """Some bytes one after the other, without a copy of them all."""

    def __init__(self, *parts: bytes | memoryview) -> None:
        self.parts = [memoryview(part) for part in parts if len(part)]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.parts:
            return 0
        some = self.parts[0][: len(buffer)]
        buffer[: len(some)] = some
        self.parts[:1] = [rest] if len(rest := self.parts[0][len(some) :]) else []
        return len(some)


def _extent(file: str, content: bytes, encoding: str, separator: str) -> tuple[int, int]:
    """Give how many rows a text has, and how many cells its longest row."""
    count, width = 0, 1
    with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as text:
        try:
            for row in _reader(text, separator):
                count, width = count + 1, max(width, len(row))
        except csv.Error as problem:  # a cell of more than 131,072 characters
            raise _never_closed(file, 0) from problem
    return count, width


def _never_closed(file: str, row: int) -> Exception:
    do = 'Look for a " that stands alone, close or delete it, and save the file again.'
    return unusable(file, "a quotation mark that is opened and never closed", "marks in pairs", do, row)
