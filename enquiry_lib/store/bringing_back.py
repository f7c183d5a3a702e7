"""Bringing a backup back: a zip is not trusted, whoever sent it.

Everything is looked at before anything is written: what the zip says it holds, and the list inside it. It is then
unpacked beside its place, each file held against its length and its hash, and put there when all are whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import shutil
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from enquiry_lib import errors
from enquiry_lib.store.backup import INSIDE, MANIFEST, PIECE, VERSIONS, Listed, Manifest, is_inside
from enquiry_lib.store.network import SETTINGS

MOST_BYTES = 8 << 30
MOST_FILES = 200_000
MOST_LISTED = 64 << 20  # bytes of the list itself
_SAID = 5
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError)


@dataclass(frozen=True)
class BroughtBack:
    """What a backup brought back: into which folder, how many files and bytes, and when the backup was made."""

    folder: Path
    files: int
    size: int
    made_at: dt.datetime
    with_reports: bool


def bring_back(file: Path, folder: Path) -> BroughtBack:
    """Unpack a backup into a folder that is empty or not there yet: all of it, or nothing.

    Raises FileNotFound, FolderInUse, BackupNotUsable with what is wrong with the zip, BackupFromNewer, CannotWrite.
    """
    file, folder = file.expanduser(), folder.expanduser().resolve()
    if not file.is_file():
        raise errors.FileNotFound(file.parent, file=file.name, do="Check the name and the folder.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.FolderInUse(folder=folder)
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = _checked(file, packed)
            _unpack(file, packed, manifest, folder)
    except _DAMAGE as problem:
        raise errors.BackupNotUsable(file, found=f"it is damaged or no zip ({problem})") from problem
    size = sum(one.size for one in manifest.files)
    return BroughtBack(folder, len(manifest.files), size, manifest.made_at, manifest.with_reports)


# --- looking ----------------------------------------------------------------------------------------------


def _checked(file: Path, packed: zipfile.ZipFile) -> Manifest:
    """Give the list of what a zip holds, when nothing speaks against unpacking it."""
    members = packed.infolist()
    wrong = [problem for member in members for problem in _wrong_with(member)]
    names = Counter(member.filename for member in members)
    wrong += [f"'{name}' is in it {count} times" for name, count in names.items() if count > 1]
    wrong += [] if MANIFEST in names else [f"it has no {MANIFEST}, and so is no backup of a network"]
    wrong += list(_too_much(members))
    if not wrong:
        manifest = _manifest(file, packed)
        wrong = list(_unlike(manifest, {member.filename: member.file_size for member in members}))
    if wrong:
        more = f"; and {len(wrong) - _SAID} more" if len(wrong) > _SAID else ""
        raise errors.BackupNotUsable(file, found="; ".join(wrong[:_SAID]) + more)
    return manifest


def _wrong_with(member: zipfile.ZipInfo) -> Iterator[str]:
    name = member.orig_filename  # as it stands in the zip: Python takes what follows a NUL away
    kind = stat.S_IFMT(member.external_attr >> 16)
    if name != MANIFEST and not (name.startswith(INSIDE) and is_inside(name.removeprefix(INSIDE))):
        yield f"'{name[:80]}' would not lie inside the network's folder"
    elif kind not in (0, stat.S_IFREG):
        yield f"'{name}' is a link or something else that is no file"
    elif member.flag_bits & 1:
        yield f"'{name}' is locked with a password"


def _too_much(members: list[zipfile.ZipInfo]) -> Iterator[str]:
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or len(members) > MOST_FILES:
        yield f"it would unpack to {len(members):,} files of {size / 1e9:,.1f} GB, which no network needs"
    if any(member.filename == MANIFEST and member.file_size > MOST_LISTED for member in members):
        yield "the list inside it is too long"


def _manifest(file: Path, packed: zipfile.ZipFile) -> Manifest:
    with packed.open(MANIFEST) as source:
        content = source.read(MOST_LISTED)
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as problem:
        raise errors.BackupNotUsable(file, found=f"its {MANIFEST} cannot be read") from problem
    newer = [name for name, number in manifest.schema_versions.items() if number > VERSIONS.get(name, 0)]
    if newer:
        raise errors.BackupFromNewer(file, found=", ".join(sorted(newer)))
    return manifest


def _unlike(manifest: Manifest, packed: dict[str, int]) -> Iterator[str]:
    """Say where a zip and the list inside it differ."""
    listed = {INSIDE + one.path: one.size for one in manifest.files}
    yield from (f"'{name}' is listed and not in it" for name in sorted(listed.keys() - packed.keys()))
    yield from (
        f"'{name}' is in it and not listed" for name in sorted(packed.keys() - listed.keys() - {MANIFEST})
    )
    for name in sorted(listed.keys() & packed.keys()):
        if listed[name] != packed[name]:
            yield f"'{name}' has another length than is listed"
    yield from (f"'{path}' is no folder inside it" for path in manifest.empty_folders if not is_inside(path))
    if INSIDE + SETTINGS not in listed:
        yield f"it has no {SETTINGS}"


# --- unpacking --------------------------------------------------------------------------------------------


def _unpack(file: Path, packed: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    beside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}.part")
    try:
        beside.mkdir(parents=True)
        for one in manifest.files:
            _unpack_one(file, packed, one, beside)
        for path in manifest.empty_folders:
            (beside / path).mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(folder.parent, file=folder.name, why=why) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _unpack_one(file: Path, packed: zipfile.ZipFile, one: Listed, beside: Path) -> None:
    """Write one file, stopping as soon as it is longer than it should be, and hold it against its hash."""
    path, left, found = beside / one.path, one.size, hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(INSIDE + one.path) as source, path.open("xb") as to:
        while piece := source.read(min(PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise errors.BackupNotUsable(file, found=f"'{one.path}' is longer than is listed")
            to.write(piece)
            found.update(piece)
    if left or found.hexdigest() != one.sha256:
        raise errors.BackupNotUsable(file, found=f"'{one.path}' is not what was backed up")
    seconds = one.modified.timestamp()
    os.utime(path, (seconds, seconds))
