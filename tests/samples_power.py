"""Results about power and about decisions, for tests of the show room."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.stats.one_group import BeforeAfter, before_after
from enquiry_lib.stats.power.pupils import DetectableEffect, detectable_effect
from enquiry_lib.stats.power.schools import NetworkPower, detectable_by_schools
from enquiry_lib.stats.power.textbook import (
    TextbookPower,
    power_of_pairs,
    power_of_several_groups,
    power_of_two_groups,
    power_of_two_shares,
)
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups
from enquiry_lib.stats.weighing import Weighed, weigh_effect


def network_power(pupils_each: int = 30, **asked: Any) -> NetworkPower:
    """What schools of this size could show together."""
    result = detectable_by_schools(pupils_each, **({"icc": 0.17} | asked))
    assert isinstance(result, NetworkPower)
    return result


def pupils_power(pupils: int = 60, **asked: Any) -> DetectableEffect:
    """What so many pupils could show."""
    result = detectable_effect(pupils, **asked)
    assert isinstance(result, DetectableEffect)
    return result


def textbook(**asked: Any) -> TextbookPower:
    """A textbook comparison of two groups."""
    result = power_of_two_groups(**(asked or {"pupils": 50, "power": 0.8}))
    assert isinstance(result, TextbookPower)
    return result


def trial(pupils: int = 60, treated: int = 30, *, effect: float = 3.0, seed: int = 7) -> TwoGroupEffect:
    """A comparison of two groups, the first `treated` of the pupils with the intervention."""
    draws = np.random.default_rng(seed)
    arm = np.where(np.arange(pupils) < treated, "intervention", "comparison")
    before = draws.normal(100, 15, pupils)
    after = 30 + 0.7 * before + effect * (arm == "intervention") + draws.normal(0, 8, pupils)
    ids = [f"P{number:04d}" for number in range(pupils)]
    table = pd.DataFrame({"pupil_id": ids, "before": before, "after": after, "arm": arm})
    result = compare_two_groups(table, outcome="after", arm="arm", baseline="before")
    assert isinstance(result, TwoGroupEffect)
    return result


def one_group(pupils: int = 40, *, seed: int = 7) -> BeforeAfter:
    """One group before and after."""
    draws = np.random.default_rng(seed)
    before = draws.normal(100, 15, pupils)
    ids = [f"P{number:04d}" for number in range(pupils)]
    after = 30 + 0.72 * before + draws.normal(0, 8, pupils)
    table = pd.DataFrame({"pupil_id": ids, "before": before, "after": after})
    result = before_after(table, before="before", after="after")
    assert isinstance(result, BeforeAfter)
    return result


def weighed(effect: Any = (0.18, 0.12, 57.0), **asked: Any) -> Weighed:
    """An effect weighed against 0.1 SD and 80%."""
    result = weigh_effect(effect, **({"smallest_worthwhile": 0.1, "certainty": 80} | asked))
    assert isinstance(result, Weighed)
    return result


def every() -> list[Result]:
    """One result of every kind."""
    several = power_of_several_groups(4, pupils=20, effect=0.28)
    return [
        network_power(),
        network_power(schools=(1, 2)),
        network_power(schools=(1,)),
        network_power(26, schools=(1, 4, 8), unit="class"),
        network_power(26, schools=(4, 8), unit="class", worthwhile=0.2),
        network_power(60, worthwhile=0.2),
        network_power(24, schools=(2,), unit="class", worthwhile=0.2),
        pupils_power(),
        pupils_power(60, worthwhile=0.2),
        pupils_power(480, worthwhile=0.3),
        textbook(),
        textbook(pupils=28, pupils_others=35, effect=0.5),
        textbook(effect=0.5, power=0.8),
        several,
        power_of_pairs(pupils=75, effect=0.3),
        power_of_pairs(pupils=75, power=0.8, correlation=0.7),
        power_of_two_shares(first=0.24, pupils=320, power=0.8),
        weighed(),
        weighed((0.5, 0.12, 57.0), design="randomised"),
        weighed((-0.3, 0.12, 57.0), prior_mean=0.06, prior_sd=0.15, design="comparison"),
        weighed((0.02, 0.12, 57.0), smallest_worthwhile=0, certainty=75),
        weighed(trial(), design="randomised"),
        weighed(one_group()),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    return [
        (network_power(9), network_power(8)),
        (network_power(9, worthwhile=0.2), network_power(8, worthwhile=0.2)),
        (
            network_power(9, schools=(4, 8), unit="class", worthwhile=0.2),
            network_power(8, schools=(4, 8), unit="class", worthwhile=0.2),
        ),
        (pupils_power(9, worthwhile=0.9), pupils_power(8, worthwhile=0.9)),
        (textbook(pupils=9, power=0.8), textbook(pupils=8, power=0.8)),
        (power_of_pairs(pupils=9, effect=0.3), power_of_pairs(pupils=8, effect=0.3)),
        (
            weighed(trial(40, 8), design="randomised"),
            weighed(trial(40, 7), design="randomised"),
        ),
        (weighed(trial(40, 8), certainty=95), weighed(trial(40, 7, effect=30), certainty=95)),
        (weighed(one_group(9)), weighed(one_group(8))),
        (weighed(one_group(2)), weighed(one_group(1))),
    ]
