"""Merging: new rows beside the old, and what is written opens in Excel without running anything."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing.merging import merge, read_old, table_text
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import columns
from enquiry_lib.show.proposals import changes_in_words
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


def test_a_column_of_somebodys_own_stays_as_it_is(tmp_path: Path) -> None:
    """teacher_code is none of ours: it keeps what it held, and a new row has nothing there."""
    path = tmp_path / "attendance.csv"
    rows = ["pupil_id,date,session,mark,teacher_code", "P0001,2025-09-15,AM,/, T1", ",2025-09-15,AM,/,=T2"]
    path.write_text("\n".join(rows), encoding="utf-8")
    merged = merge(read_old(path, ATTENDANCE), _new(("P0001", "2025-09-15", "AM", "I")), ATTENDANCE)
    path.write_text(table_text(merged.frame, ATTENDANCE), encoding="utf-8", newline="")
    changed = [rows[0], "P0001,2025-09-15,AM,I, T1", rows[2]]
    assert path.read_text(encoding="utf-8-sig").splitlines() == changed


@pytest.mark.parametrize(
    ("more", "row", "said"),
    [
        ("teacher_code", "T1,oops", "row 2: found more cells"),
        (",teacher_code", "oops,T1", "cells without a heading"),
        ("room,room", "1,2", "a second column room"),
    ],
)
def test_what_would_be_lost_stops_and_is_named(tmp_path: Path, more: str, row: str, said: str) -> None:
    """A row with a cell too many, or cells without a heading: nothing is written before somebody mends them."""
    path = tmp_path / "attendance.csv"
    path.write_text(f"pupil_id,date,session,mark,{more}\nP0001,2025-09-15,AM,/,{row}\n", encoding="utf-8")
    with pytest.raises(errors.ProblemsFound, match=said):
        read_old(path, ATTENDANCE)
    assert read_old(path, ATTENDANCE, whole=False).columns.tolist() == ["pupil_id", "date", "session", "mark"]


def test_an_empty_cell_never_wipes_what_the_table_has() -> None:
    """It stays and is counted; only rows that make the table alone can empty it."""
    old = pd.DataFrame(
        {"pupil_id": ["P0001", "P0002"], "year_group": ["7", "8"], "left_on": ["2026-01-30", ""]}
    )
    new = pd.DataFrame({"pupil_id": ["P0001"], "year_group": ["8"], "left_on": [""]}, dtype=object)
    merged = merge(old, new, PUPILS)
    assert merged.frame["left_on"].tolist() == ["2026-01-30", ""]
    assert (merged.changed, merged.columns, merged.kept, merged.only_there) == (1, ("year_group",), 1, 1)
    alone = merge(old, new, PUPILS, alone=True)
    assert alone.frame["left_on"].tolist() == [""]
    assert (alone.columns, alone.kept, alone.only_there) == (("year_group", "left_on"), 0, 1)


def test_a_column_of_somebodys_own_that_goes_is_named(tmp_path: Path) -> None:
    """Only when the file's rows alone make the table, and then it is said before anything is filed."""
    path = write_rows(
        tmp_path / "attendance.csv",
        [["pupil_id", "date", "session", "mark", "teacher_code"], ["P0001", "2025-09-15", "AM", "/", "T1"]],
    )
    merged = merge(
        read_old(path, ATTENDANCE, whole=False),
        _new(("P0001", "2025-09-15", "AM", "I")),
        ATTENDANCE,
        alone=True,
    )
    assert (merged.gone, list(merged.frame)) == (("teacher_code",), ["pupil_id", "date", "session", "mark"])
    assert "teacher_code" in " ".join(changes_in_words(merged, "attendance", replaced=True))
