"""The numbers of a story: ranges are drawn, and what cannot be is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers, settle

PLAIN: dict[str, Any] = {"year_groups": ["1", "2"], "roll": 60, "pupil_premium": 0.3}
SESSIONS = {"first": "2025-10-06", "last": "2026-03-20", "weekdays": [1, 3], "minutes": 20, "attend": 0.8}
YEAR = {
    "period": "2024/25",
    "pupils": 300,
    "sessions_possible": 110_000,
    "absent_authorised": 4000,
    "absent_unauthorised": 1000,
    "persistently_absent": 40,
    "severely_absent": 5,
}
LOOKED_FOR = {"ingredient": "In turn", "method": "learning walk", "visits": 6, "fully": 0.6, "partly": 0.3}


def test_settling_leaves_what_is_no_range() -> None:
    """Only two numbers side by side are a range; texts, single numbers and longer lists stay."""
    numbers = {"groups": ["3", "4"], "three": [1, 2, 3], "share": 0.5, "inner": {"rate": [1.5, 1.5]}}
    assert settle(numbers, Draws(1)) == {**numbers, "inner": {"rate": 1.5}}


def test_settling_goes_into_lists_of_parts() -> None:
    """Ranges are drawn in every part of a list, each within its ends; weekdays are days and no range."""
    parts = {"survey": [{"people": [40, 60]}, {"people": [7, 7]}], "delivery": {"weekdays": [1, 3]}}
    drawn = settle(parts, Draws(2))
    assert 40 <= drawn["survey"][0]["people"] <= 60
    assert drawn["survey"][1]["people"] == 7
    assert drawn["delivery"] == {"weekdays": [1, 3]}


def test_parts_may_be_left_out() -> None:
    """A school that only has pupils has nothing of all the rest."""
    numbers = Numbers.model_validate(PLAIN)
    assert (numbers.attendance, numbers.survey, numbers.delivery, numbers.self_assessment) == (
        (),
        (),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"survay": []}, "survay"),
        ({"delivery": SESSIONS | {"weekdays": [0]}}, "delivery.weekdays.0"),
        ({"delivery": SESSIONS | {"last": "2025-10-01"}}, "the last session is before the first"),
        ({"delivery": SESSIONS | {"attend": 80}}, "delivery.attend"),
        ({"observations": [LOOKED_FOR | {"fully": 0.9}]}, "fully and partly are more than all"),
        ({"observations": [LOOKED_FOR | {"method": "a look"}]}, "observations.0.method"),
        ({"attendance_summary": [YEAR | {"severely_absent": 50}]}, "of the pupils some"),
        ({"attendance_summary": [YEAR | {"absent_authorised": 110_000}]}, "more sessions are missed"),
        ({"self_assessment": {"people": 9, "skills": 3.4}}, "self_assessment.skills"),
        ({"attendance": [{"year": "2025/26", "terms": "year", "rate": 95}]}, "the reasons for absence"),
        ({"grown_by": 3}, "two years of attendance"),
    ],
)
def test_what_cannot_be_is_refused_by_name(part: dict[str, Any], said: str) -> None:
    """A misspelt field, a number off its scale and numbers that do not fit together are each said."""
    with pytest.raises(ValidationError, match=said):
        Numbers.model_validate(PLAIN | part)
