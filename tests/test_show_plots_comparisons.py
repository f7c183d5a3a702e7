"""The pictures of shares, ranks, means and several groups."""

from __future__ import annotations

import pytest
import samples_comparisons as samples

from enquiry_lib.show.plots import picture
from enquiry_lib.stats.result import Result

DRAWN = [
    (samples.shares(), "intervention 65.0 (49.5 to 77.9); comparison 45.0"),
    (samples.shares_changed(), "Before 53.3 (42.2 to 64.2); After 64.0"),
    (samples.ranks(), "intervention higher 65 (50 to 77)"),
    (samples.means(), "Difference +0.9"),
    (samples.several(), "Oak 5.2 (4.8 to 5.7)"),
    (samples.association(), "Girls: Chess 28.6%, Choir 71.4%"),
]


@pytest.mark.parametrize(("result", "told"), DRAWN, ids=lambda part: type(part).__name__)
def test_alternative_text_has_the_numbers(result: Result, told: str) -> None:
    """Somebody who cannot see a picture hears its numbers; the same result gives the same picture."""
    drawn, again = picture(result), picture(result)
    assert drawn is not None
    assert told in drawn.alt
    assert drawn == again


@pytest.mark.parametrize(("result", "told"), DRAWN, ids=lambda part: type(part).__name__)
def test_nothing_is_drawn_where_all_is_withheld(result: Result, told: str) -> None:
    """A result without its numbers has no picture."""
    assert picture(result.withhold(set(result.cells()["id"]))) is None


def test_a_withheld_group_has_no_row() -> None:
    """Of several groups those that may be shown are drawn."""
    drawn = picture(samples.several().withhold({"score|house|Elm"}))
    assert drawn is not None
    assert "Elm" not in drawn.svg
    assert "Oak" in drawn.svg


def test_a_table_with_a_withheld_count_is_not_drawn() -> None:
    """Bars of a table are drawn only where each of its counts may be shown."""
    assert picture(samples.association().withhold({"sex by club|F|Chess"})) is None


def test_more_pupils_are_not_more_marks() -> None:
    """Nothing in a picture stands for one pupil."""
    one, two = (picture(samples.ranks(60 * times, 30 * times)) for times in (1, 2))
    assert one is not None
    assert two is not None
    assert one.svg.count("<use") == two.svg.count("<use")
