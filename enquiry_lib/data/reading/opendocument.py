"""Cells of an OpenDocument sheet that have to be read as they are shown: percentages, and formulas that failed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from enquiry_lib.data.reading.shown import FAILED, PERCENT, PERCENTAGE, ShownCell, shown

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SIGNS = (b'value-type="percentage"', b'value-type="error"')
_MOST_REPEATED = 10_000  # of rows or cells alike; more are the empty rest of a sheet


def shown_in_opendocument(content: bytes) -> dict[str, list[ShownCell]]:
    """Find by the name of its sheet each cell that is shown otherwise than it is kept."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml")
    if not any(sign in xml for sign in _SIGNS):
        return {}
    tables = ElementTree.fromstring(xml).iter(f"{_TABLE}table")  # noqa: S314 - expat has limits
    return {str(table.get(f"{_TABLE}name")): list(_shown(table)) for table in tables}


def _shown(table: ElementTree.Element) -> Iterator[ShownCell]:
    number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        cells = list(_in_row(row))
        again = int(row.get(f"{_TABLE}number-rows-repeated") or 1)
        for each in range(number, number + (min(again, _MOST_REPEATED) if cells else 0)):
            yield from ((each, *cell) for cell in cells)
        number += again


def _in_row(row: ElementTree.Element) -> Iterator[tuple[int, str, str]]:
    place = 0
    for cell in row:
        again = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        percent = cell.get(f"{_OFFICE}value-type") == "percentage"
        text = shown(str(cell.get(f"{_OFFICE}value")), PERCENT) if percent else _failed(cell)
        if text:
            how = PERCENTAGE if percent else FAILED
            yield from ((each, how, text) for each in range(place, place + min(again, _MOST_REPEATED)))
        place += again


def _failed(cell: ElementTree.Element) -> str:
    """Give what a formula that failed shows, "" for any other cell."""
    if not any(key.endswith("}value-type") and value == "error" for key, value in cell.items()):
        return ""
    return "".join(cell.itertext()).strip()
