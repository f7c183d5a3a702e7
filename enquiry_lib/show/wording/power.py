"""The sentences about power: what schools could show together, and what the textbook says of one comparison."""

from __future__ import annotations

import math

from enquiry_lib.show.numbers import counted, is_known, number, percent
from enquiry_lib.show.wording.design import LARGE_TRIALS_SAID
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats.power import schools
from enquiry_lib.stats.power.pupils import LARGE_TRIALS
from enquiry_lib.stats.power.schools import NetworkPower, NetworkRung
from enquiry_lib.stats.power.textbook import TextbookPower

UNITS = {"school": "schools", "class": "classes"}


@sentences.register
def _(result: NetworkPower) -> list[str]:
    if result.pupils_each is None:
        return [held(f"What {units(result)} of this size could show together")]
    return [
        *(_one(rung, result) for rung in result.rungs if rung.schools == 1),
        *(_together(rung, result) for rung in result.rungs[-1:] if rung.schools > 1),
        *_whole(result),
        LARGE_TRIALS_SAID + _even_so(result),
        f"This takes {percent(100 * result.icc, 0)} of the differences between pupils to lie between {units(result)}, and the "
        f"test before to explain {percent(100 * result.r_squared, 0)} of the differences within a {result.unit}.",
    ]


def units(result: NetworkPower) -> str:
    """Name what it is about, schools or classes."""
    return UNITS[result.unit]


def how_allocated(result: NetworkPower) -> str:
    """Say how single pupils are allocated: within each school, or whatever their class."""
    return "within each" if result.unit == "school" else "one by one"


def _one(rung: NetworkRung, result: NetworkPower) -> str:
    return (
        f"With {number(result.pupils_each, 0)} pupils, one {result.unit} alone would notice a difference of "
        f"{number(rung.pupils_without, 2)} standard deviations with a chance of {percent(100 * result.power, 0)}, and with a "
        f"good test before the start one of {number(rung.pupils_with, 2)}; a smaller one could easily be missed."
    )


def _together(rung: NetworkRung, result: NetworkPower) -> str:
    return (
        f"{rung.schools} such {units(result)} together, with pupils allocated {how_allocated(result)}, would notice one of "
        f"{number(rung.pupils_without, 2)}, and {number(rung.pupils_with, 2)} with the test before."
    )


def _whole(result: NetworkPower) -> list[str]:
    """Say what whole schools, or classes, could show, where there are enough of them."""
    last, those = result.rungs[-1], units(result)
    if not is_known(last.whole_without):
        return [
            f"Whole {those}, half of them with the intervention, could show nothing: there are too few of them."
        ]
    better = (
        is_known(last.whole_with) and last.whole_with < last.whole_without
    )  # of very few it costs what it gives
    with_test = f", and {number(last.whole_with, 2)} with the test before" if better else ""
    return [
        f"If whole {those} are allocated instead, {last.schools} of them notice one of {number(last.whole_without, 2)}{with_test}."
    ]


def _even_so(result: NetworkPower) -> str:
    last = result.rungs[-1]
    if last.pupils_with is None or last.pupils_with <= LARGE_TRIALS:
        return ""
    who = f"even {last.schools} {units(result)}" if last.schools > 1 else f"one {result.unit}"
    return f" An effect of that size {who} could not tell from chance."


@cautions.register
def _(result: NetworkPower) -> list[str]:
    return in_words(result.cautions, schools.CAUTIONS)


# --- the textbook -----------------------------------------------------------------------------------------

COMPARED = {
    "two groups": "A comparison of two groups",
    "pairs": "The same pupils on two occasions",
    "several groups": "A comparison of {groups} groups",
    "two shares": "A comparison of two shares",
}
CANNOT_SAY_WHY = "However many pupils there are, that cannot say what brought a change about."


@sentences.register
def _(result: TextbookPower) -> list[str]:
    if result.effect is None or result.power is None or result.pupils is None:
        return [held("What such a comparison could show")]
    what = COMPARED[result.test].format(groups=result.groups)
    chance = percent(100 * result.power, 0) if result.power < 0.995 else "more than 99%"
    return [
        f"{what}: {_said(result, chance)}",
        *([CANNOT_SAY_WHY] if result.test == "pairs" else []),
    ]


def _said(result: TextbookPower, chance: str) -> str:
    if result.solved == "pupils":
        return f"to notice {what_is_sought(result)} with a chance of {chance}, it takes {who_takes_part(result)}."
    missed = "; a smaller one could easily be missed" if result.solved == "effect" else ""
    return (
        f"with {who_takes_part(result)}, {what_is_sought(result)}, where there is one, would be noticed with a chance of "
        f"{chance}{missed}."
    )


def who_takes_part(result: TextbookPower) -> str:
    """Say how many pupils take part, rounded up to whole ones."""
    each = math.ceil(round(result.pupils or 0.0, 9))
    if result.pupils_others is not None:
        return f"{number(each, 0)} and {number(result.pupils_others, 0)} pupils"
    return counted(each, "pupil") + ("" if result.groups == 1 else " in each group")


def what_is_sought(result: TextbookPower) -> str:
    """Name the effect that is to be noticed."""
    size = number(abs(result.effect or 0.0), 2)
    if result.first is not None and result.second is not None:
        way = "a fall" if result.second < result.first else "a rise"
        return f"{way} from {percent(100 * result.first)} to {percent(100 * result.second)}"
    return {
        "d": f"a difference of {size} standard deviations",
        "d_z": f"a change of {size} standard deviations of the changes",
        "d_r": f"a change of {size} standard deviations of the scores",
    }.get(result.effect_kind, f"a spread of the groups' means of {size} standard deviations (Cohen's f)")
