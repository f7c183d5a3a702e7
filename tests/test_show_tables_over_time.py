"""The tables of designs along time give every number with its error and method."""

from __future__ import annotations

import pytest
import samples_over_time as samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.show.tables.over_time import chance
from enquiry_lib.stats.result import Result


def test_weeks_are_listed_with_what_was_special() -> None:
    """A row a week with possible sessions and attendance of both series."""
    (table,) = tables(samples.weekly())
    assert table.rows[0] == ("1 Sep 2025", "short week", "60", "68.3%", "120", "69.2%")
    assert table.rows[8][:2] == ("3 Nov 2025", "first after a break")
    assert len(table.rows) == 20


def test_a_week_that_one_series_has_not_is_not_applicable() -> None:
    """Pupils without a possible session in a week have no attendance then."""
    marks = samples.marks()
    gone = (marks["pupil_id"] < "P0020") & (marks["date"] < "2025-09-15")
    from enquiry_lib.stats.over_time.weeks import weekly_attendance

    few = weekly_attendance(marks[~gone], codes=samples.CODES, chosen=[f"P{n:04d}" for n in range(20)])
    (table,) = tables(few)
    assert table.rows[0][2:4] == ("z", "z")


def test_the_lines_stand_with_both_errors() -> None:
    """One table for a series, three beside another; the note says lag, degrees of freedom and what is left over."""
    (table,) = tables(samples.change())
    assert [row[0] for row in table.rows][2] == "Jump at the start (week 12)"
    assert "reaches 2 steps" in table.note
    assert "t with 20 degrees of freedom" in table.note
    captions = [one.caption for one in tables(samples.change(beside=True))]
    assert captions == [
        "The lines of own beyond those of other",
        "The lines of own",
        "The lines of other",
    ]


def test_every_way_to_judge_a_difference_is_named() -> None:
    """The one used first, the others with what they rest on, and the same before anything began."""
    means, ways, sizes = tables(samples.differences())
    assert means.rows[0][:3] == ("intervention", "autumn", "30")
    assert ways.rows[0][0].startswith("Each one's change")
    assert ways.rows[-1][0].startswith("Before anything began: ")
    assert [row[2] for row in sizes.rows][-1] == "x"


def test_the_trend_stands_below_the_school() -> None:
    """Both changes in points; pupils are no percentage."""
    (table,) = tables(samples.trend())
    assert [row[3] for row in table.rows] == ["−10.3", "+0.4", "z"]


def test_what_was_expected_stands_above_what_came() -> None:
    """The expected change, the part that is regression, the sum by the cut, what came and what is left."""
    (table,) = tables(samples.regression())
    assert len(table.rows) == 5
    (planned,) = tables(samples.regression(after=False, earlier=True))
    assert len(planned.rows) == 3
    assert "of all pupils" in planned.note


FEW = [
    samples.change(pupils=9),
    samples.differences(30, 9),
    samples.trend(later=9),
    samples.regression(9, by_cut=False),
]


@pytest.mark.parametrize("result", FEW, ids=lambda result: type(result).__name__)
def test_few_pupils_leave_no_table(result: Result) -> None:
    """Where every number rests on few there is nothing to set."""
    assert tables(gate(result)) == ()


def test_small_chances_are_not_nought() -> None:
    """A p below half a thousandth is said to be below it."""
    assert (chance(0.0004), chance(0.0005), chance(float("nan"))) == ("<0.001", "0.001", "x")
