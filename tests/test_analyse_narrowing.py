"""The gaps in the measure that the plan names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest
import samples

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.narrowing import IN_TABLES, scan_planned_gaps
from enquiry_lib.data.groups import group_column
from enquiry_lib.data.templates import columns
from enquiry_lib.stats.gaps import GapScan, PlannedGroup
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import EvaluationPlan, Freeze, Record
from enquiry_lib.store.record.parts import Group
from enquiry_lib.store.saving import save_record


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """A school with scores in two measures, on two occasions each."""
    data = network.data_folder("oak-primary")
    data.mkdir(parents=True)
    scores = samples.outcomes(20)
    both = [scores, scores.assign(measure="Maths")]
    scores.drop_duplicates("pupil_id")[["pupil_id", "pupil_premium"]].assign(year_group="4").to_csv(
        data / "pupils.csv", index=False
    )
    columns = ["pupil_id", "measure", "occasion", "score"]
    lines = [table[columns].to_csv(index=False, header=not at) for at, table in enumerate(both)]
    (data / "outcomes.csv").write_text("".join(lines), encoding="utf-8")
    return open_enquiry(network.folder, "oak-primary")


def _plan(
    enquiry: Enquiry, *, frozen: bool, measured_by: str = "outcomes", groups: Sequence[str] = ()
) -> None:
    plan = EvaluationPlan.model_validate(
        {"measured_by": measured_by, "measure": "Reading", "groups": list(groups)}
    )
    plan.freeze = Freeze(at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC), hash="h") if frozen else None
    save_record(enquiry.record_path, Record(evaluation_plan=plan))


def test_only_the_plans_measure_is_scanned(enquiry: Enquiry) -> None:
    """Once the plan is frozen, the verdicts are about its measure and no other."""
    _plan(enquiry, frozen=True)
    found = scan_planned_gaps(enquiry)
    assert isinstance(found, GapScan)
    assert {line.measure for line in found.narrowings} == {"Reading"}


def test_before_the_freeze_there_is_no_change_to_see(enquiry: Enquiry) -> None:
    """The scores from after the start wait for the plan, and the report says so."""
    _plan(enquiry, frozen=False)
    found = scan_planned_gaps(enquiry)
    assert isinstance(found, NotEnough)
    assert found.found == "the evaluation plan has not been frozen"


@pytest.mark.parametrize("frozen", [False, True])
def test_a_plan_about_attendance_has_no_scores(enquiry: Enquiry, frozen: bool) -> None:
    """Having no scores is nothing missing where the plan measures attendance."""
    _plan(enquiry, frozen=frozen, measured_by="attendance")
    assert isinstance(scan_planned_gaps(enquiry), DoesNotApply)


def test_the_groups_the_plan_names_are_marked(enquiry: Enquiry) -> None:
    """A planned group is found in its column; one that no table knows is kept by its name."""
    _plan(enquiry, frozen=True, groups=["Disadvantaged pupils (pupil premium)", "Pupils who underachieve"])
    found = scan_planned_gaps(enquiry)
    assert isinstance(found, GapScan)
    assert found.planned == (
        PlannedGroup("Disadvantaged pupils (pupil premium)", "pupil_premium", "yes"),
        PlannedGroup("Pupils who underachieve"),
    )
    assert {line.group for line in found.narrowings if found.is_planned(line)} == {"pupil_premium"}


def test_the_other_side_of_a_planned_group_is_planned() -> None:
    """Girls in the plan and boys in the scan are one comparison; another column is not."""
    girls = PlannedGroup("Girls", *IN_TABLES["Girls"])
    gap = samples.gap_scan().gaps[0]
    assert girls.is_in(replace(gap, group="sex", member="M", others="F"))
    assert not girls.is_in(gap)
    assert not PlannedGroup("Pupils who underachieve").is_in(gap)


def test_every_group_is_looked_for_where_the_tables_have_it() -> None:
    """Each group a plan can name is in the list but two, and its column is one of the tables'."""
    assert set(get_args(Group)) - set(IN_TABLES) == {"Pupils who attend poorly", "Pupils who underachieve"}
    usual = next(column for column in columns("groups") if column.name == "group").allowed
    known = {column.name for column in columns("pupils")} | {group_column(name) for name in usual}
    assert {column for column, _ in IN_TABLES.values()} <= known
