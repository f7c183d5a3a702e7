"""The picture of how the intervention was carried out: fidelity, ingredient by ingredient."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from enquiry_lib.show.plots.canvas import ACCENT, GRID, INK, SECOND, Picture, as_svg, drawing, foot, picture
from enquiry_lib.stats.fidelity import COMPARISON, Fidelity, IngredientSeen

WHITE = "#ffffff"
LONGEST_LINE = 34  # letters of a label before it goes on in the next line
SHADES = {"fully": (ACCENT, WHITE), "partly": (SECOND, INK), "not seen": (GRID, INK)}


@picture.register
def _(result: Fidelity) -> Picture | None:
    lines = result.ingredients
    labels = [textwrap.fill(_label(line), LONGEST_LINE) for line in lines]
    with drawing(1.25 + 0.42 * len(lines) + 0.12 * sum(label.count("\n") for label in labels)) as (
        figure,
        axes,
    ):
        _stacked(axes, lines)
        axes.set_yticks(range(len(lines)), labels)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        figure.legend(ncols=3, frameon=False, loc="outside upper left")
        foot(figure, "Visits in which each active ingredient was seen fully, partly or not at all.")
        return Picture(as_svg(figure), _alt(lines))


def _stacked(axes: Axes, lines: Sequence[IngredientSeen]) -> None:
    """Draw a bar of visits for each ingredient, in three parts with their counts, the first on top."""
    places, left = list(range(len(lines))), [0] * len(lines)
    for how, (shade, ink) in SHADES.items():
        counts = [_counts(line)[how] for line in lines]
        bars = axes.barh(places, counts, left=left, color=shade, height=0.66, label=how, edgecolor=WHITE)
        axes.bar_label(bars, [str(count or "") for count in counts], label_type="center", color=ink)
        left = [start + count for start, count in zip(left, counts, strict=True)]
    axes.set_ylim(len(lines) - 0.5, -0.5)


def _counts(line: IngredientSeen) -> dict[str, int]:
    return {"fully": line.fully, "partly": line.partly, "not seen": line.not_seen}


def _label(line: IngredientSeen) -> str:
    return f"{line.ingredient} (comparison)" if line.arm == COMPARISON else line.ingredient


def _alt(lines: Sequence[IngredientSeen]) -> str:
    said = (
        f"{_label(line)} {', '.join(f'{how} {count}' for how, count in _counts(line).items())}"
        for line in lines
    )
    return f"In how many visits each active ingredient was seen: {'; '.join(said)}."
