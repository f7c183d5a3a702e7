"""The network's trial in the example: a protocol frozen in time, lots within each school, effects that differ."""

from __future__ import annotations

import datetime as dt

import numpy as np

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.schools import ExampleSchool, TrialPart, example_schools
from enquiry_lib.data.example.tables import pupil_ids, pupil_table, roll
from enquiry_lib.data.example.trial import told_trial, trial_effect, trial_protocol, trial_table
from enquiry_lib.data.templates import columns

STARTED = dt.date(2025, 10, 6)


def a_school(seed: int = 1) -> ExampleSchool:
    """Give the first school of an example."""
    return example_schools(1, seed)[0]


def test_the_protocol_is_frozen_before_anything_is_measured() -> None:
    """Its hash is its own, it was frozen before the first quiz, and schools started after that."""
    trial, told = trial_protocol([a_school()]), told_trial()
    assert trial.freeze
    assert trial.freeze.hash == trial.content_hash()
    assert trial.freeze.at.date() < told.numbers["baseline"] < STARTED < told.numbers["follow_up"]
    assert trial.model_extra == {}
    assert all(not start.model_extra for start in trial.started)


def test_schools_that_take_no_part_are_not_listed() -> None:
    """The list of starts names each school with classes in the trial, and no other."""
    four = example_schools(4, 1)
    assert [start.school for start in trial_protocol(four).started] == [
        one.school.id for one in four if one.trial
    ]


def test_true_effects_lie_around_their_mean() -> None:
    """Over many schools the true effects have the mean and the spread that the file tells, and stay the same."""
    effects = [trial_effect(a_school(seed)) for seed in range(1, 400)]
    assert abs(np.mean(effects) - told_trial().truth.mean_effect) < 0.02
    assert abs(np.std(effects) - told_trial().truth.sd_between) < 0.02
    assert trial_effect(a_school(5)) == effects[4]


def test_lots_are_drawn_among_the_classes_named() -> None:
    """Only pupils of these classes are in it, half in each arm of a year group, on two occasions."""
    one = a_school()
    on = roll(one.numbers, one.draws)
    pupils = pupil_table(one.numbers, on, pupil_ids(Draws(70)), Draws(71))
    rows = trial_table(one, TrialPart(classes=("5A", "6B"), started=STARTED), on, pupils)
    assert set(rows.columns) <= {column.name for column in columns("outcomes")}
    assert set(rows["measure"]) == {"Words to keep quiz"}
    first = rows[rows["occasion"] == "baseline"].merge(pupils, on="pupil_id")
    assert set(first["class_name"]) == {"5A", "6B"}
    for _, arm in first.groupby("year_group")["arm"]:
        assert abs((arm == "intervention").sum() - (arm == "comparison").sum()) <= 1
    assert set(rows["pupil_id"][rows["occasion"] == "follow_up"]) <= set(first["pupil_id"])
    assert rows["score"].between(0, 40).all()


def test_year_groups_of_the_schools_are_those_of_the_protocol() -> None:
    """Each class that takes part belongs to a year group that the protocol names."""
    named = set(trial_protocol([]).year_groups)
    used = {name[:-1] for one in example_schools(12, 1) if one.trial for name in one.trial.classes}
    assert used == named
