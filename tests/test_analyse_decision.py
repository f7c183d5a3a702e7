"""What the rule set beforehand says, and what was decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples

from enquiry_lib.analyse.decision import Rule, answer_by, answer_of, weigh_decision
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network

FOUND = samples.estimate(samples.two_groups(), "randomised")


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry in which nothing has been written."""
    return open_enquiry(network.folder, "oak-primary")


def _save(enquiry: Enquiry, section: str, **values: object) -> None:
    enquiry.save(section, values, base_revision=enquiry.record.revision)


@pytest.mark.parametrize(
    ("chance", "answer"), [(0.8, "yes"), (0.79, "unclear"), (0.21, "unclear"), (0.2, "no"), (None, None)]
)
def test_the_chance_is_held_against_the_certainty(chance: float | None, answer: str | None) -> None:
    """At the certainty asked for the answer is yes, at its opposite no, and in between it is unclear."""
    assert answer_of(replace(FOUND, chance=chance, certainty=80.0)) == answer


@pytest.mark.parametrize("certainty", [57.0, 58.0, 69.9, 82.1])
def test_a_chance_of_just_what_was_asked_for_is_a_yes(certainty: float) -> None:
    """The last place of a computer's number decides nothing."""
    assert answer_by(certainty / 100, certainty) == "yes"
    assert answer_by(1 - certainty / 100, certainty) == "no"


@pytest.mark.parametrize(
    ("low", "high", "answer"),
    [
        (-9.0, -5.0, "yes"),
        (-9.0, -4.9, "unclear"),
        (-5.0, 1.0, "unclear"),
        (-4.9, 1.0, "no"),
        (None, None, None),
    ],
)
def test_attendance_is_read_by_its_interval(
    low: float | None, high: float | None, answer: str | None
) -> None:
    """A fall is worth it when its whole interval lies beyond the smallest one, and not when none of it does."""
    attended = _two_years()
    assert attended.change is not None
    effect = replace(attended, change=replace(attended.change, low=low, high=high))
    found = Estimate("before_after", "attendance", "", effect, 5.0, 80.0, None, ())
    assert answer_of(found) == answer


def _two_years() -> Attendance:
    absent = samples.attendance()
    assert isinstance(absent, Attendance)
    return absent


def test_nothing_worth_the_effort_means_no_answer() -> None:
    """Without a smallest worthwhile change, and without an estimate, no answer is read."""
    assert answer_of(replace(FOUND, smallest_worthwhile=None)) is None
    assert answer_of(NotEnough("the effect", "the plan has not been frozen")) is None


def test_the_rule_of_the_plan_comes_before_the_draft(enquiry: Enquiry) -> None:
    """The question's rule counts as a draft until the plan has one, and the plan's until it is frozen."""
    assert weigh_decision(enquiry, FOUND).rule.stands == "unwritten"
    _save(enquiry, "question", if_yes="a", if_no="b", if_unclear="c")
    assert weigh_decision(enquiry, FOUND).rule == Rule("draft", "a", "b", "c")
    freeze = {"at": "2025-09-01T08:00:00Z", "hash": "x"}
    _save(enquiry, "evaluation_plan", if_yes="d", freeze=freeze)
    assert weigh_decision(enquiry, FOUND).rule == Rule("frozen", "d", "", "")


def test_the_decision_stands_beside_the_answer(enquiry: Enquiry) -> None:
    """What was decided, and whether that is what had been said, comes from the record, exploratory reasons from the estimate."""
    _save(enquiry, "decision", decision="stop", as_planned="no", why_not="no money")
    reading = weigh_decision(enquiry, replace(FOUND, exploratory=("the plan was reopened",)))
    assert (reading.decided.decision, reading.decided.as_planned, reading.decided.why_not) == (
        "stop",
        "no",
        "no money",
    )
    assert reading.exploratory == ("the plan was reopened",)


def test_a_withheld_estimate_has_no_answer(enquiry: Enquiry) -> None:
    """The answer is a number in disguise, so it goes where the estimate's numbers go."""
    reading = weigh_decision(enquiry, FOUND)
    assert reading.answer is not None
    assert reading.withhold(set(reading.cells()["id"])).answer is None
