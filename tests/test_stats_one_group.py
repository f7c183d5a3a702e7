"""One group before and after: against others' software, and with the data schools have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from trials import known, pinned, small_trial, variants

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import exact_j
from enquiry_lib.stats.one_group import BeforeAfter, before_after
from enquiry_lib.stats.result import NotEnough


def test_hsb2_paired(shared: Path) -> None:
    """Mean change, t and p of a public data set are those of R's paired t-test."""
    result = before_after(known(shared, "basic_hsb2"), before="write", after="read", pupil="id")
    expected = pinned("hsb2_paired")
    assert (result.change, result.change / result.se, result.p) == tuple(expected.values())


def test_the_change_is_scipys() -> None:
    """Interval and correlation are SciPy's; the change is divided by each SD named."""
    table = small_trial()
    result = before_after(table, before="before", after="after")
    interval = stats.ttest_rel(table["after"], table["before"]).confidence_interval()
    assert (result.low, result.high) == pytest.approx(tuple(interval))
    assert result.correlation == pytest.approx(table["before"].corr(table["after"]))
    sizes = {kind: size.g for kind, size in variants(result).items()}
    assert sizes == pytest.approx(
        {
            "baseline_sd": exact_j(11) * result.change / table["before"].std(),
            "change_sd": exact_j(11) * result.change / (table["after"] - table["before"]).std(),
        }
    )


def test_the_variance_of_the_standardised_change_with_equal_spread() -> None:
    """With the same SD both times the variance is 2(1 − r)/n + g²/(2n), as metafor's SMCR has it."""
    before = np.array([1.0, 2, 3, 4, 5, 6])
    after = before[[1, 0, 3, 2, 5, 4]] + 2
    result = before_after(
        pd.DataFrame({"pupil_id": range(6), "b": before, "a": after}), before="b", after="a"
    )
    expected = 2 * (1 - result.correlation) / 6 + result.effect.g**2 / 12
    assert result.effect.se**2 == pytest.approx(expected)


@pytest.mark.parametrize(
    ("chosen", "there", "absent"),
    [
        ("low", "chosen_low", "regression_possible"),
        ("", "regression_possible", "chosen_low"),
        ("all", "other_changes", "regression_possible"),
    ],
)
def test_a_change_always_comes_with_its_cautions(chosen: str, there: str, absent: str) -> None:
    """No comparison group and other changes are always said, regression to the mean as the choice has it."""
    result = before_after(small_trial(), before="before", after="after", chosen=chosen)
    assert {"no_comparison_group", "other_changes", there} <= set(result.cautions)
    assert absent not in result.cautions


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"after": [np.nan] * 12}, "no pupil has both scores"),
        ({"before": [10.0] * 12}, "the same score before"),
        ({"before": np.arange(12.0), "after": np.arange(12.0) + 2}, "changed by the same amount"),
        ({"pupil_id": [None] * 12}, "no pupil has both scores"),
    ],
)
def test_a_change_nobody_can_judge_is_not_enough(columns: dict[str, Any], words: str) -> None:
    """Nobody with both scores, or no spread, gives NotEnough with a reason."""
    result = before_after(small_trial(**columns), before="before", after="after")
    assert isinstance(result, NotEnough)
    assert words in result.found


def _withheld(before: list[float], after: list[float]) -> BeforeAfter:
    """The change of as many of twelve pupils, as the gate lets it through: the others have no score before."""
    first = before + [np.nan] * (12 - len(before))
    second = after + [np.nan] * (12 - len(after))
    result = before_after(small_trial(before=first, after=second), before="before", after="after")
    assert isinstance(result, BeforeAfter)
    return result.withhold({"before and after"})


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """One, two or four pupils, all changed alike, all with one score: the same result, byte for byte."""
    few = [
        _withheld([1.0], [2.0]),
        _withheld([1.0, 2], [2.0, 2]),
        _withheld([1.0, 2, 4, 5], [2.0, 2, 9, 4]),
        _withheld([1.0, 2, 4, 5], [3.0, 4, 6, 7]),
        _withheld([3.0] * 4, [3.0, 4, 6, 7]),
    ]
    assert len({repr(one) for one in few}) == 1


def test_pupils_with_one_score_are_counted_apart() -> None:
    """Pupils with one of the two scores are left out and counted; equal scores after leave no correlation."""
    table = small_trial(after=[10.0] * 11 + [np.nan])
    result = before_after(table, before="before", after="after")
    assert (result.n, result.left_out, result.correlation) == (11, 1, None)
    assert {"pupils_left_out", "constant_scores"} <= set(result.cautions)
    assert result.withhold({"before or after only"}).left_out is None


@pytest.mark.parametrize("asked", [{"chosen": "poor"}, {"after": "before"}, {"confidence": 0}])
def test_a_change_that_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    """An unknown way of choosing, one column twice, or no confidence raises."""
    with pytest.raises(errors.WrongValue):
        before_after(small_trial(), **({"before": "before", "after": "after"} | asked))


def test_counts_of_a_change_know_their_pupils() -> None:
    """Those with both scores and those with one are named apart, under the name of what was measured."""
    table = small_trial(after=[10.0] * 11 + [np.nan])
    result = before_after(table, before="before", after="after", measure="Reading")
    who = result.cells().set_index("id")["who"]
    both, one = who["Reading|before and after"], who["Reading|before or after only"]
    assert both | one == set(table["pupil_id"].astype(str))
    assert len(one) == 1
    assert result.withhold({"Reading|before or after only"}).left_out is None
