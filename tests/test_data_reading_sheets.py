"""Spreadsheets to cells: what cells show, how far a sheet reaches, what is merged."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from spreadsheets import book, cell, opendocument, sheets

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


def edited(content: bytes, change: Any) -> bytes:
    """Give a workbook with the text of its first sheet changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == "xl/worksheets/sheet1.xml" else text)
    return out.getvalue()


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
