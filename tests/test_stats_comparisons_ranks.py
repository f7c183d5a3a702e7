"""Two groups compared by the order of their scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_comparisons import ranks, scored
from trials import checks, found, known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.ranks import RanksCompared, compare_ranks, feng_cliff
from enquiry_lib.stats.result import NotEnough


def _exact() -> RanksCompared:
    given = checks("comparisons")["ranks_exact"]["given"]
    arm = ["intervention"] * len(given["treated"]) + ["comparison"] * len(given["control"])
    table = pd.DataFrame({"arm": arm, "score": given["treated"] + given["control"]})
    result = compare_ranks(table, outcome="score", arm="arm", pupil=None)
    assert isinstance(result, RanksCompared)
    return result


# --- against others' software -----------------------------------------------------------------------------


def test_hsb2_ranks(shared: Path) -> None:
    """W, its p with ties, delta and its error of a public data set are R's."""
    result = compare_ranks(
        known(shared, "basic_hsb2"),
        outcome="write",
        arm="gender",
        treated="female",
        control="male",
        pupil="id",
    )
    for check in ("hsb2_ranks", "hsb2_delta"):
        assert found(result, pinned(check, "comparisons")) == pinned(check, "comparisons")
    assert result.p == result.p_normal


def test_nsw_ranks(shared: Path) -> None:
    """W of the control, the first group to R, and p are R's."""
    result = compare_ranks(
        known(shared, "rct_nsw"), outcome="re78", arm="treat", treated=1, control=0, pupil=None
    )
    expected = pinned("nsw_ranks", "comparisons")
    assert (result.w_control, result.p) == (expected["w"], expected["p"])


def test_few_pupils_without_ties_have_an_exact_p() -> None:
    """Without ties and below fifty pupils p is exact, as R's is; the normal one stands beside it."""
    expected = pinned("ranks_exact", "comparisons")
    assert found(_exact(), expected) == expected
    assert _exact().p_normal != expected["p"]


# --- what it says -----------------------------------------------------------------------------------------


def test_delta_w_and_pairs_of_a_hundred_say_the_same() -> None:
    """Pairs of 100 are the share of pairs, W their number, and swapping the groups turns delta round."""
    table = scored()
    result, turned = (
        ranks(),
        compare_ranks(table, outcome="score", arm="arm", treated="comparison", control="intervention"),
    )
    assert isinstance(turned, RanksCompared)
    assert result.higher == pytest.approx(50 * (1 + result.delta))
    assert result.w == pytest.approx(result.higher / 100 * 900)
    assert (turned.delta, turned.w) == (pytest.approx(-result.delta), result.w_control)
    assert turned.low == pytest.approx(-result.high)


def test_only_the_order_counts() -> None:
    """Scores drawn out of proportion, in the same order, give the same."""
    table = scored()
    drawn = compare_ranks(table.assign(score=table["score"] ** 5), outcome="score", arm="arm")
    assert drawn == ranks()


@pytest.mark.parametrize("sign", [1, -1])
def test_groups_wholly_apart_have_an_interval(sign: int) -> None:
    """Where every pupil of one group is higher, one end is 1 and the other rests on the smaller group; it is said."""
    table = scored().assign(score=lambda rows: sign * (rows["arm"] == "intervention") + np.arange(60) / 100)
    result = compare_ranks(table, outcome="score", arm="arm")
    assert isinstance(result, RanksCompared)
    assert (result.delta, "no_overlap" in result.cautions) == (sign, True)
    assert -1 <= result.low < result.high <= 1
    assert feng_cliff(1, 0, smaller=30, df=58, confidence=0.95)[0] == pytest.approx(0.7643, abs=1e-4)


# --- in schools -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"arm": "intervention"}, "no pupil with a score"),
        ({"score": np.nan}, "no pupil with a score"),
        ({"score": np.inf}, "no pupil with a score"),
        ({"score": 4}, "all pupils have the same score"),
        ({"pupil_id": "P1"}, "no pupil with a score"),
    ],
)
def test_thin_data_give_not_enough(changed: dict[str, Any], words: str) -> None:
    """One group, no scores, the same score for all or one pupil give NotEnough with a reason."""
    result = compare_ranks(scored().assign(**changed), outcome="score", arm="arm")
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """A group of one, of eight, and of eight with one score: withheld they are the same, byte for byte."""
    table = scored(40, 8)
    same = compare_ranks(table.assign(score=3), outcome="score", arm="arm")
    made = [ranks(40, 1), ranks(40, 8), same]
    assert len({repr(one.withhold(set(one.cells()["id"]))) for one in made}) == 1


@pytest.mark.parametrize(
    "asked", [{"outcome": "mark"}, {"arm": "group"}, {"confidence": 2}, {"control": "intervention"}]
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    """A column that is not there, or an argument that makes no sense, raises with its name."""
    with pytest.raises((errors.ColumnMissing, errors.WrongValue)):
        compare_ranks(scored(), **({"outcome": "score", "arm": "arm"} | asked))
