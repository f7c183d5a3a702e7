"""An invented village school of thirty pupils in two classes, where most counts of a group are too small to be shown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib.data.example.asked import self_assessment_table, survey_table, voice_table
from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers
from enquiry_lib.data.example.process import delivery_table, indicator_table, observation_table
from enquiry_lib.data.example.scores import outcome_table
from enquiry_lib.data.example.tables import attendance_table, other_ids, pupil_ids, pupil_table, roll
from enquiry_lib.store.network import Network, School, Settings, create_network
from enquiry_lib.store.record import Freeze, Record
from enquiry_lib.store.saving import save_record, write_whole

SCHOOL = School("pennyfold-primary", "Pennyfold Primary School", "primary", "England", "Calderdale")
SEED = 11
MEASURE = "Reading test"
LOWER, HIGHER = "the infants' room", "the juniors' room"

NUMBERS: dict[str, Any] = {
    "year_groups": ["R", "1", "2", "3", "4", "5", "6"],
    "roll": 30,
    "grown_by": 1,
    "pupil_premium": 0.2,
    "send_support": 0.1,
    "ehc_plan": 0.03,
    "eal": 0.12,
    "reasons": {"I": 0.7, "M": 0.1, "O": 0.12, "G": 0.08},
    "attendance": [
        {"year": "2024/25", "terms": "year", "rate": 94.1, "persistent": 0.11},
        {"year": "2025/26", "terms": "year", "rate": 95.0, "persistent": 0.1},
    ],
    "outcomes": {
        "year_groups": ["1", "2", "3", "4", "5", "6"],
        "baseline": dt.date(2025, 9, 24),
        "follow_up": dt.date(2026, 6, 17),
        "gap": 0.4,
        "effect": 0.25,
        "anyway": 0.1,
        "narrowing": 0.1,
        "arms": "none",
        "lost": 0.04,
    },
    "delivery": {
        "first": dt.date(2025, 10, 6),
        "last": dt.date(2026, 3, 20),
        "weekdays": [2, 4],
        "minutes": 15,
        "attend": 0.85,
        "cut_short": 0.1,
    },
    "survey": [
        {
            "role": "pupil",
            "people": 24,
            "construct": "Reading at home",
            "questions": ["Somebody listens to me read.", "I choose what I read.", "(-) Reading is a chore."],
            "before": 2.9,
            "after": 3.4,
        },
        {
            "role": "parent",
            "people": 9,
            "construct": "Listening to a child read",
            "questions": ["I know what to do when my child gets stuck."],
            "before": 2.6,
            "after": 3.5,
        },
    ],
    "voices": [
        {
            "method": "pupil forum",
            "who": "pupil",
            "people": 26,
            "themes": [
                {"theme": "Somebody of my own to read to", "share": 0.7, "leaning": "helps"},
                {"theme": "Noise from the hall", "share": 0.3, "leaning": "hinders"},
            ],
        },
        {
            "method": "interview",
            "who": "parent",
            "people": 8,
            "themes": [{"theme": "No time before supper", "share": 0.6, "leaning": "hinders"}],
        },
    ],
    "observations": [
        {
            "ingredient": "The child reads, the listener waits",
            "method": "lesson observation",
            "visits": 8,
            "fully": 0.6,
            "partly": 0.25,
        },
        {
            "ingredient": "They talk about the page",
            "method": "lesson observation",
            "visits": 8,
            "fully": 0.4,
            "partly": 0.4,
        },
    ],
    "indicators": [
        {"indicator": "Books borrowed in a month", "unit": "books", "before": 41, "after": 66, "better": "higher"},
        {
            "indicator": "Volunteers who listen",
            "unit": "volunteers",
            "counts": "people",
            "before": 4,
            "after": 7,
            "better": "higher",
            "people_before": 4,
            "people_after": 7,
        },
    ],
    "self_assessment": {
        "people": 4,
        "dispositions": {"before": 3.4, "after": 3.9},
        "skills": {"before": 2.5, "after": 3.1},
        "knowledge": {"before": 2.4, "after": 3.2},
        "motivation": {"before": 4.0, "after": 4.2},
        "resources": {"before": 2.2, "after": 2.4},
    },
}  # fmt: skip

QUESTION = (
    "Do our pupils read better in June than their scores in September would have led us to expect, "
    "after two terms of reading aloud to a grown-up twice a week?"
)
RULE = {
    "if_yes": "train four more volunteers and go on",
    "if_no": "give the time back to the class reader",
    "if_unclear": "go on for a term and ask a second small school to do the same",
}
RECORD: dict[str, Any] = {
    "title": "Somebody to read to",
    "year": "2025/26",
    "priorities": {
        "concern": "Few of our children read to anybody at home, and in two mixed-age classes nobody has an adult for long.",
        "strengths": ["Every adult knows every child", "The village hall is next door"],
        "weaknesses": ["One teacher has four year groups at once"],
        "priority": "Reading aloud to a listener who has time",
        "priority_level": "within the school",
    },
    "question": {
        "population": "All pupils of Years 1 to 6",
        "pupils": 26,
        "intervention": "Reading aloud to a trained volunteer, twice a week for a quarter of an hour.",
        "comparison": "The same pupils in September; there is no other group",
        "outcome": "Reading test, standardised score",
        "time": "From October to March",
        "terms": 2,
        "question": QUESTION,
        "worse_off": "Nobody is taken out of reading with the teacher.",
        "smallest_worthwhile": 0.2,
        "certainty": 75.0,
        **RULE,
    },
    "intervention": {
        "problem": "Nobody has time to listen.",
        "what": "A volunteer sits beside one child. The child reads; the volunteer waits, and says a word only when asked.",
        "for_whom": "All pupils of Years 1 to 6",
        "by_whom": "Volunteers from the village, checked and trained",
        "sessions_a_week": 2,
        "minutes": 15,
        "weeks": 20,
        "inputs": ["Six volunteers", "Two quiet corners"],
        "short_term": ["Every child is listened to twice a week"],
        "medium_term": ["Children choose books for themselves"],
        "long_term": ["They read because they like to"],
        "assumptions": ["Volunteers keep coming in the dark months"],
        "activities": [{"activity": "Fifteen minutes with one listener", "level": "within the school"}],
    },
    "evaluation_plan": {
        "question": QUESTION,
        "design": "before_after",
        "pupils": 26,
        "measured_by": "outcomes",
        "measure": MEASURE,
        "baseline": "baseline",
        "follow_up": "follow_up",
        "starts_on": "2025-10-06",
        "smallest_worthwhile": 0.2,
        "certainty": 75.0,
        **RULE,
        "groups": ["Disadvantaged pupils (pupil premium)"],
        "why_chosen": "All pupils take part: there are too few of us to leave anybody out.",
        "what_else": "A new phonics scheme in Year 1, and everybody is nine months older.",
        "enough": 75.0,
    },
    "process_findings": {
        "dimensions": [
            {"item": "dosage", "found": "Most weeks both sessions took place.", "judged": "mostly"},
            {"item": "fidelity", "found": "Waiting was harder than we thought.", "judged": "partly"},
        ],
        "helped": ["The hall has a stove"],
        "hindered": ["Ice in January"],
        "harm": "We asked, and nobody felt left out.",
    },
    "decision": {
        "decision": "adapt",
        "why": "The children ask for it. Whether it is behind their scores, a school of our size cannot tell alone.",
        "as_planned": "yes",
        "change_what": "Once a week in January and February",
        "by_when": "2027-01-15",
    },
    "sharing": {"borrow": "The one-page guide for listeners"},
}  # fmt: skip


def small_school(folder: Path) -> Network:
    """Make a network of this one school, its tables and its record filled in."""
    network = create_network(folder, Settings(name="Small schools together", year="2025/26"), [SCHOOL])
    for table, text in _tables().items():
        write_whole(network.data_folder(SCHOOL.id) / f"{table}.csv", text)
    save_record(network.new_enquiry(SCHOOL.id), _record(), now=dt.datetime(2026, 7, 3, 15, tzinfo=dt.UTC))
    return network


def _record() -> Record:
    record = Record.model_validate(RECORD)
    plan = record.evaluation_plan
    frozen = dt.datetime(2025, 10, 3, 16, tzinfo=dt.UTC)
    plan.freeze = Freeze(at=frozen, by="Head", hash=plan.content_hash())
    return record


def _tables() -> dict[str, str | bytes]:
    """Draw the tables as the example does, in two classes of mixed ages."""
    numbers, draws = Numbers.model_validate(NUMBERS), Draws(SEED)
    on, codes = roll(numbers, draws), other_ids(Draws(SEED, 2))
    pupils = pupil_table(numbers, on, pupil_ids(Draws(SEED, 1)), draws)
    pupils["class_name"] = [LOWER if year in ("R", "1", "2") else HIGHER for year in pupils["year_group"]]
    marks = attendance_table(numbers, on, pupils, draws)
    outcomes = outcome_table(numbers, on, pupils, MEASURE, draws)
    frames = {
        "pupils": pupils,
        "outcomes": outcomes,
        "delivery": delivery_table(numbers, on, pupils, outcomes, draws),
        "survey": survey_table(numbers, codes, draws),
        "voices": voice_table(numbers, codes, draws),
        "observations": observation_table(numbers, pupils, codes, draws),
        "indicators": indicator_table(numbers),
        "self_assessment": self_assessment_table(numbers, codes, draws),
    }
    return {"attendance": marks} | {name: _csv(frame) for name, frame in frames.items()}


def _csv(table: pd.DataFrame) -> str:
    return str(table.to_csv(index=False, lineterminator="\n"))
