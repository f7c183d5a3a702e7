"""The tables of how alike two groups were, and of groups made alike."""

from __future__ import annotations

from dataclasses import replace

from enquiry_lib.show.numbers import NOT_APPLICABLE, interval, is_known, number, signed
from enquiry_lib.show.tables.comparisons import chance
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.matching import label
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.comparisons.balance import SDS, Balance, BalanceLine, Sides
from enquiry_lib.stats.comparisons.matching import (
    DISTANCES,
    TARGETS,
    AlikeComparison,
    MatchedComparison,
    WeightedComparison,
)

DONE = {"matched": "after matching", "weighted": "after weighting"}


@tables.register
def _(result: Balance) -> tuple[Table, ...]:
    done = DONE.get(result.adjusted)
    sides = [""] if done is None else [", before", f", {done}"]
    columns = ("Column", *(f"{head}{side}" for side in sides for head in _heads(result)))
    rows = tuple(_row(line, done is not None) for line in result.lines)
    counts = ("Pupils", *_counts(result.n_treated, result.n_control))
    if done is not None:
        counts += _counts(result.kept_treated, result.kept_control)
    over = SDS[result.sd] if done else SDS[result.sd].removesuffix(", before matching or weighting")
    note = (
        f"Differences in standard deviations are over {over}; a category's mean is in percent, its difference "
        "in percentage points, its standard deviation √(p(1 − p)). Up to 0.05 is fine, up to 0.25 has to be adjusted for. "
        "Ratio: the variance of the first group over that of the second."
    )
    return (Table("How alike the groups were", columns, (counts, *rows), numeric_from(1, columns), note),)


def _heads(result: Balance) -> tuple[str, ...]:
    return (result.treated, result.control, "Difference", "In SD", "Ratio")


def _counts(treated: int | None, control: int | None) -> tuple[str, ...]:
    return (number(treated, 0), number(control, 0), NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE)


def _row(line: BalanceLine, adjusted: bool) -> tuple[str, ...]:
    sides = [line.before, *([line.after or Sides()] if adjusted else [])]
    return (label(line), *(text for side in sides for text in _side(line, side)))


def _side(line: BalanceLine, side: Sides) -> tuple[str, ...]:
    both = side.treated is not None and side.control is not None
    difference = (side.treated or 0) - (side.control or 0) if both else None
    ratio = NOT_APPLICABLE if line.is_share and is_known(side.treated) else number(side.ratio, 2)
    return (
        number(side.treated),
        number(side.control),
        signed(difference),
        signed(side.standardised, 2),
        ratio,
    )


@tables.register
def _(result: AlikeComparison) -> tuple[Table, ...]:
    found = [_compared(result)] if result.outcome else []
    return (*found, *(replace(table, summary=table.caption) for table in tables(result.balance)))


def _compared(result: AlikeComparison) -> Table:
    columns = ("What", "Value")
    rows = (
        (f"Pupils, {result.treated}", number(result.n_treated, 0)),
        (f"Pupils, {result.control}", number(result.n_control, 0)),
        *_effective(result),
        (f"Mean, {result.treated}", number(result.mean_treated)),
        (f"Mean, {result.control}", number(result.mean_control)),
        ("Adjusted difference", signed(result.difference)),
        (by(result.confidence), interval(result.low, result.high)),
        ("Standard error", number(result.se, 2)),
        ("Degrees of freedom", number(result.df)),
        ("p", chance(result.p)),
        ("Effect size", signed(result.effect.g, 2)),
        (f"{by(result.confidence)} of the effect size", interval(result.effect.low, result.effect.high, 2)),
    )
    return Table("The groups compared", columns, rows, frozenset({1}), _how(result))


def _effective(result: AlikeComparison) -> tuple[tuple[str, str], ...]:
    if not isinstance(result, WeightedComparison):
        return ()
    return (
        (f"Effective pupils, {result.treated}", number(result.effective_treated)),
        (f"Effective pupils, {result.control}", number(result.effective_control)),
    )


def _how(result: AlikeComparison) -> str:
    """Say how it was worked out."""
    error = "errors are CR2 with Satterthwaite's degrees of freedom"
    if isinstance(result, MatchedComparison):
        farthest = "" if result.caliper is None else f", at most {result.caliper:g} SD of the logit apart"
        together = ", each pupil by itself" if result.with_replacement else ", pairs kept together"
        return f"Nearest by {DISTANCES[result.distance]}{farthest}. Weighted analysis of covariance; {error}{together}."
    if isinstance(result, WeightedComparison):
        return (
            f"Inverse propensity weights, to look like {TARGETS[result.target]}. Weighted analysis of covariance; {error}. "
            "Effective pupils: the square of the sum of the weights over the sum of their squares."
        )
    return ""
