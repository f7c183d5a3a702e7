"""The pictures of attendance: shares of persistently absent pupils."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.analyse.benchmark import AttendanceBenchmark
from enquiry_lib.show.numbers import is_known, percent
from enquiry_lib.show.plots.canvas import ACCENT, SECOND, Picture, as_svg, drawing, foot, picture
from enquiry_lib.stats.attendance import Attendance


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
    known = [(label, rate) for label, rate in rates if is_known(rate)]
    if len(known) < 2 or known[-1] != rates[-1]:
        return None
    labels, values = [label for label, _ in known], [rate for _, rate in known]
    with drawing(0.8 + 0.4 * len(known)) as (figure, axes):
        bars = axes.barh(labels, values, color=[SECOND] * (len(known) - 1) + [ACCENT], height=0.62)
        axes.bar_label(bars, [percent(value, places) for value in values], padding=5)
        axes.invert_yaxis()
        axes.set_xlim(0, max(values) * 1.15 + 1)
        foot(figure, "Persistently absent pupils, percent of pupils on roll")
        said = "; ".join(f"{label} {percent(value, places)}" for label, value in known)
        return Picture(as_svg(figure), f"Share of pupils who were persistently absent: {said}.")
