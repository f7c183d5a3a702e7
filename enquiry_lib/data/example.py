"""The example network: invented schools, with real shapes of data and a truth that is known.

`build_example` makes a network's folder of any size; `example_network` gives the one that workbooks open when
nobody has named another, made on first use. No pupil, school or figure in it is real, apart from the first
school's published attendance, which its invented marks reproduce.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs

from enquiry_lib import errors
from enquiry_lib.data.example_draws import Draws
from enquiry_lib.data.example_schools import (
    PUPILS_STREAM,
    YEAR,
    ExampleSchool,
    Outcomes,
    example_schools,
    school_days,
)
from enquiry_lib.data.example_scores import outcome_table
from enquiry_lib.data.example_tables import (
    absent_often,
    attendance_table,
    pupil_ids,
    pupil_table,
    roll,
)
from enquiry_lib.store.network import RECORD, SETTINGS, Network, Settings, create_network
from enquiry_lib.store.record import SECTIONS
from enquiry_lib.store.saving import record_text, write_whole

GENERATOR = 1  # raise it whenever the same seed would give other bytes
TRUTH = "truth.json"
CACHE_VARIABLE = "ENQUIRY_CACHE"


# --- building ---------------------------------------------------------------------------------------------


def build_example(folder: Path, *, schools: int = 6, seed: int = 1) -> Network:
    """Make an example network in a folder: the same bytes for the same seed, on every machine.

    folder: a folder that is not there yet, or empty. schools: how many; the first six are always of the same
    kinds, the others are drawn around them. seed: a whole number, 0 or above.
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
    codes = pupil_ids(Draws(seed, PUPILS_STREAM))
    truth = {one.school.id: _write_school(network, one, codes) for one in chosen}
    write_whole(network.folder / TRUTH, _truth_text(seed, truth))
    return network


def _write_school(network: Network, one: ExampleSchool, codes: Iterator[str]) -> dict[str, Any]:
    """Write a school's tables and record; give the truth about it."""
    on = roll(one.numbers, one.draws)
    pupils = pupil_table(one.numbers, on, codes, one.draws)
    measure = one.record.evaluation_plan.measure
    tables: dict[str, bytes | str] = {
        "pupils": _csv(pupils),
        "attendance": attendance_table(one.numbers, on, pupils, one.draws),
        "outcomes": _csv(outcome_table(one.numbers, on, pupils, measure, one.draws)),
    }
    for table in one.tables:
        write_whole(network.data_folder(one.school.id) / f"{table}.csv", tables[table])
    _write_record(network, one)
    rolls = [int(on.on_roll(school_days(y.year, y.terms)).any(axis=1).sum()) for y in one.numbers.attendance]
    return _truth(one, rolls)


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


# --- the truth --------------------------------------------------------------------------------------------


def _truth_text(seed: int, truth: dict[str, dict[str, Any]]) -> str:
    note = (
        "What the example's numbers were drawn around, for trainers. Effects, changes and gaps in standard "
        "deviations of pupils alike in pupil premium; a gap is others less pupils with the pupil premium. "
        "Attendance in percent of possible sessions."
    )
    whole = {"note": note, "seed": seed, "generator": GENERATOR, "schools": truth}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _truth(one: ExampleSchool, rolls: list[int]) -> dict[str, Any]:
    plan = one.record.evaluation_plan
    return {
        "story": one.story.name,
        "design": plan.design,
        "measured_by": plan.measured_by,
        "measure": plan.measure,
        "tables": list(one.tables),
        **_outcome_truth(one.numbers.outcomes),
        "gap_at_screening": one.numbers.screening.gap if one.numbers.screening else None,
        "attendance": [
            {
                "year": year.year,
                "roll": count,
                "percent": year.rate,
                "persistently_absent": often,
                "severely_absent": very,
            }
            for year, count in zip(one.numbers.attendance, rolls, strict=True)
            for often, very in [absent_often(count, year)]
        ],
    }


def _outcome_truth(outcomes: Outcomes | None) -> dict[str, float | None]:
    if outcomes is None:
        return dict.fromkeys(("effect_size", "change_anyway", "gap_before", "gap_after"))
    return {
        "effect_size": outcomes.effect,
        "change_anyway": outcomes.anyway,
        "gap_before": outcomes.gap,
        "gap_after": round(outcomes.gap - outcomes.narrowing, 3),
    }


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
