"""The lead's place: JupyterLab over a school's own workbooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from enquiry_lib import errors
from enquiry_lib.cli.terminal import (
    ALL_WELL,
    NOT_DONE,
    Cycle,
    Folder,
    OneSchool,
    app,
    example_text,
    only_school,
    out,
)

NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


@app.command(epilog=example_text("enquiry lab our_network --school oak"))
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
    school_id = only_school(network, school)
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


def lab_command(workbooks: Path, browser: bool) -> list[str]:
    """Give the command that opens JupyterLab on the first workbook of a folder."""
    start = "00_start_here.ipynb"
    options = [
        f"--ServerApp.root_dir={workbooks.parent}",
        f"--LabApp.default_url=/lab/tree/{workbooks.name}/{start}",
    ]
    return [sys.executable, "-m", "jupyterlab", *options, *([] if browser else ["--no-browser"])]


def lab_environment(settings: Path) -> dict[str, str]:
    """Give JupyterLab's environment: as it is, with what `settings` adds.

    The question about news is switched off there, and kernels are this very Python, with words for whoever has not run
    the first cells (`first_cells`).
    """
    from ipykernel.kernelspec import get_kernel_dict

    _write_json(settings / "labconfig" / "page_config.json", NO_NEWS)
    kernel = get_kernel_dict(extra_arguments=["--ext=enquiry_lib.first_cells"])
    _write_json(settings / "kernels" / "python3" / "kernel.json", kernel)
    return {
        **os.environ,
        **{name: _first(settings, name) for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH")},
    }


def _write_json(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


def _first(folder: Path, name: str) -> str:
    """Give a path variable of the environment with a folder put first."""
    return os.pathsep.join(filter(None, [str(folder), os.environ.get(name, "")]))
