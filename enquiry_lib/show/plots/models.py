"""The picture of a regression: its coefficients, without the intercept."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.show.numbers import interval, signed
from enquiry_lib.show.plots.canvas import ForestRow, Picture, as_svg, drawing, foot, forest, picture
from enquiry_lib.stats.models.columns import INTERCEPT, Coefficient
from enquiry_lib.stats.models.multilevel import Multilevel
from enquiry_lib.stats.models.regression import Regression


@picture.register
def _(result: Multilevel) -> Picture | None:
    return coefficients_drawn(result.outcome, result.coefficients, result.confidence)


@picture.register
def _(result: Regression) -> Picture | None:
    return coefficients_drawn(result.outcome, result.coefficients, result.confidence)


def coefficients_drawn(
    outcome: str, coefficients: Sequence[Coefficient], confidence: float
) -> Picture | None:
    """Draw each coefficient but the intercept with its interval; nothing where there is no other."""
    columns = [one for one in coefficients if one.name != INTERCEPT]
    if not columns:
        return None
    with drawing(1.2 + 0.36 * len(columns)) as (figure, axes):
        forest(axes, [ForestRow(one.name, one.estimate, one.low, one.high) for one in columns])
        foot(figure, f"Points of {outcome} with one more of a column, and {confidence:.0%} intervals.")
        said = (f"{one.name} {signed(one.estimate, 2)} ({interval(one.low, one.high, 2)})" for one in columns)
        alt = f"Points of {outcome} with one more of a column, with {confidence:.0%} intervals: {'; '.join(said)}."
        return Picture(as_svg(figure), alt)
