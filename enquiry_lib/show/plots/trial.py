"""The picture of what several schools found together: a forest with its pool."""

from __future__ import annotations

from matplotlib.axes import Axes

from enquiry_lib.analyse.trial import TrialEstimate, TrialPool
from enquiry_lib.show.numbers import interval, percent_asked, signed
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    INK,
    WARM,
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    picture,
)
from enquiry_lib.stats.pooling import Pool

HALF = 0.28  # of a row: half the height of the diamond


@picture.register
def _(result: TrialEstimate) -> Picture | None:
    return picture(result.estimate)


@picture.register
def _(result: TrialPool) -> Picture | None:
    return picture(result.pool)


@picture.register
def _(result: Pool) -> Picture | None:
    rows = [ForestRow(school.label, school.g, school.low, school.high) for school in result.schools]
    below = [("All together", result.estimate), *_another(result)]
    with drawing(1.2 + 0.36 * (len(rows) + len(below))) as (figure, axes):
        forest(axes, rows)
        _pool(axes, result)
        places = range(len(rows) + len(below))
        axes.set_yticks(places, [*(row.label for row in rows), *(label for label, _ in below)])
        axes.set_ylim(len(places) - 0.4, -0.6)
        foot(figure, _foot(result))
        return Picture(as_svg(figure), _alt(result))


def _another(result: Pool) -> list[tuple[str, float]]:
    return [] if result.prediction_low is None else [("Another school like these", result.estimate)]


def _pool(axes: Axes, result: Pool) -> None:
    """Draw the pool below the schools as a diamond, and below that where another school would lie."""
    place = result.k
    axes.axhline(place - 0.5, color=INK, linewidth=0.8)
    across = [result.low, result.estimate, result.high, result.estimate]
    axes.fill(across, [place, place - HALF, place, place + HALF], color=ACCENT, zorder=3)
    if result.prediction_low is not None and result.prediction_high is not None:
        axes.hlines(
            place + 1, result.prediction_low, result.prediction_high, color=WARM, linewidth=3, zorder=2
        )


def _foot(result: Pool) -> str:
    level = percent_asked(100 * result.confidence)
    last = "" if result.prediction_low is None else " Last line: the prediction interval."
    return f"Effect in standard deviations, with {level} interval.\nDiamond: all schools together.{last}"


def _alt(result: Pool) -> str:
    level = percent_asked(100 * result.confidence)
    schools = "; ".join(
        f"{school.label} {signed(school.g, 2)} ({interval(school.low, school.high, 2)})"
        for school in result.schools
    )
    pooled = f"{signed(result.estimate, 2)} ({interval(result.low, result.high, 2)})"
    predicted = interval(result.prediction_low, result.prediction_high, 2)
    last = "" if result.prediction_low is None else f" Another school like these: {predicted}."
    return f"Effects of the schools in standard deviations, with {level} intervals: {schools}. All together: {pooled}.{last}"
