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
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from enquiry_lib import errors
from enquiry_lib.data.consents import CONSENTS
from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers, Terms, settle
from enquiry_lib.data.templates import PUPILS, TABLES
from enquiry_lib.store.network import School
from enquiry_lib.store.record import Freeze, Record

FOLDER = Path(__file__).resolve().parent
STORIES = FOLDER / "stories"
YEAR = "2025/26"
EMPTY_EVERY, GAPPY_EVERY, GAPPY_AT = 10, 10, 5
NAMES_STREAM, PUPILS_STREAM, OTHERS_STREAM = 900_001, 900_002, 900_003  # far from any school's place

Dates = npt.NDArray[np.datetime64]
Model = TypeVar("Model", bound=BaseModel)


# --- the stories ------------------------------------------------------------------------------------------


class Story(BaseModel):
    """A kind of school: its numbers, perhaps as ranges, and its record, perhaps with gaps to fill."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    phase: Literal["primary", "secondary", "special", "alternative provision"]
    slug: str
    saved_at: dt.datetime
    numbers: dict[str, Any]
    record: dict[str, Any]
    variants: dict[str, list[str]]
    frozen_at: dt.datetime | None = None


@cache
def story(name: str) -> Story:
    """Read one story.

    Raises ValueError, which names the file and each field that is wrong.

    >>> story("small_steps").phase
    'special'
    """
    return _read_as(Story, {"name": name, **_toml(STORIES / f"{name}.toml")}, name)


def _read_as(model: type[Model], value: Mapping[str, Any], name: str) -> Model:
    """Read a part of a story as a model; what is wrong is said with the story's file."""
    try:
        return model.model_validate(value)
    except ValidationError as problem:
        raise ValueError(f"stories/{name}.toml: {problem}") from problem


@cache
def contents() -> dict[str, Any]:
    """Give what example.toml holds."""
    return _toml(FOLDER / "example.toml")


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(f"{file.name}: {problem}") from problem


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


def told_numbers(told: Story, words: Mapping[str, str], draws: Draws, **own: Any) -> Numbers:
    """Draw the numbers of a school with this story; `own` are those that the school has of its own.

    Raises ValueError, which names the story's file and each field that is wrong.
    """
    return _read_as(Numbers, settle(_filled(told.numbers | own, words), draws), told.name)


def told_record(told: Story, words: Mapping[str, str]) -> Record:
    """Give the record as the school wrote it, its plan frozen where the story says so.

    Raises ValueError, which names the story's file and each field that is wrong.
    """
    record = _read_as(Record, {"year": YEAR, **_filled(told.record, words)}, told.name)
    if told.frozen_at:
        plan = record.evaluation_plan
        plan.freeze = Freeze(at=told.frozen_at, by="Research lead", hash=plan.content_hash())
    return record


def _barely_begun(told: Story, words: Mapping[str, str]) -> Record:
    """Give the record of a school that has written down its worry and no more."""
    whole = told_record(told, words)
    begun = {"title": whole.title, "year": YEAR, "priorities": {"concern": whole.priorities.concern}}
    return Record.model_validate(begun)


# --- the schools ------------------------------------------------------------------------------------------


class TrialPart(BaseModel):
    """Which classes of a school take part in the network's trial, and from which day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: tuple[str, ...]
    started: dt.date


@dataclass(frozen=True)
class ExampleSchool:
    """One school of the example: its row in the register, its numbers, its record and which tables it has.

    `place` is its place in the list, from 1. `trial` says who takes part in the network's trial, None for nobody.
    """

    seed: int
    place: int
    school: School
    story: Story
    numbers: Numbers
    record: Record
    tables: tuple[str, ...]
    draws: Draws
    trial: TrialPart | None = None

    def stream(self, number: int) -> Draws:
        """Give a stream of chance of this school's own beside `draws`, which what is drawn there leaves alone.

        number: 1 or above.
        """
        return Draws(self.seed, self.place, number)


def example_schools(schools: int, seed: int) -> list[ExampleSchool]:
    """Give the schools of an example, in the order of the register.

    Raises WrongValue for a number of schools or a seed that cannot be.
    """
    known = contents()["first"]
    names = _names(seed)
    _check(schools, seed, most=len(known) + len(names))
    first = [_first_school(place, row, seed) for place, row in enumerate(known[:schools], start=1)]
    drawn = [
        _drawn_school(place, *names[place - len(known) - 1], seed)
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


def _first_school(place: int, row: dict[str, Any], seed: int) -> ExampleSchool:
    told, draws = story(row["story"]), Draws(seed, place)
    words = {key: options[0] for key, options in told.variants.items()}
    numbers = told_numbers(told, words, draws, **row["numbers"])
    school = School(row["id"], row["name"], told.phase, row.get("nation", "England"), row["authority"])
    trial = TrialPart.model_validate(row["trial"]) if "trial" in row else None
    tables, record = kept_tables(numbers, in_trial=trial is not None), told_record(told, words)
    return ExampleSchool(seed, place, school, told, numbers, record, tables, draws, trial)


def _drawn_school(place: int, name: str, authority: str, seed: int) -> ExampleSchool:
    told, draws = story(_drawn_story(place)), Draws(seed, place)
    words = {key: options[draws.whole(1, below=len(options))[0]] for key, options in told.variants.items()}
    numbers = told_numbers(told, words, draws)
    short, long = contents()["drawn"]["ending"][told.phase]
    school = School(f"{name.lower()}-{short}", f"{name} {long}", told.phase, "England", authority)
    write = _barely_begun if place % EMPTY_EVERY == 0 else told_record
    tables = _left_of(kept_tables(numbers), place, draws)
    return ExampleSchool(seed, place, school, told, numbers, write(told, words), tables, draws)


def _drawn_story(place: int) -> str:
    names: list[str] = contents()["drawn"]["stories"]
    return names[(place - len(contents()["first"]) - 1) % len(names)]


def kept_tables(numbers: Numbers, *, in_trial: bool = False) -> tuple[str, ...]:
    """Say which tables a school with these numbers fills in, in the order of all tables."""
    tested = bool(numbers.screening or numbers.outcomes or in_trial)
    known = {PUPILS: True, "outcomes": tested, CONSENTS: bool(numbers.voices)}
    known["items"] = bool(numbers.outcomes and numbers.outcomes.items)
    return tuple(table for table in TABLES if known.get(table) or getattr(numbers, table, None))


def _left_of(tables: tuple[str, ...], place: int, draws: Draws) -> tuple[str, ...]:
    """Say which of its tables a drawn school has: one school in ten has none, one in ten lacks one."""
    counted = [table for table in tables if table != CONSENTS]
    missing = counted[draws.whole(1, below=len(counted))[0]]
    if place % EMPTY_EVERY == 0:
        return ()
    return tuple(table for table in tables if table != missing or place % GAPPY_EVERY != GAPPY_AT)
