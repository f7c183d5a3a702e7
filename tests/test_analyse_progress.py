"""How far an enquiry has come."""

from __future__ import annotations

from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.analyse.progress import progress
from enquiry_lib.store.network import Network


def test_answers_are_counted_by_part(network: Network) -> None:
    """An empty record has nothing answered, and every question is named as open."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    before = {part.section: part for part in progress(enquiry).sections}
    assert before["priorities"].answered == 0
    enquiry.save("priorities", {"concern": "Reading", "strengths": ["Library"]}, base_revision=0)
    after = {part.section: part for part in progress(enquiry).sections}
    assert after["priorities"].answered == 2
    assert "What are you worried about?" not in after["priorities"].open_questions
    assert len(after["priorities"].open_questions) == after["priorities"].asked - 2


def test_copies_left_by_synchronising_are_named(network: Network) -> None:
    """A conflict copy beside the record is mentioned by its file name."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("priorities", {"concern": "Reading"}, base_revision=0)
    copy = enquiry.record_path.with_name("enquiry-LAPTOP.json")
    copy.write_bytes(enquiry.record_path.read_bytes())
    assert progress(enquiry).conflict_copies == ("enquiry-LAPTOP.json",)
