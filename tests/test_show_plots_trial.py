"""The forest of a pool."""

from __future__ import annotations

import samples
import written

from enquiry_lib.show.plots import picture
from enquiry_lib.stats.result import NotEnough


def test_alternative_text_has_schools_pool_and_prediction() -> None:
    """Somebody who cannot see the forest hears each school, all together, and another school like these."""
    drawn = picture(samples.pool())
    assert drawn is not None
    assert "Oak +0.45 (0.06 to 0.84)" in drawn.alt
    assert "All together: +0.18 (−0.04 to 0.41). Another school like these: −0.30 to 0.67." in drawn.alt


def test_few_schools_have_no_line_of_prediction() -> None:
    """With three schools the forest ends at the diamond."""
    drawn = picture(samples.pool(3))
    assert drawn is not None
    assert "Another school" not in drawn.svg + drawn.alt
    assert "All together" in drawn.svg


def test_a_trial_is_drawn_as_its_pool_and_its_parts_as_estimates() -> None:
    """The picture of a trial is its forest; a school's part is drawn like its estimate."""
    found = samples.estimate(samples.two_groups(), "randomised")
    assert picture(written.trial_pool(samples.pool())) == picture(samples.pool())
    assert picture(written.trial_part(found)) == picture(found)
    assert picture(written.trial_pool(NotEnough("the pool", "nobody has reported"))) is None
