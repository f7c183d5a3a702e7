"""The difference that was called worth the effort, held against what can be noticed: how likely it is seen, and what it would take.

The chance of noticing is the power of Student's t with its noncentral distribution (PowerUpR's `power.*`); how many it would
take is the smallest number whose minimum detectable effect is no larger than the difference (PowerUpR's `mrss.*`, which
the printed effects are those of).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats.power.textbook import chance_by_t

MOST = 100_000  # pupils, classes or schools: who needs more will not find them


@dataclass(frozen=True)
class Worthwhile:
    """A difference in SD that was called worth the effort: the chance of noticing it, and how many it takes for a good one.

    `chance` is that of the number planned, with a test before where that helps; NaN where so few could show nothing.
    `needed` counts what the plan counts, pupils, classes or schools; infinite where no number would do.
    """

    size: float
    chance: float | None
    needed: float | None

    def without_numbers(self) -> Worthwhile:
        """Give the difference alone, which rests on no count."""
        return replace(self, chance=None, needed=None)


@dataclass(frozen=True)
class Precision:
    """The standard error, in SD, of a planned comparison, and its degrees of freedom; none below one."""

    se: float
    df: float

    def smallest(self, power: float, confidence: float) -> float:
        """Give the smallest effect that is noticed with such power; NaN without a degree of freedom."""
        if self.df < 1:
            return math.nan
        return float(stats.t.ppf((1 + confidence) / 2, self.df) + stats.t.ppf(power, self.df)) * self.se


def need_size(size: float | None) -> None:
    """Raise WrongValue where the difference called worth the effort is no size."""
    if size is not None and not 0 <= size < math.inf:
        raise errors.WrongValue(name="worthwhile", found=size, expected="0 or more, for example 0.2")


def hold_against(
    size: float, *, planned: Precision, smallest: Callable[[int], float], fewest: int, confidence: float
) -> Worthwhile:
    """Hold a difference worth the effort against a plan; `smallest` gives what so many, from `fewest` on, could notice.

    >>> found = hold_against(0.5, planned=Precision(0.25, 62), smallest=lambda n: 5 / n**0.5, fewest=4, confidence=0.95)
    >>> round(found.chance, 2), found.needed
    (0.5, 100)
    """
    chance = (
        chance_by_t(size / planned.se, planned.df, confidence=confidence) if planned.df >= 1 else math.nan
    )
    return Worthwhile(size, chance, _needed(size, smallest, fewest))


def _needed(size: float, smallest: Callable[[int], float], fewest: int) -> float:
    """Find the fewest that could notice it; more always notice more."""

    def is_enough(many: int) -> bool:
        return smallest(many) <= size  # never where it is NaN

    low, high = fewest - 1, fewest
    while not is_enough(high):
        low, high = high, 2 * high
        if low > MOST:
            return math.inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
