"""Spreadsheets to cells: what cells show, how far a sheet reaches, what is merged."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from spreadsheets import book, cell, edited, opendocument, sheets

from enquiry_lib.data.reading import parts
from enquiry_lib.data.reading import sheets as module
from enquiry_lib.data.reading.kinds import Kind
from enquiry_lib.data.reading.sheets import Sheet, each_sheet, letters_of
from enquiry_lib.errors import ProblemsFound

OLD = Path(__file__).parent / "files" / "marks.xls"


def read(content: bytes, kind: Kind = "xlsx") -> list[Sheet]:
    """Read every sheet of a workbook."""
    return list(each_sheet("a.xlsx", content, kind))


def rows(sheet: Sheet) -> list[list[str]]:
    """Give the cells of a sheet, row by row."""
    return sheet.cells.astype("str").to_numpy().tolist()


def test_an_old_workbook_is_read_as_a_new_one() -> None:
    """Days, numbers, empty cells, merged titles and further sheets arrive from .xls."""
    marks, notes = read(OLD.read_bytes(), "xls")
    assert marks.name == "Marks"
    assert rows(marks)[2:4] == [
        ["Pupil ID", "Form", "Score", "Date of test"],
        ["P0001", "7A", "98.5", "2025-09-01"],
    ]
    assert marks.merged == ("A1:D1",)
    assert notes.cells.shape == (1, 1)


def test_an_opendocument_sheet_is_read_without_its_empty_rest() -> None:
    """A sheet that says it has a million rows and 16,384 columns is as large as what is in it."""
    rest = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    (sheet,) = read(
        opendocument([cell("Pupil"), cell("Share")], [cell("P01"), cell(0.5, "percentage")], after=rest),
        "ods",
    )
    assert rows(sheet) == [["Pupil", "Share"], ["P01", "50%"]]
    assert "as a percentage" in sheet.notes[0]


def test_columns_without_anything_are_left_out_and_the_others_keep_their_number() -> None:
    """A table that starts in column C, and a cell at the far right, are not 16,384 columns."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(2, 2, ["Pupil", "Score"])
        sheet.write(0, 16_383, "x")

    (sheet,) = read(book(fill))
    assert sheet.cells.columns.tolist() == [2, 3, 16_383]
    assert sheet.cells.index.tolist() == [1, 2, 3]


def test_cells_that_are_only_coloured_do_not_count() -> None:
    """Formats down to the last row and column leave the sheet as small as its table."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Pupil", "Score"])
        sheet.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))

    (sheet,) = read(book(fill))
    assert sheet.cells.shape == (1, 2)


@pytest.mark.parametrize("dimension", [b"", b'<dimension ref="A1:B2"/>'])
def test_a_cell_far_out_is_refused_whatever_the_sheet_says_of_its_size(dimension: bytes) -> None:
    """Some programs leave the size of a sheet out, or write a wrong one."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "Pupil")
        sheet.write(1_048_575, 16_383, "x")

    content = edited(book(fill), lambda xml: re.sub(rb"<dimension[^>]*>", dimension, xml))
    with pytest.raises(ProblemsFound, match="stray cell far below or beside"):
        read(content)


FAR = b"<row r='1048576'><c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c></row>"


@pytest.mark.parametrize(
    "row",
    [
        FAR,
        FAR.replace(b" r='1048576'", b""),
        FAR.replace(b" r='XFD1048576'", b"") + b"<row r='5'><c r='XFD5'><v>1</v></c></row>",
        b"<row r='400000'><c r='ALL400000'><v>1</v></c></row>",
        b'<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>',
        b"""<row x=">" r="900000"><c x=' r="A1" ' r="xfd900000"><v>1</v></c></row>""",
        b"<row>" + b"<c><v>1</v></c>" * 16_385 + b"</row>",
    ],
    ids=[
        "single quotes",
        "a row without number",
        "a cell without place",
        "far",
        "no such row",
        "hidden",
        "wide",
    ],
)
def test_a_cell_far_out_is_refused_however_it_is_written(row: bytes) -> None:
    """Any of them would end the whole program, which no message can come after."""
    content = sheets(Marks=[["Pupil", "Score"], ["P01", 5]])
    with pytest.raises(ProblemsFound, match="stray cell far below or beside"):
        read(edited(content, lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>")))


def test_cells_that_do_not_say_where_they_are_stand_after_one_another() -> None:
    """A percentage is found in them too, and written with single quotes."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [1, 2])
        sheet.write_number(1, 0, 3)
        sheet.write_number(1, 1, 0.25, workbook.add_format({"num_format": "0%"}))

    content = edited(book(fill), lambda xml: re.sub(rb' r="\w+"', b"", xml).replace(b's="1"', b"s='1'"))
    (sheet,) = read(content)
    assert rows(sheet) == [["1", "2"], ["3", "25%"]]


def test_a_formula_without_a_value_is_found() -> None:
    """One that gives nothing to see has a value all the same, and so has one that failed."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        for place, value in enumerate([0, 7, "", "#N/A"]):
            sheet.write_formula(0, place, f"=A{place + 2}", None, value)
        sheet.write(1, 0, 1)

    def change(xml: bytes) -> bytes:
        xml = xml.replace(b"<f>A2</f><v>0</v>", b"<f>A2</f><v/>")
        return xml.replace(b'<c r="C1"><f>', b'<c r="C1" t="str"><f>')

    (sheet,) = read(edited(book(fill), change))
    assert sheet.unworked == ((1, 0),)


def test_a_sheet_of_too_many_cells_is_sent_to_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no stray cell that makes it large."""
    monkeypatch.setattr(module, "_MOST_CELLS", 50)
    monkeypatch.setattr(module, "_MANY", 20)
    with pytest.raises(ProblemsFound, match=r"more than 50 cells in sheet 'A'.*CSV UTF-8"):
        read(sheets(A=[["a"] * 6] * 10))


def test_a_long_text_in_every_cell_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept once in the file, and would be in the memory as often as it stands in the sheet."""
    monkeypatch.setattr(module, "_MOST_TEXT", 100_000)
    monkeypatch.setattr(parts, "_FEW", 1_000)
    assert read(sheets(A=[["x" * 900, "y"]] * 100))
    with pytest.raises(ProblemsFound, match="texts of more than"):
        read(sheets(A=[["x" * 900, "y"]] * 200))


def test_merged_ranges_are_named() -> None:
    """As Excel names them."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.merge_range("B1:D1", "2025")
        sheet.merge_range("A1:A2", "Pupil")

    (sheet,) = read(book(fill))
    assert set(sheet.merged) == {"B1:D1", "A1:A2"}


def test_cells_become_the_text_they_would_be_in_a_csv_file() -> None:
    """Whole numbers have no point, days are ISO dates, truths are TRUE, percentages and zeros stand as shown."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        day, share = (
            workbook.add_format({"num_format": "dd/mm/yy"}),
            workbook.add_format({"num_format": "0%"}),
        )
        sheet.write_row(0, 0, [12345, 7.25, True, "=A1"[1:]])
        sheet.write_datetime(0, 4, dt.datetime(2025, 9, 1), day)
        sheet.write_number(0, 5, 0.125, share)
        sheet.write_number(0, 6, 71, workbook.add_format({"num_format": "0000"}))
        sheet.write_formula(0, 7, "=1/0", None, "#DIV/0!")

    (sheet,) = read(book(fill))
    assert rows(sheet) == [["12345", "7.25", "TRUE", "A1", "2025-09-01", "12.5%", "0071", "#DIV/0!"]]
    assert len(sheet.notes) == 2


def test_sheets_without_anything_are_passed_over() -> None:
    """An empty first sheet is no sheet."""
    assert [sheet.name for sheet in read(sheets(Empty=[], Data=[["Pupil"]]))] == ["Data"]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_rubbish_is_a_problem_and_no_traceback(kind: Kind) -> None:
    """Whatever a reader stumbles over, the person is told to open and save the file again."""
    with pytest.raises(ProblemsFound) as found:
        read(b"PK\x03\x04 or not", kind)
    assert "Open it in Excel" in found.value.problems[0].do


def test_rows_and_columns_that_a_sheet_hides_are_said() -> None:
    """They are read as the others are; hidden ones without anything in them are not spoken of."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Marks")
        for row in range(30):
            sheet.write_row(row, 0, ["P01", "", row])
        for row in (*range(4, 18), 40):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(1, 2, None, None, {"hidden": True})

    (found,) = read(book(fill))
    assert (len(found.cells), found.cells[2][5]) == (30, "4")
    assert found.notes == (
        "rows that the sheet hides were read too: 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 … (14 in all)",
        "columns that the sheet hides were read too: C",
    )


def test_letters_of_columns_are_those_of_excel() -> None:
    """The 27th column is AA."""
    assert [letters_of(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_reader_that_gives_up_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some broken files make calamine panic, which is no ordinary exception in Python."""
    panic = type("PanicException", (BaseException,), {})

    def gives_up(stream: object) -> object:
        raise panic("range start index 512 out of range")

    monkeypatch.setattr(module, "CalamineWorkbook", SimpleNamespace(from_filelike=gives_up))
    with pytest.raises(ProblemsFound, match="could not be opened"):
        read(OLD.read_bytes(), "xls")
