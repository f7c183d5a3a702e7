"""Mappings: small csv files that say what headings mean, and that people edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing.mapping import (
    Mapping,
    draft_path,
    known_mappings,
    mapping_named,
    mapping_path,
    mapping_text,
    meaning,
    meant,
    new_name,
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
    {"occasion": {"Au1": "baseline"}},
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


def test_a_draft_is_used_when_it_is_named_and_not_else(network: Network) -> None:
    """What was only written for somebody to edit is no kind of file that is known."""
    draft = draft_path(network, WHOLE)
    draft.parent.mkdir(parents=True)
    draft.write_text(mapping_text(WHOLE), encoding="utf-8", newline="")
    assert WHOLE not in [mapping for _, mapping in known_mappings(network, "England")]
    assert mapping_named(network, "England", draft.stem) == WHOLE


def test_a_fresh_mapping_is_called_by_what_it_is(network: Network) -> None:
    """The name says what kind of file it is, in words that mean something a year later."""
    name = new_name(network, "England", "attendance_summary")
    assert name == "Attendance totals, own spreadsheet"
    own = mapping_path(network, Mapping(name, "attendance_summary"))
    own.parent.mkdir()
    own.write_text(mapping_text(Mapping(name, "attendance_summary")), encoding="utf-8", newline="")
    assert new_name(network, "England", "attendance_summary") == f"{name} 2"
    assert new_name(network, "England", "voices") == "Voices, own spreadsheet"


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("attendance", "column,AM Mark,merk", "row 3: 'merk'.*mark"),
        ("attendance", "column,AM Mark,mark [sesion=AM]", "row 3: 'sesion'.*session"),
        ("attendance", "column,AM Mark,mark [session=XX]", "row 3: 'XX' is no session: AM or PM"),
        ("attendance", "column,AM Mark,mark [session=P]", "row 3: 'P' is no session"),
        ("attendance", "column,AM Mark,mark [session", "row 3: nothing is said of 'session'"),
        ("attendance", "column,Date,date [occasion=x]", "row 3: 'occasion'"),
        ("attendance", "column,Date,date [pupil_id=A8]", "row 3: 'pupil_id'"),
        ("attendance", "always,session,XX", "row 3: 'XX'"),
        ("attendance", "always,nonsense,1", "row 3: 'nonsense'"),
        ("attendance", "word in nonsense,a,b", "row 3: 'nonsense'"),
        ("pupils", "word in pupil_id,A820432110001,P1", "row 3: 'pupil_id'"),
        ("observations", "column,Comment,words", "row 3: 'words'"),
    ],
)
def test_a_line_that_says_something_unknown_is_named_with_what_is_known(
    tmp_path: Path, table: str, line: str, said: str
) -> None:
    """A slip of the pen is no other column and no other session: the line is named."""
    path = tmp_path / "broken.csv"
    path.write_text(f"what,in_the_file,means\ntable,,{table}\n{line}\n", encoding="utf-8")
    with pytest.raises(errors.BrokenMapping, match=said):
        read_mapping(path)


@pytest.mark.parametrize("typed", ["AM", "p.m.", "Morning", "afternoon"])
def test_a_session_may_be_said_in_the_usual_ways(tmp_path: Path, typed: str) -> None:
    """Nobody has to know that it is AM here."""
    path = tmp_path / "one.csv"
    path.write_text(
        f"what,in_the_file,means\ntable,,attendance\ncolumn,Mark,mark [session={typed}]\n", encoding="utf-8"
    )
    assert read_mapping(path).used == {"Mark": f"mark [session={typed}]"}


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-", "@here"])
def test_nothing_in_a_mapping_is_run_as_a_formula(tmp_path: Path, typed: str) -> None:
    """A heading or a word that begins like one has an apostrophe before it in the csv, and none once it is read."""
    mapping = Mapping("Ours", "pupils", {typed: "send"}, words={"send": {typed: "none"}})
    path = tmp_path / "one.csv"
    path.write_text(mapping_text(mapping), encoding="utf-8", newline="")
    assert f"column,'{typed},send" in path.read_text(encoding="utf-8-sig")
    assert read_mapping(path) == mapping


def test_a_measure_with_a_semicolon_is_still_one_measure() -> None:
    """A semicolon parts what a heading says; in a measure's name a comma stands for it."""
    facts = {"measure": "Reading; whole test", "occasion": "baseline"}
    assert meant(meaning("score", facts))[1] == {"measure": "Reading, whole test", "occasion": "baseline"}
