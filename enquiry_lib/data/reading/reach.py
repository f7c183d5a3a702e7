"""How far a sheet of an xlsx file reaches, found before anything is laid out: a stray cell would fill the memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from enquiry_lib.data.reading.shown import place_of

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""No sheet of Excel's is larger."""

_ANY = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: \w+="[^"\'<>]*")*(/?)>')
_TAG = re.compile(rb"""<((?:[^\s<>/:]+:)?(row|c))((?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?)(/?)>""")
_ATTRIBUTE = re.compile(rb"""([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLACE = re.compile(rb"([A-Za-z]+)(\d+)")

Parts = Callable[[], Iterable[bytes]]
"""Gives a sheet's XML from its beginning, in parts that end where a row ends."""


@dataclass
class Reach:
    """The lowest and furthest cell with anything in it, and whether every cell says plainly where it is."""

    bottom: int = 0
    right: int = 0
    filled: int = 0
    plain: bool = True

    @property
    def cells(self) -> int:
        """Give how many cells the sheet spans, or how many it has where that is more."""
        return max(self.bottom * self.right, self.filled)


def find_reach(parts: Parts, most: int) -> Reach:
    """Find how far a sheet reaches; what is beyond `most` cells is not looked at any further."""
    reach, columns = Reach(), set[bytes]()
    for part in parts():
        many = 0
        for letters, row, empty in map(re.Match.groups, _PLAIN.finditer(part)):
            many += 1
            if not empty:
                columns.add(letters)
                reach.bottom = max(reach.bottom, int(row))
                reach.filled += 1
        if many != sum(1 for _ in _ANY.finditer(part)):
            return _walked(parts, most)
        reach.right = max((place_of(letters) + 1 for letters in columns), default=0)
        if reach.cells > most:
            break
    return reach


def _walked(parts: Parts, most: int) -> Reach:
    walk = _Walk()
    for part in parts():
        walk.through(part)
        if walk.reach.cells > most:
            break
    return walk.reach


def numbered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Give the XML of a sheet with the place written plainly into each cell, for those who left it out."""
    walk = _Walk()
    for part in parts:
        yield walk.through(part)


class _Walk:
    """A walk from cell to cell: what has no place of its own stands after the one before it."""

    def __init__(self) -> None:
        self.reach = Reach(plain=False)
        self.row = self.place = 0

    def through(self, part: bytes) -> bytes:
        return _TAG.sub(self._step, part)

    def _step(self, tag: re.Match[bytes]) -> bytes:
        name, kind, held = tag[1], tag[2], tag[3] + tag[4]
        said = {key: one or other for key, one, other in _ATTRIBUTE.findall(held)}
        if kind == b"row":
            self.row, self.place = _counted(said.get(b"r", b""), self.row + 1), 0
            return tag[0]
        self._to(said.pop(b"r", b""))
        empty = held.rstrip().endswith(b"/")
        if not empty:
            self._count()
        attributes = b"".join(b' %s="%s"' % (key, value) for key, value in said.items())
        return b'<%s r="%s%d"%s%s>' % (name, _letters(self.place), self.row, attributes, b"/" * empty)

    def _to(self, said: bytes) -> None:
        if found := _PLACE.fullmatch(said):
            far = len(found[1]) > 3
            self.place = MOST_COLUMNS + 1 if far else place_of(found[1].upper()) + 1
            self.row = _counted(found[2], self.row)
        else:
            self.place += 1

    def _count(self) -> None:
        self.reach.bottom = max(self.reach.bottom, self.row)
        self.reach.right = max(self.reach.right, self.place)
        self.reach.filled += 1


def _counted(digits: bytes, otherwise: int) -> int:
    return int(digits[:12]) if digits.isdigit() else otherwise


def _letters(place: int) -> bytes:
    """Give the letters of a column counted from 1."""
    letters = b""
    while place > 0:
        place, letter = divmod(place - 1, 26)
        letters = bytes([65 + letter]) + letters
    return letters
