"""When rows of a series were: numbers as they are, dates counted by the calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats.over_time.times import read_start, read_times

DAYS = pd.Series(["2025-09-03", "2025-10-01", "2026-01-05"])


@pytest.mark.parametrize(
    ("every", "apart", "label"),
    [
        ("day", [28, 96], "3 September 2025"),
        ("week", [4, 14], "1 September 2025"),
        ("month", [1, 3], "September 2025"),
        ("year", [0, 1], "2025"),
    ],
)
def test_dates_are_counted_in_calendar_units(every: str, apart: list[int], label: str) -> None:
    """Days, weeks from Monday on, months and years are whole numbers apart; each is called by its first day."""
    times = read_times(DAYS, every)
    assert np.diff(times.number).tolist() == apart
    assert times.labels[0] == label


@pytest.mark.parametrize("kind", ["datetime64[ns]", "date", "text"])
def test_every_kind_of_date_is_read_alike(kind: str) -> None:
    """Timestamps, dates and text give the same weeks."""
    days = pd.to_datetime(DAYS)
    column = {"datetime64[ns]": days, "date": days.dt.date, "text": DAYS}[kind]
    assert read_times(column, "week").number.tolist() == read_times(DAYS, "week").number.tolist()


def test_what_is_no_time_is_missing() -> None:
    """A text among numbers or dates becomes NaN, and is called nothing."""
    assert np.isnan(read_times(pd.Series([1, "later", 3], dtype=object), "week").number).tolist() == [0, 1, 0]
    assert read_times(pd.Series(["2025-09-03", "later"]), "week").labels[1] == ""


def test_gaps_and_repeats_are_found() -> None:
    """A time after one that is missing is marked; one that is there twice is named."""
    times = read_times(pd.Series([1, 2, 4, 5]), "week")
    assert times.after_gap().tolist() == [False, False, True, False]
    assert times.repeated() == ""
    assert read_times(pd.Series([1, 2, 2]), "week").repeated() == "2"


def test_a_start_is_of_the_same_kind() -> None:
    """A date within a week is in that week; a number among dates is refused, as is an unknown unit."""
    times = read_times(DAYS, "week")
    assert read_start(dt.date(2025, 10, 3), times) == times.number[1]
    with pytest.raises(WrongValue, match="a date such as"):
        read_start(7, times)
    with pytest.raises(WrongValue, match="a number"):
        read_start("2025-10-03", read_times(pd.Series([1, 2]), "week"))
    with pytest.raises(WrongValue, match="day, week, month, year"):
        read_times(DAYS, "fortnight")
