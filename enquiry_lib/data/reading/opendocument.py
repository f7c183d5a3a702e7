"""What is particular in the cells of an OpenDocument file: percentages, formulas that failed or have no value, and how
far a sheet reaches."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from enquiry_lib.data.reading.parts import pieces
from enquiry_lib.data.reading.reach import Reach
from enquiry_lib.data.reading.shown import FAILED, PERCENT, PERCENTAGE, ShownCell, shown

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ROW, _SHEET = f"{_TABLE}table-row", f"{_TABLE}table"
_SIGNS = (b"percentage", b"error", b":formula")
_MOST_REPEATED = 10_000  # of rows or cells alike; more are the empty rest of a sheet


@dataclass(frozen=True)
class SheetCells:
    """The cells of a sheet that are shown otherwise than kept, and (row from 1) the formulas without a value."""

    shown: list[ShownCell] = field(default_factory=list)
    unworked: list[tuple[int, int]] = field(default_factory=list)


def cells_in_opendocument(content: bytes) -> dict[str, SheetCells]:
    """Find by the name of its sheet each cell that is shown otherwise than it is kept, or has no value."""
    with _opened(content) as stream:
        if not any(sign in piece for piece in pieces(stream, b">") for sign in _SIGNS):
            return {}
    found: dict[str, SheetCells] = {}
    with _opened(content) as stream:
        name, number = "", 0
        for element in _rows_and_sheets(stream):
            if element.tag == _SHEET:
                name, number = str(element.get(f"{_TABLE}name")), 0
                found[name] = SheetCells()
            else:
                number += _look(element, number, found[name])
    return found


def _opened(content: bytes) -> IO[bytes]:
    return zipfile.ZipFile(io.BytesIO(content)).open("content.xml")


def _rows_and_sheets(stream: IO[bytes]) -> Iterator[ElementTree.Element]:
    """Give each sheet where it begins, and each of its rows; a row is let go when it was looked at."""
    above: list[ElementTree.Element] = []
    for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314 - expat has limits
        if event == "start":
            above.append(element)
            if element.tag == _SHEET:
                yield element
            continue
        above.pop()
        if element.tag == _ROW:
            yield element
            above[-1].remove(element)


def _look(row: ElementTree.Element, number: int, found: SheetCells) -> int:
    """Look at the cells of a row, the first of several alike; gives how many there are."""
    shown_here, unworked = list(_shown(row)), list(_unworked(row))
    again = int(row.get(f"{_TABLE}number-rows-repeated") or 1)
    for each in range(number, number + min(again, _MOST_REPEATED) if shown_here or unworked else number):
        found.shown.extend((each, *cell) for cell in shown_here)
        found.unworked.extend((each + 1, place) for place in unworked)
    return again


def _places(row: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, range]]:
    place = 0
    for cell in row:
        again = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        yield cell, range(place, place + min(again, _MOST_REPEATED))
        place += again


def _shown(row: ElementTree.Element) -> Iterator[tuple[int, str, str]]:
    for cell, places in _places(row):
        percent = cell.get(f"{_OFFICE}value-type") == "percentage"
        text = shown(str(cell.get(f"{_OFFICE}value")), PERCENT) if percent else _failed(cell)
        if text:
            yield from ((each, PERCENTAGE if percent else FAILED, text) for each in places)


def _unworked(row: ElementTree.Element) -> Iterator[int]:
    for cell, places in _places(row):
        typed = any(key.endswith("}value-type") for key in cell.keys())  # noqa: SIM118 - an element gives its parts, not its attributes
        if cell.get(f"{_TABLE}formula") and not typed and not "".join(cell.itertext()).strip():
            yield from places


def _failed(cell: ElementTree.Element) -> str:
    """Give what a formula that failed shows, "" for any other cell."""
    if not any(key.endswith("}value-type") and value == "error" for key, value in cell.items()):
        return ""
    return "".join(cell.itertext()).strip()


# --- how far the sheets reach -----------------------------------------------------------------------------

_TAG = re.compile(
    rb"""<(/?)(?:[^\s<>/:]+:)?(table|table-row|(?:covered-)?table-cell)((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)(/?)>"""
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d+)""")


def reach_in_opendocument(content: bytes, most: int) -> Reach:
    """Find how far the furthest sheet reaches; what is beyond `most` cells is not looked at any further."""
    walk = _Walk()
    with _opened(content) as stream:
        for piece in pieces(stream, b">"):
            for tag in _TAG.finditer(piece):
                walk.step(*tag.groups())
            if walk.furthest.cells > most:
                break
    return walk.furthest


class _Walk:
    """A walk from cell to cell, each as often as it stands there."""

    def __init__(self) -> None:
        self.furthest, self.reach = Reach(), Reach()
        self.row = self.again = self.place = self.right = 0

    def step(self, closing: bytes, name: bytes, held: bytes, closed: bytes) -> None:
        empty = bool(closed) or held.endswith(b"/")
        if name == b"table":
            self.reach, self.row = Reach(), 0
        elif name == b"table-row":
            self._row(held, begins=not closing, ends=bool(closing) or empty)
        elif not closing:
            self.place += _repeated(held)
            if not empty or b"value-type" in held:
                self.right = self.place

    def _row(self, held: bytes, *, begins: bool, ends: bool) -> None:
        if begins:
            self.again, self.place, self.right = _repeated(held), 0, 0
        if ends:
            self.row += self.again
            if self.right:
                self.reach.filled += self.again * self.right
                self.reach.bottom, self.reach.right = self.row, max(self.reach.right, self.right)
                self.furthest = max(self.furthest, self.reach, key=lambda one: one.cells)


def _repeated(held: bytes) -> int:
    found = _REPEATED.search(held)
    return int(found[1][:12]) if found else 1
