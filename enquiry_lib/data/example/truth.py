"""The truth behind the example's numbers, for trainers: what each was drawn around."""

from __future__ import annotations

import json
from typing import Any

from enquiry_lib.data.example.numbers import Numbers, Outcomes
from enquiry_lib.data.example.schools import ExampleSchool
from enquiry_lib.data.example.tables import absent_often
from enquiry_lib.data.example.trial import told_trial, trial_effect

NOTE = (
    "What the example's numbers were drawn around, for trainers. Effects, changes and gaps in standard "
    "deviations of pupils alike in pupil premium; a gap is others less pupils with the pupil premium; sd is "
    "one standard deviation in points of the measure. Attendance in percent of possible sessions. Means of "
    "answers on a scale from 1 to 5; shares of the sessions, visits, people or pupils there were."
)
DRAWN = ("groups", "delivery", "survey", "voices", "observations", "self_assessment")


def truth_text(seed: int, generator: int, schools: dict[str, dict[str, Any]]) -> str:
    """Give the text of truth.json, from the truth about each school by its id."""
    effects = {school: truth["trial_effect"] for school, truth in schools.items() if "trial_effect" in truth}
    told = told_trial()
    trial = {"id": told.protocol["id"], **told.truth.model_dump(), "effects": effects}
    whole = {"note": NOTE, "seed": seed, "generator": generator, "trial": trial, "schools": schools}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def school_truth(one: ExampleSchool, rolls: list[int]) -> dict[str, Any]:
    """Give the truth about a school; `rolls` are the pupils with marks in each school year."""
    plan = one.record.evaluation_plan
    return {
        "story": one.story.name,
        "design": plan.design,
        "unit": plan.unit,
        "measured_by": plan.measured_by,
        "measure": plan.measure,
        "tables": list(one.tables),
        **_outcome_truth(one.numbers.outcomes),
        "gap_at_screening": one.numbers.screening.gap if one.numbers.screening else None,
        "attendance": _attendance_truth(one.numbers, rolls),
        **_process_truth(one.numbers),
        **({"trial_effect": trial_effect(one)} if one.trial else {}),
    }


def _process_truth(numbers: Numbers) -> dict[str, Any]:
    """Give what the tables of what was done and asked were drawn around, each by its name."""
    told = numbers.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: told[name] for name in DRAWN if told.get(name)}


def _outcome_truth(outcomes: Outcomes | None) -> dict[str, float | None]:
    names = ("effect_size", "change_anyway", "gap_before", "gap_after", "sd", "between_classes", "items")
    if outcomes is None:
        return dict.fromkeys(names)
    return {
        "effect_size": outcomes.effect,
        "change_anyway": outcomes.anyway,
        "gap_before": outcomes.gap,
        "gap_after": round(outcomes.gap - outcomes.narrowing, 3),
        "sd": outcomes.sd,
        "between_classes": outcomes.between_classes if outcomes.by == "classes" else None,
        "items": outcomes.items,
    }


def _attendance_truth(numbers: Numbers, rolls: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "year": year.year,
            "roll": count,
            "percent": year.rate,
            "persistently_absent": often,
            "severely_absent": very,
        }
        for year, count in zip(numbers.attendance, rolls, strict=True)
        for often, very in [absent_often(count, year)]
    ]
