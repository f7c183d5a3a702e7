"""Gaps beside published ones: like with like, and what is left when the school's own are withheld."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import samples_gaps

from enquiry_lib import errors
from enquiry_lib.stats.gap_benchmarks import GapBenchmarks, benchmark_gaps
from enquiry_lib.stats.result import NotEnough

SCAN = samples_gaps.many_gaps(few=0)


def test_points_stand_beside_points_and_sds_beside_sds() -> None:
    """The unit of the published gap says which of the school's numbers it is set beside."""
    gap = next(gap for gap in SCAN.gaps if gap.group == "pupil_premium")
    points, sds = (samples_gaps.beside(SCAN, unit=unit).lines[0] for unit in ("points", "sd"))
    assert (points.gap, points.low, points.high) == (gap.difference, gap.points_low, gap.points_high)
    assert (sds.gap, sds.low, sds.high, sds.unit) == (gap.g, gap.low, gap.high, "SD")


def test_the_published_gap_is_without_error() -> None:
    """How far the two are apart has the interval of the school's own gap, moved by the published one."""
    for line in samples_gaps.beside(SCAN).lines:
        assert line.apart == pytest.approx(line.gap - line.published)
        assert line.apart_high - line.apart_low == pytest.approx(line.high - line.low)


def test_a_published_gap_of_the_other_group_is_turned() -> None:
    """Where the school's gap is counted from the girls and the published one from the boys, the school's is turned."""
    gap = next(gap for gap in SCAN.gaps if gap.group == "sex")
    assert gap.member == "F"
    line = next(line for line in samples_gaps.beside(SCAN).lines if line.group == "sex")
    assert (line.member, line.gap, line.low, line.high) == (
        "M",
        -gap.difference,
        -gap.points_high,
        -gap.points_low,
    )


def test_means_can_be_given_in_place_of_a_gap() -> None:
    """A table with the two means gives the same as one with their difference."""
    means = samples_gaps.published(mean=95.0, mean_others=101.0).drop(columns="gap")
    found = benchmark_gaps(SCAN, means)
    assert isinstance(found, GapBenchmarks)
    assert {line.published for line in found.lines} == {-6.0}


def test_a_published_gap_of_one_occasion_stands_beside_that_one() -> None:
    """With a column of occasions a figure is set beside the gap of its own occasion only."""
    table = samples_gaps.published()
    assert len(benchmark_gaps(SCAN, table.assign(occasion="baseline")).lines) == 4
    assert isinstance(benchmark_gaps(SCAN, table.assign(occasion="follow_up")), NotEnough)


def test_published_gaps_that_match_nothing_are_said() -> None:
    """Figures of another measure are left out with a caution; where all are, NotEnough says what to write."""
    table = samples_gaps.published()
    table.loc[0, "measure"] = "Maths"
    found = benchmark_gaps(SCAN, table)
    assert isinstance(found, GapBenchmarks)
    assert "published_unmatched" in found.cautions
    assert len(found.lines) == 3
    assert isinstance(benchmark_gaps(SCAN, table.assign(measure="Maths")), NotEnough)


@pytest.mark.parametrize(
    ("table", "kind", "words"),
    [
        (samples_gaps.published(unit="percent"), errors.WrongValue, "percent"),
        (samples_gaps.published(gap=np.nan), errors.WrongValue, "gap"),
        (samples_gaps.published().drop(columns="source"), errors.ColumnMissing, "source"),
        (samples_gaps.published().drop(columns="gap"), errors.ColumnMissing, "mean_others"),
        (pd.DataFrame(), errors.ColumnMissing, "measure"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_words(
    table: pd.DataFrame, kind: type[errors.EnquiryError], words: str
) -> None:
    """A unit that is neither points nor SD, a gap without a number, or a missing column is named."""
    with pytest.raises(kind, match=words):
        benchmark_gaps(SCAN, table)


def test_without_gaps_there_is_nothing_to_set_beside() -> None:
    """A scan that found not enough is passed on under the name of the comparison."""
    found = benchmark_gaps(NotEnough("Gaps", "no row has a score"), samples_gaps.published())
    assert isinstance(found, NotEnough)
    assert found.found == "no row has a score"


def test_withholding_leaves_the_published_gaps() -> None:
    """Without its counts a line keeps nothing of the school's, and what was published."""
    result = samples_gaps.beside(SCAN)
    left = result.withhold(set(result.cells()["id"]))
    for line, was in zip(left.lines, result.lines, strict=True):
        assert line.gap is line.low is line.high is line.apart is line.apart_low is line.apart_high is None
        assert line.published == was.published
    assert left.cells().empty


def test_a_withheld_scan_gives_lines_without_numbers() -> None:
    """A scan whose gaps are withheld already gives no number either, turned or not."""
    gone = replace(SCAN, gaps=tuple(gap.withhold(gap.rests_on) for gap in SCAN.gaps))
    assert {line.gap for line in samples_gaps.beside(gone).lines} == {None}
