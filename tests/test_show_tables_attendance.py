"""The tables of attendance."""

from __future__ import annotations

import samples

from enquiry_lib.show.tables import tables


def test_attendance_table_has_both_years() -> None:
    """One row for each school year, with counts and rates."""
    (table,) = tables(samples.attendance())
    assert [row[0] for row in table.rows] == ["2024/25", "2025/26"]
    assert table.rows[0][5] == "12 (30.00%)"
