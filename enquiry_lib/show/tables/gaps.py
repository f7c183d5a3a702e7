"""The tables of gaps between groups of pupils, and of how they changed."""

from __future__ import annotations

from enquiry_lib.show.names import gap_labels, occasion_name
from enquiry_lib.show.numbers import WITHHELD, interval, number, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.stats.gaps import GapScan


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
    return Table(
        f"Gaps between groups of pupils{_in_measure(result)}", columns, rows, numeric_from(2, columns), note
    )


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
    return (
        Table(caption, columns, rows, numeric_from(1, columns) - {7}, note, "How the gaps have changed")
        if rows
        else None
    )


def _in_measure(result: GapScan) -> str:
    measures = {gap.measure for gap in result.gaps}
    return f", {measures.pop()}" if len(measures) == 1 else ""
