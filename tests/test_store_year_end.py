"""A plan writes nothing; carried out, it is all there or not at all, and there is a backup."""

from __future__ import annotations

from pathlib import Path

import pytest
from year_ends import contents, fail_at_renaming

from enquiry_lib import errors
from enquiry_lib.store.bringing_back import bring_back
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import history, load_record, save_section
from enquiry_lib.store.year_end import Draft, Plan, carry_out


def _plan(network: Network) -> Plan:
    draft = Draft(network, "Write two files")
    for name in ("one.txt", "two.txt"):
        draft.write(network.folder / name, name)
    return draft.finished()


def test_a_plan_writes_nothing(network: Network) -> None:
    """Neither in the network nor beside it is there anything new."""
    before = contents(network.folder.parent)
    _plan(network)
    assert contents(network.folder.parent) == before


def test_a_backup_is_made_first(network: Network, tmp_path: Path) -> None:
    """The backup holds the network as it was before."""
    before = contents(network.folder)
    made = carry_out(_plan(network))
    assert contents(network.folder) == {**before, "one.txt": b"one.txt", "two.txt": b"two.txt"}
    assert contents(bring_back(made.path, tmp_path / "again").folder) == before


def test_without_a_backup_nothing_is_changed(network: Network) -> None:
    """Where the backup cannot be written the network stays as it is."""
    before = contents(network.folder)
    with pytest.raises(errors.BackupInTheWay):
        carry_out(_plan(network), backup=network.folder / "inside.zip")
    assert contents(network.folder) == before


def test_a_failure_half_way_changes_nothing(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second file cannot be put in its place the first is taken away again; the backup stays."""
    before = contents(network.folder)
    plan = _plan(network)
    fail_at_renaming(monkeypatch, 2)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    assert contents(network.folder) == before
    assert [path.suffix for path in network.folder.parent.iterdir() if path != network.folder] == [".zip"]


def test_a_plan_with_problems_is_not_carried_out(network: Network) -> None:
    """Its problems are said all at once, and no backup is made."""
    draft = Draft(network, "Nothing", problems=["This is wrong.", "And that."])
    with pytest.raises(errors.PlanStopped, match=r"(?s)This is wrong.*And that"):
        carry_out(draft.finished())
    assert list(network.folder.parent.iterdir()) == [network.folder]


def test_a_plan_that_is_out_of_date_is_not_carried_out(network: Network) -> None:
    """What somebody saved after the plan was made is not overwritten."""
    plan = _plan(network)
    (network.folder / "one.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(errors.ChangedMeanwhile):
        carry_out(plan)
    assert (network.folder / "one.txt").read_text(encoding="utf-8") == "mine"


def test_a_link_stops_a_plan(network: Network, tmp_path: Path) -> None:
    """A network with a link in it cannot be backed up whole, and so is not changed."""
    (network.folder / "elsewhere").symlink_to(tmp_path)
    assert "elsewhere is a link" in _plan(network).problems[0]


def test_a_record_is_saved_with_its_history(network: Network, record_path: Path) -> None:
    """The record in a plan becomes its next version, the one before goes to the history, and the rest is untouched."""
    for number in range(2):
        save_section(record_path, "priorities", {"concern": f"{number}"}, base_revision=number)
    before = contents(network.folder)
    draft = Draft(network, "Save")
    values = {"concern": "third"}
    draft.write_record(record_path, lambda copy: save_section(copy, "priorities", values, base_revision=2))
    assert contents(network.folder) == before
    carry_out(draft.finished())
    assert load_record(record_path).priorities.concern == "third"
    assert [version.revision for version in history(record_path)] == [3, 2, 1]
    assert len(list((record_path.parent / "history").iterdir())) == 3
    assert before.keys() <= contents(network.folder).keys()
