"""The pictures of the design of an enquiry: what it could show."""

from __future__ import annotations

from enquiry_lib.show.numbers import number
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    MUTED,
    SECOND,
    WARM,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)
from enquiry_lib.show.wording.design import rungs
from enquiry_lib.stats.power.pupils import LARGE_TRIALS, DetectableEffect, Rung

WORTH = "called worth the effort"


@picture.register
def _(result: DetectableEffect) -> Picture | None:
    rows = _rows(result)
    places, without = range(len(rows)), [rung.without_pretest for _, rung in rows]
    with_test = [rung.with_pretest for _, rung in rows]
    with drawing(1.5 + 0.36 * len(rows)) as (figure, axes):
        axes.axvline(
            LARGE_TRIALS, color=WARM, linewidth=1.2, linestyle=(0, (4, 3)), label="large trials, mean"
        )
        if result.worthwhile is not None:
            axes.axvline(
                result.worthwhile.size, color=MUTED, linewidth=1.2, linestyle=(0, (1, 2)), label=WORTH
            )
        axes.hlines(places, with_test, without, color=GRID, linewidth=3, zorder=1)
        axes.scatter(with_test, places, color=ACCENT, s=46, zorder=3, label="with a good test before")
        axes.scatter(without, places, color=SECOND, s=46, marker="s", zorder=3, label="without one")
        axes.set_yticks(places, [label for label, _ in rows])
        axes.set_ylim(len(rows) - 0.5, -0.6)
        axes.set_xlim(0, max(*without, result.worthwhile.size if result.worthwhile else 0) * 1.06)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        figure.legend(ncols=2 if result.worthwhile else 3, frameon=False, loc="outside upper left")
        foot(figure, "The smallest difference that would be noticed, in standard deviations.")
        return Picture(as_svg(figure), _alt(rows) + _worth(result))


def _rows(result: DetectableEffect) -> list[tuple[str, Rung]]:
    """Give each rung of the ladder with its name, the plan's own named as such."""
    return [
        (f"{number(rung.pupils, 0)} pupils{', this plan' if own else ''}", rung)
        for rung, own in rungs(result)
    ]


def _worth(result: DetectableEffect) -> str:
    return (
        "" if result.worthwhile is None else f" Called worth the effort: {number(result.worthwhile.size, 2)}."
    )


def _alt(rows: list[tuple[str, Rung]]) -> str:
    said = (
        f"{label} {number(rung.without_pretest, 2)} without a test before and {number(rung.with_pretest, 2)} with a good one"
        for label, rung in rows
    )
    return (
        f"The smallest difference that would be noticed, in standard deviations: {'; '.join(said)}. The mean of large trials "
        f"is {number(LARGE_TRIALS, 2)}."
    )
