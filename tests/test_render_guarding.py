"""Guarding: whom a school's report must not name, from its tables, its record and the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.render.guarding import Guard, identifiers_of, network_guard, school_guard, texts_of
from enquiry_lib.render.leaving import Sought
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import Record
from enquiry_lib.store.record.day5 import Share
from enquiry_lib.store.saving import save_record

OTHER = "Quernmoor Secondary School"


@pytest.fixture
def two(network: Network) -> Network:
    """Two schools, the other of which has a name of its own."""
    schools = tuple(replace(one, name=OTHER) if one.id != "oak-primary" else one for one in network.schools)
    return replace(network, schools=schools)


def table(network: Network, name: str, *rows: str) -> None:
    """Write a table of the first school."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def guard_of(network: Network) -> Guard:
    """Give the first school's guard."""
    return school_guard(network, network.school("oak-primary"), [])


@pytest.mark.parametrize(
    ("cell", "is_sought"),
    [
        ("Anna Smith", True),
        ("Grace Field", True),  # two ordinary words, and a name
        ("Mark Hill", True),
        ("O'Neil", True),
        ("A", False),
        ("All pupils", False),  # the foot of an export, and what reports say
        ("Pupil Premium", False),
    ],
)
def test_a_name_in_the_place_of_a_pupils_code_is_looked_for(
    cell: str, is_sought: bool, network: Network
) -> None:
    """A school that typed names for codes, which the check refuses, shows none of them in its report either."""
    table(network, "pupils", "pupil_id,year_group", f"{cell},4")
    assert (cell in identifiers_of(network.data_folder("oak-primary"))) == is_sought


def test_another_schools_name_stops_a_page(two: Network) -> None:
    """In full, in any letters, and without its last word; the school's own name does not."""
    guard = guard_of(two)
    guard.check("<h1>Oak Primary School</h1><p>A secondary school nearby.</p>")
    for said in (OTHER, OTHER.upper(), "Quernmoor <b>Secondary</b>", "Quernmoor\nSecondary School"):
        with pytest.raises(errors.OtherSchoolNamed):
            guard.check(f"<p>Worse at {said}.</p>")


def test_a_partner_may_be_named_where_the_forms_ask_for_partners(two: Network) -> None:
    """And nowhere else: said in another form too, or in a table, the name stops the page, and the place is named."""
    path = two.new_enquiry("oak-primary")
    record = Record()
    record.sharing.shares = [Share(what=f"Reading aloud works, as {OTHER} found")]
    save_record(path, record)
    guard_of(two).check(f"<p>{OTHER}</p>")
    record.priorities.concern = f"We are behind {OTHER}"
    save_record(path, record)
    with pytest.raises(errors.OtherSchoolNamed, match=r"\(priorities\)"):
        guard_of(two).about(path).check(f"<p>{OTHER}</p>")
    record.priorities.concern = ""
    save_record(path, record)
    table(two, "groups", "pupil_id,group,since,until", f"P00001,{OTHER},,")
    with pytest.raises(errors.OtherSchoolNamed, match="names of measures, groups"):
        guard_of(two).about(path).check(f"<p>{OTHER}</p>")


def test_the_networks_page_names_schools_and_no_pupil(two: Network) -> None:
    """It is about the schools; pupils of any of them stay out."""
    table(two, "pupils", "pupil_id,year_group", "P00001,4")
    guard = network_guard(two)
    guard.check(f"<p>{OTHER} and oak-primary</p>")
    with pytest.raises(errors.IdentifierFound):
        guard.check("<p>P00001</p>")


def test_a_page_of_failures_is_not_stopped_by_its_own_words(tmp_path: Path) -> None:
    """Where a pupil's code is the word 'report', the page that says so can still be written; other codes stay out."""
    guard = Guard(tmp_path, Sought(pupils=frozenset({"report", "P00001"})))
    with pytest.raises(errors.IdentifierFound, match="ordinary word as well"):
        guard.check("<p>report</p>")
    guard.of_failures().check("<p>report</p>")
    with pytest.raises(errors.IdentifierFound):
        guard.of_failures().check("<p>P00001</p>")


def test_nothing_is_written_that_names_a_pupil(tmp_path: Path) -> None:
    """The file stays as it was."""
    guard = Guard(tmp_path, Sought(pupils=frozenset({"P00001"})))
    guard.write(tmp_path / "a.html", "<p>nobody</p>")
    with pytest.raises(errors.IdentifierFound, match=r"^The page 'a' was left out"):
        guard.write(tmp_path / "a.html", "<p>P00001</p>", "The page 'a'")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == "<p>nobody</p>"


def test_messages_lose_identifiers_and_folders(tmp_path: Path) -> None:
    """What is told of a failure names the file, and neither where the network lies nor a pupil."""
    guard = Guard(tmp_path, Sought(pupils=frozenset({"P00001"})))
    assert guard.plain(f"{tmp_path}/schools.csv: P00001") == "schools.csv: [withheld]"


def test_texts_are_found_however_deep() -> None:
    """Line ends stay line ends."""
    assert [*texts_of([{"a": "b\nc"}, 3, None])] == ["a", "b\nc"]


def test_an_address_of_the_programme_may_leave_and_no_other(two: Network) -> None:
    """One in the register, the settings or the network's reference data stands on a page; anybody else's stops it."""
    path = two.folder / "reference" / "england" / "thresholds.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("name,unit,meaning,value\na,b,Ask Help@programme.example.org,1\n", encoding="utf-8")
    guard = guard_of(two)
    guard.check("<p>help@programme.example.org</p>")
    with pytest.raises(errors.IdentifierFound, match="an email address"):
        guard.check("<p>head@programme.example.org</p>")
    network_guard(two).check("<p>help@programme.example.org</p>")
