"""Loose: long codes, UPNs and addresses are known however they are written; counts and rows of figures are none."""

from __future__ import annotations

import pytest

from enquiry_lib.render.loose import addresses, is_upn, long_codes, spaced_upns, stands_loosely


@pytest.mark.parametrize("identifier", ["P7", "1234567", "12345678", "pupil0012", "PUPIL-0012", "Keziah-Day"])
def test_what_counts_and_words_look_like_is_no_long_code(identifier: str) -> None:
    """Short ones, numbers, words, and a word with a number."""
    assert not long_codes([identifier])


@pytest.mark.parametrize("identifier", ["3ZVGJYS4", "P4R2270JXH", "A1234567", "zqx-00-123", "pupil7abc9"])
def test_long_codes_mix_letters_and_digits(identifier: str) -> None:
    """Those that the example and imports make, and those of systems."""
    (bare,) = long_codes([identifier])
    assert stands_loosely([bare], [f"of{identifier}s"])
    assert not stands_loosely([bare], [identifier[:-1]])


def test_upns_are_read_in_groups() -> None:
    """In few groups, with the right letter, not within a longer word."""
    assert is_upn("h801200001001")
    assert [*spaced_upns("H801 200001001 and XH801 200001001, A801 200001001")] == ["h801200001001"]
    assert not [*spaced_upns("H 8 0 1 2 0 0 0 0 1 0 0 1")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.b+c@x-y.example.org", ["a.b+c@x-y.example.org"]),
        ("(Head@Oak.Example.ORG)", ["head@oak.example.org"]),
        ("a@b.org, c@d.org", ["a@b.org", "c@d.org"]),
        ("8 @ 2.50; @oak; d3@7.8.5; a@b; @media.x", []),
    ],
)
def test_addresses_are_found_and_nothing_like_them(text: str, found: list[str]) -> None:
    """Each whole, in small letters."""
    assert [*addresses(text)] == found
