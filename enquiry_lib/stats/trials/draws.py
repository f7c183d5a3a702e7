"""Chance for permutations and bootstraps: the same draws from the same seed, whatever the version of numpy.

numpy promises the stream of PCG64, not what its distributions make of it; so we make our own of its raw bits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats.effect_sizes import Numbers

Places = npt.NDArray[np.intp]

MOST_DRAWS = 1_000_000


class Draws:
    """A stream of chance that a seed begins."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self, *shape: int) -> Numbers:
        """Give numbers from 0 to below 1.

        >>> Draws(1).uniform(2).round(4).tolist()
        [0.5118, 0.9505]
        """
        raw = self._bits.random_raw(int(np.prod(shape))).reshape(shape)
        return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def chosen(self, many: int, size: int, chosen: int) -> npt.NDArray[np.bool_]:
        """Choose so many of `size`, each set as likely as another; many times over: (many, size).

        >>> Draws(1).chosen(1000, 5, 2).sum(axis=1).tolist() == [2] * 1000
        True
        """
        ranks = self.uniform(many, size)
        taken = np.zeros((many, size), bool)
        if chosen:
            places = np.argpartition(ranks, chosen - 1, axis=1)[:, :chosen]
            np.put_along_axis(taken, places, True, axis=1)
        return taken

    def places(self, many: int, size: int) -> Places:
        """Draw `size` of `size` with replacement, and give the place of each; many times over: (many, size).

        >>> Draws(1).places(2, 3).tolist()
        [[1, 2, 0], [2, 0, 1]]
        """
        return (self.uniform(many, size) * size).astype(np.intp)

    def counts(self, many: int, size: int) -> Numbers:
        """Draw as `places` does, and count how often each came up: (many, size).

        >>> Draws(1).counts(1000, 5).sum(axis=1).tolist() == [5] * 1000
        True
        """
        places = self.places(many, size) + size * np.arange(many)[:, None]
        return np.bincount(places.ravel(), minlength=many * size).reshape(many, size).astype(np.float64)


def need_draws(draws: int, seed: int) -> None:
    """Raise WrongValue unless a number of draws and a seed can be used.

    >>> need_draws(2000, 1)
    """
    if not (isinstance(draws, int) and 1 <= draws <= MOST_DRAWS):
        raise WrongValue(name="draws", found=draws, expected=f"a whole number from 1 to {MOST_DRAWS}")
    if not (isinstance(seed, int) and seed >= 0):
        raise WrongValue(name="seed", found=seed, expected="a whole number, 0 or more")
