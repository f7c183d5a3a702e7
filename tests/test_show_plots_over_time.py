"""The pictures of designs along time show what was seen, and what it is held against."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples_over_time as samples

from enquiry_lib.show.plots import picture
from enquiry_lib.show.plots.over_time import NOT_DRAWN_ON
from enquiry_lib.show.showing import gate
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.result import Result


@pytest.mark.parametrize("result", samples.every(), ids=lambda result: type(result).__name__)
def test_each_has_a_picture_with_words(result: Result) -> None:
    """The same bytes each time, and words for somebody who cannot see it."""
    one, again = picture(result), picture(result)
    assert one is not None
    assert again is not None
    assert one.svg == again.svg
    assert one.alt.endswith(".")


def test_a_holiday_breaks_the_line() -> None:
    """The weeks before and after a holiday are not joined."""
    drawn = picture(samples.weekly(mentored=0))
    assert drawn is not None
    lines = [path for path in re.findall(r' d="(M [^"]+)"', drawn.svg) if path.count("L") >= 10]
    assert max(path.count("M ") for path in lines) == 3


def test_hidden_weeks_are_not_drawn() -> None:
    """A week that rests on few is no point and no line; the foot speaks of short weeks only where there is one."""
    drawn = picture(gate(samples.barely_missing(5)))
    assert drawn is not None
    assert "Hollow" not in drawn.svg
    whole = picture(samples.barely_missing(5))
    assert whole is not None
    assert "Hollow" in whole.svg


def test_the_old_line_is_drawn_on() -> None:
    """Dashed from the start on; beside another series with that one's change, and the words say which."""
    alone, beside = picture(samples.change()), picture(samples.change(beside=True))
    assert alone is not None
    assert beside is not None
    assert "stroke-dasharray" in alone.svg
    assert "with the change of other" in beside.alt
    assert "with the change" not in alone.alt


def test_all_occasions_are_drawn() -> None:
    """The occasion before anything began comes first."""
    drawn = picture(samples.differences())
    assert drawn is not None
    assert drawn.alt.startswith("Means of score on each occasion: intervention, autumn: ")
    assert "follow-up" in drawn.svg


def test_what_came_is_drawn_below_what_was_expected() -> None:
    """Without a second value there is the band alone."""
    both, band = picture(samples.regression()), picture(samples.regression(after=False, earlier=True))
    assert both is not None
    assert band is not None
    assert "What they moved" in both.svg
    assert "What they moved" not in band.svg


@pytest.mark.parametrize(
    "result",
    [samples.weekly(9, mentored=0), samples.change(pupils=9), samples.differences(30, 9), samples.trend(later=9), samples.regression(9, by_cut=False)],
    ids=lambda result: type(result).__name__,
)  # fmt: skip
def test_few_pupils_leave_no_picture(result: Result) -> None:
    """Where every number rests on few there is nothing to draw."""
    assert picture(gate(result)) is None


@pytest.mark.parametrize("code", ["few_points", "beyond_all"])
@pytest.mark.parametrize("beside", [False, True])
def test_a_line_that_reaches_no_further_is_not_drawn_on(code: str, beside: bool) -> None:
    """Where the words do not carry the old line on, the picture does not either, and says so; both own lines stay."""
    result = samples.change(beside=beside)
    far = replace(result, cautions=tuple({*result.cautions, code}))
    whole, drawn = picture(replace(result, cautions=())), picture(far)
    assert whole is not None
    assert drawn is not None
    assert "stroke-dasharray" in whole.svg
    assert "stroke-dasharray" not in drawn.svg
    assert "Dashed" not in drawn.svg
    assert NOT_DRAWN_ON in drawn.svg
    assert NOT_DRAWN_ON in drawn.alt


def test_means_of_a_single_cluster_have_no_error() -> None:
    """Where nobody knows how sure the difference is, no error is drawn, nor spoken of."""
    alone, several = (
        picture(samples.differences(cluster="arm")),
        picture(samples.differences(cluster="school")),
    )
    assert alone is not None
    assert several is not None
    assert "standard error" in several.svg
    assert "standard error" not in alone.svg
    assert (several.svg.count('id="LineCollection_'), alone.svg.count('id="LineCollection_')) == (2, 0)


def test_attendance_is_drawn_in_percent_and_its_changes_in_points() -> None:
    """Pictures name their unit, and their words too."""
    means, band = picture(samples.differences(points_are=PERCENTAGE_POINTS)), picture(samples.level())
    assert means is not None
    assert band is not None
    assert "Mean score in percent, with its standard error" in means.svg
    assert re.search(r"intervention, autumn: \d\d\.\d\d%", means.alt)
    assert "in percentage points" in band.svg
    assert re.search(r"They moved \S+ percentage points", band.alt)
