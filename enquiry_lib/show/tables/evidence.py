"""The tables of what is known already: reference lists, and the Toolkit's strands."""

from __future__ import annotations

from dataclasses import replace

from enquiry_lib.analyse.look_up import Line, LookUp
from enquiry_lib.analyse.toolkit import StrandFacts, ToolkitView
from enquiry_lib.show.numbers import UNWRITTEN, WITHHELD, is_known, number
from enquiry_lib.show.tables.table import Table, tables

HEADS = {"name": "In short", "text": "In full"}
NO_MONTHS = "not enough evidence"


@tables.register
def _(result: LookUp) -> tuple[Table, ...]:
    """Set one table a group, the note below the last."""
    headings = list(dict.fromkeys(line.group for line in result.lines))
    found = [_lines(result, [line for line in result.lines if line.group == part]) for part in headings]
    return (*found[:-1], *(replace(table, note=result.note) for table in found[-1:]))


def _lines(result: LookUp, lines: list[Line]) -> Table:
    columns = tuple(HEADS.get(name, _in_words(name)) for name in result.columns)
    values = [[line.values[place] for line in lines] for place in range(len(columns))]
    numeric = frozenset(place for place, column in enumerate(values) if place and _is_number(column[0]))
    rows = tuple(zip(*(_column(column) for column in values), strict=True))
    return Table(lines[0].group or _in_words(result.name), columns, rows, numeric, open=True)


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _is_number(value: str | float) -> bool:
    return not isinstance(value, str)


def _column(values: list[str | float]) -> list[str]:
    """Write a column: text as it is, numbers with two places unless all of them are whole."""
    places = 2 if any(isinstance(value, float) and value % 1 > 0 for value in values) else 0
    return [value if isinstance(value, str) else _figure(value, places) for value in values]


def _figure(value: float, places: int) -> str:
    return number(value, places) if is_known(value) else UNWRITTEN


@tables.register
def _(result: ToolkitView) -> tuple[Table, ...]:
    pupils = result.pupils
    extra = () if pupils == 0 else (f"Cost a year, {'your' if pupils is None else number(pupils, 0)} pupils",)
    columns = ("Strand", "Months", "Evidence", "Cost a year, each pupil", *extra, "Besides")
    rows = tuple(_strand(strand, pupils) for strand in result.strands)
    note = f"Evidence: padlocks, from 0 (not enough) to 5 (very extensive). {result.note}"
    summary = "The strands, written out"
    return (
        Table("Strands of the Toolkit, in alphabetical order", columns, rows, note=note, summary=summary),
    )


def _strand(strand: StrandFacts, pupils: int | None) -> tuple[str, ...]:
    name = f"{strand.strand} (in your record)" if strand.consulted else strand.strand
    extra = () if pupils == 0 else (WITHHELD if pupils is None else _cost(strand, pupils),)
    return (name, _months(strand), f"{strand.evidence} of 5", _cost(strand, 1), *extra, _besides(strand))


def _months(strand: StrandFacts) -> str:
    if strand.months is None:
        return NO_MONTHS
    phases = (("primary", strand.primary), ("secondary", strand.secondary))
    split = ", ".join(f"{phase} {number(months, 0)}" for phase, months in phases if months is not None)
    return number(strand.months, 0) + (f" ({split})" if split else "")


def _cost(strand: StrandFacts, pupils: int) -> str:
    """Write what a strand costs so many pupils in a year."""
    if strand.least is None:
        return "not given"
    least = number(strand.least * pupils, 0)
    if strand.most is None:
        return f"over £{least}"
    most = number(strand.most * pupils, 0)
    return f"£{least} to £{most}" if strand.least else f"up to £{most}"


def _besides(strand: StrandFacts) -> str:
    studies = "" if strand.studies is None else f"{number(strand.studies, 0)} studies."
    return " ".join(filter(None, [studies, strand.note]))
