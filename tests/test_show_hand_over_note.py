"""The hand-over note: one page, whole in itself, without pupil data."""

from __future__ import annotations

import datetime as dt
import re

from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.analyse.handing_over import DateAhead, HandOver, Standing, hand_over
from enquiry_lib.analyse.progress import SectionProgress
from enquiry_lib.show.hand_over_note import hand_over_note, next_step, plan_stands, stands
from enquiry_lib.store.network import School

TODAY = dt.date(2026, 3, 2)
DONE = SectionProgress("question", "The enquiry question", 1, 2, 2, ())
OPEN = SectionProgress("evidence", "Evidence", 2, 1, 3, ("Where did you look?", "What <b>adds up?"))
STANDING = Standing("2025-26-x", "X & Y", "Does <it> help?", (DONE, OPEN), None, "", ("Design",), ())


def test_the_page_of_a_whole_enquiry() -> None:
    """It says what is asked, where it stands, whether the plan is frozen, and where things are."""
    enquiry = open_enquiry()
    page = hand_over_note(hand_over(enquiry.network, enquiry.school.id, "Deputy head", today=TODAY))
    for said in (
        "To Deputy head",
        enquiry.record.title,
        "was frozen on",
        "Dates ahead",
        "What to do next",
        "enquiry lab",
    ):
        assert said in page
    assert "src=" not in page
    assert "http" not in page


def test_no_pupil_is_on_the_page() -> None:
    """No code of a pupil and no count of pupils from the tables is in it."""
    enquiry = open_enquiry()
    page = hand_over_note(hand_over(enquiry.network, enquiry.school.id, "Deputy head", today=TODAY))
    codes = set(enquiry.loaded("pupils").frame["pupil_id"])
    assert not codes & set(re.findall(r"\w+", page))
    assert str(len(codes)) not in re.findall(r"\d+", page)


def test_what_people_wrote_cannot_be_markup() -> None:
    """Angle brackets and ampersands stand on the page as they were typed."""
    school = School("oak", "Oak <i>", "primary", "England")
    page = hand_over_note(HandOver(school, "<script>", "", TODAY, (STANDING,), (), ()))
    assert "<script>" not in page
    assert "Does &lt;it&gt; help?" in page
    assert "Before it can be frozen it still needs: Design." in page
    assert "The record names no day that is still to come." in page


def test_many_dates_stay_on_one_page() -> None:
    """Eight days are listed, and how many more there are."""
    dates = tuple(DateAhead(TODAY + dt.timedelta(days=n), f"Day {n}") for n in range(11))
    one = Standing("x", "", "", (), None, "", (), dates)
    school = School("oak", "Oak", "primary", "England")
    page = hand_over_note(HandOver(school, "Head", "", TODAY, (one,), (), ("ab12", "cd34")))
    assert "2 March 2026: Day 0" in page
    assert "Day 8" not in page
    assert "And 3 later ones" in page
    assert "ab12.key" in page
    assert "cd34.key" in page


def test_sentences_of_where_it_stands() -> None:
    """What is open is named with how much is answered, and what comes next is its first open part."""
    assert stands(STANDING) == "1 of 2 parts are finished. Still open: Evidence (1 of 3 answered)."
    assert next_step(STANDING).startswith("Go on with 'Evidence', in the workbooks of Day 2.")
    assert "not frozen yet" in plan_stands(STANDING)
    assert "finish this enquiry" in next_step(Standing("x", "", "", (DONE,), None, "", (), ()))
