"""The logic model and the timeline, from the record."""

from __future__ import annotations

import datetime as dt

import pytest

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.logic import DatedCheck, Doing, LogicModel, Timeline, draw_logic_model, draw_timeline
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry in which nothing has been written."""
    return open_enquiry(network.folder, "oak-primary")


def test_what_was_written_is_drawn_and_blanks_are_not(enquiry: Enquiry) -> None:
    """Activities keep their level, and entries without a word are left out."""
    values = {
        "problem": "Late mornings",
        "inputs": ["Time", ""],
        "activities": [{"activity": "Walk", "level": "beyond schools"}, {"level": "between schools"}],
        "long_term": ["They learn"],
    }
    enquiry.save("intervention", values, base_revision=0)
    assert draw_logic_model(enquiry) == LogicModel(
        "Late mornings", ("Time",), (Doing("Walk", "beyond schools"),), (), (), ("They learn",), ()
    )


def test_a_problem_alone_is_no_logic_model(enquiry: Enquiry) -> None:
    """As long as nothing goes in, is done or should follow, there is nothing to draw."""
    enquiry.save("intervention", {"problem": "Late mornings", "assumptions": ["Rain"]}, base_revision=0)
    assert isinstance(draw_logic_model(enquiry), NotEnough)


def test_steps_stand_in_the_order_of_their_days(enquiry: Enquiry) -> None:
    """Dated steps come first by their days, undated ones last, and two days the wrong way round are turned."""
    values = {
        "steps": [
            {"step": "Later", "starts": "2026-01-05"},
            {"step": "Undated"},
            {"step": "Ends only", "ends": "2025-10-01"},
            {"step": "Turned", "starts": "2025-09-19", "ends": "2025-09-08", "state": "done"},
            {"stage": "explore"},
        ],
        "check_points": [
            {"look_at": "Someday"},
            {"on": "2025-10-17", "look_at": "Is it done?", "then": "Fewer"},
        ],
    }
    enquiry.save("implementation", values, base_revision=0)
    found = draw_timeline(enquiry)
    assert isinstance(found, Timeline)
    assert [step.step for step in found.steps] == ["Turned", "Ends only", "Later", "Undated"]
    assert (found.steps[0].starts, found.steps[0].ends) == (dt.date(2025, 9, 8), dt.date(2025, 9, 19))
    assert found.check_points[0] == DatedCheck(dt.date(2025, 10, 17), "Is it done?", "Fewer")


def test_without_steps_and_check_points_there_is_no_timeline(enquiry: Enquiry) -> None:
    """An implementation without a step or a day says what to write."""
    found = draw_timeline(enquiry)
    assert isinstance(found, NotEnough)
    assert "form of the implementation" in found.do
