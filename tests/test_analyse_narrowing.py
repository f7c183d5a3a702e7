"""The gaps in the measure that the plan names."""

from __future__ import annotations

import datetime as dt

import pytest
import samples

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.narrowing import scan_planned_gaps
from enquiry_lib.stats.gaps import GapScan
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import EvaluationPlan, Freeze, Record
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


def _plan(enquiry: Enquiry, *, frozen: bool, measured_by: str = "outcomes") -> None:
    plan = EvaluationPlan.model_validate({"measured_by": measured_by, "measure": "Reading"})
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
