"""Pupils in two groups at once: which pairs are compared, with whom, and what the gate sees of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_gaps
import sittings

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.effect_sizes import moments
from enquiry_lib.stats.gap_lines import numbers_of
from enquiry_lib.stats.gap_pairs import PairScan, scan_pairs
from enquiry_lib.stats.result import NotEnough


def _scan(table: pd.DataFrame, groups: Sequence[str] = samples_gaps.GROUPS, **asked: Any) -> PairScan:
    result = scan_pairs(table, groups=groups, **asked)
    assert isinstance(result, PairScan)
    return result


def _names(scan: PairScan) -> set[tuple[str, str]]:
    return {(f"{gap.group}={gap.member}", f"{gap.also_group}={gap.also_member}") for gap in scan.gaps}


def test_a_pair_is_compared_with_all_others() -> None:
    """The numbers of a pair are those of its pupils against everybody else whom both columns know."""
    table = samples_gaps.pupils(few=0)
    table.loc[100:, "sex"] = None
    gap = next(gap for gap in _scan(table, ("pupil_premium", "sex")).gaps if gap.also_member == "F")
    known = table[table["sex"].notna()]
    both = (known["pupil_premium"] == "yes") & (known["sex"] == "F")
    there, others = (moments(known.loc[mask, "score"].to_numpy()) for mask in (both, ~both))
    expected = numbers_of(there, others, confidence=0.95)
    assert expected is not None
    assert {name: getattr(gap, name) for name in expected} == expected
    assert gap.n + gap.n_others == 100


def test_every_two_columns_are_crossed() -> None:
    """Each member that says that something is there is crossed with each of every other column, and their number is told."""
    scan = _scan(samples_gaps.pupils(few=0), ("pupil_premium", "send", "sex"))
    assert _names(scan) == {
        ("pupil_premium=yes", "send=K"),
        ("pupil_premium=yes", "sex=F"),
        ("pupil_premium=yes", "sex=M"),
    }
    assert scan.looked_at == 3
    assert [gap.g for gap in scan.gaps] == sorted(gap.g for gap in scan.gaps if gap.g is not None)


def test_a_group_within_another_makes_no_pair() -> None:
    """Where all pupils with support are boys, support and boys is no pair: it would be support over again."""
    table = samples_gaps.pupils(few=0)
    assert set(table.loc[table["send"] == "K", "sex"]) == {"M"}
    assert isinstance(scan_pairs(table, groups=("send", "sex")), NotEnough)
    table.loc[1, "sex"] = "F"
    assert ("send=K", "sex=M") in _names(_scan(table, ("send", "sex")))


def test_pairs_of_few_are_not_compared() -> None:
    """A pair needs the smallest number of pupils itself, however large its two groups are."""
    table = samples_gaps.pupils(few=0)
    table["send"] = np.where((np.arange(120) % 3 == 0) == (np.arange(120) < 27), "K", "none")
    assert isinstance(scan_pairs(table, groups=("pupil_premium", "send")), NotEnough)
    assert _scan(table, ("pupil_premium", "send"), smallest_group=9).gaps[0].n == 9


def test_ten_columns_can_be_crossed() -> None:
    """With ten columns the pairs stay in order and all are told of."""
    table = samples_gaps.pupils(300, few=0)
    draws = np.random.default_rng(1)
    more = {f"club{number}": draws.choice(["yes", "no"], 300) for number in range(6)}
    scan = _scan(table.assign(**more), (*samples_gaps.GROUPS, *more))
    assert scan.looked_at == len(scan.gaps) > 50
    assert scan.tau2 is not None


def test_the_rest_of_a_group_cannot_be_worked_out_from_a_pair() -> None:
    """Where all but four pupils of a group are in the pair, the group and the pair are not both shown."""
    table = samples_gaps.pupils(few=0)
    premium = np.flatnonzero(table["pupil_premium"] == "yes")
    table["eal"] = "no"
    table.loc[[*premium[4:], 1, 2, 4, 5, 7, 8, 10, 11, 13, 14], "eal"] = "yes"
    pairs, singles = _scan(table, ("pupil_premium", "eal")), sittings.scan(table, "pupil_premium", "eal")
    together = pd.concat([pairs.cells().assign(of="0 pairs"), singles.cells().assign(of="1 singles")])
    hidden = choose_hidden(together, smallest=10)
    pair = pairs.withhold(hidden).gaps[0]
    premium = next(gap for gap in singles.withhold(hidden).gaps if gap.group == "pupil_premium")
    assert pair.n is None or premium.n is None
    assert pairs.gaps[0].n == 36


def test_a_withheld_pair_keeps_its_names_alone() -> None:
    """Without its counts a pair has no number left, and the others are adjusted without it."""
    scan = _scan(samples_gaps.pupils(few=0))
    gap = scan.gaps[0]
    last = scan.withhold({gap.rests_on[0]}).gaps[-1]
    assert (last.group, last.also_group) == (gap.group, gap.also_group)
    assert last.n is last.g is last.p is last.p_adjusted is last.shrunk is last.stands_out is None


@pytest.mark.parametrize(
    ("groups", "words"),
    [(("sex",), "only one column"), (("sex", "house"), "no group is large enough")],
)
def test_without_two_columns_that_cross_there_is_not_enough(groups: tuple[str, ...], words: str) -> None:
    """One column, or one in which nobody is in a group, gives NotEnough."""
    found = scan_pairs(samples_gaps.pupils().assign(house="none"), groups=groups)
    assert isinstance(found, NotEnough)
    assert words in found.found


def test_equal_scores_have_no_gap() -> None:
    """A test on which all scored the same gives NotEnough."""
    found = scan_pairs(samples_gaps.pupils(few=0).assign(score=7.0), groups=samples_gaps.GROUPS)
    assert isinstance(found, NotEnough)
    assert "same score" in found.found


def test_each_group_is_counted_once_and_each_pair_in_both_its_groups() -> None:
    """A pair has its count in its own total and in each of the two groups; no count is given twice."""
    scan = _scan(samples_gaps.pupils(few=0))
    cells = scan.cells()
    assert not cells.duplicated(["id", "margin"]).any()
    pair = scan.gaps[0]
    inside = cells[cells["id"] == pair.rests_on[0]]
    assert len(inside) == 3
    assert set(inside["count"]) == {pair.n}
    assert inside["margin"].isin(cells["id"]).all()


def test_columns_without_a_pair_are_not_said_to_be_crossed() -> None:
    """An empty column is looked at and named nowhere."""
    found = scan_pairs(
        samples_gaps.pupils(few=0).assign(house=None), groups=["sex", "pupil_premium", "house"]
    )
    assert isinstance(found, PairScan)
    assert found.crossed == ("sex", "pupil_premium")


def test_a_column_that_is_not_there_is_refused() -> None:
    """A wrong name raises."""
    with pytest.raises(errors.ColumnMissing):
        scan_pairs(samples_gaps.pupils(), groups=["sex", "sen"])
