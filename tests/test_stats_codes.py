"""Codes of groups, classes, schools and blocks: one is one, however it was typed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from clustered import benchmark

from enquiry_lib import errors
from enquiry_lib.stats.arms import Asked, read_arms
from enquiry_lib.stats.codes import CAUTIONS, clear_codes, code_of, codes_of, has_none, spelled_alike
from enquiry_lib.stats.models.multilevel import fit_multilevel
from enquiry_lib.stats.models.regression import regress
from enquiry_lib.stats.over_time.differences import difference_in_differences
from enquiry_lib.stats.trials.attrition import check_attrition
from enquiry_lib.stats.trials.blocks import compare_in_blocks
from enquiry_lib.stats.trials.bootstrap import bootstrap_effect
from enquiry_lib.stats.trials.clusters import compare_clusters
from enquiry_lib.stats.trials.compliers import complier_effect
from enquiry_lib.stats.trials.permutation import permute_arms
from enquiry_lib.stats.trials.sites import compare_in_sites

OF_ARMS: dict[str, Any] = {"outcome": "post", "arm": "arm"}
REDRAWN: dict[str, Any] = OF_ARMS | {"draws": 200}
BOUNDARY = pd.DataFrame({"overall": [0, 65], "cautious": [5.0, 0.0], "optimistic": [10.0, 0.0]})

WAYS: dict[str, Any] = {
    "clusters": lambda rows: compare_clusters(rows, **OF_ARMS, cluster="school"),
    "complier": lambda rows: complier_effect(
        rows.assign(came=rows["pre"] > 100), **OF_ARMS, received="came", cluster="school"
    ),
    "regression": lambda rows: regress(rows, outcome="post", predictors=["pre"], cluster="school"),
    "multilevel": lambda rows: fit_multilevel(rows, outcome="post", predictors=["pre"], group="school"),
    "bootstrap": lambda rows: bootstrap_effect(rows, **REDRAWN, cluster="school"),
    "permutation": lambda rows: permute_arms(rows, **REDRAWN, cluster="school"),
    "attrition": lambda rows: check_attrition(rows, **OF_ARMS, cluster="school", boundary=BOUNDARY),
    "changes": lambda rows: difference_in_differences(
        pd.concat([rows.assign(y=rows["pre"], t=0), rows.assign(y=rows["post"], t=1)], ignore_index=True),
        outcome="y",
        group="arm",
        occasion="t",
        before=0,
        after=1,
        unit="pupil_id",
        cluster="school",
    ),
}
WITHIN: dict[str, Any] = {
    "sites": lambda rows: compare_in_sites(rows, **OF_ARMS, site="school"),
    "blocks": lambda rows: compare_in_blocks(rows, **OF_ARMS, block="school"),
    "permutation": lambda rows: permute_arms(rows, **REDRAWN, within="school"),
}


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Write every third school's number as text with a space, and every fifth group with a capital letter."""
    place = np.arange(len(table))
    schools = np.where(place % 3 == 0, table["school"].map("{} ".format), table["school"].astype(int))
    arms = np.where(place % 5 == 0, table["arm"].str.title(), table["arm"])
    return table.assign(school=pd.Series(schools, dtype=object), arm=arms)


@pytest.mark.parametrize("way", WAYS)
def test_clusters_typed_in_two_ways_are_not_twice_as_many(way: str) -> None:
    """Whole schools allocated: p, df and all other numbers are those of codes typed alike, and it is said."""
    _same_as_typed_alike(WAYS[way], whole=True)


@pytest.mark.parametrize("way", WITHIN)
def test_blocks_typed_in_two_ways_are_not_twice_as_many(way: str) -> None:
    """The same where pupils were allocated within schools."""
    _same_as_typed_alike(WITHIN[way], whole=False)


def _same_as_typed_alike(compare: Any, *, whole: bool) -> None:
    table = benchmark(whole=whole)
    arm = np.where(table["treat"] == 1, "intervention", "comparison")
    table = table.assign(arm=arm, school=table["school"].astype(str))
    clean, messy = compare(table), compare(_typed(table))
    assert "codes_alike" in messy.cautions
    for name in ("df", "se", "p", "clusters", "groups", "sites_compared", "levels"):
        assert getattr(messy, name, None) == pytest.approx(getattr(clean, name, None)), name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3 ", "3", True),
        ("3", 3, True),
        (3.0, 3, True),
        ("3.0", "3", True),
        ("ELM", "elm", True),
        ("7\xa0x", "7 X", True),
        (True, 1, True),
        ("3.5", "3", False),
        ("01", "1", False),
        ("7x", "7y", False),
    ],
)
def test_what_is_the_same_code(one: Any, other: Any, *, same: bool) -> None:
    """Spaces, capital letters and a nought behind the point tell nobody apart; a nought in front, or a letter, does."""
    assert (code_of(one) == code_of(other)) == same


def test_codes_typed_alike_stay_as_they_are() -> None:
    """Numbers stay numbers and categories keep their order where there is nothing to mend."""
    for column in (pd.Series([10, 9, 10]), pd.Series(pd.Categorical(["b", "a"], ["b", "a"]))):
        assert spelled_alike(column) is column


def test_blank_codes_are_missing() -> None:
    """A cell of spaces is no class."""
    column = pd.Series(["7x", "  ", None], dtype=object)
    assert spelled_alike(column).isna().tolist() == has_none(column).tolist() == [False, True, True]
    assert codes_of(column).tolist() == ["7x", "", None]


def _twice() -> pd.DataFrame:
    """Make four pupils; A has rows in both groups and B in two classes."""
    return pd.DataFrame(
        {
            "pupil_id": ["A", "B", "C", "D", "A", "B"],
            "arm": [
                "intervention",
                "intervention",
                "comparison",
                "intervention",
                "comparison",
                "intervention",
            ],
            "class": ["7x", "7x", "7y", "7x", "7x", "7y"],
            "score": [1.0, 2, 3, 4, 5, 6],
        }
    )


def test_a_pupil_in_both_groups_is_left_out() -> None:
    """Who stands in both groups, or in two classes, is left out with a caution, in whatever order the rows are."""
    for rows in (_twice(), _twice()[::-1]):
        arms = read_arms(rows, Asked(outcome="score", arm="arm"), codes=["class"])
        assert sorted(arms.pupils) == ["C", "D"]
        assert arms.cautions == ("in_both_arms", "in_two_places")
        assert set(arms.cautions) <= set(CAUTIONS)


def test_without_pupils_nobody_is_in_two_places() -> None:
    """Where each row is a pupil of its own none is left out."""
    assert len(clear_codes(_twice(), ["class"], arm="arm")[0]) == 6


def test_who_moves_class_between_occasions_still_counts() -> None:
    """Over time another class is no contradiction; another group is."""
    rows = pd.DataFrame({"pupil_id": np.repeat(np.arange(40), 2), "t": [0, 1] * 40})
    rows["arm"] = np.where(rows["pupil_id"] % 2, "intervention", "comparison")
    rows["class"] = rows["t"].astype(str) + "-" + (rows["pupil_id"] % 8).astype(str)
    rows["y"] = np.sin(np.arange(80.0))
    asked: dict[str, Any] = {"outcome": "y", "group": "arm", "occasion": "t", "before": 0, "after": 1}
    found = difference_in_differences(rows, **asked, unit="pupil_id", cluster="class")
    assert "in_two_places" not in found.cautions
    assert found.n_treated == 20


def test_two_names_of_one_group_are_refused() -> None:
    """A group is not compared with itself, spelled otherwise."""
    with pytest.raises(errors.WrongValue):
        read_arms(_twice(), Asked(outcome="score", arm="arm", treated="A", control="a "))
