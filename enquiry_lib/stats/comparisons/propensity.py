"""How likely each pupil was to be in the treated group, by what was measured before: the propensity score.

Logistic regression by Newton's method, as R's glm has it. Where a column tells the groups apart completely, likelihood
has no highest point and statsmodels only warns; then Firth's (1993) penalised likelihood is used, which statsmodels lacks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from enquiry_lib.stats.effect_sizes import Numbers

STEPS, FIRTH_STEPS = 50, 2000  # Firth's come near by the same share each time
NEAR, FIRTH_NEAR = 1e-10, 1e-8
FARTHEST = 30.0  # a logit beyond this is on its way to infinity


class Propensity(NamedTuple):
    """The logit of each pupil's score, and whether the groups were told apart completely."""

    logit: Numbers
    separated: bool

    @property
    def probability(self) -> Numbers:
        """Give the score itself, from 0 to 1."""
        scores: Numbers = expit(self.logit)
        return scores


def propensity(columns: Numbers, in_treated: npt.NDArray[np.bool_]) -> Propensity:
    """Give each pupil's propensity score from columns of numbers.

    columns: (n, k), the constant not among them; in_treated: (n,). Columns that follow from others add nothing.

    >>> columns = np.array([[1.0], [1], [1], [0], [0], [0]])
    >>> propensity(columns, np.array([1, 1, 0, 1, 0, 0], dtype=bool)).probability.round(3).tolist()
    [0.667, 0.667, 0.667, 0.333, 0.333, 0.333]
    """
    design, chosen = _design(columns), in_treated.astype(np.float64)
    found = _logistic(design, chosen, firth=False)
    if found is not None:
        return Propensity(found, separated=False)
    penalised = _logistic(design, chosen, firth=True)
    apart = FARTHEST * (2 * chosen - 1)
    return Propensity(apart if penalised is None else penalised, separated=True)


def _design(columns: Numbers) -> Numbers:
    """Give a constant and as many columns at right angles as say the same as those given."""
    centred = columns - columns.mean(axis=0)
    sizes = np.sqrt((centred**2).mean(axis=0))
    held = centred[:, sizes > NEAR * np.abs(columns).max(axis=0, initial=0.0)]
    if not held.shape[1]:
        return np.ones((len(columns), 1))
    left, sizes, _ = np.linalg.svd(held / np.sqrt((held**2).mean(axis=0)), full_matrices=False)
    turned = left[:, sizes > NEAR * sizes[0]] * np.sqrt(len(columns))
    return np.column_stack([np.ones(len(columns)), turned])


def _logistic(design: Numbers, chosen: Numbers, *, firth: bool) -> Numbers | None:
    """Give the logits of the most likely coefficients; None where there are none."""
    beta = np.zeros(design.shape[1])
    near = FIRTH_NEAR if firth else NEAR
    for _ in range(FIRTH_STEPS if firth else STEPS):
        logit = design @ beta
        if np.abs(logit).max() > FARTHEST:
            return None
        step = _step(design, chosen, expit(logit), firth=firth)
        beta += step / max(1.0, np.abs(step).max() / 2)
        if np.abs(step).max() < near:
            return np.asarray(design @ beta)
    return None


def _step(design: Numbers, chosen: Numbers, scores: Numbers, *, firth: bool) -> Numbers:
    spread = scores * (1 - scores)
    information = (design.T * spread) @ design
    left_over = chosen - scores
    if firth:
        leverage = spread * np.einsum("ij,ji->i", design, np.linalg.solve(information, design.T))
        left_over = left_over + leverage * (0.5 - scores)
    return np.asarray(np.linalg.solve(information, design.T @ left_over))
