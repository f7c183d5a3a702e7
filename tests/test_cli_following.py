"""A rendering that another program follows: its lines, and its end when that program goes."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import run

from enquiry_lib import errors
from enquiry_lib.cli import following
from enquiry_lib.cli.following import Lines, render_in_lines
from enquiry_lib.render.batch import Progress
from enquiry_lib.render.index import Report
from enquiry_lib.render.page import Failure
from enquiry_lib.render.steps import Step
from enquiry_lib.show.report_run import Run, render_command
from enquiry_lib.store.network import Network

SECONDS = 300
FIRST = Step("oak", "Frame the question", 1, 2)


def lines(printed: str) -> list[Mapping[str, Any]]:
    """Read what was printed, a line at a time."""
    return [json.loads(line) for line in printed.splitlines()]


def test_each_step_and_each_report_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    """However often the same progress is told."""
    told = Lines()
    done = Report("oak", "oak.html", failures=(Failure("day1", "Frame", "No."),), outputs={"oak.html": "1"})
    for now in (
        Progress((), 0, 1),
        Progress((), 0, 1, steps=(FIRST,)),
        Progress((), 0, 1, steps=(FIRST,)),
        Progress((), 1, 1, reports=(done,), out=Path("out")),
        Progress((), 1, 1, reports=(done,), out=Path("out")),
    ):
        told.tell(now)
    step, report = lines(capsys.readouterr().out)
    assert step["step"] == vars(FIRST)
    assert report["report"]["file"] == str(Path("out", "oak.html"))
    assert report["report"]["written"]
    assert report["report"]["failures"] == [{"about": "Frame", "message": "No."}]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (errors.CannotWrite(file="reports", why="permission denied"), "permission denied. Nothing was lost"),
        (OSError(28, "No space left on device"), "no space left on device. Nothing was lost"),
    ],
)
def test_what_stops_it_is_a_line(
    problem: Exception, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk and a folder without permission say what to do."""
    monkeypatch.setattr(following, "stop_with_the_reader", lambda: None)

    def fail(_: object) -> Any:
        raise problem

    assert render_in_lines(fail) == 2
    assert words in lines(capsys.readouterr().out)[0]["refused"]["message"]


def test_the_option_is_in_the_help() -> None:
    """With what it is for."""
    said = run("render", "--help").output
    assert "--progress" in said
    assert "lines of JSON" in " ".join(said.split())


def test_an_unknown_school_is_refused_in_a_line(network: Network) -> None:
    """The words are those that the command has for people."""
    now = Run(render_command(network.folder, "ash")).wait(SECONDS)
    assert "ash" in now.refused
    assert not now.ended


@pytest.mark.slow
def test_one_school_from_the_first_line_to_the_last(network: Network) -> None:
    """Every workbook is named, the report and the network's page are told, and both are there."""
    run = Run(render_command(network.folder, "oak-primary"))
    now = run.wait(SECONDS)
    assert now.ended, now
    assert now.step
    assert now.report
    assert now.network
    assert now.step["school"] == ""
    assert now.report["failures"] == []
    assert Path(now.report["file"]) == network.folder / "reports" / "oak-primary.html"
    assert Path(now.report["file"]).is_file()
    assert not (network.folder / "reports" / "elm-secondary.html").exists()


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder for files kept for a moment; the name of a socket in it may have a hundred letters and no more."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only there can the processes of a session be listed")
def test_stopped_half_way_it_leaves_nothing_behind(network: Network, tmp_path: Path, short: Path) -> None:
    """No process, no file kept for a moment, and the report before is as it was."""
    page = network.folder / "reports" / "oak-primary.html"
    page.parent.mkdir()
    page.write_text("before", encoding="utf-8")
    process = subprocess.Popen(
        render_command(network.folder, "oak-primary"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(short), "ENQUIRY_REPORT_TEST": str(tmp_path)},
    )
    with process:
        assert process.stdout
        assert process.stdin
        assert '"step"' in process.stdout.readline()
        process.stdin.close()
        process.stdout.read()
    end = time.monotonic() + 30
    while _at_work(str(tmp_path)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _at_work(str(tmp_path))
    assert page.read_text(encoding="utf-8") == "before"
    assert [path.name for path in short.rglob("*.json*")] == []
    assert [path.name for path in network.folder.rglob("*.part")] == []


def _at_work(mark: str) -> list[str]:
    """Give the processes whose surroundings hold a mark."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"ENQUIRY_REPORT_TEST={mark}".encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def test_without_a_pipe_it_is_stopped_by_nobody(network: Network) -> None:
    """A program that gives it nothing to read from may follow it all the same."""
    command = [*render_command(network.folder, "ash")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "refused" in lines(done.stdout)[0]
