"""Building: rows of a table from a file by its mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.store.network import Network
from tests.exported import ANSWERS, SAMPLES, UPNS, proposed, pupil_list, write_rows

ROWS = [
    ["25/09/2025", "AM", "/"],
    ["25/09/2025", "PM", "\\"],
    ["26/09/2025", "AM", "L"],
    ["26/09/2025", "PM", "I"],
]


def test_long_and_wide_files_of_the_same_marks_are_the_same_table(network: Network, tmp_path: Path) -> None:
    """One row a mark, AM beside PM, one column a session, and days of a week beside each other."""
    long = [[upn, *row] for upn in UPNS[:3] for row in ROWS]
    pairs = [
        [upn, day, am, pm]
        for upn in UPNS[:3]
        for day, am, pm in (("25/09/2025", "/", "\\"), ("26/09/2025", "L", "I"))
    ]
    wide = [[upn, *(mark for _, _, mark in ROWS)] for upn in UPNS[:3]]
    week = [[upn, "22/09/2025", *(mark for _, _, mark in ROWS)] for upn in UPNS[:3]]
    files = {
        "long": [["UPN", "Date", "Session", "Mark"], *long],
        "pairs": [["UPN", "Date", "AM", "PM"], *pairs],
        "wide": [["UPN", *(f"{day} {session}" for day, session, _ in ROWS)], *wide],
        "week": [["UPN", "Week Beginning", "Thu AM", "Thu PM", "Fri AM", "Fri PM"], *week],
    }
    key = ["pupil_id", "date", "session", "mark"]
    tables = {}
    for name, rows in files.items():
        proposal = proposed(network, write_rows(tmp_path / f"{name}.csv", rows), table="attendance")
        assert proposal.ready, (name, proposal.questions, proposal.problems)
        codes = {code: at for at, code in enumerate(dict.fromkeys(proposal.frame["pupil_id"]))}
        frame = proposal.frame.assign(pupil_id=proposal.frame["pupil_id"].map(codes))
        tables[name] = sorted(map(tuple, frame[key].astype(str).to_numpy().tolist()))
    assert len(tables["long"]) == 12
    assert all(table == tables["long"] for table in tables.values())


def test_persistent_absence_is_counted_pupil_by_pupil(network: Network) -> None:
    """Of the sample's eight pupils two missed 10% or more, one of them half; no code is in the row."""
    sample = next(path for path in SAMPLES if path.stem == "sims_attendance_totals")
    row = proposed(network, sample, {"school_year": "2024/25"}).frame.iloc[0]
    assert (row["period"], row["pupils"], row["persistently_absent"], row["severely_absent"]) == (
        *("2024/25", "8", "2", "1"),
    )
    assert "pupil_id" not in row


def _weeks(folder: Path) -> Path:
    """Write three weeks of two pupils, one of whom misses one session in ten altogether."""
    head = [
        "UPN",
        "Week Beginning",
        "Possible Sessions",
        "Sessions Attended",
        "Authorised Absences",
        "Unauthorised Absences",
    ]
    weeks = [
        [UPNS[0], "08/09/2025", "10", "10", "0", "0"],
        [UPNS[1], "08/09/2025", "10", "8", "2", "0"],
        [UPNS[0], "15/09/2025", "10", "10", "0", "0"],
        [UPNS[1], "15/09/2025", "10", "9", "0", "1"],
        [UPNS[0], "22/09/2025", "10", "10", "0", "0"],
        [UPNS[1], "22/09/2025", "10", "10", "0", "0"],
    ]
    return write_rows(folder / "weeks.csv", [head, *weeks])


def test_weeks_of_a_pupil_are_added_up_where_somebody_says_so(network: Network, tmp_path: Path) -> None:
    """Who missed much is told from the sums of each pupil; there is no preview before it is said."""
    path = _weeks(tmp_path)
    asked = proposed(network, path, ANSWERS)
    assert ([one.key for one in asked.questions], len(asked.frame)) == (["several_rows"], 0)
    assert "6 rows for 2 pupils" in asked.questions[0].asked
    summed = proposed(network, path, {**ANSWERS, "several_rows": "yes"})
    assert (summed.ready, len(summed.frame)) == (True, 1)
    row = summed.frame.iloc[0]
    names = ["pupils", "sessions_possible", "absent_authorised", "absent_unauthorised", "persistently_absent"]
    assert row[names].tolist() == ["2", "60", "2", "1", "1"]
    assert any(note.startswith("6 rows, of 2 pupils, were summed up") for note in summed.notes)


def test_of_a_pupil_with_a_week_that_cannot_be_right_nothing_is_added_up(
    network: Network, tmp_path: Path
) -> None:
    """Half a year would not be that pupil's absence; a week of holidays with nothing in it does no harm."""
    path = _weeks(tmp_path)
    more = [f"{UPNS[0]},29/09/2025,10,12,0,0", f"{UPNS[1]},29/09/2025,0,,,"]
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(more) + "\n", encoding="utf-8")
    proposal = proposed(network, path, {**ANSWERS, "several_rows": "yes"})
    assert proposal.frame.iloc[0][["pupils", "sessions_possible"]].tolist() == ["1", "30"]
    assert [(one.row, "the pupil was left out" in one.do) for one in proposal.problems] == [(8, True)]


def test_rows_of_a_pupil_that_cannot_be_added_up_stop(network: Network, tmp_path: Path) -> None:
    """It names the heading of the file and what to export; nothing is previewed and nothing more is asked."""
    proposal = proposed(network, _weeks(tmp_path), {"several_rows": "no"})
    (stop,) = proposal.stops
    assert (stop.column, "Export one row for each pupil" in stop.do) == ("UPN", True)
    assert (proposal.questions, len(proposal.frame)) == ((), 0)


def test_what_the_table_needs_and_no_heading_holds_stops(network: Network, tmp_path: Path) -> None:
    """It names the column and what it would hold."""
    path = write_rows(tmp_path / "f.csv", [["UPN", "Reg"], [UPNS[0], "7A"], [UPNS[1], "7B"]])
    (stop,) = proposed(network, path, table="pupils").stops
    assert (stop.column, "Year group" in stop.do) == ("year_group", True)


@pytest.mark.parametrize("said", ["day first", "month first"])
def test_all_dates_of_a_file_are_read_in_one_order(network: Network, tmp_path: Path, said: str) -> None:
    """A column that settles the order settles it for the others, and nothing is asked."""
    sure = "25/09/2024" if said == "day first" else "09/25/2024"
    path = pupil_list(tmp_path / "f.csv", Date_of_Admission=[sure] * 4, Leaving_Date=["03/04/2026"] * 4)
    proposal = proposed(network, path)
    assert not proposal.questions
    expected = "2026-04-03" if said == "day first" else "2026-03-04"
    assert set(proposal.frame["left_on"]) == {expected}


def test_dates_that_are_never_taken_in_settle_the_order_too(network: Network, tmp_path: Path) -> None:
    """A date of birth with a day over twelve saves a question; that it was looked at is said, and none is quoted."""
    days = {"Date_of_Admission": ["03/04/2026"] * 4, "DOB": ["29/02/2016"] * 4}
    proposal = proposed(network, pupil_list(tmp_path / "f.csv", **days))
    assert not proposal.questions
    assert set(proposal.frame["joined_on"]) == {"2026-04-03"}
    assert "dates were read with the day first, as in another column of the file" in proposal.notes
    assert not any("2016" in note for note in proposal.notes)


def test_an_occasion_can_be_left_out(network: Network, tmp_path: Path) -> None:
    """Columns of a term that is no occasion of the enquiry are not taken in."""
    rows = [[upn, "94", "99"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Reading Au1", "Reading Sp1"], *rows])
    proposal = proposed(network, path, {**ANSWERS, "word|occasion|Sp1": "nothing"})
    assert (proposal.ready, set(proposal.frame["score"])) == (True, {"94"})


def test_the_two_marks_of_a_day_in_one_cell_are_split(network: Network, tmp_path: Path) -> None:
    """They are AM and PM of that day; a lone mark cannot be told apart, is left out and named."""
    rows = [[UPNS[0], "/\\", "L\\"], [UPNS[1], "II", "/M"], [UPNS[2], "/ \\", "/"]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Mon 08/09/2025", "Tue 16/09/2025"], *rows])
    proposal = proposed(network, path)
    assert (proposal.ready, proposal.questions) == (True, ())
    assert proposal.frame["session"].tolist() == ["AM", "PM"] * 5
    assert sorted(proposal.frame["mark"]) == sorted("/\\L\\II/M/\\")
    assert [problem.row for problem in proposal.problems] == [4]


def test_a_code_of_two_signs_is_one_mark(network: Network, tmp_path: Path) -> None:
    """J1 and C2 are register codes and no pair."""
    rows = [[upn, "C1", "J1"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "08/09/2025 AM", "08/09/2025 PM"], *rows])
    assert set(proposed(network, path).frame["mark"]) == {"C1", "J1"}


def test_marks_that_are_mostly_no_register_codes_are_refused(network: Network, tmp_path: Path) -> None:
    """They would take the place of good ones."""
    rows = [[upn, "08/09/2025", "AM", "Q9"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Date", "Session", "Mark"], *rows])
    (stop,) = proposed(network, path).stops
    assert "no register codes" in stop.found


def test_rows_left_out_by_an_answer_are_a_note_and_no_problem(network: Network, tmp_path: Path) -> None:
    """A term that means nothing is counted once, and nothing is to be put right."""
    rows = [[upn, term, "94"] for upn in UPNS[:3] for term in ("Autumn", "Spring", "Summer")]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Term", "Reading score"], *rows])
    said = {"Autumn": "baseline", "Spring": "nothing", "Summer": "follow_up"}
    answers = {f"word|occasion|{term}": means for term, means in said.items()}
    proposal = proposed(network, path, {**ANSWERS, **answers})
    assert (proposal.ready, proposal.problems, len(proposal.frame)) == (True, (), 6)
    assert any(note.startswith("Term: rows left out") and note.endswith(": 3") for note in proposal.notes)


def test_scores_that_differ_only_where_nothing_is_used_are_named(network: Network, tmp_path: Path) -> None:
    """They were read once; one line asks whether a heading says the measure."""
    rows = [[upn, strand, "5"] for upn in UPNS[:3] for strand in ("Arts", "Sport")]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Strand", "Score"], *rows])
    proposal = proposed(network, path, {"occasion": "baseline", "measure": "Reading"})
    (problem,) = proposal.problems
    assert (problem.level, problem.found) == ("warning", "3 rows that differ only under 'Strand'")
