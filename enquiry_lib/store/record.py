"""The record of an enquiry: what people wrote down, as models that forms, pages and checks are made from.

A field's title is its label, its description the hint below the label, its first example the grey example.
Everything may be empty: a record is filled in over weeks. Fields that this release does not know are kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, StringConstraints

SCHEMA_VERSION = 1

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]

Group = Literal[
    "Disadvantaged pupils (pupil premium)",
    "Pupils with special educational needs or disabilities",
    "Looked-after children",
    "Pupils who join or leave during the year",
    "Pupils who attend poorly",
    "Pupils who have been suspended or excluded",
    "Young carers",
    "Pupils learning English as an additional language",
    "Girls",
    "Boys",
    "Pupils of a minority ethnic background",
    "Pupils who go unnoticed",
    "Pupils who underachieve",
]
Level = Literal["within the school", "between schools", "beyond schools"]
Design = Literal["randomised", "comparison", "before_after"]
DESIGN_LABELS: dict[str, str] = {
    "randomised": "Two groups, pupils allocated at random",
    "comparison": "Two groups, not allocated at random",
    "before_after": "One group, before and after",
}
Measure = Literal["outcomes", "attendance"]
MEASURE_LABELS: dict[str, str] = {
    "outcomes": "A score in the outcomes table",
    "attendance": "Persistent absence, from the register",
}
LABELS = DESIGN_LABELS | MEASURE_LABELS
EMPTY: tuple[object, ...] = (None, "", [])


class Part(BaseModel):
    """A part of the record that keeps fields it does not know."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)


class Section(Part):
    """A part of the record that has a form of its own."""


class Cause(Part):
    """One reason why some pupils lose out, and where it lies."""

    cause: ShortText = Field(
        "", title="What may lie behind it", examples=["Lessons start before the bus is in"]
    )
    level: Level | None = Field(None, title="Where it lies")
    evidence: ShortText = Field("", title="What makes you think so", examples=["Lates by bus route, autumn"])


class Priorities(Section):
    """School priorities."""

    concern: LongText = Field(
        "",
        title="What are you worried about?",
        description="In a sentence or two, as you would say it to a colleague.",
        examples=["Some of our Year 4 children have stopped reading for themselves."],
    )
    strengths: list[ShortText] = Field(
        default_factory=list, title="Strengths", description="What is going well that you can build on?"
    )
    weaknesses: list[ShortText] = Field(
        default_factory=list, title="Weaknesses", description="What gets in the way inside the school?"
    )
    opportunities: list[ShortText] = Field(
        default_factory=list, title="Opportunities", description="What could you make use of?"
    )
    threats: list[ShortText] = Field(
        default_factory=list, title="Threats", description="What could undo the work?"
    )
    who_loses_out: list[Group] = Field(
        default_factory=list,
        title="Who loses out?",
        description="Is education equal for all pupils here? Tick every group you have reason to think of.",
    )
    causes: list[Cause] = Field(
        default_factory=list,
        title="What may lie behind it?",
        description="Some causes lie within the school, some between schools, some beyond them.",
    )
    what_we_know: LongText = Field(
        "",
        title="What do you know already, and how?",
        description="Figures, observations, what pupils and families have said.",
    )
    priority: ShortText = Field(
        "",
        title="The one priority you will take forward",
        examples=["Persistent absence in Key Stage 2"],
    )


class Question(Section):
    """The enquiry question."""

    population: ShortText = Field(
        "",
        title="For whom?",
        description="Which pupils, how many?",
        examples=["All pupils, Reception to Year 6"],
    )
    intervention: ShortText = Field(
        "", title="What will be done?", examples=["Two walking-bus routes and a weekly parents' group"]
    )
    comparison: ShortText = Field(
        "",
        title="Compared with what?",
        description="Another group, or the time before. Saying 'none' is better than leaving it open.",
        examples=["The same school in the year before"],
    )
    outcome: ShortText = Field(
        "", title="What should change?", examples=["Share of pupils missing 10% or more of their sessions"]
    )
    time: ShortText = Field("", title="By when?", examples=["From September to July"])
    question: LongText = Field(
        "",
        title="The question, in one sentence",
        description="Specific enough that two colleagues would agree whether it has been answered.",
    )
    smallest_worthwhile: float | None = Field(
        None,
        title="The smallest change that would be worth the effort",
        description="An effect size for scores, percentage points of persistent absence for attendance.",
        examples=["0.2"],
        ge=0,
        le=100,
    )
    certainty: float | None = Field(
        None,
        title="How sure would you need to be?",
        description="The chance, in percent, that the change is at least that large.",
        examples=["80"],
        ge=50,
        le=99.9,
        json_schema_extra={"unit": "%"},
    )
    if_yes: ShortText = Field(
        "", title="If the answer is yes, we will", examples=["carry on and offer it to Year 3"]
    )
    if_no: ShortText = Field(
        "", title="If the answer is no, we will", examples=["stop, and use the time for reading"]
    )
    if_unclear: ShortText = Field(
        "", title="If it stays unclear, we will", examples=["run it once more with a second class"]
    )


class Freeze(Part):
    """When the plan was frozen, by whom, and its hash."""

    at: dt.datetime
    by: ShortText = ""
    hash: str


class Reopening(Part):
    """When and why a frozen plan was opened again."""

    at: dt.datetime
    reason: LongText
    hash: str


class EvaluationPlan(Section):
    """The evaluation plan."""

    design: Design | None = Field(
        None,
        title="How will you compare?",
        description="A design decides how strongly the report may speak, whatever the numbers are.",
    )
    measured_by: Measure | None = Field(None, title="Where does the outcome come from?")
    measure: ShortText = Field(
        "",
        title="Name of the measure",
        description="As written in the column 'measure' of the outcomes table. Leave empty for attendance.",
        examples=["Reading age test"],
    )
    baseline: ShortText = Field(
        "baseline",
        title="Name of the occasion before",
        examples=["baseline"],
        description="As written in the column 'occasion'; for attendance a school year such as 2024/25.",
    )
    follow_up: ShortText = Field(
        "follow_up",
        title="Name of the occasion after",
        examples=["follow_up"],
        description="As written in the column 'occasion'; for attendance a school year such as 2025/26.",
    )
    starts_on: dt.date | None = Field(
        None, title="When does the intervention start?", examples=["2025-09-08"]
    )
    smallest_worthwhile: float | None = Field(
        None,
        title="The smallest change that would be worth the effort, confirmed",
        description="Effect size for scores, percentage points of persistent absence for attendance.",
        ge=0,
        le=100,
    )
    certainty: float | None = Field(
        None, title="How sure you need to be, confirmed", ge=50, le=99.9, json_schema_extra={"unit": "%"}
    )
    groups: list[Group] = Field(
        default_factory=list, title="Groups you will look at separately", description="Decide now, and few."
    )
    why_chosen: LongText = Field(
        "",
        title="How were these pupils chosen?",
        description="If they were chosen because they did badly, many would have improved anyway.",
    )
    what_else: LongText = Field(
        "",
        title="What else is changing at the same time?",
        description="Anything that could move the outcome too.",
    )
    freeze: Freeze | None = Field(None, json_schema_extra={"form": False})
    reopened: list[Reopening] = Field(default_factory=list, json_schema_extra={"form": False})

    def content(self) -> dict[str, Any]:
        """Give what was planned, without when it was frozen or reopened."""
        return self.model_dump(mode="json", exclude={"freeze", "reopened"})

    def content_hash(self) -> str:
        """Give the SHA-256 of what was planned, the same on every machine.

        What is empty does not count, so that a release that adds a question leaves the hash as it was.
        """
        written = {name: value for name, value in self.content().items() if value not in EMPTY}
        text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Record(Part):
    """One enquiry at one school."""

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    revision: NonNegativeInt = 0
    saved_at: str = ""
    section_revisions: dict[str, NonNegativeInt] = Field(default_factory=dict)
    title: ShortText = ""
    year: ShortText = ""
    follows: ShortText = ""
    status: Literal["open", "finished"] = "open"
    priorities: Priorities = Field(default_factory=Priorities)
    question: Question = Field(default_factory=Question)
    evaluation_plan: EvaluationPlan = Field(default_factory=EvaluationPlan)

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


def form_fields(model: type[Part]) -> list[str]:
    """Give the names of the fields a person fills in, in the order of the form.

    >>> form_fields(Cause)
    ['cause', 'level', 'evidence']
    """
    return [name for name, field in model.model_fields.items() if _on_form(field.json_schema_extra)]


def _on_form(extra: Any) -> bool:
    return not (isinstance(extra, dict) and extra.get("form") is False)


def is_filled(section: Part) -> dict[str, bool]:
    """Say of each field on the form whether something has been written or chosen.

    >>> is_filled(Cause(cause="Buses run late"))
    {'cause': True, 'level': False, 'evidence': False}
    """
    return {name: getattr(section, name) not in EMPTY for name in form_fields(type(section))}
