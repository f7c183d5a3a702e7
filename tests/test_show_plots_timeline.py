"""The picture of a timeline: dated steps and check points, for a week or for years."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import written

from enquiry_lib.analyse.logic import DatedStep, Timeline
from enquiry_lib.show.plots import Picture, picture

TIMELINE = written.timeline()


def _drawn(timeline: Timeline) -> Picture:
    drawn = picture(timeline)
    assert drawn is not None
    return drawn


def _texts(drawn: Picture) -> list[str]:
    return [node.text or "" for node in ET.fromstring(drawn.svg).iter() if node.tag.endswith("}text")]


def _step(first: dt.date, last: dt.date) -> DatedStep:
    return DatedStep("Step", "", first, last, "", "")


def test_dated_steps_are_drawn_with_owner_and_state() -> None:
    """A step with dates has its label, who sees to it and its state; one without is not drawn."""
    texts = _texts(_drawn(TIMELINE))
    assert "Train" in texts
    assert "done · Deputy head" in texts
    assert "Tell the governors" not in texts


def test_the_words_beside_it_have_days_and_states() -> None:
    """Somebody who cannot see the picture hears each step with its days and each check point with its day."""
    assert _drawn(TIMELINE).alt == (
        "Timeline. Train, 8 Sep 2025 to 19 Sep 2025, done; Read in pairs, 6 Oct 2025 to 16 Jan 2026, under way; "
        "check point on 7 Nov 2025: Do all pairs meet?"
    )


def test_without_any_date_there_is_no_picture() -> None:
    """A timeline of undated steps is a table only."""
    assert picture(Timeline(TIMELINE.steps[2:], ())) is None


def test_very_many_steps_are_counted() -> None:
    """Beyond sixteen steps the picture says how many more there are."""
    many = replace(TIMELINE, steps=TIMELINE.steps[:1] * 20)
    assert "And 4 more; see the table." in " ".join(_texts(_drawn(many)))
    assert _drawn(many).alt.endswith("And 4 more; see the table.")


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        (dt.date(2025, 9, 8), dt.date(2025, 9, 8), ["Sep", "2025"]),
        (dt.date(2025, 11, 8), dt.date(2026, 2, 8), ["Nov", "2025", "Dec", "Jan", "2026", "Feb"]),
        (
            dt.date(2025, 6, 2),
            dt.date(2026, 7, 6),
            ["Jun", "2025", "Aug", "Oct", "Dec", "Feb", "2026", "Apr", "Jun"],
        ),
    ],
)
def test_months_are_named_as_far_as_they_fit(first: dt.date, last: dt.date, named: list[str]) -> None:
    """Short spans name every month, longer ones every second or less; a year stands above its first month."""
    texts = _texts(_drawn(Timeline((_step(first, last),), ())))
    assert texts[: len(named)] == named


def test_a_slip_in_a_year_does_no_harm() -> None:
    """Days at either end of the calendar are drawn with a handful of months named."""
    texts = _texts(_drawn(Timeline((_step(dt.date.min, dt.date.max),), ())))
    assert texts.count("Jan") == 12
