"""Changes to many files: all of them are made, or none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from year_ends import contents, fail_at_renaming

from enquiry_lib import errors
from enquiry_lib.store import at_once
from enquiry_lib.store.at_once import Move, Remove, Write, make_at_once, put_back, state_of

EDITS = (
    Write("a.txt", b"A"),
    Write("new/b.txt", b"B"),
    Write("old/c.txt", b"C"),
    Move("old", "moved"),
    Remove("gone"),
)
AFTER = {"a.txt": b"A", "new/b.txt": b"B", "moved/c.txt": b"C", "moved/d.txt": b"d"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with four files, and with brackets in its name, which mean something to those who search."""
    made = tmp_path / "our [old] network"
    for name in ("a.txt", "old/c.txt", "old/d.txt", "gone/e.txt"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(Path(name).stem.encode())
    return made


def test_all_edits_are_made(folder: Path) -> None:
    """Files are written, folders moved and removed, and nothing is left beside the folder."""
    make_at_once(folder, EDITS, state=state_of(folder))
    assert contents(folder) == AFTER
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("number", range(1, 8))
def test_a_write_that_fails_half_way_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Whichever renaming fails, every file is as it was and nothing is left beside the folder."""
    before = contents(folder)
    fail_at_renaming(monkeypatch, number)
    with pytest.raises(errors.CannotWrite, match="input/output error"):
        make_at_once(folder, EDITS, state=state_of(folder))
    assert contents(folder) == before
    assert list(folder.parent.iterdir()) == [folder]


def test_a_disk_that_is_full_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When what is new cannot be written beside the folder, the folder is not touched."""
    before, written = contents(folder), at_once.write_whole

    def full(path: Path, content: bytes) -> None:
        if content == b"C":
            raise errors.CannotWrite(path.parent, file=path.name, why="no space left on device")
        written(path, content)

    monkeypatch.setattr(at_once, "write_whole", full)
    with pytest.raises(errors.CannotWrite, match="no space left"):
        make_at_once(folder, EDITS, state=state_of(folder))
    assert contents(folder) == before
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("number", range(1, 8))
def test_a_machine_that_stops_half_way_is_undone_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """After a power cut the next change begins by putting everything back."""
    before = contents(folder)
    fail_at_renaming(monkeypatch, number)
    with monkeypatch.context() as dead:
        dead.setattr(at_once, "put_back", lambda folder: False)
        with pytest.raises(errors.CannotWrite):
            make_at_once(folder, EDITS, state=state_of(folder))
    assert put_back(folder)
    assert contents(folder) == before
    assert list(folder.parent.iterdir()) == [folder]
    assert not put_back(folder)


def test_what_cannot_be_put_back_is_said_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program holds a file the list of renamings stays, and a later try uses it."""
    before = contents(folder)
    fail_at_renaming(monkeypatch, 5)

    def held(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    with monkeypatch.context() as busy:
        busy.setattr(at_once, "_undo", held)
        with pytest.raises(errors.NotPutBack, match="run the command again"):
            make_at_once(folder, EDITS, state=state_of(folder))
    assert put_back(folder)
    assert contents(folder) == before


def test_somebody_who_saves_meanwhile_stops_the_change(folder: Path) -> None:
    """A file that was written after the plan was made is not overwritten."""
    state = state_of(folder)
    (folder / "a.txt").write_bytes(b"typed in the meantime")
    before = contents(folder)
    with pytest.raises(errors.ChangedMeanwhile):
        make_at_once(folder, EDITS, state=state)
    assert contents(folder) == before
    assert list(folder.parent.iterdir()) == [folder]


def test_what_is_there_is_never_overwritten_by_a_move(folder: Path) -> None:
    """A place that is taken stops the whole change."""
    shutil.copytree(folder / "old", folder / "moved")
    before = contents(folder)
    with pytest.raises(errors.CannotWrite, match="something of that name is there"):
        make_at_once(folder, EDITS, state=state_of(folder))
    assert contents(folder) == before


def test_what_programs_keep_for_a_moment_does_not_count(folder: Path) -> None:
    """Lock files, half-written files and reports are no part of a network's state."""
    state = state_of(folder)
    for name in (
        "~$a.xlsx",
        ".a.txt.1a2b3c4d.part",
        ".DS_Store",
        "x.tmp",
        "reports/oak.html",
        "old/.~lock.a#",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    assert state_of(folder) == state
    (folder / "old" / "reports").mkdir()
    (folder / "old" / "reports" / "mine.txt").write_text("x", encoding="utf-8")
    assert state_of(folder) != state
