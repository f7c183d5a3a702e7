"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

from enquiry_lib.show.dates import long_date, short_date


def test_dates_have_no_leading_nought() -> None:
    """The day comes first and plainly; a moment is written as its day."""
    assert long_date(dt.datetime(2025, 9, 8, 7, tzinfo=dt.UTC)) == "8 September 2025"
    assert short_date(dt.date(2025, 10, 17)) == "17 Oct 2025"
    assert short_date(None) == ""
