"""The tables of a regression: its coefficients, and where pupils differ."""

from __future__ import annotations

import math
from collections.abc import Sequence

from enquiry_lib.show.numbers import NOT_APPLICABLE, WITHHELD, interval, number, percent, rounded, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.stats.models.columns import Coefficient
from enquiry_lib.stats.models.multilevel import Multilevel
from enquiry_lib.stats.models.regression import Regression
from enquiry_lib.stats.models.robust import KINDS

PLACES = 3
WAYS = {"satterthwaite": "Satterthwaite", "kenward_roger": "Kenward and Roger"}


def coefficient_table(
    outcome: str, coefficients: Sequence[Coefficient], confidence: float, *, how: str
) -> tuple[Table, ...]:
    """Set the coefficients with their standard errors, degrees of freedom, intervals and p; none where there are none."""
    if not coefficients:
        return ()
    columns = (
        *("Column", "Coefficient", "Standard error", "Degrees of freedom"),
        *(f"{confidence:.0%} interval", "p"),
    )
    brackets = any("[" in one.name for one in coefficients)
    note = f"A category in brackets is held against the first of its column. {how}" if brackets else how
    rows = tuple(_row(one) for one in coefficients)
    return (Table(f"What goes with {outcome}", columns, rows, numeric_from(1, columns), note),)


def _row(one: Coefficient) -> tuple[str, ...]:
    return (
        one.name,
        signed(one.estimate, PLACES),
        number(one.se, PLACES),
        number(one.df),
        interval(one.low, one.high, PLACES),
        "< 0.001" if rounded(one.p, PLACES) == 0 else number(one.p, PLACES),
    )


@tables.register
def _(result: Multilevel) -> tuple[Table, ...]:
    by = "Restricted" if result.reml else "Full"
    how = f"{by} maximum likelihood, degrees of freedom by {WAYS[result.small_sample]}."
    return (
        *coefficient_table(result.outcome, result.coefficients, result.confidence, how=how),
        _where_pupils_differ(result),
    )


def _where_pupils_differ(result: Multilevel) -> Table:
    columns = ("Part", "Variance", "Standard deviation", "Share")
    at = f", where {result.slope} is nought" if result.slope else ""
    between = _variance(f"Between one {result.group} and another{at}", result.v_between, result.icc)
    left = None if result.icc is None else 1 - result.icc
    within = _variance(f"Between pupils of the same {result.group}", result.v_within, left)
    slope = (f"Slope of {result.slope}", *_spread(result.v_slope), NOT_APPLICABLE)
    rows = (between, within, slope) if result.slope else (between, within)
    word = "Restricted log" if result.reml else "Log"
    fitted = f"{word} likelihood {number(result.log_likelihood, PLACES)}, deviance {number(result.deviance, PLACES)}."
    along = f" Covariance of level and slope {number(result.covariance, PLACES)}." if result.slope else ""
    return Table(
        "Where pupils differ",
        columns,
        rows,
        numeric_from(1, columns),
        "" if result.n is None else fitted + along,
        summary="How much of the differences lies where",
    )


def _variance(part: str, variance: float | None, share: float | None) -> tuple[str, ...]:
    return (part, *_spread(variance), WITHHELD if share is None else percent(100 * share))


def _spread(variance: float | None) -> tuple[str, str]:
    return number(variance, PLACES), number(None if variance is None else math.sqrt(variance), PLACES)


@tables.register
def _(result: Regression) -> tuple[Table, ...]:
    by = f" by {result.cluster}" if result.cluster else ""
    how = f"Least squares; standard errors {result.errors}{by}: {KINDS[result.errors]}."
    return coefficient_table(
        result.outcome, result.coefficients, result.confidence, how=f"{how}{_left_over(result)}"
    )


def _left_over(result: Regression) -> str:
    clusters = "" if result.clusters is None else f" {number(result.clusters, 0)} clusters."
    return (
        f"{clusters} R² {number(result.r_squared, PLACES)}, residual standard deviation "
        f"{number(result.residual_sd, PLACES)}."
    )
