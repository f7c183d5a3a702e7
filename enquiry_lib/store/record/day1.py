"""Day 1 of the programme: priorities, the framework review, the people around the school, and the question."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from enquiry_lib.store.record.parts import (
    PARTNERS,
    Group,
    Level,
    LongText,
    Part,
    Partner,
    Row,
    Section,
    ShortText,
    rating,
    rows,
)


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
    priority_level: Level | None = Field(
        None,
        title="Where does this priority mostly lie?",
        description="What the school can change alone, what schools can change together, or what lies outside them.",
    )


class WordReview(Row):
    """How far the school has come with one word of the framework."""

    how_far: Literal["not yet", "in places", "mostly", "throughout the school"] | None = Field(
        None, title="How far are you?", json_schema_extra=rating()
    )
    shown_by: ShortText = Field("", title="What shows it?")


class Reflection(Row):
    """What the school says to one of the framework's questions."""

    answer: LongText = Field("", title="Your answer")


class FrameworkReview(Section):
    """Framework self-review."""

    words: list[WordReview] = Field(
        default_factory=list,
        title="Leading to narrow the gap: where do you stand?",
        description="Be as hard on the school as a friend would be. 'Not yet' is a good place to begin.",
        json_schema_extra=rows("framework_words"),
    )
    about: Group | None = Field(
        None,
        title="One vulnerable group to think of",
        description="The questions below are about this group.",
    )
    reflections: list[Reflection] = Field(
        default_factory=list,
        title="Questions to reflect on",
        json_schema_extra=rows("framework_reflections"),
    )
    strengthen_first: ShortText = Field(
        "", title="What will you strengthen first?", examples=["Acceptance: look at our own timetable first"]
    )


class Stakeholder(Part):
    """Somebody with a stake in the enquiry."""

    who: ShortText = Field(
        "", title="Who?", examples=["Education welfare officer"], json_schema_extra=PARTNERS
    )
    kind: Partner | None = Field(None, title="What kind of partner?")
    cares_about: ShortText = Field("", title="What matters to them?")
    part: Literal["keep informed", "listen to", "work with", "share the lead"] | None = Field(
        None, title="Their part in the enquiry"
    )
    how: ShortText = Field(
        "",
        title="How and when?",
        examples=["Half-termly meeting of the research team"],
        json_schema_extra=PARTNERS,
    )


class Stakeholders(Section):
    """Stakeholders and partners."""

    people: list[Stakeholder] = Field(
        default_factory=list,
        title="Who has a stake in this?",
        description="Roles, never names. Look beyond the gates too: families, employers, universities, services, charities.",
    )
    missing: ShortText = Field(
        "",
        title="Whose voice is missing, and how will you hear it?",
        examples=["Families who never come in: two home visits by the family worker"],
    )
    led_by: (
        Literal["the school", "schools together", "the local authority", "the third sector", "shared"] | None
    ) = Field(None, title="Who leads the work with partners?")
    together: LongText = Field(
        "",
        title="What will you and your partners answer for together?",
        description="Something the partnership did, that you could show to the people it was done for.",
        json_schema_extra=PARTNERS,
    )


class Step(Row):
    """What can be said so far to one of the questions that run through an enquiry."""

    so_far: LongText = Field("", title="What you can say so far")
    known_from: ShortText = Field("", title="How you know")


class Question(Section):
    """The enquiry question."""

    population: ShortText = Field(
        "",
        title="For whom?",
        description="Which pupils, how many?",
        examples=["All pupils, Reception to Year 6"],
    )
    pupils: int | None = Field(
        None,
        title="About how many pupils is that?",
        description="All who will be counted, those compared with included.",
        examples=["60"],
        ge=0,
        le=100_000,
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
    time: ShortText = Field("", title="By when?", examples=["From September to Easter"])
    terms: float | None = Field(
        None,
        title="How many school terms is that?",
        examples=["2"],
        ge=0,
        le=30,
    )
    question: LongText = Field(
        "",
        title="The question, in one sentence",
        description="Specific enough that two colleagues would agree whether it has been answered.",
    )
    worse_off: ShortText = Field(
        "",
        title="Could anybody be worse off for it?",
        description="Pupils taken out of something, held back, singled out, or left without. 'Nobody, because …' is an answer.",
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
    thread: list[Step] = Field(
        default_factory=list,
        title="Seven questions that run through the enquiry",
        description="Begin with what you can say; come back to them every day.",
        json_schema_extra=rows("enquiry_questions"),
    )
