"""Merging: new rows beside the old, and what is written opens in Excel without running anything."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing.merging import merge, read_old, table_text
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import columns
from tests.exported import write_rows

PUPILS, ATTENDANCE = columns("pupils"), columns("attendance")


def _old(folder: Path, *rows: list[str]) -> pd.DataFrame:
    path = write_rows(folder / "attendance.csv", [["pupil_id", "date", "session", "mark"], *rows])
    return read_old(path, ATTENDANCE)


def _new(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["pupil_id", "date", "session", "mark"], dtype=object)


def test_a_new_mark_takes_the_place_of_the_old_one_however_its_day_was_typed(tmp_path: Path) -> None:
    """15/09/2025 am and 2025-09-15 AM are one session: the row is changed, not added."""
    old = _old(tmp_path, ["P0001", "15/09/2025", "am", "N"], ["P0001", "16/09/2025", "AM", "/"])
    merged = merge(
        old, _new(("P0001", "2025-09-15", "AM", "I"), ("P0002", "2025-09-15", "AM", "/")), ATTENDANCE
    )
    assert (merged.new, merged.changed) == (1, 1)
    assert merged.frame["mark"].tolist() == ["I", "/", "/"]
    assert merged.frame["date"].tolist() == ["2025-09-15", "2025-09-16", "2025-09-15"]


def test_the_same_rows_again_change_nothing(tmp_path: Path) -> None:
    """Nothing is new and nothing changed."""
    old = _old(tmp_path, ["P0001", "2025-09-15", "AM", "/"])
    merged = merge(old, _new(("P0001", "2025-09-15", "AM", "/")), ATTENDANCE)
    assert (merged.new, merged.changed) == (0, 0)
    assert merged.frame.to_dict("list") == old.to_dict("list")


def test_a_row_that_cannot_be_used_stays_as_it_is(tmp_path: Path) -> None:
    """What somebody typed wrongly is theirs to mend; importing neither drops nor changes it."""
    old = _old(tmp_path, ["P0001", "soon", "AM", "/"])
    merged = merge(old, _new(("P0001", "2025-09-15", "AM", "/")), ATTENDANCE)
    assert merged.frame["date"].tolist() == ["soon", "2025-09-15"]


def test_columns_that_the_new_file_lacks_keep_what_they_held() -> None:
    """A list without SEN does not wipe it out."""
    old = pd.DataFrame({"pupil_id": ["P0001"], "year_group": ["7"], "send": ["EHC plan"]}, dtype=object)
    new = pd.DataFrame({"pupil_id": ["P0001"], "year_group": ["8"]}, dtype=object)
    merged = merge(old, new, PUPILS)
    assert merged.frame.iloc[0].tolist() == ["P0001", "8", "EHC plan"]


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-x", "@here"])
def test_no_text_is_run_as_a_formula_and_none_grows_by_being_written_again(
    tmp_path: Path, typed: str
) -> None:
    """An apostrophe stands before it in the file, once, however often the file is written."""
    frame = pd.DataFrame({"pupil_id": ["P0001"], "year_group": ["7"], "class_name": [typed]}, dtype=object)
    path = tmp_path / "pupils.csv"
    for _ in range(2):
        path.write_text(table_text(frame, PUPILS), encoding="utf-8", newline="")
        frame = read_old(path, PUPILS)
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == f"P0001,7,'{typed}"


def test_numbers_below_nothing_stay_numbers(tmp_path: Path) -> None:
    """A score of -3 is a number, not a formula."""
    row = {"pupil_id": "P0001", "measure": "Change", "occasion": "baseline", "score": "-3"}
    text = table_text(pd.DataFrame([row], dtype=object), columns("outcomes"))
    (tmp_path / "outcomes.csv").write_text(text, encoding="utf-8", newline="")
    assert load_table(tmp_path, "outcomes").frame["score"].tolist() == [-3.0]
