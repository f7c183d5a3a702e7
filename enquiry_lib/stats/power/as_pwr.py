"""What R's pwr would print, where its search for a root stops early.

pwr 1.3 solves for pupils and effects with R's `uniroot`, which stops when the root is known to 1.2e-4 (the fourth root of a
double's precision), so that what it prints can differ from the exact answer in the fourth digit. Readers will compare with
it, so it is worked out as well: the same search (Brent 1973, as in Netlib's zeroin), from the same ends, with the same stop.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

STOP = 2.0**-13  # R's default: the root lies within this
AGREES = 1e-6  # relative: nothing is said of what agrees as well
PUPILS = (2 + 1e-10, 1e9)  # the ends between which pwr looks for a number of pupils
EFFECTS = {"d": 1e-7, "d_z": 1e-7, "f": 1e-7, "h": 1e-10}  # the effects from which it looks upwards
FROM_BELOW = -5.0  # or from here, for one side
LARGEST = {"f": 1e7}  # up to here, and otherwise up to
LARGE = 10.0

Function = Callable[[float], float]


def printed(beyond: Function, exact: float, ends: tuple[float, float]) -> float | None:
    """Give what pwr prints for the root between these ends; None where it agrees with the exact one, or gives none.

    >>> printed(lambda x: x**3 - 2, 2 ** (1 / 3), (0.0, 10.0))
    1.2599409629427814
    """
    stopped = early_root(beyond, *ends)
    if math.isnan(stopped) or math.isclose(stopped, exact, rel_tol=AGREES):
        return None
    return stopped


def effect_ends(kind: str, sides: int) -> tuple[float, float] | None:
    """Give the ends between which pwr looks for an effect; None for a kind of effect that it does not have.

    >>> effect_ends("d", 2), effect_ends("d", 1), effect_ends("d_r", 2)
    ((1e-07, 10.0), (-5.0, 10.0), None)
    """
    if kind not in EFFECTS:
        return None
    low = EFFECTS[kind] if sides == 2 or kind == "f" else FROM_BELOW
    return low, LARGEST.get(kind, LARGE)


def early_root(function: Function, low: float, high: float) -> float:
    """Search for a root as `uniroot` does and stop where it stops; NaN where both ends lie on one side.

    `best` is the best guess, `last` the one before it, and `other` the end on the other side of the root.
    """
    last, best = (low, function(low)), (high, function(high))
    if not last[1] * best[1] <= 0:
        return math.nan
    other = last
    while True:
        moved = best[0] - last[0]
        if abs(other[1]) < abs(best[1]):
            last, best, other = best, other, best
        nearest = 2 * sys.float_info.epsilon * abs(best[0]) + STOP / 2
        half = (other[0] - best[0]) / 2
        if abs(half) <= nearest or best[1] == 0:
            return best[0]
        step = half
        if abs(moved) >= nearest and abs(last[1]) > abs(best[1]):
            guess = _interpolated(last, best, other)
            step = guess if 0 < guess / half < _farthest(half, nearest, moved) else half
        last, place = best, best[0] + math.copysign(max(abs(step), nearest), step)
        best = (place, function(place))
        if best[1] * other[1] > 0:
            other = last


def _farthest(half: float, nearest: float, moved: float) -> float:
    """Give the longest step that is trusted, in halves of what is left: three quarters of it, and half the last move."""
    return min(1.5 - nearest / 2 / abs(half), abs(moved) / 2 / abs(half))


def _interpolated(last: tuple[float, float], best: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the step to where a line through two points, or an inverse parabola through three, crosses nought."""
    left, ratio = other[0] - best[0], best[1] / last[1]
    if last[0] == other[0]:
        return left * ratio / (ratio - 1)
    q, t = last[1] / other[1], best[1] / other[1]
    p = ratio * (left * q * (q - t) - (best[0] - last[0]) * (t - 1))
    return -p / ((q - 1) * (t - 1) * (ratio - 1))
