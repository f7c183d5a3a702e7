"""Registers as they come: marks that cannot be used, odd codes, and columns of every kind."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from registers import CODES, odd, register, school

from enquiry_lib import errors
from enquiry_lib.stats import register as module
from enquiry_lib.stats.attendance import summarise_attendance
from enquiry_lib.stats.register import read_register
from enquiry_lib.stats.result import NotEnough


@pytest.mark.parametrize(
    ("changes", "caution", "left_out"),
    [
        ({"mark": ["/", "?", "I", "O"] + ["/"] * 4}, "unknown_codes", 1),
        ({"mark": ["/", " ", None, "O"] + ["/"] * 4}, "blank_marks", 2),
        ({"date": ["2025-09-01", "31/02/2026", "2025-09-03", None] * 2}, "bad_dates", 4),
        ({"date": "2025-09-01"}, "duplicates", 6),
        ({"pupil_id": [None] * 4 + ["B"] * 4}, "no_pupil_id", 4),
    ],
)
def test_marks_that_cannot_be_used_are_left_out_and_counted(
    changes: dict[str, Any], caution: str, left_out: int
) -> None:
    """Unknown codes, blanks, bad dates, repeats and nobody's marks are left out, counted, and said."""
    result = odd(**changes)
    assert caution in result.cautions
    assert result.marks_left_out == left_out
    assert sum(year.sessions_possible for year in result.periods) <= 8 - left_out


def test_unknown_codes_are_listed_short() -> None:
    """Unknown codes are listed in order, a few characters of each, so that no note about a pupil slips out."""
    result = odd(mark=["?", "Absent with Sam", "?", "9"] + ["/"] * 4)
    assert result.unknown_codes == ("9", "?", "ABSE")


def test_small_letters_and_spaces_are_the_same_code() -> None:
    """A mark typed as ' i ' is I."""
    assert odd(mark=[" i ", "l", "o", "/"] * 2).periods[0].authorised == 2


@pytest.mark.parametrize("kind", ["object", "category", "string"])
def test_any_kind_of_column_gives_the_same(kind: str) -> None:
    """Text, categories and dates as text or as dates all give the same result."""
    marks = school(3, 12, first="2025-09-01")
    plain = summarise_attendance(marks, codes=CODES)
    texts = {name: marks[name].astype(kind) for name in ("pupil_id", "session", "mark")}
    assert summarise_attendance(marks.assign(**texts), codes=CODES) == plain
    days = marks["date"].dt.strftime("%Y-%m-%d").astype(kind)
    assert summarise_attendance(marks.assign(date=days), codes=CODES) == plain
    assert summarise_attendance(marks.assign(date=marks["date"].dt.date), codes=CODES) == plain


def test_the_order_of_rows_does_not_matter() -> None:
    """Shuffled rows and other column names give the same result."""
    marks = school(3, 30, first="2025-09-01")
    named = marks.sample(frac=1, random_state=2).set_axis(["who", "day", "half", "code"], axis=1)
    result = summarise_attendance(named, codes=CODES, pupil="who", date="day", session="half", mark="code")
    assert result == summarise_attendance(marks, codes=CODES)


def test_a_missing_column_or_strange_class_is_named() -> None:
    """A register without marks, or codes of a class nobody knows, raise with what was found."""
    with pytest.raises(errors.ColumnMissing, match="mark"):
        summarise_attendance(register({"A": "//"}).drop(columns="mark"), codes=CODES)
    with pytest.raises(errors.WrongValue, match="holiday"):
        summarise_attendance(register({"A": "//"}), codes=CODES.assign(**{"class": "holiday"}))


# --- counted by hand --------------------------------------------------------------------------------------

Row = tuple[int, int, str, str]
ROWS = some.lists(
    some.tuples(
        some.integers(0, 4),
        some.integers(0, 800),
        some.sampled_from(["AM", "PM"]),
        some.sampled_from([*CODES["code"]]),
    ),
    min_size=1,
    unique_by=lambda row: row[:3],
)
DAYS = some.one_of(some.none(), some.integers(0, 800))
STAYS = some.lists(some.tuples(some.integers(0, 3), DAYS, DAYS), max_size=6)
OF_CLASS = dict(zip(CODES["code"], CODES["class"], strict=True))
START = date(2023, 9, 1)


def _table(rows: list[Row]) -> pd.DataFrame:
    marks = pd.DataFrame(rows, columns=["pupil_id", "date", "session", "mark"])
    return marks.assign(date=pd.Timestamp(START) + pd.to_timedelta(marks["date"], unit="D"))


def _stays(stays: list[tuple[int, int | None, int | None]]) -> pd.DataFrame:
    """Make a table of enrolments; a pupil who comes back has several rows."""
    table = pd.DataFrame(stays, columns=["pupil_id", "joined_on", "left_on"])
    days = {
        name: pd.Timestamp(START) + pd.to_timedelta(table[name].astype("Int64"), unit="D")
        for name in table.columns[1:]
    }
    return table.assign(**days)


def _by_hand(
    rows: list[Row], stays: list[tuple[int, int | None, int | None]]
) -> dict[tuple[int, int], Counter[str]]:
    """Count the marks of each school year and pupil by code in plain Python, without those of nobody on roll."""
    found: dict[tuple[int, int], Counter[str]] = {}
    for pupil, day, _, code in rows:
        own = [(first, last) for who, first, last in stays if who == pupil]
        inside = not own or any((a is None or a <= day) and (b is None or day <= b) for a, b in own)
        if OF_CLASS[code] == "not possible" or not inside:
            continue
        when = date.fromordinal(START.toordinal() + day)
        found.setdefault((when.year - (when.month < 8), pupil), Counter())[code] += 1
    return found


@settings(max_examples=120, database=None)
@given(rows=ROWS, stays=STAYS)
def test_sessions_are_those_counted_by_hand(
    rows: list[Row], stays: list[tuple[int, int | None, int | None]]
) -> None:
    """On any register of all codes, with any stays, sessions and pupils are those of a plain count, one by one."""
    by_hand = _by_hand(rows, stays)
    result = summarise_attendance(_table(rows), codes=CODES, enrolments=_stays(stays))
    years = sorted({year for year, _ in by_hand})
    if not years:
        assert isinstance(result, NotEnough)
        return
    assert [period.period[:4] for period in result.periods] == [str(year) for year in years]
    for period, year in zip(result.periods, years, strict=True):
        pupils = [codes for (of, _), codes in by_hand.items() if of == year]
        missed = [sum(n for code, n in codes.items() if "absence" in OF_CLASS[code]) for codes in pupils]
        possible = [codes.total() for codes in pupils]
        whole = sum(pupils, Counter[str]())
        assert period.pupils == len(pupils)
        assert period.sessions_possible == sum(possible)
        assert period.attended == sum(possible) - sum(missed)
        assert period.late == whole["L"] + whole["U"]
        assert period.unauthorised == sum(whole[code] for code in "GNOU")
        assert period.persistent == sum(10 * m >= p for m, p in zip(missed, possible, strict=True))
        assert period.severe == sum(2 * m >= p for m, p in zip(missed, possible, strict=True))


@settings(max_examples=60, database=None)
@given(rows=ROWS)
def test_the_published_identities_hold(rows: list[Row]) -> None:
    """Present and approved activity are attendance; with absence they are the possible sessions, code by code."""
    found = read_register(_table(rows), CODES)
    codes = found.codes
    each = dict(zip(codes.codes, found.counts.sum(axis=(0, 1)).tolist(), strict=True))
    present, approved, authorised, unauthorised = sum(
        found.classes(place).sum(axis=0) for place in range(len(found.began))
    ).tolist()
    assert present == each["/"] + each["\\"] + each["L"]
    assert approved == sum(each[code] for code in "BJPVWK")
    assert unauthorised == sum(each[code] for code in "GNOU")
    assert authorised == sum(
        each[code] for code in ("C", "C1", "C2", "E", "F", "H", "I", "J1", "M", "R", "S", "T")
    )
    assert present + approved + authorised + unauthorised == sum(
        n for code, n in each.items() if codes.possible[codes.place(code)]
    )
    assert sum(each.values()) == len(rows)


def test_millions_are_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where marks are counted is no matter: parts of seven give what all at once give, repeats across parts too."""
    marks = pd.concat([school(3, 12, first="2025-09-01")] * 2)
    whole = summarise_attendance(marks, codes=CODES)
    monkeypatch.setattr(module, "CHUNK", 7)
    assert summarise_attendance(marks, codes=CODES) == whole
    assert whole.marks_left_out == len(marks) / 2


# --- enrolments -------------------------------------------------------------------------------------------


def _enrolled(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["pupil_id", "joined_on", "left_on"])


def test_sessions_outside_an_enrolment_do_not_count() -> None:
    """A joiner counts from the first day, a leaver to the last; what is left out is counted and said."""
    marks = register({"A": "OOOO//////", "B": "//////OOOO", "C": "/////////O"})
    enrolled = _enrolled(("A", "2025-09-05", None), ("B", None, "2025-09-06"))
    result = summarise_attendance(marks, codes=CODES, enrolments=enrolled)
    year = result.periods[0]
    assert (year.sessions_possible, year.unauthorised, year.persistent) == (22, 1, 1)
    assert "outside_enrolment" in result.cautions
    assert result.marks_left_out == 8


def test_marks_that_would_not_count_anyway_are_no_caution() -> None:
    """Z before a pupil joins is as it should be."""
    marks = register({"A": "ZZZZ//////"})
    result = summarise_attendance(marks, codes=CODES, enrolments=_enrolled(("A", "2025-09-05", None)))
    assert (result.cautions, result.marks_left_out, result.periods[0].sessions_possible) == (
        ("few_days",),
        0,
        6,
    )


def test_a_pupil_who_comes_back_has_both_stays() -> None:
    """Two rows of one pupil are two stays, and the time between them does not count."""
    stays = _enrolled(("A", "2025-09-01", "2025-09-02"), ("A", "2025-09-09", None))
    year = summarise_attendance(register({"A": "//OOOOOO//"}), codes=CODES, enrolments=stays).periods[0]
    assert (year.pupils, year.sessions_possible, year.unauthorised) == (1, 4, 0)


def test_each_enrolment_is_judged_by_its_own_sessions() -> None:
    """A pupil at two schools is absent at one of them only, and a session at both is no repeat."""
    one = register({"A": "O////", "B": "/////"}).assign(school="Oak")
    other = register({"A": "/////"}).assign(school="Elm")
    both = summarise_attendance(pd.concat([one, other]), codes=CODES, enrolment="school")
    assert (both.periods[0].pupils, both.periods[0].persistent, both.marks_left_out) == (3, 1, 0)
    until = pd.DataFrame(
        {"pupil_id": ["A"], "school": ["Elm"], "joined_on": [None], "left_on": ["2025-09-02"]}
    )
    left = summarise_attendance(pd.concat([one, other]), codes=CODES, enrolment="school", enrolments=until)
    assert left.periods[0].sessions_possible == both.periods[0].sessions_possible - 3


def test_columns_of_enrolments_have_any_names() -> None:
    """The days of joining and leaving may be called otherwise; one that is missing is named."""
    enrolled = pd.DataFrame({"who": ["A"], "from": ["2025-09-02"], "to": [pd.NaT]})
    marks = register({"A": "///"}).rename(columns={"pupil_id": "who"})
    asked = {"codes": CODES, "pupil": "who", "enrolments": enrolled}
    assert summarise_attendance(marks, **asked, joined="from", left="to").periods[0].sessions_possible == 2
    with pytest.raises(errors.ColumnMissing, match="joined_on, left_on"):
        summarise_attendance(marks, **asked)


# --- codes of other years ---------------------------------------------------------------------------------


def test_a_code_of_another_year_counts_in_its_class_and_is_named() -> None:
    """J after August 2024 is still an approved activity, C1 before it an absence; both are named, with a caution."""
    late = summarise_attendance(register({"A": "J////////O"}, first="2024-08-19"), codes=CODES)
    assert (late.codes_out_of_time, late.periods[0].attended) == (("J",), 9)
    assert "codes_out_of_time" in late.cautions
    early = register({"A": "/J"}, first="2024-08-17")
    assert summarise_attendance(early, codes=CODES).codes_out_of_time == ()
    new = register({"A": "//"}, first="2024-08-17").assign(mark=["C1", "/"])
    assert summarise_attendance(new, codes=CODES).codes_out_of_time == ("C1",)


def test_codes_without_days_hold_always() -> None:
    """A list that says nothing of days knows no code of another year."""
    plain = CODES[["code", "class"]]
    assert summarise_attendance(register({"A": "J/"}), codes=plain).codes_out_of_time == ()
