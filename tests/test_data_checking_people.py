"""Rules about the table of pupils, and about whom the other tables name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typed_tables import read_tables, write

from enquiry_lib.data.checking.people import (
    left_before_joining,
    members_before_joining,
    taken_names,
    unknown_pupils,
    weak_codes,
    years_of_another_phase,
)
from enquiry_lib.errors import Problem


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("attendance", "{},2025-09-15,AM,/"),
        ("outcomes", "{},Reading,baseline,,98,"),
        ("groups", "{},Young carers,,"),
        ("delivery", "{},2025-09-15,,yes,20"),
    ],
)
def test_pupils_of_no_roll_are_counted_without_their_codes(tmp_path: Path, table: str, row: str) -> None:
    """Every table about pupils is held against the table of pupils; without one nobody is unknown."""
    write(tmp_path, table, *(row.format(pupil) for pupil in ("P0001", "P8888", "P9999")))
    assert not list(unknown_pupils(read_tables(tmp_path)))
    write(tmp_path, "pupils", "P0001,7,,")
    (problem,) = unknown_pupils(read_tables(tmp_path))
    assert (problem.file, problem.found) == (
        f"{table}.csv",
        "2 of its pupils not in pupils.csv (rows 3, 4)",
    )
    assert "P8888" not in str(problem)


def test_a_pupil_in_a_row_that_was_left_out_is_not_called_unknown(tmp_path: Path) -> None:
    """A comma too many costs a pupil's row: whoever has scores of that pupil is told which row to mend."""
    write(tmp_path, "pupils", "P0001,7,,", "P0002,7,,,Ann,Other")
    write(tmp_path, "outcomes", *(f"P000{one},Reading,baseline,,98," for one in (1, 2, 3)))
    left_out, unknown = unknown_pupils(read_tables(tmp_path))
    assert left_out.found == "1 of its pupils only in rows of pupils.csv that were left out (rows 3)"
    assert unknown.found == "1 of its pupils not in pupils.csv (rows 4)"


def test_whoever_left_before_joining_is_named(tmp_path: Path) -> None:
    """The last day may be the first day, and either may be unknown."""
    rows = ["P0001,7,2025-10-01,2025-09-30", "P0002,7,2025-10-01,2025-10-01", "P0003,7,,2025-09-30"]
    write(tmp_path, "pupils", *rows)
    (problem,) = left_before_joining(read_tables(tmp_path))
    assert (problem.row, problem.column, problem.level) == (2, "left_on", "error")


@pytest.mark.parametrize(
    ("phase", "rows"),
    [("primary", [5]), ("secondary", [2]), ("special", []), ("all-through", []), ("", [])],
)
def test_a_year_group_of_another_phase_is_worth_a_look(tmp_path: Path, phase: str, rows: list[int]) -> None:
    """Year 9 in a primary school is odd; the years of middle schools, and schools for all ages, are not."""
    write(tmp_path, "pupils", "P0001,R,,", "P0002,5,,", "P0003,8,,", "P0004,9,,", "P0005,,,")
    found = list(years_of_another_phase(read_tables(tmp_path, phase=phase)))
    assert [one.row for one in found] == rows
    assert {one.level for one in found} <= {"warning"}


def test_a_membership_from_before_joining_is_worth_a_look(tmp_path: Path) -> None:
    """A first day in the group lies within the pupil's time here, where both are known."""
    write(tmp_path, "pupils", "P0001,7,2025-09-10,2026-01-09", "P0002,7,,")
    days = ("2025-09-09", "2025-09-10", "2026-01-09", "2026-01-10", "")
    rows = [f"P0001,Group {number},{day}," for number, day in enumerate(days)]
    write(tmp_path, "groups", *rows, "P0002,Group 1,2020-01-01,", "P0009,Group 1,2020-01-01,")
    found = [(one.row, one.found) for one in members_before_joining(read_tables(tmp_path))]
    assert found == [
        (2, "a first day in the group before the pupil joined"),
        (5, "a first day in the group after the pupil left"),
    ]


def test_a_group_called_as_a_column_is_told_to_choose_another_name(tmp_path: Path) -> None:
    """'Looked after' is a column of pupils already: once named, with its first row."""
    write(tmp_path, "groups", "P0001,Young carers,,", "P0001,Looked after,,", "P0002,Looked after,,")
    (problem,) = taken_names(read_tables(tmp_path))
    assert (problem.row, problem.column, problem.level) == (3, "group", "error")
    assert "'Looked after'" in problem.found


@pytest.mark.parametrize(
    "rule",
    [
        unknown_pupils,
        weak_codes,
        left_before_joining,
        years_of_another_phase,
        members_before_joining,
        taken_names,
    ],
)
def test_plain_pupils_and_no_pupils_pass(tmp_path: Path, rule: Callable[[object], list[Problem]]) -> None:
    """No rule about pupils fires on a plain list, nor where there is nothing."""
    assert not list(rule(read_tables(tmp_path, phase="primary")))
    write(tmp_path, "pupils", "P00001,4,2022-09-01,", "P00002,4,,")
    write(tmp_path, "groups", "P00001,Young carers,2025-09-01,")
    assert not list(rule(read_tables(tmp_path, phase="primary")))


def test_codes_that_reports_cannot_be_searched_for_are_errors(tmp_path: Path) -> None:
    """A code under six characters, a word and a name are named by their rows, and never quoted."""
    codes = ("P0001", "reading", "Amina-Rose", "P00004", "4R2270", "rainbow_2")
    write(tmp_path, "pupils", *(f"{code},7,," for code in codes))
    short, words = weak_codes(read_tables(tmp_path))
    assert (short.found, short.level) == (
        "1 of its pupils' codes with fewer than 6 characters (rows 2)",
        "error",
    )
    assert (words.found, words.level) == (
        "2 of its pupils' codes that are an ordinary word or a first name (rows 3, 4)",
        "error",
    )
    assert not [code for code in codes if code in f"{short} {words}"]


def test_weak_codes_are_named_where_they_are_first_typed(tmp_path: Path) -> None:
    """Once in the table of pupils; in another table only when they are not in that one."""
    write(tmp_path, "pupils", "P0001,7,,")
    write(tmp_path, "outcomes", "P0001,Reading,baseline,,98,", "P0002,Reading,baseline,,98,")
    of_pupils, of_scores = weak_codes(read_tables(tmp_path))
    assert (of_pupils.file, of_scores.file) == ("pupils.csv", "outcomes.csv")
    assert of_scores.found.endswith("(rows 3)")


def test_a_name_written_in_one_and_a_upn_are_no_codes(tmp_path: Path) -> None:
    """A first name with letters beside it, and what has a UPN's shape, are named by their rows; other codes pass."""
    codes = ("HopeOkafor", "okafor_hope", "hopeokafor", "N820432110081", "n82043211008b", "QXVTRB", "P6HOPE")
    write(tmp_path, "pupils", *(f"{code},7,," for code in codes))
    names, upns = weak_codes(read_tables(tmp_path))
    assert (names.level, names.found) == (
        "error",
        "3 of its pupils' codes that look like a pupil's name (rows 2, 3, 4)",
    )
    assert (upns.level, upns.found.rpartition(" (")[2]) == ("error", "rows 5, 6)")
    assert not [code for code in codes if code in f"{names} {upns}"]
