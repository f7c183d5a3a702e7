"""Tables and keys that are kept longer than was promised are warned of, and nothing else is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typed_tables import write

from enquiry_lib.data.checking import check_school
from enquiry_lib.data.checking.retention import kept_too_long
from enquiry_lib.data.importing.pseudonyms import KEYS, keep, key_file, new_pseudonyms
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import save_section

OAK = "oak-primary"
LAST = dt.date(2026, 8, 31)
NEXT = LAST + dt.timedelta(days=1)


@pytest.fixture
def school(network: Network) -> Network:
    """A network whose first school has a table of pupils, and keeps it and its key until the end of August 2026."""
    network.data_folder(OAK).mkdir(parents=True)
    write(network.data_folder(OAK), "pupils", "P0001,4,,")
    values = {"keep_tables_until": LAST, "keep_names_until": LAST, "who_deletes": "The data manager."}
    save_section(network.new_enquiry(OAK), "protection", values, base_revision=0)
    return network


def test_tables_are_warned_of_from_the_day_after(school: Network) -> None:
    """On the last day nothing is said; on the next the tables are named, and who was to delete them."""
    assert list(kept_too_long(school, OAK, LAST)) == []
    (problem,) = kept_too_long(school, OAK, NEXT)
    assert (problem.level, problem.column) == ("warning", "Until when are the tables of pupils kept?")
    assert "31 August 2026" in problem.found
    assert "Delete pupils" in problem.do
    assert "Who was to see to it: The data manager." in problem.do
    assert "P0001" not in str(problem)


def test_what_is_deleted_is_not_spoken_of(school: Network) -> None:
    """Once the tables are gone the promise has been kept."""
    for file in school.data_folder(OAK).glob("pupils.*"):
        file.unlink()
    assert list(kept_too_long(school, OAK, NEXT)) == []


def test_a_key_is_warned_of_while_it_is_here(
    school: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key's file is named, never what it holds; without it on this computer there is nothing to delete."""
    monkeypatch.setenv(KEYS, str(tmp_path / "keys"))
    codes = new_pseudonyms("UPN")
    keep(school.data_folder(OAK), school.folder, codes)
    _, problem = kept_too_long(school, OAK, NEXT)
    assert problem.column.startswith("Until when is the key kept")
    assert key_file(codes.key_id).name in problem.do
    assert codes.key.hex() not in str(problem)
    key_file(codes.key_id).unlink()
    assert len(list(kept_too_long(school, OAK, NEXT))) == 1


def test_a_record_that_cannot_be_read_is_an_error(school: Network) -> None:
    """Nobody can say what was promised in it, so the check says that instead of falling over."""
    (path,) = school.enquiries(OAK)
    path.write_text("{", encoding="utf-8")
    (problem,) = kept_too_long(school, OAK, NEXT)
    assert problem.level == "error"
    assert problem.file.endswith("enquiry.json")
    assert "`enquiry history`" in problem.do


def test_the_check_of_a_school_asks_it(school: Network) -> None:
    """What is kept too long stands among the warnings of the school's check."""
    today = dt.datetime.now().astimezone().date()
    past = today - dt.timedelta(days=1)
    save_section(school.enquiries(OAK)[0], "protection", {"keep_tables_until": past}, base_revision=99)
    columns = [problem.column for problem in check_school(school, school.school(OAK)).warnings]
    assert "Until when are the tables of pupils kept?" in columns
