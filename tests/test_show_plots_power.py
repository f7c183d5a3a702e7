"""The picture of what schools could show together."""

from __future__ import annotations

from samples_power import network_power, textbook

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


def test_both_ways_and_both_marks_are_drawn() -> None:
    """Pupils and whole schools, the mean of large trials and what is hoped for stand in one picture."""
    drawn = picture(network_power())
    assert drawn is not None
    for part in ("whole schools, test before", "large trials, mean 0.06", "0.2, often hoped for"):
        assert part in drawn.svg
    assert "10 schools 0.36 with pupils in each school, no test before, 0.27" in drawn.alt


def test_whole_schools_are_left_out_where_they_are_refused() -> None:
    """Where whole schools give no number they have no line and no words."""
    drawn = picture(network_power(schools=[1, 2]))
    assert drawn is not None
    assert "whole schools" not in drawn.alt + drawn.svg


def test_nothing_to_draw_is_not_drawn() -> None:
    """A single rung, a withheld plan, and groups of their own sizes have no picture."""
    unequal = textbook(pupils=28, pupils_others=35, effect=0.5)
    few = gate(textbook(pupils=9, power=0.8))
    for result in (network_power(schools=[10]), gate(network_power(9)), unequal, few):
        assert picture(result) is None


def test_the_same_bytes_each_time() -> None:
    """Drawn twice it is the same."""
    assert picture(network_power()) == picture(network_power())


def test_power_grows_with_pupils() -> None:
    """A textbook's picture says the effect in words, and the plan's own point."""
    drawn = picture(textbook(effect=0.5, power=0.8))
    assert drawn is not None
    assert "noticing a difference of 0.50 standard deviations" in drawn.alt
    assert "63.8 pupils 0.8000" in drawn.alt
