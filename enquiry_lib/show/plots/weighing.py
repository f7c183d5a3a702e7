"""The picture of a decision: what is likely now, in the three parts that count."""

from __future__ import annotations

from enquiry_lib.show.numbers import interval, number, signed
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    INK,
    MUTED,
    SECOND,
    WARM,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)
from enquiry_lib.show.wording.weighing import chance_written
from enquiry_lib.stats.weighing import Weighed, curve


@picture.register
def _(result: Weighed) -> Picture | None:
    sizes, likely = curve(result)
    if not len(sizes) or result.mean is None:
        return None
    smallest = result.smallest_worthwhile
    parts = parts_in_words(result)
    inside = (sizes <= -smallest, (sizes >= -smallest) & (sizes <= smallest), sizes >= smallest)
    with drawing(2.9) as (figure, axes):
        for (label, chance), part, color in zip(parts, inside, (WARM, SECOND, ACCENT), strict=True):
            if label:
                axes.fill_between(
                    sizes,
                    likely,
                    where=part,
                    color=color,
                    alpha=0.75,
                    linewidth=0,
                    label=f"{label}: {chance}",
                )
        axes.plot(sizes, likely, color=INK, linewidth=1.2)
        axes.axvline(0, color=MUTED, linewidth=1)
        axes.axvline(smallest, color=WARM, linewidth=1.4, linestyle=(0, (4, 3)))
        reach = likely > likely.max() / 300
        axes.set_xlim(
            min(sizes[reach].min(), -1.2 * smallest, -0.05), max(sizes[reach].max(), 1.2 * smallest, 0.05)
        )
        axes.set_ylim(0, 1.08 * likely.max())
        axes.set_yticks([])
        figure.legend(ncols=3, frameon=False, loc="outside upper left", fontsize="small")
        foot(figure, "How likely each size is now, in standard deviations. Dashed: worth the effort.")
        return Picture(as_svg(figure), _alt(result, parts))


def parts_in_words(result: Weighed) -> list[tuple[str, str]]:
    """Name the three parts, worst first, each with its chance; the middle one has no name where it has no width."""
    smallest = number(result.smallest_worthwhile, 2)
    middle = f"within {smallest} either way" if result.smallest_worthwhile else ""
    worse = f"worse by {smallest} or more" if result.smallest_worthwhile else "below nought"
    return [
        (worse, chance_written(result.down)),
        (middle, chance_written(result.same)),
        (f"{smallest} or more", chance_written(result.up)),
    ]


def _alt(result: Weighed, parts: list[tuple[str, str]]) -> str:
    said = "; ".join(f"{label} {chance}" for label, chance in parts if label)
    return (
        f"A curve of how likely each size is, highest around {signed(result.mean, 2)} ({interval(result.low, result.high, 2)}), in "
        f"standard deviations. Chances: {said}."
    )
