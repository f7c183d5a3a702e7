"""What the planned number of pupils could show."""

from __future__ import annotations

import pytest

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.size import what_can_be_seen
from enquiry_lib.stats.power import DetectableEffect
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
    ("plan", "said"),
    [({"measured_by": "attendance"}, "attendance"), ({"design": "before_after"}, "one group")],
)
def test_where_the_formula_does_not_apply_it_says_so(
    enquiry: Enquiry, plan: dict[str, object], said: str
) -> None:
    """Attendance and one group before and after get no figure that is meant for two groups' scores."""
    _save(enquiry, "evaluation_plan", pupils=60, **plan)
    found = what_can_be_seen(enquiry)
    assert isinstance(found, DoesNotApply)
    assert said in found.found
