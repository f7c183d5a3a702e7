"""The command `enquiry`: every command's help, example, exit code and plain words."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from enquiry_lib import cli, errors
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.saving import save_section, save_status

COMMANDS = sorted(
    command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
)
PUPILS = "pupil_id,year_group\nAB12CD34,4\n"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def _example(command: str) -> list[str]:
    epilog = get_command(cli.app).commands[command].epilog  # type: ignore[attr-defined]
    found = re.search(r"Example: enquiry (.+)", epilog)
    assert found, f"{command} has no example"
    return shlex.split(found[1])


@pytest.fixture
def our_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the examples name it, with a school called oak whose record has been saved a few times."""
    monkeypatch.chdir(tmp_path)
    assert _run(*_example("new"), "--year", "2025/26").exit_code == 0
    network = load_network(tmp_path / "our_network")
    (network.data_folder("oak") / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    for number in range(13):
        values = {"concern": f"Version {number}"}
        save_section(network.new_enquiry("oak"), "priorities", values, base_revision=number)
    return network.folder


def test_all_commands_are_there() -> None:
    """The commands are those that the README names."""
    expected = [
        "begin",
        "check",
        "demo",
        "example",
        "history",
        "lab",
        "new",
        "render",
        "restore",
        "templates",
    ]
    assert expected == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_one_sentence_an_example_and_codes(command: str) -> None:
    """Each command's help says in one sentence what it does, shows an example, and explains its exit codes."""
    said = _run(command, "--help")
    assert said.exit_code == 0
    assert f"enquiry {command}" in said.output
    assert "Ends with 0 when all is well" in " ".join(said.output.split())
    doc = get_command(cli.app).commands[command].help or ""  # type: ignore[attr-defined]
    assert doc.strip().endswith(".")
    assert doc.strip().count(". ") == 0


@pytest.mark.parametrize("command", ["new", "templates"])
def test_examples_that_make_something(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example in the help of a making command runs and leaves files behind."""
    monkeypatch.chdir(tmp_path)
    assert _run(*_example(command)).exit_code == 0
    assert any(path.is_file() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("command", ["begin", "check", "history", "restore"])
def test_examples_on_a_network(command: str, our_network: Path) -> None:
    """The example in the help of a command for a network runs on a network made by the example of `new`."""
    done = _run(*_example(command))
    assert done.exit_code == 0, done.output


@pytest.mark.slow
@pytest.mark.parametrize("command", ["demo", "example", "render"])
def test_examples_that_take_longer(command: str, our_network: Path) -> None:
    """The examples of building and rendering run to their end and name the index page."""
    done = _run(*_example(command))
    assert done.exit_code == 0, done.output
    if command != "example":
        assert done.output.strip().splitlines()[-1].endswith("index.html")


def test_lab_opens_the_first_page(our_network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of `lab` copies the workbooks and starts JupyterLab on the first one, without its news."""
    started: dict[str, object] = {}

    def start(command: list[str], env: dict[str, str], check: bool) -> subprocess.CompletedProcess[str]:
        folder = Path(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        page = json.loads((folder / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
        started.update(command=command, page=page)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(cli.subprocess, "run", start)
    assert _run(*_example("lab")).exit_code == 0
    assert (our_network / "schools/oak/workbooks/00_start_here.ipynb").is_file()
    assert any("00_start_here.ipynb" in part for part in started["command"])  # type: ignore[attr-defined]
    assert "@jupyterlab/apputils-extension:announcements" in str(started["page"])


def test_check_lists_every_problem(our_network: Path) -> None:
    """Problems end in exit code 1, with file, row, what was found and what to do."""
    path = our_network / "schools/oak/data/pupils.csv"
    path.write_text(PUPILS + "EF56GH78,99\n", encoding="utf-8")
    done = _run("check", str(our_network))
    assert done.exit_code == 1
    for word in ("pupils.csv", "99", "1 problem"):
        assert word in done.output


def test_check_names_the_tables_that_are_there_only(our_network: Path) -> None:
    """A school with two of the tables is told of these two; pupils are counted only where a table is about pupils."""
    path = our_network / "schools/oak/data/indicators.csv"
    path.write_text("indicator,occasion,value,counts\nLetters home,baseline,64,things\n", encoding="utf-8")
    said = _run("check", str(our_network)).output
    assert "no problems; tables: pupils, indicators" in said
    assert "indicators.csv: 1 row\n" in said
    assert "pupils.csv: 1 row, 1 pupil\n" in said
    path.with_name("pupils.csv").unlink()
    path.unlink()
    assert "tables: none yet" in _run("check", str(our_network)).output


def test_check_says_problems_that_are_alike_once(our_network: Path) -> None:
    """Ten rows with the same wrong value are one line that names the first rows, and counts as ten."""
    path = our_network / "schools/oak/data/pupils.csv"
    rows = "".join(f"EF56GH{row},Year 4\n" for row in range(10, 20))
    path.write_text(PUPILS + rows, encoding="utf-8")
    said = _run("check", str(our_network)).output
    assert said.count("Year 4") == 1
    assert "pupils.csv: rows 3, 4, 5 and 7 more, year_group: found 'Year 4'" in said
    assert "Did you mean 4?" in said
    assert "10 problems" in said


def test_check_names_the_files_that_are_not_read(our_network: Path) -> None:
    """A table under another name needs putting right; a letter beside the tables does not."""
    data = our_network / "schools/oak/data"
    (data / "letter.docx").write_bytes(b"x")
    done = _run("check", str(our_network))
    assert (done.exit_code, "  not read: letter.docx.\n" in done.output) == (0, True)
    (data / "outcome.csv").write_text("x", encoding="utf-8")
    (data / "voices.csv").write_text("voice_id,method,who,theme\n", encoding="utf-8")
    done = _run("check", str(our_network))
    assert done.exit_code == 1
    assert "  not read: outcome.csv. Did you mean outcomes.csv?\n" in done.output
    assert "no problems; tables: pupils, voices (empty)\n" in done.output
    assert "Checked 1 school: no problems, 1 table not read." in done.output


def test_restore_brings_back_what_was(our_network: Path) -> None:
    """An earlier version comes back as a new one, and the replaced one is in the history."""
    assert _run("restore", str(our_network), "3", "--school", "oak").exit_code == 0
    network = load_network(our_network)
    text = network.new_enquiry("oak").read_text(encoding="utf-8")
    assert '"Version 2"' in text
    assert _run("history", str(our_network)).output.splitlines()[0].split()[0] == "14"


def test_a_broken_record_can_be_restored(our_network: Path) -> None:
    """A record that cannot be read any more does not stand in the way of bringing back an earlier one."""
    path = load_network(our_network).new_enquiry("oak")
    path.write_text('{"revision": 13, "pri', encoding="utf-8")
    assert _run("restore", str(our_network), "12", "--school", "oak").exit_code == 0
    assert '"Version 11"' in path.read_text(encoding="utf-8")


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


def test_several_schools_need_a_name(network: Network) -> None:
    """Where a command is about one school, a network of several asks which."""
    done = _run("history", str(network.folder))
    assert isinstance(done.exception, errors.SchoolNotNamed)


def test_installed_command_runs() -> None:
    """`python -m enquiry_lib.cli --help` works in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "enquiry_lib.cli", "--help"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert "render" in ran.stdout


def test_templates_leave_filled_in_files_alone(tmp_path: Path) -> None:
    """Copying the templates again does not touch a file that somebody has filled in."""
    assert _run("templates", str(tmp_path)).exit_code == 0
    filled = tmp_path / "pupils" / "template.csv"
    filled.write_text("my own rows", encoding="utf-8")
    assert "Wrote no files" in _run("templates", str(tmp_path)).output
    assert filled.read_text(encoding="utf-8") == "my own rows"


def test_a_second_enquiry_follows_the_first(our_network: Path) -> None:
    """`begin` makes an empty record that names the one before, and says how to go on with either."""
    done = _run(*_example("begin"))
    assert done.exit_code == 0
    assert "enquiry lab our_network --school oak --cycle 2026-27-maths" in done.output
    assert "enquiry lab our_network --school oak --cycle 2025-26-enquiry" in done.output
    assert "Finish this enquiry" in done.output
    path = our_network / "schools/oak/enquiries/2026-27-maths/enquiry.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    assert (record["title"], record["follows"], record["year"]) == (
        "Maths talk",
        "2025-26-enquiry",
        "2026/27",
    )
    assert isinstance(_run("history", str(our_network)).exception, errors.CycleNotNamed)


def test_lab_opens_the_enquiry_that_is_named(our_network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two open enquiries `lab` asks which, and writes the one named into the workbooks."""
    monkeypatch.setattr(cli.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0))
    assert _run(*_example("begin")).exit_code == 0
    asked = _run(*_example("lab")).exception
    assert isinstance(asked, errors.CycleNotNamed)
    assert "--cycle 2026-27-maths" in str(asked)
    assert not (our_network / "schools/oak/workbooks").exists()
    assert _run(*_example("lab"), "--cycle", "2026-27-maths").exit_code == 0
    workbook = our_network / "schools/oak/workbooks/day1_1_school_priorities.ipynb"
    assert 'cycle: str = \\"2026-27-maths\\"' in workbook.read_text(encoding="utf-8")


def test_history_says_what_changed_in_few_lines(our_network: Path) -> None:
    """Saves of one section within minutes are one line, which names the newest; --all lists each of them."""
    path = load_network(our_network).new_enquiry("oak")
    save_section(path, "question", {"time": "July"}, base_revision=13)
    save_status(path, "finished")
    lines = _run("history", str(our_network)).output.splitlines()
    assert [line.split()[0] for line in lines] == ["15", "14", "13"]
    assert lines[0].endswith("  the enquiry was finished")
    assert lines[1].endswith("  The enquiry question")
    assert lines[2].endswith("  School priorities (13 saves)")
    every = _run("history", str(our_network), "--all").output.splitlines()
    assert [line.split()[0] for line in every] == [str(number) for number in range(15, 0, -1)]


def test_new_says_what_is_left_to_do(tmp_path: Path) -> None:
    """Schools that were given need no listing; without a year the network gets the one we are in."""
    done = _run("new", str(tmp_path / "a"), "--school", "oak,Oak Primary,primary")
    assert "list your schools" not in done.output
    assert "  1. fill in the tables" in done.output
    assert "  1. open schools.csv" in _run("new", str(tmp_path / "b")).output
    year = cli.school_year(dt.date.today())
    assert load_network(tmp_path / "a").settings.year == year


@pytest.mark.parametrize(
    ("day", "year"), [("2026-01-05", "2025/26"), ("2026-08-01", "2026/27"), ("2099-12-31", "2099/00")]
)
def test_a_school_year_begins_in_august(day: str, year: str) -> None:
    """Before August it is the year that began last autumn."""
    assert cli.school_year(dt.date.fromisoformat(day)) == year


def test_version_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`enquiry --version` names the release."""
    monkeypatch.setattr(sys, "argv", ["enquiry", "--version"])
    cli.main()
    assert capsys.readouterr().out.startswith("enquiry-workbooks 0.")
