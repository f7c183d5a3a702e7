"""The tables of gaps."""

from __future__ import annotations

from dataclasses import replace

import samples
import samples_gaps

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


def test_beside_a_plan_the_changes_come_first() -> None:
    """What the plan asks is whether gaps narrowed; without a plan the gaps themselves come first."""
    scan = samples.gap_scan()
    assert tables(samples.planned(scan))[0].caption.startswith("How gaps have changed")
    assert tables(scan)[-1].caption.startswith("How gaps have changed")


def test_every_gap_has_points_and_g_with_intervals() -> None:
    """Difference and g stand side by side, each with its interval; p, its degrees of freedom and its adjustment below."""
    gaps, many = tables(samples_gaps.many_gaps(few=0))
    assert gaps.columns[3:] == (
        "Group minus others (points)",
        "95% interval",
        "Group minus others (g)",
        "95% interval",
    )
    assert many.columns[1:] == ("More likely (g)", "95% interval", "df", "p", "Adjusted p", "Stands out")
    assert many.rows[0][-3:] == ("< 0.001", "< 0.001", "yes")
    assert "about 5% at most may be chance" in many.note


def test_one_occasion_stands_in_the_caption() -> None:
    """A column that would say the same in every row is spared; of two occasions each row says which."""
    once, twice = tables(samples_gaps.many_gaps(few=0)), tables(samples.gap_scan())
    for table in once:
        assert table.caption.endswith(", Reading, at the start")
        assert "When" not in table.columns
        assert {len(row) for row in table.rows} == {len(table.columns)}
    assert once[0].numeric == frozenset(range(1, 7))
    assert twice[0].columns[1] == "When"
    assert {row[1] for row in twice[0].rows} == {"before", "after"}


def test_each_table_says_which_side_is_taken_from_which() -> None:
    """Gaps are group minus others, changes all minus group: both say so at the head, and one that the other is reversed."""
    scan = samples.gap_scan()
    (changes,) = (table for table in tables(scan) if "Verdict" in table.columns)
    assert changes.columns[1:4] == (
        "All minus group, before",
        "All minus group, after",
        "Change (below zero: narrower)",
    )
    assert "the other way round: there a group behind is below zero" in changes.note


def test_two_gaps_have_no_shrunken_columns() -> None:
    """Where there are too few gaps to draw any towards none, the columns are left out, not empty."""
    many = tables(samples.gap_scan())[1]
    assert "More likely (g)" not in many.columns


def test_a_long_table_of_pairs_is_cut_and_says_so() -> None:
    """Of very many pairs the table has the forty furthest behind."""
    scan = samples_gaps.pairs(few=0)
    many = replace(scan, gaps=scan.gaps * 9)
    for table in tables(many):
        assert len(table.rows) == 40
        assert table.note.startswith(f"The 40 furthest behind of {len(many.gaps)} pairs.")


def test_years_have_the_p_that_they_differ() -> None:
    """Over years the table says whether the gap was the same in each; with pupils in several years that is not applicable."""
    plain, again = (tables(samples_gaps.years(again=again))[1] for again in (0, 5))
    place = plain.columns.index("Years differ (p)")
    assert all(row[place][0] in "01<" for row in plain.rows)
    assert {row[place] for row in again.rows} == {"z"}


def test_a_group_that_was_not_behind_is_called_so_of_the_start_only() -> None:
    """A verdict about the start does not read as if the group were not behind now."""
    scan = samples.gap_scan()
    lines = tuple(replace(line, verdict="not behind") for line in scan.narrowings)
    (table,) = (one for one in tables(replace(scan, narrowings=lines)) if "Verdict" in one.columns)
    place = table.columns.index("Verdict")
    assert {row[place] for row in table.rows} == {"not behind at the start"}


def test_an_adjusted_p_beside_a_withheld_one_is_at_most_what_is_written() -> None:
    """Where a change is withheld, the note says what that does to the adjusted p of the others; else nothing is said."""
    scan = samples.gap_scan()
    first, *others = (replace(line, p=0.5) for line in scan.narrowings)
    notes = [
        next(one.note for one in tables(replace(scan, narrowings=lines)) if "Verdict" in one.columns)
        for lines in ((first, *others), (replace(first, p=None), *others))
    ]
    assert ["at most what is written" in note for note in notes] == [False, True]
