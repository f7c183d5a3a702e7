"""The whole record: its sections in order, what it keeps, and what earlier answers offer later ones."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from enquiry_lib.store.record import (
    SECTIONS,
    Cause,
    Earlier,
    EvaluationPlan,
    Freeze,
    Priorities,
    Protection,
    Question,
    Record,
    earlier_answers,
)


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


def test_the_sections_in_the_order_of_the_programme() -> None:
    """The record has a section for each part of the programme, day by day."""
    assert list(SECTIONS) == [
        *("priorities", "framework_review", "stakeholders", "question"),
        "evidence",
        *("intervention", "implementation", "protection"),
        *("evaluation_plan", "process_findings"),
        *("findings", "decision", "sharing", "next_cycle"),
    ]
    assert Record().section("question") == Question()


@pytest.mark.parametrize(
    ("besides", "revisions", "kept"),
    [
        ({}, {}, False),
        ({}, {"question": 3}, False),
        ({}, {"evaluation_plan": 3}, True),
        ({"design": "before_after"}, {}, True),
        ({"freeze": {"at": "2026-01-02T03:04:05Z", "hash": "h"}}, {}, True),
    ],
)
def test_what_older_releases_wrote_into_a_plan_unasked_is_left_empty(
    besides: dict[str, object], revisions: dict[str, int], kept: bool
) -> None:
    """The usual names in a plan that nobody ever saved are no answers; in any other they stay as they are."""
    plan = {"baseline": "baseline", "follow_up": "follow_up", "measure": "", "groups": []} | besides
    raw = {"section_revisions": revisions, "evaluation_plan": plan}
    found = Record.model_validate(raw).evaluation_plan
    assert (found.baseline, found.follow_up) == (("baseline", "follow_up") if kept else ("", ""))
    assert (found.before, found.after) == ("baseline", "follow_up")


ANSWERS_OF_OLD = [
    {"item": "information", "settled": "yes", "note": "A letter"},
    {"item": "dual_role", "settled": "yes", "note": "The family worker asks"},
    {"item": "not_for_performance", "settled": "yes", "note": "The head"},
]


def test_ethics_said_in_the_plan_are_taken_over_and_the_plan_stays_frozen() -> None:
    """An older record's answers stand in the new section; in the plan they stay, so that its hash holds."""
    plan = {"design": "before_after", "ethics": ANSWERS_OF_OLD}
    record = Record.model_validate({"evaluation_plan": plan})
    said = record.protection
    assert [(line.item, line.note) for line in said.ethics] == [("information", "A letter")]
    assert (said.who_asks, said.not_to_judge) == ("The family worker asks", "yes, in writing")
    assert record.evaluation_plan.content_hash() != EvaluationPlan(design="before_after").content_hash()
    assert record.evaluation_plan.content()["ethics"] == ANSWERS_OF_OLD


def test_what_was_deleted_since_does_not_come_back() -> None:
    """Once the section has been saved, even empty, the plan's old answers are left alone."""
    raw = {"evaluation_plan": {"ethics": ANSWERS_OF_OLD}, "protection": {}}
    assert Record.model_validate(raw).protection == Protection()


def test_later_questions_are_offered_earlier_answers() -> None:
    """What is asked again is offered from where it was said last, as long as nothing is written there."""
    record = Record.model_validate(
        {
            "question": {"question": "First?", "certainty": 80, "if_yes": "go on"},
            "evidence": {"refined_question": "Refined?"},
            "evaluation_plan": {"if_yes": "carry on"},
        }
    )
    offered = earlier_answers(record, "evaluation_plan")
    assert offered["question"] == Earlier("Refined?", "evidence")
    assert offered["certainty"] == Earlier(80, "question")
    assert "if_yes" not in offered
    assert "if_no" not in offered


def test_an_answer_of_zero_is_an_answer() -> None:
    """Zero pupils said earlier is offered; nothing said earlier is not."""
    record = Record.model_validate({"question": {"pupils": 0}})
    assert earlier_answers(record, "evaluation_plan") == {"pupils": Earlier(0, "question")}
    assert earlier_answers(Record(), "evaluation_plan") == {}


def test_a_record_from_before_has_decided_nothing() -> None:
    """A record without `confirmed` is read; the field is on no form and is written back."""
    record = Record.model_validate({"title": "Reading"})
    assert record.confirmed == []
    assert "confirmed" not in SECTIONS
    assert Record.model_validate(record.model_dump(mode="json")) == record
