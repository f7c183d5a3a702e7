"""The pictures of measures: items, room at the ends, and measures side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from enquiry_lib.show.numbers import is_known, number, percent
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    SECOND,
    WARM,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)
from enquiry_lib.show.wording.measures import line_label
from enquiry_lib.stats.measures.compare import Measures
from enquiry_lib.stats.measures.limits import LINE, Limits
from enquiry_lib.stats.measures.reliability import Reliability

LETTERS = 28  # in a line of a label
MOST = 14  # items that one picture can show
NARROWEST = 0.1  # of alpha, for a picture of it


@picture.register
def _(result: Reliability) -> Picture | None:
    known = _most_telling(result)
    if len(known) < 2 or not is_known(result.alpha) or not is_known(result.se_measurement):
        return None
    names, values = zip(*known, strict=True)
    with drawing(1.2 + 0.34 * len(known)) as (figure, axes):
        axes.axvline(result.alpha, color=WARM, linewidth=1.4, linestyle=(0, (4, 3)), label="all items")
        axes.hlines(range(len(known)), result.alpha, values, color=GRID, linewidth=3, zorder=1)
        axes.scatter(values, range(len(known)), color=ACCENT, s=46, zorder=3, label="without this item")
        _named(axes, names)
        axes.set_ylim(len(known) - 0.5, -0.6)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        figure.legend(ncols=2, frameon=False, loc="outside upper left", fontsize="small")
        _widened(axes)
        those = f", for the {MOST} that matter most" if len(result.items) > MOST else ""
        foot(figure, f"Alpha of the items that are left{those}; right of the line: better without")
        said = "; ".join(f"{name} {number(value, 2)}" for name, value in known)
        return Picture(
            as_svg(figure), f"Cronbach's alpha is {number(result.alpha, 2)}, and without each item: {said}."
        )


def _widened(axes: Axes) -> None:
    """Keep small differences small: the picture is at least a tenth of alpha wide."""
    low, high = axes.get_xlim()
    beside = max(NARROWEST - (high - low), 0.0) / 2
    axes.set_xlim(low - beside, high + beside)


def _most_telling(result: Reliability) -> list[tuple[str, float]]:
    """Give the items with alpha without each, in order; of many items those whose leaving out changes it most."""
    known = [(item.name, item.alpha_without) for item in result.items if is_known(item.alpha_without)]
    told = sorted(known, key=lambda item: -abs(item[1] - (result.alpha or 0.0)))[:MOST]
    return [item for item in known if item in told]


@picture.register
def _(result: Limits) -> Picture | None:
    rows = [
        (f"{line_label(line.occasion)}, {end}", 100 * share, color)
        for line in result.lines
        for end, share, color in (
            ("lowest score", line.floor_share, SECOND),
            ("highest score", line.ceiling_share, ACCENT),
        )
        if share is not None
    ]
    if not any(value for _, value, _ in rows):
        return None
    labels, values, colors = (list(part) for part in zip(*rows, strict=True))
    with drawing(1.0 + 0.36 * len(rows)) as (figure, axes):
        drawn = axes.barh(range(len(rows)), values, color=colors, height=0.62)
        axes.bar_label(drawn, [percent(value) for value in values], padding=5)
        axes.axvline(100 * LINE, color=WARM, linewidth=1.4, linestyle=(0, (4, 3)))
        axes.set_yticks(range(len(rows)), labels)
        axes.invert_yaxis()
        axes.set_xlim(0, max([*values, 100 * LINE]) * 1.2)
        foot(figure, f"Percent of pupils. Dashed: {percent(100 * LINE, 0)}, the customary line")
        said = "; ".join(f"{label} {percent(value)}" for label, value, _ in rows)
        return Picture(as_svg(figure), f"Share of pupils at the ends of the measure: {said}.")


@picture.register
def _(result: Measures) -> Picture | None:
    lines = [line for line in result.lines if is_known(line.smallest_without)]
    if not lines:
        return None
    without = [(value, place) for place, line in enumerate(lines) if is_known(value := line.smallest_without)]
    with_test = [(value, place) for place, line in enumerate(lines) if is_known(value := line.smallest_with)]
    with drawing(1.4 + 0.36 * len(lines)) as (figure, axes):
        for value, place in with_test:
            axes.hlines(place, value, without[place][0], color=GRID, linewidth=3, zorder=1)
        _dots(axes, without, color=SECOND, marker="s", label="without the score before")
        _dots(axes, with_test, color=ACCENT, marker="o", label="with it")
        _named(axes, [line.measure for line in lines])
        axes.set_ylim(len(lines) - 0.5, -0.6)
        axes.set_xlim(0, 1.06 * max(without)[0])
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        figure.legend(ncols=2, frameon=False, loc="outside upper left", fontsize="small")
        foot(
            figure, "The smallest difference that would be noticed with these pupils, in standard deviations"
        )
        return Picture(as_svg(figure), _alt(result))


def _dots(axes: Axes, points: Sequence[tuple[float, int]], *, color: str, marker: str, label: str) -> None:
    if points:
        values, places = zip(*points, strict=True)
        axes.scatter(values, places, color=color, marker=marker, s=46, zorder=3, label=label)


def _named(axes: Axes, names: Sequence[str]) -> None:
    """Write a name beside each row; nothing in it is read as a formula."""
    labels = [textwrap.fill(name, LETTERS) for name in names]
    axes.set_yticks(range(len(names)), labels, parse_math=False)


def _alt(result: Measures) -> str:
    said = "; ".join(
        f"{line.measure} {number(line.smallest_without, 2)}"
        + (f", with the score before {number(line.smallest_with, 2)}" if is_known(line.smallest_with) else "")
        for line in result.lines
        if is_known(line.smallest_without)
    )
    return f"The smallest difference that would be noticed with each measure, in standard deviations: {said}."
