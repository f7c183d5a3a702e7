"""Finding for each treated pupil the comparison pupils who are nearest, one treated pupil after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from enquiry_lib.stats.effect_sizes import Numbers

SAME = 1e-10  # a direction with a smaller part of the spread is one in which nobody differs

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Pairs:
    """Who was paired with whom: places of the treated and of the controls, one entry a pair."""

    treated: Places
    control: Places

    def weights(self, n_treated: int, n_control: int) -> tuple[Numbers, Numbers]:
        """Give each treated pupil with a match the weight 1, and each control a share of those it was matched to.

        The controls' weights add up to the number of controls used, as MatchIt has it.

        >>> pairs = Pairs(np.array([0, 0, 1]), np.array([2, 0, 1]))
        >>> [side.tolist() for side in pairs.weights(3, 4)]
        [[1.0, 1.0, 0.0], [0.75, 1.5, 0.75, 0.0]]
        """
        matches = np.bincount(self.treated, minlength=n_treated)
        shares = np.bincount(self.control, 1 / matches[self.treated], minlength=n_control)
        used = np.count_nonzero(shares)
        return (matches > 0).astype(np.float64), shares * (used / shares.sum() if used else 1.0)


def nearest(
    distance: Numbers, order: Sequence[int] | Places, *, ratio: int = 1, replace: bool = False
) -> Pairs:
    """Pair each treated pupil with the nearest controls, those first in `order` choosing first.

    distance: (treated, controls), infinite where two may not be paired. With a `ratio` above 1 everyone chooses once
    before anyone chooses again. `replace` lets a control be chosen by several. Of equally near ones the first is taken.

    >>> pairs = nearest(np.array([[1.0, 2.0], [0.5, 3.0]]), [0, 1])
    >>> list(zip(pairs.treated.tolist(), pairs.control.tolist()))
    [(0, 0), (1, 1)]
    """
    left = np.array(distance, dtype=np.float64)
    pairs: list[tuple[int, int]] = []
    for _ in range(ratio):
        for one in order:
            other = int(np.argmin(left[one]))
            if not np.isfinite(left[one, other]):
                continue
            pairs.append((int(one), other))
            if replace:
                left[one, other] = np.inf
            else:
                left[:, other] = np.inf
    places = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return Pairs(places[:, 0], places[:, 1])


def mahalanobis(columns: Numbers, in_treated: npt.NDArray[np.bool_]) -> Numbers:
    """Give the distance of each treated from each control, in SDs that allow for how columns go together.

    columns: (n, k). The covariance is that within the groups, as MatchIt has it; columns that follow from others add nothing.

    >>> mahalanobis(np.array([[0.0], [2], [1], [3]]), np.array([True, True, False, False])).round(3).tolist()
    [[0.707, 2.121], [0.707, 0.707]]
    """
    there, others = columns[in_treated], columns[~in_treated]
    within = np.vstack([there - there.mean(axis=0), others - others.mean(axis=0)])
    covariance = np.atleast_2d(within.T @ within / (len(columns) - 2))
    values, vectors = np.linalg.eigh(covariance)
    kept = values > SAME * values[-1]
    turned = columns @ (vectors[:, kept] / np.sqrt(values[kept]))
    return np.asarray(cdist(turned[in_treated], turned[~in_treated]))
