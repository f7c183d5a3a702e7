"""What is said of designs along time never says more than they can bear."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples_over_time as samples

from enquiry_lib.show.numbers import number
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import NEVER_SAID, NOT_WITHOUT_COMPARISON, caution_title, cautions, sentences
from enquiry_lib.show.wording.over_time import BEARS, apart
from enquiry_lib.stats.over_time.differences import CAUTIONS
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.over_time.segments import Term
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance
from enquiry_lib.stats.result import Result

DESIGNS = [one for one in samples.every() if not isinstance(one, WeeklyAttendance)]


@pytest.mark.parametrize("result", DESIGNS, ids=lambda result: type(result).__name__)
def test_no_design_along_time_speaks_like_a_trial(result: Result) -> None:
    """Each says what it can bear, and none says proved, significant, effect of, or what led to what."""
    said = sentences(result)
    assert said[-1] in BEARS.values()
    text = " ".join([*said, *cautions(result)]).casefold()
    assert not [word for word in (*NEVER_SAID, *NOT_WITHOUT_COMPARISON) if word in text]


def test_weeks_are_said_in_one_sentence() -> None:
    """The first and the last week and the attendance of both series; weeks that are left out are mentioned."""
    assert sentences(samples.weekly()) == [
        "From the week of 1 September 2025 to the week of 2 February 2026, the mentored pupils attended 75.7% and the "
        "other pupils 72.7% of their possible sessions."
    ]
    assert "left out" in sentences(gate(samples.barely_missing(5)))[1]


def test_one_series_is_said_by_its_lines() -> None:
    """The jump, the change of slope and where it ended, with intervals."""
    first, second, seasons, bears = sentences(samples.change())
    assert seasons.startswith("Seasons were not allowed for")
    assert first.startswith("From week 12 on, own stood 3.8 above the line before it (95% interval ")
    assert second.startswith(
        "At the end, week 23, it stood 3.6 above where the line before would have come to ("
    )
    assert bears == BEARS["one_series"]
    assert caution_title(samples.change()) == "This can bear less than it seems to:"


def test_beside_another_series_the_difference_comes_first() -> None:
    """What is left when the comparison's change is taken off stands before the series by itself."""
    first, second, _ = sentences(samples.change(beside=True))
    assert first.startswith("Beside other, own stood 4.3 above where it would have been expected")
    assert second.startswith("By itself it stood, week 23, 3.6 above")


@pytest.mark.parametrize(
    ("estimate", "said"), [(0.04, "level with"), (-2.0, "2.0 below"), (0.06, "0.1 above")]
)
def test_what_rounds_to_nought_is_level(estimate: float, said: str) -> None:
    """Nothing is above or below by 0.0."""
    assert apart(Term(estimate, 1.0, -1.0, 1.0, 0.5, 1.0)) == said


def test_both_changes_and_their_difference_are_said() -> None:
    """Each group's own change, the difference with its interval, in SD, and how they changed before."""
    first, second, third, _ = sentences(samples.differences())
    assert first.startswith(
        "From baseline to follow-up, score changed by +5.5 in the group intervention and by +1.3 in the group comparison: "
        "a difference of +4.3 (95% interval "
    )
    assert "+0.48" in second
    assert third.startswith("Before, the two changed by")


def test_the_published_trend_is_said_beside() -> None:
    """The school's change, the published one, and the points beyond it."""
    assert sentences(samples.trend())[0] == (
        "Persistent absence went from 14.1% to 3.9%, while the published figure went from 13.4% to 13.8%: beside it the "
        "school moved −10.7 percentage points (95% interval −15.1 to −6.3)."
    )


@pytest.mark.parametrize(
    ("expected", "observed", "said"),
    [
        (-2.0, -4.0, "about 50% of that was to be expected anyway"),
        (-4.0, -2.0, "all of that, or more, was to be expected anyway"),
        (-4.0, 1.0, "not in the direction that was to be expected anyway"),
        (0.0, 1.0, "not in the direction"),
    ],
)
def test_the_part_to_be_expected_is_named_where_there_is_one(
    expected: float, observed: float, said: str
) -> None:
    """A share is given only of a larger change in the same direction."""
    result = replace(samples.regression(), expected=expected, observed=observed)
    assert said in sentences(result)[1]


def test_without_a_second_value_only_the_expectation_is_said() -> None:
    """Planned beforehand, there is nothing that they moved."""
    assert len(sentences(samples.regression(after=False, earlier=True))) == 2


def test_pupils_whose_weeks_are_hidden_are_named_without_a_figure() -> None:
    """Where most weeks of one series are withheld, it is said why, and the other series keeps its figure."""
    table = samples.weekly()
    named, _ = table.series
    said = sentences(table.withhold({named.ids.missed_in(week.monday) for week in named.weeks}))
    assert said[0].endswith("the other pupils attended 72.7% of their possible sessions.")
    assert said[1:] == [
        "In most weeks only a few of the mentored pupils missed a session, so that theirs are not shown."
    ]


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(
    ("code", "why"), [("few_points", "fewer than eight times"), ("beyond_all", "0 to 100%")]
)
def test_no_distance_is_said_where_no_line_reaches(code: str, why: str, beside: bool) -> None:
    """With few times, or a line that leaves 0 to 100%, the jump is said, and of the end only why nothing can be."""
    result = samples.change(beside=beside)
    far = replace(result, cautions=(*result.cautions, code))
    text = " ".join(sentences(far))
    assert "cannot be said: " in text
    assert why in text
    assert "cannot be said" not in " ".join(sentences(result))
    assert number(abs((far.beyond or far.own).at_last.estimate or 0.0)) not in text


def test_attendance_is_told_in_percentage_points() -> None:
    """What a point of a percentage is, is said; of other series it is not known."""
    assert "percentage points" in sentences(samples.attended())[0]
    assert "percentage points" not in " ".join(sentences(samples.change()))


def test_no_look_along_time_says_that_nothing_was_drawn() -> None:
    """A school that drew lots is not told that it did not, nor is attendance called a score."""
    text = " ".join([*BEARS.values(), *sentences(samples.differences()), *CAUTIONS.values()])
    assert "not allocated" not in text
    assert "Nothing was allocated" not in text
    assert "of the scores" not in text
    assert "without a score" not in text


def test_changes_of_attendance_have_their_unit() -> None:
    """Every change of a percentage is in percentage points, what it changed from in percent, and neither is a score."""
    groups = sentences(samples.differences(points_are=PERCENTAGE_POINTS))
    assert "changed by +5.5 percentage points in the group" in groups[0]
    assert (
        "+1.3 percentage points in the group comparison: a difference of +4.3 percentage points ("
        in groups[0]
    )
    assert re.search(r"Before, the two changed by \S+ percentage points differently", groups[2])
    chosen = samples.level()
    said = " ".join(sentences(chosen))
    assert not re.findall(r"(?:change|changed|is) (?:by )?[+−]\d+\.\d(?! percentage points)", said)
    assert re.search(r"all pupils stood at \d\d\.\d% on average", said)
    assert "score" not in " ".join([said, *cautions(chosen)])


def test_pupils_who_are_level_are_said_to_be_everybody_there() -> None:
    """Where all of the chosen stood at one place, that is said in place of their mean."""
    assert sentences(samples.level())[0].startswith(
        "The 30 pupils chosen are everybody at 100%; all pupils stood at"
    )
    assert "everybody" not in sentences(samples.regression())[0]


@pytest.mark.parametrize(
    ("low", "high", "either"),
    [(-1.7, 0.1, True), (-1.7, -0.04, True), (-1.7, -0.06, False), (0.3, 2.0, False)],
)
def test_what_could_have_gone_either_way_is_said_to(low: float, high: float, either: bool) -> None:
    """An interval that, as written, reaches nought gives no direction, and no part of a change is put down to it."""
    middle = (low + high) / 2
    found = replace(samples.level(), expected=middle, low=low, high=high, observed=1.5 * middle)
    said = " ".join(sentences(found))
    assert ("so that it could have gone either way." in said) == either
    assert ("that lies within what was to be expected anyway" in said) == either
    assert ("of that was to be expected anyway" in said) != either
    outside = " ".join(sentences(replace(found, observed=5.0)))
    assert ("that lies outside what was to be expected anyway" in outside) == either
