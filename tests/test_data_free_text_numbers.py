"""Check letters and digits, and the patterns of numbers and addresses."""

from __future__ import annotations

import datetime as dt

import pytest

from enquiry_lib.data.free_text.numbers import find_numbers, is_nhs, is_uln, upn_letter

ON = dt.date(2026, 11, 22)


def test_the_check_letter_of_a_upn() -> None:
    """By hand: 8×2 + 1×4 + 2×5 + 1×10 + 1×13 is 53, 7 more than a multiple of 23, and H is the letter after seven."""
    assert upn_letter("801200001001") == "H"
    assert upn_letter("81420191100A") == "F"


def test_check_digits_of_ten() -> None:
    """By hand for the ULN: 9×10 + 1×9 + … + 8×2 is 246, 4 more than a multiple of 11, and 10 less 4 is 6."""
    assert is_nhs("9434765919")
    assert not is_nhs("9434765910")
    assert [digit for digit in "0123456789" if is_uln(f"912345678{digit}")] == ["6"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Turns eleven on 3 October 2026", ["birth"]),
        ("The trip of 3 October 2026", []),
        ("It was on 3 October 2014", ["birth"]),
        ("Y9 1st set in E3", []),
        ("0.21, 0 to 10, 0800 hours", []),
        ("7700900125", ["phone"]),
        ("3.5/7 and/or e.g. this", []),
    ],
)
def test_words_around_decide(text: str, found: list[str]) -> None:
    """A date is one of birth by a word beside it or by its year; what only looks like a number of somebody is none."""
    assert [one.kind for one in find_numbers(text, today=ON)] == found
