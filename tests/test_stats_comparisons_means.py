"""The plain difference between two means, with the standard errors one may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from samples_comparisons import means, scored
from trials import found, known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.means import MeansCompared, compare_means
from enquiry_lib.stats.result import NotEnough


def test_nsw_means(shared: Path) -> None:
    """Welch's, Student's and the robust error of a public experiment are those of R's t.test and sandwich."""
    result = compare_means(
        known(shared, "rct_nsw"), outcome="re78", arm="treat", treated=1, control=0, pupil=None
    )
    assert isinstance(result, MeansCompared)
    for way, check in zip(result.ways, ("nsw_welch", "nsw_student", "nsw_hc1"), strict=True):
        expected = pinned(check, "comparisons")
        assert found(way, expected) == expected
    assert found(result, pinned("nsw_welch", "comparisons")) == pinned("nsw_welch", "comparisons")


def test_welch_comes_first_and_groups_of_one_size_differ_in_df_alone() -> None:
    """The result's own numbers are Welch's; with as many pupils in both groups all standard errors are the same."""
    result = means()
    welch, student, robust = result.ways
    assert (result.se, result.df, result.low) == (welch.se, welch.df, welch.low)
    assert welch.se == pytest.approx(student.se)
    assert welch.df < student.df == robust.df == 58


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"arm": "intervention"}, "no pupil with a score"),
        ({"score": np.nan}, "no pupil with a score"),
        ({"score": 4}, "within each group all pupils have the same score"),
    ],
)
def test_thin_data_give_not_enough(changed: dict[str, Any], words: str) -> None:
    """One group, no scores, or the same score for all give NotEnough with a reason."""
    result = compare_means(scored().assign(**changed), outcome="score", arm="arm")
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_one_group_may_be_all_alike() -> None:
    """Where only one group varies, Welch's error is that group's."""
    table = scored()
    table.loc[table["arm"] == "comparison", "score"] = 4
    result = compare_means(table, outcome="score", arm="arm")
    assert isinstance(result, MeansCompared)
    assert result.df == pytest.approx(29)


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """A group of one, of eight, and groups that do not vary: withheld they are the same, byte for byte."""
    same = compare_means(scored(40, 8).assign(score=3), outcome="score", arm="arm")
    made = [means(40, 1), means(40, 8), same]
    assert len({repr(one.withhold(set(one.cells()["id"]))) for one in made}) == 1


def test_a_question_that_makes_no_sense_is_refused() -> None:
    """A column that is not there, and the same group twice, raise."""
    with pytest.raises(errors.ColumnMissing):
        compare_means(scored(), outcome="mark", arm="arm")
    with pytest.raises(errors.WrongValue):
        compare_means(scored(), outcome="score", arm="arm", control="intervention")
