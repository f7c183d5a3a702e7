"""Tables read and checked: typed rows, and every problem in a teacher's words."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from enquiry_lib import errors
from enquiry_lib.data import loading
from enquiry_lib.data.loading import LoadedTable, load_table
from enquiry_lib.data.templates import TABLES, columns, identifiers
from enquiry_lib.errors import Problem
from enquiry_lib.store import saving
from enquiry_lib.store.shipped import shipped

HEADINGS = {
    "pupils": "pupil_id,year_group",
    "attendance": "pupil_id,date,session,mark",
    "outcomes": "pupil_id,measure,occasion,date,score,arm",
    "attendance_summary": "period,group,pupils,sessions_possible,absent_authorised,absent_unauthorised,"
    "persistently_absent,severely_absent",
    "groups": "pupil_id,group,since,until",
    "delivery": "pupil_id,date,session,attended,minutes",
    "survey": "respondent_id,role,occasion,construct,question,answer,lowest,highest",
    "voices": "voice_id,method,who,theme,words",
    "indicators": "indicator,occasion,date,value,unit,counts,better,people",
}


def load(folder: Path, table: str, *lines: str, headings: str = "") -> LoadedTable:
    """Load a csv file of these lines under a table's headings."""
    text = "\n".join([headings or HEADINGS[table], *lines, ""])
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    return load_table(folder, table)


def only_problem(loaded: LoadedTable) -> Problem:
    """Give the one problem there should be."""
    (problem,) = loaded.problems
    return problem


# --- which file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_not_there_is_empty_in_the_right_types(tmp_path: Path, table: str) -> None:
    """No file: no rows, no problem, and the same column types as a full table."""
    empty = load_table(tmp_path / "nowhere", table)
    shutil.copy(shipped("data_templates") / table / "example.csv", tmp_path / f"{table}.csv")
    full = load_table(tmp_path, table)
    assert (empty.file, len(empty.frame), empty.problems) == ("", 0, ())
    assert [kind.name for kind in empty.frame.dtypes] == [kind.name for kind in full.frame.dtypes]
    assert empty.frame.columns.tolist() == [column.name for column in columns(table)]


def test_the_size_of_letters_in_a_file_name_does_not_matter(tmp_path: Path) -> None:
    """'Pupils.CSV' is the table of pupils, and is named as it is."""
    (tmp_path / "Pupils.CSV").write_text("pupil_id,year_group\nP0001,7\n", encoding="utf-8")
    assert load_table(tmp_path, "pupils").file == "Pupils.CSV"


def test_two_files_of_one_table_are_a_problem_and_the_csv_is_used(tmp_path: Path) -> None:
    """Nobody has to guess which of pupils.csv and pupils.xlsx was read."""
    (tmp_path / "pupils.xlsx").write_bytes(b"whatever")
    problem = only_problem(load(tmp_path, "pupils", "P0001,7"))
    assert (problem.file, problem.found) == ("pupils.xlsx", "pupils.csv beside it")
    assert "pupils.csv was used" in problem.do


@pytest.mark.parametrize("name", ["outcomes.xlsb", "Outcomes.numbers"])
def test_a_file_of_another_kind_is_not_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    """A table saved in another format is 'not there', but the person is told why."""
    (tmp_path / name).write_bytes(b"whatever")
    loaded = load_table(tmp_path, "outcomes")
    assert loaded.file == ""
    assert "outcomes.xlsx" in only_problem(loaded).do


def test_a_file_that_excel_holds_open_says_what_to_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few tries the message is 'Close outcomes.csv in Excel'."""
    (tmp_path / "outcomes.csv").write_text(HEADINGS["outcomes"], encoding="utf-8")
    tries = []

    def held(path: Path) -> bytes:
        tries.append(path)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", held)
    monkeypatch.setattr(saving, "PAUSE", 0)
    with pytest.raises(errors.FileInUse, match=r"Close outcomes\.csv in Excel"):
        load_table(tmp_path, "outcomes")
    assert len(tries) == saving.TRIES


def test_an_unknown_table_is_an_error(tmp_path: Path) -> None:
    """A word that is no table's name lists the tables."""
    with pytest.raises(errors.UnknownTable, match=r"pupils, attendance, .*outcomes"):
        load_table(tmp_path, "pupil")


def test_a_file_that_cannot_be_used_gives_an_empty_table_and_the_problem(tmp_path: Path) -> None:
    """An empty file does not stop anything: the table is empty, in its types, and the problem is listed."""
    (tmp_path / "pupils.csv").write_bytes(b"")
    loaded = load_table(tmp_path, "pupils")
    assert loaded.file == "pupils.csv"
    assert only_problem(loaded).found == "an empty file"
    assert isinstance(loaded.frame["year_group"].dtype, pd.CategoricalDtype)


# --- types ------------------------------------------------------------------------------------------------


def test_every_column_of_the_dictionary_is_there_and_no_other(tmp_path: Path) -> None:
    """Columns that a file leaves out are missing values; columns it has too many never enter."""
    loaded = load(tmp_path, "pupils", "P0001,7,Mr Hill", headings="pupil_id,year_group,teacher")
    assert loaded.frame.columns.tolist() == [column.name for column in columns("pupils")]
    assert loaded.frame.iloc[0].isna().sum() == 10
    assert loaded.notes == ("column 'teacher' is not used",)
    assert not loaded.frame.astype(str).isin(["Mr Hill"]).any(axis=None)


def test_group_columns_are_categories_in_the_dictionarys_order(tmp_path: Path) -> None:
    """Year groups come N, R, 1 to 13, whatever the order of the rows."""
    loaded = load(tmp_path, "pupils", "P0001,10", "P0002,R", "P0003,2")
    assert loaded.frame["year_group"].sort_values().tolist() == ["R", "2", "10"]
    for column in columns("pupils"):
        assert isinstance(loaded.frame[column.name].dtype, pd.CategoricalDtype) == column.group


def test_scores_dates_and_marks_have_their_types(tmp_path: Path) -> None:
    """A score is a float, a date a date, a mark text."""
    outcomes = load(tmp_path, "outcomes", "P0001,Reading,baseline,15/09/2025,98.5,").frame
    assert outcomes["score"].tolist() == [98.5]
    assert outcomes["date"].tolist() == [pd.Timestamp("2025-09-15")]
    assert load(tmp_path, "attendance", "P0001,2025-09-15,am,\\").frame["mark"].tolist() == ["\\"]


# --- problems in cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("95%", "Type 95, without the sign."),
        ('"1,234"', "Type 1234, without the comma."),
        ("a", "Type a number alone, or leave the cell empty."),
    ],
)
def test_a_score_that_is_no_number_is_missing_and_listed(tmp_path: Path, typed: str, hint: str) -> None:
    """The row stays, its score is missing, and the problem names file, row, column and cure."""
    loaded = load(tmp_path, "outcomes", f"P0001,Reading,baseline,,{typed},", "P0002,Reading,baseline,,7,")
    problem = only_problem(loaded)
    assert (problem.file, problem.row, problem.column) == ("outcomes.csv", 2, "score")
    assert hint in problem.do
    assert loaded.frame["score"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("SUPP", "withheld"),
        ("c", "confidential"),
        ("z", "no number applies"),
        ("x", "not available"),
        ("low", "rounds to nothing"),
    ],
)
def test_a_symbol_for_a_number_is_kept_and_no_problem(tmp_path: Path, typed: str, meaning: str) -> None:
    """Published tables say why a number is not given: its score is missing, and the symbol is listed by itself."""
    loaded = load(tmp_path, "outcomes", f"P0001,Reading,baseline,,{typed},", "P0002,Reading,baseline,,,")
    assert loaded.problems == ()
    assert loaded.frame["score"].isna().all()
    assert loaded.symbols[["row", "column", "symbol"]].to_numpy().tolist() == [[2, "score", typed]]
    assert meaning in loaded.symbols["meaning"].iloc[0]


def test_a_symbol_where_a_number_is_needed_is_named(tmp_path: Path) -> None:
    """A count that has to be there is a problem when it was withheld, and the problem says so."""
    loaded = load(tmp_path, "attendance_summary", "2024/25,All,SUPP,380,10,5,2,1")
    assert [(one.column, one.found) for one in loaded.problems] == [("pupils", "'SUPP'")]


def test_a_table_without_symbols_lists_none(tmp_path: Path) -> None:
    """The list of symbols has its columns, whether a table has any or is not there at all."""
    for loaded in (load_table(tmp_path / "nowhere", "outcomes"), load(tmp_path, "pupils", "P0001,7")):
        assert loaded.symbols.columns.tolist() == ["row", "column", "symbol", "meaning"]
        assert loaded.symbols.empty


def test_an_empty_score_is_missing_and_no_problem(tmp_path: Path) -> None:
    """A pupil who was not measured is an empty cell, as the dictionary says."""
    loaded = load(tmp_path, "outcomes", "P0001,Reading,baseline,,,")
    assert loaded.problems == ()
    assert loaded.frame["score"].isna().all()


def test_a_day_that_does_not_exist_costs_the_row_where_it_is_part_of_the_key(tmp_path: Path) -> None:
    """31/02/2026 in the register: no such day; without its day a mark cannot be used."""
    loaded = load(tmp_path, "attendance", "P0001,31/02/2026,AM,/", "P0001,28/02/2026,AM,/")
    problem = only_problem(loaded)
    assert "no such day" in problem.found
    assert problem.do.endswith("The row was left out.")
    assert loaded.rows.tolist() == [3]


def test_a_date_far_from_any_school_year_breaks_the_columns_limits(tmp_path: Path) -> None:
    """A slip such as 0205 for 2025 is caught by the limits in columns.csv, and makes no school year of its own."""
    loaded = load(tmp_path, "attendance", "P0001,0205-09-15,AM,/", "P0001,2025-09-15,AM,/")
    problem = only_problem(loaded)
    assert problem.found == "'0205-09-15'"
    assert "from 2000-01-01 to 2099-12-31" in problem.expected
    assert problem.do.endswith("The row was left out.")
    assert loaded.rows.tolist() == [3]


def test_an_empty_cell_that_is_required_is_one_problem(tmp_path: Path) -> None:
    """A register mark that is missing is listed once, and the row is kept."""
    loaded = load(tmp_path, "attendance", "P0001,2025-09-15,AM,", "P0001,2025-09-15,PM,/")
    problem = only_problem(loaded)
    assert (problem.row, problem.column, problem.found) == (2, "mark", "nothing")
    assert len(loaded.frame) == 2


def test_a_cell_at_fault_is_not_listed_again_as_empty(tmp_path: Path) -> None:
    """'Year 7' is one problem (not one of the choices), not also a missing year group."""
    problem = only_problem(load(tmp_path, "pupils", "P0001,Year 7"))
    assert problem.found == "'Year 7'"


def test_a_row_without_a_usable_pupil_id_is_left_out_and_not_quoted(tmp_path: Path) -> None:
    """A name in the place of a code is not used, not repeated, and not lost from sight."""
    loaded = load(tmp_path, "pupils", "Anna Smith,7", ",8", "P0003,9")
    assert loaded.rows.tolist() == [4]
    assert [problem.row for problem in loaded.problems] == [2, 3]
    assert "Anna" not in " ".join(map(str, loaded.problems))


# --- problems in rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("survey", ("head,pupil,baseline,Belonging,Q,3,1,5,no", "R0012,pupil,baseline,Belonging,Q,3,1,5,no")),
        ("self_assessment", ("head,baseline,skills,S,3", "S0004,baseline,skills,S,3")),
        ("voices", ("head,interview,staff,,Calm,helps,", "V0003,interview,staff,,Calm,helps,")),
        (
            "observations",
            ("head,,learning walk,,,Talk,fully,3,", "B0007,,learning walk,,,Talk,fully,3,"),
        ),
    ],
)
def test_a_code_without_a_digit_is_a_problem_and_its_row_is_left_out(
    tmp_path: Path, table: str, lines: tuple[str, ...]
) -> None:
    """The dictionary asks for a digit; the check names file, row and column, and does not quote what was typed."""
    headings = ",".join(column.name for column in columns(table))
    loaded = load(tmp_path, table, *lines, headings=headings)
    problem = only_problem(loaded)
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 2, identifiers(table)[0])
    assert "digit" in problem.found
    assert "The row was left out." in problem.do
    assert "head" not in str(problem)
    assert loaded.rows.tolist() == [3]


def test_a_pupil_listed_twice_is_used_once_and_both_rows_are_named(tmp_path: Path) -> None:
    """The first row counts; the problem names the second and points to the first; no id is quoted."""
    loaded = load(tmp_path, "pupils", "P0001,7", "P0002,8", "P0001,9")
    problem = only_problem(loaded)
    assert (problem.row, problem.found) == (4, "the same pupil_id as in row 2, with another year_group")
    assert loaded.frame["year_group"].tolist() == ["7", "8"]
    assert "P0001" not in str(problem)


def test_a_session_may_be_marked_once_for_each_pupil_and_day(tmp_path: Path) -> None:
    """The key of attendance is pupil, date and session together, in whatever form the date is typed."""
    rows = [
        "P0001,2025-09-15,AM,/",
        "P0001,2025-09-15,PM,\\",
        "P0002,2025-09-15,AM,I",
        "P0001,15/09/2025,am,I",
    ]
    problem = only_problem(load(tmp_path, "attendance", *rows))
    assert (problem.row, problem.found) == (
        5,
        "the same pupil_id, date and session as in row 2, with another mark",
    )


def test_a_part_of_the_key_that_may_be_empty_costs_no_row(tmp_path: Path) -> None:
    """One session a day needs no name; two without a name are the same one."""
    rows = [
        "P0001,2025-09-15,,yes,20",
        "P0001,2025-09-16,,yes,20",
        "P0001,2025-09-16,second,yes,20",
        "P0001,16/09/2025,,no,",
    ]
    loaded = load(tmp_path, "delivery", *rows)
    problem = only_problem(loaded)
    assert (problem.row, problem.found) == (
        5,
        "the same pupil_id, date and session as in row 3, with another attended and minutes",
    )
    assert loaded.rows.tolist() == [2, 3, 4]


def test_what_is_beyond_other_columns_of_its_row_is_not_used(tmp_path: Path) -> None:
    """Answers off their scale are all found at once, with the scale they are off; the rows stay."""
    start = "pupil,baseline,Belonging,I belong here."
    rows = [f"R0001,{start},6,1,5", f"R0002,{start},0,1,5", f"R0003,{start},5,1,5", f"R0004,{start},2,3,1"]
    loaded = load(tmp_path, "survey", *rows)
    assert [(problem.row, problem.column, problem.found) for problem in loaded.problems] == [
        (2, "answer", "'6' where highest is 5"),
        (3, "answer", "'0' where lowest is 1"),
        (5, "answer", "'2' where highest is 1"),
        (5, "highest", "'1' where lowest is 3"),
    ]
    assert loaded.problems[0].expected == "a number, not below lowest and not above highest"
    assert loaded.frame["answer"].isna().tolist() == [True, True, False, True]
    assert [kind.name for kind in loaded.frame.dtypes] == [
        kind.name for kind in load_table(tmp_path / "nowhere", "survey").frame.dtypes
    ]


def test_a_summary_that_does_not_add_up_is_said(tmp_path: Path) -> None:
    """More absence than sessions, more persistently absent than pupils, more severely than persistently absent."""
    rows = [
        "2022/23,all pupils,100,1000,600,500,10,2",
        "2023/24,all pupils,100,1000,60,40,101,2",
        "2024/25,all pupils,100,1000,60,40,10,11",
        "2025/26,all pupils,100,1000,-1,40,10,2",
    ]
    found = [
        (problem.row, problem.column) for problem in load(tmp_path, "attendance_summary", *rows).problems
    ]
    assert found == [
        (2, "absent_unauthorised"),
        (3, "persistently_absent"),
        (4, "severely_absent"),
        (5, "absent_authorised"),
    ]


def test_a_group_that_ends_before_it_begins_is_said(tmp_path: Path) -> None:
    """The last day is checked against the first; the pupil stays a member."""
    loaded = load(tmp_path, "groups", "P0001,Young carers,15/09/2025,14/09/2025")
    problem = only_problem(loaded)
    assert (problem.column, problem.found) == ("until", "'2025-09-14' where since is 2025-09-15")
    assert loaded.frame["group"].tolist() == ["Young carers"]


def test_free_text_is_not_compared_with_other_free_text(tmp_path: Path) -> None:
    """What people said is kept as it is and quoted in no problem."""
    loaded = load(
        tmp_path, "voices", "V0001,interview,pupil,Noise,Too loud", "V0002,interview,pupil,Noise,too loud"
    )
    assert loaded.problems == ()
    assert loaded.frame["words"].tolist() == ["Too loud", "too loud"]


def test_two_spellings_of_one_measure_are_kept_apart_and_named(tmp_path: Path) -> None:
    """'Reading' and 'reading' are not merged in silence, nor split in silence."""
    rows = ["P0001,Reading,baseline,,1,", "P0002,Reading,baseline,,2,", "P0003,reading ,Baseline,,3,"]
    loaded = load(tmp_path, "outcomes", *rows)
    problem = only_problem(loaded)
    assert (problem.row, problem.column) == (4, "measure")
    assert loaded.frame["measure"].tolist() == ["Reading", "Reading", "reading"]
    assert loaded.frame["occasion"].tolist() == ["baseline"] * 3


def test_problems_come_in_the_order_of_the_rows_all_at_once(tmp_path: Path) -> None:
    """Everything wrong in a file is found in one go, from top to bottom."""
    rows = ["P0001,Reading,baseline,,a,", "??,Reading,baseline,,1,", "P0003,,baseline,32/01/2026,95%,maybe"]
    loaded = load(tmp_path, "outcomes", *rows)
    found = [(problem.row, problem.column) for problem in loaded.problems]
    assert found == [
        (2, "score"),
        (3, "pupil_id"),
        (4, "date"),
        (4, "score"),
        (4, "arm"),
        (4, "measure"),
    ]


def test_of_very_many_problems_the_first_thousand_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    """A whole column typed wrongly does not bury everything else."""
    rows = [f"P{number:05},Reading,baseline,,95%," for number in range(1_200)]
    loaded = load(tmp_path, "outcomes", *rows)
    assert len(loaded.problems) == loading.MOST_PROBLEMS + 1
    assert loaded.problems[-1].found == "200 more problems"
    assert len(loaded.frame) == 1_200


def test_a_misspelt_column_counts_as_absent(tmp_path: Path) -> None:
    """'scroe' is not read as the score: the person decides."""
    loaded = load(
        tmp_path, "outcomes", "P0001,Reading,baseline,98", headings="pupil_id,measure,occasion,scroe"
    )
    assert "Did you mean score?" in only_problem(loaded).do
    assert loaded.frame["score"].isna().all()


# --- nothing lost, nothing changed ------------------------------------------------------------------------

_LETTERS = st.characters(codec="cp1252", exclude_categories=("Cc", "Cs"))
_WORDS = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
_DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
_IDS = st.text("ABCxyz0123456789-_", min_size=4, max_size=12)
_ROWS = st.lists(
    st.tuples(
        _IDS,
        _WORDS,
        _DAYS,
        st.none() | st.floats(-1e6, 1e6),
        st.sampled_from(["intervention", "comparison", ""]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)


def _same(loaded: LoadedTable, rows: list[tuple[str, str, dt.date, float | None, str]]) -> bool:
    """Compare what was loaded with what was written, cell by cell."""
    frame = loaded.frame
    scores = [None if pd.isna(score) else score for score in frame["score"]]
    arms = ["" if pd.isna(arm) else arm for arm in frame["arm"]]
    days = [day.date() for day in frame["date"]]
    return rows == list(zip(frame["pupil_id"], frame["measure"], days, scores, arms, strict=True))


@settings(max_examples=60, deadline=None)
@given(
    rows=_ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    day=st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]),
)
def test_a_valid_table_comes_back_equal_from_any_csv_file(
    *,
    rows: list[tuple[str, str, dt.date, float | None, str]],
    encoding: str,
    delimiter: str,
    end: str,
    quoting: int,
    day: str,
) -> None:
    """Whatever program wrote the csv file, every cell arrives as it was."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(HEADINGS["outcomes"].split(","))
    for code, measure, date, score, arm in rows:
        said = "" if score is None else repr(score)
        writer.writerow([code, measure, "baseline", date.strftime(day), said, arm])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "outcomes.csv").write_bytes(text.getvalue().encode(encoding))
        loaded = load_table(Path(folder), "outcomes")
    assert _same(loaded, rows)


@settings(max_examples=25, deadline=None)
@given(rows=_ROWS)
def test_a_valid_table_comes_back_equal_from_excel(
    rows: list[tuple[str, str, dt.date, float | None, str]],
) -> None:
    """Text cells, number cells and real dates of a workbook arrive as they were."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, as_date = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS["outcomes"].split(","))
        for number, (code, measure, date, score, arm) in enumerate(rows, start=1):
            for place, text in ((0, code), (1, measure), (2, "baseline"), (5, arm)):
                sheet.write_string(number, place, text)
            sheet.write_datetime(number, 3, dt.datetime.combine(date, dt.time()), as_date)
            if score is not None:
                sheet.write_number(number, 4, score)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "outcomes.xlsx").write_bytes(out.getvalue())
        loaded = load_table(Path(folder), "outcomes")
    rounded = [(*row[:3], None if row[3] is None else float(f"{row[3]:.16g}"), row[4]) for row in rows]
    assert _same(loaded, rounded)


def test_an_indicator_must_say_what_it_counts(tmp_path: Path) -> None:
    """Nobody can know whether a 3 is three people: the column is needed."""
    problem = only_problem(load(tmp_path, "indicators", "Excluded,baseline,,3,,,lower,"))
    assert (problem.row, problem.column, problem.found) == (2, "counts", "nothing")


def test_an_export_pasted_twice_is_told_so(tmp_path: Path) -> None:
    """Of very many rows that are there twice the first are named, and the rest is one line more."""
    rows = [f"P{number:05},Reading,baseline,,95," for number in range(loading.MOST_PROBLEMS + 7)]
    loaded = load(tmp_path, "outcomes", *rows, *rows)
    assert len(loaded.frame) == len(rows)
    (rest,) = (problem for problem in loaded.problems if problem.row == 0 and problem.column)
    assert rest.found.endswith("as in an earlier row, in 7 more rows")


def test_a_row_given_twice_word_for_word_says_no_more(tmp_path: Path) -> None:
    """Only where the two rows differ is it said in what."""
    row = "P0001,Reading,baseline,2025-09-15,98.5,"
    problem = only_problem(load(tmp_path, "outcomes", row, row))
    assert problem.found == "the same pupil_id, measure and occasion as in row 2"


def test_a_register_code_may_be_in_capitals_or_not(tmp_path: Path) -> None:
    """The spelling of a mark is no other mark; of a measure it is, and is worth a look."""
    assert not load(tmp_path, "attendance", "P0001,2025-09-15,AM,i", "P0001,2025-09-15,PM,I").problems
    (problem,) = load(tmp_path, "outcomes", "P0001,Reading,a,,1,", "P0001,READING,a,,1,").problems
    assert (problem.column, problem.level) == ("measure", "warning")
