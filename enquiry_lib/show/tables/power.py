"""The tables of power: what schools could show together, and what the textbook says of one comparison."""

from __future__ import annotations

import math

from enquiry_lib.show.numbers import NOT_APPLICABLE, is_known, number, percent, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.power import units
from enquiry_lib.stats.power.schools import NetworkPower
from enquiry_lib.stats.power.textbook import EFFECTS, TextbookPower

ABSURD = 1.5  # SD: more than anything that a school does brings about


@tables.register
def _(result: NetworkPower) -> tuple[Table, ...]:
    those, single = units(result), "Pupils in each" if result.unit == "school" else "Pupils one by one"
    kinds = {single: ("pupils_without", "pupils_with"), f"Whole {those}": ("whole_without", "whole_with")}
    order = list(kinds) if result.unit == "school" else list(reversed(kinds))
    columns = (
        those.capitalize(),
        *(f"{kind}: {test}" for kind in order for test in ("no test before", "test before")),
    )
    rows = tuple(
        (str(rung.schools), *(_size(getattr(rung, name)) for kind in order for name in kinds[kind]))
        for rung in result.rungs
    )
    caption = f"The smallest difference that would be noticed, by number of {those}"
    return (Table(caption, columns, rows, numeric_from(1, columns), _note(result), open=True),)


def _size(value: float | None) -> str:
    return NOT_APPLICABLE if value is not None and math.isnan(value) else number(value, 2)


def _note(result: NetworkPower) -> str:
    level, chance = percent(100 * result.confidence, 0), percent(100 * result.power, 0)
    varies = f", and the effect to differ from school to school with {percent(100 * result.effect_spread, 0)} of the variance between schools"
    return (
        f"In standard deviations. Noticed: when there is such a difference, its {level} interval leaves out zero with a chance "
        f"of {chance}. Assumed: {percent(100 * result.icc, 0)} of the variance between pupils to lie between {units(result)} "
        f"(intracluster correlation {number(result.icc, 2)}){varies if result.unit == 'school' else ''}; "
        f"the test before to explain {percent(100 * result.r_squared, 0)} of the "
        f"differences within a {result.unit} and, for whole {units(result)}, {percent(100 * result.r_squared_schools, 0)} of those between."
        + _very_few(result)
    )


def _very_few(result: NetworkPower) -> str:
    """Explain numbers that no school could hope for, and why a test before makes some of them larger."""
    whole = [
        value for rung in result.rungs for value in (rung.whole_without, rung.whole_with) if is_known(value)
    ]
    if max(whole, default=0.0) <= ABSURD:
        return ""
    return (
        f" Numbers above {ABSURD:g} come of very few whole {units(result)}: their number less two are the degrees of freedom, one "
        "fewer with a test before, and with hardly any the interval is too wide for a real difference to be noticed."
    )


@tables.register
def _(result: TextbookPower) -> tuple[Table, ...]:
    rows = [
        ("Pupils in each group" if result.groups > 1 else "Pupils", number(result.pupils, 1)),
        *([("Pupils in the other group", number(result.pupils_others, 0))] if result.pupils_others else []),
        *_shares(result),
        (EFFECTS[result.effect_kind][:1].upper() + EFFECTS[result.effect_kind][1:], signed(result.effect, 4)),
        ("Power", number(result.power, 4)),
    ]
    level, sides = percent(100 * result.confidence, 0), "both sides" if result.sides == 2 else "one side"
    worked_out = {"power": "the power", "pupils": "the number of pupils", "effect": "the effect"}[
        result.solved
    ]
    note = f"Worked out: {worked_out}. Test at {level} confidence, {sides}; {_by(result)}.{_as_pwr_prints(result)}"
    return (Table("The textbook's power", ("What", "Value"), tuple(rows), frozenset({1}), note),)


def _as_pwr_prints(result: TextbookPower) -> str:
    """Say what R's pwr prints where that is another number, for readers who compare."""
    if result.as_pwr_prints is None:
        return ""
    return f" R's pwr 1.3 stops its search for it early and prints {number(result.as_pwr_prints, 6)}."


def _shares(result: TextbookPower) -> list[tuple[str, str]]:
    known = (("First share", result.first), ("Second share", result.second))
    if result.test != "two shares":
        return []
    return [(name, percent(None if share is None else 100 * share)) for name, share in known]


def _by(result: TextbookPower) -> str:
    return {
        "several groups": "by the noncentral F distribution",
        "two shares": "by the normal distribution of Cohen's h",
    }.get(result.test, "by the noncentral t distribution")
