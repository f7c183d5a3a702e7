"""Sources: the headings of a file are found even where its rows mislead."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.data.importing.sources import read_source
from tests.exported import UPNS, write_rows

KNOWN = {"upn", "week beginning", "marks"}


def test_the_row_that_names_what_is_known_has_the_headings(tmp_path: Path) -> None:
    """Two rows of pupils that look like headings over the others do not hide the real ones."""
    rows = [[upn, day, "/\\/\\/\\/\\/\\"] for upn in UPNS[:3] for day in ("08/09/2025", "15/09/2025")]
    path = write_rows(tmp_path / "weeks.csv", [["Autumn term"], ["UPN", "Week beginning", "Marks"], *rows])
    read = read_source(path, sheet="", known=KNOWN)
    assert list(read.frame.columns) == ["UPN", "Week beginning", "Marks"]
    assert len(read.frame) == len(rows)


def test_a_file_of_headings_nobody_knows_is_read_as_it_is(tmp_path: Path) -> None:
    """Its shape decides alone."""
    path = write_rows(tmp_path / "other.csv", [["Apples", "Pears"], ["1", "2"], ["3", "4"]])
    assert list(read_source(path, sheet="", known=KNOWN).frame.columns) == ["Apples", "Pears"]
