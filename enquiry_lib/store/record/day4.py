"""Day 4 of the programme: the evaluation plan, frozen before the outcomes are seen, and what the process showed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import Field, PrivateAttr

from enquiry_lib.store.record.parts import (
    DESIGN_LABELS,
    EMPTY,
    MEASURE_LABELS,
    UNIT_LABELS,
    Design,
    Group,
    LongText,
    Measure,
    Part,
    Row,
    Section,
    ShortText,
    Unit,
    YesNo,
    asked_when,
    content_hash,
    earlier,
    rating,
    read_as,
    rows,
)

USUAL = {"baseline": "baseline", "follow_up": "follow_up"}
"""How the table of outcomes names the two occasions of a plan, where the plan does not say otherwise."""


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


class OtherMeasure(Part):
    """Something else that is looked at besides the one measure."""

    measure: ShortText = Field("", title="What?", examples=["Enjoyment of reading, survey"])
    why: ShortText = Field("", title="Why, and how well does it measure that?")
    when: ShortText = Field("", title="When?", examples=["September and March"])


class ProcessPlan(Row):
    """How one dimension of the process will be looked at."""

    how: ShortText = Field("", title="How will you find out?")
    by_whom: ShortText = Field("", title="Who, and when?")


class Threat(Row):
    """How serious one threat to the finding is."""

    judged: Literal["low", "moderate", "high"] | None = Field(
        None, title="How serious here?", json_schema_extra=rating()
    )
    do: ShortText = Field("", title="What can you do about it?")


class EvaluationPlan(Section):
    """The evaluation plan."""

    question: LongText = Field(
        "",
        title="The question you will answer",
        json_schema_extra=earlier("evidence.refined_question", "question.question"),
    )
    design: Design | None = Field(
        None,
        title="How will you compare?",
        description="A design decides how strongly the report may speak, whatever the numbers are.",
        json_schema_extra=read_as(DESIGN_LABELS),
    )
    unit: Unit | None = Field(
        None,
        title="What was allocated, or chosen: single pupils, or whole classes?",
        description="Pupils of one class are alike, so whole classes tell far less than as many single pupils.",
        json_schema_extra=read_as(UNIT_LABELS) | asked_when("design", "randomised", "comparison"),
    )
    pupils: int | None = Field(
        None,
        title="How many pupils will be compared?",
        description="All who will have both scores, those compared with included.",
        ge=0,
        le=100_000,
        json_schema_extra=earlier("question.pupils"),
    )
    measured_by: Measure | None = Field(
        None, title="Where does the outcome come from?", json_schema_extra=read_as(MEASURE_LABELS)
    )
    measure: ShortText = Field(
        "",
        title="Name of the measure",
        description="As written in the column 'measure' of the outcomes table.",
        examples=["Reading age test"],
        json_schema_extra=asked_when("measured_by", "outcomes"),
    )
    attainment: YesNo | None = Field(
        None,
        title="Is it a test of attainment?",
        description="Of nothing else can a difference be told in months of progress.",
        json_schema_extra=asked_when("measured_by", "outcomes"),
    )
    baseline: ShortText = Field(
        "",
        title="Occasion before, or school year before",
        description="For scores as written in the column 'occasion'; left empty, 'baseline' is meant. For attendance a "
        "school year such as 2024/25.",
    )
    follow_up: ShortText = Field(
        "",
        title="Occasion after, or school year after",
        description="For scores as written in the column 'occasion'; left empty, 'follow_up' is meant. For attendance a "
        "school year such as 2025/26.",
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
        json_schema_extra=earlier("question.smallest_worthwhile"),
    )
    certainty: float | None = Field(
        None,
        title="How sure you need to be, confirmed",
        ge=50,
        le=99.9,
        json_schema_extra={"unit": "%", **earlier("question.certainty")},
    )
    if_yes: ShortText = Field(
        "", title="If the answer is yes, we will", json_schema_extra=earlier("question.if_yes")
    )
    if_no: ShortText = Field(
        "", title="If the answer is no, we will", json_schema_extra=earlier("question.if_no")
    )
    if_unclear: ShortText = Field(
        "", title="If it stays unclear, we will", json_schema_extra=earlier("question.if_unclear")
    )
    groups: list[Group] = Field(
        default_factory=list,
        title="Groups you will look at separately",
        description="Decide now, and few.",
        json_schema_extra=earlier("priorities.who_loses_out"),
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
    also_measured: list[OtherMeasure] = Field(
        default_factory=list, title="What else will you look at?", description="Few, and named now."
    )
    enough: float | None = Field(
        None,
        title="Which share of the sessions counts as enough?",
        examples=["80"],
        ge=0,
        le=100,
        json_schema_extra={"unit": "%"},
    )
    process: list[ProcessPlan] = Field(
        default_factory=list,
        title="How will you look at the process?",
        description="Not all eight; but leave none out by accident.",
        json_schema_extra=rows("process_dimensions"),
    )
    threats: list[Threat] = Field(
        default_factory=list, title="What could mislead you?", json_schema_extra=rows("threats")
    )
    freeze: Freeze | None = Field(None, json_schema_extra={"form": False})
    reopened: list[Reopening] = Field(default_factory=list, json_schema_extra={"form": False})
    _unasked: dict[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def before(self) -> str:
        """The occasion before, as scores name it: the usual name where nobody has written another."""
        return self.baseline or USUAL["baseline"]

    @property
    def after(self) -> str:
        """The occasion after, as scores name it: the usual name where nobody has written another."""
        return self.follow_up or USUAL["follow_up"]

    def as_asked(self) -> Self:
        """Give the plan with the answers that count; its hash stays that of all that was saved."""
        asked = super().as_asked()
        asked._unasked = {}
        left = asked.content()
        asked._unasked = {name: value for name, value in self.content().items() if value != left[name]}
        return asked

    def content(self) -> dict[str, Any]:
        """Give what was planned, without when it was frozen or reopened; what is no longer asked stands in it as saved."""
        return self.model_dump(mode="json", exclude={"freeze", "reopened"}) | self._unasked

    def content_hash(self) -> str:
        """Give the SHA-256 of what was planned; what is empty does not count."""
        return content_hash(self.content())

    def is_whole(self) -> bool:
        """Say whether the plan is frozen, and is what was frozen."""
        return self.freeze is not None and self.freeze.hash == self.content_hash()


def not_begun(plan: dict[str, Any]) -> dict[str, Any]:
    """Give a plan, as saved, without the usual names when nothing else stands in it: older releases wrote them unasked.

    >>> not_begun({"baseline": "baseline", "follow_up": "follow_up", "measure": ""})
    {'measure': ''}
    """
    written = {name: value for name, value in plan.items() if value not in EMPTY}
    return {name: plan[name] for name in plan if name not in USUAL} if written == USUAL else plan


class DimensionFound(Row):
    """What was found about one dimension of the process."""

    found: LongText = Field("", title="What did you find?")
    judged: Literal["as planned", "mostly", "partly", "hardly", "cannot say"] | None = Field(
        None, title="All in all"
    )


class Adaptation(Part):
    """A change that was made on the way."""

    change: ShortText = Field("", title="What was changed?")
    why: ShortText = Field("", title="Why?")
    kept: Literal["yes", "no", "cannot say"] | None = Field(None, title="Were the active ingredients kept?")


class ProcessFindings(Section):
    """Process findings."""

    dimensions: list[DimensionFound] = Field(
        default_factory=list,
        title="What was found, dimension by dimension",
        json_schema_extra=rows("process_dimensions"),
    )
    adaptations: list[Adaptation] = Field(default_factory=list, title="What was changed on the way")
    helped: list[ShortText] = Field(default_factory=list, title="What helped?")
    hindered: list[ShortText] = Field(default_factory=list, title="What got in the way?")
    surprised: LongText = Field("", title="What surprised you?")
    harm: LongText = Field(
        "",
        title="Was anybody worse off?",
        description="Go back to the risks you listed. 'We looked, and found nothing' is a finding.",
    )
