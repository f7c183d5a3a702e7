"""Schools like one school: distances over z-scores, ties, missing figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_gaps

from enquiry_lib import errors
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.similar_schools import SimilarSchools, similar_schools

ALIKE = ["pupils", "pupil_premium"]
OURS = "Made-up school 0"


def _similar(table: pd.DataFrame, **asked: Any) -> SimilarSchools:
    result = similar_schools(table, **{"school": OURS, "characteristics": ALIKE, "k": 8} | asked)
    assert isinstance(result, SimilarSchools)
    return result


def test_distances_are_euclids_over_z_scores() -> None:
    """Distances and order are those worked out by hand from z-scores."""
    table = samples_gaps.schools().set_index("school_id")
    scores = (table[ALIKE] - table[ALIKE].mean()) / table[ALIKE].std()
    apart = ((scores - scores.loc[OURS]) ** 2).sum(axis=1).pow(0.5).drop(OURS).sort_values()
    found = _similar(samples_gaps.schools())
    assert [one.name for one in found.schools] == apart.index[:8].tolist()
    assert [one.distance for one in found.schools] == pytest.approx(apart.iloc[:8].tolist())
    assert found.looked_at == 29


def test_the_unit_of_a_characteristic_does_not_matter() -> None:
    """A characteristic in other units, or counted from elsewhere, changes no neighbour."""
    table = samples_gaps.schools()
    other = table.assign(pupil_premium=table["pupil_premium"] / 100 + 7)
    assert [one.name for one in _similar(other).schools] == [one.name for one in _similar(table).schools]


def test_schools_equally_near_share_a_rank_and_come_together() -> None:
    """Where two schools are as near as the last that was asked for, both are given, and this is said."""
    table = pd.DataFrame(
        {"school_id": [OURS, "C", "B", "A"], "pupils": [100, 120, 80, 300], "pupil_premium": 20.0}
    )
    found = _similar(table, characteristics=["pupils"], k=1)
    assert [(one.name, one.rank) for one in found.schools] == [("B", 1), ("C", 1)]
    assert "tied" in found.cautions
    assert [one.rank for one in _similar(table, characteristics=["pupils"], k=3).schools] == [1, 1, 3]


def test_schools_without_a_figure_are_left_out() -> None:
    """A school that lacks a characteristic is no neighbour, and this is said; so is a characteristic that tells none apart."""
    table = samples_gaps.schools().astype({"pupils": float})
    nearest = _similar(table).schools[0].name
    table.loc[table["school_id"] == nearest, "pupils"] = np.nan
    found = _similar(table.assign(nation="1"), characteristics=[*ALIKE, "nation"])
    assert nearest not in {one.name for one in found.schools}
    assert {"schools_left_out", "constant_characteristic"} <= set(found.cautions)
    assert found.characteristics == tuple(ALIKE)


def test_the_outcome_is_set_beside_and_not_used() -> None:
    """An outcome changes no neighbour; the middle half of theirs is given, without those that are missing."""
    table = samples_gaps.schools()
    plain, found = _similar(table), _similar(table, outcome="progress")
    assert [one.name for one in plain.schools] == [one.name for one in found.schools]
    theirs = [one.outcome for one in found.schools]
    assert (found.outcome_low, found.outcome_middle, found.outcome_high) == pytest.approx(
        tuple(np.quantile(theirs, [0.25, 0.5, 0.75]))
    )
    none = _similar(table.assign(progress="SUPP"), outcome="progress")
    assert np.isnan([none.own_outcome, none.outcome_middle]).all()
    assert plain.own_outcome is plain.outcome_middle is None


def test_a_school_that_is_there_twice_counts_once() -> None:
    """The first row of a school is used, and this is said."""
    table = samples_gaps.schools()
    found = _similar(pd.concat([table, table.assign(pupils=1)]))
    assert found.looked_at == 29
    assert "repeated_schools" in found.cautions


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (samples_gaps.schools().iloc[1:], "is not among"),
        (samples_gaps.schools().iloc[:1], "tells schools apart"),
        (samples_gaps.schools().iloc[:0], "is not among"),
        (samples_gaps.schools().assign(pupils=5, pupil_premium=3), "tells schools apart"),
        (samples_gaps.schools().assign(pupils="x"), "lacks one of the figures"),
    ],
)
def test_what_cannot_be_compared_is_not_enough(table: pd.DataFrame, words: str) -> None:
    """A school that is not there or lacks a figure, no other school, or nothing that differs gives NotEnough."""
    result = similar_schools(table, school=OURS, characteristics=ALIKE)
    assert isinstance(result, NotEnough)
    assert words in result.found


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"characteristics": []}, errors.WrongValue),
        ({"characteristics": "pupils"}, errors.WrongValue),
        ({"characteristics": ["rooms"]}, errors.ColumnMissing),
        ({"k": 0}, errors.WrongValue),
        ({"outcome": "pupils"}, errors.WrongValue),
        ({"name": "urn"}, errors.ColumnMissing),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """Columns that are not there, no neighbours wanted, or an outcome that is a characteristic raise."""
    with pytest.raises(kind):
        _similar(samples_gaps.schools(), **asked)
