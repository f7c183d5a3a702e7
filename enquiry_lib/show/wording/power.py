"""The sentences about power: what schools could show together, and what the textbook says of one comparison."""

from __future__ import annotations

import math

from enquiry_lib.show.numbers import counted, is_known, number, percent
from enquiry_lib.show.wording.design import LARGE_TRIALS_SAID, WITH_TEST, against_worthwhile
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
    said = _classes(result) if result.unit == "class" else _schools(result)
    return [
        *said,
        LARGE_TRIALS_SAID + _even_so(result),
        f"This takes {percent(100 * result.icc, 0)} of the differences between pupils to lie between {units(result)}, and the "
        f"test before to explain {percent(100 * result.r_squared, 0)} of the differences within a {result.unit}.",
    ]


def units(result: NetworkPower) -> str:
    """Name what it is about, schools or classes."""
    return UNITS[result.unit]


def _schools(result: NetworkPower) -> list[str]:
    """Say what schools together could notice, held against what is worth the effort; then one alone, and whole ones."""
    last = result.rungs[-1]
    each = f"{number(result.pupils_each, 0)} pupils each"
    who = f"{counted(last.schools, 'school')} with {each}, allocated within each school, {WITH_TEST},"
    alone = [_one(rung, result) for rung in result.rungs if rung.schools == 1]
    together = [_together(rung) for rung in result.rungs[-1:] if rung.schools > 1]
    if result.worthwhile is None or last.schools == 1:
        return [*alone, *together, *_whole(result)]
    more = f"such schools with {each}"
    return [
        *against_worthwhile(result.worthwhile, last.pupils_with, result.power, who, more),
        *alone,
        *together,
        *_whole(result),
    ]


def _one(rung: NetworkRung, result: NetworkPower) -> str:
    return (
        f"With {number(result.pupils_each, 0)} pupils, one school alone would notice a difference of "
        f"{number(rung.pupils_without, 2)} standard deviations with a chance of {percent(100 * result.power, 0)}, and with a "
        f"good test before the start one of {number(rung.pupils_with, 2)}; a smaller one could easily be missed."
    )


def _together(rung: NetworkRung) -> str:
    return (
        f"{rung.schools} such schools together, with pupils allocated within each, would notice one of "
        f"{number(rung.pupils_without, 2)}, and {number(rung.pupils_with, 2)} with the test before."
    )


def _whole(result: NetworkPower) -> list[str]:
    """Say what whole schools could show, where there are enough of them."""
    last = result.rungs[-1]
    if not is_known(last.whole_without):
        return [
            "Whole schools, half of them with the intervention, could show nothing: there are too few of them."
        ]
    return [
        f"If whole schools are allocated instead, {last.schools} of them notice one of {number(last.whole_without, 2)}"
        f"{_with_test(last)}."
    ]


def _with_test(rung: NetworkRung) -> str:
    """Say what a test before brings whole ones; of very few it costs what it gives, and nothing is said."""
    better = (
        is_known(rung.whole_with) and is_known(rung.whole_without) and rung.whole_with < rung.whole_without
    )
    return f", and {number(rung.whole_with, 2)} with the test before" if better else ""


def _classes(result: NetworkPower) -> list[str]:
    """Say what whole classes could notice, held against what is worth the effort; then their pupils one by one."""
    last = result.rungs[-1]
    one_by_one = (
        f"The same pupils allocated one by one, whatever their class, would notice one of {number(last.pupils_without, 2)}, and "
        f"{number(last.pupils_with, 2)} with the test before: pupils of a class are alike, so a class tells less than its pupils."
    )
    return [*_whole_classes(last, result), one_by_one]


def _whole_classes(last: NetworkRung, result: NetworkPower) -> list[str]:
    many = f"{last.schools} whole classes" if last.schools > 1 else "One whole class"
    who, tested = f"{many} of about {number(result.pupils_each, 0)} pupils", bool(_with_test(last))
    if result.worthwhile is not None:
        noticed = last.whole_with if tested else last.whole_without
        lead = f"{who}, {WITH_TEST}," if tested else who
        more = "such classes, half of them with the intervention"
        without = [
            f"Without that test, it would have to be {number(last.whole_without, 2)} to be noticed as often."
        ]
        return [
            *against_worthwhile(result.worthwhile, noticed, result.power, lead, more),
            *(without if tested else []),
        ]
    if not is_known(last.whole_without):
        return [f"{who} could show nothing: there are too few of them."]
    return [
        f"{who}, half of them with the intervention, would notice a difference of {number(last.whole_without, 2)} standard "
        f"deviations with a chance of {percent(100 * result.power, 0)}{_with_test(last)}; a smaller one could easily be missed."
    ]


def least(*values: float | None) -> float | None:
    """Give the smallest of the numbers that are known."""
    return min((value for value in values if is_known(value)), default=None)


def _even_so(result: NetworkPower) -> str:
    last = result.rungs[-1]
    noticed = least(last.whole_with, last.whole_without) if result.unit == "class" else last.pupils_with
    if noticed is not None and noticed <= LARGE_TRIALS:
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
