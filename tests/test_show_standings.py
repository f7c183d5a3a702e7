"""How sections stand: what is said above a form, whether it can be changed, and when something was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show.standings import DATES_NEEDED, Action, clock, standing
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import SECTIONS, Record

FROZEN = {"freeze": {"at": "2025-09-03T14:32:00", "by": "Jo", "hash": "x"}}


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, with nothing in its record."""
    return Enquiry(network, network.schools[0], record_path)


@pytest.mark.parametrize(
    "section", [name for name in SECTIONS if name not in ("evaluation_plan", "next_cycle")]
)
def test_most_sections_can_always_be_changed(enquiry: Enquiry, section: str) -> None:
    """Only the plan can be frozen."""
    stands = standing(enquiry, section, Record.model_validate({"evaluation_plan": FROZEN}))
    assert not stands.read_only
    assert not stands.actions


def test_a_frozen_plan_is_read_only_and_says_when_and_by_whom(enquiry: Enquiry) -> None:
    """What can be done then is to reopen it; before, to freeze it."""
    frozen = standing(enquiry, "evaluation_plan", Record.model_validate({"evaluation_plan": FROZEN}))
    assert frozen.read_only
    assert frozen.notes[0].startswith("Frozen on 3 September 2025 at 14:32 by Jo.")
    assert [action.name for action in frozen.actions] == ["reopen"]
    assert [action.name for action in standing(enquiry, "evaluation_plan", Record()).actions] == ["freeze"]


def test_a_plan_that_does_not_fit_is_told_above_its_form(enquiry: Enquiry) -> None:
    """Attendance with two groups is told before anybody tries to freeze it, and no more once it has been."""
    plan = {
        "measured_by": "attendance",
        "design": "randomised",
        "baseline": "2024/25",
        "follow_up": "2025/26",
    }
    (note,) = standing(enquiry, "evaluation_plan", Record.model_validate({"evaluation_plan": plan})).notes
    assert "has no second group" in note
    frozen = Record.model_validate({"evaluation_plan": plan | FROZEN})
    assert len(standing(enquiry, "evaluation_plan", frozen).notes) == 1


def _freezing(enquiry: Enquiry, **plan: object) -> Action:
    (action,) = standing(enquiry, "evaluation_plan", Record.model_validate({"evaluation_plan": plan})).actions
    return action


def test_freezing_says_what_is_still_open(enquiry: Enquiry) -> None:
    """What stands in the way, and what would be frozen open, are two lists of fields, each field in one of them."""
    needed, others = _freezing(
        enquiry, design="before_after", measured_by="outcomes", if_yes="Carry on"
    ).still_open
    assert (needed.heading, others.heading) == ("Needed before it can be frozen", "May stay open")
    assert needed.fields == ("measure", "smallest_worthwhile", "certainty", "if_no", "if_unclear")
    assert {"why_chosen", "baseline"} <= {*others.fields}
    assert not {*needed.fields} & {*others.fields}
    assert not {"if_yes", "unit"} & {*needed.fields, *others.fields}


def test_scores_are_asked_for_their_days_and_attendance_for_what_fits(enquiry: Enquiry) -> None:
    """What else to know before freezing goes by where the outcome comes from now."""
    assert _freezing(enquiry).notes == ()
    assert _freezing(enquiry, measured_by="outcomes").notes == (DATES_NEEDED,)
    (note,) = _freezing(enquiry, measured_by="attendance", design="randomised").notes
    assert "has no second group" in note


def test_how_things_stand_is_told_apart_from_the_words_of_a_button(enquiry: Enquiry) -> None:
    """The button's own words are drawn once; what is open before it is plain data, told with every answer."""
    action = _freezing(enquiry)
    assert not {"notes", "still_open", "run"} & {*action.spec()}
    before = action.before()
    assert set(before) == {"notes", "still_open"}
    assert before["still_open"][0]["fields"] == action.still_open[0].fields


def test_an_enquiry_is_finished_and_opened_again_on_its_last_form(enquiry: Enquiry) -> None:
    """Finishing changes the record's status and nothing else; a line says so, and it can be taken back."""
    enquiry.save("next_cycle", {"needs": "Start earlier"}, base_revision=0)
    for name, status in (("finish", "finished"), ("open", "open")):
        (action,) = standing(enquiry, "next_cycle", enquiry.record).actions
        assert action.name == name
        action.run("")
        assert (enquiry.record.status, enquiry.record.next_cycle.needs) == (status, "Start earlier")
        notes = standing(enquiry, "next_cycle", enquiry.record).notes
        assert ["finished" in note for note in notes] == [True] * (status == "finished")
    assert not standing(enquiry, "next_cycle", enquiry.record).read_only


def test_what_an_action_does_stays_in_python(enquiry: Enquiry) -> None:
    """The front end gets words, never a function."""
    (action,) = standing(enquiry, "evaluation_plan", Record()).actions
    assert action.spec()["label"] == "Freeze the plan …"
    assert "run" not in action.spec()


def test_the_time_of_a_save_is_short_today_and_has_its_day_before() -> None:
    """'14:32' today, the day with it otherwise, and an unreadable time as it stands."""
    saved = "2025-09-03T14:32:00"
    assert clock(saved, today=dt.date(2025, 9, 3)) == "14:32"
    assert clock(saved, today=dt.date(2025, 9, 4)) == "on 3 September 2025 at 14:32"
    assert clock("some day") == "some day"


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01"])
def test_a_time_at_the_edge_of_the_calendar_shuts_no_form(enquiry: Enquiry, edge: str) -> None:
    """A record with such a time opens, and so does a plan frozen then."""
    assert clock(edge)
    plan = {"freeze": {"at": edge, "hash": ""}}
    stands = standing(enquiry, "evaluation_plan", Record.model_validate({"evaluation_plan": plan}))
    assert stands.read_only
