"""Answers: taken in the words of the choices, refused where they look like a slip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing import ask_again
from enquiry_lib.data.importing.answering import choice_of, may_be_said, settle, takes_other_words
from enquiry_lib.data.questions import Question
from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows


@pytest.mark.parametrize(
    ("key", "typed", "taken"),
    [
        ("word|occasion|Aut", " Follow up", "follow_up"),
        ("word|occasion|Spr", "mid_year", "mid_year"),
        ("word|occasion|Sum", "follow_up_2", "follow_up_2"),
        ("word|occasion|Sum", "Nothing", "nothing"),
        ("occasion", "Baseline", "baseline"),
        ("column|Grade", "not used", "not used"),
        ("column|Grade", "score [measure=Maths]", "score [measure=Maths]"),
        ("order|Date", "whatever", "whatever"),
    ],
)
def test_an_answer_is_taken_in_the_words_of_its_choices(key: str, typed: str, taken: str) -> None:
    """An occasion may be another word of one's own; what other questions are asked is not known here."""
    assert settle({key: typed}, "outcomes") == {key: taken}


@pytest.mark.parametrize(
    ("table", "key", "typed", "meant"),
    [
        ("outcomes", "word|occasion|Aut", "basline", "baseline"),
        ("outcomes", "occasion", "folow_up", "follow_up"),
        ("outcomes", "column|Grade", "scor", "score"),
        ("pupils", "word|send|W", "SEN suport", "SEN support"),
        ("pupils", "word|sex|W", "woman", "one of"),
        ("pupils", "codes", "maybe", "one of: keep, make"),
        ("pupils", "key", "old", "one of: new"),
        ("attendance", "column|AM Mark", "mark [session=XX]", "'XX' is no session"),
        ("attendance", "column|Date", "date [occasion=x]", "'occasion'"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(table: str, key: str, typed: str, meant: str) -> None:
    """Nothing misspelt is ever filed as a word of its own."""
    with pytest.raises(errors.WrongValue, match=f"'{re.escape(typed)}'. It should be .*{meant}"):
        settle({key: typed}, table)


def test_a_misspelt_answer_makes_no_proposal(network: Network, tmp_path: Path) -> None:
    """It is refused wherever it comes from; the right one is taken."""
    rows = [[upn, str(90 + at)] for at, upn in enumerate(UPNS[:4])]
    first = proposed(network, write_rows(tmp_path / "f.csv", [["UPN", "Reading SAS"], *rows]))
    with pytest.raises(errors.WrongValue, match="baseline, if that is what was meant"):
        ask_again(first, {"occasion": "basline"})
    assert set(ask_again(first, {"occasion": "Baseline"}).frame["occasion"]) == {"baseline"}


def test_where_there_is_no_choice_nothing_is_near() -> None:
    """A word far from every choice is told all of them."""
    with pytest.raises(errors.WrongValue, match="It should be one of: AM, PM"):
        choice_of("session", "evening", ("AM", "PM"), free=False)


def test_a_word_that_may_be_a_name_takes_no_other_word() -> None:
    """Or a mapping would remember the name; an occasion takes any."""
    name = Question("word|class_name|Mrs Bird", "Class", "?", ("keep it as it is", "nothing"))
    occasion = Question(
        "word|occasion|Aut", "", "?", ("baseline", "follow_up", "keep it as it is", "nothing")
    )
    status = Question("word|send|W", "SEN", "?", ("none", "SEN support"))
    assert not takes_other_words(name, "pupils")
    assert takes_other_words(occasion, "outcomes")
    assert not takes_other_words(status, "pupils")


def test_what_stands_in_the_file_may_be_said_unasked(network: Network, tmp_path: Path) -> None:
    """A heading, and a word under one; nothing else."""
    path = write_rows(tmp_path / "f.csv", [["UPN", "Year", "SEN"], *([upn, "7", "K"] for upn in UPNS[:3])])
    frame = proposed(network, path).read.frame
    said = {key: may_be_said(key, frame, "pupils") for key in ("column|SEN", "column|PP", "word|send|K")}
    assert said == {"column|SEN": True, "column|PP": False, "word|send|K": True}
    assert not may_be_said("word|send|E", frame, "pupils")
    assert not may_be_said("blah", frame, "pupils")
