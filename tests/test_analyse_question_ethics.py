"""Signs that somebody could be worse off are seen in the words, and refusing something is no sign of it."""

from __future__ import annotations

import pytest

from enquiry_lib.analyse.question_ethics import Told, gives_no_reason, signs


def _codes(
    done: str = "", *, comparison: str = "", worse_off: str = "", whom: str = "", answers: str = ""
) -> list[str]:
    return [code for code, _ in signs(Told(whom, done, comparison, "", worse_off, answers))]


@pytest.mark.parametrize(
    ("done", "code"),
    [
        ("Weekly ranking of pupils on the corridor display", "shown_up"),
        ("A league table of teachers in the staffroom", "shown_up"),
        ("The slowest readers' names read out", "shown_up"),
        ("Film every lesson", "unasked"),
        ("Record pupils' conversations at lunch", "unasked"),
        ("A mystery visitor takes notes", "hidden"),
        ("A named form asks for diagnoses and medication", "more_than_needed"),
        ("Stop their therapy for a term", "entitled"),
        ("Catch-up sessions instead of PE", "takes_away"),
        ("Pupils are withdrawn from French every day", "takes_away"),
        ("Late pupils wear a red lanyard, coloured badges for the rest", "shown_up"),
        ("Pretend that the test counts", "hidden"),
        ("Families buy the app themselves", "costs_families"),
        ("Results go into appraisal", "judges_staff"),
    ],
)
def test_each_sign_is_seen_in_what_is_done(done: str, code: str) -> None:
    """One sign, one code."""
    assert _codes(done) == [code]


@pytest.mark.parametrize(
    "done",
    [
        *("Names drawn out of a hat", "Word wall in each classroom", "Pupils read aloud to a partner"),
        *("Watch a short film and talk about it", "Secret reader on Fridays", "No names on the wall chart"),
        *(
            "Filming of lessons with parents' consent",
            "Lunchtime club",
            "Quiz on the board, scores stay private",
        ),
        *("Audio feedback on essays", "No recordings of pupils are made", "Alcohol awareness lessons"),
    ],
)
def test_ordinary_school_words_are_no_sign(done: str) -> None:
    """What is refused, agreed to, or only sounds alike is left alone."""
    assert _codes(done) == []


def test_lessons_missed_are_no_sign_where_they_are_spoken_about() -> None:
    """Whoever says what happens with the lesson missed has thought of it."""
    assert _codes("Pupils are withdrawn from French", worse_off="They miss French and get the notes") == []


def test_support_is_a_sign_where_pupils_may_be_entitled_to_it() -> None:
    """No support at all for pupils with a plan is; no extra support, or support kept, is not."""
    assert _codes(whom="Y7 with an EHCP", comparison="Half have no literacy support") == ["entitled"]
    assert _codes(whom="Y7 with an EHCP", comparison="no extra support") == []
    assert _codes(worse_off="Nobody misses their support") == []
    assert _codes(worse_off="They miss one support lesson and get it back on Friday") == []


def test_blind_marking_hides_nothing() -> None:
    """Markers need not know; the people it is about do."""
    assert _codes(worse_off="Markers do not know, and they do not know which group") == []
    assert _codes(worse_off="It is covert so they won't know") == ["hidden"]
    assert _codes(worse_off="We think it helps, but we do not know") == []


@pytest.mark.parametrize(
    "said",
    [
        *("No.", "Nobody really", "N/A", "I don’t think so", "No one will be worse off", "It can only help"),
        *("Should motivate everyone really", "Some miss out but it is the gold standard"),
    ],
)
def test_a_bare_answer_gives_no_reason(said: str) -> None:
    """A no, a hope or a shrug leaves nothing to agree with."""
    assert gives_no_reason(said)


@pytest.mark.parametrize(
    "said",
    [
        *("Nobody, all get it later", "None of them misses a lesson", "Those who wait, by five weeks", ""),
        *("No one: it is in form time and they can opt out", "Play leaders lose lunch, so they do one day"),
    ],
)
def test_a_short_reason_is_a_reason(said: str) -> None:
    """Few words are enough; an empty box is asked for elsewhere."""
    assert not gives_no_reason(said)
