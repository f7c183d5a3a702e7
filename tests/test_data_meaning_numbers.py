"""Numbers however they are written: what stands around them comes off and is named, the rest is no number."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib.data.meaning.numbers import (
    Decimal,
    changes_of,
    count_forms,
    decide_decimal,
    number_text,
    take_apart,
)


def _forms(*texts: str) -> Counter[str]:
    taken = [take_apart(text) for text in texts]
    return count_forms([(number, 1) for number in taken if number])


@pytest.mark.parametrize(
    ("text", "read", "changes"),
    [
        ("12", "12", ""),
        ("-3.50", "-3.50", ""),
        ("+5", "5", ""),
        (".5", ".5", ""),
        ("1.55757707523724e-05", "1.55757707523724e-05", ""),
        ("1E+05", "1E+05", ""),
        ("1,071", "1071", "thousands"),
        ("1,071,000.5", "1071000.5", "thousands"),
        ("1 071", "1071", "thousands"),
        ("1\u202f071", "1071", "thousands"),
        ("5.9%", "5.9", "percent"),
        ("5.9 per cent", "5.9", "percent"),
        ("£1,200", "1200", "currency thousands"),
        ("-£5", "-5", "currency"),
        ("€ 5", "5", "currency"),
        ("(12)", "-12", "brackets"),
        ("(12%)", "-12", "brackets percent"),
        ("(0)", "0", "brackets"),
        ("–12", "-12", "minus"),
        ("− 3", "-3", "minus"),
        ("12*", "12", "footnote"),
        ("12 [r]", "12", "footnote"),
        ("5¹²", "5", "footnote"),
        ("'12", "12", "apostrophe"),
    ],
)
def test_what_stands_around_a_number_comes_off_and_is_named(text: str, read: str, changes: str) -> None:
    """Signs, brackets, marks and spaces are taken off, the digits stay as they were typed."""
    number = take_apart(text)
    assert number is not None
    assert number_text(number, ".") == read
    assert changes_of(number, ".") == set(changes.split())


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "-", ".", "%", "£", "()", "(-5)", "--5", "12-", "5%%", "1,23,456", "1.2.3", "12 34", "2018-19", "7B",
        "7E2", "1e999", "0x1F", "1_000", "inf", "nan", "٣", "1/2", "[1]", "1234567890123456",
    ],
)  # fmt: skip
def test_everything_else_is_no_number(text: str) -> None:
    """A class, a range, a fraction or a number too long to be kept exactly is not made into another number."""
    assert take_apart(text) is None


@pytest.mark.parametrize(
    ("texts", "decimal", "certain"),
    [
        (["1,071", "2,533", "12"], ".", True),
        (["3,5", "2,25", "12"], ",", True),
        (["0,125", "12"], ",", True),
        (["1,071", "3.5"], ".", True),
        (["1.071", "3,5"], ",", True),
        (["1.071.000", "12"], ",", True),
        (["1.071", "2.533"], ".", True),
        (["3,5", "1,071", "2,533"], ",", False),
        (["1,071", "1.071"], ".", False),
        (["£1,071"], ".", True),
        (["3,5", "3.5", "4.5"], ".", True),
        (["12", "13"], ".", True),
    ],
)
def test_the_whole_column_says_what_separates_decimals(
    texts: list[str], decimal: Decimal, *, certain: bool
) -> None:
    """Groups of three everywhere are thousands, anything else after a comma is decimals; between the two one asks."""
    assert decide_decimal(_forms(*texts)) == (decimal, certain)


def test_beside_a_decimal_comma_groups_of_three_are_open() -> None:
    """In a file that has a decimal comma elsewhere, 1,071 may be little more than one."""
    assert decide_decimal(_forms("1,071"), beside=",") == (",", False)
    assert decide_decimal(_forms("12"), beside=",") == (".", True)


def test_a_number_of_the_other_sort_is_none() -> None:
    """3,5 in a column with decimal points is no number, and is not read as 35."""
    number = take_apart("3,5")
    assert number is not None
    assert number_text(number, ".") is None
    assert number_text(number, ",") == "3.5"


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_whole_number_with_commas_is_that_number(number: int) -> None:
    """Commas between thousands never change a number."""
    taken = take_apart(f"{number:,}")
    assert taken is not None
    assert number_text(taken, ".") == str(number)


@given(st.decimals(-(10**6), 10**6, places=2), st.sampled_from([".", ","]))
def test_a_number_with_either_sign_for_decimals_is_that_number(number: object, decimal: Decimal) -> None:
    """Written the European way and read so, a number keeps every digit."""
    text = f"{number:,.2f}"
    european = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    taken = take_apart(text if decimal == "." else european)
    assert taken is not None
    said = number_text(taken, decimal)
    assert said is not None
    assert float(said) == float(str(number))


@given(st.text("0123456789.,-–+()%£€ '*[]eE ", max_size=12))
def test_what_is_taken_for_a_number_is_one(text: str) -> None:
    """Whatever stands in a cell, the text that is kept is one float() reads, and has all its digits."""
    number = take_apart(text)
    for decimal in (".", ","):
        said = number and number_text(number, decimal)  # type: ignore[arg-type]
        if number and said:
            assert isinstance(float(said), float)
            kept = [sign for sign in number.core if sign.isdigit()]
            assert [sign for sign in said if sign.isdigit()] == kept
