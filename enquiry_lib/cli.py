"""The command `enquiry`: what a coordinator types.

Every command ends with 0 when all is well, 1 when something needs putting right (problems in files, a report
that could not be made), and 2 when it could not do what was asked.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version as release_of
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from enquiry_lib import errors

if TYPE_CHECKING:
    from enquiry_lib.data.loading import DataCheck
    from enquiry_lib.render.batch import Progress
    from enquiry_lib.render.index import Receipt
    from enquiry_lib.store.changes import Change
    from enquiry_lib.store.network import Network, School, Settings

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


def main() -> None:
    """Run the command; a problem a person can put right ends in its message, never in a traceback."""
    if sys.argv[1:] == ["--version"]:
        out.print(f"enquiry-workbooks {release_of('enquiry-workbooks')}")
        return
    try:
        app(standalone_mode=True)
    except errors.EnquiryError as problem:
        say_error.print(problem.message(), markup=False)
        sys.exit(NOT_DONE)


def _example(text: str) -> str:
    return f"Example: {text}\n\n{CODES}"


# --- making -----------------------------------------------------------------------------------------------


@app.command(epilog=_example("enquiry demo --out reports/demo"))
def demo(
    out_folder: Annotated[Path, typer.Option("--out", help="Where the reports go.")] = Path("reports/demo"),
    schools: Annotated[int, typer.Option(min=1, max=400, help="How many schools.")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same network.")] = 1,
    workers: Workers = 2,
) -> None:
    """Build the example network, check its data, and render a report for every school."""
    from enquiry_lib.data.example import build_example
    from enquiry_lib.store.network import SETTINGS

    folder = out_folder / "example_network"
    if (folder / SETTINGS).is_file():
        out.print(f"Using the example network that is in {folder}", markup=False)
    else:
        with out.status(f"Building an example network of {schools} schools …"):
            build_example(folder, schools=schools, seed=seed)
        out.print(f"Built an example network of {schools} schools in {folder}", markup=False)
    _check(folder, [])
    raise typer.Exit(_render(folder, out_folder, [], workers, 600, {}))


@app.command(
    epilog=_example('enquiry new our_network --name "Our network" --school "oak,Oak Primary,primary"')
)
def new(
    folder: Folder,
    name: Annotated[str, typer.Option(help="The network's name.")] = "Our network",
    nation: Annotated[str, typer.Option(help="Decides register codes and published figures.")] = "England",
    year: Annotated[
        str,
        typer.Option(help="The school year of new enquiries, such as 2025/26; default: the one we are in."),
    ] = "",
    school: Annotated[
        list[str] | None, typer.Option(help="One school as 'id,name,phase'; may be given several times.")
    ] = None,
) -> None:
    """Make a new network's folder, with its settings, its register and a place for each school's tables."""
    from enquiry_lib.data.templates import copy_templates
    from enquiry_lib.store.network import create_network

    schools = [_school(text, nation) for text in school or ["my-school,My School,primary"]]
    settings = _settings(name=name, nation=nation, year=year or school_year(dt.date.today()))
    network = create_network(folder, settings, schools)
    for listed in network.schools:
        network.data_folder(listed.id).mkdir(parents=True)
    copy_templates(network.folder / "templates")
    out.print(f"Made {folder}. Next:", markup=False)
    steps = [
        *([] if school else ["open schools.csv in Excel and list your schools, one row each"]),
        "fill in the tables in templates/ and save them in schools/<id>/data/",
        f"enquiry lab {folder} --school {network.schools[0].id}",
    ]
    for number, step in enumerate(steps, start=1):
        out.print(f"  {number}. {step}", markup=False)


def school_year(day: dt.date) -> str:
    """Give the school year of a day; before August it is the one that began last autumn.

    >>> school_year(dt.date(2026, 7, 31)), school_year(dt.date(2026, 8, 1))
    ('2025/26', '2026/27')
    """
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _settings(**values: str) -> Settings:
    from pydantic import ValidationError

    from enquiry_lib.store.network import Settings

    try:
        return Settings.model_validate(values)
    except ValidationError as problem:
        found = "; ".join(f"{error['loc'][0]}: {error['msg']}" for error in problem.errors())
        raise errors.WrongValue(
            name="A setting", found=f"not usable ({found})", expected="as `enquiry new --help` says"
        ) from problem


def _school(text: str, nation: str) -> School:
    from enquiry_lib.store.network import School

    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise errors.WrongValue(name="--school", found=f"'{text}'", expected="three parts: 'id,name,phase'")
    return School(parts[0], parts[1], parts[2], nation)


@app.command(epilog=_example("enquiry begin our_network 2026-27-maths --school oak --title 'Maths talk'"))
def begin(
    folder: Folder,
    cycle: Annotated[str, typer.Argument(help="A short name for the enquiry's folder.", metavar="NAME")],
    school: OneSchool = "",
    title: Annotated[str, typer.Option(help="The enquiry's title, as reports show it.")] = "",
) -> None:
    """Begin another enquiry at a school, following on from the one before."""
    from enquiry_lib.analyse.enquiry import begin_enquiry
    from enquiry_lib.store.network import load_network

    network = load_network(folder)
    begun_at = _only(network, school)
    earlier = [path.parent.name for path in network.enquiries(begun_at)]
    begin_enquiry(network, begun_at, cycle, title=title)
    lab = f"enquiry lab {folder} --school {begun_at} --cycle"
    out.print(f"Began {cycle}. Open its workbooks with: {lab} {cycle}", markup=False)
    if earlier:
        out.print(f"When the one before is over, finish it: {lab} {earlier[-1]}", markup=False)
        out.print(
            "  and press 'Finish this enquiry …' below the form 'The next cycle' in day5_1_share_and_embed.",
            markup=False,
        )


@app.command(epilog=_example("enquiry example practice --schools 30 --seed 7"))
def example(
    folder: Folder,
    schools: Annotated[int, typer.Option(min=1, max=400, help="How many schools.")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same bytes.")] = 1,
) -> None:
    """Build an invented network whose true effects are known, to practise on."""
    from enquiry_lib.data.example import build_example

    with out.status(f"Building {schools} schools …"):
        network = build_example(folder, schools=schools, seed=seed)
    out.print(
        f"Built {len(network.schools)} schools in {folder}; what is true of them is in truth.json.",
        markup=False,
    )


@app.command(epilog=_example("enquiry templates my_templates"))
def templates(folder: Annotated[Path, typer.Argument(help="Where to put them.", metavar="DIR")]) -> None:
    """Copy the templates of the tables, with their dictionaries and examples, into a folder."""
    from enquiry_lib.data.templates import copy_templates

    copied = copy_templates(folder)
    for path in copied:
        out.print(str(path), markup=False)
    out.print(
        f"Wrote {_many(len(copied), 'file')}; files that were there already were left as they are.",
        markup=False,
    )


# --- checking and rendering -------------------------------------------------------------------------------


@app.command(epilog=_example("enquiry check our_network --school oak"))
def check(folder: Folder, school: Schools = None) -> None:
    """List every problem in the schools' tables: file, row, column, what was found, expected, and what to do."""
    raise typer.Exit(_check(folder, school or [], rows=True))


def _check(folder: Path, schools: Sequence[str], *, rows: bool = False) -> int:
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
    meant = f", {_many(unread, 'table')} not read" if unread else ""
    out.print(f"Checked {_many(len(chosen), 'school')}: {_many(found, 'problem')}{meant}.")
    return PUT_RIGHT if found or unread else ALL_WELL


def _many(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _say_check(school: School, checked: DataCheck, *, rows: bool) -> None:
    there = ", ".join(table.table + " (empty)" * table.is_empty for table in checked.there) or "none yet"
    out.print(f"{school.name}: {_many(len(checked.problems), 'problem')}; tables: {there}", markup=False)
    if not rows:
        return
    for table in checked.there:
        pupils = "" if table.pupils is None else f", {_many(table.pupils, 'pupil')}"
        said = "".join(f"; {note}" for note in table.notes)
        out.print(f"  {table.file}: {_many(table.rows, 'row')}{pupils}{said}", markup=False)
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


@app.command(epilog=_example("enquiry render our_network --workers 2"))
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
) -> None:
    """Render one report for each school, the network's page, an index and a receipt."""
    raise typer.Exit(_render(folder, out_folder, school or [], workers, timeout, _given(parameter or [])))


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


def _render(
    folder: Path,
    out_folder: Path | None,
    schools: Sequence[str],
    workers: int,
    timeout: int,
    given: dict[str, object],
) -> int:
    from enquiry_lib.render.batch import render_network

    with _progress() as on_progress:
        receipt = render_network(
            folder,
            out=out_folder,
            schools=schools,
            workers=workers,
            timeout=timeout,
            given=given,
            on_progress=on_progress,
        )
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


# --- the lead's place -------------------------------------------------------------------------------------


@app.command(epilog=_example("enquiry lab our_network --school oak"))
def lab(
    folder: Folder,
    school: OneSchool = "",
    cycle: Cycle = "",
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Copy the workbooks to a school's folder and open JupyterLab on the first page."""
    from enquiry_lib.store.network import load_network
    from enquiry_lib.store.workbooks import copy_workbooks

    network = load_network(folder)
    school_id = _only(network, school)
    _can_open(folder, school_id, cycle)
    copied = copy_workbooks(network, school_id, cycle=cycle)
    if copied.kept:
        kept = f"Kept as you edited them: {', '.join(copied.kept)}"
        out.print(kept + (f". Write {cycle} after cycle in these yourself." if cycle else ""), markup=False)
    with tempfile.TemporaryDirectory(prefix="enquiry-lab-") as settings:
        command, environment = lab_command(copied.folder, browser), lab_environment(Path(settings))
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - this very Python
    raise typer.Exit(ALL_WELL if code == 0 else NOT_DONE)


def _can_open(folder: Path, school: str, cycle: str) -> None:
    """See to it that the workbooks will find one enquiry. Raises CycleNotNamed, in the words of a command."""
    from enquiry_lib.analyse.enquiry import open_enquiry

    try:
        open_enquiry(folder, school, cycle)
    except errors.SeveralEnquiries as problem:
        raise errors.CycleNotNamed(**problem.facts) from problem


def _only(network: Network, school: str) -> str:
    if not school and len(network.schools) > 1:
        raise errors.SchoolNotNamed(network.folder, known=", ".join(one.id for one in network.schools[:20]))
    return network.school(school).id if school else network.schools[0].id


def lab_command(workbooks: Path, browser: bool) -> list[str]:
    """Give the command that opens JupyterLab on the first workbook of a folder."""
    start = "00_start_here.ipynb"
    options = [
        f"--ServerApp.root_dir={workbooks.parent}",
        f"--LabApp.default_url=/lab/tree/{workbooks.name}/{start}",
    ]
    return [sys.executable, "-m", "jupyterlab", *options, *([] if browser else ["--no-browser"])]


def lab_environment(settings: Path) -> dict[str, str]:
    """Give JupyterLab's environment: as it is, with the question about news switched off in `settings`."""
    (settings / "labconfig").mkdir(parents=True, exist_ok=True)
    page = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (settings / "labconfig" / "page_config.json").write_text(json.dumps(page), encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(settings), os.environ.get("JUPYTER_CONFIG_PATH", "")]))
    return {**os.environ, "JUPYTER_CONFIG_PATH": path}


# --- history ----------------------------------------------------------------------------------------------


@app.command(epilog=_example("enquiry history our_network --school oak"))
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


@app.command(epilog=_example("enquiry restore our_network 12 --school oak"))
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
    found = network.school(_only(network, school))
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


if __name__ == "__main__":
    main()
