"""Who is in the example: the kinds of school, their stories, and the schools drawn around them.

A kind is a file in stories/: its numbers, and the record that people there wrote. `example.toml` lists the
first schools, the parts of names for the others, and the school years. Where a story's numbers give two,
[low, high], each school draws its own between them.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from enquiry_lib import errors
from enquiry_lib.data.example_draws import Draws
from enquiry_lib.data.templates import TABLES
from enquiry_lib.store.network import School
from enquiry_lib.store.record import Freeze, Record

FOLDER = Path(__file__).resolve().parent
YEAR = "2025/26"
NAMES_STREAM, PUPILS_STREAM = (
    900_001,
    900_002,
)  # streams of their own, far from any school's place in the list
EMPTY_EVERY, GAPPY_EVERY, GAPPY_AT = 10, 10, 5

Dates = npt.NDArray[np.datetime64]
Terms = Literal["autumn", "year"]


# --- the numbers of a school ------------------------------------------------------------------------------


class _Numbers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AttendanceYear(_Numbers):
    """One school year of marks: attendance in percent, and shares of pupils absent often or very often."""

    year: str
    terms: Terms
    rate: float
    persistent: float | None = None
    severe: float | None = None


class Screening(_Numbers):
    """One test for much of the school, given once."""

    measure: str
    date: dt.date
    year_groups: tuple[str, ...]
    gap: float


class Outcomes(_Numbers):
    """A measure taken twice; `gap`, `effect`, `anyway` and `narrowing` in standard deviations.

    Between the two, every score moves by `anyway`, those of pupils with the pupil premium by `narrowing`
    besides, and those of pupils who had the intervention by `effect`. That is the truth an estimate is after.
    """

    year_groups: tuple[str, ...]
    baseline: dt.date
    follow_up: dt.date
    gap: float
    effect: float
    anyway: float
    narrowing: float
    arms: Literal["none", "random", "chosen"]
    correlation: float = 0.7
    mean: float = 100.0
    sd: float = 15.0
    lost: float = 0.03


class Numbers(_Numbers):
    """Everything about a school that is a number: its roll, its shares of groups, what was counted."""

    year_groups: tuple[str, ...]
    roll: int
    grown_by: int | None = None  # pupils more than the year before, where both years are counted
    class_size: int = 30
    pupil_premium: float
    send_support: float = 0.14
    ehc_plan: float = 0.04
    eal: float = 0.16
    late_joiners: float = 0.04
    leavers: float = 0.02
    reasons: dict[str, float]
    attendance: tuple[AttendanceYear, ...]
    screening: Screening | None = None
    outcomes: Outcomes | None = None


def settle(value: Any, draws: Draws) -> Any:
    """Give the same numbers with one drawn wherever there is a range, [low, high].

    >>> settle({"roll": [30, 30], "rate": 82.0}, Draws(1))
    {'roll': 30, 'rate': 82.0}
    """
    if isinstance(value, Mapping):
        return {key: settle(part, draws) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == 2 and all(isinstance(end, int | float) for end in value):
        return draws.between(*value)
    return [settle(part, draws) for part in value]


# --- the stories ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """A kind of school: its numbers, perhaps as ranges, and its record, perhaps with gaps to fill."""

    name: str
    phase: str
    slug: str
    saved_at: dt.datetime
    numbers: dict[str, Any]
    record: dict[str, Any]
    variants: dict[str, list[str]]
    frozen_at: dt.datetime | None = None


@cache
def stories() -> dict[str, Story]:
    """Give every story by name.

    >>> stories()["small_steps"].phase
    'special'
    """
    files = sorted((FOLDER / "stories").glob("*.toml"))
    return {file.stem: Story(name=file.stem, **_toml(file)) for file in files}


@cache
def contents() -> dict[str, Any]:
    """Give what example.toml holds."""
    return _toml(FOLDER / "example.toml")


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def school_days(year: str, terms: Terms) -> Dates:
    """Give the days of a school year, 190 of them, or those of its autumn term.

    >>> len(school_days("2024/25", "year"))
    190
    """
    spans = contents()["terms"][year]["spans"][: 2 if terms == "autumn" else None]
    holidays = np.array(contents()["terms"][year]["bank_holidays"], dtype="datetime64[D]")
    days = np.concatenate([np.arange(np.datetime64(first), np.datetime64(last) + 1) for first, last in spans])
    return days[np.is_busday(days, holidays=holidays)]


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, words) for part in value]
    return value.format_map(words) if isinstance(value, str) else value


def _written(story: Story, words: Mapping[str, str]) -> Record:
    """Give the record as the school wrote it, its plan frozen where the story says so."""
    record = Record.model_validate({"year": YEAR, **_filled(story.record, words)})
    if story.frozen_at:
        plan = record.evaluation_plan
        plan.freeze = Freeze(at=story.frozen_at, by="Research lead", hash=plan.content_hash())
    return record


def _barely_begun(story: Story, words: Mapping[str, str]) -> Record:
    """Give the record of a school that has written down its worry and no more."""
    whole = _written(story, words)
    begun = {"title": whole.title, "year": YEAR, "priorities": {"concern": whole.priorities.concern}}
    return Record.model_validate(begun)


# --- the schools ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExampleSchool:
    """One school of the example: its row in the register, its numbers, its record and which tables it has."""

    school: School
    story: Story
    numbers: Numbers
    record: Record
    tables: tuple[str, ...]
    draws: Draws


def example_schools(schools: int, seed: int) -> list[ExampleSchool]:
    """Give the schools of an example, in the order of the register.

    Raises WrongValue for a number of schools or a seed that cannot be.
    """
    known = contents()["first"]
    names = _names(seed)
    _check(schools, seed, most=len(known) + len(names))
    first = [_first_school(row, Draws(seed, place)) for place, row in enumerate(known[:schools], start=1)]
    drawn = [
        _drawn_school(place, *names[place - len(known) - 1], Draws(seed, place))
        for place in range(len(known) + 1, schools + 1)
    ]
    return first + drawn


def _check(schools: int, seed: int, *, most: int) -> None:
    if not 1 <= schools <= most:
        raise errors.WrongValue(name="the number of schools", found=schools, expected=f"1 to {most}")
    if seed < 0:
        raise errors.WrongValue(name="the seed", found=seed, expected="a whole number, 0 or above")


def _names(seed: int) -> list[tuple[str, str]]:
    """Give all drawn names in the order of this seed, each with the authority it lies in."""
    drawn = contents()["drawn"]
    every = [fore + back for fore in drawn["fore"] for back in drawn["back"]]
    draws = Draws(max(seed, 0), NAMES_STREAM)
    areas = draws.whole(len(every), below=len(drawn["authorities"]))
    return [
        (every[at], drawn["authorities"][area])
        for at, area in zip(draws.order(len(every)), areas, strict=True)
    ]


def _first_school(row: dict[str, Any], draws: Draws) -> ExampleSchool:
    story = stories()[row["story"]]
    numbers = Numbers.model_validate(settle(story.numbers | row["numbers"], draws))
    school = School(row["id"], row["name"], story.phase, row.get("nation", "England"), row["authority"])
    words = {key: options[0] for key, options in story.variants.items()}
    return ExampleSchool(school, story, numbers, _written(story, words), TABLES, draws)


def _drawn_school(place: int, name: str, authority: str, draws: Draws) -> ExampleSchool:
    drawn = contents()["drawn"]
    story = stories()[drawn["stories"][(place - len(contents()["first"]) - 1) % len(drawn["stories"])]]
    numbers = Numbers.model_validate(settle(story.numbers, draws))
    short, long = drawn["ending"][story.phase]
    school = School(f"{name.lower()}-{short}", f"{name} {long}", story.phase, "England", authority)
    words = {key: options[draws.whole(1, below=len(options))[0]] for key, options in story.variants.items()}
    write = _barely_begun if place % EMPTY_EVERY == 0 else _written
    return ExampleSchool(school, story, numbers, write(story, words), _tables(place, draws), draws)


def _tables(place: int, draws: Draws) -> tuple[str, ...]:
    """Say which tables a drawn school has: one school in ten has none, one in ten lacks one."""
    missing = TABLES[draws.whole(1, below=len(TABLES))[0]]
    if place % EMPTY_EVERY == 0:
        return ()
    return tuple(table for table in TABLES if table != missing or place % GAPPY_EVERY != GAPPY_AT)
