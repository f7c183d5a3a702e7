"""Attendance from a school's own summary: the same result as from marks, with less known."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from registers import CODES, school

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.attendance_summary import attendance_from_summary
from enquiry_lib.stats.result import NotEnough

COLUMNS = [
    *("period", "group", "pupils", "sessions_possible", "absent_authorised", "absent_unauthorised"),
    *("persistently_absent", "severely_absent"),
]
BEFORE = ("2024/25", "all pupils", 311, 115_070, 4_318, 1_550, 44, 11)
AFTER = ("2025/26", "all pupils", 336, 124_320, 2_798, 932, 13, 0)


def summary(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Make a table of these rows, in whole numbers that may be missing."""
    counts = dict.fromkeys(COLUMNS[2:], "Int64")
    return pd.DataFrame(rows or (BEFORE, AFTER), columns=COLUMNS).astype(counts)


def changed(**values: Any) -> pd.DataFrame:
    """Make the summary with some values of its last year changed."""
    return summary(BEFORE, tuple(values.get(name, value) for name, value in zip(COLUMNS, AFTER, strict=True)))


def found(table: pd.DataFrame, **asked: str) -> Attendance:
    """Give the result there should be."""
    result = attendance_from_summary(table, **asked)
    assert isinstance(result, Attendance)
    return result


def test_the_published_claim_is_computed_from_a_summary() -> None:
    """94.9% to 97.0%, 44 of 311 to 13 of 336: a change of -10.3 points, -14.7 to -5.9 (tolerance 0.05)."""
    result = found(summary())
    before, after = result.periods
    assert [before.attendance, after.attendance] == pytest.approx([94.9, 97.0], abs=0.05)
    assert [before.persistent_rate, after.persistent_rate] == pytest.approx([14.15, 3.87], abs=0.005)
    assert result.change is not None
    interval = [result.change.persistent_points, result.change.low, result.change.high]
    assert interval == pytest.approx([-10.3, -14.7, -5.9], abs=0.05)
    assert result.change.cox_d == pytest.approx(-0.85, abs=0.005)


def test_a_summary_of_marks_gives_what_the_marks_give() -> None:
    """Counted up from a register and typed into a summary, every rate, cell and effect size is the same."""
    marks = pd.concat([school(44, 311, first="2024-09-02"), school(13, 336, first="2025-09-01", start=31)])
    from_marks = summarise_attendance(marks, codes=CODES)
    assert isinstance(from_marks, Attendance)
    rows = [
        (
            *(year.period, "all pupils", year.pupils, year.sessions_possible, year.authorised),
            *(year.unauthorised, year.persistent, year.severe),
        )
        for year in from_marks.periods
    ]
    typed = found(summary(*rows))
    same = ("attendance", "absence", "authorised_rate", "unauthorised_rate", "persistent_rate", "severe_rate")
    for mine, theirs in zip(typed.periods, from_marks.periods, strict=True):
        assert [getattr(mine, name) for name in same] == [getattr(theirs, name) for name in same]
    assert typed.change is not None
    assert from_marks.change is not None
    for name in ("attendance_points", "persistent_points", "low", "high", "log_odds_ratio", "cox_d"):
        assert getattr(typed.change, name) == getattr(from_marks.change, name)
    counts = ["id", "count", "margin"]
    known = typed.cells()[~typed.cells()["id"].str.contains("missed|late")]
    assert set(map(tuple, known[counts].to_numpy())) < set(map(tuple, from_marks.cells()[counts].to_numpy()))


def test_fewer_sessions_than_may_be_shown_were_missed_by_few_pupils() -> None:
    """A summary does not say who missed them: nine sessions are nine pupils' at most, and both kinds go."""
    typed = found(changed(absent_unauthorised=9))
    year = typed.withhold(choose_hidden(typed.cells(), smallest=10)).periods[1]
    assert year.unauthorised_rate is year.authorised_rate is None
    assert year.attendance is not None


def test_what_a_summary_cannot_tell_is_not_there_and_said() -> None:
    """Days, late marks and who is in both years are unknown, and that the figures were typed is said."""
    result = found(summary())
    assert result.change is not None
    assert result.periods[0].first is result.periods[0].late is result.change.n_both is None
    assert result.cautions == ("from_summary",)
    assert {"overlap_unknown", "different_rolls", "no_comparison_group"} <= set(result.change.cautions)


def test_one_group_is_looked_at() -> None:
    """Another group is asked for by its name, whatever the size of its letters."""
    table = summary(BEFORE, AFTER, ("2025/26", "Pupil premium", 112, 41_440, 1_301, 567, 10, None))
    assert [year.pupils for year in found(table).periods] == [311, 336]
    (only,) = found(table, group="pupil premium").periods
    assert only.pupils == 112
    nobody = attendance_from_summary(table, group="boarders")
    assert isinstance(nobody, NotEnough)
    assert "boarders" in nobody.found
    assert "boarders" in nobody.do


def test_years_come_in_order_whatever_their_spelling() -> None:
    """2024-25 and 2024/2025 are the year 2024/25, and the oldest comes first."""
    table = summary(AFTER, ("2024-25", *BEFORE[1:]), ("2023/2024", *BEFORE[1:]))
    assert [year.period for year in found(table).periods] == ["2023/24", "2024/25", "2025/26"]


@pytest.mark.parametrize(
    "values",
    [
        {"period": "last year"},
        {"period": "2025/27"},
        {"pupils": 0},
        {"pupils": None},
        {"sessions_possible": 0},
        {"absent_authorised": None},
        {"absent_unauthorised": 124_320},
        {"persistently_absent": 337},
        {"severely_absent": 14},
        {"period": "2024-25"},
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_and_said(values: dict[str, Any]) -> None:
    """No year, no pupils, no sessions, counts that do not fit, or a year that was there: the row goes."""
    result = found(changed(**values))
    assert [year.period for year in result.periods] == ["2024/25"]
    assert result.change is None
    assert result.cautions == ("from_summary", "rows_left_out")


def test_persistent_absence_may_be_unknown() -> None:
    """Without it attendance is worked out all the same; its rate is not available, which is not withheld."""
    result = found(changed(persistently_absent=None, severely_absent=None))
    latest = result.periods[1]
    assert latest.attendance == pytest.approx(97.0, abs=0.05)
    assert latest.persistent is None
    assert math.isnan(latest.persistent_rate or 0)
    assert result.change is not None
    assert result.change.persistent_points is None
    assert result.change.attendance_points == pytest.approx(2.1, abs=0.05)


def test_nothing_to_go_by_is_said() -> None:
    """Without a usable row the result says what a row needs; without a column it is an error."""
    nothing = attendance_from_summary(summary(("2024/25", "all pupils", 311, None, None, None, 44, 11)))
    assert isinstance(nothing, NotEnough)
    assert "possible sessions" in nothing.found
    assert isinstance(attendance_from_summary(summary().iloc[:0]), NotEnough)
    with pytest.raises(errors.ColumnMissing, match="pupils"):
        attendance_from_summary(summary().drop(columns="pupils"))


def test_few_are_withheld_with_all_that_rests_on_them() -> None:
    """Few persistently absent pupils take the change with them, as from marks."""
    held = found(changed(persistently_absent=6)).withhold({"attendance|2025/26|persistently absent"})
    latest = held.periods[1]
    assert latest.persistent is latest.persistent_rate is latest.severe is latest.severe_rate is None
    assert held.change is not None
    assert held.change.persistent_points is None
    assert held.change.n_after == 336
