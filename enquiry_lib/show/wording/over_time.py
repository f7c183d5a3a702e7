"""The sentences about designs along time: none of them rests on a draw, and each says how much it can bear."""

from __future__ import annotations

import datetime as dt

from enquiry_lib.show.dates import long_date
from enquiry_lib.show.names import occasion_name
from enquiry_lib.show.numbers import counted, interval, is_known, number, percent, rounded, signed
from enquiry_lib.show.wording.saying import by, caution_title, cautions, held, in_words, sentences
from enquiry_lib.stats.over_time import differences, interrupted, regression_to_mean, trends, weeks
from enquiry_lib.stats.over_time.differences import DifferenceInDifferences
from enquiry_lib.stats.over_time.interrupted import SeriesChange
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.over_time.regression_to_mean import RegressionToMean
from enquiry_lib.stats.over_time.segments import Segments, Term
from enquiry_lib.stats.over_time.trends import AgainstTrend
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance

BEARS = {
    "one_series": "There is no other series beside it: whatever else began or ended at that time would look the same, so this "
    "alone cannot say why the line changed.",
    "two_series": "This takes no account of how pupils were chosen, by lot or not: what met only one of the two series at that "
    "time would look the same as what was begun then.",
    "differences": "This takes no account of how pupils were chosen, by lot or not: the difference means something only if both would "
    "have changed alike otherwise, and that cannot be seen.",
    "trend": "The published figure says how things went in general and not how they would have gone here, so this alone cannot say "
    "why the school moved differently.",
    "regression": "This says only how far such pupils move by themselves: what is left beyond it may have many reasons, and this "
    "alone cannot say which.",
}
"""What each design can bear, said beside every number it produced."""

TOO_FAR = {
    "few_points": "fewer than eight times before or after the start are too few to carry a line on so far",
    "beyond_all": "a line carried on so far would leave the range from 0 to 100%",
}
"""Why a line is not carried on to the end of its series, by the caution that says so too."""


# --- in which unit ----------------------------------------------------------------------------------------


def moved_by(value: float | None, points_are: str) -> str:
    """Write a change, or a difference, with what its points are.

    >>> moved_by(2.94, "percentage points"), moved_by(-0.4, "")
    ('+2.9 percentage points', '−0.4')
    """
    return f"{signed(value)} {points_are}".strip()


def standing(value: float | None, points_are: str, places: int = 1) -> str:
    """Write where something stands; a percentage where changes are in percentage points.

    >>> standing(93.47, "percentage points"), standing(93.47, "")
    ('93.5%', '93.5')
    """
    return percent(value, places) if points_are == PERCENTAGE_POINTS else number(value, places)


# --- weeks ------------------------------------------------------------------------------------------------


@sentences.register
def _(result: WeeklyAttendance) -> list[str]:
    known = [series for series in result.series if is_known(series.attendance)]
    if not known:
        return [held("Attendance week by week")]
    first, *others = known
    beside = "".join(f" and {series.name} {percent(series.attendance)}" for series in others)
    hidden = any(week.attendance is None for series in known for week in series.weeks)
    dropped = [series.name for series in result.series if series not in known and is_known(series.pupils)]
    return [
        f"From the {week_of(result.first)} to the {week_of(result.last)}, {first.name} attended "
        f"{percent(first.attendance)}{beside} of their possible sessions.",
        *(
            ["Weeks in which only a few pupils missed a session are left out of that, and one more."]
            if hidden
            else []
        ),
        *(
            f"In most weeks only a few of {name} missed a session, so that theirs are not shown."
            for name in dropped
        ),
    ]


def week_of(monday: dt.date) -> str:
    """Name a week by its Monday."""
    return f"week of {long_date(monday)}"


@cautions.register
def _(result: WeeklyAttendance) -> list[str]:
    return in_words(result.cautions, weeks.CAUTIONS)


# --- an interrupted series --------------------------------------------------------------------------------


@sentences.register
def _(result: SeriesChange) -> list[str]:
    own, among = result.own, by(result.confidence)
    if own.at_last.estimate is None:
        return [held(f"How {result.value} changed")]
    if result.beyond is not None:
        return [*_beside(result, result.beyond, among), BEARS["two_series"]]
    at_end = (
        no_distance(result)
        if result.too_far
        else f"At the end, {result.last}, it stood {apart(own.at_last, result.points_are)} where the line before would have come to "
        f"({between(own.at_last)})."
    )
    seasons = [interrupted.CAUTIONS["seasons"]] if "seasons" in result.cautions else []
    return [
        f"From {result.start} on, {result.value} stood {apart(own.level_change, result.points_are)} the line before it "
        f"({among} {between(own.level_change)}), and its slope changed by {signed(own.slope_change.estimate, 2)} "
        f"{per(result)} ({between(own.slope_change, 2)}).",
        at_end,
        *seasons,
        BEARS["one_series"],
    ]


def _beside(result: SeriesChange, beyond: Segments, among: str) -> list[str]:
    """Say what is left when the comparison's change is taken off, and then the series by itself."""
    own, points = result.own, result.points_are
    jump = moved_by(beyond.level_change.estimate, points)
    if result.too_far:
        return [
            f"Beside {result.compared_with}, the jump of {result.value} at the start, {result.start}, was {jump} beyond theirs "
            f"({among} {between(beyond.level_change)}).",
            f"By itself it then stood {apart(own.level_change, points)} the line before it ({between(own.level_change)}).",
            no_distance(result),
        ]
    return [
        f"Beside {result.compared_with}, {result.value} stood {apart(beyond.at_last, points)} where it would have been expected at "
        f"the end, {result.last} ({among} {between(beyond.at_last)}); at the start, {result.start}, the jump beyond that of "
        f"the comparison was {jump} ({between(beyond.level_change)}).",
        f"By itself it stood, {result.last}, {apart(own.at_last, points)} where the line before would have come to "
        f"({between(own.at_last)}).",
    ]


def no_distance(result: SeriesChange) -> str:
    """Say that nothing can be said of the end of a series, and why."""
    why = " and ".join(TOO_FAR[code] for code in result.too_far)
    return f"How far that is from where it would have been at the end, {result.last}, cannot be said: {why}."


def apart(term: Term, points_are: str = "") -> str:
    """Say how far something stands above or below something else.

    >>> apart(Term(-2.96, 1.0, -5.0, -1.0, 0.01, 1.0), "percentage points")
    '3.0 percentage points below'
    """
    if term.estimate is None or rounded(term.estimate) == 0:
        return "level with"
    of = f" {points_are}" if points_are else ""
    return f"{number(abs(term.estimate))}{of} {'above' if term.estimate > 0 else 'below'}"


def between(term: Term, places: int = 1) -> str:
    """Write the interval of a number of a fit."""
    return interval(term.low, term.high, places)


def per(result: SeriesChange) -> str:
    """Say what slopes are by."""
    time = f"a {result.unit}" if result.unit else "for each unit of time"
    return f"{result.points_are} {time}".strip()


@cautions.register
def _(result: SeriesChange) -> list[str]:
    said = tuple(
        code for code in result.cautions if code not in ("seasons", "beyond_all")
    )  # sentences say them
    return in_words(said, interrupted.CAUTIONS)


@caution_title.register
def _(result: SeriesChange) -> str:
    return LESS


# --- differences of changes -------------------------------------------------------------------------------


@sentences.register
def _(result: DifferenceInDifferences) -> list[str]:
    if result.difference is None:
        return [held(f"How the changes of {result.treated} and {result.control} compare")]
    points = result.points_are
    changed = (
        f"From {occasion_name(result.before)} to {occasion_name(result.after)}, {result.outcome} changed by "
        f"{moved_by(result.change_treated, points)} in the group {result.treated} and by "
        f"{moved_by(result.change_control, points)} in the group {result.control}: a difference of "
        f"{moved_by(result.difference, points)}"
    )
    if result.se is None:
        return [f"{changed}. How sure that is cannot be said.", BEARS["differences"]]
    among = by(result.confidence)
    earlier = result.earlier
    before = (
        [
            f"Before, the two changed by {moved_by(earlier.difference, points)} differently "
            f"({interval(earlier.low, earlier.high)}), when nothing had begun."
        ]
        if earlier
        else []
    )
    return [
        f"{changed} ({among} {interval(result.low, result.high)}).",
        f"In standard deviations of the same measure afterwards that is {signed(result.effect.g, 2)} "
        f"({interval(result.effect.low, result.effect.high, 2)})."
        if is_known(result.effect.g)
        else "It cannot be given in standard deviations, because nobody differed afterwards.",
        *before,
        BEARS["differences"],
    ]


@cautions.register
def _(result: DifferenceInDifferences) -> list[str]:
    return in_words(result.cautions, differences.CAUTIONS)


# --- beside a published trend -----------------------------------------------------------------------------


@sentences.register
def _(result: AgainstTrend) -> list[str]:
    what = result.measure or "the school's figure"
    if result.beyond is None:
        return [held(f"How {what} moved beside the published figure")]
    moved = f"went from {percent(result.own_before)} to {percent(result.own_after)}"
    return [
        f"{what[:1].upper()}{what[1:]} {moved}, while the published figure went from {percent(result.trend_before)} to "
        f"{percent(result.trend_after)}: beside it the school moved {signed(result.beyond)} percentage points "
        f"({by(result.confidence)} {interval(result.low, result.high)}).",
        BEARS["trend"],
    ]


@cautions.register
def _(result: AgainstTrend) -> list[str]:
    return in_words(result.cautions, trends.CAUTIONS)


@caution_title.register
def _(result: AgainstTrend) -> str:
    return LESS


# --- regression to the mean -------------------------------------------------------------------------------


@sentences.register
def _(result: RegressionToMean) -> list[str]:
    if result.expected is None:
        return [held("How far the chosen pupils would have moved by themselves")]
    either = ", so that it could have gone either way" if could_go_either_way(result) else ""
    return [
        f"{_stood(result)} Without anything being done, their mean would have been expected to change by "
        f"{moved_by(result.expected, result.points_are)} ({by(result.confidence)} {interval(result.low, result.high)}){either}.",
        *_moved(result),
        BEARS["regression"],
    ]


def _stood(result: RegressionToMean) -> str:
    """Say where the chosen pupils stood, and all pupils; of those who were all level, that they are everybody there."""
    chosen, all_at = counted(result.n_chosen, "pupil"), standing(result.mean_all, result.points_are)
    if is_known(result.level):
        everybody = f"everybody at {standing(result.level, result.points_are)}"
        return f"The {chosen} chosen are {everybody}; all pupils stood at {all_at} on average."
    at = standing(result.mean_chosen, result.points_are)
    return f"The {chosen} chosen stood at {at} on average, all pupils at {all_at}."


def could_go_either_way(result: RegressionToMean) -> bool:
    """Say whether, as written, the interval of what was to be expected anyway reaches nought or both sides of it."""
    return rounded(result.low or 0.0) <= 0 <= rounded(result.high or 0.0)


def _moved(result: RegressionToMean) -> list[str]:
    if not is_known(result.observed):
        return []
    return [
        f"It changed by {moved_by(result.observed, result.points_are)}: {_expected_part(result)}. What is left is "
        f"{moved_by(result.left, result.points_are)} ({interval(result.left_low, result.left_high)})."
    ]


def _expected_part(result: RegressionToMean) -> str:
    """Say how much of a change was to be expected anyway.

    A part can be named only where both have the same direction, the change is the larger, and the direction was clear.
    """
    expected, observed = result.expected or 0.0, result.observed or 0.0
    if could_go_either_way(result):
        inside = (result.low or 0.0) <= observed <= (result.high or 0.0)
        return f"that lies {'within' if inside else 'outside'} what was to be expected anyway"
    if expected * observed <= 0:
        return "not in the direction that was to be expected anyway"
    if abs(expected) >= abs(observed):
        return "all of that, or more, was to be expected anyway"
    return f"about {percent(100 * expected / observed, 0)} of that was to be expected anyway"


@cautions.register
def _(result: RegressionToMean) -> list[str]:
    return in_words(result.cautions, regression_to_mean.CAUTIONS)


LESS = "This can bear less than it seems to:"


@caution_title.register
def _(result: RegressionToMean) -> str:
    return LESS
