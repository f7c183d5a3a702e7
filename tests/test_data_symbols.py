"""Symbols for numbers that are not given: found whatever their spelling, and never confused with each other."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.symbols import DASHES, ends_lost, find_symbol, no_symbols, symbol_cells
from enquiry_lib.store.reference import reference


@pytest.mark.parametrize(
    ("text", "kept_as"),
    [
        ("c", "withheld"),
        ("SUPP", "withheld"),
        (" supp ", "withheld"),
        ("[c]", "withheld"),
        ("~", "withheld"),
        ("*", "withheld"),
        ("<5", "withheld"),
        ("≤ 10", "withheld"),
        (">=95%", "withheld"),
        ("130+", "withheld"),
        ("NP", "withheld"),
        ("z", "not applicable"),
        ("NE", "not applicable"),
        ("NA", "not applicable"),
        ("n/a", "not applicable"),
        ("x", "not available"),
        (":", "not available"),
        ("..", "not available"),
        ("low", "near nothing"),
        ("k", "near nothing"),
        ("u", "unreliable"),
        ("LOWCOV", "unreliable"),
        ("#N/A", "formula"),
        ("-", "nothing said"),
    ],
)
def test_official_symbols_are_known(text: str, kept_as: str) -> None:
    """The symbols of the Department for Education and of government statistics mean what their guides say."""
    found = find_symbol(text)
    assert found is not None
    assert found.kept_as == kept_as


@pytest.mark.parametrize(
    "text",
    ["", "[]", "a", "0", "5", "Durham", "<5 pupils", "SUPPER", "xx", "< ", "#REF!", "5+", "+", "130+ 1"],
)
def test_other_texts_are_no_symbols(text: str) -> None:
    """A symbol is the whole of a cell, and one of the list: everything else is a value or a fault."""
    assert find_symbol(text) is None


@pytest.mark.parametrize(("small", "large"), [("u", "U"), ("x", "X")])
def test_capitals_matter_where_two_meanings_would_meet(small: str, large: str) -> None:
    """A small u is an unreliable number, a capital U an ungraded pupil; so too x and X."""
    one, other = find_symbol(small), find_symbol(large)
    assert one is not None
    assert other is not None
    assert one.meaning != other.meaning


def test_every_symbol_of_the_list_is_found_as_it_stands() -> None:
    """Each line of the list has a spelling of its own and a meaning, and is found under it; dashes are among them."""
    facts = reference("symbols", "Wales").facts
    assert facts["symbol"].is_unique
    assert (facts[["meaning", "kept_as"]] != "").all(axis=None)
    assert set(facts["alone"]) == {"", "yes"}
    assert set(facts["symbol"]) >= DASHES
    for line in facts.itertuples():
        found = find_symbol(str(line.symbol))
        assert found is not None
        assert (found.symbol, found.meaning) == (line.symbol, line.meaning)


def test_what_scores_beyond_a_range_do_to_averages_is_said() -> None:
    """Without the lowest they look better, without the highest worse; a U is among the lowest."""
    assert "look better" in ends_lost(["U", "absent"]) == ends_lost(["<70"])
    assert "look worse" in ends_lost(["130+"]) == ends_lost([">= 130"])
    assert "closer together" in ends_lost(["<70", "130+"])
    assert ends_lost(["absent", "SUPP", "-"]) == ends_lost([]) == ""


def test_each_cell_with_a_symbol_is_listed_by_its_row() -> None:
    """A symbol is given as it was typed, with the row in the file; values, blanks and faults are not listed."""
    texts = pd.Series(["5", "Supp", "", "a", "[x]"], index=[4, 7, 8, 9, 20], dtype="category")
    listed = symbol_cells(texts, "Pupils")
    assert listed[["row", "column", "symbol"]].to_numpy().tolist() == [
        [7, "Pupils", "Supp"],
        [20, "Pupils", "[x]"],
    ]
    assert listed.dtypes.equals(no_symbols().dtypes)
