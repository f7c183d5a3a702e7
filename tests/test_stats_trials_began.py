"""Where two groups began within their classes: against least squares, and where classes themselves differ."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from clustered import classes

from enquiry_lib.stats import arms
from enquiry_lib.stats.arms import Asked, read_arms
from enquiry_lib.stats.trials.began import apart_within, where_began
from enquiry_lib.stats.trials.sites import MultisiteEffect, compare_in_sites

OF_CLASSES: dict[str, Any] = {"outcome": "after", "arm": "arm", "site": "class"}
ASKED = Asked(outcome="after", arm="arm", baseline="before")


def _mixed(*sizes_of: int) -> pd.DataFrame:
    """Classes in which every other pupil is treated."""
    table = classes(*sizes_of)
    return table.assign(arm=np.where(np.arange(len(table)) % 2, "comparison", "intervention"))


def _apart(table: pd.DataFrame, asked: Asked = ASKED) -> float | None:
    return apart_within(read_arms(table, asked), asked, pd.factorize(table["class"])[0])


def test_where_the_groups_began_is_compared_within_sites() -> None:
    """It is the coefficient of least squares with a column for each class (statsmodels), over the SD of pupils, times J."""
    table = _mixed(24, 16, 31, 9)
    table.loc[table.index[:30:3], "arm"] = "comparison"
    table["before"] += 20.0 * (table["class"] == "A") - 3.0 * (table["arm"] == "intervention")
    result = compare_in_sites(table, **OF_CLASSES, baseline="before")
    assert isinstance(result, MultisiteEffect)
    fitted = smf.ols("before ~ I((arm == 'intervention') * 1.0) + C(Q('class'))", table).fit()
    groups = table.groupby("arm")["before"].agg(["size", "mean", "var"])
    pooled = ((groups["size"] - 1) @ groups["var"] / (len(table) - 2)) ** 0.5
    j = 1 - 3 / (4 * len(table) - 9)
    assert result.baseline_g == pytest.approx(j * fitted.params.iloc[-1] / pooled, rel=1e-4)
    assert result.mean_before_treated == pytest.approx(groups["mean"]["intervention"])
    assert result.mean_before_control == pytest.approx(groups["mean"]["comparison"])


def test_classes_that_differ_do_not_set_groups_apart() -> None:
    """Where most treated pupils are in the stronger class the means lie apart, but nobody was ahead of a classmate."""
    sizes_of = {"A": (30, 10), "B": (10, 30)}
    rows = [
        (f"{name}{arm}{place}", name, arm, 90.0 + 20 * (name == "A") + place % 10, 50.0 + place % 7)
        for name, counts in sizes_of.items()
        for arm, count in zip(("intervention", "comparison"), counts, strict=True)
        for place in range(count)
    ]
    table = pd.DataFrame(rows, columns=["pupil_id", "class", "arm", "before", "after"])
    result = compare_in_sites(table, **OF_CLASSES, baseline="before")
    assert isinstance(result, MultisiteEffect)
    assert (result.mean_before_treated, result.mean_before_control) == pytest.approx((109.5, 99.5))
    assert result.baseline_g == pytest.approx(0, abs=1e-12)
    assert not set(arms.APART) & set(result.cautions)


def test_a_class_of_one_group_says_nothing_of_how_far_apart_they_began() -> None:
    """Its pupils have nobody to be ahead of: however they scored, only the SD of all pupils moves."""
    table = _mixed(20, 20, 10)
    alone = table["class"] == "C"
    table.loc[alone, "arm"] = "intervention"
    higher = table.assign(before=table["before"] + 30.0 * alone)
    fitted = smf.ols("before ~ I((arm == 'intervention') * 1.0) + C(Q('class'))", higher).fit()
    by_hand = higher[~alone].groupby(["class", "arm"])["before"].mean().unstack()
    assert fitted.params.iloc[-1] == pytest.approx((by_hand["intervention"] - by_hand["comparison"]).mean())
    assert abs(_apart(higher) or 0) < abs(_apart(table) or 0)


@pytest.mark.parametrize(
    "table",
    [
        _mixed(20, 20).assign(before=5.0),
        _mixed(20, 20).assign(before=["low", "high", "high"] * 13 + ["low"]),
        _mixed(20, 20).iloc[[0, 1, 3, 5]],
    ],
)
def test_where_nobody_can_say_there_is_none(table: pd.DataFrame) -> None:
    """The same score for everybody, words, and a group of one pupil have no distance in SD; it is NaN beside the means."""
    assert _apart(table) is None
    assert math.isnan(where_began(read_arms(table, ASKED), ASKED, None)["baseline_g"])


def test_without_a_score_before_there_is_nothing_to_say() -> None:
    """Neither means nor a distance."""
    plain = Asked(outcome="after", arm="arm")
    table = _mixed(20, 20)
    assert (_apart(table, plain), where_began(read_arms(table, plain), plain, None)) == (None, {})
