"""The picture of an effect says its numbers."""

from __future__ import annotations

import samples

from enquiry_lib.show.plots import picture


def test_alternative_text_has_the_numbers() -> None:
    """Somebody who cannot see the picture of an effect hears its value, its interval and the threshold."""
    drawn = picture(samples.estimate(samples.two_groups(), "randomised"))
    effect = samples.two_groups().effect
    assert drawn is not None
    assert f"{effect.g:+.2f}" in drawn.alt
    assert "set at 0.20" in drawn.alt


def test_a_change_is_not_called_an_effect() -> None:
    """The picture of one group before and after speaks of a change."""
    drawn = picture(samples.one_group())
    assert drawn is not None
    assert drawn.alt.startswith("Change, with 95% intervals: Change ")
    assert "ffect" not in drawn.svg
