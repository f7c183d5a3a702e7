"""School years: how people write them, how registers name them, and in which one a day is.

A school year begins with the first term that begins after July (Education Act 1996, section 579), so that some schools'
begins in August. This is the one place that says so.
"""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import numpy.typing as npt

FIRST_MONTH = 8
_WRITTEN = re.compile(r"\s*((?:19|20)\d{2})\s*[/–-]\s*(?:\d{2})?(\d{2})\s*", re.ASCII)


def school_year(text: object) -> str:
    """Give a school year as registers name it, 2024/25; nothing for what is none.

    >>> school_year("2024-2025"), school_year("baseline"), school_year("2024/26")
    ('2024/25', '', '')
    """
    match = _WRITTEN.fullmatch(str(text))
    follows = match and (int(match[1]) + 1) % 100 == int(match[2])
    return f"{match[1]}/{match[2]}" if match and follows else ""


def year_name(began: int) -> str:
    """Name the school year that began in a calendar year.

    >>> year_name(2025), year_name(2099)
    ('2025/26', '2099/00')
    """
    return f"{began}/{(began + 1) % 100:02d}"


def year_of(day: dt.date) -> str:
    """Name the school year of a day.

    >>> year_of(dt.date(2026, 7, 31)), year_of(dt.date(2026, 8, 1))
    ('2025/26', '2026/27')
    """
    return year_name(day.year - (day.month < FIRST_MONTH))


def first_day(began: int) -> dt.date:
    """Give the first day of the school year that begins in a calendar year.

    >>> first_day(2025).isoformat()
    '2025-08-01'
    """
    return dt.date(began, FIRST_MONTH, 1)


def years_begun(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """Give the calendar year in which each day's school year began (meaningless where there is no day).

    >>> years_begun(np.array(["2026-07-31", "2026-08-01"], dtype="datetime64[D]")).tolist()
    [2025, 2026]
    """
    months = days.astype("datetime64[M]").astype(np.int64)
    return np.asarray(1970 + (months - (FIRST_MONTH - 1)) // 12, dtype=np.int64)
