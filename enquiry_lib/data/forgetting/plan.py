"""Forgetting in a whole network: a plan that says what would go, and carrying it out in the folder and in backups.

A plan writes nothing. What is done to the network's folder is done whole or not at all; then the backups are put in
their places, one after the other. Whoever is interrupted runs the same again: what is done is not found a second time.
"""

from __future__ import annotations

import glob
import os
import re
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
from enquiry_lib.store.network import RECORD, SETTINGS, Network
from enquiry_lib.store.saving import next_numbered, read_whole

LINK = "it is a link to what lies outside the network, where it is found"
COPY = "it is a network beside this one, and it is found in it: run the same command on it, or name it after --backups"
NOT_OURS = "it is found in it, and it is no backup of this network"

_VERSION = re.compile(r"(?:^|/)enquiries/[^/]+/(?:history/)?enquiry[^/]*\.json$")

State = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Place:
    """A folder with a network in it, or a backup, and what becomes of the files in it, by their paths there.

    `folders` go whole for their names, with so many files `inside`.
    """

    path: Path
    found: Mapping[str, Changed]
    folders: tuple[str, ...] = ()
    state: str | State = field(default="", repr=False)
    inside: int = 0

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
    def deleted(self) -> int:
        """Count the files that are deleted, those in folders too."""
        return len(self.gone) + self.inside

    @property
    def files(self) -> int:
        """Count the files that are written anew or deleted."""
        return len(self.changed) + self.deleted

    @property
    def rows(self) -> int:
        """Count the rows of tables that go."""
        return sum(one.rows for one in self.found.values())


@dataclass(frozen=True, eq=False)
class ForgetPlan:
    """What would be done to a network, to copies of it and to backups; nothing has been written yet.

    `leftovers` are files and folders beside the network that were cut short and go whole; `unread` are backups that
    cannot be looked into, or are of another network, and networks beside this one in which it is found, and why;
    `looked_into` are all backups and copies that were searched; `written` are files to be written in any case.
    """

    network: Network
    school: str
    rules: Rules = field(repr=False)
    home: Place
    copies: tuple[Place, ...] = ()
    backups: tuple[Place, ...] = ()
    leftovers: tuple[Path, ...] = ()
    unread: Mapping[Path, str] = field(default_factory=dict)
    looked_into: tuple[Path, ...] = ()
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
    copies = _copies(network, backups)
    zips = _zips(network, backups, copies)
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
        unread={path: one for path, one in found.items() if isinstance(one, str)}
        | dict.fromkeys(_networks_beside(network, copies, rules), COPY),
        looked_into=(*(path for path, one in found.items() if isinstance(one, Place)), *copies),
        written=tuple(written),
    )


def _has_found(place: Place) -> bool:
    return bool(place.found or place.folders)


def _place(folder: Path, rules: Rules, but: Collection[str] = ()) -> Place:
    """Look through a network's folder, every file of it, the reports and what programs keep for a moment included."""
    state = state_of(folder)
    names = [name for name in _files_below(folder) if name not in but]
    found = all_without(names, lambda name: read_whole(folder / name), rules)
    found |= _renumbered(folder, found)
    found |= {name: Changed(name, None, left=LINK) for name in _links_out(folder, rules)}
    folders = tuple(_named_after(folder, rules))
    inside = tuple(f"{one}/" for one in folders)
    kept = {name: one for name, one in found.items() if not name.startswith(inside)}
    return Place(folder, kept, folders, state, sum(name.startswith(inside) for name in names))


def _renumbered(folder: Path, found: Mapping[str, Changed]) -> dict[str, Changed]:
    """Give the records of which a version is changed, each under its next number: by that an open form sees it was."""
    versions = (PurePosixPath(name) for name in found if _VERSION.search(name))
    names = {(one.parent.parent if one.parent.name == "history" else one.parent) / RECORD for one in versions}
    renumbered: dict[str, Changed] = {}
    for name in sorted(path.as_posix() for path in names if (folder / path).is_file()):
        made = found.get(name, Changed(name, read_whole(folder / name)))
        if made.content is not None:
            renumbered[name] = replace(made, content=next_numbered(made.content))
    return renumbered


def _files_below(folder: Path) -> Iterator[str]:
    for above, _, names in os.walk(folder):
        paths = (Path(above, name) for name in names)
        yield from (path.relative_to(folder).as_posix() for path in paths if not path.is_symlink())


def _links_out(folder: Path, rules: Rules) -> Iterator[str]:
    """Give the links that lead out of a folder to a file, or a folder with one, in which it is found."""
    for above, folders, names in os.walk(folder):
        links = (path for name in (*folders, *names) if (path := Path(above, name)).is_symlink())
        for link in links:
            name, there = link.relative_to(folder).as_posix(), link.resolve()
            inside = there.is_relative_to(folder.resolve()) or rules.passes_over(f"{name}/")
            if not inside and _is_in(there, rules):
                yield name


def _is_in(there: Path, rules: Rules) -> bool:
    """Say whether what is sought stands in a file, or in one of the files below a folder."""
    files = (one for one in ([there] if there.is_file() else there.rglob("*")) if one.is_file())
    return any(holds(one.name, read_whole(one), rules.sought) for one in files)


def _named_after(folder: Path, rules: Rules) -> Iterator[str]:
    """Give the folders whose name holds what is sought; they go with all that is in them."""
    for above, names, _ in os.walk(folder):
        for name in sorted(names):
            path = Path(above, name).relative_to(folder).as_posix()
            if rules.sought.stands_in(name) and not rules.passes_over(f"{path}/"):
                names.remove(name)
                yield path


def _zips(network: Network, backups: Sequence[Path], copies: Sequence[Path]) -> list[Path]:
    """Give the zips beside the network and in the folders named; those in a copy of the network are files of the copy."""
    beside = network.folder.parent.glob("*.zip")
    named = (path for one in backups for path in ([one] if one.is_file() else one.rglob("*.zip")))
    found = {path.resolve(): None for path in (*beside, *named) if path.is_file()}
    homes = (network.folder, *copies)
    return sorted(path for path in found if not any(path.is_relative_to(home) for home in homes))


def _copies(network: Network, backups: Sequence[Path]) -> list[Path]:
    """Give the folders with a network of the same name in them, in the folders named."""
    settings = (path for one in backups if one.is_dir() for path in sorted(one.rglob(SETTINGS)))
    folders = {
        path.parent.resolve(): None
        for path in settings
        if _name_in(read_whole(path)) == network.settings.name
    }
    return [path for path in folders if not path.is_relative_to(network.folder)]


def _networks_beside(network: Network, copies: Collection[Path], rules: Rules) -> Iterator[Path]:
    """Give the folders with a network in them that lie beside this one, were not named, and hold what is sought."""
    for path in sorted(network.folder.parent.glob(f"*/{SETTINGS}")):
        folder = path.parent.resolve()
        if folder in (network.folder.resolve(), *copies) or _is_cut_short(folder.name, network.folder.name):
            continue
        if any(
            rules.goes(name) or holds(name, read_whole(folder / name), rules.sought)
            for name in _files_below(folder)
            if not rules.passes_over(name)
        ):
            yield folder


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
        if _is_cut_short(path.name, folder.name):
            files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
            if any(holds(file.name, read_whole(file), rules.sought) for file in files):
                yield path


def _is_cut_short(name: str, network: str) -> bool:
    own = name.startswith(f".{network}")
    return own and (name.endswith(".part") or name.startswith(f".{network}-changing-"))


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
