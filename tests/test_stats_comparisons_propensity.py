"""The propensity score: as R's glm has it, and finite where a column tells the groups apart."""

from __future__ import annotations

import numpy as np
import pytest
import samples_matched
from trials import pinned

from enquiry_lib.stats.comparisons.balance import Who, columns_of, read_who
from enquiry_lib.stats.comparisons.propensity import propensity


def test_scores_agree_with_glm() -> None:
    """The scores of the pupils are those of R's logistic regression."""
    arms = read_who(samples_matched.pupils(), Who("arm", tuple(samples_matched.ON)))
    columns = np.column_stack([column.values for column in columns_of(arms.adjusters)])
    found = propensity(columns, arms.in_treated)
    scores = found.probability
    assert not found.separated
    expected = pinned("propensity", "matching")
    assert {name: scores[int(name) - 1] for name in ("1", "2", "100", "200")} | {
        "squares": float((scores**2).sum())
    } == expected


def test_firth_adds_half_a_pupil_to_each_cell() -> None:
    """Where a category has treated pupils only, the penalised score of a two by two table is (a + ½)/(n + 1)."""
    inside = np.repeat([1.0, 0.0], [6, 10])
    treated = np.array([True] * 6 + [True] * 3 + [False] * 7)
    found = propensity(inside[:, None], treated)
    assert found.separated
    assert found.probability[[0, 15]] == pytest.approx([6.5 / 7, 3.5 / 11], abs=1e-6)


def test_columns_that_say_the_same_change_nothing() -> None:
    """A copy of a column, another unit of it and a constant leave the scores as they are."""
    table = samples_matched.pupils()
    treated = (table["arm"] == "intervention").to_numpy()
    one = table[["before"]].to_numpy()
    more = np.column_stack([one, 1e-9 * one, 3 - 2 * one, np.full(len(one), 4.0)])
    assert propensity(more, treated).logit == pytest.approx(propensity(one, treated).logit, abs=1e-7)


def test_a_column_for_each_pupil_tells_all_apart() -> None:
    """With as many columns as pupils, scores are finite and it is said that the groups are told apart."""
    treated = np.array([True, False] * 6)
    found = propensity(np.eye(12), treated)
    assert found.separated
    assert np.isfinite(found.logit).all()
    assert found.logit[treated].min() > found.logit[~treated].max()
