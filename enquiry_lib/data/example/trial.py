"""The network's trial in the example: its protocol, and the scores of each school that takes part.

Protocol and numbers are in trials/words-to-keep.toml, who takes part in example.toml. Each school's true effect
is drawn around one mean, so that a trainer can compare what the schools find together with what is so.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict

from enquiry_lib.data.example.numbers import Outcomes
from enquiry_lib.data.example.schools import FOLDER, ExampleSchool, TrialPart
from enquiry_lib.data.example.scores import measured_twice
from enquiry_lib.data.example.tables import Roll
from enquiry_lib.store.record import Freeze
from enquiry_lib.store.trial import Start, Trial

EFFECT_STREAM, SCORES_STREAM = 2, 3  # of each school's own; the first is for what it did and asked


class TrialTruth(BaseModel):
    """The mean of the schools' true effects, and how far they lie apart, in standard deviations."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mean_effect: float
    sd_between: float


class TrialStory(BaseModel):
    """What the file of the trial holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    frozen_at: dt.datetime
    protocol: dict[str, Any]
    truth: TrialTruth
    numbers: dict[str, Any]


@cache
def told_trial() -> TrialStory:
    """Read the file of the trial.

    >>> told_trial().truth.mean_effect
    0.15
    """
    text = (FOLDER / "trials" / "words-to-keep.toml").read_text(encoding="utf-8")
    return TrialStory.model_validate(tomllib.loads(text))


def trial_protocol(schools: Iterable[ExampleSchool]) -> Trial:
    """Give the frozen protocol, with those of the schools that started."""
    told = told_trial()
    trial = Trial.model_validate(told.protocol)
    trial.freeze = Freeze(at=told.frozen_at, by="Network coordinator", hash=trial.content_hash())
    trial.started = [Start(school=one.school.id, on=one.trial.started) for one in schools if one.trial]
    return trial


def trial_effect(one: ExampleSchool) -> float:
    """Draw the true effect at a school."""
    truth, chance = told_trial().truth, float(one.stream(EFFECT_STREAM).normal(1)[0])
    return round(truth.mean_effect + truth.sd_between * chance, 3)


def trial_table(one: ExampleSchool, part: TrialPart, on: Roll, pupils: pd.DataFrame) -> pd.DataFrame:
    """Give a row of the table of outcomes for each pupil of a school in the trial, and each occasion."""
    told, classes = told_trial(), pupils["class_name"].isin(part.classes).to_numpy()
    here, there = pupils[classes], Roll(on.group[classes], on.joined[classes], on.left[classes])
    own = {"year_groups": one.numbers.year_groups, "effect": trial_effect(one)}
    numbers, measure = Outcomes.model_validate({**told.numbers, **own}), str(told.protocol["measure"])
    rows = measured_twice(numbers, there, here, measure, one.stream(SCORES_STREAM))
    return pd.concat(rows, ignore_index=True)
