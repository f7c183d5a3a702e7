"""Day 5 of the programme: findings, the decision, sharing, and the next cycle."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from enquiry_lib.store.record.parts import (
    PARTNERS,
    Level,
    LongText,
    Part,
    Partner,
    Section,
    ShortText,
    asked_when,
    earlier,
)


class ChangeInPractice(Part):
    """Something that is done differently now."""

    change: ShortText = Field("", title="What is done differently now?")
    level: Level | None = Field(None, title="Where it acts")
    state: Literal["in place", "being tried", "planned"] | None = Field(None, title="State")


class Findings(Section):
    """Findings."""

    programme: LongText = Field(
        "",
        title="What did taking part teach the people who did?",
        description="About asking, reading, planning and judging.",
    )
    settings: LongText = Field("", title="What did the school find out?", description="In plain words.")
    network: LongText = Field(
        "", title="What did it show about working with other schools?", json_schema_extra=PARTNERS
    )
    pupils: LongText = Field("", title="What changed for pupils, as far as you can tell?")
    relationships: LongText = Field("", title="What changed between people?")
    teachers: LongText = Field("", title="What changed in teachers' practice?")
    changes: list[ChangeInPractice] = Field(default_factory=list, title="Changes in practice")
    case_study: LongText = Field(
        "",
        title="One story that shows what the figures cannot",
        description="Changed so far that nobody in school could say which child or family it is.",
    )


class Decision(Section):
    """The decision."""

    decision: Literal["adopt", "adapt", "stop", "not yet known"] | None = Field(
        None,
        title="What have you decided?",
        description="'Not yet known' is a decision too: to find out.",
    )
    why: LongText = Field("", title="Why?")
    as_planned: Literal["yes", "no"] | None = Field(
        None, title="Is this what you had said you would do with this answer?"
    )
    why_not: ShortText = Field(
        "", title="What has changed your mind?", json_schema_extra=asked_when("as_planned", "no")
    )
    change_what: ShortText = Field(
        "",
        title="What will be different?",
        json_schema_extra=asked_when("decision", "adapt", "not yet known"),
    )
    by_when: dt.date | None = Field(None, title="When will you look again?", examples=["2026-11-30"])


class Share(Part):
    """Telling somebody what was learnt."""

    with_whom: Partner | None = Field(None, title="With whom?")
    what: ShortText = Field("", title="What do they most need to know?", json_schema_extra=PARTNERS)
    how: ShortText = Field(
        "", title="How?", examples=["Ten minutes at the staff meeting"], json_schema_extra=PARTNERS
    )
    on: dt.date | None = Field(None, title="When?", examples=["2026-07-08"])


class Sharing(Section):
    """Sharing."""

    shares: list[Share] = Field(
        default_factory=list,
        title="Who should hear of it?",
        description="Those it was about come first.",
    )
    borrow: ShortText = Field("", title="What may other schools borrow from you?", json_schema_extra=PARTNERS)
    borrowed: ShortText = Field(
        "", title="What have you taken from another school?", json_schema_extra=PARTNERS
    )
    celebrate: ShortText = Field("", title="How will you mark it together?")
    embed: LongText = Field("", title="What will keep it going when you are busy with something else?")


class NextCycle(Section):
    """The next cycle."""

    priority: ShortText = Field(
        "", title="The priority it takes up", json_schema_extra=earlier("priorities.priority")
    )
    question: LongText = Field("", title="The next question, in its first wording")
    needs: ShortText = Field("", title="What would you do differently this time?")
    begins: dt.date | None = Field(None, title="When does it begin?", examples=["2026-09-07"])
