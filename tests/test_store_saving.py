"""Reading and writing without loss."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from filelock import Timeout
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib import errors
from enquiry_lib.store import saving
from enquiry_lib.store.record import SCHEMA_VERSION, Priorities, Question, Record
from enquiry_lib.store.saving import (
    conflict_copies,
    csv_rows,
    history,
    load_record,
    parse_record,
    read_text,
    read_whole,
    record_text,
    restore,
    save_confirmed,
    save_record,
    save_section,
    save_status,
    write_whole,
)

DAY = dt.datetime(2026, 1, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "PAUSE", 0)


def _names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def _raise(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


# --- whole files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["Zoë\nnaïve\n", b"\x00\xff\r\n", "", "x" * 100_000])
def test_a_file_is_written_as_it_is(tmp_path: Path, content: bytes | str) -> None:
    """Text becomes UTF-8 with its line ends untouched, bytes stay bytes, missing folders are made."""
    path = tmp_path / "a" / "b" / "file.txt"
    write_whole(path, content)
    assert path.read_bytes() == (content.encode("utf-8") if isinstance(content, str) else content)
    assert _names(tmp_path) == ["a/b/file.txt"]


def test_writing_again_replaces_the_whole_file(tmp_path: Path) -> None:
    """A shorter text leaves nothing of the longer one before."""
    write_whole(tmp_path / "file.txt", "a long text")
    write_whole(tmp_path / "file.txt", "short")
    assert (tmp_path / "file.txt").read_text(encoding="utf-8") == "short"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_may_read_what_was_written(tmp_path: Path) -> None:
    """A written file has the permissions of any new file there, so colleagues can open it."""
    write_whole(tmp_path / "ours", "x")
    (tmp_path / "ordinary").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


PLACES = pytest.mark.parametrize(
    ("owner", "step"), [(os, "fsync"), (Path, "open"), (Path, "replace"), (Path, "mkdir")]
)


@PLACES
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_full_or_read_only_disk_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str, number: int
) -> None:
    """Wherever writing fails, the earlier file is whole, nothing is left beside it, and the message says so."""
    path = tmp_path / "record.json"
    write_whole(path, "earlier")
    with monkeypatch.context() as broken:
        broken.setattr(owner, step, _raise(number))
        with pytest.raises(errors.CannotWrite, match="Nothing was lost") as failed:
            write_whole(path, "later")
    assert os.strerror(number).lower() in str(failed.value)
    assert "record.json" in str(failed.value)
    assert _names(tmp_path) == ["record.json"]
    assert path.read_text(encoding="utf-8") == "earlier"


@PLACES
@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_a_place_one_may_not_write_to_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str, number: int
) -> None:
    """Without permission the earlier file is whole, nothing is left beside it, and there is something to do."""
    path = tmp_path / "record.json"
    write_whole(path, "earlier")
    with monkeypatch.context() as broken:
        broken.setattr(owner, step, _raise(number))
        with pytest.raises((errors.CannotWrite, errors.FileInUse), match=r"record\.json"):
            write_whole(path, "later")
    assert _names(tmp_path) == ["record.json"]
    assert path.read_text(encoding="utf-8") == "earlier"


def test_a_file_stands_where_a_folder_should_be(tmp_path: Path) -> None:
    """A file in the place of a folder is a message, and the file stays."""
    write_whole(tmp_path / "data", "a file")
    with pytest.raises(errors.CannotWrite):
        write_whole(tmp_path / "data" / "pupils.csv", "x")
    assert _names(tmp_path) == ["data"]


def test_an_interruption_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping the program in the middle of a write leaves the earlier file and nothing beside it."""
    write_whole(tmp_path / "record.json", "earlier")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_whole(tmp_path / "record.json", "later")
    assert _names(tmp_path) == ["record.json"]
    assert (tmp_path / "record.json").read_text(encoding="utf-8") == "earlier"


def test_what_cannot_be_cleared_away_does_not_hide_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When even the half-written file cannot be removed, the message is still the first thing that went wrong."""
    monkeypatch.setattr(os, "fsync", _raise(errno.ENOSPC))
    monkeypatch.setattr(Path, "unlink", _raise(errno.EROFS))
    with pytest.raises(errors.CannotWrite, match="no space left"):
        write_whole(tmp_path / "record.json", "x")
    assert "could not be removed" in caplog.text


LIMITED = """
import resource, signal, sys
from pathlib import Path
from enquiry_lib import errors
from enquiry_lib.store.saving import save_section
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
try:
    save_section(Path(sys.argv[1]), "priorities", {"concern": "x" * 5000}, base_revision=1)
except errors.CannotWrite as problem:
    print(problem)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_disk_that_fills_up_while_saving_loses_nothing(record_path: Path) -> None:
    """End to end, with a true limit: the record on disk is the earlier one, and the message says what to do."""
    save_section(record_path, "priorities", {"concern": "earlier"}, base_revision=0)
    before = record_path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(record_path)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Nothing was lost" in done.stdout, done.stderr
    assert record_path.read_bytes() == before
    assert not list(record_path.parent.rglob("*.part"))


# --- files that are held ----------------------------------------------------------------------------------


def _held_for(times: int, owner: type, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = getattr(owner, step)
    tries = iter(range(times))

    def held(*given: Any, **named: Any) -> Any:
        if next(tries, None) is not None:
            raise PermissionError(errno.EACCES, "held")
        return ordinary(*given, **named)

    monkeypatch.setattr(owner, step, held)


def test_a_file_held_for_a_moment_is_written_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that holds a file for a moment goes unnoticed."""
    _held_for(saving.TRIES - 1, Path, "replace", monkeypatch)
    write_whole(tmp_path / "pupils.csv", "x")
    _held_for(saving.TRIES - 1, Path, "read_bytes", monkeypatch)
    assert read_whole(tmp_path / "pupils.csv") == b"x"


def test_a_file_held_for_long_says_to_close_it_in_excel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that stays held is named, with the program that most likely holds it."""
    write_whole(tmp_path / "outcomes.csv", "earlier")
    monkeypatch.setattr(Path, "replace", _raise(errno.EACCES))
    monkeypatch.setattr(Path, "read_bytes", _raise(errno.EACCES))
    with pytest.raises(errors.FileInUse, match=r"Close outcomes\.csv in Excel and try again"):
        write_whole(tmp_path / "outcomes.csv", "later")
    with pytest.raises(errors.FileInUse, match=r"Close outcomes\.csv in Excel and try again"):
        read_whole(tmp_path / "outcomes.csv")
    assert _names(tmp_path) == ["outcomes.csv"]


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there and one the disk cannot give are two different messages."""
    with pytest.raises(errors.FileNotFound, match=r"pupils\.csv is not there"):
        read_whole(tmp_path / "pupils.csv")
    monkeypatch.setattr(Path, "read_bytes", _raise(errno.EIO))
    with pytest.raises(errors.CannotRead, match=r"pupils\.csv could not be read"):
        read_whole(tmp_path / "pupils.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_is_read_as_people_save_it(tmp_path: Path, encoding: str) -> None:
    """Accents and pound signs are read whichever way the file was saved."""
    (tmp_path / "a.csv").write_bytes("Zoë £5".encode(encoding))
    assert read_text(tmp_path / "a.csv") == "Zoë £5"


@given(st.lists(st.lists(st.text(st.sampled_from("ab \n\"';,\t")), min_size=2, max_size=2), max_size=5))
def test_rows_keep_the_numbers_a_spreadsheet_shows(cells: list[list[str]]) -> None:
    """Blank rows are left out and counted, whatever line breaks and quotation marks the cells hold."""
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    names, rows = csv_rows("\n".join(["first,second", *quoted]))
    stripped = [(number, [cell.strip() for cell in row]) for number, row in enumerate(cells, start=2)]
    assert names == ["first", "second"]
    assert rows == [(number, row) for number, row in stripped if any(row)]


@pytest.mark.parametrize("text", ["PK\x03\x04\x00", "a\x00,\x00b\x00", 'a,"' + "x" * 200_000 + '"'])
def test_what_is_no_csv_is_refused(text: str) -> None:
    """A spreadsheet under another name, or a cell without end, is refused as a whole."""
    with pytest.raises(csv.Error):
        csv_rows(text)


@pytest.mark.parametrize("text", ["", "\n\n", " , \n"])
def test_a_text_without_a_filled_row_has_no_rows(text: str) -> None:
    """Nothing but blanks gives no columns and no rows."""
    assert csv_rows(text) == ([], [])


# --- records that cannot be used --------------------------------------------------------------------------

FULL = record_text(
    Record(
        revision=3,
        title="Zoë’s",
        priorities=Priorities(concern="Naïve", who_loses_out=["Girls"]),
        question=Question(smallest_worthwhile=0.25),
    )
).encode("utf-8")


def test_a_record_cut_off_anywhere_is_a_message(record_path: Path) -> None:
    """A record cut off at any byte is never a traceback and never an emptier record."""
    whole = FULL.rstrip()
    for length in range(len(whole)):
        with pytest.raises(errors.RecordNotReadable):
            parse_record(whole[:length], where=record_path)


@given(st.integers(0, len(FULL) - 1), st.binary(max_size=3))
def test_a_damaged_record_is_a_message_or_a_record(place: int, damage: bytes) -> None:
    """Whatever bytes are damaged, there is a record or a message, never a traceback."""
    damaged = FULL[:place] + damage + FULL[place + len(damage) :]
    try:
        assert isinstance(parse_record(damaged), Record)
    except (errors.RecordNotReadable, errors.RecordNotValid, errors.RecordFromNewer) as problem:
        assert "earlier version" in str(problem) or "Upgrade" in str(problem)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(list(Record.model_fields)), json_values))
def test_any_json_is_a_record_or_a_message(raw: dict[str, Any]) -> None:
    """Whatever values stand in a record, there is a record that can be written again, or a message."""
    try:
        record = parse_record(json.dumps(raw).encode("utf-8"))
    except (errors.RecordNotReadable, errors.RecordNotValid, errors.RecordFromNewer):
        return
    assert parse_record(record_text(record).encode("utf-8")) == record


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", errors.RecordNotReadable),
        (b"[]", errors.RecordNotReadable),
        (b"\xff\xfe{}", errors.RecordNotReadable),
        (b"[" * 100_000, errors.RecordNotReadable),
        (b'{"revision": ' + b"9" * 5000 + b"}", errors.RecordNotReadable),
        (b'{"added": NaN}', errors.RecordNotReadable),
        (b'{"added": "\\ud800"}', errors.RecordNotReadable),
        (b'{"status": "shut"}', errors.RecordNotValid),
        (b'{"schema_version": "2"}', errors.RecordNotValid),
        (b'{"evaluation_plan": {"starts_on": "31/02/2026"}}', errors.RecordNotValid),
        (b'{"schema_version": %d}' % (SCHEMA_VERSION + 1), errors.RecordFromNewer),
        (b'{"schema_version": 99, "status": {"now": "an object"}}', errors.RecordFromNewer),
    ],
)
def test_a_record_that_cannot_be_used_is_never_changed(
    record_path: Path, content: bytes, kind: type[errors.EnquiryError]
) -> None:
    """Neither reading nor saving touches a record that this release cannot use."""
    record_path.parent.mkdir(parents=True)
    record_path.write_bytes(content)
    with pytest.raises(kind) as refused:
        load_record(record_path)
    assert str(record_path) in str(refused.value)
    with pytest.raises(kind):
        save_section(record_path, "question", {"time": "July"}, base_revision=0)
    with pytest.raises(kind):
        save_record(record_path, Record())
    assert _names(record_path.parent) == ["enquiry.json"]
    assert record_path.read_bytes() == content


def test_every_value_that_does_not_fit_is_named() -> None:
    """All values that do not fit are named at once, with the place of each."""
    content = b'{"status": "shut", "question": {"certainty": 20, "time": 5}}'
    with pytest.raises(errors.RecordNotValid) as refused:
        parse_record(content)
    assert all(place in str(refused.value) for place in ("status:", "question.certainty:", "question.time:"))


# --- saving and merging -----------------------------------------------------------------------------------


def test_a_record_not_there_yet_is_an_empty_one(record_path: Path) -> None:
    """Before the first answer the record is empty, and reading makes no file."""
    assert load_record(record_path) == Record()
    assert not record_path.exists()


@pytest.mark.parametrize("saves", [1, 2])
def test_a_record_that_is_gone_is_never_begun_anew(record_path: Path, saves: int) -> None:
    """While a record is missing neither reading nor saving takes it for an empty one; when it is back all is well."""
    _saved(record_path, *("May", "June")[:saves])
    content = record_path.read_bytes()
    record_path.unlink()
    with pytest.raises(errors.RecordGone, match="wait a minute"):
        load_record(record_path)
    for save in (
        save_record,
        lambda path, _: save_section(path, "question", {"time": "July"}, base_revision=0),
    ):
        with pytest.raises(errors.RecordGone):
            save(record_path, Record())
    assert not record_path.exists()
    record_path.write_bytes(content)
    assert _saved(record_path, "July").revision == saves + 1


def test_a_record_missing_for_a_moment_is_waited_for(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A synchronising program that replaces it goes unnoticed."""
    _saved(record_path, "May")
    content = record_path.read_bytes()
    record_path.unlink()
    monkeypatch.setattr("time.sleep", lambda seconds: record_path.write_bytes(content))
    assert load_record(record_path).question.time == "May"


def test_saving_a_section_keeps_the_rest(record_path: Path) -> None:
    """Fields not named, other sections and what is not known stay as they are on disk."""
    record_path.parent.mkdir(parents=True)
    raw = {
        "added": 1,
        "title": "T",
        "question": {"time": "July", "added": 2},
        "priorities": {"priority": "P"},
    }
    record_path.write_text(json.dumps(raw), encoding="utf-8")
    saved = save_section(record_path, "question", {"outcome": "Reading"}, base_revision=0, now=DAY)
    written = json.loads(record_path.read_text(encoding="utf-8"))
    assert (saved.revision, saved.section_revisions, saved.saved_at) == (1, {"question": 1}, DAY.isoformat())
    assert (written["added"], written["title"], written["priorities"]["priority"]) == (1, "T", "P")
    assert {name: written["question"][name] for name in ("time", "added", "outcome")} == {
        "time": "July",
        "added": 2,
        "outcome": "Reading",
    }
    assert load_record(record_path) == saved


def test_two_people_on_two_sections_are_both_kept(record_path: Path) -> None:
    """Two people who opened the same version and saved different sections both find their answers."""
    base = save_section(record_path, "question", {"time": "May"}, base_revision=0).revision
    save_section(record_path, "question", {"time": "June"}, base_revision=base)
    save_section(record_path, "priorities", {"priority": "Reading"}, base_revision=base)
    record = load_record(record_path)
    assert (record.question.time, record.priorities.priority) == ("June", "Reading")


def test_two_people_on_one_section_are_asked(record_path: Path) -> None:
    """The second of two who changed the same section is shown the other's version; nothing is overwritten."""
    base = save_section(record_path, "question", {"time": "May"}, base_revision=0).revision
    save_section(record_path, "question", {"time": "June"}, base_revision=base)
    before = record_path.read_bytes()
    with pytest.raises(errors.SectionConflict, match="changed 'question'") as conflict:
        save_section(record_path, "question", {"time": "July"}, base_revision=base)
    assert conflict.value.theirs["time"] == "June"
    assert record_path.read_bytes() == before
    now_known = load_record(record_path).revision
    assert (
        save_section(record_path, "question", {"time": "July"}, base_revision=now_known).question.time
        == "July"
    )


def test_two_people_of_one_mind_are_not_asked(record_path: Path) -> None:
    """Saving what is there already is no conflict and makes no new version."""
    save_section(record_path, "question", {"time": "June"}, base_revision=0)
    before = record_path.read_bytes()
    assert save_section(record_path, "question", {"time": " June "}, base_revision=0).revision == 1
    assert record_path.read_bytes() == before


def test_saving_a_whole_record_does_not_disturb_other_sections(record_path: Path) -> None:
    """After a new title, somebody who has a section open can still save it."""
    base = save_section(record_path, "question", {"time": "May"}, base_revision=0)
    save_record(record_path, base.model_copy(update={"title": "Walking bus"}))
    saved = save_section(record_path, "question", {"time": "June"}, base_revision=base.revision)
    assert (saved.title, saved.question.time, saved.revision) == ("Walking bus", "June", 3)


def test_a_status_disturbs_nobody(record_path: Path) -> None:
    """Finishing an enquiry keeps what others saved, and leaves every section free to be saved; twice is once."""
    base = save_section(record_path, "question", {"time": "May"}, base_revision=0)
    assert save_status(record_path, "finished").revision == 2
    assert save_status(record_path, "finished").revision == 2
    saved = save_section(record_path, "question", {"time": "June"}, base_revision=base.revision)
    assert (saved.status, saved.question.time, saved.revision) == ("finished", "June", 3)


def test_a_value_that_does_not_fit_changes_nothing(record_path: Path) -> None:
    """A value outside its limits is named and nothing is written."""
    with pytest.raises(errors.RecordNotValid, match="certainty"):
        save_section(record_path, "question", {"certainty": 20}, base_revision=0)
    assert not record_path.exists()


@pytest.mark.parametrize("section", ["questions", "revision", "__class__", "title"])
def test_only_sections_can_be_saved(record_path: Path, section: str) -> None:
    """A section the record does not have is answered with those it has."""
    with pytest.raises(errors.NoSuchSection, match="priorities, framework_review"):
        save_section(record_path, section, {}, base_revision=0)


SAVES = 4


def _save_often(path: str, section: str, field: str) -> None:
    for number in range(1, SAVES + 1):
        save_section(Path(path), section, {field: f"{section} {number}"}, base_revision=10_000)


def test_many_at_once_lose_nothing(record_path: Path) -> None:
    """Programs that save different sections at the same moment all find their last answers."""
    jobs = [("priorities", "concern"), ("question", "time"), ("evaluation_plan", "why_chosen")]
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_save_often, args=(str(record_path), *job)) for job in jobs]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * len(jobs)
    record = load_record(record_path)
    found = [getattr(record.section(section), field) for section, field in jobs]
    assert found == [f"{section} {SAVES}" for section, _ in jobs]
    assert record.revision == SAVES * len(jobs)
    assert [version.revision for version in history(record_path)] == list(range(record.revision, 0, -1))


@pytest.mark.parametrize("begun", [False, True])
def test_two_computers_that_share_no_lock_lose_nothing(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    """What another computer saves while ours is being written is merged, whether or not there was a record before."""
    if begun:
        save_section(record_path, "question", {"time": "May"}, base_revision=0)
    monkeypatch.setattr(saving, "held", lambda path: nullcontext())
    real, done = os.fsync, []

    def slowly(number: int) -> None:
        if not done:
            done.append("theirs")
            save_section(record_path, "priorities", {"priority": "Reading"}, base_revision=0)
        real(number)

    monkeypatch.setattr(os, "fsync", slowly)
    save_section(record_path, "question", {"time": "June"}, base_revision=load_record(record_path).revision)
    record = load_record(record_path)
    assert (record.question.time, record.priorities.priority) == ("June", "Reading")
    assert record.revision == 2 + begun


def test_what_another_computer_puts_in_place_first_is_merged(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When ours has its number already, theirs takes the next, and ours is written anew after it; no number is left over."""
    save_section(record_path, "question", {"time": "May"}, base_revision=0)
    monkeypatch.setattr(saving, "held", lambda path: nullcontext())
    monkeypatch.setattr(saving, "MOMENT", 0)
    real, asked = os.fsync, []

    def slowly(number: int) -> None:
        asked.append(number)
        if len(asked) == 2:  # ours is in the history, and not yet in its place
            save_section(record_path, "priorities", {"priority": "Reading"}, base_revision=0)
        real(number)

    monkeypatch.setattr(os, "fsync", slowly)
    saved = save_section(record_path, "question", {"time": "June"}, base_revision=1)
    assert load_record(record_path) == saved
    assert (saved.question.time, saved.priorities.priority, saved.revision) == ("June", "Reading", 4)
    assert [version.revision for version in history(record_path)] == [4, 3, 1]


def test_a_drive_without_links_saves_and_merges(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some drives have no links; a version is put in its place all the same, and never over another."""
    monkeypatch.setattr(Path, "hardlink_to", _raise(errno.EPERM))
    _saved(record_path, "May", "June")
    assert [version.revision for version in history(record_path)] == [2, 1]
    with pytest.raises(saving.Overtaken):
        write_whole(record_path, "{}", over=b"")
    assert load_record(record_path).question.time == "June"


def test_a_file_that_changes_again_and_again_is_a_message(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving gives up after a few tries, says so, and leaves what is there."""
    save_section(record_path, "question", {"time": "May"}, base_revision=0)
    content = record_path.read_bytes()
    monkeypatch.setattr(saving, "_there", lambda path: b"something else")
    with pytest.raises(errors.FileInUse):
        save_section(record_path, "question", {"time": "June"}, base_revision=1)
    assert record_path.read_bytes() == content


def test_a_decision_about_a_copy_is_kept_and_can_be_taken_back(record_path: Path) -> None:
    """Deciding twice changes nothing; no section counts as changed."""
    first = saving.save_settled(record_path, "abc")
    assert (first.settled, first.section_revisions) == (["abc"], {})
    assert saving.save_settled(record_path, "abc").revision == first.revision
    assert saving.save_settled(record_path, "abc", settled=False).settled == []


def test_versions_thinned_out_elsewhere_do_not_stop_a_save(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that another computer has just removed is passed over."""
    monkeypatch.setattr(saving, "VERSIONS_KEPT", 1)
    _saved(record_path, "1", "2", "3")
    real = saving._kept
    gone = {7: record_path.parent / "history" / "enquiry-000007.json"}
    monkeypatch.setattr(saving, "_kept", lambda path: dict(sorted((gone | real(path)).items())))
    assert _saved(record_path, "4").question.time == "4"


def test_saving_goes_on_where_no_lock_can_be_made(
    record_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Another user's folder of locks, or none at all, never stops anybody from saving; the log says so."""
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setattr(tempfile, "tempdir", str(blocked))
    assert save_section(record_path, "question", {"time": "June"}, base_revision=0).question.time == "June"
    assert "without a lock" in caplog.text


def test_a_lock_that_stays_held_is_a_message(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program keeps a record locked, the record is named and nothing is written."""
    monkeypatch.setattr(saving, "LOCK_SECONDS", 0)
    with saving._lock(record_path), pytest.raises(errors.FileInUse, match=r"enquiry\.json") as held:
        save_section(record_path, "question", {"time": "June"}, base_revision=0)
    assert isinstance(held.value.__cause__, Timeout)
    assert not record_path.exists()


# --- history ----------------------------------------------------------------------------------------------


def _saved(path: Path, *times: str) -> Record:
    record = load_record(path)
    for number, time in enumerate(times):
        now = DAY + dt.timedelta(days=record.revision // 3, hours=number)
        record = save_section(path, "question", {"time": time}, base_revision=record.revision, now=now)
    return record


def test_every_version_is_kept(record_path: Path) -> None:
    """Each save keeps the version before it, byte by byte, and the list shows when."""
    _saved(record_path, "May")
    first = record_path.read_bytes()
    _saved(record_path, "June", "July")
    assert [version.revision for version in history(record_path)] == [3, 2, 1]
    assert history(record_path)[-1].path.read_bytes() == first
    assert history(record_path)[-1].saved_at == DAY.isoformat()
    assert history(record_path.parent / "other.json") == []


def test_the_present_version_outlives_its_file(record_path: Path) -> None:
    """An older file brought back by a synchronising program destroys nothing: what it replaced is in the history."""
    _saved(record_path, "May")
    first = record_path.read_bytes()
    _saved(record_path, "June", "July")
    last = record_path.read_bytes()
    record_path.write_bytes(first)
    assert [version.revision for version in history(record_path)] == [3, 2, 1]
    assert history(record_path)[0].path.read_bytes() == last
    assert _saved(record_path, "August").revision == 4
    assert restore(record_path, 3).question.time == "July"


def test_a_version_that_is_not_put_in_its_place_is_not_kept(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fills up between the two writes, the history has nothing that was never saved."""
    _saved(record_path, "May")
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", _raise(errno.ENOSPC))
        with pytest.raises(errors.CannotWrite):
            _saved(record_path, "June")
    assert [version.revision for version in history(record_path)] == [1]
    assert _saved(record_path, "June").revision == 2


def test_a_history_that_cannot_be_thinned_out_stops_no_save(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """All is saved by then: the log says what was left."""
    monkeypatch.setattr(saving, "_thin", _raise(errno.ESTALE))
    assert _saved(record_path, "May").question.time == "May"
    assert "could not be thinned out" in caplog.text


def test_an_earlier_version_comes_back_as_a_new_one(record_path: Path) -> None:
    """Restoring undoes nothing for good: what it replaced can be restored in turn."""
    _saved(record_path, "May", "June")
    assert restore(record_path, 1).question.time == "May"
    assert load_record(record_path).revision == 3
    assert restore(record_path, 2).question.time == "June"
    assert [version.revision for version in history(record_path)] == [4, 3, 2, 1]


def test_after_a_restore_nobody_overwrites_unasked(record_path: Path) -> None:
    """Somebody who opened the record before a restore is asked before their answer replaces it."""
    base = _saved(record_path, "May", "June").revision
    restore(record_path, 1)
    with pytest.raises(errors.SectionConflict):
        save_section(record_path, "question", {"time": "August"}, base_revision=base)


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"revision": "x"}', b'{"revision": -4}', b"\xff"])
def test_a_broken_record_can_be_restored(record_path: Path, broken: bytes) -> None:
    """When the present file cannot be read, an earlier version comes back and the broken file is kept."""
    _saved(record_path, "May", "June")
    record_path.write_bytes(broken)
    assert history(record_path)[0].path == record_path
    assert restore(record_path, 1).question.time == "May"
    assert load_record(record_path).question.time == "May"
    assert broken in [version.path.read_bytes() for version in history(record_path)]


def test_a_lost_record_can_be_restored(record_path: Path) -> None:
    """When the present file is gone, the history still gives it back, and no number is used twice."""
    _saved(record_path, "May", "June")
    record_path.unlink()
    assert restore(record_path, 1).question.time == "May"
    record_path.unlink()
    assert restore(record_path, 2).question.time == "June"
    assert [version.revision for version in history(record_path)] == [4, 3, 2, 1]


def test_an_unknown_version_is_answered_with_those_kept(record_path: Path) -> None:
    """A version that was never kept is answered with the versions there are, and nothing changes."""
    with pytest.raises(errors.NoSuchRevision, match="Versions kept: none"):
        restore(record_path, 1)
    _saved(record_path, "May", "June")
    before = record_path.read_bytes()
    with pytest.raises(errors.NoSuchRevision, match="Versions kept: 1, 2"):
        restore(record_path, 7)
    assert record_path.read_bytes() == before


def test_a_broken_version_is_listed_and_not_restored(record_path: Path) -> None:
    """A kept version that cannot be read is listed, and restoring it changes nothing."""
    _saved(record_path, "May", "June")
    history(record_path)[-1].path.write_bytes(b"{")
    before = record_path.read_bytes()
    assert [version.saved_at for version in history(record_path)][-1] == "cannot be read"
    with pytest.raises(errors.RecordNotReadable):
        restore(record_path, 1)
    assert record_path.read_bytes() == before


def test_a_version_brought_back_by_a_synchronising_program_loses_nothing(record_path: Path) -> None:
    """Two different files with the same number, from two machines that were offline, are both kept."""
    _saved(record_path, "May")
    first = record_path.read_bytes()
    _saved(record_path, "June", "July")
    record_path.write_bytes(first.replace(b"May", b"Spring"))
    _saved(record_path, "August")
    kept = b"\n".join(version.path.read_bytes() for version in history(record_path))
    assert all(time in kept for time in (b"May", b"June", b"Spring", b"August"))
    numbers = [version.revision for version in history(record_path)]
    assert len(set(numbers)) == len(numbers)


def test_thinning_keeps_the_newest_and_the_first_of_each_day(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the newest versions, the first of each day stays."""
    monkeypatch.setattr(saving, "VERSIONS_KEPT", 2)
    _saved(record_path, "1", "2", "3")
    _saved(record_path, "4", "5", "6")
    _saved(record_path, "7", "8")
    kept = [(version.revision, version.saved_at[8:10]) for version in history(record_path)]
    assert kept == [(8, "04"), (7, "04"), (6, "03"), (4, "03"), (1, "02")]


def test_thinning_never_drops_what_cannot_be_dated(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions that cannot be read are kept: a person may want the file."""
    monkeypatch.setattr(saving, "VERSIONS_KEPT", 1)
    _saved(record_path, "1")
    for number in (101, 102, 103):
        (record_path.parent / "history").mkdir(exist_ok=True)
        (record_path.parent / "history" / f"enquiry-{number:06d}.json").write_bytes(b"{")
    _saved(record_path, "2", "3")
    numbers = {version.revision for version in history(record_path)}
    assert {101, 102, 103} <= numbers


def test_a_version_that_is_held_does_not_stop_a_save(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When an old version cannot be thinned out, the save still counts and the log says what was left."""
    monkeypatch.setattr(saving, "VERSIONS_KEPT", 1)
    monkeypatch.setattr(Path, "unlink", _raise(errno.EACCES))
    assert _saved(record_path, "1", "2", "3", "4").question.time == "4"
    assert "could not be removed" in caplog.text


def test_a_conflict_copy_within_the_history_is_no_version(record_path: Path) -> None:
    """What a synchronising program leaves in the history is neither a version nor an obstacle."""
    _saved(record_path, "May", "June")
    (record_path.parent / "history" / "enquiry-000001 (1).json").write_bytes(b"{}")
    record_path.write_bytes(b"{")
    assert [version.revision for version in history(record_path)] == [3, 2, 1]
    assert restore(record_path, 1).question.time == "May"


# --- conflict copies --------------------------------------------------------------------------------------

COPIES = [
    "enquiry (1).json",
    "enquiry (Anna's conflicted copy 2026-01-02).json",
    "enquiry 2.json",
    "enquiry-LAPTOP.json",
    "enquiry.sync-conflict-20260102-120000-ABCDEFG.json",
]


def test_conflict_copies_are_found(record_path: Path) -> None:
    """The names that synchronising programs give to copies are all found."""
    _saved(record_path, "May", "June")
    for name in COPIES:
        (record_path.parent / name).write_bytes(b"{}")
    assert [copy.name for copy in conflict_copies(record_path)] == COPIES


def test_nothing_else_is_taken_for_a_conflict_copy(record_path: Path) -> None:
    """The record, its history, folders, half-written and other files are no conflict copies."""
    _saved(record_path, "May", "June")
    folder = record_path.parent
    (folder / "enquiry-results.json").mkdir()
    for name in ("notes.json", ".enquiry.json.0a.part", "enquiry.docx"):
        (folder / name).write_bytes(b"{}")
    assert conflict_copies(record_path) == []
    assert conflict_copies(folder / "none" / "enquiry.json") == []


# --- passages that name nobody ----------------------------------------------------------------------------


def test_what_names_nobody_is_kept_and_no_section_loses_it(record_path: Path) -> None:
    """Hashes come together, each once; saving a section, whatever was loaded before, leaves them; nothing new is no version."""
    save_confirmed(record_path, ["b" * 64, "a" * 64])
    save_section(record_path, "question", {"time": "By July"}, base_revision=0)
    record = save_confirmed(record_path, ["a" * 64])
    assert (record.confirmed, record.revision) == (["a" * 64, "b" * 64], 2)
    assert load_record(record_path).confirmed == record.confirmed


def test_a_reason_is_said_once_and_long_lists_are_cut() -> None:
    """Of many places with one thing wrong five are named, and of many words to choose from the first five."""
    rows = [{"item": f"i{number}", "settled": "perhaps"} for number in range(9)]
    content = json.dumps({"protection": {"ethics": rows}, "status": "shut"}).encode()
    with pytest.raises(errors.RecordNotValid) as refused:
        parse_record(content)
    found = str(refused.value.facts["found"])
    assert found.count("Input should be") == 2
    assert "protection.ethics.4.settled and 4 more: Input should be" in found
    assert "protection.ethics.5" not in found
    with pytest.raises(errors.RecordNotValid) as refused:
        parse_record(b'{"evaluation_plan": {"design": "x"}}')
    assert len(str(refused.value)) < 400, str(refused.value)
