"""A school's attendance along time, with the plan in hand: its weeks, what changed when the plan began, and what would have anyway.

Attendance after the start waits for the plan to be frozen wherever it is compared. Chosen are the pupils whom the scores
of the plan's measure put into the intervention group, or else those whom the record of sessions names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from enquiry_lib.analyse.attendance import MARKS, codes_for, school_attendance
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.readiness import named_years
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.school_years import first_day, school_year, year_name, years_begun
from enquiry_lib.stats.attendance_years import AttendancePeriod
from enquiry_lib.stats.over_time.differences import DifferenceInDifferences, difference_in_differences
from enquiry_lib.stats.over_time.interrupted import SeriesChange, interrupt_attendance
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS, Span, attendance_of_each
from enquiry_lib.stats.over_time.regression_to_mean import RegressionToMean, expect_regression
from enquiry_lib.stats.over_time.trends import AgainstTrend, against_trend
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance, weekly_attendance
from enquiry_lib.stats.register_codes import Days
from enquiry_lib.stats.result import FEW, DoesNotApply, NotEnough
from enquiry_lib.store.record import EvaluationPlan

CHOSEN, THE_OTHERS = "chosen pupils", "other pupils"
GROUP, RATE = "group", "attendance"
BEFORE, AFTER = "the weeks before", "the weeks after"
THIRDS = ("the first third", "the second third", "the last third")
A_FIFTH = 0.2  # of the pupils: those whom somebody might have picked
A_THIRD = 1 / 3  # of the pupils: where more are level at an end, none of them stand out
ENDS = {"below": "lowest", "above": "highest"}

WEEKS = "attendance week by week"
WEEKS_OF_CHOSEN = "attendance week by week, of chosen pupils beside the others"
CHANGED = "how weekly attendance changed when the intervention started"
TREND = "how persistent absence moved beside the published figures"
DIFFERENCE = "whether the attendance of chosen pupils changed more than that of others"
ANYWAY = "how far the attendance of chosen pupils would have moved by itself"
NOTHING_DONE = "what becomes of the lowest or the highest attendance when nothing is done"


# --- week by week -----------------------------------------------------------------------------------------


def weekly_school_attendance(
    enquiry: Enquiry, *, years: Collection[str] = ()
) -> WeeklyAttendance | NotEnough:
    """Work out the attendance of all pupils week by week, from the school's marks.

    `years` are the school years to look at, such as 2024/25; all of them where none is named. NotEnough without marks, and
    for a nation whose register codes are not there.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> weekly_school_attendance(open_enquiry("example")).first.isoformat()
    '2024-09-02'
    """
    codes = codes_for(enquiry, WEEKS)
    if isinstance(codes, NotEnough):
        return codes
    return weekly_attendance(_marks(enquiry), codes=codes, enrolments=_pupils(enquiry), years=years)


def weekly_chosen_attendance(
    enquiry: Enquiry, *, years: Collection[str] = ()
) -> WeeklyAttendance | NotEnough:
    """Work out the attendance of the chosen pupils week by week, beside that of the others.

    The others are the comparison group where the plan's scores name one, else all other pupils. Otherwise as
    `weekly_school_attendance`; it does not apply where the tables name nobody, or everybody.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [one.name for one in weekly_chosen_attendance(open_enquiry("example")).series]
    ['the chosen pupils', 'the other pupils']
    """
    register = _register(enquiry, WEEKS_OF_CHOSEN)
    if isinstance(register, NotEnough):
        return register
    sides = _sides(enquiry, register, WEEKS_OF_CHOSEN)
    if isinstance(sides, NotEnough):
        return sides
    return weekly_attendance(
        sides.of(register.marks),
        codes=register.codes,
        chosen=sides.chosen,
        name=f"the {CHOSEN}",
        enrolments=register.pupils,
        years=years,
    )


def interrupt_at_start(enquiry: Enquiry, weeks: WeeklyAttendance | NotEnough) -> SeriesChange | NotEnough:
    """Work out how weekly attendance changed from the week in which the plan says that the intervention starts.

    `weeks` is what `weekly_school_attendance` or `weekly_chosen_attendance` gives; it does not apply where that has none.
    NotEnough before the plan is frozen, without a start, or with fewer than three weeks before or after it.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> enquiry = open_enquiry("example")
    >>> interrupt_at_start(enquiry, weekly_school_attendance(enquiry)).start
    '8 September 2025'
    """
    if isinstance(weeks, NotEnough):
        return DoesNotApply(CHANGED, "There are no weeks to draw a line through")
    plan = enquiry.record.evaluation_plan
    lacking = _waiting(plan, CHANGED) or _no_start(plan, CHANGED)
    return lacking or interrupt_attendance(weeks, start=cast(dt.date, plan.starts_on))


# --- beside published figures -----------------------------------------------------------------------------


def school_beside_trend(enquiry: Enquiry) -> AgainstTrend | NotEnough:
    """Hold the change of a school's persistent absence against the change of the published figure in the same two years.

    The years are those that the plan names, or else the last two there are. Published figures of both come from a
    network's own attendance_benchmarks.csv with a column period, such as 2024/25: those of the authority
    where it has both, else of the nation. NotEnough before the plan is frozen and without figures of two years.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_beside_trend(open_enquiry("example")).found
    'there are no published figures of both 2024/25 and 2025/26'
    """
    lacking = _waiting(enquiry.record.evaluation_plan, TREND)
    periods = lacking or _two_years(enquiry)
    if isinstance(periods, NotEnough):
        return periods
    before, after = periods
    published = _published(enquiry, (before.period, after.period))
    if isinstance(published, NotEnough):
        return published
    counts = before.persistent, before.pupils, after.persistent, after.pupils
    if None in counts:
        return NotEnough(TREND, "how many pupils were persistently absent is not known of both years")
    own_before, pupils_before, own_after, pupils_after = (int(count or 0) for count in counts)
    return against_trend(
        own_before=own_before,
        pupils_before=pupils_before,
        own_after=own_after,
        pupils_after=pupils_after,
        trend_before=published.figures[0],
        trend_after=published.figures[1],
        measure=f"persistent absence (published: {published.area})",
    )


@dataclass(frozen=True)
class _Published:
    """The published persistent absence of an area in two years, in percent."""

    area: str
    figures: tuple[float, float]


def _two_years(enquiry: Enquiry) -> tuple[AttendancePeriod, AttendancePeriod] | NotEnough:
    """Give the school's two years: those of the plan, or else the last two there are."""
    found = school_attendance(enquiry, years=named_years(enquiry.record.evaluation_plan))
    if isinstance(found, NotEnough):
        return replace(found, asked=TREND)
    if len(found.periods) < 2:
        do = "Add the marks, or an attendance summary, of the year before."
        return NotEnough(TREND, "attendance is of one school year only", do)
    return found.periods[-2], found.periods[-1]


def _published(enquiry: Enquiry, years: tuple[str, str]) -> _Published | NotEnough:
    figures = enquiry.attendance_benchmarks()
    for area, rows in figures.groupby("area", sort=False) if len(figures) else ():
        each = rows.groupby(rows["period"].map(school_year))["persistent_absence"].first()
        if set(years) <= set(each.index):
            before, after = (float(each[year]) for year in years)
            return _Published(f"{area}, {rows['phase'].iloc[0]}", (before, after))
    found = f"there are no published figures of both {years[0]} and {years[1]}"
    folder = f"reference/{enquiry.school.nation.lower().replace(' ', '_')}"
    do = f"Put a file attendance_benchmarks.csv with rows of both into the network's folder {folder}; its column period says of which year a row is."
    return NotEnough(TREND, found, do)


# --- chosen pupils, and the others ------------------------------------------------------------------------


def chosen_beside_others(enquiry: Enquiry) -> DifferenceInDifferences | NotEnough:
    """Work out how much more the attendance of the chosen pupils changed than that of the others.

    Each pupil counts by their own percentage: in the two school years that a plan about attendance names, else before the
    start and after it; who was there for less than half of the sessions of either is left out. Where the marks have
    the year before as well, it says whether the two groups had moved alike until then. NotEnough before the plan is frozen; it
    does not apply where the tables name nobody, or everybody.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> found = chosen_beside_others(open_enquiry("example"))
    >>> found.before, found.after, found.difference == found.change_treated - found.change_control
    ('2024/25', '2025/26', True)
    """
    found = _followed(enquiry, DIFFERENCE)
    if isinstance(found, NotEnough):
        return found
    long = found.rates.melt(["pupil_id", GROUP], found.names, var_name="occasion", value_name=RATE)
    return difference_in_differences(
        long,
        outcome=RATE,
        group=GROUP,
        occasion="occasion",
        treated=CHOSEN,
        control=THE_OTHERS,
        before=found.names[-2],
        after=found.names[-1],
        unit="pupil_id",
        points_are=PERCENTAGE_POINTS,
        earlier=found.names[:-2],
    )


def chosen_by_themselves(enquiry: Enquiry) -> RegressionToMean | NotEnough:
    """Work out how far the attendance of the chosen pupils would have moved by itself, and how far it did.

    Times and pupils are those of `chosen_beside_others`. How two years go together is taken from the year before and the first of
    the two, where the marks have both, else from the others.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> chosen_by_themselves(open_enquiry("example")).source
    'untouched'
    """
    found = _followed(enquiry, ANYWAY)
    if isinstance(found, NotEnough):
        return found
    *earlier, before, after = found.names
    return expect_regression(
        found.rates.assign(chosen=found.rates[GROUP] == CHOSEN),
        before=before,
        after=after,
        chosen="chosen",
        earlier=earlier[0] if earlier else None,
        points_are=PERCENTAGE_POINTS,
        measure="attendance",
    )


def nothing_was_done(enquiry: Enquiry, *, side: str = "below") -> RegressionToMean | NotEnough:
    """Show regression to the mean: follow the fifth of all pupils with the lowest attendance while nothing is done for them.

    Only days before the plan's start count, or all days where it names none. They are cut into three parts. The pupils are
    picked by the second and followed into the last; how two parts go together is taken from the first and the second. `side`
    "above" picks the highest. Pupils who are level with the last of the fifth are picked too; it does not apply where that makes
    more than a third of all, such as everybody at 100%. NotEnough without marks, or with fewer than three school days.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> shown = nothing_was_done(open_enquiry("example"))
    >>> shown.observed > 0, abs(shown.left) < 1
    (True, True)
    """
    register = _register(enquiry, NOTHING_DONE)
    if isinstance(register, NotEnough):
        return register
    spans = _thirds(register.marks, enquiry.record.evaluation_plan.starts_on)
    if isinstance(spans, NotEnough):
        return spans
    rates = register.rates(spans)
    if isinstance(rates, NotEnough):
        return replace(rates, asked=NOTHING_DONE)
    first, second, last = THIRDS
    there = rates.dropna(subset=[first, second, last])
    there = there.assign(chosen=_outermost(there[second], side))
    found = expect_regression(
        there,
        before=second,
        after=last,
        side=side,
        chosen="chosen",
        earlier=first,
        points_are=PERCENTAGE_POINTS,
        measure=f"attendance {side} the others'",
    )
    return _too_many(there.loc[there["chosen"], second], side, len(there)) or found


def _outermost(rates: pd.Series, side: str) -> pd.Series:
    """Mark the fifth with the lowest rates, or the highest, and who is level with them."""
    if side == "above":
        return rates >= rates.quantile(1 - A_FIFTH)
    return rates <= rates.quantile(A_FIFTH)


def _too_many(picked: pd.Series, side: str, pupils: int) -> DoesNotApply | None:
    """Say that a fifth with everybody level with it is more than a third of all; of a few picked nothing is said."""
    if len(picked) < FEW or len(picked) <= A_THIRD * pupils:
        return None
    who = "at 100%" if (picked == 100).all() else "who is level"
    why = f"This is left out for the {ENDS[side]} attendance: everybody {who} would be picked, and that is more than a third of all pupils"
    return DoesNotApply(NOTHING_DONE, why)


def _thirds(marks: pd.DataFrame, start: dt.date | None) -> tuple[Span, ...] | NotEnough:
    """Cut the days with marks before a start into three parts of as many days."""
    days = _days(marks)
    if start is not None:
        days = days[days < np.datetime64(start)]
    if len(days) < len(THIRDS):
        do = "Add marks from before the start."
        return NotEnough(NOTHING_DONE, "there are hardly any days before the start of the intervention", do)
    parts = np.array_split(days, len(THIRDS))
    return tuple(
        Span(name, part[0].item(), part[-1].item()) for name, part in zip(THIRDS, parts, strict=True)
    )


# --- what the tables and the plan give --------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Register:
    """The school's marks, what they mean, and who was on roll when."""

    marks: pd.DataFrame
    codes: pd.DataFrame
    pupils: pd.DataFrame

    def rates(self, spans: tuple[Span, ...]) -> pd.DataFrame | NotEnough:
        """Give each pupil's own attendance in percent, a column a span."""
        return attendance_of_each(self.marks, codes=self.codes, spans=spans, enrolments=self.pupils)


@dataclass(frozen=True, eq=False)
class _Sides:
    """The pupils who were chosen, and those they stand beside."""

    chosen: frozenset[str]
    others: frozenset[str]

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give the rows of either."""
        return rows[rows["pupil_id"].isin(self.chosen | self.others)].copy()


@dataclass(frozen=True, eq=False)
class _Followed:
    """Each pupil's attendance in some spans, by their names in order, and the group of each."""

    rates: pd.DataFrame
    names: list[str]


def _marks(enquiry: Enquiry) -> pd.DataFrame:
    return enquiry.loaded(MARKS).frame


def _days(marks: pd.DataFrame) -> Days:
    """Give the days with marks, in order."""
    return np.unique(marks["date"].dropna().to_numpy().astype("datetime64[D]"))


def _pupils(enquiry: Enquiry) -> pd.DataFrame:
    return enquiry.loaded(PUPILS).frame


def _register(enquiry: Enquiry, asked: str) -> _Register | NotEnough:
    """Give the register; without marks, say quietly that this cannot be looked at."""
    marks = _marks(enquiry)
    if marks.empty:
        return DoesNotApply(asked, "It takes the register's marks, and the school's tables have none")
    codes = codes_for(enquiry, asked)
    return codes if isinstance(codes, NotEnough) else _Register(marks, codes, _pupils(enquiry))


def _sides(enquiry: Enquiry, register: _Register, asked: str) -> _Sides | NotEnough:
    """Say who was chosen and who they stand beside, of the pupils with marks."""
    if waits := _waiting(enquiry.record.evaluation_plan, asked):
        return waits
    there = frozenset(register.marks["pupil_id"].dropna().astype(str))
    scores = enquiry.planned().dropna(subset=["arm"])
    put, beside = (
        there & set(scores.loc[scores["arm"].astype(str) == arm, "pupil_id"].astype(str))
        for arm in ("intervention", "comparison")
    )
    chosen = put or there & set(enquiry.loaded("delivery").frame["pupil_id"].dropna().astype(str))
    others = (beside if put else frozenset()) or there - chosen
    if not chosen:
        why = "Neither the scores nor the record of sessions say for whom the intervention was meant"
        return DoesNotApply(asked, why)
    if not others:
        return DoesNotApply(asked, "The intervention was meant for all pupils, so there are no others")
    return _Sides(chosen, others)


def _followed(enquiry: Enquiry, asked: str) -> _Followed | NotEnough:
    """Follow chosen pupils and the others from before to after, and from the year before where there are marks of it."""
    register = _register(enquiry, asked)
    if isinstance(register, NotEnough):
        return register
    sides = _sides(enquiry, register, asked)
    if isinstance(sides, NotEnough):
        return sides
    spans = _spans(enquiry.record.evaluation_plan, register.marks, asked)
    rates = spans if isinstance(spans, NotEnough) else register.rates(spans)
    if isinstance(rates, NotEnough):
        return replace(rates, asked=asked)
    names = [span.name for span in cast(tuple[Span, ...], spans)]
    rates = sides.of(rates)
    rates[GROUP] = np.where(rates["pupil_id"].isin(sides.chosen), CHOSEN, THE_OTHERS)
    if rates.dropna(subset=names[-2:])[GROUP].nunique() < 2:
        found = f"of the chosen pupils, or of the others, nobody was there for most of {names[-2]} and of {names[-1]}"
        return NotEnough(asked, found)
    return _Followed(rates, names)


def _spans(plan: EvaluationPlan, marks: pd.DataFrame, asked: str) -> tuple[Span, ...] | NotEnough:
    """Give the two years of a plan about attendance, and the one before where there are marks of it; else before and after."""
    if years := named_years(plan):
        first, last = (int(year[:4]) for year in years)
        began = years_begun(_days(marks))
        return tuple(
            _of_year(year) for year in (first - 1, first, last) if year != first - 1 or year in began
        )
    if lacking := _no_start(plan, asked):
        return lacking
    start = cast(dt.date, plan.starts_on)
    return (
        Span(BEFORE, marks["date"].min().date(), start - dt.timedelta(days=1)),
        Span(AFTER, start, marks["date"].max().date()),
    )


def _of_year(began: int) -> Span:
    return Span(year_name(began), first_day(began), first_day(began + 1) - dt.timedelta(days=1))


def _waiting(plan: EvaluationPlan, asked: str) -> NotEnough | None:
    """Say that what came after the start waits for a plan that has not been frozen."""
    if plan.freeze is not None:
        return None
    do = "Freeze the plan first: until then, what came after the start waits."
    return NotEnough(asked, "the evaluation plan has not been frozen", do)


def _no_start(plan: EvaluationPlan, asked: str) -> NotEnough | None:
    """Say that a plan does not tell when the intervention starts."""
    if plan.starts_on is not None:
        return None
    do = "Give the day in Plan the evaluation. A frozen plan has to be opened again for that, and says why."
    return NotEnough(asked, "the plan does not say when the intervention starts", do)
