"""Samples of the results of stats/models, and pairs that differ only in small numbers."""

from __future__ import annotations

import nested
import numpy as np
import pandas as pd

from enquiry_lib.stats.models.multilevel import Multilevel, fit_multilevel
from enquiry_lib.stats.result import Result


def multilevel(table: pd.DataFrame | None = None, **asked: object) -> Multilevel:
    """A multilevel model of the benchmark, or of a table like it."""
    columns = {"outcome": "post", "predictors": ["treat", "pre"], "group": "j"} | asked
    result = fit_multilevel(nested.schools() if table is None else table, **columns)  # type: ignore[arg-type]
    assert isinstance(result, Multilevel)
    return result


def of_few_in_a_category(pupils: int) -> Multilevel:
    """A model with a category of so many pupils."""
    table = nested.schools(uneven=True)
    table["support"] = np.where(np.arange(len(table)) < pupils, "yes", "no")
    return multilevel(table, predictors=["pre", "support"])


def few(pupils: int) -> Multilevel:
    """A model of so many pupils, the first of three schools."""
    table = nested.schools("mst")
    return multilevel(table[table["j"] <= 3].groupby("j").head(3).head(pupils), predictors=["pre"])


def every() -> list[Result]:
    """Give one result of every kind, with nothing withheld."""
    return [multilevel(), multilevel(predictors=()), multilevel(nested.schools("mst"), slope="treat")]


def differing() -> list[tuple[Result, Result]]:
    """Give pairs that differ only in numbers resting on fewer than ten pupils."""
    return [(of_few_in_a_category(8), of_few_in_a_category(1)), (few(9), few(6)), (few(9), few(1))]
