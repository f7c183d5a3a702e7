"""The tables behind results."""

from __future__ import annotations

import pytest
import samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.stats.result import Result


@pytest.mark.parametrize("result", samples.every_result(), ids=lambda result: type(result).__name__)
def test_tables_are_rectangular_text(result: Result) -> None:
    """Every row of every table has a text for every column, and every table a caption."""
    for table in tables(result):
        assert table.caption
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(isinstance(value, str) for row in table.rows for value in row)
        assert max(table.numeric, default=0) < len(table.columns)


def test_guidance_comes_first_among_effect_sizes() -> None:
    """The effect size that guidance asks for heads the table, and each of the others is named."""
    names = [row[0] for row in tables(samples.two_groups())[1].rows]
    assert names[0] == "Guidance (used above)"
    assert {"Conditional", "Unconditional", "Unadjusted"} <= set(names)


def test_withheld_numbers_are_marked() -> None:
    """A withheld number is the letter c in the table."""
    row = tables(gate(samples.gap_scan(7)))[0].rows[0]
    assert set(row[3:7]) == {"c"}


def test_problems_are_named_not_quoted() -> None:
    """The table of problems gives file, column and what was expected, and not what was typed or how often."""
    table = tables(samples.data_check())[1]
    assert table.rows == (("outcomes.csv", "score", "a number"),)


def test_attendance_table_has_both_years() -> None:
    """One row for each school year, with counts and rates."""
    (table,) = tables(samples.attendance())
    assert [row[0] for row in table.rows] == ["2024/25", "2025/26"]
    assert table.rows[0][5] == "12 (30.00%)"
