"""Day 3 of the programme: the intervention, described so that another school could repeat it, and how it is put in place."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from enquiry_lib.store.record.parts import (
    Level,
    LongText,
    Part,
    Row,
    Section,
    ShortText,
    Stage,
    earlier,
    rows,
)


class Ingredient(Part):
    """One active ingredient: a part without which it would be something else."""

    ingredient: ShortText = Field("", title="Active ingredient", examples=["Pairs read aloud in turn"])
    why: ShortText = Field("", title="Why it should matter")
    adapt: Literal["keep as it is", "may be adapted"] | None = Field(None, title="May it be adapted?")


class Activity(Part):
    """Something that is done, and where it acts."""

    activity: ShortText = Field("", title="What is done", examples=["Three sessions a week before lunch"])
    level: Level | None = Field(None, title="Where it acts")


class SupportFactor(Part):
    """Something the intervention needs around it."""

    factor: ShortText = Field("", title="What it needs", examples=["A quiet room"])
    there: Literal["yes", "partly", "no"] | None = Field(None, title="Is it there?")
    do: ShortText = Field("", title="What you will do about it")


class Readiness(Row):
    """How ready the school is in one respect."""

    ready: Literal["yes", "partly", "not yet"] | None = Field(None, title="Ready?")
    note: ShortText = Field("", title="What is still to do?")


class Intervention(Section):
    """The intervention."""

    problem: LongText = Field(
        "",
        title="The problem it answers",
        json_schema_extra=earlier("priorities.priority"),
    )
    what: LongText = Field(
        "",
        title="What is it?",
        description="So that a teacher who was never there could picture it.",
        json_schema_extra=earlier("question.intervention"),
    )
    why: LongText = Field(
        "",
        title="Why should it work?",
        json_schema_extra=earlier("evidence.adds_up_to"),
    )
    ingredients: list[Ingredient] = Field(
        default_factory=list,
        title="Active ingredients",
        description="Three to five. Observers will look for these by name.",
    )
    for_whom: ShortText = Field(
        "", title="For which pupils?", json_schema_extra=earlier("question.population")
    )
    by_whom: ShortText = Field(
        "", title="Who delivers it?", description="Roles, not names.", examples=["Teaching assistants"]
    )
    training: ShortText = Field("", title="How are they prepared?", examples=["Two hours, then one visit"])
    materials: ShortText = Field("", title="With what?", examples=["Short books, one record sheet a pair"])
    setting: ShortText = Field("", title="Where?", examples=["In the classroom"])
    sessions_a_week: float | None = Field(None, title="Sessions a week", examples=["3"], ge=0, le=50)
    minutes: float | None = Field(None, title="Minutes a session", examples=["20"], ge=0, le=600)
    weeks: float | None = Field(None, title="For how many weeks?", examples=["12"], ge=0, le=60)
    inputs: list[ShortText] = Field(
        default_factory=list, title="What goes in", description="Time, people, money, space."
    )
    activities: list[Activity] = Field(default_factory=list, title="What is done")
    short_term: list[ShortText] = Field(
        default_factory=list,
        title="What you should see within weeks",
        description="And how you would notice.",
    )
    medium_term: list[ShortText] = Field(default_factory=list, title="What should follow within the year")
    long_term: list[ShortText] = Field(default_factory=list, title="What it is all for")
    assumptions: list[ShortText] = Field(default_factory=list, title="What has to be true for this to work")
    support_factors: list[SupportFactor] = Field(
        default_factory=list, title="Support factors", description="What it needs around it, here."
    )
    readiness: list[Readiness] = Field(
        default_factory=list, title="Is the school ready?", json_schema_extra=rows("readiness")
    )
    make_room: ShortText = Field("", title="What will you stop doing to make room?")


class StagePlan(Row):
    """What is to be settled at one stage."""

    plan: LongText = Field("", title="What you will do")


class PlanStep(Part):
    """One step of the plan, with its dates and its owner."""

    step: ShortText = Field("", title="Step", examples=["Train the teaching assistants"])
    stage: Stage | None = Field(None, title="Stage")
    starts: dt.date | None = Field(None, title="From", examples=["2025-09-08"])
    ends: dt.date | None = Field(None, title="To", examples=["2025-09-19"])
    owner: ShortText = Field("", title="Who sees to it?", description="A role.", examples=["Deputy head"])
    state: Literal["not begun", "under way", "done"] | None = Field(None, title="State")


class CheckPoint(Part):
    """A day on which the plan is looked at."""

    on: dt.date | None = Field(None, title="When?", examples=["2025-10-17"])
    look_at: ShortText = Field("", title="What will you look at?")
    then: ShortText = Field("", title="What would make you change something?")


class Barrier(Part):
    """Something that may get in the way."""

    barrier: ShortText = Field("", title="What may get in the way?")
    level: Level | None = Field(None, title="Where it lies")
    response: ShortText = Field("", title="What you will do")


class Risk(Part):
    """Something that could do harm."""

    risk: ShortText = Field("", title="What could go wrong, and for whom?")
    likely: Literal["unlikely", "possible", "likely"] | None = Field(None, title="How likely?")
    noticed_by: ShortText = Field("", title="How would you notice?")
    response: ShortText = Field("", title="What would you do?")


class Duty(Row):
    """Who sees to one of the Research Lead's tasks."""

    how: ShortText = Field("", title="Who does this here, and how?")


class Implementation(Section):
    """Implementation."""

    stage: Stage | None = Field(None, title="At which stage are you now?")
    stages: list[StagePlan] = Field(
        default_factory=list, title="Stage by stage", json_schema_extra=rows("implementation_stages")
    )
    steps: list[PlanStep] = Field(
        default_factory=list,
        title="Steps, with dates and owners",
        description="They are drawn as a timeline.",
    )
    check_points: list[CheckPoint] = Field(
        default_factory=list,
        title="Check points",
        description="Days on which you look whether it is being done, before anybody asks whether it works.",
    )
    barriers: list[Barrier] = Field(default_factory=list, title="Barriers")
    risks: list[Risk] = Field(
        default_factory=list, title="Risks and unintended harm", description="What works may hurt, too."
    )
    duties: list[Duty] = Field(
        default_factory=list,
        title="The Research Lead's tasks",
        description="Nobody does all of them alone.",
        json_schema_extra=rows("roles"),
    )
