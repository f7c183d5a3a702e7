"""Names of schools: told from ordinary words, found however they are written."""

from __future__ import annotations

import pytest

from enquiry_lib.render.school_names import find_names, is_distinctive, names_sought, words_of

NAMES = frozenset({"Quernmoor Primary School", "Hope Park School"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We met at Quernmoor Primary School.", {"Quernmoor Primary School"}),
        ("quernmoor  primary\nschool", {"Quernmoor Primary School"}),
        ("Quernmoor Primary Schooling", set()),
        ("in Quernmoor, at a primary school", set()),
        ("at Hope Park School", {"Hope Park School"}),
        ("we hope park school buses", set()),
        ("Hope. Park School", set()),
    ],
)
def test_names_are_found_in_full(text: str, found: set[str]) -> None:
    """One with a word of its own in any letters, one of ordinary words only as the register writes it."""
    assert find_names(text, NAMES) == found


def test_names_that_cannot_be_told_are_not_sought() -> None:
    """Words that pages say anyway, and what is part of the school's or network's own name, would stop every page."""
    others = ["Primary School", "Reading", "Oak", "Quernmoor School", "Quernmoor"]
    assert names_sought(others, ["Oak Hill School", "The Quernmoor Trust"]) == {"Quernmoor School"}


def test_a_name_may_be_said_without_its_last_word() -> None:
    """'School' and the like are left off in talk; a single word that is left is a place, not a school."""
    assert names_sought(["Quernmoor Primary Academy", "Wyke-Regis School"], []) == {
        "Quernmoor Primary Academy",
        "Quernmoor Primary",
        "Wyke-Regis School",
    }


def test_a_distinctive_name_has_a_word_of_its_own() -> None:
    """Ordinary words are those that came with the library."""
    assert is_distinctive("Quernmoor Primary School")
    assert not is_distinctive("Reading School")
    assert words_of("Quernmoor  School") == {"quernmoor", "school"}
