"""From the columns of a table to those of a regression (numbers as they are, categories as 0 and 1), and back.

Both general regressions, `multilevel` and `regression`, read their columns and word their coefficients here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.codes import spelled_alike
from enquiry_lib.stats.effect_sizes import Numbers

INTERCEPT = "intercept"
_NUMBERS = ("integer", "floating", "mixed-integer-float", "decimal")
_TEXT = ("string", "mixed", "mixed-integer")  # what pandas calls columns with text in them
_DATES = ("datetime64", "datetime", "date", "timedelta64", "timedelta", "time", "period")
CODES = 12  # distinct whole numbers, written as text: as many or fewer are codes, as of houses
DEPENDENT = 1e-9  # a column adds nothing when a smaller part of it than this is new

CAUTIONS = {
    "text_as_numbers": "A column to adjust for holds numbers that are written as text; they were taken as numbers. If they are "
    "codes, as of houses, one more of which means nothing, make them words or categories.",
}
"""Codes of caution on how columns were read, each with its sentence."""


class ModelColumns(NamedTuple):
    """The columns of a model: their `names`, the `design` matrix of the `complete` rows, and the names `dropped`."""

    names: tuple[str, ...]
    design: Numbers
    complete: npt.NDArray[np.bool_]
    dropped: tuple[str, ...]


def model_columns(data: pd.DataFrame, predictors: Sequence[str]) -> ModelColumns:
    """Make the columns of a regression from columns of a table.

    The first is the intercept. Columns of numbers stand as they are; of any other column each category but the
    first becomes a column of 0 and 1, called 'column[category]'. `design` has the rows of `data` in which all
    predictors are filled in (`complete` says which); `dropped` are the columns that add nothing there, because
    they are the same for everybody or follow from those before them. Raises ColumnMissing.

    >>> table = pd.DataFrame({"score": [1.0, 2, 3, None], "type": ["Mixed", "Girls", "Boys", "Boys"]})
    >>> names, design, complete, dropped = model_columns(table, ["score", "type"])
    >>> names, complete.tolist(), dropped
    (('intercept', 'score', 'type[Girls]'), [True, True, True, False], ('type[Mixed]',))
    """
    common.need_columns(data, predictors)
    columns = {name: model_values(data[name]) for name in dict.fromkeys(predictors)}
    complete = np.ones(len(data), bool)
    for column in columns.values():
        complete &= column.notna().to_numpy(bool)
    offered = [(INTERCEPT, np.ones(int(complete.sum())))]
    for name, column in columns.items():
        offered += _columns_of(name, column[complete])
    return _kept(offered, complete)


def model_values(column: pd.Series) -> pd.Series:
    """Give numbers as numbers (not finite is missing), anything else as categories.

    Text counts as numbers where most of it is, unless it is a few whole numbers alone, as codes are. Whole numbers enter as a straight line, though they be codes, as of
    houses 1 to 4: where they are, give words, or a column of pandas' categories. Raises WrongValue for dates.

    >>> model_values(pd.Series([1, None], dtype=object)).dtype, model_values(pd.Series(["yes", "no"])).dtype.name
    (dtype('float64'), 'category')
    >>> model_values(pd.Series(["12", "9.5", "absent"])).tolist()
    [12.0, 9.5, nan]
    """
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in _DATES:
        raise errors.WrongValue(
            name=str(column.name),
            found="dates or times",
            expected="numbers or categories; count the days from some date, or name the term or year",
        )
    if pd.api.types.is_numeric_dtype(column) or kind in _NUMBERS or _is_mostly_numbers(column, kind):
        return pd.Series(common.finite_numbers(column), index=column.index)
    return spelled_alike(column).astype("category")


def _is_mostly_numbers(column: pd.Series, kind: str) -> bool:
    if kind not in _TEXT:
        return False
    filled = column[column.notna() & (column.astype(str).str.strip() != "")]
    numbers = common.finite_numbers(filled)
    return 2 * int((~np.isnan(numbers)).sum()) > len(filled) and not _are_codes(filled, numbers)


def _are_codes(column: pd.Series, numbers: Numbers) -> bool:
    """Say whether text is a few whole numbers and nothing else, as houses and cylinders are named."""
    whole = [str(value).strip().isdecimal() for value in column]
    return all(whole) and len(np.unique(numbers)) <= CODES


def is_text_as_numbers(column: pd.Series, values: pd.Series) -> bool:
    """Say whether a column has text that was taken as numbers.

    >>> given = pd.Series(["1.5", "2"])
    >>> is_text_as_numbers(given, model_values(given))
    True
    """
    kind = pd.api.types.infer_dtype(column, skipna=True)
    return kind in _TEXT and pd.api.types.is_numeric_dtype(values)


def is_partly_read(column: pd.Series, values: pd.Series) -> bool:
    """Say whether a column taken as numbers has values that are neither numbers nor empty.

    >>> given = pd.Series(["12", "9.5", "absent"])
    >>> is_partly_read(given, model_values(given)), is_partly_read(given, given.astype("category"))
    (True, False)
    """
    return pd.api.types.is_numeric_dtype(values) and common.has_unusable(column)


def read_predictors(data: pd.DataFrame, predictors: Sequence[str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give a table with some columns as a model takes them, and what to be careful about.

    >>> table, cautions = read_predictors(pd.DataFrame({"score": ["3", "4.5"]}), ["score"])
    >>> table["score"].tolist(), cautions
    ([3.0, 4.5], ('text_as_numbers',))
    """
    read = {name: model_values(data[name]) for name in predictors}
    found = {
        "not_a_number": any(is_partly_read(data[name], values) for name, values in read.items()),
        "text_as_numbers": any(is_text_as_numbers(data[name], values) for name, values in read.items()),
    }
    return data.assign(**read), common.codes_that_hold(found)


def _columns_of(name: str, column: pd.Series) -> list[tuple[str, Numbers]]:
    if pd.api.types.is_numeric_dtype(column):
        return [(name, column.to_numpy(np.float64))]
    levels = column.cat.remove_unused_categories()
    codes = levels.cat.codes.to_numpy()
    others = list(enumerate(levels.cat.categories))[1:]
    return [(f"{name}[{level}]", (codes == code).astype(np.float64)) for code, level in others]


def _kept(offered: Sequence[tuple[str, Numbers]], complete: npt.NDArray[np.bool_]) -> ModelColumns:
    adds = independent(column for _, column in offered)
    kept = [one for one, new in zip(offered, adds, strict=True) if new]
    dropped = tuple(name for (name, _), new in zip(offered, adds, strict=True) if not new)
    nothing = np.empty((int(complete.sum()), 0))
    design = np.column_stack([nothing, *(column for _, column in kept)])
    return ModelColumns(tuple(name for name, _ in kept), design, complete, dropped)


def independent(columns: Iterable[Numbers]) -> list[bool]:
    """Say of each column whether it adds something to those before it.

    >>> independent([np.ones(3), np.array([1.0, 2, 3]), np.array([2.0, 3, 4])])
    [True, True, False]
    """
    adds, basis = [], None
    for column in columns:
        new = column if basis is None else _rest(_rest(column, basis), basis)
        size = float(np.linalg.norm(new))
        adds.append(size > DEPENDENT * float(np.linalg.norm(column)))
        if adds[-1]:
            unit = (new / size)[:, None]
            basis = unit if basis is None else np.hstack([basis, unit])
    return adds


def _rest(column: Numbers, basis: Numbers) -> Numbers:
    rest: Numbers = column - basis @ (basis.T @ column)
    return rest


# --- what a regression says of a column -------------------------------------------------------------------


@dataclass(frozen=True)
class Coefficient:
    """What goes with one more of a column, the others being equal, with Student's interval and p."""

    name: str
    estimate: float
    se: float
    df: float
    low: float
    high: float
    p: float


def coefficient(name: str, *, estimate: float, se: float, df: float, confidence: float) -> Coefficient:
    """Give a coefficient with its interval and p by Student's t.

    >>> found = coefficient("score", estimate=0.5, se=0.2, df=10, confidence=0.95)
    >>> round(found.low, 3), round(found.high, 3), round(found.p, 3)
    (0.054, 0.946, 0.031)
    """
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * se
    p = float(2 * stats.t.sf(abs(estimate) / se, df))
    return Coefficient(name, estimate, se, df, estimate - half, estimate + half, p)
