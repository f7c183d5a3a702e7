"""The pictures of attendance compare shares of persistently absent pupils."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.show.plots import picture


def test_both_years_are_drawn() -> None:
    """The share in each of two school years is drawn and said; one year alone has no picture."""
    attendance = samples.attendance()
    drawn = picture(attendance)
    assert drawn is not None
    assert "2024/25 30.00%; 2025/26" in drawn.alt
    assert picture(replace(attendance, periods=attendance.periods[-1:])) is None


def test_a_year_nobody_counted_is_not_drawn() -> None:
    """Without the last year's share there is no picture of a change."""
    assert picture(samples.typed_attendance()) is not None
    assert picture(samples.typed_attendance(None, None)) is None


def test_the_school_is_drawn_beside_published_figures() -> None:
    """The area comes first, with its phase, and the school last."""
    drawn = picture(samples.benchmark())
    assert drawn is not None
    assert "England, primary 13.8%; This school, 2025/26" in drawn.alt
