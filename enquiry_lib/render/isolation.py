"""Isolation: a workbook run for one school opens nothing of another.

An audit hook in the process that runs the workbook sees every file it opens and every folder it lists, before that
happens. It guards against mistakes, a path typed wrongly or a loop over all schools; somebody who means to get
round it can (a hook sees no file that compiled code opens by itself, and a workbook may run any code). It cannot be
taken away again: it lasts as long as the process, which runs one workbook.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import unquote, urlsplit

from enquiry_lib import errors
from enquiry_lib.render.programs import Given, is_folder, paths_in
from enquiry_lib.store.network import REGISTER, SETTINGS

SHARED = (SETTINGS, REGISTER, "reference", "trials", "mappings")
SCHOOLS, DATA, ENQUIRIES = "schools", "data", "enquiries"
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class Bounds:
    """Which network a workbook is run in, and for which school: "" is the network's own page."""

    network: Path
    school: str = ""

    @property
    def whom(self) -> str:
        """Say for whom the workbook runs."""
        return (
            "one school" if self.school else "the network's page, which is made of what the schools let out"
        )

    def allow(self, path: Path) -> bool:
        """Say whether a file or folder may be opened; all that lies outside the network may.

        >>> within = Bounds(Path("n"), "oak")
        >>> within.allow(Path("n/schools/oak/data/pupils.csv")), within.allow(Path("n/schools/elm/data"))
        (True, False)
        """
        if not path.is_relative_to(self.network):
            return True
        parts = path.relative_to(self.network).parts
        if len(parts) < 2 and parts[:1] in ((), (SCHOOLS,)):
            return True  # which schools there are, the register says to everybody
        return parts[0] in SHARED or (parts[0] == SCHOOLS and self._allow_of_school(*parts[1:]))

    def allow_to_program(self, path: Path) -> bool:
        """Say whether a program that is started may be given a file or folder: it may read all that lies below.

        >>> within = Bounds(Path("n"), "oak")
        >>> within.allow_to_program(Path("n/schools/oak")), within.allow_to_program(Path("n/schools"))
        (True, False)
        """
        return self.allow(path) and not (self.network / SCHOOLS).is_relative_to(path)

    def _allow_of_school(self, school: str, *inside: str) -> bool:
        """Allow the school all of its own folder; the network's page what left the schools: records and results."""
        if self.school:
            return school == self.school
        return not inside or inside[0] == ENQUIRIES


def begin(bounds: Bounds) -> None:
    """Let this process open nothing of a network but what lies within bounds.

    From then on whatever opens something else raises OtherSchoolOpened.
    """
    sys.addaudithook(_Hook(Bounds(Path(os.path.realpath(bounds.network)), bounds.school)))


def begin_source(bounds: Bounds) -> str:
    """Give the line of Python that does the same in another process, and leaves no name there."""
    start = f"__import__({__name__!r}, fromlist=['begin'])"
    return f"{start}.begin({start}.Bounds({start}.Path({str(bounds.network)!r}), {bounds.school!r}))"


# --- the hook ---------------------------------------------------------------------------------------------

Seen = tuple[Any, ...]
Paths = Callable[[Seen], Iterator[object]]


def _first(seen: Seen) -> Iterator[object]:
    yield from seen[:1]


def _first_two(seen: Seen) -> Iterator[object]:
    yield from seen[:2]


def _database(seen: Seen) -> Iterator[object]:
    """Give the file of a database, also where it is named by an address (file:pupils.db?mode=ro)."""
    yield from seen[:1]
    named = os.fsdecode(seen[0]) if _is_path(seen[0]) else ""
    if named.startswith("file:"):
        yield unquote(urlsplit(named).path)


LOOKED_AT: dict[str, Paths] = {
    "open": _first,
    "sqlite3.connect": _database,
    **dict.fromkeys(("os.listdir", "os.scandir", "os.chdir", "os.truncate"), _first),
    **dict.fromkeys(("os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.chown", "os.utime"), _first),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), _first_two),
    **dict.fromkeys(("shutil.copyfile", "shutil.copytree", "shutil.move"), _first_two),
}
MAKES = {"os.mkdir", "os.rename", "os.link", "os.symlink"}

STARTED: dict[str, Callable[[Seen], Given]] = {
    "subprocess.Popen": lambda seen: Given(seen[1], program=seen[0], folder=seen[2]),
    "os.system": lambda seen: Given(seen[0]),
    "os.posix_spawn": lambda seen: Given(seen[1], program=seen[0]),
    "os.exec": lambda seen: Given(seen[1], program=seen[0]),
    "os.spawn": lambda seen: Given(seen[2], program=seen[1]),
    "os.startfile": lambda seen: Given([seen[0]]),
    "pty.spawn": lambda seen: Given(seen[0]),
}


class _Hook:
    """Looks at every path before it is opened; what it looks up itself it lets pass.

    `folders` are those of the network, or above it, that were opened by number: a path may be meant from there.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.folders: dict[Path, None] = {}
        self.here = threading.local()
        self.process = os.getpid()

    def __call__(self, event: str, seen: Seen) -> None:
        if not (event in LOOKED_AT or event in STARTED) or getattr(self.here, "looking", False):
            return
        self.here.looking = True
        try:
            if event in STARTED:
                self._look_at_started(event, seen)
            else:
                self._look_at_all(event, seen)
        finally:
            self.here.looking = False

    def _look_at_all(self, event: str, seen: Seen) -> None:
        makes = event in MAKES or (event == "open" and _writes(seen))
        for given in LOOKED_AT[event](seen):
            for path in self._meant(given):
                if not self.bounds.allow(path):
                    self._refuse(path, makes=makes)
                if event == "open" and seen[1] is None:
                    self._remember(path)

    def _look_at_started(self, event: str, seen: Seen) -> None:
        """Refuse a program; a copy of this process that was about to become it ends there, for it has no workbook."""
        try:
            self._look_at_program(STARTED[event](seen))
        except errors.OtherSchoolOpened as problem:
            if event == "os.exec" and os.getpid() != self.process:
                os.write(2, f"{problem}\n".encode())
                os._exit(126)  # what a shell answers for a program that may not be run
            raise

    def _look_at_program(self, given: Given) -> None:
        """Refuse a program that would begin among the schools' folders, or is given what it may not open."""
        start = next(self._meant(given.folder or "."), Path.cwd())
        if start == self.bounds.network / SCHOOLS or not self.bounds.allow(start):
            self._refuse(start)
        for path in paths_in(given, start):
            if not self.bounds.allow_to_program(path):
                self._refuse(path)

    def _meant(self, given: object) -> Iterator[Path]:
        """Give the places that a path may mean; none for a file that is open already, by its number."""
        if not _is_path(given):
            return
        for folder in ("", *map(str, self.folders)):
            try:
                yield Path(os.path.realpath(Path(folder, os.fsdecode(given))))
            except ValueError:
                return  # no path at all: whoever opens it will be told so

    def _remember(self, path: Path) -> None:
        """Keep in mind a folder that is opened by number."""
        network = self.bounds.network
        if (path.is_relative_to(network) or network.is_relative_to(path)) and is_folder(path):
            self.folders[path] = None

    def _refuse(self, path: Path, *, makes: bool = False) -> None:
        """Stop the workbook over a path that is there, or is about to be made."""
        if makes or os.path.lexists(path):
            raise errors.OtherSchoolOpened(name=self._named(path), whom=self.bounds.whom)

    def _named(self, path: Path) -> str:
        """Name a place in the network without naming a school or anything in its folder."""
        inside = path.parts[len(self.bounds.network.parts) :]
        if inside and inside[0] != SCHOOLS:
            return f"'{inside[0]}'"
        return "another school's folder" if self.bounds.school else "a school's tables"


def _is_path(given: object) -> TypeGuard[str | bytes | os.PathLike[str]]:
    return isinstance(given, str | bytes | os.PathLike)


def _writes(seen: Seen) -> bool:
    _, mode, flags = seen
    return bool(flags & WRITES) if isinstance(flags, int) else bool(set(str(mode)) & set("wax+"))
