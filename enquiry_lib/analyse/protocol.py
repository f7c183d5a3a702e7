"""The protocol of a network's trial, as the schools agreed to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from enquiry_lib.analyse.trial import choose_trials
from enquiry_lib.stats.result import DoesNotApply, NotEnough, Several, Uncounted, one_or_several
from enquiry_lib.store.network import Network
from enquiry_lib.store.trial import Trial


@dataclass(frozen=True)
class Protocol(Uncounted):
    """What every school of a trial agreed to; `kept` says whether it is as it was when it was frozen."""

    title: str
    question: str
    for_whom: str
    done: str
    ingredients: tuple[str, ...]
    dose: str
    measure: str
    smallest_worthwhile: float | None
    certainty: float | None
    frozen: dt.date | None
    kept: bool


def read_protocol(network: Network, *, trial: str = "") -> Protocol | NotEnough | Several:
    """Give the protocol of a network's trial. `trial` is its id; without it, every one that is frozen is given.

    >>> from enquiry_lib.analyse.network import open_network
    >>> read_protocol(open_network("example")).kept
    True
    """
    none = DoesNotApply("the protocol of the trial", "This network has no trial")
    chosen = choose_trials(network, trial, none)
    if isinstance(chosen, NotEnough):
        return chosen
    return one_or_several(tuple(_protocol(one) for one in chosen))


def _protocol(trial: Trial) -> Protocol:
    return Protocol(
        title=trial.title,
        question=trial.question,
        for_whom=trial.for_whom,
        done=trial.protocol,
        ingredients=tuple(trial.ingredients),
        dose=trial.dose,
        measure=trial.measure,
        smallest_worthwhile=trial.smallest_worthwhile,
        certainty=trial.certainty,
        frozen=trial.freeze.at.date() if trial.freeze else None,
        kept=trial.freeze is not None and trial.freeze.hash == trial.content_hash(),
    )
