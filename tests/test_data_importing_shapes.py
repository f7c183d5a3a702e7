"""Shapes: wide files and strings of marks become one row for each thing that is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib.data.importing.shapes import (
    Laid,
    Read,
    are_pairs,
    lay_out,
    name_days,
    said_twice,
    spread_marks,
)

WEEK = "/\\/\\LI/\\/\\"


def _texts(*cells: str) -> pd.Series:
    return pd.Series(list(cells), index=range(2, 2 + len(cells)), dtype=object)


def _laid(**columns: list[str]) -> Laid:
    frame = pd.DataFrame(columns, dtype=object)
    return Laid(frame, np.arange(2, 2 + len(frame)), np.full(len(frame), "", dtype=object))


def test_headings_that_say_something_become_rows() -> None:
    """Two sessions side by side are two rows; an empty cell is none; each row knows where it comes from."""
    laid = lay_out(
        [
            Read("UPN", "pupil_id", {}, _texts("A1", "B2")),
            Read("AM", "mark", {"session": "AM"}, _texts("/", "L")),
            Read("PM", "mark", {"session": "PM"}, _texts("\\", "")),
        ]
    )
    assert laid.frame.to_dict("list") == {
        "pupil_id": ["A1", "B2", "A1"],
        "mark": ["/", "L", "\\"],
        "session": ["AM", "AM", "PM"],
    }
    assert (laid.rows.tolist(), laid.headings.tolist()) == ([2, 3, 2], ["AM", "AM", "PM"])


def test_a_string_of_marks_is_a_week_of_sessions() -> None:
    """Ten marks from a Monday are the mornings and afternoons of five days."""
    laid, problems = spread_marks(_laid(pupil_id=["A1"], date=["2025-09-08"], marks=[WEEK]), "f.csv", "Marks")
    assert problems == []
    assert "".join(laid.frame["mark"]) == WEEK
    assert laid.frame["session"].tolist() == ["AM", "PM"] * 5
    assert laid.frame["date"].tolist() == [
        f"2025-09-{day:02}" for day in (8, 8, 9, 9, 10, 10, 11, 11, 12, 12)
    ]


@given(st.integers(1, 4), st.sampled_from([2, 5, 7]))
def test_no_mark_is_lost_and_no_session_stands_twice(weeks: int, days: int) -> None:
    """However many weeks a string has, each mark has a session of its own; weeks of five days have no weekend."""
    length = {2: 2, 5: 10 * weeks, 7: 14}[days]
    marks = (WEEK * 5)[:length]
    laid, problems = spread_marks(_laid(date=["2025-09-08"], marks=[marks]), "f.csv", "Marks")
    assert problems == []
    assert "".join(laid.frame["mark"]) == marks
    assert not laid.frame.duplicated(["date", "session"]).any()
    if days == 5:
        assert (pd.to_datetime(laid.frame["date"]).dt.day_of_week < 5).all()


def test_blanks_between_days_are_no_marks() -> None:
    """Strings that are printed day by day mean the same."""
    laid, _ = spread_marks(_laid(date=["2025-09-08"], marks=["/\\ /\\ LI /\\ /\\"]), "f.csv", "Marks")
    assert "".join(laid.frame["mark"]) == WEEK


def test_a_day_without_marks_in_a_week_of_pairs_stays_in_its_place() -> None:
    """Fourteen signs with blanks between the days are five days, and none of them is a Saturday."""
    laid, problems = spread_marks(_laid(date=["2025-09-08"], marks=["/\\    LI /\\ /\\"]), "f.csv", "Marks")
    assert problems == []
    assert "".join(laid.frame["mark"]) == "/\\  LI/\\/\\"
    assert laid.frame["date"].max() == "2025-09-12"


def test_weekends_are_read_only_where_every_week_has_them() -> None:
    """Fourteen marks beside weeks of ten may be anything."""
    laid, (problem,) = spread_marks(
        _laid(date=["2025-09-08", "2025-09-15"], marks=["/\\" * 7, WEEK]), "f.csv", "Marks"
    )
    assert (problem.row, laid.rows.tolist()) == (2, [3] * 10)


@pytest.mark.parametrize("short", ["/\\", WEEK])
def test_a_string_shorter_than_the_others_of_its_day_is_a_problem(short: str) -> None:
    """Marks that were not made at its beginning are lost, and it would be read from the wrong day on."""
    days, marks = ["2025-09-08", "2025-09-08", "2025-09-29"], [WEEK * 2, short, WEEK]
    laid, (problem,) = spread_marks(_laid(date=days, marks=marks), "f.csv", "Marks")
    assert (problem.row, set(laid.rows.tolist())) == (3, {2, 4})


@pytest.mark.parametrize(
    ("day", "marks", "found"),
    [("2025-09-08", "/\\/\\/\\/\\/", "9 marks in a row"), ("2025-09-09", WEEK, "no Monday")],
)
def test_a_string_that_could_be_of_other_days_is_a_problem_not_a_guess(
    day: str, marks: str, found: str
) -> None:
    """It is left out and named with its row; what stands there is not quoted."""
    laid, (problem,) = spread_marks(_laid(date=[day], marks=[marks]), "f.csv", "Marks")
    assert len(laid.frame) == 0
    assert (problem.row, problem.column) == (2, "Marks")
    assert found in problem.found


def test_days_of_a_week_have_their_dates() -> None:
    """A week and a day of it make a date, whichever day the week is named by."""
    laid = name_days(_laid(week=["2025-09-08", "2025-09-10"], weekday=["Wed", "Monday"], mark=["/", "L"]))
    assert laid.frame["date"].tolist() == ["2025-09-10", "2025-09-08"]


def test_rows_that_say_the_very_same_are_one() -> None:
    """A copied row is read once and counted; one that differs is left for the check."""
    laid, again = said_twice(_laid(pupil_id=["A1", "A1", "A1"], mark=["/", "/", "L"]), ["pupil_id"])
    assert (laid.frame["mark"].tolist(), again) == (["/", "L"], 1)
    assert said_twice(_laid(pupil_id=["", ""], mark=["/", "/"]), ["pupil_id"])[1] == 0


def test_two_headings_that_say_the_same_give_two_rows() -> None:
    """A second column for the same thing never takes the first one's place; its rows are found to repeat later."""
    column = pd.Series(["98", "87"], index=[3, 4])
    said = {"measure": "Reading", "occasion": "baseline"}
    laid = lay_out(
        [
            Read("Pupil ID", "pupil_id", {}, pd.Series(["P0001", "P0002"], index=[3, 4])),
            Read("Reading | Autumn", "score", said, column),
            Read("Reading | Spring", "score", said, column + "0"),
        ]
    )
    assert laid.frame["score"].tolist() == ["98", "87", "980", "870"]
    assert laid.headings.tolist() == ["Reading | Autumn"] * 2 + ["Reading | Spring"] * 2


@pytest.mark.parametrize(
    ("typed", "pairs"), [(["/\\", "II"], True), (["C1", "J1"], False), (["/", "I"], False), (["QQ"], False)]
)
def test_cells_with_the_marks_of_a_day_are_known_by_their_codes(typed: list[str], pairs: bool) -> None:
    """Two signs that are codes each, and none together."""
    assert are_pairs(pd.Series(typed, dtype="category"), {"/", "\\", "I", "C", "J", "C1", "J1"}) is pairs
