"""Day 3 of the record: the intervention and its plan."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from enquiry_lib.store.record.day3 import Activity, Implementation, Intervention, PlanStep


def test_an_activity_lies_within_between_or_beyond_schools() -> None:
    """Every action has its place in the ecology of equity, and no fourth place exists."""
    assert Activity.model_validate({"level": "beyond schools"}).level == "beyond schools"
    with pytest.raises(ValidationError):
        Activity.model_validate({"level": "elsewhere"})


def test_steps_carry_dates() -> None:
    """The dates of a step are dates, whatever wrote them."""
    step = PlanStep.model_validate({"step": "Train", "starts": "2025-09-08"})
    assert step.starts == dt.date(2025, 9, 8)
    with pytest.raises(ValidationError):
        Implementation.model_validate({"steps": [{"starts": "soon"}]})


@pytest.mark.parametrize("field", ["sessions_a_week", "minutes", "weeks"])
def test_a_dose_is_never_negative(field: str) -> None:
    """Sessions, minutes and weeks are numbers from zero."""
    with pytest.raises(ValidationError):
        Intervention.model_validate({field: -1})
