"""The picture of an effect or a change, beside what the plan called worth the effort."""

from __future__ import annotations

from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import number
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
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.effect_sizes import Estimated
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.trials.clusters import ClusteredDescription
from enquiry_lib.stats.two_groups import TwoGroupEffect


@picture.register
def _(result: TwoGroupEffect) -> Picture | None:
    return _effect(result, None)


@picture.register
def _(result: BeforeAfter) -> Picture | None:
    return _effect(result, None)


@picture.register
def _(result: Estimate) -> Picture | None:
    if isinstance(result.effect, Attendance | ClusteredDescription):
        return picture(result.effect)
    return _effect(result.effect, result.smallest_worthwhile)


def _effect(result: Estimated, threshold: float | None) -> Picture | None:
    row, what = _effect_row(result)
    if row is None:
        return None
    with drawing(1.55) as (figure, axes):
        forest(axes, [row], threshold=threshold)
        note = "" if threshold is None else "  Dashed: the smallest worth the effort."
        foot(figure, f"{what} in standard deviations, with {by(result.confidence)}.{note}")
        axes.set_xlim(min(row.low, 0, -0.1) - 0.1, max(row.high, threshold or 0, 0.1) + 0.1)
        tail = (
            "" if threshold is None else f" The smallest worth the effort was set at {number(threshold, 2)}."
        )
        return Picture(as_svg(figure), forest_alt(what, [row], confidence=result.confidence) + tail)


def _effect_row(result: Estimated) -> tuple[ForestRow | None, str]:
    label, what = ("Change", "Change") if isinstance(result, BeforeAfter) else ("Difference", "Effect size")
    size = result.effect
    if size.g is None or size.low is None or size.high is None:
        return None, what
    return ForestRow(label, size.g, size.low, size.high), what
