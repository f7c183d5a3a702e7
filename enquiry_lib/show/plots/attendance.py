"""The pictures of attendance: shares of persistently absent pupils, of all and by group, and absence by reason."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.show.names import group_name
from enquiry_lib.show.numbers import is_known, percent, persistent_share
from enquiry_lib.show.plots.canvas import ACCENT, GRID, SECOND, Picture, as_svg, drawing, foot, picture
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.attendance_groups import ALL, GroupYear, PersistentByGroup
from enquiry_lib.stats.attendance_reasons import AbsenceByReason, ReasonYear
from enquiry_lib.stats.sides import is_absent

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


# --- by reason --------------------------------------------------------------------------------------------

MOST_REASONS, MOST_GROUPS = 10, 20
LABEL_LETTERS = 34  # in a line of a label


@picture.register
def _(result: AbsenceByReason) -> Picture | None:
    latest, before = result.years[-1], result.years[-2] if len(result.years) > 1 else None
    rates = {reason: rate for reason, rate in _rates(latest).items() if rate}
    reasons = sorted(rates, key=lambda reason: (-rates[reason], reason))[:MOST_REASONS]
    if len(reasons) < 2:
        return None
    earlier = _rates(before) if before else {}
    height = 0.3 if any(reason in earlier for reason in reasons) else 0.62
    with drawing(1.1 + 0.52 * len(reasons)) as (figure, axes):
        places = range(len(reasons))
        _bars(
            axes,
            [place - height / 2 * (height < 0.5) for place in places],
            [rates[x] for x in reasons],
            ACCENT,
            height,
        )
        told = [(place, earlier[x]) for place, x in zip(places, reasons, strict=True) if x in earlier]
        _bars(axes, [place + height / 2 for place, _ in told], [rate for _, rate in told], SECOND, height)
        axes.set_yticks(places, [textwrap.fill(_capital(name), LABEL_LETTERS) for _, name in reasons])
        axes.set_ylim(len(reasons) - 0.4, -0.6)
        axes.set_xlim(0, max([*rates.values(), *(rate for _, rate in told)]) * 1.15)
        years = f"dark {latest.period}, light {before.period}" if before and told else latest.period
        foot(figure, f"Sessions missed, percent of possible sessions ({years})")
        said = "; ".join(_told(reason, rates[reason], earlier.get(reason), before) for reason in reasons)
        return Picture(
            as_svg(figure), f"Share of possible sessions missed in {latest.period}, by reason: {said}."
        )


def _rates(year: ReasonYear) -> dict[tuple[str, str], float]:
    """Give the shares of a year that may be shown, by kind and reason."""
    return {(line.kind, line.reason): line.rate for line in year.reasons if is_known(line.rate)}


def _bars(axes: Axes, places: Sequence[float], values: Sequence[float], color: str, height: float) -> None:
    """Draw one bar a place with its number beside it."""
    drawn = axes.barh(places, values, color=color, height=height)
    axes.bar_label(drawn, [percent(value, 2) for value in values], padding=5, fontsize="small")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(reason: tuple[str, str], rate: float, earlier: float | None, before: ReasonYear | None) -> str:
    after = f" after {percent(earlier, 2)} in {before.period}" if before and is_known(earlier) else ""
    return f"{reason[1]} {percent(rate, 2)}{after}"


# --- by group ---------------------------------------------------------------------------------------------

Pair = tuple[str, float, float | None]
"""A group's name, its share in the latest year, and its share in the year before where that is shown."""


@picture.register
def _(result: PersistentByGroup) -> Picture | None:
    latest, before = result.periods[-1], result.periods[-2] if len(result.periods) > 1 else ""
    rows = [
        row
        for line in result.lines
        if line.period == latest and (line.group == ALL or (line.member and not is_absent(line.member)))
        if (row := _pair(result, line, before))
    ][:MOST_GROUPS]
    if len(rows) < 2 or not any(rate or earlier for _, rate, earlier in rows):
        return None
    what = f"Persistently absent pupils, percent of each group in {latest}"
    with drawing(1.1 + 0.4 * len(rows)) as (figure, axes):
        _dots(axes, rows)
        hollow = f" (hollow: {before})" if any(earlier is not None for _, _, earlier in rows) else ""
        foot(figure, f"{what}{hollow}")
        said = "; ".join(
            f"{name} {persistent_share(rate)}"
            + (f" after {persistent_share(earlier)}" if is_known(earlier) else "")
            for name, rate, earlier in rows
        )
        return Picture(as_svg(figure), f"{what}{f', after {before}' if hollow else ''}: {said}.")


def _pair(result: PersistentByGroup, line: GroupYear, before: str) -> Pair | None:
    earlier = result.of(line.group, line.member, before)
    if not is_known(line.rate):
        return None
    return (
        group_name(line.group, line.member),
        line.rate,
        earlier.rate if earlier and is_known(earlier.rate) else None,
    )


def _dots(axes: Axes, rows: Sequence[Pair]) -> None:
    """Draw each group's share as a dot with its number, joined to a hollow one for the year before."""
    for place, (_, rate, earlier) in enumerate(rows):
        if earlier is not None:
            axes.hlines(place, earlier, rate, color=SECOND, linewidth=3, zorder=2)
            axes.scatter(earlier, place, facecolor="white", edgecolor=ACCENT, linewidth=1.6, s=52, zorder=3)
        axes.scatter(rate, place, color=ACCENT, s=58, zorder=4)
        away, side = (-9, "right") if earlier is not None and rate < earlier else (9, "left")
        axes.annotate(
            persistent_share(rate), (rate, place), (away, 0), textcoords="offset points", va="center", ha=side
        )  # fmt: skip
    most = max(max(rate, earlier or 0) for _, rate, earlier in rows) + 1
    axes.set_yticks(range(len(rows)), [textwrap.fill(name, LABEL_LETTERS) for name, _, _ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xticks([tick for tick in MaxNLocator(nbins=7, integer=True).tick_values(0, most) if tick >= 0])
    axes.set_xlim(-0.16 * most, 1.16 * most)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
