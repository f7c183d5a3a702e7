"""Proposals: what a file would become, with its questions and problems, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.data.importing import ask_again, import_file, propose_import
from enquiry_lib.data.templates import columns
from enquiry_lib.errors import Problem
from enquiry_lib.store.network import Network
from tests.exported import ANSWERS, OAK, SAMPLES, UPNS, everything_in, proposed, pupil_list, write_rows


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_known_by_its_mapping(network: Network, sample: Path) -> None:
    """Its questions are those a school can answer; then it is ready, and nothing is written by proposing."""
    before = everything_in(network.folder)
    first = proposed(network, sample)
    assert first.known
    assert {question.key for question in first.questions} <= set(ANSWERS)
    proposal = ask_again(first, ANSWERS)
    assert proposal.ready
    assert {column.name for column in columns(proposal.table) if column.required} <= set(proposal.frame)
    assert everything_in(network.folder) == before


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_understood_without_its_mapping(
    network: Network, tmp_path: Path, sample: Path
) -> None:
    """A school whose headings are written a little otherwise has the same table proposed."""
    known = proposed(network, sample, ANSWERS)
    head, _, rest = sample.read_text(encoding="utf-8-sig").partition("\n")
    other = tmp_path / "other.csv"
    other.write_text(head.replace("UPN", "Pupil UPN").rstrip() + ",Extra\n" + rest, encoding="utf-8")
    afresh = proposed(network, other, {**ANSWERS, "order|headings": "day first"})
    assert (afresh.table, afresh.ready) == (known.table, True)
    assert len(afresh.frame) == len(known.frame)


def test_a_file_with_names_only_is_refused_with_what_to_export_instead(
    network: Network, tmp_path: Path
) -> None:
    """It stops, and says UPN; no name is in what it says."""
    path = write_rows(
        tmp_path / "f.csv", [["Surname", "Forename", "Year"], ["Quux", "Zoe", "7"], ["Baz", "Al", "8"]]
    )
    proposal = proposed(network, path, table="pupils")
    (stop,) = proposal.stops
    assert "with the UPN as a column" in stop.do
    assert not proposal.ready
    assert "Quux" not in "".join([*map(str, proposal.problems), *proposal.notes])


def test_rows_passed_over_as_totals_are_counted(network: Network, tmp_path: Path) -> None:
    """A pupil called Max is none of them; what is left out is said as a number, not only in a note."""
    rows = [[f"Name{upn[-1]}", upn, "7"] for upn in UPNS[:3]]
    path = write_rows(
        tmp_path / "f.csv",
        [["Forename", "UPN", "Year group"], *rows, ["Max", UPNS[3], "7"], ["Total", "", "4"]],
    )
    proposal = proposed(network, path, table="pupils")
    assert (len(proposal.frame), proposal.rows_left_out) == (4, 1)


def test_problems_name_the_row_and_the_heading_of_the_file_itself(network: Network, tmp_path: Path) -> None:
    """Also where one row of the file became several of the table, and under a title."""
    rows = [[upn, "08/09/2025", "/", "\\"] for upn in UPNS[:3]]
    path = write_rows(
        tmp_path / "f.csv",
        [
            ["Autumn"],
            ["UPN", "Date", "AM", "PM"],
            *rows,
            [UPNS[3], "31/02/2025", "/", "L"],
            ["Zoe Q", *rows[0][1:]],
        ],
    )
    problems = [one for one in proposed(network, path).problems if one.level == "error"]
    assert {(one.row, one.column) for one in problems} == {(6, "Date"), (7, "UPN")}
    assert all(isinstance(one, Problem) and "Zoe" not in str(one) for one in problems)


def test_the_same_session_twice_is_a_problem_that_names_both_rows(network: Network, tmp_path: Path) -> None:
    """The numbers are those of the file, not of the table it becomes."""
    rows = [
        [UPNS[0], "25/09/2025", "/", "\\"],
        [UPNS[1], "25/09/2025", "/", "\\"],
        [UPNS[0], "25/09/2025", "/", "I"],
    ]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Date", "AM", "PM"], *rows])
    (problem,) = proposed(network, path).problems
    assert (problem.row, problem.column) == (4, "PM")
    assert "as in row 2 under 'PM'" in problem.found
    assert "row 2 under 'PM' was used" in problem.do


def test_what_cannot_be_told_is_asked_and_the_answer_settles_it(network: Network, tmp_path: Path) -> None:
    """Dates that can be read in two ways, and an occasion nobody says."""
    rows = [[upn, "03/04/2026", str(90 + at)] for at, upn in enumerate(UPNS[:4])]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Test Date", "Reading SAS"], *rows])
    first = proposed(network, path)
    assert {question.key for question in first.questions} == {"order|Test Date", "occasion"}
    second = ask_again(first, {"order|Test Date": "month first", "occasion": "follow_up"})
    assert set(second.frame["date"]) == {"2026-03-04"}
    assert set(second.frame["occasion"]) == {"follow_up"}
    assert "occasion" not in second.mapping.always


def test_a_file_of_another_kind_stops_rather_than_losing_most_of_its_rows(
    network: Network, tmp_path: Path
) -> None:
    """When more than half cannot be used, nothing can be filed."""
    rows = [[f"nobody {at}", "7"] for at in range(4)]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Year"], *rows, [UPNS[0], "7"]])
    proposal = proposed(network, path)
    assert "1 of 5 rows" in proposal.stops[0].found


def test_pupils_whom_the_list_does_not_have_at_all_are_warned_about(network: Network, tmp_path: Path) -> None:
    """Codes made in another way meet nobody; it is said before they are filed."""
    data = network.data_folder(OAK)
    data.mkdir(parents=True)
    write_rows(data / "pupils.csv", [["pupil_id", "year_group"], ["HAND01", "7"]])
    path = write_rows(
        tmp_path / "f.csv",
        [["UPN", "Date", "AM"], [UPNS[0], "25/09/2025", "/"], [UPNS[1], "25/09/2025", "/"]],
    )
    (problem,) = proposed(network, path).problems
    assert (problem.level, "table of pupils" in problem.found) == ("warning", True)


def test_a_class_or_a_word_nobody_knows_is_asked_and_never_dropped(network: Network, tmp_path: Path) -> None:
    """The question offers the choices, and the proposal is not ready until then."""
    path = pupil_list(tmp_path / "f.csv", SEN=["K", "N", "W", "K"])
    proposal = proposed(network, path)
    assert [question.key for question in proposal.questions] == ["word|send|W"]
    assert not proposal.ready
    assert proposal.frame["send"].tolist() == ["SEN support", "none", "", "SEN support"]


def test_a_week_without_days_is_not_filed_on_its_monday(network: Network, tmp_path: Path) -> None:
    """One mark beside the name of a week does not say which day it is of."""
    rows = [[upn, "08/09/2025", "AM", "/"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Week Beginning", "Session", "Mark"], *rows])
    assert [stop.column for stop in proposed(network, path, table="attendance").stops] == ["date"]


def test_an_excel_file_with_two_rows_of_headings_is_read(network: Network, tmp_path: Path) -> None:
    """Days above, AM and PM below, as marks sheets have them."""
    import xlsxwriter

    path = tmp_path / "marks.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Marks")
        sheet.write_row(0, 0, ["", "25/09/2025", "", "26/09/2025", ""])
        sheet.write_row(1, 0, ["UPN", "AM", "PM", "AM", "PM"])
        for row, upn in enumerate(UPNS[:4], start=2):
            sheet.write_row(row, 0, [upn, "/", "\\", "I", "I"])
    proposal = propose_import(path, network=network, school=OAK)
    assert (proposal.table, len(proposal.frame), proposal.ready) == ("attendance", 16, True)
    assert set(proposal.frame["date"]) == {"2025-09-25", "2025-09-26"}


def test_what_is_still_asked_is_no_problem_yet(network: Network, tmp_path: Path) -> None:
    """Marks without a session: one question, and no row of problems before its answer."""
    path = write_rows(
        tmp_path / "f.csv", [["UPN", "Date", "Mark"], *([upn, "25/09/2025", "/"] for upn in UPNS[:3])]
    )
    first = proposed(network, path)
    assert ([one.key for one in first.questions], first.problems) == (["session"], ())
    assert len(ask_again(first, {"session": "AM"}).frame) == 3
    assert ask_again(first, {"session": "AM"}).mapping.always == {"session": "AM"}


def test_before_the_first_filing_a_pupils_code_stays_from_look_to_look(
    network: Network, tmp_path: Path
) -> None:
    """A new key is made once for a file, however many answers follow."""
    first = proposed(network, pupil_list(tmp_path / "f.csv", SEN=["K", "N", "W", "K"]))
    second = ask_again(ask_again(first, {}), {"word|send|W": "none"})
    assert len(set(first.frame["pupil_id"])) == 4
    assert second.frame["pupil_id"].tolist() == first.frame["pupil_id"].tolist()


def test_a_sheet_is_answered_by_the_key_of_its_question(network: Network, tmp_path: Path) -> None:
    """Both when a file is proposed and when it is asked again."""
    import xlsxwriter

    path = tmp_path / "marks.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, mark in (("Week 1", "/"), ("Week 2", "L")):
            rows = [["UPN", "Date", "AM"], *([upn, "25/09/2025", mark] for upn in UPNS[:3])]
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
    first = proposed(network, path)
    (question,) = first.questions
    for proposal in (
        ask_again(first, {question.key: "Week 2"}),
        proposed(network, path, {question.key: "Week 2"}),
    ):
        assert (proposal.read.sheet, set(proposal.frame["mark"])) == ("Week 2", {"L"})


def test_a_form_with_a_column_for_each_question_is_pointed_to_the_template(
    network: Network, tmp_path: Path
) -> None:
    """One sentence instead of a line for each column that it lacks."""
    rows = [["1", "I agree", "Yes"], ["2", "I do not", "No"], ["3", "I agree", "Yes"]]
    path = write_rows(tmp_path / "f.csv", [["ID", "I enjoy reading", "I belong"], *rows])
    (stop,) = proposed(network, path, table="survey").stops
    assert "templates/survey/template.xlsx" in stop.do
    assert stop.expected == "one row for each respondent, occasion and question"


def test_a_word_that_may_be_a_name_is_never_remembered(network: Network, tmp_path: Path) -> None:
    """Somebody who says that Amy Smith means 3B puts no name into the network; a word of a list is kept."""
    listed = {"Class": ["Amy Smith", "3A", "3A", "3A"], "SEN": ["K", "W", "N", "N"]}
    path = pupil_list(tmp_path / "list.csv", **listed)
    answers = {"word|class_name|Amy Smith": "3B", "word|send|W": "none"}
    proposal = propose_import(path, network=network, school=OAK, answers=answers)
    assert proposal.frame["class_name"].tolist()[:2] == ["3B", "3A"]
    assert proposal.mapping.words == {"send": {"W": "none"}}


def test_well_known_headings_that_a_remembered_mapping_lacks_are_taken_in(
    network: Network, tmp_path: Path
) -> None:
    """The first list had a UPN and a year only; the next one's sex and SEN are not dropped."""
    import_file(proposed(network, pupil_list(tmp_path / "one.csv")))
    full = pupil_list(tmp_path / "two.csv", Gender=["F", "M", "F", "M"], SEN_Status=["K", "N", "N", "K"])
    proposal = proposed(network, full)
    assert proposal.known
    assert proposal.frame["sex"].tolist() == ["F", "M", "F", "M"]
    assert proposal.frame["send"].tolist()[0] == "SEN support"
