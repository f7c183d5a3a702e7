"""Any file with a table in it: what is read of it, and everything that is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from spreadsheets import book, edited, sheets

import enquiry_lib as el
from enquiry_lib.data.reading import ReadFile, read_file
from enquiry_lib.errors import ProblemsFound, WrongValue

OLD = Path(__file__).parent / "files" / "marks.xls"
MESSY = Path(__file__).resolve().parents[2] / "shared" / "known_answers" / "messy"
published = pytest.mark.skipif(
    not MESSY.is_dir(), reason="the folder of shared answers is not beside this checkout"
)


def read(folder: Path, content: bytes | str, name: str = "a.csv", **named: Any) -> ReadFile:
    """Read a file of this name and content."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(folder / name, **named)


def marks(rows: int) -> list[Sequence[object]]:
    """Make a table of some pupils' scores."""
    return [["Pupil", "Score"], *([f"P{number:03}", 90 + number] for number in range(rows))]


def test_a_file_is_read_by_the_name_a_workbook_uses(tmp_path: Path) -> None:
    """`el.read_file` is the same function."""
    assert el.read_file is read_file


def test_the_table_has_its_headings_and_its_rows_in_the_file(tmp_path: Path) -> None:
    """Cells are trimmed texts in categories that are all in use; rows count as a spreadsheet does."""
    found = read(tmp_path, "Marks,\n\nPupil , Score\nP01, 5 \n\nP02,\nP03,06\n")
    assert found.frame.index.tolist() == [4, 6, 7]
    assert found.frame.to_dict("list") == {"Pupil": ["P01", "P02", "P03"], "Score": ["5", "", "06"]}
    assert set(found.frame["Score"].cat.categories) == {"5", "", "06"}
    assert (found.header, found.titles) == ((3,), ("Marks",))
    assert "spaces around 1 cell were taken away" in found.notes


def test_everything_that_is_no_row_of_the_table_is_named(tmp_path: Path) -> None:
    """Row, kind and first cell, in the order of the rows."""
    found = read(tmp_path, "Area,n,Rate\nNORTH,,\nLeeds,5,1\nYork,6,2\nTotal,11,1.5\n\nSource: invented,,\n")
    assert found.left_out.to_dict("list") == {
        "row": [2, 5, 7],
        "why": ["section heading", "total", "footnote"],
        "text": ["NORTH", "Total", "Source: invented"],
    }
    assert "row 5 left out as totals" in found.notes
    assert found.footnotes == ("Source: invented",)


def test_a_row_with_too_many_cells_is_a_problem_of_its_row(tmp_path: Path) -> None:
    """Its cells may have moved: it is left out, and the person reads what to do."""
    (problem,) = read(tmp_path, "Pupil,Score\nP01,5\nP02,6,7\nP03,5\n").problems
    assert (problem.row, problem.expected, problem.level) == (3, "at most 2 cells", "error")


def test_another_table_in_the_sheet_is_said(tmp_path: Path) -> None:
    """Its rows are not mixed with those of the first."""
    (problem,) = read(
        tmp_path, "Pupil,Score\nP01,5\nP02,6\nP03,7\n\nStaff,Hours\nS01,5.5\nS02,6.5\n"
    ).problems
    assert (problem.row, problem.found) == (6, "headings of another table")


def test_a_nameless_column_is_called_by_its_place(tmp_path: Path) -> None:
    """Nobody's cells are lost because the heading is."""
    assert list(read(tmp_path, "Pupil,,Score\nP01,x,5\nP02,y,6\nP03,z,7\n").frame) == [
        "Pupil",
        "column 2",
        "Score",
    ]


def test_a_heading_called_like_a_nameless_column_is_no_other(tmp_path: Path) -> None:
    """Both columns are there, each under its own name."""
    found = read(tmp_path, "Pupil,,column 2\nP01,x,5\nP02,y,6\nP03,z,7\n")
    assert list(found.frame) == ["Pupil", "column 2 (2)", "column 2"]
    assert found.frame["column 2"].tolist() == ["5", "6", "7"]


def test_the_sheet_with_the_largest_table_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    """Notes that stand before the table do not stop it."""
    found = read(
        tmp_path,
        sheets(Notes=[["Read me first"]], Old=[["Code", "Hours"], ["S1", 5], ["S2", 6]], Data=marks(9)),
        "a.xlsx",
    )
    assert (found.sheet, found.sheets, len(found.frame)) == ("Data", ("Notes", "Old", "Data"), 9)
    assert found.notes[0] == "read from the sheet 'Data'; the others: 'Notes', 'Old' (2 rows)"
    assert found.questions == ()


def test_sheets_with_tables_nearly_as_large_are_asked_about(tmp_path: Path) -> None:
    """One for each class: nobody but a person knows which is meant."""
    old = [["Code", *row[1:]] if not number else row for number, row in enumerate(marks(2))]
    content = sheets(**{"7A": marks(9), "7B": marks(10), "Old": old})
    (question,) = read(tmp_path, content, "a.xlsx").questions
    assert (question.key, question.choices, question.usual) == ("sheet|", ("7B", "7A"), "7B")


def test_sheets_with_the_same_headings_are_asked_about_whatever_their_size(tmp_path: Path) -> None:
    """A sheet a class: none is passed over because its class is small, and each says how many rows it has."""
    content = sheets(**{"3A": marks(30), "3B": marks(9), "Staff": [["Code", "Hours"], ["S1", 5], ["S2", 6]]})
    found = read(tmp_path, content, "a.xlsx")
    (question,) = found.questions
    assert (question.key, question.choices) == ("sheet|", ("3A", "3B"))
    assert "'3A' (30 rows), '3B' (9 rows)" in question.asked
    assert "read from the sheet '3A'; the others: '3B' (9 rows), 'Staff' (2 rows)" in found.notes


def test_a_formula_that_nothing_has_worked_out_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    """A program wrote =SUM and no result: the cell is not silently empty. Totals at the foot are none of it."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        for row, (code, score) in enumerate(
            [("Pupil", "Score"), ("P01", "=2+3"), ("P02", "=2+2"), ("Total", "=9")]
        ):
            sheet.write(row, 0, code)
            sheet.write(row, 1, score)

    content = edited(book(fill), lambda xml: xml.replace(b"<f>2+3</f><v>0</v>", b"<f>2+3</f><v></v>"))
    found = read(tmp_path, content, "a.xlsx")
    assert [(one.row, one.column, one.found) for one in found.problems] == [
        (2, "Score", "a formula that has not been worked out")
    ]


def test_a_sheet_may_be_asked_for(tmp_path: Path) -> None:
    """By its name, in capital or small letters; one that is not there is named with those that are."""
    content = sheets(Autumn=marks(9), Spring=marks(3))
    assert len(read(tmp_path, content, "a.xlsx", sheet="spring").frame) == 3
    with pytest.raises(WrongValue, match="one of 'Autumn', 'Spring'"):
        read(tmp_path, content, "a.xlsx", sheet="Summer")


def test_a_sheet_of_a_text_file_is_refused(tmp_path: Path) -> None:
    """It says that there are none, and not an empty list of them."""
    with pytest.raises(WrongValue, match="left out: a text file has no sheets"):
        read(tmp_path, b"Ref,Mark\nS1,3\nS2,4\n", "a.csv", sheet="none")


def test_the_rows_of_the_headings_may_be_named(tmp_path: Path) -> None:
    """What was found wrongly is put right by the person."""
    found = read(tmp_path, "x,y\nPupil,Score\nP01,5\n", header=(2,))
    assert (list(found.frame), found.header) == (["Pupil", "Score"], (2,))


def test_headings_in_a_row_that_is_not_there_are_a_problem(tmp_path: Path) -> None:
    """A wrong number is no traceback."""
    with pytest.raises(WrongValue, match="header is 9"):
        read(tmp_path, "Pupil,Score\nP01,5\n", header=(9,))


def test_merged_cells_in_the_rows_are_a_warning(tmp_path: Path) -> None:
    """Only the first of the rows has the text; which others are meant is for a person to say."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(marks(5)):
            sheet.write_row(number, 1, row)
        sheet.write(0, 0, "Form")
        sheet.merge_range("A2:A4", "7A")
        sheet.merge_range("A5:A6", "7B")

    found = read(tmp_path, book(fill), "a.xlsx")
    assert found.frame["Form"].tolist() == ["7A", "", "", "7B", ""]
    (problem,) = found.problems
    assert (problem.row, problem.found, problem.level) == (2, "merged cells A2:A4, A5:A6", "warning")


def test_an_old_workbook_is_read_like_any_other() -> None:
    """Title, blank row, headings, rows and a sum, in a committed .xls file."""
    found = read_file(OLD)
    assert (found.header, found.frame.index.tolist()) == ((3,), [4, 5, 6, 7])
    assert found.frame["Score"].tolist() == ["98.5", "101", "87", "110"]
    assert found.left_out["why"].tolist() == ["total"]


@pytest.mark.parametrize(
    "text", ["P0001,7\nP0002,8\nP0003,8\n", "Dear all,\nhere is nothing,\n", "Pupil,Score\n"]
)
def test_a_file_without_a_table_says_so(tmp_path: Path, text: str) -> None:
    """Data without headings, a letter, and headings alone."""
    with pytest.raises(ProblemsFound, match="no row that can be headings over rows of data"):
        read(tmp_path, text)


def test_answers_about_footnotes_are_carried_out(tmp_path: Path) -> None:
    """Unanswered, nothing is taken away; answered, the question is gone."""
    found = read(tmp_path, "Area,n\nDevon,5\nDorset1,6\nKent,7\n\n1. Merged in 2019.,\n")
    (question,) = found.questions
    assert found.frame["Area"].tolist() == ["Devon", "Dorset1", "Kent"]
    answered = found.answered({question.key: "take them away"})
    assert answered.frame["Area"].tolist() == ["Devon", "Dorset", "Kent"]
    assert answered.questions == ()


def test_texts_become_values(tmp_path: Path) -> None:
    """Numbers are numbers, and the answers about footnotes are carried out first."""
    found = read(tmp_path, 'Area,n\nDevon,5\nDorset1,"1,006"\nKent,7\n\n1. Merged in 2019.,\n')
    values = found.values({"footnotes|Area": "take them away"})
    assert values.frame["n"].tolist() == [5, 1006, 7]
    assert values.frame["Area"].tolist() == ["Devon", "Dorset", "Kent"]


# --- files of real publishers -----------------------------------------------------------------------------


@published
def test_a_schools_register_in_windows_1252_keeps_its_letters() -> None:
    """The links of schools: accents, degree signs, codes and days as they were typed."""
    found = read_file(MESSY / "01_gias_links_cp1252_excerpt.csv")
    names = dict(zip(found.frame["URN"], found.frame["LinkName"], strict=False))
    assert found.frame.shape == (32, 5)
    assert names["108299"] == "St Thomas à Becket Catholic Secondary School, A Voluntary Academy"
    assert found.frame["LinkName"].str.contains("North Star 82°").any()
    assert found.frame["LinkEstablishedDate"].iloc[0] == "01-01-2022"
    assert (found.encoding, found.notes) == ("cp1252", ("read as Windows-1252 text",))
    assert found.values().frame["LinkEstablishedDate"].iloc[0] == pd.Timestamp("2022-01-01")


@published
def test_labels_that_differ_by_a_capital_are_said_and_kept() -> None:
    """Spaces go, 'Value 1' and 'value 1' stay two, and a symbol, a blank and a letter stay what they are."""
    found = read_file(MESSY / "04_ees_tilde_and_spaces.csv")
    assert found.frame["filter_one"].tolist() == ["Value 1", "Value 1", "Value 1", "value 1", ""]
    assert found.frame["ind_one"].tolist() == ["", "~", "a", "", ""]
    (problem,) = found.problems
    assert (problem.row, problem.column, problem.level) == (5, "filter_one", "warning")
    assert found.notes == ("spaces around 3 cells were taken away",)


@published
def test_a_csv_file_with_tabs_is_not_one_column() -> None:
    """The separator is found and said."""
    found = read_file(MESSY / "06b_ees_meta_wrong_separator.csv")
    assert (found.frame.shape, found.separator) == ((28, 8), "\t")
    assert found.notes == ("columns separated by tabs",)


@published
def test_rows_of_areas_among_schools_are_left_out_and_said() -> None:
    """Authorities and the nation have no URN; symbols are kept as they stand."""
    found = read_file(MESSY / "09_dfe_ks4_destinations_SUPP_pct_totals_excerpt.csv")
    assert found.frame.shape == (60, 82)
    assert (found.frame["URN"] != "").all()
    assert found.left_out.set_index("row")["why"].to_dict() == dict.fromkeys((14, 29, 46, 65, 66), "no key")
    assert found.left_out["text"].tolist() == ["LA", "LA", "LA", "LA", "NAT"]
    assert (found.frame == "SUPP").sum().sum() == 871


@published
def test_a_key_of_abbreviations_is_no_table() -> None:
    """It reaches over 16,384 columns, has no headings, and names its merged cells."""
    with pytest.raises(ProblemsFound, match=r"no row that can be headings.*merged cells in B77:C77"):
        read_file(MESSY / "11_dfe_abbreviations_2019_merged_XFD.xlsx")


@published
def test_statistics_with_titles_two_rows_of_headings_sections_totals_and_notes() -> None:
    """What people see in a spreadsheet is what is read: the table, and around it everything else."""
    found = read_file(MESSY / "15_dfe_send_tribunals_title_rows_2level_header.csv")
    assert found.header == (4, 5)
    assert list(found.frame)[:3] == ["Local Authority", "LA code", "2014 | Appeals registered4"]
    assert found.frame.iloc[0, :3].tolist() == ["Darlington", "841", "-"]
    durham = found.frame[found.frame["Local Authority"] == "Durham"].iloc[0]
    year = [name for name in found.frame if str(name).startswith("2024 | ")][:3]
    assert durham[year].tolist() == ["344", "5,827", "5.90%"]
    why = found.left_out.set_index("row")["why"]
    assert (why[174], why[175], why[6]) == ("total", "total", "section heading")
    assert found.footnotes[0].startswith("Sources: Appeals")
    assert {question.key for question in found.questions} == {"footnotes|", "footnotes|Local Authority"}
    taken = found.answered({question.key: question.usual for question in found.questions})
    assert "2014 | Appeals registered" in taken.frame
    assert {"Cumbria", "North Northamptonshire"} <= set(taken.frame["Local Authority"])


def test_signs_that_steer_a_screen_are_replaced_and_said(tmp_path: Path) -> None:
    """A cell may not move the cursor of whoever looks at it; what else stands in it stays."""
    content = sheets(Sheet=[["Pupil", "Form"], ["A1", "7\x7fA"], ["A2", "7B"], ["A3", " 7B"]])
    one = read(tmp_path, content, "a.xlsx")
    assert one.frame["Form"].tolist() == ["7\ufffdA", "7B", "7B"]
    assert "signs that steer a screen in 1 cell were replaced" in one.notes
    assert "spaces around 1 cell were taken away" in one.notes
