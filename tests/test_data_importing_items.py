"""Items: sheets of marks for each question of a test, wide and long, and the row that says the most marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing import Proposal, ask_again, import_file
from enquiry_lib.data.loading import load_table
from enquiry_lib.stats.measures.reliability import Reliability, reliability
from enquiry_lib.store.network import Network
from tests.exported import OAK, UPNS, everything_in, proposed, write_rows

HEAD = ["UPN", "Name", "Q1", "Q2", "Q3", "Total"]
SAID = {"measure": "Quick sums", "occasion": "baseline", "date": "not known"}
Rows = Sequence[Sequence[str]]


def _pupils(*marks: Sequence[str]) -> list[list[str]]:
    """Give a row for each pupil: the number, a name, the marks, and 9 for a total."""
    return [[upn, "Zoe Quux", *own, "9"] for upn, own in zip(UPNS, marks, strict=False)]


FOUR = _pupils("102", "011", "110", "001")


def _sheet(
    network: Network, folder: Path, rows: Rows, answers: Mapping[str, str] | None = None, table: str = ""
) -> Proposal:
    return proposed(network, write_rows(folder / "sheet.csv", rows), {**SAID, **(answers or {})}, table=table)


def _marks(proposal: Proposal) -> dict[str, list[str]]:
    """Give the marks of each item, in the order of the pupils of the file."""
    return {str(item): part["score"].tolist() for item, part in proposal.frame.groupby("item", sort=False)}


def _most(proposal: Proposal) -> dict[str, str]:
    """Give the most marks of each item."""
    return dict(zip(proposal.frame["item"], proposal.frame["highest"], strict=True))


# --- wide sheets ------------------------------------------------------------------------------------------


def test_columns_of_questions_become_rows_of_items(network: Network, tmp_path: Path) -> None:
    """A row a pupil and item, pupils by code; the total is no item, and it is said how it comes in."""
    proposal = _sheet(network, tmp_path, [HEAD, *FOUR])
    assert (proposal.table, proposal.ready, len(proposal.frame)) == ("items", True, 12)
    assert _marks(proposal) == {"Q1": list("1010"), "Q2": list("0110"), "Q3": list("2101")}
    assert not set(proposal.frame["pupil_id"]) & set(UPNS)
    assert any("'Total': no item" in note and "outcomes" in note for note in proposal.notes)
    assert "Quux" not in proposal.frame.to_csv() + "".join(proposal.notes)


def test_measure_and_occasion_are_asked_of_every_file(network: Network, tmp_path: Path) -> None:
    """No heading says them; they are not remembered, and nothing is filed before."""
    path = write_rows(tmp_path / "sheet.csv", [HEAD, *FOUR])
    first = proposed(network, path)
    assert [question.key for question in first.questions] == ["measure", "occasion"]
    assert first.questions[0].usual == ""
    answered = ask_again(first, SAID)
    assert answered.ready
    assert set(answered.frame["measure"]) == {"Quick sums"}
    assert not {"measure", "occasion"} & set(answered.mapping.always)


def test_what_is_filed_can_be_worked_with(network: Network, tmp_path: Path) -> None:
    """The table is read back as numbers, says how reliable the test is, and holds no identifier and no name."""
    marks = ("102", "011", "110", "001", "112", "000", "102", "111")
    rows = [[f"A82043219{at:04}", "Zoe Quux", *marks[at % 8], "9"] for at in range(24)]
    import_file(_sheet(network, tmp_path, [HEAD, ["", "Max", *"112", "4"], *rows]))
    frame = load_table(network.data_folder(OAK), "items").frame
    found = reliability(frame, item="item", answer="score", score="sum", measure="Quick sums")
    assert isinstance(found, Reliability)
    typed = pd.DataFrame([list(map(int, marks[at % 8])) for at in range(24)])
    of_items, of_sums = typed.var().sum(), typed.sum(axis=1).var()
    assert found.alpha == pytest.approx(3 / 2 * (1 - of_items / of_sums))
    assert frame.groupby("item", observed=True)["highest"].first().tolist() == [1, 1, 2]
    kept = everything_in(network.folder)
    assert b"quux" not in kept
    assert b"a820432190" not in kept


@pytest.mark.parametrize(
    ("head", "items"),
    [
        (["1a", "1b", "2"], ["1a", "1b", "2"]),
        (["Question 1", "Question 2 (a)", "Question 2 (b)"], ["Question 1", "Question 2 (a)", "Question 2 (b)"]),
        (["1", "2", "3"], ["1", "2", "3"]),
        (["Q1: place value", "Q2: time", "Q3: shape"], ["Q1: place value", "Q2: time", "Q3: shape"]),
        (["Paper 1 Q1", "Paper 1 Q2", "Paper 2 Q1"], ["Paper 1 Q1", "Paper 1 Q2", "Paper 2 Q1"]),
    ],
)  # fmt: skip
def test_items_are_known_by_their_headings(
    network: Network, tmp_path: Path, head: list[str], items: list[str]
) -> None:
    """However questions are numbered, the heading is the name of the item."""
    proposal = _sheet(network, tmp_path, [["UPN", "Name", *head, "Total"], *FOUR])
    assert (proposal.table, list(_marks(proposal))) == ("items", items)


def test_two_rows_of_headings_name_paper_and_question(network: Network, tmp_path: Path) -> None:
    """A paper above its questions is part of the item's name; the total of a paper is no item."""
    over = ["", "", "Paper 1", "", "Paper 2", ""]
    proposal = _sheet(network, tmp_path, [over, HEAD, *FOUR])
    assert list(_marks(proposal)) == ["Paper 1 Q1", "Paper 1 Q2", "Paper 2 Q3"]


def test_other_columns_are_no_items(network: Network, tmp_path: Path) -> None:
    """Year, subtotals, percentages, standard scores and a maximum of the whole test are numbers, but of no question."""
    head = ["UPN", "Year", "Q1", "Q2", "Q3", "Section A total", "Mark", "Out of", "%", "SAS"]
    rows = [[upn, "4", *"110", "2", "2", "4", "50", "98"] for upn in UPNS[:4]]
    assert list(_marks(_sheet(network, tmp_path, [head, *rows]))) == ["Q1", "Q2", "Q3"]


def test_numbers_alone_may_be_sessions_and_are_asked_about(network: Network, tmp_path: Path) -> None:
    """Columns called 1, 2, 3 with noughts and ones are no groups, and items only when somebody says so."""
    rows = [["UPN", "1", "2", "3"], *([upn, *"101"] for upn in UPNS[:4])]
    proposal = _sheet(network, tmp_path, rows)
    (question,) = proposal.questions
    assert (proposal.table, question.key, question.usual) == ("", "table", "items")
    assert list(_marks(_sheet(network, tmp_path, rows, {"table": "items"}))) == ["1", "2", "3"]


def test_headings_of_topics_are_items_where_the_table_is_named(network: Network, tmp_path: Path) -> None:
    """Columns of marks that no table knows are items, to be checked; a sum of them, a year and a title are none."""
    head = ["UPN", "Year", "Fractions", "Time", "Shape", "All", "Mr Quux"]
    rows = [[upn, "4", *marks, str(sum(map(int, marks))), "1"] for upn, marks in zip(UPNS, ("102", "011", "110"), strict=False)]  # fmt: skip
    proposal = _sheet(network, tmp_path, [head, *rows], table="items")
    assert list(_marks(proposal)) == ["Fractions", "Time", "Shape"]
    assert {match.why for match in proposal.offered if match.taken_for.startswith("score")} == {
        "numbers under it, in a sheet of items: please check"
    }
    assert _sheet(network, tmp_path, [head, *rows]).table == "pupils"


def test_a_heading_that_somebody_says_is_a_score_is_an_item(network: Network, tmp_path: Path) -> None:
    """An item that is not called like the others comes in by an answer, and a question is left out by one."""
    head = ["UPN", "Q1", "Q2", "Q3", "Bonus"]
    rows = [[upn, *"1101"] for upn in UPNS[:3]]
    assert list(_marks(_sheet(network, tmp_path, [head, *rows]))) == ["Q1", "Q2", "Q3"]
    said = {"column|Bonus": "score", "column|Q3": "not used"}
    assert list(_marks(_sheet(network, tmp_path, [head, *rows], said))) == ["Q1", "Q2", "Bonus"]


# --- the most marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ["", "Max mark", *"112", "4"],
        ["Maximum", "", *"112", "4"],
        ["Max", "", *"112", "4"],
        ["", "Out of:", *"112", "4"],
        ["", "", "/1", "/1", "/2", "/4"],
        ["", "", "(1)", "(1)", "(2)", "(4)"],
        ["", "", "1 mark", "1 mark", "2 marks", "4 marks"],
    ],
)
def test_a_row_that_says_the_most_marks_is_no_pupil(network: Network, tmp_path: Path, row: list[str]) -> None:
    """Its marks become the most of each item; nobody is made of it, and nothing is wrong with it."""
    proposal = _sheet(network, tmp_path, [HEAD, row, *FOUR])
    assert (proposal.ready, proposal.problems, proposal.frame["pupil_id"].nunique()) == (True, (), 4)
    assert _most(proposal) == {"Q1": "1", "Q2": "1", "Q3": "2"}
    assert any("row 2 was read as the most marks" in note for note in proposal.notes)
    assert "highest" not in str(proposal.mapping.columns)  # another test has other marks


def test_headings_may_say_the_most_marks(network: Network, tmp_path: Path) -> None:
    """'Q1 (2 marks)' and 'Q2 /3' are items Q1 and Q2; a second 'Q1' is one of its own."""
    head = ["UPN", "Name", "Q1 (2 marks)", "Q2 /3", "Q3 [4]", "Total"]
    proposal = _sheet(network, tmp_path, [head, *FOUR])
    assert _most(proposal) == {"Q1": "2", "Q2": "3", "Q3": "4"}
    twice = _sheet(network, tmp_path, [["UPN", "Name", "Q1", "Q1", "Q2", "Total"], *FOUR])
    assert list(_marks(twice)) == ["Q1", "Q1 (2)", "Q2"]


@pytest.mark.parametrize("name", ["", "Max"])
def test_a_row_that_may_be_the_most_marks_is_asked_about(network: Network, tmp_path: Path, name: str) -> None:
    """A row without a number is asked about where nobody goes beyond it, and where Max may be a pupil's name."""
    rows = [HEAD, ["", name, *("112" if not name else "101"), "4"], *FOUR]
    proposal = _sheet(network, tmp_path, rows)
    (question,) = proposal.questions
    assert (question.key, question.choices, question.usual) == ("most_marks", ("yes", "no"), "yes")
    assert "row 2" in question.asked.lower()
    told = ask_again(proposal, {"most_marks": "yes"})
    assert (told.ready, _most(told)["Q1"]) == (True, "1")
    pupil = ask_again(proposal, {"most_marks": "no"})
    assert (pupil.ready, "highest" in pupil.frame, [one.row for one in pupil.problems]) == (True, False, [2])
    assert "most_marks" not in told.mapping.answers


def test_pupils_are_never_taken_for_the_most_marks(network: Network, tmp_path: Path) -> None:
    """A pupil with a number stays one, however many marks there are and whatever the name is; so does a row of averages."""
    rows = [[UPNS[0], "Max", *"112", "4"], *FOUR[1:], ["", "Facility", "0.5", "0.4", "0.9", "2"]]
    proposal = _sheet(network, tmp_path, [HEAD, *rows])
    assert (proposal.ready, proposal.frame["pupil_id"].nunique(), "highest" in proposal.frame) == (
        True,
        4,
        False,
    )


def test_a_mark_beyond_the_most_is_a_problem(network: Network, tmp_path: Path) -> None:
    """11 for 1 is named in the file's own row and heading, and the mark is not used."""
    rows = _pupils(["11", "0", "1"], "111", "000")
    proposal = _sheet(network, tmp_path, [HEAD, ["Max", "", *"112", "4"], *rows])
    ((problem),) = proposal.problems
    assert (problem.row, problem.column) == (3, "Q1")
    assert "highest is 1" in problem.found
    assert _marks(proposal)["Q1"] == ["", "1", "0"]


# --- what is not a mark -----------------------------------------------------------------------------------


def test_what_was_not_reached_is_no_row_and_absence_is_kept_apart(network: Network, tmp_path: Path) -> None:
    """Empty cells are counted and left out, a sign for absence is kept as elsewhere, and a word is named."""
    rows = _pupils(["1", "", "absent"], ["", "", ""], ["1", "0", "abs"], "111")
    proposal = _sheet(network, tmp_path, [HEAD, *rows])
    assert _marks(proposal) == {"Q1": ["1", "1", "1"], "Q2": ["0", "1"], "Q3": ["absent", "1"]}
    assert any("without a mark" in note and note.endswith(": 4") for note in proposal.notes)
    assert [(one.row, one.column) for one in proposal.problems] == [(4, "Q3")]


def test_what_a_dash_means_is_asked_once_for_all_items(network: Network, tmp_path: Path) -> None:
    """The answer about one question goes for all of them, and is remembered once."""
    rows = _pupils("1-1", "--1", "111", "1-0", "110")
    proposal = _sheet(network, tmp_path, [HEAD, *rows])
    (question,) = proposal.questions
    assert question.key == "dash|Q1"
    assert "for all items" in question.asked
    answered = ask_again(proposal, {"dash|Q1": "zero"})
    assert (answered.ready, _marks(answered)["Q2"]) == (True, ["0", "0", "1", "0", "1"])
    assert answered.mapping.answers == {"dash|Q1": "zero"}


def test_ticks_are_no_marks_and_it_is_said_what_to_do(network: Network, tmp_path: Path) -> None:
    """A sheet without a number stops, with one problem that says how marks are written and headings named."""
    proposal = _sheet(
        network, tmp_path, [HEAD[:5], *([upn, "A", "✓", "✗", "✓"] for upn in UPNS[:3])], table="items"
    )
    (stop,) = proposal.stops
    assert "no column of marks for an item" in stop.found
    assert "1 for right and 0 for wrong" in stop.do
    assert "means score" in stop.do


def test_a_sheet_with_names_only_is_refused(network: Network, tmp_path: Path) -> None:
    """It is known as a sheet of items, and the number of the pupils is asked for."""
    proposal = _sheet(network, tmp_path, [row[1:] for row in [HEAD, *FOUR]])
    assert proposal.table == "items"
    assert "with the UPN as a column" in proposal.stops[0].do


# --- long sheets, and the next sheet ----------------------------------------------------------------------


def test_a_row_for_each_pupil_and_question(network: Network, tmp_path: Path) -> None:
    """A long export has the item, the mark and the most marks in columns, perhaps the test and the term too."""
    head = ["UPN", "Assessment", "Term", "Question", "Marks awarded", "Max mark"]
    rows = [[upn, "Quick sums", "Pre", item, "1", "2"] for upn in UPNS[:3] for item in ("Q1", "Q2")]
    proposal = proposed(network, write_rows(tmp_path / "long.csv", [head, *rows]))
    assert (proposal.table, proposal.ready, len(proposal.frame)) == ("items", True, 6)
    assert set(proposal.frame["occasion"]) == {"baseline"}
    assert _most(proposal) == {"Q1": "2", "Q2": "2"}


def test_the_next_sheet_is_known_by_the_mapping_of_the_first(network: Network, tmp_path: Path) -> None:
    """It may have other questions and other most marks; what was remembered says nothing of these."""
    import_file(_sheet(network, tmp_path, [HEAD, ["Max", "", *"112", "4"], *FOUR]))
    longer = [["UPN", "Name", "Q1", "Q2", "Q3", "Q4"], ["Max", "", *"3334"], *FOUR]
    proposal = _sheet(network, tmp_path, longer, {"occasion": "follow_up"})
    assert proposal.known == "Marks for each item, own spreadsheet"
    assert _most(proposal) == {"Q1": "3", "Q2": "3", "Q3": "3", "Q4": "4"}
    plain = _sheet(network, tmp_path, [longer[0], *FOUR])
    assert "highest" not in plain.frame


def test_the_same_sheet_still_gives_the_scores(network: Network, tmp_path: Path) -> None:
    """Asked for as outcomes, the total is the score; the ends of the test come in where columns say them."""
    head, rows = [*HEAD, "Out of"], [[*row, "12"] for row in FOUR]
    proposal = _sheet(network, tmp_path, [head, *rows], table="outcomes")
    assert (proposal.ready, set(proposal.frame["score"]), set(proposal.frame["highest"])) == (
        True,
        {"9"},
        {"12"},
    )


def test_the_ends_of_one_of_several_scores_are_nobodys(network: Network, tmp_path: Path) -> None:
    """Beside two scores, a column with the most marks is not used: it may be that of either."""
    head = ["UPN", "Reading Pre", "Maths Pre", "Max mark"]
    proposal = proposed(
        network, write_rows(tmp_path / "f.csv", [head, *([upn, "9", "8", "10"] for upn in UPNS)])
    )
    assert "highest" not in proposal.frame
    assert any("not used: 'Max mark'" in note for note in proposal.notes)


def test_pupils_have_the_same_code_in_both_tables(network: Network, tmp_path: Path) -> None:
    """Items and scores of one pupil find each other."""
    path = write_rows(tmp_path / "sheet.csv", [HEAD, *FOUR])
    for table in ("items", "outcomes"):
        import_file(proposed(network, path, SAID, table=table))
    tables = [load_table(network.data_folder(OAK), table).frame for table in ("items", "outcomes")]
    items, outcomes = (set(pd.Series(frame["pupil_id"]).astype(str)) for frame in tables)
    assert items == outcomes
