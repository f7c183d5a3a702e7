"""What a plan needs before it can be frozen, and what in it cannot go together."""

from __future__ import annotations

import pytest

from enquiry_lib.analyse.readiness import (
    design_of,
    missing_from,
    named_years,
    needed_fields,
    open_fields,
    unfit,
)
from enquiry_lib.store.record import EvaluationPlan


def _plan(**values: object) -> EvaluationPlan:
    years = {"baseline": "2024/25", "follow_up": "2025/26"}
    return EvaluationPlan.model_validate({"measured_by": "attendance"} | years | values)


def test_a_measure_is_needed_for_scores_only() -> None:
    """Attendance has no name of a measure; a score has to have one."""
    label = "Name of the measure"
    assert label in missing_from(_plan(measured_by="outcomes"))
    assert label not in missing_from(_plan())


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        ({"design": "randomised", "measured_by": "outcomes"}, True),
        ({"design": "comparison", "measured_by": "outcomes", "unit": "classes"}, False),
        ({"design": "before_after", "measured_by": "outcomes"}, False),
        ({"design": "before_after"}, False),
    ],
)
def test_two_groups_need_to_say_what_was_allocated(plan: dict[str, object], asked: bool) -> None:
    """Pupils or classes has to be said where scores of two groups are compared, and nowhere else."""
    label = "What was allocated, or chosen: single pupils, or whole classes?"
    assert (label in missing_from(_plan(**plan))) is asked


def test_a_plan_needs_its_rule_for_every_answer() -> None:
    """What follows from yes, no and unclear has to be said beforehand; the rest may stay open, and is named."""
    rule = {"if_yes": "Carry on", "if_no": "Stop"}
    plan = _plan(design="before_after", smallest_worthwhile=2, certainty=80, **rule)
    assert missing_from(plan) == ("If it stays unclear, we will",)
    whole = plan.model_copy(update={"if_unclear": "Ask again"})
    assert missing_from(whole) == ()
    assert "why_chosen" in open_fields(whole)
    assert not set(open_fields(plan)) & set(needed_fields(plan))


def test_nothing_is_unfit_before_it_is_chosen() -> None:
    """A plan that nobody has filled in, or one about scores, has nothing that cannot go together."""
    assert unfit(EvaluationPlan()) == ()
    assert unfit(EvaluationPlan(measured_by="outcomes", design="randomised")) == ()
    assert unfit(_plan(design=None)) == unfit(_plan(design="before_after")) == ()


def test_an_empty_year_is_missing_and_not_wrong() -> None:
    """A field is asked for once: as missing where it is empty, as no school year where it is something else."""
    empty = _plan(baseline="")
    assert unfit(empty) == ()
    assert "Occasion before, or school year before" in missing_from(empty)


def test_attendance_needs_its_years_and_scores_have_usual_occasions() -> None:
    """Nobody has to write what scores call their occasions; a school year is never guessed."""
    years = {"baseline", "follow_up"}
    assert years <= {*needed_fields(EvaluationPlan(measured_by="attendance"))}
    assert not years & {*needed_fields(EvaluationPlan(measured_by="outcomes"))}
    assert years <= {*open_fields(EvaluationPlan(measured_by="outcomes"))}
    assert not years & {*needed_fields(EvaluationPlan())}


def test_what_is_needed_stands_in_the_order_of_the_form() -> None:
    """Somebody who goes from one to the next goes down the form."""
    assert needed_fields(EvaluationPlan())[:3] == ("design", "measured_by", "smallest_worthwhile")
    both = EvaluationPlan(design="comparison", measured_by="outcomes")
    assert needed_fields(both)[:2] == ("unit", "measure")


def test_everything_unfit_is_said_at_once_without_quoting() -> None:
    """Groups and both years are told together, by the labels of the form; what people typed is not repeated."""
    told = unfit(_plan(design="comparison", baseline="when Ann joined", follow_up="later"))
    assert len(told) == 3
    assert "Ann" not in " ".join(told)


def test_years_are_named_two_by_two() -> None:
    """One school year alone is nothing to compare."""
    assert named_years(_plan(follow_up="follow_up")) == ()
    assert named_years(_plan()) == ("2024/25", "2025/26")


def test_a_plan_about_attendance_bears_no_more_than_before_and_after() -> None:
    """Whatever design stands beside attendance; a plan about scores keeps its own, and an open choice stays open."""
    assert design_of(_plan(design="comparison")) == "before_after"
    assert design_of(_plan(design="comparison", measured_by="outcomes")) == "comparison"
    assert design_of(_plan(design=None)) is None
