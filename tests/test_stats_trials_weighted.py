"""The adjusted difference under many weightings: one least-squares fit for each, met by fitting them one by one."""

from __future__ import annotations

import numpy as np
import pytest
from nine_schools import nine_schools

from enquiry_lib.stats.effect_sizes import Numbers, moments, pooled_sd
from enquiry_lib.stats.models.robust import ols
from enquiry_lib.stats.trials.draws import Draws
from enquiry_lib.stats.trials.weighted import Sums, first_coefficient


def given() -> tuple[Numbers, Numbers, Numbers]:
    """The scores, the arm and the other columns of the nine schools' pupils."""
    table = nine_schools()
    kinds = [(table["kind"] == kind).to_numpy(float) for kind in "bc"]
    beside = np.column_stack([np.ones(73), table["pre"], *kinds])
    return table["post"].to_numpy(float), table["by_pupil"].to_numpy(float), beside


def test_each_draw_is_a_fit_of_its_pupils() -> None:
    """Every draw gives the coefficient and the SD that its pupils, repeated as often as they came up, give."""
    scores, arm, beside = given()
    weights = Draws(1).counts(20, 73)
    found = Sums.of(scores, arm, beside).drawn(weights)
    for row, difference, sd in zip(weights.astype(int), found.differences, found.sds, strict=True):
        drawn = np.repeat(np.arange(73), row)
        fit = ols(scores[drawn], np.column_stack([arm, beside])[drawn])
        assert fit is not None
        assert difference == pytest.approx(fit.beta[0], rel=1e-9)
        apart = (moments(scores[drawn][arm[drawn] == which]) for which in (1, 0))
        assert sd == pytest.approx(pooled_sd(*apart), rel=1e-9)


def test_a_category_may_not_be_drawn() -> None:
    """Where a category has no weight, or only the last has, the difference is that of the pupils drawn."""
    scores, arm, beside = given()
    for place in (2, 3):
        weights = 1 - beside[:, place]
        kept = weights > 0
        fit = ols(scores[kept], np.column_stack([arm, np.delete(beside, place, axis=1)])[kept])
        assert fit is not None
        found = Sums.of(scores, arm, beside).drawn(weights[None])
        assert found.differences == pytest.approx(fit.beta[:1], rel=1e-6)


def test_an_arm_that_is_not_drawn() -> None:
    """Without one of the arms there is no difference, and no number in place of it."""
    scores, arm, beside = given()
    found = Sums.of(scores, arm, beside).drawn(np.stack([arm, 1 - arm, np.ones(73)]))
    assert np.isnan(found.differences).tolist() == [True, True, False]


def test_pupils_who_do_not_differ_have_no_sd() -> None:
    """A draw of one pupil in each arm over and over has an SD of nought, not of rounding."""
    scores, arm, beside = given()
    weights = np.zeros((1, 73))
    weights[0, [0, 1]] = 36
    assert Sums.of(scores, arm, beside[:, :1]).drawn(weights).sds.tolist() == [0.0]


def test_systems_are_solved_together() -> None:
    """Many systems give the first coefficient of each, as solving them one by one does."""
    draws = np.random.default_rng(1).normal(size=(50, 9, 4))
    normal, right = draws.swapaxes(1, 2) @ draws, draws.sum(axis=1)
    expected = [np.linalg.solve(left, side)[0] for left, side in zip(normal, right, strict=True)]
    assert first_coefficient(normal, right) == pytest.approx(np.array(expected), rel=1e-9)
