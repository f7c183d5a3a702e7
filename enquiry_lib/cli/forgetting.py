"""Forgetting a pupil, and taking out what was made of a consent that is withdrawn."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import (
    ALL_WELL,
    PUT_RIGHT,
    Folder,
    OneSchool,
    app,
    example_text,
    many,
    only_school,
    out,
)

if TYPE_CHECKING:
    from enquiry_lib.data.consents import About
    from enquiry_lib.data.forgetting.other_keys import OtherCodes
    from enquiry_lib.data.forgetting.plan import ForgetPlan, Place
    from enquiry_lib.store.network import Network

LISTED = 4
"""So many files of one folder are named; of more only how many they are."""

CLOSE = (
    "Close the workbooks of the school first, on every computer: what stands in an open form would be saved again from "
    "there."
)

WHAT: dict[str, tuple[About, ...]] = {
    "quotes": ("quotes",),
    "photographs": ("photographs",),
    "taking-part": ("taking part",),
    "everything": ("quotes", "photographs", "taking part"),
}

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Backups = Annotated[
    list[Path] | None,
    typer.Option(
        "--backups",
        help="A folder with backups or copies of the network, or one zip; may be given several times. Zips beside DIR are "
        "looked into in any case.",
        metavar="FOLDER",
    ),
]

Also = Annotated[
    list[str] | None,
    typer.Option(
        "--also",
        help="A name of the pupil, taken out wherever it is written just so; may be given several times. No other name is "
        "looked for.",
        metavar="NAME",
    ),
]


@app.command(
    epilog=example_text("enquiry forget our_network A820432110001 --school oak --backups /media/backups")
)
def forget(
    folder: Folder,
    pupil: Annotated[
        str,
        typer.Argument(
            help="The pupil's code, or the identifier in the school's own system.", metavar="PUPIL"
        ),
    ],
    school: OneSchool = "",
    also: Also = None,
    backups: Backups = None,
    yes: Yes = False,
) -> None:
    """Take a pupil out of everything: tables, records and their versions, reports, notebooks, backups."""
    from enquiry_lib.data.forgetting.other_keys import other_codes
    from enquiry_lib.data.forgetting.pupil import is_key_here, plan_forget

    network = _open(folder)
    one = only_school(network, school)
    plan = plan_forget(network, one, pupil, also=also or (), backups=_there(backups))
    others = other_codes(network.data_folder(one), pupil)
    out.print(f"Forget a pupil of {network.school(one).name}:", markup=False)
    if not is_key_here(network.data_folder(one)):
        out.print("  - No key of the school is here: only what was typed is looked for, no code made of it.")
    if not plan:
        _say_unread(plan)
        _say_other_codes(plan, others)
        out.print("Nothing was found. Look at how it is written, and whether it is another school's pupil.")
        raise typer.Exit(PUT_RIGHT)
    _carry_out(plan, yes)
    out.print(
        f"The report of the school has to be made again: enquiry render {folder} --school {one}. The earlier versions that "
        "a synchronised drive keeps, bins, e-mails and paper are not reached: see to these yourself.",
        markup=False,
    )
    unsure = _say_other_codes(plan, others)
    code = _prove(plan, sure=not unsure)
    out.print(
        "In what was written, names are looked for only where --also gives them, and only as it gives them."
    )
    raise typer.Exit(PUT_RIGHT if unsure else code)


@app.command(epilog=example_text("enquiry withdraw our_network V0003 --school oak --about quotes"))
def withdraw(
    folder: Folder,
    code: Annotated[str, typer.Argument(help="The code of the person, as in the tables.", metavar="CODE")],
    about: Annotated[
        str, typer.Option(help=f"What consent is withdrawn from: {', '.join(WHAT)}.", metavar="WHAT")
    ],
    school: OneSchool = "",
    backups: Backups = None,
    yes: Yes = False,
) -> None:
    """Note that consent is withdrawn, and take the person's quotations and photographs out, in backups too."""
    from enquiry_lib.data.forgetting.withdrawing import is_long_enough, plan_withdraw, words_of

    if about not in WHAT:
        raise errors.WrongValue(name="--about", found=f"'{about}'", expected=f"one of {', '.join(WHAT)}")
    network = _open(folder)
    one = only_school(network, school)
    plan = plan_withdraw(network, one, code, WHAT[about], backups=_there(backups))
    out.print(f"Withdraw consent at {network.school(one).name} ({', '.join(WHAT[about])}):", markup=False)
    words = words_of(network.data_folder(one), code) if "quotes" in WHAT[about] else frozenset()
    if "quotes" in WHAT[about] and not words:
        out.print("  - The table of voices has no words of this person: no quotation is looked for.")
    if not all(map(is_long_enough, words)):
        out.print("  - Quotations of one or two words are not looked for: others may have written the same.")
    if not plan:
        _say_unread(plan)
        out.print("It was noted before, and nothing that can be taken out is left.")
        _say_where_named(network, one, code)
        raise typer.Exit(PUT_RIGHT if plan.unread else ALL_WELL)
    _carry_out(plan, yes)
    if "taking part" in WHAT[about]:
        out.print(
            f"Results leave the person out from the next rendering on: enquiry render {folder}.", markup=False
        )
    _say_where_named(network, one, code)
    raise typer.Exit(_prove(plan))


def _open(folder: Path) -> Network:
    """Open a network, after undoing a change to it that was cut short."""
    from enquiry_lib.store.at_once import put_back
    from enquiry_lib.store.network import load_network

    if put_back(folder.expanduser().resolve()):
        out.print("An earlier change was cut short and has been undone first.")
    return load_network(folder)


def _there(backups: Sequence[Path] | None) -> list[Path]:
    """Give the folders of backups. Raises FileNotFound for one that is not there."""
    given = [path.expanduser() for path in backups or ()]
    for path in given:
        if not path.exists():
            raise errors.FileNotFound(path.parent, file=path.name, do="Check the name after --backups.")
    return given


# --- saying -----------------------------------------------------------------------------------------------


def _carry_out(plan: ForgetPlan, yes: bool) -> None:
    from enquiry_lib.data.forgetting.plan import carry_out

    for sentence in _said(plan):
        out.print(f"  - {sentence}", markup=False)
    _say_unread(plan)
    out.print(CLOSE)
    if not (yes or _agreed()):
        raise typer.Exit(ALL_WELL)
    carry_out(plan)
    out.print("Done.")
    for place in plan.places:
        out.print(f"  - {place.path}: {_tally(place)}.", markup=False)


def _said(plan: ForgetPlan) -> Iterator[str]:
    """Say what becomes of each file of the network, and of copies and backups how much would go."""
    yield from _lines(plan.home)
    for place in plan.places:
        if place is not plan.home:
            yield f"{place.path}: {_tally(place)}."
            yield from _left(place)
    yield from (f"{edit.path} is written." for edit in plan.written)
    yield from (f"{path}, which was cut short, goes." for path in plan.leftovers)


def _lines(place: Place) -> Iterator[str]:
    """Say what becomes of each file, of many in one folder together."""
    for name in place.folders:
        yield f"the folder {name} goes for its name, with all that is in it; it was not looked into."
    fates = {name: _fate(place, name) for name in sorted(place.found) if name not in place.left}
    folders = Counter((PurePosixPath(name).parent, fate) for name, fate in fates.items())
    for name, fate in fates.items():
        if folders[PurePosixPath(name).parent, fate] <= LISTED:
            yield f"{name} {fate}."
    for (folder, fate), count in folders.items():
        if count > LISTED:
            yield f"{many(count, 'file')} in {folder}: each {fate}."
    yield from _left(place)


def _left(place: Place) -> Iterator[str]:
    for name, why in place.left.items():
        yield f"{name} is left as it is: {why}. See to it yourself."


def _fate(place: Place, name: str) -> str:
    one = place.found[name]
    if one.content is None:
        return "is deleted for its name; it was not looked into" if one.by_name else "is deleted"
    rows = f"loses {many(one.rows, 'row')}" if one.rows else "is changed"
    return (
        rows
        if one.name == name
        else f"{rows} and becomes {PurePosixPath(one.name).name}, without its formats"
    )


def _tally(place: Place) -> str:
    return (
        f"{many(len(place.changed), 'file')} changed, {many(place.deleted, 'file')} deleted, "
        f"{many(place.rows, 'row')} of tables gone"
    )


def _say_unread(plan: ForgetPlan) -> None:
    for path, why in plan.unread.items():
        out.print(f"  - {path} is left as it is: {why}.", markup=False)


def _say_other_codes(plan: ForgetPlan, others: OtherCodes | None) -> bool:
    """Name the files with codes of which nobody here can say whether they are the pupil's; say whether there are any."""
    files = others.files([plan.network.folder, *plan.looked_into]) if others else []
    if files:
        out.print(
            "These hold codes made with another key, one that is not here or was given up. Whether the pupil is among them cannot "
            "be told. Run this again with that key, or with the pupil's code under it; if nobody has it any more, delete "
            "these files, or import the tables anew:"
        )
    for file in files:
        out.print(f"  - {file}", markup=False)
    return bool(files)


def _say_where_named(network: Network, school: str, code: str) -> None:
    """Name the forms in which the person's code stays, in sentences that others wrote."""
    from enquiry_lib.data.forgetting.withdrawing import forms_naming

    for form in forms_naming(network, school, code):
        out.print(
            f"The code {code} stays in what was written in the form {form}: see to it yourself.", markup=False
        )


def _agreed() -> bool:
    """Ask where there is somebody to ask; else say how to do it."""
    if not is_terminal():
        out.print("Nothing was changed. To do this, run the same command again with --yes.")
        return False
    agreed = typer.confirm("No backup is made, and it cannot be undone. Do this?")
    if not agreed:
        out.print("Nothing was changed.")
    return agreed


def is_terminal() -> bool:
    """Say whether somebody can be asked."""
    return sys.stdin.isatty()


# --- proving ----------------------------------------------------------------------------------------------


def _prove(plan: ForgetPlan, *, sure: bool = True) -> int:
    """Search everything again, packed things included, and name what is left. Gives the exit code.

    Where it is not `sure` that all that is to be forgotten was known, nobody is told that it is nowhere.
    """
    left = [*_still_in_folders(plan), *_still_in_backups(plan)]
    left += [f"{path}: {why}" for path, why in plan.unread.items()]
    if not left:
        searched = many(len(plan.looked_into), "backup") if plan.looked_into else "no backup"
        found = (
            "It is found nowhere."
            if sure
            else "What was looked for is gone; what is named above may be the pupil's."
        )
        out.print(f"Searched again, packed files included: the folder, {searched}. {found}")
        return ALL_WELL
    out.print("Searched again. It is still in these, or they cannot be looked into; see to them yourself:")
    for line in dict.fromkeys(left):
        out.print(f"  - {line}", markup=False)
    return PUT_RIGHT


def _still_in_folders(plan: ForgetPlan) -> Iterator[str]:
    from enquiry_lib.data.forgetting.files import holds
    from enquiry_lib.render.leaving import search_folder
    from enquiry_lib.store.saving import read_whole

    sought = plan.rules.sought
    for place in (plan.home, *plan.copies):
        yield from (str(path) for name in place.left if (path := place.path / name).is_dir())
        for hit in search_folder(place.path, sought.texts):
            file = place.path / hit.file
            is_anothers = bool(sought.others) and not holds(hit.file.as_posix(), read_whole(file), sought)
            if not plan.rules.passes_over(hit.file.as_posix()) and not (hit.sought and is_anothers):
                yield f"{file} ({hit.where})" if hit.where else str(file)


def _still_in_backups(plan: ForgetPlan) -> Iterator[str]:
    from enquiry_lib.data.forgetting.plan import look_into
    from enquiry_lib.render.leaving import search_file

    for place in plan.backups:
        hits = search_file(place.path, plan.rules.sought.texts)
        found = [hit for hit in hits if not plan.rules.passes_over(hit.where)]
        again = look_into(place.path, plan.network, plan.rules)
        if found and (not plan.rules.sought.others or isinstance(again, str) or again.found):
            yield from (f"{place.path} ({hit.where})" for hit in found)
