"""The table of quotes: theme, role and words."""

from __future__ import annotations

import samples

from enquiry_lib.show.showing import block, gate
from enquiry_lib.show.tables import tables
from enquiry_lib.stats.quotes import Quote, Quotes


def test_each_quote_has_its_theme_and_a_role() -> None:
    """The words stand in quotation marks, at most three a role."""
    (table,) = tables(gate(samples.quotes()))
    assert table.rows[0] == ("Being known by name", "A parent or carer", "‘They know me. That is reason 16.’")
    assert [row[1] for row in table.rows] == ["A parent or carer"] * 3 + ["A pupil"] * 3


def test_without_quotes_there_is_no_table() -> None:
    """Nothing stands in place of it either."""
    assert tables(Quotes(counted=(), quotes=())) == ()


def test_what_somebody_said_is_text_and_never_markup() -> None:
    """A quote with a tag in it is shown as it was typed."""
    one = Quote("Friends", "pupil", "<b>loud</b> & {{ 1 }}")
    assert "&lt;b&gt;loud&lt;/b&gt; &amp; {{ 1 }}" in block(Quotes(counted=(), quotes=(one,)))
