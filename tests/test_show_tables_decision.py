"""The tables of a decision."""

from __future__ import annotations

from dataclasses import replace

import samples
import written

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables

READING = written.reading(replace(samples.estimate(samples.two_groups(), "randomised"), chance=0.9))


def test_the_answer_is_marked_in_the_rule() -> None:
    """All three cases are listed, and the one that holds is marked."""
    rule, decision = tables(READING)
    assert rule.rows == (
        ("yes", "offer it to Year 3", "this one"),
        ("no", "stop", ""),
        ("unclear", "run it once more", ""),
    )
    assert ("Why", "It took too long.") in decision.rows


def test_nothing_is_marked_where_nothing_may_be_shown() -> None:
    """A withheld estimate leaves the rule without a column of answers."""
    small = gate(written.reading(samples.estimate(samples.two_groups(40, 8), "randomised")))
    rule = tables(small)[0]
    assert rule.columns == ("If the answer is", "We will")
    assert [row[0] for row in rule.rows] == ["yes", "no", "unclear"]


def test_no_decision_has_no_table() -> None:
    """As long as nothing is decided there is only the rule."""
    assert len(tables(replace(READING, decided=replace(READING.decided, decision="")))) == 1
