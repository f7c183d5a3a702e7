"""The logic of an intervention and its dates, as the record has them: a logic model and a timeline to be drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import NotEnough, Uncounted
from enquiry_lib.store.record.day3 import PlanStep


@dataclass(frozen=True)
class Doing:
    """Something that is done, and the level where it acts ("" where that was not said)."""

    activity: str
    level: str


@dataclass(frozen=True)
class LogicModel(Uncounted):
    """How the intervention is meant to work: from a problem over what goes in and is done to what should follow."""

    problem: str
    inputs: tuple[str, ...]
    activities: tuple[Doing, ...]
    short_term: tuple[str, ...]
    medium_term: tuple[str, ...]
    long_term: tuple[str, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class DatedStep:
    """One step of the plan; None where a day was not given, "" where nothing was written."""

    step: str
    stage: str
    starts: dt.date | None
    ends: dt.date | None
    owner: str
    state: str


@dataclass(frozen=True)
class DatedCheck:
    """A day on which the plan is looked at."""

    on: dt.date | None
    look_at: str
    then: str


@dataclass(frozen=True)
class Timeline(Uncounted):
    """The steps of the plan and its check points, those with dates first and in their order."""

    steps: tuple[DatedStep, ...]
    check_points: tuple[DatedCheck, ...]


def draw_logic_model(enquiry: Enquiry) -> LogicModel | NotEnough:
    """Draw the logic model that the record of the intervention holds.

    NotEnough while nothing goes in, is done or should follow.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> len(draw_logic_model(open_enquiry("example")).activities) > 0
    True
    """
    found = enquiry.record.intervention
    model = LogicModel(
        problem=found.problem,
        inputs=_written(found.inputs),
        activities=tuple(Doing(one.activity, one.level or "") for one in found.activities if one.activity),
        short_term=_written(found.short_term),
        medium_term=_written(found.medium_term),
        long_term=_written(found.long_term),
        assumptions=_written(found.assumptions),
    )
    if any((model.inputs, model.activities, model.short_term, model.medium_term, model.long_term)):
        return model
    do = "Fill in what goes in, what is done and what should follow on the form of the intervention."
    return NotEnough("the logic model", "nothing has been written for it", do)


def _written(texts: list[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def draw_timeline(enquiry: Enquiry) -> Timeline | NotEnough:
    """Draw the steps and check points that the record of the implementation holds, as a timeline.

    NotEnough while there is neither a step nor a check point.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> len(draw_timeline(open_enquiry("example")).steps) > 0
    True
    """
    plan = enquiry.record.implementation
    steps = [_step(one) for one in plan.steps]
    checks = [DatedCheck(one.on, one.look_at, one.then) for one in plan.check_points]
    kept = [step for step in steps if step.step or step.starts or step.ends]
    looked = [check for check in checks if check.on or check.look_at]
    if kept or looked:
        return Timeline(
            tuple(sorted(kept, key=_when)), tuple(sorted(looked, key=lambda check: check.on or dt.date.max))
        )
    do = "Write the steps with their dates on the form of the implementation."
    return NotEnough("the timeline", "no step and no check point has been written down", do)


def _step(one: PlanStep) -> DatedStep:
    """Make a step; one that ends before it starts has its days the other way round."""
    starts, ends = one.starts, one.ends
    if starts and ends and ends < starts:
        starts, ends = ends, starts
    return DatedStep(one.step, one.stage or "", starts, ends, one.owner, one.state or "")


def _when(step: DatedStep) -> tuple[dt.date, dt.date]:
    first = step.starts or step.ends or dt.date.max
    return first, step.ends or first
