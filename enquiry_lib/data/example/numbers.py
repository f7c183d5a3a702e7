"""The numbers of an example school: what a story says was counted, asked and observed there, and how it comes out.

Every part is checked closely, so that a slip in a story's file is named with its place. Where a story gives two
numbers, [low, high], each school draws its own between them; see `settle`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from enquiry_lib.data.example.draws import Draws

Terms = Literal["autumn", "year"]
Role = Literal["pupil", "staff", "parent", "other"]
Share = Annotated[float, Field(ge=0, le=1)]
Scale = Annotated[float, Field(ge=1, le=5)]
People = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Weekday = Annotated[int, Field(ge=1, le=5)]  # 1 is Monday
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]

NO_RANGES = frozenset({"weekdays"})  # lists of numbers that are meant as they stand


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- what the register and the tests counted --------------------------------------------------------------


class AttendanceYear(_Part):
    """One school year of marks: attendance in percent, and shares of pupils absent often or very often."""

    year: str
    terms: Terms
    rate: float
    persistent: float | None = None
    severe: float | None = None


class AttendanceSummary(_Part):
    """One school year of attendance as a school without marks knows it: totals of sessions and of pupils."""

    period: Annotated[str, StringConstraints(pattern=r"^\d{4}/\d{2}$")]
    pupils: Count
    sessions_possible: Count
    absent_authorised: Count
    absent_unauthorised: Count
    persistently_absent: Count
    severely_absent: Count

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.absent_authorised + self.absent_unauthorised > self.sessions_possible:
            raise ValueError("more sessions are missed than are possible")
        if not self.severely_absent <= self.persistently_absent <= self.pupils:
            raise ValueError("of the pupils some are persistently, and of those some severely absent")
        return self


class Screening(_Part):
    """One test for much of the school, given once."""

    measure: str
    date: dt.date
    year_groups: tuple[str, ...]
    gap: float


class Outcomes(_Part):
    """A measure taken twice; `gap`, `effect`, `anyway` and `narrowing` in standard deviations.

    Between the two, every score moves by `anyway`, those of pupils with the pupil premium by `narrowing`
    besides, and those of pupils who had the intervention by `effect`. That is the truth an estimate is after.
    Where whole classes have it or do not, their scores move apart besides, by `between_classes` (a standard
    deviation), whoever has the intervention. A test that goes from `lowest` to `highest` may be of as many `items`,
    each right or wrong.
    """

    year_groups: tuple[str, ...]
    baseline: dt.date
    follow_up: dt.date
    gap: float
    effect: float
    anyway: float
    narrowing: float
    arms: Literal["none", "random", "chosen"]
    by: Literal["pupils", "classes"] = "pupils"
    between_classes: Annotated[float, Field(ge=0)] = 0.0
    correlation: float = 0.7
    mean: float = 100.0
    sd: float = 15.0
    lost: float = 0.03
    lowest: int | None = None
    highest: int | None = None
    items: Annotated[int, Field(ge=2)] | None = None


# --- what was done ----------------------------------------------------------------------------------------


class Delivery(_Part):
    """The sessions of the intervention, and how many of them a pupil comes to.

    They are for the pupils whose scores say that they have the intervention; where there are no such scores,
    or `year_groups` are given, for a `share` of the pupils in those (or in all) year groups.
    """

    first: dt.date
    last: dt.date
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1)]
    attend: Share
    cut_short: Share = 0.0
    year_groups: tuple[str, ...] = ()
    share: Share = 1.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last session is before the first")
        return self


class Observations(_Part):
    """One active ingredient: in how many visits it was looked for, and the shares of those that saw it.

    `comparison` is the share of as many visits to comparison classes that saw it there; None for no such visits.
    """

    ingredient: Said
    method: Literal[
        "learning walk", "lesson observation", "mutual observation", "work scrutiny", "lesson study"
    ]
    visits: People
    fully: Share
    partly: Share
    comparison: Share | None = None

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        if self.fully + self.partly > 1:
            raise ValueError("fully and partly are more than all of the visits")
        return self


class Indicator(_Part):
    """A number that the school keeps, before and after, what it counts, and how many people stand behind it."""

    indicator: Said
    unit: str = ""
    counts: Literal["people", "share of people", "things"] = "things"
    before: float
    after: float | None = None
    better: Literal["higher", "lower", "neither"]
    people_before: Count | None = None
    people_after: Count | None = None


# --- who was asked ----------------------------------------------------------------------------------------


class BeforeAndAfter(_Part):
    """Means of answers from 1 to 5; without an `after`, people were asked once."""

    before: Scale
    after: Scale | None = None


class Survey(BeforeAndAfter):
    """Questions about one thing, its construct; a question that begins with "(-) " means less of it."""

    role: Role
    people: People
    about: Said = Field(alias="construct")
    questions: Annotated[tuple[Said, ...], Field(min_length=1)]


class SelfAssessment(_Part):
    """How the adults of the enquiry see their own capacity, part by part."""

    people: People
    dispositions: BeforeAndAfter
    skills: BeforeAndAfter
    knowledge: BeforeAndAfter
    motivation: BeforeAndAfter
    resources: BeforeAndAfter


class Theme(_Part):
    """What a share of the people talked about, and what some of them said, who may be quoted."""

    theme: Said
    share: Share
    leaning: Literal["helps", "hinders", "mixed"] | None = None
    quotes: tuple[Said, ...] = ()


class Voices(_Part):
    """People who were listened to, and what they talked about."""

    method: Literal["interview", "discussion group", "pupil forum", "photography", "written", "other"]
    who: Role
    people: People
    group: str = ""
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]


class Membership(_Part):
    """A group of pupils that the table of pupils does not know."""

    group: Said
    share: Share


# --- all of it --------------------------------------------------------------------------------------------


class Numbers(_Part):
    """Everything about a school that is a number: its roll, its shares of groups, what was counted.

    A table's part that is empty means that the school has no such table.
    """

    year_groups: tuple[str, ...]
    roll: int
    grown_by: int | None = None  # pupils more than the year before, where both years are counted
    class_size: int = 30
    classes: dict[str, People] = Field(
        default_factory=dict
    )  # of year groups that have not as many as by size
    pupil_premium: float
    send_support: float = 0.14
    ehc_plan: float = 0.04
    eal: float = 0.16
    late_joiners: float = 0.04
    leavers: float = 0.02
    reasons: dict[str, float] = Field(default_factory=dict)
    attendance: tuple[AttendanceYear, ...] = ()
    attendance_summary: tuple[AttendanceSummary, ...] = ()
    screening: Screening | None = None
    outcomes: Outcomes | None = None
    groups: tuple[Membership, ...] = ()
    delivery: Delivery | None = None
    survey: tuple[Survey, ...] = ()
    voices: tuple[Voices, ...] = ()
    observations: tuple[Observations, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    self_assessment: SelfAssessment | None = None

    @model_validator(mode="after")
    def _marks_fit(self) -> Self:
        if self.attendance and not self.reasons:
            raise ValueError("attendance needs the reasons for absence")
        if self.grown_by is not None and len(self.attendance) != 2:
            raise ValueError("grown_by needs two years of attendance")
        return self


def settle(value: Any, draws: Draws) -> Any:
    """Give the same numbers with one drawn wherever there is a range, [low, high].

    >>> settle({"roll": [30, 30], "rate": 82.0, "weekdays": [1, 3]}, Draws(1))
    {'roll': 30, 'rate': 82.0, 'weekdays': [1, 3]}
    """
    if isinstance(value, Mapping):
        return {key: part if key in NO_RANGES else settle(part, draws) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == 2 and all(isinstance(end, int | float) for end in value):
        return draws.between(*value)
    return [settle(part, draws) for part in value]
