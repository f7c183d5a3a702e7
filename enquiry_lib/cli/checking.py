"""The check of the schools' tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from enquiry_lib import errors
from enquiry_lib.cli.terminal import (
    ALL_WELL,
    PUT_RIGHT,
    WIDE,
    Folder,
    Schools,
    app,
    example_text,
    many,
    only_school,
    out,
)

if TYPE_CHECKING:
    from enquiry_lib.data.checking import DataCheck
    from enquiry_lib.store.network import Network, School


LOOKS = (
    "What is only worth a look ends with 0. What is written quotes the tables: it is for the school alone."
)


@app.command(epilog=f"{example_text('enquiry check our_network --school oak --save')} {LOOKS}")
def check(
    folder: Folder,
    school: Schools = None,
    html: Annotated[
        Path | None, typer.Option(help="Write what was found to this page, of one school.", metavar="FILE")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write what was found to this list, of one school.", metavar="FILE")
    ] = None,
    mark: Annotated[
        Path | None,
        typer.Option(
            help="Write a copy of each table of one school with its cells marked and commented.",
            metavar="FOLDER",
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Write page, list and marked copies to schools/ID/check.")
    ] = False,
) -> None:
    """List all that has to be put right in the schools' tables, and what is worth a look: where, and what to do."""
    from enquiry_lib.store.network import load_network

    chosen = school or []
    if html or csv or mark:
        chosen = [_the_one(load_network(folder), chosen)]
    raise typer.Exit(check_schools(folder, chosen, rows=True, written=Written(html, csv, mark, save)))


@dataclass(frozen=True)
class Written:
    """Where what was found is written, if anywhere."""

    html: Path | None = None
    csv: Path | None = None
    mark: Path | None = None
    save: bool = False


def _the_one(network: Network, schools: Sequence[str]) -> str:
    """Give the id of the one school whose files are written; several would see each other's."""
    return only_school(network, schools[0] if len(schools) == 1 else "")


def check_schools(
    folder: Path, schools: Sequence[str], *, rows: bool = False, written: Written | None = None
) -> int:
    """Check the schools named, or all, and say what was found; gives the exit code."""
    from enquiry_lib.data.checking import check_school
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    chosen = [network.school(one) for one in schools] or list(network.schools)
    found, looks, unread = 0, 0, 0
    for school in chosen:
        with out.status(f"Checking {school.name} …"):
            checked = check_school(network, school)
        found += len(checked.errors)
        looks += len(checked.warnings)
        unread += len(checked.meant)
        _say_check(school, checked, rows=rows)
        for path in _write(network, school, checked, written or Written()):
            out.print(f"  Wrote {path}", markup=False)
    meant = f", {many(unread, 'table')} not read" if unread else ""
    out.print(f"Checked {many(len(chosen), 'school')}: {_tally(found, looks)}{meant}.")
    return PUT_RIGHT if found or unread else ALL_WELL


def _tally(found: int, looks: int) -> str:
    return many(found, "problem") + f", {looks} worth a look" * bool(looks)


def _write(network: Network, school: School, checked: DataCheck, written: Written) -> Iterator[Path]:
    """Write page, list and marked copies where they are wanted, and give their paths."""
    from enquiry_lib.data.checking.writing import write_check

    folder = network.school_folder(school.id) / "check"
    places = [(written.html, written.csv, written.mark)]
    places += [(folder / "check.html", folder / "problems.csv", folder / "marked")] * written.save
    for html, csv, mark in places:
        yield from write_check(network, school, checked, html=html, csv=csv, mark=mark)


def _say_check(school: School, checked: DataCheck, *, rows: bool) -> None:
    there = ", ".join(table.table + " (empty)" * table.is_empty for table in checked.there) or "none yet"
    out.print(
        f"{school.name}: {_tally(len(checked.errors), len(checked.warnings))}; tables: {there}", markup=False
    )
    if not rows:
        return
    for table in checked.there:
        pupils = "" if table.pupils is None else f", {many(table.pupils, 'pupil')}"
        said = "".join(f"; {note}" for note in table.notes)
        out.print(f"  {table.file}: {many(table.rows, 'row')}{pupils}{said}", markup=False)
    for file in checked.not_read:
        out.print(f"  {file}", markup=False)
    _say_problems(checked.problems)


def _say_problems(problems: Sequence[errors.Problem]) -> None:
    """List problems in a table where there is room for one, else in lines."""
    if problems and out.width >= WIDE:
        listed = Table(*(name.capitalize() for name in errors.PROBLEM_COLUMNS), show_lines=True)
        for row in errors.problem_rows(problems):
            listed.add_row(*map(_plain, row))
        out.print(listed)
        return
    for one, rows in errors.in_groups(problems):
        out.print(f"    {one.said(rows)}", markup=False)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
