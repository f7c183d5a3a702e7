"""The tables of measures."""

from __future__ import annotations

from samples_measures import compared, limited, reliable

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables


def test_reliability_names_its_choices() -> None:
    """Which answers were used, which interval and which omega are said; each item has its row."""
    whole, items = tables(reliable())
    assert dict(whole.rows)["Cronbach's alpha"] == "0.842"
    assert "pairwise" in whole.note
    assert "listwise" in tables(reliable(missing="listwise"))[0].note
    assert "one factor, maximum likelihood" in whole.note
    assert items.rows[2][0] == "I am bored (turned round)"
    assert items.rows[1][1] == "3"


def test_few_who_left_an_item_out_are_withheld() -> None:
    """After the gate the few are hidden and the rest of the item stays."""
    row = tables(gate(reliable()))[1].rows[1]
    assert row[1] == "c"
    assert "c" not in row[2:]


def test_ends_are_counted_with_their_shares() -> None:
    """Each occasion has its counts, shares and skewness."""
    (table,) = tables(limited())
    assert table.rows[1][:6] == ("Follow-up", "60", "0", "0%", "12", "20.0%")
    assert "goes from 0 to 40" in table.note


def test_measures_have_a_row_each() -> None:
    """What is not known of a measure is marked as not available."""
    (table,) = tables(compared(ends={}))
    assert [row[0] for row in table.rows] == ["Reading", "Maths"]
    assert table.rows[1][2] == "x"
    assert table.rows[1][7] == "0.63"
