"""The files in a school's data folder: which is a table's, and which are not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.data.files import files_in, find_file, not_read


@pytest.mark.parametrize(
    "name", ["self-assessment.csv", "Self Assessment.xlsx", "self_assessment.CSV", "SELF - ASSESSMENT.csv"]
)
def test_hyphens_spaces_and_capitals_do_not_matter_in_a_name(tmp_path: Path, name: str) -> None:
    """A table is found however its words are joined."""
    (tmp_path / name).touch()
    path, problems = find_file(tmp_path, "self_assessment")
    assert (path, problems) == (tmp_path / name, ())
    assert find_file(tmp_path, "attendance_summary") == (None, ())


def test_two_ways_to_write_one_name_are_two_files_of_one_table(tmp_path: Path) -> None:
    """One is used, the other named as a problem."""
    for name in ("attendance-summary.csv", "attendance_summary.csv"):
        (tmp_path / name).touch()
    path, (problem,) = find_file(tmp_path, "attendance_summary")
    assert path is not None
    assert {path.name, problem.file} == {"attendance-summary.csv", "attendance_summary.csv"}


@pytest.mark.parametrize("name", [".DS_Store", "desktop.ini", "Thumbs.db", "~$pupils.xlsx", "upload.tmp"])
def test_what_a_program_keeps_for_itself_is_passed_over(tmp_path: Path, name: str) -> None:
    """Hidden and temporary files are nobody's tables."""
    (tmp_path / name).touch()
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "do"),
    [
        ("outcome.csv", "Did you mean outcomes.csv?"),
        ("voices (1).csv", "Did you mean voices.csv?"),
        ("attendance summary 2025.xlsx", "Did you mean attendance_summary.xlsx?"),
        ("attendence.xls", "Did you mean attendance.xls?"),
        ("attendence.xlsb", "Did you mean attendance.xlsx?"),
        ("survey.csv.csv", "Did you mean survey.csv?"),
        ("old pupils.csv", "pupils.csv was used."),
        ("pupils.docx", ""),
        ("minutes of the meeting.csv", ""),
    ],
)
def test_a_file_that_is_not_read_is_named_with_the_table_it_is_like(
    tmp_path: Path, name: str, do: str
) -> None:
    """Whatever is spelt like a table, or has its name in it, is asked about; whether it is one only people know."""
    for file in ("pupils.csv", name):
        (tmp_path / file).touch()
    (found,) = not_read(tmp_path, ["pupils.csv"])
    assert (found.file, found.do) == (name, do)
    assert str(found) == f"not read: {name}. {do}".strip()


def test_of_several_files_of_one_table_csv_comes_first(tmp_path: Path) -> None:
    """Every kind of file that can be read is looked for; the others are named as problems."""
    for name in ("pupils.ods", "pupils.xls", "pupils.csv"):
        (tmp_path / name).touch()
    path, problems = find_file(tmp_path, "pupils")
    assert path == tmp_path / "pupils.csv"
    assert [problem.file for problem in problems] == ["pupils.xls", "pupils.ods"]
