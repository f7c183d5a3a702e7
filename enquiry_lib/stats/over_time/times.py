"""When the rows of a series were: numbers as they are, or dates counted by the calendar so that a holiday stays a gap."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Numbers

UNITS = ("day", "week", "month", "year")
FIRST = dt.date(1970, 1, 1)  # from which all is counted
MONDAY = 3  # it was a Thursday


@dataclass(frozen=True, eq=False)
class Times:
    """The times of a series: their numbers, what each is called, and the unit they are counted in ("" for numbers)."""

    number: Numbers
    labels: tuple[str, ...]
    unit: str

    def take(self, places: npt.NDArray[np.integer]) -> Self:
        """Give the times at some places, in that order."""
        return replace(self, number=self.number[places], labels=tuple(self.labels[at] for at in places))

    def after_gap(self) -> npt.NDArray[np.bool_]:
        """Mark the times before which at least one is missing; times rise."""
        if len(self.number) < 2:
            return np.zeros(len(self.number), dtype=np.bool_)
        apart = np.diff(self.number)
        return np.append([False], apart > 1.5 * apart.min())

    def repeated(self) -> str:
        """Name the first time that is there twice; nothing where none is."""
        twice = np.flatnonzero(np.diff(self.number) == 0)
        return self.labels[twice[0]] if len(twice) else ""

    def name(self, number: float) -> str:
        """Say what a time is called, be it in the series or not."""
        return _label(number, self.unit)


def read_times(column: pd.Series, every: str) -> Times:
    """Read a column of numbers or dates; what is neither becomes NaN. Raises WrongValue for a unit nobody knows.

    >>> read_times(pd.Series(["2025-09-03", "2025-09-08"]), "week").labels
    ('1 September 2025', '8 September 2025')
    >>> read_times(pd.Series([1970, 1971]), "week").number.tolist()
    [1970.0, 1971.0]
    """
    if every not in UNITS:
        raise errors.WrongValue(name="every", found=repr(every), expected=f"one of {', '.join(UNITS)}")
    numbers = np.full(len(column), np.nan) if _has_dates(column) else common.finite_numbers(column)
    unit = "" if not len(column) or np.isfinite(numbers).any() else every
    if unit:
        days = common.local_days(column)
        numbers = np.where(np.isnat(days), np.nan, _counted(days, every))
    return Times(numbers, tuple(_label(one, unit) for one in numbers), unit)


def _has_dates(column: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.infer_dtype(column) in (
        "date",
        "datetime",
    )


def read_start(start: float | str | dt.date, times: Times) -> float:
    """Give a start as a number of the same kind as the times. Raises WrongValue for one of another kind.

    >>> read_start("2025-09-10", read_times(pd.Series(["2025-09-03", "2025-09-08"]), "week"))
    2906.0
    """
    found = read_times(pd.Series([start], dtype=object), times.unit or "week")
    if found.unit != times.unit or np.isnan(found.number[0]):
        expected = "a date such as 2025-11-03" if times.unit else "a number, as the times are"
        raise errors.WrongValue(name="start", found=repr(start), expected=expected)
    return float(found.number[0])


def _counted(days: npt.NDArray[np.datetime64], every: str) -> Numbers:
    if every == "week":
        return np.floor((days.astype(np.int64) + MONDAY) / 7)
    return days.astype(f"datetime64[{every[0].upper()}]").astype(np.int64).astype(np.float64)


def _label(number: float, unit: str) -> str:
    if np.isnan(number):
        return ""
    if not unit:
        return f"{number:g}"
    day = _first_day(int(number), unit)
    named = {"month": "%B %Y", "year": "%Y"}.get(unit, "%d %B %Y")
    return f"{day:{named}}".lstrip("0")


def _first_day(number: int, unit: str) -> dt.date:
    """Give the first day of a counted day, week, month or year."""
    if unit == "year":
        return dt.date(FIRST.year + number, 1, 1)
    if unit == "month":
        return dt.date(FIRST.year + number // 12, 1 + number % 12, 1)
    return FIRST + dt.timedelta(days=number * 7 - MONDAY if unit == "week" else number)
