"""Backup: a network's whole folder as one zip, with a list of what is in it.

Left out are the reports, which can be rendered again, and what programs keep for a moment. The keys that turn
pupils' identifiers into codes lie outside the network's folder and are not in it. No link is followed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from enquiry_lib import errors
from enquiry_lib.store import trial
from enquiry_lib.store.at_once import empty_folders_of, files_of, links_of, put_back
from enquiry_lib.store.network import SETTINGS
from enquiry_lib.store.record import SCHEMA_VERSION

MANIFEST, INSIDE = "manifest.json", "network/"
VERSIONS = {"backup": 1, "settings": 1, "record": SCHEMA_VERSION, "trial": trial.SCHEMA_VERSION}
PIECE = 1 << 20

# What no name of a file may have, so that it can be brought back on another system: what steers a terminal, a
# backslash, half a letter. On Windows more.
_NEVER = re.compile("[\x00-\x1f\x7f\\\\\ud800-\udfff]")
_NEVER_ON_WINDOWS = re.compile(r'[:*?"<>|]')


Moment = Annotated[
    AwareDatetime, Field(ge=dt.datetime(2, 1, 1, tzinfo=dt.UTC), le=dt.datetime(9998, 12, 31, tzinfo=dt.UTC))
]
"""A moment with its zone, far enough from the ends of the calendar to be told in any other zone."""


class Listed(BaseModel):
    """One file of a backup: its place in the network's folder, its length, its SHA-256, and when it was written."""

    path: str
    size: int = Field(ge=0)
    sha256: str
    modified: Moment


class Manifest(BaseModel):
    """What a backup holds, when it was made and with which release."""

    schema_versions: dict[str, int]
    made_at: Moment
    made_with: str
    with_reports: bool
    files: list[Listed]
    empty_folders: list[str]


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made: how many files, how many bytes before packing, and which links are not in it."""

    path: Path
    files: int
    size: int
    links: tuple[str, ...]


def back_up(
    folder: Path, out: Path | None = None, *, with_reports: bool = False, now: dt.datetime | None = None
) -> BackedUp:
    """Write a network's folder to one zip, beside the folder or where `out` says.

    A change to the network that was cut short is undone first, so that no backup is half of each. The same files at the same moment give the same bytes. Raises NotANetwork, BackupInTheWay when there is a file of
    that name, the place is inside the network or a file in it has a name that cannot be brought back, FileInUse, CannotWrite, NotPutBack.
    """
    folder = folder.expanduser().resolve()
    put_back(folder)
    if not (folder / SETTINGS).is_file():
        raise errors.NotANetwork(folder=folder)
    now = now or dt.datetime.now(dt.UTC)
    path = (out or default_name(folder, now)).expanduser().resolve()
    if path.exists() or path.is_relative_to(folder):
        why = "it is there already" if path.exists() else "it would lie inside the network's own folder"
        raise errors.BackupInTheWay(path.parent, file=path.name, why=why)
    if odd := [
        file for file in files_of(folder, with_reports=with_reports) if not is_inside(_named(file, folder))
    ]:
        raise errors.BackupInTheWay(
            path.parent, file=path.name, why=f"a file in it is called {odd[0].name!r}"
        )
    links = [_named(link, folder) for link in links_of(folder, with_reports=with_reports)]
    manifest = _write(folder, path, with_reports, now)
    return BackedUp(path, len(manifest.files), sum(one.size for one in manifest.files), tuple(links))


def is_inside(path: str) -> bool:
    """Say whether a path names something below a folder, wherever the folder is.

    >>> is_inside("schools/oak/data/pupils.csv"), is_inside("../schools.csv"), is_inside("/schools.csv")
    (True, False, False)
    """
    if _NEVER.search(path) or (os.name == "nt" and _NEVER_ON_WINDOWS.search(path)):
        return False
    return all(part.strip(" .") for part in path.split("/"))


def default_name(folder: Path, now: dt.datetime) -> Path:
    """Give the usual name of a backup, beside the folder; one that is taken is not used again."""
    stem = f"{folder.name}-backup-{now.astimezone():%Y-%m-%d-%H%M%S}"
    path, number = folder.with_name(f"{stem}.zip"), 1
    while path.exists():
        number += 1
        path = folder.with_name(f"{stem}-{number}.zip")
    return path


def _named(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _write(folder: Path, path: Path, with_reports: bool, now: dt.datetime) -> Manifest:
    """Write the zip beside its place, and put it there when it is whole."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as packed:
            files = [_pack(packed, file, folder) for file in files_of(folder, with_reports=with_reports)]
            empty = [_named(one, folder) for one in empty_folders_of(folder, with_reports=with_reports)]
            manifest = Manifest(
                schema_versions=VERSIONS,
                made_at=now,
                made_with=version("enquiry-workbooks"),
                with_reports=with_reports,
                files=files,
                empty_folders=empty,
            )
            packed.writestr(_member(MANIFEST, now), _as_json(manifest.model_dump(mode="json")))
        part.replace(path)
    except PermissionError as problem:
        raise errors.FileInUse(folder, file=Path(problem.filename or path).name) from problem
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(path.parent, file=path.name, why=why) from problem
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _as_json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _pack(packed: zipfile.ZipFile, file: Path, folder: Path) -> Listed:
    modified = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    name, size, found = _named(file, folder), 0, hashlib.sha256()
    with (
        file.open("rb") as source,
        packed.open(_member(INSIDE + name, modified), "w", force_zip64=True) as to,
    ):
        while piece := source.read(PIECE):
            to.write(piece)
            found.update(piece)
            size += len(piece)
    return Listed(path=name, size=size, sha256=found.hexdigest(), modified=modified)


def _member(name: str, when: dt.datetime) -> zipfile.ZipInfo:
    """Describe a member; its date is in UTC, so that the bytes do not hang on where they were written."""
    first, last = dt.datetime(1980, 1, 1, tzinfo=dt.UTC), dt.datetime(2107, 12, 31, tzinfo=dt.UTC)
    member = zipfile.ZipInfo(name, min(max(when.astimezone(dt.UTC), first), last).timetuple()[:6])
    member.create_system, member.compress_type = 3, zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member
