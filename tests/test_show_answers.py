"""Printed answers: every word that was written, at the width of a report, and nothing that was not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from full_record import full_record

from enquiry_lib.show.answers import NOTHING, printed_answers
from enquiry_lib.show.fields import Line, Lines, field_specs
from enquiry_lib.store.record import (
    SECTIONS,
    Cause,
    EvaluationPlan,
    Evidence,
    Priorities,
    Question,
)
from enquiry_lib.store.record.day1 import FrameworkReview

NASTY = ["<script>alert(1)</script>", "{{ 7 * 7 }}", "=HYPERLINK(1)", '"><img src=x>']
WORDS = Lines(
    (
        Line("awareness", "Leadership", "Awareness", "Seeing it."),
        Line("acceptance", "Leadership", "Acceptance", "Owning it."),
        Line("analysis", "Management", "Analysis", "Counting it."),
    )
)


def framework_words(name: str) -> Lines:
    """Three lines in two groups for the framework's words, and no other list."""
    return WORDS if name == "framework_words" else Lines(missing="No such list for Wales.")


def review(*words: dict[str, str]) -> FrameworkReview:
    """A framework review in which only the words have been answered."""
    return FrameworkReview.model_validate({"words": words})


def source(**said: object) -> Evidence:
    """Evidence of one source."""
    return Evidence.model_validate({"sources": [said]})


# --- words, lists and tables ------------------------------------------------------------------------------


def test_answers_are_printed_in_words_as_accessible_html() -> None:
    """Lists are lists, items are a table with headed columns, choices have their labels, units are there."""
    priorities = Priorities(
        concern="One.\n\nTwo.", strengths=["Phonics"], causes=[Cause(cause="Buses", level="between schools")]
    )
    html = printed_answers(priorities).html
    assert "<p>One.</p>\n<p>Two.</p>" in html
    assert "<li>Phonics</li>" in html
    assert '<th scope="col">Where it lies</th>' in html
    assert "<td>Between schools</td>" in html
    plan = EvaluationPlan(design="before_after", certainty=80, starts_on=dt.date(2025, 9, 8))
    text = str(printed_answers(plan))
    assert all(words in text for words in ("One group, before and after", "80%", "8 September 2025"))


def test_whatever_a_school_types_is_printed_as_text() -> None:
    """Scripts, template text and formulas come out as the characters that were typed."""
    priorities = Priorities(
        concern="\n".join(NASTY), weaknesses=NASTY, causes=[Cause(cause=text) for text in NASTY]
    )
    printed = printed_answers(priorities)
    assert "<script" not in printed.html
    assert "<img" not in printed.html
    assert printed.html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert printed.html.count("{{ 7 * 7 }}") == 3
    assert all(text in printed.text for text in NASTY)


def test_columns_nobody_filled_in_take_no_room() -> None:
    """A table has the columns that hold something; one column alone is a list."""
    table = printed_answers(Priorities(causes=[Cause(cause="Buses", evidence="Lates")])).html
    assert re.findall(r'<th scope="col">(.*?)</th>', table) == [
        "What may lie behind it",
        "What makes you think so",
    ]
    assert "<li>Buses</li>" in printed_answers(Priorities(causes=[Cause(cause="Buses")])).html


def test_a_table_of_many_columns_becomes_a_card_for_each_item() -> None:
    """From six columns on each item is a card under its first words, with what was filled in and no more."""
    five = {"source": "Smith (2019)", "kind": "before and after", "found": "Yes", "pupils": 40}
    assert "<table" in printed_answers(source(**five, trust="low")).html
    cards = printed_answers(source(**five, trust="low", lost="few")).html
    assert "<table" not in cards
    assert '<p class="enquiry-card">Smith (2019)</p>' in cards
    assert "<dt>Pupils lost on the way (attrition)</dt><dd>Few</dd>" in cards
    assert "How like your pupils?" not in cards


def test_a_word_or_two_stand_beside_their_question() -> None:
    """A short answer is marked as such, longer words and lists are not."""
    assert 'class="enquiry-short"' in printed_answers(Question(time="By July")).html
    assert 'class="enquiry-short"' not in printed_answers(Question(time="By July, or when it is done")).html
    assert 'class="enquiry-short"' not in printed_answers(Priorities(causes=[Cause(cause="Buses")])).html


# --- grids ------------------------------------------------------------------------------------------------


def test_answered_lines_stand_in_the_order_of_their_list_under_its_names() -> None:
    """Names come from the list, groups beside them where there are several, and the unanswered are counted."""
    section = review({"item": "analysis", "how_far": "mostly"}, {"item": "awareness", "shown_by": "Minutes"})
    printed = printed_answers(section, framework_words)
    rows = re.findall(r'<th scope="row">(\w+)<span class="enquiry-of">(\w+)</span></th>', printed.html)
    assert rows == [("Awareness", "Leadership"), ("Analysis", "Management")]
    assert "Acceptance" not in printed.html
    assert printed.text.splitlines()[1:4] == [
        "  Awareness; Minutes",
        "  Analysis; Mostly",
        "  2 of 3 answered",
    ]


def test_a_whole_grid_says_nothing_of_counts() -> None:
    """When every line is answered, no count is needed."""
    section = review(*({"item": line.key, "how_far": "mostly"} for line in WORDS.lines))
    assert "of 3 answered" not in printed_answers(section, framework_words).text


def test_an_answer_to_a_line_no_longer_in_the_list_is_kept_at_the_end() -> None:
    """Its key stands for the name that is gone, and it does not count as one of the list's."""
    section = review({"item": "ambition", "how_far": "mostly"}, {"item": "awareness", "how_far": "not yet"})
    lines = printed_answers(section, framework_words).text.splitlines()
    assert lines[1:4] == ["  Awareness; Not yet", "  ambition; Mostly", "  1 of 3 answered"]


def test_the_only_question_of_a_grid_is_not_printed_over_its_answers() -> None:
    """With one column its heading is for screen readers only."""
    section = review({"item": "awareness", "how_far": "not yet"})
    assert '<thead class="enquiry-heard">' in printed_answers(section, framework_words).html


# --- what is not asked ------------------------------------------------------------------------------------


def test_what_is_not_asked_is_neither_printed_nor_missed() -> None:
    """An answer kept from before its question went is not shown, nor is the question called open."""
    plan = EvaluationPlan(design="before_after", unit="classes", measured_by="attendance", measure="Reading")
    text = printed_answers(plan).text
    assert not any(
        words in text for words in ("What was allocated", "classes", "Name of the measure", "Reading")
    )
    asked = printed_answers(plan.model_copy(update={"design": "comparison"})).text
    assert "What was allocated, or chosen: single pupils, or whole classes?\n  Whole classes" in asked


def test_what_is_not_asked_of_one_item_takes_no_room_in_it() -> None:
    """An opinion has no effect size, whatever was typed before its kind was chosen; another source keeps its own."""
    opinion = {"source": "A", "kind": "opinion or experience", "effect_size": 0.4}
    study = {"source": "B", "kind": "randomised trial", "effect_size": 0.1}
    both = Evidence.model_validate({"sources": [opinion, study]})
    assert "Effect size, if given" not in printed_answers(source(**opinion)).text
    text = printed_answers(both).text
    assert "B; Randomised trial; 0.1" in text
    assert "0.4" not in text


# --- what is not there ------------------------------------------------------------------------------------


def test_open_questions_are_one_quiet_line_of_three_names() -> None:
    """What has not been answered is named once, below what has; three by name, the others by their number."""
    printed = printed_answers(Question(time="By July"))
    assert printed.html.count("Not answered yet:") == 1
    assert "<dt>For whom?</dt>" not in printed.html
    named = "‘For whom?’, ‘About how many pupils is that?’, ‘What will be done?’ and 10 more."
    assert printed.text.splitlines()[-1] == f"Not answered yet: {named}"


def test_a_question_about_a_list_that_is_not_there_is_not_called_open() -> None:
    """Nobody can answer it."""
    section = review({"item": "awareness", "how_far": "mostly"})
    assert "Questions to reflect on" not in printed_answers(section, framework_words).text


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_nobody_has_begun_is_one_sentence(section: str) -> None:
    """No list of all its questions; what stands in a fresh form counts as nothing written."""
    printed = printed_answers(SECTIONS[section]())
    assert printed.text == NOTHING
    assert printed.html.count("<p") == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_prints_the_title_of_each_answered_question(section: str) -> None:
    """Nothing written in any section is lost on the way to the page."""
    written = full_record().section(section)
    printed = printed_answers(written, framework_words)
    answered = [name for name in written.model_fields_set if name in field_specs(type(written))]
    assert answered
    assert all(
        f"<dt>{field_specs(type(written))[name].title}</dt>" in printed.html.replace("&#39;", "'")
        for name in answered
    )
