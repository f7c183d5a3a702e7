"""The pictures of attendance: shares of persistently absent pupils."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.show.numbers import is_known, percent, persistent_share
from enquiry_lib.show.plots.canvas import ACCENT, SECOND, Picture, as_svg, drawing, foot, picture
from enquiry_lib.stats.attendance import Attendance

Bar = tuple[str, float, str]
"""What a bar is about, how long it is, and its number in words."""


@picture.register
def _(result: Attendance) -> Picture | None:
    bars = [_own(period.period, period.persistent_rate) for period in result.periods]
    return _shares(bars) if len(bars) > 1 else None


@picture.register
def _(result: AttendanceBenchmark) -> Picture | None:
    latest = result.attendance.periods[-1]
    areas = [_published(area) for area in reversed(result.areas)]
    return _shares([*areas, _own(f"This school, {latest.period}", latest.persistent_rate)])


def _own(label: str, rate: float | None) -> Bar | None:
    return (label, rate, persistent_share(rate)) if is_known(rate) else None


def _published(area: Area) -> Bar | None:
    rate = area.persistent_absence
    return (f"{area.area}, {area.phase}", rate, percent(rate)) if is_known(rate) else None


def _shares(bars: Sequence[Bar | None]) -> Picture | None:
    """Draw shares of persistently absent pupils as bars, the last one in the strong colour."""
    known = [bar for bar in bars if bar]
    if len(known) < 2 or not bars[-1]:
        return None
    labels, values, words = zip(*known, strict=True)
    with drawing(0.8 + 0.4 * len(known)) as (figure, axes):
        drawn = axes.barh(labels, values, color=[SECOND] * (len(known) - 1) + [ACCENT], height=0.62)
        axes.bar_label(drawn, words, padding=5)
        axes.invert_yaxis()
        axes.set_xlim(0, max(values) * 1.15 + 1)
        foot(figure, "Persistently absent pupils, percent of pupils on roll")
        said = "; ".join(f"{label} {share}" for label, _, share in known)
        return Picture(as_svg(figure), f"Share of pupils who were persistently absent: {said}.")
