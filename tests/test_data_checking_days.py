"""Rules about days: the weekend, days to come, other school years, and days when a pupil was not on roll."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typed_tables import pupil_ids, read_tables, register, school_days, write

from enquiry_lib.data.checking.days import days_to_come, other_years, outside_enrolment, weekend_marks
from enquiry_lib.errors import Problem


def test_a_mark_at_the_weekend_is_worth_a_look(tmp_path: Path) -> None:
    """Saturday and Sunday are named with their rows; Friday and Monday are not."""
    days = ("2025-09-12", "2025-09-13", "2025-09-14", "2025-09-15")
    write(tmp_path, "attendance", *(f"P0001,{day},AM,/" for day in days))
    found = list(weekend_marks(read_tables(tmp_path)))
    assert [(one.row, one.found, one.level) for one in found] == [
        (3, "Saturday 13 September 2025", "warning"),
        (4, "Sunday 14 September 2025", "warning"),
    ]


def test_a_school_that_is_open_on_saturdays_is_told_once(tmp_path: Path) -> None:
    """Saturday mornings, week after week, are one line; a Sunday among them is still named."""
    days = school_days(30)
    saturdays = [f"{day:%Y-%m-%d}" for day in pd.date_range("2025-09-06", periods=6, freq="7D")]
    rows = [
        *register(pupil_ids(4), days),
        *(f"{pupil},{day},AM,/" for pupil in pupil_ids(4) for day in saturdays),
    ]
    write(tmp_path, "attendance", *rows, "P0001,2025-09-14,AM,/")
    found = list(weekend_marks(read_tables(tmp_path)))
    assert [(one.row, one.found) for one in found] == [
        (0, "marks of most Saturdays"),
        (len(rows) + 2, "Sunday 14 September 2025"),
    ]


def test_a_closure_at_the_weekend_is_right(tmp_path: Path) -> None:
    """A register that fills every day of the calendar has # on Saturdays and Sundays."""
    write(tmp_path, "attendance", "P0001,2025-09-13,AM,#", "P0001,2025-09-14,AM,X")
    assert not list(weekend_marks(read_tables(tmp_path)))


@pytest.mark.parametrize(
    ("table", "row", "level"),
    [
        ("attendance", "P0001,{},AM,/", "warning"),
        ("outcomes", "P0001,Reading,baseline,{},9,", "error"),
        ("delivery", "P0001,{},,yes,20", "error"),
        ("observations", "B0001,{},learning walk,Pairs,fully", "error"),
        ("indicators", "Letters,baseline,{},9,,things,higher,", "error"),
    ],
)
def test_a_day_that_has_not_come_is_named(tmp_path: Path, table: str, row: str, level: str) -> None:
    """Nobody can have a score of tomorrow; today is no problem."""
    path = write(tmp_path, table, row.format("2026-07-01"))
    assert not list(days_to_come(read_tables(tmp_path)))
    path.unlink()
    write(tmp_path, table, row.format("2026-07-02"))
    (problem,) = days_to_come(read_tables(tmp_path))
    assert (problem.file, problem.row, problem.level) == (f"{table}.csv", 2, level)
    assert problem.found == "Thursday 2 July 2026, which has not come yet"


def test_what_is_planned_ahead_is_passed_over(tmp_path: Path) -> None:
    """A closure, and a session that the pupil has not been to yet, may be typed ahead."""
    write(tmp_path, "attendance", "P0001,2026-07-20,AM,#")
    write(tmp_path, "delivery", "P0001,2026-07-20,,no,")
    assert not list(days_to_come(read_tables(tmp_path)))


def test_a_few_days_of_a_year_long_past_are_worth_a_look(tmp_path: Path) -> None:
    """One 2015 among days of 2025 is a slip; a whole year of earlier marks is not, nor is last year."""
    days = [*school_days(20), *school_days(1, "2024-10-01"), *school_days(5, "2019-10-01"), "2015-09-15"]
    write(tmp_path, "attendance", *(f"P0001,{day},AM,/" for day in days))
    (problem,) = other_years(read_tables(tmp_path))
    assert (problem.row, problem.level) == (28, "warning")
    assert problem.found == "a day in the school year 2015/16, with few other rows in it"


def test_days_after_the_present_school_year_ask_whether_it_has_changed(tmp_path: Path) -> None:
    """When the next year has begun, the setting is as likely to be wrong as the date; August belongs to the new."""
    write(tmp_path, "outcomes", *(f"P0001,Reading,{day},{day},9," for day in ("2025-07-31", "2025-08-01")))
    (problem,) = other_years(read_tables(tmp_path, year="2024/25"))
    assert (problem.row, problem.column) == (3, "date")
    assert problem.found == "a day in the school year 2025/26, later than the present one"
    assert "it is still 2024/25" in problem.do
    assert not list(other_years(read_tables(tmp_path, year="2025/26")))
    assert not list(other_years(read_tables(tmp_path, year="")))


@pytest.mark.parametrize(
    "row",
    [
        ("attendance", "P0001,{},AM,/", "error"),
        ("delivery", "P0001,{},,yes,20", "error"),
        ("outcomes", "P0001,Reading,baseline,{},9,", "warning"),
    ],
)
@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025-09-09", "a day before the day on which the pupil joined"),
        ("2025-09-10", ""),
        ("2026-01-09", ""),
        ("2026-01-12", "a day after the day on which the pupil left"),
    ],
)
def test_a_day_outside_a_pupils_time_here_is_named(
    tmp_path: Path, row: tuple[str, str, str], day: str, found: str
) -> None:
    """The days of joining and leaving count as days here; who has neither is always here."""
    table, line, level = row
    write(tmp_path, "pupils", "P0001,7,2025-09-10,2026-01-09", "P0002,7,,")
    write(tmp_path, table, line.format(day), line.format(day).replace("P0001", "P0002"))
    problems = list(outside_enrolment(read_tables(tmp_path)))
    assert [(one.row, one.found, one.level) for one in problems] == [(2, found, level)] * bool(found)


def test_marks_that_say_the_pupil_was_not_here_are_right_outside_enrolment(tmp_path: Path) -> None:
    """Z is what a register says of a pupil who is not on roll; a planned session that was missed is no lie either."""
    write(tmp_path, "pupils", "P0001,7,2025-10-01,")
    write(tmp_path, "attendance", "P0001,2025-09-10,AM,Z")
    write(tmp_path, "delivery", "P0001,2025-09-10,,no,")
    write(tmp_path, "outcomes", "P0001,Reading,baseline,,9,")
    assert not list(outside_enrolment(read_tables(tmp_path)))


@pytest.mark.parametrize("rule", [weekend_marks, days_to_come, other_years, outside_enrolment])
def test_a_plain_register_and_no_tables_pass(tmp_path: Path, rule: Callable[[object], list[Problem]]) -> None:
    """No rule about days fires on weekdays of the present year, nor where there is nothing."""
    assert not list(rule(read_tables(tmp_path)))
    write(tmp_path, "pupils", "P0001,7,,")
    write(tmp_path, "attendance", *register(pupil_ids(1), school_days(15)))
    assert not list(rule(read_tables(tmp_path)))
