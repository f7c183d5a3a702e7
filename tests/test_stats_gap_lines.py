"""What every line of a gap has in common: its numbers, its order, and the allowance for how many were looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import samples_gaps
from sittings import scan
from trials import found, known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import Moments, Numbers, moments
from enquiry_lib.stats.gap_lines import GapLine, allow_for_many, check_levels, in_order, numbers_of

EACH_ROW = {"measure": None, "occasion": None, "pupil": None}


def test_the_raw_gap_between_girls_and_boys_is_rs(shared: Path) -> None:
    """On the inner London scores the gap has the difference, t-test and interval of R; ids there repeat, so rows count."""
    scores = known(shared, "mlm_exam")
    gap = scan(scores, "sex", score="normexam", **EACH_ROW).gaps[0]
    expected = pinned("gender_gap", "gaps")
    assert found(gap, expected) == expected
    assert (gap.member, gap.others) == ("M", "F")


def test_points_and_g_stand_side_by_side(shared: Path) -> None:
    """On a public data set difference, interval, p, g and its interval are those of R and metafor."""
    gap = scan(known(shared, "basic_hsb2"), "gender", score="write", **EACH_ROW).gaps[0]
    expected = pinned("hsb2_points", "gaps")
    assert found(gap, expected) == expected


def test_nobody_differing_gives_no_numbers() -> None:
    """Two groups in which all score the same have no gap in SDs, and so no line."""
    assert numbers_of(Moments(5, 3.0, 0.0), Moments(5, 4.0, 0.0), confidence=0.95) is None


def test_gaps_without_numbers_come_last_by_name() -> None:
    """Withheld gaps stand in the order of their names, after all others."""
    line = samples_gaps.many_gaps().gaps[0]
    gone = [replace(line, g=None, group=name) for name in "ba"]
    assert [gap.group for gap in in_order([gone[0], line, gone[1]])] == [line.group, "a", "b"]


def test_what_allows_for_the_number_rests_on_what_is_shown() -> None:
    """After withholding, adjusted p and shrunken gaps do not change with the numbers that are withheld."""
    scan = samples_gaps.many_gaps(few=0)
    ids = {scan.gaps[0].rests_on[0]}
    other = replace(scan, gaps=(replace(scan.gaps[0], g=-3.0, p=1e-9), *scan.gaps[1:]))
    assert scan.withhold(ids).gaps == other.withhold(ids).gaps
    assert scan.withhold(ids).tau2 == other.withhold(ids).tau2
    assert scan.withhold(ids).gaps[0].p_adjusted != scan.gaps[1].p_adjusted


@pytest.mark.parametrize(
    ("name", "levels"),
    [("confidence", (95, 0.05, 10)), ("false_discovery", (0.95, 5, 10)), ("smallest_group", (0.95, 0.05, 1))],
)
def test_levels_that_make_no_sense_are_refused(name: str, levels: tuple[float, float, int]) -> None:
    """A percentage in place of a share, or a group of one, is named in the message."""
    with pytest.raises(errors.WrongValue, match=name):
        check_levels(*levels)


def test_no_gap_stands_out_where_there_is_none() -> None:
    """Among forty groups drawn by lot, anything stands out in one scan of twenty at the most, within two errors of 400."""
    draws, out = np.random.default_rng(1), 0
    for _ in range(400):
        scores, groups = draws.normal(100, 15, 80), draws.random((40, 80)) < 0.5
        gaps = [_line(scores, group) for group in groups]
        allowed, _ = allow_for_many(gaps, looked_at=40, confidence=0.95, false_discovery=0.05)
        out += any(gap.stands_out for gap in allowed)
    assert 0 < out / 400 <= 0.05 + 2 * (0.05 * 0.95 / 400) ** 0.5


def _line(scores: Numbers, group: npt.NDArray[np.bool_]) -> GapLine:
    numbers = numbers_of(moments(scores[group]), moments(scores[~group]), confidence=0.95)
    assert numbers is not None
    return GapLine(measure="", group="", member="", others="", rests_on=(), **numbers)


def test_a_true_gap_stands_out_among_many() -> None:
    """A gap of one SD among twenty that are none stands out."""
    draws = np.random.default_rng(6)
    groups = {f"g{number}": draws.choice(["yes", "no"], 120) for number in range(20)}
    scores = draws.normal(100, 15, 120) - 15 * (groups["g7"] == "yes")
    gaps: tuple[GapLine, ...] = scan(pd.DataFrame({"score": scores} | groups), *groups, **EACH_ROW).gaps
    assert [gap.group for gap in gaps if gap.stands_out] == ["g7"]
