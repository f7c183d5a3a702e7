"""The cells of every result: they say whom they count, add up, and show nobody who it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd
import pytest
import samples
from shown import shown_to

from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.show.showing import block, gate, summary
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import sentences
from enquiry_lib.stats.result import Cell, Result, cell_frame, cell_of, with_who

SCHOOLS = ("hoppletarn-primary", "nant-helygfaen", "tarrowbridge-centre")
"""A plan by attendance, one by scores before and after, and small numbers everywhere."""

NOT_PEOPLE = {
    *("day", "asked", "answered", "schools", "looked_at", "values"),
    *("sessions", "sessions_possible", "usual", "attended", "authorised", "unauthorised", "late"),
    *("visits", "comparison_visits", "fully", "partly", "not_seen"),
    *("cost", "evidence", "months", "primary", "secondary", "studies"),
    *("minutes", "sessions_a_week", "weeks", "covariates", "df", "k", "few"),
    *("clusters", "clusters_treated", "clusters_control", "sites_compared", "groups", "rank"),
    *("draws", "seed", "allocations", "sides", "lags", "times_before", "times_after"),
    *("ratio", "df_residual", "smallest", "certainty"),
}
"""Names of whole numbers in results that count no people: sessions, visits, answers, years, figures of lists."""

GUARDED_ELSEWHERE = {
    *("Rung.pupils", "TrialSchool.pupils", "CorrectedTest.pupils"),
    "Worthwhile.needed",
    *("Lost.allocated_treated", "Lost.allocated_control", "Lost.analysed_treated", "Lost.analysed_control"),
}
"""Counts of nobody in particular: on a made-up ladder, of a school's pupils as its own report let them out, of a published
study, of whole classes that were lost, and of so many as it would take to notice a difference."""

NO_NAMES = ("answers|", "heard|", "theme|", "indicator|", "planned|", "toolkit pupils")
"""How ids of counts begin of people whom no table about pupils names: those who answered or spoke, were planned for, or were typed in."""

SUMS = (
    "missed",
    "was late",
    "absence|reason",
    "dosage|planned, not meant",
    "dosage|meant, no session planned",
)
"""What ids of counts hold that only guard something: they are not shown, and can be subtracted from nothing."""


@pytest.fixture(scope="module")
def example() -> dict[str, list[Result]]:
    """Every result that the workbooks show at some of the example's schools."""
    return {school: shown_to("example", school) for school in SCHOOLS}


@pytest.fixture(scope="module")
def everything(example: dict[str, list[Result]]) -> list[Result]:
    """Every result of the samples and of the example."""
    return [*samples.every_result(), *(result for results in example.values() for result in results)]


# --- who is counted ---------------------------------------------------------------------------------------


def test_as_many_are_named_as_are_counted(everything: list[Result]) -> None:
    """Where a cell says whom it counts, these are as many as it counts."""
    named = pd.concat([result.cells() for result in everything])
    named = named[named["who"].map(bool)]
    assert len(named) > 1000
    assert (named["who"].map(len) == named["count"]).all()


def test_counts_of_pupils_in_tables_are_named(example: dict[str, list[Result]]) -> None:
    """Of the workbooks' counts only those of people whom no table names, and those that guard sums, are without names."""
    cells = pd.concat([result.cells() for results in example.values() for result in results])
    without = cells[~cells["who"].map(bool) & (cells["count"] > 0)]["id"].drop_duplicates()
    assert [
        name for name in without if not name.startswith(NO_NAMES) and not any(x in name for x in SUMS)
    ] == []


def test_who_adds_up_where_counts_add_up(everything: list[Result]) -> None:
    """The parts of a total share no pupil, and all are in it; the gate takes what they leave for one part more."""
    totals = [total for result in everything for total in _totals(result.cells())]
    assert len(totals) > 400
    for whole, parts in totals:
        together = frozenset().union(*parts)
        assert together <= whole
        assert sum(map(len, parts)) == len(together)


def _totals(cells: pd.DataFrame) -> Iterator[tuple[frozenset[str], list[frozenset[str]]]]:
    """Give the pupils of each total with those of its parts, where all of them are known."""
    who = dict(zip(cells["id"], cells["who"], strict=True))
    for margin, parts in cells[(cells["margin"] != "") & (cells["count"] > 0)].groupby("margin"):
        if who.get(margin) and parts["who"].map(bool).all():
            yield who[margin], parts["who"].tolist()


def test_one_id_is_one_set_of_pupils(example: dict[str, list[Result]]) -> None:
    """In one result an id always means the same pupils, however often it is given."""
    for cells in (result.cells() for results in example.values() for result in results):
        assert (cells.groupby("id")["who"].nunique() == 1).all()


# --- nobody sees it ---------------------------------------------------------------------------------------


def test_no_name_is_in_what_leaves(everything: list[Result]) -> None:
    """Whom a cell counts is in no repr, sentence, table or summary, before the gate and after it."""
    for result in everything:
        names = frozenset().union(*result.cells()["who"])
        for given in (result, gate(result)):
            said = repr((given, tables(given), sentences(given), json.dumps(summary(given))))
            assert not any(name in said for name in names), type(result)


def test_no_name_is_on_a_page(example: dict[str, list[Result]]) -> None:
    """Whom a cell counts is not in the page of a result either, with the alternative text of its picture."""
    for result in filter(lambda one: len(one.cells()), example["nant-helygfaen"]):
        page = block(gate(result))
        assert not any(name in page for name in frozenset().union(*result.cells()["who"])), type(result)


def test_a_cell_does_not_say_whom_it_counts() -> None:
    """Names are neither printed with a cell nor asked when two cells are compared."""
    cell = cell_of("girls", ["P0001"])
    assert "P0001" not in repr(cell)
    assert cell == Cell("girls", 1)


def test_cells_that_are_withheld_take_the_names_along(everything: list[Result]) -> None:
    """After the gate a result holds nobody's name in a cell that was withheld."""
    for result in everything:
        hidden = choose_hidden(result.cells())
        left = result.withhold(hidden)
        kept = {cell.id for cell in _cells_in(left) if cell.who}
        assert kept.isdisjoint(hidden), type(result)


def _cells_in(value: Any) -> Iterator[Cell]:
    """Give every cell anywhere in a result."""
    if isinstance(value, Cell):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _cells_in(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _cells_in(getattr(value, part.name))


# --- nothing is shown that is not counted -----------------------------------------------------------------


def test_every_count_that_is_shown_has_a_cell(everything: list[Result]) -> None:
    """A whole number in a result counts no people, or is nobody, or is the count of one of its cells."""
    lost = set[str]()
    for result in everything:
        counts = {0, *result.cells()["count"]}
        lost |= {name for name, number in _whole_numbers(result) if number not in counts}
    assert {name for name in lost if name.split(".")[1] not in NOT_PEOPLE} <= GUARDED_ELSEWHERE


def _whole_numbers(value: Any, name: str = "") -> Iterator[tuple[str, int]]:
    """Give each whole number that goes into a summary, with the kind of record it is in and its field."""
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            if part.repr:
                yield from _whole_numbers(getattr(value, part.name), f"{type(value).__name__}.{part.name}")
    elif isinstance(value, tuple):
        for one in value:
            yield from _whole_numbers(one, name)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield name, value


def test_of_two_cells_alike_the_one_that_knows_is_kept() -> None:
    """A count that is given with and without names is one row, with the names."""
    frame = cell_frame([Cell("a", 1), cell_of("a", ["P1"]), Cell("a", 1)])
    assert frame["who"].tolist() == [{"P1"}]


def test_enrolments_are_not_pupils() -> None:
    """Where one pupil is counted twice, or another number is known, a cell does not say whom it counts."""
    assert cell_of("enrolments", ["P1", "P1"]) == Cell("enrolments", 2)
    assert not cell_of("enrolments", ["P1", "P1"]).who
    assert not with_who([Cell("all", 3)], {"all": ["P1", "P2"]})[0].who
