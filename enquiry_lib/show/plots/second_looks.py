"""The pictures of second looks at a difference: with missing scores filled in, group by group, by several models."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.show.names import group_name
from enquiry_lib.show.plots.canvas import (
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    forest_alt,
    picture,
)
from enquiry_lib.show.wording.saying import by
from enquiry_lib.show.wording.second_looks import model_label
from enquiry_lib.stats.comparisons.answers import Answer
from enquiry_lib.stats.comparisons.imputation import ImputedComparison
from enquiry_lib.stats.comparisons.side_by_side import SideBySide
from enquiry_lib.stats.comparisons.subgroups import Subgroups

WHAT = "Difference in standard deviations"


@picture.register
def _(result: ImputedComparison) -> Picture | None:
    size = result.effect
    filled = Answer(g=size.g, g_low=size.low, g_high=size.high)
    return _forest(
        [*_row("Filled in", filled), *_row("With nothing missing", result.complete)], result.confidence
    )


@picture.register
def _(result: Subgroups) -> Picture | None:
    rows = [
        row
        for column in result.columns
        for member in column.members
        for row in _row(group_name(column.name, member.name), member.answer)
    ]
    overall = result.overall.g
    if overall is None:
        return None
    return _forest(
        [*_row("All pupils", result.overall), *rows],
        result.confidence,
        dashed=overall,
        note="  Dashed: all pupils.",
    )


@picture.register
def _(result: SideBySide) -> Picture | None:
    return _forest(
        [row for line in result.lines for row in _row(model_label(line), line.answer)], result.confidence
    )


def _row(label: str, answer: Answer) -> list[ForestRow]:
    if answer.g is None or answer.g_low is None or answer.g_high is None:
        return []
    return [ForestRow(label, answer.g, answer.g_low, answer.g_high)]


def _forest(
    rows: Sequence[ForestRow], confidence: float, *, dashed: float | None = None, note: str = ""
) -> Picture | None:
    if not rows:
        return None
    with drawing(1.0 + 0.36 * len(rows)) as (figure, axes):
        forest(axes, rows, threshold=dashed)
        foot(figure, f"{WHAT}, with {by(confidence)}.{note}")
        return Picture(as_svg(figure), forest_alt(WHAT, rows, confidence=confidence))
