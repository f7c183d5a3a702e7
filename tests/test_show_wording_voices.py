"""Answers, themes and indicators are told modestly, and what rests on few people is not told."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import samples
from spoken import said

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import NOT_WITHOUT_COMPARISON, STRENGTH, caution_title, cautions, sentences
from enquiry_lib.show.wording.saying import EVERYBODY
from enquiry_lib.show.wording.voices import FEW_ANSWERS
from enquiry_lib.stats.indicators import Indicators, compare_indicators
from enquiry_lib.stats.surveys import SurveyChange, survey_change
from enquiry_lib.stats.voices import ThemeCount, count_themes


@pytest.mark.parametrize(
    "result", [samples.survey(), samples.indicators()], ids=lambda result: type(result).__name__
)
def test_a_change_of_answers_or_indicators_names_no_cause(result: SurveyChange | Indicators) -> None:
    """Without a comparison group no cause is named, and what the design can bear is said."""
    assert not [word for word in NOT_WITHOUT_COMPARISON if word in said(result).lower()]
    assert sentences(result)[-1] == EVERYBODY
    assert STRENGTH["before_after"] not in said(result)
    assert caution_title(result) == "This can bear less than it seems to:"


def test_a_clear_change_has_its_numbers() -> None:
    """A construct whose interval leaves out zero is told with means, change, interval and people."""
    line = samples.survey().lines[0]
    first = sentences(samples.survey())[0]
    for value in (line.mean_before, line.mean_after, line.change, line.low, line.high):
        assert f"{value:.2f}" in first
    assert first.startswith("Dispositions, pupils: ")
    assert first.endswith("24 pupils).")


def test_what_did_not_clearly_change_is_only_named() -> None:
    """A construct whose interval holds zero, or that has none, is named as without clear change."""
    assert "No clear change: Resources, pupils; Resources, staff." in sentences(samples.survey())


def test_everybody_moving_alike_is_not_called_unclear() -> None:
    """Where everybody moved by one point there is no interval; the change is told, and is not 'no clear change'."""
    rows = [
        (f"R{number}", occasion, construct, start + number % 2 + shift)
        for number in range(12)
        for construct, start, rise in (("belonging", 2, 1), ("trust", 3, 0))
        for occasion, shift in (("baseline", 0), ("follow_up", rise))
    ]
    table = pd.DataFrame(rows, columns=["respondent_id", "occasion", "construct", "answer"])
    told = sentences(gate(survey_change(table.assign(question="Q"))))
    assert told[:2] == [
        "Everybody's answers moved by the same amount, so there is no interval: Belonging (+1.00).",
        "No clear change: Trust.",
    ]


def test_few_answers_are_named_without_numbers() -> None:
    """A role of few people is named as too few, and a result of few people says no mean at all."""
    assert "Not shown, as it would tell about too few people: Dispositions, staff;" in said(
        gate(samples.survey(24, 9))
    )
    assert sentences(gate(samples.survey(9, 8))) == [FEW_ANSWERS]
    assert cautions(gate(samples.survey(9, 8))) == []


def test_nobody_twice_is_said() -> None:
    """A construct that nobody answered twice is named."""
    rows = [("A", "baseline", "Joy"), ("B", "follow_up", "Joy"), ("A", "baseline", "Trust")]
    rows += [("A", "follow_up", "Trust")]
    table = pd.DataFrame(rows, columns=["respondent_id", "occasion", "construct"])
    result = survey_change(table.assign(statement="I", answer=3))
    assert isinstance(result, SurveyChange)
    assert "Nobody answered on both occasions: Joy." in sentences(result)


def test_many_clear_changes_are_cut_short() -> None:
    """After five clear changes the table is pointed to."""
    told = sentences(samples.survey())
    assert sum("a change of" in sentence for sentence in told) == 5
    assert "The others are in the table, as far as it can be shown." in told


def test_themes_are_counts_of_people_and_never_percentages() -> None:
    """The theme most spoken of comes first, with its groups and leanings in people; there is no percentage."""
    told = sentences(samples.themes())
    assert told[0] == (
        "50 people spoke of “Being known by name” (14 parents, 26 pupils and 10 staff), 25 as something that helps "
        "and 25 as something that hinders."
    )
    assert "%" not in said(samples.themes())


def test_one_group_is_named_at_once() -> None:
    """Where only one group spoke of a theme it is the subject of the sentence."""
    assert "12 pupils spoke of “Trust”, " not in said(gate(samples.themes()))
    assert "12 pupils spoke of “Trust”." in sentences(gate(samples.themes()))


def test_who_was_asked_is_always_said() -> None:
    """With the groups heard it is said that who was asked decides what is heard."""
    for result in (samples.themes(), gate(samples.themes(3, trust=3))):
        assert "Heard were" in said(result)
        assert "Who was asked decides what is heard" in said(result)


def test_withheld_groups_and_themes_are_named_without_numbers() -> None:
    """A group of few is 'others', a theme of few is named apart, and who was heard has no number where it would tell."""
    told = said(gate(samples.themes(4, trust=4)))
    assert "(26 pupils and others)" in told
    assert "Too few people to be counted here spoke of: Trust." in told
    assert "Heard were parents, pupils and staff." in told


def test_groups_of_another_column_are_named_as_they_are() -> None:
    """People sorted by another column are said to be from its groups, or of none that is known."""
    table = pd.DataFrame({"voice_id": [f"V{n}" for n in range(30)], "theme": "Time"})
    table["house"] = ["Oak"] * 14 + ["Elm"] * 15 + [None]
    result = count_themes(table, by="house")
    assert isinstance(result, ThemeCount)
    assert "Heard were 15 from Elm, 14 from Oak and 1 of unknown group." in sentences(result)
    assert "Heard were people from Elm, people from Oak and people of unknown group." in sentences(
        result.withhold(set(result.cells()["id"]))
    )


def test_indicators_are_told_with_their_direction() -> None:
    """Each indicator is told from and to, by how much, and whether that is the better direction."""
    told = sentences(samples.indicators())
    assert told[:2] == [
        "Followers: up from 270 to 413, by 143 or 53.0%, which is the better direction.",
        "Letters home: up from 120 to 131 letters, by 11 or 9.2%, which is the worse direction.",
    ]
    assert (
        "Attendance: up from 94.9 to 97.0%, by 2.1 percentage points, which is the better direction." in told
    )
    assert "Known on one occasion only, with no other to set beside it: Late marks." in told


def test_indicators_without_change_or_percentage() -> None:
    """No change is said as one value, a change from zero without a percentage, a fall as down."""
    (line, *_), whole = samples.indicators().lines, samples.indicators()
    lines = (
        replace(line, after=270.0, change=0.0, percent=0.0, moved="no change"),
        replace(line, before=0.0, change=413.0, percent=float("nan"), moved=""),
        replace(line, after=135.0, change=-135.0, percent=-50.0, moved="worse"),
    )
    assert sentences(replace(whole, lines=lines))[:3] == [
        "Followers: 270 on both occasions.",
        "Followers: up from 0 to 413, by 413.",
        "Followers: down from 270 to 135, by 135 or 50.0%, which is the worse direction.",
    ]


def test_an_indicator_of_few_people_is_only_named() -> None:
    """An indicator that rests on few people is named without its values."""
    told = said(gate(samples.indicators(8)))
    assert "Not shown, as it would tell about too few people: Walking bus." in told
    assert "Walking bus: " not in told


def test_an_indicator_that_does_not_say_what_it_counts_is_named_apart() -> None:
    """What is withheld because the table is silent is not said to rest on too few people."""
    rows = {
        "indicator": "Exclusions",
        "occasion": ["baseline", "follow_up"],
        "value": [30, 20],
        "counts": None,
    }
    told = sentences(gate(compare_indicators(pd.DataFrame(rows))))
    assert told[0] == (
        "Not shown until the table says what they count, or of how many people they are a share: Exclusions."
    )
    assert "too few people" not in " ".join(told)


def test_one_person_is_said_in_the_singular() -> None:
    """On the school's own screen one person who spoke is not said to be 1 people."""
    table = pd.DataFrame({"voice_id": ["V1", "V2"], "who": ["staff", "pupil"], "theme": ["Time", "Trust"]})
    told = sentences(count_themes(table))
    assert {"1 member of staff spoke of “Time”.", "1 pupil spoke of “Trust”."} <= set(told)
    assert "Heard were 1 pupil and 1 member of staff." in told


def test_staff_who_rate_themselves_are_not_called_pupils() -> None:
    """What stands beside answers of staff alone speaks of people, in sentences, cautions, tables and the picture."""
    staff = samples.survey(0, 24)
    drawn = picture(staff)
    texts = [said(staff), drawn.alt if drawn else "", *(str(table) for table in tables(staff))]
    assert "pupil" not in " ".join(texts).lower()
