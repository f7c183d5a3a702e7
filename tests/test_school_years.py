"""School years, however people write them, and the one that a day is in."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from enquiry_lib.school_years import first_day, school_year, year_of, years_begun


@pytest.mark.parametrize("text", ["2024/25", "2024-25", " 2024 – 25 ", "2024/2025", "2024-2025"])
def test_a_school_year_is_known_however_it_is_written(text: str) -> None:
    """A stroke or a dash, two digits or four: it is the same year."""
    assert school_year(text) == "2024/25"


@pytest.mark.parametrize("text", ["", "baseline", "2024", "2024/26", "9999/00", "2024/25 autumn", None, 2024])
def test_what_is_no_school_year_is_none(text: object) -> None:
    """A word, a single year, years that do not follow each other or lie beyond all calendars are none."""
    assert school_year(text) == ""


def test_the_century_may_end_within_a_year() -> None:
    """The year that begins in 1999 ends in 00."""
    assert school_year("1999/00") == "1999/00"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2026-01-05", "2025/26"),
        ("2026-07-31", "2025/26"),
        ("2026-08-01", "2026/27"),
        ("2099-12-31", "2099/00"),
    ],
)
def test_a_school_year_begins_in_august(day: str, year: str) -> None:
    """Some schools begin in the last week of August; one day and many days are put into the same year."""
    one = dt.date.fromisoformat(day)
    assert year_of(one) == year
    began = int(years_begun(np.array([day], dtype="datetime64[D]"))[0])
    assert began == int(year[:4])
    assert first_day(began) <= one < first_day(began + 1)
