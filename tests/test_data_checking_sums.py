"""Rules about tables of counts: indicators, and the summary of attendance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typed_tables import read_tables, write

from enquiry_lib.data.checking.sums import parts_above_the_whole, shares_of_people, too_many_sessions
from enquiry_lib.errors import Problem

ALL = "2024/25,all pupils,300,111000,4000,1500,40,10"


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("Out,baseline,,3.5,%,share of people,lower,", "people", "nothing where counts is share of people"),
        ("Out,baseline,,135,%,share of people,lower,200", "value", "135 where counts is share of people"),
        ("Out,baseline,,-1,%,share of people,lower,200", "value", "-1 where counts is share of people"),
    ],
)
def test_a_share_of_people_says_of_how_many(tmp_path: Path, row: str, column: str, found: str) -> None:
    """A share of people needs a percentage and the number of people it is of."""
    write(tmp_path, "indicators", row)
    (problem,) = shares_of_people(read_tables(tmp_path))
    assert (problem.row, problem.column, problem.found) == (2, column, found)


def test_other_indicators_pass(tmp_path: Path) -> None:
    """People, things, and a share with the number of people it is of, are no problem."""
    counts = ("people,lower,", "things,lower,", "share of people,lower,200")
    write(tmp_path, "indicators", *(f"{place},baseline,,3,,{said}" for place, said in enumerate(counts)))
    assert not list(shares_of_people(read_tables(tmp_path)))


def test_a_group_larger_than_the_school_is_named(tmp_path: Path) -> None:
    """Each count of a group is held against the same count of all pupils in the same year."""
    rows = ["2024/25,Boys,301,50000,4001,700,20,", "2023/24,Boys,400,50000,9999,700,20,5"]
    write(tmp_path, "attendance_summary", ALL, *rows)
    found = [(one.row, one.column) for one in parts_above_the_whole(read_tables(tmp_path))]
    assert found == [(3, "pupils"), (3, "absent_authorised")]


@pytest.mark.parametrize(("sessions", "fires"), [("120000", False), ("120300", True)])
def test_more_sessions_than_a_year_has_are_worth_a_look(tmp_path: Path, sessions: str, fires: bool) -> None:
    """Four hundred sessions a pupil are more than any school year has; nobody to divide by is no fault."""
    write(tmp_path, "attendance_summary", ALL.replace("111000", sessions), "2023/24,all pupils,0,0,0,0,0,0")
    found = [(one.row, one.found, one.level) for one in too_many_sessions(read_tables(tmp_path))]
    assert found == [(2, "about 401 sessions a pupil", "warning")] * fires


@pytest.mark.parametrize("rule", [shares_of_people, parts_above_the_whole, too_many_sessions])
def test_plain_counts_and_no_counts_pass(tmp_path: Path, rule: Callable[[object], list[Problem]]) -> None:
    """No rule about counts fires on plain ones, nor where there is nothing."""
    assert not list(rule(read_tables(tmp_path)))
    write(tmp_path, "attendance_summary", ALL, "2024/25,Boys,150,55000,2000,700,20,5")
    assert not list(rule(read_tables(tmp_path)))
