"""Measures side by side: what each could show with these pupils."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_measures import ENDS, compared, reliable, scores

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.measures.compare import compare_measures
from enquiry_lib.stats.power.pupils import detectable_effect
from enquiry_lib.stats.result import NotEnough


def test_the_correlation_makes_the_smallest_effect() -> None:
    """Correlation is NumPy's, R² its square, and the smallest effect that of a plan with as many pupils."""
    table = scores()
    wide = table[table["measure"] == "Maths"].pivot(index="pupil_id", columns="occasion", values="score")
    line = compared(table).lines[1]
    assert line.correlation == pytest.approx(np.corrcoef(wide["baseline"], wide["follow_up"])[0, 1])
    plan = detectable_effect(60, r_squared=line.r_squared, covariates=1)
    assert line.smallest_with == pytest.approx(plan.smallest)
    assert line.smallest_without == plan.without_pretest


def test_room_at_the_ends_is_that_of_the_second_score() -> None:
    """Shares at the ends are those after; of a measure without ends they are not known."""
    reading, maths = compared(ends={"Reading": ENDS["Reading"]}).lines
    assert (reading.ceiling_share, reading.floor_share) == (0.2, 0.0)
    assert math.isnan(maths.ceiling_share)


def test_only_pupils_with_both_scores_count() -> None:
    """A pupil without a second score is left out of every number."""
    table = scores()
    gone = table[~((table["pupil_id"] == "P0001") & (table["occasion"] == "follow_up"))]
    without = table[table["pupil_id"] != "P0001"]
    assert compared(gone).lines == compared(without).lines


def test_a_measure_taken_once_has_no_correlation() -> None:
    """Of a single occasion the share at the ends and the effect without a pre-test are known, and no more."""
    table = scores()
    result = compared(table[table["occasion"] == "baseline"])
    assert all(math.isnan(line.correlation) and math.isnan(line.smallest_with) for line in result.lines)
    assert result.lines[0].smallest_without > 0
    assert "no_correlation" in result.cautions


def test_a_copied_score_leaves_a_number() -> None:
    """Scores that foretell themselves perfectly give a tiny effect and no error."""
    table = scores(top=0)
    table["score"] = table["pupil_id"].str[1:].astype(float)
    line = compared(table, ends={}).lines[0]
    assert line.correlation == pytest.approx(1)
    assert 0 <= line.smallest_with < 1e-3


def test_reliability_stands_beside_its_measure() -> None:
    """Alpha is that of the reliability named after the measure; others have none."""
    result = compared(reliabilities=[reliable(measure="Maths")])
    assert math.isnan(result.lines[0].alpha)
    assert result.lines[1].alpha == reliable().alpha


def test_small_numbers_hide_their_measure_alone() -> None:
    """A measure of fewer than ten pupils is not told, and the other stays; a withheld alpha goes too."""
    table = scores()
    few = table[(table["measure"] == "Reading") | (table["pupil_id"] < "P0009")]
    result = compared(few)
    assert (result.lines[0].n, result.lines[1].n) == (60, None)
    both = compared(reliabilities=[reliable(measure="Maths")])
    held = both.withhold(["answers|Maths|pupils"])
    assert (held.lines[1].alpha, held.lines[1].correlation) == (None, both.lines[1].correlation)
    small = compared(scores(top=4))
    assert small.withhold(choose_hidden(small.cells())).lines[0].ceiling_share is None


def test_odd_scores_are_left_out_and_said() -> None:
    """Scores beyond the ends and words are left out, each with its caution."""
    table = scores().astype({"score": object})
    table.loc[0, "score"], table.loc[1, "score"] = 99, "absent"
    result = compared(table)
    assert result.lines[0].n == 58
    assert {"off_scale", "not_a_number"} <= set(result.cautions)


def test_without_scores_there_is_nothing_to_compare() -> None:
    """An empty table, or other occasions, are not enough."""
    assert isinstance(compare_measures(scores().head(0)), NotEnough)
    assert isinstance(compare_measures(scores(), before="autumn", after="spring"), NotEnough)


@pytest.mark.parametrize("asked", [{"pupil": None}, {"after": "baseline"}, {"ends": {"Reading": (4, 1)}}])
def test_settings_that_make_no_sense_are_refused(asked: dict[str, Any]) -> None:
    """The same occasion twice, no pupil, or ends the wrong way round raise."""
    with pytest.raises(errors.WrongValue):
        compare_measures(scores(), **asked)


def test_a_missing_column_is_named() -> None:
    """A wrong column name raises."""
    with pytest.raises(errors.ColumnMissing, match="test"):
        compare_measures(pd.DataFrame(scores()), measure="test")


def test_different_numbers_of_pupils_are_named() -> None:
    """More pupils see more, so measures taken by different numbers come with a caution; it goes with the line of few."""
    table = scores()
    assert "different_numbers" not in compared(table).cautions
    fewer = compared(table[(table["measure"] == "Reading") | (table["pupil_id"] < "P0030")])
    assert "different_numbers" in fewer.cautions
    few = compared(table[(table["measure"] == "Reading") | (table["pupil_id"] < "P0008")])
    assert "different_numbers" not in few.withhold(choose_hidden(few.cells())).cautions
