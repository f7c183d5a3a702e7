"""The picture of how full the tables are."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.analyse.quality import ColumnFilled
from enquiry_lib.show.plots import picture
from enquiry_lib.show.plots.quality import HEADS


def test_bands_are_words_and_not_colour_alone() -> None:
    """The words for each band stand in the picture, and somebody who cannot see it hears every column that lacks something."""
    drawn = picture(samples.quality())
    assert drawn is not None
    assert all(word in drawn.svg for words, _ in HEADS.values() for word in words.split())
    assert "Pupils: 1 column complete; partly: SEND; empty: Looked after." in drawn.alt
    assert "Outcomes: 0 columns complete; nearly: Score; hardly: Date." in drawn.alt


def test_tables_that_cannot_be_judged_are_not_drawn() -> None:
    """Too few people, or no rows: no line; without any table no picture."""
    drawn = picture(samples.quality())
    assert drawn is not None
    assert "Survey" not in drawn.svg
    assert "Groups" not in drawn.svg
    assert picture(replace(samples.quality(), tables=samples.quality().tables[3:])) is None


def test_a_tables_name_is_not_cut_off() -> None:
    """A long name goes on in a second line, for which the row has room."""
    column = ColumnFilled("period", "School year", False, "complete")
    long, short = (
        picture(replace(samples.full_quality(), tables=(samples.table_behind(name, column),)))
        for name in ("attendance_summary", "attendance")
    )
    assert long is not None
    assert short is not None
    assert "summary" in long.svg
    assert "…" not in long.svg
    assert _height(long.svg) > _height(short.svg)


def test_many_columns_go_on_in_the_next_line() -> None:
    """Eleven columns of one band need a second line of squares, and the picture is higher for it."""
    codes = tuple(ColumnFilled(f"c{number}", "A column", False, "complete") for number in range(11))
    one, two = (
        picture(replace(samples.full_quality(), tables=(samples.table_behind("pupils", *some),)))
        for some in (codes[:10], codes)
    )
    assert one is not None
    assert two is not None
    assert one.svg != two.svg
    assert _height(two.svg) > _height(one.svg)


def _height(svg: str) -> float:
    return float(svg.split('height="')[1].split("pt", maxsplit=1)[0])
