"""Cells of an OpenDocument sheet that are read as they are shown, and how far its sheets reach."""

from __future__ import annotations

from spreadsheets import cell, opendocument

from enquiry_lib.data.reading.opendocument import SheetCells, cells_in_opendocument, reach_in_opendocument

TWICE = ' table:number-columns-repeated="2"'


def test_percentages_are_found_where_they_stand() -> None:
    """Cells that are written once for several columns, and empty ones, are counted."""
    content = opendocument(
        [cell("Pupil"), cell("A"), cell("B"), cell("C")],
        [cell("P01"), cell(None), cell(0.95, "percentage", TWICE)],
    )
    found = SheetCells([(1, 2, "percentage", "95%"), (1, 3, "percentage", "95%")])
    assert cells_in_opendocument(content) == {"Sheet": found}


def test_a_formula_that_failed_keeps_what_it_shows() -> None:
    """#DIV/0! is not an empty cell."""
    failed = cell("#DIV/0!", attributes=' calcext:value-type="error"')
    found = SheetCells([(0, 1, "failed", "#DIV/0!")])
    assert cells_in_opendocument(opendocument([cell("P01"), failed])) == {"Sheet": found}


def test_a_formula_that_nothing_has_worked_out_is_found() -> None:
    """One that gives a number, or a text without a letter, has been worked out."""
    formula = ' table:formula="of:=[.A1]+1"'
    content = opendocument(
        [cell("Score"), cell(4, attributes=formula), cell("", "string", formula)], [cell(None, "", formula)]
    )
    assert cells_in_opendocument(content) == {"Sheet": SheetCells(unworked=[(2, 0)])}


def test_a_sheet_without_such_cells_is_not_gone_through() -> None:
    """Nothing is found in an ordinary sheet."""
    assert cells_in_opendocument(opendocument([cell("Pupil"), cell(0.95)])) == {}


def test_a_cell_reaches_as_far_as_it_is_repeated() -> None:
    """Empty cells and rows count only where something comes after them."""
    rest = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    row = f'<table:table-row table:number-rows-repeated="90">{cell(None, "", TWICE)}{cell("x", "", TWICE)}</table:table-row>'
    content = opendocument([cell("Pupil"), cell(None, "", TWICE)], after=row + rest)
    reach = reach_in_opendocument(content, 1_000)
    assert (reach.bottom, reach.right) == (91, 4)
