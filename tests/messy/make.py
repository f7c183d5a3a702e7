"""Make the spreadsheets of the corpus, once: `python tests/messy/make.py`; their bytes are committed.

Needs xlsxwriter, and xlwt for the two old workbooks (it is no dependency of the project: without it they
stay as they are). Everything in them is invented.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

FILES = Path(__file__).parent / "files"
Rows = Sequence[Sequence[object]]
IDS = ("Q000999925001", "Q000999925002", "Q000999925003")
SCORES: Rows = (("Pupil ID", "Form", "Score"), ("P0001", "7B", 12), ("P0002", "7B", 9), ("P0003", "7R", 15))
PUPILS: Rows = (
    ("pupil_id", "year_group", "class_name", "sex", "pupil_premium", "joined_on"),
    ("P0001", 7, "7B", "F", "no", date(2025, 9, 1)),
    ("P0002", 7, "7B", "M", "yes", date(2025, 9, 1)),
    ("P0003", 7, "7R", "F", "no", date(2025, 9, 1)),
)
DAYS = (date(2025, 9, 15), date(2025, 9, 16), date(2025, 9, 17))


# --- xlsx -------------------------------------------------------------------------------------------------


def book(name: str, fill: Callable[[Any], None]) -> None:
    """Write a workbook, with a date of making that never changes."""
    with xlsxwriter.Workbook(str(FILES / name), {"default_date_format": "dd/mm/yyyy"}) as workbook:
        workbook.set_properties({"created": datetime(2025, 9, 1), "author": "", "comments": "invented"})
        fill(workbook)


def put(sheet: Any, rows: Rows, row: int = 0, column: int = 0) -> None:
    """Write rows of cells from a place on (counted from 0)."""
    for number, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if cell != "":
                sheet.write(row + number, column + place, cell)


def one_sheet(name: str, rows: Rows, row: int = 0, column: int = 0) -> None:
    """Write a workbook of one sheet."""
    book(name, lambda workbook: put(workbook.add_worksheet("Data"), rows, row, column))


def merged_header(workbook: Any) -> None:
    """A title over all columns, then two rows of headings with merged cells."""
    sheet = workbook.add_worksheet("Progress")
    sheet.merge_range("A1:F1", "Invented Academy: progress by term")
    sheet.merge_range("A3:A4", "Pupil ID")
    sheet.merge_range("B3:B4", "Form")
    sheet.merge_range("C3:D3", "Reading")
    sheet.merge_range("E3:F3", "Maths")
    put(sheet, [("Autumn", "Spring", "Autumn", "Spring")], 3, 2)
    put(
        sheet,
        [
            ("P0001", "7B", 98, 101, 95, 97),
            ("P0002", "7B", 87, 90, 102, 103),
            ("P0003", "7R", 92, 95, 88, 93),
        ],
        4,
    )


def merged_header_years(workbook: Any) -> None:
    """Years, as numbers, merged over their two measures."""
    sheet = workbook.add_worksheet("Years")
    sheet.write("A1", "Pupil ID")
    sheet.merge_range("B1:C1", 2024)
    sheet.merge_range("D1:E1", 2025)
    put(sheet, [("Score", "Grade", "Score", "Grade")], 1, 1)
    put(
        sheet,
        [
            ("P0001", 12, "B", 15, "A"),
            ("P0002", 9, "C", 10, "C"),
            ("P0003", 14, "A", 16, "A"),
            ("P0004", 8, "D", 9, "C"),
        ],
        2,
    )


def three_row_header(workbook: Any) -> None:
    """Term over subject over measure, merged."""
    sheet = workbook.add_worksheet("Data")
    sheet.merge_range("A1:A3", "Pupil ID")
    sheet.merge_range("B1:E1", "Autumn")
    sheet.merge_range("B2:C2", "Reading")
    sheet.merge_range("D2:E2", "Maths")
    put(sheet, [("Score", "Grade", "Score", "Grade")], 2, 1)
    put(sheet, [("P0001", 98, "B", 95, "B"), ("P0002", 87, "C", 102, "A"), ("P0003", 92, "B", 88, "C")], 3)


def several_sheets(workbook: Any) -> None:
    """Two terms, a sheet each."""
    put(workbook.add_worksheet("Autumn"), SCORES)
    put(
        workbook.add_worksheet("Spring"),
        [("Pupil ID", "Form", "Score"), ("P0001", "7B", 14), ("P0002", "7B", 11)],
    )


def empty_sheets_first(workbook: Any) -> None:
    """An empty sheet, the table, and a list beside it."""
    workbook.add_worksheet("Sheet1")
    put(workbook.add_worksheet("Marks"), SCORES, 1)
    workbook.add_worksheet("Sheet3")


def notes_first(workbook: Any) -> None:
    """A sheet of notes before the table."""
    notes = (
        "How to use this workbook",
        "",
        "Fill in the sheet called Data.",
        "Ask the office when in doubt.",
        "Nothing here is real.",
    )
    put(workbook.add_worksheet("Read me"), [(note,) for note in notes])
    put(workbook.add_worksheet("Data"), SCORES)


def notes_first_merged(workbook: Any) -> None:
    """A cover with merged cells, a sheet of notes, and the table third."""
    cover = workbook.add_worksheet("Cover")
    cover.merge_range("B2:F4", "Invented Academy: reading ages")
    cover.write("B6", "Printed on 3 November 2025")
    put(workbook.add_worksheet("Notes"), [("1. Everything is invented.",), ("2. So are the scores.",)])
    put(workbook.add_worksheet("Reading"), [("Reading ages",), ("",), *SCORES])


def totals(workbook: Any) -> None:
    """Totals worked out by formulas, after a blank row."""
    sheet = workbook.add_worksheet("Data")
    put(sheet, [("Pupil ID", "Possible", "Present"), ("P0001", 88, 80), ("P0002", 88, 88), ("P0003", 86, 70)])
    sheet.write("A6", "Total")
    sheet.write_formula("B6", "=SUM(B2:B4)", None, 262)
    sheet.write_formula("C6", "=SUM(C2:C4)", None, 238)


def stray_far_cell(workbook: Any) -> None:
    """A cell in the last column that a sheet can have."""
    sheet = workbook.add_worksheet("Data")
    put(sheet, SCORES)
    sheet.write("XFD3", "x")


def stray_last_cell(workbook: Any) -> None:
    """A cell in the last column of the last row."""
    sheet = workbook.add_worksheet("Data")
    put(sheet, SCORES)
    sheet.write("XFD1048576", "x")


def formatted_far_cell(workbook: Any) -> None:
    """A cell without anything in it but a colour, in the last column."""
    sheet = workbook.add_worksheet("Data")
    put(sheet, SCORES)
    sheet.write_blank("XFD2", None, workbook.add_format({"bg_color": "yellow"}))


def hidden_rows_and_columns(workbook: Any) -> None:
    """A hidden row and a hidden column of the table."""
    sheet = workbook.add_worksheet("Data")
    put(sheet, SCORES)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})


def filtered_rows(workbook: Any) -> None:
    """A filter that somebody left on, and a hidden sheet of lists."""
    sheet = workbook.add_worksheet("Data")
    put(sheet, SCORES)
    sheet.autofilter("A1:C4")
    sheet.filter_column("B", "x == 7B")
    sheet.set_row(3, None, None, {"hidden": True})
    lists = workbook.add_worksheet("Lists")
    put(lists, [("7B",), ("7R",)])
    lists.hide()


def formula_errors(workbook: Any) -> None:
    """Formulas that failed, among numbers."""
    sheet = workbook.add_worksheet("Data")
    put(
        sheet,
        [("Pupil ID", "Score", "Rank"), *((f"P000{number}", 10 + number, number) for number in range(1, 8))],
    )
    sheet.write_formula("B3", "=VLOOKUP(9,A1:A2,1)", None, "#N/A")
    sheet.write_formula("C5", "=A1/0", None, "#DIV/0!")


def formula_errors_in_texts(workbook: Any) -> None:
    """Look-ups that failed, among texts and among dates."""
    sheet = workbook.add_worksheet("Data")
    put(
        sheet,
        [
            ("Pupil ID", "Form", "Joined"),
            *((f"P000{number}", "7B", date(2025, 9, number)) for number in range(1, 8)),
        ],
    )
    sheet.write_formula("B3", "=VLOOKUP(9,A1:A2,1)", None, "#REF!")
    sheet.write_formula("C4", "=NA()", None, "#N/A")


def dates_and_serials(workbook: Any) -> None:
    """Days as days, and days that lost their format."""
    sheet = workbook.add_worksheet("Data")
    put(
        sheet,
        [
            ("Pupil ID", "Date", "Date of test"),
            *((f"P000{number}", date(2025, 9, 14 + number), 45914 + number) for number in range(1, 5)),
        ],
    )


def long_numbers(workbook: Any) -> None:
    """Thirteen digits as a number (shown as 1.23E+12), and codes kept as text with their zeros."""
    rows = [
        ("ULN", "Adm No", "Score"),
        *((1234567890120 + number, f"00012{number}", 50 + number) for number in range(1, 5)),
    ]
    one = workbook.add_worksheet("Data")
    put(one, rows)


def sections(workbook: Any) -> None:
    """Headings of sections, and the headings again after each."""
    rows = [
        ("Year 7",),
        SCORES[0],
        *SCORES[1:],
        ("",),
        ("Year 8",),
        SCORES[0],
        ("P0004", "8B", 10),
        ("P0005", "8R", 11),
    ]
    put(workbook.add_worksheet("Data"), rows)


def grouped_rows(workbook: Any) -> None:
    """Forms merged over the rows of their pupils."""
    sheet = workbook.add_worksheet("Data")
    put(
        sheet,
        [("Form", "Pupil ID", "Score"), *(("", f"P000{number}", 10 + number) for number in range(1, 6))],
    )
    sheet.merge_range("A2:A4", "7B")
    sheet.merge_range("A5:A6", "7R")


def sessions(workbook: Any) -> None:
    """A register: days merged over morning and afternoon."""
    sheet = workbook.add_worksheet("Register")
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range("A1:A2", "UPN")
    for number, when in enumerate(DAYS):
        sheet.merge_range(0, 1 + 2 * number, 0, 2 + 2 * number, when, day)
    put(sheet, [("AM", "PM") * 3], 1, 1)
    put(
        sheet,
        [(pupil, *marks) for pupil, marks in zip(IDS, ("/\\/\\L\\", "/\\IIII", "OO/\\MM"), strict=True)],
        2,
    )


def widen(name: str) -> None:
    """Say in a workbook that its sheet reaches to column XFD, as Excel does after a column was coloured."""
    content = (FILES / name).read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(FILES / name, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            inside = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                inside = inside.replace(b'<dimension ref="A1:C4"/>', b'<dimension ref="A1:XFD88"/>')
            new.writestr(member, inside)


def no_table(workbook: Any) -> None:
    """Titles, sections and merged cells, and no table anywhere."""
    sheet = workbook.add_worksheet("Abbreviations")
    for row, line in (
        (0, "Invented performance tables"),
        (2, "Abbreviations"),
        (5, "A"),
        (8, "B"),
        (11, "See also the guide"),
    ):
        sheet.write(row, 0, line)
    sheet.merge_range("A15:C15", "Printed by nobody")


MAKERS: dict[str, Callable[[Any], None]] = {
    "merged_header": merged_header,
    "merged_header_years": merged_header_years,
    "three_row_header": three_row_header,
    "several_sheets": several_sheets,
    "empty_sheets_first": empty_sheets_first,
    "notes_first": notes_first,
    "notes_first_merged": notes_first_merged,
    "totals": totals,
    "stray_far_cell": stray_far_cell,
    "formatted_far_cell": formatted_far_cell,
    "hidden_rows_and_columns": hidden_rows_and_columns,
    "filtered_rows": filtered_rows,
    "formula_errors": formula_errors,
    "formula_errors_in_texts": formula_errors_in_texts,
    "dates_and_serials": dates_and_serials,
    "long_numbers": long_numbers,
    "sections": sections,
    "grouped_rows": grouped_rows,
    "sessions": sessions,
}


def make_books() -> None:
    """Make the workbooks in Excel's format."""
    one_sheet("book_offset_table.xlsx", SCORES, 4, 2)
    one_sheet(
        "book_blank_columns.xlsx",
        [
            ("Pupil ID", "", "Form", "", "Score"),
            ("P0001", "", "7B", "", 12),
            ("", "", "", "", ""),
            ("P0002", "", "7B", "", 9),
            ("P0003", "", "7R", "", 15),
        ],
        1,
    )
    one_sheet(
        "book_missing_heading.xlsx",
        [("Pupil ID", "", "Score"), ("P0001", "7B", 12), ("P0002", "7B", 9), ("P0003", "7R", 15)],
    )
    one_sheet("book_wide_dimension.xlsx", SCORES)
    widen("book_wide_dimension.xlsx")
    one_sheet("book_named_macro.xlsm", SCORES)
    one_sheet("ours_pupils_macro_named.xlsm", PUPILS, 3)
    one_sheet("book_gap_under_headings.xlsx", [SCORES[0], ("", "", ""), *SCORES[1:]], 2, 1)
    one_sheet("book_headings_of_two_lines.xlsx", [("Pupil\nID", "Form", "Score\n(of 20)"), *SCORES[1:]])
    one_sheet(
        "book_numbers_typed_as_text.xlsx",
        [
            ("Pupil ID", "Score", "Adm No"),
            ("P0001", "12 ", "0012"),
            ("P0002", " 9", "0013"),
            ("P0003", "15", "0101"),
        ],
    )
    for name, fill in MAKERS.items():
        book(f"book_{name}.xlsx", fill)


# --- xls and ods ------------------------------------------------------------------------------------------


def make_old_books() -> None:
    """Make two workbooks in the format of Excel 97."""
    try:
        import xlwt
    except ImportError:
        print("xlwt is not installed: the .xls files stay as they are")
        return
    titles = [("Invented Academy",), ("",), *SCORES, ("Total", "", 36)]
    ours = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in PUPILS]
    tables = {"book_old.xls": SCORES, "book_old_titles_totals.xls": titles, "ours_pupils_old.xls": ours}
    for name, rows in tables.items():
        workbook = xlwt.Workbook()
        put(workbook.add_sheet("Data"), rows)
        workbook.save(str(FILES / name))


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def _cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value:%d/%m/%Y}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def ods(name: str, rows: Rows, *, manifest: str = "") -> None:
    """Write a sheet as LibreOffice does, with its empty cells to the far right and bottom as repeats."""
    far = '<table:table-cell table:number-columns-repeated="16380"/>'
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}{far}</table:table-row>" for row in rows)
    below = f'<table:table-row table:number-rows-repeated="1048570">{far}</table:table-row>' if rows else ""
    sheet = f'<table:table table:name="Sheet1">{lines}{below}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">{body}</office:document-content>'
    entries = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}</manifest:file-entry>'
    listed = f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</manifest:manifest>'
    inside = zlib.compress(content.encode())[:200] if manifest else content.encode()
    pack(name, {"mimetype": _ODS.encode(), "META-INF/manifest.xml": listed.encode(), "content.xml": inside})


def make_open_books() -> None:
    """Make workbooks in LibreOffice's format."""
    ods(
        "book_open.ods",
        [
            ("Pupil ID", "Form", "Date", "Score"),
            ("P0001", "7B", DAYS[0], 12),
            ("P0002", "7B", DAYS[1], 9),
            ("P0003", "7R", DAYS[2], 15),
        ],
    )
    ods(
        "book_open_two_row_header.ods",
        [
            ("Invented Academy", "", "", "", ""),
            ("Pupil ID", "2024", "", "2025", ""),
            ("", "Score", "Grade", "Score", "Grade"),
            ("P0001", 12, "B", 15, "A"),
            ("P0002", 9, "C", 10, "C"),
            ("P0003", 14, "A", 16, "A"),
            ("Total", 35, "", 41, ""),
        ],
    )
    ods("ours_pupils_open.ods", PUPILS)
    ods("not_empty_book.ods", [])
    ods(
        "not_password.ods",
        SCORES,
        manifest='<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA"/>',
    )


# --- what is no spreadsheet -------------------------------------------------------------------------------


def pack(name: str, members: dict[str, bytes]) -> None:
    """Write an archive whose members have no date of their own."""
    with zipfile.ZipFile(FILES / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)


def picture() -> bytes:
    """Give a png picture of eight by eight grey dots."""

    def part(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    dots = zlib.compress(b"".join(b"\0" + bytes([90]) * 8 for _ in range(8)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
        + part(b"IDAT", dots)
        + part(b"IEND", b"")
    )


def locked() -> bytes:
    """Give the compound file that Excel makes of a workbook with a password: its two streams are named."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += (
        struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<I", 0)
        + struct.pack("<I", free) * 108
    )
    sectors = struct.pack("<IIII", table, end, 3, end) + struct.pack("<I", free) * 124

    def entry(name: str, kind: int, links: tuple[int, int, int], start: int, size: int) -> bytes:
        letters = (name + "\0").encode("utf-16-le")
        beside = struct.pack("<III", *links)
        return (
            letters.ljust(64, b"\0")
            + struct.pack("<HBB", len(letters), kind, 1)
            + beside
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    entries = entry("Root Entry", 5, (free, free, 1), end, 0) + entry(
        "EncryptionInfo", 2, (free, 2, free), end, 0
    )
    entries += entry("EncryptedPackage", 2, (free, free, free), 2, 1024) + bytes(128)
    return head + sectors + entries + bytes(range(256)) * 4


def bomb(name: str) -> None:
    """Write a workbook which says of its sheet that it unpacks to 3,000 million bytes."""
    one_sheet(name, SCORES)
    content = bytearray((FILES / name).read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
        size = struct.pack("<I", sheet.file_size)
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert content[entry : entry + 4] == b"PK\x01\x02" and content[entry + 24 : entry + 28] == size
    content[entry + 24 : entry + 28] = struct.pack("<I", 3_000_000_000)
    content[sheet.header_offset + 22 : sheet.header_offset + 26] = struct.pack("<I", 3_000_000_000)
    (FILES / name).write_bytes(bytes(content))


def make_what_is_none() -> None:
    """Make files that are no table, or cannot be read."""
    book("not_stray_last_cell.xlsx", stray_last_cell)
    book("not_a_table_merged.xlsx", no_table)
    book("not_empty_book.xlsx", lambda workbook: workbook.add_worksheet("Sheet1"))
    one_sheet("not_heading_only.xlsx", SCORES[:1], 2)
    word = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    kinds = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    pack("not_word.xlsx", {"[Content_Types].xml": kinds, "word/document.xml": word})
    pack("not_word.csv", {"[Content_Types].xml": kinds, "word/document.xml": word})
    pack(
        "not_zip.xlsx",
        {"autumn.csv": b"Pupil ID,Score\r\nP0001,12\r\n", "spring.csv": b"Pupil ID,Score\r\nP0001,14\r\n"},
    )
    (FILES / "not_picture.csv").write_bytes(picture())
    (FILES / "not_picture.xlsx").write_bytes(picture())
    (FILES / "not_password.xlsx").write_bytes(locked())
    (FILES / "not_password.xls").write_bytes(locked())
    (FILES / "not_whole.xlsx").write_bytes((FILES / "book_several_sheets.xlsx").read_bytes()[:3000])
    old = FILES / "book_old.xls"
    if old.exists():
        (FILES / "not_whole.xls").write_bytes(old.read_bytes()[:1500])
    (FILES / "not_a_spreadsheet.ods").write_bytes(b"Pupil ID,Score\r\nP0001,12\r\n")
    bomb("not_unpacked.xlsx")


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    make_books()
    make_old_books()
    make_open_books()
    make_what_is_none()
