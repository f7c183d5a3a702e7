"""The sentences about who took part, and about who was lost."""

from __future__ import annotations

from enquiry_lib.show.names import clusters_name, column_words
from enquiry_lib.show.numbers import interval, is_known, number, percent, signed
from enquiry_lib.show.wording.comparisons import points
from enquiry_lib.show.wording.effects import than
from enquiry_lib.show.wording.saying import by, cautions, held, in_words, sentences
from enquiry_lib.stats.trials import attrition, compliers
from enquiry_lib.stats.trials.attrition import Attrition, Lost, Verdict
from enquiry_lib.stats.trials.compliers import ComplierEffect

ASSUMED = (
    "The second figure rests on two things that no table can show: that being offered it changed nothing for pupils "
    "who did not take part, and that nobody stayed away because it was offered."
)


@sentences.register
def _(result: ComplierEffect) -> list[str]:
    offered, size = result.offered, result.offered_effect
    if offered.difference is None or result.difference is None:
        return [
            held(
                f"How the {result.treated} and the {result.control} group compare, and those of them who took part,"
            )
        ]
    adjusted = ", allowing for the score before" if result.baseline else ""
    interval_of = by(result.confidence)
    return [
        f"Whether or not they took part, pupils in the {result.treated} group scored {than(offered.difference)} pupils in "
        f"the {result.control} group{adjusted} ({interval_of} {interval(offered.low, offered.high)}). As an effect size that "
        f"is {signed(size.g, 2)} ({interval(size.low, size.high, 2)}).",
        _took_part(result),
        f"By this estimate, pupils who take part when it is offered, and not otherwise, scored {than(result.difference)} "
        f"they would have without it ({interval_of} {interval(result.low, result.high)}). As an effect size that is "
        f"{signed(result.effect.g, 2)} ({interval(result.effect.low, result.effect.high, 2)}).",
        ASSUMED,
    ]


def _took_part(result: ComplierEffect) -> str:
    enough = "" if result.enough is None else f" ({column_words(result.received)}: {result.enough:g} or more)"
    said = (
        f"{percent(result.took_part_treated)} of the {result.treated} group took part{enough}, and "
        f"{percent(result.took_part_control)} of the {result.control} group"
    )
    if result.took_part_control == 0 and result.took_part_treated != 100:
        return f"{said}: so the second figure is in essence the first, divided by the share who took part."
    return f"{said}."


@cautions.register
def _(result: ComplierEffect) -> list[str]:
    return in_words(result.cautions, compliers.CAUTIONS)


# --- who was lost -----------------------------------------------------------------------------------------

VERDICTS: dict[Verdict, str] = {
    "tolerable": "By the published boundary that is tolerable even under cautious assumptions about who was lost.",
    "optimistic": "By the published boundary that is tolerable only under optimistic assumptions: where who is lost has "
    "little to do with what was done.",
    "high": "By the published boundary that is too much, even under optimistic assumptions: the two groups may no longer be "
    "alike, and the difference between them is to be read like one between groups that were not allocated at random.",
    "beyond": "That is more than the table of the boundary goes to: the two groups may no longer be alike.",
}


@sentences.register
def _(result: Attrition) -> list[str]:
    verdict = result.verdict
    if verdict is None:
        return [held(f"What was lost of the {result.treated} and the {result.control} group")]
    return [*[_lost(result, level) for level in result.levels], VERDICTS[verdict], *_start(result)]


def _lost(result: Attrition, level: Lost) -> str:
    if level.overall == 0:
        return f"No {units_of(result, level)} were lost between allocation and analysis."
    return (
        f"Between allocation and analysis {percent(level.overall)} of the {units_of(result, level)} were lost, "
        f"{_apart(result, level)}."
    )


def units_of(result: Attrition, level: Lost) -> str:
    """Name what was lost: pupils, or classes or schools and the pupils of those that stayed."""
    return level.units.replace("clusters", clusters_name(result.cluster))


def _apart(result: Attrition, level: Lost) -> str:
    lost = [_percent_lost(level.allocated_treated, level.analysed_treated)]
    lost.append(_percent_lost(level.allocated_control, level.analysed_control))
    if not all(is_known(value) for value in lost):
        return "and one group has none left"
    treated, control = (value or 0.0 for value in lost)
    if round(treated, 1) == round(control, 1):
        return "as many in one group as in the other"
    first, second = (
        (result.treated, result.control) if treated > control else (result.control, result.treated)
    )
    return f"{points(abs(treated - control))} in the {first} group than in the {second} group"


def _percent_lost(allocated: int | None, analysed: int | None) -> float | None:
    return None if not allocated or analysed is None else 100 * (allocated - analysed) / allocated


def _start(result: Attrition) -> list[str]:
    """Say how far those who stayed differed at the start."""
    if not is_known(result.baseline_g):
        return []
    ahead = result.treated if result.baseline_g > 0 else result.control
    said = f"the {ahead} group was {number(abs(result.baseline_g), 2)} standard deviations ahead"
    same = not float(number(abs(result.baseline_g), 2))
    return [f"Among the pupils who stayed, {'both groups began alike' if same else f'{said} at the start'}."]


@cautions.register
def _(result: Attrition) -> list[str]:
    return in_words(result.cautions, attrition.CAUTIONS)
