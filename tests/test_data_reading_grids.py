"""All cells of a file, sheet by sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from spreadsheets import cell, opendocument, sheets

from enquiry_lib.data.reading import Grid, read_grids
from enquiry_lib.errors import FileNotFound, ProblemsFound

ROWS = [["Pupil", "Score"], ["P01", 5]]


def grids(folder: Path, name: str, content: bytes) -> tuple[Grid, ...]:
    """Read a file of this name and content."""
    (folder / name).write_bytes(content)
    return read_grids(folder / name)


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("a.csv", b"Pupil,Score\nP01,5\n", ()),
        ("a.txt", b"Pupil\tScore\nP01\t5\n", ("columns separated by tabs",)),
        ("a.csv", b"sep=;\nPupil;Score\nP01;5\n", ("columns separated by semicolons",)),
        ("a.xls", b"Pupil,Score\nP01,5\n", ("the file is called .xls and is a text file",)),
        ("a.csv", sheets(Data=ROWS), ("the file is called .csv and is an Excel workbook",)),
        ("a.xlsm", sheets(Data=ROWS), ()),
        (
            "a.xlsx",
            opendocument([cell("Pupil"), cell("Score")], [cell("P01"), cell(5)]),
            ("the file is called .xlsx and is an OpenDocument spreadsheet",),
        ),
    ],
)
def test_a_file_is_read_by_what_it_is(
    tmp_path: Path, name: str, content: bytes, note: tuple[str, ...]
) -> None:
    """The content decides, and a wrong ending is said."""
    (grid,) = grids(tmp_path, name, content)
    assert grid.cells.astype("str").to_numpy().tolist() == [["Pupil", "Score"], ["P01", "5"]]
    assert grid.notes == note


def test_every_sheet_that_holds_anything_is_a_grid(tmp_path: Path) -> None:
    """In their order, by their names."""
    found = grids(tmp_path, "a.xlsx", sheets(Notes=[["Read me"]], Nothing=[], Data=ROWS))
    assert [(grid.sheet, grid.cells.shape) for grid in found] == [("Notes", (1, 1)), ("Data", (2, 2))]


@pytest.mark.parametrize(
    ("encoding", "said"), [("cp1252", "cp1252"), ("utf-16-be", "utf-16"), ("utf-8-sig", "utf-8-sig")]
)
def test_the_encoding_and_the_separator_are_kept(tmp_path: Path, encoding: str, said: str) -> None:
    """Whoever goes on from a grid can say how it was read."""
    (grid,) = grids(tmp_path, "a.csv", "Name|Place\nZoë|Köln\n".encode(encoding))
    assert (grid.encoding, grid.separator) == (said, "|")


def test_a_line_that_names_the_separator_is_no_row_but_is_counted(tmp_path: Path) -> None:
    """Rows keep the number that an editor shows."""
    (grid,) = grids(tmp_path, "a.csv", b"sep=;\nPupil;Score\nP01;5\n")
    assert grid.cells.index.tolist() == [2, 3]


def test_a_workbook_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    """Empty sheets are no table."""
    with pytest.raises(ProblemsFound, match="a workbook with nothing in it"):
        grids(tmp_path, "a.xlsx", sheets(One=[], Two=[]))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A wrong name is no traceback."""
    with pytest.raises(FileNotFound):
        read_grids(tmp_path / "no such file.csv")
