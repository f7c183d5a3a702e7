"""School years, however people write them."""

from __future__ import annotations

import pytest

from enquiry_lib.stats.school_years import school_year


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
