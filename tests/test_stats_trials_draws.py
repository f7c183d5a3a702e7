"""Chance from a seed: the same each time, evenly spread, and no unusable number of draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enquiry_lib import errors
from enquiry_lib.stats.trials.draws import Draws, need_draws


def test_the_same_seed_gives_the_same_draws() -> None:
    """Two streams of one seed agree, those of another do not; the numbers are those of PCG64's raw bits."""
    first, again, other = (Draws(seed).uniform(3, 4) for seed in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).all()
    assert first[0, 0] == (np.random.PCG64(7).random_raw() >> 11) / 2**53


def test_every_set_is_as_likely() -> None:
    """Of four, each pair is chosen a sixth of the time, to within chance."""
    drawn = Draws(1).chosen(12_000, 4, 2) @ np.array([1, 2, 4, 8])
    _, counts = np.unique(drawn, return_counts=True)
    assert len(counts) == 6
    assert abs(counts - 2000).max() < 150


@pytest.mark.parametrize("chosen", [0, 3])
def test_none_and_all_can_be_chosen(chosen: int) -> None:
    """Choosing none or all of three needs no chance."""
    assert (Draws(1).chosen(5, 3, chosen).sum(axis=1) == chosen).all()


def test_drawing_with_replacement() -> None:
    """Each of ten comes up once on average, with the variance of drawing with replacement."""
    counts = Draws(3).counts(20_000, 10)
    assert counts.mean(axis=0) == pytest.approx(np.ones(10), abs=0.03)
    assert counts.var() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("draws", "seed"), [(0, 1), (2.5, 1), (10**7, 1), (10, -1), (10, "x")])
def test_unusable_draws_and_seeds(draws: Any, seed: Any) -> None:
    """No draws, half ones, too many, and a seed that is no whole number are said."""
    with pytest.raises(errors.WrongValue, match=r"draws|seed"):
        need_draws(draws, seed)
