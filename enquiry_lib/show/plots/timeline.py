"""The picture of a timeline: a bar for each step with dates, a diamond for each check point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from enquiry_lib.analyse.logic import DatedCheck, DatedStep, Timeline
from enquiry_lib.show.dates import short_date
from enquiry_lib.show.plots.canvas import ACCENT, GRID, INK, MUTED, SECOND, WARM, Picture, as_svg, picture
from enquiry_lib.show.plots.lettering import FULL, fitted, height_of, sheet, write

MOST_STEPS, MOST_CHECKS, MOST_TICKS = 16, 8, 12
LABELS, EDGE, PAD, BAR, TOP, FOOT = 196.0, 3.0, 4.5, 10.0, 26.0, 16.0
THINNEST = 4.0
FILLS = {"done": (ACCENT, ACCENT), "under way": (SECOND, ACCENT), "not begun": ("#ffffff", ACCENT)}
UNSAID = (GRID, MUTED)
KEY = "Dark: done. Light: under way. Empty: not begun. Grey: not said. Diamond: check point."


@dataclass(frozen=True)
class Row:
    """A row: its label in lines, the line below it, its days, and the state of a step ("" for none)."""

    label: list[str]
    below: list[str]
    first: dt.date
    last: dt.date
    state: str
    is_check: bool

    def height(self) -> float:
        """Give how high the row is."""
        return max(height_of(self.label) + height_of(self.below, size=7.5), BAR) + 2 * PAD


@dataclass(frozen=True)
class Scale:
    """The months drawn, as numbers year · 12 + month, from the first to the one after the last."""

    first: int
    last: int

    def x(self, day: dt.date) -> float:
        """Give where a day lies."""
        start, end = _begins(self.first).toordinal(), _begins(self.last).toordinal()
        return LABELS + (FULL - EDGE - LABELS) * (day.toordinal() - start) / max(end - start, 1)

    def ticks(self) -> range:
        """Give the months that are named: all of them, or every second, third, … so that they fit."""
        months = self.last - self.first
        every = next((n for n in (1, 2, 3, 6, 12) if months <= n * MOST_TICKS), 12 * (months // 144 + 1))
        return range(self.first, self.last, every)


@picture.register
def _(result: Timeline) -> Picture | None:
    steps = [row for step in result.steps if (row := _step_row(step))]
    checks = [row for check in result.check_points if (row := _check_row(check))]
    rows = [*steps[:MOST_STEPS], *checks[:MOST_CHECKS]]
    if not rows:
        return None
    more = len(steps) + len(checks) - len(rows)
    scale = Scale(min(_month(row.first) for row in rows), max(_month(row.last) for row in rows) + 1)
    bottom = TOP + sum(row.height() for row in rows)
    with sheet(bottom + FOOT) as (figure, axes):
        _months(axes, scale, bottom)
        _rows(axes, rows, scale)
        note = f"{KEY}  And {more} more; see the table." if more else KEY
        write(axes, fitted(note, FULL - 2 * EDGE, size=8, most=2), EDGE, bottom + PAD, size=8, color=MUTED)
        return Picture(as_svg(figure), _alt(rows, more))


def _step_row(step: DatedStep) -> Row | None:
    first, last = step.starts or step.ends, step.ends or step.starts
    if first is None or last is None:
        return None
    return _row(step.step, " · ".join(filter(None, [step.state, step.owner])), first, last, step.state)


def _check_row(check: DatedCheck) -> Row | None:
    if check.on is None:
        return None
    return _row(check.look_at or "Check point", short_date(check.on), check.on, check.on, "", is_check=True)


def _row(label: str, below: str, first: dt.date, last: dt.date, state: str, *, is_check: bool = False) -> Row:
    width = LABELS - EDGE - 10
    lines = fitted(label, width, most=2)
    return Row(lines, fitted(below, width, size=7.5, most=1), first, last, state, is_check)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _begins(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1) if month < 12 * (dt.MAXYEAR + 1) else dt.date.max


# --- drawing ----------------------------------------------------------------------------------------------


def _months(axes: Axes, scale: Scale, bottom: float) -> None:
    """Draw a line where each named month begins, its name above it and the year above its first one."""
    year = 0
    for month in scale.ticks():
        day = _begins(month)
        axes.plot([scale.x(day)] * 2, [TOP - 3, bottom], color=GRID, linewidth=0.7, zorder=0)
        write(axes, [f"{day:%b}"], scale.x(day) + 2, TOP - 13, size=8, color=MUTED)
        if day.year != year:
            write(axes, [str(day.year)], scale.x(day) + 2, TOP - 24, size=8, color=INK)
        year = day.year


def _rows(axes: Axes, rows: Sequence[Row], scale: Scale) -> None:
    top = TOP
    for row in rows:
        axes.plot([EDGE, FULL - EDGE], [top, top], color=GRID, linewidth=0.5, zorder=0)
        write(axes, row.label, EDGE, top + PAD)
        write(axes, row.below, EDGE, top + PAD + height_of(row.label), size=7.5, color=MUTED)
        middle = top + row.height() / 2
        if row.is_check:
            axes.plot(
                [scale.x(row.first)] * 2,
                [TOP, middle],
                color=WARM,
                linewidth=0.7,
                linestyle=(0, (2, 3)),
                zorder=0.5,
            )
            axes.plot([scale.x(row.first)], [middle], marker="D", markersize=7, color=WARM, zorder=3)
        else:
            _bar(axes, row, scale, middle)
        top += row.height()


def _bar(axes: Axes, row: Row, scale: Scale, middle: float) -> None:
    """Draw a step from its first day to the end of its last, wide enough to be seen."""
    fill, edge = FILLS.get(row.state, UNSAID)
    left = scale.x(row.first)
    right = scale.x(min(row.last, dt.date.max - dt.timedelta(1)) + dt.timedelta(1))
    width = max(right - left, THINNEST)
    axes.add_patch(
        Rectangle((left, middle - BAR / 2), width, BAR, facecolor=fill, edgecolor=edge, linewidth=1)
    )


def _alt(rows: Sequence[Row], more: int) -> str:
    said = "; ".join(_said(row) for row in rows)
    last = f" And {more} more; see the table." if more else ""
    return f"Timeline. {said}{'' if said.endswith('?') else '.'}{last}"


def _said(row: Row) -> str:
    label = " ".join(row.label).rstrip(".")
    if row.is_check:
        return f"check point on {short_date(row.first)}: {label}"
    days = (
        short_date(row.first)
        if row.first == row.last
        else f"{short_date(row.first)} to {short_date(row.last)}"
    )
    return f"{label}, {days}" + (f", {row.state}" if row.state else "")
