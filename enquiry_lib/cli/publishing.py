"""Publishing: a report is signed off by a person, who has seen what it does not show and what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib.cli.terminal import (
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
    from enquiry_lib.render.signing import Ready


@dataclass(frozen=True)
class Asked:
    """What is to be confirmed: what it is about, its lines, the question, and how a yes is kept."""

    about: str
    question: str
    confirmed: str
    lines: Sequence[str] = ()


@app.command(
    name="publish",
    epilog=example_text('enquiry publish our_network --school oak --by "A. Name" --role head'),
)
def publish(
    folder: Folder,
    by: Annotated[str, typer.Option(help="Who signs the report off.", metavar="NAME")],
    school: OneSchool = "",
    role: Annotated[str, typer.Option(help="As what: the head, as a rule.")] = "head",
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where the reports are; default DIR/reports.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Confirm all that is listed, without being asked.")
    ] = False,
) -> None:
    """Sign a school's report off and keep the published copy, with who signed it and when."""
    from enquiry_lib.render.signing import ready_to_sign, sign
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    out.print("Making the report again, to see that it is the one that was read …")
    ready = ready_to_sign(network, only_school(network, school), out=out_folder)
    confirmed = [_confirmed(asked, yes=yes) for asked in _asked(ready)]
    published = sign(ready, by=by, role=role, confirmed=confirmed)
    out.print()
    out.print(f"Published. The copy that may be passed on: {published.page}", markup=False)
    out.print("What it counted is kept beside it, so that later reports give nothing away beside this one.")


def _confirmed(asked: Asked, *, yes: bool) -> str:
    """Show what is to be confirmed and ask; a no ends the command. Gives how the yes is kept."""
    out.print()
    out.print(asked.about, markup=False)
    for line in asked.lines:
        out.print(f"  - {line}", markup=False)
    if not yes and not typer.confirm(asked.question, default=False):
        out.print("Nothing was published.")
        raise typer.Exit(PUT_RIGHT)
    return asked.confirmed


def _asked(ready: Ready) -> Iterator[Asked]:
    """Give what has to be confirmed, one thing after the other."""
    about = f"This is the report of {ready.school.name} as it was rendered from today's files."
    asked = "Have you read it to its end, and could nobody tell which child or family a story is about?"
    yield Asked(about, asked, "The report was read to its end, and nobody can be recognised in its stories.")
    yield _withheld(ready)
    if ready.found:
        number = many(len(ready.found), "place")
        about = (
            f"What was written may name somebody, in {number}, and nobody has decided yet. The report shows none of it, "
            "but a mask such as [name]:"
        )
        kept = f"Published with {number} masked where what was written may name somebody."
        yield Asked(about, "Publish it with these masks?", kept, ready.found)
    if ready.unsettled:
        number = many(len(ready.unsettled), "question")
        about = f"Not settled in the form 'People and their data': {number}."
        kept = f"Published although {number} about people and their data were not settled."
        yield Asked(about, "Publish it all the same?", kept, ready.unsettled)


def _withheld(ready: Ready) -> Asked:
    """Say what the report does not show, by chapter and reason; withheld.csv has each number."""
    from enquiry_lib.render.withheld import WITHHELD

    number = many(len(ready.hidden), "number")
    counted = Counter((line.chapter, line.why) for line in ready.hidden)
    lines = [f"{chapter}: {many(times, 'number')} ({why})" for (chapter, why), times in counted.items()]
    log = f" Each is in schools/{ready.school.id}/{WITHHELD}." if lines else ""
    about = f"It withholds {number}.{log}"
    return Asked(
        about, "Is that as it should be?", f"{number.capitalize()} withheld, and why, were looked at.", lines
    )
