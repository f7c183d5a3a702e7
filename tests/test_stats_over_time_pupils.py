"""Each pupil's own attendance in some days: of their own sessions, and only where these are enough."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import samples_over_time as samples

from enquiry_lib.errors import ColumnMissing
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.over_time.pupils import Span, attendance_of_each
from enquiry_lib.stats.result import NotEnough

AUTUMN = Span("autumn", dt.date(2025, 9, 1), dt.date(2025, 12, 31))
SPRING = Span("spring", dt.date(2026, 1, 1), dt.date(2026, 7, 31))


def _each(marks: pd.DataFrame, **asked: object) -> pd.DataFrame:
    result = attendance_of_each(marks, codes=samples.CODES, spans=(AUTUMN, SPRING), **asked)  # type: ignore[arg-type]
    assert isinstance(result, pd.DataFrame)
    return result


def test_each_pupil_has_a_percentage_in_each_span() -> None:
    """The mean over pupils who were all there throughout is the attendance of the school in those days."""
    marks = samples.marks()
    each = _each(marks)
    assert each.columns.tolist() == ["pupil_id", "autumn", "spring"]
    assert len(each) == 60
    autumn = summarise_attendance(AUTUMN.marks(marks), codes=samples.CODES)
    assert isinstance(autumn, Attendance)
    assert each["autumn"].mean() == pytest.approx(autumn.periods[0].attendance, rel=1e-12)


def test_a_percentage_of_few_days_is_none() -> None:
    """A pupil who was there for less than half of a span has no percentage in it, and keeps the other."""
    marks = samples.marks()
    gone = (marks["pupil_id"] == "P0003") & (marks["date"] >= "2026-01-12")
    each = _each(marks[~gone]).set_index("pupil_id")
    assert each["spring"].isna().sum() == 1
    assert pd.isna(each.loc["P0003", "spring"])
    assert 0 < each.loc["P0003", "autumn"] < 100
    assert _each(marks[~gone], least=0.05)["spring"].notna().all()


def test_days_before_joining_do_not_count() -> None:
    """Sessions before a pupil was on roll are left out, as in the sums of a year."""
    on_roll = pd.DataFrame({"pupil_id": ["P0003"], "joined_on": ["2025-12-15"], "left_on": [None]})
    each = _each(samples.marks(), enrolments=on_roll).set_index("pupil_id")
    assert pd.isna(each.loc["P0003", "autumn"])


def test_a_span_without_marks_is_said() -> None:
    """Which days the marks have nothing about is named, and so is a list of codes that is missing."""
    summer = Span("summer", dt.date(2027, 5, 1), dt.date(2027, 7, 1))
    found = attendance_of_each(samples.marks(), codes=samples.CODES, spans=(AUTUMN, summer))
    assert isinstance(found, NotEnough)
    assert "nothing about summer" in found.found
    without = attendance_of_each(samples.marks(), codes=samples.CODES.head(0), spans=(AUTUMN,))
    assert isinstance(without, NotEnough)
    with pytest.raises(ColumnMissing, match="mark"):
        attendance_of_each(samples.marks().drop(columns="mark"), codes=samples.CODES, spans=(AUTUMN,))
