"""The pictures of designs along time: weeks, lines with what they broke from, changes of two groups, what was to be expected."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence

from matplotlib.axes import Axes

from enquiry_lib.show.names import occasion_name
from enquiry_lib.show.numbers import interval, is_known, percent
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    SECOND,
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
from enquiry_lib.show.wording.over_time import apart, between, moved_by, standing, week_of
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.over_time.differences import DifferenceInDifferences, GroupMean
from enquiry_lib.stats.over_time.interrupted import Point, SeriesChange
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.over_time.regression_to_mean import RegressionToMean
from enquiry_lib.stats.over_time.trends import AgainstTrend
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance, WeekSeries

COLORS = (ACCENT, SECOND)
DASHED = (0, (4, 3))
MOST_TICKS = 6
NOT_DRAWN_ON = "The line before is not drawn on, because it cannot be carried on so far."


# --- weeks ------------------------------------------------------------------------------------------------


@picture.register
def _(result: WeeklyAttendance) -> Picture | None:
    drawn = [
        series for series in result.series if sum(is_known(week.attendance) for week in series.weeks) > 1
    ]
    if not drawn:
        return None
    with drawing(3.0) as (figure, axes):
        for series, color in zip(result.series, COLORS, strict=False):
            if series in drawn:
                _weeks(axes, series, color)
        _months(axes, result.first, result.last)
        _quiet(axes)
        foot(figure, "Attendance, percent of possible sessions a week." + _tones(result, drawn))
        return Picture(as_svg(figure), _weeks_alt(result, drawn))


def _weeks(axes: Axes, series: WeekSeries, color: str) -> None:
    """Draw a line through the weeks that are shown, broken where weeks are missing; short weeks are hollow."""
    places: list[float] = []
    values: list[float] = []
    for week in series.weeks:
        if places and week.monday.toordinal() - places[-1] > 7:
            places, values = [*places, math.nan], [*values, math.nan]
        if is_known(week.attendance):
            places, values = [*places, week.monday.toordinal()], [*values, week.attendance]
    axes.plot(places, values, color=color, linewidth=1.8, zorder=2)
    for short, face in ((False, color), (True, "white")):
        some = [week for week in series.weeks if week.short == short and is_known(week.attendance)]
        axes.scatter(
            [week.monday.toordinal() for week in some],
            [week.attendance or 0.0 for week in some],
            facecolor=face,
            edgecolor=color,
            s=26,
            zorder=3,
        )


def _months(axes: Axes, first: dt.date, last: dt.date) -> None:
    """Mark the first day of months below a picture, at most so many that they can be read."""
    months = [
        dt.date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= dt.date(year, month, 1) <= last
    ]
    shown = months[:: max(1, math.ceil(len(months) / (2 * MOST_TICKS)))]
    axes.set_xticks(
        [day.toordinal() for day in shown],
        [f"{day:%b}\n{day:%Y}" if _is_new(day, shown) else f"{day:%b}" for day in shown],
    )


def _is_new(day: dt.date, shown: Sequence[dt.date]) -> bool:
    return day == next(one for one in shown if one.year == day.year)


def _quiet(axes: Axes) -> None:
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _tones(result: WeeklyAttendance, drawn: Sequence[WeekSeries]) -> str:
    names = [series.name for series in result.series]
    tones = f"\nDark: {names[0]}; light: {names[1]}." if len(drawn) > 1 else ""
    if len(drawn) < len(names):
        tones = f"\nShown: {drawn[0].name}."
    short = any(week.short and is_known(week.attendance) for series in drawn for week in series.weeks)
    return tones + " Hollow: short weeks." * short


def _weeks_alt(result: WeeklyAttendance, drawn: Sequence[WeekSeries]) -> str:
    said = "; ".join(f"{series.name} {percent(series.attendance)} in all" for series in drawn)
    return f"Attendance week by week from the {week_of(result.first)} to the {week_of(result.last)}: {said}."


# --- an interrupted series --------------------------------------------------------------------------------


@picture.register
def _(result: SeriesChange) -> Picture | None:
    points = result.points
    if not points or result.own.at_last.estimate is None:
        return None
    with drawing(3.4) as (figure, axes):
        if result.comparison is not None:
            _series(axes, points, SECOND, own=False)
        _series(axes, points, ACCENT, own=True)
        after = [point for point in points if point.counterfactual is not None]
        if not result.too_far:
            _drawn_on(axes, after)
        axes.axvline(after[0].time, color=WARM, linewidth=1.2, zorder=1)
        shown = points[:: max(1, math.ceil(len(points) / MOST_TICKS))]
        axes.set_xticks(_times(shown), [_short(point.label) for point in shown])
        _quiet(axes)
        foot(figure, _lines_foot(result))
        return Picture(as_svg(figure), _series_alt(result))


def _series(axes: Axes, points: Sequence[Point], color: str, *, own: bool) -> None:
    """Draw the points that are shown, and the two lines through them."""
    seen = [(x.time, x.value if own else x.comparison) for x in points]
    known = [(time, value) for time, value in seen if is_known(value)]
    axes.scatter(
        [time for time, _ in known], [value for _, value in known], color=color, s=18, zorder=2, alpha=0.75
    )
    for side in _sides(points):
        axes.plot(
            _times(side),
            _heights(x.fitted if own else x.comparison_fitted for x in side),
            color=color,
            linewidth=2.2,
            zorder=3,
        )


def _drawn_on(axes: Axes, after: Sequence[Point]) -> None:
    """Draw where the line before would have gone on."""
    heights = _heights(point.counterfactual for point in after)
    axes.plot(_times(after), heights, color=INK, linewidth=1.4, linestyle=DASHED, zorder=3)


def _lines_foot(result: SeriesChange) -> str:
    seen = [(point.value, point.comparison) for point in result.points]
    hidden = any(own is None or (result.comparison and other is None) for own, other in seen)
    without = " Times that rest on few pupils have no dot." * hidden
    upright = f"Upright: the start.{without}"
    if result.too_far:
        upright = f"{NOT_DRAWN_ON} {upright}"
    if result.comparison is None:
        return upright if result.too_far else f"Dashed: the line before, drawn on. {upright}"
    dashed = "" if result.too_far else " Dashed: the line before, drawn on, with the change of the light one."
    return f"Light: {result.compared_with}.{dashed}\n{upright}"


def _sides(points: Sequence[Point]) -> Iterator[list[Point]]:
    yield [point for point in points if point.counterfactual is None]
    yield [point for point in points if point.counterfactual is not None]


def _times(points: Sequence[Point]) -> list[float]:
    return [point.time for point in points]


def _heights(values: Iterable[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in values]


def _short(label: str) -> str:
    """Shorten a date for below a picture: its month to three letters, its year on a line of its own."""
    parts = label.split(" ")
    return label if len(parts) == 1 else " ".join([*parts[:-2], parts[-2][:3]]) + f"\n{parts[-1]}"


def _series_alt(result: SeriesChange) -> str:
    lines = result.beyond or result.own
    expected = f"the line before drawn on{f', with the change of {result.compared_with}' * (result.beyond is not None)}"
    drawn = f"The series {result.value}, a line through it before {result.start} and one after."
    if result.too_far:
        jump = f"{moved_by(lines.level_change.estimate, result.points_are)} ({between(lines.level_change)})"
        beyond = " beyond that of the comparison" * (result.beyond is not None)
        return f"{drawn} {NOT_DRAWN_ON} The jump at the start{beyond}: {jump}."
    return (
        f"{drawn} At the end, {result.last}, it stood {apart(lines.at_last, result.points_are)} {expected} "
        f"({between(lines.at_last)})."
    )


# --- differences of changes -------------------------------------------------------------------------------


@picture.register
def _(result: DifferenceInDifferences) -> Picture | None:
    occasions = list(dict.fromkeys(one.occasion for one in result.means))
    if result.difference is None or len(occasions) < 2:
        return None
    with drawing(3.2) as (figure, axes):
        for group, color in ((result.treated, ACCENT), (result.control, SECOND)):
            means = [one for one in result.means if one.group == group and is_known(one.mean)]
            _group(axes, means, occasions, color, sure=result.se is not None)
        _unchanged(axes, result, occasions)
        axes.set_xticks(range(len(occasions)), [occasion_name(one) for one in occasions])
        axes.set_xlim(-0.3, len(occasions) - 0.2)
        _quiet(axes)
        foot(figure, _groups_foot(result))
        return Picture(as_svg(figure), _groups_alt(result))


def _group(
    axes: Axes, means: Sequence[GroupMean], occasions: Sequence[str], color: str, *, sure: bool
) -> None:
    """Draw the means of a group, with their standard errors where it is known how sure the difference is."""
    places = [occasions.index(one.occasion) for one in means]
    values, errors = _heights(one.mean for one in means), _heights(one.se for one in means)
    around = errors if sure else None
    axes.errorbar(places, values, yerr=around, color=color, linewidth=2, marker="o", markersize=6, capsize=0)


def _groups_foot(result: DifferenceInDifferences) -> str:
    in_percent = " in percent" * (result.points_are == PERCENTAGE_POINTS)
    error = "" if result.se is None else ", with its standard error"
    return (
        f"Mean {result.outcome}{in_percent}{error}. Dark: {result.treated}; light: {result.control}.\n"
        f"Dashed: {result.treated}, had it changed as {result.control} did."
    )


def _unchanged(axes: Axes, result: DifferenceInDifferences, occasions: Sequence[str]) -> None:
    """Draw where the treated would have come to with the change of the others."""
    start = next(x.mean for x in result.means if (x.group, x.occasion) == (result.treated, result.before))
    end = (start or 0.0) + (result.change_control or 0.0)
    places = [occasions.index(result.before), occasions.index(result.after)]
    axes.plot(places, [start or 0.0, end], color=INK, linewidth=1.2, linestyle=DASHED)


def _groups_alt(result: DifferenceInDifferences) -> str:
    said = "; ".join(
        f"{one.group}, {occasion_name(one.occasion)}: {standing(one.mean, result.points_are, 2)}"
        for one in result.means
    )
    return f"Means of {result.outcome} on each occasion: {said}."


# --- beside a published trend, and by themselves ----------------------------------------------------------


@picture.register
def _(result: AgainstTrend) -> Picture | None:
    if result.beyond is None or result.low is None or result.high is None:
        return None
    row = ForestRow("Beyond the trend", result.beyond, result.low, result.high)
    with drawing(1.55) as (figure, axes):
        forest(axes, [row])
        foot(figure, f"Percentage points beyond the published change, with {by(result.confidence)}.")
        axes.set_xlim(min(row.low, 0) - 1, max(row.high, 0) + 1)
        return Picture(
            as_svg(figure),
            forest_alt(
                "Percentage points beyond the published change", [row], 1, confidence=result.confidence
            ),
        )


@picture.register
def _(result: RegressionToMean) -> Picture | None:
    if result.expected is None or result.low is None or result.high is None:
        return None
    moved = is_known(result.observed)
    with drawing(1.3 + 0.35 * moved) as (figure, axes):
        axes.axvline(0, color=MUTED, linewidth=1, zorder=1)
        axes.hlines(0, result.low, result.high, color=SECOND, linewidth=12, zorder=2)
        axes.vlines(result.expected, -0.25, 0.25, color=INK, linewidth=1.6, zorder=3)
        labels = ["Expected by itself"]
        if is_known(result.observed):
            axes.scatter(result.observed, 1, color=ACCENT, s=62, zorder=3)
            labels.append("What they moved")
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.margins(x=0.08)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        of = f", in {result.points_are}" if result.points_are else ""
        foot(
            figure,
            f"Change of the chosen pupils' mean{of}.\nBand: the {by(result.confidence)} of what was to be expected.",
        )
        return Picture(as_svg(figure), _expected_alt(result))


def _expected_alt(result: RegressionToMean) -> str:
    points = result.points_are
    moved = f" They moved {moved_by(result.observed, points)}." if is_known(result.observed) else ""
    return (
        f"Change of the chosen pupils' mean: {moved_by(result.expected, points)} expected by itself "
        f"({interval(result.low, result.high)}).{moved}"
    )
