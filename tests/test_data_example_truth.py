"""The truth behind the example's numbers: complete, readable, and what was told."""

from __future__ import annotations

import json

from enquiry_lib.data.example.schools import example_schools
from enquiry_lib.data.example.trial import trial_effect
from enquiry_lib.data.example.truth import school_truth, truth_text


def test_what_is_told_of_the_process_is_the_truth() -> None:
    """Every part of a school's numbers from which a table was drawn is in its truth, under the table's name."""
    for one in example_schools(12, 1):
        truth = school_truth(one, [300] * len(one.numbers.attendance))
        drawn = set(one.tables) - {"pupils", "outcomes", "attendance_summary", "indicators", "consents"}
        assert drawn <= set(truth)
        if one.numbers.survey:
            told = one.numbers.survey[0]
            assert truth["survey"][0]["construct"] == told.about
            assert truth["survey"][0]["before"] == told.before


def test_the_trial_s_effects_are_collected() -> None:
    """truth.json names the mean, the spread, and the effect at each school that takes part and no other."""
    schools = example_schools(4, 1)
    truths = {one.school.id: school_truth(one, [300] * len(one.numbers.attendance)) for one in schools}
    trial = json.loads(truth_text(1, 2, truths))["trial"]
    assert (trial["id"], trial["mean_effect"], trial["sd_between"]) == ("words-to-keep", 0.15, 0.1)
    assert trial["effects"] == {one.school.id: trial_effect(one) for one in schools if one.trial}
