"""An effect size translated into months of progress, by one of the tables that are in use.

Months are a way to picture a difference in attainment between two groups of pupils. They are refused where they
would say what they cannot: for other outcomes than attainment, and for a change without a comparison group.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import NotEnough, need_columns
from enquiry_lib.stats.trials.clusters import ClusteredEffect
from enquiry_lib.stats.two_groups import TwoGroupEffect

HUNDREDTH = Decimal("0.01")
CAUTIONS = {
    "translated": "Months are an effect size translated by a table, not time that anybody measured; "
    "other tables give other months for small effects.",
    "beyond_table": "The effect size or an end of its interval lies beyond the table's last figure; "
    "its months are those of the last row and could be more.",
}
"""Codes of caution that months carry, each with its sentence."""


@dataclass(frozen=True)
class MonthsOfProgress:
    """A difference between two groups as months of progress, with the ends of its interval, and by which table.

    Below zero the pupils made less progress than those they were compared with.
    """

    effect: TwoGroupEffect | ClusteredEffect
    table: str
    months: float | None
    low: float | None
    high: float | None
    cautions: tuple[str, ...]

    def cells(self) -> pd.DataFrame:
        """Give the cells of the effect."""
        return self.effect.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with numbers of the effect withheld; its months go with it."""
        held = replace(self, effect=self.effect.withhold(ids))
        if held.effect.effect == self.effect.effect:
            return held
        return replace(held, months=None, low=None, high=None, cautions=("translated",))


def months_of_progress(
    effect: TwoGroupEffect | ClusteredEffect | BeforeAfter | NotEnough,
    table: pd.DataFrame,
    *,
    attainment: bool,
) -> MonthsOfProgress | NotEnough:
    """Translate a difference between two groups into months of progress by one named table.

    `table` has the columns table, months, least and most: the rows of one table of the reference data
    months_of_progress. `attainment` is whether the outcome is attainment: of nothing else are there months.
    NotEnough for other outcomes and without a comparison group. Raises ColumnMissing, and WrongValue unless
    the rows are of one table.

    >>> import numpy as np
    >>> from enquiry_lib.stats.two_groups import compare_two_groups
    >>> rows = pd.DataFrame({"table": "Ours", "months": [0, 1, 12], "least": [0, 0.05, 0.9], "most": [0.04, 0.9, 1]})
    >>> scores = pd.DataFrame({"pupil_id": range(8), "score": [3, 4, 5, 6] * 2, "arm": ["intervention"] * 4 + ["comparison"] * 4})
    >>> months_of_progress(compare_two_groups(scores, outcome="score", arm="arm"), rows, attainment=True).months
    0.0
    """
    need_columns(table, ["table", "months", "least", "most"])
    names = ", ".join(table["table"].unique())
    if table["table"].nunique() != 1:
        raise errors.WrongValue(name="table", found=names or "empty", expected="the rows of one table")
    asked = "The number of months of progress"
    if isinstance(effect, NotEnough):
        return effect
    if not attainment:
        return NotEnough(asked, "the outcome is not attainment, and months stand for nothing else")
    if isinstance(effect, BeforeAfter):
        found = "there is no comparison group, so nobody knows how much progress was to be expected anyway"
        return NotEnough(asked, found)
    size = effect.effect
    months, low, high = (_months(value, table) for value in (size.g, size.low, size.high))
    beyond = any(_is_beyond(value, table) for value in (size.g, size.low, size.high))
    cautions = ("translated", "beyond_table") if beyond else ("translated",)
    return MonthsOfProgress(effect, names, months, low, high, cautions)


def _rounded(effect: float) -> float:
    """Give the size of an effect, rounded half up to two places as the tables have it."""
    return float(Decimal(repr(abs(effect))).quantize(HUNDREDTH, rounding=ROUND_HALF_UP))


def _months(effect: float | None, table: pd.DataFrame) -> float | None:
    """Find the last row that begins at or below the effect; a negative effect is a positive one mirrored."""
    if effect is None or not math.isfinite(effect):
        return None
    rows = table[table["least"] <= _rounded(effect)].sort_values("least")
    months = float(rows["months"].iloc[-1]) if len(rows) else 0.0
    return -months if effect < 0 and months else months


def _is_beyond(effect: float | None, table: pd.DataFrame) -> bool:
    """Say whether an effect is larger than the table goes; a last row without an end goes on for ever."""
    last = table.sort_values("least")["most"].iloc[-1]
    return effect is not None and math.isfinite(effect) and _rounded(effect) > last
