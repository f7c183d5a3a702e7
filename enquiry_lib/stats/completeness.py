"""How full a table is, in bands that give nobody away, and the days it covers.

A band is worked out from counts of people and holds none of them. Where fewer than `few` people lack a value the
band is the same as where nobody does, and where fewer than `few` have one the same as where nobody does.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pandas as pd

Filled = Literal["complete", "nearly", "partly", "hardly", "empty", "unsaid"]

NEARLY, PARTLY = 0.95, 0.5  # shares from which a column is nearly complete, and partly filled


def how_filled(has: pd.Series, who: pd.Series | None = None, *, few: int = 1) -> Filled:
    """Say in a band how much of a column is there.

    `has` says of each row whether there is a value, `who` whom the row is about (None: nobody). With people,
    "complete" means that fewer than `few` of them lack a value, "empty" that fewer than `few` have one, and
    "unsaid" that the table is about fewer than twice `few`. Between these the share of rows decides.

    >>> how_filled(pd.Series([True, True, False, True]))
    'partly'
    >>> pupils = pd.Series(range(40))
    >>> how_filled(pupils >= 9, pupils, few=10), how_filled(pupils >= 0, pupils, few=10)
    ('complete', 'complete')
    """
    if who is None:
        lacking, there, few = int((~has).sum()), int(has.sum()), 1
    else:
        lacking, there = who[~has].nunique(), who[has].nunique()
        if who.nunique() < 2 * few:
            return "unsaid"
    if lacking < few:
        return "complete"
    if there < few:
        return "empty"
    share = float(has.mean())
    return "nearly" if share >= NEARLY else "partly" if share >= PARTLY else "hardly"


def days_covered(
    dates: pd.Series, who: pd.Series | None = None, *, few: int = 1
) -> tuple[dt.date, dt.date] | None:
    """Give the first and the last day with rows about at least `few` people; None where there is no such day.

    Days with fewer are passed over: the first day of all may be one pupil's alone, or a slip of the pen. Without
    `who` the rows are about nobody, and every day counts.

    >>> days = pd.Series(pd.to_datetime(["2025-09-01", "2025-09-02", "2025-09-02", "2025-09-03"]))
    >>> days_covered(days, pd.Series(["A", "A", "B", "A"]), few=2)
    (datetime.date(2025, 9, 2), datetime.date(2025, 9, 2))
    """
    dated = dates.dropna()
    if who is not None:
        many = who[dated.index].groupby(dated.to_numpy()).nunique()
        dated = many.index[many >= few].to_series()
    return (dated.min().date(), dated.max().date()) if len(dated) else None
