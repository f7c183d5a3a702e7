"""What is known already, written out."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.analyse.look_up import Line
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import Table, tables


def _toolkit(pupils: int) -> Table:
    (table,) = tables(gate(samples.toolkit_view(pupils)))
    return table


def test_a_list_has_a_table_under_each_heading() -> None:
    """Each heading is a caption, and the note stands once, below the last."""
    walk, photos = tables(samples.list_looked_up())
    assert (walk.caption, photos.caption) == ("Learning walk", "Photography")
    assert walk.columns == ("In short", "In full")
    assert walk.rows == (("Who joins in", "Who takes part?"),)
    assert (walk.note, photos.note) == ("", "A start.")
    assert walk.open


def test_a_list_without_lines_has_no_table() -> None:
    """Where there is nothing to look up, nothing is written out."""
    assert tables(replace(samples.list_looked_up(), lines=())) == ()


def test_figures_of_a_list_stand_to_the_right() -> None:
    """Whole numbers have no decimals, others two, and a figure that is not given is a dash."""
    lines = (Line("", (1.0, 0.1, float("nan"))), Line("", (2.0, -0.25, 80.0)))
    facts = replace(
        samples.list_looked_up(), name="toolkit_costs", columns=("band", "least", "top_end"), lines=lines
    )
    (table,) = tables(facts)
    assert table.caption == "Toolkit costs"
    assert table.columns == ("Band", "Least", "Top end")
    assert table.rows == (("1", "0.10", "–"), ("2", "−0.25", "80"))
    assert table.numeric == {1, 2}


def test_months_are_a_figure_or_not_enough_evidence() -> None:
    """No evidence is said in words, never as nothing; zero is 0, below zero has its sign, phases stand beside."""
    months = {row[0]: row[1] for row in _toolkit(0).rows}
    assert months == {
        "Feedback (in your record)": "6 (primary 7, secondary 5)",
        "Learning styles": "not enough evidence",
        "Repeating a year": "−2",
        "Setting and streaming": "0",
    }


def test_cost_is_a_range_for_the_pupils_asked_about() -> None:
    """The lowest band begins at nothing, the highest has no end; both are multiplied by the pupils."""
    table = _toolkit(30)
    assert table.columns[3:5] == ("Cost a year, each pupil", "Cost a year, 30 pupils")
    assert table.rows[0][3:5] == ("up to £80", "up to £2,400")
    assert table.rows[2][3:5] == ("over £320", "over £9,600")


def test_cost_between_two_amounts_and_cost_unknown() -> None:
    """A band in the middle has both ends, and one that nobody has priced is not given."""
    view = samples.toolkit_view(0)
    middle, unknown = samples.strand("Mentoring", 2, cost=3), samples.strand("Hats", 1, least=None, most=None)
    (table,) = tables(replace(view, strands=(middle, unknown)))
    assert [row[3] for row in table.rows] == ["£160 to £240", "not given"]


def test_cost_for_few_pupils_is_withheld() -> None:
    """Where the number of pupils is too small to show, so is what they cost, which would give it away."""
    table = _toolkit(9)
    assert table.columns[4] == "Cost a year, your pupils"
    assert {row[4] for row in table.rows} == {"c"}
    assert "Cost a year, each pupil" in table.columns


def test_studies_and_notes_stand_beside() -> None:
    """How many studies stand behind a figure, and what is said of it, have a column; the note names the source's."""
    table = _toolkit(30)
    assert [row[-1] for row in table.rows] == ["155 studies.", "", "Below zero.", ""]
    assert table.note.endswith("By one table.")
