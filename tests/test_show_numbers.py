"""Numbers as people read them."""

from __future__ import annotations

import pytest

from enquiry_lib.data.symbols import find_symbol
from enquiry_lib.show.numbers import (
    SYMBOLS,
    interval,
    listed,
    number,
    percent,
    persistent_share,
    share,
    signed,
)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.25, 1, "0.3"),
        (0.35, 1, "0.4"),
        (2.5, 0, "3"),
        (1234.5, 0, "1,235"),
        (-0.04, 1, "0.0"),
        (94.95, 1, "95.0"),
    ],
)
def test_halves_go_up(value: float, places: int, text: str) -> None:
    """Numbers are rounded half up, as official statistics are, and zero has no sign."""
    assert number(value, places) == text


@pytest.mark.parametrize("value", [1e25, 2.5e29, -1e120])
def test_huge_numbers_can_be_written(value: float) -> None:
    """However large a number is, it is written and not a fault."""
    text = number(value, 3).replace(",", "").replace("\N{MINUS SIGN}", "-")
    assert float(text) == pytest.approx(value, rel=1e-11)


def test_negative_numbers_have_a_real_minus() -> None:
    """A minus is a minus sign and not a hyphen, also in intervals and signed numbers."""
    assert number(-1.25) == "\N{MINUS SIGN}1.3"
    assert interval(-1, 2, 0) == "\N{MINUS SIGN}1 to 2"
    assert (signed(0.06), signed(-0.06), signed(0.0)) == ("+0.1", "\N{MINUS SIGN}0.1", "0.0")


def test_withheld_and_missing_differ() -> None:
    """A withheld number is c, one that does not exist x, and neither is a percentage."""
    assert (number(None), percent(None), signed(None)) == ("c", "c", "c")
    assert (number(float("nan")), percent(float("nan"))) == ("x", "x")


def test_none_and_all_are_whole_percentages() -> None:
    """100% and 0% have no decimal places; also where rounding makes it so."""
    assert (percent(100.0), percent(0.0, 2), percent(99.96), percent(99.4)) == ("100%", "0%", "100%", "99.4%")
    assert (persistent_share(31.666), persistent_share(0.0), persistent_share(None)) == ("31.67%", "0%", "c")


def test_lists_read_as_english() -> None:
    """One, two and three words are joined as a person would."""
    assert (listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )


@pytest.mark.parametrize(("part", "whole", "text"), [(57, 400, "14.3%"), (29, 200, "14.5%"), (1, 16, "6.3%")])
def test_shares_that_fall_on_a_half_go_up(part: int, whole: int, text: str) -> None:
    """A share is rounded as the fraction it is, whatever a computer leaves over: 57 of 400 is 14.25%."""
    assert percent(100 * part / whole) == percent(part / whole * 100) == text


def test_a_share_that_rounds_to_nought_is_low_and_none_is_none() -> None:
    """In a table, a share too small for its places is told apart from nobody at all."""
    assert (share(0.049), share(0.05), share(0.0), share(None)) == ("low", "0.1%", "0%", "c")


def test_the_symbols_mean_what_official_statistics_mean_by_them() -> None:
    """Whoever reads one of our tables back in meets the same meaning: c is withheld, x not there, z does not apply."""
    kept = {symbol: found.kept_as for symbol in SYMBOLS if (found := find_symbol(symbol))}
    assert kept == {
        "c": "withheld",
        "x": "not available",
        "z": "not applicable",
        "low": "near nothing",
        "u": "unreliable",
    }


def test_an_interval_without_its_ends_has_one_symbol() -> None:
    """A withheld interval is c and one that cannot be worked out is x, each once."""
    assert (interval(None, 2.0), interval(float("nan"), float("nan"))) == ("c", "x")
