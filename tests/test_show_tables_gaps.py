"""The tables of gaps."""

from __future__ import annotations

import samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables


def test_withheld_numbers_are_marked() -> None:
    """A withheld number is the letter c in the table."""
    row = tables(gate(samples.gap_scan(7)))[0].rows[0]
    assert set(row[3:7]) == {"c"}
