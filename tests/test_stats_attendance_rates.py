"""Rates from published counts of sessions."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.stats.attendance_rates import attendance_rates

COUNTS = pd.DataFrame(
    {
        "region": ["North", "North", "South"],
        "possible": [1000, 3000, "c"],
        "there": [900, 2760, "c"],
        "allowed": [60, 180, "c"],
        "not_allowed": [40, 60, "c"],
        "ill": [50, 90, "c"],
    },
    index=[7, 8, 9],
)
NAMES = {"possible": "possible", "attended": "there", "authorised": "allowed", "unauthorised": "not_allowed"}


def test_each_row_has_its_rates() -> None:
    """Attendance, both kinds of absence, their sum and a reason, in percent; a symbol gives none."""
    rates = attendance_rates(COUNTS, **NAMES, reasons={"illness": "ill"})
    columns = ["attendance", "authorised", "unauthorised", "absence", "illness"]
    assert rates.loc[8, columns].tolist() == [92, 6, 2, 8, 3]
    assert rates.loc[9].isna().all()


def test_sums_are_taken_before_dividing() -> None:
    """The rate of a region is that of its sessions together, not the mean of rates; rows with symbols are left out."""
    rates = attendance_rates(COUNTS, **NAMES, by=["region"])
    assert rates["region"].tolist() == ["North"]
    assert rates.loc[0, ["sessions_possible", "absence"]].tolist() == [4000, 8.5]


def test_what_is_not_named_is_not_worked_out() -> None:
    """Possible sessions and one count are enough."""
    rates = attendance_rates(COUNTS, possible="possible", unauthorised="not_allowed")
    assert list(rates) == ["sessions_possible", "unauthorised"]


def test_no_possible_session_is_no_rate() -> None:
    """Nought of nought is not known."""
    rates = attendance_rates(pd.DataFrame({"p": [0], "a": [0]}), possible="p", attended="a")
    assert rates["attendance"].isna().all()


def test_a_missing_column_is_named() -> None:
    """A column that is not there raises with its name."""
    with pytest.raises(errors.ColumnMissing, match="pupils"):
        attendance_rates(COUNTS, possible="pupils")
