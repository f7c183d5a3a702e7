"""The pictures of power: what schools could show together, and how a textbook's power grows with pupils."""

from __future__ import annotations

from matplotlib.axes import Axes

from enquiry_lib.show.numbers import counted, is_known, number
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    MUTED,
    SECOND,
    WARM,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)
from enquiry_lib.show.wording.power import units, what_is_sought
from enquiry_lib.stats.power.pupils import LARGE_TRIALS
from enquiry_lib.stats.power.schools import NetworkPower
from enquiry_lib.stats.power.textbook import TextbookPower

GOOD_POWER = 80  # percent
CUSTOMARY = 0.2  # SD: what is often hoped for
TALLEST = 1.2  # SD: what lies above is written at the top, with an arrow
KINDS = {
    "pupils_without": ("{single}, no test before", ACCENT, (0, (1.5, 1.5)), "s"),
    "pupils_with": ("{single}, test before", ACCENT, "solid", "o"),
    "whole_without": ("whole {units}, no test before", WARM, (0, (1.5, 1.5)), "s"),
    "whole_with": ("whole {units}, test before", WARM, "solid", "o"),
}


@picture.register
def _(result: NetworkPower) -> Picture | None:
    if result.pupils_each is None or len(result.rungs) < 2:
        return None
    with drawing(4.0) as (figure, axes):
        _lines(axes, result)
        _marks(axes, result)
        axes.set_xticks(range(len(result.rungs)), [str(rung.schools) for rung in result.rungs])
        axes.set_xlim(-0.3, len(result.rungs) - 0.2)
        axes.set_ylim(0, min(TALLEST, 1.05 * max(_values(result))))
        above = _arrows(axes, result)
        axes.grid(axis="y", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        figure.legend(ncols=2, frameon=False, loc="outside upper left", fontsize="small")
        each = counted(result.pupils_each, "pupil")
        foot(
            figure,
            f"Number of {units(result)} with {each} each; upwards: the smallest difference noticed, in SD."
            + (
                f"\nArrows: differences above {TALLEST}, which hardly anything brings about." if above else ""
            ),
        )
        return Picture(as_svg(figure), _alt(result))


def _arrows(axes: Axes, result: NetworkPower) -> bool:
    """Write what lies above the picture at its top, each with an arrow; say whether there is any."""
    above = [
        (place, value, color, "with" if kind.endswith("_with") else "no")
        for place, rung in enumerate(result.rungs)
        for kind, (_, color, *_) in KINDS.items()
        if is_known(value := getattr(rung, kind)) and value > TALLEST
    ]
    level = dict.fromkeys(range(len(result.rungs)), 0)
    for place, value, color, tested in above:
        axes.annotate(
            f"↑ {number(value, 2)}, {tested} test",
            (place, TALLEST),
            xytext=(0, 4 + 12 * level[place]),
            horizontalalignment="center",
            textcoords="offset points",
            color=color,
            fontsize="small",
        )
        level[place] += 1
    return bool(above)


def _values(result: NetworkPower) -> list[float]:
    found = (getattr(rung, kind) for rung in result.rungs for kind in KINDS)
    return [value for value in found if is_known(value)]


def _lines(axes: Axes, result: NetworkPower) -> None:
    for kind, (label, color, style, marker) in KINDS.items():
        known = [
            (place, getattr(rung, kind))
            for place, rung in enumerate(result.rungs)
            if is_known(getattr(rung, kind))
        ]
        if known:
            places, values = zip(*known, strict=True)
            axes.plot(
                places,
                values,
                color=color,
                linestyle=style,
                marker=marker,
                markersize=5.5,
                label=_label(label, result),
            )


def _label(label: str, result: NetworkPower) -> str:
    single = "pupils in each school" if result.unit == "school" else "pupils one by one"
    return label.format(single=single, units=units(result))


def _marks(axes: Axes, result: NetworkPower) -> None:
    """Draw what large trials find, and what was called worth the effort, or else what is often hoped for."""
    asked = result.worthwhile
    hoped = (
        (CUSTOMARY, f"{CUSTOMARY:g}, often hoped for") if asked is None else (asked.size, _worth(asked.size))
    )
    found = (LARGE_TRIALS, f"large trials, mean {number(LARGE_TRIALS, 2)}")
    right = len(result.rungs) - 0.2
    for (value, words), place, side in ((hoped, -0.27, "left"), (found, right, "right")):
        axes.axhline(value, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        axes.annotate(
            words,
            (place, value),
            xytext=(0, 3),
            textcoords="offset points",
            color=MUTED,
            fontsize="small",
            horizontalalignment=side,
        )


def _worth(size: float) -> str:
    return f"{number(size, 2)}, called worth the effort"


def _alt(result: NetworkPower) -> str:
    rows = (
        f"{counted(rung.schools, result.unit, units(result))} "
        + ", ".join(
            f"{number(value, 2)} with {_label(label, result)}"
            for kind, (label, *_) in KINDS.items()
            if is_known(value := getattr(rung, kind))
        )
        for rung in result.rungs
    )
    return (
        f"The smallest difference that would be noticed, in standard deviations: {'; '.join(rows)}. The mean of large trials is "
        f"{number(LARGE_TRIALS, 2)}."
        + (
            ""
            if result.worthwhile is None
            else f" Called worth the effort: {number(result.worthwhile.size, 2)}."
        )
    )


# --- the textbook -----------------------------------------------------------------------------------------


@picture.register
def _(result: TextbookPower) -> Picture | None:
    if not result.curve or result.power is None or result.pupils is None:
        return None
    places, powers = [point.pupils for point in result.curve], [100 * point.power for point in result.curve]
    with drawing(2.6) as (figure, axes):
        axes.axhline(GOOD_POWER, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        axes.annotate(
            f"{GOOD_POWER}%, often asked for",
            (max(places), GOOD_POWER),
            xytext=(0, 3),
            textcoords="offset points",
            color=MUTED,
            fontsize="small",
            horizontalalignment="right",
        )
        axes.plot(places, powers, color=SECOND, linewidth=2, zorder=2)
        axes.scatter([result.pupils], [100 * result.power], color=ACCENT, s=60, zorder=3)
        axes.set_xlim(0, 1.02 * max(places))
        axes.set_ylim(0, 105)
        axes.grid(axis="y", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        who = "Pupils in each group" if result.groups > 1 else "Pupils"
        foot(figure, f"{who}; upwards: the chance, in percent, of noticing it")
        said = f"{number(result.pupils, 1)} pupils {number(result.power, 4)}"
        return Picture(
            as_svg(figure),
            f"The chance of noticing {what_is_sought(result)} grows with the number of pupils; it is with {said}.",
        )
