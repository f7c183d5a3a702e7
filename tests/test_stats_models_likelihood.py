"""The likelihood from sums of squares of each group is that of the whole normal distribution."""

from __future__ import annotations

import nested
import numpy as np
import pytest
from scipy import stats

from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.likelihood import Blocks, blocks_of, intercept_deviances, point_at

RELATIVE = np.array([[0.4, -0.1], [-0.1, 0.2]])


def _rows() -> tuple[Numbers, Numbers, Numbers, Numbers]:
    table = nested.schools(uneven=True)
    columns = [np.ones(len(table)), table["treat"], table["pre"]]
    outcome, groups = table["post"].to_numpy(np.float64), table["j"].to_numpy(np.float64)
    return outcome, np.column_stack(columns), groups, table["pre"].to_numpy(np.float64)


def _blocks(*, slope: bool) -> Blocks:
    outcome, design, groups, pre = _rows()
    found = blocks_of(outcome, design, groups, pre if slope else None)
    assert found is not None
    return found


def _covariance(relative: Numbers) -> Numbers:
    """Give I + ZDZ' of all rows, the slope with mean 0 and SD 1."""
    _, _, groups, pre = _rows()
    random = np.column_stack([np.ones(len(pre)), (pre - pre.mean()) / pre.std()])[:, : len(relative)]
    same = groups[:, None] == groups[None, :]
    found: Numbers = np.eye(len(pre)) + same * (random @ relative @ random.T)
    return found


@pytest.mark.parametrize("relative", [RELATIVE, RELATIVE[:1, :1]])
def test_full_likelihood_is_the_normal_density(relative: Numbers) -> None:
    """Without restriction, −2 log likelihood is that of the multivariate normal at the best β and σ²."""
    outcome, design, _, _ = _rows()
    covariance = _covariance(relative)
    inverse = np.linalg.inv(covariance)
    beta = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ outcome)
    rest = outcome - design @ beta
    sigma2 = rest @ inverse @ rest / len(outcome)
    expected = stats.multivariate_normal(cov=sigma2 * covariance).logpdf(rest)
    point = point_at(_blocks(slope=len(relative) == 2), relative, reml=False)
    assert point.deviance == pytest.approx(-2 * expected, rel=1e-12)


@pytest.mark.parametrize("relative", [RELATIVE, RELATIVE[:1, :1]])
def test_restricted_likelihood_is_that_of_contrasts(relative: Numbers) -> None:
    """With restriction it is the density of contrasts free of β, but for log |X'X| as lme4 has it."""
    outcome, design, _, _ = _rows()
    free = np.linalg.svd(design)[0][:, design.shape[1] :].T
    covariance, rest = free @ _covariance(relative) @ free.T, free @ outcome
    sigma2 = rest @ np.linalg.solve(covariance, rest) / len(rest)
    expected = -2 * stats.multivariate_normal(cov=sigma2 * covariance).logpdf(rest)
    expected += np.linalg.slogdet(design.T @ design)[1]
    point = point_at(_blocks(slope=len(relative) == 2), relative, reml=True)
    assert point.deviance == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("reml", [True, False])
def test_slopes_of_the_deviance_are_its_derivatives(reml: bool) -> None:
    """The derivatives by D are those that small steps show."""
    blocks = _blocks(slope=True)
    point = point_at(blocks, RELATIVE, reml=reml)
    for row, column in ((0, 0), (0, 1), (1, 1)):
        step = np.zeros((2, 2))
        step[row, column] = step[column, row] = 1e-5
        up, down = (point_at(blocks, RELATIVE + way * step, reml=reml).deviance for way in (1, -1))
        expected = (up - down) / 2e-5
        assert (point.slope * (step > 0)).sum() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("reml", [True, False])
def test_all_ratios_at_once_are_each_by_itself(reml: bool) -> None:
    """The deviances looked at first differ by a constant from those worked out one by one."""
    blocks, ratios = _blocks(slope=False), np.array([0.0, 0.1, 3.0, 1e4])
    single = [point_at(blocks, np.array([[ratio]]), reml=reml).deviance for ratio in ratios]
    assert np.diff(intercept_deviances(blocks, ratios, reml=reml)) == pytest.approx(np.diff(single), rel=1e-9)
