"""What was promised to people, and what the data protection officer will want to know, are read from the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.protection import (
    ImpactAssessment,
    Promises,
    prepare_impact_assessment,
    what_we_promised,
)
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.reference import reference

SIGNS = list(reference("impact_signs", "England").facts["key"])


def _said(network: Network, **values: Any) -> Enquiry:
    """Give an enquiry whose section on people and their data says this."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("protection", values, base_revision=enquiry.record.revision)
    return enquiry


def _signs(**answers: str) -> list[dict[str, str]]:
    return [{"item": key, "there": answers.get(key, "no")} for key in SIGNS]


def test_nothing_written_is_not_enough(network: Network) -> None:
    """Before anything is written both say what to fill in, and claim nothing."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    for result in (what_we_promised(enquiry), prepare_impact_assessment(enquiry)):
        assert isinstance(result, NotEnough)
        assert "People and their data" in result.do


def test_every_question_stands_in_the_promises_answered_or_not(network: Network) -> None:
    """Lines nobody has answered are there and open; those settled or not applying are not open."""
    ethics = [
        {"item": "information", "settled": "yes", "note": "A letter"},
        {"item": "withholding", "settled": "does not apply"},
        {"item": "who_sees", "settled": "not yet"},
    ]
    result = what_we_promised(_said(network, ethics=ethics, keep_tables_until="2028-08-31"))
    assert isinstance(result, Promises)
    assert len(result.points) == len(reference("ethics", "England").facts)
    assert (result.points[0].answer, result.points[0].note) == ("yes", "A letter")
    assert len(result.open) == len(result.points) - 2
    assert result.keep_tables_until == dt.date(2028, 8, 31)


@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        ({}, "unlikely"),
        ({"sensitive": "yes"}, "likely"),
        ({"watched": "not sure"}, "not known"),
        ({"watched": "not sure", "harm": "yes"}, "likely"),
    ],
)
def test_one_sign_is_enough(network: Network, answers: dict[str, str], needed: str) -> None:
    """One sign points towards a full assessment, doubt leaves it open, and only all denied point away from it."""
    result = prepare_impact_assessment(_said(network, signs=_signs(**answers)))
    assert isinstance(result, ImpactAssessment)
    assert result.needed == needed


def test_a_sign_nobody_has_answered_leaves_it_open(network: Network) -> None:
    """Eight times no is no answer about the ninth."""
    result = prepare_impact_assessment(_said(network, signs=_signs()[1:]))
    assert isinstance(result, ImpactAssessment)
    assert result.needed == "not known"


def test_notes_alone_are_enough_to_show(network: Network) -> None:
    """A school that has begun with the notes sees them, each under its question."""
    notes = [{"item": "risks", "answer": "A list is lost."}]
    result = prepare_impact_assessment(_said(network, assessment=notes, advised="go ahead"))
    assert isinstance(result, ImpactAssessment)
    assert {note.name: note.answer for note in result.notes}["Risks to people"] == "A list is lost."
    assert (result.needed, result.advised) == ("not known", "go ahead")


def test_neither_counts_anybody(network: Network) -> None:
    """There is nothing in them that the gate would have to withhold."""
    enquiry = _said(network, who_asks="The family worker", signs=_signs())
    for result in (what_we_promised(enquiry), prepare_impact_assessment(enquiry)):
        assert result.cells().empty
