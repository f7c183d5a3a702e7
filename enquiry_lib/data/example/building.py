"""The example network: invented schools, with real shapes of data and a truth that is known.

`build_example` makes a network's folder of any size; `example_network` gives the one that workbooks open when
nobody has named another, made on first use. No pupil, school or figure in it is real, apart from the first
school's published attendance, which its invented marks reproduce.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs

from enquiry_lib import errors
from enquiry_lib.data.example.asked import consent_table, self_assessment_table, survey_table, voice_table
from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.items import item_table
from enquiry_lib.data.example.process import (
    delivery_table,
    group_table,
    indicator_table,
    observation_table,
    summary_table,
)
from enquiry_lib.data.example.schools import (
    OTHERS_STREAM,
    PUPILS_STREAM,
    YEAR,
    ExampleSchool,
    example_schools,
    school_days,
)
from enquiry_lib.data.example.scores import outcome_table
from enquiry_lib.data.example.tables import Roll, attendance_table, other_ids, pupil_ids, pupil_table, roll
from enquiry_lib.data.example.trial import trial_protocol, trial_table
from enquiry_lib.data.example.truth import school_truth, truth_text
from enquiry_lib.store.network import RECORD, SETTINGS, Network, Settings, create_network
from enquiry_lib.store.record import SECTIONS
from enquiry_lib.store.saving import record_text, write_whole
from enquiry_lib.store.trial import save_trial

GENERATOR = 4  # raise it whenever the same seed would give other bytes
TRUTH = "truth.json"
CACHE_VARIABLE = "ENQUIRY_CACHE"
DONE_AND_ASKED_STREAM, ITEMS_STREAM = 1, 4  # of each school's own; 2 and 3 are for the trial


# --- building ---------------------------------------------------------------------------------------------


def build_example(folder: Path, *, schools: int = 12, seed: int = 1) -> Network:
    """Make an example network in a folder: the same bytes for the same seed, on every machine.

    folder: a folder that is not there yet, or empty. schools: how many; the first twelve are always the
    same, the others are drawn around them. seed: a whole number, 0 or above.
    Raises FolderInUse, or WrongValue for a number of schools or a seed that cannot be.

    The truth behind the numbers is in truth.json, apart from the schools.

    >>> with tempfile.TemporaryDirectory() as place:
    ...     network = build_example(Path(place) / "practice", schools=1)
    ...     print(network.schools[0].name)
    Hoppletarn Primary School
    """
    chosen = example_schools(schools, seed)
    settings = Settings(name="Practice network (invented schools)", year=YEAR)
    network = create_network(folder, settings, [one.school for one in chosen])
    codes = _Codes(pupil_ids(Draws(seed, PUPILS_STREAM)), other_ids(Draws(seed, OTHERS_STREAM)))
    truth = {one.school.id: _write_school(network, one, codes) for one in chosen}
    if any(one.trial for one in chosen):
        save_trial(network, trial_protocol(chosen))
    write_whole(network.folder / TRUTH, truth_text(seed, GENERATOR, truth))
    return network


@dataclass(frozen=True)
class _Codes:
    """The codes of the whole network that have not been given out yet."""

    pupils: Iterator[str]
    others: Iterator[str]


def _write_school(network: Network, one: ExampleSchool, codes: _Codes) -> dict[str, Any]:
    """Write a school's tables and record; give the truth about it."""
    on = roll(one.numbers, one.draws)
    pupils = pupil_table(one.numbers, on, codes.pupils, one.draws)
    tables = _tables(one, on, pupils, codes.others)
    for table in one.tables:
        write_whole(network.data_folder(one.school.id) / f"{table}.csv", tables[table])
    _write_record(network, one)
    rolls = [int(on.on_roll(school_days(y.year, y.terms)).any(axis=1).sum()) for y in one.numbers.attendance]
    return school_truth(one, rolls)


def _tables(
    one: ExampleSchool, on: Roll, pupils: pd.DataFrame, codes: Iterator[str]
) -> dict[str, bytes | str]:
    """Give what the file of each table holds; what was marked and tested is drawn first."""
    numbers, measure = one.numbers, one.record.evaluation_plan.measure
    marks = attendance_table(numbers, on, pupils, one.draws)
    outcomes = outcome_table(numbers, on, pupils, measure, one.draws)
    draws = one.stream(DONE_AND_ASKED_STREAM)
    frames = {
        "pupils": pupils,
        "outcomes": pd.concat([outcomes, trial_table(one, one.trial, on, pupils)]) if one.trial else outcomes,
        "attendance_summary": summary_table(numbers),
        "items": item_table(numbers, outcomes[outcomes["measure"] == measure], one.stream(ITEMS_STREAM)),
        "groups": group_table(numbers, on, pupils, draws),
        "delivery": delivery_table(numbers, on, pupils, outcomes[outcomes["measure"] == measure], draws),
        "survey": survey_table(numbers, codes, draws),
        "voices": voice_table(numbers, codes, draws),
        "observations": observation_table(numbers, pupils, codes, draws),
        "indicators": indicator_table(numbers),
        "self_assessment": self_assessment_table(numbers, codes, draws),
    }
    frames["consents"] = consent_table(frames["voices"])
    return {"attendance": marks} | {name: _csv(frame) for name, frame in frames.items()}


def _csv(table: pd.DataFrame) -> str:
    return str(table.to_csv(index=False, lineterminator="\n"))


def _write_record(network: Network, one: ExampleSchool) -> None:
    """Write the record as its first version, saved on the day the story says."""
    head = {
        "revision": 1,
        "saved_at": one.story.saved_at.isoformat(timespec="seconds"),
        "section_revisions": dict.fromkeys(SECTIONS, 1),
    }
    cycle = f"{YEAR.replace('/', '-')}-{one.story.slug}"
    path = network.school_folder(one.school.id) / "enquiries" / cycle / RECORD
    write_whole(path, record_text(one.record.model_copy(update=head)))


# --- the example that builds itself -----------------------------------------------------------------------


def example_network() -> Path:
    """Give the folder of the example network, built on first use in the user's cache folder.

    It is built beside its place and then renamed, so it is there whole or not at all, and two programs that
    build it at once do no harm. The environment variable ENQUIRY_CACHE names another folder to keep it in.
    Raises CannotWrite when the cache folder cannot be written to.
    """
    cache = Path(os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_path("enquiry-workbooks"))
    version = importlib.metadata.version("enquiry-workbooks")
    place = cache / f"example-{version}-{GENERATOR}"
    if not (place / SETTINGS).is_file():
        _build_beside(place)
    return place


def _build_beside(place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(place.parent, file=place.name, why=why) from problem
    try:
        build_example(beside)
        _rename(beside, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _rename(beside: Path, place: Path) -> None:
    """Put the finished folder in its place, unless another program was quicker."""
    try:
        beside.rename(place)
    except OSError as problem:
        if not (place / SETTINGS).is_file():
            why = (problem.strerror or str(problem)).lower()
            raise errors.CannotWrite(place.parent, file=place.name, why=why) from problem
