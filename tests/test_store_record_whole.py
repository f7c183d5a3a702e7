"""The whole record: its sections in order, what it keeps, and what earlier answers offer later ones."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from enquiry_lib.store.record import (
    SECTIONS,
    Cause,
    Earlier,
    EvaluationPlan,
    Freeze,
    Priorities,
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
        *("intervention", "implementation"),
        *("evaluation_plan", "process_findings"),
        *("findings", "decision", "sharing", "next_cycle"),
    ]
    assert Record().section("question") == Question()


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
