"""Pseudonyms: the same pupil has the same code everywhere, and nobody without the key knows whose it is."""

from __future__ import annotations

import hmac
import json
import os
import re
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib import errors
from enquiry_lib.data.importing.pseudonyms import (
    KEPT,
    Pseudonyms,
    find_pseudonyms,
    keep,
    kept_of,
    key_file,
    keys_folder,
)
from enquiry_lib.data.templates import columns
from enquiry_lib.data.values import Fault, read_value
from enquiry_lib.store.network import Network
from tests.exported import ELM, OAK

KEY = Pseudonyms("ab12", "UPN", b"k" * 32)


@given(st.text(min_size=1))
def test_every_code_is_a_code_of_ours_with_a_digit(identifier: str) -> None:
    """Whatever is typed, the code is P and nine letters and digits, as the dictionary wants it."""
    code = KEY.code(identifier)
    assert len(code) == 10
    assert code[0] == "P"
    assert any(map(str.isdigit, code))
    assert not isinstance(read_value(columns("pupils")[0], code), Fault)


def test_a_pupil_has_one_code_under_a_key_and_another_under_another() -> None:
    """Spaces around and small letters do not matter; the key does."""
    code = KEY.code("A820432110001")
    assert code == KEY.code(" a820432110001 ")
    assert code != KEY.code("A820432110002")
    assert code != replace(KEY, key=b"j" * 32).code("A820432110001")


def test_the_code_is_the_hmac_of_the_identifier() -> None:
    """Pinned: 45 bits of HMAC-SHA256 in Crockford's letters, the lowest five bits first."""
    number = int.from_bytes(hmac.new(b"k" * 32, b"A820432110001", "sha256").digest()[:8], "big")
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    expected = "".join(letters[int(bits, 2)] for bits in re.findall(".{5}", f"{number:064b}"[-45:]))
    assert KEY.code("A820432110001") == f"P{expected[::-1]}"


def test_a_key_is_kept_outside_the_network_for_this_user_alone(network: Network) -> None:
    """The network's folder has its name and the kind of identifier, the key's folder the key."""
    data = network.data_folder(OAK)
    made = find_pseudonyms(data, "UPN")
    assert not data.exists()
    keep(data, network.folder, made)
    assert json.loads((data / KEPT).read_text(encoding="utf-8")) == {"key_id": made.key_id, "kind": "UPN"}
    assert find_pseudonyms(data, "UPN").key == made.key
    assert not key_file(made.key_id).is_relative_to(network.folder)
    assert made.key.hex() not in (data / KEPT).read_text(encoding="utf-8")
    assert made.key.hex() not in repr(made)


@pytest.mark.skipif(os.name != "posix", reason="there are no such rights here")
def test_only_its_owner_can_read_a_key(network: Network) -> None:
    """The file and its folder are closed to everybody else."""
    made = find_pseudonyms(network.data_folder(OAK), "UPN")
    keep(network.data_folder(OAK), network.folder, made)
    assert stat.S_IMODE(key_file(made.key_id).stat().st_mode) == 0o600
    assert stat.S_IMODE(keys_folder().stat().st_mode) == 0o700


def test_without_a_folder_named_keys_lie_with_the_users_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """ENQUIRY_KEYS overrides the place; without it the key is in the user's data folder."""
    monkeypatch.delenv("ENQUIRY_KEYS")
    assert keys_folder().parts[-2:] == ("enquiry-workbooks", "keys")


def test_two_schools_have_keys_of_their_own(network: Network) -> None:
    """The same pupil at two schools has two codes."""
    for school in (OAK, ELM):
        keep(network.data_folder(school), network.folder, find_pseudonyms(network.data_folder(school), "UPN"))
    one, two = (find_pseudonyms(network.data_folder(school), "UPN") for school in (OAK, ELM))
    assert one.key_id != two.key_id
    assert one.code("A820432110001") != two.code("A820432110001")


@pytest.mark.parametrize("content", [None, "", "zz", "ab" * 8])
def test_a_lost_or_broken_key_says_which_file_and_the_way_on(network: Network, content: str | None) -> None:
    """The message names the file, its folder and --new-key; a new key can be made."""
    data = network.data_folder(OAK)
    made = find_pseudonyms(data, "UPN")
    keep(data, network.folder, made)
    file = key_file(made.key_id)
    file.unlink() if content is None else file.write_text(content, encoding="ascii")
    with pytest.raises(errors.KeyMissing, match=f"{made.key_id}.key.*--new-key"):
        find_pseudonyms(data, "UPN")
    assert find_pseudonyms(data, "UPN", new_key=True).key_id != made.key_id


def test_a_key_is_never_kept_in_the_network(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of keys inside the network's is refused before anything is written."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(network.folder / "keys"))
    data = network.data_folder(OAK)
    with pytest.raises(errors.KeyInTheNetwork):
        keep(data, network.folder, find_pseudonyms(data, "UPN"))
    assert not (network.folder / "keys").exists()


@pytest.mark.parametrize("inside", ["own", "another"])
def test_a_key_in_a_network_is_refused_at_every_use(
    network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inside: str
) -> None:
    """The folder was moved into this network's, or into another's, after the key was made."""
    data = network.data_folder(OAK)
    keep(data, network.folder, find_pseudonyms(data, "UPN"))
    folder = network.folder if inside == "own" else tmp_path / "another"
    folder.mkdir(exist_ok=True)
    (folder / "network.toml").touch()
    shutil.copytree(keys_folder(), folder / "ours" / "keys")
    monkeypatch.setenv("ENQUIRY_KEYS", str(folder / "ours" / "keys"))
    with pytest.raises(errors.KeyInTheNetwork):
        find_pseudonyms(data, "UPN")


def test_a_note_of_a_key_that_makes_no_sense_is_said_to_be_unreadable(tmp_path: Path) -> None:
    """Half a file is not taken for a school without a key."""
    (tmp_path / KEPT).write_text('{"key_id": ', encoding="utf-8")
    with pytest.raises(errors.CannotRead, match=KEPT):
        kept_of(tmp_path)


def test_a_new_key_that_was_made_before_is_taken_again(network: Network) -> None:
    """Until the school has one of its own; the kind is that of the file as it is looked at now."""
    data = network.data_folder(OAK)
    first = find_pseudonyms(data, "UPN")
    again = find_pseudonyms(data, "admission number", fresh=first)
    assert (again.key, again.kind, again.is_new) == (first.key, "admission number", True)
    keep(data, network.folder, find_pseudonyms(data, "UPN"))
    assert find_pseudonyms(data, "UPN", fresh=first).key != first.key
