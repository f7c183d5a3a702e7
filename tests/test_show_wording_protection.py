"""Promises are said as they stand, kept ones and open ones; about the law the words stay modest."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import written

from enquiry_lib.show.wording import sentences

NOTHING_SAID = replace(
    written.promises(),
    points=(),
    who_asks="",
    saying_no="",
    not_to_judge="",
    promised_how="",
    lead="",
    keep_names_until=None,
    keep_tables_until=None,
    who_deletes="",
)


def test_what_was_promised_is_said_in_sentences() -> None:
    """Settled and open, who asks, how to say no, the promise to staff, how long, and who sees to it."""
    assert sentences(written.promises()) == [
        "Of 2 questions about what is right, 1 is settled (withholding something good: does not apply).",
        "Not settled yet: who sees the results.",
        "Who asks and listens, so that nobody has to say no to their own teacher: The family worker, who teaches nobody.",
        "How somebody can say no, or stop later: A slip in the box.",
        "Staff have it in writing that nothing found here is used to judge a teacher.",
        "Who promised it, and how: the head's letter.",
        "Kept, and no longer: the key that leads from codes to pupils until 31 August 2027 and the tables of pupils until "
        "31 August 2028.",
        "Who deletes what was kept: The data manager.",
        "Who leads on data protection: The trust's officer.",
    ]


def test_what_was_not_said_is_named() -> None:
    """Every promise that is missing has a sentence saying so, and nothing is made up in its place."""
    said = sentences(NOTHING_SAID)[1:]
    assert len(said) == 5
    assert all("has not been said" in sentence for sentence in said)


def test_a_question_nobody_answered_is_not_called_unsettled() -> None:
    """What was left empty is told apart from what people said is not settled."""
    points = (written.Point("Safeguarding", "Whom to tell?", ""),)
    said = sentences(replace(written.promises(), points=points))
    assert "Nothing has been said about: safeguarding." in said
    assert not [sentence for sentence in said if sentence.startswith("Not settled")]


@pytest.mark.parametrize("promised", ["yes, by word of mouth", "not yet"])
def test_a_promise_is_not_made_stronger_than_it_is(promised: str) -> None:
    """What was only said aloud, or not at all, is never called written."""
    said = " ".join(sentences(replace(written.promises(), not_to_judge=promised)))
    assert "in writing that" not in said
    assert "not yet in writing" in said or "not been promised yet" in said


def test_days_without_somebody_who_deletes_are_noticed() -> None:
    """A day on which things go needs a role that sees to it."""
    said = sentences(replace(written.promises(), who_deletes=""))
    assert "Who deletes what was kept: this has not been said." in said


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        (("yes", "no", "no"), "The answers point towards a full impact assessment."),
        (("no", "not sure"), "The answers do not tell yet whether a full impact assessment is needed."),
        (
            ("no", "no", "no"),
            "None of the signs is there, so the answers do not point towards a full impact assessment.",
        ),
    ],
)
def test_the_signs_point_and_the_officer_decides(answers: tuple[str, ...], first: str) -> None:
    """Whatever the signs say, the words point to the officer, and call themselves no legal advice."""
    asked, pointed, *_ = said = sentences(written.impact_assessment(*answers))
    assert pointed == first
    assert said[-1].startswith("This is no legal advice.")
    assert "officer, whose advice counts, was asked on 6 October 2025, and advised to go ahead" in asked
    assert not {"must", "lawful", "compliant", "legal requirement"} & set(" ".join(said).lower().split())


def test_signs_are_named_by_their_answer() -> None:
    """Those that are there, those nobody is sure of, and those not answered are told apart."""
    said = sentences(written.impact_assessment("yes", "not sure", ""))
    assert said[2:5] == [
        "Signs that are there: sensitive facts.",
        "Not sure: data put together.",
        "Not answered: watched.",
    ]


def test_notes_still_empty_are_named() -> None:
    """Before the conversation one sees what the officer would ask and nobody has thought of."""
    said = sentences(written.impact_assessment("yes"))
    assert "Of the notes for that conversation, still empty: who sees it." in said


@pytest.mark.parametrize(
    ("day", "advised", "words"),
    [
        (None, "", "has not been asked yet"),
        (dt.date(2025, 6, 24), "", "asked on 24 June 2025, and what came of it has not been written down"),
        (None, "a full assessment first", "was asked, and advised to make a full assessment first"),
    ],
)
def test_the_conversation_is_said_as_far_as_it_went(day: dt.date | None, advised: str, words: str) -> None:
    """Asked or not, and with what answer; an answer comes before what the signs say."""
    said = sentences(replace(written.impact_assessment("yes"), talked_on=day, advised=advised))
    assert words in " ".join(said)
    assert (words in said[0]) == bool(advised)
