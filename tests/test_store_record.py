"""The record's models: what they keep, what they refuse, and what forms are made from."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from enquiry_lib.store.record import (
    SECTIONS,
    Cause,
    EvaluationPlan,
    Freeze,
    Part,
    Priorities,
    Question,
    Record,
    form_fields,
    is_filled,
)

FORMS = pytest.mark.parametrize("model", [*SECTIONS.values(), Cause], ids=lambda model: model.__name__)


# --- what is kept -----------------------------------------------------------------------------------------


def test_unknown_fields_survive_at_every_level() -> None:
    """What a later release added is still there after loading and writing with this one."""
    raw = {
        "added": {"deep": [1, {"x": None}]},
        "priorities": {"added": "a", "causes": [{"cause": "Buses", "added": "b"}]},
        "evaluation_plan": {
            "added": "c",
            "freeze": {"at": "2026-01-02T03:04:05Z", "hash": "h", "added": "d"},
            "reopened": [{"at": "2026-01-02T03:04:05Z", "reason": "r", "hash": "h", "added": "e"}],
        },
        "another_section": {"answers": ["f"]},
    }
    written = json.loads(json.dumps(Record.model_validate(raw).model_dump(mode="json")))
    assert _holds(written, raw)


def _holds(whole: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return all(key in whole and _holds(whole[key], value) for key, value in part.items())
    if isinstance(part, list):
        return len(whole) == len(part) and all(_holds(w, p) for w, p in zip(whole, part, strict=True))
    return bool(whole == part)


def test_a_written_record_reads_back_the_same() -> None:
    """Writing and reading lose nothing that a form can hold."""
    record = Record(
        title="Walking bus",
        priorities=Priorities(concern="Naïve “quotes”\n<script>", causes=[Cause(cause="Buses")]),
        question=Question(smallest_worthwhile=0.2, certainty=80),
        evaluation_plan=EvaluationPlan(
            starts_on=dt.date(2025, 9, 8), freeze=Freeze(at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC), hash="h")
        ),
    )
    assert Record.model_validate(json.loads(json.dumps(record.model_dump(mode="json")))) == record


def test_spaces_around_an_answer_are_dropped() -> None:
    """What is typed with spaces around it is kept without them."""
    assert Question(time="  by July \n").time == "by July"


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (EvaluationPlan, "starts_on", "31/02/2026"),
        (EvaluationPlan, "starts_on", "2026-02-31"),
        (EvaluationPlan, "design", "trial"),
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


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_every_number_is_finite(value: str) -> None:
    """A number without limits of its own is still refused when it is not a finite number."""

    class Later(Part):
        value: float

    with pytest.raises(ValidationError, match="finite"):
        Later(value=float(value))


@pytest.mark.parametrize(
    ("field", "value"), [("certainty", 50), ("certainty", 99.9), ("smallest_worthwhile", 0)]
)
def test_the_limits_themselves_are_allowed(field: str, value: float) -> None:
    """The smallest and the largest value allowed are accepted."""
    assert getattr(Question.model_validate({field: value}), field) == value


# --- the hash of a plan -----------------------------------------------------------------------------------


def test_the_hash_of_a_plan_is_pinned() -> None:
    """The hash of a plan is the same on every machine and in every release; frozen plans rest on it."""
    plan = EvaluationPlan(design="before_after", measured_by="attendance", smallest_worthwhile=1)
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
    [("measure", "Maths"), ("starts_on", "2025-09-08"), ("groups", ["Boys"]), ("baseline", "autumn")],
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


# --- what forms are made from -----------------------------------------------------------------------------


@FORMS
def test_every_field_on_a_form_has_a_label(model: type[Part]) -> None:
    """Whoever fills in a form reads a label, never a field's name."""
    assert form_fields(model)
    for name in form_fields(model):
        title = model.model_fields[name].title
        assert title, f"{model.__name__}.{name} has no title"
        assert title[0].isupper(), f"the title of {model.__name__}.{name} does not begin with a capital"


@pytest.mark.parametrize("model", SECTIONS.values(), ids=lambda model: model.__name__)
def test_every_section_has_a_title(model: type[Part]) -> None:
    """A section's docstring is its title: one short line."""
    title = (vars(model).get("__doc__") or "").strip().rstrip(".")
    assert title
    assert "\n" not in title
    assert len(title) < 60


@FORMS
def test_every_example_fits_its_field(model: type[Part]) -> None:
    """The grey example in a field would itself be accepted there."""
    for name in form_fields(model):
        for example in model.model_fields[name].examples or []:
            assert getattr(model.model_validate({name: example}), name) not in (None, "")


@FORMS
def test_a_form_may_be_empty(model: type[Part]) -> None:
    """Nothing has to be filled in at once: a record is filled in over weeks."""
    assert not any(is_filled(model()).values()) or model is EvaluationPlan


def test_the_sections_in_the_order_of_the_programme() -> None:
    """The record has the sections of the first issue, under the names workbooks use."""
    assert list(SECTIONS) == ["priorities", "question", "evaluation_plan"]
    assert Record().section("question") == Question()


def test_freezing_is_not_on_the_form() -> None:
    """Nobody types when a plan was frozen or reopened."""
    fields = form_fields(EvaluationPlan)
    assert "design" in fields
    assert not {"freeze", "reopened"} & set(fields)


def test_filled_means_written_or_chosen() -> None:
    """Zero is an answer; an empty text, an empty list and nothing are not."""
    filled = is_filled(Question(smallest_worthwhile=0, time=" "))
    assert filled["smallest_worthwhile"]
    assert not filled["time"]
    assert not is_filled(Priorities(strengths=[]))["strengths"]
