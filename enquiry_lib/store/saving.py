"""Reading and writing without loss: whole files, merged records, history and restore.

Every write in the project goes through `write_whole`. Locks do not work on synchronised folders, so nothing
rests on them: a record carries a revision, a section is merged against the revision that was loaded, and
copies that a synchronising program left behind are found (`store.copies` says what is in them). A version is written
into the history first, under a number that nobody else has, and then put in its place only while the one it was made
from is still there; otherwise all is read and merged again. So every version is in the history, the present one too,
and a record that has a history is never begun anew: where its file is missing, it is gone.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import logging
import os
import re
import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from enquiry_lib import errors
from enquiry_lib.store.record import SCHEMA_VERSION, SECTIONS, Record

VERSIONS_KEPT = 200
MOST_NAMED = 5  # places, or values to choose from, in one message
BETWEEN = re.compile(r"""(?<=['"])(?:, | or )(?=['"])""")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TRIES, PAUSE, LOCK_SECONDS = 4, 0.25, 10
SAVES, MOMENT = 60, 0.02
"""So often is saving tried while others save at the same moment; pauses are never alike, and at most so many seconds."""

T = TypeVar("T")
log = logging.getLogger(__name__)


# --- whole files ------------------------------------------------------------------------------------------


def write_whole(path: Path, content: bytes | str, *, over: bytes | None = None) -> None:
    """Write a file so that it is there whole or not at all; text is UTF-8 with plain line ends.

    `over` is what was there when it was read, empty where there was nothing: anything else there by now raises Overtaken.
    Raises CannotWrite when the disk is full or read-only, FileInUse when another program holds the file.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_beside(path, data, over)
    except OSError as problem:
        raise errors.CannotWrite(path.parent, file=path.name, why=_why(problem)) from problem


class Overtaken(Exception):
    """Somebody else changed a file between our reading it and putting ours in its place."""


def _write_beside(path: Path, data: bytes, over: bytes | None = None) -> None:
    """Write a new file beside the old one, then put it in its place.

    Raises Overtaken when the old one is by then not what it was (`over`, where that matters).
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if over is not None and _there(path) != over:
            raise Overtaken
        if over != b"" or not _is_new(part, path):
            _patiently(lambda: part.replace(path), path)
    except BaseException:
        drop(part)
        raise


def _is_new(part: Path, path: Path) -> bool:
    """Put a file where none is, and say whether that was done: an empty one may be there, and some drives have no links.

    Of several computers that do so at the same moment one succeeds. Raises Overtaken for the others.
    """
    try:
        path.hardlink_to(part)
    except (OSError, NotImplementedError):
        if _there(path):
            raise Overtaken from None
        return False
    drop(part)
    return True


def _there(path: Path) -> bytes:
    """Give what a file holds; nothing when it is not there."""
    return _patiently(path.read_bytes, path) if path.exists() else b""


def drop(file: Path) -> None:
    """Remove a file, or log why it cannot be."""
    try:
        file.unlink(missing_ok=True)
    except OSError as problem:
        log.warning("%s could not be removed: %s", file, _why(problem))


def _why(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()


def read_whole(path: Path) -> bytes:
    """Read a file's bytes, waiting a moment for a program that holds it.

    Raises FileNotFound, FileInUse when it stays held, CannotRead when the disk fails.
    """
    try:
        return _patiently(path.read_bytes, path)
    except FileNotFoundError as problem:
        raise errors.FileNotFound(
            path.parent, file=path.name, do="Check the name and the folder."
        ) from problem
    except OSError as problem:
        raise errors.CannotRead(path.parent, file=path.name, why=_why(problem)) from problem


def read_text(path: Path) -> str:
    """Read a file's text: UTF-8, or Windows-1252 as older programs save it."""
    content = read_whole(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def csv_rows(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Give the first row of a csv text, and each later row with its number as a spreadsheet counts.

    Commas, semicolons or tabs, whichever the first row has most of; blank rows are left out. Raises
    csv.Error when it is no csv text.

    >>> csv_rows("id;name\\n\\noak;Oak School\\n")
    (['id', 'name'], [(3, ['oak', 'Oak School'])])
    """
    if "\x00" in text:
        raise csv.Error("something that is not text")
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    rows = [(number, [cell.strip() for cell in row]) for number, row in enumerate(reader, start=1)]
    filled = [(number, row) for number, row in rows if any(row)]
    return (filled[0][1], filled[1:]) if filled else ([], [])


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
def held(path: Path) -> Iterator[None]:
    """Keep two programs on one machine from changing one file at the same moment.

    Raises FileInUse after ten seconds. Where no lock can be made, saving goes on without: nothing rests on it.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(_lock(path))
        except Timeout as problem:
            raise errors.FileInUse(path.parent, file=path.name) from problem
        except (OSError, NotImplementedError) as problem:
            log.warning("Saving %s without a lock: %s", path.name, problem)
        yield


def _lock(path: Path) -> FileLock:
    folder = Path(tempfile.gettempdir()) / "enquiry-locks"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(str(path.resolve()).encode("utf-8")).hexdigest()[:32]
    return FileLock(folder / f"{name}.lock", timeout=LOCK_SECONDS)


# --- records ----------------------------------------------------------------------------------------------


def load_record(path: Path) -> Record:
    """Read a record.

    A record that is not there yet is an empty one. Raises RecordGone when there was one, RecordNotReadable,
    RecordFromNewer or RecordNotValid; the file is never changed by reading.
    """
    content = _content(path)
    return Record() if content is None else parse_record(content, where=path)


def _content(path: Path) -> bytes | None:
    """Give what a record's file holds, None before the first answer; waits while a synchronising program replaces it."""
    for _ in range(TRIES):
        try:
            return read_whole(path)
        except errors.FileNotFound:
            if not _kept(path):
                return None
            time.sleep(PAUSE)
    raise errors.RecordGone(path)


def parse_record(content: bytes, *, where: object = "") -> Record:
    """Make a record of the bytes of its file.

    >>> parse_record(b'{"revision": 3, "added_later": 1}').model_extra
    {'added_later': 1}
    """
    try:
        raw = _json(content)
    except (ValueError, RecursionError) as problem:
        raise errors.RecordNotReadable(where, found=f"it is not complete JSON ({problem})") from problem
    if not isinstance(raw, dict):
        raise errors.RecordNotReadable(where, found="it is JSON, but not a record")
    version = raw.get("schema_version", SCHEMA_VERSION)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise errors.RecordFromNewer(where, found=version, known=SCHEMA_VERSION)
    try:
        return Record.model_validate(raw)
    except ValidationError as problem:
        raise errors.RecordNotValid(where, found=listed_problems(problem)) from problem


def _json(content: bytes) -> object:
    """Read JSON strictly: a number or letter that could not be written again is a ValueError."""
    raw: object = json.loads(content.decode("utf-8-sig"))
    json.dumps(raw, ensure_ascii=False, allow_nan=False).encode("utf-8")
    return raw


def listed_problems(problem: ValidationError) -> str:
    """List in one line everything that does not fit: each reason once, with the fields it is about, at most five."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for error in problem.errors():
        places[_reason(error)].append(".".join(str(part) for part in error["loc"]))
    return "; ".join(f"{_some(named)}: {reason}" for reason, named in places.items())


def _reason(error: ErrorDetails) -> str:
    """Give what is wrong; of many values to choose from, the first few."""
    allowed = str(error["ctx"]["expected"]) if error["type"] == "literal_error" else ""
    return f"Input should be {_some(BETWEEN.split(allowed))}" if allowed else error["msg"]


def _some(named: Sequence[str]) -> str:
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


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

    def change(current: Record) -> dict[str, Any]:
        old = current.section(section).model_dump(mode="json")
        new = _checked(section, {**old, **values}, path)
        if new == old:
            return {}
        if current.section_revisions.get(section, 0) > base_revision:
            raise errors.SectionConflict(path, section=section.replace("_", " "), theirs=old)
        return {section: new}

    return _changed(path, change, now)


def _checked(section: str, values: dict[str, Any], path: Path) -> dict[str, Any]:
    try:
        return SECTIONS[section].model_validate(values).model_dump(mode="json")
    except ValidationError as problem:
        raise errors.RecordNotValid(path, found=listed_problems(problem)) from problem


def _changed(path: Path, change: Callable[[Record], dict[str, Any]], now: dt.datetime | None) -> Record:
    """Change what is on disk by what `change` gives of it, or nothing; gives the record as it is then."""

    def save(patient: bool) -> Record:
        before = _content(path)
        current = Record() if before is None else parse_record(before, where=path)
        changed = change(current)
        return _write(path, current, before, changed, now, patient=patient) if changed else current

    return _saved(path, save)


def _saved(path: Path, save: Callable[[bool], Record]) -> Record:
    """Save a record, and begin again when somebody else has saved just now: two computers share no lock.

    `save` is told whether to wait for a version that is about to be put in its place.
    """
    with held(path):
        for attempt in range(SAVES):
            try:
                return save(attempt < SAVES // 2)
            except Overtaken:
                log.info("%s was saved elsewhere at the same moment: once more", path.name)
                time.sleep(MOMENT * secrets.randbelow(100) / 100)
    raise errors.FileInUse(path.parent, file=path.name)


def _write(
    path: Path,
    current: Record,
    old: bytes | None,
    changed: dict[str, Any],
    now: dt.datetime | None,
    *,
    patient: bool,
) -> Record:
    """Write the next version; only sections that differ get its number."""
    before = current.model_dump(mode="json")
    moved = [name for name in SECTIONS if name in changed and changed[name] != before[name]]
    following = _keep(path, old, patient=patient)
    revisions = {**current.section_revisions, **dict.fromkeys(moved, following)}
    record = Record.model_validate({**before, **changed, **_head(following, revisions, now)})
    _put(path, record, old)
    try:
        _thin(path)
    except OSError as problem:  # saved all the same, and thinned out next time
        log.warning("The history of %s could not be thinned out: %s", path.name, _why(problem))
    return record


def _put(path: Path, record: Record, old: bytes | None) -> None:
    """Write a version into the history, then in its place; one that does not get there leaves nothing behind."""
    text, kept = record_text(record), _version_path(path, record.revision)
    write_whole(kept, text, over=b"")
    try:
        write_whole(path, text, over=old or b"")
    except BaseException:
        drop(kept)
        raise


def _head(revision: int, sections: dict[str, int], now: dt.datetime | None) -> dict[str, Any]:
    stamp = (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
    return {"revision": revision, "saved_at": stamp, "section_revisions": sections}


def save_record(path: Path, record: Record, *, now: dt.datetime | None = None) -> Record:
    """Write a whole record as the next version, keeping the one before.

    Nothing is merged: what others saved since `record` was loaded goes to the history. Forms use
    `save_section`.
    """
    return _changed(path, lambda _: record.model_dump(mode="json"), now)


def save_status(path: Path, status: Literal["open", "finished"], *, now: dt.datetime | None = None) -> Record:
    """Say that an enquiry is "finished", or "open" again; all else stays as it is on disk."""
    return _changed(path, lambda current: {} if current.status == status else {"status": status}, now)


def save_confirmed(path: Path, hashes: Collection[str], *, now: dt.datetime | None = None) -> Record:
    """Keep that passages of free text name nobody, by their hashes; all else stays as it is on disk."""

    def change(current: Record) -> dict[str, Any]:
        fresh = sorted(set(hashes) - set(current.confirmed))
        return {"confirmed": [*current.confirmed, *fresh]} if fresh else {}

    return _changed(path, change, now)


def save_settled(path: Path, key: str, *, settled: bool = True, now: dt.datetime | None = None) -> Record:
    """Keep that a person has decided about an answer of a copy, or no longer has; all else stays as it is on disk."""

    def change(current: Record) -> dict[str, Any]:
        others = [one for one in current.settled if one != key]
        return (
            {} if (key in current.settled) == settled else {"settled": [*others, key] if settled else others}
        )

    return _changed(path, change, now)


# --- history ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One kept version of a record."""

    revision: int
    saved_at: str
    path: Path


def _version_path(path: Path, revision: int) -> Path:
    return path.parent / "history" / f"{path.stem}-{revision:06d}.json"


def _kept(path: Path) -> dict[int, Path]:
    """Give the files of the history by their number, oldest first."""
    pattern = re.compile(re.escape(path.stem) + r"-(\d{6,})\.json")
    files = (path.parent / "history").glob("*.json")
    return dict(sorted((int(match[1]), file) for file in files if (match := pattern.fullmatch(file.name))))


def _keep(path: Path, content: bytes | None, *, patient: bool) -> int:
    """Keep the version on disk, where the history does not have it yet, and give the number of the next one.

    A later version in the history is somebody's who is about to put it in its place, which raises Overtaken; or a
    synchronising program brought an older file back. Whoever is not `patient` saves over that.
    """
    kept = _kept(path)
    number = 0 if content is None else _number(content, kept)
    if patient and max(kept, default=0) > number:
        raise Overtaken
    if content is not None and number not in kept:
        write_whole(_version_path(path, number), content, over=b"")
    return max(number, *kept, 0) + 1


def _number(content: bytes, kept: dict[int, Path]) -> int:
    """Give the number of a version on disk: its own, unless it has none or other content is kept under it."""
    raw = _raw(content)
    own = raw.get("revision", 0) if raw else None
    if isinstance(own, int) and own >= 0 and (own not in kept or read_whole(kept[own]) == content):
        return own
    return max(kept, default=0) + 1


def history(path: Path) -> list[Version]:
    """List the kept versions of a record, newest first, the present one among them."""
    kept = _kept(path)
    versions = {number: Version(number, _saved_at(file), file) for number, file in kept.items()}
    if path.exists():
        number = _number(read_whole(path), kept)
        versions[number] = Version(number, _saved_at(path), path)
    return sorted(versions.values(), key=lambda version: version.revision, reverse=True)


def _raw(content: bytes) -> dict[str, Any]:
    try:
        raw = _json(content)
    except (ValueError, RecursionError):
        return {}  # listed all the same, with no date: a person may want the file
    return raw if isinstance(raw, dict) else {}


def _saved_at(path: Path) -> str:
    return str(_raw(read_whole(path)).get("saved_at", "cannot be read"))


def restore(path: Path, revision: int, *, now: dt.datetime | None = None) -> Record:
    """Bring a kept version back, as a new version: the one it replaces is kept too.

    Works when the present file cannot be read. Raises NoSuchRevision, or RecordNotReadable, RecordFromNewer
    or RecordNotValid when the version asked for is itself no good.
    """

    def save(_: bool) -> Record:
        present = read_whole(path) if path.exists() else None
        old = _version(path, revision)
        following = _keep(path, present, patient=False)
        record = old.model_copy(update=_head(following, dict.fromkeys(SECTIONS, following), now))
        _put(path, record, present)
        return record

    return _saved(path, save)


def _version(path: Path, revision: int) -> Record:
    versions = {version.revision: version.path for version in history(path)}
    if revision not in versions:
        known = ", ".join(str(number) for number in sorted(versions)) or "none"
        raise errors.NoSuchRevision(path, revision=revision, known=known)
    return parse_record(read_whole(versions[revision]), where=versions[revision])


def next_numbered(content: bytes) -> bytes:
    """Give a record with the next number and nothing else changed, so that open forms see it has changed.

    >>> next_numbered(b'{"revision": 3, "title": "Maths"}').split()
    [b'{', b'"revision":', b'4,', b'"title":', b'"Maths"', b'}']
    """
    raw = _raw(content)
    revision = raw.get("revision")
    if not isinstance(revision, int):
        return content
    return (json.dumps({**raw, "revision": revision + 1}, ensure_ascii=False, indent=2) + "\n").encode(
        "utf-8"
    )


def _thin(path: Path) -> None:
    """Keep the newest versions before the present one, the first of each day before them, and what cannot be dated."""
    days: set[str] = set()
    for file in list(_kept(path).values())[: -VERSIONS_KEPT - 1]:
        try:
            facts = file.stat()
        except FileNotFoundError:  # thinned out at another computer just now
            continue
        day = _day_saved(file, facts.st_mtime_ns, facts.st_size)
        if day in days:
            drop(file)
        elif DAY.fullmatch(day):
            days.add(day)


@lru_cache(maxsize=4_096)
def _day_saved(file: Path, _at: int, _size: int) -> str:
    """Give the day a version was saved, looked up once: an enquiry of a year has hundreds, and each save asks."""
    try:
        return str(json.loads(read_whole(file).decode("utf-8-sig"))["saved_at"])[:10]
    except (errors.EnquiryError, ValueError, RecursionError, LookupError, TypeError):
        return ""  # kept: a person may want the file


def conflict_copies(path: Path) -> list[Path]:
    """Find copies of a record that a synchronising program made: 'enquiry-LAPTOP.json', 'enquiry (1).json'.

    They lie beside the record, their names begin with its name, and they are not the record itself.
    """
    beside = path.parent.glob(f"{path.stem}*.json")
    return sorted(file for file in beside if file != path and file.is_file())
