"""Words for values: what K, T or Year 7 mean."""

from __future__ import annotations

import pytest

from enquiry_lib.data.importing.words import Words, all_positive, answered_words
from enquiry_lib.data.templates import columns
from enquiry_lib.store.reference import reference

FACTS = reference("value_words", "England").facts


def _words(
    column: str, *, table: str = "pupils", mapped: dict[str, str] | None = None, **answers: str
) -> Words:
    ours = next(one for one in columns(table) if one.name == column)
    said = {f"word|{column}|{typed}": value for typed, value in answers.items()}
    return Words.of(table, ours, mapped or {}, said, FACTS)


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        *(("year_group", typed, "7") for typed in ("7", "Year 7", "Y7", "yr 07", "NC Year 7")),
        *(("year_group", typed, "R") for typed in ("Reception", "R", "Year R")),
        *(("year_group", typed, None) for typed in ("Year 14", "Seven")),
        *(("sex", typed, "F") for typed in ("F", "Female", "girl")),
        *(("pupil_premium", typed, "yes") for typed in ("T", "Y", "True", "1", "PP")),
        *(("pupil_premium", typed, "no") for typed in ("F", "N", "false", "0")),
        *(("send", typed, "none") for typed in ("N", "No SEN")),
        *(("send", typed, "SEN support") for typed in ("K", "SEN Support")),
        *(("send", typed, "EHC plan") for typed in ("E", "EHCP")),
        *(("eal", typed, value) for typed, value in (("ENG", "no"), ("Urdu", "yes"), ("POL", "yes"))),
        ("eal", "Refused", ""),
        ("eal", "Klingon", None),
        ("looked_after", "Previously looked after", "yes"),
        ("ethnicity", "WBRI", "White British"),
    ],
)
def test_the_usual_words_are_known(column: str, typed: str, value: str | None) -> None:
    """A word means its value, "" where it says that nothing is known, and None where nobody knows it."""
    assert _words(column).means(typed) == value


def test_answers_come_before_the_mapping_and_both_before_what_is_known() -> None:
    """A school that uses K for something else is believed."""
    assert _words("send", mapped={"K": "EHC plan"}).means("k") == "EHC plan"
    assert _words("send", mapped={"K": "EHC plan"}, K="none").means("K") == "none"
    assert _words("send", Z="nothing").means("Z") == ""


def test_a_term_is_asked_about_and_an_occasion_that_says_itself_is_not() -> None:
    """Nobody but the school knows whether Au1 was before or after."""
    words = _words("occasion", table="outcomes")
    assert (words.means("Pre-test"), words.means("Post"), words.means("Au1")) == (
        "baseline",
        "follow_up",
        None,
    )
    assert "follow_up" in words.ask("Au1", "Reading Au1").choices


def test_what_may_be_a_name_is_not_remembered() -> None:
    """A word that was answered with nothing, or kept as it is, is in no mapping."""
    said = {
        "word|send|Z": "none",
        "word|class_name|Zebedee": "nothing",
        "word|class_name|Q": "keep it as it is",
    }
    assert answered_words(said) == {"send": {"Z": "none"}}


def test_a_column_that_only_says_yes_is_seen() -> None:
    """There an empty cell may well mean no."""
    assert all_positive(_words("pupil_premium"), ["T", "Y"])
    assert not all_positive(_words("pupil_premium"), ["T", "F"])
    assert not all_positive(_words("send"), ["K", "N"])
