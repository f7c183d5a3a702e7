"""The tables of trials of whole classes, of pupils within them, and of a test put right."""

from __future__ import annotations

import samples_clusters
from clustered import uneven, whole_schools, within_schools

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import Table, tables
from enquiry_lib.stats.trials.correction import correct_for_clusters


def cells(table: Table) -> dict[str, tuple[str, ...]]:
    """Give the rows of a table by what heads them."""
    return {row[0]: row[1:] for row in table.rows}


def test_guidance_comes_first_and_it_is_said_why_they_differ() -> None:
    """The guidance's effect size heads the table, each other is named, and the note says why they differ."""
    sizes = tables(whole_schools())[2]
    assert [row[0] for row in sizes.rows] == [
        "Guidance (used above)",
        "Conditional, within",
        "Conditional, total",
        "Unconditional, within",
        "Unconditional, total",
        "Unadjusted",
    ]
    assert "another standard deviation" in sizes.note
    assert "pupils in the same school" in sizes.note


def test_the_table_says_where_the_degrees_of_freedom_come_from() -> None:
    """Satterthwaite's are named, and where they were cut off both numbers stand."""
    assert "Degrees of freedom (Satterthwaite)" in cells(tables(whole_schools())[1])
    assert "Degrees of freedom (Kenward and Roger)" in cells(
        tables(whole_schools(small_sample="kenward_roger"))[1]
    )
    judged = cells(tables(whole_schools(uneven(), baseline="pre"))[1])
    assert judged["Degrees of freedom (cut off at what the number of schools can bear)"] == ("10.0",)
    assert "Degrees of freedom by the model alone" in judged


def test_p_stands_in_the_table() -> None:
    """p has three places, and is never written as nought."""
    assert cells(tables(whole_schools())[1])["p"] == ("0.279",)
    assert cells(tables(within_schools(slopes=False))[2])["p"] == ("below 0.001",)


def test_sizes_of_schools_are_given_as_a_mean_only() -> None:
    """How many pupils a school has stands there as a mean."""
    groups = tables(whole_schools(uneven()))[0]
    assert groups.columns[1:4] == ("Schools", "Pupils", "Pupils in a school (mean)")
    assert cells(groups)["1"][:3] == ("6", "78", "13.0")


def test_means_before_stand_beside_those_after() -> None:
    """Where there is a score before its means stand in the table, and where there is none no column is for them."""
    result = whole_schools()
    groups = tables(result)[0]
    assert groups.columns[4:] == ("Mean of the score before", "Mean", "Standard deviation")
    assert cells(groups)["1"][3] == f"{result.mean_before_treated:.1f}"
    assert "Mean of the score before" not in tables(whole_schools(baseline=None))[0].columns


def test_variances_stand_by_model() -> None:
    """The three models' variances and correlations stand in a table of their own."""
    assert [row[1:] for row in tables(whole_schools())[3].rows] == [
        ("11.53", "30.85", "0.272"),
        ("9.02", "81.30", "0.100"),
        ("9.37", "81.30", "0.103"),
    ]


def test_each_site_has_its_row_and_the_small_ones_none_of_their_numbers() -> None:
    """Schools stand in the order of their names with all together last; withheld ones keep their name only."""
    rows = tables(within_schools())[0].rows
    assert [row[0] for row in rows] == [*map(str, range(1, 13)), "All together"]
    small = gate(samples_clusters.within_classes(40, 30, 30, 12, 36, 30))
    assert cells(tables(small)[0])["D"] == ("c", "c", "c", "c")
    assert len(tables(gate(samples_clusters.few_within_classes(4)))) == 4


def test_within_schools_both_groups_stand_with_where_they_began() -> None:
    """Means before and after stand by group, and the note says how far apart the groups of one school began."""
    result = within_schools()
    groups = tables(result)[1]
    assert groups.columns == ("Group", "Pupils", "Mean of the score before", "Mean", "Standard deviation")
    assert cells(groups)["1"][:2] == ("120", f"{result.mean_before_treated:.1f}")
    assert "standard deviations of pupils" in groups.note
    assert "the 0 group of the same school" in groups.note
    plain = tables(within_schools(baseline=None))[1]
    assert (plain.columns[2:], plain.note) == (("Mean", "Standard deviation"), "")
    hidden = tables(gate(samples_clusters.few_within_classes(4)))[0]
    assert set(cells(hidden)["intervention"]) == {"c"}


def test_two_classes_have_two_rows() -> None:
    """A description has pupils and means, and nothing to judge by."""
    (table,) = tables(samples_clusters.in_classes(24, 26))
    assert table.columns == ("Class", "Pupils", "Mean")


def test_a_corrected_test_stands_beside_the_published_one() -> None:
    """t, degrees of freedom and p stand as published and corrected."""
    (table,) = tables(correct_for_clusters(2.5, pupils=400, per_cluster=20, icc=0.2))
    assert table.rows == (
        ("t", "2.50", "1.13"),
        ("Degrees of freedom", "398.0", "231.7"),
        ("p", "0.013", "0.260"),
    )
    assert "0.9904" in table.note
