"""A table of the dictionary from a file: its cells as text under the names that columns.csv gives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from spreadsheets import edited

from enquiry_lib.data.reading import TextTable, read_text
from enquiry_lib.data.templates import Column, columns
from enquiry_lib.errors import Problem, ProblemsFound

PUPILS = columns("pupils")
MESSY = Path(__file__).resolve().parents[2] / "shared" / "known_answers" / "messy"
LINES = "pupil_id,year_group,ethnicity\nP0001,7,Rroma à Paris\nP0002,8,White\n"


def read(folder: Path, content: bytes | str, name: str = "pupils.csv") -> TextTable:
    """Read a file of pupils with this content."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_text(folder / name, PUPILS)


def problem_of(folder: Path, content: bytes | str, name: str = "pupils.csv") -> Problem:
    """Give the one problem that makes a file unusable."""
    with pytest.raises(ProblemsFound) as found:
        read(folder, content, name)
    (problem,) = found.value.problems
    return problem


def book(fill: Callable[[Any], object]) -> bytes:
    """Make the bytes of an Excel workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        fill(workbook)
    return out.getvalue()


def test_a_formula_without_a_value_is_a_problem(tmp_path: Path) -> None:
    """It is not an empty cell, which nobody would be told of."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 1, ["pupil_id", "year_group"])
        sheet.write_row(1, 1, ["P0001"])
        sheet.write_formula(1, 2, "=3+4")

    content = edited(book(fill), lambda xml: xml.replace(b"</f><v>0</v>", b"</f><v></v>"))
    (problem,) = read(tmp_path, content, "pupils.xlsx").problems
    assert (problem.row, problem.column) == (2, "year_group")
    assert "has not been worked out" in problem.found


def table_book(rows: list[list[object]], *, titles: int = 0, sheets_before: int = 0) -> bytes:
    """Make a workbook with a table below some title rows, on a sheet after some others."""

    def fill(workbook: Any) -> None:
        for _ in range(sheets_before):
            workbook.add_worksheet().write(0, 0, "Read me")
        sheet = workbook.add_worksheet("Data")
        for number in range(titles):
            sheet.write(number, 0, f"Title {number}")
        for number, row in enumerate(rows):
            sheet.write_row(number + titles, 0, row)

    return book(fill)


# --- encodings and separators -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as UTF-16 text",)),
        ("cp1252", ("read as Windows-1252 text",)),
    ],
)
def test_every_usual_encoding_is_read_and_said(tmp_path: Path, encoding: str, notes: tuple[str, ...]) -> None:
    """Letters with accents arrive as they were typed; what is not UTF-8 is said in a note."""
    table = read(tmp_path, LINES.encode(encoding))
    assert table.frame["ethnicity"].tolist() == ["Rroma à Paris", "White"]
    assert table.notes == notes


def test_bytes_in_no_known_encoding_are_refused_not_replaced(tmp_path: Path) -> None:
    """No letter is ever put in the place of one that cannot be read."""
    content = b"pupil_id,year_group\n\x81\x8d,7\n"
    assert "not text in UTF-8" in problem_of(tmp_path, content).found


def test_a_file_without_known_headings_is_pointed_to_import(tmp_path: Path) -> None:
    """An export as it comes out of a system is not refused without the way on."""
    problem = problem_of(tmp_path, "Student,Class\nP0001,7A\n")
    assert "`enquiry import`" in problem.do


@pytest.mark.parametrize("name", ["pupils.tsv", "pupils.txt"])
def test_text_files_by_other_names_are_read(tmp_path: Path, name: str) -> None:
    """The ending decides nothing about the separator."""
    table = read(tmp_path, LINES.replace(",", "\t"), name)
    assert table.frame["pupil_id"].tolist() == ["P0001", "P0002"]


def test_codes_of_digits_keep_their_zeros(tmp_path: Path) -> None:
    """Nothing in a file is taken for a number while it is read."""
    table = read(tmp_path, "pupil_id,year_group\n00071,07\n00072,08\n")
    assert table.frame.to_numpy().tolist() == [["00071", "07"], ["00072", "08"]]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_other_separators_are_found_by_the_headings(tmp_path: Path, mark: str, word: str) -> None:
    """Semicolons, tabs and bars separate columns as commas do, and a note says so."""
    table = read(tmp_path, LINES.replace(",", mark))
    assert table.frame["pupil_id"].tolist() == ["P0001", "P0002"]
    assert table.notes == (f"columns separated by {word}",)


def test_a_heading_is_not_taken_together_with_the_next(tmp_path: Path) -> None:
    """'observation_id;date' is two headings, though as one word it is like the first."""
    path = tmp_path / "observations.csv"
    path.write_text("observation_id;date\nB0007;2025-11-12\n", encoding="utf-8")
    only = [replace(column, required=False) for column in columns("observations") if column.unique]
    assert read_text(path, only).frame["observation_id"].tolist() == ["B0007"]


def test_a_comma_inside_a_cell_does_not_decide_the_separator(tmp_path: Path) -> None:
    """The headings decide, not the commonest sign."""
    table = read(tmp_path, "pupil_id;year_group;ethnicity\nP0001;7;a,b,c,d,e\n")
    assert table.frame["ethnicity"].tolist() == ["a,b,c,d,e"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line(tmp_path: Path, end: str) -> None:
    """Files from Windows, Unix and old Macs are the same table."""
    assert len(read(tmp_path, LINES.replace("\n", end)).frame) == 2


# --- rows -------------------------------------------------------------------------------------------------


def test_rows_are_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    """Title rows, blank rows and cells of several lines leave every row its own number."""
    table = read(tmp_path, 'Our pupils\n\npupil_id,year_group,class_name\nP1111,7,"a\nb"\n\n,,\nP2222,8,c\n')
    assert table.frame.index.tolist() == [4, 7]
    assert table.frame["class_name"].tolist() == ["a\nb", "c"]
    assert table.notes == ("the headings were found in row 3",)


def test_a_row_that_is_too_long_is_left_out_and_said(tmp_path: Path) -> None:
    """An unquoted comma moves cells into wrong columns: the row is not used."""
    table = read(tmp_path, "pupil_id,year_group,ethnicity\nP0001,7,White, British\nP0002,8,Asian\n")
    assert table.frame.index.tolist() == [3]
    (problem,) = table.problems
    assert (problem.row, problem.expected) == (2, "at most 3 cells")


def test_a_row_that_is_too_long_is_found_far_down_the_file(tmp_path: Path) -> None:
    """Ragged rows beyond the first thousands are found as well."""
    many = "".join(f"P{number:05},7,a\n" for number in range(9_000))
    table = read(tmp_path, f"pupil_id,year_group,ethnicity\n{many}P9999,7,a,b,c\n")
    assert len(table.frame) == 9_000
    assert [problem.row for problem in table.problems] == [9_002]


def test_short_rows_and_trailing_commas_are_empty_cells(tmp_path: Path) -> None:
    """Cells that are not there are empty; empty cells beyond the headings are nothing."""
    table = read(tmp_path, "pupil_id,year_group,ethnicity,,\nP0001,7\nP0002,8,Asian,,\n")
    assert table.frame["ethnicity"].tolist() == ["", "Asian"]
    assert table.problems == ()


def test_a_column_without_a_heading_is_named(tmp_path: Path) -> None:
    """Cells nobody can name are not used, and a note says so."""
    table = read(tmp_path, "pupil_id,,year_group\nP0001,secret,7\n")
    assert table.notes == ("cells without a heading above them are not used",)
    assert table.frame.columns.tolist() == ["pupil_id", "year_group"]


# --- files that cannot be used ----------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"  \n\n"])
@pytest.mark.parametrize("name", ["pupils.csv", "pupils.xlsx"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes, name: str) -> None:
    """Nothing in the file is one problem, not an error of the program."""
    assert problem_of(tmp_path, content, name).found == "an empty file"


def test_a_file_without_headings_says_which_are_needed_and_quotes_nothing(tmp_path: Path) -> None:
    """The first row may be a pupil's: it is not repeated."""
    problem = problem_of(tmp_path, "P0001,7\nP0002,8\n")
    assert problem.expected == "a row that names pupil_id, year_group"
    assert "P0001" not in str(problem)


def test_a_quotation_mark_never_closed_is_found_with_its_row(tmp_path: Path) -> None:
    """The rows it would swallow are not lost: the file is not used until it is mended."""
    problem = problem_of(tmp_path, 'pupil_id,year_group\nP0001,7\nP0002,"8\nP0003,9\n')
    assert problem.row == 3
    assert "never closed" in problem.found


def test_a_required_column_that_is_absent_makes_the_file_unusable(tmp_path: Path) -> None:
    """Without year_group there is no table of pupils."""
    assert problem_of(tmp_path, "pupil_id,sex\nP0001,F\n").column == "year_group"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"pupil_id,year_group\nP0001,7\n", table_book([["pupil_id"]])[:900]]
)
def test_a_workbook_that_is_none_is_a_problem_not_a_traceback(tmp_path: Path, content: bytes) -> None:
    """A csv file with the wrong ending, a cut-off file and rubbish are all 'damaged'."""
    assert "damaged" in problem_of(tmp_path, content, "pupils.xlsx").found


def test_a_zip_that_is_no_workbook_is_a_problem(tmp_path: Path) -> None:
    """A zip file of something else is 'damaged or not from Excel'."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "not from Excel" in problem_of(tmp_path, out.getvalue(), "pupils.xlsx").found


def test_a_password_is_a_problem_of_its_own(tmp_path: Path) -> None:
    """Old and password-protected files begin alike; the person is told how to save it."""
    assert "without a password" in problem_of(tmp_path, b"\xd0\xcf\x11\xe0 rest", "pupils.xlsx").do


def test_a_stray_cell_in_the_furthest_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A sheet that reaches to the last row and column is refused before it is read."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["pupil_id", "year_group"])
        sheet.write(1_048_575, 16_383, "x")

    assert "stray cell" in problem_of(tmp_path, book(fill), "pupils.xlsx").found


# --- workbooks --------------------------------------------------------------------------------------------


def test_numbers_days_and_truths_in_cells_become_their_plain_text(tmp_path: Path) -> None:
    """12345.0 in a cell is the code 12345; a real date is an ISO date; TRUE is TRUE."""

    def fill(workbook: Any) -> None:
        sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["pupil_id", "year_group", "eal", "joined_on", "class_name"])
        sheet.write_row(1, 0, [12345, 7, True])
        sheet.write_datetime(1, 3, pd.Timestamp("2025-09-01").to_pydatetime(), day)
        sheet.write_number(1, 4, 7.5)

    table = read(tmp_path, book(fill), "pupils.xlsx")
    assert table.frame.iloc[0].tolist() == ["12345", "7", "TRUE", "2025-09-01", "7.5"]


def test_a_title_above_and_sheets_before_the_table_are_passed_over(tmp_path: Path) -> None:
    """The sheet that has the headings is read, and both finds are said."""
    content = table_book([["pupil_id", "year_group"], ["P0001", 7]], titles=2, sheets_before=1)
    table = read(tmp_path, content, "pupils.xlsx")
    assert table.frame.index.tolist() == [4]
    assert table.notes == ("read from the sheet 'Data'", "the headings were found in row 3")


def test_a_jotting_beside_a_workbooks_table_costs_no_row(tmp_path: Path) -> None:
    """In a workbook a cell too many moves no other cell: the row is used, the jotting is not."""
    rows: list[list[object]] = [["pupil_id", "year_group"], ["P0001", 7, "", "ask Jo"], ["P0002", 8]]
    table = read(tmp_path, table_book(rows), "pupils.xlsx")
    assert len(table.frame) == 2
    assert table.notes == ("cells without a heading above them are not used",)


def test_a_formula_that_failed_is_not_an_empty_cell(tmp_path: Path) -> None:
    """#N/A stays visible as text, so that the check can name it; other formulas give their result."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["pupil_id", "year_group", "class_name"])
        sheet.write_row(1, 0, ["P0001"])
        sheet.write_formula(1, 1, "=3+4", None, 7)
        sheet.write_formula(1, 2, '=VLOOKUP("a",A:B,2)', None, "#N/A")

    assert read(tmp_path, book(fill), "pupils.xlsx").frame.iloc[0].tolist() == ["P0001", "7", "#N/A"]


def test_text_that_looks_like_a_program_is_text(tmp_path: Path) -> None:
    """Formulas, script tags and template text in a csv file are kept letter for letter."""
    nasty = ["=cmd|'/c calc'!A1", "<script>alert(1)</script>", "{{ 7*7 }}", "@SUM(A1)"]
    lines = "".join(f"P000{number},7,{text}\n" for number, text in enumerate(nasty))
    assert read(tmp_path, "pupil_id,year_group,ethnicity\n" + lines).frame["ethnicity"].tolist() == nasty


# --- files of real publishers -----------------------------------------------------------------------------


def _gias_columns() -> tuple[Column, ...]:
    return tuple(Column(name, name, "text", required=True) for name in ("urn", "linkname"))


@pytest.mark.usefixtures("shared")
def test_a_published_file_in_windows_1252_keeps_its_letters() -> None:
    """The schools register's download has its accents and degree signs."""
    table = read_text(MESSY / "01_gias_links_cp1252_excerpt.csv", _gias_columns())
    names = dict(zip(table.frame["urn"], table.frame["linkname"], strict=True))
    assert names["108299"] == "St Thomas à Becket Catholic Secondary School, A Voluntary Academy"
    assert "read as Windows-1252 text" in table.notes


@pytest.mark.usefixtures("shared")
def test_a_published_csv_with_tabs_is_read_by_its_tabs() -> None:
    """A file called csv and separated by tabs has all its rows and columns."""
    dictionary = [Column(name, name, "text", required=True) for name in ("col_name", "col_type")]
    table = read_text(MESSY / "06b_ees_meta_wrong_separator.csv", dictionary)
    assert len(table.frame) == 28
    assert "columns separated by tabs" in table.notes
