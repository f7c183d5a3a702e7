"""`enquiry lab`: the workbooks of one enquiry, opened."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from commands import example_of, run

from enquiry_lib import cli, errors


def test_lab_opens_the_first_page(our_network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of `lab` copies the workbooks and starts JupyterLab on the first one, without its news."""
    started: dict[str, object] = {}

    def start(command: list[str], env: dict[str, str], check: bool) -> subprocess.CompletedProcess[str]:
        folder = Path(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        page = json.loads((folder / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
        started.update(command=command, page=page)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(cli.lab.subprocess, "run", start)
    assert run(*example_of("lab")).exit_code == 0
    assert (our_network / "schools/oak/workbooks/00_start_here.ipynb").is_file()
    assert any("00_start_here.ipynb" in part for part in started["command"])  # type: ignore[attr-defined]
    assert "@jupyterlab/apputils-extension:announcements" in str(started["page"])


def test_lab_opens_the_enquiry_that_is_named(our_network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two open enquiries `lab` asks which, and writes the one named into the workbooks."""
    monkeypatch.setattr(
        cli.lab.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0)
    )
    assert run(*example_of("begin")).exit_code == 0
    asked = run(*example_of("lab")).exception
    assert isinstance(asked, errors.CycleNotNamed)
    assert "--cycle 2026-27-maths" in str(asked)
    assert not (our_network / "schools/oak/workbooks").exists()
    assert run(*example_of("lab"), "--cycle", "2026-27-maths").exit_code == 0
    workbook = our_network / "schools/oak/workbooks/day1_1_school_priorities.ipynb"
    assert 'cycle: str = \\"2026-27-maths\\"' in workbook.read_text(encoding="utf-8")
