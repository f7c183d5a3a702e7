"""Day 3 of the programme: the intervention, how it is put in place, and what is promised to the people it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from enquiry_lib.store.record.parts import (
    Level,
    LongText,
    Part,
    Row,
    Section,
    ShortText,
    Stage,
    asked_when,
    earlier,
    rating,
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
    likely: Literal["unlikely", "possible", "likely"] | None = Field(
        None, title="How likely?", json_schema_extra=rating()
    )
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


class Consideration(Row):
    """Whether one ethical question is settled."""

    settled: Literal["yes", "not yet", "does not apply"] | None = Field(None, title="Settled?")
    note: ShortText = Field("", title="How?")


class Sign(Row):
    """Whether one sign that a full impact assessment is needed is there."""

    there: Literal["yes", "no", "not sure"] | None = Field(None, title="Is it so here?")
    note: ShortText = Field("", title="What, in a few words?")


class Assessed(Row):
    """What the school says to one question of an impact assessment."""

    answer: LongText = Field("", title="In a line or two")


class Protection(Section):
    """People and their data."""

    ethics: list[Consideration] = Field(
        default_factory=list,
        title="Is it right to do this?",
        description="'Not yet' is an honest answer; leave it standing until it is settled.",
        json_schema_extra=rows("ethics"),
    )
    who_asks: ShortText = Field(
        "",
        title="Who asks and listens, so that nobody has to say no to their own teacher or manager?",
        description="You are teacher and researcher at once. A pupil, or a junior colleague, may not feel free.",
        examples=["The family worker, who teaches nobody"],
    )
    saying_no: ShortText = Field(
        "",
        title="How can somebody say no, or stop later, without giving a reason?",
        examples=["A slip in the box by the office, at any time"],
    )
    not_to_judge: Literal["yes, in writing", "yes, by word of mouth", "not yet"] | None = Field(
        None,
        title="Have staff been promised that nothing found here is used to judge a teacher?",
        description="What an enquiry finds about lessons rests on few visits and was not made for that.",
    )
    promised_how: ShortText = Field(
        "",
        title="Who promised it, and how?",
        examples=["The head, in a letter to all staff"],
        json_schema_extra=asked_when("not_to_judge", "yes, in writing", "yes, by word of mouth"),
    )
    signs: list[Sign] = Field(
        default_factory=list,
        title="Do you need a full impact assessment?",
        description="Signs that more care is needed. 'Not sure' is a good question to take to the officer.",
        json_schema_extra=rows("impact_signs"),
    )
    assessment: list[Assessed] = Field(
        default_factory=list,
        title="What you will tell the data protection officer",
        description="Notes for a conversation, not a finished document.",
        json_schema_extra=rows("impact_assessment"),
    )
    lead: ShortText = Field(
        "",
        title="Who leads on data protection here?",
        description="A role, not a name.",
        examples=["The trust's data protection officer"],
    )
    talked_on: dt.date | None = Field(
        None, title="When did you talk it over with them?", examples=["2025-06-24"]
    )
    advised: Literal["go ahead", "go ahead, with changes", "a full assessment first"] | None = Field(
        None, title="What did they advise?"
    )
    keep_names_until: dt.date | None = Field(
        None,
        title="Until when is the key kept that leads from codes to pupils?",
        description="Leave it empty if the tables never had codes.",
        examples=["2027-08-31"],
    )
    keep_tables_until: dt.date | None = Field(
        None,
        title="Until when are the tables of pupils kept?",
        description="After this day the check of the tables reminds you.",
        examples=["2028-08-31"],
    )
    who_deletes: ShortText = Field(
        "", title="Who deletes them on that day?", examples=["The data manager; the deputy head checks"]
    )


MOVED = {"yes": "yes, in writing", "not yet": "not yet"}


def from_plan(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the section from the answers on ethics that stood in the evaluation plan before there was one.

    Two of its lines have questions of their own now.

    >>> from_plan([{"item": "dual_role", "settled": "yes", "note": "The family worker asks"}])["who_asks"]
    'The family worker asks'
    """
    lines = {str(answer.get("item")): answer for answer in answers}
    asks, judged = lines.pop("dual_role", {}), lines.pop("not_for_performance", {})
    return {
        "ethics": list(lines.values()),
        "who_asks": asks.get("note", ""),
        "not_to_judge": MOVED.get(str(judged.get("settled"))),
        "promised_how": judged.get("note", ""),
    }
