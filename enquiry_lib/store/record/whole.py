"""The whole record of one enquiry: its sections in the order of the programme, and what earlier answers offer later ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, NonNegativeInt, model_validator

from enquiry_lib.store.record.day1 import FrameworkReview, Priorities, Question, Stakeholders
from enquiry_lib.store.record.day2 import Evidence
from enquiry_lib.store.record.day3 import Implementation, Intervention, Protection, from_plan
from enquiry_lib.store.record.day4 import EvaluationPlan, ProcessFindings, not_begun
from enquiry_lib.store.record.day5 import Decision, Findings, NextCycle, Sharing
from enquiry_lib.store.record.parts import EMPTY, Part, Section, ShortText, asked_fields

SCHEMA_VERSION = 1


class Record(Part):
    """One enquiry at one school. Everything may be empty: a record is filled in over weeks.

    `confirmed` has the hashes of passages of free text of which a person has said that they name nobody
    (`data.free_text.passage_hash`); never the passages. `settled` has the hashes of answers in copies that a
    synchronising program left, of which a person has said which version is kept (`store.copies`).
    """

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    revision: NonNegativeInt = 0
    saved_at: str = ""
    section_revisions: dict[str, NonNegativeInt] = Field(default_factory=dict)
    title: ShortText = ""
    year: ShortText = ""
    follows: ShortText = ""
    status: Literal["open", "finished"] = "open"
    confirmed: list[str] = Field(default_factory=list)
    settled: list[str] = Field(default_factory=list)
    priorities: Priorities = Field(default_factory=Priorities)
    framework_review: FrameworkReview = Field(default_factory=FrameworkReview)
    stakeholders: Stakeholders = Field(default_factory=Stakeholders)
    question: Question = Field(default_factory=Question)
    evidence: Evidence = Field(default_factory=Evidence)
    intervention: Intervention = Field(default_factory=Intervention)
    implementation: Implementation = Field(default_factory=Implementation)
    protection: Protection = Field(default_factory=Protection)
    evaluation_plan: EvaluationPlan = Field(default_factory=EvaluationPlan)
    process_findings: ProcessFindings = Field(default_factory=ProcessFindings)
    findings: Findings = Field(default_factory=Findings)
    decision: Decision = Field(default_factory=Decision)
    sharing: Sharing = Field(default_factory=Sharing)
    next_cycle: NextCycle = Field(default_factory=NextCycle)

    @model_validator(mode="before")
    @classmethod
    def _with_protection(cls, raw: Any) -> Any:
        """Take over what older records say on ethics in the plan, where it stays: the plan's hash rests on it."""
        plan = raw.get("evaluation_plan") if isinstance(raw, dict) and "protection" not in raw else None
        ethics = plan.get("ethics") if isinstance(plan, dict) else None
        if not isinstance(ethics, list) or not all(isinstance(answer, dict) for answer in ethics):
            return raw
        return {**raw, "protection": from_plan(ethics)}

    @model_validator(mode="before")
    @classmethod
    def _with_unasked_plan(cls, raw: Any) -> Any:
        """Leave empty what older records hold in a plan that nobody has ever saved."""
        plan = raw.get("evaluation_plan") if isinstance(raw, dict) else None
        if not isinstance(plan, dict) or "evaluation_plan" in (raw.get("section_revisions") or {}):
            return raw
        return {**raw, "evaluation_plan": not_begun(plan)}

    def section(self, name: str) -> Section:
        """Give one section by name.

        >>> Record().section("question").model_fields_set
        set()
        """
        part: Section = getattr(self, name)
        return part


SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Record.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def day_of(name: str) -> int:
    """Give the day of the programme that a section belongs to: its module is named after it.

    >>> day_of("question"), day_of("sharing")
    (1, 5)
    """
    return int(SECTIONS[name].__module__.rpartition(".day")[2])


@dataclass(frozen=True)
class Earlier:
    """An answer given earlier to what is asked again: its value as plain data, and the section it stands in."""

    value: Any
    section: str


def earlier_answers(record: Record, name: str) -> dict[str, Earlier]:
    """Give, for each field of a section that is asked and still empty, what was said to it in an earlier section.

    >>> record = Record.model_validate({"question": {"if_no": "stop"}})
    >>> earlier_answers(record, "evaluation_plan")["if_no"]
    Earlier(value='stop', section='question')
    """
    section = record.section(name)
    model = type(section)
    found = {}
    for field in asked_fields(section):
        if getattr(section, field) in EMPTY and (answer := _answered(record, _places(model, field))):
            found[field] = answer
    return found


def _places(model: type[Section], field: str) -> list[str]:
    extra = model.model_fields[field].json_schema_extra
    places = extra.get("earlier", []) if isinstance(extra, dict) else []
    return [str(place) for place in places] if isinstance(places, list) else []


def _answered(record: Record, places: list[str]) -> Earlier | None:
    for place in places:
        name, field = place.split(".")
        value = record.section(name).model_dump(mode="json")[field]
        if value not in EMPTY:
            return Earlier(value, name)
    return None
