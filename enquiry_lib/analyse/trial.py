"""A trial of the network: one school's estimate by its protocol, and what the schools that started come to together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.analyse.network import summaries_of
from enquiry_lib.analyse.plan import Estimate, collected_before, undated, wide_scores
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.pooling import Pool, pool_effects
from enquiry_lib.stats.result import DoesNotApply, NotEnough, Uncounted
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.trial import Trial, load_trials

ASKED = "the school's part in the trial"
State = Literal["reported", "too few", "nothing yet", "unreadable"]


@dataclass(frozen=True)
class TrialEstimate:
    """What one school found in a trial, by the trial's own protocol."""

    trial: str
    title: str
    estimate: Estimate

    def cells(self) -> pd.DataFrame:
        """Give the cells of the estimate."""
        return self.estimate.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with the estimate's small numbers withheld."""
        return replace(self, estimate=self.estimate.withhold(ids))


@dataclass(frozen=True)
class TrialSchool:
    """A school that started a trial, and what its report let out: "reported", or why there are no numbers."""

    school: str
    started: dt.date | None
    state: State
    g: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    exploratory: bool = False


@dataclass(frozen=True)
class TrialPool(Uncounted):
    """Every school that started a trial, and what those that reported come to together.

    It counts schools, not pupils: what it rests on has passed the gate in the schools' own reports.
    """

    trial: str
    title: str
    question: str
    measure: str
    frozen: dt.date | None
    smallest_worthwhile: float | None
    certainty: float | None
    schools: tuple[TrialSchool, ...]
    pool: Pool | NotEnough

    @property
    def chance(self) -> float | None:
        """Give the chance that the average is at least what the protocol called worth it, where that can be said."""
        if isinstance(self.pool, NotEnough) or self.smallest_worthwhile is None:
            return None
        return self.pool.chance_at_least(self.smallest_worthwhile)


# --- one school -------------------------------------------------------------------------------------------


def trial_estimate(enquiry: Enquiry, *, trial: str = "") -> TrialEstimate | NotEnough:
    """Estimate what a school found in the network's trial, by the trial's protocol.

    `trial` is the trial's id, needed only where the school has started several. The two groups are compared on the
    trial's measure, adjusted for the score before. Raises BadTrial.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(trial_estimate(open_enquiry("example")), TrialEstimate | NotEnough)
    True
    """
    chosen = choose_trial(
        enquiry.trials(), trial, DoesNotApply(ASKED, "This school takes part in no trial of the network")
    )
    if isinstance(chosen, NotEnough):
        return chosen
    if chosen.freeze is None:
        do = "The network freezes it before anybody looks at the second test."
        return NotEnough(ASKED, f"the protocol of '{chosen.title}' has not been frozen", do)
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(ASKED, loaded)
    if chosen.measure not in set(loaded.frame["measure"].astype(str)):
        do = f"Enter its scores as the measure '{chosen.measure}', spelt like that."
        return NotEnough(ASKED, f"the outcomes have no measure called '{chosen.measure}'", do)
    return _estimate(enquiry, chosen, loaded.frame)


def choose_trial(trials: tuple[Trial, ...], named: str, none: NotEnough) -> Trial | NotEnough:
    """Choose the trial that is named, or the only one there is."""
    found = [trial for trial in trials if trial.id == named] if named else list(trials)
    if len(found) == 1:
        return found[0]
    if not trials:
        return none
    known = ", ".join(trial.id for trial in trials)
    return NotEnough(none.asked, "there are several trials to choose from", f"Name one of them: {known}.")


def _estimate(enquiry: Enquiry, trial: Trial, outcomes: pd.DataFrame) -> TrialEstimate | NotEnough:
    wide = wide_scores(enquiry, measure=trial.measure, baseline=trial.baseline, follow_up=trial.follow_up)
    effect = compare_two_groups(wide, outcome=trial.follow_up, arm="arm", baseline=trial.baseline)
    if isinstance(effect, NotEnough):
        return replace(effect, asked=ASKED)
    estimate = Estimate(
        design=trial.design,
        measured_by="outcomes",
        measure=trial.measure,
        effect=effect,
        smallest_worthwhile=trial.smallest_worthwhile,
        certainty=trial.certainty,
        chance=_chance(effect, trial),
        exploratory=_exploratory(trial, outcomes),
    )
    return TrialEstimate(trial.id, trial.title, estimate)


def _chance(effect: TwoGroupEffect, trial: Trial) -> float | None:
    return (
        None if trial.smallest_worthwhile is None else probability_at_least(effect, trial.smallest_worthwhile)
    )


def _exploratory(trial: Trial, outcomes: pd.DataFrame) -> tuple[str, ...]:
    """List every reason why this cannot count as a test of a protocol made beforehand."""
    if trial.freeze is None:
        return ("the trial's protocol has not been frozen",)
    reasons = []
    if trial.freeze.hash != trial.content_hash():
        reasons.append("the trial's protocol was changed after it had been frozen")
    if collected_before(outcomes, trial.freeze.at, measure=trial.measure, occasion=trial.follow_up):
        reasons.append("the trial's protocol was frozen after outcomes had been collected")
    if undated(outcomes, measure=trial.measure, occasion=trial.follow_up):
        reasons.append(
            "the scores have no dates, so it cannot be told whether the trial's protocol was frozen before they "
            "were collected"
        )
    return tuple(reasons)


# --- all schools ------------------------------------------------------------------------------------------


def pool_trial(network: Network, *, trial: str = "") -> TrialPool | NotEnough:
    """Pool what the schools of a trial reported, and list every school that started, whatever became of it.

    `trial` is the trial's id, needed only where the network has several. Nothing but the summaries of the schools'
    reports is read. Raises BadTrial.

    >>> from enquiry_lib.analyse.network import open_network
    >>> isinstance(pool_trial(open_network("example")), TrialPool | NotEnough)
    True
    """
    asked = "what the trial's schools come to together"
    chosen = choose_trial(load_trials(network), trial, DoesNotApply(asked, "This network has no trial"))
    if isinstance(chosen, NotEnough):
        return chosen
    schools = tuple(_schools(network, chosen))
    return TrialPool(
        trial=chosen.id,
        title=chosen.title,
        question=chosen.question,
        measure=chosen.measure,
        frozen=chosen.freeze.at.date() if chosen.freeze else None,
        smallest_worthwhile=chosen.smallest_worthwhile,
        certainty=chosen.certainty,
        schools=schools,
        pool=_pool(schools),
    )


def _schools(network: Network, trial: Trial) -> Iterator[TrialSchool]:
    """Give every school that started or reported, in the order of the register."""
    started = {start.school: start.on for start in trial.started}
    for school in network.schools:
        line = _school(network, school, trial, started.get(school.id))
        if school.id in started or line.state in ("reported", "too few"):
            yield line


def _school(network: Network, school: School, trial: Trial, started: dt.date | None) -> TrialSchool:
    """Give a school's line from its latest report on the trial."""
    latest: TrialSchool | None = None
    for path in network.enquiries(school.id):
        try:
            for summary in summaries_of("TrialEstimate", path.parent / "results"):
                if summary["trial"] == trial.id:
                    latest = _reported(school, started, summary["estimate"])
        except (errors.ResultsNotReadable, KeyError, TypeError):
            latest = TrialSchool(school.name, started, "unreadable")
    return latest or TrialSchool(school.name, started, "nothing yet")


def _reported(school: School, started: dt.date | None, estimate: dict[str, Any]) -> TrialSchool:
    size = estimate["effect"]["effect"]
    if size["g"] is None:
        return TrialSchool(school.name, started, "too few")
    numbers = (size["g"], size["se"], size["low"], size["high"])
    return TrialSchool(school.name, started, "reported", *numbers, bool(estimate["exploratory"]))


def _pool(schools: tuple[TrialSchool, ...]) -> Pool | NotEnough:
    reported = [(line.school, line.g, line.se**2) for line in schools if line.se is not None]
    return pool_effects(pd.DataFrame(reported, columns=["label", "g", "variance"]))
