"""Mappings: small csv files that say what headings mean, and that people edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing.mapping import (
    Mapping,
    known_mappings,
    mapping_named,
    mapping_path,
    mapping_text,
    meaning,
    meant,
    read_mapping,
)
from enquiry_lib.data.templates import columns
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

WHOLE = Mapping(
    "Our marksheet",
    "outcomes",
    {"UPN": "pupil_id", "Reading Au1": "score [measure=Reading; occasion=Au1]", "Surname": ""},
    {"measure": "Reading"},
    {"send": {"K": "SEN support"}},
    {"order|Date": "day first"},
    "Edited by the office",
)


def test_a_mapping_survives_its_csv(tmp_path: Path) -> None:
    """What is written is what is read, with every kind of line."""
    path = tmp_path / "one.csv"
    path.write_text(mapping_text(WHOLE), encoding="utf-8", newline="")
    assert read_mapping(path) == WHOLE


def test_what_a_heading_says_of_its_cells_stands_in_brackets() -> None:
    """A meaning is a column of ours and the facts that hold for every cell under the heading."""
    facts = {"measure": "Reading", "occasion": "baseline"}
    assert meant(meaning("score", facts)) == ("score", facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n", "first line"),
        ("what,in_the_file,means\nname,,x\n", "its table is ''"),
        ("what,in_the_file,means\ntable,,pupils\ncolour,a,b\n", "row 3 begins with 'colour'"),
    ],
)
def test_a_csv_that_is_no_mapping_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """What cannot be used is said, with the line to mend."""
    path = tmp_path / "broken.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(errors.BrokenMapping, match=said):
        read_mapping(path)


def test_a_networks_own_mapping_comes_before_the_one_that_came_with_the_workbooks(network: Network) -> None:
    """A copy of the same name in the network's folder is the one that is used."""
    (path, first), *_ = known_mappings(network, "England")
    mine = Mapping(first.name, first.table, {"UPN": "pupil_id"})
    own = mapping_path(network, mine)
    own.parent.mkdir()
    own.write_text(mapping_text(mine), encoding="utf-8", newline="")
    assert mapping_named(network, "England", first.name) == mine
    assert path.parent == shipped("reference") / "england" / "exports"


def test_an_unknown_mapping_is_answered_with_the_names_there_are(network: Network) -> None:
    """Somebody who mistypes a name reads the right ones."""
    with pytest.raises(errors.UnknownMapping, match="Pupil list"):
        mapping_named(network, "England", "pupil lits")


@pytest.mark.parametrize(
    "path", sorted((shipped("reference") / "england" / "exports").glob("*.csv")), ids=str
)
def test_every_mapping_that_came_with_the_workbooks_has_its_sample_and_its_note(path: Path) -> None:
    """Each has an invented sample of at most twelve rows, and says that no vendor has checked it."""
    mapping = read_mapping(path)
    sample = shipped("data_templates") / "exports" / path.name
    assert 2 <= len(sample.read_text(encoding="utf-8-sig").splitlines()) <= 13
    assert "not checked with the vendor" in mapping.note
    ours = {column.name for column in columns(mapping.table)} | {"week", "marks", "attended", "pupil_id"}
    assert {meant(means)[0] for means in mapping.used.values()} <= ours
