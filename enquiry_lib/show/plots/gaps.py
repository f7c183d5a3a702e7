"""The picture of gaps between groups of pupils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from enquiry_lib.show.names import gap_name, occasion_name
from enquiry_lib.show.numbers import signed
from enquiry_lib.show.plots.canvas import (
    ACCENT,
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
from enquiry_lib.stats.gap_lines import GapLine, Scanned
from enquiry_lib.stats.gap_pairs import PairScan
from enquiry_lib.stats.gap_years import GapsOverYears
from enquiry_lib.stats.gaps import Gap, GapScan

MOST_GAPS = 12


@picture.register
def _(result: GapScan) -> Picture | None:
    occasion = _latest_occasion(result.gaps)
    gaps = [gap for gap in result.gaps if gap.occasion == occasion]
    return _gaps(result, gaps, f"Gaps to other pupils{_at(occasion)}")


@picture.register
def _(result: PairScan) -> Picture | None:
    occasion = _latest_occasion(result.gaps)
    gaps = [gap for gap in result.gaps if gap.occasion == occasion]
    return _gaps(result, gaps, f"Gaps of pupils in two groups at once{_at(occasion)}")


@picture.register
def _(result: GapsOverYears) -> Picture | None:
    return _gaps(result, result.gaps, "Gaps to other pupils of their year")


def _gaps(result: Scanned[Any], gaps: Sequence[GapLine], what: str) -> Picture | None:
    """Draw the gaps furthest behind: filled where they stand out, with a tick where each more likely is."""
    several = len({gap.measure for gap in result.gaps}) > 1
    shown = [gap for gap in gaps if gap.g is not None]
    drawn, left = shown[:MOST_GAPS], len(shown[MOST_GAPS:])
    rows = [
        row
        for gap in drawn
        if (row := _gap_row(gap, gap_name(gap) + (f", {gap.measure}" if several else "")))
    ]
    if not rows:
        return None
    what = f"{what}, in standard deviations"
    likely = [gap.shrunk for gap in drawn if gap.shrunk is not None]
    with drawing(1.1 + 0.36 * len(rows) + 0.2 * (bool(likely) + bool(left))) as (figure, axes):
        forest(axes, rows)
        _mark(axes, rows, drawn, likely)
        foot(figure, _foot(what, likely, left))
        return Picture(as_svg(figure), forest_alt(what, rows) + _also(drawn, rows))


def _mark(axes: Axes, rows: Sequence[ForestRow], gaps: Sequence[GapLine], likely: Sequence[float]) -> None:
    """Empty the points that do not stand out, and tick what each gap more likely is."""
    inside = [ACCENT if gap.stands_out else "white" for gap in gaps]
    places, values = range(len(rows)), [row.value for row in rows]
    axes.scatter(values, places, s=46, facecolors=inside, edgecolors=ACCENT, linewidths=1.4, zorder=4)
    if likely:
        axes.scatter(likely, places, marker="|", s=150, color=WARM, linewidths=2.2, zorder=5)


def _foot(what: str, likely: Sequence[float], left: int) -> str:
    """Say what is seen; `left` gaps are further ahead than those drawn."""
    lines = [
        f"{what}, with 95% interval.",
        "Left of the line: the group scored lower. Filled: stands out.",
        *(["Tick: what it more likely is, allowing for how many were looked at."] if likely else []),
        *([f"Drawn are the {MOST_GAPS} furthest behind of {MOST_GAPS + left}."] if left else []),
    ]
    return "\n".join(lines)


def _also(gaps: Sequence[GapLine], rows: Sequence[ForestRow]) -> str:
    """Say which gaps stand out, and what each more likely is, for somebody who cannot see it."""
    out = [row.label for row, gap in zip(rows, gaps, strict=True) if gap.stands_out]
    said = f" Standing out: {'; '.join(out)}." if out else " No gap stands out."
    likely = [
        f"{row.label} {signed(gap.shrunk, 2)}"
        for row, gap in zip(rows, gaps, strict=True)
        if gap.shrunk is not None
    ]
    return said + (
        f" Allowing for how many were looked at, more likely: {'; '.join(likely)}." if likely else ""
    )


def _at(occasion: str) -> str:
    return f" at {occasion_name(occasion)}" if occasion else ""


def _latest_occasion(gaps: Sequence[Gap]) -> str:
    """Name the occasion to draw: the last one in the data, after the baseline where there is one."""
    occasions = list(dict.fromkeys(gap.occasion for gap in gaps))
    later = [occasion for occasion in occasions if occasion != "baseline"]
    return (later or occasions or [""])[-1]


def _gap_row(gap: GapLine, label: str) -> ForestRow | None:
    if gap.g is None or gap.low is None or gap.high is None:
        return None
    return ForestRow(label, gap.g, gap.low, gap.high)
