"""The adjusted difference between two arms under many weightings of the pupils at once.

A draw of a bootstrap is a set of weights. All that least squares and the SD within the arms need of it are weighted sums
of products, so that thousands of draws are one matrix product and a batch of systems as small as the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from enquiry_lib.stats.effect_sizes import Numbers

SINGULAR = 1e-9  # of columns of unit length: what can be told apart by less than this cannot be told apart
SURE = 1e-6


class Drawn(NamedTuple):
    """What each draw gives: the adjusted difference, and the SD of pupils within the arms; NaN for what it does not give."""

    differences: Numbers
    sds: Numbers


@dataclass(frozen=True)
class Sums:
    """Products of all pairs of columns (scores, arm, those beside it; each of unit length), pupil by pupil.

    `products` has the pairs first, then four columns for the SD: the scores and their squares, of the treated and of the
    others. `arm` (n,) is 1 for the treated; `unit` turns a coefficient into points, `spread` is the SD of the scores.
    """

    products: Numbers
    arm: Numbers
    columns: int
    unit: float
    spread: float

    @classmethod
    def of(cls, scores: Numbers, arm: Numbers, beside: Numbers) -> Self:
        """Prepare scores (n,), an arm of 0 and 1 (n,), and the other columns (n, k), the constant among them."""
        spread = float(scores.std())
        standard = (scores - scores.mean()) / spread
        model = np.column_stack([arm, beside])
        lengths = np.sqrt((model**2).sum(axis=0))
        columns = np.column_stack([standard, model / lengths])
        first, second = np.triu_indices(columns.shape[1])
        apart = np.column_stack([arm, 1 - arm])
        for_sd = np.column_stack([standard[:, None] * apart, standard[:, None] ** 2 * apart])
        products = np.column_stack([columns[:, first] * columns[:, second], for_sd])
        return cls(products, arm, columns.shape[1], spread / float(lengths[0]), spread)

    def drawn(self, weights: Numbers) -> Drawn:
        """Give the difference and the SD for each row of weights (draws, n).

        >>> sums = Sums.of(np.array([1.0, 3, 5, 9]), np.array([0.0, 0, 1, 1]), np.ones((4, 1)))
        >>> found = sums.drawn(np.array([[1.0, 1, 1, 1], [2, 0, 2, 0]]))
        >>> found.differences.round(6).tolist(), found.sds.round(3).tolist()
        ([5.0, 4.0], [2.236, 0.0])
        """
        summed = weights @ self.products
        squares = np.empty((len(weights), self.columns, self.columns))
        first, second = np.triu_indices(self.columns)
        squares[:, first, second] = squares[:, second, first] = summed[:, :-4]
        differences = self.unit * first_coefficient(squares[:, 1:, 1:], squares[:, 1:, 0])
        return Drawn(differences, self.spread * self._sds(weights, summed[:, -4:]))

    def _sds(self, weights: Numbers, summed: Numbers) -> Numbers:
        pupils = weights @ np.column_stack([self.arm, 1 - self.arm])
        within = (summed[:, 2:] - _ratio(summed[:, :2] ** 2, pupils)).sum(axis=1)
        sds: Numbers = np.sqrt(_ratio(np.where(within > SINGULAR, within, 0.0), pupils.sum(axis=1) - 2))
        return sds


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Divide, and give NaN for what has nothing to be divided by."""
    ratio = np.full(part.shape, np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def first_coefficient(normal: Numbers, right: Numbers) -> Numbers:
    """Solve many systems (b, k, k) of normal equations for their first coefficient; NaN where it has no single value.

    Other columns may follow from each other, as when a category is not drawn: that does not touch the first.

    >>> same = np.array([[1.0, 0, 0], [0, 1, 1], [0, 1, 1]])
    >>> first_coefficient(np.stack([same, np.zeros((3, 3))]), np.array([[2.0, 1, 1], [0, 0, 0]])).tolist()
    [2.0, nan]
    """
    inverses = _inverses(normal)
    told = np.ones(len(normal), bool)
    ill = ~(np.abs(inverses).max(axis=(1, 2)) < 1 / SINGULAR)
    if ill.any():
        inverses[ill] = np.linalg.pinv(normal[ill], rcond=SINGULAR, hermitian=True)
        told[ill] = np.abs(np.einsum("bi,bi->b", inverses[ill, 0], normal[ill, :, 0]) - 1) < SURE
    found: Numbers = np.where(told, np.einsum("bi,bi->b", inverses[:, 0], right), np.nan)
    return found


def _inverses(normal: Numbers) -> Numbers:
    try:
        inverses: Numbers = np.asarray(np.linalg.inv(normal), np.float64)
    except np.linalg.LinAlgError:  # one of them is singular: then all are looked at more closely
        inverses = np.full(normal.shape, np.nan)
    return inverses
