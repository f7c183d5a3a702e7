"""Bringing a school's own files in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import ALL_WELL, NOT_DONE, PUT_RIGHT, Folder, app, example_text, many, out

if TYPE_CHECKING:
    from enquiry_lib.data.importing import Imported, Proposal
    from enquiry_lib.store.network import Network

SchoolId = Annotated[str, typer.Argument(help="The id of a school, as in schools.csv.", metavar="SCHOOL")]
Source = Annotated[
    Path | None,
    typer.Argument(help="The file, anywhere on this computer; it is read, never copied.", metavar="FILE"),
]
_NOT_USED = "not used"


@app.command("import", epilog=example_text("enquiry import our_network oak export.csv --yes"))
def import_command(
    folder: Folder,
    school: SchoolId,
    file: Source = None,
    table: Annotated[str, typer.Option(help="The table it is for, when the headings do not say.")] = "",
    mapping: Annotated[str, typer.Option(help="A mapping's name, or its csv.")] = "",
    sheet: Annotated[str, typer.Option(help="The worksheet, when there are several.")] = "",
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", help="An answer to a question; may be given several times.", metavar="KEY=VALUE"
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="The file's rows alone make the table.")] = False,
    keep_codes: Annotated[
        bool, typer.Option("--keep-codes", help="Keep the file's identifiers as pupils' codes.")
    ] = False,
    new_key: Annotated[
        bool,
        typer.Option(
            "--new-key", help="Give up a lost key: new codes; all tables have to be imported again."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="File it without asking.")] = False,
    undo: Annotated[
        str, typer.Option("--undo", help="Undo the last import of this table.", metavar="TABLE")
    ] = "",
) -> None:
    """Read an export or a spreadsheet, show what it would become, and file it in the school's table."""
    from enquiry_lib.cli.asking import answered
    from enquiry_lib.data.importing import propose_import
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    if undo:
        raise typer.Exit(_undo(network, school, undo))
    if file is None:
        raise errors.WrongValue(
            name="FILE", found="not given", expected="the path of a file, or --undo TABLE"
        )
    given = dict(_answers(answer or []))
    said = ({"codes": "keep"} if keep_codes else {}) | ({"key": "new"} if new_key else {})
    proposal = propose_import(
        file, network=network, school=school, table=table, mapping=mapping, sheet=sheet, answers=said
    )
    raise typer.Exit(_finish(network, answered(proposal, given), replace=replace, yes=yes))


def _finish(network: Network, proposal: Proposal, *, replace: bool, yes: bool) -> int:
    """Show a proposal, ask at a terminal what is open, and file it when that was agreed."""
    from enquiry_lib.cli.asking import ask_at_terminal, say_questions
    from enquiry_lib.data.importing import import_file

    _say(proposal)
    if proposal.questions and not proposal.stops and _at_a_terminal():
        proposal = ask_at_terminal(proposal)
        _say(proposal)
    say_questions(proposal)
    if proposal.ready:
        _say_what_changes(proposal, replace=replace)
    if not proposal.ready or not (yes or _agreed()):
        return _leave(network, proposal)
    return _say_imported(import_file(proposal, replace=replace))


def _answers(given: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in given:
        key, found, value = text.partition("=")
        if not found or not key.strip():
            raise errors.WrongValue(name="--answer", found=f"'{text}'", expected="key=value")
        yield key.strip(), value.strip()


def _undo(network: Network, school: str, table: str) -> int:
    from enquiry_lib.data.importing import undo_import

    path = undo_import(network, school, table)
    after = "is as it was before the last import" if path.exists() else "is gone: there was none before"
    out.print(f"{table} {after}.", markup=False)
    return ALL_WELL


def _at_a_terminal() -> bool:
    """Say whether somebody can be asked."""
    return sys.stdin.isatty()


def _agreed() -> bool:
    """Ask at a terminal; where there is none, nobody has agreed."""
    return _at_a_terminal() and typer.confirm("File it?", default=False)


# --- saying it --------------------------------------------------------------------------------------------


def _say(proposal: Proposal) -> None:
    """Say what each heading is taken for, what is open, what is wrong, and what would be written."""
    from enquiry_lib.data.templates import table_name

    by = f"by the mapping '{proposal.known}'" if proposal.known else "proposed afresh"
    table = table_name(proposal.table) if proposal.table else "not known yet"
    out.print(f"Table: {table}, {by}", markup=False)
    width = max((len(match.heading) for match in proposal.offered), default=0)
    for match in proposal.offered:
        taken_for = match.taken_for or _NOT_USED
        out.print(f"  {match.heading:<{width}}  {taken_for} ({match.why})", markup=False)
    for note in proposal.notes:
        out.print(f"  note: {note}", markup=False)
    for one, rows in errors.in_groups(proposal.problems):
        out.print(f"  {one.said(rows)}", markup=False)
    left = f"; {many(proposal.rows_left_out, 'row')} left out" if proposal.rows_left_out else ""
    rows = many(len(proposal.frame), "row")
    would = f"{rows} would be written{left}" if not proposal.stops else "none can be written as it is"
    out.print(f"Of {many(len(proposal.read.frame), 'row')} of the file, {would}.", markup=False)


def _say_what_changes(proposal: Proposal, *, replace: bool) -> None:
    """Say what filing would do to the table that the school has."""
    from enquiry_lib.data.importing.filing import foresee
    from enquiry_lib.show.proposals import changes_in_words

    for line in changes_in_words(foresee(proposal, replace=replace), proposal.table, replaced=replace):
        out.print(f"  {line}", markup=False)


def _leave(network: Network, proposal: Proposal) -> int:
    """Leave without filing; a proposed mapping is written down, so that somebody can edit it."""
    from enquiry_lib.data.importing import save_mapping

    as_it_is = " If it is right as it stands, run this again with --yes." * proposal.ready
    out.print(f"Nothing was filed.{as_it_is}", markup=False)
    if proposal.table and not proposal.known:
        path = save_mapping(network, proposal)
        out.print(
            f"What the headings mean is in {path}: three columns, described in the network's", markup=False
        )
        out.print("templates/README.md. Edit it, and run this again with", markup=False)
        out.print(f"  --mapping {path.stem}", markup=False)
    return NOT_DONE if proposal.stops else PUT_RIGHT


def _say_imported(done: Imported) -> int:
    out.print(
        f"Filed in {done.path}: {many(done.rows_new, 'new row')}, {done.rows_changed} changed.", markup=False
    )
    if done.before:
        out.print(
            f"The table as it was is kept in {done.before}; --undo {done.table} brings it back.", markup=False
        )
    out.print(f"The mapping is {done.mapping}.", markup=False)
    return PUT_RIGHT if any(problem.level == "error" for problem in done.problems) else ALL_WELL
