"""Pupils in two groups that nobody drew by lot, and one result of each kind that compares them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.stats.comparisons.balance import Balance, check_balance
from enquiry_lib.stats.comparisons.imputation import ImputedComparison, impute_and_compare
from enquiry_lib.stats.comparisons.matching import (
    MatchedComparison,
    WeightedComparison,
    match_pupils,
    weight_pupils,
)
from enquiry_lib.stats.comparisons.side_by_side import SideBySide, set_side_by_side
from enquiry_lib.stats.comparisons.subgroups import Subgroups, subgroup_effects
from enquiry_lib.stats.result import Result

ON = ["before", "age", "fsm", "house"]


def pupils(count: int = 200, **columns: Any) -> pd.DataFrame:
    """Make the pupils of tests/reference/matching.R; there are no random numbers, and columns are replaced as a test needs."""
    i = np.arange(1, count + 1)
    before = 100 + 10 * np.sin(1.3 * i) + 4 * np.cos(0.7 * i)
    fsm = (7 * i) % 10 < 3
    klass = (5 * i) % 16
    arm = np.sin(3.1 * i) + 0.04 * (before - 100) + 0.3 * fsm > 0.45
    after = 20 + 0.8 * before + 3 * arm + 1.5 * arm * fsm - 2 * fsm
    after = after + 2 * np.sin(2.7 * klass) + 5 * np.sin(3.7 * i * i)
    table = {
        "pupil_id": [f"P{number:04d}" for number in i],
        "before": before,
        "age": 120 + 6 * np.sin(2.1 * i + 1),
        "fsm": np.where(fsm, "yes", "no"),
        "house": np.array(["Ash", "Elm", "Oak"])[(i * i) % 7 % 3],
        "class": klass,
        "arm": np.where(arm, "intervention", "comparison"),
        "after": after,
    }
    return pd.DataFrame(table | columns)


def with_gaps() -> pd.DataFrame:
    """The same pupils, some without a score before, more without one after."""
    table, i = pupils(), np.arange(1, 201)
    table.loc[((i % 5 == 0) & (table["before"] < 102)) | (i % 17 == 0), "after"] = np.nan
    table.loc[i % 11 == 0, "before"] = np.nan
    return table


def few(treated: int, count: int = 200) -> pd.DataFrame:
    """The same pupils, only so many of them treated."""
    table = pupils(count)
    chosen = table.index[table["arm"] == "intervention"][:treated]
    return table.assign(arm=np.where(table.index.isin(chosen), "intervention", "comparison"))


def few_of(group: str, count: int) -> pd.DataFrame:
    """The same pupils, only the first so many of a group left."""
    table = pupils()
    return table[(table["arm"] != group) | ((table["arm"] == group).cumsum() <= count)].reset_index(drop=True)


def small_house(members: int) -> pd.DataFrame:
    """The same pupils, with so many treated in a house of their own."""
    table = pupils()
    chosen = table.index[table["arm"] == "intervention"][:members]
    others = table.index[table["arm"] == "comparison"][:30]
    return table.assign(house=np.where(table.index.isin(chosen) | table.index.isin(others), "Yew", "Oak"))


def few_gaps(missing: int) -> pd.DataFrame:
    """The same pupils, so many of the treated without a score after."""
    table = pupils()
    lacking = table.index[table["arm"] == "intervention"][:missing]
    table.loc[lacking, "after"] = np.nan
    return table


def balance(table: pd.DataFrame | None = None, **settings: Any) -> Balance:
    """How alike the two groups were."""
    result = check_balance(
        pupils() if table is None else table, **({"arm": "arm", "covariates": ON} | settings)
    )
    assert isinstance(result, Balance)
    return result


def matched(table: pd.DataFrame | None = None, **settings: Any) -> MatchedComparison:
    """Treated pupils beside those most like them."""
    asked = {"arm": "arm", "on": ON, "outcome": "after"} | settings
    result = match_pupils(pupils() if table is None else table, **asked)
    assert isinstance(result, MatchedComparison)
    return result


def weighted(table: pd.DataFrame | None = None, **settings: Any) -> WeightedComparison:
    """Both groups weighted until they look alike."""
    asked = {"arm": "arm", "on": ON, "outcome": "after"} | settings
    result = weight_pupils(pupils() if table is None else table, **asked)
    assert isinstance(result, WeightedComparison)
    return result


def imputed(table: pd.DataFrame | None = None, **settings: Any) -> ImputedComparison:
    """The difference with missing numbers filled in."""
    asked = {"outcome": "after", "arm": "arm", "baseline": "before", "covariates": ["age"]} | settings
    result = impute_and_compare(with_gaps() if table is None else table, **asked)
    assert isinstance(result, ImputedComparison)
    return result


def subgroups(table: pd.DataFrame | None = None, **settings: Any) -> Subgroups:
    """The difference in each group of pupils."""
    asked = {
        "outcome": "after",
        "arm": "arm",
        "baseline": "before",
        "covariates": ["age"],
        "groups": ["fsm", "house"],
    }
    result = subgroup_effects(
        pupils() if table is None else table, **(asked | {"planned": ["fsm"]} | settings)
    )
    assert isinstance(result, Subgroups)
    return result


def side_by_side(table: pd.DataFrame | None = None, **settings: Any) -> SideBySide:
    """Several models' answers about the same pupils."""
    asked = {
        "outcome": "after",
        "arm": "arm",
        "baseline": "before",
        "covariates": ["age"],
        "cluster": "class",
    }
    result = set_side_by_side(
        pupils() if table is None else table, **(asked | {"planned": "baseline"} | settings)
    )
    assert isinstance(result, SideBySide)
    return result


def every() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    return [
        balance(),
        matched(),
        matched(outcome=None, caliper=None),
        weighted(),
        weighted(outcome=None, target="all"),
        imputed(),
        imputed(few_gaps(0)),
        imputed(few_gaps(15)),
        subgroups(),
        subgroups(planned=[]),
        side_by_side(),
        side_by_side(planned="", covariates=[], cluster=None),
    ]


def _alike(one: pd.DataFrame, other: pd.DataFrame) -> list[tuple[Result, Result]]:
    """Two tables compared in each way that counts who has nobody like them."""
    shared: dict[str, Any] = {"distance": "mahalanobis", "ratio": 2, "replace": True, "caliper": None}
    return [
        (weighted(one), weighted(other)),
        (weighted(one, target="all"), weighted(other, target="all")),
        (matched(one, **shared), matched(other, **shared)),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    return [
        (balance(few(8)), balance(few(7))),
        (balance(few(8)), balance(few(1))),
        (balance(small_house(6)), balance(small_house(5))),
        (matched(few(8)), matched(few(7))),
        (matched(few(8)), matched(few(1), caliper=0.2)),
        (weighted(few(8)), weighted(few(7))),
        (weighted(few(8)), weighted(few(1))),
        *_alike(few_of("comparison", 3), few_of("comparison", 6)),
        *_alike(few_of("intervention", 3), few_of("intervention", 6)),
        (imputed(few(8)), imputed(few(7))),
        (imputed(few(8)), imputed(few(1))),
        (subgroups(few(8)), subgroups(few(7))),
        (subgroups(few(8)), subgroups(few(1))),
        (subgroups(small_house(6)), subgroups(small_house(5))),
        (side_by_side(few(8)), side_by_side(few(7))),
        (side_by_side(few(8)), side_by_side(few(1))),
    ]
