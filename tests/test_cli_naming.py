"""The command `enquiry who`."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.importing import import_file
from enquiry_lib.store.network import Network
from tests.commands import run
from tests.exported import OAK, everything_in, proposed, pupil_list


def _who(network: Network, *arguments: object) -> tuple[int, str]:
    said = run("who", str(network.folder), *map(str, arguments), "--school", OAK)
    return said.exit_code, said.output


def test_it_says_whose_code_is_whose(network: Network, tmp_path: Path) -> None:
    """Codes, identifiers and names stand in a list, with a word on where not to keep it; nothing is written."""
    path = pupil_list(tmp_path / "list.csv", Surname=["Quux", "Baz", "Frob", "Thud"])
    import_file(proposed(network, path))
    before = everything_in(network.folder)
    code, said = _who(network, path)
    assert (code, "Quux" in said, "keep them out of the network's folder" in said) == (0, True, True)
    assert everything_in(network.folder) == before


def test_a_code_of_nobody_ends_with_1(network: Network, tmp_path: Path) -> None:
    """It is named, so that somebody can look for the right list."""
    path = pupil_list(tmp_path / "list.csv", Surname=["Quux", "Baz", "Frob", "Thud"])
    import_file(proposed(network, path))
    code, said = _who(network, path, "--pupil", "P000000000")
    assert (code, "1 code belongs to nobody" in said) == (1, True)


def test_a_file_outside_the_network_takes_the_names(network: Network, tmp_path: Path) -> None:
    """With --out the names are in that file and not on the screen."""
    path = pupil_list(tmp_path / "list.csv", Surname=["Quux", "Baz", "Frob", "Thud"])
    import_file(proposed(network, path))
    code, said = _who(network, path, "--out", tmp_path / "who.csv")
    assert (code, "Quux" in said) == (0, False)
    assert "Quux" in (tmp_path / "who.csv").read_text(encoding="utf-8")


def test_without_codes_made_here_it_says_so(network: Network, tmp_path: Path) -> None:
    """The message names the way by which codes are made."""
    path = pupil_list(tmp_path / "list.csv")
    said = run("who", str(network.folder), str(path), "--school", OAK)
    assert isinstance(said.exception, errors.NoCodesMade)
    assert "enquiry import" in str(said.exception)
