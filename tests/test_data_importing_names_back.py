"""Names back: whose code is whose, from a list of the school's own, where the key is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing import import_file
from enquiry_lib.data.importing.names_back import names_back, write_names
from enquiry_lib.data.importing.pseudonyms import kept_of, key_file
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.network import Network
from tests.exported import OAK, UPNS, everything_in, proposed, pupil_list, write_rows

NAMES = ["Quux", "Baz", "=cmd|'/c calc'!A1", "Frob"]


@pytest.fixture
def names(network: Network, tmp_path: Path) -> Path:
    """A list with names, which the school has imported."""
    path = pupil_list(tmp_path / "list.csv", Surname=NAMES)
    import_file(proposed(network, path))
    return path


def test_each_code_has_its_name_again(network: Network, names: Path) -> None:
    """The codes are those of the tables, beside the identifier and the name of the same row; nothing else is given."""
    back = names_back(names, network=network, school=OAK)
    assert list(back.frame.columns) == ["code", "UPN", "Surname"]
    assert set(back.frame["code"]) == set(load_table(network.data_folder(OAK), "pupils").frame["pupil_id"])
    assert dict(zip(back.frame["UPN"], back.frame["Surname"], strict=True)) == dict(
        zip(UPNS[:4], NAMES, strict=True)
    )
    assert back.not_found == ()


def test_only_those_asked_for_are_given(network: Network, names: Path) -> None:
    """A code in small letters is found; one that belongs to nobody is named."""
    code = names_back(names, network=network, school=OAK).frame["code"][2]
    back = names_back(names, network=network, school=OAK, codes=[code.lower(), "P000000000"])
    assert (back.frame["code"].tolist(), back.not_found) == ([code], ("P000000000",))


def test_a_pupil_who_is_not_in_the_list_is_said_to_be_missing(
    network: Network, names: Path, tmp_path: Path
) -> None:
    """Of a shorter list the codes of the others are named, not guessed."""
    short = pupil_list(tmp_path / "short.csv", rows=3, Surname=NAMES)
    assert len(names_back(short, network=network, school=OAK).not_found) == 1


def test_without_the_key_nobody_is_named(network: Network, names: Path) -> None:
    """The message says which file has to be put back, and what to do when it is lost for good."""
    key_file(kept_of(network.data_folder(OAK)).key_id).unlink()
    with pytest.raises(errors.KeyMissing, match="lost for good"):
        names_back(names, network=network, school=OAK)


def test_codes_that_were_not_made_here_cannot_be_given_back(network: Network, tmp_path: Path) -> None:
    """A school that keeps its own codes has its own list of them."""
    with pytest.raises(errors.NoCodesMade):
        names_back(pupil_list(tmp_path / "list.csv"), network=network, school=OAK)


def test_a_list_by_another_identifier_is_refused(network: Network, names: Path, tmp_path: Path) -> None:
    """Admission numbers give no code that was made of UPNs."""
    other = write_rows(tmp_path / "other.csv", [["Adno", "Surname", "Year"], ["001234", "Quux", "7"]])
    with pytest.raises(errors.WrongValue, match="UPN"):
        names_back(other, network=network, school=OAK)


def test_names_are_written_for_this_user_only_and_not_into_a_network(
    network: Network, names: Path, tmp_path: Path
) -> None:
    """No name lies in the network's folder; no cell is worked out by a spreadsheet; nothing is overwritten."""
    back = names_back(names, network=network, school=OAK)
    with pytest.raises(errors.NamesInTheNetwork):
        write_names(back, network.folder / "who.csv")
    path = tmp_path / "who.csv"
    write_names(back, path)
    assert "'=cmd" in path.read_text(encoding="utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(errors.InTheWay):
        write_names(back, path)
    assert b"quux" not in everything_in(network.folder)
