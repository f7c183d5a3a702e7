"""Two schools become one: nobody is mixed up, nothing is lost, and half a merger never stands."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from year_ends import ELM, OAK, contents, fail_at_renaming, write_table

from enquiry_lib import errors
from enquiry_lib.data.importing.pseudonyms import Kept, kept_of
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.merging import plan_merge
from enquiry_lib.data.privacy.accounts import earlier_cells
from enquiry_lib.store.bringing_back import bring_back
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.published import SignOff, publish, published_reports
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, save_record, save_section
from enquiry_lib.store.trial import load_trials
from enquiry_lib.store.workbooks import copy_workbooks
from enquiry_lib.store.year_end import carry_out

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
CYCLE, NEXT = "2025-26-enquiry", "2026-27-maths"


@pytest.fixture
def filled(network: Network) -> Network:
    """Two schools with a pupil's code in common, an enquiry of the same name, and tables of different make."""
    write_table(
        network, OAK, "pupils", "Pupil ID;own;year_group\r\nP0001;a;4\r\nP0002;b;5", encoding="cp1252"
    )
    write_table(network, ELM, "pupils", "year_group,pupil_id,nickname\n7,P0001,Zoë\n8,P0003,\n")
    write_table(network, ELM, "outcomes", "pupil_id,measure,occasion,score\nP0001,Reading,baseline,100\n")
    write_table(network, OAK, "outcomes", "pupil_id,measure,occasion,score\nP0001,Reading,baseline,90\n")
    write_table(network, ELM, "delivery", "pupil_id,date,attended\nP0001,2025-10-01,yes\n")
    for school in (OAK, ELM):
        path = network.new_enquiry(school)
        save_section(path, "priorities", {"concern": f"Of {school.title()}"}, base_revision=0)
    following = network.new_enquiry(ELM).parents[1] / NEXT / "enquiry.json"
    save_record(following, Record(follows=CYCLE, status="finished"))
    return network


def _merged(network: Network) -> Network:
    carry_out(plan_merge(network, ELM, OAK))
    return load_network(network.folder)


def test_the_tables_are_joined_and_nobody_is_mixed_up(filled: Network) -> None:
    """A code that both schools have gets a prefix in every table of the school that goes; the others stay."""
    plan = plan_merge(filled, ELM, OAK)
    assert "In the column pupil_id, 1 code is in both schools" in " ".join(plan.will)
    carry_out(plan)
    data = filled.data_folder(OAK)
    pupils = load_table(data, "pupils").frame
    assert pupils["pupil_id"].tolist() == ["P0001", "P0002", "ELMSEC-P0001", "P0003"]
    assert pupils["year_group"].tolist() == ["4", "5", "7", "8"]
    outcomes = load_table(data, "outcomes").frame
    assert dict(zip(outcomes["pupil_id"], outcomes["score"], strict=True)) == {
        "P0001": 90,
        "ELMSEC-P0001": 100,
    }
    assert load_table(data, "delivery").frame["pupil_id"].tolist() == ["ELMSEC-P0001"]


def test_a_code_is_somebody_elses_in_whichever_table_it_stands(filled: Network) -> None:
    """A code that one school has in one table and the other in another is still two pupils."""
    (filled.data_folder(ELM) / "pupils.csv").unlink()
    (filled.data_folder(OAK) / "outcomes.csv").unlink()
    data = _merged(filled).data_folder(OAK)
    assert load_table(data, "outcomes").frame["pupil_id"].tolist() == ["ELMSEC-P0001"]
    assert load_table(data, "pupils").frame["pupil_id"].tolist() == ["P0001", "P0002"]


def test_columns_of_ones_own_are_kept(filled: Network) -> None:
    """The table that stays keeps its columns and texts; one that only the other has is added at the right."""
    carry_out(plan_merge(filled, ELM, OAK))
    text = (filled.data_folder(OAK) / "pupils.csv").read_bytes().decode("utf-8-sig")
    assert text == (
        "Pupil ID;own;year_group;nickname\r\nP0001;a;4;\r\nP0002;b;5;\r\nELMSEC-P0001;;7;Zoë\r\nP0003;;8;\r\n"
    )


def test_the_school_that_goes_is_gone_and_is_in_the_backup(filled: Network, tmp_path: Path) -> None:
    """Its folder and its row in the register go; the backup brings them back."""
    before = contents(filled.folder)
    made = carry_out(plan_merge(filled, ELM, OAK))
    after = load_network(filled.folder)
    assert [school.id for school in after.schools] == [OAK]
    assert not (after.folder / "schools" / ELM).exists()
    assert contents(bring_back(made.path, tmp_path / "again").folder) == before


def test_enquiries_come_along_with_their_history(filled: Network) -> None:
    """One whose name is taken is called after its school too, and what follows it says so; the plan says which are open."""
    plan = plan_merge(filled, ELM, OAK)
    assert "then has 2 open enquiries" in " ".join(plan.also)
    after = _merged(filled)
    found = {path.parent.name: load_record(path) for path in after.enquiries(OAK)}
    assert sorted(found) == [CYCLE, f"{CYCLE}-{ELM}", NEXT]
    assert found[f"{CYCLE}-{ELM}"].priorities.concern == "Of Elm-Secondary"
    assert found[CYCLE].priorities.concern == "Of Oak-Primary"
    assert found[NEXT].follows == f"{CYCLE}-{ELM}"
    history = after.school_folder(OAK) / "enquiries" / NEXT / "history"
    assert len(list(history.glob("*.json"))) == 2


def test_rows_that_say_the_same_twice_stop_it(filled: Network) -> None:
    """Two numbers for one group and year cannot both stand; the rows are listed, and how to go on."""
    rows = "period,group,pupils,sessions_possible,absent_authorised,absent_unauthorised\n"
    for school in (OAK, ELM):
        write_table(filled, school, "attendance_summary", f"{rows}2024/25,all pupils,90,9000,300,100\n")
    (problem,) = plan_merge(filled, ELM, OAK).problems
    assert problem.startswith(
        f"attendance_summary.csv of {ELM}, row 2: {OAK} has rows of the same period, group."
    )


def test_workbooks_are_kept_where_somebody_edited_them(filled: Network) -> None:
    """An edited workbook is kept under a name of its own, set to the school that stays; the others go."""
    folder = copy_workbooks(filled, ELM).folder
    edited = folder / "day1_1_school_priorities.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8").replace("# ", "# Our ", 1), encoding="utf-8")
    after = _merged(filled)
    (kept,) = (after.school_folder(OAK) / "workbooks").iterdir()
    assert kept.name == f"day1_1_school_priorities-from-{ELM}.ipynb"
    assert f'school: str = \\"{OAK}\\"' in kept.read_text(encoding="utf-8")


def test_every_other_file_is_kept(filled: Network) -> None:
    """What people laid in the school's folder comes along; a name that is taken gets the school's beside it."""
    for school in (OAK, ELM):
        write_table(filled, school, "notes.txt", school)
    write_table(filled, ELM, "more.txt", "more")
    data = _merged(filled).data_folder(OAK)
    assert (data / "notes.txt").read_text(encoding="utf-8") == OAK
    assert (data / f"notes-from-{ELM}.txt").read_text(encoding="utf-8") == ELM
    assert (data / "more.txt").is_file()


def test_spreadsheets_are_joined_as_csv_and_kept_aside(filled: Network) -> None:
    """Both files are kept as they were beside the csv that has the rows of both."""
    for school, pupil in ((OAK, "P0004"), (ELM, "P0005")):
        (filled.data_folder(school) / "pupils.csv").unlink()
        path = filled.data_folder(school) / "pupils.xlsx"
        frame = pd.DataFrame({"pupil_id": [pupil], "year_group": [4]})
        frame.to_excel(path, index=False, engine="xlsxwriter")
    data = _merged(filled).data_folder(OAK)
    assert load_table(data, "pupils").frame["pupil_id"].tolist() == ["P0004", "P0005"]
    kept = sorted(path.name for path in (data / "before_merger").iterdir())
    assert kept == [f"pupils-from-{ELM}.xlsx", "pupils.xlsx"]
    assert not (data / "pupils.xlsx").exists()


def _with_trial(network: Network, *started: str) -> None:
    trial = {
        "id": "words",
        "title": "Words",
        "measure": "Quiz",
        "started": [{"school": school, "on": "2025-10-06"} for school in started],
    }
    (network.folder / "trials").mkdir(exist_ok=True)
    (network.folder / "trials" / "words.json").write_text(json.dumps(trial), encoding="utf-8")


def test_a_trial_one_of_them_started_goes_on(filled: Network) -> None:
    """The register of starts names the school that stays."""
    _with_trial(filled, ELM)
    assert load_trials(_merged(filled))[0].started[0].school == OAK


def test_a_trial_both_started_stops_it(filled: Network) -> None:
    """A school starts a trial once: the plan says what to do, and nothing is done."""
    _with_trial(filled, OAK, ELM)
    plan = plan_merge(filled, ELM, OAK)
    assert "Both schools have started the trial words" in plan.problems[0]
    with pytest.raises(errors.PlanStopped):
        carry_out(plan)


def _with_key(network: Network, school: str, key: str) -> None:
    write_table(network, school, "pseudonyms.json", json.dumps({"key_id": key, "kind": "UPN"}))


def test_two_keys_are_said(filled: Network) -> None:
    """Codes made so far stay; the school that stays remembers both keys, and the plan names both files."""
    _with_key(filled, OAK, "k1")
    _with_key(filled, ELM, "k2")
    plan = plan_merge(filled, ELM, OAK)
    assert "needs both key files, k1.key and k2.key" in " ".join(plan.also)
    assert kept_of(_merged(filled).data_folder(OAK)) == Kept("k1", "UPN", (Kept("k2", "UPN"),))


def test_keys_of_earlier_mergers_are_remembered(filled: Network) -> None:
    """A school that was merged before brings every key its pupils are known under, each once."""
    before = [{"key_id": key, "kind": "UPN"} for key in ("k1", "k3")]
    _with_key(filled, OAK, "k1")
    said = {"key_id": "k2", "kind": "UPN", "earlier": before}
    write_table(filled, ELM, "pseudonyms.json", json.dumps(said))
    kept = kept_of(_merged(filled).data_folder(OAK))
    assert [key.key_id for key in (kept, *kept.earlier)] == ["k1", "k2", "k3"]


def test_keys_for_another_kind_of_identifier_are_said(filled: Network) -> None:
    """Where one school's codes are made of the UPN and the other's of another number, no file tells who is who."""
    _with_key(filled, OAK, "k1")
    write_table(filled, ELM, "pseudonyms.json", '{"key_id": "k2", "kind": "admission number"}')
    assert f"Those of {ELM} are made of the admission number" in " ".join(plan_merge(filled, ELM, OAK).also)


@pytest.mark.parametrize("whose", [[OAK], [ELM], [OAK, ELM]])
def test_sums_of_one_school_are_said_to_stand_for_both(filled: Network, whose: list[str]) -> None:
    """An attendance summary of some of the pupils is named, with what to do about it."""
    rows = "period,group,pupils,sessions_possible,absent_authorised,absent_unauthorised\n"
    for place, school in enumerate(whose):
        write_table(
            filled,
            school,
            "attendance_summary",
            f"{rows}202{4 + place}/2{5 + place},all pupils,90,9000,300,100\n",
        )
    (said,) = [x for x in plan_merge(filled, ELM, OAK).also if "attendance summary" in x]
    assert (
        f"sums of {whose[0] + chr(39) if len(whose) == 1 else 'each school' + chr(39)}s pupils alone" in said
    )


def test_the_only_key_comes_along(filled: Network) -> None:
    """Where the school that stays has no key, later imports use the other's."""
    _with_key(filled, ELM, "k2")
    data = _merged(filled).data_folder(OAK)
    assert json.loads((data / "pseudonyms.json").read_bytes())["key_id"] == "k2"


def test_with_one_key_the_same_code_is_the_same_pupil(filled: Network) -> None:
    """No code is changed then; a pupil whom both tables have is listed to be taken out of one."""
    for school in (OAK, ELM):
        _with_key(filled, school, "k1")
    plan = plan_merge(filled, ELM, OAK)
    assert not any("prefix" in said or "ELMSEC" in said for said in plan.will)
    assert [problem.split(":")[0] for problem in plan.problems] == [
        f"pupils.csv of {ELM}, row 2",
        f"outcomes.csv of {ELM}, row 2",
    ]


def test_the_lists_of_imports_are_joined(filled: Network) -> None:
    """What was imported when is said of both schools; what would undo an import at the school that goes is left behind."""
    for school, day in ((OAK, "2025-10-02"), (ELM, "2025-10-01")):
        write_table(filled, school, "imports.json", json.dumps([{"when": day, "table": "pupils"}]))
        (filled.data_folder(school) / "before_import").mkdir()
        write_table(filled, school, "before_import/pupils.csv", school)
    data = _merged(filled).data_folder(OAK)
    days = [line["when"] for line in json.loads((data / "imports.json").read_bytes())]
    assert days == ["2025-10-01", "2025-10-02"]
    assert [path.read_text(encoding="utf-8") for path in (data / "before_import").iterdir()] == [OAK]


def test_codes_that_would_be_too_long_stop_it(filled: Network) -> None:
    """With the prefix a code has to fit the rule for codes."""
    code = "P" + "1" * 38
    for school in (OAK, ELM):
        write_table(filled, school, "pupils", f"pupil_id,year_group\n{code},4\n")
    assert "longer than 40 letters" in plan_merge(filled, ELM, OAK).problems[0]


def test_a_prefix_never_makes_a_code_that_is_there(filled: Network) -> None:
    """Where the code with its prefix stands for somebody already, another prefix is taken."""
    write_table(filled, OAK, "pupils", "pupil_id,year_group\nP0001,4\nelmsec-p0001,5\n")
    _merged(filled)
    pupils = load_table(filled.data_folder(OAK), "pupils").frame
    assert pupils["pupil_id"].tolist() == ["P0001", "elmsec-p0001", "ELMSEC2-P0001", "P0003"]


def test_a_school_is_not_merged_with_itself_or_with_none(filled: Network) -> None:
    """The one is a problem of the plan, the other an unknown school."""
    assert plan_merge(filled, OAK, OAK).problems == ("A school cannot be merged with itself.",)
    with pytest.raises(errors.UnknownSchool):
        plan_merge(filled, OAK, "ash")


@pytest.mark.parametrize("number", range(1, 14, 3))
def test_half_a_merger_never_stands(filled: Network, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A failure at any renaming leaves both schools as they were."""
    before = contents(filled.folder)
    plan = plan_merge(filled, ELM, OAK)
    fail_at_renaming(monkeypatch, number)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    assert contents(filled.folder) == before


def test_the_published_reports_of_both_are_kept(filled: Network) -> None:
    """Later reports mind what both schools published, on one day or not, and know the pupils by their new codes."""
    for school, pupils in ((OAK, ["P0001", "P0002"]), (ELM, ["P0001", "P0003"])):
        counts = {"pupils": pupils, "cells": [["all", 2, "", "3"]], "hidden": []}
        sign_off = SignOff(by=f"Head of {school}", role="head", at=NOON, draft="d")
        publish(filled, school, f"<p>{school}</p>", cells=counts, sign_off=sign_off)
        (filled.school_folder(school) / "withheld.csv").write_text(school, encoding="utf-8")
    merged = _merged(filled)
    published = published_reports(merged, OAK)
    assert {report.page.read_text(encoding="utf-8") for report in published} == {
        f"<p>{OAK}</p>",
        f"<p>{ELM}</p>",
    }
    assert {report.sign_off.by for report in published} == {f"Head of {OAK}", f"Head of {ELM}"}
    known = {frozenset().union(*cells["who"]) for cells in earlier_cells(merged, OAK)}
    assert known == {frozenset({"P0001", "P0002"}), frozenset({"ELMSEC-P0001", "P0003"})}
    logs = merged.school_folder(OAK).glob("withheld*.csv")
    assert {path.read_text(encoding="utf-8") for path in logs} == {OAK, ELM}
