"""The words that are known."""

from __future__ import annotations

from enquiry_lib.data.free_text.words import first_names, folded, is_ordinary, is_proper, is_word


def test_names_are_known_without_their_accents() -> None:
    """A name is found however its accents are typed."""
    assert {folded("Saoirse"), folded("Zoë"), folded("Siân")} <= first_names()


def test_endings_do_not_make_a_word_unknown() -> None:
    """The list has most words once; what is made of them counts as ordinary, and 'good' is not made of 'goo'."""
    assert all(map(is_ordinary, ("good", "stopped", "worries", "placements", "happily", "steadiness")))
    assert is_word("good") and not is_word("placements")


def test_months_and_places_may_have_a_capital() -> None:
    """They name nobody; their plurals neither."""
    assert all(map(is_proper, ("June", "Septembers", "Leeds", "Ofsted")))
