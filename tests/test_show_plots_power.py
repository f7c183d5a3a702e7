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


def test_what_lies_above_the_picture_is_written_with_an_arrow() -> None:
    """Nothing is cut off unsaid: a number beyond the top stands there with an arrow, and its words below."""
    drawn = picture(network_power(24, schools=(4, 8), unit="class"))
    assert drawn is not None
    assert "↑ 2.43, no test" in drawn.svg
    assert "↑ 4.50, with test" in drawn.svg
    assert "Arrows: differences above 1.2" in drawn.svg
    low = picture(network_power(60, schools=(20, 40)))
    assert low is not None
    assert "↑" not in low.svg


def test_what_is_worth_the_effort_takes_the_place_of_what_is_hoped_for() -> None:
    """A difference called worth the effort has its own line, and is said for somebody who cannot see it."""
    drawn = picture(network_power(worthwhile=0.3))
    assert drawn is not None
    assert "0.30, called worth the effort" in drawn.svg
    assert "often hoped for" not in drawn.svg
    assert "Called worth the effort: 0.30." in drawn.alt


def test_the_same_bytes_each_time() -> None:
    """Drawn twice it is the same."""
    assert picture(network_power()) == picture(network_power())


def test_power_grows_with_pupils() -> None:
    """A textbook's picture says the effect in words, and the plan's own point."""
    drawn = picture(textbook(effect=0.5, power=0.8))
    assert drawn is not None
    assert "noticing a difference of 0.50 standard deviations" in drawn.alt
    assert "63.8 pupils 0.8000" in drawn.alt
