"""Estimates of plans about whole classes, and what is made of them, for tests of the show room."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import samples_clusters
import written

from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.months import MonthsOfProgress, months_of_progress
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.trials.clusters import ClusteredDescription, ClusteredEffect
from enquiry_lib.stats.weighing import Weighed, weigh_effect

TABLE = pd.DataFrame(
    {"table": "One table", "months": [0, 1, 12], "least": [0, 0.05, 0.9], "most": [0.04, 0.8, 1]}
)


def of_classes(*sizes: int, design: str = "randomised") -> Estimate:
    """An estimate of a plan that allocated whole classes of so many pupils, every other treated."""
    effect = samples_clusters.in_classes(*sizes)
    found = Estimate(design, "outcomes", "Reading", effect, 0.2, 80.0, None, ())
    if isinstance(effect, ClusteredDescription):
        return found
    return replace(found, chance=probability_at_least(effect, 0.2))


def weighed(*sizes: int) -> Weighed:
    """The same weighed, as whole classes allocated at random."""
    effect = samples_clusters.in_classes(*sizes)
    assert isinstance(effect, ClusteredEffect)
    found = weigh_effect(effect, smallest_worthwhile=0.2, certainty=80.0, design="classes_randomised")
    assert isinstance(found, Weighed)
    return found


def months(*sizes: int) -> MonthsOfProgress:
    """The same in months of progress."""
    effect = samples_clusters.in_classes(*sizes)
    assert isinstance(effect, ClusteredEffect)
    found = months_of_progress(effect, TABLE, attainment=True)
    assert isinstance(found, MonthsOfProgress)
    return found


def every() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    estimates = [
        of_classes(20, 22, 24, 20, 21, 23),
        of_classes(20, 22, 24, design="comparison"),
        of_classes(24, 26),
    ]
    return [
        *estimates,
        *(piece for found in estimates for piece in written.about(found)),
        *map(written.reading, estimates),
        weighed(20, 22, 24, 20),
        months(20, 22, 24, 20),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten people."""
    several, two = (
        (of_classes(30, 4, 30, 4), of_classes(30, 3, 30, 3)),
        (of_classes(30, 8), of_classes(30, 7)),
    )
    return [
        several,
        two,
        *((written.reading(first), written.reading(second)) for first, second in (several, two)),
        *zip(written.about(two[0]), written.about(two[1]), strict=True),
        (weighed(30, 4, 30, 4), weighed(30, 3, 30, 3)),
        (months(30, 4, 30, 4), months(30, 3, 30, 3)),
    ]
