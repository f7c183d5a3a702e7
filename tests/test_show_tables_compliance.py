"""The tables of who took part and who was lost."""

from __future__ import annotations

import samples_comparisons as samples

from enquiry_lib.show.tables import tables


def test_both_differences_stand_with_each_kind_of_error() -> None:
    """By allocation, then of those who took part, each with the kind of its standard error and its degrees of freedom."""
    rows = tables(samples.complier(cluster="school"))[1].rows
    assert [row[0].rpartition("errors: ")[2] for row in rows] == [
        "by cluster (CR2, Satterthwaite)",
        "by cluster (CR2, Satterthwaite)",
        "by cluster (CR1)",
    ]
    assert rows[2][3] == "11"


def test_the_strength_of_the_first_stage_is_said_below() -> None:
    """F of the first stage, or why there is none, and the number of clusters stand below the table."""
    assert tables(samples.complier())[1].note.startswith("F of the first stage: ")
    assert "Schools: 12." in tables(samples.complier(cluster="school"))[1].note
    assert (
        tables(samples.complier(60))[1].note
        == "Everybody did as allocated, so that the first stage has no F."
    )
    result = samples.complier()
    assert not tables(result.withhold(set(result.cells()["id"])))[1].note


def test_the_loss_stands_beside_both_limits() -> None:
    """What was lost is counted by group and held against the cautious and the optimistic limit."""
    counted, limits = tables(samples.attrition())
    assert counted.rows == (("intervention", "100", "88", "12"), ("comparison", "100", "76", "24"))
    assert limits.rows == (("Pupils", "18.0%", "12.0", "5.6", "10.3"),)


def test_a_baseline_adds_where_those_who_stayed_began() -> None:
    """With a baseline there is a last table: the difference at the start of those who stayed."""
    last = tables(samples.attrition(12, 24, baseline="before"))[-1]
    assert last.rows[0][0] == "intervention less comparison"
