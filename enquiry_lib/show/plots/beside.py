"""The picture of a school's gaps beside published ones."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.show.names import group_name, occasion_name
from enquiry_lib.show.numbers import signed
from enquiry_lib.show.plots.canvas import (
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
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.gap_benchmarks import POINTS, BesidePublished, GapBenchmarks

MOST_LINES = 12
UNITS = {"points": "points", "SD": "standard deviations"}


@picture.register
def _(result: GapBenchmarks) -> Picture | None:
    """Draw the gaps in the unit of the first that may be shown: others would need a scale of their own."""
    shown = [line for line in result.lines if line.gap is not None]
    drawn = [line for line in shown if line.unit == shown[0].unit][:MOST_LINES]
    rows = [row for line in drawn if (row := _row(line, drawn))]
    if not rows:
        return None
    what = f"Gaps to other pupils here, in {UNITS[drawn[0].unit]}"
    with drawing(1.3 + 0.36 * len(rows)) as (figure, axes):
        forest(axes, rows)
        published = [line.published for line in drawn]
        axes.scatter(published, range(len(rows)), marker="|", s=150, color=WARM, linewidths=2.2, zorder=5)
        foot(
            figure,
            f"{what}, with {by(result.confidence)}.\nLeft of the line: the group scored lower. Tick: the published gap.",
        )
        alt = forest_alt(what, rows, _places(drawn[0]), confidence=result.confidence)
        return Picture(as_svg(figure), alt + _published(drawn, rows))


def _row(line: BesidePublished, drawn: Sequence[BesidePublished]) -> ForestRow | None:
    if line.gap is None or line.low is None or line.high is None:
        return None
    name = group_name(line.group, line.member)
    measure = line.measure if len({one.measure for one in drawn}) > 1 else ""
    occasion = occasion_name(line.occasion) if len({one.occasion for one in drawn}) > 1 else ""
    return ForestRow(
        ", ".join(filter(None, (name, measure, occasion, line.area))), line.gap, line.low, line.high
    )


def _published(drawn: Sequence[BesidePublished], rows: Sequence[ForestRow]) -> str:
    """Say the published gaps for somebody who cannot see the ticks."""
    parts = (
        f"{row.label} {signed(line.published, _places(line))}" for row, line in zip(rows, drawn, strict=True)
    )
    return f" Published: {'; '.join(parts)}."


def _places(line: BesidePublished) -> int:
    return 1 if line.unit == POINTS else 2
