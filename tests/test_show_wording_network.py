"""A network's enquiries are counted and not pooled."""

from __future__ import annotations

import samples

from enquiry_lib.show.wording import sentences


def test_enquiries_are_counted_and_not_pooled() -> None:
    """The first sentence counts schools, enquiries and findings; the second says that nothing is pooled."""
    counted, pooled = sentences(samples.overview())
    assert counted == (
        "2 schools, 2 enquiries: 2 with a question, 2 with a frozen plan, 1 with a finding, 1 with a "
        "decision."
    )
    assert "not pooled" in pooled
