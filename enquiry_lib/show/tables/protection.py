"""The tables about people and their data: what was promised, and the notes for the data protection officer."""

from __future__ import annotations

from enquiry_lib.analyse.protection import ImpactAssessment, Promises
from enquiry_lib.show.tables.table import Table, dashed, tables


@tables.register
def _(result: Promises) -> tuple[Table, ...]:
    columns = ("About", "Settled?", "How")
    rows = tuple(dashed(point.name, point.answer, point.note) for point in result.points if point.answer)
    return (Table("Is it right to do this?", columns, rows, open=True),) if rows else ()


@tables.register
def _(result: ImpactAssessment) -> tuple[Table, ...]:
    signs = tuple(dashed(sign.name, sign.answer, sign.note) for sign in result.signs)
    notes = tuple(dashed(note.name, note.answer) for note in result.notes)
    found = (
        Table("Signs that more care is needed", ("Sign", "There?", "What"), signs, summary="Sign by sign"),
        Table(
            "Notes for the data protection officer",
            ("About", "What there is to say"),
            notes,
            summary="Notes for the data protection officer",
        ),
    )
    return tuple(table for table in found if table.rows)
