"""Dates as people write them."""

from __future__ import annotations

import datetime as dt


def long_date(day: dt.date) -> str:
    """Write a date in full.

    >>> long_date(dt.date(2025, 9, 8))
    '8 September 2025'
    """
    return f"{day:%d %B %Y}".lstrip("0")


def short_date(day: dt.date | None) -> str:
    """Write a date for a table or a picture, or nothing where there is none.

    >>> short_date(dt.date(2025, 9, 8)), short_date(None)
    ('8 Sep 2025', '')
    """
    return f"{day:%d %b %Y}".lstrip("0") if day else ""
