"""The table of a network."""

from __future__ import annotations

import samples

from enquiry_lib.show.tables import tables


def test_every_enquiry_has_its_row() -> None:
    """A row has the design and what was found with its interval, or that nothing was found yet."""
    table, *_ = tables(samples.overview())
    assert [row[0] for row in table.rows] == ["Oak (primary)", "Elm (primary)"]
    assert table.rows[0][-1].startswith("Reading, effect size: +0.15 (")
    assert table.rows[1][-1] == "nothing yet"


def test_decisions_stand_beside_what_others_may_borrow() -> None:
    """A school that decided or offers something has its row; one that did neither has none."""
    _, decided, _ = tables(samples.overview())
    assert decided.rows == (("Oak", "adapt", "The record sheet"),)


def test_authorities_are_compared_by_how_far_they_are() -> None:
    """Each authority counts its enquiries, questions, plans, findings and decisions; it ranks nobody."""
    *_, areas = tables(samples.overview())
    assert areas.rows == (("Northshire", "1", "1", "1", "1", "1"), ("Southshire", "1", "1", "1", "0", "0"))
