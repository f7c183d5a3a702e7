"""A published test put right: against the handbook's numbers, at its ends, and for figures that cannot be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.stats.trials.correction import correct_for_clusters


@pytest.mark.parametrize(
    ("name", "t", "asked"),
    [
        ("correction", 2.5, {"pupils": 400, "per_cluster": 20, "icc": 0.2}),
        ("correction_below_zero", -3.1, {"pupils": 131, "per_cluster": 26.2, "icc": 0.12}),
    ],
)
def test_the_corrected_test_is_the_handbooks(name: str, t: float, asked: dict[str, Any]) -> None:
    """Factor, degrees of freedom, t, p and the multiplier of the SD are those of the handbook's formula."""
    expected = pinned(name, "clusters")
    assert found(correct_for_clusters(t, **asked), expected) == expected


@pytest.mark.parametrize(("per_cluster", "icc"), [(1, 0.4), (30, 0.0)])
def test_pupils_who_are_not_alike_need_no_correction(per_cluster: int, icc: float) -> None:
    """Clusters of one pupil, or a correlation of nought, leave t as it was."""
    result = correct_for_clusters(2.0, pupils=200, per_cluster=per_cluster, icc=icc)
    assert result.t_corrected == pytest.approx(2.0)
    assert result.p_corrected == pytest.approx(result.p, abs=1e-3)


def test_the_correction_never_makes_a_test_stronger() -> None:
    """The more alike pupils of one class are, the less of the published t is left."""
    ts = [
        correct_for_clusters(2.5, pupils=300, per_cluster=25, icc=icc).t_corrected
        for icc in (0.0, 0.05, 0.2, 0.6)
    ]
    assert ts == sorted(ts, reverse=True)
    assert len(set(ts)) == 4


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"t": math.nan}, "t"),
        ({"t": math.inf}, "t"),
        ({"per_cluster": 0.5}, "per_cluster"),
        ({"pupils": 40}, "pupils"),
        ({"icc": 1.0}, "icc"),
        ({"icc": -0.1}, "icc"),
        ({"icc": math.nan}, "icc"),
    ],
)
def test_figures_that_cannot_be_are_refused(given: dict[str, Any], name: str) -> None:
    """A t that is no number, clusters of less than a pupil, fewer than two of them, or no correlation raise with the name."""
    asked = {"t": 2.5, "pupils": 400, "per_cluster": 20, "icc": 0.2} | given
    with pytest.raises(errors.WrongValue, match=name):
        correct_for_clusters(asked.pop("t"), **asked)


def test_nobody_is_counted() -> None:
    """The pupils of a published study are no cells, and nothing is withheld of it."""
    result = correct_for_clusters(2.5, pupils=8, per_cluster=2, icc=0.2)
    assert result.cells().empty
    assert result.withhold({"anything"}) is result
