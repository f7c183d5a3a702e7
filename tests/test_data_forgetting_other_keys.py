"""Codes under other keys: files that may hold a pupil whom nobody here can tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enquiry_lib.data.forgetting.other_keys import key_ids, other_codes
from enquiry_lib.data.importing import import_file
from enquiry_lib.data.importing.pseudonyms import KEPT, kept_of, key_file
from enquiry_lib.store.network import Network
from tests.exported import OAK, UPNS, proposed, pupil_list


@pytest.fixture
def data(network: Network, tmp_path: Path) -> Path:
    """A school's data folder after an import."""
    import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    return network.data_folder(OAK)


def test_while_every_key_is_here_nothing_is_unknown(data: Path) -> None:
    """From the identifier every code can be worked out; a code stands for itself."""
    assert key_ids(data) == {kept_of(data).key_id}
    assert other_codes(data, UPNS[0]) is None
    assert other_codes(data, "P4R2270JXH") is None


def test_without_a_key_the_files_that_may_hold_the_pupil_are_named(data: Path) -> None:
    """Every file with a code under the missing key may be about the pupil; one without a code may not."""
    (data / "notes.txt").write_text("PRIMARYSCHOOL, and nobody", encoding="utf-8")
    key_file(kept_of(data).key_id).unlink()
    found = other_codes(data, UPNS[0])
    assert found is not None
    named = found.files([data.parents[2]])
    assert any(name.endswith("pupils.csv") for name in named)
    assert not any(name.endswith("notes.txt") for name in named)


def test_codes_of_todays_key_are_not_unknown_after_a_new_one(data: Path) -> None:
    """A file with an older code is named, and today's own list is not."""
    kept = json.loads((data / KEPT).read_text(encoding="utf-8"))
    earlier = [{"key_id": "0000abcd", "kind": kept["kind"]}]
    (data / KEPT).write_text(json.dumps({**kept, "earlier": earlier}), encoding="utf-8")
    (data / "outcomes.csv").write_text("pupil_id,score\nP4R2270JXH,1\n", encoding="utf-8")
    assert key_ids(data) == {kept["key_id"], "0000abcd"}
    found = other_codes(data, "P4R2270JXH")
    assert found is not None
    named = [Path(name).name for name in found.files([data.parents[2]])]
    assert "outcomes.csv" in named
    assert "pupils.csv" not in named
