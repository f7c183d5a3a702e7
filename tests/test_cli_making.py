"""Making things by command: a network, an enquiry, the example, the templates."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from commands import example_of, run

from enquiry_lib import errors
from enquiry_lib.school_years import year_of
from enquiry_lib.store.network import load_network


@pytest.mark.parametrize("command", ["begin"])
def test_examples_on_a_network(command: str, our_network: Path) -> None:
    """The example in the help of a command for a network runs on a network made by the example of `new`."""
    done = run(*example_of(command))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("command", ["new", "templates"])
def test_examples_that_make_something(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example in the help of a making command runs and leaves files behind."""
    monkeypatch.chdir(tmp_path)
    assert run(*example_of(command)).exit_code == 0
    assert any(path.is_file() for path in tmp_path.rglob("*"))


def test_templates_leave_filled_in_files_alone(tmp_path: Path) -> None:
    """Copying the templates again does not touch a file that somebody has filled in."""
    assert run("templates", str(tmp_path)).exit_code == 0
    filled = tmp_path / "pupils" / "template.csv"
    filled.write_text("my own rows", encoding="utf-8")
    assert "Wrote no files" in run("templates", str(tmp_path)).output
    assert filled.read_text(encoding="utf-8") == "my own rows"


def test_a_second_enquiry_follows_the_first(our_network: Path) -> None:
    """`begin` makes an empty record that names the one before, and says how to go on with either."""
    done = run(*example_of("begin"))
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
    assert isinstance(run("history", str(our_network)).exception, errors.CycleNotNamed)


def test_new_says_what_is_left_to_do(tmp_path: Path) -> None:
    """Schools that were given need no listing; without a year the network gets the one we are in."""
    done = run("new", str(tmp_path / "a"), "--school", "oak,Oak Primary,primary")
    assert "list your schools" not in done.output
    assert "  1. enquiry lab" in done.output
    assert "  2. bring in a file in the workbook Start here" in done.output
    assert "  1. open schools.csv" in run("new", str(tmp_path / "b")).output
    assert load_network(tmp_path / "a").settings.year == year_of(dt.date.today())
