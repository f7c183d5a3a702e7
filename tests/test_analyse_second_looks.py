"""The plan's finding as a sceptical colleague questions it: each question by the plan, or a reason why it is not asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.plan import estimate_effect, freeze_plan
from enquiry_lib.analyse.second_looks import (
    effect_where_received,
    every_subgroup,
    fill_in_missing,
    match_school,
    redraw_groups,
    redraw_pupils,
    school_balance,
)
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import cautions, sentences
from enquiry_lib.stats.comparisons.balance import Balance
from enquiry_lib.stats.comparisons.imputation import ImputedComparison
from enquiry_lib.stats.comparisons.matching import MatchedComparison
from enquiry_lib.stats.comparisons.subgroups import Subgroups
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect
from enquiry_lib.stats.trials.clusters import ClusteredEffect
from enquiry_lib.stats.trials.compliers import ComplierEffect
from enquiry_lib.stats.trials.permutation import PermutationTest
from enquiry_lib.stats.two_groups import TwoGroupEffect
from enquiry_lib.store.network import School, Settings, create_network

Asked = Callable[[Enquiry], Any]

BEFORE = dt.datetime(2025, 9, 1, 8, tzinfo=dt.UTC)
PLAN = {
    "design": "randomised",
    "unit": "pupils",
    "measured_by": "outcomes",
    "measure": "Reading",
    "attainment": "yes",
    "smallest_worthwhile": 0.2,
    "certainty": 80,
    "enough": 75,
    "groups": ["Girls"],
    "if_yes": "Carry on",
    "if_no": "Stop",
    "if_unclear": "Ask again",
}
AFTERWARDS = (
    match_school,
    redraw_groups,
    redraw_pupils,
    fill_in_missing,
    effect_where_received,
    every_subgroup,
)


@pytest.fixture
def enquiry(tmp_path: Path) -> Enquiry:
    """A school with sixty pupils in six classes, two scores lost, sessions recorded, and a plan that is not frozen yet."""
    network = create_network(
        tmp_path / "net", Settings(name="Test"), [School("oak", "Oak", "primary", "England")]
    )
    data = network.data_folder("oak")
    data.mkdir(parents=True)
    wide = samples.wide().round({"baseline": 2, "follow_up": 2})
    for name, table in (
        ("outcomes", _outcomes(wide)),
        ("pupils", _pupils(wide)),
        ("delivery", _sessions(wide)),
    ):
        table.to_csv(data / f"{name}.csv", index=False, encoding="utf-8")
    return open_enquiry(network.folder, "oak")


def _outcomes(wide: pd.DataFrame) -> pd.DataFrame:
    rows = [
        wide.assign(measure="Reading", occasion=occasion, date=date, score=wide[occasion])
        for occasion, date in (("baseline", "2025-09-10"), ("follow_up", "2026-03-10"))
    ]
    return pd.concat(rows)[["pupil_id", "measure", "occasion", "date", "score", "arm"]].iloc[:-2]


def _pupils(wide: pd.DataFrame) -> pd.DataFrame:
    """Six classes of ten in two arms; girls and boys by turns, four of them looked after."""
    place = np.arange(len(wide))
    return pd.DataFrame(
        {
            "pupil_id": wide["pupil_id"],
            "year_group": "4",
            "class_name": [f"4{'ABCDEF'[at // 10]}" for at in place],
            "sex": np.where(place % 2, "F", "M"),
            "send": np.array(["none", "SEN support", "none", "EHC plan"])[place % 4],
            "looked_after": np.where(place < 4, "yes", "no"),
        }
    )


def _sessions(wide: pd.DataFrame) -> pd.DataFrame:
    """Four sessions for the treated, of which every third pupil came to two."""
    treated = wide.loc[wide["arm"] == "intervention", "pupil_id"]
    rows = [
        {
            "pupil_id": pupil,
            "date": f"2025-10-{day:02d}",
            "attended": "yes" if place % 3 or day < 9 else "no",
            "planned_minutes": 20,
            "minutes": 20,
        }
        for place, pupil in enumerate(treated)
        for day in (1, 8, 15, 22)
    ]
    return pd.DataFrame(rows)


def _frozen(enquiry: Enquiry, **values: object) -> Enquiry:
    enquiry.save("evaluation_plan", PLAN | values, base_revision=enquiry.record.revision)
    freeze_plan(enquiry, now=BEFORE)
    return enquiry


def _difference(enquiry: Enquiry) -> float:
    effect = estimate_effect(enquiry).effect  # type: ignore[union-attr]
    assert isinstance(effect, TwoGroupEffect | ClusteredEffect)
    return float(effect.difference or 0.0)


# --- where there is nothing to say ------------------------------------------------------------------------


@pytest.mark.parametrize("ask", AFTERWARDS)
def test_scores_from_after_the_start_wait_for_the_plan(enquiry: Enquiry, ask: Asked) -> None:
    """Whatever rests on the scores after is not told before the plan is frozen."""
    enquiry.save("evaluation_plan", PLAN, base_revision=0)
    found = ask(enquiry)
    assert type(found) is NotEnough
    assert "not been frozen" in found.found


@pytest.mark.parametrize("ask", [school_balance, *AFTERWARDS])
@pytest.mark.parametrize(
    "values",
    [
        {"design": "before_after"},
        {
            "design": "before_after",
            "measured_by": "attendance",
            "baseline": "2024/25",
            "follow_up": "2025/26",
        },
    ],
)
def test_one_group_and_two_years_have_nobody_beside_them(
    enquiry: Enquiry, ask: Asked, values: dict[str, object]
) -> None:
    """Before and after, and two years of attendance, are told quietly that the question does not apply."""
    assert isinstance(ask(_frozen(enquiry, **values)), DoesNotApply)


@pytest.mark.parametrize(
    ("ask", "values"),
    [
        (match_school, {"design": "randomised"}),
        (match_school, {"design": "comparison", "unit": "classes"}),
        (redraw_groups, {"design": "comparison"}),
        (effect_where_received, {"design": "comparison"}),
        (every_subgroup, {"unit": "classes"}),
    ],
)
def test_a_question_that_the_design_cannot_bear_is_not_asked(
    enquiry: Enquiry, ask: Asked, values: dict[str, object]
) -> None:
    """Matching is for groups that nobody drew, drawing again for those somebody did, and groups not for whole classes."""
    assert isinstance(ask(_frozen(enquiry, **values)), DoesNotApply)


def test_sessions_that_nobody_recorded_are_missing(enquiry: Enquiry) -> None:
    """Without a record of delivery nobody knows who had enough, which is a lack and is said."""
    (enquiry.network.data_folder("oak") / "delivery.csv").unlink()
    found = effect_where_received(_frozen(enquiry))
    assert type(found) is NotEnough


# --- what is answered -------------------------------------------------------------------------------------


def test_likeness_at_the_start_needs_no_frozen_plan(enquiry: Enquiry) -> None:
    """All thirty of both groups, lost later or not; columns with a group of fewer than ten are left out."""
    enquiry.save("evaluation_plan", PLAN, base_revision=0)
    found = school_balance(enquiry)
    assert isinstance(found, Balance)
    assert (found.n_treated, found.n_control) == (30, 30)
    assert {line.column for line in found.lines} == {"score_before", "sex", "send"}
    assert "by chance alone" in " ".join(cautions(gate(found)))
    assert "adjust" not in " ".join(sentences(found))
    assert found == school_balance(_frozen(enquiry))


def test_pupils_are_matched_on_the_score_before_and_the_planned_groups(enquiry: Enquiry) -> None:
    """Where nobody drew lots, those most like them in what the plan looked at, with all the words that this asks for."""
    found = match_school(_frozen(enquiry, design="comparison"))
    assert isinstance(found, MatchedComparison)
    assert found.on == ("score_before", "sex")
    assert "like them in the score before and sex." in " ".join(sentences(found))
    assert "Nobody drew lots" in " ".join(sentences(found))
    assert "by_lot" not in school_balance(enquiry).cautions  # type: ignore[union-attr]


def test_groups_are_drawn_again_as_they_were_drawn(enquiry: Enquiry) -> None:
    """Pupils one by one about the estimate itself; six classes in all their twenty ways."""
    found = redraw_groups(_frozen(enquiry))
    assert isinstance(found, PermutationTest)
    assert (found.cluster, found.exact) == ("", False)
    assert found.difference == pytest.approx(_difference(enquiry))


def test_whole_classes_are_drawn_again_whole(enquiry: Enquiry) -> None:
    """Of six classes three can be treated in twenty ways, and the bootstrap draws classes too."""
    drawn, others = redraw_groups(_frozen(enquiry, unit="classes")), redraw_pupils(enquiry)
    assert isinstance(drawn, PermutationTest)
    assert isinstance(others, BootstrapEffect)
    assert (drawn.allocations, others.resample, others.clusters) == (20, "clusters", 6)
    assert "by whole classes" in " ".join(sentences(drawn))
    assert "fewer than ten classes, drawn again" in " ".join(sentences(others))


def test_pupils_drawn_again_are_those_of_the_estimate(enquiry: Enquiry) -> None:
    """The difference is the estimate's, and the counts have its ids."""
    found = redraw_pupils(_frozen(enquiry, design="comparison"))
    assert isinstance(found, BootstrapEffect)
    assert found.difference == pytest.approx(_difference(enquiry))
    assert set(found.cells()["id"]) <= set(estimate_effect(enquiry).cells()["id"])


def test_missing_scores_are_filled_in_beside_the_complete(enquiry: Enquiry) -> None:
    """All sixty stand beside those with nothing missing; of whole classes it is said that they are left out of account."""
    found = fill_in_missing(_frozen(enquiry))
    assert isinstance(found, ImputedComparison)
    assert (found.n_treated, found.n_control, found.complete_control) == (30, 30, 28)
    assert "clusters_ignored" not in found.cautions


def test_filling_in_of_whole_classes_looks_surer_than_it_is(enquiry: Enquiry) -> None:
    """Where whole classes were compared, it is said beside the interval, and outlives the gate."""
    found = fill_in_missing(_frozen(enquiry, unit="classes"))
    assert isinstance(found, ImputedComparison)
    assert "leave out of account" in " ".join(sentences(gate(found)))


def test_enough_is_what_the_plan_calls_enough(enquiry: Enquiry) -> None:
    """A third came to half of their sessions: too little at 75%, enough at 50%; no session counts as none."""
    found = effect_where_received(_frozen(enquiry))
    assert isinstance(found, ComplierEffect)
    assert found.took_part_treated == pytest.approx(100 * 2 / 3)
    assert found.took_part_control == 0
    assert found.difference == pytest.approx((found.offered.difference or 0.0) * 3 / 2, rel=0.1)
    assert "some_is_none" in found.cautions


def test_less_can_be_enough(enquiry: Enquiry) -> None:
    """Where half of the sessions is enough, everybody did as allocated."""
    found = effect_where_received(_frozen(enquiry, enough=50))
    assert isinstance(found, ComplierEffect)
    assert "all_as_allocated" in found.cautions


def test_every_large_group_has_a_line_and_only_planned_ones_are_marked(enquiry: Enquiry) -> None:
    """Girls were planned; special needs, put together, are a hint; the few looked after have no line."""
    found = every_subgroup(_frozen(enquiry))
    assert isinstance(found, Subgroups)
    assert [(column.name, column.planned) for column in found.columns] == [("sex", True), ("send", False)]
    assert {member.name for member in found.columns[1].members} == {"any", "none"}
    assert "not_planned" in found.cautions
