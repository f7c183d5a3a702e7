"""The pictures of who took part, and of who was lost."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from enquiry_lib.show.numbers import number
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    SECOND,
    WARM,
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    forest_alt,
    picture,
)
from enquiry_lib.show.wording.compliance import units_of
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.effect_sizes import EffectSize
from enquiry_lib.stats.trials.attrition import Attrition, Lost
from enquiry_lib.stats.trials.compliers import ComplierEffect


@picture.register
def _(result: ComplierEffect) -> Picture | None:
    named = {"All who were offered it": result.offered_effect, "Took part because of it": result.effect}
    rows = [row for label, size in named.items() if (row := _row(label, size))]
    if len(rows) < len(named):
        return None
    with drawing(1.9) as (figure, axes):
        forest(axes, rows)
        foot(figure, f"Effect sizes, with {by(result.confidence)}s.")
        axes.set_xlim(min(0, *(row.low for row in rows)) - 0.1, max(0, *(row.high for row in rows)) + 0.1)
        return Picture(as_svg(figure), forest_alt("Effect sizes", rows, confidence=result.confidence))


def _row(label: str, size: EffectSize) -> ForestRow | None:
    if size.g is None or size.low is None or size.high is None or math.isnan(size.g):
        return None
    return ForestRow(label, size.g, size.low, size.high)


@picture.register
def _(result: Attrition) -> Picture | None:
    if any(level.verdict in (None, "beyond") for level in result.levels):
        return None
    what = "How much more was lost in one group than in the other"
    with drawing(1.5 + 0.5 * len(result.levels)) as (figure, axes):
        for place, level in enumerate(result.levels):
            _limits(axes, place, level)
        names = [units_of(result, level) for level in result.levels]
        axes.set_yticks(range(len(names)), [name[:1].upper() + name[1:] for name in names])
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(left=0)
        shades = "Pale: tolerable under cautious assumptions; darker: only under optimistic ones."
        foot(figure, f"{what}, in percentage points (dot).\n{shades}")
        said = (
            f"{units_of(result, level)} {number(level.differential)}, limits {number(level.cautious)} and {number(level.optimistic)}"
            for level in result.levels
        )
        return Picture(as_svg(figure), f"{what}, in percentage points: {'; '.join(said)}.")


def _limits(axes: Axes, place: int, level: Lost) -> None:
    """Draw how far is tolerable, and how far it is."""
    cautious, optimistic = level.cautious or 0.0, level.optimistic or 0.0
    axes.barh(place, cautious, color=GRID, height=0.5)
    axes.barh(place, optimistic - cautious, left=cautious, color=SECOND, height=0.5)
    dot = ACCENT if level.verdict == "tolerable" else WARM
    axes.scatter(
        [level.differential or 0.0], [place], color=dot, edgecolor="white", s=60, zorder=3, clip_on=False
    )
