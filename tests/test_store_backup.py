"""A backup holds a network's whole folder, the same bytes each time, and nothing from outside."""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from pathlib import Path

import pytest
from year_ends import OAK, contents, fail_at_renaming, write_table

from enquiry_lib import errors
from enquiry_lib.store import at_once
from enquiry_lib.store.backup import INSIDE, MANIFEST, VERSIONS, back_up, is_inside
from enquiry_lib.store.bringing_back import bring_back
from enquiry_lib.store.network import Network

NOW = dt.datetime(2026, 8, 31, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def filled(network: Network) -> Network:
    """A network with a table, reports, a lock file, and a folder in which nothing is."""
    write_table(network, OAK, "pupils", "pupil_id,year_group\nP0001,4\n")
    write_table(network, OAK, "~$pupils.xlsx", "lock")
    (network.folder / "reports").mkdir()
    (network.folder / "reports" / "index.html").write_text("<p>", encoding="utf-8")
    (network.folder / "schools" / "elm-secondary" / "data").mkdir(parents=True)
    return network


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        return packed.namelist()


def test_everything_but_reports_and_temporary_files_is_in_it(filled: Network) -> None:
    """The zip has each file once, in the order of their names, and its list at the end."""
    made = back_up(filled.folder, now=NOW)
    names = ["network.toml", "schools.csv", f"schools/{OAK}/data/pupils.csv"]
    assert sorted(_names(made.path)) == sorted([*(INSIDE + name for name in names), MANIFEST])
    assert made.files == 3
    assert made.path.parent == filled.folder.parent
    assert made.path.name.startswith("network-backup-2026-08-31-")


def test_reports_are_packed_where_asked(filled: Network) -> None:
    """With reports the zip has them too."""
    assert f"{INSIDE}reports/index.html" in _names(back_up(filled.folder, with_reports=True).path)


def test_its_list_says_what_when_and_in_which_formats(filled: Network) -> None:
    """The list has each file's length, hash and date, empty folders, the formats and the moment."""
    path = back_up(filled.folder, now=NOW).path
    with zipfile.ZipFile(path) as packed:
        said = json.loads(packed.read(MANIFEST))
        member = packed.getinfo(f"{INSIDE}network.toml")
    toml = filled.folder / "network.toml"
    assert said["schema_versions"] == VERSIONS
    assert dt.datetime.fromisoformat(said["made_at"]) == NOW
    assert said["empty_folders"] == ["schools/elm-secondary/data"]
    line = next(one for one in said["files"] if one["path"] == "network.toml")
    assert line["size"] == toml.stat().st_size
    written = dt.datetime.fromtimestamp(toml.stat().st_mtime, dt.UTC)
    assert dt.datetime.fromisoformat(line["modified"]) == written
    assert member.date_time[:5] == written.timetuple()[:5]


def test_the_same_files_give_the_same_bytes(filled: Network, tmp_path: Path) -> None:
    """Two backups of the same moment are alike to the last byte."""
    one, two = (back_up(filled.folder, tmp_path / f"{n}.zip", now=NOW).path for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()


def test_a_backup_is_never_written_over_another(filled: Network, tmp_path: Path) -> None:
    """A name that is taken is refused when asked for, and avoided otherwise; inside the network is refused too."""
    first, second = (back_up(filled.folder, now=NOW).path for _ in range(2))
    assert first != second
    with pytest.raises(errors.BackupInTheWay, match="there already"):
        back_up(filled.folder, first)
    with pytest.raises(errors.BackupInTheWay, match="inside the network"):
        back_up(filled.folder, filled.folder / "b.zip")
    with pytest.raises(errors.NotANetwork):
        back_up(tmp_path)


def test_a_change_that_was_cut_short_is_undone_first(
    filled: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut in the middle of a change the backup holds the network as it was, whole."""
    before = contents(filled.folder)
    fail_at_renaming(monkeypatch, 3)
    with monkeypatch.context() as dead:
        dead.setattr(at_once, "put_back", lambda folder: False)
        edits = [at_once.Remove("schools.csv"), at_once.Write("network.toml", b"new")]
        with pytest.raises(errors.CannotWrite):
            at_once.make_at_once(filled.folder, edits, state=at_once.state_of(filled.folder))
    assert contents(filled.folder) != before
    back = bring_back(back_up(filled.folder).path, filled.folder.with_name("again"))
    kept = {
        name: content
        for name, content in before.items()
        if not name.startswith(("reports/", f"schools/{OAK}/data/~$"))
    }
    assert contents(back.folder) == kept
    assert contents(filled.folder) == before


def test_links_are_not_followed(filled: Network, tmp_path: Path) -> None:
    """What a link leads to stays out of the backup, and the link is named."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (filled.folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (filled.folder / "up").symlink_to(tmp_path, target_is_directory=True)
    made = back_up(filled.folder)
    assert made.links == ("out.txt", "up")
    assert not any("secret" in name or "out" in name for name in _names(made.path))


def test_a_full_disk_leaves_nothing_behind(filled: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that cannot be written whole is not there at all."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(errors.CannotWrite, match="no space left"):
        back_up(filled.folder)
    assert list(filled.folder.parent.iterdir()) == [filled.folder]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such name")
def test_a_name_that_no_other_system_can_have_is_refused_before_packing(filled: Network) -> None:
    """A backup that could not be brought back is not made."""
    write_table(filled, OAK, "odd\\name.txt", "x")
    with pytest.raises(errors.BackupInTheWay, match="odd"):
        back_up(filled.folder)


@pytest.mark.parametrize(
    "path", ["..", "a/../b", "/a", "a//b", "", "a\\b", ". ./a", "a\x00b", ".. /a", "a/."]
)
def test_what_leads_out_of_a_folder_is_no_place_inside(path: str) -> None:
    """Two dots, a slash at the start, a backslash and letters that are none are refused."""
    assert not is_inside(path)
