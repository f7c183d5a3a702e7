"""The sentences about a regression: what goes with a score, and how alike pupils of one school are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from enquiry_lib.show.numbers import interval, listed, number, percent, signed
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats.models import multilevel, regression
from enquiry_lib.stats.models.columns import INTERCEPT, Coefficient
from enquiry_lib.stats.models.multilevel import Multilevel
from enquiry_lib.stats.models.regression import Regression

MOST_SAID = 4  # coefficients in a sentence; of more the table tells
NO_REASON = "What goes together with a score need not be the reason for it."


def going_with(outcome: str, coefficients: Sequence[Coefficient], confidence: float) -> list[str]:
    """Say what goes with one more of each column but the intercept, and how far that can bear."""
    columns = [one for one in coefficients if one.name != INTERCEPT]
    if not columns:
        return []
    if len(columns) > MOST_SAID:
        return [f"The table says what goes with {outcome}, column by column. {NO_REASON}"]
    said = "; ".join(_with_interval(one) for one in columns)
    others = ", the other columns being equal" if len(columns) > 1 else ""
    return [
        f"With one more of a column{others}, {outcome} differs by ({confidence:.0%} intervals): {said}. {NO_REASON}"
    ]


def _with_interval(one: Coefficient) -> str:
    return f"{one.name} {signed(one.estimate, 2)} ({interval(one.low, one.high, 2)})"


@sentences.register
def _(result: Multilevel) -> list[str]:
    if result.n is None:
        return [held(f"How alike pupils of one {result.group} are in {result.outcome}")]
    return [
        _alike(result),
        *_by_slope(result),
        *going_with(result.outcome, result.coefficients, result.confidence),
    ]


def _alike(result: Multilevel) -> str:
    between = 100 * (result.icc or 0)
    left = f" once {listed(result.predictors)} {'are' if len(result.predictors) > 1 else 'is'} allowed for,"
    where = f" where {result.slope} is nought," if result.slope else ""
    return (
        f"Of the differences between pupils in {result.outcome},{left if result.predictors else ''}{where} "
        f"{percent(between, 0)} lie between one {result.group} and another and {percent(100 - between, 0)} between pupils of the "
        f"same {result.group} (intracluster correlation {number(result.icc, 2)}; {number(result.n, 0)} pupils in "
        f"{number(result.groups, 0)} groups by {result.group})."
    )


def _by_slope(result: Multilevel) -> list[str]:
    """Say how the slope differs from group to group."""
    if result.v_slope is None:
        return []
    spread = math.sqrt(result.v_slope)
    return [
        f"What goes with {result.slope} differs from {result.group} to {result.group}, by a standard deviation of "
        f"{number(spread, 2)} around what is said of it here."
    ]


@cautions.register
def _(result: Multilevel) -> list[str]:
    return in_words(result.cautions, multilevel.CAUTIONS)


@sentences.register
def _(result: Regression) -> list[str]:
    columns = listed(result.predictors)
    if result.r_squared is None:
        return [held(f"What goes with {result.outcome} among {columns}")]
    return [
        f"Of how much pupils differ in {result.outcome}, {percent(100 * result.r_squared, 0)} goes with {columns} "
        f"({number(result.n, 0)} pupils).",
        *going_with(result.outcome, result.coefficients, result.confidence),
    ]


@cautions.register
def _(result: Regression) -> list[str]:
    return in_words(result.cautions, regression.CAUTIONS)
