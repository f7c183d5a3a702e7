"""What each kept version of a record changed, and which versions stand in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from enquiry_lib.store.changes import Change, changes, joined
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, restore, save_record, save_section, save_status

START = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
FREEZE = {"at": "2026-01-05T08:00:00Z", "by": "Jo", "hash": "x"}
REOPENED = {"at": "2026-01-06T08:00:00Z", "reason": "Withdrawn", "hash": "x"}


def _save(path: Path, section: str, minutes: int = 0, **values: Any) -> int:
    base, now = load_record(path).revision, START + dt.timedelta(minutes=minutes)
    return save_section(path, section, values, base_revision=base, now=now).revision


def _said(path: Path) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(change.sections, change.events) for change in changes(path)]


def test_each_version_names_the_sections_it_changed(record_path: Path) -> None:
    """Newest first, with nothing said of sections that stayed as they were."""
    _save(record_path, "question", time="May")
    _save(record_path, "priorities", priority="Reading")
    assert _said(record_path) == [(("priorities",), ()), (("question",), ())]
    assert changes(record_path.parent / "none" / "enquiry.json") == []


def test_a_first_version_without_answers_is_the_beginning(record_path: Path) -> None:
    """What `enquiry begin` writes is called so; the first answer after it is an answer."""
    save_record(record_path, Record(title="Maths talk"))
    _save(record_path, "question", time="May")
    assert _said(record_path) == [(("question",), ()), ((), ("the enquiry was begun",))]


def test_freezing_and_reopening_are_named(record_path: Path) -> None:
    """What happened to the plan is said as such, not as a change of an answer."""
    _save(record_path, "evaluation_plan", measure="Reading")
    _save(record_path, "evaluation_plan", freeze=FREEZE)
    _save(record_path, "evaluation_plan", freeze=None, reopened=[REOPENED])
    assert _said(record_path) == [
        ((), ("the frozen plan was reopened",)),
        ((), ("the plan was frozen",)),
        (("evaluation_plan",), ()),
    ]


def test_restoring_and_finishing_are_named(record_path: Path) -> None:
    """A version that was brought back says so, with what it changed; so does the end of an enquiry."""
    _save(record_path, "question", time="May")
    _save(record_path, "question", time="June")
    restore(record_path, 1)
    save_status(record_path, "finished")
    save_status(record_path, "open")
    assert _said(record_path)[:3] == [
        ((), ("the enquiry was opened again",)),
        ((), ("the enquiry was finished",)),
        (("question",), ("an earlier version was brought back",)),
    ]


def test_a_version_that_cannot_be_read_is_listed(record_path: Path) -> None:
    """A broken version keeps its line, and the next one is held against the last that can be read."""
    for time in ("May", "June", "May"):
        _save(record_path, "question", time=time)
    (record_path.parent / "history" / "enquiry-000002.json").write_text("{", encoding="utf-8")
    assert _said(record_path) == [((), ()), ((), ("cannot be read",)), (("question",), ())]


def test_saves_within_minutes_are_one_line(record_path: Path) -> None:
    """The newest stands for those of the ten minutes before it; a later sitting has a line of its own."""
    for number, minutes in enumerate((0, 25, 30, 35)):
        _save(record_path, "question", minutes, time=str(number))
    lines = joined(changes(record_path))
    assert [(line.revision, line.saves) for line in lines] == [(4, 3), (1, 1)]


def test_other_sections_and_events_end_a_line(record_path: Path) -> None:
    """A save of another section, or a freeze, stands between two lines of one section."""
    _save(record_path, "evaluation_plan", measure="Reading")
    _save(record_path, "evaluation_plan", freeze=FREEZE)
    _save(record_path, "question", time="May")
    _save(record_path, "evaluation_plan", measure="Maths")
    assert [line.revision for line in joined(changes(record_path))] == [4, 3, 2, 1]


def test_what_has_no_time_is_not_joined() -> None:
    """Versions whose time cannot be read, or has no zone beside one that has, keep their own lines."""
    times = ["2026-01-05T08:00:00+00:00", "2026-01-05T08:00:00", "some day"]
    lines = [Change(number, at, ("question",)) for number, at in enumerate(times)]
    assert joined(lines) == lines
