"""An enquiry says what is missing, how its plan and record stand, and all of it in short."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.analyse.in_short import InShort
from enquiry_lib.show.wording import sentences
from enquiry_lib.stats.result import NotEnough


def test_what_cannot_be_worked_out_says_what_to_do() -> None:
    """Thin data is said with what was found, then what to do next."""
    assert sentences(NotEnough("the gap", "there is no table", "Fill in the template.")) == [
        "The gap cannot be worked out yet: there is no table.",
        "Fill in the template.",
    ]


def test_a_plan_says_whether_it_is_frozen() -> None:
    """An open plan is called open; a frozen one has its date and who froze it."""
    assert "has not been frozen" in sentences(samples.plan_status())[0]
    assert "was frozen on 8 September 2025 by R. Lead." in sentences(samples.plan_status(frozen=True))[0]


def test_copies_of_the_record_are_reported() -> None:
    """Progress counts what is answered, and names copies that a synchronising program left."""
    assert sentences(samples.progress()) == ["3 of 5 questions have been answered."]
    copied = replace(samples.progress(), conflict_copies=("record (copy).json",))
    assert "record (copy).json" in sentences(copied)[1]


def test_missing_tables_are_named() -> None:
    """A check of the data says which tables are missing, and whether there are problems."""
    text = " ".join(sentences(samples.data_check()))
    assert "2 of 3 tables are there. Missing: attendance." in text
    assert "Problems were found" in text
    assert "No problems were found" in " ".join(sentences(samples.data_check(problems=0)))


def test_in_short_leads_with_the_question() -> None:
    """What was asked comes first, and a question that is not written down is missed."""
    found = NotEnough("the effect", "the plan has not been frozen")
    assert sentences(InShort("Does it help?", "", found))[0] == "We asked: Does it help?"
    assert "not been written down" in sentences(InShort("", "", found))[0]
