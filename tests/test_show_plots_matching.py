"""The love plot says how far the groups are apart, before and after, and where that begins to matter."""

from __future__ import annotations

import samples_matched

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


def test_the_words_beside_it_have_every_line() -> None:
    """Somebody who cannot see the picture hears each line before and after, one of two categories, and the limits."""
    drawn = picture(samples_matched.matched())
    assert drawn is not None
    assert "Before 0.37 before, 0.02 after matching; " in drawn.alt
    assert drawn.alt.count(" after matching") == 6
    assert drawn.alt.endswith("Lines at 0.05 and 0.25.")
    assert "Dot: after matching." in drawn.svg


def test_what_is_withheld_is_not_drawn() -> None:
    """A withheld category has no line; where all is withheld there is no picture."""
    drawn = picture(gate(samples_matched.balance(samples_matched.small_house(6))))
    assert drawn is not None
    assert "House" not in drawn.alt + drawn.svg
    assert picture(gate(samples_matched.balance(samples_matched.few(8)))) is None


def test_nothing_after_where_nothing_was_done() -> None:
    """The balance alone has rings only."""
    drawn = picture(samples_matched.balance())
    assert drawn is not None
    assert "after" not in drawn.alt + drawn.svg
