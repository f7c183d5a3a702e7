"""The tables of a difference judged by drawing again."""

from __future__ import annotations

from enquiry_lib.show.names import clusters_name, column_words
from enquiry_lib.show.numbers import interval, number, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.resampling import resampled
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.trials.allocated import Redrawn
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect
from enquiry_lib.stats.trials.permutation import PermutationTest

P_PLACES = 4


@tables.register
def _(result: PermutationTest) -> tuple[Table, ...]:
    columns = ("What", "Value")
    rows = (
        ("Difference in points", signed(result.difference, 2)),
        ("Effect size", signed(result.effect.g, 2)),
        ("p, in both directions", number(result.p, P_PLACES)),
        ("Smallest p there could be", number(result.smallest_p, P_PLACES)),
    )
    whole = f"whole {clusters_name(result.cluster)}" if result.cluster else "pupils one by one"
    compared = (
        f"{number(result.draws, 0)} other draws were compared, the one there was counted with them"
        if result.allocations is None
        else f"All {number(result.allocations, 0)} ways to draw were compared"
    )
    how = (
        f"{compared if result.p is not None else 'Other draws were compared'}: {whole}{_within(result)}, the adjusted difference "
        f"estimated anew each time (seed {result.seed})."
    )
    return (
        Table(
            "The difference beside other draws of the groups", columns, rows, numeric_from(1, columns), how
        ),
    )


@tables.register
def _(result: BootstrapEffect) -> tuple[Table, ...]:
    columns = ("What", "In points", "Effect size")
    sure = by(result.confidence)
    size = result.effect
    rows = (
        ("Difference", signed(result.difference, 2), signed(size.g, 2)),
        ("Standard error", number(result.se, 2), number(size.se, 2)),
        (f"{sure}, percentiles", interval(result.low, result.high, 2), interval(size.low, size.high, 2)),
        (
            f"{sure}, basic",
            interval(result.basic_low, result.basic_high, 2),
            interval(result.basic_effect_low, result.basic_effect_high, 2),
        ),
    )
    clusters = (
        "" if result.clusters is None else f" {number(result.clusters, 0)} {clusters_name(result.cluster)}."
    )
    how = (
        f"{number(result.draws, 0)} draws of {resampled(result)}{_within(result)} (seed {result.seed}).{clusters} The effect size is over the SD "
        "of pupils within the groups, without covariates."
    )
    return (Table("The difference, drawn again and again", columns, rows, numeric_from(1, columns), how),)


def _within(result: Redrawn) -> str:
    return f", within each {column_words(result.within)}" if result.within else ""
