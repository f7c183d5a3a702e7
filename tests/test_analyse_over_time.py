"""A school's attendance along time, with the plan in hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import samples_over_time as samples

from enquiry_lib.analyse import over_time
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.over_time import (
    chosen_beside_others,
    chosen_by_themselves,
    interrupt_at_start,
    nothing_was_done,
    school_beside_trend,
    weekly_chosen_attendance,
    weekly_school_attendance,
)
from enquiry_lib.analyse.plan import freeze_plan
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import sentences
from enquiry_lib.stats.over_time.differences import DifferenceInDifferences
from enquiry_lib.stats.over_time.interrupted import SeriesChange
from enquiry_lib.stats.over_time.regression_to_mean import RegressionToMean
from enquiry_lib.stats.over_time.trends import AgainstTrend
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

START = "2025-11-17"
PLAN = {
    "design": "before_after",
    "measured_by": "outcomes",
    "measure": "Score",
    "smallest_worthwhile": 0.2,
    "certainty": 80,
    "if_yes": "Carry on",
    "if_no": "Stop",
    "if_unclear": "Ask again",
}
BY_YEARS = PLAN | {"measured_by": "attendance", "measure": "", "baseline": "2024/25", "follow_up": "2025/26"}


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """A school with marks of sixty pupils in 22 weeks, and a record of sessions for the first twenty of them."""
    network.data_folder("oak-primary").mkdir(parents=True)
    enquiry = open_enquiry(network.folder, "oak-primary")
    _write(enquiry, "attendance", samples.marks())
    chosen = [f"P{number:04d}" for number in range(samples.MENTORED)]
    _write(
        enquiry,
        "delivery",
        pd.DataFrame({"pupil_id": chosen, "date": START, "session": "", "attended": "yes"}),
    )
    return enquiry


def _write(enquiry: Enquiry, table: str, frame: pd.DataFrame) -> None:
    file = enquiry.network.data_folder(enquiry.school.id) / f"{table}.csv"
    frame.to_csv(file, index=False, encoding="utf-8")


def _plan(enquiry: Enquiry, *, freeze: bool = True, **values: object) -> None:
    typed = PLAN | values
    enquiry.save("evaluation_plan", typed, base_revision=enquiry.typed.revision)
    if freeze:
        freeze_plan(enquiry)


def _earlier_years(enquiry: Enquiry, *years: int) -> None:
    """Add marks of the same weeks of earlier years, other ones each year."""
    now = samples.marks()
    shifted = [
        samples.marks(seed=year).assign(
            date=lambda table, year=year: table["date"] - pd.Timedelta(weeks=52 * year)
        )
        for year in years
    ]
    _write(enquiry, "attendance", pd.concat([*shifted, now]))


# --- weeks, and the start of the plan ---------------------------------------------------------------------


def test_the_line_breaks_where_the_plan_starts(enquiry: Enquiry) -> None:
    """The week of the plan's start is the first of the second line, alone and beside the others."""
    _plan(enquiry, starts_on="2025-11-19")
    alone = interrupt_at_start(enquiry, weekly_school_attendance(enquiry))
    beside = interrupt_at_start(enquiry, weekly_chosen_attendance(enquiry))
    assert isinstance(alone, SeriesChange)
    assert isinstance(beside, SeriesChange)
    assert alone.start == beside.start == "17 November 2025"
    assert alone.beyond is None
    assert beside.value == "the attendance of the chosen pupils"
    assert beside.beyond is not None


def test_weeks_are_shown_at_any_time_and_changes_wait(enquiry: Enquiry) -> None:
    """Before the plan is frozen the school's weeks are drawn; what compares after with before is not worked out."""
    _plan(enquiry, freeze=False, starts_on=START)
    weeks = weekly_school_attendance(enquiry)
    assert isinstance(weeks, WeeklyAttendance)
    waiting = (
        interrupt_at_start(enquiry, weeks),
        weekly_chosen_attendance(enquiry),
        school_beside_trend(enquiry),
        chosen_beside_others(enquiry),
        chosen_by_themselves(enquiry),
    )
    assert {result.found for result in waiting if isinstance(result, NotEnough)} == {
        "the evaluation plan has not been frozen"
    }
    assert all(isinstance(result, NotEnough) for result in waiting)


def test_a_plan_without_a_start_says_what_to_do(enquiry: Enquiry) -> None:
    """Neither a line nor a before and after can be drawn; the reader is told which field is empty."""
    _plan(enquiry)
    for found in (
        interrupt_at_start(enquiry, weekly_school_attendance(enquiry)),
        chosen_beside_others(enquiry),
    ):
        assert isinstance(found, NotEnough)
        assert "does not say when the intervention starts" in found.found
        assert "Plan the evaluation" in found.do


# --- who was chosen ---------------------------------------------------------------------------------------


def test_arms_of_the_plan_come_before_the_record_of_sessions(enquiry: Enquiry) -> None:
    """Where the plan's scores put pupils into two groups, these are compared and nobody else."""
    arms = ["intervention"] * 15 + ["comparison"] * 12
    ids = [f"P{number:04d}" for number in range(len(arms))]
    row = {"measure": "Score", "occasion": "baseline", "score": 1}
    _write(enquiry, "outcomes", pd.DataFrame({"pupil_id": ids, **row, "arm": arms}))
    _plan(enquiry, starts_on=START)
    weeks = weekly_chosen_attendance(enquiry)
    assert isinstance(weeks, WeeklyAttendance)
    assert [series.pupils for series in weeks.series] == [15, 12]


def test_sessions_for_all_or_for_nobody_do_not_apply(enquiry: Enquiry) -> None:
    """Without others, or without chosen pupils, nothing is missing: it is said quietly why not."""
    _plan(enquiry, starts_on=START)
    everybody = samples.marks()[["pupil_id"]].drop_duplicates()
    row = {"date": START, "session": "", "attended": "yes"}
    _write(enquiry, "delivery", everybody.assign(**row))
    found = chosen_beside_others(enquiry)
    assert isinstance(found, DoesNotApply)
    assert "meant for all pupils" in found.found
    (enquiry.network.data_folder("oak-primary") / "delivery.csv").unlink()
    found = chosen_by_themselves(enquiry)
    assert isinstance(found, DoesNotApply)
    assert "for whom the intervention was meant" in found.found


def test_others_who_were_hardly_there_are_said_to_be_missing(enquiry: Enquiry) -> None:
    """Where no other pupil was there for most of both times, no difference is made up."""
    marks = samples.marks()
    other = marks["pupil_id"] >= f"P{samples.MENTORED:04d}"
    _write(enquiry, "attendance", marks[~other | (marks["date"] >= START)])
    _plan(enquiry, starts_on=START)
    found = chosen_beside_others(enquiry)
    assert isinstance(found, NotEnough)
    assert "nobody was there for most of" in found.found


# --- chosen pupils and the others -------------------------------------------------------------------------


def test_changes_of_chosen_pupils_stand_beside_those_of_others(enquiry: Enquiry) -> None:
    """Before and after the start, each pupil's own percentage counts once."""
    _plan(enquiry, starts_on=START)
    found = chosen_beside_others(enquiry)
    assert isinstance(found, DifferenceInDifferences)
    assert (found.before, found.after) == (over_time.BEFORE, over_time.AFTER)
    assert (found.n_treated, found.n_control) == (20, 40)
    assert (found.difference or 0) > 0
    assert found.earlier is None


def test_a_plan_about_years_compares_its_years_and_looks_at_the_one_before(enquiry: Enquiry) -> None:
    """The two school years of the plan are compared; the year before says whether groups moved alike until then."""
    _earlier_years(enquiry, 1, 2)
    _plan(enquiry, **BY_YEARS)
    found = chosen_beside_others(enquiry)
    assert isinstance(found, DifferenceInDifferences)
    assert (found.before, found.after) == ("2024/25", "2025/26")
    assert found.earlier is not None
    anyway = chosen_by_themselves(enquiry)
    assert isinstance(anyway, RegressionToMean)
    assert (anyway.source, anyway.n_chosen) == ("earlier", 20)


def test_without_an_earlier_year_the_others_say_how_it_goes_on(enquiry: Enquiry) -> None:
    """Two years of marks give the line through those who were not chosen."""
    _earlier_years(enquiry, 1)
    _plan(enquiry, **BY_YEARS)
    anyway = chosen_by_themselves(enquiry)
    assert isinstance(anyway, RegressionToMean)
    assert anyway.source == "untouched"
    found = chosen_beside_others(enquiry)
    assert isinstance(found, DifferenceInDifferences)
    assert found.earlier is None


# --- when nothing is done ---------------------------------------------------------------------------------


def _unlucky(pupils: int = 200) -> pd.DataFrame:
    """Marks of pupils who miss sessions by chance alone, more or less of it each: nothing is ever done."""
    draws = samples.np.random.default_rng(11)
    days, usual = samples.school_days(), draws.uniform(0.02, 0.2, pupils)
    missed = draws.random((pupils, len(days))) < usual[:, None]
    ids = [f"P{number:04d}" for number in range(pupils)]
    return pd.DataFrame(
        {
            "pupil_id": samples.np.repeat(ids, len(days)),
            "date": samples.np.tile(days, pupils),
            "session": "AM",
            "mark": samples.np.where(missed.ravel(), "I", "/"),
        }
    )


def test_the_lowest_rise_and_the_highest_fall_when_nothing_is_done(enquiry: Enquiry) -> None:
    """The fifth at either end comes back by as much as was to be expected, within the band."""
    _write(enquiry, "attendance", _unlucky())
    low, high = nothing_was_done(enquiry), nothing_was_done(enquiry, side="above")
    assert isinstance(low, RegressionToMean)
    assert isinstance(high, RegressionToMean)
    assert (low.observed or 0) > 0 > (high.observed or 0)
    for found in (low, high):
        assert found.source == "earlier"
        assert (found.left_low or 0) < 0 < (found.left_high or 0)
        assert set(found.cells()["id"]).isdisjoint(set((high if found is low else low).cells()["id"]))


def _level_at_the_top(whole: int, pupils: int = 60) -> pd.DataFrame:
    """Marks of pupils of whom the first so many miss nothing, and all others more or less."""
    marks = _unlucky(pupils)
    missing = marks["pupil_id"] >= f"P{whole:04d}"
    always = missing & (marks["date"].dt.day_of_week == 0)  # every part has a Monday
    marks.loc[always, "mark"] = "I"
    marks.loc[~missing, "mark"] = "/"
    return marks


def test_a_tie_at_the_top_is_told_or_left_out(enquiry: Enquiry) -> None:
    """Up to a third of all pupils who are level are everybody at 100%; more are too many to pick, and it is said why."""
    _write(enquiry, "attendance", _level_at_the_top(18))
    told = nothing_was_done(enquiry, side="above")
    assert isinstance(told, RegressionToMean)
    assert (told.level, told.n_chosen, told.points_are) == (100.0, 18, "percentage points")
    _write(enquiry, "attendance", _level_at_the_top(21))
    found = nothing_was_done(enquiry, side="above")
    assert isinstance(found, DoesNotApply)
    assert found.found.startswith(
        "This is left out for the highest attendance: everybody at 100% would be picked"
    )
    assert isinstance(nothing_was_done(enquiry), RegressionToMean)


def test_ties_of_few_pupils_tell_nothing(enquiry: Enquiry) -> None:
    """Whether a handful of pupils are more than a third of a small school cannot be seen."""
    leaves = []
    for whole in (7, 9):
        _write(enquiry, "attendance", _level_at_the_top(whole, pupils=24))
        leaves.append(sentences(gate(nothing_was_done(enquiry, side="above"))))
    assert leaves[0] == leaves[1]
    assert "cannot be shown" in leaves[0][0]


def test_only_days_before_the_start_count(enquiry: Enquiry) -> None:
    """What comes after the start changes nothing; a start on the first day leaves nothing to look at."""
    _plan(enquiry, freeze=False, starts_on=START)
    before = nothing_was_done(enquiry)
    marks = samples.marks()
    _write(enquiry, "attendance", marks[marks["date"] < START])
    assert nothing_was_done(enquiry) == before
    _plan(enquiry, freeze=False, starts_on="2025-09-03")
    found = nothing_was_done(enquiry)
    assert isinstance(found, NotEnough)
    assert "hardly any days before the start" in found.found


# --- beside published figures -----------------------------------------------------------------------------


def _give_summary(enquiry: Enquiry) -> None:
    folder = enquiry.network.data_folder("oak-primary")
    (folder / "attendance.csv").unlink()
    example = shipped("data_templates") / "attendance_summary" / "example.csv"
    (folder / "attendance_summary.csv").write_bytes(example.read_bytes())


def _publish(enquiry: Enquiry, *rows: str) -> Path:
    folder = enquiry.network.folder / "reference" / "england"
    folder.mkdir(parents=True)
    head = "period,area,phase,absence,authorised,unauthorised,persistent_absence"
    file = folder / "attendance_benchmarks.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def test_a_networks_own_figures_of_two_years_are_the_trend(enquiry: Enquiry) -> None:
    """A school with only a summary moves beside the nation's figure, the authority's being of one year only."""
    _give_summary(enquiry)
    _publish(
        enquiry,
        "2024/25,England,primary,5.2,3.7,1.5,13.4",
        "2025/26,England,primary,5.3,3.7,1.6,13.8",
        "2025/26,Calderdale,primary,5.1,3.7,1.4,12.8",
        "2024/25,England,secondary,8.0,5.0,3.0,23.0",
    )
    _plan(enquiry, **BY_YEARS)
    found = school_beside_trend(enquiry)
    assert isinstance(found, AgainstTrend)
    assert (found.trend_before, found.trend_after) == (13.4, 13.8)
    assert (found.pupils_before, found.pupils_after) == (311, 336)
    assert [round(x or 0, 1) for x in (found.beyond, found.low, found.high)] == [-10.7, -15.1, -6.3]
    assert found.measure == "persistent absence (published: England, primary)"


def test_figures_of_one_year_say_what_to_add(enquiry: Enquiry) -> None:
    """Those that come with the workbooks are of one year: which file to put where is said."""
    _give_summary(enquiry)
    _plan(enquiry, **BY_YEARS)
    found = school_beside_trend(enquiry)
    assert isinstance(found, NotEnough)
    assert "2024/25 and 2025/26" in found.found
    assert "attendance_benchmarks.csv" in found.do


def test_the_benchmark_is_of_the_last_year(enquiry: Enquiry) -> None:
    """Where a network's own figures are of two years, a school stands beside the later."""
    _publish(
        enquiry,
        "2024/25,England,primary,5.2,3.7,1.5,13.4",
        "2025/26,England,primary,5.3,3.7,1.6,13.8",
    )
    assert enquiry.attendance_benchmark()["persistent_absence"].tolist() == [13.8]
    assert len(enquiry.attendance_benchmarks()) == 2


def test_one_year_of_attendance_has_no_change(enquiry: Enquiry) -> None:
    """Marks of one school year only are said to be that, before any published figure is looked for."""
    _plan(enquiry, starts_on=START)
    found = school_beside_trend(enquiry)
    assert isinstance(found, NotEnough)
    assert "one school year only" in found.found


# --- schools without marks --------------------------------------------------------------------------------


def test_without_marks_only_the_first_look_says_what_to_do(enquiry: Enquiry) -> None:
    """The weeks name the table that is missing; everything that follows from them is quiet."""
    _give_summary(enquiry)
    _plan(enquiry, starts_on=START)
    weeks = weekly_school_attendance(enquiry)
    assert isinstance(weeks, NotEnough)
    assert "template of attendance" in weeks.do
    quiet = (
        interrupt_at_start(enquiry, weeks),
        weekly_chosen_attendance(enquiry),
        chosen_beside_others(enquiry),
        chosen_by_themselves(enquiry),
        nothing_was_done(enquiry),
    )
    assert all(isinstance(result, DoesNotApply) for result in quiet)


def test_spans_are_school_years() -> None:
    """A school year begins on the first of August."""
    assert over_time._of_year(2024) == over_time.Span("2024/25", dt.date(2024, 8, 1), dt.date(2025, 7, 31))
