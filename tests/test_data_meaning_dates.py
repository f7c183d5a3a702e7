"""Dates however they are written, and the order of day and month that a column shows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib.data.meaning.dates import (
    MONTHS,
    changes_of,
    decide_order,
    find_day,
    take_apart,
    take_number_apart,
)
from enquiry_lib.data.meaning.kinds import Order

FIRST = dt.date(2025, 9, 1)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("2025-09-01", ""),
        ("2025/9/1", "rewritten"),
        ("2025-09-01T00:00:00", ""),
        ("2025-09-01T08:45:00Z", "zone"),
        ("2025-09-01 08:45:00.000+01:00", "zone"),
        ("01/09/2025", "rewritten"),
        ("1.9.2025", "rewritten"),
        ("01-09-2025", "rewritten"),
        ("01/09/2025 00:00", "rewritten"),
        ("01/09/2025 8:45 am", "rewritten, time"),
        ("Mon 01/09/2025", "rewritten"),
        ("01/09/25", "short year"),
        ("01-Sep-25", "short year"),
        ("1 Sep '25", "short year"),
        ("1st Sept 2025", "rewritten"),
        ("Monday, 1 September 2025", "rewritten"),
        ("1st of September 2025", "rewritten"),
        ("September 1, 2025", "rewritten"),
    ],
)
def test_a_date_is_read_and_what_was_changed_is_named(text: str, changes: str) -> None:
    """With the day first, each of these is the first of September 2025."""
    date = take_apart(text)
    assert date is not None
    assert find_day(date, "day first") == FIRST
    assert changes_of(date) == set(filter(None, changes.split(", ")))


@pytest.mark.parametrize(
    "text",
    ["", "12", "45901", "2018-19", "Sep-25", "12 May", "May 2025", "1 Mat 2025", "01/09/2025 AM", "1/2", "5/6-2025", "08:45"],
)  # fmt: skip
def test_everything_else_is_no_date(text: str) -> None:
    """A month, a school year, a session or a number alone is not made into a day."""
    assert take_apart(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45901", FIRST),
        ("45901.5", FIRST),
        ("20250901", FIRST),
        ("36526", dt.date(2000, 1, 1)),
        ("19999", None),
        ("80001", None),
        ("20251301", None),
        ("99999999", None),
        ("12", None),
    ],
)
def test_a_number_may_stand_for_a_day(text: str, day: dt.date | None) -> None:
    """Excel counts days from 1900; only the years in which there are schools' dates are taken for such a count."""
    date = take_number_apart(text)
    assert (date and find_day(date, "serial")) == day


@pytest.mark.parametrize(
    ("text", "year"), [("1/9/00", 2000), ("1/9/49", 2049), ("1/9/50", 1950), ("1/9/99", 1999)]
)
def test_years_of_two_digits_lie_in_the_hundred_years_from_1950(text: str, year: int) -> None:
    """Pupils and their parents were born in them, and no school plans beyond them."""
    date = take_apart(text)
    assert date is not None
    assert date.parts[0] == year


@pytest.mark.parametrize(
    ("texts", "order", "certain"),
    [
        (["03/04/2026", "13/04/2026"], "day first", True),
        (["03/04/2026", "04/13/2026"], "month first", True),
        (["03/04/2026", "04/03/2026"], "day first", False),
        (["13/04/2026", "14/04/2026", "04/13/2026"], "day first", False),
        (["13/04/2026", "04/14/2026", "04/13/2026"], "month first", False),
        (["2026-04-13", "2026-13-04"], "year first", True),
        (["13/13/2026", "03/04/2026"], "day first", False),
        (["1 April 2026"], "", True),
        ([], "", True),
    ],
)
def test_a_number_over_twelve_tells_the_order(texts: list[str], order: Order, *, certain: bool) -> None:
    """All dates of a column are in one order; nobody can tell which without a day over twelve, or with some on both sides."""
    dates = [(date, 1) for text in texts if (date := take_apart(text))]
    assert decide_order(dates) == (order, certain)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-30T23:00:00+00:00", dt.date(2025, 7, 1)),
        ("2025-06-30T23:00:00Z", dt.date(2025, 7, 1)),
        ("2025-12-31T23:30:00Z", dt.date(2025, 12, 31)),
        ("2025-07-01T00:30:00+01:00", dt.date(2025, 7, 1)),
        ("01/07/2025 12:30 am BST", dt.date(2025, 7, 1)),
        ("1 July 2025 00:30 +05:30", dt.date(2025, 6, 30)),
        ("2025-06-30T23:00:00", dt.date(2025, 6, 30)),
        ("2025-06-30T29:00:00Z", None),
    ],
)
def test_a_time_with_its_zone_is_the_day_it_was_in_the_united_kingdom(text: str, day: dt.date | None) -> None:
    """An hour before midnight in Greenwich is the next day in British summer time; without a zone nothing moves."""
    date = take_apart(text)
    assert date is not None
    assert find_day(date, "day first") == day
    assert ("zone" in changes_of(date)) == (not text.endswith("23:00:00"))


def test_a_day_that_is_not_there_is_none() -> None:
    """31 February, the thirteenth month and the day zero are nothing to be mended by guessing."""
    for text in ("31/02/2026", "01/13/2026", "00/01/2026", "29/02/2025", "0000-01-01"):
        date = take_apart(text)
        assert date is not None
        assert find_day(date, "day first") is None


@given(day=st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)), day_first=st.booleans())
def test_every_day_comes_back_from_every_way_to_write_it(day: dt.date, *, day_first: bool) -> None:
    """Whatever the way of writing, the day is the day."""
    month = MONTHS[day.month - 1]
    numbers = (day.day, day.month) if day_first else (day.month, day.day)
    ways = [
        f"{numbers[0]}/{numbers[1]}/{day.year}",
        f"{numbers[0]:02}-{numbers[1]:02}-{day.year % 100:02}",
        f"{day.day} {month.title()} {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
        day.isoformat(),
    ]
    taken = [take_apart(way) for way in ways]
    assert {date and find_day(date, "day first" if day_first else "month first") for date in taken} == {day}


@given(st.text())
def test_no_text_breaks_the_reader_of_dates(text: str) -> None:
    """Any text is a date or none."""
    date = take_apart(text) or take_number_apart(text)
    assert date is None or isinstance(find_day(date, "day first"), dt.date | None)
