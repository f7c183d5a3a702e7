"""Answers of yes and no, read from a column however they are written."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats.codes import has_code, has_none

MEANS = dict.fromkeys(("yes", "y", "true", "1", "1.0"), 1.0) | dict.fromkeys(
    ("no", "n", "false", "0", "0.0"), 0.0
)

CAUTIONS = {"neither": "Some values say neither yes nor no; they were treated as missing."}


def as_yes_no(column: pd.Series, *, counts_as: Hashable | None = None) -> pd.Series:
    """Give a column as 1 for yes, 0 for no and NaN for what is neither.

    `counts_as` names the one value that counts as yes, however it is written; any other then counts as no, and a blank one
    as missing. Without it yes and no may be written as
    words, as 1 and 0, or as True and False.

    >>> as_yes_no(pd.Series(["Yes", "no", None, "perhaps"])).tolist()
    [1.0, 0.0, nan, nan]
    >>> as_yes_no(pd.Series(["EXS", "WTS", "GDS"]), counts_as="WTS").tolist()
    [0.0, 1.0, 0.0]
    """
    if counts_as is None:
        return column.astype(object).map(lambda value: MEANS.get(str(value).strip().casefold())).astype(float)
    return pd.Series(has_code(column, counts_as), index=column.index).astype(float).mask(has_none(column))


def need_said(counts_as: Hashable | None, *columns: pd.Series) -> None:
    """Raise WrongValue where a value that is to count as yes stands in none of the columns.

    >>> need_said("WTS", pd.Series(["EXS", "WTS"]))
    """
    if counts_as is not None and not any(has_code(column, counts_as).any() for column in columns):
        raise errors.WrongValue(
            name="counts_as",
            found=repr(counts_as),
            expected=f"a value that stands in {' or '.join(str(column.name) for column in columns)}",
        )


def says_neither(column: pd.Series, read: pd.Series) -> bool:
    """Say whether a column holds something that was `read` as neither yes nor no.

    >>> given = pd.Series(["yes", "perhaps", None])
    >>> says_neither(given, as_yes_no(given))
    True
    """
    return bool((column.notna() & read.isna()).any())
