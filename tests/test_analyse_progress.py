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


def test_an_untouched_record_has_nothing_answered_day_by_day(network: Network) -> None:
    """What stands in a form beforehand is no answer; the parts come in the order of the days."""
    parts = progress(open_enquiry(network.folder, "oak-primary")).sections
    assert sum(part.answered for part in parts) == 0
    days = [part.day for part in parts]
    assert days == sorted(days)
    assert set(days) == {1, 2, 3, 4, 5}


def test_copies_left_by_synchronising_are_named(network: Network) -> None:
    """A conflict copy beside the record is mentioned by its file name."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("priorities", {"concern": "Reading"}, base_revision=0)
    copy = enquiry.record_path.with_name("enquiry-LAPTOP.json")
    copy.write_bytes(enquiry.record_path.read_bytes())
    assert progress(enquiry).conflict_copies == ("enquiry-LAPTOP.json",)
