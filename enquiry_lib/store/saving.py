"""Reading and writing without loss: whole files, merged records, history and restore.

Every write in the project goes through `write_whole`. Locks do not work on synchronised folders, so nothing
rests on them: a record carries a revision, a section is merged against the revision that was loaded, and
copies that a synchronising program left behind are found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError

from enquiry_lib import errors
from enquiry_lib.store.record import SCHEMA_VERSION, SECTIONS, Record

VERSIONS_KEPT = 200
TRIES, PAUSE = 4, 0.25

T = TypeVar("T")


# --- whole files ------------------------------------------------------------------------------------------


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file so that it is there whole or not at all; text is UTF-8 with plain line ends.

    Raises CannotWrite when the disk is full or read-only, FileInUse when another program holds the file.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _patiently(lambda: _replace(path, data), path)
    except OSError as problem:
        raise errors.CannotWrite(path.parent, file=path.name, why=_why(problem)) from problem


def _replace(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_ordinary_mode())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _ordinary_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _why(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()


def read_whole(path: Path) -> bytes:
    """Read a file's bytes, waiting a moment for a program that holds it.

    Raises FileNotFound, or FileInUse when it stays held.
    """
    try:
        return _patiently(path.read_bytes, path)
    except FileNotFoundError as problem:
        raise errors.FileNotFound(
            path.parent, file=path.name, do="Check the name and the folder."
        ) from problem
    except OSError as problem:
        raise errors.FileNotFound(
            path.parent, file=path.name, do=f"It could not be read: {_why(problem)}."
        ) from problem


def _patiently(action: Callable[[], T], path: Path) -> T:
    """Try a few times: Excel and synchronising programs hold files for a moment."""
    for attempt in range(TRIES):
        try:
            return action()
        except PermissionError as problem:
            if attempt == TRIES - 1:
                raise errors.FileInUse(path.parent, file=path.name) from problem
            time.sleep(PAUSE)
    raise AssertionError  # the loop returns or raises


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep two programs on one machine from saving one record at the same moment; never a reason to fail."""
    folder = Path(tempfile.gettempdir()) / "enquiry-locks"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(str(path.resolve()).encode("utf-8")).hexdigest()[:32]
    lock = FileLock(folder / f"{name}.lock", timeout=10)
    try:
        lock.acquire()
    except Timeout as problem:
        raise errors.FileInUse(path.parent, file=path.name) from problem
    try:
        yield
    finally:
        lock.release()


# --- records ----------------------------------------------------------------------------------------------


def load_record(path: Path) -> Record:
    """Read a record.

    A record that is not there yet is an empty one. Raises RecordNotReadable, RecordFromNewer or
    RecordNotValid; the file is never changed by reading.
    """
    if not path.exists():
        return Record()
    return parse_record(read_whole(path), where=path)


def parse_record(content: bytes, *, where: object = "") -> Record:
    """Make a record of the bytes of its file.

    >>> parse_record(b'{"revision": 3, "added_later": 1}').model_extra
    {'added_later': 1}
    """
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise errors.RecordNotReadable(where, found=f"it is not complete JSON ({problem})") from problem
    if not isinstance(raw, dict):
        raise errors.RecordNotReadable(where, found="it is JSON, but not a record")
    version = raw.get("schema_version", SCHEMA_VERSION)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise errors.RecordFromNewer(where, found=version, known=SCHEMA_VERSION)
    try:
        return Record.model_validate(raw)
    except ValidationError as problem:
        raise errors.RecordNotValid(where, found=_listed(problem)) from problem


def _listed(problem: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in problem.errors()
    )


def record_text(record: Record) -> str:
    """Give the text of a record's file: readable, in the same order each time."""
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def save_section(
    path: Path, section: str, values: dict[str, Any], *, base_revision: int, now: dt.datetime | None = None
) -> Record:
    """Save one section, merged with what others have saved since `base_revision` was loaded.

    `values` are the section's fields; fields not named keep what they hold. Other sections are left as they
    are on disk. Raises SectionConflict (with `theirs`) when the same section has been changed by somebody
    else to something different; RecordNotValid when a value does not fit. Gives the record as saved.
    """
    if section not in SECTIONS:
        raise errors.NoSuchSection(path, section=section, known=", ".join(SECTIONS))
    with _held(path):
        current = load_record(path)
        old = current.section(section).model_dump(mode="json")
        new = _checked(section, {**old, **values}, path)
        if new == old:
            return current
        if current.section_revisions.get(section, 0) > base_revision:
            raise errors.SectionConflict(path, section=section.replace("_", " "), theirs=old)
        return _write(path, current, {section: new}, now)


def _checked(section: str, values: dict[str, Any], path: Path) -> dict[str, Any]:
    try:
        return SECTIONS[section].model_validate(values).model_dump(mode="json")
    except ValidationError as problem:
        raise errors.RecordNotValid(path, found=_listed(problem)) from problem


def _write(path: Path, current: Record, changed: dict[str, Any], now: dt.datetime | None) -> Record:
    """Keep the version on disk, then write the next one."""
    revision = current.revision + 1
    stamp = (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
    revisions = {**current.section_revisions, **dict.fromkeys(set(changed) & set(SECTIONS), revision)}
    head = {"revision": revision, "saved_at": stamp, "section_revisions": revisions}
    record = Record.model_validate({**current.model_dump(mode="json"), **changed, **head})
    if path.exists():
        write_whole(_version_path(path, current.revision), read_whole(path))
    write_whole(path, record_text(record))
    _thin(path)
    return record


def save_record(path: Path, record: Record, *, now: dt.datetime | None = None) -> Record:
    """Write a whole record as the next version, keeping the one before."""
    with _held(path):
        current = load_record(path)
        return _write(path, current, record.model_dump(mode="json"), now)


# --- history ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One kept version of a record."""

    revision: int
    saved_at: str
    path: Path


def _version_path(path: Path, revision: int) -> Path:
    return path.parent / "history" / f"{path.stem}-{revision:06d}.json"


def history(path: Path) -> list[Version]:
    """List the kept versions of a record, newest first, the present one among them."""
    pattern = re.compile(re.escape(path.stem) + r"-(\d{6,})\.json")
    files = [
        (int(m[1]), f) for f in (path.parent / "history").glob("*.json") if (m := pattern.fullmatch(f.name))
    ]
    versions = [Version(number, _saved_at(file), file) for number, file in files]
    if path.exists():
        versions.append(Version(_revision_of(path), _saved_at(path), path))
    return sorted(versions, key=lambda version: version.revision, reverse=True)


def _raw(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(read_whole(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return {}  # listed all the same, with no date: a person may want the file
    return raw if isinstance(raw, dict) else {}


def _saved_at(path: Path) -> str:
    return str(_raw(path).get("saved_at", "cannot be read"))


def _revision_of(path: Path) -> int:
    revision = _raw(path).get("revision")
    if isinstance(revision, int):
        return revision
    kept = [
        int(file.stem.rsplit("-", 1)[1]) for file in (path.parent / "history").glob(f"{path.stem}-*.json")
    ]
    return max(kept, default=0) + 1


def restore(path: Path, revision: int, *, now: dt.datetime | None = None) -> Record:
    """Bring a kept version back, as a new version: the one it replaces is kept too.

    Works when the present file cannot be read. Raises NoSuchRevision.
    """
    versions = {version.revision: version for version in history(path)}
    if revision not in versions:
        known = ", ".join(str(number) for number in sorted(versions)) or "none"
        raise errors.NoSuchRevision(path, revision=revision, known=known)
    old = parse_record(read_whole(versions[revision].path), where=versions[revision].path)
    newest = max(versions)
    with _held(path):
        if path.exists():
            write_whole(_version_path(path, newest), read_whole(path))
        stamp = (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
        revisions = dict.fromkeys(SECTIONS, newest + 1)
        record = old.model_copy(
            update={"revision": newest + 1, "saved_at": stamp, "section_revisions": revisions}
        )
        write_whole(path, record_text(record))
    return record


def _thin(path: Path) -> None:
    """Keep the newest versions and the first of each day before them."""
    older = history(path)[VERSIONS_KEPT:]
    days: set[str] = set()
    for version in reversed(older):
        day = version.saved_at[:10]
        if day in days and version.path != path:
            version.path.unlink(missing_ok=True)
        days.add(day)


def conflict_copies(path: Path) -> list[Path]:
    """Find copies of a record that a synchronising program made: 'enquiry-LAPTOP.json', 'enquiry (1).json'.

    They lie beside the record, their names begin with its name, and they are not the record itself.
    """
    beside = path.parent.glob(f"{path.stem}*.json")
    return sorted(file for file in beside if file != path and not file.name.startswith("."))
