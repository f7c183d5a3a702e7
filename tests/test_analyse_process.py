"""The process brought together from plan and findings."""

from __future__ import annotations

import pytest

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.process import Changed, ProcessSummary, bring_together_process
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry in which nothing has been written."""
    return open_enquiry(network.folder, "oak-primary")


def test_each_dimension_has_its_plan_beside_its_finding(enquiry: Enquiry) -> None:
    """All eight dimensions are there, in the list's order, whether or not anything was said of them."""
    plan = {"process": [{"item": "reach", "how": "The log", "by_whom": "Office"}]}
    enquiry.save("evaluation_plan", plan, base_revision=0)
    found = {
        "dimensions": [{"item": "reach", "found": "Nearly all.", "judged": "mostly"}],
        "adaptations": [{"change": "Twice a week", "why": "The hall", "kept": "yes"}, {"why": "nothing"}],
        "helped": ["A quiet room", ""],
        "harm": "We looked.",
    }
    enquiry.save("process_findings", found, base_revision=enquiry.record.revision)
    summary = bring_together_process(enquiry)
    assert isinstance(summary, ProcessSummary)
    assert [line.key for line in summary.dimensions] == enquiry.reference("process_dimensions").facts[
        "key"
    ].tolist()
    reach = next(line for line in summary.dimensions if line.key == "reach")
    assert (reach.how, reach.by_whom, reach.found, reach.judged) == (
        "The log",
        "Office",
        "Nearly all.",
        "mostly",
    )
    assert summary.adaptations == (Changed("Twice a week", "The hall", "yes"),)
    assert (summary.helped, summary.harm) == (("A quiet room",), "We looked.")


def test_a_plan_alone_is_shown_as_waiting(enquiry: Enquiry) -> None:
    """Dimensions that were planned are listed before anything was found."""
    enquiry.save("evaluation_plan", {"process": [{"item": "dosage", "how": "Count"}]}, base_revision=0)
    assert isinstance(bring_together_process(enquiry), ProcessSummary)


def test_neither_plan_nor_finding_is_said(enquiry: Enquiry) -> None:
    """With nothing planned and nothing found the result says so."""
    assert isinstance(bring_together_process(enquiry), NotEnough)
