"""The limits of a column: a number, a date, or what other columns of the same row say."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from enquiry_lib.data.templates import Column, other_columns
from enquiry_lib.data.values import expected


def fixed_limits(column: Column) -> list[pa.Check]:
    """Give the checks of the limits that are a number or a date."""
    read = pd.Timestamp if column.type == "date" else float
    tests = ((column.minimum, pa.Check.ge), (column.maximum, pa.Check.le))
    return [test(read(limit)) for limit, test in tests if limit and not other_columns(limit)]


def beyond_others(values: pd.DataFrame, column: Column) -> dict[int, str]:
    """Give the rows in which a value is beyond what other columns say, each with what these say there.

    >>> survey = pd.DataFrame({"answer": [7.0, 2.0], "highest": [5.0, 5.0]}, index=[2, 3])
    >>> beyond_others(survey, Column("answer", "Answer", "number", maximum="highest"))
    {2: 'highest is 5'}
    """
    found: dict[int, str] = {}
    for limit, sign in ((column.minimum, -1), (column.maximum, 1)):
        others = other_columns(limit)
        if others:
            bound = values[others[0]] - values[others[1]] if others[1:] else values[others[0]]
            over = values[column.name] > bound if sign > 0 else values[column.name] < bound
            broken = values.index[over.fillna(False).astype(bool)]
            found |= {int(row): _said_there(values.loc[row], others) for row in broken}
    return found


def _said_there(row: pd.Series, others: tuple[str, ...]) -> str:
    return " and ".join(f"{other} is {plainly(row[other])}" for other in others)


def plainly(value: object) -> str:
    """Write a value as somebody would have typed it.

    >>> plainly(7.0), plainly(pd.Timestamp("2026-01-31"))
    ('7', '2026-01-31')
    """
    return str(value).removesuffix(" 00:00:00").removesuffix(".0")


def within(column: Column) -> str:
    """Say what belongs in a column, and within which limits.

    >>> within(Column("quality", "Quality", "integer", minimum="1", maximum="4"))
    'a whole number, from 1 to 4'
    >>> within(Column("severe", "Severe", "integer", minimum="0", maximum="persistent"))
    'a whole number, 0 or more and not above persistent'
    """
    low, high = column.minimum, column.maximum
    if low and high and not other_columns(low) and not other_columns(high):
        return f"{expected(column)}, from {low} to {high}"
    later, below, above = (
        ("or later", "before", "after") if column.type == "date" else ("or more", "below", "above")
    )
    said = []
    if low:
        said.append(f"not {below} {_less(low)}" if other_columns(low) else f"{low} {later}")
    if high:
        said.append(f"not {above} {_less(high)}")
    return f"{expected(column)}, {' and '.join(said)}"


def _less(limit: str) -> str:
    return limit.replace(" - ", " less ")
