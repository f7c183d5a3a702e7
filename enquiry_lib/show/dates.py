"""Dates as people write them: written, read, and what is wrong with one that cannot be read."""

from __future__ import annotations

import calendar
import datetime as dt
import re

EXAMPLE = "08/09/2025"
YEARS = range(1900, 2201)
"""What is typed for a day of a school lies in these; another year is a slip."""
_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NAMED_MONTH = re.compile(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|\d{1,2} [A-Za-z]+ \d{2}", re.ASCII)


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


def typed_date(day: dt.date) -> str:
    """Write a date as it is typed in Britain.

    >>> typed_date(dt.date(2025, 9, 8))
    '08/09/2025'
    """
    return f"{day:%d/%m/%Y}"


def read_date(text: str) -> dt.date | None:
    """Read a date of our time, the day first or the year first; None for what is none.

    >>> read_date("8/9/2025"), read_date("31/11/2025"), read_date("01/02/0026")
    (datetime.date(2025, 9, 8), None, None)
    """
    day = _any_date(text)
    return day if day and day.year in YEARS else None


def _any_date(text: str) -> dt.date | None:
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def why_no_date(text: str, example: str = EXAMPLE) -> str:
    """Say what is wrong with a text that is no date.

    >>> why_no_date("31/11/2025"), why_no_date("31 Nov 2025")
    ('There is no 31 November.', 'There is no 31 November.')
    >>> why_no_date("03/09/25")
    'Type the year in full, for example 08/09/2025.'
    """
    if found := _any_date(text):
        return _other_age(found.year, example)
    if _SHORT_YEAR.fullmatch(text):
        return f"Type the year in full, for example {example}."
    if not (parts := _parts(text)):
        return f"Type a date like {example}."
    day, month, year = parts
    if year not in YEARS:
        return _other_age(year, example)
    if not 1 <= month <= 12:
        return f"There is no month {month}. Type the day first, for example {example}."
    leap = f" {year}" if (day, month) == (29, 2) else ""
    return f"There is no {day} {calendar.month_name[month]}{leap}."


def _parts(text: str) -> tuple[int, int, int] | None:
    """Give the day, the month and the year that were typed, whether or not there is such a day."""
    if match := _DAY_FIRST.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    match = _NAMED_MONTH.fullmatch(text)
    month = _month(match[2]) if match else 0
    return (int(match[1]), month, int(match[3])) if match and month else None


def _month(word: str) -> int:
    """Give the number of a month, written in full or in three letters; 0 for any other word."""
    names = zip(calendar.month_name, calendar.month_abbr, strict=True)
    return next((number for number, both in enumerate(names) if word.title() in both), 0)


def _other_age(year: int, example: str) -> str:
    return f"The year {year:04d} cannot be right. Type a date like {example}."
