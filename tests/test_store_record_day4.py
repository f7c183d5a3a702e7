"""Day 4 of the record: the evaluation plan and its hash, and what the process showed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from enquiry_lib.store.record import EvaluationPlan, Freeze, ProcessFindings
from enquiry_lib.store.record.parts import form_fields


def test_the_hash_of_a_plan_is_pinned() -> None:
    """The hash of a plan is the same on every machine and in every release; frozen plans rest on it."""
    usual = {"baseline": "baseline", "follow_up": "follow_up"}  # as every plan was saved by older releases
    plan = EvaluationPlan(design="before_after", measured_by="attendance", smallest_worthwhile=1, **usual)
    assert plan.content_hash() == "64aac7c787156d65360017ec112dcf1839a5d90cb3a5f856a8bc463a5bea58aa"


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(words.map(lambda word: f"added {word}"), words, max_size=5), st.randoms())
def test_the_hash_does_not_depend_on_order(added: dict[str, str], shuffle: Any) -> None:
    """The same plan in another order has the same hash."""
    raw = list({"design": "randomised", "measure": "Reading", "groups": ["Girls"], **added}.items())
    other = raw.copy()
    shuffle.shuffle(other)
    hashes = {EvaluationPlan.model_validate(dict(order)).content_hash() for order in (raw, other)}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("measure", "Maths"),
        ("starts_on", "2025-09-08"),
        ("groups", ["Boys"]),
        ("baseline", "autumn"),
        ("unit", "classes"),
        ("attainment", "yes"),
    ],
)
def test_the_hash_tells_two_plans_apart(field: str, value: object) -> None:
    """Any answer that differs gives another hash."""
    assert EvaluationPlan.model_validate({field: value}).content_hash() != EvaluationPlan().content_hash()


def test_the_hash_leaves_out_the_freezing_itself() -> None:
    """Freezing or reopening a plan does not change what was planned."""
    freeze = Freeze(at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC), hash="h")
    assert EvaluationPlan(freeze=freeze).content_hash() == EvaluationPlan().content_hash()


@pytest.mark.parametrize("empty", [None, "", []])
def test_a_question_added_later_leaves_the_hash_as_it_was(empty: object) -> None:
    """A frozen plan still matches its hash when a release adds a question nobody has answered."""
    later = EvaluationPlan.model_validate({"question_of_a_later_release": empty})
    assert later.content_hash() == EvaluationPlan().content_hash()


def test_the_hash_counts_what_was_saved_asked_or_not() -> None:
    """A plan frozen before its questions came and went still matches its hash, also as it is read for a finding."""
    plan = EvaluationPlan.model_validate(
        {"design": "before_after", "unit": "classes", "measured_by": "attendance", "measure": "Reading"}
        | {"baseline": "baseline", "follow_up": "follow_up"}
    )
    assert plan.content_hash() == "d92e37ad0ae5d09f9d8493ceaa1bba22264cc4008e5c3dec38a0ed92001e2db7"
    asked = plan.as_asked()
    assert (asked.unit, asked.measure) == (None, "")
    assert asked.content_hash() == asked.as_asked().content_hash() == plan.content_hash()


def test_scores_have_usual_occasions_where_nobody_wrote_others() -> None:
    """A plan starts with no occasion; one that names the usual ones, as older plans do, means the same."""
    fresh, older = EvaluationPlan(), EvaluationPlan(baseline="baseline", follow_up="follow_up")
    assert (fresh.baseline, fresh.follow_up) == ("", "")
    assert (fresh.before, fresh.after) == (older.before, older.after) == ("baseline", "follow_up")
    named = EvaluationPlan(baseline="autumn", follow_up="spring")
    assert (named.before, named.after) == ("autumn", "spring")


def test_freezing_is_not_on_the_form() -> None:
    """Nobody types when a plan was frozen or reopened."""
    fields = form_fields(EvaluationPlan)
    assert "design" in fields
    assert not {"freeze", "reopened"} & set(fields)


@pytest.mark.parametrize(
    ("field", "value"),
    [("starts_on", "31/02/2026"), ("starts_on", "2026-02-31"), ("design", "trial"), ("enough", 101)],
)
def test_what_does_not_fit_is_refused(field: str, value: object) -> None:
    """A value outside its limits is refused by the field it was meant for."""
    with pytest.raises(ValidationError) as refused:
        EvaluationPlan.model_validate({field: value})
    assert refused.value.errors()[0]["loc"][0] == field


def test_findings_about_the_process_go_by_their_dimension() -> None:
    """What was found is kept under the key of its dimension."""
    found = ProcessFindings.model_validate({"dimensions": [{"item": "fidelity", "judged": "mostly"}]})
    assert (found.dimensions[0].item, found.dimensions[0].judged) == ("fidelity", "mostly")
