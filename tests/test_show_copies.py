"""What a form says of copies that a synchronising program left."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from enquiry_lib import errors
from enquiry_lib.show.copies import CopiesBeside, workbook_of
from enquiry_lib.store.record import SECTIONS, Record
from enquiry_lib.store.saving import load_record, record_text, save_record, save_section


@pytest.fixture
def path(record_path: Path) -> Path:
    """A record with a title and two answers, saved one after the other."""
    save_record(record_path, Record(title="Maths"))
    for minute, time in enumerate(("May", "June")):
        now = dt.datetime(2026, 1, 5, 8, minute, tzinfo=dt.UTC)
        save_section(record_path, "question", {"time": time}, base_revision=10, now=now)
    return record_path


def leave(path: Path, *, version: int | None = None, **changes: Any) -> None:
    """Leave a copy of the record, or of an earlier version, with these changes."""
    source = path.parent / "history" / f"enquiry-{version:06d}.json" if version else path
    text = record_text(Record.model_validate(load_record(source).model_dump() | changes))
    path.with_name("enquiry (1).json").write_text(text, encoding="utf-8")


def lines(path: Path, section: str = "question") -> list[str]:
    """Give the lines about the one copy there is."""
    (copy,) = CopiesBeside(path, section).told(load_record(path))["copies"]
    assert copy["name"] == "enquiry (1).json"
    return list(copy["lines"])


def test_a_copy_says_its_name_and_when_it_was_saved(path: Path) -> None:
    """The day is said when it was not today."""
    leave(path, question={"time": "July"}, saved_at="2026-01-05T08:00:00+00:00")
    assert "enquiry (1).json, saved on 5 January 2026 at" in lines(path)[0]


def test_an_older_copy_is_offered_and_said_to_be_older(path: Path) -> None:
    """All that differs stood in the record before."""
    leave(path, version=2)
    told = CopiesBeside(path, "question").told(load_record(path))
    assert told["versions"]["time"]["older"]
    assert lines(path)[-1] == "It is older than what is here: all that differs in it stood here before."


def test_a_copy_with_something_new_is_not_said_to_be_older(path: Path) -> None:
    """One new answer is enough."""
    leave(path, version=2, priorities={"concern": "New"})
    assert "It is older" not in " ".join(lines(path))


def test_a_copy_that_cannot_be_read_says_what_to_do(path: Path) -> None:
    """Nothing is offered, and it is not put away by itself."""
    path.with_name("enquiry (1).json").write_bytes(b"{cut")
    assert "look on the other computer" in lines(path)[1]
    assert CopiesBeside(path, "question").put_away_settled(load_record(path)) == []


def test_a_copy_of_a_newer_release_says_what_to_do(path: Path) -> None:
    """The coordinator upgrades; the copy waits."""
    path.with_name("enquiry (1).json").write_bytes(b'{"schema_version": 99}')
    assert "upgrade them here" in lines(path)[1]


def test_a_copy_of_another_enquiry_is_not_merged(path: Path) -> None:
    """It is named with its title, offers nothing and stays where it is."""
    leave(path, title="Reading", question={"time": "July"})
    assert "It belongs to another enquiry (‘Reading’)" in lines(path)[1]
    beside = CopiesBeside(path, "question")
    assert beside.told(load_record(path))["versions"] == {}
    assert beside.put_away_settled(load_record(path)) == []


def test_a_plan_frozen_elsewhere_is_said_in_every_form(path: Path) -> None:
    """It cannot be taken over answer by answer."""
    leave(path, evaluation_plan={"freeze": {"at": "2026-01-05T08:00:00+00:00", "hash": "0" * 64}})
    assert lines(path)[-1].startswith("In it the evaluation plan is frozen")
    assert CopiesBeside(path, "evaluation_plan").told(load_record(path))["versions"] == {}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"decision": {"as_planned": None, "added_later": "Words"}}, "The decision"),
        ({"status": "finished"}, "the enquiry as a whole"),
    ],
)
def test_a_copy_with_what_is_not_asked_here_stays(path: Path, changes: dict[str, Any], place: str) -> None:
    """It is said where it has something else, and left to the button."""
    leave(path, **changes)
    assert "is not asked here, and cannot be taken over here: " + place in lines(path)[-1]
    beside, record = CopiesBeside(path, "question"), load_record(path)
    assert beside.put_away_settled(record) == []
    assert beside.put_away("enquiry (1).json") is not None


def test_a_copy_that_cannot_be_put_away_stops_no_form(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It stays, the log says why, and the next form tries again."""
    leave(path)
    beside, record = CopiesBeside(path, "question"), load_record(path)

    def full(*_: object) -> None:
        raise errors.CannotWrite(path.parent, file="enquiry.copy-1 (1).json", why="no space left")

    with monkeypatch.context() as broken:
        broken.setattr("enquiry_lib.show.copies.put_away", full)
        assert beside.put_away_settled(record) == []
    assert "no space left" in caplog.text
    assert [file.name for file, _ in beside.put_away_settled(record)] == ["enquiry (1).json"]


def test_the_first_of_several_copies_is_offered_first(path: Path) -> None:
    """When its version is settled, the next one's is offered."""
    leave(path, question={"time": "July"})
    text = path.with_name("enquiry (1).json").read_text(encoding="utf-8").replace("July", "August")
    path.with_name("enquiry (2).json").write_text(text, encoding="utf-8")
    beside, record = CopiesBeside(path, "question"), load_record(path)
    first = beside.told(record)["versions"]["time"]
    assert (first["value"], first["copy"]) == ("July", "enquiry (1).json")
    settled = record.model_copy(update={"settled": [first["key"]]})
    assert beside.told(settled)["versions"]["time"]["value"] == "August"


def test_every_section_has_a_workbook() -> None:
    """Each form is found in the workbooks of the programme."""
    assert all(workbook_of(section).startswith("day") for section in SECTIONS)
    assert workbook_of("no_such_section") == ""
