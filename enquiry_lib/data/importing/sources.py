"""Sources: a file from anywhere, read under its own headings, which are looked for among those that are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from enquiry_lib.data.importing.headings import folded
from enquiry_lib.data.reading import ReadFile, read_file, read_grids

_ROWS_SEARCHED = 30
_ENOUGH = 2  # known headings, below which the rows of a file are looked through for better ones


def read_source(path: Path, *, sheet: str, known: Collection[str]) -> ReadFile:
    """Read the table in a file. `known` are the headings that are known, folded.

    Where the shape of the rows misleads, and hardly a heading found is known, the row that names most of those
    known is taken for the headings. Raises what `read_file` raises.
    """
    read = read_file(path, sheet=sheet)
    if count_known(read.frame.columns, known) >= _ENOUGH:
        return read
    rows = [
        (count_known(cells, known), grid.sheet, int(row))
        for grid in read_grids(path)
        if not sheet or grid.sheet == read.sheet
        for row, cells in _first_rows(grid.cells.head(_ROWS_SEARCHED).astype(object).T.to_dict("list"))
    ]
    most, where, row = max(rows, key=lambda one: (one[0], -one[2]))
    return read_file(path, sheet=where, header=(row,)) if most >= _ENOUGH else read


def _first_rows(cells: dict[object, list[str]]) -> Iterable[tuple[int, list[str]]]:
    return ((int(str(row)), [str(cell) for cell in row_cells]) for row, row_cells in cells.items())


def count_known(headings: Iterable[object], known: Collection[str]) -> int:
    """Count the headings that are known.

    >>> count_known(["UPN", "Reg. Group", "7B"], {"upn", "reg group"})
    2
    """
    return sum(folded(str(heading).rpartition(" | ")[2]) in known for heading in headings)
