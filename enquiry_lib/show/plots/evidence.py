"""The picture of the Toolkit's strands: months and evidence side by side, in alphabetical order."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from enquiry_lib.analyse.toolkit import StrandFacts, ToolkitView
from enquiry_lib.show.numbers import number
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    MUTED,
    SECOND,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)

MUCH, SOME = 4, 2  # padlocks from which a mark is full, and half full
FOOT = (
    "Months of progress, an average over studies. The fuller the mark, the more evidence.\n"
    "In alphabetical order: this is not a ranking. Bold: named in your record."
)


@picture.register
def _(result: ToolkitView) -> Picture | None:
    if not any(strand.months is not None for strand in result.strands):
        return None
    with drawing(1.3 + 0.26 * len(result.strands)) as (figure, axes):
        _name(axes, result.strands)
        for place, strand in enumerate(result.strands):
            _draw(axes, place, strand)
        foot(figure, FOOT)
        return Picture(as_svg(figure), _alt(result.strands))


def _name(axes: Axes, strands: tuple[StrandFacts, ...]) -> None:
    """Write the strands' names from the top down, and head the column of evidence."""
    axes.axvline(0, color=MUTED, linewidth=1, zorder=1)
    axes.set_yticks(range(len(strands)), [strand.strand for strand in strands])
    for label, strand in zip(axes.get_yticklabels(), strands, strict=True):
        label.set_fontweight("bold" if strand.consulted else "normal")
    axes.set_ylim(len(strands) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    _beside(axes, -1, "Evidence")


def _draw(axes: Axes, place: int, strand: StrandFacts) -> None:
    """Draw one strand; one without months has no place on the scale."""
    if strand.months is None:
        _beside(axes, place, "not enough evidence")
        return
    axes.hlines(place, 0, strand.months, color=GRID, linewidth=2, zorder=2)
    fill = ACCENT if strand.evidence >= MUCH else SECOND if strand.evidence >= SOME else "white"
    axes.scatter([strand.months], [place], color=fill, edgecolor=ACCENT, s=46, zorder=3)
    _beside(axes, place, f"{strand.evidence} of 5")


def _beside(axes: Axes, place: int, text: str) -> None:
    axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center", color=MUTED)


def _alt(strands: tuple[StrandFacts, ...]) -> str:
    said = "; ".join(_said(strand) for strand in strands)
    return f"Months of progress and evidence by strand, in alphabetical order, not ranked: {said}."


def _said(strand: StrandFacts) -> str:
    mine = ", in your record" if strand.consulted else ""
    if strand.months is None:
        return f"{strand.strand} not enough evidence{mine}"
    return f"{strand.strand} {number(strand.months, 0)} (evidence {strand.evidence} of 5{mine})"
