"""The picture of an effect says its numbers."""

from __future__ import annotations

import samples
import samples_impact

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


def test_whole_classes_stand_beside_the_threshold() -> None:
    """The picture of an estimate of classes has what was called worth the effort; two classes have no interval to draw."""
    drawn = picture(samples_impact.of_classes(20, 22, 24, 20))
    assert drawn is not None
    assert "set at 0.20" in drawn.alt
    assert picture(samples_impact.of_classes(24, 26)) is None
