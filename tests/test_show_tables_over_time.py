"""The tables of designs along time give every number with its error and method."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples_over_time as samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.show.tables.over_time import chance
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
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


def test_percentages_have_their_unit() -> None:
    """Means are in percent and what they changed by in percentage points; other measures have no unit that we know."""
    means, ways, _ = tables(samples.differences(points_are=PERCENTAGE_POINTS))
    assert "Mean (percent)" in means.columns
    assert "Difference (percentage points)" in ways.columns
    assert "Mean" in tables(samples.differences())[0].columns
    (level,) = tables(samples.level())
    assert level.columns[1] == "Value (percentage points)"
    assert re.search(r"mean \d\d\.\d\d%, standard deviation \d\.\d\d percentage points\.", level.note)
    (lines,) = tables(samples.attended(mentored=0))
    assert lines.note.startswith(
        "Levels are in percent, jumps and distances in percentage points, slopes in percentage points a week."
    )
    assert "percent" not in tables(samples.change())[0].note
    assert tables(samples.trend())[0].columns[3] == "Change in percentage points"


def test_means_of_a_single_cluster_have_no_error() -> None:
    """Where nobody knows how sure the difference is, the means stand without errors."""
    (means,) = tables(samples.differences(cluster="arm"))
    assert "Standard error" not in means.columns
    assert {len(row) for row in means.rows} == {len(means.columns)}


def test_intervals_are_named_by_the_level_asked_for() -> None:
    """A level between two whole percentages is written as it was given."""
    for result in (samples.change(), samples.trend(), samples.regression(), samples.differences()):
        notes = " ".join(table.note for table in tables(replace(result, confidence=0.995)))
        assert "99.5% interval" in notes
