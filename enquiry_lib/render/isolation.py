"""Isolation: a workbook run for one school opens nothing of another.

An audit hook in the process that runs the workbook sees every file it opens and every folder it lists, before that
happens. It guards against mistakes, a path typed wrongly or a loop over all schools; somebody who means to get
round it can (a hook sees no file that compiled code opens by itself, and a workbook may run any code). It cannot be
taken away again: it lasts as long as the process, which runs one workbook.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enquiry_lib import errors
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


def _in_folder(seen: Seen) -> Iterator[object]:
    """Give the path, but where it is named from a folder that is open already: that one has been looked at."""
    if seen[-1] == -1:
        yield seen[0]


def _between_folders(seen: Seen) -> Iterator[object]:
    yield from (path for path, folder in zip(seen[:2], seen[2:], strict=False) if folder == -1)


def _of_program(seen: Seen) -> Iterator[object]:
    """Give what a program that is started might open: its folder, and every word of it that is a path."""
    _, words, folder, *_ = seen
    yield folder
    listed = [words] if isinstance(words, str | bytes | os.PathLike) else words
    yield from (word for word in map(os.fsdecode, listed) if os.sep in word)


LOOKED_AT: dict[str, Paths] = {
    "open": _first,
    "subprocess.Popen": _of_program,
    **dict.fromkeys(("os.listdir", "os.scandir", "os.chdir", "os.truncate", "sqlite3.connect"), _first),
    **dict.fromkeys(("os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.utime"), _in_folder),
    **dict.fromkeys(("os.rename", "os.link"), _between_folders),
    **dict.fromkeys(("os.symlink", "shutil.copyfile", "shutil.copytree", "shutil.move"), _first_two),
}
MAKES = {"os.mkdir", "os.rename", "os.link", "os.symlink"}


class _Hook:
    """Looks at every path before it is opened; what it looks up itself it lets pass."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.looking = False

    def __call__(self, event: str, seen: Seen) -> None:
        paths = LOOKED_AT.get(event)
        if paths is None or self.looking:
            return
        self.looking = True
        try:
            makes = event in MAKES or (event == "open" and _writes(seen))
            for path in paths(seen):
                self._look_at(path, makes=makes)
        finally:
            self.looking = False

    def _look_at(self, given: object, *, makes: bool) -> None:
        """Refuse a path beyond the bounds that is there, or is about to be made."""
        if not isinstance(given, str | bytes | os.PathLike):
            return  # nothing, or a file that is open already, by its number
        try:
            path = Path(os.path.realpath(os.fsdecode(given)))
        except ValueError:
            return  # no path at all: whoever opens it will be told so
        if not self.bounds.allow(path) and (makes or os.path.lexists(path)):
            raise errors.OtherSchoolOpened(name=self._named(path), whom=self.bounds.whom)

    def _named(self, path: Path) -> str:
        """Name a place in the network without naming a school or anything in its folder."""
        first = path.relative_to(self.bounds.network).parts[0]
        if first != SCHOOLS:
            return f"'{first}'"
        return "another school's folder" if self.bounds.school else "a school's tables"


def _writes(seen: Seen) -> bool:
    _, mode, flags = seen
    return bool(flags & WRITES) if isinstance(flags, int) else bool(set(str(mode)) & set("wax+"))
