"""The tables of designs along time: every number with its error, its degrees of freedom and its method."""

from __future__ import annotations

import datetime as dt
import math

from enquiry_lib.show.dates import short_date
from enquiry_lib.show.names import occasion_name
from enquiry_lib.show.numbers import NOT_APPLICABLE, interval, is_known, number, percent, signed
from enquiry_lib.show.tables.table import Table, dashed, numeric_from, tables
from enquiry_lib.show.wording.over_time import per, standing
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.effect_sizes import EffectSize
from enquiry_lib.stats.over_time.changes import ERRORS, DifferenceError
from enquiry_lib.stats.over_time.differences import SIZES, DifferenceInDifferences
from enquiry_lib.stats.over_time.interrupted import SeriesChange
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.over_time.regression_to_mean import SOURCES, RegressionToMean
from enquiry_lib.stats.over_time.segments import Segments, Term
from enquiry_lib.stats.over_time.trends import RATES, AgainstTrend
from enquiry_lib.stats.over_time.weeks import Week, WeeklyAttendance


def chance(p: float | None) -> str:
    """Write a p-value; a very small one as below a thousandth.

    >>> chance(0.0421), chance(0.00002), chance(None)
    ('0.042', '<0.001', 'c')
    """
    return "<0.001" if is_known(p) and p < 0.0005 else number(p, 3)


# --- weeks ------------------------------------------------------------------------------------------------


@tables.register
def _(result: WeeklyAttendance) -> tuple[Table, ...]:
    mondays = sorted({week.monday for series in result.series for week in series.weeks})
    each = [{week.monday: week for week in series.weeks} for series in result.series]
    columns = ["Week of", "What was special"]
    for series in result.series:
        columns += [f"Possible sessions, {series.name}", f"Attendance, {series.name}"]
    rows = tuple(
        (
            short_date(monday),
            _special([weeks[monday] for weeks in each if monday in weeks]),
            *_of(monday, each),
        )
        for monday in mondays
    )
    note = (
        "Attendance is the percentage of a week's possible sessions that were attended. Weeks without a session are not listed. Not "
        "every week is about the same pupils: some join and some leave."
    )
    return (Table("Attendance week by week", tuple(columns), rows, numeric_from(2, tuple(columns)), note),)


def _of(monday: dt.date, each: list[dict[dt.date, Week]]) -> list[str]:
    cells = []
    for weeks in each:
        week = weeks.get(monday)
        cells += (
            [NOT_APPLICABLE] * 2
            if week is None
            else [number(week.sessions_possible, 0), percent(week.attendance)]
        )
    return cells


def _special(weeks: list[Week]) -> str:
    said = [
        *(["short week"] if any(week.short for week in weeks) else []),
        *(["first after a break"] if any(week.after_break for week in weeks) else []),
    ]
    return dashed("", ", ".join(said))[1]


# --- an interrupted series --------------------------------------------------------------------------------


@tables.register
def _(result: SeriesChange) -> tuple[Table, ...]:
    if result.own.level.estimate is None:
        return ()
    captions = [(f"The lines of {result.value}", result.own)]
    if result.comparison and result.beyond:
        captions = [
            (f"The lines of {result.value} beyond those of {result.compared_with}", result.beyond),
            *captions,
            (f"The lines of {result.compared_with}", result.comparison),
        ]
    columns = ("Number", "Estimate", "Interval", "Error, Newey-West", "Error, least squares", "p")
    return tuple(
        Table(
            caption,
            columns,
            _rows(lines, result),
            numeric_from(1, columns),
            _method(result, of_difference=lines is result.beyond) if not place else "",
            summary=caption if place else Table.summary,
        )
        for place, (caption, lines) in enumerate(captions)
    )


def _rows(lines: Segments, result: SeriesChange) -> tuple[tuple[str, ...], ...]:
    named = (
        ("Level of the first line at the first time", lines.level),
        ("Slope of the first line", lines.slope),
        (f"Jump at the start ({result.start})", lines.level_change),
        ("Change of slope", lines.slope_change),
        *(
            ()
            if result.too_far
            else ((f"Distance from the first line at the end ({result.last})", lines.at_last),)
        ),
    )
    return tuple((name, *_term(term)) for name, term in named)


def _term(term: Term) -> tuple[str, ...]:
    return (
        signed(term.estimate, 2),
        interval(term.low, term.high, 2),
        number(term.se, 3),
        number(term.se_ols, 3),
        chance(term.p),
    )


def _method(result: SeriesChange, *, of_difference: bool) -> str:
    whose = "error of the difference between the two series" if of_difference else "error"
    pooled = " The least-squares error is that of one regression of both series." if of_difference else ""
    return (
        f"{_units(result)}{by(result.confidence)}s and p by t with {number(result.df, 0)} degrees of freedom and the "
        f"Newey-West {whose} or the ordinary one, whichever is larger. The former reaches {number(result.lags, 0)} steps and "
        "counts gaps as time. "
        f"{number(result.times_before, 0)} times before the start and {number(result.times_after, 0)} after. "
        f"Durbin-Watson {number(result.durbin_watson, 2)}; correlation of neighbouring residuals "
        f"{number(result.autocorrelation, 2)}.{pooled}"
    )


def _units(result: SeriesChange) -> str:
    """Say what the numbers of percentages are."""
    if result.points_are != PERCENTAGE_POINTS:
        return ""
    return f"Levels are in percent, jumps and distances in {PERCENTAGE_POINTS}, slopes in {per(result)}. "


def in_points(heading: str, points_are: str) -> str:
    """Add to the heading of a column what its points are.

    >>> in_points("Difference", "percentage points"), in_points("Difference", "")
    ('Difference (percentage points)', 'Difference')
    """
    return f"{heading} ({points_are})" if points_are else heading


# --- differences of changes -------------------------------------------------------------------------------


@tables.register
def _(result: DifferenceInDifferences) -> tuple[Table, ...]:
    if result.difference is None:
        return ()
    ways = (
        "Error",
        "Rests on",
        in_points("Difference", result.points_are),
        "Interval",
        "Standard error",
        "Degrees of freedom",
        "p",
    )
    sizes = ("Effect size", "Value", "Interval")
    first = "The first is used above; the others take something else for granted."
    earlier = (_way(result.earlier, "Before anything began: "),) if result.earlier else ()
    if result.se is None:
        return (_described(result),)
    return (
        _described(result),
        Table(
            "The difference in changes, and other ways to judge it",
            ways,
            (*(_way(one) for one in result.errors), *earlier),
            numeric_from(2, ways),
            f"{first} Each with its {by(result.confidence)}.",
            summary="Other ways to judge the difference",
        ),
        Table(
            "Effect sizes",
            sizes,
            tuple(_size(size) for size in (result.effect, *result.variants)),
            numeric_from(1, sizes),
            summary="Other ways to give the effect size",
        ),
    )


def _described(result: DifferenceInDifferences) -> Table:
    """Give both groups on each occasion; where nobody knows how sure their difference is, without standard errors."""
    sure, points = result.se is not None, result.points_are
    errors = ("Standard error",) if sure else ()
    columns = (
        "Group",
        "Occasion",
        "Number",
        in_points("Mean", "percent" if points == PERCENTAGE_POINTS else ""),
        *errors,
        "Standard deviation",
    )
    rows = tuple(
        (
            x.group,
            occasion_name(x.occasion),
            number(x.n, 0),
            number(x.mean, 2),
            *((number(x.se, 2),) if sure else ()),
            number(x.sd, 2),
        )
        for x in result.means
    )
    return Table("Both groups on each occasion", columns, rows, numeric_from(2, columns))


def _way(one: DifferenceError, before: str = "") -> tuple[str, ...]:
    said = before + ERRORS[one.kind]
    return (
        said[:1].upper() + said[1:],
        one.of,
        signed(one.difference, 2),
        interval(one.low, one.high, 2),
        number(one.se, 3),
        number(one.df),
        chance(one.p),
    )


def _size(size: EffectSize) -> tuple[str, ...]:
    said = SIZES[size.kind]
    return (said[:1].upper() + said[1:], signed(size.g, 2), interval(size.low, size.high, 2))


# --- beside a published trend, and by themselves ----------------------------------------------------------


@tables.register
def _(result: AgainstTrend) -> tuple[Table, ...]:
    if result.beyond is None or result.own_before is None or result.own_after is None:
        return ()
    columns = ("What", "Before", "After", f"Change in {PERCENTAGE_POINTS}")
    own = (
        percent(result.own_before),
        percent(result.own_after),
        signed(result.own_after - result.own_before),
    )
    rows = (
        ("This school", *own),
        ("Published", percent(result.trend_before), percent(result.trend_after), signed(result.trend)),
        ("Pupils", number(result.pupils_before, 0), number(result.pupils_after, 0), NOT_APPLICABLE),
    )
    which = "means of pupils' own percentages" if result.of == RATES else "shares of pupils"
    note = (
        f"The school's figures are {which}. {by(result.confidence)} of the difference in change: "
        f"{interval(result.low, result.high)} {PERCENTAGE_POINTS} (standard error {number(result.se, 2)}, normal, p {chance(result.p)})."
    )
    return (Table("This school beside the published trend", columns, rows, numeric_from(1, columns), note),)


@tables.register
def _(result: RegressionToMean) -> tuple[Table, ...]:
    if result.expected is None:
        return ()
    points = result.points_are
    columns = ("Change of the chosen pupils' mean", in_points("Value", points), "Interval")
    normal = [
        (
            "Regression to the mean by the cut, were the values normal",
            signed(result.by_cut, 2),
            NOT_APPLICABLE,
        )
    ]
    moved = [
        ("What they really moved", signed(result.observed, 2), NOT_APPLICABLE),
        ("What is left", signed(result.left, 2), interval(result.left_low, result.left_high, 2)),
    ]
    rows = (
        ("Expected by itself", signed(result.expected, 2), interval(result.low, result.high, 2)),
        ("of which regression to the mean", signed(result.towards_mean, 2), NOT_APPLICABLE),
        *(normal if is_known(result.by_cut) else ()),
        *(moved if is_known(result.observed) else ()),
    )
    df = (
        "the normal curve"
        if result.df is None or math.isinf(result.df)
        else f"t with {number(result.df, 0)} degrees of freedom"
    )
    note = (
        f"How two occasions go together ({number(result.correlation, 2)}): {SOURCES[result.source]}. {by(result.confidence)}s "
        f"by {df}. All {number(result.n_all, 0)} pupils: mean {standing(result.mean_all, points, 2)}, standard deviation "
        f"{f'{number(result.sd_all, 2)} {points}'.strip()}."
    )
    return (Table("What was to be expected, and what came", columns, rows, numeric_from(1, columns), note),)
