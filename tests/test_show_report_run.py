"""A rendering beside the kernel: what is heard of it, and that it ends when it should."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from report_program import READ, ended, program, report, step, until

from enquiry_lib import errors
from enquiry_lib.show.report_run import Run, render_command

SECONDS = 30


def test_what_it_says_is_heard_as_it_comes(tmp_path: Path) -> None:
    """The last step and the report are known while it is still at work."""
    going_on = tmp_path / "go"
    run = Run(program(step(1), step(2), report(tmp_path / "oak.html"), until(going_on), ended()))
    end = time.monotonic() + SECONDS
    while run.now.report is None and time.monotonic() < end:
        time.sleep(0.02)
    now = run.now
    assert now.report
    assert now.step
    assert (now.step["number"], now.over, now.ended) == (2, False, False)
    going_on.touch()
    after = run.wait(SECONDS)
    assert (after.over, after.ended) == (True, True)
    assert after.seconds == run.now.seconds > 0


def test_what_is_no_line_of_ours_is_passed_over() -> None:
    """A library that prints, and a half line, change nothing."""
    now = Run(program("a warning", '{"step": {"schoo', "[1]", {"other": 1}, step(3), ended())).wait(SECONDS)
    assert now.ended
    assert now.step
    assert now.step["number"] == 3


@pytest.mark.parametrize("line", ["[" * 100_000, "9" * 5_000], ids=["brackets", "digits"])
def test_a_line_too_long_to_be_read_is_passed_over(line: str) -> None:
    """What comes after it is heard, and the end too."""
    now = Run(program(line, step(3), ended())).wait(SECONDS)
    assert (now.over, now.ended) == (True, True)
    assert now.step


def test_it_is_over_whatever_happens_while_it_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a program that is not listened to any more."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr(Run, "_take", lambda *_: 1 / 0)
    assert Run(program(step(1), ended())).wait(SECONDS).over


def test_the_networks_page_is_told_apart(tmp_path: Path) -> None:
    """What fails there is no failure of the school's report."""
    lines = (
        report(tmp_path / "oak.html"),
        report(tmp_path / "network.html", ("", "No."), school=""),
        ended(),
    )
    now = Run(program(*lines)).wait(SECONDS)
    assert now.report
    assert now.network
    assert (now.report["failures"], len(now.network["failures"])) == ([], 1)


def test_a_refusal_is_heard() -> None:
    """What stops the whole is in the words of the command."""
    assert (
        Run(program({"refused": {"message": "The disk is full."}})).wait(SECONDS).refused
        == "The disk is full."
    )


def test_stopping_closes_its_pipe() -> None:
    """It ends by itself, and the run says that it was asked to."""
    run = Run(program(step(1), READ))
    run.stop()
    now = run.wait(SECONDS)
    assert (now.over, now.stopping, now.ended) == (True, True, False)


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    """The message says what to do."""
    with pytest.raises(errors.RenderingNotBegun, match="could not be started: no such file"):
        Run([str(tmp_path / "nowhere")])


def test_nothing_beside_the_workbooks_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that has the name of a library and lies in the folder of the workbooks does not stop a rendering."""
    (tmp_path / "typer.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    now = Run(render_command(tmp_path / "none", "oak")).wait(SECONDS)
    assert "is not a network" in now.refused or "network.toml" in now.refused, now


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only there can a process be looked for by its number")
def test_it_ends_with_the_kernel() -> None:
    """Killed without a farewell, the process that began it takes it along."""
    source = (
        "import sys, time, json\nfrom enquiry_lib.show.report_run import Run\n"
        "run = Run(json.loads(sys.argv[1])); print(run._process.pid, flush=True); time.sleep(60)"
    )
    kernel = subprocess.Popen(
        [sys.executable, "-c", source, json.dumps(program(step(1), READ))], stdout=subprocess.PIPE, text=True
    )
    with kernel:
        assert kernel.stdout
        number = int(kernel.stdout.readline())
        kernel.send_signal(signal.SIGKILL)
    end = time.monotonic() + SECONDS
    while _lives(number) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _lives(number)


def _lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
