"""A column under its meaning: each cell a value, a symbol, a fault or empty, and nothing changed in silence."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enquiry_lib.data.meaning import ColumnRead, Meaning, find_meaning, read_column

DAY_FIRST = Meaning("date", "day first")


def _read(meaning: Meaning, *texts: str) -> ColumnRead:
    return read_column(pd.Series(texts, index=range(2, len(texts) + 2), dtype="str"), meaning)


def test_numbers_are_read_and_symbols_faults_and_blanks_kept_apart() -> None:
    """A value, a symbol as it was typed, a fault by its row, an empty cell: four different things."""
    read = _read(Meaning("number"), "1,071", "Supp", "a", " ", "-4")
    assert read.values.dropna().to_dict() == {2: 1071.0, 6: -4.0}
    assert read.texts.tolist() == ["1071", "", "", "", "-4"]
    assert read.symbols.tolist() == ["", "Supp", "", "", ""]
    assert {row: (fault.found, fault.expected) for row, fault in read.faults.items()} == {
        4: ("'a'", "a number")
    }


def test_percentages_are_the_numbers_before_the_sign() -> None:
    """5.9% is 5.9; a number without the sign is a fault until somebody says what it means."""
    read = _read(Meaning("percentage"), "5.9%", "0", "0.95", "-")
    assert read.values.dropna().tolist() == [5.9, 0.0]
    assert read.faults[4].expected == "a percentage with its sign, as in the rest of the column"
    assert read.symbols.tolist() == ["", "", "", "-"]


@pytest.mark.parametrize(("unsigned", "text"), [("percentages", "0.95"), ("shares of one", "95.00")])
def test_plain_numbers_among_percentages_are_read_as_was_answered(unsigned: str, text: str) -> None:
    """Shares are multiplied exactly, and what was done is said."""
    read = _read(Meaning("percentage", unsigned=unsigned), "95%", "0.95")  # type: ignore[arg-type]
    assert read.texts.tolist() == ["95", text]
    assert "as percentages, as you said" in read.notes[1]


def test_a_percent_sign_among_plain_numbers_is_a_fault() -> None:
    """One percentage in a column of shares is not united with them."""
    read = _read(Meaning("number"), "0.95", "95%")
    assert read.faults[3].expected == "a number without a percent sign, as in the rest of the column"


@pytest.mark.parametrize(
    ("dash", "values", "symbols"), [("", [5], 1), ("nothing", [5], 1), ("zero", [0, 5], 0)]
)
def test_a_dash_is_zero_only_when_somebody_says_so(dash: str, values: list[float], symbols: int) -> None:
    """Otherwise it stays a symbol."""
    read = _read(Meaning("number", dash=dash), "-", "5")  # type: ignore[arg-type]
    assert read.values.dropna().tolist() == values
    assert (read.symbols != "").sum() == symbols


@pytest.mark.parametrize(("brackets", "value"), [("", -12), ("less than zero", -12), ("set apart", 12)])
def test_brackets_are_a_minus_unless_somebody_says_otherwise(brackets: str, value: float) -> None:
    """Either way it is said what became of them."""
    read = _read(Meaning("number", brackets=brackets), "(12)")  # type: ignore[arg-type]
    assert read.values.tolist() == [value]
    assert "a number in brackets was read" in read.notes[0]


def test_a_decimal_comma_is_read_and_the_other_sort_is_a_fault() -> None:
    """In a column with decimal commas a number with a decimal point is not guessed at."""
    read = _read(Meaning("number", decimal=","), "3,5", "1.071", "3.5")
    assert read.texts.tolist() == ["3.5", "1071", ""]
    assert read.faults[4].expected == "a number with a decimal comma, as in the rest of the column"


def test_dates_are_read_in_one_order() -> None:
    """With the day first, 01-02-2023 is the first of February; a date in the other order is a fault."""
    read = _read(DAY_FIRST, "01-02-2023", "31/08/2021", "08/31/2021", "2022-01-01", "45901", "x", "soon")
    assert [value.date() for value in read.values.dropna()] == [
        dt.date(2023, 2, 1), dt.date(2021, 8, 31), dt.date(2022, 1, 1), dt.date(2025, 9, 1),
    ]  # fmt: skip
    assert read.texts.tolist() == ["2023-02-01", "2021-08-31", "", "2022-01-01", "2025-09-01", "", ""]
    assert read.symbols.tolist() == ["", "", "", "", "", "x", ""]
    assert list(read.faults) == [4, 8]
    assert (
        read.faults[4].expected == "a day that there is, with the day in front as in the rest of the column"
    )


@pytest.mark.parametrize("kind", ["text", "code"])
def test_texts_and_codes_stay_as_they_are(kind: str) -> None:
    """Leading noughts, UPNs, long numbers and class names lose nothing; only blanks around them go."""
    texts = ["007", "A123456789012", "12345678901234567890", "7B", "1,071", "SUPP", "~", "5%", "100006"]
    read = _read(Meaning(kind), *texts, " 7B ")  # type: ignore[arg-type]
    assert read.values.tolist() == read.texts.tolist() == [*texts, "7B"]
    assert not read.faults
    assert read.notes == ()


def test_a_code_that_a_spreadsheet_changed_is_a_fault() -> None:
    """1.0E+12 was a code once; which, nobody can tell, and it is not quoted."""
    read = _read(Meaning("code"), "1.23457E+12", "123456")
    assert "Excel turned into a number" in read.faults[2].found
    assert read.texts.tolist() == ["", "123456"]


def test_what_is_quoted_of_a_change_stands_in_the_column() -> None:
    """The first cell that was changed is the example, in the order of the file and not of its spelling."""
    read = _read(DAY_FIRST, "2025-09-01", "17/09/2025", "03/09/2025", "16/09/2025")
    assert read.notes == (
        "3 cells with a date written in another way were read and written as year, month and day, such as 17/09/2025 as 2025-09-17",
    )
    (one,) = _read(Meaning("number"), "5", "1,234").notes
    assert one.endswith(": 1,234 as 1234")


def test_an_apostrophe_in_front_is_no_part_of_a_code() -> None:
    """A spreadsheet's sign for text goes, the noughts stay, and it is said without the code."""
    read = _read(Meaning("code"), "'0012", "O'Hara")
    assert read.texts.tolist() == ["0012", "O'Hara"]
    assert read.notes == ("1 cell with an apostrophe in front was read without it",)


def test_a_column_of_nothing_has_symbols_only() -> None:
    """What is neither empty nor a symbol is not lost in silence."""
    read = _read(Meaning("nothing"), "", "SUPP", "5")
    assert read.values.isna().all()
    assert read.symbols.tolist() == ["", "SUPP", ""]
    assert list(read.faults) == [4]


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [("number", "float64"), ("percentage", "float64"), ("date", "datetime64[us]"), ("text", "str")],
)
def test_a_kind_has_one_type_in_pandas_also_without_a_cell(kind: str, dtype: str) -> None:
    """An empty column has the type of a full one."""
    for texts in ([], ["", ""]):
        assert _read(Meaning(kind), *texts).values.dtype == dtype  # type: ignore[arg-type]


def test_categories_are_read_as_texts_are() -> None:
    """A column of categories, with some that no cell has and a missing cell, gives the same."""
    texts = pd.Series(pd.Categorical(["5%", None, "c"], categories=["7%", "5%", "c"]), index=[4, 9, 11])
    read = read_column(texts, Meaning("percentage"))
    assert read.values.dropna().to_dict() == {4: 5.0}
    assert read.symbols.to_dict() == {4: "", 9: "", 11: "c"}
    assert dict(read.changes) == {"percent": 1}


# --- whatever stands in a column --------------------------------------------------------------------------

_CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "SUPP", "-", "x", "c", "94%", "0.5", "1,071", "3,5", "(12)", "£5", "45901", "007", "7B"]
    ),
    st.sampled_from(
        ["01/02/2023", "31/12/2023", "12/31/2023", "1 May 2025", "2025-01-01T08:00", "31/02/2023", "1/1/25"]
    ),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(repr),
    st.dates().map(str),
)
_TYPES = st.sampled_from(
    ["", "number", "integer", "date", "id", "code", "text", "choice", "yes_no", "free_text"]
)


@settings(max_examples=300, deadline=None)
@given(
    cells=st.lists(_CELLS, max_size=12),
    type=_TYPES,
    name=st.sampled_from(["", "Date", "URN", "Score", "Form"]),
)
def test_no_cell_vanishes_and_no_value_is_made_up(cells: list[str], type: str, name: str) -> None:
    """Every cell is a value, a symbol, a fault or blank; a value is what its canonical text says, and none other."""
    texts = pd.Series(cells, index=range(2, len(cells) + 2), dtype="str")
    meaning, _ = find_meaning(texts, name=name, type=type)
    read = read_column(texts, meaning)
    for row, cell in texts.items():
        has = [read.texts[row] != "", read.symbols[row] != "", row in read.faults]
        assert sum(has) <= 1
        assert any(has) or not cell.strip(" \t\r\n\u00a0\u200b\u2060\ufeff")
        assert (read.texts[row] != "") == pd.notna(read.values[row])
        assert not has[1] or read.symbols[row] in cell
        if has[0]:
            assert read.values[row] == _meant(read.texts[row], meaning)


def _meant(text: str, meaning: Meaning) -> object:
    if meaning.kind in ("number", "percentage"):
        return float(text)
    return pd.Timestamp(dt.date.fromisoformat(text)) if meaning.kind == "date" else text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-1e12, 1e12).map(repr), min_size=1, max_size=8))
def test_numbers_as_programs_write_them_are_never_changed(cells: list[str]) -> None:
    """A plain number is that number to the last digit, and no note is made of it."""
    read = read_column(pd.Series(cells, dtype="str"), find_meaning(pd.Series(cells, dtype="str"))[0])
    assert read.values.tolist() == [float(cell) for cell in cells]
    assert read.notes == ()
