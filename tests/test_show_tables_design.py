"""The table of what a plan could show."""

from __future__ import annotations

import samples
import written

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables


def test_the_plan_stands_in_its_place_on_the_ladder() -> None:
    """The plan's own row is marked and stands between fewer and more pupils."""
    (table,) = tables(samples.detectable(90))
    assert [row[0] for row in table.rows] == ["30", "60", "90 (this plan)", "120", "240", "480"]
    assert table.rows[1] == ("60", "0.74", "0.52")


def test_a_withheld_plan_has_no_row() -> None:
    """A small plan leaves the ladder alone."""
    (table,) = tables(gate(samples.detectable(9)))
    assert [row[0] for row in table.rows] == ["30", "60", "120", "240", "480"]


def test_each_check_says_what_was_found_and_what_to_do() -> None:
    """A met check asks for nothing; one to look at has its remark, and its reason where that is about it."""
    (table,) = tables(written.question_check())
    assert table.rows[0] == ("Specific", "met", "For whom? Year 4.", "Nothing.")
    assert table.rows[1][3].startswith("With so many pupils")
    assert not table.rows[1][3].endswith("Events overtake it.")
    assert table.rows[2] == ("Right to do", "not said", "–", "Still to fill in: Who? Nobody worse off.")


def test_a_logic_model_is_whole_in_words() -> None:
    """Every entry has a row under its column, an empty column a dash."""
    (table,) = tables(written.logic_model())
    assert ("What is done", "Home visits") in table.rows
    assert ("What is done", "Pairs read aloud, $x$ and <b>y</b> (within the school)") in table.rows
    assert ("Within the year", "–") in table.rows
    assert table.rows[-1] == ("What has to be true", "Pairs stay together.")


def test_steps_without_dates_are_in_the_table() -> None:
    """The table has every step, dated or not, and every check point with what would change something."""
    steps, checks = tables(written.timeline())
    assert steps.rows[0] == ("Train", "prepare", "8 Sep 2025", "19 Sep 2025", "Deputy head", "done")
    assert steps.rows[2] == ("Tell the governors", "–", "–", "–", "–", "–")
    assert checks.rows == (("7 Nov 2025", "Do all pairs meet?", "Fewer than half"),)
