"""Permutation tests: enumerations by R, the draw that there was, and what few clusters can show at all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from nine_schools import nine_schools
from trials import found as found_of
from trials import pinned, small_trial

from enquiry_lib import errors
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.permutation import BINS, PermutationTest, permute_arms
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups


def permuted(table: pd.DataFrame | None = None, **asked: Any) -> PermutationTest:
    """Permute the arms of the nine schools, or of another table."""
    given = {"outcome": "post", "arm": "by_school", "treated": 1, "control": 0, "baseline": "pre"} | asked
    result = permute_arms(nine_schools() if table is None else table, **given)
    assert isinstance(result, PermutationTest)
    return result


def of_schools(*names: int) -> pd.DataFrame:
    """The pupils of some of the nine schools."""
    return nine_schools()[lambda table: table["school"].isin(names)]


def test_whole_schools_are_enumerated() -> None:
    """All ways to choose four of nine schools, each with the model fitted anew, give R's p, as a plain share."""
    expected = {
        name: value for name, value in pinned("permuted_schools", "robust").items() if name != "total"
    }
    result = permuted(cluster="school")
    assert found_of(result, expected) == expected
    assert result.exact
    assert result.smallest_p == 1 / 126


def test_pupils_are_enumerated_within_schools() -> None:
    """All ways to allocate the pupils of two schools within each give R's p, the school adjusted for."""
    expected = {name: value for name, value in pinned("permuted_within", "robust").items() if name != "total"}
    assert found_of(permuted(of_schools(2, 4), arm="by_pupil", within="school"), expected) == expected


def test_simple_draws_agree_with_coin() -> None:
    """Without columns the exact test of two groups of four is coin's."""
    expected = pinned("permuted_simple", "robust")
    result = permuted(of_schools(3), arm="by_pupil", baseline=None)
    assert found_of(result, expected) == expected
    assert (result.allocations, result.smallest_p) == (math.comb(8, 4), 2 / 70)


def test_draws_approach_the_enumeration() -> None:
    """Fewer draws than ways come near the exact p, count the draw there was, and are the same for the same seed."""
    drawn = [permuted(cluster="school", draws=125, seed=seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1]
    assert drawn[0].p != drawn[2].p
    assert not drawn[0].exact
    assert drawn[0].p == pytest.approx(permuted(cluster="school").p, abs=0.12)
    assert ((drawn[0].p or 0) * 126) == pytest.approx(round((drawn[0].p or 0) * 126))


def test_difference_is_the_adjusted_one() -> None:
    """The difference and the guidance's effect size are those of the analysis of covariance."""
    peer = compare_two_groups(
        nine_schools(), outcome="post", arm="by_school", baseline="pre", treated=1, control=0
    )
    result = permuted()
    assert isinstance(peer, TwoGroupEffect)
    assert result.difference == pytest.approx(peer.difference, rel=1e-9)
    assert result.effect.g == pytest.approx(peer.effect.g, rel=1e-9)


def test_large_differences_are_rare() -> None:
    """A difference far beyond chance gets the smallest p that so many draws allow."""
    table = nine_schools().assign(post=lambda table: table["post"] + 40 * table["by_pupil"])
    result = permuted(table, arm="by_pupil", draws=500)
    assert result.p == result.smallest_p == 1 / 501


def test_without_a_difference_p_is_even() -> None:
    """Where the arms are drawn anew and nothing was done, about one p in five is at most 0.2."""
    table = nine_schools().head(40)
    draws = np.random.default_rng(4)
    arms = [draws.permutation(np.arange(40) % 2) for _ in range(150)]
    values = [permuted(table.assign(by_pupil=arm), arm="by_pupil", draws=99).p or 0 for arm in arms]
    assert np.mean(np.array(values) <= 0.2) == pytest.approx(0.2, abs=0.1)


@pytest.mark.parametrize(("school", "smallest"), [((1, 4, 2, 3), 1 / 3), ((1, 4, 5, 2, 3), 1 / 10)])
def test_few_schools_can_show_little(school: tuple[int, ...], smallest: float) -> None:
    """With two schools against two p cannot be below a third, with three against two not below a tenth; that is said."""
    result = permuted(of_schools(*school), cluster="school")
    assert result.smallest_p == pytest.approx(smallest)
    assert (result.p or 0) >= smallest - 1e-12
    assert "hardly_any_draws" in result.cautions


def test_schools_are_drawn_within_blocks() -> None:
    """Where schools were drawn in pairs, only the ways within the pairs are compared."""
    table = of_schools(1, 2, 4, 3).assign(pair=lambda table: table["school"].isin([1, 2]).astype(str))
    result = permuted(table, cluster="school", within="pair")
    assert (result.allocations, result.smallest_p) == (4, 0.5)


def test_histogram_holds_all_draws() -> None:
    """The shares of the bins add up to one, and the bins reach beyond what was found."""
    result = permuted(cluster="school")
    assert len(result.shares) == BINS
    assert sum(result.shares) == pytest.approx(1)
    assert (result.reach or 0) > abs(result.difference or 0)


def test_draws_that_follow_from_the_columns() -> None:
    """A draw that a column tells apart is counted as at least as large, and said."""
    table = small_trial(before=[1.0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    result = permuted(
        table, outcome="after", baseline="before", arm="arm", treated="intervention", control="comparison"
    )
    assert result.exact
    assert "not_estimable" in result.cautions


@pytest.mark.parametrize(
    ("changed", "asked", "said"),
    [
        ({}, {"arm": "by_pupil", "cluster": "school"}, "both groups"),
        ({}, {"cluster": "school", "within": "kind"}, "two of the blocks"),
        ({}, {"arm": "by_pupil", "within": "pupil_id"}, "pupils of both groups"),
        ({"post": 1.0}, {}, "same score"),
        ({"all": 1}, {"cluster": "all"}, "both groups"),
    ],
)
def test_what_cannot_be_permuted(changed: dict[str, Any], asked: dict[str, Any], said: str) -> None:
    """Clusters in both arms or two blocks, blocks of one arm and equal scores are said without counts."""
    given = {"outcome": "post", "arm": "by_school", "treated": 1, "control": 0} | asked
    result = permute_arms(nine_schools().assign(**changed), **given)
    assert isinstance(result, NotEnough)
    assert said in result.found
    assert not any(sign.isdigit() for sign in result.found)


@pytest.mark.parametrize("asked", [{"draws": 0}, {"seed": -1}, {"treated": 0}, {"baseline": "post"}])
def test_what_is_asked_wrongly(asked: dict[str, Any]) -> None:
    """No draws, a seed below nought, one arm twice and the outcome as baseline are said."""
    with pytest.raises(errors.WrongValue):
        permuted(**asked)


def test_nothing_stays_when_pupils_are_withheld() -> None:
    """Without its pupils a test keeps what was asked and no number, like one of a single treated pupil."""
    table = nine_schools()
    few = [table[(table["by_school"] == 0) | (table.index < many)] for many in (1, 3)]
    names = ["post|analysed|1"]
    one, three = (permuted(some).withhold(names) for some in few)
    assert one == three
    assert (one.p, one.difference, one.shares, one.reach, one.n_treated) == (None, None, (), None, None)
    assert (one.draws, one.seed) == (2000, 20260901)
    assert permuted().withhold(["another"]).p is not None


def test_many_ways_are_compared_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many allocations fit at once, the answer is the same."""
    whole = permuted(cluster="school"), permuted(draws=100)
    monkeypatch.setattr("enquiry_lib.stats.trials.permutation.AT_ONCE", 50)
    assert permuted(cluster="school").p == whole[0].p
    assert 0 < (permuted(draws=100).p or 0) <= 1
