"""All the columns of a file together, and the real files that these rules were made for."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enquiry_lib.data.meaning import Values, find_order, read_values
from enquiry_lib.data.reading.files import read_file

KNOWN = Path(__file__).resolve().parents[2] / "shared" / "known_answers"
REAL = pytest.mark.usefixtures("shared")


def _values(columns: dict[str, list[str]], **answers: str) -> Values:
    frame = pd.DataFrame(columns, dtype="str")
    return read_values(frame.set_axis(range(2, len(frame) + 2)), file="file.csv", answers=answers)


def test_each_column_is_read_under_its_own_meaning() -> None:
    """The frame has the headings and rows of the texts, and every column a meaning."""
    values = _values({"URN": ["100006", "100012"], "Pupils": ["1,071", "c"], "Rate": ["5.9%", "6%"]})
    assert {name: meaning.kind for name, meaning in values.kinds.items()} == {
        "URN": "code",
        "Pupils": "number",
        "Rate": "percentage",
    }
    assert values.frame.index.tolist() == [2, 3]
    assert values.frame["URN"].tolist() == ["100006", "100012"]
    assert values.symbols.to_numpy().tolist() == [[3, "Pupils", "c", "withheld as confidential"]]


def test_a_fault_names_file_row_and_column() -> None:
    """Problems come in the order of the rows."""
    values = _values({"A": ["1", "2", "3", "4", "a"], "B": ["b", "2", "3", "4", "5"]})
    assert [(one.file, one.row, one.column, one.found, one.expected) for one in values.problems] == [
        ("file.csv", 2, "B", "'b'", "a number"),
        ("file.csv", 6, "A", "'a'", "a number"),
    ]


def test_one_column_settles_the_order_of_dates_for_the_others() -> None:
    """In a file whose leaving dates show the day first, joining dates are read so too, and it is said."""
    columns = {"Joined": ["01/02/2023", "03/04/2023"], "Left": ["31/07/2023", "01/08/2023"]}
    values = _values(columns)
    assert values.questions == ()
    assert values.frame["Joined"].dt.month.tolist() == [2, 4]
    assert "in Joined the day comes first" in values.notes
    assert [one.key for one in _values({"Joined": columns["Joined"]}).questions] == ["order|Joined"]


def test_one_column_with_a_decimal_comma_opens_the_others() -> None:
    """Beside 3,5 nobody can tell whether 1,071 is a thousand: it is asked, and alone it is not."""
    values = _values({"Score": ["3,5", "4,25"], "Pupils": ["1,071", "1,192"]})
    assert [one.key for one in values.questions] == ["decimal|Pupils"]
    assert _values({"Pupils": ["1,071", "1,192"]}).questions == ()


def test_a_symbol_of_other_columns_is_one_in_a_column_of_nothing_else() -> None:
    """Where c stands among numbers, a column of nothing but c is no list of ticks."""
    values = _values({"Boys": ["5", "c"], "Girls": ["c", "c"]})
    assert (values.kinds["Girls"].kind, values.questions) == ("nothing", ())
    assert values.symbols["column"].value_counts().to_dict() == {"Girls": 2, "Boys": 1}
    assert [one.key for one in _values({"Girls": ["c", "c"]}).questions] == ["marks|Girls"]


def test_dates_that_a_spreadsheet_may_have_turned_round_are_warned_of() -> None:
    """Typed the British way into an American spreadsheet, only days up to the twelfth become dates: the wrong ones."""
    kept = ["2025-01-09", "2025-02-09", "2025-03-09", "2025-04-09"]
    typed = ["13/09/2025", "14/09/2025", "15/09/2025", "16/09/2025"]
    (problem,) = _values({"Date": [*kept, *typed]}).problems
    assert (problem.row, problem.column, problem.level) == (0, "Date", "warning")
    assert _values({"Date": [*kept, "2025-01-31", *typed]}).problems == ()
    assert _values({"Date": kept}).problems == ()


def test_dashes_are_asked_about_once_for_the_file() -> None:
    """Several columns, one question; its answer holds for all, and one column alone keeps a question of its own."""
    columns = {"A": ["-", "1"], "B": ["2", "-"]}
    (question,) = _values(columns).questions
    assert (question.key, question.column) == ("dash|", "")
    answered = _values(columns, **{"dash|": "zero"})
    assert answered.frame.to_numpy().tolist() == [[0, 2], [1, 0]]
    assert answered.symbols.empty
    assert [one.key for one in _values({"A": ["-", "1"]}).questions] == ["dash|A"]


def test_what_was_changed_is_said_once_for_the_file() -> None:
    """A kind of change is one note, with its cells counted over all columns and some of these named."""
    values = _values({name: ["1,071", "5"] for name in "ABCDE"})
    assert values.notes == (
        "5 cells with thousands set apart were read as plain numbers, such as 1,071 as 1071 (in A, B, C and 2 more)",
    )


@pytest.mark.parametrize(
    ("columns", "order"),
    [
        ({"DOB": ["29/02/2016"], "Taken": ["03/04/2026"]}, "day first"),
        ({"DOB": ["02/29/2016"]}, "month first"),
        ({"DOB": ["29/02/2016"], "Taken": ["03/28/2026"]}, ""),
        ({"Taken": ["03/04/2026"], "Day": ["2026-04-28"], "Form": ["13/7"]}, ""),
    ],
)
def test_the_order_of_dates_is_what_a_column_alone_shows(columns: dict[str, list[str]], order: str) -> None:
    """One column is enough; where two differ, or none shows it, nothing is settled."""
    assert find_order(pd.DataFrame(columns, dtype="str")) == order


def test_a_day_of_birth_is_never_the_example() -> None:
    """The next column's first cell is quoted instead, and none where there is no other."""
    dates = {"Date of birth": ["29/02/2016"], "Tested": ["29/09/2025"]}
    assert "such as 29/09/2025 as 2025-09-29" in _values(dates).notes[0]
    assert not any("2016" in note for note in _values({"DOB": ["29/02/2016"]}).notes)


def test_a_column_with_many_numbers_that_stays_text_is_named() -> None:
    """Three numbers and a word are texts, and the person is told."""
    values = _values({"Score": ["1", "2", "3", "absent minded"]})
    assert values.frame["Score"].tolist() == ["1", "2", "3", "absent minded"]
    assert values.notes == ("Score was left as text: 3 of its 4 cells are numbers",)


def test_a_table_without_rows_has_its_columns() -> None:
    """Headings alone give an empty table, no problem and no question."""
    values = _values({"A": [], "B": []})
    assert values.frame.columns.tolist() == ["A", "B"]
    assert (values.problems, values.questions, values.notes) == ((), (), ())


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text(max_size=6), st.lists(st.text(max_size=6), min_size=4, max_size=4), max_size=4)
)
def test_any_texts_can_be_read(columns: dict[str, list[str]]) -> None:
    """Whatever a file holds, its cells are counted: values, symbols, faults and blanks make them all."""
    values = _values(columns)
    blank = sum(
        not cell.strip(" \t\r\n\u00a0\u200b\u2060\ufeff") for cells in columns.values() for cell in cells
    )
    counted = int(values.frame.notna().sum().sum()) + len(values.symbols) + blank
    counted += sum(problem.level == "error" for problem in values.problems)
    assert counted == sum(len(cells) for cells in columns.values())


# --- real files -------------------------------------------------------------------------------------------


@REAL
def test_the_links_of_get_information_about_schools() -> None:
    """Twenty-one dates, all with the day first; URNs stay as they are."""
    values = read_file(KNOWN / "messy" / "01_gias_links_cp1252_excerpt.csv").values()
    dates = values.frame["LinkEstablishedDate"]
    assert (dates.notna().sum(), dates.iloc[0]) == (21, pd.Timestamp("2022-01-01"))
    assert values.frame["URN"].iloc[0] == "100006"
    assert values.problems == ()


@REAL
def test_a_small_file_with_a_tilde_and_a_stray_letter() -> None:
    """~ is a symbol; 'a' is an error that names row and column."""
    values = read_file(KNOWN / "messy" / "04_ees_tilde_and_spaces.csv").values()
    assert values.symbols[["row", "column", "symbol"]].to_numpy().tolist() == [[3, "ind_one", "~"]]
    assert [(one.row, one.column, one.found) for one in values.problems] == [(4, "ind_one", "'a'")]


@REAL
def test_the_destinations_of_pupils_after_key_stage_4() -> None:
    """Every SUPP and NA is counted by itself, and percentages are percentages."""
    name = "09_dfe_ks4_destinations_SUPP_pct_totals_excerpt.csv"
    facts = json.loads((KNOWN / "messy" / "expected.json").read_text(encoding="utf-8"))[name]["facts"]
    values = read_file(KNOWN / "messy" / name).values()
    counts = values.symbols["symbol"].value_counts()
    assert {symbol: counts[symbol] for symbol in facts["markers"]} == facts["markers"]
    assert values.kinds["OVERALL_DESTPER"].kind == "percentage"
    assert values.frame["OVERALL_DESTPER"].iloc[0] == 94
    assert values.problems == ()


@REAL
def test_the_appeals_to_the_tribunal() -> None:
    """Durham in 2024: 344 appeals, 5,827 decisions, 5.9 per cent; dashes are asked about once."""
    name = "15_dfe_send_tribunals_title_rows_2level_header.csv"
    facts = json.loads((KNOWN / "messy" / "expected.json").read_text(encoding="utf-8"))[name]["facts"]
    read = read_file(KNOWN / "messy" / name)
    values = read.values()
    durham = values.frame[read.frame.iloc[:, 0] == "Durham"].iloc[0]
    assert durham.filter(like="2024").tolist()[:3] == [344, 5827, 5.9]
    assert values.symbols["symbol"].value_counts().to_dict() == facts["markers"]
    assert [question.key for question in values.questions] == ["dash|"]
    answered = read.values({"dash|": "zero"})
    darlington = answered.frame[read.frame.iloc[:, 0] == "Darlington"].iloc[0]
    assert darlington.filter(like="2014").tolist() == [0, 450, 0]


@REAL
def test_the_published_attendance_of_the_year_to_date() -> None:
    """216 cells are confidential, and averages that are no whole numbers stay so."""
    values = read_file(KNOWN / "dfe_attendance_ytd" / "EES_ytd_data.csv").values()
    assert values.symbols["symbol"].value_counts().to_dict() == {"c": 216}
    assert values.frame["enrolments"].iloc[0] == 17808.125
    assert values.problems == ()
    assert values.notes == ()
