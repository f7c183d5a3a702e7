"""Years: headings with a day and a month and no year ('Mon 08/09', '8 Sep AM') get the year they are of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence

import pandas as pd

from enquiry_lib.data.importing.headings import MARKS, holds
from enquiry_lib.data.importing.plain import Plain
from enquiry_lib.data.importing.totals import PERIOD
from enquiry_lib.data.questions import Question
from enquiry_lib.school_years import FIRST_MONTH

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"(?P<before>(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?)"
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[/.-](?P<number>\d{1,2})|[\s-]+(?P<month>[a-z]{3})[a-z]*\.?)"
    r"(?P<after>(?:\s+(?:\|\s+)?(?:[ap]\.?m\.?|morning|afternoon))?)",
    re.IGNORECASE,
)
_ENOUGH = 2


def with_years(frame: pd.DataFrame, periods: Sequence[str], answers: Pairs[str, str]) -> Plain:
    """Give headings that are a day without a year the year they have in the school year that was answered.

    `periods` are the school years there may be, the likeliest first.
    """
    days = {str(heading): found for heading in frame.columns if (found := _day(str(heading)))}
    days = {heading: found for heading, found in days.items() if _has_marks(frame[heading])}
    if len(days) < _ENOUGH:
        return Plain(frame)
    first = next(iter(days))
    asked = f"The headings are days without a year, such as '{first}'. Which school year are they of?"
    question = Question(PERIOD, "", asked, tuple(periods), periods[0])
    said = question.answer(answers)
    named = {heading: _with_year(found, said or periods[0]) for heading, found in days.items()}
    note = ("years", f"days without a year, such as '{first}', were read as '{named[first]}'")
    return Plain(frame.rename(columns=named), (note,), () if said else (question,))


def _day(heading: str) -> re.Match[str] | None:
    found = _DAY.fullmatch(heading.strip())
    return found if found and _date(found) else None


def _date(found: re.Match[str]) -> tuple[int, int] | None:
    """Give the month and the day; the day stands first, unless it then is no date."""
    day = int(found["day"])
    if found["month"]:
        name = found["month"].casefold()
        return (
            (_MONTHS.index(name) + 1, day)
            if name in _MONTHS and _is_a_day(_MONTHS.index(name) + 1, day)
            else None
        )
    other = int(found["number"])
    return next((pair for pair in ((other, day), (day, other)) if _is_a_day(*pair)), None)


def _is_a_day(month: int, day: int) -> bool:
    try:
        dt.date(2024, month, day)  # a leap year
    except ValueError:
        return False
    return True


def _has_marks(texts: pd.Series) -> bool:
    return any(holds(column, texts) for column in ("mark", MARKS))


def _with_year(found: re.Match[str], period: str) -> str:
    month, _ = _date(found) or (FIRST_MONTH, 1)
    year = int(period[:4]) + (month < FIRST_MONTH)
    middle = f"/{found['number']}/" if found["number"] else f" {found['month']} "
    return f"{found['before']}{found['day']}{middle}{year}{found['after']}".strip()
