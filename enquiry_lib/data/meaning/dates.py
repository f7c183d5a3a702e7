"""Dates as people and programs write them, and whether the day or the month comes first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from enquiry_lib.data.meaning.kinds import Order

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SERIALS = range(20_000, 80_001)
"""Excel's numbers for the days from 1954 to 2119; smaller and larger ones are hardly dates of a school."""
LONGEST = 60
"""No date is longer, with its weekday and time; long texts are not searched."""
FIRST_SERIAL = dt.date(1899, 12, 30)
FIRST_SHORT_YEAR = 1950
_UNITED_KINGDOM = ZoneInfo("Europe/London")  # where the system lacks zones, pandas brings them


@dataclass(frozen=True)
class WrittenDate:
    """A date taken apart, before anybody decides what comes first.

    `form` says which of its parts are known: in "open" the last two are day and month in either order.
    `rewritten` says that the date was not written as 2026-01-31. `zoned` has the minute of the day, and by how many
    minutes its zone is ahead of Greenwich, where a time has a zone: the day may be another one here.
    """

    form: Literal["open", "named", "year first", "serial"]
    parts: tuple[int, int, int]
    short_year: bool = False
    has_time: bool = False
    rewritten: bool = True
    zoned: tuple[int, int] | None = None


_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:(?:T|,?\s+)(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    r"\s*(?P<half>[ap])?(?(half)\.?m\.?)\s*(?P<zone>Z|UTC|GMT|BST|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})(?P<sign>[-/.])(?P<first>[0-9]{{1,2}})(?P=sign)(?P<second>[0-9]{{1,2}}){_TIME}",
        rf"{_WEEKDAY}(?P<first>[0-9]{{1,2}})(?P<sign>[-/.])(?P<second>[0-9]{{1,2}})(?P=sign){_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_DAY}(?:\s+of)?[-/. ]*{_MONTH}[-/., ]*{_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_MONTH}[- ]+{_DAY}(?:,\s*|[- ]+){_YEAR}{_TIME}",
    )
)
_SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = re.compile(r"0?0:00(?::00(?:\.0+)?)?")


def take_apart(text: str) -> WrittenDate | None:
    """Take a date apart, or give None where a text is not written as one; a number alone is none.

    >>> take_apart("1st Sept 2025").parts, take_apart("03/04/26").form
    ((2025, 9, 1), 'open')
    """
    if len(text) > LONGEST:
        return None
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if not match:
        return None
    held = match.groupdict()
    year, short = _year(held["year"])
    zoned = _zoned(held["time"], held["half"] or "", held["zone"]) if held["zone"] else None
    has_time = bool(held["time"]) and not zoned and not _MIDNIGHT.fullmatch(held["time"])
    if "month" in held:
        month = _month(held["month"])
        parts = (year, month, int(held["day"]))
        return WrittenDate("named", parts, short, has_time, zoned=zoned) if month else None
    form: Literal["year first", "open"] = "year first" if match.re is _FORMS[0] else "open"
    parts = (year, int(held["first"]), int(held["second"]))
    return WrittenDate(form, parts, short, has_time, not _ISO.match(text), zoned)


def _zoned(time: str, half: str, zone: str) -> tuple[int, int]:
    """Give the minute of the day, and by how many minutes its zone is ahead of Greenwich."""
    hour, minute = map(int, time.split(":")[:2])
    if half:
        hour = hour % 12 + 12 * (half.casefold() == "p")
    return 60 * hour + minute, _ahead(zone)


def _ahead(zone: str) -> int:
    if zone[0] not in "+-":
        return 60 * (zone.upper() == "BST")
    hours, minutes = int(zone[1:3]), int(zone[3:].strip(":") or 0)
    return (60 * hours + minutes) * (-1 if zone[0] == "-" else 1)


def take_number_apart(text: str) -> WrittenDate | None:
    """Take apart a number that stands for a day: Excel's own count of days, or 20250901.

    >>> take_number_apart("45901").parts, take_number_apart("20250901").parts, take_number_apart("17")
    ((2025, 9, 1), (2025, 9, 1), None)
    """
    if not text[:5].isdecimal():
        return None
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in SERIALS:
        day = FIRST_SERIAL + dt.timedelta(days=int(match[1]))
        has_time = bool((match[2] or "").strip(".0"))
        return WrittenDate("serial", (day.year, day.month, day.day), has_time=has_time, rewritten=False)
    if match := _COMPACT.fullmatch(text):
        written = WrittenDate("year first", (int(match[1]), int(match[2]), int(match[3])))
        return written if _is_of_our_time(written) else None
    return None


def _is_of_our_time(written: WrittenDate) -> bool:
    return 1900 <= written.parts[0] < 2100 and find_day(written, "") is not None


def _year(text: str) -> tuple[int, bool]:
    """Give a year in full: of two digits it lies in the hundred years from 1950."""
    bare = text.removeprefix("'")
    if len(bare) == 4:
        return int(bare), False
    short = int(bare)
    return short + (1900 if short >= FIRST_SHORT_YEAR % 100 else 2000), True


def _month(word: str) -> int:
    """Give the number of a month, written in full or cut short, or 0."""
    bare = word.casefold()
    return next((place for place, month in enumerate(MONTHS, start=1) if month.startswith(bare)), 0)


# --- what comes first -------------------------------------------------------------------------------------


def decide_order(dates: Iterable[tuple[WrittenDate, int]]) -> tuple[Order, bool]:
    """Decide from all the dates of a column what comes first, and say whether that is certain.

    A number over twelve is a day. Where there is one on either side nothing is certain, however many speak for
    one; the commoner order is given. Each date comes with the count of its cells.

    >>> ambiguous, telling = take_apart("03/04/2026"), take_apart("03/31/2026")
    >>> decide_order([(ambiguous, 5)]), decide_order([(ambiguous, 5), (telling, 1)])
    (('day first', False), ('month first', True))
    """
    day_first = month_first = 0
    forms = set()
    for date, count in dates:
        forms.add(date.form)
        _, first, second = date.parts
        day_first += count * (date.form == "open" and first > 12 >= second)
        month_first += count * (date.form == "open" and second > 12 >= first)
    if "open" in forms:
        return ("month first" if month_first > day_first else "day first"), bool(day_first) != bool(
            month_first
        )
    return ("year first" if "year first" in forms else "serial" if forms == {"serial"} else ""), True


def find_day(date: WrittenDate, order: Order) -> dt.date | None:
    """Give the day of a date in an order, or None where there is no such day.

    >>> find_day(take_apart("31/12/2025"), "day first"), find_day(take_apart("31/12/2025"), "month first")
    (datetime.date(2025, 12, 31), None)
    """
    year, first, second = date.parts
    swapped = date.form == "open" and order != "month first"
    month, day = (second, first) if swapped else (first, second)
    try:
        return _here(dt.date(year, month, day), date.zoned) if date.zoned else dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _here(day: dt.date, zoned: tuple[int, int]) -> dt.date:
    """Give the day it was in the United Kingdom: 23:00 in Greenwich is the next day in summer."""
    minute, ahead = zoned
    if minute >= 24 * 60:
        raise ValueError(minute)
    moment = dt.datetime.combine(
        day, dt.time(minute // 60, minute % 60), dt.timezone(dt.timedelta(minutes=ahead))
    )
    return moment.astimezone(_UNITED_KINGDOM).date()


def changes_of(date: WrittenDate) -> frozenset[str]:
    """Name everything that was changed between the cell and the date as 2026-01-31."""
    found = {
        "serial": date.form == "serial",
        "zone": date.zoned is not None,
        "time": date.has_time,
        "short year": date.short_year,
        "rewritten": date.rewritten and not date.short_year,
    }
    return frozenset(change for change, is_so in found.items() if is_so)
