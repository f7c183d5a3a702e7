"""What the planned number of pupils could show."""

from __future__ import annotations

import pytest
from spoken import said

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.size import what_can_be_seen, what_pupils_could_show, what_schools_could_see
from enquiry_lib.stats.power.pupils import DetectableEffect
from enquiry_lib.stats.power.schools import NetworkPower
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.store.network import Network


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry in which nothing has been written."""
    return open_enquiry(network.folder, "oak-primary")


def _save(enquiry: Enquiry, section: str, **values: object) -> None:
    enquiry.save(section, values, base_revision=enquiry.record.revision)


def test_the_plans_number_comes_before_the_questions(enquiry: Enquiry) -> None:
    """The question's number of pupils counts until the plan has one."""
    _save(enquiry, "question", pupils=60)
    first = what_can_be_seen(enquiry)
    assert isinstance(first, DetectableEffect)
    assert first.pupils == 60
    assert first.without_pretest == pytest.approx(0.73575838, abs=1e-8)
    _save(enquiry, "evaluation_plan", pupils=120, design="comparison")
    second = what_can_be_seen(enquiry)
    assert isinstance(second, DetectableEffect)
    assert second.pupils == 120


def test_without_a_number_it_is_asked_for(enquiry: Enquiry) -> None:
    """Where nobody has said how many pupils, the result asks."""
    found = what_can_be_seen(enquiry)
    assert type(found) is NotEnough
    assert "how many pupils" in found.found


@pytest.mark.parametrize(
    ("plan", "why"),
    [({"measured_by": "attendance"}, "attendance"), ({"design": "before_after"}, "one group")],
)
def test_where_the_formula_does_not_apply_it_says_so(
    enquiry: Enquiry, plan: dict[str, object], why: str
) -> None:
    """Attendance and one group before and after get no figure that is meant for two groups' scores."""
    _save(enquiry, "evaluation_plan", pupils=60, **plan)
    found = what_can_be_seen(enquiry)
    assert isinstance(found, DoesNotApply)
    assert why in found.found


# --- by classes, and with other schools -------------------------------------------------------------------


def _classes(enquiry: Enquiry, *sizes: int) -> None:
    names = [f"4{'ABCDEF'[at]}" for at, size in enumerate(sizes) for _ in range(size)]
    rows = [f"P{place:04d},4,{name}" for place, name in enumerate(names)]
    data = enquiry.network.data_folder(enquiry.school.id)
    data.mkdir(parents=True, exist_ok=True)
    (data / "pupils.csv").write_text("\n".join(["pupil_id,year_group,class_name", *rows]), encoding="utf-8")


def test_whole_classes_are_seen_as_classes(enquiry: Enquiry) -> None:
    """A hundred pupils in classes of twenty-five are four classes, and show far less than as many single pupils."""
    _classes(enquiry, 24, 25, 27)
    _save(enquiry, "evaluation_plan", pupils=100, design="comparison", unit="classes")
    found = what_can_be_seen(enquiry)
    assert isinstance(found, NetworkPower)
    assert found.pupils_each == 25
    four = next(rung for rung in found.rungs if rung.schools == 4)
    assert four.whole_with is not None
    assert four.pupils_with is not None
    assert four.whole_with > 2 * four.pupils_with
    assert isinstance(what_pupils_could_show(enquiry), DetectableEffect)


def test_whole_classes_nobody_knows_are_asked_for(enquiry: Enquiry) -> None:
    """Without a table of pupils there is no size of a class to go by."""
    _save(enquiry, "evaluation_plan", pupils=100, design="comparison", unit="classes")
    found = what_can_be_seen(enquiry)
    assert isinstance(found, NotEnough)
    assert "class_name" in found.do


def test_the_difference_worth_the_effort_stands_beside_what_can_be_seen(enquiry: Enquiry) -> None:
    """The plan's own difference is held against it, or else the question's; with none it is asked for."""
    _save(enquiry, "question", pupils=60, smallest_worthwhile=0.3)
    _save(enquiry, "evaluation_plan", measured_by="outcomes", design="comparison")
    first = what_can_be_seen(enquiry)
    assert isinstance(first, DetectableEffect)
    assert first.worthwhile is not None
    assert first.worthwhile.size == 0.3
    _save(enquiry, "evaluation_plan", measured_by="outcomes", design="comparison", smallest_worthwhile=0.2)
    second = what_can_be_seen(enquiry)
    assert isinstance(second, DetectableEffect)
    assert second.worthwhile is not None
    assert second.worthwhile.size == 0.2
    assert "no_threshold" not in second.cautions


def test_a_difference_of_another_unit_or_none_is_asked_for(enquiry: Enquiry) -> None:
    """Before it is said where the outcome comes from, nobody knows whether 5 are standard deviations or percentage points."""
    _save(enquiry, "question", pupils=60, smallest_worthwhile=5)
    found = what_can_be_seen(enquiry)
    assert isinstance(found, DetectableEffect)
    assert found.worthwhile is None
    assert found.cautions[0] == "no_unit"
    together = what_schools_could_see(enquiry)
    assert isinstance(together, NetworkPower)
    assert together.cautions[0] == "no_unit"
    assert "is not used yet: the plan does not say where the outcome comes from" in said(found)
    _save(enquiry, "question", smallest_worthwhile=None)
    unset = what_can_be_seen(enquiry)
    assert isinstance(unset, DetectableEffect)
    assert unset.cautions[0] == "no_threshold"


def test_whole_classes_have_no_figure_among_schools(enquiry: Enquiry) -> None:
    """What schools see together is about pupils, or whole schools; for whole classes it says that it lies between."""
    _save(
        enquiry,
        "evaluation_plan",
        pupils=100,
        design="comparison",
        unit="classes",
        measured_by="outcomes",
        smallest_worthwhile=0.2,
    )
    found = what_schools_could_see(enquiry)
    assert isinstance(found, NetworkPower)
    assert "classes_within" in found.cautions
    assert found.worthwhile is None


def test_the_network_s_schools_are_the_last_rung(enquiry: Enquiry) -> None:
    """What all schools of the network could see together stands last, as many pupils in each as this school plans for."""
    _save(enquiry, "evaluation_plan", pupils=60, design="randomised")
    found = what_schools_could_see(enquiry)
    assert isinstance(found, NetworkPower)
    assert found.pupils_each == 60
    assert [rung.schools for rung in found.rungs] == [1, len(enquiry.network.schools)]


def test_schools_see_nothing_together_by_attendance_or_without_a_number(enquiry: Enquiry) -> None:
    """Attendance has no figure beforehand, and a number of pupils is asked for."""
    assert type(what_schools_could_see(enquiry)) is NotEnough
    _save(enquiry, "evaluation_plan", measured_by="attendance")
    assert isinstance(what_schools_could_see(enquiry), DoesNotApply)
