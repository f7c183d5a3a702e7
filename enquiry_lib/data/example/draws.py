"""Chance for the example: the same seed gives the same numbers on every machine.

numpy promises that a bit generator's stream never changes, and promises no such thing of the distributions
drawn from it. So the example takes the bits and makes its own few distributions of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]

_NORMAL = NormalDist()


class Draws:
    """A stream of chance that begins at a seed.

    seed: one or more whole numbers, none below 0; each combination gives a stream of its own.

    >>> Draws(1, 2).order(5).tolist() == Draws(1, 2).order(5).tolist()
    True
    """

    def __init__(self, *seed: int) -> None:
        self._bits = np.random.PCG64(list(seed))

    def uniform(self, *shape: int) -> Floats:
        """Draw numbers evenly between 0 and 1, neither end among them."""
        bits = self._bits.random_raw(math.prod(shape)) >> np.uint64(12)
        return ((bits.astype(np.float64) + 0.5) * 2.0**-52).reshape(shape)

    def normal(self, count: int) -> Floats:
        """Draw numbers from the normal distribution with mean 0 and standard deviation 1."""
        return np.array([_NORMAL.inv_cdf(share) for share in self.uniform(count).tolist()], dtype=np.float64)

    def between(self, low: float, high: float) -> float:
        """Draw one number between two others, both included; between whole numbers a whole one."""
        share = float(self.uniform(1)[0])
        if isinstance(low, int) and isinstance(high, int):
            return low + int(share * (high - low + 1))
        return round(low + share * (high - low), 3)

    def whole(self, count: int, *, below: int) -> Integers:
        """Draw whole numbers from 0 up to, and not including, `below`."""
        return (self.uniform(count) * below).astype(np.int64)

    def order(self, count: int) -> Integers:
        """Put the numbers 0, 1, 2, … below `count` into a random order."""
        return np.argsort(self.uniform(count), kind="stable").astype(np.int64)

    def chosen(self, count: int, *, of: int) -> Flags:
        """Choose exactly `count` of `of`: True where chosen."""
        return self.order(of) < count

    def pick(self, options: Sequence[str], shares: Sequence[float], *shape: int) -> Texts:
        """Draw from options in the shares given, which add up to 1."""
        steps = np.cumsum(shares)[:-1]
        return np.asarray(options)[np.searchsorted(steps, self.uniform(*shape))]
