"""What every command shares: the application, what is said where, exit codes and the usual options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from enquiry_lib import errors

if TYPE_CHECKING:
    from enquiry_lib.store.network import Network

ALL_WELL, PUT_RIGHT, NOT_DONE = 0, 1, 2
WIDE = 130
CODES = "Ends with 0 when all is well, 1 when something needs putting right, 2 when it could not be done."

app = typer.Typer(
    help="From a school's worry to an honest, readable report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out = Console(highlight=False, soft_wrap=True)
say_error = Console(stderr=True, highlight=False, soft_wrap=True)

Folder = Annotated[Path, typer.Argument(help="The network's folder.", metavar="DIR")]
OneSchool = Annotated[
    str, typer.Option("--school", help="The id of a school, as in schools.csv.", metavar="ID")
]
Schools = Annotated[
    list[str] | None,
    typer.Option("--school", help="Only this school; may be given several times.", metavar="ID"),
]
Cycle = Annotated[str, typer.Option("--cycle", help="The name of one enquiry, when several are open.")]
Workers = Annotated[int, typer.Option(min=1, help="How many schools are worked on at the same time.")]


def example_text(text: str) -> str:
    """Give the foot of a command's help: an example, and what its exit codes mean."""
    return f"Example: {text}\n\n{CODES}"


def many(count: int, what: str) -> str:
    """Say how many of something there are.

    >>> many(1, "problem"), many(0, "row")
    ('1 problem', 'no rows')
    """
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def only_school(network: Network, school: str) -> str:
    """Give the id of the school named, or of the only one there is. Raises SchoolNotNamed, UnknownSchool."""
    if not school and len(network.schools) > 1:
        raise errors.SchoolNotNamed(network.folder, known=", ".join(one.id for one in network.schools[:20]))
    return network.school(school).id if school else network.schools[0].id
