"""The tables of how the intervention was carried out: fidelity, dosage and reach."""

from __future__ import annotations

from enquiry_lib.analyse.process import ProcessSummary
from enquiry_lib.show.numbers import UNRELIABLE, number, percent, share
from enquiry_lib.show.tables.table import Table, dashed, numeric_from, tables
from enquiry_lib.stats.dosage import Dosage
from enquiry_lib.stats.fidelity import Fidelity, IngredientSeen


@tables.register
def _(result: Fidelity) -> tuple[Table, ...]:
    columns = (
        "Active ingredient",
        "Classes",
        "Visits",
        "Fully",
        "Partly",
        "Not seen",
        "Quality, 1 to 4",
    )
    rows = tuple(_ingredient(line) for line in result.ingredients)
    note = "Thin: fewer than three visits in which it was looked for. Quality is the mean rating, reliable from three ratings on."
    return (Table("How fully each ingredient was seen", columns, rows, numeric_from(2, columns), note),)


def _ingredient(line: IngredientSeen) -> tuple[str, ...]:
    return (
        line.ingredient,
        line.arm,
        f"{line.visits}{' (thin)' if line.thin else ''}",
        str(line.fully),
        str(line.partly),
        str(line.not_seen),
        UNRELIABLE if line.quality is None else number(line.quality),
    )


@tables.register
def _(result: Dosage) -> tuple[Table, ...]:
    columns = ("What", "How much")
    rows = (
        ("Pupils with a planned session", number(result.pupils, 0)),
        ("Sessions planned for each pupil, mean", number(result.sessions_planned)),
        ("Sessions attended by each pupil, mean", number(result.sessions_attended)),
        ("Share of planned sessions attended", share(result.share_attended)),
        *_minutes(result),
        ("Pupils reached: came at least once", number(result.reached, 0)),
        (f"Pupils with enough: {percent(100 * result.enough, 0)} or more", number(result.with_enough, 0)),
        *_reach(result),
    )
    note = "Means are over all pupils with a planned session, those who never came among them."
    return (Table("Dosage and reach", columns, rows, numeric_from(1, columns), note),)


def _minutes(result: Dosage) -> tuple[tuple[str, str], ...]:
    if result.minutes is None:
        return ()
    return (
        ("Minutes planned for each pupil, mean", number(result.minutes.planned, 0)),
        ("Minutes each pupil had, mean", number(result.minutes.had, 0)),
    )


def _reach(result: Dosage) -> tuple[tuple[str, str], ...]:
    if result.reach is None:
        return ()
    return (
        ("Pupils meant to be reached", number(result.reach.intended, 0)),
        ("Of these, reached", number(result.reach.reached, 0)),
        ("Reach", share(result.reach.share)),
    )


@tables.register
def _(result: ProcessSummary) -> tuple[Table, ...]:
    columns = ("Dimension", "How it was to be found out", "What was found", "All in all")
    rows = tuple(
        dashed(line.name, " – ".join(filter(None, [line.how, line.by_whom])), line.found, line.judged)
        for line in result.dimensions
    )
    changes = ("Changed on the way", "Why", "Active ingredients kept")
    changed = tuple(dashed(one.change, one.why, one.kept) for one in result.adaptations)
    found = (
        Table("The process, dimension by dimension", columns, rows, open=True),
        Table("What was changed on the way", changes, changed, open=True),
        Table(
            "What helped and what got in the way", ("Helped or hindered", "What"), _helped(result), open=True
        ),
    )
    return tuple(table for table in found if table.rows)


def _helped(result: ProcessSummary) -> tuple[tuple[str, str], ...]:
    helped = [("Helped", text) for text in result.helped]
    return (*helped, *(("Got in the way", text) for text in result.hindered))
