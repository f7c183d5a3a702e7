"""The pictures of the design of an enquiry: what it could show."""

from __future__ import annotations

from enquiry_lib.show.numbers import number
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
from enquiry_lib.stats.power import LARGE_TRIALS, DetectableEffect, Rung


@picture.register
def _(result: DetectableEffect) -> Picture | None:
    rows = _rows(result)
    places, without = range(len(rows)), [rung.without_pretest for _, rung in rows]
    with_test = [rung.with_pretest for _, rung in rows]
    with drawing(1.5 + 0.36 * len(rows)) as (figure, axes):
        axes.axvline(
            LARGE_TRIALS, color=WARM, linewidth=1.2, linestyle=(0, (4, 3)), label="large trials, mean"
        )
        axes.hlines(places, with_test, without, color=GRID, linewidth=3, zorder=1)
        axes.scatter(with_test, places, color=ACCENT, s=46, zorder=3, label="with a good test before")
        axes.scatter(without, places, color=SECOND, s=46, marker="s", zorder=3, label="without one")
        axes.set_yticks(places, [label for label, _ in rows])
        axes.set_ylim(len(rows) - 0.5, -0.6)
        axes.set_xlim(0, max(without) * 1.06)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        figure.legend(ncols=3, frameon=False, loc="outside upper left")
        foot(figure, "The smallest difference that would be noticed, in standard deviations.")
        return Picture(as_svg(figure), _alt(rows))


def _rows(result: DetectableEffect) -> list[tuple[str, Rung]]:
    """Give the ladder with the plan's own number of pupils in its place, where that may be shown."""
    rungs = [(rung, "") for rung in result.ladder]
    if result.pupils is not None and result.without_pretest is not None and result.with_pretest is not None:
        own = Rung(result.pupils, result.without_pretest, result.with_pretest)
        rungs.append((own, ", this plan"))
    ordered = sorted(rungs, key=lambda row: (row[0].pupils, row[1]))
    return [(f"{number(rung.pupils, 0)} pupils{plan}", rung) for rung, plan in ordered]


def _alt(rows: list[tuple[str, Rung]]) -> str:
    said = (
        f"{label} {number(rung.without_pretest, 2)} without a test before and {number(rung.with_pretest, 2)} with a good one"
        for label, rung in rows
    )
    return (
        f"The smallest difference that would be noticed, in standard deviations: {'; '.join(said)}. The mean of large trials "
        f"is {number(LARGE_TRIALS, 2)}."
    )
