"""The tables of who took part, and of who was lost."""

from __future__ import annotations

import math

from enquiry_lib.show.names import clusters_name
from enquiry_lib.show.numbers import interval, number, percent, signed
from enquiry_lib.show.tables.comparisons import chance, degrees
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.compliance import units_of
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.trials.attrition import Attrition, Lost
from enquiry_lib.stats.trials.compliers import ComplierEffect, Judged

ERRORS = {
    "classical": "least squares",
    "HC1": "robust (HC1)",
    "CR2": "by cluster (CR2, Satterthwaite)",
    "CR1": "by cluster (CR1)",
}


@tables.register
def _(result: ComplierEffect) -> tuple[Table, ...]:
    columns = ("Group", "Pupils", "Took part")
    rows = (
        (result.treated, number(result.n_treated, 0), percent(result.took_part_treated)),
        (result.control, number(result.n_control, 0), percent(result.took_part_control)),
    )
    judged = (
        "Difference in points",
        "Value",
        "Standard error",
        "Degrees of freedom",
        "p",
        by(result.confidence),
    )
    lines = (
        _line("By allocation, whoever took part", result.offered),
        *(_line("Of those who took part because of it", way) for way in result.ways),
    )
    note = " ".join(filter(None, (_strength(result.first_stage_f), _clusters(result))))
    return (
        Table("Who took part", columns, rows, numeric_from(1, columns)),
        Table(
            "Both differences",
            judged,
            lines,
            numeric_from(1, judged),
            note,
            summary="The estimates, for a statistician",
        ),
    )


def _strength(f: float | None) -> str:
    """Say how strongly the offer told who took part."""
    if f is None:
        return ""
    if math.isnan(f):
        return "Everybody did as allocated, so that the first stage has no F."
    return f"F of the first stage: {number(f)}; below 10 it is weak."


def _clusters(result: ComplierEffect) -> str:
    several = clusters_name(result.cluster)
    return (
        ""
        if result.clusters is None
        else f"{several[:1].upper()}{several[1:]}: {number(result.clusters, 0)}."
    )


def _line(name: str, judged: Judged) -> tuple[str, ...]:
    return (
        f"{name}; errors: {ERRORS[judged.kind]}",
        signed(judged.difference, 2),
        number(judged.se, 2),
        degrees(judged.df),
        chance(judged.p),
        interval(judged.low, judged.high, 2),
    )


@tables.register
def _(result: Attrition) -> tuple[Table, ...]:
    columns = ("Group", "Allocated", "Analysed", "Lost")
    limits = ("Lost", "Overall", "Difference between the groups", "Cautious limit", "Optimistic limit")
    counted = tuple(
        Table(
            f"Allocated and analysed: {units_of(result, level)}",
            columns,
            _groups(result, level),
            numeric_from(1, columns),
        )
        for level in result.levels
    )
    lines = tuple(
        (
            units_of(result, level)[:1].upper() + units_of(result, level)[1:],
            percent(level.overall),
            number(level.differential),
            number(level.cautious),
            number(level.optimistic),
        )
        for level in result.levels
    )
    note = "In percentage points, but for what was lost overall. The limits are those of the boundary at that overall loss."
    start = ("Pupils who stayed", "Difference at the start, in standard deviations")
    began = ((f"{result.treated} less {result.control}", signed(result.baseline_g, 2)),)
    last = (Table("Where those who stayed began", start, began, frozenset({1})),) if result.baseline else ()
    return (*counted, Table("Held against the boundary", limits, lines, numeric_from(1, limits), note), *last)


def _groups(result: Attrition, level: Lost) -> tuple[tuple[str, ...], ...]:
    groups = (
        (result.treated, level.allocated_treated, level.analysed_treated),
        (result.control, level.allocated_control, level.analysed_control),
    )
    return tuple(
        (
            name,
            number(there, 0),
            number(stayed, 0),
            number(None if there is None or stayed is None else there - stayed, 0),
        )
        for name, there, stayed in groups
    )
