"""Changes to many files of a network that are made together or not at all.

What is new is written to a folder beside the network; then everything is put in its place by renaming, and a list
of the renamings lies beside it from the start. When one of them fails, or the machine stops in the middle, the
list tells what to rename back: at once, or before the next change.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.store.saving import read_whole, write_whole

REPORTS = "reports"
JOURNAL = "renamings.json"
_TEMPORARY = re.compile(
    r"\..*\.part|~\$.*|\.~lock\..*#|.*\.tmp|.*\.lock|\.ds_store|thumbs\.db|desktop\.ini", re.IGNORECASE
)
_PROGRAMS_OWN = {".ipynb_checkpoints", "__pycache__"}


@dataclass(frozen=True)
class Write:
    """A file to be written; `path` is named from the network's folder, with forward slashes."""

    path: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Move:
    """A file or folder that gets another place, where nothing is yet."""

    path: str
    to: str


@dataclass(frozen=True)
class Remove:
    """A file or folder that goes."""

    path: str


Edit = Write | Move | Remove
Renaming = tuple[Path, Path]


# --- what is there ----------------------------------------------------------------------------------------


def files_of(folder: Path, *, with_reports: bool = False) -> list[Path]:
    """Give a network's files in the order of their names, without reports and without what programs keep for a moment.

    No link is followed, and none is given: see `links_of`.
    """
    return [path for path in _walk(folder, with_reports) if path.is_file() and not path.is_symlink()]


def empty_folders_of(folder: Path, *, with_reports: bool = False) -> list[Path]:
    """Give a network's folders in which there is nothing, but for what programs keep for a moment."""
    found = [path for path in _walk(folder, with_reports) if path.is_dir() and not path.is_symlink()]
    return [path for path in found if not any(_is_kept(inside) for inside in path.iterdir())]


def links_of(folder: Path, *, with_reports: bool = False) -> list[Path]:
    """Give the links in a network's folder: what they lead to may lie outside it."""
    return [path for path in _walk(folder, with_reports) if path.is_symlink()]


def _walk(folder: Path, with_reports: bool) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not _is_kept(path) or (path.name == REPORTS and not with_reports):
            continue
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, with_reports=True)


def _is_kept(path: Path) -> bool:
    return path.name not in _PROGRAMS_OWN and not _TEMPORARY.fullmatch(path.name)


def state_of(folder: Path) -> str:
    """Give a hash of which files a network has, how long they are and when they were last written."""
    found = hashlib.sha256()
    for path in files_of(folder):
        about = path.stat()
        found.update(os.fsencode(path.relative_to(folder)))
        found.update(f"|{about.st_size}|{about.st_mtime_ns}\n".encode())
    return found.hexdigest()


# --- all of it, or nothing --------------------------------------------------------------------------------


def make_at_once(folder: Path, edits: Sequence[Edit], *, state: str) -> None:
    """Make all edits to a network's folder, or none of them.

    `state` is what `state_of` gave when they were planned. Raises ChangedMeanwhile when a file has been written
    since, CannotWrite or FileInUse when something could not be put in its place; then everything is as it was.
    """
    put_back(folder)
    beside = folder.with_name(f"{_begins(folder)}{secrets.token_hex(4)}")
    try:
        renamings = list(_prepared(folder, beside, edits))
        if state_of(folder) != state:
            raise errors.ChangedMeanwhile(folder)
        _make(folder, beside, renamings)
    finally:
        if not (beside / JOURNAL).exists():
            shutil.rmtree(beside, ignore_errors=True)


def _begins(folder: Path) -> str:
    return f".{folder.name}-changing-"


def _prepared(folder: Path, beside: Path, edits: Sequence[Edit]) -> Iterator[Renaming]:
    """Write what is new beside the network, and give the renamings that put everything in its place, in order."""
    there = {edit.path for edit in edits if isinstance(edit, Write) and (folder / edit.path).exists()}
    for number, edit in enumerate(edits):
        match edit:
            case Write(path, content):
                write_whole(beside / "new" / str(number), content)
                if path in there:
                    yield folder / path, beside / "old" / str(number)
                yield beside / "new" / str(number), folder / path
            case Move(path, to):
                yield folder / path, folder / to
            case Remove(path):
                yield folder / path, beside / "old" / str(number)


def _make(folder: Path, beside: Path, renamings: Sequence[Renaming]) -> None:
    listed = [[_named(path, folder) for path in one] for one in renamings]
    write_whole(beside / JOURNAL, json.dumps(listed))
    try:
        for source, target in renamings:
            _rename(source, target)
    except OSError as problem:
        put_back(folder)
        kind = errors.FileInUse if isinstance(problem, PermissionError) else errors.CannotWrite
        name = Path(problem.filename or folder).name
        raise kind(folder, file=name, why=(problem.strerror or str(problem)).lower()) from problem
    except BaseException:
        put_back(folder)
        raise
    (beside / JOURNAL).unlink()


def _named(path: Path, folder: Path) -> str:
    return path.relative_to(folder.parent).as_posix()


def _rename(source: Path, target: Path) -> None:
    """Rename, into a place where nothing is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() or target.is_symlink():
        raise FileExistsError(17, "something of that name is there", str(target))
    source.rename(target)


def put_back(folder: Path) -> bool:
    """Undo a change that was cut short, if there is one, and say whether there was.

    Raises NotPutBack when a file cannot be renamed back, because another program holds it.
    """
    found = _cut_short(folder)
    for journal in found:
        renamings = json.loads(read_whole(journal).decode("utf-8"))
        try:
            for source, target in reversed(renamings):
                _undo(folder.parent / source, folder.parent / target)
        except OSError as problem:
            raise errors.NotPutBack(folder, file=Path(problem.filename or folder).name) from problem
        shutil.rmtree(journal.parent, ignore_errors=True)
    return bool(found)


def is_cut_short(folder: Path) -> bool:
    """Say whether a change to a network's folder was cut short: then it is neither as it was nor as it should be."""
    return bool(_cut_short(folder))


def _cut_short(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob(f"{glob.escape(_begins(folder))}*/{JOURNAL}"))


def _undo(source: Path, target: Path) -> None:
    """Rename back what was renamed; what was not, still lies where it lay."""
    if not os.path.lexists(source) and os.path.lexists(target):
        source.parent.mkdir(parents=True, exist_ok=True)
        target.rename(source)
