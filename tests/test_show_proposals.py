"""A proposal in words: what the form draws of a file that is to be brought in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from enquiry_lib.data.importing import Imported, propose_import
from enquiry_lib.data.importing.merging import Merged
from enquiry_lib.errors import Problem
from enquiry_lib.show.proposals import LISTED, changes_in_words, filed_lines, proposal_reply, said_alone
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

EXPORTS = shipped("data_templates") / "exports"


def drawn(network: Network, file: Path, *, replaces: bool = False, **answers: str) -> dict[str, Any]:
    """Give what the form draws of a file, every open question asked."""
    proposal = propose_import(file, network=network, school="oak-primary", answers=answers)
    return proposal_reply(proposal, proposal.questions, answers, replaces=replaces)


def typed(folder: Path, text: str) -> Path:
    """Give a file with this text."""
    path = folder / "typed.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_while_a_question_is_open_no_list_says_that_its_answer_is_missing(network: Network) -> None:
    """The question alone asks; what the answer will not mend is said."""
    reply = drawn(network, EXPORTS / "ks2_scaled_scores.csv")
    assert [one["key"] for one in reply["questions"]] == ["occasion", "date"]
    assert reply["stops"] == []
    assert [said.partition(":")[0] for said in reply["errors"]] == [
        "Row 5, KS2 GPS Scaled Score",
        "Row 8, KS2 Maths Scaled Score",
    ]
    assert reply["missing"] == "It can be filed when every question is answered."


def test_once_answered_what_is_missing_is_said(network: Network, tmp_path: Path) -> None:
    """Nothing is kept from the person who is about to file."""
    rows = "UPN,Date,Session,Mark\nA820432110001,2025-09-08,AM,/\n,2025-09-08,AM,/\nB820432110002,2025-09-08,AM,/\n"
    reply = drawn(network, typed(tmp_path, rows))
    assert reply["ready"]
    assert [said for said in reply["errors"] if said.startswith("Row 3, UPN: found nothing")]
    assert reply["preview"]["said"] == "As it would be filed: 2 rows; 1 row left out"


def test_a_question_is_told_apart_from_its_explanation(network: Network) -> None:
    """What is asked stands out; choices are in plain words, and another word can be typed where one may be."""
    occasion, day = drawn(network, EXPORTS / "ks2_scaled_scores.csv")["questions"]
    assert occasion["asked"] == "No heading says the occasion. Which is it, for all rows?"
    assert occasion["more"].startswith("baseline for the measurement before")
    assert [one["label"] for one in occasion["choices"]] == ["before (baseline)", "after (follow_up)"]
    assert occasion["typed"]
    assert day["asked"] == "On which day, about, was this test taken?"
    assert [one["label"] for one in day["choices"]] == [
        "not known: what is found will have to be read as exploratory"
    ]
    assert day["typed"]


def test_what_stops_is_said_before_what_is_asked(network: Network, tmp_path: Path) -> None:
    """A file that cannot be filed is not said to be so once its questions are answered."""
    head = "pupil_id,Possible Sessions,Sessions Attended"
    rows = "\n".join(f"P0000{at},10,{9 + week}" for at in range(3) for week in range(2))
    reply = drawn(network, typed(tmp_path, f"{head}\n{rows}\n"), several_rows="no")
    assert reply["stops"][0].startswith(
        "Pupil's code: found several rows for a pupil that cannot be added up"
    )
    assert reply["missing"].startswith("It cannot be filed as it is.")
    assert reply["preview"]["rows"] == []


def test_the_usual_answer_is_marked_and_not_taken_for_granted(network: Network) -> None:
    """It is still a question."""
    (year,) = drawn(network, EXPORTS / "sims_attendance_totals.csv")["questions"]
    assert next(one["label"] for one in year["choices"]).endswith(" (usual)")
    assert (year["answer"], year["typed"]) == ("", False)


def test_columns_with_names_are_set_apart(network: Network) -> None:
    """They are not among those used, and the reason is said in full."""
    columns = drawn(network, EXPORTS / "sims_marksheet.csv")["columns"]
    assert [one["heading"] for one in columns if not one["used"]] == [
        "Surname",
        "Forename",
        "Year",
        "Reg Group",
    ]
    assert {one["why"] for one in columns if not one["used"]} == {"a name: never taken in", "not needed"}
    assert {one["why"] for one in columns if one["used"]} == {"known from this kind of file"}


def test_what_is_not_used_is_said_once(network: Network) -> None:
    """The form lists those columns; the notes do not list them again."""
    reply = drawn(network, EXPORTS / "sims_marksheet.csv")
    assert not [note for note in reply["notes"] if "Reg Group" in note]
    assert "'Surname', 'Forename': a name, never taken in" in reply["notes"]


def test_every_column_can_be_taken_for_what_it_is_taken_for(network: Network) -> None:
    """Also where the file's own heading says the measure and the occasion."""
    for file in sorted(EXPORTS.glob("*.csv")):
        reply = drawn(network, file)
        offered = [one["name"] for one in reply["ours"]]
        assert {one["taken"] for one in reply["columns"]} <= set(offered), file.name
        assert len(offered) == len(set(offered)), file.name
    labels = {one["label"] for one in drawn(network, EXPORTS / "sims_marksheet.csv")["ours"]}
    assert {"not used", "Pupil's code", "Score (Reading, Au1)"} <= labels


def test_without_a_table_the_form_asks_for_it_first(network: Network, tmp_path: Path) -> None:
    """Nothing else is asked or shown before."""
    reply = drawn(network, typed(tmp_path, "Colour,Weight\nred,12\nblue,13\ngreen,9\n"))
    assert (reply["table"], reply["columns"], reply["questions"]) == ("", [], [])
    assert reply["tables"][0] == {"name": "", "label": "(please choose)"}
    assert reply["missing"] == "Say first what it is a table of."


def test_each_table_is_said_with_what_a_row_of_it_is_about(network: Network, tmp_path: Path) -> None:
    """And the likely one is marked, where the headings tell anything."""
    reply = drawn(network, typed(tmp_path, "UPN,Member of,Class\nA820432110001,7B,7B\nB820432110002,7B,7B\n"))
    labels = {one["name"]: one["label"] for one in reply["tables"]}
    assert labels["attendance"].startswith("Attendance: one row for each pupil, date and session")
    assert [name for name, label in labels.items() if label.endswith("most like this file")] == ["pupils"]


def test_what_changes_is_said_in_lines() -> None:
    """The columns by their labels, what stays because the file has nothing, and what would go."""
    one = Merged(pd.DataFrame(), 0, 2, ("year_group", "left_on"), kept=3, only_there=4)
    first, kept = changes_in_words(one, "pupils")
    assert first == "For the table of pupils: 0 new rows, and 2 rows changed (Year group, Left on)."
    assert "keeps what it has: 3 cells" in kept
    assert list(changes_in_words(one, "pupils", replaced=True))[-1].endswith("not in the file: 4.")
    same = Merged(pd.DataFrame(), 0, 0)
    assert list(changes_in_words(same, "pupils")) == ["The table of pupils has all of these rows already."]


def test_long_lists_are_cut_and_say_so(network: Network, tmp_path: Path) -> None:
    """Of many kinds of problems the first are named, and the others counted."""
    scores = [f"x{number}" if number < LISTED + 3 else "100" for number in range(100)]
    rows = [f"A82043211{number:04},Reading,baseline,{score}" for number, score in enumerate(scores)]
    reply = drawn(network, typed(tmp_path, "\n".join(["UPN,Measure,Occasion,Score", *rows])))
    assert len(reply["errors"]) == LISTED + 1
    assert reply["errors"][0].startswith("Row 2, Score: found 'x0', expected a number.")
    assert reply["errors"][-1] == "… and 3 more"


def test_the_buttons_say_what_they_do(network: Network) -> None:
    """With a table there already, the difference between the two is said."""
    reply = drawn(network, EXPORTS / "arbor_pupils.csv", replaces=True)
    assert reply["file"] == "Add it to the table of pupils"
    assert reply["replace"] == "Put it in that table's place"
    assert "taken back" in reply["difference"]


def test_the_preview_has_our_headings_and_no_identifier(network: Network) -> None:
    """What is shown is what would be filed, pupils by their codes."""
    preview = drawn(network, EXPORTS / "arbor_attendance.csv")["preview"]
    assert preview["headings"] == ["Pupil's code", "Date", "Session", "Register mark"]
    assert preview["said"] == "As it would be filed: 14 rows, of which the first 5"
    assert not [row for row in preview["rows"] if "820432110" in row[0]]


@pytest.mark.parametrize(
    ("new", "changed", "first"),
    [
        (1, 0, "Filed: 1 new row in the table of pupils."),
        (0, 2, "Filed: 0 new rows in the table of pupils, and 2 changed."),
        (0, 0, "Filed: the table of pupils had all of these rows already."),
    ],
)
def test_what_was_filed_is_counted(new: int, changed: int, first: str) -> None:
    """New and changed rows by their numbers, and nothing of what is in them."""
    filed = Imported("pupils", Path("p.csv"), 9, 9, new, changed, 0, (), (), Path("m.csv"))
    assert next(filed_lines(filed)) == first


def test_a_problem_of_one_row_says_which() -> None:
    """Outside a list a problem names its row itself."""
    one = Problem("a.csv", 7, "Mark", "'?'", "a code", "Look.", level="warning")
    assert said_alone(one) == "Row 7, Mark: found '?', expected a code. Look."
