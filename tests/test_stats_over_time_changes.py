"""The errors of a difference of changes: by unit, by cluster, and those of a drift before anything began."""

from __future__ import annotations

from typing import Any

import pytest
import samples_over_time as samples

from enquiry_lib.stats.over_time.changes import (
    BY_CLUSTER,
    EVERYBODY,
    TWICE,
    earlier_of,
    errors_of,
    fewest_clusters,
    side_of,
)
from enquiry_lib.stats.over_time.occasions import AskedOver, Observed, read_observed


def _asked(**settings: Any) -> AskedOver:
    return AskedOver(
        **{
            "outcome": "score",
            "group": "arm",
            "occasion": "occasion",
            "treated": "intervention",
            "control": "comparison",
            "before": "baseline",
            "after": "follow_up",
            "unit": "pupil_id",
            "units_are": "pupils",
            "cluster": None,
            "earlier": ("autumn",),
            "measure": "",
            "confidence": 0.95,
        }
        | settings
    )


def _read(**settings: Any) -> tuple[Observed, AskedOver]:
    asked = _asked(**settings)
    return read_observed(samples.panel(), asked), asked


def test_the_first_error_is_the_one_that_knows_most() -> None:
    """By cluster where clusters are known, by each one's change where units are, and else of independent means."""
    first = {}
    for unit, cluster in (("pupil_id", "school"), ("pupil_id", None), (None, "school"), (None, None)):
        rows, asked = _read(unit=unit, cluster=cluster)
        sides = [side_of(rows, rows.places, treated=side) for side in (True, False)]
        found = list(errors_of(rows, asked, sides))
        first[unit, cluster] = (found[0].kind, found[0].of)
        assert found[0].difference == pytest.approx(sides[0].change - sides[1].change)
        assert set(BY_CLUSTER) <= {one.kind for one in found} or cluster is None
    assert list(first.values()) == [
        ("CR2", TWICE),
        ("welch", TWICE),
        ("CR2", EVERYBODY),
        ("cells", EVERYBODY),
    ]


@pytest.mark.parametrize("unit", ["pupil_id", None])
def test_earlier_changes_are_judged_by_clusters_too(unit: str | None) -> None:
    """Where schools drift by themselves, their drift before is judged by schools, and as large as without them."""
    by_school, alone = (earlier_of(*_read(unit=unit, cluster=cluster)) for cluster in ("school", None))
    assert by_school is not None
    assert alone is not None
    assert by_school.kind == "CR2"
    assert alone.kind in ("welch", "cells")
    assert by_school.difference == pytest.approx(alone.difference)
    assert (by_school.df or 0) < (alone.df or 0)


def test_the_group_with_fewer_clusters_counts() -> None:
    """Two schools beside ten leave two; a group that is a school has one."""
    assert fewest_clusters(_read(cluster="arm")[0]) == 1
    assert fewest_clusters(_read(cluster="school")[0]) > 1
