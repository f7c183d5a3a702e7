"""The parts of an xlsx file: where each sheet is kept, how its numbers are shown, and its XML piece by piece."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from enquiry_lib.data.reading.reach import Reach, find_reach, numbered
from enquiry_lib.data.reading.shown import formats_of

_PIECE = 4 * 2**20  # bytes; no sheet is in the memory as a whole
_LONGEST_ROW = 8 * _PIECE
_END_OF_ROW = b"row>"
_TEXTS = "xl/sharedStrings.xml"
_TEXT = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s>/]")
_SHARED = re.compile(rb'\bt="s"[^>]*>\s*<(?:[^\s<>/:]+:)?v>\s*(\d{1,9})\s*<')
_FEW = 50 * 2**20  # letters


def pieces(stream: IO[bytes], end: bytes) -> Iterator[bytes]:
    """Give a text in pieces that each end where something ends, so that no cell is cut in two.

    >>> list(pieces(io.BytesIO(b"<row>1</row><row>2</row></x>"), b"row>"))
    [b'<row>1</row><row>2</row>', b'</x>']
    """
    held = b""
    while some := stream.read(_PIECE):
        held += some
        cut = held.rfind(end) + len(end)
        if cut >= len(end):
            yield held[:cut]
            held = held[cut:]
        elif len(held) > _LONGEST_ROW:
            cut = held.rfind(b">") + 1 or len(held)
            yield held[:cut]
            held = held[cut:]
    if held:
        yield held


class Parts:
    """Where in an xlsx file each sheet is kept, and how cells of each style are shown."""

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

    def reach(self, name: str, most: int) -> Reach:
        """Find how far a sheet reaches; what is beyond `most` cells is not looked at any further."""
        return find_reach(lambda: self._raw(name), most)

    def sheet(self, name: str, reach: Reach) -> Iterator[bytes]:
        """Give the XML of a sheet in pieces that end where a row ends, with its place in every cell."""
        return self._raw(name) if reach.plain else numbered(self._raw(name))

    def text(self, name: str, reach: Reach) -> int:
        """Count the letters of a sheet's texts, each as often as it stands there; roughly where they are few."""
        if _TEXTS not in self.archive.namelist():
            return 0
        lengths = self._lengths()
        if int(lengths.max(initial=0)) * reach.filled <= _FEW:
            return int(lengths.sum())
        used = (np.array(_SHARED.findall(xml), dtype=np.int64) for xml in self.sheet(name, reach))
        return sum(int(lengths[places[places < len(lengths)]].sum()) for places in used)

    def _lengths(self) -> npt.NDArray[np.int64]:
        """Give the length of each text that cells share, in bytes."""
        starts, before = [], 0
        with self.archive.open(_TEXTS) as stream:
            for xml in pieces(stream, b">"):
                starts += [before + found.start() for found in _TEXT.finditer(xml)]
                before += len(xml)
        places = np.array([*starts, before], dtype=np.int64)
        return places[1:] - places[:-1]

    def _raw(self, name: str) -> Iterator[bytes]:
        with self.archive.open(self._there(self.places.get(name, ""))) as stream:
            yield from pieces(stream, _END_OF_ROW)

    def _member(self, name: str) -> bytes:
        return self.archive.read(self._there(name))

    def _there(self, name: str) -> str:
        if name not in self.archive.namelist():
            raise zipfile.BadZipFile(f"there is no {name}")
        return name
