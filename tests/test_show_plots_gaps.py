"""The picture of gaps shows the latest occasion."""

from __future__ import annotations

from dataclasses import replace

import samples
import samples_gaps

from enquiry_lib.show.plots import picture


def test_gaps_are_drawn_at_the_latest_occasion() -> None:
    """The follow-up is drawn where there is one, and each gap is said with its interval."""
    scan = samples.gap_scan()
    latest = [gap for gap in scan.gaps if gap.occasion == "follow_up"]
    drawn = picture(scan)
    assert drawn is not None
    assert drawn.alt.startswith("Gaps to other pupils at follow-up")
    assert drawn.alt.split(" Standing out")[0].split(" No gap")[0].count(" to ") == 1 + len(latest)


def test_what_stands_out_and_what_is_more_likely_is_said() -> None:
    """Filled points and ticks are told to somebody who cannot see them."""
    drawn = picture(samples_gaps.many_gaps(few=0))
    assert drawn is not None
    assert "Standing out: Pupil premium." in drawn.alt
    assert "more likely: Pupil premium −0.69; " in drawn.alt


def test_of_many_gaps_twelve_are_drawn() -> None:
    """Of more than twelve the furthest behind are drawn, and the picture says of how many."""
    scan = samples_gaps.pairs(few=0)
    many = replace(scan, gaps=scan.gaps * 3)
    drawn = picture(many)
    assert drawn is not None
    assert f"Drawn are the 12 furthest behind of {len(many.gaps)}." in drawn.svg


def test_years_are_drawn_like_any_gap() -> None:
    """Gaps over several years have a picture, and none when all are withheld."""
    result = samples_gaps.years()
    drawn = picture(result)
    assert drawn is not None
    assert drawn.alt.startswith("Gaps to other pupils of their year")
    assert picture(result.withhold(set(result.cells()["id"]))) is None
