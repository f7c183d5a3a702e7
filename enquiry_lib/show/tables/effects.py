"""The tables of an effect or a change."""

from __future__ import annotations

from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import interval, number, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.effect_sizes import EFFECT_SIZES, EffectSize
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.two_groups import TwoGroupEffect


@tables.register
def _(result: TwoGroupEffect) -> tuple[Table, ...]:
    groups = ("Group", "Pupils", "Mean", "Standard deviation")
    arms = (
        (result.treated, number(result.n_treated, 0), number(result.mean_treated), number(result.sd_treated)),
        (result.control, number(result.n_control, 0), number(result.mean_control), number(result.sd_control)),
    )
    columns = ("Effect size", "Value", by(result.confidence), "What it is")
    rows = tuple(_effect_size(size) for size in (result.effect, *result.variants))
    note = "They differ because each divides the difference by another standard deviation; the first is the one guidance asks for."
    return (
        Table("The two groups at follow-up", groups, arms, numeric_from(1, groups)),
        Table(
            "Effect sizes",
            columns,
            rows,
            frozenset({1, 2}),
            note,
            summary="Other ways to give the effect size",
        ),
    )


SIZES = {
    "total_sd": "Guidance (used above)",
    "conditional": "Conditional",
    "unconditional": "Unconditional",
    "unadjusted": "Unadjusted",
    "baseline_sd": "By the first score (used above)",
    "change_sd": "By the changes",
    "clustered": "Guidance (used above)",
    "conditional_within": "Conditional, within",
    "conditional_total": "Conditional, total",
    "unconditional_within": "Unconditional, within",
    "unconditional_total": "Unconditional, total",
}


def _effect_size(size: EffectSize) -> tuple[str, ...]:
    return (SIZES[size.kind], signed(size.g, 2), interval(size.low, size.high, 2), EFFECT_SIZES[size.kind])


@tables.register
def _(result: BeforeAfter) -> tuple[Table, ...]:
    columns = ("Occasion", "Pupils", "Mean", "Standard deviation")
    rows = (
        ("Before", number(result.n, 0), number(result.mean_before), number(result.sd_before)),
        ("After", number(result.n, 0), number(result.mean_after), number(result.sd_after)),
    )
    return (Table("Before and after, pupils with both scores", columns, rows, numeric_from(1, columns)),)


@tables.register
def _(result: Estimate) -> tuple[Table, ...]:
    return tables(result.effect)
