"""What the example's schools did: sessions on the right days for the right pupils, visits, and short lists."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers
from enquiry_lib.data.example.process import (
    delivery_table,
    group_table,
    indicator_table,
    observation_table,
    session_days,
    summary_table,
)
from enquiry_lib.data.example.scores import measured_twice
from enquiry_lib.data.example.tables import Roll, other_ids, pupil_ids, pupil_table, roll
from enquiry_lib.data.templates import columns

SESSIONS = {
    **{"first": "2025-10-06", "last": "2026-03-20", "weekdays": [2, 4], "minutes": 20},
    **{"attend": 0.84, "cut_short": 0.25},
}
SCORES = {
    **{"year_groups": ["4", "5"], "baseline": "2025-10-01", "follow_up": "2026-03-24"},
    **{"gap": 0.3, "effect": 0.2, "anyway": 0.0, "narrowing": 0.0, "arms": "random"},
}
NOWHERE = pd.DataFrame({"pupil_id": [], "arm": []})


def numbers_of(**parts: Any) -> Numbers:
    """Give the numbers of a primary school of 140 without leavers, with the parts named."""
    years = ["R", "1", "2", "3", "4", "5", "6"]
    plain = {"year_groups": years, "roll": 140, "pupil_premium": 0.3, "leavers": 0.0}
    return Numbers.model_validate(plain | parts)


def pupils_of(numbers: Numbers) -> tuple[Roll, pd.DataFrame]:
    """Give a roll and a table of pupils."""
    on = roll(numbers, Draws(40))
    return on, pupil_table(numbers, on, pupil_ids(Draws(41)), Draws(42))


def names(table: str) -> list[str]:
    """Give the columns of a table as its dictionary lists them."""
    return [column.name for column in columns(table)]


# --- sessions ---------------------------------------------------------------------------------------------


def test_sessions_are_for_the_pupils_drawn_by_lot() -> None:
    """Pupils of the intervention have a row a session, those compared with none, and nobody two on one day."""
    numbers = numbers_of(delivery=SESSIONS, outcomes=SCORES)
    assert numbers.outcomes
    on, pupils = pupils_of(numbers)
    scores = pd.concat(measured_twice(numbers.outcomes, on, pupils, "Reading", Draws(43)))
    rows = delivery_table(numbers, on, pupils, scores, Draws(44))
    assert list(rows.columns) == names("delivery")
    assert set(rows["pupil_id"]) == set(scores.query("arm == 'intervention'")["pupil_id"])
    assert not rows.duplicated(["pupil_id", "date"]).any()


def test_sessions_are_on_the_days_planned_while_on_roll() -> None:
    """Every session is a Tuesday or Thursday of an open school, and none before a pupil has joined."""
    numbers = numbers_of(delivery=SESSIONS, late_joiners=0.4)
    on, pupils = pupils_of(numbers)
    rows = delivery_table(numbers, on, pupils, NOWHERE, Draws(45)).merge(pupils, on="pupil_id")
    assert set(pd.to_datetime(rows["date"]).dt.day_name()) == {"Tuesday", "Thursday"}
    assert not rows["date"].between("2025-12-20", "2026-01-05").any()
    assert (rows["joined_on"] <= rows["date"]).all()
    assert set(rows["pupil_id"]) == set(pupils["pupil_id"])


def test_attendance_of_sessions_comes_out() -> None:
    """About as many sessions are attended, and cut short, as asked for; pupils differ; a missed one has no minute."""
    numbers = numbers_of(delivery=SESSIONS, roll=700)
    on, pupils = pupils_of(numbers)
    rows = delivery_table(numbers, on, pupils, NOWHERE, Draws(46))
    came = rows["attended"] == "yes"
    assert came.mean() == pytest.approx(0.84, abs=0.02)
    assert (rows["minutes"][came] < 20).mean() == pytest.approx(0.25, abs=0.03)
    assert (rows["minutes"][~came] == 0).all()
    assert rows["minutes"][came].between(8, 20).all()
    assert came.groupby(rows["pupil_id"]).mean().std() > 0.06


def test_a_share_of_some_year_groups_can_have_it() -> None:
    """Where scores do not say who has the intervention, a share of the pupils named has it."""
    numbers = numbers_of(delivery=SESSIONS | {"year_groups": ["2", "3"], "share": 0.5}, late_joiners=0.0)
    on, pupils = pupils_of(numbers)
    rows = delivery_table(numbers, on, pupils, NOWHERE, Draws(47)).merge(pupils, on="pupil_id")
    assert rows["pupil_id"].nunique() == 20
    assert set(rows["year_group"]) == {"2", "3"}


def test_no_sessions_are_no_rows() -> None:
    """A school that plans nothing has an empty table of sessions."""
    numbers = numbers_of()
    on, pupils = pupils_of(numbers)
    assert delivery_table(numbers, on, pupils, NOWHERE, Draws(48)).empty


def test_session_days_leave_out_holidays() -> None:
    """The half term has no sessions."""
    delivery = numbers_of(delivery=SESSIONS | {"first": "2025-10-20", "last": "2025-11-07"}).delivery
    assert delivery
    found = [str(day) for day in session_days(delivery)]
    assert found == ["2025-10-21", "2025-10-23", "2025-11-04", "2025-11-06"]


# --- visits -----------------------------------------------------------------------------------------------

LOOKED_FOR = [
    {
        "ingredient": "In turn",
        "method": "learning walk",
        "visits": 8,
        "fully": 0.5,
        "partly": 0.25,
        "comparison": 0.5,
    },
    {"ingredient": "Aloud", "method": "learning walk", "visits": 6, "fully": 1.0, "partly": 0.0},
    {"ingredient": "Kept", "method": "work scrutiny", "visits": 4, "fully": 0.0, "partly": 0.5},
]


def visits(**parts: Any) -> pd.DataFrame:
    """Give the table of observations of a school with three ingredients, in Years 4 and 5."""
    numbers = numbers_of(observations=LOOKED_FOR, outcomes=SCORES, **parts)
    _, pupils = pupils_of(numbers)
    return observation_table(numbers, pupils, other_ids(Draws(49)), Draws(50))


def test_ingredients_are_seen_as_often_as_told() -> None:
    """Of the visits to each arm the shares told see each ingredient fully, partly or not."""
    rows = visits()
    assert list(rows.columns) == names("observations")
    counts = rows.value_counts(["ingredient", "arm", "seen"]).to_dict()
    assert counts == {
        ("In turn", "intervention", "fully"): 4,
        ("In turn", "intervention", "partly"): 2,
        ("In turn", "intervention", "not seen"): 2,
        ("In turn", "comparison", "fully"): 2,
        ("In turn", "comparison", "partly"): 2,
        ("In turn", "comparison", "not seen"): 4,
        ("Aloud", "intervention", "fully"): 6,
        ("Kept", "intervention", "partly"): 2,
        ("Kept", "intervention", "not seen"): 2,
    }


def test_a_visit_is_one_day_in_one_class() -> None:
    """What is looked for in the same way is looked for in the same visits, in the classes that take part."""
    rows = visits()
    each = rows.groupby("observation_id")[["date", "method", "place", "arm"]].nunique()
    assert (each == 1).all(axis=None)
    assert len(each) == 8 + 8 + 4
    assert set(rows["place"]) == {"4A", "5A"}
    assert rows["date"].between("2025-10-01", "2026-03-24").all()


def test_quality_goes_with_what_was_seen() -> None:
    """What was fully seen was done at least fairly well, and what was not seen has no quality."""
    rows = visits()
    by_seen = {seen: set(part["quality"]) for seen, part in rows.groupby("seen")}
    assert by_seen["fully"] <= {"3", "4"}
    assert by_seen["partly"] <= {"2", "3"}
    assert by_seen["not seen"] == {""}


def test_no_visits_are_no_rows() -> None:
    """A school that observed nothing has an empty table of observations."""
    numbers = numbers_of()
    assert observation_table(numbers, pupils_of(numbers)[1], other_ids(Draws(51)), Draws(52)).empty


# --- short lists ------------------------------------------------------------------------------------------


def test_groups_have_the_share_of_pupils_told() -> None:
    """A tenth of 140 pupils are 14, each once; some have been in the group since a day after they joined."""
    numbers = numbers_of(groups=[{"group": "Young carers", "share": 0.1}, {"group": "Choir", "share": 0.5}])
    on, pupils = pupils_of(numbers)
    rows = group_table(numbers, on, pupils, Draws(53))
    assert list(rows.columns) == names("groups")
    assert rows["group"].value_counts().to_dict() == {"Choir": 70, "Young carers": 14}
    assert not rows.duplicated(["pupil_id", "group"]).any()
    known = rows[rows["since"] != ""].merge(pupils, on="pupil_id")
    assert 0 < len(known) < len(rows)
    assert (known["since"] >= known["joined_on"]).all()


def test_indicators_have_a_row_an_occasion() -> None:
    """What was counted once has one row; what counts things has nobody behind it."""
    told = [
        {"indicator": "Letters", "before": 40, "after": 22.5, "better": "lower"},
        {"indicator": "Families", "counts": "people", "before": 12, "better": "higher", "people_before": 12},
    ]
    rows = indicator_table(numbers_of(indicators=told, delivery=SESSIONS))
    assert list(rows.columns) == names("indicators")
    assert rows[["indicator", "occasion", "value", "counts", "people"]].to_numpy().tolist() == [
        ["Letters", "baseline", "40", "things", ""],
        ["Letters", "follow_up", "22.5", "things", ""],
        ["Families", "baseline", "12", "people", "12"],
    ]
    assert rows["date"].tolist() == ["2025-10-06", "2026-03-20", "2025-10-06"]


def test_totals_of_attendance_are_as_told() -> None:
    """A school year's totals are one row about all pupils."""
    told = {
        **{"period": "2024/25", "pupils": 300, "sessions_possible": 110_000, "absent_authorised": 4000},
        **{"absent_unauthorised": 1000, "persistently_absent": 40, "severely_absent": 5},
    }
    rows = summary_table(numbers_of(attendance_summary=[told]))
    assert list(rows.columns) == names("attendance_summary")
    assert rows.to_dict("records") == [{**told, "group": "all pupils"}]
