"""The tables of an enquiry itself: its plan, its record and the school's tables."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.analyse.plan import PlanStatus
from enquiry_lib.analyse.progress import DayProgress, Progress, SectionProgress
from enquiry_lib.data.checking import DataCheck, TableCheck
from enquiry_lib.errors import Problem
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.tables.table import Table, tables

QUESTIONS_NAMED = 2


@tables.register
def _(result: PlanStatus) -> tuple[Table, ...]:
    columns = ("Reopened on", "Reason")
    rows = tuple((long_date(entry.at), entry.reason) for entry in result.reopened)
    return (Table("When the plan was reopened, and why", columns, rows, open=True),) if rows else ()


@tables.register
def _(result: Progress) -> tuple[Table, ...]:
    parts = ("Part of the record", "Answered", "Still open")
    of_day = tuple(_part_cells(part) for part in result.sections)
    if result.day is not None:
        return (Table(f"Day {result.day}, part by part", parts, of_day, open=True),)
    days = tuple((str(day.day), f"{day.answered} of {day.asked}", _parts_open(day)) for day in result.days)
    rows = tuple((str(part.day), *cells) for part, cells in zip(result.sections, of_day, strict=True))
    return (
        Table("Day by day", ("Day", "Answered", "Parts with open questions"), days, open=True),
        Table("How far the record is filled in", ("Day", *parts), rows, summary="Part by part"),
    )


def _part_cells(part: SectionProgress) -> tuple[str, str, str]:
    return part.title, f"{part.answered} of {part.asked}", _first_open(part.open_questions)


def _parts_open(day: DayProgress) -> str:
    return " · ".join(part.title for part in day.open_parts) or "none"


def _first_open(questions: Sequence[str]) -> str:
    """Name the first open questions, and say how many more there are."""
    more = len(questions) - QUESTIONS_NAMED
    named = " · ".join(questions[:QUESTIONS_NAMED])
    return (f"{named} · and {more} more" if more > 0 else named) or "nothing"


@tables.register
def _(result: DataCheck) -> tuple[Table, ...]:
    columns = ("Table", "File", "Problems")
    rows = tuple(
        (table.label, table.file + ", empty" * table.is_empty, _found_in(table)) for table in result.there
    )
    there = (
        (Table("The school's tables", columns, rows, summary="The files", open=bool(result.problems)),)
        if rows
        else ()
    )
    errors = [problem for problem in result.told if problem.level == "error"]
    looks = [problem for problem in result.told if problem.level == "warning"]
    found = _kinds("Problems in the files", errors, open=True)
    return (*there, *found, *_kinds("Worth a look in the files", looks))


def _found_in(table: TableCheck) -> str:
    said = ["some"] * bool(table.problems) + ["worth a look"] * bool(table.warnings)
    return ", and more ".join(said) or "none"


def _kinds(title: str, problems: Sequence[Problem], *, open: bool = False) -> tuple[Table, ...]:
    """List what kinds of problem there are; how many, where, and what was found stay with `enquiry check`."""
    kinds = dict.fromkeys((problem.file, problem.column or "–", problem.expected) for problem in problems)
    heads = ("File", "Column", "Expected, and something else was found")
    note = "Whoever keeps the tables can list every row, with what to do, by the command enquiry check."
    return (Table(title, heads, tuple(kinds), note=note, open=open),) if kinds else ()
