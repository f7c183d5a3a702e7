"""The check of the schools' tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from enquiry_lib import errors
from enquiry_lib.cli.terminal import ALL_WELL, PUT_RIGHT, WIDE, Folder, Schools, app, example_text, many, out

if TYPE_CHECKING:
    from enquiry_lib.data.loading import DataCheck
    from enquiry_lib.store.network import School


@app.command(epilog=example_text("enquiry check our_network --school oak"))
def check(folder: Folder, school: Schools = None) -> None:
    """List every problem in the schools' tables: file, row, column, what was found, expected, and what to do."""
    raise typer.Exit(check_schools(folder, school or [], rows=True))


def check_schools(folder: Path, schools: Sequence[str], *, rows: bool = False) -> int:
    """Check the schools named, or all, and say what was found; gives the exit code."""
    from enquiry_lib.data.loading import check_data
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    chosen = [network.school(one) for one in schools] or list(network.schools)
    found, unread = 0, 0
    for school in chosen:
        with out.status(f"Checking {school.name} …"):
            checked = check_data(network.data_folder(school.id))
        found += len(checked.problems)
        unread += len([file for file in checked.not_read if file.table])
        _say_check(school, checked, rows=rows)
    meant = f", {many(unread, 'table')} not read" if unread else ""
    out.print(f"Checked {many(len(chosen), 'school')}: {many(found, 'problem')}{meant}.")
    return PUT_RIGHT if found or unread else ALL_WELL


def _say_check(school: School, checked: DataCheck, *, rows: bool) -> None:
    there = ", ".join(table.table + " (empty)" * table.is_empty for table in checked.there) or "none yet"
    out.print(f"{school.name}: {many(len(checked.problems), 'problem')}; tables: {there}", markup=False)
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
