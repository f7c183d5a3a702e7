"""The check of a school: every table alone and against the others, errors and warnings apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typed_tables import TODAY, pupil_ids, register, school_days, write

from enquiry_lib.data.checking import check_data, check_school
from enquiry_lib.data.example import example_network
from enquiry_lib.data.templates import TABLES
from enquiry_lib.store.network import load_network
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import save_record


def test_the_check_counts_rows_pupils_errors_and_warnings_of_each_table(tmp_path: Path) -> None:
    """One line a table: its file, what can be used of it, what is wrong, and what is worth a look."""
    write(tmp_path, "pupils", "P00001,7,,", "P00002,8,,", "P00003,99,,")
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,/", "P00001,2025-09-14,PM,QQ")
    check = check_data(tmp_path, nation="England", day=TODAY)
    said = {one.table: (one.file, one.rows, one.pupils, one.problems, one.warnings) for one in check.tables}
    assert tuple(said) == TABLES
    assert said["pupils"] == ("pupils.csv", 3, 3, 1, 0)
    assert said["attendance"] == ("attendance.csv", 2, 1, 1, 1)
    assert said["outcomes"] == ("", 0, 0, 0, 0)
    assert said["indicators"] == ("", 0, None, 0, 0)
    assert (len(check.errors), len(check.warnings)) == (2, 1)
    assert {*check.errors, *check.warnings} == set(check.problems)


def test_what_is_not_told_is_not_judged(tmp_path: Path) -> None:
    """Without nation, year and phase the codes, years and year groups pass; with them they do not."""
    write(tmp_path, "pupils", "P00001,9,,")
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,QQ")
    assert check_data(tmp_path, day=TODAY).problems == ()
    told = check_data(tmp_path, nation="England", year="2024/25", phase="primary", day=TODAY)
    assert [one.column for one in told.problems] == ["year_group", "date", "mark"]


def test_a_networks_own_codes_count(tmp_path: Path) -> None:
    """A network that lists its own codes is checked by these."""
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,QQ")
    own = tmp_path / "network/reference/wales"
    own.mkdir(parents=True)
    (own / "register_codes.csv").write_text("code,class,meaning\nQQ,present,Here\n", encoding="utf-8")
    for folder, problems in ((None, 1), (tmp_path / "network", 0)):
        nation = "Wales" if folder else "England"
        check = check_data(tmp_path, nation=nation, network_folder=folder, day=TODAY)
        assert len(check.problems) == problems


def test_a_school_is_checked_by_what_its_network_knows(our_network: Path) -> None:
    """Nation, phase and year come from the register and the settings; a later enquiry's name tells the year."""
    data = our_network / "schools/oak/data"
    write(data, "outcomes", "P00001,Reading,baseline,2026-09-15,9,")
    write(data, "pupils", "P00001,4,,")
    network = load_network(our_network)
    today = dt.datetime.now().astimezone().date()
    assert today > dt.date(2026, 9, 15), "the clock of this machine is wrong"
    (problem,) = check_school(network, network.school("oak")).problems
    assert "later than the present one" in problem.found
    save_record(our_network / "schools/oak/enquiries/2026-27-maths/enquiry.json", Record(title="Maths"))
    assert check_school(network, network.school("oak")).problems == ()


def test_files_that_are_not_read_are_named_for_this_screen_only(tmp_path: Path) -> None:
    """Each file is either used, spoken of in a problem, or named as not read; names of files stay out of the repr."""
    write(tmp_path, "pupils", "P00001,7,,")
    for name in ("outcomes.numbers", "voices (1).csv", "Amy Smith.docx"):
        (tmp_path / name).write_bytes(b"x")
    check = check_data(tmp_path)
    assert [str(file) for file in check.not_read] == [
        "not read: Amy Smith.docx.",
        "not read: voices (1).csv. Did you mean voices.csv?",
    ]
    assert [file.table for file in check.meant] == ["voices"]
    assert [problem.file for problem in check.problems] == ["outcomes.numbers"]
    assert "Amy" not in repr(check)


def test_a_table_without_rows_is_empty(tmp_path: Path) -> None:
    """Headings alone are an empty table; a table that is not there, or whose rows cannot be used, is none."""
    write(tmp_path, "pupils")
    write(tmp_path, "delivery", "x,2025-09-15,,yes,20")
    check = check_data(tmp_path)
    assert [one.table for one in check.tables if one.is_empty] == ["pupils"]
    assert [one.table for one in check.there] == ["pupils", "delivery"]
    assert len(check.not_there) == len(TABLES) - 2


def test_nothing_of_a_check_but_the_list_of_pupils_may_leave(tmp_path: Path) -> None:
    """Neither counts nor problems are in the repr, of which a summary is made; the list can be withheld."""
    write(tmp_path, "pupils", *(f"{pupil},7,," for pupil in pupil_ids(3)))
    write(tmp_path, "attendance", *register(pupil_ids(3), school_days(1), "QQ"))
    check = check_data(tmp_path, nation="England", day=TODAY)
    cells = {"id": ["pupils"], "count": [3], "margin": [""], "who": [frozenset(pupil_ids(3))]}
    assert check.cells().to_dict("list") == cells
    assert check.withhold({"pupils"}).listed is None
    assert not check.withhold({"pupils"}).who
    for word in ("rows", "problems", "warnings", "QQ", "who"):
        assert word not in repr(check)


@pytest.mark.slow
def test_no_rule_is_so_eager_that_it_fires_on_the_example() -> None:
    """The example's schools have neither errors nor warnings."""
    network = load_network(example_network())
    found = {school.id: check_school(network, school).problems for school in network.schools}
    assert found == dict.fromkeys(found, ())
