"""What permuting and resampling read: blocks, clusters and the columns beside the arm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from nine_schools import nine_schools

from enquiry_lib.stats.arms import Asked
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.allocated import Allocated, allocated, basis_of, beyond, mixed, read_for
from enquiry_lib.stats.two_groups import compare_two_groups


def read(table: pd.DataFrame, *, within: str = "", cluster: str = "", **asked: Any) -> Allocated | NotEnough:
    """Read a table's arms and their design."""
    question = Asked(**({"outcome": "post", "arm": "by_pupil", "treated": 1, "control": 0} | asked))
    arms = read_for(table, question, within=within or None, cluster=cluster or None)
    return arms if isinstance(arms, NotEnough) else allocated(arms, question, within=within, cluster=cluster)


def test_blocks_are_adjusted_for() -> None:
    """The columns beside the arm are one, each block but the first, and the adjusters that add something."""
    table = nine_schools().assign(twice=lambda table: 2 * table["pre"])
    found = read(table, within="school", covariates=("pre", "twice"))
    assert isinstance(found, Allocated)
    assert found.beside.shape == (73, 1 + 8 + 1)
    assert found.cautions == ("covariate_dropped",)
    assert found.clusters is None
    assert not found.nested


def test_clusters_lie_in_one_arm_or_in_both() -> None:
    """Schools lie within the arms of schools, and not within those of pupils."""
    whole, parts = (read(nine_schools(), cluster="school", arm=arm) for arm in ("by_school", "by_pupil"))
    assert isinstance(whole, Allocated)
    assert isinstance(parts, Allocated)
    assert (whole.nested, parts.nested) == (True, False)
    assert mixed(parts.treated, whole.clusters if whole.clusters is not None else whole.blocks)


def test_pupils_without_a_cluster_are_left_out() -> None:
    """Who has no school is not analysed, with a caution of the arms."""
    table = nine_schools().astype({"school": float})
    table.loc[:4, "school"] = np.nan
    found = read(table, cluster="school")
    assert isinstance(found, Allocated)
    assert len(found.outcome) == 68
    assert "pupils_left_out" in found.arms.cautions


def test_what_is_beyond_a_basis_is_the_residual() -> None:
    """The arm's rest beyond the other columns gives the difference that least squares gives."""
    table = nine_schools()
    found = read(table, baseline="pre")
    peer = compare_two_groups(table, outcome="post", arm="by_pupil", baseline="pre", treated=1, control=0)
    assert isinstance(found, Allocated)
    own = beyond(found.treated, basis_of(found.beside))
    assert own @ found.outcome / (own @ own) == pytest.approx(getattr(peer, "difference", None), rel=1e-9)


@pytest.mark.parametrize(
    ("changed", "asked", "said"),
    [
        ({"post": 3.0}, {}, "same score"),
        ({"post": lambda table: 2 * table["pre"]}, {"baseline": "pre"}, "follows exactly"),
        ({"by_pupil": lambda table: table["by_school"]}, {"within": "school"}, "pupils of both groups"),
        ({"by_pupil": 1}, {}, "no pupil with all"),
        ({"pre": np.nan}, {"baseline": "pre"}, "no pupil with all"),
    ],
)
def test_what_cannot_be_worked_out(changed: dict[str, Any], asked: dict[str, Any], said: str) -> None:
    """The same score, an exact copy, blocks of one arm, a single arm and an empty column are said without counts."""
    found = read(nine_schools().assign(**changed), **asked)
    assert isinstance(found, NotEnough)
    assert said in found.found
    assert not any(sign.isdigit() for sign in found.found)
