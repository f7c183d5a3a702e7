"""What was lost of two groups, held against the published boundary."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_comparisons import BOUNDARY, attrition, lost

from enquiry_lib import errors
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.attrition import Attrition, check_attrition, check_attrition_counts

TABLE = {0: (5.7, 10.0), 10: (6.3, 10.9), 20: (5.4, 10.2), 30: (4.1, 8.4)}


def _counts(treated: int, control: int, of: int = 1000) -> Attrition:
    return check_attrition_counts(
        allocated=(of, of), analysed=(of - treated, of - control), boundary=BOUNDARY
    )


# --- the boundary -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("overall", TABLE)
def test_the_boundary_is_read_at_the_loss_itself(overall: int) -> None:
    """At a loss that stands in the table its own limits hold, not those of the row before."""
    level = _counts(overall * 10, overall * 10).levels[0]
    assert (level.overall, level.cautious, level.optimistic) == (overall, *TABLE[overall])
    assert "boundary_between" not in _counts(overall * 10, overall * 10).cautions


def test_between_two_rows_the_limits_lie_on_a_line_and_that_is_said() -> None:
    """Halfway between 10 and 20 percent the limits are halfway between theirs."""
    result = _counts(150, 150)
    assert result.levels[0].cautious == pytest.approx((6.3 + 5.4) / 2)
    assert result.levels[0].optimistic == pytest.approx((10.9 + 10.2) / 2)
    assert "boundary_between" in result.cautions


@pytest.mark.parametrize(
    ("more", "verdict"),
    [(0, "tolerable"), (63, "tolerable"), (64, "optimistic"), (109, "optimistic"), (110, "high")],
)
def test_the_verdict_turns_at_the_limits(more: int, verdict: str) -> None:
    """At 10% lost the verdict is tolerable up to 6.3 points of difference, optimistic up to 10.9 and then high."""
    assert (
        check_attrition_counts(
            allocated=(2000, 2000), analysed=(1800 + more, 1800 - more), boundary=BOUNDARY
        ).verdict
        == verdict
    )


def test_beyond_the_last_row_nothing_is_made_up() -> None:
    """A loss larger than the table goes to has no limits, and says so."""
    result = _counts(310, 310)
    assert result.verdict == "beyond"
    assert math.isnan(result.levels[0].cautious)
    assert "boundary_between" not in result.cautions


@pytest.mark.parametrize(
    "boundary",
    [BOUNDARY.iloc[:1], BOUNDARY.assign(cautious=np.nan), pd.concat([BOUNDARY, BOUNDARY]), BOUNDARY.iloc[:0]],
)
def test_a_boundary_that_cannot_be_read_is_refused(boundary: pd.DataFrame) -> None:
    """One row, empty cells and rows that stand twice raise; rows in another order do not matter."""
    with pytest.raises(errors.WrongValue, match="boundary"):
        check_attrition(lost(), arm="arm", outcome="after", boundary=boundary)
    turned = check_attrition(lost(), arm="arm", outcome="after", boundary=BOUNDARY.iloc[::-1])
    assert turned == attrition()


# --- who was lost -----------------------------------------------------------------------------------------


def test_rows_and_counts_give_the_same() -> None:
    """A table of pupils and its counts give the same verdict and numbers."""
    by_counts = check_attrition_counts(allocated=(100, 100), analysed=(88, 76), boundary=BOUNDARY)
    assert by_counts.levels == attrition().levels
    assert attrition().levels[0].overall == 18
    assert attrition().levels[0].differential == pytest.approx(12)


def test_who_was_lost_is_counted_with_names() -> None:
    """Allocated, analysed and lost pupils are counted by group and by both totals, each with who they are."""
    cells = attrition().cells()
    of = cells[cells["id"] == "after|left out|comparison"]
    assert set(of["margin"]) == {"after|left out", "after|allocated|comparison"}
    assert set(of["count"]) == {24}
    assert (cells["who"].map(len) == cells["count"]).all()


def test_one_count_withheld_takes_every_number() -> None:
    """When those lost may not be counted, neither may the percentages, the verdict nor the difference at the start."""
    hidden = attrition(12, 24, baseline="before").withhold({"after|left out|intervention"})
    assert (
        hidden.verdict is hidden.baseline_g is hidden.levels[0].overall is hidden.levels[0].cautious is None
    )
    assert not hidden.cautions
    assert hidden.cells().empty


def test_whole_clusters_are_a_level_of_their_own() -> None:
    """Clusters of whom nobody stayed are lost; of the others their pupils are; the worse verdict holds."""
    result = attrition(20, 31, cluster="school")
    clusters, pupils = result.levels
    assert (clusters.allocated_treated, clusters.analysed_treated, clusters.analysed_control) == (10, 8, 7)
    assert (pupils.allocated_treated, pupils.allocated_control, pupils.analysed_control) == (80, 70, 69)
    assert (clusters.verdict, pupils.verdict, result.verdict) == ("high", "tolerable", "high")


def test_those_who_stayed_are_compared_at_the_start() -> None:
    """The difference at the start is Hedges g of those who stayed and have a score; who has none is counted and said."""
    table = lost(12, 24)
    table.loc[table["arm"] == "intervention", "before"] += 6
    table.loc[50:62, "before"] = np.nan
    result = check_attrition(table, arm="arm", outcome="after", boundary=BOUNDARY, baseline="before")
    assert isinstance(result, Attrition)
    assert result.baseline_g == pytest.approx(0.56, abs=0.1)
    assert {"baseline_far_apart", "baseline_missing"} <= set(result.cautions)
    cells = result.cells().set_index("id")["count"]
    assert cells["after|analysed|intervention|not with a score before"] == 13


def test_where_all_of_one_group_were_lost_there_is_a_verdict() -> None:
    """A group of whom nobody stayed is beyond what the table judges, without a difference at the start."""
    result = attrition(0, 100, baseline="before")
    assert result.verdict == "beyond"
    assert math.isnan(result.baseline_g)
    assert attrition(100, 100, cluster="school").verdict == "beyond"


@pytest.mark.parametrize("changed", [{"arm": "intervention"}, {"arm": None}, {"pupil_id": "P1"}])
def test_without_two_groups_there_is_not_enough(changed: dict[str, Any]) -> None:
    """Where nobody was allocated to one of the groups that is said."""
    result = check_attrition(lost().assign(**changed), arm="arm", outcome="after", boundary=BOUNDARY)
    assert isinstance(result, NotEnough)
    assert "nobody was allocated" in result.found


def test_rows_of_no_group_or_cluster_are_said() -> None:
    """A pupil of neither group, of no cluster, or with a word for a score is said."""
    table = lost().astype({"school": object, "after": object})
    table.loc[199, "arm"] = "waiting"
    table.loc[198, "school"] = None
    table.loc[197, "after"] = "absent"
    result = check_attrition(table, arm="arm", outcome="after", boundary=BOUNDARY, cluster="school")
    assert isinstance(result, Attrition)
    assert {"other_arms", "no_cluster", "not_a_number"} <= set(result.cautions)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"outcome": "score"}, errors.ColumnMissing),
        ({"boundary": BOUNDARY.drop(columns="cautious")}, errors.ColumnMissing),
        ({"control": "intervention"}, errors.WrongValue),
        ({"baseline": "after"}, errors.WrongValue),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column that is not there, the same group twice, or the outcome for its own baseline raise."""
    with pytest.raises(kind):
        check_attrition(lost(), **({"arm": "arm", "outcome": "after", "boundary": BOUNDARY} | asked))


@pytest.mark.parametrize(
    ("allocated", "analysed"), [((10, 10), (11, 5)), ((0, 10), (0, 5)), ((10, 10), (-1, 5))]
)
def test_counts_that_cannot_be_are_refused(allocated: tuple[int, int], analysed: tuple[int, int]) -> None:
    """More analysed than allocated, nobody allocated and negative counts raise."""
    with pytest.raises(errors.WrongValue, match="no more than were allocated"):
        check_attrition_counts(allocated=allocated, analysed=analysed, boundary=BOUNDARY)
