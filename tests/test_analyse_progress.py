"""How far an enquiry has come."""

from __future__ import annotations

import pytest

from enquiry_lib import errors
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


def test_one_choice_in_the_plan_counts_as_one(network: Network) -> None:
    """Nothing is counted that nobody has answered, also once a part is begun."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("evaluation_plan", {"design": "before_after"}, base_revision=0)
    (plan,) = [part for part in progress(enquiry).sections if part.section == "evaluation_plan"]
    assert plan.answered == 1


def test_one_day_is_told_by_itself(network: Network) -> None:
    """A day's progress has that day's parts only, and all days together add up to the whole."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("intervention", {"what": "Reading aloud in pairs"}, base_revision=0)
    whole, third = progress(enquiry), progress(enquiry, day=3)
    assert {part.day for part in third.sections} == {3}
    (day,) = third.days
    assert (day.day, day.answered) == (3, 1)
    assert day in whole.days
    assert sum(one.asked for one in whole.days) == sum(part.asked for part in whole.sections)
    assert "intervention" in {part.section for part in day.open_parts}


def test_a_day_that_the_programme_does_not_have_is_refused(network: Network) -> None:
    """The message names the days there are."""
    with pytest.raises(errors.WrongValue, match="from 1 to 5"):
        progress(open_enquiry(network.folder, "oak-primary"), day=6)


def test_copies_left_by_synchronising_are_named(network: Network) -> None:
    """A conflict copy beside the record is mentioned by its file name."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("priorities", {"concern": "Reading"}, base_revision=0)
    copy = enquiry.record_path.with_name("enquiry-LAPTOP.json")
    copy.write_bytes(enquiry.record_path.read_bytes())
    assert progress(enquiry).conflict_copies == ("enquiry-LAPTOP.json",)
