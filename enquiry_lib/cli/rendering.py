"""Rendering: a report for each school, the network's page, an index and a receipt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import (
    ALL_WELL,
    PUT_RIGHT,
    Folder,
    Schools,
    Workers,
    app,
    example_text,
    out,
    say_error,
)

if TYPE_CHECKING:
    from enquiry_lib.render.batch import Progress
    from enquiry_lib.render.index import Receipt


class Shown(StrEnum):
    """How a rendering says how far it has come."""

    BAR = "bar"
    LINES = "lines"


@app.command(epilog=example_text("enquiry render our_network --workers 2"))
def render(
    folder: Folder,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where the reports go; default DIR/reports.")
    ] = None,
    school: Schools = None,
    workers: Workers = 2,
    timeout: Annotated[int, typer.Option(min=10, help="Seconds one workbook may take.")] = 600,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", help="A workbook's parameter as name=value.", metavar="NAME=VALUE"),
    ] = None,
    progress: Annotated[
        Shown, typer.Option(help="A bar for people, or lines of JSON for another program.")
    ] = Shown.BAR,
) -> None:
    """Render one report for each school, the network's page, an index and a receipt."""
    given = _given(parameter or [])
    raise typer.Exit(render_schools(folder, out_folder, school or [], workers, timeout, given, progress))


def _given(parameters: Sequence[str]) -> dict[str, object]:
    given: dict[str, object] = {}
    for text in parameters:
        name, found, value = text.partition("=")
        if not found or not name:
            raise errors.WrongValue(name="--set", found=f"'{text}'", expected="name=value")
        given[name.strip()] = _value(value)
    return given


def _value(text: str) -> object:
    """Read a number or true/false as such, and anything else as text."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return text
    return value if isinstance(value, (int, float, bool)) else text


def render_schools(
    folder: Path,
    out_folder: Path | None,
    schools: Sequence[str],
    workers: int,
    timeout: int,
    given: dict[str, object],
    progress: Shown = Shown.BAR,
) -> int:
    """Render the schools named, or all, and say how it went; gives the exit code."""
    from enquiry_lib.cli.following import render_in_lines
    from enquiry_lib.render.batch import render_network

    work = partial(
        render_network,
        folder,
        out=out_folder,
        schools=schools,
        workers=workers,
        timeout=timeout,
        given=given,
    )
    shown = render_in_lines if progress is Shown.LINES else _render_with_bar
    return shown(lambda on_progress: work(on_progress=on_progress))


def _render_with_bar(rendered: Callable[[Callable[[Progress], None]], Receipt]) -> int:
    with _progress() as on_progress:
        receipt = rendered(on_progress)
    return _say_receipt(receipt)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    from rich import progress as bars
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    shown = bars.Progress(
        TextColumn("Rendering"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[hand]}"),
        console=out,
    )  # fmt: skip
    with shown:
        task = shown.add_task("", total=None, hand="")

        def on_progress(now: Progress) -> None:
            shown.update(task, total=now.total, completed=now.done, hand=", ".join(now.in_hand))

        yield on_progress


def _say_receipt(receipt: Receipt) -> int:
    reports = (*receipt.schools, receipt.network_report)
    for report in reports:
        for failure in report.failures:
            say_error.print(f"{report.school or 'The network'}: {failure.message}", markup=False)
    made = sum(report.status == "made" for report in receipt.schools)
    out.print(f"{made} of {len(receipt.schools)} reports are complete.", markup=False)
    out.print(str(receipt.index), markup=False)
    return ALL_WELL if receipt.ok else PUT_RIGHT
