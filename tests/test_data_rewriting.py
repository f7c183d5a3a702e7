"""Tables opened to be changed: a csv as typed, a spreadsheet as a csv."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data.rewriting import OpenTable, is_fault, open_table, rows_in_words

PUPILS = "Our pupils;;\r\nPupil ID;own;Year group\r\nP0001;'=1+1';4\r\n;;\r\nP0002;\"a;b\";Year 5\r\n"


def _opened(folder: Path) -> OpenTable:
    table = open_table(folder, "pupils")
    assert table is not None
    return table


def test_a_cell_is_changed_and_the_rest_stays_as_typed(tmp_path: Path) -> None:
    """The title, unknown columns, quotation marks, separator and encoding stay as they were."""
    (tmp_path / "Pupils.csv").write_bytes(PUPILS.replace("own", "eigen für").encode("cp1252"))
    table = _opened(tmp_path)
    assert [table.numbers[row] for row in table.rows()] == [3, 5]
    row = next(iter(table.rows()))
    assert (table.value(row, "year_group"), table.text(row, "left_on")) == ("4", "")
    table.put(row, "year_group", "5")
    after = PUPILS.replace("own", "eigen für").replace("';4", "';5").encode("cp1252")
    assert (table.cells.content(), table.target) == (after, tmp_path / "Pupils.csv")


def test_a_cell_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    """An empty cell is nothing, and what is no year group is said to be none."""
    (tmp_path / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    table = _opened(tmp_path)
    values = [table.value(row, "year_group") for row in table.rows()]
    assert [is_fault(value) for value in values] == [False, True]
    assert table.value(2, "left_on") is None


def test_a_column_is_added_at_the_right(tmp_path: Path) -> None:
    """Every row gets a cell for it, whatever their lengths."""
    (tmp_path / "pupils.csv").write_text("pupil_id,year_group\nP0001,4,\n\nP0002,5\n", encoding="utf-8")
    table = _opened(tmp_path)
    assert table.add_column("left_on") == 3
    table.put(3, "left_on", "2026-08-31")
    assert table.cells.content() == b"pupil_id,year_group,,left_on\nP0001,4,,\n\nP0002,5,,2026-08-31\n"


def test_a_spreadsheet_becomes_a_csv(tmp_path: Path) -> None:
    """Its known columns are kept as a csv of the table's name; the rows keep their numbers."""
    frame = pd.DataFrame({"pupil_id": ["P0001", "P0002"], "year_group": [4, 5], "own": ["x", "y"]})
    frame.to_excel(tmp_path / "pupils.xlsx", index=False, engine="xlsxwriter")
    table = _opened(tmp_path)
    assert table.is_spreadsheet
    assert table.target == tmp_path / "pupils.csv"
    assert [table.numbers[row] for row in table.rows()] == [2, 3]
    assert table.cells.content().decode("utf-8-sig") == "pupil_id,year_group\r\nP0001,4\r\nP0002,5\r\n"


@pytest.mark.parametrize(
    "content", ["", "a,b\n1,2\n", 'pupil_id,year_group\nP0001,"4\n', "pupil_id,class_name\nP0001,7B\n"]
)
def test_a_table_that_cannot_be_changed_safely_is_refused(tmp_path: Path, content: str) -> None:
    """A file without headings, with an open quotation mark or without a column that is needed is said."""
    (tmp_path / "pupils.csv").write_text(content, encoding="utf-8")
    with pytest.raises(errors.ProblemsFound, match="enquiry check"):
        open_table(tmp_path, "pupils")


def test_two_files_of_a_table_are_refused_and_none_is_none(tmp_path: Path) -> None:
    """Nobody can tell which of two files is meant."""
    assert open_table(tmp_path, "pupils") is None
    for name in ("pupils.csv", "pupils.xlsx"):
        (tmp_path / name).write_text("pupil_id,year_group\n", encoding="utf-8")
    with pytest.raises(errors.ProblemsFound, match="Move away"):
        open_table(tmp_path, "pupils")


def test_of_many_rows_twenty_are_named() -> None:
    """A long list ends with how many more there are."""
    assert rows_in_words(range(2, 27)).endswith("20, 21 and 5 more")
