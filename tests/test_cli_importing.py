"""The command `enquiry import`: what it shows, what it asks, what it files, and its way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.data.importing.mapping import read_mapping
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped
from tests.commands import run
from tests.exported import OAK, UPNS, everything_in, pupil_list, write_rows


def _run(network: Network, *arguments: object) -> tuple[int, str]:
    said = run("import", str(network.folder), OAK, *map(str, arguments))
    return said.exit_code, said.output


def test_it_shows_what_would_be_and_files_nothing_unasked(network: Network, tmp_path: Path) -> None:
    """Without --yes and without a terminal the proposed mapping is written down, to be edited and used."""
    path = pupil_list(tmp_path / "list.csv", Surname=["Quux"] * 4, PP=["T", "F", "T", "F"])
    code, said = _run(network, path)
    assert (code, network.data_folder(OAK).exists()) == (1, False)
    assert "Surname  not used (a name)" in said
    assert "--mapping pupils-pupil-list-own-spreadsheet" in said
    mapping = network.folder / "mappings" / "drafts" / "pupils-pupil-list-own-spreadsheet.csv"
    assert read_mapping(mapping).columns["Year"] == "year_group"
    code, said = _run(network, path, "--mapping", mapping.stem, "--yes")
    assert (code, "4 new rows" in said) == (0, True)
    assert b"quux" not in everything_in(network.folder)


def test_a_question_is_asked_and_answered_on_the_command_line(network: Network, tmp_path: Path) -> None:
    """The output has the key and the choices; with the answer the file goes in."""
    path = pupil_list(tmp_path / "list.csv", SEN=["K", "N", "W", "K"])
    code, said = _run(network, path, "--yes")
    assert code == 1
    assert "--answer 'word|send|W=…' with one of: none, SEN support, EHC plan, nothing" in said
    assert _run(network, path, "--yes", "--answer", "word|send|W=none")[0] == 0
    assert load_table(network.data_folder(OAK), "pupils").frame["send"].tolist()[2] == "none"


def test_what_stops_a_file_ends_with_2(network: Network, tmp_path: Path) -> None:
    """Names alone are not taken in; nothing is filed."""
    path = write_rows(tmp_path / "f.csv", [["Surname", "Year"], ["Quux", "7"], ["Baz", "8"]])
    code, said = _run(network, path, "--table", "pupils", "--yes")
    assert (code, "with the UPN as a column" in said) == (2, True)
    assert not network.data_folder(OAK).exists()


def test_problems_in_what_was_filed_end_with_1(network: Network, tmp_path: Path) -> None:
    """The rest is filed; the row is named."""
    rows = [[upn, "7"] for upn in UPNS[:4]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Year"], *rows, ["nobody", "7"]])
    code, said = _run(network, path, "--yes")
    assert (code, "row 6, UPN" in said, "1 row left out" in said) == (1, True, True)


def test_an_import_is_undone(network: Network, tmp_path: Path) -> None:
    """The table is gone again where there was none, and a second time there is nothing to undo."""
    _run(network, pupil_list(tmp_path / "list.csv"), "--yes")
    code, said = _run(network, "--undo", "pupils")
    assert (code, "there was none before" in said) == (0, True)
    said_again = run("import", str(network.folder), OAK, "--undo", "pupils")
    assert "no import of pupils" in str(said_again.exception)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "the path of a file"),
        (["f.csv", "--answer", "nothing"], "key=value"),
        (["none.csv"], "none.csv is not there. Check"),
    ],
)
def test_what_is_missing_is_said(network: Network, more: list[str], said: str) -> None:
    """A command without a file, an answer without a value, a file that is not there."""
    assert said in str(run("import", str(network.folder), OAK, *more).exception)


def test_codes_can_be_kept(network: Network, tmp_path: Path) -> None:
    """With --keep-codes the identifiers are the codes."""
    path = write_rows(tmp_path / "f.csv", [["Student ID", "Year"], ["S0001", "7"], ["S0002", "8"]])
    assert _run(network, path, "--keep-codes", "--yes")[0] == 0
    assert load_table(network.data_folder(OAK), "pupils").frame["pupil_id"].tolist() == ["S0001", "S0002"]


def test_what_changes_is_said_before_it_is_filed(network: Network, tmp_path: Path) -> None:
    """New rows, changed rows and their columns, cells that stay; with --replace what would be gone."""
    _run(network, pupil_list(tmp_path / "a.csv", Sex=["M", "F", "M", "F"]), "--yes")
    path = pupil_list(tmp_path / "b.csv", rows=2, Sex=["F", ""])
    said = _run(network, path)[1]
    assert "For the table of pupils: 0 new rows, and 1 row changed (Sex)." in said
    assert "the table keeps what it has: 1 cell" in said
    assert "not in the file: 2." in _run(network, path, "--replace")[1]


def test_the_message_about_a_mapping_points_to_how_it_is_written(network: Network, tmp_path: Path) -> None:
    """The README of the templates describes the three columns."""
    said = _run(network, pupil_list(tmp_path / "list.csv"))[1]
    assert "templates/README.md" in said
    readme = (shipped("data_templates") / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{what}` |" in readme for what in ("column", "always", "word in send", "answer"))


def test_it_says_where_the_table_as_it_was_is_kept(network: Network, tmp_path: Path) -> None:
    """When there was one; --undo brings it back."""
    assert "before_import" not in _run(network, pupil_list(tmp_path / "one.csv", rows=2), "--yes")[1]
    said = _run(network, pupil_list(tmp_path / "two.csv", rows=3), "--yes")[1]
    (kept,) = (network.data_folder(OAK) / "before_import").iterdir()
    assert (kept.name in said.replace("\n", ""), "--undo pupils" in said) == (True, True)
