"""Marked copies of tables: opened again, cells coloured, with comments, never a formula."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typed_tables import TODAY, write

from enquiry_lib.data.checking import check_data, marked
from enquiry_lib.data.checking.listed import OWN_SCREEN
from enquiry_lib.data.checking.marked import COLOURS, mark_tables


def _marked(folder: Path) -> dict[str, Any]:
    """Check the tables in a folder, and open the marked copies that are made."""
    check = check_data(folder, nation="England", day=TODAY)
    paths = mark_tables(folder, check, folder / "check")
    return {path.stem.removesuffix("_marked"): openpyxl.load_workbook(path) for path in paths}


def _looks(sheet: Any) -> dict[str, tuple[str, str]]:
    """Give the colour and the first words of the comment of each cell that has one."""
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.comment)
    return {
        cell.coordinate: (cell.fill.fgColor.rgb[2:].lower(), cell.comment.text.split("\n")[0])
        for cell in cells
    }


ERROR, WARNING = COLOURS["error"][0][1:], COLOURS["warning"][0][1:]


def test_each_cell_with_a_problem_is_marked_where_it_stands(tmp_path: Path) -> None:
    """Rows and columns are those of the file; an error and a warning differ in colour and in words."""
    write(
        tmp_path, "attendance", "P00001,2025-09-13,AM,/", "P00001,2025-09-15,AM,QQ", "P00001,2025-09-15,PM,\\"
    )
    sheet = _marked(tmp_path)["attendance"]["attendance"]
    assert _looks(sheet) == {"B2": (WARNING, "Worth a look"), "D3": (ERROR, "Put right")}
    assert [cell.value for cell in sheet[1]] == ["pupil_id", "date", "session", "mark"]
    assert [cell.value for cell in sheet[4]] == ["P00001", "2025-09-15", "PM", "\\"]
    comment = sheet["D3"].comment.text
    assert comment == (
        "Put right\nFound: 'QQ'\nExpected: a code of the national register\n"
        "Type the code it stands for. Until then the session is left out."
    )


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """A cell that begins with = is copied as it was typed, and so are numbers and links."""
    write(tmp_path, "outcomes", "P00001,=1+1,baseline,,007,", "P00001,http://a.example,baseline,,95%,")
    sheet = _marked(tmp_path)["outcomes"]["outcomes"]
    kept = {cell.coordinate: (cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row}
    assert kept["B2"] == ("=1+1", "s")
    assert kept["E2"] == ("007", "s")
    assert kept["B3"] == ("http://a.example", "s")


def test_two_problems_of_one_cell_are_in_one_comment(tmp_path: Path) -> None:
    """The error decides the colour, and both are said."""
    write(tmp_path, "pupils", "P00001,7,,2025-09-12")
    write(tmp_path, "attendance", "P00001,2025-09-13,AM,/")
    sheet = _marked(tmp_path)["attendance"]["attendance"]
    assert _looks(sheet) == {"B2": (ERROR, "Put right")}
    assert "Worth a look\nFound: Saturday 13 September 2025" in sheet["B2"].comment.text


def test_a_second_sheet_lists_everything_the_whole_file_first(tmp_path: Path) -> None:
    """It says whom it is for; what is about the whole file has no cell to stand in."""
    write(tmp_path, "pupils", "P00001,7,,")
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,QQ", "P00009,2025-09-15,AM,/")
    book = _marked(tmp_path)["attendance"]
    assert book.sheetnames == ["attendance", "What to do"]
    rows = [[cell.value or "" for cell in row] for row in book["What to do"].iter_rows()]
    assert rows[0][0] == OWN_SCREEN
    assert [row[:4] for row in rows[3:]] == [
        ["Put right", "attendance.csv", "", "pupil_id"],
        ["Put right", "attendance.csv", "2", "mark"],
    ]


def test_a_title_above_the_headings_and_an_excel_table_keep_their_places(tmp_path: Path) -> None:
    """The marked cell is the cell of the file, whatever stands above it or on its left."""
    with xlsxwriter.Workbook(tmp_path / "pupils.xlsx") as book:
        book.add_worksheet("Notes").write(0, 0, "Read me")
        sheet = book.add_worksheet("List")
        sheet.write(0, 1, "Pupils of Oak")
        sheet.write_row(2, 1, ["Pupil ID", "Sex", "Year group"])
        sheet.write_row(3, 1, ["P00001", "F", "7"])
        sheet.write_row(4, 1, ["P00002", "F", "Year 8"])
    copy = _marked(tmp_path)["pupils"]["pupils"]
    assert _looks(copy) == {"D5": (ERROR, "Put right")}
    assert copy["D5"].value == "Year 8"


def test_of_a_very_long_file_only_the_rows_with_a_problem_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each says which row of the file it is."""
    monkeypatch.setattr(marked, "MOST_ROWS", 3)
    rows = [f"P00001,2025-09-{day},AM,/" for day in (15, 16, 17)]
    write(tmp_path, "attendance", *rows, "P00001,2025-09-18,AM,QQ")
    sheet = _marked(tmp_path)["attendance"]["attendance"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["row 1", "pupil_id", "date", "session", "mark"],
        ["row 5", "P00001", "2025-09-18", "AM", "QQ"],
    ]
    assert _looks(sheet) == {"E2": (ERROR, "Put right")}


def test_a_file_that_cannot_be_read_has_its_list_alone(tmp_path: Path) -> None:
    """There are no cells to mark, and still something to do."""
    (tmp_path / "pupils.csv").write_bytes(b"")
    book = _marked(tmp_path)["pupils"]
    assert book["What to do"]["E4"].value == "an empty file"
    assert not _looks(book["pupils"])


def test_a_table_that_was_mended_keeps_no_marks_of_before(tmp_path: Path) -> None:
    """A marked copy of an earlier check would be taken for a new one."""
    write(tmp_path, "pupils", "P00001,99,,")
    assert list(_marked(tmp_path)) == ["pupils"]
    write(tmp_path, "pupils", "P00001,9,,")
    assert _marked(tmp_path) == {}
    assert not list((tmp_path / "check").iterdir())


def test_a_marked_copy_never_takes_the_place_of_a_table(tmp_path: Path) -> None:
    """Whoever names the folder of the data itself still has the tables as they were."""
    with xlsxwriter.Workbook(tmp_path / "pupils.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["pupil_id", "year_group"])
        sheet.write_row(1, 0, ["P00001", "7"])
    before = (tmp_path / "pupils.xlsx").read_bytes()
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,QQ")
    check = check_data(tmp_path, nation="England", day=TODAY)
    assert mark_tables(tmp_path, check, tmp_path) == [tmp_path / "attendance_marked.xlsx"]
    assert (tmp_path / "pupils.xlsx").read_bytes() == before
