"""The command `enquiry`: every command's help, example, exit code and plain words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from commands import COMMANDS, run
from typer.main import get_command

from enquiry_lib import cli


def test_all_commands_are_there() -> None:
    """The commands are those that the README names."""
    expected = [
        "backup",
        "begin",
        "bring-back",
        "check",
        "demo",
        "example",
        "forget",
        "hand-over",
        "history",
        "import",
        "lab",
        "merge",
        "new",
        "publish",
        "rename",
        "render",
        "restore",
        "roll-over",
        "templates",
        "who",
        "withdraw",
    ]
    assert expected == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_one_sentence_an_example_and_codes(command: str) -> None:
    """Each command's help says in one sentence what it does, shows an example, and explains its exit codes."""
    said = run(command, "--help")
    assert said.exit_code == 0
    assert f"enquiry {command}" in said.output
    assert "Ends with 0 when all is well" in " ".join(said.output.split())
    doc = get_command(cli.app).commands[command].help or ""  # type: ignore[attr-defined]
    assert doc.strip().endswith(".")
    assert doc.strip().count(". ") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["render", "nowhere"], "network.toml"),
        (["check", "our_network", "--school", "aok"], "oak"),
        (["restore", "our_network", "99", "--school", "oak"], "no version 99"),
        (["history", "our_network", "--cycle", "other"], "2025-26-enquiry"),
        (["render", "our_network", "--set", "colour=red"], "no workbook has a parameter called 'colour'"),
        (["render", "our_network", "--set", "school=5"], "school"),
        (["render", "our_network", "--set", "nothing"], "name=value"),
        (["new", "our_network"], "already has something in it"),
        (["new", "other", "--year", "2025"], "year"),
        (["new", "other", "--school", "oak"], "three parts"),
        (["begin", "our_network", "2025-26-enquiry"], "the name is taken"),
        (["begin", "our_network", "../x"], "small letters"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str],
    words: str,
    our_network: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What cannot be done ends in exit code 2 and a sentence that says what to do, without a traceback."""
    monkeypatch.setattr(sys, "argv", ["enquiry", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 2
    assert words.lower() in said.lower()
    assert "Traceback" not in said


def test_installed_command_runs() -> None:
    """`python -m enquiry_lib.cli --help` works in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "enquiry_lib.cli", "--help"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert "render" in ran.stdout


def test_version_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`enquiry --version` names the release."""
    monkeypatch.setattr(sys, "argv", ["enquiry", "--version"])
    cli.main()
    assert capsys.readouterr().out.startswith("enquiry-workbooks 0.")
