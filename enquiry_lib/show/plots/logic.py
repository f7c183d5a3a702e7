"""The picture of a logic model: columns of boxes joined by arrows, from what goes in to what it is all for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from enquiry_lib.analyse.logic import LogicModel
from enquiry_lib.show.plots.canvas import ACCENT, GRID, INK, MUTED, SECOND, Picture, as_svg, picture
from enquiry_lib.show.plots.lettering import FULL, fitted, height_of, sheet, write
from enquiry_lib.show.wording.design import logic_columns

MOST_BOXES, MOST_LINES, MOST_ASSUMPTIONS = 6, 8, 5
EDGE, GAP, PAD, BETWEEN = 2.0, 15.0, 5.0, 5.0
PANEL, TINT, WHITE = "#f3f6f7", "#e3eff1", "#ffffff"
PROBLEM, ASSUMED, EMPTY = "The problem it answers", "What has to be true for this to work", "nothing said yet"


@dataclass(frozen=True)
class Column:
    """One column: its title and its boxes in lines, and how many entries there are beyond them."""

    title: list[str]
    boxes: list[list[str]]
    more: int

    def height(self) -> float:
        """Give how high the column is, its title included."""
        boxes = sum(height_of(box) + 2 * PAD + BETWEEN for box in self.boxes)
        notes = height_of(self.notes()) + (BETWEEN if self.notes() else 0)
        return height_of(self.title) + boxes + notes + 3 * PAD

    def notes(self) -> list[str]:
        """Give what is said below the boxes: that there is nothing, or that there is more."""
        if not self.boxes:
            return fitted(EMPTY, _inner())
        return fitted(f"and {self.more} more; see the table", _inner()) if self.more else []


@picture.register
def _(result: LogicModel) -> Picture | None:
    columns = [_column(title, items) for title, items in logic_columns(result)]
    problem = fitted(result.problem, FULL - 2 * EDGE - 2 * PAD, most=4)
    assumed = _assumed(result.assumptions)
    tall = max(column.height() for column in columns)
    top = _band_height(problem) + GAP if problem else EDGE
    with sheet(top + tall + (GAP + _band_height(assumed) if assumed else 0) + EDGE) as (figure, axes):
        if problem:
            _band(axes, PROBLEM, problem, EDGE, fill=TINT)
            _arrow(axes, (_left(0) + _width() / 2, top - GAP + 1), (_left(0) + _width() / 2, top))
        for place, column in enumerate(columns):
            _draw(axes, column, place, top, tall)
        if assumed:
            _band(axes, ASSUMED, assumed, top + tall + GAP, fill=WHITE, dashed=True)
        return Picture(as_svg(figure), _alt(result))


def _width() -> float:
    return (FULL - 2 * EDGE - 4 * GAP) / 5


def _inner() -> float:
    """Give how wide the text in a box may be."""
    return _width() - 4 * PAD


def _left(place: int) -> float:
    return EDGE + place * (_width() + GAP)


def _column(title: str, items: Sequence[str]) -> Column:
    boxes = [fitted(item, _inner(), most=MOST_LINES) for item in items[:MOST_BOXES]]
    return Column(fitted(title, _width() - 2 * PAD, bold=True), boxes, max(0, len(items) - MOST_BOXES))


def _assumed(assumptions: Sequence[str]) -> list[str]:
    """Give what has to be true in lines, each with a bullet."""
    width = FULL - 2 * EDGE - 2 * PAD
    shown = [line for text in assumptions[:MOST_ASSUMPTIONS] for line in fitted(f"• {text}", width, most=2)]
    more = len(assumptions) - MOST_ASSUMPTIONS
    return [*shown, *([f"and {more} more; see the table"] if more > 0 else [])]


# --- drawing ----------------------------------------------------------------------------------------------


def _draw(axes: Axes, column: Column, place: int, top: float, tall: float) -> None:
    left = _left(place)
    _box(axes, left, top, _width(), tall, fill=PANEL, edge=GRID)
    if place:
        _arrow(axes, (left - GAP + 2, top + tall / 2), (left - 1, top + tall / 2))
    write(axes, column.title, left + PAD, top + PAD, bold=True, color=ACCENT)
    y = top + 2 * PAD + height_of(column.title)
    for lines in column.boxes:
        height = height_of(lines) + 2 * PAD
        _box(axes, left + PAD, y, _width() - 2 * PAD, height, fill=WHITE, edge=SECOND)
        write(axes, lines, left + 2 * PAD, y + PAD)
        y += height + BETWEEN
    write(axes, column.notes(), left + PAD, y, color=MUTED, style="italic")


def _band_height(lines: Sequence[str]) -> float:
    return height_of([PROBLEM, *lines]) + 2 * PAD + EDGE


def _band(
    axes: Axes, title: str, lines: Sequence[str], top: float, *, fill: str, dashed: bool = False
) -> None:
    """Draw a box over the whole width with a title and lines."""
    height = _band_height(lines) - EDGE
    _box(axes, EDGE, top, FULL - 2 * EDGE, height, fill=fill, edge=MUTED if dashed else SECOND, dashed=dashed)
    write(axes, [title], EDGE + PAD, top + PAD, bold=True, color=ACCENT)
    write(axes, lines, EDGE + PAD, top + PAD + height_of([title]))


def _box(
    axes: Axes,
    left: float,
    top: float,
    width: float,
    height: float,
    *,
    fill: str,
    edge: str,
    dashed: bool = False,
) -> None:
    style = "round,pad=0,rounding_size=3"
    line = (0, (4, 3)) if dashed else "solid"
    patch = FancyBboxPatch(
        (left, top),
        width,
        height,
        boxstyle=style,
        facecolor=fill,
        edgecolor=edge,
        linewidth=0.8,
        linestyle=line,
    )
    axes.add_patch(patch)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    line = {
        "arrowstyle": "-|>",
        "color": INK,
        "linewidth": 1.1,
        "mutation_scale": 9,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axes.annotate("", xy=end, xytext=start, arrowprops=line)


def _alt(result: LogicModel) -> str:
    columns = [
        f"{title}: {'; '.join(text.rstrip('.') for text in items) or EMPTY}."
        for title, items in logic_columns(result)
    ]
    problem = [f"{PROBLEM}: {result.problem.rstrip('.')}."] if result.problem else []
    assumed = [f"{ASSUMED}: {'; '.join(result.assumptions)}."] if result.assumptions else []
    return " ".join(["Logic model, five columns joined by arrows.", *problem, *columns, *assumed])
