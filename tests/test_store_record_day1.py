"""Day 1 of the record: limits of what may be written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enquiry_lib.store.record import Part, Priorities, Question, Record


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Question, "pupils", -1),
        (Question, "pupils", 1.5),
        (Priorities, "priority_level", "outside"),
        (Question, "certainty", 49.9),
        (Question, "certainty", 100),
        (Question, "certainty", "95%"),
        (Question, "smallest_worthwhile", -0.1),
        (Question, "smallest_worthwhile", 100.1),
        (Question, "smallest_worthwhile", float("nan")),
        (Question, "smallest_worthwhile", float("inf")),
        (Question, "smallest_worthwhile", "1e999"),
        (Question, "smallest_worthwhile", "0,2"),
        (Question, "time", "x" * 301),
        (Priorities, "concern", "x" * 5001),
        (Priorities, "who_loses_out", ["Everybody"]),
        (Priorities, "strengths", "not a list"),
        (Record, "status", "closed"),
        (Record, "revision", -1),
        (Record, "section_revisions", {"question": -1}),
        (Record, "schema_version", 2),
        (Record, "schema_version", 0),
    ],
)
def test_what_does_not_fit_is_refused(model: type[Part], field: str, value: object) -> None:
    """A value outside its limits is refused by the field it was meant for."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate({field: value})
    assert refused.value.errors()[0]["loc"][0] == field


@pytest.mark.parametrize(
    ("field", "value"), [("certainty", 50), ("certainty", 99.9), ("smallest_worthwhile", 0)]
)
def test_the_limits_themselves_are_allowed(field: str, value: float) -> None:
    """The smallest and the largest value allowed are accepted."""
    assert getattr(Question.model_validate({field: value}), field) == value
