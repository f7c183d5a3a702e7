"""The picture of gaps between groups of pupils."""

from __future__ import annotations

from enquiry_lib.show.names import gap_labels, occasion_name
from enquiry_lib.show.plots.canvas import (
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    forest_alt,
    picture,
)
from enquiry_lib.stats.gaps import Gap, GapScan

MOST_GAPS = 12


@picture.register
def _(result: GapScan) -> Picture | None:
    occasion, label = _latest_occasion(result), gap_labels(result)
    drawn = [
        (gap, label(gap.group, gap.member, gap.measure)) for gap in result.gaps if gap.occasion == occasion
    ]
    rows = [row for gap, name in drawn if (row := _gap_row(gap, name))][:MOST_GAPS]
    if not rows:
        return None
    what = f"Gaps to other pupils at {occasion_name(occasion)}, in standard deviations"
    with drawing(1.1 + 0.36 * len(rows)) as (figure, axes):
        forest(axes, rows)
        foot(figure, f"{what}, with 95% interval.\nLeft of the line: the group scored lower.")
        return Picture(as_svg(figure), forest_alt(what, rows))


def _latest_occasion(result: GapScan) -> str:
    """Name the occasion to draw: the last one in the data, after the baseline where there is one."""
    occasions = list(dict.fromkeys(gap.occasion for gap in result.gaps))
    later = [occasion for occasion in occasions if occasion != "baseline"]
    return (later or occasions or [""])[-1]


def _gap_row(gap: Gap, label: str) -> ForestRow | None:
    if gap.g is None or gap.low is None or gap.high is None:
        return None
    return ForestRow(label, gap.g, gap.low, gap.high)
