"""Day 2 of the programme: what is known already, how far it can be trusted, and the refined question."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from enquiry_lib.store.record.parts import (
    PARTNERS,
    LongText,
    Part,
    Section,
    ShortText,
    asked_when,
    earlier,
    rating,
)


class Search(Part):
    """One search: where, for what, and what came of it."""

    where: ShortText = Field("", title="Where did you look?", examples=["EEF Toolkit"])
    words: ShortText = Field("", title="What did you look for?", examples=["attendance, parents, primary"])
    on: dt.date | None = Field(None, title="When?", examples=["2025-06-12"])
    found: int | None = Field(None, title="Found", ge=0, le=1_000_000)
    kept: int | None = Field(None, title="Kept to read", ge=0, le=1_000_000)


MEASURED = asked_when(
    "kind",
    None,
    "systematic review",
    "randomised trial",
    "comparison, not at random",
    "before and after",
    "survey or case study",
)
"""What is asked about any source but an opinion, which has measured nothing."""


class Source(Part):
    """One source, what it found, and how far it can be trusted."""

    source: ShortText = Field("", title="Author, year and title", examples=["Author (2019), Title"])
    kind: (
        Literal[
            "systematic review",
            "randomised trial",
            "comparison, not at random",
            "before and after",
            "survey or case study",
            "opinion or experience",
        ]
        | None
    ) = Field(None, title="What kind of source?")
    found: ShortText = Field("", title="What did it find?")
    pupils: int | None = Field(
        None, title="How many pupils?", ge=0, le=100_000_000, json_schema_extra=MEASURED
    )
    effect_size: float | None = Field(
        None,
        title="Effect size, if given",
        examples=["0.12"],
        ge=-10,
        le=10,
        json_schema_extra=MEASURED,
    )
    low: float | None = Field(None, title="Interval from", ge=-10, le=10, json_schema_extra=MEASURED)
    high: float | None = Field(None, title="Interval to", ge=-10, le=10, json_schema_extra=MEASURED)
    lost: Literal["few", "some", "many", "not said"] | None = Field(
        None, title="Pupils lost on the way (attrition)", json_schema_extra=MEASURED
    )
    measured_by: Literal["a standard test", "the authors' own test", "records", "a survey"] | None = Field(
        None, title="How was the outcome measured?", json_schema_extra=MEASURED
    )
    independent: Literal["yes", "no", "not said"] | None = Field(
        None, title="Done by others than those who sell or invented it?"
    )
    like_us: Literal["hardly", "somewhat", "very"] | None = Field(
        None, title="How like your pupils?", json_schema_extra=rating()
    )
    trust: Literal["low", "moderate", "high"] | None = Field(
        None, title="All in all, how far do you trust it?", json_schema_extra=rating()
    )


class Strand(Part):
    """One strand of a toolkit, and what it means here."""

    strand: ShortText = Field("", title="Strand", examples=["Peer tutoring"])
    says: ShortText = Field("", title="What does it say, and not say?")
    for_us: ShortText = Field("", title="What does it mean for you?")


class Evidence(Section):
    """Evidence."""

    searches: list[Search] = Field(
        default_factory=list,
        title="Your search",
        description="A few lines are enough for somebody else to look again.",
    )
    include: list[ShortText] = Field(
        default_factory=list,
        title="You kept a source if it",
        examples=["is about pupils of 7 to 11"],
    )
    leave_out: list[ShortText] = Field(
        default_factory=list, title="You left a source out if it", examples=["had nobody to compare with"]
    )
    sources: list[Source] = Field(
        default_factory=list,
        title="Your sources",
        description="Three read well are worth more than twenty listed.",
    )
    strands: list[Strand] = Field(
        default_factory=list,
        title="Toolkit strands you looked at",
        description="Spelt as in the Toolkit, so that they are marked in its table.",
    )
    local: LongText = Field(
        "",
        title="What do colleagues and neighbouring schools know?",
        description="Professional judgement and local experience are evidence too; say whose.",
        json_schema_extra=PARTNERS,
    )
    adds_up_to: LongText = Field("", title="What does it add up to?")
    against: LongText = Field(
        "", title="What speaks against it?", description="The best argument of somebody who disagrees."
    )
    strength: Literal["strong", "fair", "thin", "contradictory"] | None = Field(
        None, title="How strong is the evidence, all in all?"
    )
    refined_question: LongText = Field(
        "",
        title="The question, refined",
        description="What you have read should change it, if only a little.",
        json_schema_extra=earlier("question.question"),
    )
