"""What one answer is worth beside the truth, what many come to, and the bounds that a design by lot has to keep."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from enquiry_lib.stats.effect_sizes import EffectSize
from enquiry_lib.stats.result import NotEnough

Numbers = npt.NDArray[np.float64]

LEAST, MOST = 0.93, 0.97  # how often an interval of 95% has to hold the truth, and may
FALSE_POSITIVES, BIAS = 0.06, 0.01
SAID_BIAS = 0.02  # where a bias is said, and why
TWO_ERRORS = 2  # Monte Carlo errors that a bias may have on top

Estimate = float | None


class Answer(NamedTuple):
    """One answer beside the truth: `error` is what it is too large by, `inside` that its interval holds the truth.

    `beyond` is that the interval leaves out nought. Not a number where nothing was said.
    """

    error: float = math.nan
    inside: float = math.nan
    beyond: float = math.nan
    size_error: float = math.nan
    size_inside: float = math.nan


def judge(
    estimate: Estimate,
    low: Estimate,
    high: Estimate,
    truth: float,
    *,
    size: EffectSize | None = None,
    true_size: float = math.nan,
) -> Answer:
    """Hold an estimate and its interval, and an effect size and its own, against the truth."""
    of_size = (math.nan, math.nan) if size is None else _held(size.g, size.low, size.high, true_size)
    beyond = math.nan if low is None or high is None else float(not low <= 0 <= high)
    return Answer(*_held(estimate, low, high, truth), beyond, *of_size)


def _held(estimate: Estimate, low: Estimate, high: Estimate, truth: float) -> tuple[float, float]:
    error = math.nan if estimate is None else estimate - truth
    return error, math.nan if low is None or high is None else float(low <= truth <= high)


# --- what is asked ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ask:
    """One way to ask of a draw. `why` says why its intervals are too wide, or why it misleads.

    `conservative` allows intervals that hold the truth more often than they claim, `biased` a bias of SAID_BIAS; `misleads` says that the answer is not to be
    relied on.
    """

    title: str
    answer: Callable[[Any, float], Answer]
    why: str = ""
    conservative: bool = False
    biased: bool = False
    misleads: bool = False


@dataclass(frozen=True)
class Design:
    """How a draw is made (from random numbers and the true effect, in SD of pupils), and all that is asked of it.

    `quick` designs run with all tests, the others with the slow ones; `share` is the part of
    all draws that it gets; `bounded` designs have to keep the bounds.
    """

    key: str
    title: str
    draw: Callable[[np.random.Generator, float], Any]
    asks: tuple[Ask, ...]
    effects: tuple[float, ...] = (0.0, 0.3)
    quick: bool = False
    share: float = 1.0
    bounded: bool = True

    def answers(self, number: int, seed: int) -> Numbers:
        """Ask all of one draw: effects by asks by fields of an Answer. Both effects have the same random numbers."""
        return np.array([[*self._asked(number, seed, effect)] for effect in self.effects], dtype=np.float64)

    def _asked(self, number: int, seed: int, effect: float) -> Iterator[Answer]:
        draw = self.draw(np.random.default_rng([seed, *self.key.encode(), number]), effect)
        return (ask.answer(draw, effect) for ask in self.asks)


def answered(found: Any) -> bool:
    """Say whether a result is an answer at all."""
    return not isinstance(found, NotEnough)


# --- what many answers come to ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Mean:
    """The mean over draws with its Monte Carlo error; not a number where no draw said anything."""

    value: float
    error: float

    @classmethod
    def of(cls, values: Numbers) -> Mean:
        """Give the mean of what draws said."""
        said = values[~np.isnan(values)]
        if not len(said):
            return cls(math.nan, math.nan)
        return cls(float(said.mean()), float(said.std()) / math.sqrt(len(said)))


@dataclass(frozen=True)
class Tally:
    """What the draws of one design, one way to ask and one true effect came to."""

    design: Design
    ask: Ask
    effect: float
    draws: int
    silent: int
    bias: Mean
    inside: Mean
    beyond: Mean
    size_bias: Mean
    size_inside: Mean

    @classmethod
    def of(cls, design: Design, ask: Ask, effect: float, answers: Numbers) -> Tally:
        """Tally answers, one row a draw."""
        means = (Mean.of(column) for column in answers.T)
        return cls(design, ask, effect, len(answers), int(np.isnan(answers[:, 0]).sum()), *means)


def tallies(design: Design, answers: Numbers) -> Iterator[Tally]:
    """Tally the answers of a design: draws by effects by asks by fields."""
    for which, ask in enumerate(design.asks):
        for at, effect in enumerate(design.effects):
            yield Tally.of(design, ask, effect, answers[:, at, which])


def broken(tally: Tally, *, errors: float) -> list[str]:
    """Name the bounds that a way to ask a design by lot does not keep, each widened by so many Monte Carlo errors.

    A bias may have two Monte Carlo errors in any case. A way that is said to mislead is not held to them.
    """
    if not tally.design.bounded or tally.ask.misleads:
        return []
    two, most = max(errors, TWO_ERRORS), SAID_BIAS if tally.ask.biased else BIAS
    short = {
        "no answer": tally.silent,
        "bias": abs(tally.bias.value) - most - two * tally.bias.error,
        "bias of the effect size": abs(tally.size_bias.value) - most - two * tally.size_bias.error,
        "coverage": LEAST - tally.inside.value - errors * tally.inside.error,
        "coverage of the effect size": LEAST - tally.size_inside.value - errors * tally.size_inside.error,
    }
    if not tally.ask.conservative:
        short["width"] = tally.inside.value - MOST - errors * tally.inside.error
        short["width of the effect size"] = tally.size_inside.value - MOST - errors * tally.size_inside.error
    if not tally.effect:
        short["false positives"] = tally.beyond.value - FALSE_POSITIVES - errors * tally.beyond.error
    return [name for name, by in short.items() if by > 0]
