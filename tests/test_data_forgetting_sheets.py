"""Spreadsheets without a pupil's rows."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from enquiry_lib.data.forgetting.sheets import old_sheet_texts, old_sheet_without, sheet_without
from enquiry_lib.data.forgetting.sought import Sought

AB, DIGITS = Sought(frozenset({"AB12CD"})), Sought(frozenset({"123456"}))
ROWS = (
    ("pupil_id", "friend", "n"),
    ("EF34GH", "AB12CD", 1.5),
    ("AB12CD", "x", 2),
    ("GH56IJ", "with AB12CD. Yes.", 3),
)


def xlsx(*rows: tuple[object, ...], **options: object) -> bytes:
    """Give a spreadsheet with these rows, a note, a format and a sheet of its own."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("pupils")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, book.add_format({"bold": number == 0}))
        book.add_worksheet("Another").write(0, 0, "stays")
    return out.getvalue()


def rows_of(content: bytes, sheet: str = "pupils") -> list[list[object]]:
    """Give the rows of a sheet as another program reads them, without empty ones."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    return [row for row in rows if any(row)]


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}])
def test_rows_go_and_the_rest_stays(options: dict[str, object]) -> None:
    """With texts kept apart or in the cells: a row goes, other rows and sheets and formats stay."""
    content = xlsx(*ROWS, **options)
    after, gone = sheet_without(content, AB) or (b"", 0)
    assert gone == 1
    assert rows_of(after) == [
        list(ROWS[0]),
        ["EF34GH", "[withheld]", 1.5],
        ["GH56IJ", "[withheld] Yes.", 3.0],
    ]
    assert rows_of(after, "Another") == [["stays"]]
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book["pupils"]["A1"].font.bold and not book["pupils"]["A2"].font.bold
    assert not AB.is_in(after)


def test_an_identifier_kept_as_a_number_goes_too() -> None:
    """Excel keeps digits as a number: the row goes, and in another's row the cell is emptied."""
    after, gone = sheet_without(xlsx(("pupil_id", "friend"), (123456, 1), (234567, 123456)), DIGITS) or (
        b"",
        0,
    )
    assert (rows_of(after), gone) == ([["pupil_id", "friend"], [234567.0, ""]], 1)


def test_the_order_of_formulas_names_no_row_that_went() -> None:
    """Excel calls a file damaged whose list of formulas names a cell without one."""
    content = xlsx(*ROWS)
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/calcChain.xml", '<calcChain><c r="C2" i="1"/><c r="C3"/></calcChain>')
    after, _ = sheet_without(out.getvalue(), AB) or (b"", 0)
    with zipfile.ZipFile(io.BytesIO(after)) as packed:
        assert packed.read("xl/calcChain.xml") == b'<calcChain><c r="C2" i="1"/></calcChain>'


def test_an_opendocument_sheet_loses_the_row() -> None:
    """Repeated cells before a column do not move it."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [
        empty + cell.format("pupil_id") + cell.format("x"),
        *(empty + cell.format(p) + cell.format("AB12CD?") for p in ("AB12CD", "EF34GH")),
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("content.xml", "".join(f"<table:table-row>{row}</table:table-row>" for row in rows))
    after, gone = sheet_without(out.getvalue(), AB) or (b"", 0)
    with zipfile.ZipFile(io.BytesIO(after)) as packed:
        text = packed.read("content.xml").decode()
    assert (gone, text.count("<table:table-row>"), "EF34GH" in text, "AB12CD" in text) == (1, 2, True, False)


def test_a_sheet_of_the_old_kind_is_written_anew() -> None:
    """What calamine reads of it comes back as an .xlsx; numbers stay numbers."""
    content = xlsx(*ROWS)
    assert "AB12CD" in (old_sheet_texts(content) or "")
    after, gone = old_sheet_without(content, AB) or (b"", 0)
    assert (rows_of(after)[1], gone) == (["EF34GH", "[withheld]", 1.5], 1)
    assert rows_of(after, "Another") == [["stays"]]


def test_what_cannot_be_read_is_nothing() -> None:
    """A damaged file gives nothing, so that it is left and named."""
    assert sheet_without(b"PK\x03\x04", AB) is old_sheet_without(b"\xd0\xcf\x11\xe0", AB) is None
    assert old_sheet_texts(b"no sheet") is None
