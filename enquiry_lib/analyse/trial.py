"""A trial of the network: one school's estimate by its protocol, and what the schools that started come to together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.analyse.network import numbers_of, pupils_of, summaries_of, to_nearest_five
from enquiry_lib.analyse.plan import DATE_THEM, Estimate, collected_before, undated, wide_scores
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.pooling import Pool, pool_effects
from enquiry_lib.stats.result import DoesNotApply, NotEnough, Several, Uncounted, one_or_several
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.trial import Trial, broken_trials, load_trials

ASKED = "the school's part in the trial"
MEND = (
    "Mend it in a text editor: a school is named by its id in schools.csv, a day is written 2026-01-12, and a school "
    "that has started stays on the list."
)
FEWEST_SCHOOLS = 3  # in a total of pupils: of two, each could subtract its own
State = Literal["reported", "too few", "nothing yet", "unreadable", "gone"]


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
    """A school that started a trial, and what its report let out: "reported", or why there are no numbers.

    A school that is no longer in the register is "gone", and goes by its id. `pupils` is to the nearest five.
    """

    school: str
    started: dt.date | None
    state: State
    g: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    exploratory: bool = False
    pupils: int | None = None


@dataclass(frozen=True)
class TrialPool(Uncounted):
    """Every school that started a trial, and what those that reported come to together.

    It counts schools, not pupils: what it rests on has passed the gate in the schools' own reports. `broken` says
    which files of other trials cannot be used, and why. `pupils` of all schools that reported is to the nearest five,
    rounded from the true total; None for fewer than three schools, where one could work out another's.
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
    broken: tuple[str, ...] = ()
    pupils: int | None = None

    @property
    def chance(self) -> float | None:
        """Give the chance that the average is at least what the protocol called worth it, where that can be said."""
        if isinstance(self.pool, NotEnough) or self.smallest_worthwhile is None:
            return None
        return self.pool.chance_at_least(self.smallest_worthwhile)


# --- one school -------------------------------------------------------------------------------------------


def trial_estimate(enquiry: Enquiry, *, trial: str = "") -> TrialEstimate | NotEnough | Several:
    """Estimate what a school found in the network's trial, by the trial's protocol.

    `trial` is the trial's id; without it, a school that has started several has each whose protocol is frozen, one
    below the other. The two groups are compared on the trial's measure, adjusted for the score before.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(trial_estimate(open_enquiry("example")), TrialEstimate | NotEnough)
    True
    """
    started = enquiry.trials()
    chosen = [one for one in started if one.id == trial] if trial else frozen_first(started)
    if not chosen:
        return _not_started(enquiry, started, trial)
    return one_or_several(tuple(_part(enquiry, one) for one in chosen))


def _not_started(enquiry: Enquiry, started: tuple[Trial, ...], named: str) -> NotEnough:
    """Say that a school has started no trial, or not the one that is named; a broken file may be why."""
    if started:
        return _unknown(ASKED, f"this school has started no trial called '{named}'", started)
    none = DoesNotApply(ASKED, "This school takes part in no trial of the network")
    return _broken(enquiry.network, ASKED) or none


def _part(enquiry: Enquiry, trial: Trial) -> TrialEstimate | NotEnough:
    asked = f"{ASKED} '{trial.title}'"
    if trial.freeze is None:
        do = "The network freezes it before anybody looks at the second test."
        return NotEnough(asked, "its protocol has not been frozen", do)
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(asked, loaded)
    if trial.measure not in set(loaded.frame["measure"].astype(str)):
        do = f"Enter its scores as the measure '{trial.measure}', spelt like that."
        return NotEnough(asked, f"the outcomes have no measure called '{trial.measure}'", do)
    found = _estimate(enquiry, trial, loaded.frame)
    return replace(found, asked=asked) if isinstance(found, NotEnough) else found


def _estimate(enquiry: Enquiry, trial: Trial, outcomes: pd.DataFrame) -> TrialEstimate | NotEnough:
    wide = wide_scores(enquiry, measure=trial.measure, baseline=trial.baseline, follow_up=trial.follow_up)
    effect = compare_two_groups(
        wide, outcome=trial.follow_up, arm="arm", baseline=trial.baseline, measure=trial.measure
    )
    if isinstance(effect, NotEnough):
        return effect
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
            f"were collected ({DATE_THEM})"
        )
    return tuple(reasons)


# --- which trial ------------------------------------------------------------------------------------------


def choose_trials(network: Network, named: str, none: NotEnough) -> tuple[Trial, ...] | NotEnough:
    """Choose the trial that is named, or every one that is frozen, or all where none is."""
    trials = load_trials(network)
    found = [trial for trial in trials if trial.id == named] if named else frozen_first(trials)
    if found:
        return tuple(found)
    if not trials:
        return _broken(network, none.asked) or none
    unknown = _unknown(none.asked, f"there is no trial called '{named}'", trials)
    return _broken(network, none.asked, named) or unknown


def frozen_first(trials: tuple[Trial, ...]) -> list[Trial]:
    """Give the trials whose protocol is frozen; all of them where none is."""
    return [trial for trial in trials if trial.freeze is not None] or list(trials)


def _unknown(asked: str, found: str, trials: tuple[Trial, ...]) -> NotEnough:
    return NotEnough(asked, found, f"Name one of these: {', '.join(trial.id for trial in trials)}.")


def _broken(network: Network, asked: str, named: str = "") -> NotEnough | None:
    """Say what is wrong with the files of trials that cannot be used, of all or of the one named; None without any."""
    wrong = [str(one) for one in broken_trials(network) if named in ("", one.id)]
    return (
        NotEnough(asked, f"the file of a trial cannot be used: {'; '.join(wrong)}", MEND) if wrong else None
    )


# --- all schools ------------------------------------------------------------------------------------------


def pool_trial(network: Network, *, trial: str = "") -> TrialPool | NotEnough | Several:
    """Pool what the schools of a trial reported, and list every school that started, whatever became of it.

    `trial` is the trial's id; without it, every trial whose protocol is frozen is pooled by itself. Nothing but the summaries of the schools'
    reports is read.

    >>> from enquiry_lib.analyse.network import open_network
    >>> isinstance(pool_trial(open_network("example")), TrialPool | NotEnough)
    True
    """
    asked = "what the trial's schools come to together"
    chosen = choose_trials(network, trial, DoesNotApply(asked, "This network has no trial"))
    if isinstance(chosen, NotEnough):
        return chosen
    return one_or_several(tuple(_pooled(network, one) for one in chosen))


def _pooled(network: Network, chosen: Trial) -> TrialPool:
    schools = tuple(_schools(network, chosen))
    counts = [line.pupils for line in schools if line.pupils is not None]
    return TrialPool(
        trial=chosen.id,
        title=chosen.title,
        question=chosen.question,
        measure=chosen.measure,
        frozen=chosen.freeze.at.date() if chosen.freeze else None,
        smallest_worthwhile=chosen.smallest_worthwhile,
        certainty=chosen.certainty,
        schools=tuple(replace(line, pupils=to_nearest_five(line.pupils)) for line in schools),
        pool=_pool(schools),
        broken=tuple(str(one) for one in broken_trials(network)),
        pupils=to_nearest_five(sum(counts)) if len(counts) >= FEWEST_SCHOOLS else None,
    )


def _schools(network: Network, trial: Trial) -> Iterator[TrialSchool]:
    """Give every school that started or reported, in the order of the register; last, those no longer in it."""
    started = {start.school: start.on for start in trial.started}
    for school in network.schools:
        line = _school(network, school, trial, started.get(school.id))
        if started.pop(school.id, None) or line.state in ("reported", "too few"):
            yield line
    yield from (TrialSchool(school, on, "gone") for school, on in started.items())


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
    """Read what a school reported, its pupils not yet rounded. Raises ResultsNotReadable for numbers that are none."""
    g, se, low, high = numbers_of(estimate["effect"]["effect"], "g", "se", "low", "high")
    if g is None:
        return TrialSchool(school.name, started, "too few")
    if not (se and se > 0):
        raise errors.ResultsNotReadable(school.name)
    exploratory, pupils = bool(estimate["exploratory"]), pupils_of(estimate["effect"])
    whole = None if pupils is None else int(pupils)
    return TrialSchool(school.name, started, "reported", g, se, low, high, exploratory, whole)


def _pool(schools: tuple[TrialSchool, ...]) -> Pool | NotEnough:
    reported = [(line.school, line.g, line.se**2) for line in schools if line.se is not None]
    return pool_effects(pd.DataFrame(reported, columns=["label", "g", "variance"]))
