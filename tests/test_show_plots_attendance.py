"""The pictures of attendance compare shares of persistently absent pupils."""

from __future__ import annotations

from dataclasses import replace

import registers
import samples

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


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


def test_reasons_are_drawn_with_the_year_before() -> None:
    """The commonest reason comes first, each with its share in both years; what is withheld is not drawn."""
    drawn = picture(registers.by_reason())
    assert drawn is not None
    assert drawn.alt.startswith(
        "Share of possible sessions missed in 2025/26, by reason: illness 0.76% after 1.24%"
    )
    assert "dark 2025/26, light 2024/25" in drawn.svg
    few = picture(gate(registers.by_reason({"II": 30, "M": 12, "R": 3, "O": 12, "G": 11})))
    assert few is not None
    assert "illness" in few.alt
    assert "religious" not in few.alt
    assert "light" not in few.svg


def test_one_reason_alone_has_no_picture() -> None:
    """There is nothing to set beside it."""
    assert picture(registers.by_reason({"II": 30})) is None


def test_groups_are_drawn_below_all_pupils() -> None:
    """All pupils first, then the groups that are groups of something, each after the year before."""
    drawn = picture(registers.by_group())
    assert drawn is not None
    assert drawn.alt == (
        "Persistently absent pupils, percent of each group in 2025/26, after 2024/25: All pupils 36.67% after 41.67%; "
        "Pupil premium 40.00% after 46.67%."
    )
    assert picture(gate(registers.by_group((14, 11), (12, 4)))) is None


def test_nought_everywhere_is_no_picture() -> None:
    """Dots that all stand at 0% show nothing; the sentence and the table say it."""
    assert picture(registers.by_group((0, 0))) is None
    assert picture(registers.by_group((0, 0), (12, 10))) is not None
    assert picture(registers.by_group((12, 10), (0, 0))) is not None
