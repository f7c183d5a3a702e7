"""A trial of the network: one protocol that many schools follow, and the list of those who started it.

Each trial is a file trials/<id>.json. Its protocol is frozen with a hash before anybody looks at the outcomes; a
school that starts is entered with the day, and stays on the list whatever becomes of it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
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


def load_trials(network: Network) -> tuple[Trial, ...]:
    """Read the network's trials in the order of their ids; a network without any has none.

    Raises BadTrial with everything that is wrong in any of their files at once: a file that is cut off or does
    not fit, a name that is not its id, a school that is not in the register or is listed twice.
    """
    folder = network.folder / TRIALS
    trials, wrong = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            trials.append(_read(path, network))
        except ValueError as problem:
            wrong.append(f"{path.name}: {problem}")
    if wrong:
        raise errors.BadTrial(folder, found="; ".join(wrong))
    return tuple(trials)


def _read(path: Path, network: Network) -> Trial:
    """Read one trial; a ValueError says in one line what is wrong with it."""
    try:
        trial = Trial.model_validate(json.loads(read_whole(path).decode("utf-8-sig")))
    except ValidationError as problem:
        raise ValueError(listed_problems(problem)) from problem
    wrong = list(_wrong(trial, path, network))
    if wrong:
        raise ValueError("; ".join(wrong))
    return trial


def _wrong(trial: Trial, path: Path, network: Network) -> Iterator[str]:
    if trial.id != path.stem:
        yield f"its id is '{trial.id}', and should be '{path.stem}' as the file is called"
    known, seen = {school.id for school in network.schools}, set()
    for start in trial.started:
        if start.school not in known:
            yield f"there is no school with the id '{start.school}' in the register"
        if start.school in seen:
            yield f"the school '{start.school}' is listed as started twice"
        seen.add(start.school)


def save_trial(network: Network, trial: Trial) -> Path:
    """Write a trial's file, whole or not at all, and give its path."""
    path = network.folder / TRIALS / f"{trial.id}.json"
    write_whole(path, json.dumps(trial.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
    return path
