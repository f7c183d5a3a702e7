"""The tables of shares, ranks, plain means and several groups compared."""

from __future__ import annotations

import math

from enquiry_lib.show.names import column_name
from enquiry_lib.show.numbers import (
    LOW,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    interval,
    number,
    percent,
    rounded,
    share,
    signed,
)
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.comparisons import member
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.comparisons.association import Association
from enquiry_lib.stats.comparisons.contingency import Statistic
from enquiry_lib.stats.comparisons.means import WAYS, MeansCompared
from enquiry_lib.stats.comparisons.ranks import RanksCompared
from enquiry_lib.stats.comparisons.several import SeveralGroups
from enquiry_lib.stats.comparisons.shares import Interval, SharesCompared
from enquiry_lib.stats.comparisons.shares_changed import ANSWERS, SharesChanged

TESTS = {
    "pearson": "Chi-squared (Pearson)",
    "yates": "Chi-squared, corrected for continuity (two by two)",
    "fisher": "Fisher's exact test (two by two)",
    "mcnemar": "McNemar, corrected for continuity",
    "mcnemar_exact": "McNemar, exact",
    "mcnemar_plain": "McNemar, without that correction",
    "anova": "One-way analysis of variance (F)",
    "welch": "Welch's F, each group with its own spread",
    "kruskal": "Kruskal-Wallis, by ranks, allowing for ties",
}
"""How each test is named in a table."""

SMALLEST_P = 3  # decimal places


def chance(p: float | None) -> str:
    """Write a p-value; what rounds to nought is low.

    >>> chance(0.0412), chance(0.00001), chance(None)
    ('0.041', 'low', 'c')
    """
    small = p is not None and not math.isnan(p) and p > 0 and not rounded(p, SMALLEST_P)
    return LOW if small else number(p, SMALLEST_P)


def degrees(df: float | None) -> str:
    """Write degrees of freedom: whole ones without a decimal place.

    >>> degrees(198.0), degrees(307.1325)
    ('198', '307.1')
    """
    return number(df, 0 if df is not None and df == round(df, 6) and float(df).is_integer() else 1)


def tests_table(tests: tuple[Statistic, ...], note: str = "") -> Table:
    """Set tests, a line each."""
    columns = ("Test", "Statistic", "Degrees of freedom", "p")
    rows = tuple(
        (TESTS[test.method], *map(_there, (number(test.value, 2), degrees(test.df), chance(test.p))))
        for test in tests
    )
    return Table("Tests", columns, rows, numeric_from(1, columns), note, summary="Tests, for a statistician")


def _there(text: str) -> str:
    """Say that a test has no such number, rather than that it is not known."""
    return NOT_APPLICABLE if text == NOT_AVAILABLE else text


def _figure(name: str, figure: Interval, places: int, what: str, *, sign: bool = False) -> tuple[str, ...]:
    value = signed(figure.value, places) if sign else number(figure.value, places)
    return name, value, interval(figure.low, figure.high, places), what


@tables.register
def _(result: SharesCompared) -> tuple[Table, ...]:
    counts_as = result.counts_as[:1].upper() + result.counts_as[1:]
    columns = ("Group", "Pupils", counts_as, "Share", by(result.confidence))
    groups = (
        (result.treated, result.n_treated, result.yes_treated, result.share_treated),
        (result.control, result.n_control, result.yes_control, result.share_control),
    )
    rows = tuple(
        (name, number(n, 0), number(yes, 0), share(part.value), interval(part.low, part.high))
        for name, n, yes, part in groups
    )
    measures = ("Difference", "Value", by(result.confidence), "What it is")
    newcombe = Interval(result.difference, result.low, result.high)
    size = Interval(result.effect.g, result.effect.low, result.effect.high)
    lines = (
        _figure("Percentage points (used above)", newcombe, 1, "interval by Newcombe", sign=True),
        _figure("Percentage points", result.wald, 1, "interval by Wald", sign=True),
        _figure("Risk ratio", result.risk_ratio, 2, "one share over the other"),
        _figure("Odds ratio", result.odds_ratio, 2, "odds of one group over those of the other"),
        _figure(
            "Cox index", size, 2, "log odds ratio over 1.65, corrected: near a difference in SD", sign=True
        ),
    )
    return (
        Table("The two groups", columns, rows, numeric_from(1, columns)),
        Table(
            "Ways to give the difference",
            measures,
            lines,
            frozenset({1, 2}),
            summary="Other ways to give the difference",
        ),
        tests_table(result.tests),
    )


@tables.register
def _(result: SharesChanged) -> tuple[Table, ...]:
    columns = ("Answers", "Pupils")
    rows = tuple(
        (name[:1].upper() + name[1:], number(count, 0))
        for name, count in zip(ANSWERS, result.said, strict=True)
    )
    measures = ("Share", "Value", by(result.confidence), "What it is")
    newcombe = Interval(result.change, result.low, result.high)
    lines = (
        _figure("Before, in percent", result.share_before, 1, "interval by Wilson"),
        _figure("After, in percent", result.share_after, 1, "interval by Wilson"),
        _figure(
            "Change, in percentage points (used above)",
            newcombe,
            1,
            "interval by Newcombe, for pairs",
            sign=True,
        ),
        _figure("Change, in percentage points", result.wald, 1, "interval by Wald, for pairs", sign=True),
    )
    return (
        Table("Pupils with both answers", columns, rows, numeric_from(1, columns)),
        Table("Shares before and after", measures, lines, frozenset({1, 2})),
        tests_table(result.tests),
    )


@tables.register
def _(result: RanksCompared) -> tuple[Table, ...]:
    columns = ("Figure", "Value", by(result.confidence), "What it is")
    hundred = Interval(result.higher, result.higher_low, result.higher_high)
    rows = (
        _figure(
            f"Pairs of 100 in which {result.treated} is higher",
            hundred,
            0,
            "pairs with the same score counted half",
        ),
        _figure(
            "Cliff's delta",
            Interval(result.delta, result.low, result.high),
            2,
            "interval by Feng and Cliff",
            sign=True,
        ),
    )
    w = ("Mann-Whitney W", "Value", "Pupils")
    lines = (
        (result.treated, number(result.w), number(result.n_treated, 0)),
        (result.control, number(result.w_control), number(result.n_control, 0)),
    )
    p = ("p", "Value")
    ps = (
        ("As R gives it", chance(result.p)),
        ("Normal, corrected for ties and continuity", chance(result.p_normal)),
    )
    note = "R's is exact where both groups have fewer than 50 pupils and no two pupils the same score."
    return (
        Table("Pairs of pupils", columns, rows, frozenset({1, 2})),
        Table("Mann-Whitney's statistic", w, lines, numeric_from(1, w), summary="Tests, for a statistician"),
        Table("Mann-Whitney's test", p, ps, numeric_from(1, p), note, summary="Tests, for a statistician"),
    )


@tables.register
def _(result: MeansCompared) -> tuple[Table, ...]:
    columns = ("Group", "Pupils", "Mean", "Standard deviation")
    rows = (
        (result.treated, number(result.n_treated, 0), number(result.mean_treated), number(result.sd_treated)),
        (result.control, number(result.n_control, 0), number(result.mean_control), number(result.sd_control)),
    )
    judged = ("Standard error", "Value", "t", "Degrees of freedom", "p", by(result.confidence))
    lines = tuple(
        (
            WAYS[way.kind][:1].upper() + WAYS[way.kind][1:],
            number(way.se, 2),
            number(way.t, 2),
            degrees(way.df),
            chance(way.p),
            interval(way.low, way.high),
        )
        for way in result.ways
    )
    exact = result.variants[0]
    note = (
        "The first is used above. By the noncentral t distribution, which is exact where scores are normal, the interval of "
        f"Hedges g is {interval(exact.low, exact.high, 2)}."
    )
    return (
        Table("The two groups", columns, rows, numeric_from(1, columns)),
        Table(
            "How sure the difference is",
            judged,
            lines,
            numeric_from(1, judged),
            note,
            summary="Tests, for a statistician",
        ),
    )


@tables.register
def _(result: SeveralGroups) -> tuple[Table, ...]:
    columns = (column_name(result.group), "Pupils", "Mean", "Standard deviation", by(result.confidence))
    rows = tuple(
        (
            member(result.group, one.name),
            number(one.n, 0),
            number(one.mean),
            number(one.sd),
            interval(one.low, one.high),
        )
        for one in result.groups
    )
    note = (
        ""
        if result.df_between is None
        else f"Between the groups there are {degrees(result.df_between)} degrees of freedom; those of F are the ones within."
    )
    return (
        Table("The groups", columns, rows, numeric_from(1, columns)),
        tests_table(result.tests, note),
    )


@tables.register
def _(result: Association) -> tuple[Table, ...]:
    heads = [f"{member(result.column, name)}, pupils" for name in result.columns]
    parts = [f"{member(result.column, name)}, share" for name in result.columns]
    columns = (column_name(result.row), *heads, *parts, "All pupils")
    rows = tuple(
        (
            member(result.row, row.name),
            *(number(count, 0) for count in row.counts),
            *(percent(row.share(place)) for place in range(len(row.counts))),
            number(row.n, 0),
        )
        for row in result.rows
    )
    caption = f"{column_name(result.row)} by {column_name(result.column)}"
    note = "Shares are of all pupils of a row."
    return (
        Table(caption, columns, rows, numeric_from(1, columns), note),
        tests_table(result.tests),
    )
