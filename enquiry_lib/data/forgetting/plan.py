"""Forgetting in a whole network: a plan that says what would go, and carrying it out in the folder and in backups.

A plan writes nothing. What is done to the network's folder is done whole or not at all; then the backups are put in
their places, one after the other. Whoever is interrupted runs the same again: what is done is not found a second time.
"""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import tomllib
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from enquiry_lib import errors
from enquiry_lib.data.forgetting.files import (
    CANNOT_LOOK,
    Changed,
    Rules,
    all_without,
    holds,
    in_zip,
    write_zip,
)
from enquiry_lib.data.forgetting.sought import DAMAGE
from enquiry_lib.store.at_once import Edit, Remove, Write, make_at_once, state_of
from enquiry_lib.store.network import SETTINGS, Network
from enquiry_lib.store.saving import read_whole

NOT_OURS = "it is found in it, and it is no backup of this network"

State = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Place:
    """A folder with a network in it, or a backup, and what becomes of the files in it, by their paths there."""

    path: Path
    found: Mapping[str, Changed]
    folders: tuple[str, ...] = ()
    state: str | State = field(default="", repr=False)

    @property
    def changed(self) -> dict[str, Changed]:
        """Give the files that are written anew."""
        return {name: one for name, one in self.found.items() if one.content is not None}

    @property
    def gone(self) -> tuple[str, ...]:
        """Name the files that are deleted."""
        return tuple(name for name, one in self.found.items() if one.content is None and not one.left)

    @property
    def left(self) -> dict[str, str]:
        """Give the files with which nothing can be done, and why."""
        return {name: one.left for name, one in self.found.items() if one.left}

    @property
    def rows(self) -> int:
        """Count the rows of tables that go."""
        return sum(one.rows for one in self.found.values())


@dataclass(frozen=True, eq=False)
class ForgetPlan:
    """What would be done to a network, to copies of it and to backups; nothing has been written yet.

    `leftovers` are files and folders beside the network that were cut short and go whole; `unread` are backups that
    cannot be looked into, or are of another network, and why; `log` is the line that is kept.
    """

    network: Network
    school: str
    rules: Rules = field(repr=False)
    home: Place
    copies: tuple[Place, ...] = ()
    backups: tuple[Place, ...] = ()
    leftovers: tuple[Path, ...] = ()
    unread: Mapping[Path, str] = field(default_factory=dict)
    written: tuple[Edit, ...] = field(default=(), repr=False)

    @property
    def places(self) -> tuple[Place, ...]:
        """Give every place where something was found."""
        return tuple(
            place for place in (self.home, *self.copies, *self.backups) if place.found or place.folders
        )

    def with_written(self, *written: Edit) -> ForgetPlan:
        """Give the same plan with more files to be written."""
        return replace(self, written=(*self.written, *written))

    def __bool__(self) -> bool:
        """Whether there is anything to do, or anything that cannot be done."""
        return bool(self.places or self.leftovers or self.written)


# --- planning ---------------------------------------------------------------------------------------------


def plan_forgetting(
    network: Network,
    school: str,
    rules: Rules,
    *,
    backups: Sequence[Path] = (),
    written: Sequence[Edit] = (),
) -> ForgetPlan:
    """Plan what becomes of everything in which something is to be forgotten; nothing is written.

    Looked at are the network's folder, zips and what was cut short beside it, and every zip and copy of the network in
    the folders named (`backups`, which may also be zips). `written` are files to be written with it in any case.
    """
    zips, copies = _zips(network, backups), _copies(network, backups)
    found = {path: look_into(path, network, rules) for path in zips}
    home = _place(network.folder, rules, but=[one.path for one in written])
    return ForgetPlan(
        network,
        school,
        rules,
        home,
        copies=tuple(place for one in copies if _has_found(place := _place(one, rules))),
        backups=tuple(one for one in found.values() if isinstance(one, Place) and _has_found(one)),
        leftovers=tuple(_leftovers(network.folder, rules)),
        unread={path: one for path, one in found.items() if isinstance(one, str) and one},
        written=tuple(written),
    )


def _has_found(place: Place) -> bool:
    return bool(place.found or place.folders)


def _place(folder: Path, rules: Rules, but: Collection[str] = ()) -> Place:
    """Look through a network's folder, every file of it, the reports and what programs keep for a moment included."""
    state = state_of(folder)
    names = [name for name in _files_below(folder) if name not in but]
    found = all_without(names, lambda name: read_whole(folder / name), rules)
    folders = tuple(_named_after(folder, rules))
    inside = tuple(f"{one}/" for one in folders)
    return Place(
        folder, {name: one for name, one in found.items() if not name.startswith(inside)}, folders, state
    )


def _files_below(folder: Path) -> Iterator[str]:
    for above, _, names in os.walk(folder):
        paths = (Path(above, name) for name in names)
        yield from (path.relative_to(folder).as_posix() for path in paths if not path.is_symlink())


def _named_after(folder: Path, rules: Rules) -> Iterator[str]:
    """Give the folders whose name holds what is sought; they go with all that is in them."""
    for above, names, _ in os.walk(folder):
        for name in sorted(names):
            path = Path(above, name).relative_to(folder).as_posix()
            if rules.sought.stands_in(name) and not rules.passes_over(f"{path}/"):
                names.remove(name)
                yield path


def _zips(network: Network, backups: Sequence[Path]) -> list[Path]:
    beside = network.folder.parent.glob("*.zip")
    named = (path for one in backups for path in ([one] if one.is_file() else one.rglob("*.zip")))
    found = {path.resolve(): None for path in (*beside, *named) if path.is_file()}
    return sorted(path for path in found if not path.is_relative_to(network.folder))


def _copies(network: Network, backups: Sequence[Path]) -> list[Path]:
    """Give the folders with a network of the same name in them, in the folders named."""
    settings = (path for one in backups if one.is_dir() for path in sorted(one.rglob(SETTINGS)))
    folders = {
        path.parent.resolve(): None
        for path in settings
        if _name_in(read_whole(path)) == network.settings.name
    }
    return [path for path in folders if not path.is_relative_to(network.folder)]


def _name_in(settings: bytes) -> str:
    """Give the name in a network.toml; nothing in one that cannot be read."""
    try:
        return str(tomllib.loads(settings.decode("utf-8-sig"))["name"])
    except (ValueError, KeyError):
        return ""


def look_into(path: Path, network: Network, rules: Rules) -> Place | str:
    """Say what becomes of the files in a zip, or why it is left as it is."""
    about = path.stat()
    try:
        with zipfile.ZipFile(path) as packed:
            found = in_zip(packed, rules)
            settings = [
                packed.read(name) for name in packed.namelist() if PurePosixPath(name).name == SETTINGS
            ]
    except DAMAGE:
        return CANNOT_LOOK
    if found and network.settings.name not in map(_name_in, settings):
        return NOT_OURS
    return Place(path, found, (), (about.st_size, about.st_mtime_ns))


def _leftovers(folder: Path, rules: Rules) -> Iterator[Path]:
    """Give what lies beside the network since something was cut short, where it holds what is sought."""
    for path in sorted(folder.parent.glob(f".{glob.escape(folder.name)}*")):
        if path.name.endswith(".part") or path.name.startswith(f".{folder.name}-changing-"):
            files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
            if any(holds(file.name, read_whole(file), rules.sought) for file in files):
                yield path


# --- carrying it out --------------------------------------------------------------------------------------


def carry_out(plan: ForgetPlan) -> None:
    """Do what a plan says: in each folder all of it or nothing, then backup by backup.

    Raises ChangedMeanwhile when somebody has written to one of them since, CannotWrite or FileInUse when something
    could not be done; what is not done yet is found again by the next plan.
    """
    parts: dict[Path, Path] = {}
    try:
        for place in plan.backups:
            parts[place.path] = _packed_anew(place, plan.rules)
        for place in (*plan.copies, plan.home):
            make_at_once(
                place.path, _edits(place, plan.written if place is plan.home else ()), state=str(place.state)
            )
        for path, part in parts.items():
            part.replace(path)
        for path in plan.leftovers:
            _drop(path)
    except OSError as problem:
        name = Path(problem.filename or plan.home.path).name
        kind = errors.FileInUse if isinstance(problem, PermissionError) else errors.CannotWrite
        raise kind(plan.home.path, file=name, why=(problem.strerror or str(problem)).lower()) from problem
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _edits(place: Place, written: Sequence[Edit]) -> list[Edit]:
    """Give the edits of a folder; a file that gets another name goes under its own."""
    edits: list[Edit] = [Remove(name) for name in (*place.folders, *place.gone)]
    for name, one in place.changed.items():
        edits += [Remove(name)] if one.name != name else []
        edits.append(Write(one.name, one.content or b""))
    return [*edits, *written]


def _packed_anew(place: Place, rules: Rules) -> Path:
    """Write a backup beside its place, without what is to be forgotten."""
    about = place.path.stat()
    if (about.st_size, about.st_mtime_ns) != place.state:
        raise errors.ChangedMeanwhile(place.path)
    part = place.path.with_name(f".{place.path.name}.{secrets.token_hex(4)}.part")
    try:
        with zipfile.ZipFile(place.path) as packed, zipfile.ZipFile(part, "x") as new:
            write_zip(packed, new, place.found, rules.sought)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _drop(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
