"""Meanings: what a heading may stand for, and what may be said of the rows under it."""

from __future__ import annotations

import pytest

from enquiry_lib.data.importing.choosing import meanings
from enquiry_lib.data.importing.mapping import meant
from enquiry_lib.data.importing.meanings import fault_in_line, fault_in_meaning
from enquiry_lib.data.templates import TABLES


@pytest.mark.parametrize("table", TABLES)
def test_what_is_offered_for_a_heading_may_stand_in_a_mapping(table: str) -> None:
    """Nobody chooses a meaning from the list and finds the mapping broken afterwards."""
    assert [one for one in meanings(table) if one and fault_in_meaning(*meant(one), table)] == []


@pytest.mark.parametrize(
    ("means", "fault"),
    [
        ("mark [session=Morning]", ""),
        ("mark [weekday=Mon]", ""),
        ("mark [session=XX]", "no session"),
        ("mark [measure=Reading]", "'measure' is not known"),
        ("attended", "'attended' is not known"),
    ],
)
def test_a_fault_names_what_is_wrong(means: str, fault: str) -> None:
    """The column, the fact or its value, and what is known there."""
    found = fault_in_meaning(*meant(means), "attendance")
    assert fault in found
    assert bool(found) == bool(fault)


@pytest.mark.parametrize("what", ["always", "word"])
def test_no_line_says_anything_of_single_pupils(what: str) -> None:
    """An identifier is never in a mapping."""
    assert "'pupil_id'" in fault_in_line(what, "pupil_id", "P1", "pupils")
    assert fault_in_line(what, "send", "none", "pupils") == ""
