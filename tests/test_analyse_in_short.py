"""The opening of a school's report."""

from __future__ import annotations

import samples

from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.analyse.in_short import InShort, in_short
from enquiry_lib.show.wording import STRENGTH, sentences
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network


def test_the_opening_is_the_schools_own_words(network: Network) -> None:
    """The question and what was done come from the record, and the strength of the design is said."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    enquiry.save("question", {"question": "Does it help?", "intervention": "Pairs"}, base_revision=0)
    said = sentences(in_short(enquiry, samples.estimate(samples.two_groups(), "comparison")))
    assert said[:2] == ["We asked: Does it help?", "What was done: Pairs."]
    assert STRENGTH["comparison"] in said


def test_an_opening_without_a_finding_says_so(network: Network) -> None:
    """Before anything is known the opening says that, and never looks finished."""
    nothing = NotEnough("the effect", "the evaluation plan has not been frozen")
    said = sentences(in_short(open_enquiry(network.folder, "oak-primary"), nothing))
    assert said[0] == "The question has not been written down yet."
    assert "has not been frozen" in said[1]


def test_small_numbers_are_withheld_here_too() -> None:
    """Withholding the estimate's cells withholds them from the opening."""
    opening = InShort("Q?", "", samples.estimate(samples.one_group(), "before_after"))
    held = opening.withhold(set(opening.cells()["id"]))
    assert "too few pupils" in " ".join(sentences(held))
