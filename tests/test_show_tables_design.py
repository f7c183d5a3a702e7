"""The table of what a plan could show."""

from __future__ import annotations

from dataclasses import replace

import samples
import written

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables


def test_the_plan_stands_in_its_place_on_the_ladder() -> None:
    """The plan's own row is marked and stands between fewer and more pupils."""
    (table,) = tables(samples.detectable(90))
    assert [row[0] for row in table.rows] == ["30", "60", "90 (this plan)", "120", "240", "480"]
    assert table.rows[1] == ("60", "0.74", "0.52")


def test_a_plan_like_a_rung_takes_its_place() -> None:
    """A plan that is a rung of the ladder itself has one row, and that is marked."""
    (table,) = tables(samples.detectable(60))
    assert [row[0] for row in table.rows] == ["30", "60 (this plan)", "120", "240", "480"]
    (unequal,) = tables(samples.detectable(60, treated=0.3))
    assert [row[0] for row in unequal.rows] == ["30", "60", "60 (this plan)", "120", "240", "480"]


def test_a_withheld_plan_has_no_row() -> None:
    """A small plan leaves the ladder alone."""
    (table,) = tables(gate(samples.detectable(9)))
    assert [row[0] for row in table.rows] == ["30", "60", "120", "240", "480"]


def test_each_check_says_what_was_found_and_what_to_do() -> None:
    """One to look at has its remark, and its reason where that is about it; met checks are folded and ask for nothing."""
    again, met = tables(written.question_check())
    assert again.open
    assert again.rows[0][3].startswith("With 90 pupils in two groups")
    assert not again.rows[0][3].endswith("Events overtake it.")
    assert again.rows[1] == ("Right to do", "not said", "–", "Still to fill in: ‘Who?’. Nobody worse off.")
    assert not met.open
    assert met.rows == (("Specific", "For whom? Year 4."),)


def test_a_question_with_every_check_met_has_nothing_to_look_at() -> None:
    """Where nothing is left to look at there is only the folded table."""
    check = written.question_check()
    (table,) = tables(replace(check, lines=check.lines[:1]))
    assert not table.open


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
