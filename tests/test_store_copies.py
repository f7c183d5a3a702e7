"""Copies of a record beside it: what they say otherwise, whose they are, and where they go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from enquiry_lib import errors
from enquiry_lib.store.copies import (
    OtherAnswer,
    bring_back,
    is_of_another,
    not_asked,
    other_answers,
    put_away,
    read_copies,
    stood_before,
)
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import history, load_record, record_text, save_record, save_section

FREEZE = {"at": "2026-01-05T08:00:00+00:00", "hash": "0" * 64, "by": "Jo"}


def record(**sections: Any) -> Record:
    """Give a record with these sections."""
    return Record.model_validate(sections)


def places(found: tuple[OtherAnswer, ...]) -> list[str]:
    """Name the answers found."""
    return [f"{one.section}.{one.field}" for one in found]


def test_answers_that_differ_are_found_in_every_section() -> None:
    """Lists and tables count as one answer each; what is the same is left out."""
    ours = record(question={"time": "May", "outcome": "Same"}, priorities={"strengths": ["One"]})
    theirs = record(
        question={"time": "June", "outcome": "Same"},
        priorities={"strengths": ["One", "Two"], "causes": [{"cause": "Timetable"}]},
    )
    assert places(other_answers(ours, theirs)) == [
        "priorities.strengths",
        "priorities.causes",
        "question.time",
    ]


def test_what_a_copy_leaves_empty_is_no_answer() -> None:
    """Answers given here since, and questions an older release did not ask, are not asked about."""
    assert other_answers(record(question={"time": "May"}), record(question={"time": ""})) == ()


def test_a_question_that_is_not_asked_here_is_not_asked_about() -> None:
    """The answers of a copy count where the form shows the question."""
    from enquiry_lib.store.record import SECTIONS, asked_fields, form_fields

    hidden = [
        (name, field)
        for name, model in SECTIONS.items()
        for field in set(form_fields(model)) - set(asked_fields(model()))
        if isinstance(getattr(model(), field), str)
    ]
    if not hidden:
        pytest.skip("every question is always asked")
    name, field = hidden[0]
    assert other_answers(Record(), record(**{name: {field: "Words"}})) == ()


def test_what_was_settled_is_not_asked_about_again() -> None:
    """A decision counts for the same answer in any copy, and for no other answer."""
    theirs = record(question={"time": "June", "outcome": "June"})
    time, outcome = other_answers(Record(), theirs)
    assert other_answers(Record(settled=[time.key]), theirs) == (outcome,)


def test_the_same_answer_in_a_later_copy_is_asked_about_again() -> None:
    """Whoever wrote it again meant it: a decision is about one copy."""
    theirs = record(revision=3, question={"time": "June"})
    (time,) = other_answers(Record(), theirs)
    assert other_answers(Record(settled=[time.key]), theirs) == ()
    later = theirs.model_copy(update={"revision": 5})
    assert places(other_answers(Record(settled=[time.key]), later)) == ["question.time"]


@pytest.mark.parametrize(
    ("theirs", "where"),
    [
        ({"question": {"time": "May"}}, ()),
        ({"question": {"time": "June"}}, ()),
        ({"question": {"time": ""}}, ()),
        ({"question": {"time": "May", "added_later": "New"}}, ("question",)),
        ({"decision": {"as_planned": "no", "why_not": "Words"}}, ("decision",)),
        ({"status": "finished"}, ("",)),
        ({"added_later": {"a": 1}}, ("",)),
    ],
)
def test_what_a_copy_has_and_no_form_asks_is_known(theirs: dict[str, Any], where: tuple[str, ...]) -> None:
    """Answers to hidden questions and what other releases keep; answers that are asked are not among them."""
    ours = record(question={"time": "May"}, decision={"as_planned": "yes"})
    assert not_asked(ours, record(**theirs)) == where


def test_a_plan_frozen_only_in_the_copy_is_told_of() -> None:
    """It is no answer, and yet the copy is needed until somebody has looked."""
    theirs = record(evaluation_plan={"freeze": FREEZE})
    assert places(other_answers(Record(), theirs)) == ["evaluation_plan.freeze"]
    assert other_answers(theirs, Record()) == ()


def save(path: Path, time: str, minute: int) -> Record:
    """Save one answer at some minute of a day."""
    now = dt.datetime(2026, 1, 5, 8, minute, tzinfo=dt.UTC)
    return save_section(path, "question", {"time": time}, base_revision=10, now=now)


def test_an_answer_that_stood_here_before_is_known_from_the_history(record_path: Path) -> None:
    """Versions that cannot be read are passed over."""
    for minute, time in enumerate(("May", "June", "July")):
        ours = save(record_path, time, minute)
    (record_path.parent / "history" / "enquiry-000009.json").write_bytes(b"{cut")
    old, new = (OtherAnswer("question", "time", time) for time in ("May", "August"))
    assert stood_before(record_path, ours, [old, new]) == {old.key}


def test_another_computers_versions_in_the_history_are_not_ours(record_path: Path) -> None:
    """What was written there after ours, and lies in the history because folders are synchronised, is not older."""
    save(record_path, "May", 0)
    ours = save(record_path, "June", 1)
    theirs = record_path.parent / "history" / "enquiry-000007.json"
    theirs.write_text(record_text(save(record_path, "July", 5)), encoding="utf-8")
    record_path.write_text(record_text(ours), encoding="utf-8")
    save_section(record_path, "priorities", {"concern": "New"}, base_revision=10)
    other = OtherAnswer("question", "time", "July")
    assert stood_before(record_path, load_record(record_path), [other]) == set()


def test_a_copy_of_another_enquiry_has_a_title_that_the_record_never_had(record_path: Path) -> None:
    """A title that was changed here is still ours; without titles nobody can tell."""
    save_record(record_path, Record(title="Maths", year="2025/26"))
    ours = save_record(record_path, Record(title="Mathematics", year="2025/26"))
    assert is_of_another(record_path, ours, Record(title="Reading", year="2025/26"))
    assert is_of_another(record_path, ours, Record(title="Mathematics", year="2024/25"))
    assert not is_of_another(record_path, ours, Record(title="Maths", year="2025/26"))
    assert not is_of_another(record_path, ours, Record())


def test_copies_are_read_again_only_when_they_change(record_path: Path) -> None:
    """A copy that cannot be read carries why, and is read anew when it has been mended."""
    save_section(record_path, "question", {"time": "May"}, base_revision=0)
    file = record_path.with_name("enquiry (1).json")
    file.write_bytes(b"{cut")
    (copy,) = read_copies(record_path)
    assert isinstance(copy.problem, errors.RecordNotReadable)
    file.write_bytes(record_path.read_bytes())
    (mended,) = read_copies(record_path)
    assert mended.record == load_record(record_path)


def test_a_copy_put_away_is_no_version_and_overwrites_none(record_path: Path) -> None:
    """Its bytes are kept under a name of their own, also when its name looks like a version's."""
    save_section(record_path, "question", {"time": "May"}, base_revision=0)
    copy = record_path.with_name("enquiry-000001.json")
    kept = []
    for content in (b"one", b"two"):
        copy.write_bytes(content)
        kept.append(put_away(record_path, copy))
    assert [place.name for place in kept] == ["enquiry.copy-1-000001.json", "enquiry.copy-2-000001.json"]
    assert [place.read_bytes() for place in kept] == [b"one", b"two"]
    assert read_copies(record_path) == []
    assert [version.revision for version in history(record_path)] == [1]


def test_a_copy_is_brought_back_unless_there_is_another(record_path: Path) -> None:
    """Nothing is overwritten by bringing a copy back."""
    save_section(record_path, "question", {"time": "May"}, base_revision=0)
    copy = record_path.with_name("enquiry (1).json")
    copy.write_bytes(b"one")
    place = put_away(record_path, copy)
    bring_back(place, copy)
    assert (copy.read_bytes(), place.exists()) == (b"one", False)
    place = put_away(record_path, copy)
    copy.write_bytes(b"new")
    bring_back(place, copy)
    assert (copy.read_bytes(), place.read_bytes()) == (b"new", b"one")


def test_a_copy_that_is_held_is_a_message_and_stays(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The synchronising program has it open: nothing is lost, and the person is told."""
    copy = record_path.with_name("enquiry (1).json")
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"one")

    def held(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(errors.FileInUse):
        put_away(record_path, copy)
    assert copy.read_bytes() == b"one"


def test_a_copy_that_cannot_leave_is_not_kept_twice(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is tried, the history has no copy of what is still beside the record."""
    copy = record_path.with_name("enquiry (1).json")
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"one")
    real = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self == copy:
            raise PermissionError(13, "held")
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(errors.FileInUse):
        put_away(record_path, copy)
    assert list((record_path.parent / "history").iterdir()) == []


def test_a_copy_that_another_form_has_put_away_is_away(record_path: Path) -> None:
    """Two forms that open at the same moment both find it done."""
    copy = record_path.with_name("enquiry (1).json")
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"one")
    place = put_away(record_path, copy)
    assert put_away(record_path, copy) != place
    assert [one.read_bytes() for one in (record_path.parent / "history").iterdir()] == [b"one"]
