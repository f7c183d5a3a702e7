"""The end of a year: roll-over, another id, a merger, another lead; backup and bringing one back."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import (
    ALL_WELL,
    NOT_DONE,
    Folder,
    OneSchool,
    app,
    example_text,
    many,
    only_school,
    out,
)

if TYPE_CHECKING:
    from enquiry_lib.store.network import Network
    from enquiry_lib.store.year_end import Plan

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Backup = Annotated[
    Path | None,
    typer.Option(
        "--backup", help="Where the backup goes that is made first; default beside DIR.", metavar="FILE.zip"
    ),
]


@app.command(name="roll-over", epilog=example_text("enquiry roll-over our_network --year 2026/27"))
def roll_over(
    folder: Folder,
    year: Annotated[str, typer.Option(help="The year to begin; default the one after the network's.")] = "",
    last_year: Annotated[
        list[str] | None,
        typer.Option(
            help="The year group in which a school's pupils leave, as ID=YEAR; may be given several times.",
            metavar="ID=YEAR",
        ),
    ] = None,
    backup: Backup = None,
    yes: Yes = False,
) -> None:
    """Begin the next school year: every pupil one year group up, those of the last one leave on 31 August."""
    from enquiry_lib.data.rolling import plan_roll_over
    from enquiry_lib.school_years import school_year

    if year and not school_year(year):
        raise errors.WrongValue(name="--year", found=f"'{year}'", expected="a school year such as 2026/27")
    network = _open(folder)
    plan = plan_roll_over(network, year=school_year(year), last_years=_last_years(last_year or []))
    _carry_out(plan if plan.problems else plan.knowing(*_open_enquiries(network)), yes, backup)


def _last_years(given: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for school, equals, last in pairs:
        if not (school and equals and last):
            expected = "a school's id and a year group, such as oak=8"
            raise errors.WrongValue(name="--last-year", found=f"'{school}{equals}{last}'", expected=expected)
    return {school.strip(): last.strip().upper() for school, _, last in pairs}


def _open_enquiries(network: Network) -> Iterator[str]:
    """Say of each enquiry that is not finished that it stays open, and what is unfinished in it."""
    from enquiry_lib.analyse.enquiry import Enquiry
    from enquiry_lib.analyse.handing_over import where_it_stands
    from enquiry_lib.show.hand_over_note import stands

    for school in network.schools:
        for path in network.enquiries(school.id):
            enquiry = Enquiry(network, school, path)
            if enquiry.record.status == "open":
                standing = where_it_stands(enquiry, today=dt.date.today())
                yield f"{school.name}: the enquiry {enquiry.name} stays open. {stands(standing)}"


@app.command(epilog=example_text("enquiry rename our_network oak oak-primary"))
def rename(
    folder: Folder,
    old: Annotated[str, typer.Argument(help="The school's id now.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The id it gets.", metavar="NEW")],
    backup: Backup = None,
    yes: Yes = False,
) -> None:
    """Give a school another id, in the register, as its folder's name, in its workbooks and in trials."""
    from enquiry_lib.store.renaming import plan_rename

    _carry_out(plan_rename(_open(folder), old, new), yes, backup)


@app.command(epilog=example_text("enquiry merge our_network elm oak"))
def merge(
    folder: Folder,
    gone: Annotated[str, typer.Argument(help="The id of the school that goes.", metavar="FROM")],
    stays: Annotated[str, typer.Argument(help="The id of the school that stays.", metavar="INTO")],
    backup: Backup = None,
    yes: Yes = False,
) -> None:
    """Merge a school into another, which keeps its id and gets the first one's tables and enquiries."""
    from enquiry_lib.data.merging import plan_merge

    _carry_out(plan_merge(_open(folder), gone, stays), yes, backup)


@app.command(
    name="hand-over", epilog=example_text('enquiry hand-over our_network --school oak --to "Deputy head"')
)
def hand_over(
    folder: Folder,
    to: Annotated[str, typer.Option("--to", help="Who leads from now on.", metavar="NAME")],
    school: OneSchool = "",
    backup: Backup = None,
    yes: Yes = False,
) -> None:
    """Hand a school's enquiries over to another lead, with a note on one page that says where they stand."""
    from enquiry_lib.analyse import handing_over
    from enquiry_lib.show.hand_over_note import hand_over_note

    network = _open(folder)
    found = handing_over.hand_over(network, only_school(network, school), to, today=dt.date.today())
    _carry_out(handing_over.plan_hand_over(network, found, hand_over_note(found)), yes, backup)


# --- a plan, shown and carried out ------------------------------------------------------------------------


def _open(folder: Path) -> Network:
    """Open a network, after undoing a change to it that was cut short."""
    from enquiry_lib.store.network import load_network

    _undo_first(folder)
    return load_network(folder)


def _undo_first(folder: Path) -> None:
    from enquiry_lib.store.at_once import put_back

    if put_back(folder.expanduser().resolve()):
        out.print("An earlier change was cut short and has been undone first.", markup=False)


def _carry_out(plan: Plan, yes: bool, backup: Path | None) -> None:
    from enquiry_lib.store import year_end

    _say(plan)
    if plan.problems:
        out.print("Nothing was changed.")
        raise typer.Exit(NOT_DONE)
    if not (yes or _agreed()):
        raise typer.Exit(ALL_WELL)
    made = year_end.carry_out(plan, backup=backup)
    out.print(f"Done. The network as it was before is in {made.path}", markup=False)


def _say(plan: Plan) -> None:
    out.print(f"{plan.title}:", markup=False)
    groups = (
        ("", plan.will if not plan.problems else ()),
        ("To know:", plan.also),
        ("This has to be put right first:", plan.problems),
    )
    for heading, sentences in groups:
        if heading and sentences:
            out.print(heading)
        for sentence in sentences:
            out.print(f"  - {sentence}", markup=False)


def _agreed() -> bool:
    """Ask where there is somebody to ask; else say how to do it. A backup is made first in any case."""
    if not is_terminal():
        out.print("Nothing was changed. To do this, run the same command again with --yes.", markup=False)
        return False
    agreed = typer.confirm("A backup is made first. Do this?")
    if not agreed:
        out.print("Nothing was changed.")
    return agreed


def is_terminal() -> bool:
    """Say whether somebody can be asked."""
    return sys.stdin.isatty()


# --- backup -----------------------------------------------------------------------------------------------


@app.command(epilog=example_text("enquiry backup our_network --out our_network.zip"))
def backup(
    folder: Folder,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The zip to write; default beside DIR, with the time in its name.",
            metavar="FILE.zip",
        ),
    ] = None,
    with_reports: Annotated[bool, typer.Option("--with-reports", help="The reports too.")] = False,
) -> None:
    """Pack a network's whole folder into one zip, without its reports and without the keys of pupils' codes."""
    from enquiry_lib.store.backup import back_up

    _undo_first(folder)
    made = back_up(folder, out_file, with_reports=with_reports)
    out.print(f"Packed {many(made.files, 'file')}, {_size(made.size)}: {made.path}", markup=False)
    for link in made.links:
        out.print(f"Not in it: {link} is a link to somewhere else.", markup=False)
    _say_keys()


def _say_keys() -> None:
    from enquiry_lib.data.importing.pseudonyms import keys_folder

    out.print("The keys of pupils' codes are not in it: without them nobody can tell from it who a pupil is.")
    out.print(
        f"They are on the computer of whoever imported a table, in {keys_folder()}. Keep a copy of that folder too, in "
        "another place: without the keys, later imports give pupils other codes.",
        markup=False,
    )


@app.command(name="bring-back", epilog=example_text("enquiry bring-back our_network.zip our_network_again"))
def bring_back(
    file: Annotated[Path, typer.Argument(help="A zip that `enquiry backup` made.", metavar="FILE.zip")],
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or not there yet.", metavar="DIR")],
) -> None:
    """Unpack a backup into a new folder, with every file held against what was backed up."""
    from enquiry_lib.store import bringing_back
    from enquiry_lib.store.network import load_network

    back = bringing_back.bring_back(file, folder)
    without = "" if back.with_reports else "; reports were not in it"
    out.print(
        f"Brought back {many(back.files, 'file')}, {_size(back.size)}, as they were on "
        f"{back.made_at.astimezone():%d %B %Y, %H:%M}{without}: {back.folder}",
        markup=False,
    )
    network = load_network(back.folder)
    listed = ", ".join(school.name for school in network.schools[:20]) + (
        " …" if len(network.schools) > 20 else ""
    )
    out.print(f"{network.settings.name}: {many(len(network.schools), 'school')}: {listed}", markup=False)
    out.print("The keys of pupils' codes are never in a backup; imports need them on this computer.")


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"
