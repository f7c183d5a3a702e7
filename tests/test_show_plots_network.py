"""The picture of a network shows findings side by side."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.show.plots import picture


def test_findings_stand_side_by_side() -> None:
    """Each finding has its school and its kind, and it is said that they are not pooled."""
    drawn = picture(samples.overview())
    assert drawn is not None
    assert "not pooled" in drawn.alt
    assert "Oak (difference) +0.15" in drawn.alt


def test_percentage_points_are_not_drawn_among_standard_deviations() -> None:
    """A finding in another unit is left to the table."""
    overview = samples.overview()
    line = overview.lines[0]
    points = replace(line.findings[0], quantity="percentage points")
    assert picture(replace(overview, lines=(replace(line, findings=(points,)),))) is None
