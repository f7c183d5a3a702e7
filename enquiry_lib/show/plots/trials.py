"""The picture of a trial of whole classes or schools, and of pupils within them, site by site."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from enquiry_lib.show.numbers import interval, percent_asked, signed
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    INK,
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    picture,
)
from enquiry_lib.show.wording.trials import level, place
from enquiry_lib.stats.trials.clusters import ClusteredEffect
from enquiry_lib.stats.trials.sites import MultisiteEffect

HALF = 0.28  # of a row: half the height of the diamond


@picture.register
def _(result: ClusteredEffect) -> Picture | None:
    size = result.effect
    if size.g is None or size.low is None or size.high is None:
        return None
    row = ForestRow("Difference", size.g, size.low, size.high)
    with drawing(1.55) as (figure, axes):
        forest(axes, [row])
        foot(figure, f"Effect size in standard deviations, with {level(result)}.")
        axes.set_xlim(min(row.low, 0, -0.1) - 0.1, max(row.high, 0.1) + 0.1)
        return Picture(as_svg(figure), _alt("Effect size", [row], result.confidence))


@picture.register
def _(result: MultisiteEffect) -> Picture | None:
    if result.difference is None or result.low is None or result.high is None:
        return None
    rows = _sites(result)
    overall = ForestRow("All together", result.difference, result.low, result.high)
    with drawing(1.2 + 0.36 * (len(rows) + 1)) as (figure, axes):
        forest(axes, rows)
        _diamond(axes, len(rows), overall)
        axes.set_yticks(range(len(rows) + 1), [*(row.label for row in rows), overall.label])
        axes.set_ylim(len(rows) + 0.6, -0.6)
        foot(
            figure,
            f"Difference in points, with {level(result)}.\nDiamond: all {place(result.site).many} together.",
        )
        return Picture(as_svg(figure), _alt("Difference in points", [*rows, overall], result.confidence, 1))


def _sites(result: MultisiteEffect) -> list[ForestRow]:
    """Give the sites whose difference may be shown, in the order of their names."""
    return [
        ForestRow(line.site, line.difference, line.low, line.high)
        for line in result.sites
        if line.difference is not None and line.low is not None and line.high is not None
    ]


def _diamond(axes: Axes, place: int, row: ForestRow) -> None:
    axes.axhline(place - 0.5, color=INK, linewidth=0.8)
    axes.fill(
        [row.low, row.value, row.high, row.value],
        [place, place - HALF, place, place + HALF],
        color=ACCENT,
        zorder=3,
    )


def _alt(what: str, rows: Sequence[ForestRow], confidence: float, places: int = 2) -> str:
    parts = (
        f"{row.label} {signed(row.value, places)} ({interval(row.low, row.high, places)})" for row in rows
    )
    return f"{what}, with {percent_asked(100 * confidence)} intervals: {'; '.join(parts)}."
