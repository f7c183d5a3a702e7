"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

from enquiry_lib.show.dates import long_date, read_date, short_date, why_no_date


def test_dates_have_no_leading_nought() -> None:
    """The day comes first and plainly; a moment is written as its day."""
    assert long_date(dt.datetime(2025, 9, 8, 7, tzinfo=dt.UTC)) == "8 September 2025"
    assert short_date(dt.date(2025, 10, 17)) == "17 Oct 2025"
    assert short_date(None) == ""


def test_a_day_of_another_age_is_a_slip() -> None:
    """From 1900 to 2200 is read; what is wrong with another year is said, and no month or day is blamed."""
    assert read_date("31/12/2200") == dt.date(2200, 12, 31)
    assert read_date("1 January 1900") == dt.date(1900, 1, 1)
    assert (read_date("31/12/1899"), read_date("1 January 2201")) == (None, None)
    assert why_no_date("31/12/0026") == "The year 0026 cannot be right. Type a date like 08/09/2025."
    assert why_no_date("01/02/0000") == "The year 0000 cannot be right. Type a date like 08/09/2025."
    assert why_no_date("1 January 1899") == "The year 1899 cannot be right. Type a date like 08/09/2025."
