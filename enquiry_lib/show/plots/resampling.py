"""The pictures of a difference judged by drawing again: beside other draws of the groups, or with its intervals."""

from __future__ import annotations

import numpy as np

from enquiry_lib.show.numbers import interval, number, signed
from enquiry_lib.show.plots.canvas import (
    INK,
    MUTED,
    SECOND,
    WARM,
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    picture,
)
from enquiry_lib.show.wording.resampling import in_a_hundred
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect
from enquiry_lib.stats.trials.permutation import PermutationTest


@picture.register
def _(result: PermutationTest) -> Picture | None:
    if result.p is None or result.reach is None or result.difference is None:
        return None
    edges = np.linspace(-result.reach, result.reach, len(result.shares) + 1)
    with drawing(2.5) as (figure, axes):
        axes.bar(
            edges[:-1], result.shares, width=np.diff(edges), align="edge", color=SECOND, edgecolor="white"
        )
        axes.axvline(-result.difference, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.axvline(result.difference, color=WARM, linewidth=2)
        found = f"found: {signed(result.difference)}"
        left = result.difference > 0
        top = max(result.shares) * 1.18
        axes.text(
            result.difference - (0.02 if left else -0.02) * result.reach,
            top,
            found,
            color=INK,
            ha="right" if left else "left",
            va="top",
        )
        axes.set_ylim(0, top * 1.02)
        axes.set_yticks([])
        foot(
            figure,
            "Difference in points that other draws of the groups would have given.\nDashed: as far the other way.",
        )
        return Picture(as_svg(figure), _alt(result))


def _alt(result: PermutationTest) -> str:
    """Say where the draws lie, and where the difference that was found lies among them."""
    return (
        f"Histogram of the differences that other draws of the groups would have given, about nought: nine in ten of them are "
        f"smaller than {number(_ninth_tenth(result))} points, whichever their direction. The difference found is "
        f"{signed(result.difference)} points; {in_a_hundred(result.p or 0)} are at least as large."
    )


def _ninth_tenth(result: PermutationTest) -> float:
    """Give the edge of the bins, counted from nought outwards, within which nine tenths of the draws lie."""
    edges = np.linspace(-(result.reach or 0), result.reach or 0, len(result.shares) + 1)
    outer = np.maximum(np.abs(edges[:-1]), np.abs(edges[1:]))
    order = np.argsort(outer, kind="stable")
    inside = np.cumsum(np.array(result.shares)[order])
    return float(outer[order][min(int(np.searchsorted(inside, 0.9)), len(order) - 1)])


@picture.register
def _(result: BootstrapEffect) -> Picture | None:
    """Draw both intervals; nothing where there are too few clusters for either to be said."""
    size = result.effect
    ends = (size.low, size.high, result.basic_effect_low, result.basic_effect_high)
    if size.g is None or None in ends or "few_clusters" in result.cautions:
        return None
    low, high, basic_low, basic_high = (float(end or 0) for end in ends)
    rows = [
        ForestRow("By percentiles", size.g, low, high),
        ForestRow("Basic (mirrored)", size.g, basic_low, basic_high),
    ]
    with drawing(1.9) as (figure, axes):
        forest(axes, rows)
        sure = f"with {by(result.confidence)}s from drawing again"
        foot(figure, f"Effect size, {sure}.")
        axes.set_xlim(min(low, basic_low, 0) - 0.1, max(high, basic_high, 0) + 0.1)
        said = "; ".join(f"{row.label} {interval(row.low, row.high, 2)}" for row in rows)
        return Picture(as_svg(figure), f"Effect size {signed(size.g, 2)}, {sure}: {said}.")
