"""An interrupted time series: did level and slope of a series change when something began, and how far from the old line?

Segmented regression (Wagner and others 2002), alone or beside a comparison series (Linden 2015: z, z·t, z·x, z·xt). The
comparison's coefficients are those of one regression of both series. Their errors are of the difference between the two
series, so that what moves both in one week (snow, an epidemic) is not taken for noise; `se_ols` is the ordinary error of
the one regression. Errors are Newey-West, and intervals go by the larger of those and the ordinary ones (see `segments`).
No AR(1) model is offered: on short series its correlation runs to 1 and the level's error to nonsense.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.columns import model_columns
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.over_time.segments import Fit, Segments, fit_lines, lags_by_rule, segments, two_lines
from enquiry_lib.stats.over_time.times import Times, read_start, read_times
from enquiry_lib.stats.over_time.weeks import OTHERS, WeeklyAttendance, hidden_places
from enquiry_lib.stats.result import Cell, Counted, NotEnough

Places = npt.NDArray[np.int64]
Marked = npt.NDArray[np.bool_]

FEWEST, FEW_POINTS = 3, 8  # times on each side of the start: fewer is nothing, fewer is little

CAUTIONS = common.CAUTIONS | {
    "one_series": "There is no other series to compare with, so the old line may have bent by itself.",
    "parallel_lines": "The comparison helps only if both series would have gone on alike; nobody can see whether they would.",
    "chosen_start": "If it was begun because things had just gone badly, some return to the usual was to be expected anyway.",
    "seasons": "Seasons were not allowed for: attendance, for one, falls every winter and before every holiday.",
    "few_points": "There are fewer than eight times before or after the start, too few to know a line and its errors by.",
    "autocorrelated": "What the lines leave over of one time resembles the next. The errors allow for that, in short series too little.",
    "uneven": "The times lie so unevenly that nobody can see whether one resembles the next; the errors may be too small.",
    "beyond_all": "By the end a line carried on would leave the range from 0 to 100%, so it cannot have gone on like that.",
    "gaps": "The series has gaps, such as holidays; time runs on through them.",
    "rows_left_out": "Times without a value that can be used were left out.",
    "season_dropped": "A column to adjust for was left out: it is the same throughout, or follows from the lines.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = ("few_points", "autocorrelated", "uneven", "beyond_all", "rows_left_out", "season_dropped")


@dataclass(frozen=True)
class Point:
    """One time of a series, what was seen then, and the lines; `behind` are the ids its two values rest on besides.

    `counterfactual` is the first line drawn on, with the change of the comparison's lines where there is one.
    """

    time: float
    label: str
    value: float | None
    comparison: float | None
    fitted: float
    counterfactual: float | None
    comparison_fitted: float | None
    behind: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class SeriesChange(Counted):
    """How level and slope of a series changed at the start of something. A change is not an effect.

    `own` are the lines of the series, `comparison` those of the other series, and `beyond` their difference: what is
    left of each number when the comparison's is taken off. `lags` is how many steps the Newey-West errors reach, `df`
    the degrees of freedom of t; `autocorrelation` is that of neighbouring residuals. `unit` is what slopes are by,
    `points_are` what one point of the series is ('' where that is not known).
    """

    value: str
    compared_with: str
    start: str
    last: str
    unit: str
    times_before: int | None
    times_after: int | None
    own: Segments
    comparison: Segments | None
    beyond: Segments | None
    lags: int | None
    df: int | None
    autocorrelation: float | None
    durbin_watson: float | None
    confidence: float
    points: tuple[Point, ...] = field(repr=False)
    points_are: str = ""

    @property
    def too_far(self) -> tuple[str, ...]:
        """Give the cautions by which no line can be carried on to the end; then `at_last` is nothing to go by."""
        return tuple(code for code in ("few_points", "beyond_all") if code in self.cautions)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        of_points = {name for point in self.points for name in point.behind}
        gone = {cell.id for cell in self.counted} & set(ids)
        if gone - of_points:
            left = tuple(code for code in self.cautions if code not in _FROM_NUMBERS)
            bare = common.without_numbers(self, keep=("confidence", "counted", "points"))
            return replace(bare, cautions=left, counted=(), points=())
        return replace(self, points=self._seen(gone), counted=common.cells_kept(self.counted, gone))

    def _seen(self, gone: Collection[str]) -> tuple[Point, ...]:
        """Give the times without the values that rest on few pupils; those are hidden that a list of weeks hides."""
        own, other = (hidden_places([point.behind[side] in gone for point in self.points]) for side in (0, 1))
        return tuple(
            replace(
                point,
                value=None if at in own else point.value,
                comparison=None if at in other else point.comparison,
            )
            for at, point in enumerate(self.points)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Series:
    """A series ready to be fitted, in the order of time, and what was asked of it."""

    times: Times
    start: float
    own: Numbers
    other: Numbers | None
    weights: Numbers | None
    also: Numbers | None
    lags: int | None
    confidence: float
    value: str
    time: str = ""
    compared_with: str
    seasonal: bool
    counted: tuple[Cell, ...]
    cautions: tuple[str, ...]
    behind: tuple[tuple[str, str], ...] = ()

    @property
    def sides(self) -> tuple[int, int]:
        """Count the times before the start and from it on."""
        after = int((self.times.number >= self.start).sum())
        return len(self.times.number) - after, after

    def named(self, label: str) -> str:
        """Name a time that is a number by its column too."""
        return label if self.times.unit else f"{self.time} {label}".strip()

    def not_enough(self, found: str, do: str) -> NotEnough:
        start = self.named(self.times.name(self.start))
        return NotEnough(f"The change in {self.value} from {start}", found, do)


def interrupt_series(
    data: pd.DataFrame,
    *,
    value: str,
    time: str,
    start: float | str | dt.date,
    comparison: str | None = None,
    lags: int | None = None,
    weights: str | None = None,
    seasonal: str | None = None,
    after_gap: bool = False,
    every: str = "week",
    pupils: str | None = None,
    confidence: float = 0.95,
) -> SeriesChange | NotEnough:
    """Work out how level and slope of a series changed at a start, and how far it ended from its old line.

    `data` has one row a time: `value` is the series, `time` its numbers or dates, `start` the first time of the new. Dates
    are counted by the calendar in units of `every` (day, week, month, year), so that a holiday stays a gap. `comparison`
    is another series at the same times. `lags` is how many steps the Newey-West errors reach (None: the whole part of
    4 (n/100)^(2/9)). `weights` says what each row weighs, such as the sessions behind it; `seasonal` is a column to adjust
    for, such as the month; `after_gap` adjusts for the first time after a gap. `pupils` is how many pupils stand behind
    each row (the fewer of the two series), where it is about pupils. NotEnough with fewer than three times before or
    after, or a series that does not vary. Raises ColumnMissing, WrongValue.

    >>> weeks = pd.DataFrame({"week": range(10), "rate": [90, 91, 90, 91, 90, 93, 94, 93, 94, 94]})
    >>> found = interrupt_series(weeks, value="rate", time="week", start=5)
    >>> round(found.own.level_change.estimate, 2), round(found.own.at_last.estimate, 2)
    (2.8, 3.6)
    """
    columns = common.named(value, time, comparison, weights, seasonal, pupils)
    common.need_columns(data, dict.fromkeys(columns))
    common.need_share("confidence", confidence)
    times = read_times(data[time], every)
    usable = _usable(data, times, common.named(value, comparison, weights, pupils))
    rows, times = data.iloc[usable], times.take(usable)
    _check(rows, times, lags, weights)
    gapped = times.after_gap() if after_gap else np.zeros(len(rows), dtype=np.bool_)
    series = _Series(
        times=times,
        start=read_start(start, times),
        own=common.finite_numbers(rows[value]),
        other=None if comparison is None else common.finite_numbers(rows[comparison]),
        weights=None if weights is None else common.finite_numbers(rows[weights]),
        also=_adjusters(rows, seasonal, gapped),
        lags=lags,
        confidence=confidence,
        value=value,
        time=time,
        compared_with=comparison or "",
        seasonal=seasonal is not None,
        counted=_counted(rows, value, pupils),
        cautions=common.codes_that_hold({"rows_left_out": len(rows) < len(data)}),
    )
    return _change(series)


def interrupt_attendance(
    weekly: WeeklyAttendance,
    *,
    start: str | dt.date,
    lags: int | None = None,
    after_break: bool = True,
    confidence: float = 0.95,
) -> SeriesChange | NotEnough:
    """Work out how weekly attendance changed from the week in which something began.

    `weekly` is what `weekly_attendance` gives; where it has chosen pupils, the other pupils' weeks are the comparison. A week
    weighs as much as its possible sessions, and one without a session of the others is left out; `after_break` adjusts for
    first weeks after a holiday. Otherwise as
    `interrupt_series`, which see. NotEnough with fewer than three weeks before or after.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    >>> days = pd.bdate_range("2025-09-01", periods=60)
    >>> marks = pd.DataFrame({"pupil_id": "A", "date": days, "session": "am",
    ...                       "mark": ["/", "/", "I", "/", "/", "/", "I"] * 4 + ["/"] * 31 + ["I"]})
    >>> from enquiry_lib.stats.over_time.weeks import weekly_attendance
    >>> found = interrupt_attendance(weekly_attendance(marks, codes=codes), start="2025-10-15")
    >>> found.start, found.times_before, found.own.level_change.estimate > 10
    ('13 October 2025', 6, True)
    """
    common.need_share("confidence", confidence)
    if isinstance(weekly, NotEnough):
        return weekly
    own, *others = weekly.series
    by_monday = {week.monday: week for other in others for week in other.weeks}
    there = [week for week in own.weeks if not others or week.monday in by_monday]
    pairs = [(week, by_monday.get(week.monday, week)) for week in there]
    pairs = [pair for pair in pairs if None not in (pair[0].attendance, pair[1].attendance)]
    times = read_times(pd.Series([week.monday for week, _ in pairs], dtype=object), "week")
    _check_lags(lags, len(pairs))
    breaks = np.array([[week.after_break] for week, _ in pairs], dtype=np.float64)
    ids = (own.ids, others[0].ids) if others else (own.ids, None)
    series = _Series(
        times=times,
        start=read_start(start, times),
        own=np.array([week.attendance for week, _ in pairs], dtype=np.float64),
        other=np.array([other.attendance for _, other in pairs], dtype=np.float64) if others else None,
        weights=np.array([week.sessions_possible for week, _ in pairs], dtype=np.float64),
        also=breaks if after_break and breaks.any() else None,
        lags=lags,
        confidence=confidence,
        value=f"the attendance of {own.name}",
        compared_with=OTHERS if others else "",
        seasonal=False,
        counted=weekly.counted,
        cautions=(),
        behind=tuple(
            (ids[0].missed_in(week.monday), ids[1].missed_in(week.monday) if ids[1] else "")
            for week, _ in pairs
        ),
    )
    return _held_to_percent(_change(series))


def _held_to_percent(found: SeriesChange | NotEnough) -> SeriesChange | NotEnough:
    """Say that the points are percentage points, and add a caution where a line leaves what a percentage can be."""
    if isinstance(found, NotEnough):
        return found
    found = replace(found, points_are=PERCENTAGE_POINTS)
    if all(0 <= height <= 100 for height in _heights(found)):
        return found
    return replace(found, cautions=(*found.cautions, "beyond_all"))


def _heights(found: SeriesChange) -> Iterator[float]:
    """Give how high the lines after the start stand, and where each first line, drawn on, comes to at the end."""
    for point in found.points:
        if point.counterfactual is not None:
            yield from (point.counterfactual, point.comparison_fitted or 0.0)
    run = found.points[-1].time - found.points[0].time
    for lines in (found.own, found.comparison):
        if lines and lines.level.estimate is not None and lines.slope.estimate is not None:
            yield lines.level.estimate + lines.slope.estimate * run


# --- what is asked, and of what ---------------------------------------------------------------------------


def _usable(data: pd.DataFrame, times: Times, columns: list[str]) -> Places:
    """Give the places of the rows whose time and values are all there, in the order of time."""
    there = ~np.isnan(times.number)
    for column in columns:
        there &= ~np.isnan(common.finite_numbers(data[column]))
    order = np.argsort(times.number, kind="stable")
    return np.asarray(order[there[order]], dtype=np.int64)


def _check(rows: pd.DataFrame, times: Times, lags: int | None, weights: str | None) -> None:
    again = times.repeated()
    if again:
        raise errors.WrongValue(
            name="time", found=f"{again} in several rows", expected="there once; add up or average first"
        )
    if weights is not None and (common.finite_numbers(rows[weights]) <= 0).any():
        raise errors.WrongValue(name="weights", found="nought or less in a row", expected="above nought")
    _check_lags(lags, len(rows))


def _check_lags(lags: int | None, n: int) -> None:
    if lags is not None and (lags != int(lags) or not 0 <= lags < max(n, 1)):
        raise errors.WrongValue(name="lags", found=lags, expected="a whole number, less than there are times")


def _adjusters(rows: pd.DataFrame, seasonal: str | None, gapped: Marked) -> Numbers | None:
    """Give the columns to adjust for: seasons, and first times after a gap."""
    columns = [gapped.astype(np.float64)[:, None]] if gapped.any() else []
    if seasonal is not None:
        known = rows[[seasonal]].astype(object).where(rows[[seasonal]].notna(), "unknown").astype("category")
        columns.append(model_columns(known, [seasonal]).design[:, 1:])
    return np.column_stack(columns) if columns else None


def _counted(rows: pd.DataFrame, value: str, pupils: str | None) -> tuple[Cell, ...]:
    if pupils is None or rows.empty:
        return ()
    counts = common.finite_numbers(rows[pupils])
    return (Cell(f"{value}|the fewest pupils at one time", int(counts.min())),)


# --- the fit ----------------------------------------------------------------------------------------------


def _change(series: _Series) -> SeriesChange | NotEnough:
    if min(series.sides) < FEWEST:
        return series.not_enough(
            f"there are fewer than {FEWEST} times before the start, or after it",
            "Take a longer series, or check the day of the start.",
        )
    lags = lags_by_rule(len(series.own)) if series.lags is None else series.lags
    design = two_lines(series.times.number, series.start, weights=series.weights, also=series.also)
    values = [series.own]
    if series.other is not None:
        values += [series.other, series.own - series.other]
    fits = [fit_lines(one, design, lags) for one in values]
    if any(fit is None for fit in fits):
        return series.not_enough(
            "the series does not vary about its lines, or has hardly more times than lines need",
            "Check that the right columns are used, and that no series was copied.",
        )
    return _series_change(series, [fit for fit in fits if fit is not None], lags)


def _series_change(series: _Series, fits: list[Fit], lags: int) -> SeriesChange:
    first = fits[0]
    own, *others = (segments(fit, series.confidence) for fit in fits)
    if others:
        pooled = fits[0].ols + fits[1].ols  # both series have the same rows, so this is the one regression's
        others[1] = segments(fits[2], series.confidence, ols=pooled)
    dropped = series.also is not None and first.design.columns.shape[1] < 4 + series.also.shape[1]
    before, after = series.sides
    return SeriesChange(
        counted=series.counted,
        cautions=(*series.cautions, *_cautions(series, fits[-1], dropped=dropped)),
        value=series.value,
        compared_with=series.compared_with,
        start=series.named(series.times.name(series.start)),
        last=series.named(series.times.labels[-1]),
        unit=series.times.unit,
        times_before=before,
        times_after=after,
        own=own,
        comparison=others[0] if others else None,
        beyond=others[1] if others else None,
        lags=lags,
        df=first.design.df,
        autocorrelation=fits[-1].autocorrelation(),
        durbin_watson=fits[-1].durbin_watson(),
        confidence=series.confidence,
        points=_points(series, fits),
    )


def _cautions(series: _Series, fit: Fit, *, dropped: bool) -> tuple[str, ...]:
    alone = series.other is None
    found = {
        "one_series": alone,
        "parallel_lines": not alone,
        "other_changes": True,
        "chosen_start": True,
        "seasons": not series.seasonal and alone and series.times.unit != "year",
        "few_points": min(series.sides) < FEW_POINTS,
        "autocorrelated": abs(fit.autocorrelation()) > 2 / np.sqrt(len(series.own)),
        "uneven": math.isnan(fit.autocorrelation()),
        "gaps": bool(series.times.after_gap().any()),
        "season_dropped": dropped,
    }
    return common.codes_that_hold(found)


def _points(series: _Series, fits: list[Fit]) -> tuple[Point, ...]:
    fitted, without = fits[0].lines()
    others: list[None] | list[float] = [None] * len(fitted)
    if series.other is not None:
        lines, first = fits[1].lines()
        others, without = lines.tolist(), without + lines - first
    seen = [None] * len(fitted) if series.other is None else series.other.tolist()
    return tuple(
        Point(
            time=float(series.times.number[at]),
            label=series.times.labels[at],
            value=float(series.own[at]),
            comparison=seen[at],
            fitted=float(fitted[at]),
            counterfactual=float(without[at]) if series.times.number[at] >= series.start else None,
            comparison_fitted=others[at],
            behind=series.behind[at] if series.behind else ("", ""),
        )
        for at in range(len(fitted))
    )
