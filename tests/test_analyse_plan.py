"""The evaluation plan: frozen, kept, reopened, and carried out by the estimator it names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import samples
from spoken import said

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.in_short import how_sure
from enquiry_lib.analyse.plan import (
    Estimate,
    estimate_effect,
    freeze_plan,
    plan_status,
    reopen_plan,
    restore_version,
)
from enquiry_lib.show.wording import STRENGTH, cautions
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.clusters import ClusteredDescription, ClusteredEffect, compare_clusters
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups
from enquiry_lib.store.network import School, Settings, create_network
from enquiry_lib.store.shipped import shipped

BEFORE = dt.datetime(2025, 9, 1, 8, tzinfo=dt.UTC)
PLAN = {
    "design": "randomised",
    "unit": "pupils",
    "measured_by": "outcomes",
    "measure": "Reading",
    "smallest_worthwhile": 0.2,
    "certainty": 80,
    "if_yes": "Carry on",
    "if_no": "Stop",
    "if_unclear": "Ask again",
}
BY_ATTENDANCE = {
    "design": "before_after",
    "measured_by": "attendance",
    "baseline": "2024/25",
    "follow_up": "2025/26",
}


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    frames = [
        wide.assign(measure="Reading", occasion=occasion, date=date, score=wide[occasion].round(2))
        for occasion, date in (("baseline", "2025-09-10"), ("follow_up", "2026-03-10"))
    ]
    columns = ["pupil_id", "measure", "occasion", "date", "score", "arm"]
    return pd.concat(frames)[columns]


@pytest.fixture
def enquiry(tmp_path: Path) -> Enquiry:
    """An enquiry with outcomes, two years of marks and a plan that is ready to be frozen."""
    network = create_network(
        tmp_path / "net", Settings(name="Test"), [School("oak", "Oak", "primary", "England")]
    )
    data = network.data_folder("oak")
    data.mkdir(parents=True)
    _long(samples.wide()).to_csv(data / "outcomes.csv", index=False, encoding="utf-8")
    marks = samples.marks([[6] * 12 + [1] * 28, [5] * 15 + [1] * 30])
    marks.to_csv(data / "attendance.csv", index=False, encoding="utf-8")
    opened = open_enquiry(network.folder, "oak")
    opened.save("evaluation_plan", PLAN, base_revision=0)
    return opened


def _plan(enquiry: Enquiry, **values: object) -> None:
    enquiry.save("evaluation_plan", values, base_revision=enquiry.record.revision)


def _frozen_long_ago(enquiry: Enquiry, at: dt.datetime = BEFORE, **values: object) -> None:
    """Write a frozen plan as it stands in records from before anybody asked whether it fits."""
    _plan(enquiry, **values)
    content = enquiry.record.evaluation_plan.content_hash()
    _plan(enquiry, freeze={"at": at.isoformat(), "hash": content})


def test_a_plan_that_lacks_something_cannot_be_frozen(enquiry: Enquiry) -> None:
    """Everything an estimate needs is asked for at once, by its label."""
    _plan(enquiry, design=None, certainty=None)
    with pytest.raises(errors.PlanNotReady) as refused:
        freeze_plan(enquiry)
    asked = "Still to fill in: 'How will you compare?', 'How sure you need to be, confirmed'. Then freeze it."
    assert str(refused.value).endswith(asked)


def test_freezing_keeps_who_when_and_what(enquiry: Enquiry) -> None:
    """A frozen plan carries its date, its person and the hash of its content; freezing again changes nothing."""
    plan = freeze_plan(enquiry, by="R. Lead", now=BEFORE).evaluation_plan
    assert plan.freeze is not None
    assert (plan.freeze.at, plan.freeze.by, plan.freeze.hash) == (BEFORE, "R. Lead", plan.content_hash())
    assert freeze_plan(enquiry, by="Another").evaluation_plan.freeze == plan.freeze


def test_reopening_needs_a_reason_that_stays(enquiry: Enquiry) -> None:
    """A reopened plan hides the outcomes again, and every later finding is exploratory and says why."""
    freeze_plan(enquiry, now=BEFORE)
    with pytest.raises(errors.ReasonNeeded):
        reopen_plan(enquiry, "  ")
    reopen_plan(enquiry, "The test was changed.", now=BEFORE)
    assert isinstance(estimate_effect(enquiry), NotEnough)
    freeze_plan(enquiry, now=BEFORE)
    status = plan_status(enquiry)
    assert [entry.reason for entry in status.reopened] == ["The test was changed."]
    assert status.exploratory == ("the frozen plan was reopened",)


def test_restoring_a_version_from_before_the_freeze_counts_as_reopening(enquiry: Enquiry) -> None:
    """Going back behind a frozen plan leaves a trace that later reports print."""
    before = enquiry.record.revision
    freeze_plan(enquiry, now=BEFORE)
    record = restore_version(enquiry.record_path, before, now=BEFORE)
    assert record.evaluation_plan.freeze is None
    assert [entry.reason for entry in plan_status(enquiry).reopened] == [
        f"Version {before} of the record was restored."
    ]


def test_restoring_within_a_frozen_plan_leaves_it_frozen(enquiry: Enquiry) -> None:
    """A version with the same freeze comes back without any reopening."""
    frozen = freeze_plan(enquiry, now=BEFORE).revision
    enquiry.save("question", {"question": "Does it?"}, base_revision=frozen)
    record = restore_version(enquiry.record_path, frozen)
    assert record.evaluation_plan.freeze is not None
    assert record.evaluation_plan.reopened == []


def test_no_way_of_restoring_hides_that_a_plan_was_reopened(enquiry: Enquiry) -> None:
    """Whatever is restored after it, in any order, a reopening stays on the record with its reason."""
    before, path = enquiry.record.revision, enquiry.record_path
    frozen = freeze_plan(enquiry, now=BEFORE).revision
    restore_version(path, before, now=BEFORE)
    for revision in (before, before, frozen):
        restore_version(path, revision, now=BEFORE)
        assert [entry.reason for entry in plan_status(enquiry).reopened] == [
            f"Version {before} of the record was restored."
        ]
    assert plan_status(enquiry).exploratory == ("the frozen plan was reopened",)
    restore_version(path, before, now=BEFORE)
    assert len(plan_status(enquiry).reopened) == 2


def test_a_reopening_of_the_restored_version_is_kept_too(enquiry: Enquiry) -> None:
    """Going back to a version that knows of more reopenings than the present one keeps all of them."""
    first = enquiry.record_path.read_bytes()
    freeze_plan(enquiry, now=BEFORE)
    reopened = reopen_plan(enquiry, "The test was changed.", now=BEFORE).revision
    freeze_plan(enquiry, now=BEFORE)
    enquiry.record_path.write_bytes(first)
    restore_version(enquiry.record_path, reopened, now=BEFORE)
    assert [entry.reason for entry in plan_status(enquiry).reopened] == ["The test was changed."]


def test_a_broken_record_does_not_hide_a_frozen_plan(enquiry: Enquiry) -> None:
    """Where the present record cannot be read, the newest version that can be says whether a plan was frozen."""
    before = enquiry.record.revision
    frozen = freeze_plan(enquiry, now=BEFORE)
    enquiry.save("question", {"question": "Does it?"}, base_revision=frozen.revision)
    enquiry.record_path.write_text("{", encoding="utf-8")
    restore_version(enquiry.record_path, before, now=BEFORE)
    assert len(plan_status(enquiry).reopened) == 1


def test_an_open_plan_hides_and_says_so(enquiry: Enquiry) -> None:
    """Without a frozen plan there is no estimate, and the status says that outcomes wait."""
    waiting = estimate_effect(enquiry)
    assert isinstance(waiting, NotEnough)
    assert "has not been frozen" in waiting.found
    assert plan_status(enquiry).waiting


def test_a_plan_changed_behind_its_back_is_found(enquiry: Enquiry) -> None:
    """Editing the file of a frozen plan is seen by its hash."""
    freeze_plan(enquiry, now=BEFORE)
    text = enquiry.record_path.read_text(encoding="utf-8")
    enquiry.record_path.write_text(text.replace('"certainty": 80.0', '"certainty": 51.0'), encoding="utf-8")
    assert plan_status(enquiry).exploratory == ("the plan was changed after it had been frozen",)


def test_a_plan_frozen_too_late_is_exploratory(enquiry: Enquiry) -> None:
    """A plan frozen after the follow-up was collected is not a test decided beforehand."""
    freeze_plan(enquiry, now=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    assert plan_status(enquiry).exploratory == ("the plan was frozen after outcomes had been collected",)


def _forget_dates(enquiry: Enquiry, occasion: str) -> None:
    path = enquiry.network.data_folder("oak") / "outcomes.csv"
    table = pd.read_csv(path, encoding="utf-8")
    table.loc[table["occasion"] == occasion, "date"] = None
    table.to_csv(path, index=False, encoding="utf-8")


def test_scores_without_dates_are_no_test_planned_beforehand(enquiry: Enquiry) -> None:
    """Where no later score says when it was taken, nobody can tell that the plan came first."""
    freeze_plan(enquiry, now=BEFORE)
    _forget_dates(enquiry, "baseline")
    assert plan_status(enquiry).exploratory == ()
    _forget_dates(enquiry, "follow_up")
    (reason,) = plan_status(enquiry).exploratory
    assert "the scores have no dates" in reason
    assert "fill in the column ‘date’" in reason
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert estimate.exploratory == (reason,)


def test_dates_are_not_missed_before_there_are_scores(enquiry: Enquiry) -> None:
    """A plan frozen while the later scores are still to come is not called exploratory for their dates."""
    path = enquiry.network.data_folder("oak") / "outcomes.csv"
    table = pd.read_csv(path, encoding="utf-8")
    table.loc[table["occasion"] == "follow_up", ["date", "score"]] = None
    table.to_csv(path, index=False, encoding="utf-8")
    freeze_plan(enquiry, now=BEFORE)
    assert plan_status(enquiry).exploratory == ()


@pytest.mark.parametrize("design", ["randomised", "comparison"])
def test_two_group_designs_use_the_adjusted_comparison(enquiry: Enquiry, design: str) -> None:
    """The plan's estimate is the one the statistics give for the same pupils, with the plan's threshold."""
    _plan(enquiry, design=design)
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, TwoGroupEffect)
    rounded = samples.wide().round({"baseline": 2, "follow_up": 2})
    expected = compare_two_groups(rounded, outcome="follow_up", arm="arm", baseline="baseline")
    assert isinstance(expected, TwoGroupEffect)
    assert estimate.effect.effect.g == pytest.approx(expected.effect.g, abs=1e-9)
    assert estimate.chance == pytest.approx(probability_at_least(expected, 0.2), abs=1e-9)
    assert estimate.exploratory == ()


@pytest.mark.parametrize(
    ("planned", "unlike"),
    [(None, ""), (30, "more"), (50, ""), (60, ""), (80, ""), (90, "fewer"), (3, "more")],
)
@pytest.mark.parametrize("design", ["randomised", "before_after"])
def test_far_more_or_fewer_pupils_than_planned_are_told(
    enquiry: Enquiry, design: str, planned: int | None, unlike: str
) -> None:
    """Sixty pupils have both scores: a plan for half as many may have been about others; no number is said."""
    _plan(enquiry, design=design, pupils=planned)
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert estimate.unlike_plan == unlike
    told = [one for one in cautions(estimate) if "than the plan names" in one]
    assert [f"Far {unlike} pupils" in one for one in told] == [True] * bool(unlike)
    assert [one in said(how_sure(estimate)) for one in told] == [True] * bool(unlike)
    held = estimate.withhold(set(estimate.cells()["id"]))
    assert held.unlike_plan == ""


@pytest.mark.parametrize("design", ["randomised", "before_after"])
def test_scores_that_were_not_collected_yet_are_not_looked_for_under_other_ids(
    enquiry: Enquiry, design: str
) -> None:
    """Without any score from after, that is said, and not that pupils' ids might differ."""
    path = enquiry.network.data_folder("oak") / "outcomes.csv"
    table = pd.read_csv(path, encoding="utf-8")
    table[table["occasion"] == "baseline"].to_csv(path, index=False, encoding="utf-8")
    _plan(enquiry, design=design)
    freeze_plan(enquiry, now=BEFORE)
    found = estimate_effect(enquiry)
    assert isinstance(found, NotEnough)
    assert found.found == "the table of outcomes has no scores of ‘Reading’ from ‘follow_up’"
    assert "same id" not in found.do


def _in_classes(enquiry: Enquiry, many: int, **plan: object) -> pd.DataFrame:
    """Put the sixty pupils into so many classes of like size, half of them treated, and plan for whole classes."""
    wide = samples.wide().round({"baseline": 2, "follow_up": 2})
    wide["class_name"] = [f"4{'ABCDEF'[place * many // 60]}" for place in range(60)]
    pupils = wide[["pupil_id", "class_name"]].assign(year_group="4")
    pupils.to_csv(enquiry.network.data_folder("oak") / "pupils.csv", index=False, encoding="utf-8")
    _plan(enquiry, unit="classes", **plan)
    freeze_plan(enquiry, now=BEFORE)
    return wide


@pytest.mark.parametrize(
    ("design", "bears"), [("randomised", "classes_randomised"), ("comparison", "classes_compared")]
)
def test_whole_classes_are_compared_as_classes(enquiry: Enquiry, design: str, bears: str) -> None:
    """A plan for whole classes is carried out by the mixed model with the pupils' classes, and speaks by that design."""
    wide = _in_classes(enquiry, 6, design=design)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, ClusteredEffect)
    expected = compare_clusters(
        wide, outcome="follow_up", arm="arm", cluster="class_name", baseline="baseline"
    )
    assert isinstance(expected, ClusteredEffect)
    assert estimate.effect.effect.g == pytest.approx(expected.effect.g, abs=1e-9)
    assert estimate.chance == pytest.approx(probability_at_least(expected, 0.2), abs=1e-9)
    assert estimate.design == bears
    assert STRENGTH[bears] in said(estimate)
    assert STRENGTH[design] not in said(estimate)


def test_one_class_each_is_described_and_judged_by_nothing(enquiry: Enquiry) -> None:
    """One class beside one other gives two means, no chance, and says that class and intervention cannot be told apart."""
    _in_classes(enquiry, 2)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, ClusteredDescription)
    assert (estimate.design, estimate.chance) == ("one_class_each", None)
    assert STRENGTH["one_class_each"] in said(estimate)
    assert STRENGTH["randomised"] not in said(estimate)


def test_a_class_in_both_groups_was_not_allocated_whole(enquiry: Enquiry) -> None:
    """Where the plan says whole classes and the table does not, the result says what to do, in the school's words."""
    _in_classes(enquiry, 3)
    found = estimate_effect(enquiry)
    assert isinstance(found, NotEnough)
    assert "a class has pupils in both groups" in found.found
    assert "compare_in_sites" not in found.do


def test_whole_classes_need_to_know_the_classes(enquiry: Enquiry) -> None:
    """Without a table of pupils nobody's class is known, and the result asks for it."""
    _in_classes(enquiry, 6)
    (enquiry.network.data_folder("oak") / "pupils.csv").unlink()
    found = estimate_effect(enquiry)
    assert isinstance(found, NotEnough)
    assert "class_name" in found.do


def test_a_plan_from_before_anybody_asked_is_about_pupils(enquiry: Enquiry) -> None:
    """A plan that was frozen without saying what was allocated keeps its hash and its estimator."""
    _frozen_long_ago(enquiry, unit=None)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, TwoGroupEffect)
    assert estimate.exploratory == ()


def test_one_group_design_uses_the_paired_change(enquiry: Enquiry) -> None:
    """A before-and-after plan is carried out on pupils with both scores, whatever arm they are in."""
    _plan(enquiry, design="before_after")
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, BeforeAfter)
    assert estimate.effect.n == 60


def test_attendance_plan_reads_the_register(enquiry: Enquiry) -> None:
    """A plan measured by attendance is answered from the marks."""
    _plan(enquiry, design="before_after", measured_by="attendance", baseline="2024/25", follow_up="2025/26")
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, Attendance)
    assert [period.persistent for period in estimate.effect.periods] == [12, 15]


def test_attendance_plan_takes_the_summary_where_there_are_no_marks(enquiry: Enquiry) -> None:
    """A school without marks is answered from its own summary: -10.3 points (-14.7 to -5.9; tolerance 0.05)."""
    data = enquiry.network.data_folder("oak")
    (data / "attendance.csv").unlink()
    example = shipped("data_templates") / "attendance_summary" / "example.csv"
    (data / "attendance_summary.csv").write_bytes(example.read_bytes())
    _plan(enquiry, design="before_after", measured_by="attendance", baseline="2024/25", follow_up="2025/26")
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, Attendance)
    assert estimate.effect.change is not None
    change = estimate.effect.change
    assert [change.persistent_points, change.low, change.high] == pytest.approx(
        [-10.3, -14.7, -5.9], abs=0.05
    )


@pytest.mark.parametrize("design", ["randomised", "comparison"])
def test_attendance_is_no_comparison_of_groups(enquiry: Enquiry, design: str) -> None:
    """A plan by attendance that names groups is not frozen, and is told what to choose."""
    _plan(enquiry, **(BY_ATTENDANCE | {"design": design}))
    with pytest.raises(errors.PlanDoesNotFit, match="choose 'One group, before and after'"):
        freeze_plan(enquiry)
    (reason,) = plan_status(enquiry).unfit
    assert "no second group" in reason


@pytest.mark.parametrize(
    ("years", "asked"),
    [
        (
            ("baseline", "follow_up"),
            "2024/25 under 'Occasion before, or school year before'.*'Occasion after, or school year after'",
        ),
        (("2024/26", "2025/26"), "2024/25 under 'Occasion before, or school year before'"),
        (("2025/26", "2024/25"), "has to be the later of the two"),
    ],
)
def test_attendance_is_planned_for_two_school_years(
    enquiry: Enquiry, years: tuple[str, str], asked: str
) -> None:
    """A plan by attendance is frozen only when it names two school years, the later one after the earlier."""
    _plan(enquiry, **(BY_ATTENDANCE | {"baseline": years[0], "follow_up": years[1]}))
    with pytest.raises(errors.PlanDoesNotFit, match=asked):
        freeze_plan(enquiry)


@pytest.mark.parametrize("design", ["randomised", "comparison"])
def test_attendance_never_speaks_by_a_stronger_design(enquiry: Enquiry, design: str) -> None:
    """A record frozen with groups and attendance is read as before and after, in its status and its estimate."""
    _frozen_long_ago(enquiry, **(BY_ATTENDANCE | {"design": design}))
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert (estimate.design, plan_status(enquiry).design) == ("before_after", "before_after")
    assert STRENGTH["randomised"] not in said(estimate)


@pytest.mark.parametrize("effect", [samples.attendance(), samples.one_group()], ids=["attendance", "scores"])
def test_no_finding_without_a_group_beside_it_is_called_a_trial(effect: Attendance | BeforeAfter) -> None:
    """However an estimate is made, the kind of its effect decides what it can bear."""
    assert samples.estimate(effect, "randomised").design == "before_after"
    assert samples.estimate(samples.two_groups(), "comparison").design == "comparison"


def test_an_attendance_plan_is_about_the_years_it_names(enquiry: Enquiry) -> None:
    """Of three years the two that were named are compared, the same as if the marks had no other."""
    marks = samples.marks([[6] * 12 + [1] * 28, [5] * 15 + [1] * 30, [1] * 40])
    path = enquiry.network.data_folder("oak") / "attendance.csv"
    marks.to_csv(path, index=False, encoding="utf-8")
    _plan(enquiry, **(BY_ATTENDANCE | {"baseline": "2024-2025", "follow_up": "2025/26"}))
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert estimate.effect == samples.attendance([[6] * 12 + [1] * 28, [5] * 15 + [1] * 30])


def test_a_summary_gives_the_years_that_are_named(enquiry: Enquiry) -> None:
    """Years are picked from a school's own summary as they are from marks."""
    data = enquiry.network.data_folder("oak")
    (data / "attendance.csv").unlink()
    example = shipped("data_templates") / "attendance_summary" / "example.csv"
    rows = example.read_text(encoding="utf-8-sig")
    later = rows.splitlines()[-1].replace("2025/26", "2026/27")
    (data / "attendance_summary.csv").write_text(f"{rows.rstrip()}\n{later}\n", encoding="utf-8")
    _plan(enquiry, **BY_ATTENDANCE)
    freeze_plan(enquiry, now=BEFORE)
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert isinstance(estimate.effect, Attendance)
    assert [period.period for period in estimate.effect.periods] == ["2024/25", "2025/26"]


def test_years_that_are_not_there_are_named(enquiry: Enquiry) -> None:
    """A plan about years of which there are no marks hears which are missing, and which there are."""
    _plan(enquiry, **(BY_ATTENDANCE | {"baseline": "2022/23", "follow_up": "2023/24"}))
    freeze_plan(enquiry, now=BEFORE)
    missing = estimate_effect(enquiry)
    assert isinstance(missing, NotEnough)
    assert "2022/23 and 2023/24" in missing.found
    assert "there are: 2024/25, 2025/26" in missing.do


@pytest.mark.parametrize(("at", "late"), [(BEFORE, False), (dt.datetime(2030, 1, 1, tzinfo=dt.UTC), True)])
def test_a_plan_that_names_no_years_is_held_against_the_last_session(
    enquiry: Enquiry, at: dt.datetime, late: bool
) -> None:
    """An old plan by attendance without years is exploratory when it was frozen after the last session there is."""
    _frozen_long_ago(enquiry, at, design="before_after", measured_by="attendance")
    estimate = estimate_effect(enquiry)
    assert isinstance(estimate, Estimate)
    assert estimate.exploratory == (
        ("the plan was frozen after outcomes had been collected",) if late else ()
    )


@pytest.mark.parametrize("table", ["outcomes", "attendance"])
def test_a_missing_table_is_said(enquiry: Enquiry, table: str) -> None:
    """A frozen plan without its table says which table to fill in."""
    (enquiry.network.data_folder("oak") / f"{table}.csv").unlink()
    _plan(enquiry, **(BY_ATTENDANCE if table == "attendance" else {}))
    freeze_plan(enquiry, now=BEFORE)
    missing = estimate_effect(enquiry)
    assert isinstance(missing, NotEnough)
    assert table in missing.found


def test_attendance_without_codes_is_said(enquiry: Enquiry) -> None:
    """A nation whose register codes nobody has shipped gets a plain answer."""
    register = enquiry.network.folder / "schools.csv"
    register.write_text(
        register.read_text(encoding="utf-8-sig").replace("England", "Wales"), encoding="utf-8"
    )
    _plan(enquiry, **BY_ATTENDANCE)
    freeze_plan(enquiry, now=BEFORE)
    missing = estimate_effect(open_enquiry(enquiry.network.folder, "oak"))
    assert isinstance(missing, NotEnough)
    assert "Wales" in missing.found


def test_a_plan_on_a_measure_nobody_took_cannot_be_frozen(enquiry: Enquiry) -> None:
    """A slip in the name of the measure is found before the plan is frozen, with the names there are."""
    _plan(enquiry, measure="Reading tset")
    with pytest.raises(
        errors.MeasureNotFound,
        match=r"'Reading tset'.*measures are 'Reading'; its occasions are 'baseline', 'follow_up'",
    ):
        freeze_plan(enquiry)


def test_another_measures_earlier_date_does_not_count(enquiry: Enquiry) -> None:
    """A plan is not too late because some other measure had been taken before it was frozen."""
    path = enquiry.network.data_folder("oak") / "outcomes.csv"
    other = "P0001,Spelling,follow_up,2025-06-01,10,intervention\n"
    path.write_text(path.read_text(encoding="utf-8") + other, encoding="utf-8")
    freeze_plan(enquiry, now=BEFORE)
    assert plan_status(enquiry).exploratory == ()
