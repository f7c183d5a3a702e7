"""Pupils allocated within blocks: the difference within them, and blocks that add nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from clustered import ASKED, benchmark, lost
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.blocks import compare_in_blocks
from enquiry_lib.stats.two_groups import CAUTIONS, TwoGroupEffect, compare_two_groups


def in_schools(table: pd.DataFrame, **asked: Any) -> TwoGroupEffect:
    """Compare with the schools as blocks."""
    result = compare_in_blocks(table, **(ASKED | {"block": "school"} | asked))
    assert isinstance(result, TwoGroupEffect)
    return result


def pairs(pupils: int = 12) -> pd.DataFrame:
    """Matched pairs, one of each treated, whose level differs much more than the two of a pair."""
    number = np.arange(pupils)
    after = 10.0 * (number // 2) + 2 * (number % 2 == 0) + number % 3
    arm = np.where(number % 2 == 0, "intervention", "comparison")
    return pd.DataFrame({"pupil_id": number, "pair": number // 2, "arm": arm, "after": after})


@pytest.mark.parametrize(("name", "table"), [("blocks", benchmark(whole=False)), ("blocks_uneven", lost())])
def test_the_difference_is_that_of_lm(name: str, table: pd.DataFrame) -> None:
    """With the schools as blocks the numbers are those of R's lm, although they are numbered."""
    assert found(in_schools(table), pinned(name, "clusters")) == pinned(name, "clusters")


def test_what_blocks_differ_in_is_taken_out() -> None:
    """In matched pairs the interval within pairs is far narrower than that without them."""
    blocked = compare_in_blocks(pairs(24), outcome="after", arm="arm", block="pair")
    plain = compare_two_groups(pairs(24), outcome="after", arm="arm")
    assert isinstance(blocked, TwoGroupEffect)
    assert isinstance(plain, TwoGroupEffect)
    assert (blocked.se or 0) < 0.1 * (plain.se or 0)
    assert blocked.difference == pytest.approx(plain.difference)


def test_blocks_of_one_group_are_said_and_add_nothing() -> None:
    """A school of treated pupils only changes nothing but who is counted, and a caution says so."""
    table = benchmark(whole=False)
    alone = table.assign(treat=np.where(table["school"] == 5, 1, table["treat"]))
    result, without = in_schools(alone), in_schools(table[table["school"] != 5])
    assert "one_armed_blocks" in result.cautions
    assert "one_armed_blocks" in CAUTIONS
    assert "one_armed_blocks" not in without.cautions
    within = in_schools(alone, baseline=None), in_schools(table[table["school"] != 5], baseline=None)
    assert within[0].difference == pytest.approx(within[1].difference)
    assert "one_armed_blocks" not in result.withhold(set(result.cells()["id"])).cautions


def test_whole_blocks_of_one_group_are_no_comparison() -> None:
    """Where every block has one group only there is nothing to compare within them, and the way on is named."""
    result = compare_in_blocks(benchmark(), **ASKED, block="school")
    assert isinstance(result, NotEnough)
    assert "one group only" in result.found
    assert "compare_clusters" in result.do


def test_of_few_pupils_in_no_shared_block_nothing_is_told() -> None:
    """Few pupils in a block of their own give their count and no number, as if there were a difference to withhold."""
    table = pairs(40).assign(pair=lambda rows: rows["arm"])
    few = table.drop(table.index[table["arm"] == "intervention"][4:])
    result = compare_in_blocks(few, outcome="after", arm="arm", block="pair")
    assert isinstance(result, TwoGroupEffect)
    assert (result.difference, result.effect.g) == (None, None)
    assert len(result.counted) > 3


def test_pupils_without_a_block_are_left_out() -> None:
    """A pupil whose block is not known is left out and counted as such."""
    table = benchmark(whole=False).astype({"school": object})
    table.loc[0, "school"] = None
    assert in_schools(table).left_out_treated == 0
    assert in_schools(table).left_out_control == 1


def test_a_column_that_is_not_there_is_named() -> None:
    """A block column that the table lacks raises with its name."""
    with pytest.raises(errors.ColumnMissing, match="house"):
        compare_in_blocks(pairs(), outcome="after", arm="arm", block="house")
