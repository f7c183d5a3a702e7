"""Samples of regressions, permutation tests and bootstraps, and pairs that differ only in small numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from nested import schools
from nine_schools import nine_schools

from enquiry_lib.stats.models.regression import Regression, regress
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect, bootstrap_effect
from enquiry_lib.stats.trials.permutation import PermutationTest, permute_arms

ARMS = {"arm": "by_school", "treated": 1, "control": 0, "baseline": "pre"}


def regression(table: pd.DataFrame | None = None, **asked: Any) -> Regression:
    """A regression of the nine schools, or of another table."""
    given = {"outcome": "post", "predictors": ["by_school", "pre", "kind"]} | asked
    result = regress(nine_schools() if table is None else table, **given)
    assert isinstance(result, Regression)
    return result


def permutation(table: pd.DataFrame | None = None, **asked: Any) -> PermutationTest:
    """A permutation test of the nine schools' pupils, or of another table."""
    given = {"outcome": "post", "draws": 200} | ARMS | asked
    result = permute_arms(nine_schools() if table is None else table, **given)
    assert isinstance(result, PermutationTest)
    return result


def bootstrapped(table: pd.DataFrame | None = None, **asked: Any) -> BootstrapEffect:
    """A bootstrap of the nine schools' pupils, or of another table."""
    given = {"outcome": "post", "draws": 200} | ARMS | asked
    result = bootstrap_effect(nine_schools() if table is None else table, **given)
    assert isinstance(result, BootstrapEffect)
    return result


def few(pupils: int) -> pd.DataFrame:
    """Thirty pupils of the benchmark beside so many who are treated."""
    table = schools("mst")
    others = table[table["treat"] == 0].head(30)
    return pd.concat([others, table[table["treat"] == 1].head(pupils)]).rename(columns={"treat": "by_school"})


def of_few_in_a_category(pupils: int) -> Regression:
    """A regression with a category of so many pupils."""
    table = nine_schools()
    table["support"] = np.where(np.arange(len(table)) < pupils, "yes", "no")
    return regression(table, predictors=["pre", "support"], cluster="school")


def every() -> list[Result]:
    """Give one result of every kind, with nothing withheld."""
    many = regression(predictors=["by_school", "by_pupil", "pre", "kind", "school"], errors="HC3")
    return [
        regression(),
        regression(cluster="school"),
        many,
        permutation(cluster="school", draws=2000),
        permutation(arm="by_pupil", within="school"),
        bootstrapped(cluster="school"),
        bootstrapped(arm="by_pupil", within="school"),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Give pairs that differ only in numbers resting on fewer than ten pupils."""
    alone = (regression(nine_schools().head(pupils), predictors=["pre"]) for pupils in (9, 1))
    return [
        (of_few_in_a_category(8), of_few_in_a_category(2)),
        (of_few_in_a_category(8), of_few_in_a_category(1)),
        tuple(alone),  # type: ignore[list-item]
        (permutation(few(9)), permutation(few(2))),
        (permutation(few(9)), permutation(few(1))),
        (permutation(few(9), within="j"), permutation(few(1), within="j")),
        (bootstrapped(few(9)), bootstrapped(few(2))),
        (bootstrapped(few(9)), bootstrapped(few(1))),
        (bootstrapped(few(9), cluster="j"), bootstrapped(few(1), cluster="j")),
    ]
