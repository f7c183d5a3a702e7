"""The lead's own copies of the workbooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.store import workbooks
from enquiry_lib.store.network import Network, School, Settings, create_network
from enquiry_lib.store.workbooks import copy_workbooks, is_edited, with_parameters


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """A network of one school."""
    school = School("oak", "Oak Primary", "primary", "England")
    return create_network(tmp_path / "net", Settings(name="Test"), [school])


@pytest.fixture
def originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two invented workbooks in place of the shipped ones."""
    folder = tmp_path / "originals"
    folder.mkdir()
    monkeypatch.setattr(workbooks, "shipped", lambda kind: folder)
    _write(folder / "day1_1_x.ipynb", "First text")
    _write(folder / "network_1_y.ipynb", "For the coordinator")
    return folder


def _write(path: Path, text: str) -> None:
    parameters = {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": 'network: str = "example"  # where\nschool: str = ""  # who\ncycle: str = ""  # which',
        "outputs": [],
        "execution_count": None,
        "id": "p",
    }
    prose = {"cell_type": "markdown", "metadata": {}, "source": text, "id": "t"}
    notebook = {"cells": [parameters, prose], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_copies_have_their_parameters_set(network: Network, originals: Path) -> None:
    """A school's copy names its school, and its network by a path that survives a move."""
    done = copy_workbooks(network, "oak")
    source = json.loads((done.folder / "day1_1_x.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"]
    assert (
        source == 'network: str = "../../.."  # where\nschool: str = "oak"  # who\ncycle: str = ""  # which'
    )
    assert (done.folder / "../../..").resolve() == network.folder
    assert done.made == ("day1_1_x",)


def test_workbooks_on_methods_are_for_schools_too(network: Network, originals: Path) -> None:
    """A lead gets the workbooks for whoever wants to look closer, and not the coordinator's."""
    _write(originals / "methods_2_z.ipynb", "A closer look")
    assert copy_workbooks(network, "oak").made == ("day1_1_x", "methods_2_z")


def test_copies_name_the_enquiry_that_is_asked_for(network: Network, originals: Path) -> None:
    """One of several enquiries is written into every unedited copy, and taken out again; any name is safe."""
    copy = copy_workbooks(network, "oak").folder / "day1_1_x.ipynb"
    for cycle, written in (("2026-27-maths", '"2026-27-maths"'), ("a\\1b", r'"a\\1b"'), ("", '""')):
        assert copy_workbooks(network, "oak", cycle=cycle).upgraded == ("day1_1_x",)
        source = json.loads(copy.read_text(encoding="utf-8"))["cells"][0]["source"]
        assert source.splitlines()[2] == f"cycle: str = {written}  # which"


def test_unedited_copies_follow_upgrades(network: Network, originals: Path) -> None:
    """A copy nobody has edited becomes the newer workbook, even after it was run and saved."""
    copy = copy_workbooks(network, "oak").folder / "day1_1_x.ipynb"
    ran = json.loads(copy.read_text(encoding="utf-8"))
    ran["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    ran["cells"][0]["source"] = ran["cells"][0]["source"].splitlines(keepends=True)
    copy.write_text(json.dumps(ran), encoding="utf-8")
    _write(originals / "day1_1_x.ipynb", "Second text")
    assert copy_workbooks(network, "oak").upgraded == ("day1_1_x",)
    assert "Second text" in copy.read_text(encoding="utf-8")


def test_edited_copies_are_kept(network: Network, originals: Path) -> None:
    """A copy that somebody has edited is left exactly as it is."""
    copy = copy_workbooks(network, "oak").folder / "day1_1_x.ipynb"
    edited = copy.read_text(encoding="utf-8").replace("First text", "My own text")
    copy.write_text(edited, encoding="utf-8")
    _write(originals / "day1_1_x.ipynb", "Second text")
    assert copy_workbooks(network, "oak").kept == ("day1_1_x",)
    assert copy.read_text(encoding="utf-8") == edited


def test_nothing_to_do_changes_nothing(network: Network, originals: Path) -> None:
    """Copying twice writes nothing the second time."""
    copy_workbooks(network, "oak")
    again = copy_workbooks(network, "oak")
    assert (again.made, again.upgraded, again.kept) == ((), (), ())


def test_broken_copy_is_said_plainly(network: Network, originals: Path) -> None:
    """A copy that is no notebook is named, with what to do."""
    copy = copy_workbooks(network, "oak").folder / "day1_1_x.ipynb"
    copy.write_text("not json", encoding="utf-8")
    with pytest.raises(errors.BrokenWorkbook, match="fresh copy"):
        copy_workbooks(network, "oak")


def test_a_copy_of_another_school_can_be_set_to_this_one(network: Network, originals: Path) -> None:
    """Only a copy that names the school now is changed; one that is unedited still follows upgrades."""
    copy = copy_workbooks(network, "oak").folder / "day1_1_x.ipynb"
    before = copy.read_bytes()
    assert with_parameters(copy, {"school": "elm"}, where={"school": "ash"}) == before
    copy.write_bytes(with_parameters(copy, {"school": "elm"}, where={"school": "oak"}))
    assert 'school: str = \\"elm\\"' in copy.read_text(encoding="utf-8")
    assert not is_edited(copy)
    assert copy_workbooks(network, "oak").upgraded == ("day1_1_x",)


def test_an_edited_copy_is_known_as_edited(network: Network, originals: Path) -> None:
    """It stays so when its parameters are set."""
    copy = copy_workbooks(network, "oak").folder / "day1_1_x.ipynb"
    assert not is_edited(copy)
    copy.write_text(copy.read_text(encoding="utf-8").replace("First text", "Mine"), encoding="utf-8")
    assert is_edited(copy)
    copy.write_bytes(with_parameters(copy, {"school": "elm"}, where={"school": "oak"}))
    assert is_edited(copy)
