"""Cells of an OpenDocument sheet that are read as they are shown."""

from __future__ import annotations

from spreadsheets import cell, opendocument

from enquiry_lib.data.reading.opendocument import shown_in_opendocument

TWICE = ' table:number-columns-repeated="2"'


def test_percentages_are_found_where_they_stand() -> None:
    """Cells that are written once for several columns, and empty ones, are counted."""
    content = opendocument(
        [cell("Pupil"), cell("A"), cell("B"), cell("C")],
        [cell("P01"), cell(None), cell(0.95, "percentage", TWICE)],
    )
    assert shown_in_opendocument(content) == {
        "Sheet": [(1, 2, "percentage", "95%"), (1, 3, "percentage", "95%")]
    }


def test_a_formula_that_failed_keeps_what_it_shows() -> None:
    """#DIV/0! is not an empty cell."""
    failed = cell("#DIV/0!", attributes=' calcext:value-type="error"')
    assert shown_in_opendocument(opendocument([cell("P01"), failed])) == {
        "Sheet": [(0, 1, "failed", "#DIV/0!")]
    }


def test_a_sheet_without_such_cells_is_not_gone_through() -> None:
    """Nothing is found in an ordinary sheet."""
    assert shown_in_opendocument(opendocument([cell("Pupil"), cell(0.95)])) == {}
