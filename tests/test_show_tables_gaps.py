"""The tables of gaps."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.stats.gaps import PlannedGroup


def test_withheld_numbers_are_marked() -> None:
    """A withheld number is the letter c in the table."""
    row = tables(gate(samples.gap_scan(7)))[0].rows[0]
    assert set(row[3:7]) == {"c"}


def test_groups_named_in_the_plan_are_marked() -> None:
    """Beside a plan every row says whether the plan named its group; without one there is no such column."""
    scan = samples.gap_scan()
    named = PlannedGroup("Disadvantaged pupils (pupil premium)", "pupil_premium", "yes")
    for table in tables(replace(scan, planned=(named,))):
        assert table.columns[-1] == "Named in the plan"
        assert {row[-1] for row in table.rows} == {"yes"}
    for table in tables(replace(scan, planned=(PlannedGroup("Girls", "sex", "F"),))):
        assert {row[-1] for row in table.rows} == {"–"}
    assert all("Named in the plan" not in table.columns for table in tables(scan))
