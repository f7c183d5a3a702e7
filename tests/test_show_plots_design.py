"""The picture of what a plan could show."""

from __future__ import annotations

import samples

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


def test_alternative_text_has_the_plan_and_large_trials() -> None:
    """Somebody who cannot see the picture hears the plan's two answers and the mean of large trials."""
    drawn = picture(samples.detectable(90))
    assert drawn is not None
    assert "90 pupils, this plan 0.60 without a test before and 0.42 with a good one" in drawn.alt
    assert "0.06" in drawn.alt


def test_a_withheld_plan_is_not_drawn() -> None:
    """A small plan leaves a picture of the ladder alone."""
    drawn = picture(gate(samples.detectable(9)))
    assert drawn is not None
    assert "this plan" not in drawn.svg + drawn.alt
