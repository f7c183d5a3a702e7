"""What was found, and what is put in its place."""

from __future__ import annotations

from enquiry_lib.data.free_text.found import KINDS, MASKS, Found, masked, without_overlaps


def test_every_kind_has_its_words_and_its_mask() -> None:
    """Both say the same kinds, and a mask is in square brackets."""
    assert KINDS.keys() == MASKS.keys()
    assert all(mask.startswith("[") and mask.endswith("]") for mask in MASKS.values())


def test_of_two_that_overlap_the_longer_stays() -> None:
    """Nothing is masked twice."""
    long, short = Found("web", 0, 9, "www.x.org", ""), Found("name", 4, 5, "x", "")
    assert without_overlaps([short, long]) == (long,)
    assert masked("www.x.org!", [short, long]) == "[web address]!"
