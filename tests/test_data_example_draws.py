"""Chance for the example: streams that are what they are, and distributions of the right shape."""

from __future__ import annotations

import numpy as np
import pytest

from enquiry_lib.data.example.draws import Draws


def test_a_stream_is_the_same_everywhere() -> None:
    """The first numbers of a stream are pinned: they rest on bits whose order numpy promises to keep."""
    assert Draws(1, 2).uniform(3).tolist() == [0.44841514333227195, 0.4308819875443376, 0.4199991293921922]


def test_streams_of_different_seeds_differ() -> None:
    """Swapping the seed and the place gives another stream."""
    assert Draws(1, 2).uniform(1)[0] != Draws(2, 1).uniform(1)[0]


def test_uniform_numbers_fill_the_space_between_0_and_1() -> None:
    """Neither end is met, and the mean and variance are a half and a twelfth."""
    numbers = Draws(3).uniform(200, 500)
    assert 0 < numbers.min() < 1e-4
    assert 1 - 1e-4 < numbers.max() < 1
    assert numbers.mean() == pytest.approx(1 / 2, abs=0.004)
    assert numbers.var() == pytest.approx(1 / 12, abs=0.002)


def test_normal_numbers_are_normal() -> None:
    """Mean, variance and the share beyond 1.96 are those of the standard normal distribution."""
    numbers = Draws(4).normal(40_000)
    assert numbers.mean() == pytest.approx(0, abs=0.02)
    assert numbers.var() == pytest.approx(1, abs=0.03)
    assert (np.abs(numbers) > 1.96).mean() == pytest.approx(0.05, abs=0.005)


def test_an_order_holds_each_number_once() -> None:
    """An order of twenty is a permutation, and not the one it began with."""
    order = Draws(5).order(20).tolist()
    assert sorted(order) == list(range(20))
    assert order != list(range(20))


def test_choosing_gives_exactly_as_many() -> None:
    """Seven of thirty are chosen, no more and no fewer."""
    assert Draws(6).chosen(7, of=30).sum() == 7


def test_picks_come_in_their_shares() -> None:
    """Options are met about as often as asked for, and one with no share never."""
    picked = Draws(7).pick(("a", "b", "c"), (0.25, 0.0, 0.75), 20_000)
    assert (picked == "a").mean() == pytest.approx(0.25, abs=0.015)
    assert not (picked == "b").any()


def test_a_number_between_two_whole_ones_is_whole() -> None:
    """Both ends can be drawn, and nothing outside them."""
    draws = Draws(8)
    assert {draws.between(2, 4) for _ in range(100)} == {2, 3, 4}


def test_a_number_between_two_others_has_three_decimals() -> None:
    """A drawn rate can be printed without an endless tail."""
    drawn = [Draws(9, place).between(0.1, 0.2) for place in range(50)]
    assert all(0.1 <= number <= 0.2 and number == round(number, 3) for number in drawn)
