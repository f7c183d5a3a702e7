"""What all work at the end of a year has in common: a plan that says what would change, and carrying it out.

A plan writes nothing. Carrying it out makes a backup first, and then all of the changes or none of them.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.store.at_once import Edit, Remove, Write, links_of, make_at_once, state_of
from enquiry_lib.store.backup import BackedUp, back_up
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import history


@dataclass(frozen=True, eq=False)
class Plan:
    """What would be done to a network, in sentences; nothing has been written yet.

    `will` says what changes, `also` what else to know, `problems` what has to be put right first.
    """

    folder: Path
    title: str
    will: tuple[str, ...]
    also: tuple[str, ...]
    problems: tuple[str, ...]
    edits: tuple[Edit, ...] = field(repr=False)
    state: str = field(repr=False)

    def knowing(self, *sentences: str) -> Plan:
        """Give the same plan with more to know."""
        return replace(self, also=(*self.also, *sentences))


@dataclass
class Draft:
    """A plan while it is being made; it is begun before anything of the network's tables and records is read."""

    network: Network
    title: str
    will: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    state: str = field(init=False)

    def __post_init__(self) -> None:
        self.state = state_of(self.network.folder)

    def named(self, path: Path) -> str:
        """Name a file from the network's folder."""
        return path.relative_to(self.network.folder).as_posix()

    def write(self, path: Path, content: bytes | str) -> None:
        """Add a file to be written."""
        self.edits.append(
            Write(self.named(path), content.encode("utf-8") if isinstance(content, str) else content)
        )

    def write_record(self, path: Path, save: Callable[[Path], object]) -> None:
        """Add what saving a record would write: its next version, in its place and in the history.

        `save` is given a copy of the record with its history, and saves that.
        """
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / path.name
            _copy_record(path, copy)
            save(copy)
            kept = sorted(file.relative_to(place) for file in Path(place).rglob("*.json"))
            for file in kept:
                content, there = (copy.parent / file).read_bytes(), path.parent / file
                if not there.exists() or there.read_bytes() != content:
                    self.write(there, content)
        gone = {version.path for version in history(path)} - {path.parent / file for file in kept}
        self.edits += [Remove(self.named(file)) for file in sorted(gone)]

    def finished(self) -> Plan:
        """Give the plan; a link is a problem, because a backup holds nothing that lies outside the folder."""
        linked = [
            f"{self.named(path)} is a link to somewhere else. Put what it leads to in its place."
            for path in links_of(self.network.folder)
        ]
        return Plan(
            folder=self.network.folder,
            title=self.title,
            will=tuple(self.will),
            also=tuple(self.also),
            problems=(*self.problems, *linked),
            edits=tuple(self.edits),
            state=self.state,
        )


def _copy_record(path: Path, copy: Path) -> None:
    for version in history(path):
        to = copy.parent / version.path.relative_to(path.parent)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(version.path, to)


def carry_out(plan: Plan, *, backup: Path | None = None, now: dt.datetime | None = None) -> BackedUp:
    """Back the network up, then do what the plan says: all of it, or nothing. Gives the backup.

    Raises PlanStopped when the plan has problems, ChangedMeanwhile when somebody has written to the network since,
    CannotWrite or FileInUse when something could not be done; then the network is as it was.
    """
    if plan.problems:
        listed = "\n".join(f"  - {problem}" for problem in plan.problems)
        raise errors.PlanStopped(plan.folder, listed="\n" + listed)
    if state_of(plan.folder) != plan.state:
        raise errors.ChangedMeanwhile(plan.folder)
    made = back_up(plan.folder, backup, now=now)
    make_at_once(plan.folder, plan.edits, state=plan.state)
    return made
