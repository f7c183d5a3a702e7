"""Small spreadsheets for tests, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:calcext" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet">'
)
_CLOSE = "</table:table></office:spreadsheet></office:body></office:document-content>"


def book(fill: Callable[[Any], object]) -> bytes:
    """Make the bytes of an Excel workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        fill(workbook)
    return out.getvalue()


def sheets(**tables: Sequence[Sequence[object]]) -> bytes:
    """Make the bytes of a workbook with these sheets, each a list of rows."""

    def fill(workbook: Any) -> None:
        for name, rows in tables.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

    return book(fill)


def edited(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Give a workbook with the text of its first sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == "xl/worksheets/sheet1.xml" else text)
    return out.getvalue()


def cell(value: object, kind: str = "", attributes: str = "") -> str:
    """Make a cell of an OpenDocument sheet; kind: as OpenDocument calls it, by itself from the value."""
    if value is None:
        return f"<table:table-cell{attributes}/>"
    text = escape(str(value))
    kind = kind or ("float" if isinstance(value, int | float) else "string")
    kept = f' office:value="{text}"' if kind != "string" else ""
    shown = f"{float(text):.0%}" if kind == "percentage" else text
    return f'<table:table-cell office:value-type="{kind}"{kept}{attributes}><text:p>{shown}</text:p></table:table-cell>'


def opendocument(*rows: Sequence[str], after: str = "") -> bytes:
    """Make the bytes of an OpenDocument spreadsheet of rows of cells."""
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", _OPEN + body + after + _CLOSE)
    return out.getvalue()
