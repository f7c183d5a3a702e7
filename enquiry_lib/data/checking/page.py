"""What a check found as a page to read and print: errors before warnings, table by table, what to do in front."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from enquiry_lib.data.checking.check import DataCheck, TableCheck
from enquiry_lib.data.templates import table_name
from enquiry_lib.errors import Problem, in_groups

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Line:
    """Problems that are alike but for their row, as the page says them."""

    level: str
    rows: str
    column: str
    found: str
    expected: str
    do: str


@dataclass(frozen=True)
class Part:
    """What was found in one file: the name of its table, and its problems, errors first."""

    label: str
    file: str
    anchor: str
    lines: tuple[Line, ...]

    @property
    def errors(self) -> int:
        """Count the lines that have to be put right."""
        return sum(line.level == "error" for line in self.lines)

    @property
    def warnings(self) -> int:
        """Count the lines that are worth a look."""
        return len(self.lines) - self.errors


def check_page(check: DataCheck, *, school: str, network: str, day: dt.date) -> str:
    """Make the page of one school's check, complete in itself: it fetches nothing and runs nothing."""
    parts = sorted(_parts(check), key=lambda part: not part.errors)
    clean = [table for table in check.there if not table.problems and not table.warnings]
    return _template().render(
        school=school,
        network=network,
        day=f"{day.day} {day:%B %Y}",
        parts=parts,
        errors=sum(part.errors for part in parts),
        warnings=sum(part.warnings for part in parts),
        clean=[_said(table) for table in clean],
        notes=[(table.file, note) for table in check.there for note in table.notes],
        not_read=[str(file) for file in check.not_read],
        missing=not check.there,
    )


def _parts(check: DataCheck) -> list[Part]:
    files = dict.fromkeys(problem.file for problem in check.problems)
    return [
        _part(number, file, [one for one in check.problems if one.file == file], check.tables)
        for number, file in enumerate(files, start=1)
    ]


def _part(number: int, file: str, problems: Sequence[Problem], tables: Sequence[TableCheck]) -> Part:
    label = next((table.label for table in tables if table.file == file), file)
    lines = tuple(
        Line(one.level, rows, one.column, one.found, one.expected, one.do)
        for one, rows in in_groups(problems)
    )
    return Part(label, file, f"part-{number}", lines)


def _said(table: TableCheck) -> str:
    name = table_name(table.table)
    return f"{name} (empty)" if table.is_empty else name


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("check.html.j2")
