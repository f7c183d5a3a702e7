"""Another id for a school: everywhere, or nowhere."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from year_ends import ELM, OAK, contents, fail_at_renaming, write_table

from enquiry_lib import errors
from enquiry_lib.data.privacy.accounts import earlier_cells
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.published import SignOff, publish
from enquiry_lib.store.renaming import plan_rename
from enquiry_lib.store.saving import load_record, save_section
from enquiry_lib.store.trial import load_trials
from enquiry_lib.store.workbooks import copy_workbooks
from enquiry_lib.store.year_end import carry_out

NEW = "oak-academy"
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
REGISTER = (
    "\ufeffNAME;School_ID;own;phase;nation;authority\r\n"
    '"Oak Primary School; Upper";oak-primary;"7";primary;England;Calderdale\r\n'
    "Elm, a school;elm-secondary;oak-primary;secondary;;\r\n"
)
TRIAL = {
    "schema_version": 1,
    "id": "words",
    "title": "Words",
    "measure": "Quiz",
    "later": [1.50],
    "started": [{"school": OAK, "on": "2025-10-06"}, {"school": ELM, "on": "2025-10-07"}],
}


@pytest.fixture
def filled(network: Network, record_path: Path) -> Network:
    """A network in which the school's id stands in every place it can."""
    (network.folder / "schools.csv").write_bytes(REGISTER.encode("utf-8"))
    (network.folder / "trials").mkdir()
    (network.folder / "trials" / "words.json").write_text(json.dumps(TRIAL), encoding="utf-8")
    (network.folder / "truth.json").write_text(json.dumps({"schools": {OAK: 1}}), encoding="utf-8")
    write_table(network, OAK, "pupils", "pupil_id,year_group\nP0001,4\n")
    save_section(record_path, "priorities", {"concern": "Attendance"}, base_revision=0)
    copy_workbooks(network, OAK)
    return load_network(network.folder)


def _with_the_id(folder: Path, school: str) -> list[str]:
    word = re.compile(rf"(?<![\w-]){re.escape(school)}(?![\w-])")
    places = [name for name, content in contents(folder).items() if word.search(name)]
    texts = {name: content.decode("utf-8") for name, content in contents(folder).items()}
    return sorted({*places, *(name for name, text in texts.items() if word.search(text))})


def test_the_old_id_stands_nowhere_any_more(filled: Network) -> None:
    """After it no file and no folder has the old id, but for a cell of the register that is somebody's own."""
    assert len(_with_the_id(filled.folder, OAK)) > 10
    carry_out(plan_rename(filled, OAK, NEW))
    assert _with_the_id(filled.folder, OAK) == ["schools.csv"]
    register = (filled.folder / "schools.csv").read_bytes().decode("utf-8")
    assert register == REGISTER.replace(';oak-primary;"7"', f';{NEW};"7"')


def test_the_school_goes_on_under_its_new_id(filled: Network) -> None:
    """Its record, tables, part in trials and place in the register are found again."""
    before = filled.school(OAK)
    carry_out(plan_rename(filled, OAK, NEW))
    after = load_network(filled.folder)
    assert after.school(NEW).name == before.name
    assert load_record(after.enquiries(NEW)[0]).priorities.concern == "Attendance"
    assert (after.data_folder(NEW) / "pupils.csv").is_file()
    assert [start.school for start in load_trials(after)[0].started] == [NEW, ELM]
    assert json.loads((after.folder / "trials" / "words.json").read_bytes())["later"] == [1.5]


def test_copies_of_workbooks_follow_upgrades_as_before(filled: Network) -> None:
    """One that nobody has edited still counts as unedited; an edited one is kept, with the new id."""
    edited = filled.school_folder(OAK) / "workbooks" / "day1_1_school_priorities.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8").replace("# ", "# Our ", 1), encoding="utf-8")
    filled = load_network(filled.folder)
    carry_out(plan_rename(filled, OAK, NEW))
    copied = copy_workbooks(load_network(filled.folder), NEW)
    assert (copied.made, copied.upgraded, copied.kept) == ((), (), (edited.stem,))


def test_what_people_wrote_stays_and_is_said(filled: Network, record_path: Path) -> None:
    """An id that is also a word of theirs is left in what they wrote, and the plan names the file; so are reports."""
    save_section(record_path, "priorities", {"concern": f"Like {OAK}."}, base_revision=1)
    (filled.folder / "reports").mkdir()
    (filled.folder / "reports" / f"{OAK}.html").write_text(OAK, encoding="utf-8")
    plan = plan_rename(filled, OAK, NEW)
    place = f"schools/{NEW}/enquiries/{record_path.parent.name}/enquiry.json"
    assert f"'{OAK}' still stands in {place}" in plan.also[0]
    assert f"delete reports/{OAK}.html" in plan.also[-1]
    carry_out(plan)
    assert load_record(filled.folder / place).priorities.concern == f"Like {OAK}."


def test_what_the_workbooks_made_is_no_ones_words(filled: Network, record_path: Path) -> None:
    """Templates, summaries, checks and unedited workbooks are passed over; an edited workbook is somebody's."""
    copies = filled.school_folder(ELM) / "workbooks"
    copy_workbooks(filled, ELM)
    results = record_path.parent / "results" / "day1_1_school_priorities.json"
    columns = filled.folder / "templates" / "survey" / "columns.csv"
    checked = filled.school_folder(OAK) / "check" / "problems.csv"
    for path in (results, columns, checked):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"low,{OAK}\n", encoding="utf-8")
    edited, copy, *_ = sorted(copies.glob("*.ipynb"))
    edited.write_text(edited.read_text(encoding="utf-8").replace("# ", f"# {OAK} ", 1), encoding="utf-8")
    notebook = json.loads(copy.read_text(encoding="utf-8"))
    notebook["metadata"]["kept"] = OAK
    copy.write_text(json.dumps(notebook), encoding="utf-8")
    (said,) = [line for line in plan_rename(filled, OAK, NEW).also if "still stands" in line]
    assert f"workbooks/{edited.name}" in said


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (OAK, "already"),
        (ELM, "Another school"),
        ("Oak School", "cannot be"),
        ("con", "cannot be"),
        ("../oak", "cannot be"),
        ("free-but-there", "a folder schools/free-but-there already"),
    ],
)
def test_an_id_that_cannot_be_is_a_problem(filled: Network, new: str, said: str) -> None:
    """The plan says what is wrong with the new id, and has nothing to carry out."""
    (filled.folder / "schools" / "free-but-there").mkdir()
    plan = plan_rename(filled, OAK, new)
    assert said in plan.problems[0]
    assert not plan.edits


def test_an_unknown_school_and_a_broken_trial_are_said(filled: Network) -> None:
    """A school that is not there is an error; a trial nobody can read is a problem of the plan."""
    with pytest.raises(errors.UnknownSchool):
        plan_rename(filled, "ash", NEW)
    (filled.folder / "trials" / "broken.json").write_text("{", encoding="utf-8")
    assert "broken.json" in plan_rename(filled, OAK, NEW).problems[0]


@pytest.mark.parametrize("number", [1, 4, 9])
def test_half_a_change_of_an_id_never_stands(
    filled: Network, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A failure at any renaming leaves every file as it was."""
    before = contents(filled.folder)
    plan = plan_rename(filled, OAK, NEW)
    fail_at_renaming(monkeypatch, number)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    assert contents(filled.folder) == before


def test_what_was_published_comes_along(filled: Network) -> None:
    """The published report, its counts and the log of what was withheld lie under the new id, to the byte."""
    sign_off = SignOff(by="A. Name", role="head", at=NOON, draft="d")
    counts = {"pupils": ["P0001"], "cells": [["all", 1, "", "1"]], "hidden": []}
    publish(filled, OAK, f"<p>{OAK} has read it</p>", cells=counts, sign_off=sign_off)
    (filled.school_folder(OAK) / "withheld.csv").write_text(f"result\n{OAK}\n", encoding="utf-8")
    before = {name: content for name, content in contents(filled.school_folder(OAK)).items() if _is_out(name)}
    (cells,) = earlier_cells(filled, OAK)
    plan = plan_rename(filled, OAK, NEW)
    assert not any("published" in said or "withheld" in said for said in plan.also)
    carry_out(plan)
    renamed = load_network(filled.folder)
    after = {name: content for name, content in contents(renamed.school_folder(NEW)).items() if _is_out(name)}
    assert after == before
    assert len(after) == 4
    (now,) = earlier_cells(renamed, NEW)
    assert now["who"].tolist() == cells["who"].tolist() == [frozenset({"P0001"})]


def _is_out(name: str) -> bool:
    return name.startswith(("published/", "counted/", "withheld"))
