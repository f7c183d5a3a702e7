"""A trial of the network: one protocol that many schools follow, and the list of those who started it.

Each trial is a file trials/<id>.json. Its protocol is frozen with a hash before anybody looks at the outcomes; a
school that starts is entered with the day, and stays on the list whatever becomes of it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from enquiry_lib import errors
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import Freeze, Part
from enquiry_lib.store.record.parts import LongText, ShortText, content_hash
from enquiry_lib.store.saving import listed_problems, read_whole, write_whole

TRIALS = "trials"
SCHEMA_VERSION = 1
OUTSIDE = {"schema_version", "freeze", "started"}

Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Start(Part):
    """A school that has started a trial, by its id in the register, and the day it did."""

    school: Needed
    on: dt.date


class Trial(Part):
    """One protocol for many schools: what is asked, done and measured, and who has started."""

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    id: Needed
    title: Needed
    question: LongText = ""
    design: Literal["randomised"] = "randomised"
    for_whom: ShortText = ""
    year_groups: list[ShortText] = Field(default_factory=list)
    protocol: LongText = ""
    ingredients: list[ShortText] = Field(default_factory=list)
    dose: ShortText = ""
    measure: Needed
    baseline: Needed = "baseline"
    follow_up: Needed = "follow_up"
    smallest_worthwhile: float | None = Field(None, ge=0, le=100)
    certainty: float | None = Field(None, ge=50, le=99.9)
    freeze: Freeze | None = None
    started: list[Start] = Field(default_factory=list)

    def content_hash(self) -> str:
        """Give the SHA-256 of the protocol, whoever has started; what is empty does not count."""
        return content_hash(self.model_dump(mode="json", exclude=OUTSIDE))

    def has_started(self, school: str) -> bool:
        """Say whether a school, by its id, has started."""
        return any(start.school == school for start in self.started)


@dataclass(frozen=True)
class BrokenTrial:
    """A trial's file that cannot be used: its name without the ending, and in one line what is wrong with it."""

    id: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.id}.json ({self.wrong})"


def load_trials(network: Network) -> tuple[Trial, ...]:
    """Read the network's trials in the order of their ids; a network without any has none.

    A file that cannot be used is left out, so that it stands in nobody else's way: see `broken_trials`.
    """
    return tuple(trial for trial in _read_all(network) if isinstance(trial, Trial))


def broken_trials(network: Network) -> tuple[BrokenTrial, ...]:
    """Give the files of trials that cannot be used, each with everything that is wrong with it.

    A file that is cut off or does not fit, a name that is not its id, a school that is listed twice.
    """
    return tuple(trial for trial in _read_all(network) if isinstance(trial, BrokenTrial))


def _read_all(network: Network) -> Iterator[Trial | BrokenTrial]:
    for path in sorted((network.folder / TRIALS).glob("*.json")):
        try:
            yield _read(path)
        except ValueError as problem:
            yield BrokenTrial(path.stem, str(problem))
        except errors.EnquiryError as problem:
            yield BrokenTrial(path.stem, problem.found_only())


def _read(path: Path) -> Trial:
    """Read one trial; a ValueError says in one line what is wrong with it."""
    try:
        trial = Trial.model_validate(json.loads(read_whole(path).decode("utf-8-sig")))
    except ValidationError as problem:
        raise ValueError(listed_problems(problem)) from problem
    wrong = list(_wrong(trial, path))
    if wrong:
        raise ValueError("; ".join(wrong))
    return trial


def _wrong(trial: Trial, path: Path) -> Iterator[str]:
    if trial.id != path.stem:
        yield f"its id is '{trial.id}', and should be '{path.stem}' as the file is called"
    seen = set()
    for start in trial.started:
        if start.school in seen:
            yield f"the school '{start.school}' is listed as started twice"
        seen.add(start.school)


def save_trial(network: Network, trial: Trial) -> Path:
    """Write a trial's file, whole or not at all, and give its path."""
    path = network.folder / TRIALS / f"{trial.id}.json"
    write_whole(path, json.dumps(trial.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
    return path
