"""The table of an effect weighed against what was called worth the effort."""

from __future__ import annotations

import math

from enquiry_lib.show.numbers import interval, number, percent, signed
from enquiry_lib.show.tables.table import Table, tables
from enquiry_lib.stats.weighing import Weighed


@tables.register
def _(result: Weighed) -> tuple[Table, ...]:
    level, smallest = percent(100 * result.confidence, 0), number(result.smallest_worthwhile, 2)
    rows = (
        ("What was found", signed(result.found, 2)),
        ("Its standard error", number(result.se, 3)),
        ("Its degrees of freedom", _df(result.df)),
        ("Likely now", signed(result.mean, 2)),
        (f"{level} interval of that", interval(result.low, result.high, 2)),
        (f"Chance of {smallest} or more", _chance(result.up)),
        (f"Chance of less than {smallest} either way", _chance(result.same)),
        (f"Chance of worse by {smallest} or more", _chance(result.down)),
        *_times(result),
    )
    prior = (
        "Every size taken for equally likely beforehand; Student's t."
        if result.prior_sd is None
        else f"Beforehand: normal, {signed(result.prior_mean, 2)} give or take {number(result.prior_sd, 2)}."
    )
    note = (
        f"In standard deviations. {prior} Yes: a chance of {number(result.certainty, 0)}% or more; no: "
        f"{number(100 - result.certainty, 0)}% or less."
    )
    return (Table("The decision in numbers", ("What", "Value"), rows, frozenset({1}), note),)


def _chance(chance: float | None) -> str:
    """Write a chance with a decimal place; nothing is ever certain."""
    if chance is not None and (chance < 0.001 or chance > 0.999):
        return "less than 0.1%" if chance < 0.001 else "more than 99.9%"
    return percent(None if chance is None else 100 * chance)


def _df(df: float | None) -> str:
    return "normal" if df is not None and math.isinf(df) else number(df, 1)


def _times(result: Weighed) -> list[tuple[str, str]]:
    """Give how many times as many pupils, or classes, it would take; only where the answer is unclear."""
    if result.answer != "unclear":
        return []
    of = "classes" if result.design.startswith("classes") else "pupils"
    return [
        (f"Times as many {of}, if it is as found", _many(result.times_if_found)),
        (f"Times as many {of}, if there is none", _many(result.times_if_nought)),
    ]


def _many(times: float | None) -> str:
    return "no number" if times is not None and math.isinf(times) else number(times)
