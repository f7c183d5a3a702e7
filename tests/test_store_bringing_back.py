"""Bringing back: byte for byte from a good backup, and nothing at all from any other zip."""

from __future__ import annotations

import json
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from year_ends import OAK, contents, write_table

from enquiry_lib import errors
from enquiry_lib.store import bringing_back
from enquiry_lib.store.backup import INSIDE, MANIFEST, back_up
from enquiry_lib.store.bringing_back import bring_back
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import save_section

Members = dict[str, bytes]


@pytest.fixture
def packed(network: Network, record_path: Path, tmp_path: Path) -> Path:
    """A backup of a network with a record, its history, a table in Windows-1252 and a name with an accent."""
    for number in range(3):
        save_section(record_path, "priorities", {"concern": f"Nº {number}"}, base_revision=number)
    write_table(network, OAK, "pupils", "pupil_id;class_name\r\nP0001;Zoë\r\n", encoding="cp1252")
    write_table(network, OAK, "Notizen für später.txt", "x" * 3_000_000)
    (network.folder / "schools" / "elm-secondary" / "data").mkdir(parents=True)
    return back_up(network.folder, tmp_path / "backup.zip").path


def _changed(packed: Path, change: Callable[[Members, dict[str, Any]], object]) -> Path:
    """Write the zip again after a change to its members and its list."""
    with zipfile.ZipFile(packed) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(members, manifest)
    path = packed.with_name("changed.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**members, MANIFEST: json.dumps(manifest).encode()}.items():
            new.writestr(name, content)
    return path


def _refused(file: Path, match: str, kind: type[errors.EnquiryError] = errors.BackupNotUsable) -> None:
    """Hold that a zip is refused and nothing is written, inside the folder or beside it."""
    home = file.with_name("home")
    home.mkdir()
    with pytest.raises(kind, match=match):
        bring_back(file, home / "again")
    assert list(home.iterdir()) == []


def test_every_byte_comes_back(network: Network, packed: Path, tmp_path: Path) -> None:
    """Files, empty folders and the times they were written are as they were; the new folder opens as a network."""
    back = bring_back(packed, tmp_path / "again")
    assert contents(back.folder) == contents(network.folder)
    assert (back.folder / "schools" / "elm-secondary" / "data").is_dir()
    assert back.files == len(contents(network.folder))
    times = [(folder / "network.toml").stat().st_mtime for folder in (network.folder, back.folder)]
    assert times[0] == pytest.approx(times[1], abs=0.001)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "backup.zip", "network"]


def test_an_empty_folder_will_do_and_a_full_one_will_not(packed: Path, tmp_path: Path) -> None:
    """What is in a folder is never mixed with what comes back."""
    (tmp_path / "again").mkdir()
    bring_back(packed, tmp_path / "again")
    with pytest.raises(errors.FolderInUse):
        bring_back(packed, tmp_path / "again")
    with pytest.raises(errors.FileNotFound):
        bring_back(tmp_path / "none.zip", tmp_path / "other")


@pytest.mark.parametrize(
    "name",
    [
        "network/../../evil.txt",
        "../evil.txt",
        "/tmp/evil.txt",
        "C:\\evil.txt",
        "network/a\\..\\..\\evil.txt",
        "evil.txt",
        "network//etc/passwd",
        "network/a/",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(packed: Path, name: str) -> None:
    """Two dots, absolute names, backslashes and names beside the network's folder are refused, listed or not."""

    def add(members: Members, manifest: dict[str, Any]) -> None:
        members[name] = b"evil"
        line = dict(manifest["files"][0], path=name.removeprefix(INSIDE), size=4)
        manifest["files"].append(line)

    _refused(_changed(packed, add), "would not lie inside")


@pytest.mark.parametrize("path", ["../out", "/out", ".."])
def test_a_listed_folder_that_leads_elsewhere_is_refused(packed: Path, path: str) -> None:
    """The list's empty folders are held to the same."""
    _refused(
        _changed(packed, lambda _, manifest: manifest["empty_folders"].append(path)), "no folder inside it"
    )


def test_a_link_is_refused(packed: Path) -> None:
    """A member that would become a link is refused."""
    link = zipfile.ZipInfo(f"{INSIDE}link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "a") as new:
        new.writestr(link, "/etc/passwd")
    _refused(packed, "link or something else")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (
            lambda members, _: members.update({f"{INSIDE}schools.csv": b"x" * 186}),
            "another length|not what was",
        ),
        (lambda members, _: members.update({f"{INSIDE}more.txt": b"x"}), "not listed"),
        (lambda members, _: members.pop(f"{INSIDE}schools.csv"), "not in it"),
        (lambda _, manifest: manifest["files"][0].update(sha256="0" * 64), "not what was backed up"),
        (lambda _, manifest: manifest.pop("files"), "cannot be read"),
    ],
)
def test_a_zip_unlike_its_list_is_refused(
    packed: Path, change: Callable[[Members, dict[str, Any]], object], match: str
) -> None:
    """A file that was changed, added or taken out, a wrong hash, and a list that is none are refused."""
    _refused(_changed(packed, change), match)


@pytest.mark.parametrize("newer", [{"record": 99}, {"something_new": 1}])
def test_a_backup_of_a_newer_release_is_refused(packed: Path, newer: dict[str, int]) -> None:
    """A format this release does not know is said, with what to do."""
    file = _changed(packed, lambda _, manifest: manifest["schema_versions"].update(newer))
    _refused(file, "Upgrade", errors.BackupFromNewer)


def test_other_files_are_refused_in_words(packed: Path) -> None:
    """A file that is no zip, a zip without a list, and one that is cut off are refused without a traceback."""
    for name, content in {"a.zip": b"no zip", "b.zip": packed.read_bytes()[:-40]}.items():
        file = packed.with_name(name)
        file.write_bytes(content)
        with pytest.raises(errors.BackupNotUsable, match="damaged or no zip"):
            bring_back(file, packed.with_name("again"))
    with zipfile.ZipFile(packed.with_name("c.zip"), "w") as other:
        other.writestr(f"{INSIDE}network.toml", "x")
    _refused(packed.with_name("c.zip"), f"it has no {MANIFEST}")


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"],
)
def test_a_moment_that_is_none_is_refused(packed: Path, moment: str) -> None:
    """A time without a zone, or at an end of the calendar, is refused in words before anything is unpacked."""
    _refused(
        _changed(packed, lambda _, manifest: manifest["files"][0].update(modified=moment)), "cannot be read"
    )
    changed = _changed(packed, lambda _, manifest: manifest.update(made_at=moment))
    with pytest.raises(errors.BackupNotUsable, match="cannot be read"):
        bring_back(changed, packed.with_name("again"))


def test_damage_inside_is_found(packed: Path) -> None:
    """A byte that changed on the way is found, and nothing is written."""
    content = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as zipped:
        place = zipped.getinfo(f"{INSIDE}network.toml").header_offset
    content[place + 100] ^= 0xFF
    packed.write_bytes(content)
    _refused(packed, "damaged|not what was backed up")


def test_a_zip_that_says_it_is_too_large_is_refused(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a zip declares is held against a limit before anything is unpacked."""
    monkeypatch.setattr(bringing_back, "MOST_BYTES", 1_000_000)
    _refused(packed, "which no network needs")


def test_too_many_files_are_refused(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is the number of its files."""
    monkeypatch.setattr(bringing_back, "MOST_FILES", 3)
    _refused(packed, "which no network needs")


def test_a_zip_that_lies_about_its_size_is_stopped_while_unpacking(packed: Path) -> None:
    """A member that holds more than it declares is stopped, whatever the list says."""
    name = f"{INSIDE}schools/{OAK}/data/Notizen für später.txt"

    def shorten(_: Members, manifest: dict[str, Any]) -> None:
        line = next(one for one in manifest["files"] if INSIDE + one["path"] == name)
        line["size"] = 10

    file = _changed(packed, shorten)
    content = file.read_bytes()
    with zipfile.ZipFile(file) as zipped:
        real = zipped.getinfo(name).file_size
    file.write_bytes(content.replace(struct.pack("<L", real), struct.pack("<L", 10)))
    _refused(file, "longer than|not what was|damaged")


def test_a_locked_zip_is_refused(packed: Path) -> None:
    """A member with a password is refused in words."""
    content = packed.read_bytes()
    place = content.index(b"PK\x01\x02")
    packed.write_bytes(content[: place + 8] + b"\x01\x00" + content[place + 10 :])
    _refused(packed, "password")


def test_a_member_that_stands_twice_is_refused(packed: Path) -> None:
    """Two members of one name could hide one behind the other."""
    with zipfile.ZipFile(packed, "a") as new, pytest.warns(UserWarning, match="Duplicate"):
        new.writestr(f"{INSIDE}network.toml", "name = 1")
    _refused(packed, "2 times")


def test_a_place_that_cannot_be_written_is_said(packed: Path) -> None:
    """A folder below a file ends in plain words."""
    with pytest.raises(errors.CannotWrite):
        bring_back(packed, packed / "again")
