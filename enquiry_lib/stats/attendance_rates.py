"""Rates of attendance from published counts of sessions, such as those of schools, authorities or a nation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from enquiry_lib.stats import result as common

POSSIBLE = "sessions_possible"


def attendance_rates(
    counts: pd.DataFrame,
    *,
    possible: str,
    attended: str = "",
    authorised: str = "",
    unauthorised: str = "",
    reasons: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Give rates in percent of possible sessions from counts of sessions, a row each or summed by columns.

    `possible`, `attended`, `authorised` and `unauthorised` name columns of `counts`; a name left empty is not
    worked out. `reasons` gives for each further rate, such as illness, the column of its sessions. `by` names
    columns over which to add up before dividing; published totals may weight for schools that did not answer,
    so sums need not be what is published. A row in which a count is a symbol or missing has no rate, and is in
    no sum. Gives `by`, sessions_possible, the rates asked for (attendance, authorised, unauthorised, reasons),
    and absence where both its kinds are there. Raises ColumnMissing.

    >>> counts = pd.DataFrame({"area": ["North", "South"], "sessions": [200, "c"], "there": [190, "c"],
    ...                        "ill": [6, "c"]})
    >>> rates = attendance_rates(counts, possible="sessions", attended="there", reasons={"illness": "ill"})
    >>> rates["attendance"].tolist(), rates["illness"].tolist()
    ([95.0, nan], [3.0, nan])
    """
    asked = {
        "attendance": attended,
        "authorised": authorised,
        "unauthorised": unauthorised,
        **(reasons or {}),
    }
    named = {POSSIBLE: possible} | {rate: column for rate, column in asked.items() if column}
    common.need_columns(counts, [*named.values(), *by])
    numbers = pd.DataFrame(
        {rate: common.finite_numbers(counts[column]) for rate, column in named.items()}, index=counts.index
    )
    if authorised and unauthorised:
        numbers["absence"] = numbers["authorised"] + numbers["unauthorised"]
    rates = [str(rate) for rate in numbers if rate != POSSIBLE]
    if by:
        numbers = _summed(pd.concat([counts[list(by)], numbers], axis=1), list(by), [POSSIBLE, *rates])
    total = numbers[POSSIBLE].where(numbers[POSSIBLE] > 0)
    numbers[rates] = 100 * numbers[rates].div(total, axis=0)
    return numbers


def _summed(numbers: pd.DataFrame, by: list[str], counts: list[str]) -> pd.DataFrame:
    """Add up the rows that have every count."""
    whole = numbers.dropna(subset=counts).reset_index(drop=True)  # an index may have the name of a column
    return whole.groupby(by, observed=True, sort=False)[counts].sum().reset_index()
