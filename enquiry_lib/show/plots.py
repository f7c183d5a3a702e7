"""The picture of each result, as an SVG with alternative text. Matplotlib and seaborn live here only."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import singledispatch
from threading import Lock
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from enquiry_lib.analyse.benchmark import AttendanceBenchmark
from enquiry_lib.analyse.network import EnquiryLine, Finding, NetworkOverview
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.names import gap_labels, occasion_name
from enquiry_lib.show.numbers import interval, number, percent, signed
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.gaps import Gap, GapScan
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.two_groups import TwoGroupEffect

INK, MUTED, GRID = "#1f2d33", "#5d6c73", "#d5dde0"
ACCENT, SECOND, WARM = "#0b5c6b", "#7fa9b2", "#b26a00"
WIDTH = 7.2
MOST_GAPS = 12
STYLE: Any = {
    **sns.axes_style("white"),
    "svg.fonttype": "none",
    "svg.hashsalt": "enquiry",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "ytick.major.size": 0,
}
FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', sans-serif"


_one_at_a_time = Lock()  # a form or a reveal may draw while a cell does, and the style is shared


@dataclass(frozen=True)
class Picture:
    """A picture as SVG text, and the words for somebody who cannot see it."""

    svg: str
    alt: str

    def data_uri(self) -> str:
        """Give the picture as an address that holds it whole."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode("utf-8")).decode("ascii")


@singledispatch
def picture(result: Result) -> Picture | None:
    """Draw a result; a result without a picture has none."""
    return None


@contextmanager
def _drawing(height: float) -> Iterator[tuple[Figure, Axes]]:
    with _one_at_a_time, mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield figure, figure.subplots()


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(
        out,
        format="svg",
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        transparent=False,
    )
    return re.sub(r"'DejaVu Sans'(?:, [^;\"]*)?", FONTS, out.getvalue())


def _foot(figure: Figure, text: str) -> None:
    """Say below a picture what it shows, beginning at the left edge so that it is never cut off."""
    figure.supxlabel(text, x=0.01, horizontalalignment="left", fontsize="medium", color=MUTED)


@dataclass(frozen=True)
class _Row:
    label: str
    value: float
    low: float
    high: float


def _forest(axes: Axes, rows: Sequence[_Row], *, threshold: float | None = None) -> None:
    """Draw one point and interval a row, the first row on top, and a line at zero."""
    places = range(len(rows))
    axes.axvline(0, color=MUTED, linewidth=1, zorder=1)
    if threshold is not None:
        axes.axvline(threshold, color=WARM, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    axes.hlines(
        places, [row.low for row in rows], [row.high for row in rows], color=SECOND, linewidth=3, zorder=2
    )
    axes.scatter([row.value for row in rows], places, color=ACCENT, s=46, zorder=3)
    axes.set_yticks(places, [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


# --- gaps -------------------------------------------------------------------------------------------------


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
    with _drawing(1.1 + 0.36 * len(rows)) as (figure, axes):
        _forest(axes, rows)
        _foot(figure, f"{what}, with 95% interval.\nLeft of the line: the group scored lower.")
        return Picture(_svg(figure), _forest_alt(what, rows))


def _latest_occasion(result: GapScan) -> str:
    """Name the occasion to draw: the last one in the data, after the baseline where there is one."""
    occasions = list(dict.fromkeys(gap.occasion for gap in result.gaps))
    later = [occasion for occasion in occasions if occasion != "baseline"]
    return (later or occasions or [""])[-1]


def _gap_row(gap: Gap, label: str) -> _Row | None:
    if gap.g is None or gap.low is None or gap.high is None:
        return None
    return _Row(label, gap.g, gap.low, gap.high)


def _forest_alt(what: str, rows: Sequence[_Row], places: int = 2) -> str:
    parts = (
        f"{row.label} {signed(row.value, places)} ({interval(row.low, row.high, places)})" for row in rows
    )
    return f"{what}, with 95% intervals: {'; '.join(parts)}."


# --- attendance -------------------------------------------------------------------------------------------


@picture.register
def _(result: Attendance) -> Picture | None:
    rates = [(period.period, period.persistent_rate) for period in result.periods]
    return _shares(rates, places=2) if len(rates) > 1 else None


@picture.register
def _(result: AttendanceBenchmark) -> Picture | None:
    latest = result.attendance.periods[-1]
    areas = [(f"{area.area}, {area.phase}", area.persistent_absence) for area in result.areas]
    return _shares([*reversed(areas), (f"This school, {latest.period}", latest.persistent_rate)])


def _shares(rates: Sequence[tuple[str, float | None]], *, places: int = 1) -> Picture | None:
    """Draw shares of persistently absent pupils as bars, the last one in the strong colour."""
    known = [(label, rate) for label, rate in rates if rate is not None]
    if len(known) < 2 or known[-1] != rates[-1]:
        return None
    labels, values = [label for label, _ in known], [rate for _, rate in known]
    with _drawing(0.8 + 0.4 * len(known)) as (figure, axes):
        bars = axes.barh(labels, values, color=[SECOND] * (len(known) - 1) + [ACCENT], height=0.62)
        axes.bar_label(bars, [percent(value, places) for value in values], padding=5)
        axes.invert_yaxis()
        axes.set_xlim(0, max(values) * 1.15 + 1)
        _foot(figure, "Persistently absent pupils, percent of pupils on roll")
        said = "; ".join(f"{label} {percent(value, places)}" for label, value in known)
        return Picture(_svg(figure), f"Share of pupils who were persistently absent: {said}.")


# --- effects ----------------------------------------------------------------------------------------------


@picture.register
def _(result: TwoGroupEffect) -> Picture | None:
    return _effect(result, None)


@picture.register
def _(result: BeforeAfter) -> Picture | None:
    return _effect(result, None)


@picture.register
def _(result: Estimate) -> Picture | None:
    if isinstance(result.effect, Attendance):
        return picture(result.effect)
    return _effect(result.effect, result.smallest_worthwhile)


def _effect(result: TwoGroupEffect | BeforeAfter, threshold: float | None) -> Picture | None:
    row, what = _effect_row(result)
    if row is None:
        return None
    with _drawing(1.55) as (figure, axes):
        _forest(axes, [row], threshold=threshold)
        note = "" if threshold is None else "  Dashed: the smallest worth the effort."
        _foot(figure, f"{what} in standard deviations, with 95% interval.{note}")
        axes.set_xlim(min(row.low, 0, -0.1) - 0.1, max(row.high, threshold or 0, 0.1) + 0.1)
        tail = (
            "" if threshold is None else f" The smallest worth the effort was set at {number(threshold, 2)}."
        )
        return Picture(_svg(figure), _forest_alt(what, [row]) + tail)


def _effect_row(result: TwoGroupEffect | BeforeAfter) -> tuple[_Row | None, str]:
    label, what = (
        ("Difference", "Effect size") if isinstance(result, TwoGroupEffect) else ("Change", "Change")
    )
    size = result.effect
    if size.g is None or size.low is None or size.high is None:
        return None, what
    return _Row(label, size.g, size.low, size.high), what


# --- network ----------------------------------------------------------------------------------------------


@picture.register
def _(result: NetworkOverview) -> Picture | None:
    found = [(line, finding) for line in result.lines for finding in line.findings]
    rows = [row for line, finding in found if (row := _finding_row(line, finding))]
    if not rows:
        return None
    with _drawing(1.1 + 0.36 * len(rows)) as (figure, axes):
        _forest(axes, rows)
        _foot(figure, "Standard deviations, with 95% interval. A change has no comparison group behind it.")
        return Picture(
            _svg(figure), _forest_alt("What the schools found, in standard deviations, not pooled", rows)
        )


def _finding_row(line: EnquiryLine, finding: Finding) -> _Row | None:
    estimate, low, high = finding.estimate, finding.low, finding.high
    if finding.quantity == "percentage points" or estimate is None or low is None or high is None:
        return None
    kind = "change" if "change" in finding.quantity else "difference"
    return _Row(f"{line.school} ({kind})", estimate, low, high)
