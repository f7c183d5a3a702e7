"""Who is who: a school's names back, where its key is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    from enquiry_lib.data.importing.names_back import NamesBack

_KEEP_IT = "These are pupils' names: keep them out of the network's folder, of reports and of e-mails."


@app.command(epilog=example_text("enquiry who our_network pupils.xlsx --school oak --pupil P4R2270JXH"))
def who(
    folder: Folder,
    file: Annotated[
        Path,
        typer.Argument(
            help="A list from the school's system with names and the identifiers of the first import; it is read, never copied.",
            metavar="FILE",
        ),
    ],
    school: OneSchool = "",
    pupil: Annotated[
        list[str] | None,
        typer.Option("--pupil", help="Only this code; may be given several times.", metavar="CODE"),
    ] = None,
    sheet: Annotated[str, typer.Option(help="The worksheet, when there are several.")] = "",
    to: Annotated[
        Path | None,
        typer.Option("--out", help="Write a csv instead, outside the network's folder.", metavar="FILE"),
    ] = None,
) -> None:
    """Say which code is whose, for lists and case studies within the school; only where the school's key is."""
    from enquiry_lib.data.importing.names_back import names_back, write_names
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    back = names_back(
        file, network=network, school=only_school(network, school), sheet=sheet, codes=pupil or ()
    )
    if to is not None:
        write_names(back, to)
        out.print(f"{many(len(back.frame), 'pupil')} in {to}. {_KEEP_IT}", markup=False)
    else:
        _say(back)
    if back.not_found:
        one = len(back.not_found) == 1
        out.print(
            f"{many(len(back.not_found), 'code')} belong{'s' * one} to nobody in the list: {_some(back.not_found)}",
            markup=False,
        )
    raise typer.Exit(PUT_RIGHT if back.not_found else ALL_WELL)


def _say(back: NamesBack) -> None:
    widths = [max([len(str(name)), *back.frame[name].map(len)]) for name in back.frame]
    for row in [tuple(back.frame.columns), *back.frame.itertuples(index=False)]:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        out.print("  ".join(cells).rstrip(), markup=False)
    out.print(_KEEP_IT, markup=False)


def _some(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:5]) + ", …" * (len(codes) > 5)
