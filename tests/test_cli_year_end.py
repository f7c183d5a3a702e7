"""The commands of the end of a year: shown first, done when somebody agrees, and backed up before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import run
from typer.testing import CliRunner
from year_ends import ELM, OAK, contents, fail_at_renaming, write_table

from enquiry_lib import cli, errors
from enquiry_lib.analyse.handing_over import lead_of
from enquiry_lib.cli import year_end
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.saving import load_record, save_section


@pytest.fixture
def filled(network: Network, record_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Network:
    """Two schools with pupils and one open enquiry; keys lie in a folder of the test."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
    write_table(network, OAK, "pupils", "pupil_id,year_group\nP0001,4\nP0002,6\n")
    write_table(network, ELM, "pupils", "pupil_id,year_group\nP0003,8\n")
    save_section(record_path, "priorities", {"concern": "Attendance"}, base_revision=0)
    return network


CHANGES = {
    "roll-over": ["--year", "2026/27"],
    "rename": [OAK, "oak"],
    "merge": [ELM, OAK],
    "hand-over": ["--school", OAK, "--to", "Deputy head"],
}
EACH = pytest.mark.parametrize("command", CHANGES)


@EACH
def test_without_a_terminal_it_is_only_shown(filled: Network, command: str) -> None:
    """Without --yes and without anybody to ask, the plan is printed and nothing is written anywhere."""
    before = contents(filled.folder.parent)
    said = run(command, str(filled.folder), *CHANGES[command])
    assert said.exit_code == 0
    assert "Nothing was changed. To do this, run the same command again with --yes." in said.output
    assert contents(filled.folder.parent) == before


@EACH
@pytest.mark.parametrize("answer", ["n", "y"])
def test_at_a_terminal_it_asks(
    filled: Network, monkeypatch: pytest.MonkeyPatch, command: str, answer: str
) -> None:
    """It is done for yes, and for no it is not; either way the command ends well."""
    monkeypatch.setattr(year_end, "is_terminal", lambda: True)
    before = contents(filled.folder)
    arguments = [command, str(filled.folder), *CHANGES[command]]
    said = CliRunner().invoke(cli.app, arguments, input=f"{answer}\n")
    assert said.exit_code == 0
    assert "Do this?" in said.output
    assert (contents(filled.folder) == before) is (answer == "n")


@EACH
def test_with_yes_it_is_done_and_can_be_brought_back(filled: Network, tmp_path: Path, command: str) -> None:
    """The backup that is made first brings every byte back."""
    before = contents(filled.folder)
    zipped = tmp_path / "before.zip"
    said = run(command, str(filled.folder), *CHANGES[command], "--yes", "--backup", str(zipped))
    assert said.exit_code == 0
    assert f"Done. The network as it was before is in {zipped}" in said.output
    assert contents(filled.folder) != before
    assert run("bring-back", str(zipped), str(tmp_path / "again")).exit_code == 0
    assert contents(tmp_path / "again") == before


@EACH
def test_a_failure_half_way_leaves_all_as_it_was(
    filled: Network, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The command ends in an error in plain words, and the network is what it was."""
    before = contents(filled.folder)
    fail_at_renaming(monkeypatch, 2)
    said = run(command, str(filled.folder), *CHANGES[command], "--yes")
    assert isinstance(said.exception, errors.CannotWrite)
    assert contents(filled.folder) == before


def test_a_change_that_was_cut_short_is_undone_first(filled: Network) -> None:
    """A list of renamings that lies beside the network is undone before anything is read, and that is said."""
    beside = filled.folder.with_name(".network-changing-0a1b2c3d")
    beside.mkdir()
    (filled.folder / "network.toml").rename(beside / "taken.toml")
    listed = [["network/network.toml", f"{beside.name}/taken.toml"]]
    (beside / "renamings.json").write_text(json.dumps(listed), encoding="utf-8")
    said = run("rename", str(filled.folder), OAK, "oak")
    assert "cut short and has been undone" in said.output
    assert (filled.folder / "network.toml").is_file()
    assert not beside.exists()


def test_open_enquiries_are_listed_at_a_roll_over(filled: Network) -> None:
    """Each says that it stays open and what is unfinished in it."""
    said = run("roll-over", str(filled.folder), "--year", "2026-27", "--last-year", f"{ELM}=8").output
    assert (
        "the enquiry 2025-26-enquiry stays open. 0 of 14 parts are finished. Still open: School priorities"
        in said
    )
    assert "after Year 8" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--year", "soon"], "2026/27"), (["--last-year", "oak"], "oak=8"), (["--last-year", "=8"], "oak=8")],
)
def test_options_that_cannot_be_read_are_said(filled: Network, arguments: list[str], words: str) -> None:
    """A year and a last year group are written in one way."""
    said = run("roll-over", str(filled.folder), *arguments)
    assert isinstance(said.exception, errors.WrongValue)
    assert words in str(said.exception)


def test_running_a_roll_over_twice_is_refused(filled: Network) -> None:
    """The second time it says that the network is in that year already, and ends with 2."""
    arguments = ("roll-over", str(filled.folder), "--year", "2026/27", "--yes")
    assert run(*arguments).exit_code == 0
    before = contents(filled.folder)
    again = run(*arguments)
    assert again.exit_code == 2
    assert "The network is already in 2026/27" in again.output
    assert contents(filled.folder) == before


def test_the_lead_is_in_the_record_after_a_hand_over(filled: Network, record_path: Path) -> None:
    """The note lies in the school's folder, and the record names the lead."""
    run("hand-over", str(filled.folder), *CHANGES["hand-over"], "--yes")
    assert lead_of(load_record(record_path)).startswith("Deputy head, since ")
    (note,) = filled.school_folder(OAK).glob("hand-over-*.html")
    assert "Attendance" in note.read_text(encoding="utf-8")


def test_a_backup_says_that_keys_are_not_in_it(filled: Network, tmp_path: Path) -> None:
    """It names the folder where they are, and what happens without them."""
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "k.key").write_text("secret", encoding="utf-8")
    said = run("backup", str(filled.folder), "--out", str(tmp_path / "b.zip")).output
    assert "The keys of pupils' codes are not in it" in said
    assert str(keys) in said
    back = run("bring-back", str(tmp_path / "b.zip"), str(tmp_path / "again"))
    assert "Brought back 6 files" in back.output
    assert "Two Schools: 2 schools: Oak Primary School, Elm School" in back.output
    assert "reports were not in it" in back.output
    assert load_network(tmp_path / "again").schools == filled.schools


def test_a_backup_names_links(filled: Network, tmp_path: Path) -> None:
    """A link is not followed, and is named as left out."""
    (filled.folder / "elsewhere").symlink_to(tmp_path)
    said = run("backup", str(filled.folder), "--with-reports")
    assert said.exit_code == 0
    assert "Not in it: elsewhere" in said.output
