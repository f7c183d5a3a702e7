"""The tables of the data behind a report: where it is from, what is not full, and what could not be used."""

from __future__ import annotations

from collections.abc import Callable

from enquiry_lib.analyse.quality import DataQuality, TableBehind
from enquiry_lib.show.dates import short_date
from enquiry_lib.show.names import occasion_name
from enquiry_lib.show.numbers import listed
from enquiry_lib.show.tables.table import Table, dashed, tables
from enquiry_lib.stats.completeness import Filled

BANDS: dict[Filled, str] = {
    "complete": "complete",
    "nearly": "nearly complete",
    "partly": "partly",
    "hardly": "hardly",
    "empty": "empty",
}
WHO: dict[Filled | None, str] = {
    None: "",
    "complete": "all",
    "nearly": "nearly all",
    "partly": "part of them",
    "hardly": "less than half",
    "empty": "hardly any",
    "unsaid": "not said",
}
KINDS = {".csv": "CSV", ".tsv": "TSV", ".txt": "text", ".ods": "OpenDocument"}
SPREADSHEET = "Excel"
TO_DO = {"error": "put it right", "warning": "look again; it was used as it is"}
WHAT_THE_BANDS_ARE = (
    "Complete: nobody lacks a value, or fewer than {few} people do. Nearly complete: at least 95% of the rows have "
    "one. Partly: at least 50%. Hardly: fewer. Empty: nobody has a value, or fewer than {few} people do."
)
ALL_ARE = (
    "All: everybody, or all but fewer than {few} pupils. Hardly any: fewer than {few}, or nobody. Days on which fewer "
    "than {few} people have a row are passed over."
)
EVERY_ROW = "Whoever keeps the tables can list every row, with what to do, by the command enquiry check."
FOR_FEW = "Reasons that concern fewer than {few} people are not listed."


@tables.register
def _(result: DataQuality) -> tuple[Table, ...]:
    makers: tuple[Callable[[DataQuality], Table], ...] = (_problems, _not_given, _behind, _not_full, _taken)
    return tuple(table for table in (make(result) for make in makers) if table.rows)


def _problems(result: DataQuality) -> Table:
    """List what kinds of problem there are; how many, where, and what was found stay with `enquiry check`."""
    heads = ("Table", "Column", "Expected, and something else was found", "What to do")
    rows = tuple(
        dashed(one.table, one.column, one.expected, TO_DO[one.level])
        for one in sorted(result.problems, key=lambda one: one.level)
    )
    return Table("What to put right, or to look at again", heads, rows, note=EVERY_ROW, open=True)


def _not_given(result: DataQuality) -> Table:
    heads = ("Table", "Column", "Why numbers were not given")
    rows = tuple((one.table, one.column, one.meaning) for one in result.not_given)
    note = FOR_FEW.format(few=result.few)
    return Table("Numbers that were not given, and why", heads, rows, note=note, open=True)


def _not_full(result: DataQuality) -> Table:
    """Name the columns in each band, of which the picture has the number only."""
    heads = ("Table", *(band.capitalize() for band in BANDS.values()))
    rows = tuple(
        dashed(table.label, *(listed(_labels(table, band)) for band in BANDS))
        for table in result.tables
        if any(_labels(table, band) for band in BANDS)
    )
    note = " ".join([WHAT_THE_BANDS_ARE.format(few=result.few), *_unmissed(result)])
    return Table("How full each column is", heads, rows, note=note, summary="Which columns these are")


def _labels(table: TableBehind, band: Filled) -> list[str]:
    return [column.label for column in table.columns if column.filled == band]


def _unmissed(result: DataQuality) -> list[str]:
    """Say of which columns an empty cell says something, so that it is no lack."""
    said = [
        f"{table.label}, {label.lower()} ({says})"
        for table in result.tables
        for label, says in table.unmissed
    ]
    return [f"Not judged, because an empty cell says something in them: {'; '.join(said)}."] if said else []


def _taken(result: DataQuality) -> Table:
    heads = ("Measure", "Occasion", "Of the pupils with any score")
    rows = tuple((one.measure, occasion_name(one.occasion), WHO[one.filled]) for one in result.taken)
    note = f"All: nobody lacks a score, or fewer than {result.few} pupils do."
    return Table(
        "How many pupils have a score on each occasion",
        heads,
        rows,
        note=note,
        summary="Who was measured when",
    )


def _behind(result: DataQuality) -> Table:
    heads = ("Table", "From", "Days covered", "Pupils on the list who are in it")
    rows = tuple(
        dashed(table.label, _from(table), _days(table), WHO[table.listed]) for table in result.tables
    )
    note = ALL_ARE.format(few=result.few)
    return Table("Where each table is from", heads, rows, note=note, open=True)


def _from(table: TableBehind) -> str:
    """Say what kind of file a table is, and when and by which mapping it was brought in."""
    empty = ", empty" * table.empty
    on = f", brought in on {short_date(table.on)}" if table.on else ""
    by = f" by {table.mapping}" if table.on and table.mapping else ""
    return f"{KINDS.get(table.kind, SPREADSHEET)}{empty}{on}{by}"


def _days(table: TableBehind) -> str:
    if table.first is None or table.last is None:
        return ""
    days = dict.fromkeys((short_date(table.first), short_date(table.last)))
    return " to ".join(days)
