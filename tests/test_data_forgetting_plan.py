"""Forgetting in a whole network: whatever stops it, everything is as it was, or the same again finishes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from forgotten import CODE, RAW, back_it_up, fill, holding
from year_ends import OAK, contents, fail_at_renaming

from enquiry_lib import errors
from enquiry_lib.data.forgetting import plan as planning
from enquiry_lib.data.forgetting.plan import carry_out
from enquiry_lib.data.forgetting.pupil import plan_forget
from enquiry_lib.store.at_once import put_back
from enquiry_lib.store.network import Network


@pytest.fixture
def filled(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Network:
    """A network with the pupil in every place; keys lie in a folder of the test."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
    return fill(network)


def test_a_plan_writes_nothing(filled: Network, tmp_path: Path) -> None:
    """Planning leaves every byte where it is, and finds the backups beside the network and in the folders named."""
    beside, below, by_hand = back_it_up(filled, tmp_path / "away")
    before = contents(tmp_path)
    plan = plan_forget(filled, OAK, RAW, backups=[tmp_path / "away"])
    assert contents(tmp_path) == before
    assert {place.path for place in plan.backups} == {beside, below, by_hand}


@pytest.mark.parametrize("number", [1, 2, 9, 40, 60])
def test_a_disk_that_fails_leaves_all_as_it_was(
    filled: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int
) -> None:
    """Whichever renaming in the folder fails, neither the folder nor a backup has changed."""
    back_it_up(filled, tmp_path / "away")
    before = contents(tmp_path)
    plan = plan_forget(filled, OAK, RAW, backups=[tmp_path / "away"])
    fail_at_renaming(monkeypatch, number)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    assert contents(tmp_path) == before


def test_a_power_cut_in_the_folder_is_undone_first(
    filled: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cut short half way, the next command puts everything back, and the same again forgets the pupil."""
    before = contents(filled.folder)
    plan = plan_forget(filled, OAK, RAW)
    fail_at_renaming(monkeypatch, 30)
    with monkeypatch.context() as cut:
        cut.setattr("enquiry_lib.store.at_once.put_back", lambda folder: False)
        with pytest.raises(errors.CannotWrite):
            carry_out(plan)
    assert contents(filled.folder) != before
    assert put_back(filled.folder)
    assert contents(filled.folder) == before
    carry_out(plan_forget(filled, OAK, RAW))
    assert holding(tmp_path, CODE, RAW) == []


def test_cut_short_before_the_backups_the_same_again_finishes_it(
    filled: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The folder is done and a backup is not: it is whole, and the next plan is about that backup alone."""
    beside, below, by_hand = back_it_up(filled, tmp_path / "away")
    plan = plan_forget(filled, OAK, RAW, backups=[tmp_path / "away"])
    replace, done = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        if target.suffix == ".zip" and len(done) == 1:
            raise OSError(28, "No space left on device", str(target))
        done.extend([target] * (target.suffix == ".zip"))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    monkeypatch.undo()
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
    assert holding(filled.folder, CODE, RAW) == []
    again = plan_forget(filled, OAK, RAW, backups=[tmp_path / "away"])
    assert not again.home.found
    assert {place.path for place in again.backups} == {beside, below, by_hand} - set(done)
    carry_out(again)
    assert holding(tmp_path, CODE, RAW) == []


def test_a_backup_that_cannot_be_packed_anew_stops_it_before_anything_is_done(
    filled: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Backups are packed first: where there is no room for one, nothing is changed, and nothing lies about."""
    back_it_up(filled, tmp_path / "away")
    before = contents(tmp_path)
    plan = plan_forget(filled, OAK, RAW, backups=[tmp_path / "away"])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(planning, "write_zip", full)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    assert contents(tmp_path) == before


def test_somebody_who_saves_meanwhile_stops_it(filled: Network, tmp_path: Path) -> None:
    """Nothing is done when the network, or a backup, is another than it was planned for."""
    backup = back_it_up(filled, tmp_path / "away")[0]
    plan = plan_forget(filled, OAK, RAW)
    (filled.data_folder(OAK) / "pupils.csv").write_text(f"pupil_id\n{CODE}\nAB12CD34\n", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(errors.ChangedMeanwhile):
        carry_out(plan)
    plan = plan_forget(filled, OAK, RAW)
    with backup.open("ab") as file:
        file.write(b"more")
    before[backup.relative_to(tmp_path).as_posix()] += b"more"
    with pytest.raises(errors.ChangedMeanwhile):
        carry_out(plan)
    assert contents(tmp_path) == before


def test_a_copy_of_the_network_in_a_folder_named_is_done_too(filled: Network, tmp_path: Path) -> None:
    """A folder that somebody copied as it was is a backup as well; one of another network is left alone."""
    for name in ("copy", "other"):
        shutil.copytree(filled.folder, tmp_path / "away" / name)
    settings = tmp_path / "away" / "other" / "network.toml"
    settings.write_text(settings.read_text("utf-8").replace(filled.settings.name, "Others"), "utf-8")
    carry_out(plan_forget(filled, OAK, RAW, backups=[tmp_path / "away"]))
    assert holding(filled.folder, CODE, RAW) == holding(tmp_path / "away" / "copy", CODE, RAW) == []
    assert len(holding(tmp_path / "away" / "other", CODE, RAW)) > 40


def test_what_was_cut_short_beside_the_network_goes(filled: Network) -> None:
    """Remains of an earlier change or backup that hold the pupil are deleted; other hidden files are left."""
    beside, name = filled.folder.parent, filled.folder.name
    remains = beside / f".{name}-changing-00ff" / "old" / "3"
    remains.parent.mkdir(parents=True)
    remains.write_text(f"pupil_id\n{CODE}\n", encoding="utf-8")
    (beside / f".{name}-backup.zip.00ff.part").write_bytes(CODE.encode())
    (beside / f".{name}-other.part").write_bytes(b"nobody")
    plan = plan_forget(filled, OAK, RAW)
    assert len(plan.leftovers) == 2
    carry_out(plan)
    assert [path.name for path in beside.iterdir() if path.name.startswith(f".{name}")] == [
        f".{name}-other.part"
    ]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_link_that_leads_out_is_listed_beforehand(filled: Network, tmp_path: Path, what: str) -> None:
    """What a link leads to outside the network is not changed: the plan says so, of one in which it is found only."""
    away = tmp_path / "elsewhere"
    away.mkdir()
    for name in ("pupils.csv", "other.csv"):
        (away / name).write_text(
            f"pupil_id\n{CODE if name == 'pupils.csv' else 'AB12CD34'}\n", encoding="utf-8"
        )
    data = filled.data_folder(OAK)
    try:
        for name in ("pupils.csv", "other.csv"):
            (data / f"our_{name}").symlink_to(away / name)
        (data / "more").symlink_to(away, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    plan = plan_forget(filled, OAK, RAW)
    left = {"file": f"schools/{OAK}/data/our_pupils.csv", "folder": f"schools/{OAK}/data/more"}[what]
    assert "outside the network" in plan.home.left[left]
    assert f"schools/{OAK}/data/our_other.csv" not in plan.home.found
    carry_out(plan)
    assert holding(away, CODE) == ["pupils.csv"]
    assert (filled.folder / left).is_symlink()
