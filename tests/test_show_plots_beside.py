"""The picture of gaps beside published ones."""

from __future__ import annotations

import samples_gaps

from enquiry_lib.show.plots import picture


def test_published_gaps_are_said_to_those_who_cannot_see_them() -> None:
    """Each row has the school's gap with its interval, and the published one."""
    drawn = picture(samples_gaps.beside())
    assert drawn is not None
    assert drawn.alt.startswith("Gaps to other pupils here, in points")
    assert "Published: Pupil premium, England −6.0" in drawn.alt


def test_nothing_is_drawn_where_all_is_withheld() -> None:
    """Without the school's gaps there is no picture of the published ones alone."""
    result = samples_gaps.beside()
    assert picture(result.withhold(set(result.cells()["id"]))) is None
