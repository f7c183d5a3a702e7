"""Births: a date of birth becomes an age in whole years as the school year begins, before anything else is done.

The date itself never enters: with a school and a year group it says who a pupil is. Ages are those on 31 August, the
day by which schools in England count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Pairs

import pandas as pd

from enquiry_lib.data.importing.headings import folded
from enquiry_lib.data.importing.plain import Plain
from enquiry_lib.data.meaning import find_meaning, read_column

AGE = "Age in years on 31 August"
"""The heading of ages that were dates of birth; the reference data takes it for our column of ages."""

_BIRTHS = frozenset(("date of birth", "dob", "d o b", "birth date", "birthdate", "dateofbirth"))
_YOUNGEST, _OLDEST = 2, 20
_DAY = (8, 31)


def with_ages(frame: pd.DataFrame, year: str, answers: Pairs[str, str]) -> Plain:
    """Add the ages on the day before the school year begins to a file with dates of birth, and say so.

    `year` is the network's school year, such as 2025/26. A date that cannot be read, or that gives no pupil's age, is
    left empty: it is never quoted. Of several such columns the first is taken. The dates themselves are never taken in.
    """
    headings = [str(heading) for heading in frame.columns if folded(str(heading)) in _BIRTHS]
    if not headings:
        return Plain(frame)
    heading = headings[0]
    meaning, questions = find_meaning(frame[heading], name=heading, type="date", answers=answers)
    on = dt.date(int(year[:4]), *_DAY)
    births = read_column(frame[heading], meaning).values
    ages = pd.Series([_age(birth, on) for birth in births], index=frame.index, dtype="category")
    said = f"{heading}: dates of birth became ages in whole years on {on:%d %B %Y}; the dates are not kept"
    return Plain(frame.assign(**{AGE: ages}), (("ages", said),), tuple(questions))


def _age(birth: object, on: dt.date) -> str:
    """Give a pupil's age as text; "" where there is none.

    >>> _age(pd.Timestamp("2014-09-01"), dt.date(2025, 8, 31)), _age(pd.NaT, dt.date(2025, 8, 31))
    ('10', '')
    """
    if not isinstance(birth, pd.Timestamp):
        return ""
    age = on.year - birth.year - ((birth.month, birth.day) > (on.month, on.day))
    return str(age) if _YOUNGEST <= age <= _OLDEST else ""
