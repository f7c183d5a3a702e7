"""A raw list of pupils left in a school's data folder is an error; other files are only not read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from enquiry_lib.data.checking import check_data

RAW = "UPN,Surname,Date of Birth,Year\nA820432110001,Quux,30/12/2021,4\nB820432110002,Plover,01/10/2021,4\n"


def test_a_raw_list_is_an_error_that_quotes_nobody(tmp_path: Path) -> None:
    """It says what kinds of things are in the file, and to move it out of the folder."""
    (tmp_path / "pupils_raw_copy.csv").write_text(RAW, encoding="utf-8")
    (problem,) = check_data(tmp_path).errors
    assert problem.file == "pupils_raw_copy.csv"
    assert problem.found == "a file that is not read, and holds names, dates of birth and UPNs"
    assert problem.do.startswith("Move it out of the network's folder")
    assert not [word for word in ("Quux", "A8204", "2021") if word in str(problem)]
    assert check_data(tmp_path).told == ()


def test_a_raw_workbook_and_rows_without_headings_are_found_too(tmp_path: Path) -> None:
    """A title above the headings hides nothing, nor does their absence."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Oak Primary School"], [], ["Adno", "Forename", "DOB"], ["3001", "Quux", "30/12/2021"]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    (tmp_path / "export.csv").write_text("A820432110001,7\nB820432110002,7\n", encoding="utf-8")
    found = {one.file: one.found.rpartition("holds ")[2] for one in check_data(tmp_path).errors}
    assert found == {"list.xlsx": "names and dates of birth", "export.csv": "UPNs"}


@pytest.mark.parametrize(
    "text",
    [
        "pupil_id,year_group\nP00001,4\n",
        "Class name,Group name,Pupils\n4B,Readers,12\n",
        "When,What\nMonday,Assembly\n",
        "",
    ],
)
def test_what_says_nobodys_name_is_only_not_read(tmp_path: Path, text: str) -> None:
    """A plan, a list of classes and a copy of our own table are no raw lists."""
    (tmp_path / "other things.csv").write_text(text, encoding="utf-8")
    check = check_data(tmp_path)
    assert (check.problems, len(check.not_read)) == ((), 1)
