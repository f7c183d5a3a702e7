"""How far a sheet of an xlsx file reaches, by its cells alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from enquiry_lib.data.reading.reach import Reach, find_reach, numbered

PLAIN = b'<row r="2"><c r="B2" s="1"/><c r="C2" t="s"><v>1</v></c></row><row r="9"><c r="A9"><v>1</v></c><c r="XFD9"/></row>'
BARE = b"<x:row><x:c s='1'/><x:c/><x:c t='s'><v>1</v></x:c></x:row><row r='9'><c><v>1</v></c></row>"


def reach(*parts: bytes, most: int = 1_000) -> Reach:
    """Find the reach of a sheet in parts."""
    return find_reach(lambda: iter(parts), most)


def test_only_cells_with_something_in_them_count() -> None:
    """Cells that are only coloured, and rows without a cell, do not make a sheet larger."""
    assert reach(PLAIN, b'<row r="1048576" ht="20"/>') == Reach(9, 3, 2)


def test_cells_without_a_place_stand_after_the_one_before() -> None:
    """Rows too, also in the next part; a number that is given is kept to."""
    assert reach(BARE, b"<row><c/><c r='E10'><v>1</v></c><c><v>1</v></c></row>") == Reach(
        10, 6, 4, plain=False
    )


@pytest.mark.parametrize("row", [PLAIN, BARE])
def test_a_sheet_beyond_the_limit_is_not_looked_through_to_its_end(row: bytes) -> None:
    """Nobody waits for gigabytes of cells to be told that they are too many."""

    def parts() -> Iterator[bytes]:
        yield row.replace(b"9", b"99999")
        raise AssertionError("looked on")

    assert find_reach(parts, 1_000).cells > 1_000


def test_places_are_written_into_cells_that_lack_them() -> None:
    """All else of a cell stays, between double quotation marks."""
    assert list(numbered([BARE, b"<row><c t='n'/></row>"])) == [
        b'<x:row><x:c r="A1" s="1"/><x:c r="B1"/><x:c r="C1" t="s"><v>1</v></x:c></x:row><row r=\'9\'><c r="A9"><v>1</v></c></row>',
        b'<row><c r="A10" t="n"/></row>',
    ]
