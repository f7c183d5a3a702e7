"""What stands behind the plan's estimate: who was lost, other models, planned groups, the weighing, months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import samples
import samples_impact

from enquiry_lib.analyse.decision import answer_of
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.impact import (
    look_again,
    planned_subgroups,
    progress_in_months,
    school_attrition,
    weigh_estimate,
)
from enquiry_lib.analyse.plan import Effect, Estimate, estimate_effect, freeze_plan
from enquiry_lib.stats.comparisons.side_by_side import SideBySide
from enquiry_lib.stats.comparisons.subgroups import Subgroups
from enquiry_lib.stats.months import MonthsOfProgress
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.stats.trials.attrition import Attrition
from enquiry_lib.stats.trials.clusters import ClusteredEffect
from enquiry_lib.stats.two_groups import TwoGroupEffect
from enquiry_lib.stats.weighing import Weighed
from enquiry_lib.store.network import School, Settings, create_network

Asked = Callable[[Enquiry], object]

BEFORE = dt.datetime(2025, 9, 1, 8, tzinfo=dt.UTC)
PLAN = {
    "design": "randomised",
    "unit": "pupils",
    "measured_by": "outcomes",
    "measure": "Reading",
    "attainment": "yes",
    "smallest_worthwhile": 0.2,
    "certainty": 80,
    "groups": ["Girls"],
    "if_yes": "Carry on",
    "if_no": "Stop",
    "if_unclear": "Ask again",
}
PREMIUM = "Disadvantaged pupils (pupil premium)"
NEEDS = "Pupils with special educational needs or disabilities"


def _pupils(wide: pd.DataFrame) -> pd.DataFrame:
    """Six classes of ten in two arms; girls and boys by turns, hardly anybody with the premium."""
    place = np.arange(len(wide))
    return pd.DataFrame(
        {
            "pupil_id": wide["pupil_id"],
            "year_group": "4",
            "class_name": [f"4{'ABCDEF'[at // 10]}" for at in place],
            "sex": np.where(place % 2, "F", "M"),
            "pupil_premium": np.where(place % 9, "no", "yes"),
            "send": np.array(["none", "SEN support", "none", "EHC plan"])[place % 4],
        }
    )


@pytest.fixture
def enquiry(tmp_path: Path) -> Enquiry:
    """A school with sixty pupils' scores, two of them lost, and a plan that is not frozen yet."""
    network = create_network(
        tmp_path / "net", Settings(name="Test"), [School("oak", "Oak", "primary", "England")]
    )
    data = network.data_folder("oak")
    data.mkdir(parents=True)
    wide = samples.wide().round({"baseline": 2, "follow_up": 2})
    rows = [
        wide.assign(measure="Reading", occasion=occasion, date=date, score=wide[occasion])
        for occasion, date in (("baseline", "2025-09-10"), ("follow_up", "2026-03-10"))
    ]
    outcomes = pd.concat(rows)[["pupil_id", "measure", "occasion", "date", "score", "arm"]]
    outcomes.iloc[:-2].to_csv(data / "outcomes.csv", index=False, encoding="utf-8")
    _pupils(wide).to_csv(data / "pupils.csv", index=False, encoding="utf-8")
    return open_enquiry(network.folder, "oak")


def _frozen(enquiry: Enquiry, **values: object) -> Enquiry:
    enquiry.save("evaluation_plan", PLAN | values, base_revision=enquiry.record.revision)
    freeze_plan(enquiry, now=BEFORE)
    return enquiry


def _effect(found: Estimate | NotEnough) -> Effect:
    assert isinstance(found, Estimate)
    return found.effect


# --- where there is nothing to say ------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [school_attrition, look_again, planned_subgroups])
def test_outcomes_wait_for_the_plan(enquiry: Enquiry, ask: Asked) -> None:
    """Nothing about the scores after is told before the plan is frozen."""
    enquiry.save("evaluation_plan", PLAN, base_revision=0)
    found = ask(enquiry)
    assert type(found) is NotEnough
    assert "not been frozen" in found.found


@pytest.mark.parametrize("ask", [school_attrition, look_again, planned_subgroups])
def test_one_group_has_nobody_beside_it(enquiry: Enquiry, ask: Asked) -> None:
    """Of one group before and after it is said that this does not apply, and nothing is missing."""
    assert isinstance(ask(_frozen(enquiry, design="before_after")), DoesNotApply)


def test_what_cannot_be_estimated_is_not_weighed(enquiry: Enquiry) -> None:
    """The reason why there is no estimate is the reason why there is nothing to weigh."""
    waiting = estimate_effect(enquiry)
    assert weigh_estimate(waiting) == progress_in_months(enquiry, waiting) == waiting
    assert isinstance(waiting, NotEnough)


# --- who was lost, and the same question again ------------------------------------------------------------


def test_everybody_who_was_put_in_a_group_counts_as_allocated(enquiry: Enquiry) -> None:
    """Two of thirty have no second score: 3.3% overall, and all of it in one group."""
    found = school_attrition(_frozen(enquiry))
    assert isinstance(found, Attrition)
    (pupils,) = found.levels
    assert (pupils.allocated_treated, pupils.allocated_control, pupils.analysed_control) == (30, 30, 28)
    assert pupils.overall == pytest.approx(100 * 2 / 60)
    assert pupils.differential == pytest.approx(100 * 2 / 30)


def test_where_whole_classes_were_allocated_classes_can_be_lost(enquiry: Enquiry) -> None:
    """Classes are counted first, then the pupils of those that stayed."""
    found = school_attrition(_frozen(enquiry, unit="classes"))
    assert isinstance(found, Attrition)
    classes, pupils = found.levels
    assert (classes.allocated_treated, classes.analysed_treated, pupils.allocated_treated) == (3, 3, 30)


@pytest.mark.parametrize(("unit", "planned"), [("pupils", "baseline"), ("classes", "classes_random")])
def test_the_planned_model_is_marked_among_the_others(enquiry: Enquiry, unit: str, planned: str) -> None:
    """The model that the estimate goes by is marked, gives its difference, and stands beside models with classes."""
    effect = _effect(estimate_effect(_frozen(enquiry, unit=unit)))
    found = look_again(enquiry)
    assert isinstance(found, SideBySide)
    assert isinstance(effect, TwoGroupEffect | ClusteredEffect)
    (line,) = [line for line in found.lines if line.planned]
    assert line.model == planned
    assert line.answer.difference == pytest.approx(effect.difference, abs=1e-6)
    assert "classes_robust" in {line.model for line in found.lines}


def test_the_planned_model_of_whole_classes_is_as_unsure_as_the_estimate(enquiry: Enquiry) -> None:
    """Its degrees of freedom and its interval in points are those of the estimate; in SD they are within a hundredth or two."""
    effect = _effect(estimate_effect(_frozen(enquiry, unit="classes")))
    found = look_again(enquiry)
    assert isinstance(found, SideBySide)
    assert isinstance(effect, ClusteredEffect)
    (line,) = [line.answer for line in found.lines if line.planned]
    assert (line.df, line.low, line.high) == pytest.approx((effect.df, effect.low, effect.high), rel=1e-6)
    assert (line.g_low, line.g_high) == pytest.approx((effect.effect.low, effect.effect.high), abs=0.03)


def test_classes_are_left_out_where_somebody_s_is_not_known(enquiry: Enquiry) -> None:
    """A pupil without a class stays in the comparison, which then has no models with classes."""
    path = enquiry.network.data_folder("oak") / "pupils.csv"
    pupils = pd.read_csv(path)
    pupils.loc[3, "class_name"] = None
    pupils.to_csv(path, index=False, encoding="utf-8")
    found = look_again(_frozen(enquiry))
    assert isinstance(found, SideBySide)
    assert found.n_treated == 30
    assert not [line for line in found.lines if line.model.startswith("classes")]


def test_it_counts_the_pupils_of_the_estimate_under_the_same_ids(enquiry: Enquiry) -> None:
    """Estimate, other models, groups and the weighing are about the same pupils, so that nothing lies between them."""
    estimate = estimate_effect(_frozen(enquiry))
    parts = (estimate, look_again(enquiry), weigh_estimate(estimate), planned_subgroups(enquiry))
    counted = [part.cells().set_index("id")["who"] for part in parts]
    name = "Reading|follow_up|analysed|comparison"
    assert all(cells[name] == counted[0][name] for cells in counted)


# --- the planned groups -----------------------------------------------------------------------------------


def test_only_the_planned_groups_are_compared(enquiry: Enquiry) -> None:
    """The plan named girls: there is one column, it is planned, and it has a test between its two sides."""
    found = planned_subgroups(_frozen(enquiry))
    assert isinstance(found, Subgroups)
    (sex,) = found.columns
    assert (sex.name, sex.planned, {member.name for member in sex.members}) == ("sex", True, {"F", "M"})
    assert sex.test.p is not None
    assert "not_planned" not in found.cautions


def test_groups_too_small_to_be_told_of_are_not_shown_at_all(enquiry: Enquiry) -> None:
    """A column with fewer than ten on a side of an arm costs the report no withheld number: it is left out."""
    found = planned_subgroups(_frozen(enquiry, groups=["Girls", PREMIUM]))
    assert isinstance(found, Subgroups)
    assert [column.name for column in found.columns] == ["sex"]


def test_special_needs_of_any_kind_are_one_side(enquiry: Enquiry) -> None:
    """Two kinds of needs too small by themselves are compared together with all others."""
    found = planned_subgroups(_frozen(enquiry, groups=[NEEDS]))
    assert isinstance(found, Subgroups)
    assert {member.name for member in found.columns[0].members} == {"any", "none"}


@pytest.mark.parametrize(
    ("groups", "unit", "said"),
    [
        ([], "pupils", "names no groups"),
        ([PREMIUM], "pupils", "at least 10 pupils"),
        (["Pupils who underachieve"], "pupils", "do not say who belongs"),
        (["Girls"], "classes", "Whole classes"),
    ],
)
def test_why_no_group_is_compared_is_said(enquiry: Enquiry, groups: list[str], unit: str, said: str) -> None:
    """No group named, none large enough, none in the tables, or whole classes: each has its own words."""
    found = planned_subgroups(_frozen(enquiry, groups=groups, unit=unit))
    assert isinstance(found, NotEnough)
    assert said in found.found


@pytest.mark.parametrize("few", [1, 9])
def test_why_no_group_is_compared_tells_nobody_s_number(enquiry: Enquiry, few: int) -> None:
    """With one pupil of a group and with nine the words are the same."""
    path = enquiry.network.data_folder("oak") / "pupils.csv"
    pupils = pd.read_csv(path)
    pupils["pupil_premium"] = np.where(np.arange(len(pupils)) % 30 < few, "yes", "no")
    pupils.to_csv(path, index=False, encoding="utf-8")
    found = planned_subgroups(_frozen(enquiry, groups=[PREMIUM]))
    assert isinstance(found, NotEnough)
    assert found.found.startswith("each would need at least 10 pupils")


# --- weighing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "plan",
    [{}, {"unit": "classes"}, {"design": "comparison"}, {"design": "before_after"}, {"certainty": 55}],
)
def test_the_weighing_gives_the_answer_of_the_rule(enquiry: Enquiry, plan: dict[str, object]) -> None:
    """Both go by one rule: the same chance, and the same answer, under every design."""
    estimate = estimate_effect(_frozen(enquiry, **plan))
    found = weigh_estimate(estimate)
    assert isinstance(found, Weighed)
    assert isinstance(estimate, Estimate)
    assert found.up == pytest.approx(estimate.chance, abs=1e-12)
    assert found.answer == answer_of(estimate)
    assert found.design == estimate.design


def test_attendance_and_one_class_each_have_no_chance_to_weigh() -> None:
    """A change in attendance is judged by its interval, and two classes by nothing."""
    assert isinstance(weigh_estimate(samples.estimate(samples.attendance(), "before_after")), DoesNotApply)
    assert isinstance(weigh_estimate(samples_impact.of_classes(24, 26)), DoesNotApply)


# --- months -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["pupils", "classes"])
def test_months_are_by_the_first_table_of_the_list(enquiry: Enquiry, unit: str) -> None:
    """A test of attainment in two groups has months, and they say by which table."""
    found = progress_in_months(enquiry, estimate_effect(_frozen(enquiry, unit=unit)))
    assert isinstance(found, MonthsOfProgress)
    assert found.table == enquiry.reference("months_of_progress").facts["table"].iloc[0]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"attainment": "no"}, "no test of attainment"),
        ({"attainment": None}, "no test of attainment"),
        ({"attainment": "not known"}, "not known whether this is a test of attainment"),
        ({"design": "before_after"}, "no comparison group"),
    ],
)
def test_months_are_refused_in_words(enquiry: Enquiry, plan: dict[str, object], said: str) -> None:
    """Of anything but attainment, of what nobody said, and without a comparison group there are no months."""
    found = progress_in_months(enquiry, estimate_effect(_frozen(enquiry, **plan)))
    assert isinstance(found, DoesNotApply)
    assert said in found.found
