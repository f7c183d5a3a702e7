"""One result of every kind of comparison of shares, ranks, means and groups, of who took part, and of who was lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.stats.comparisons.association import Association, associate
from enquiry_lib.stats.comparisons.means import MeansCompared, compare_means
from enquiry_lib.stats.comparisons.ranks import RanksCompared, compare_ranks
from enquiry_lib.stats.comparisons.several import SeveralGroups, compare_several_groups
from enquiry_lib.stats.comparisons.shares import SharesCompared, compare_shares
from enquiry_lib.stats.comparisons.shares_changed import SharesChanged, change_in_shares
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.trials.attrition import Attrition, check_attrition
from enquiry_lib.stats.trials.compliers import ComplierEffect, complier_effect
from enquiry_lib.store.reference import reference

BOUNDARY = reference("attrition_boundary", "England").facts


def repeated(**counts: int) -> list[str]:
    """Give each name as often as counted; a name's underscores become spaces."""
    return [name.replace("_", " ") for name, count in counts.items() for _ in range(count)]


def passed(treated: tuple[int, int] = (26, 14), control: tuple[int, int] = (18, 22)) -> pd.DataFrame:
    """One row a pupil: yes and no among the treated, yes and no among the control."""
    answers = repeated(yes=treated[0], no=treated[1]) + repeated(yes=control[0], no=control[1])
    arm = repeated(intervention=sum(treated), comparison=sum(control))
    return pd.DataFrame({"pupil_id": _ids(len(arm)), "arm": arm, "reached_standard": answers})


def _ids(pupils: int) -> list[str]:
    return [f"P{number:04d}" for number in range(pupils)]


def shares(treated: tuple[int, int] = (26, 14), control: tuple[int, int] = (18, 22)) -> SharesCompared:
    """Two shares compared."""
    result = compare_shares(passed(treated, control), outcome="reached_standard", arm="arm")
    assert isinstance(result, SharesCompared)
    return result


def answers(counts: tuple[int, int, int, int] = (28, 12, 20, 15)) -> pd.DataFrame:
    """One row a pupil: so many yes both times, yes then no, no then yes, no both times."""
    kinds = (("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"))
    rows = [kind for kind, count in zip(kinds, counts, strict=True) for _ in range(count)]
    return pd.DataFrame(rows, columns=["spring", "summer"]).assign(pupil_id=_ids(len(rows)))


def shares_changed(counts: tuple[int, int, int, int] = (28, 12, 20, 15)) -> SharesChanged:
    """A share before and after."""
    result = change_in_shares(answers(counts), before="spring", after="summer")
    assert isinstance(result, SharesChanged)
    return result


def scored(pupils: int = 60, treated: int = 30, *, seed: int = 4) -> pd.DataFrame:
    """One row a pupil with a score from 1 to 9 and a class; the first `treated` are in the intervention group."""
    draws = np.random.default_rng(seed)
    first = np.arange(pupils) < treated
    score = np.clip(np.round(draws.normal(5, 1.6, pupils) + first), 1, 9)
    arm = np.where(first, "intervention", "comparison")
    return pd.DataFrame({"pupil_id": _ids(pupils), "arm": arm, "score": score})


def ranks(pupils: int = 60, treated: int = 30) -> RanksCompared:
    """Two groups compared by their order."""
    result = compare_ranks(scored(pupils, treated), outcome="score", arm="arm")
    assert isinstance(result, RanksCompared)
    return result


def means(pupils: int = 60, treated: int = 30) -> MeansCompared:
    """Two groups compared by their means."""
    result = compare_means(scored(pupils, treated), outcome="score", arm="arm")
    assert isinstance(result, MeansCompared)
    return result


def several(sizes: tuple[int, ...] = (24, 18, 15)) -> SeveralGroups:
    """Three classes of these sizes compared; each class has the same scores whoever is in the others."""
    parts = [
        scored(size, 0, seed=number).assign(house=name)
        for number, (name, size) in enumerate(zip(("Ash", "Oak", "Elm"), sizes, strict=True))
    ]
    table = pd.concat(parts, ignore_index=True)
    result = compare_several_groups(table.assign(pupil_id=_ids(len(table))), outcome="score", group="house")
    assert isinstance(result, SeveralGroups)
    return result


def association(girls: tuple[int, int] = (30, 12), boys: tuple[int, int] = (18, 22)) -> Association:
    """Sex and a club held against each other."""
    table = pd.DataFrame(
        {
            "sex": repeated(F=sum(girls), M=sum(boys)),
            "club": repeated(Choir=girls[0], Chess=girls[1]) + repeated(Choir=boys[0], Chess=boys[1]),
        }
    )
    result = associate(table.assign(pupil_id=_ids(len(table))), row="sex", column="club")
    assert isinstance(result, Association)
    return result


def offered(took_part: int = 40, *, of_control: int = 0, pupils: int = 60, seed: int = 9) -> pd.DataFrame:
    """One row a pupil, half of them treated: so many of those took part, and so many of the control."""
    draws = np.random.default_rng(seed)
    number = np.arange(pupils)
    treated = number < pupils // 2
    came = np.where(treated, number < took_part, number - pupils // 2 < of_control)
    before = draws.normal(100, 15, pupils)
    after = 20 + 0.8 * before + 6 * came + draws.normal(0, 8, pupils)
    return pd.DataFrame(
        {
            "pupil_id": _ids(pupils),
            "arm": np.where(treated, "intervention", "comparison"),
            "came": np.where(came, "yes", "no"),
            "before": before,
            "after": after,
            "school": number // 10,
        }
    )


def complier(took_part: int = 40, **asked: Any) -> ComplierEffect:
    """What was found for those who took part, of 120 pupils in twelve schools."""
    result = complier_effect(
        offered(took_part, pupils=120),
        outcome="after",
        arm="arm",
        received="came",
        baseline="before",
        **asked,
    )
    assert isinstance(result, ComplierEffect)
    return result


def lost(treated: int = 12, control: int = 24, *, each: int = 100) -> pd.DataFrame:
    """One row a pupil allocated, ten a school; so many of each group have no outcome."""
    number = np.arange(2 * each)
    first = number < each
    gone = np.where(first, number < treated, number - each < control)
    before = 100 + 15 * np.sin(number)
    return pd.DataFrame(
        {
            "pupil_id": _ids(2 * each),
            "arm": np.where(first, "intervention", "comparison"),
            "before": before,
            "after": np.where(gone, np.nan, before + 3),
            "school": number // 10,
        }
    )


def attrition(treated: int = 12, control: int = 24, **asked: Any) -> Attrition:
    """What was lost of two groups of 100."""
    result = check_attrition(lost(treated, control), arm="arm", outcome="after", boundary=BOUNDARY, **asked)
    assert isinstance(result, Attrition)
    return result


def every() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    return [
        shares(),
        shares((30, 0), (14, 16)),
        shares((30, 0), (0, 30)),
        shares_changed(),
        shares_changed((30, 0, 0, 30)),
        ranks(),
        means(),
        several(),
        association(),
        complier(),
        complier(cluster="school"),
        complier(60),
        attrition(),
        attrition(12, 60, baseline="before"),
        attrition(0, 0),
        attrition(20, 31, cluster="school"),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    return [
        (shares((26, 9)), shares((26, 8))),
        (shares((26, 1)), shares((1, 1))),
        (shares_changed((28, 12, 9, 15)), shares_changed((28, 12, 1, 15))),
        (ranks(40, 8), ranks(40, 1)),
        (means(40, 8), means(40, 1)),
        (several((24, 18, 9)), several((24, 18, 2))),
        (association((30, 9)), association((31, 8))),
        (complier(52), complier(53)),
        (attrition(9, 24), attrition(1, 24)),
    ]
