"""What was saved: the kept versions of a record, and bringing one back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import Cycle, Folder, OneSchool, app, example_text, only_school, out

if TYPE_CHECKING:
    from enquiry_lib.store.changes import Change


@app.command(epilog=example_text("enquiry history our_network --school oak"))
def history(
    folder: Folder,
    school: OneSchool = "",
    cycle: Cycle = "",
    every: Annotated[
        bool, typer.Option("--all", help="Every version, also those saved within a few minutes.")
    ] = False,
) -> None:
    """List the kept versions of a school's record and what each changed, newest first."""
    from enquiry_lib.store.changes import changes, joined
    from enquiry_lib.store.saving import conflict_copies

    path = _record_path(folder, school, cycle)
    kept = changes(path)
    for change in kept if every else joined(kept):
        out.print(f"{change.revision:>6}  {_local(change.saved_at)}  {_changed(change)}", markup=False)
    for copy in conflict_copies(path):
        out.print(f"A synchronising program left a copy: {copy.name}", markup=False)
    if not kept:
        out.print("Nothing has been saved yet.")


def _changed(change: Change) -> str:
    """Say what a version changed: the titles of the forms, and what was done besides."""
    from enquiry_lib.show.fields import form_title
    from enquiry_lib.store.record import SECTIONS

    titles = [form_title(SECTIONS[name]) for name in change.sections]
    said = "; ".join([*([", ".join(titles)] if titles else []), *change.events]) or "no answer changed"
    return said + (f" ({change.saves} saves)" if change.saves > 1 else "")


def _local(saved_at: str) -> str:
    """Give a time as the clock on the wall shows it; what is no time as it is."""
    try:
        return f"{dt.datetime.fromisoformat(saved_at).astimezone():%d %B %Y, %H:%M:%S}"
    except ValueError:
        return saved_at


@app.command(epilog=example_text("enquiry restore our_network 12 --school oak"))
def restore(
    folder: Folder,
    revision: Annotated[
        int, typer.Argument(help="A version that `enquiry history --all` lists.", metavar="VERSION")
    ],
    school: OneSchool = "",
    cycle: Cycle = "",
) -> None:
    """Bring back an earlier version of a school's record; the one it replaces is kept too."""
    from enquiry_lib.analyse.plan import restore_version

    record = restore_version(_record_path(folder, school, cycle), revision)
    out.print(f"Version {revision} is back, as version {record.revision}.")


def _record_path(folder: Path, school: str, cycle: str) -> Path:
    """Find a record without reading it: it may be the broken one that somebody wants to bring back."""
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    found = network.school(only_school(network, school))
    paths = {path.parent.name: path for path in network.enquiries(found.id)}
    if cycle in paths or (not cycle and len(paths) == 1):
        return paths[cycle] if cycle else next(iter(paths.values()))
    if not paths and not cycle:
        return network.new_enquiry(found.id)
    said = (
        f"{found.name} has no enquiry called '{cycle}'"
        if cycle
        else f"{found.name} has {len(paths)} enquiries"
    )
    raise errors.CycleNotNamed(found=said, example=next(iter(paths), "name"), known=", ".join(paths))
