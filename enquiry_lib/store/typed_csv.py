"""A csv file whose cells can be changed while every other letter in it stays as it was typed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass
class TypedCsv:
    """The cells of a csv file as they stand in it, quotation marks and all, with what ends each line.

    `separator` stands between cells; `mark` is what the file begins with to say its encoding.
    """

    rows: list[list[str]]
    ends: list[str]
    separator: str
    encoding: str
    mark: bytes = b""

    def texts(self, row: int) -> list[str]:
        """Give the cells of a row, counted from 0, as they are meant."""
        return [_meant(cell) for cell in self.rows[row]]

    def cell(self, row: int, place: int) -> str:
        """Give a cell as it is meant, without spaces around it; nothing where the row is too short."""
        cells = self.rows[row]
        return _meant(cells[place]).strip() if place < len(cells) else ""

    def put(self, row: int, place: int, text: str) -> None:
        """Write a cell; a row that is too short is made long enough."""
        cells = self.rows[row]
        cells += [""] * (place + 1 - len(cells))
        cells[place] = _typed(text, self.separator)

    def new_row(self) -> int:
        """Add an empty row at the foot, and give its place; the line above it is ended first."""
        usual = next((end for end in self.ends if end), "\r\n")
        if self.ends and not self.ends[-1]:
            self.ends[-1] = usual
        self.rows.append([""])
        self.ends.append(usual)
        return len(self.rows) - 1

    def as_unicode(self) -> None:
        """Let the file have any letter: UTF-8 with the mark that Excel looks for."""
        self.encoding, self.mark = "utf-8", codecs.BOM_UTF8

    def drop(self, row: int) -> None:
        """Take a row out."""
        del self.rows[row], self.ends[row]

    def content(self) -> bytes:
        """Give the bytes of the file."""
        lines = (self.separator.join(cells) + end for cells, end in zip(self.rows, self.ends, strict=True))
        return self.mark + "".join(lines).encode(self.encoding)


def read_typed(content: bytes, separator: str) -> TypedCsv:
    """Take a csv file apart: UTF-8 or UTF-16 with their marks, UTF-8 without, or Windows-1252.

    Raises ValueError when it cannot be put together again as it was: a quotation mark that is never closed, or
    bytes that are no text.

    >>> typed = read_typed(b'id;name\\r\\noak;"Oak; a school"\\r\\n', ";")
    >>> typed.put(1, 0, "elm")
    >>> typed.content()
    b'id;name\\r\\nelm;"Oak; a school"\\r\\n'
    """
    mark, encoding, text = decoded(content)
    rows, ends = _taken_apart(text, separator)
    typed = TypedCsv(rows, ends, separator, encoding, mark)
    meant = [[] if row == [""] else [_meant(cell) for cell in row] for row in rows]
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as problem:
        raise ValueError(str(problem)) from problem
    if meant != read:
        raise ValueError("a quotation mark is opened and never closed")
    return typed


def new_csv(rows: Sequence[Sequence[str]]) -> TypedCsv:
    """Make a csv of texts that Excel opens as it is: UTF-8 with its mark, commas.

    >>> new_csv([["pupil_id", "class_name"], ["P0001", "7, upper"]]).content()
    b'\\xef\\xbb\\xbfpupil_id,class_name\\r\\nP0001,"7, upper"\\r\\n'
    """
    cells = [[_typed(text, ",") for text in row] for row in rows]
    return TypedCsv(cells, ["\r\n"] * len(cells), ",", "utf-8", codecs.BOM_UTF8)


def decoded(content: bytes) -> tuple[bytes, str, str]:
    """Give the mark a file begins with, its encoding and its text. Raises UnicodeDecodeError for what is no text."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return mark, encoding, content[len(mark) :].decode(encoding)
    try:
        return b"", "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "cp1252", content.decode("cp1252")


def _taken_apart(text: str, separator: str) -> tuple[list[list[str]], list[str]]:
    plain = rf"[^{re.escape(separator)}\r\n]*"
    cell = re.compile(rf'("(?:[^"]|"")*"{plain}|(?!"){plain})({re.escape(separator)}|\r\n|\n|\r|\Z)')
    rows: list[list[str]] = [[]]
    ends: list[str] = []
    place = 0
    while place < len(text) or rows[-1]:
        found = cell.match(text, place)
        if found is None:
            raise ValueError("a quotation mark is opened and never closed")
        rows[-1].append(found[1])
        place = found.end()
        if found[2] != separator:
            ends.append(found[2])
            rows.append([])
    return rows[:-1], ends


_QUOTED = re.compile(r'"((?:[^"]|"")*)"(.*)', re.DOTALL)


def _meant(cell: str) -> str:
    """Give a cell without its quotation marks, as csv programs read it."""
    found = _QUOTED.fullmatch(cell) if cell.startswith('"') else None
    return found[1].replace('""', '"') + found[2] if found else cell


def _typed(text: str, separator: str) -> str:
    """Give a cell with quotation marks where it needs them."""
    needs = any(letter in text for letter in (separator, '"', "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if needs else text
