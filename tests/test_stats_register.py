"""Registers as they come: marks that cannot be used, odd codes, and columns of every kind."""

from __future__ import annotations

from typing import Any

import pytest
from registers import CODES, odd, register, school

from enquiry_lib import errors
from enquiry_lib.stats.attendance import summarise_attendance


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
