"""Browsing the Toolkit: all strands, none before another, and what the record names marked."""

from __future__ import annotations

import pytest

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.toolkit import CAUTIONS, StrandFacts, browse_toolkit
from enquiry_lib.store.network import Network

HEADER = "strand,months,primary,secondary,cost,evidence,studies,note\n"


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry of a school about which nothing is known yet."""
    return open_enquiry(network.folder, "oak-primary")


def _own_strands(enquiry: Enquiry, rows: str) -> None:
    folder = enquiry.network.folder / "reference" / "everywhere"
    folder.mkdir(parents=True)
    (folder / "toolkit_strands.csv").write_text(HEADER + rows, encoding="utf-8")


def _strands(enquiry: Enquiry) -> dict[str, StrandFacts]:
    return {strand.strand: strand for strand in browse_toolkit(enquiry).strands}


def test_strands_come_in_alphabetical_order(enquiry: Enquiry) -> None:
    """Thirty strands by their names, whatever their figures, and in whatever order a network lists them."""
    names = list(_strands(enquiry))
    assert len(names) == 30
    assert names == sorted(names, key=str.casefold)
    _own_strands(enquiry, "zebra,9,,,1,5,,\nApple,1,,,1,1,,\nbear,5,,,1,5,,\n")
    assert list(_strands(enquiry)) == ["Apple", "bear", "zebra"]


def test_no_evidence_zero_and_below_zero_are_three_things(enquiry: Enquiry) -> None:
    """A strand without enough evidence has no months, one that was found to do nothing has 0, one that harms −2."""
    strands = _strands(enquiry)
    assert strands["Learning styles"].months is None
    assert strands["Setting and streaming"].months == 0
    assert strands["Repeating a year"].months == -2
    assert sum(strand.months is None for strand in strands.values()) == 4


def test_a_strand_has_what_is_behind_the_average(enquiry: Enquiry) -> None:
    """Phases, studies, padlocks and what it costs for each pupil and year come with the months."""
    feedback = _strands(enquiry)["Feedback"]
    assert (feedback.primary, feedback.secondary, feedback.studies, feedback.evidence) == (7, 5, 155, 4)
    assert (feedback.cost, feedback.least, feedback.most) == (1, 0, 80)
    smaller = _strands(enquiry)["Reducing class size"]
    assert (smaller.cost, smaller.least, smaller.most) == (5, 1200, None)


def test_strands_in_the_record_are_marked(enquiry: Enquiry) -> None:
    """What the record says was looked at is marked, capitals aside; other words mark nothing."""
    named = [{"strand": "peer TUTORING"}, {"strand": "Phonics"}, {"strand": "My own idea"}]
    enquiry.save("evidence", {"strands": named}, base_revision=0)
    marked = [name for name, strand in _strands(enquiry).items() if strand.consulted]
    assert marked == ["Peer tutoring", "Phonics"]


def test_every_caution_goes_with_the_view(enquiry: Enquiry) -> None:
    """What the figures do not mean is always said, and the note names the table the months come from."""
    view = browse_toolkit(enquiry)
    assert set(view.cautions) == set(CAUTIONS)
    assert "'Oak snapshot 2026'" in view.note
    assert "2 April 2026" in view.source


def test_a_small_number_of_pupils_can_be_withheld(enquiry: Enquiry) -> None:
    """The number of pupils that costs are asked for is a count like any other; published figures stay."""
    view = browse_toolkit(enquiry, pupils=7)
    assert view.cells()["count"].tolist() == [7]
    held = view.withhold(set(view.cells()["id"]))
    assert held.pupils is None
    assert held.strands == view.strands
    assert view.withhold(()) is view


def test_no_number_of_pupils_is_no_count(enquiry: Enquiry) -> None:
    """Where nobody said for how many pupils, nothing is counted."""
    assert browse_toolkit(enquiry).pupils == 0
    assert browse_toolkit(enquiry).cells().empty


def test_fewer_than_no_pupils_are_refused(enquiry: Enquiry) -> None:
    """A negative number of pupils is a slip of the keyboard."""
    with pytest.raises(errors.WrongValue, match="0 or more"):
        browse_toolkit(enquiry, pupils=-3)


def test_a_network_s_own_strand_may_have_a_cost_band_of_nobody_s(enquiry: Enquiry) -> None:
    """A band that no table prices has no range, and the strand is shown all the same."""
    _own_strands(enquiry, "Hats,,,,9,0,,Ours\n")
    hats = _strands(enquiry)["Hats"]
    assert (hats.cost, hats.least, hats.most, hats.note) == (9, None, None, "Ours")
