"""The table of a network."""

from __future__ import annotations

import samples

from enquiry_lib.show.tables import tables


def test_every_enquiry_has_its_row() -> None:
    """A row has the design and what was found with its interval, or that nothing was found yet."""
    (table,) = tables(samples.overview())
    assert [row[0] for row in table.rows] == ["Oak", "Elm"]
    assert table.rows[0][-1].startswith("Reading, effect size: +0.15 (")
    assert table.rows[1][-1] == "nothing yet"
