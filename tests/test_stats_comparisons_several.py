"""Several groups of pupils compared at once."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_comparisons import several
from trials import known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.several import SeveralGroups, compare_several_groups
from enquiry_lib.stats.result import NotEnough


def _table(**columns: Any) -> pd.DataFrame:
    scores = [3.0, 5, 4, 6, 5, 4, 7, 8, 6, 7, 9, 8]
    return pd.DataFrame({"house": ["Ash"] * 4 + ["Oak"] * 4 + ["Elm"] * 4, "score": scores} | columns)


def _compared(**columns: Any) -> SeveralGroups | NotEnough:
    return compare_several_groups(_table(**columns), outcome="score", group="house", pupil=None)


def test_hsb2_several_groups(shared: Path) -> None:
    """F, Welch's F and Kruskal-Wallis with ties of a public data set are R's, and so is the share explained."""
    result = compare_several_groups(known(shared, "basic_hsb2"), outcome="write", group="prog", pupil="id")
    expected = pinned("hsb2_several", "comparisons")
    assert isinstance(result, SeveralGroups)
    for test in result.tests:
        assert (test.value, test.p) == (expected[test.method], expected[f"{test.method}_p"])
    assert (result.tests[1].df, result.eta_squared) == (expected["welch_df"], expected["eta_squared"])
    assert (result.df_between, result.tests[0].df) == (2, 197)


def test_groups_stand_in_their_order_with_their_own_interval() -> None:
    """Categories keep their order; each mean has Student's interval by its own spread."""
    result = _compared(house=pd.Categorical(_table()["house"], ["Oak", "Elm", "Ash", "Yew"]))
    assert isinstance(result, SeveralGroups)
    assert [group.name for group in result.groups] == ["Oak", "Elm", "Ash"]
    oak = result.groups[0]
    assert (oak.mean, oak.n) == (6, 4)
    assert oak.high - oak.mean == pytest.approx(3.182446 * oak.sd / 2, rel=1e-6)


def test_a_withheld_group_takes_what_rests_on_all() -> None:
    """The other groups keep their means; F, the share explained and the total go."""
    result = several()
    hidden = result.withhold({"score|house|Elm"})
    assert [group.mean is None for group in hidden.groups] == [False, True, False]
    assert hidden.eta_squared is hidden.tests[0].value is hidden.df_between is None
    assert set(hidden.cells()["id"]) == {"score|house|Ash", "score|house|Oak"}
    assert result.withhold({"something else"}) is result


@pytest.mark.parametrize(
    ("columns", "caution"),
    [
        ({"house": ["Ash"] * 5 + ["Oak"] * 6 + ["Elm"]}, "group_of_one"),
        ({"score": [4.0] * 4 + [1, 2, 3, 4, 5, 6, 7, 8]}, "same_within"),
    ],
)
def test_welch_is_left_out_where_a_group_has_no_spread(columns: dict[str, Any], caution: str) -> None:
    """A group of one, or whose scores are all the same, leaves F and takes Welch's, and is said."""
    result = _compared(**columns)
    assert isinstance(result, SeveralGroups)
    assert caution in result.cautions
    assert math.isnan(result.tests[1].value)
    assert result.tests[0].value > 0


def test_rows_without_group_or_score_are_said() -> None:
    """Pupils without a group, without a score or with a word for one are left out and said."""
    scores: list[object] = [*_table()["score"]]
    scores[0], scores[1] = "absent", None
    houses: list[object] = [*_table()["house"]]
    houses[5] = None
    result = _compared(score=scores, house=houses)
    assert isinstance(result, SeveralGroups)
    assert {"not_a_number", "no_group", "pupils_left_out"} <= set(result.cautions)
    assert [group.n for group in result.groups] == [2, 4, 3]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"house": "Ash"}, "no two groups"),
        ({"house": None}, "no two groups"),
        ({"score": np.nan}, "no two groups"),
    ],
)
def test_thin_data_give_not_enough(columns: dict[str, Any], words: str) -> None:
    """One group, or no scores, give NotEnough with a reason."""
    result = _compared(**columns)
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_the_same_score_for_all_is_not_enough_only_where_groups_are_large() -> None:
    """Large groups without spread give NotEnough; small ones, their counts and nothing else."""
    table = pd.concat([_table(score=4.0)] * 3)
    result = compare_several_groups(table, outcome="score", group="house", pupil=None)
    assert isinstance(result, NotEnough)
    small = _compared(score=4.0)
    assert isinstance(small, SeveralGroups)
    assert small.tests[0].value is None


def test_a_question_that_makes_no_sense_is_refused() -> None:
    """A column that is not there, and one column for both, raise."""
    with pytest.raises(errors.ColumnMissing):
        compare_several_groups(_table(), outcome="mark", group="house", pupil=None)
    with pytest.raises(errors.WrongValue):
        compare_several_groups(_table(), outcome="score", group="score", pupil=None)
