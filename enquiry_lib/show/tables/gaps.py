"""The tables of gaps between groups of pupils, and of how they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from enquiry_lib.show.names import gap_labels, occasion_name
from enquiry_lib.show.numbers import UNWRITTEN, WITHHELD, interval, number, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.stats.gaps import Gap, GapScan
from enquiry_lib.stats.narrowing import Narrowing


@tables.register
def _(result: GapScan) -> tuple[Table, ...]:
    return tuple(filter(None, (_gap_table(result), _narrowing_table(result))))


def _gap_table(result: GapScan) -> Table:
    columns = ("Group", "Occasion", "Pupils", "Others", "Gap (g)", "95% interval")
    label = gap_labels(result)
    rows = tuple(
        (
            label(gap.group, gap.member, gap.measure),
            occasion_name(gap.occasion),
            number(gap.n, 0),
            number(gap.n_others, 0),
            signed(gap.g, 2),
            interval(gap.low, gap.high, 2),
        )
        for gap in result.gaps
    )
    note = (
        "Gap: difference from all other pupils in standard deviations (Hedges g, exact small-sample correction). "
        "Below zero means that the group scored lower."
    )
    caption = f"Gaps between groups of pupils{_in_measure(result)}"
    return _marked(Table(caption, columns, rows, numeric_from(2, columns), note), result, result.gaps)


def _marked(table: Table, result: GapScan, lines: Sequence[Gap | Narrowing]) -> Table:
    """Add which groups the plan named, where there is a plan that could."""
    if result.planned is None:
        return table
    marks = ("yes" if result.is_planned(line) else UNWRITTEN for line in lines)
    rows = tuple((*row, mark) for row, mark in zip(table.rows, marks, strict=True))
    note = f"{table.note} Groups that the plan does not name are a hint for the next enquiry."
    return replace(table, columns=(*table.columns, "Named in the plan"), rows=rows, note=note)


def _narrowing_table(result: GapScan) -> Table | None:
    columns = (
        "Group",
        "Gap before",
        "Gap after",
        "Change",
        "95% interval",
        "All before",
        "All after",
        "Verdict",
    )
    label = gap_labels(result)
    rows = tuple(
        (
            label(line.group, line.member, line.measure),
            number(line.gap_before),
            number(line.gap_after),
            signed(line.change),
            interval(line.low, line.high),
            number(line.all_before),
            number(line.all_after),
            line.verdict or WITHHELD,
        )
        for line in result.narrowings
    )
    note = "Points of the measure, for pupils with both scores. A change below zero means that the gap became narrower."
    caption = f"How gaps have changed{_in_measure(result)}"
    if not rows:
        return None
    numeric = numeric_from(1, columns) - {7}
    table = Table(caption, columns, rows, numeric, note, "How the gaps have changed")
    return _marked(table, result, result.narrowings)


def _in_measure(result: GapScan) -> str:
    measures = {gap.measure for gap in result.gaps}
    return f", {measures.pop()}" if len(measures) == 1 else ""
