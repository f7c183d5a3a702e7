"""What pupils had, read with the plan in hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.analyse.delivery import school_dosage
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.stats.dosage import Dosage
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import EvaluationPlan, Record
from enquiry_lib.store.saving import save_record

PUPILS = [f"PUP{number:02d}" for number in range(20)]


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """A school that planned four sessions; half of its twenty pupils came to all, the others to two."""
    data = network.data_folder("oak-primary")
    data.mkdir(parents=True)
    days = [f"2025-10-{day:02d}" for day in (6, 8, 13, 15)]
    rows = [
        f"{pupil},{day},{'yes' if place < 2 or number < 10 else 'no'}"
        for number, pupil in enumerate(PUPILS)
        for place, day in enumerate(days)
    ]
    _write(data / "delivery.csv", "pupil_id,date,attended", rows)
    return open_enquiry(network.folder, "oak-primary")


def _write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def _dosage(enquiry: Enquiry) -> Dosage:
    found = school_dosage(enquiry)
    assert isinstance(found, Dosage)
    return found


def test_without_sessions_it_says_what_to_fill_in(network: Network) -> None:
    """A school that kept no record of sessions is told which template to fill in."""
    found = school_dosage(open_enquiry(network.folder, "oak-primary"))
    assert isinstance(found, NotEnough)
    assert "template of delivery" in found.do


@pytest.mark.parametrize(("enough", "pupils"), [(None, 10), (50.0, 20), (90.0, 10)])
def test_the_plan_says_what_is_enough(enquiry: Enquiry, enough: float | None, pupils: int) -> None:
    """The share of sessions that counts as enough comes from the plan, and is four fifths without one."""
    save_record(enquiry.record_path, Record(evaluation_plan=EvaluationPlan(enough=enough)))
    assert _dosage(enquiry).with_enough == pupils


def test_reach_is_about_the_pupils_it_was_meant_for(enquiry: Enquiry) -> None:
    """Pupils whom the plan's measure puts into the intervention group were meant, whether they came or not."""
    meant = [*PUPILS, *(f"AWAY{number}" for number in range(20))]
    rows = [f"{pupil},Reading,baseline,90,intervention" for pupil in meant]
    rows += [f"{pupil},Another test,baseline,90,intervention" for pupil in ("ELSE1", "ELSE2")]
    data = enquiry.network.data_folder("oak-primary")
    _write(data / "outcomes.csv", "pupil_id,measure,occasion,score,arm", rows)
    plan = EvaluationPlan(measured_by="outcomes", measure="Reading")
    save_record(enquiry.record_path, Record(evaluation_plan=plan))
    reach = _dosage(enquiry).reach
    assert reach is not None
    assert reach.intended == 40


def test_without_groups_nobody_is_said_to_be_missed(enquiry: Enquiry) -> None:
    """Where nobody was put into a group, reach is left open."""
    assert _dosage(enquiry).reach is None
