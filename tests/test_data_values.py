"""What a cell means under its column's rule, and what is said when it means nothing."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from enquiry_lib.data.templates import YES_NO, Column
from enquiry_lib.data.values import Fault, read_value, typed

SCORE = Column("score", "Score", "number")
COUNT = Column("count", "Count", "integer")
DAY = Column("date", "Date", "date")
CODE = Column("pupil_id", "Pupil's code", "id")
ANSWERED = Column("respondent_id", "Respondent's code", "code")
YEAR = Column("year_group", "Year group", "choice", allowed=("4", "5", "14"))
SEND = Column("send", "SEND", "choice", allowed=("none", "SEN support", "EHC plan"))
FLAG = Column("eal", "EAL", "yes_no", allowed=YES_NO)
OCCASION = Column("occasion", "Occasion", "text", allowed=("baseline", "follow_up"))


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (SCORE, " 98.5 ", 98.5),
        (SCORE, "-3", -3.0),
        (SCORE, "1e3", 1000.0),
        (SCORE, "   ", None),
        (COUNT, "12", 12.0),
        (DAY, "2026-01-31", dt.date(2026, 1, 31)),
        (DAY, "31/01/2026", dt.date(2026, 1, 31)),
        (DAY, "01-02-2023", dt.date(2023, 2, 1)),
        (DAY, "3.4.2026", dt.date(2026, 4, 3)),
        (DAY, "29/02/2024 00:00", dt.date(2024, 2, 29)),
        (CODE, " P-00_1 ", "P-00_1"),
        (SEND, "ehc PLAN ", "EHC plan"),
        (OCCASION, "\x1b[31mafter\x9b\x0bterm", "\ufffd[31mafter\ufffd term"),
        (FLAG, "Y", "yes"),
        (FLAG, "TRUE", "yes"),
        (FLAG, "1", "yes"),
        (FLAG, "No", "no"),
        (FLAG, "0", "no"),
        (OCCASION, "Follow Up", "follow_up"),
        (OCCASION, "Delayed", "Delayed"),
        (OCCASION, "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        (OCCASION, "{{ 7*7 }}<script>", "{{ 7*7 }}<script>"),
    ],
)
def test_a_cell_is_read_by_its_columns_type(column: Column, text: str, value: object) -> None:
    """Numbers, days, codes and choices are read; what looks like a program is text."""
    assert read_value(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "hint"),
    [
        (SCORE, "95%", "Type 95, without the sign."),
        (SCORE, "1,234", "Type 1234, without the comma."),
        (SCORE, "12,5", "Type 12.5, with a point."),
        (SCORE, "#REF!", "A formula failed"),
        (SCORE, "a", "Type a number alone"),
        (SCORE, "good", "Type a number alone"),
        (SCORE, "inf", "Type a number alone"),
        (SCORE, "1e999", "Type a number alone"),
        (SCORE, "1_000", "Type a number alone"),
        (COUNT, "2.5", "without a decimal point"),
        (DAY, "31/02/2026", "Look at the day and the month"),
        (DAY, "29/02/2025", "Look at the day and the month"),
        (DAY, "01/31/2026", "Type 31/01/2026"),
        (DAY, "01/02/26", "four digits"),
        (DAY, "46023", "format the column as a date"),
        (DAY, "2026-01-31 08:45", "without the time"),
        (DAY, "Tuesday", "one of these two ways"),
        (SEND, "EHC plans", "Did you mean EHC plan?"),
        (SEND, "pupil on SEN support", "Did you mean SEN support?"),
        (SEND, "none of SEN support or EHC plan", "Type one of these."),
        (YEAR, "Year 4", "Did you mean 4?"),
        (YEAR, "Year 44", "Type one of these."),
        (YEAR, "4.5 or 4", "Type one of these."),
        (SEND, "K", "Type one of these."),
        (FLAG, "maybe", "Type yes or no."),
    ],
)
def test_a_cell_that_cannot_be_read_gets_the_fitting_hint(column: Column, text: str, hint: str) -> None:
    """The fault quotes what was typed and says what to type instead."""
    fault = read_value(column, text)
    assert isinstance(fault, Fault)
    assert hint in fault.do
    assert text in fault.found


@pytest.mark.parametrize("text", ["Anna Smith", "A1", "x" * 41, "12345.5", "Müller1", "../../etc"])
def test_a_pupil_id_at_fault_is_never_quoted(text: str) -> None:
    """Only the kind of fault is said: what was typed may be a name."""
    fault = read_value(CODE, text)
    assert isinstance(fault, Fault)
    assert text not in f"{fault.found} {fault.do}"


@pytest.mark.parametrize("text", ["head", "Anderson", "year-head", "R1", "class 3b"])
def test_a_code_is_well_formed_and_has_a_digit(text: str) -> None:
    """A name or an ordinary word is no code, is not quoted, and what belongs there is said."""
    fault = read_value(ANSWERED, text)
    assert isinstance(fault, Fault)
    assert fault.expected.endswith("with a digit among them")
    assert text not in f"{fault.found} {fault.do}"


def test_a_code_with_a_digit_is_read_and_a_pupils_needs_none() -> None:
    """Pupils' codes come from the school's own system; the others are made for the purpose."""
    assert read_value(ANSWERED, " R0012 ") == "R0012"
    assert read_value(CODE, "ABCD") == "ABCD"


def test_a_code_changed_by_excel_is_explained() -> None:
    """1.0E+05 is what Excel makes of a long number; typing it again is the only way."""
    fault = read_value(CODE, "1.0E+05")
    assert isinstance(fault, Fault)
    assert "Excel turned into a number" in fault.found


def test_values_are_missing_where_text_is_empty_or_at_fault() -> None:
    """A fault never becomes a value, and each different text is named once by its code."""
    texts = pd.Series(pd.Categorical(["1.5", "", "95%", "95%"]), index=[2, 3, 5, 6])
    values, faults, _ = typed(SCORE, texts)
    assert values.dropna().to_dict() == {2: 1.5}
    assert [texts.cat.categories[code] for code in faults] == ["95%"]


@pytest.mark.parametrize("column", [SCORE, COUNT])
@pytest.mark.parametrize("text", ["SUPP", "c", "z", "x", "low", "n/a", "~", "nan", "#N/A", "[c]", "<5"])
def test_a_symbol_in_a_number_s_place_is_no_fault(column: Column, text: str) -> None:
    """Published tables say by a symbol why a number is not given: it is kept, as neither a fault nor a value."""
    texts = pd.Series(pd.Categorical(["3", text]), index=[2, 3])
    values, faults, symbols = typed(column, texts)
    assert values.isna().tolist() == [False, True]
    assert faults == {}
    assert [one.symbol.strip("[]").casefold() for one in symbols.values()] == [text.strip("[]").casefold()]


def test_only_numbers_have_symbols() -> None:
    """An x is a word in a text, and no symbol; in a choice or a date it is still a fault."""
    assert read_value(OCCASION, "x") == "x"
    assert isinstance(read_value(SEND, "x"), Fault)
    assert isinstance(read_value(DAY, "x"), Fault)


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        (SCORE, "float64"),
        (COUNT, "Int64"),
        (DAY, "datetime64[us]"),
        (CODE, pd.StringDtype(na_value=float("nan"))),
        (ANSWERED, pd.StringDtype(na_value=float("nan"))),
        (SEND, pd.CategoricalDtype(["none", "SEN support", "EHC plan"])),
        (FLAG, pd.CategoricalDtype(["yes", "no"])),
    ],
)
def test_each_type_has_one_type_in_pandas_even_without_values(column: Column, dtype: object) -> None:
    """A column of nothing but empty cells has the type of a full one."""
    values, _, _ = typed(column, pd.Series(pd.Categorical(["", ""])))
    assert values.dtype == dtype
    assert values.isna().all()
