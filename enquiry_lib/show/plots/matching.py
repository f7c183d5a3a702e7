"""The picture of how alike two groups were: a love plot, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from enquiry_lib.show.numbers import is_known, number
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    SECOND,
    WARM,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)
from enquiry_lib.show.wording.matching import label, told_once
from enquiry_lib.stats.arms import ADJUST_ABOVE, FAR_APART_ABOVE
from enquiry_lib.stats.comparisons.balance import Balance, BalanceLine
from enquiry_lib.stats.comparisons.matching import AlikeComparison

DONE = {"matched": "after matching", "weighted": "after weighting"}
FINE, SOME = "#e3eff1", "#f4f8f9"


@picture.register
def _(result: Balance) -> Picture | None:
    lines = [line for line in told_once(result.lines) if _sides(line)]
    if not lines:
        return None
    with drawing(1.5 + 0.32 * len(lines)) as (figure, axes):
        _regions(axes, lines)
        _points(axes, lines)
        sides = "Ring: before." + (f"  Dot: {DONE[result.adjusted]}." if result.adjusted else "")
        foot(figure, f"How far the groups are apart, in standard deviations.  {sides}")
        return Picture(as_svg(figure), _alt(result, lines))


@picture.register
def _(result: AlikeComparison) -> Picture | None:
    return picture(result.balance)


def _sides(line: BalanceLine) -> dict[str, float]:
    """Give how far a line's groups are apart, before and after, where that is told."""
    given = {"before": line.before.standardised, "after": line.after.standardised if line.after else None}
    return {side: abs(value) for side, value in given.items() if is_known(value)}


def _regions(axes: Axes, lines: Sequence[BalanceLine]) -> None:
    """Draw where nothing is to be done, where adjusting is, and the lines between."""
    farthest = max([FAR_APART_ABOVE, *(value for line in lines for value in _sides(line).values())])
    axes.set_xlim(0, 1.12 * farthest)
    axes.set_ylim(len(lines) - 0.4, -0.95)
    axes.axvspan(0, ADJUST_ABOVE, color=FINE, zorder=0, linewidth=0)
    axes.axvspan(ADJUST_ABOVE, FAR_APART_ABOVE, color=SOME, zorder=0, linewidth=0)
    for place, colour in ((ADJUST_ABOVE, MUTED), (FAR_APART_ABOVE, WARM)):
        axes.axvline(place, color=colour, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    above = axes.secondary_xaxis("top")
    above.set_xticks([ADJUST_ABOVE, FAR_APART_ABOVE], ["0.05", "0.25"])
    above.tick_params(length=0, labelsize="small")
    above.spines["top"].set_visible(False)
    middle = (ADJUST_ABOVE + FAR_APART_ABOVE) / 2
    axes.text(middle, -0.86, "adjust for it", color=MUTED, fontsize="small", ha="center", va="top")


def _points(axes: Axes, lines: Sequence[BalanceLine]) -> None:
    for place, line in enumerate(lines):
        sides = _sides(line)
        if len(sides) == 2:
            axes.plot([*sides.values()], [place, place], color=SECOND, linewidth=1.6, zorder=2)
        if "before" in sides:
            ring: Any = {"facecolor": "white", "edgecolor": ACCENT, "linewidth": 1.5}
            axes.scatter([sides["before"]], [place], s=44, zorder=3, clip_on=False, **ring)
        if "after" in sides:
            axes.scatter([sides["after"]], [place], color=ACCENT, s=46, zorder=4, clip_on=False)
    axes.set_yticks(range(len(lines)), [label(line) for line in lines], color=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _alt(result: Balance, lines: Sequence[BalanceLine]) -> str:
    parts = []
    for line in lines:
        sides = _sides(line)
        said = [f"{number(sides['before'], 2)} before"] if "before" in sides else []
        said += [f"{number(sides['after'], 2)} {DONE[result.adjusted]}"] if "after" in sides else []
        parts.append(f"{label(line)} {', '.join(said)}")
    return (
        f"How far the groups are apart, in standard deviations: {'; '.join(parts)}. Lines at 0.05 and 0.25."
    )
