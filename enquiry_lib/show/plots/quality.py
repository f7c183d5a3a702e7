"""The picture of how full the tables are: a small square for each column, under the words for how full it is."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from enquiry_lib.analyse.quality import DataQuality, TableBehind
from enquiry_lib.show.numbers import counted, listed
from enquiry_lib.show.plots.canvas import ACCENT, GRID, MUTED, Picture, as_svg, picture
from enquiry_lib.show.plots.lettering import FULL, fitted, height_of, sheet, write
from enquiry_lib.stats.completeness import Filled

HEADS: dict[Filled, tuple[str, float]] = {
    "complete": ("complete", 1.0),
    "nearly": ("nearly", 0.85),
    "partly": ("partly", 0.6),
    "hardly": ("hardly", 0.25),
    "empty": ("empty", 0.0),
}
"""Each band's words, and how much of its square is filled."""

LETTERS = 10.5

TOP, FOOT = 38.0, 26.0
LABEL = 118.0  # width of the tables' names
SIDE, STEP, MARGIN = 11.5, 14.5, 7.5
MOST = {"complete": 10}  # squares beside each other, before they go on in the next line
USUAL_MOST = 4
SAID = (
    "One square is one column of a table. Where it stands says how full the column is; so does its filling."
)


@picture.register
def _(result: DataQuality) -> Picture | None:
    drawn = [table for table in result.tables if any(column.filled in HEADS for column in table.columns)]
    if not drawn:
        return None
    heights = [_height(table) for table in drawn]
    with sheet(TOP + sum(heights) + FOOT) as (figure, axes):
        _heads(axes)
        for place, table in enumerate(drawn):
            _row(axes, TOP + sum(heights[:place]), table)
        axes.axhline(TOP + sum(heights), color=GRID, linewidth=0.8)
        write(axes, fitted(SAID, FULL), 0, TOP + sum(heights) + 8, color=MUTED)
        return Picture(as_svg(figure), _alt(drawn))


def _many(table: TableBehind, band: Filled) -> int:
    return sum(column.filled == band for column in table.columns)


def _height(table: TableBehind) -> float:
    """Give how high a table's row is: as many lines as its name, or the squares of its fullest band, need."""
    squares = max(math.ceil(_many(table, band) / MOST.get(band, USUAL_MOST)) for band in HEADS)
    return 2 * MARGIN + STEP * (max(squares, len(_name(table))) - 1) + SIDE


def _name(table: TableBehind) -> list[str]:
    return fitted(table.label, LABEL - 8, size=LETTERS, most=2)


def _left(place: int) -> float:
    """Give where a band's squares begin; the first band has the most room."""
    first = STEP * MOST["complete"] + 12
    rest = (FULL - LABEL - first) / (len(HEADS) - 1)
    return LABEL + (first + rest * (place - 1) if place else 0)


def _heads(axes: Axes) -> None:
    for place, (words, _) in enumerate(HEADS.values()):
        lines = fitted(words, STEP * USUAL_MOST, size=LETTERS, bold=True)
        top = TOP - 6 - height_of(lines, size=LETTERS)
        write(axes, lines, _left(place), top, size=LETTERS, bold=True)


def _row(axes: Axes, top: float, table: TableBehind) -> None:
    """Draw a table's name, a line above it, and its columns' squares under their band."""
    axes.axhline(top, color=GRID, linewidth=0.8)
    write(axes, _name(table), 0, top + MARGIN, size=LETTERS)
    for place, (band, (_, filling)) in enumerate(HEADS.items()):
        for number in range(_many(table, band)):
            line, along = divmod(number, MOST.get(band, USUAL_MOST))
            _square(axes, _left(place) + STEP * along, top + MARGIN + STEP * line, filling)


def _square(axes: Axes, left: float, top: float, filling: float) -> None:
    """Draw a square that is filled from its foot."""
    height = SIDE * filling
    axes.add_patch(Rectangle((left, top + SIDE - height), SIDE, height, facecolor=ACCENT, edgecolor="none"))
    axes.add_patch(Rectangle((left, top), SIDE, SIDE, facecolor="none", edgecolor=ACCENT, linewidth=0.9))


def _alt(drawn: list[TableBehind]) -> str:
    return " ".join(["How full the columns of each table are.", *map(_said, drawn)])


def _said(table: TableBehind) -> str:
    """Name the columns of each band, of those that are complete only how many there are."""
    named = [
        f"{words}: {listed([column.label for column in table.columns if column.filled == band])}"
        for band, (words, _) in HEADS.items()
        if band != "complete" and _many(table, band)
    ]
    complete = f"{counted(_many(table, 'complete'), 'column')} complete"
    return f"{table.label}: {'; '.join([complete, *named])}."
