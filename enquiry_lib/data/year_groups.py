"""Year groups: their order, and which one a pupil was in in an earlier school year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.templates import PUPILS, columns
from enquiry_lib.school_years import FIRST_MONTH

Whole = npt.NDArray[np.int64]

YEAR_GROUP = "year_group"


def year_groups() -> tuple[str, ...]:
    """Give the year groups, youngest first.

    >>> year_groups()[:3]
    ('N', 'R', '1')
    """
    return next(column.allowed for column in columns(PUPILS) if column.name == YEAR_GROUP)


def pupils_in_year(pupils: pd.DataFrame, year: str, *, listed_in: str) -> pd.DataFrame:
    """Give the table of pupils with the year group that each was in in a school year, such as 2024/25.

    `listed_in` is the school year that the table is about. Pupils who left before it stand in it as they left, so they
    are counted back from the year in which they left. Who was too young for any year group then has none. Nobody
    is counted forward: of a year to come the table is given as it is.

    >>> pupils = pd.DataFrame({"year_group": ["5", "6", "N"], "left_on": pd.to_datetime([None, "2025-07-22", None])})
    >>> pupils_in_year(pupils, "2024/25", listed_in="2025/26")["year_group"].tolist()
    ['4', '6', nan]
    """
    order = year_groups()
    place = pd.Index(order).get_indexer(pd.Index(pupils[YEAR_GROUP].astype("str")))
    back = np.maximum(_about(pupils["left_on"], _first(listed_in)) - _first(year), 0)
    then: Whole = np.where((place >= 0) & (place >= back), place - back, -1)
    group = pd.Categorical.from_codes(then, dtype=pd.CategoricalDtype(list(order)))
    return pupils.assign(**{YEAR_GROUP: pd.Series(group, index=pupils.index)})


def _about(left_on: pd.Series, listed_in: int) -> Whole:
    """Give the calendar year in which the school year began that each pupil's year group is about.

    Who leaves in August leaves at the end of the year before: nobody begins a year to leave within days.
    """
    left = left_on.dt.year - (left_on.dt.month <= FIRST_MONTH)
    return np.asarray(left.fillna(listed_in).clip(upper=listed_in), dtype=np.int64)


def _first(year: str) -> int:
    return int(year[:4])
