"""Making things: the demonstration, a network, an enquiry, the example, the templates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.checking import check_schools
from enquiry_lib.cli.rendering import render_schools
from enquiry_lib.cli.terminal import (
    Folder,
    OneSchool,
    Workers,
    app,
    example_text,
    many,
    only_school,
    out,
)

if TYPE_CHECKING:
    from enquiry_lib.store.network import School, Settings


@app.command(epilog=example_text("enquiry demo --out reports/demo"))
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
    check_schools(folder, [])
    raise typer.Exit(render_schools(folder, out_folder, [], workers, 600, {}))


@app.command(
    epilog=example_text('enquiry new our_network --name "Our network" --school "oak,Oak Primary,primary"')
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
    from enquiry_lib.school_years import year_of
    from enquiry_lib.store.network import create_network

    schools = [_school(text, nation) for text in school or ["my-school,My School,primary"]]
    settings = _settings(name=name, nation=nation, year=year or year_of(dt.date.today()))
    network = create_network(folder, settings, schools)
    for listed in network.schools:
        network.data_folder(listed.id).mkdir(parents=True)
    copy_templates(network.folder / "templates")
    out.print(f"Made {folder}. Next:", markup=False)
    steps = [
        *([] if school else ["open schools.csv in Excel and list your schools, one row each"]),
        f"enquiry lab {folder} --school {network.schools[0].id}",
        "bring in a file in the workbook Start here (or fill in a template from templates/ and save it in schools/<id>/data/)",
    ]
    for number, step in enumerate(steps, start=1):
        out.print(f"  {number}. {step}", markup=False)


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


@app.command(epilog=example_text("enquiry begin our_network 2026-27-maths --school oak --title 'Maths talk'"))
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
    begun_at = only_school(network, school)
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


@app.command(epilog=example_text("enquiry example practice --schools 30 --seed 7"))
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


@app.command(epilog=example_text("enquiry templates my_templates"))
def templates(folder: Annotated[Path, typer.Argument(help="Where to put them.", metavar="DIR")]) -> None:
    """Copy the templates of the tables, with their dictionaries and examples, into a folder."""
    from enquiry_lib.data.templates import copy_templates

    copied = copy_templates(folder)
    for path in copied:
        out.print(str(path), markup=False)
    out.print(
        f"Wrote {many(len(copied), 'file')}; files that were there already were left as they are.",
        markup=False,
    )
