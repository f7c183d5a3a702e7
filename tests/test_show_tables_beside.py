"""The tables of what stands beside published figures."""

from __future__ import annotations

import samples_gaps

from enquiry_lib.show.tables import tables


def test_sources_stand_below_the_published_gaps() -> None:
    """Each area's source and date are in the note, once."""
    (table,) = tables(samples_gaps.beside())
    assert table.note.count("England: invented, 2026-01-01") == 1
    assert [row[7] for row in table.rows] == ["−6.0", "−9.5", "−3.0", "−2.0"]


def test_the_school_itself_heads_its_neighbours() -> None:
    """The first row is the school, without a rank; whole numbers have no decimal places."""
    result = samples_gaps.similar(outcome="progress")
    (table,) = tables(result)
    assert table.rows[0][:3] == ("Made-up school 0", "–", "0.00")
    assert len(table.rows) == 1 + len(result.schools)
    assert "." not in table.rows[1][3]
    assert {len(row) for row in table.rows} == {len(table.columns)} == {6}
