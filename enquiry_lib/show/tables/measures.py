"""The tables of measures: reliability, items, room at the ends, and measures side by side."""

from __future__ import annotations

from enquiry_lib.show.numbers import interval, number, percent, share, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.measures import line_label, whose
from enquiry_lib.stats.measures.compare import Measures
from enquiry_lib.stats.measures.limits import Limits
from enquiry_lib.stats.measures.reliability import Reliability

LEFT_OUT = {
    "pairwise": "missing answers left out pairwise: each pair of items uses those who answered both",
    "listwise": "only those who answered every item (listwise)",
}


@tables.register
def _(result: Reliability) -> tuple[Table, ...]:
    return (_whole(result), *([_items(result)] if result.items else []))


def _whole(result: Reliability) -> Table:
    level = percent(100 * result.confidence, 0)
    rows = (
        (whose(result)[1].capitalize(), number(result.n, 0)),
        ("Cronbach's alpha", number(result.alpha, 3)),
        (f"{level} interval (Feldt)", interval(result.low, result.high, 3)),
        ("Alpha, standardised", number(result.standardised, 3)),
        ("Mean correlation of the items", signed(result.mean_correlation, 3)),
        ("Omega total", number(result.omega, 3)),
        ("Mean score", number(result.mean, 2)),
        ("SD of scores", number(result.sd, 2)),
        ("Standard error of measurement", number(result.se_measurement, 2)),
    )
    note = (
        f"A score is the {result.score} of a person's answers; {LEFT_OUT[result.missing]}. Omega: one factor, maximum likelihood, "
        "of the items as they are. Standard error of measurement: SD times the square root of 1 minus alpha, in points."
    )
    return Table("Reliability", ("What", "Value"), rows, frozenset({1}), note)


def _items(result: Reliability) -> Table:
    columns = ("Item", "Left out by", "Mean", "SD", "With the others", "Alpha without it")
    rows = tuple(
        (
            f"{item.name}{' (turned round)' if item.turned else ''}",
            number(item.missing, 0),
            number(item.mean, 2),
            number(item.sd, 2),
            signed(item.with_rest, 2),
            number(item.alpha_without, 2),
        )
        for item in result.items
    )
    note = "With the others: correlation of the item with the sum of the others."
    return Table("Item by item", columns, rows, numeric_from(1, columns), note, summary="Item by item")


@tables.register
def _(result: Limits) -> tuple[Table, ...]:
    columns = ("Occasion", "Pupils", "At the lowest", "Share", "At the highest", "Share ", "Skewness")
    rows = tuple(
        (
            line_label(line.occasion),
            number(line.n, 0),
            number(line.at_floor, 0),
            share(_percent(line.floor_share)),
            number(line.at_ceiling, 0),
            share(_percent(line.ceiling_share)),
            signed(line.skewness, 2),
        )
        for line in result.lines
    )
    note = (
        f"The measure goes from {number(result.lowest, 0)} to {number(result.highest, 0)}. More than 15% at an end is customarily "
        "too many. Skewness: above nought where most scored low."
    )
    return (Table("Pupils at the ends of the measure", columns, rows, numeric_from(1, columns), note),)


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


@tables.register
def _(result: Measures) -> tuple[Table, ...]:
    columns = (
        "Measure",
        "Pupils",
        "At the lowest",
        "At the highest",
        "Before with after",
        "R²",
        "Smallest difference",
        "With the score before",
        "Alpha",
    )
    rows = tuple(
        (
            line.measure,
            number(line.n, 0),
            share(_percent(line.floor_share)),
            share(_percent(line.ceiling_share)),
            signed(line.correlation, 2),
            number(line.r_squared, 2),
            number(line.smallest_without, 2),
            number(line.smallest_with, 2),
            number(line.alpha, 2),
        )
        for line in result.lines
    )
    level, chance = percent(100 * result.confidence, 0), percent(100 * result.power, 0)
    note = (
        f"Smallest difference: in standard deviations, noticed with a chance of {chance} by a {level} interval in two equal groups "
        "of these pupils. Before with after: correlation of the two scores."
    )
    return (Table("Measures side by side", columns, rows, numeric_from(1, columns), note),)
