"""The sentences about the design of an enquiry: its question, its logic, its dates, and what it could show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from enquiry_lib.analyse.logic import DatedStep, LogicModel, Timeline
from enquiry_lib.analyse.question import QuestionCheck, Remark
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import is_known, listed, number, percent, quoted, rounded
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats.power import pupils
from enquiry_lib.stats.power.pupils import LARGE_TRIALS, DetectableEffect, Rung
from enquiry_lib.stats.power.worthwhile import Worthwhile

HUGE = 1.0  # SD
WITH_TEST = "with a good test before the start"
LARGE_TRIALS_SAID = f"Large trials in schools find about {number(LARGE_TRIALS, 2)} on average."


@sentences.register
def _(result: DetectableEffect) -> list[str]:
    if result.without_pretest is None or result.with_pretest is None:
        return [
            held("What this plan could show"),
            _rung(result.ladder[0], result.power),
            *_worth_alone(result.worthwhile),
            LARGE_TRIALS_SAID,
            *_even(result),
        ]
    return [
        *_what_it_notices(result, result.without_pretest, result.with_pretest),
        *_as_asked(result),
        LARGE_TRIALS_SAID + _too_small_to_see(result.with_pretest),
        *_even(result),
    ]


def _what_it_notices(result: DetectableEffect, without: float, with_test: float) -> list[str]:
    """Say what the plan could notice, held against what is worth the effort where that was said."""
    share = _share(result.treated)
    who = f"{number(result.pupils, 0)} pupils{share}"
    if result.worthwhile is None:
        return [
            f"With {who}, a difference of {number(without, 2)} standard deviations, where there is one, would be "
            f"noticed with a chance of {percent(100 * result.power, 0)}; a smaller one could easily be missed.",
            "With a good test before the start, one that explains half of how pupils differ after, that comes down to "
            f"{number(with_test, 2)}.",
        ]
    return [
        *against_worthwhile(
            result.worthwhile, with_test, result.power, f"{who}, {WITH_TEST},", f"pupils{share}, {WITH_TEST}"
        ),
        f"Good means that the test explains half of how pupils differ after; without one, a difference would have to be "
        f"{number(without, 2)} to be noticed as often.",
    ]


def against_worthwhile(
    worth: Worthwhile, noticed: float | None, power: float, who: str, of_what: str
) -> list[str]:
    """Set what `who` could notice beside what was called worth the effort, and say how many `of_what` it would take."""
    likely, size = percent(100 * power, 0), f"{number(worth.size, 2)} was called worth the effort"
    if not is_known(noticed):
        return [
            f"{who} could show nothing: there are too few of them.",
            f"A difference of {number(worth.size, 2)} standard deviations was called worth the effort. {_taken(worth, likely, of_what)}",
        ]
    huge = ", far more than schools are found to bring about" if noticed > HUGE else ""
    could = f"{who} could notice a difference of {number(noticed, 2)} standard deviations with a chance of {likely}{huge}"
    if worth.size == 0:
        return [
            f"{could}; any above nought was called worth the effort, and nobody can tell every such difference from chance."
        ]
    if rounded(noticed, 2) <= worth.size:
        return [f"{could}, and one of {size}: such a difference would be noticed at least that often."]
    return [f"{could}, and one of {size}: {_missed(worth)}.", _taken(worth, likely, of_what)]


def _worth_alone(worth: Worthwhile | None) -> list[str]:
    """Say what was called worth the effort, where what could be noticed may not stand beside it."""
    if worth is None:
        return []
    return [f"A difference of {number(worth.size, 2)} standard deviations was called worth the effort."]


def _missed(worth: Worthwhile) -> str:
    """Say plainly how often a difference worth the effort would be missed."""
    if worth.chance is not None and worth.chance >= 0.5:
        return "such a difference would be seen more often than missed, but too seldom to rely on it"
    return "such a difference would be missed more often than seen"


def _taken(worth: Worthwhile, likely: str, of_what: str) -> str:
    """Say how likely one worth the effort is noticed, and how many it would take to make that likely."""
    now = (
        f"It would be noticed with a chance of {percent(100 * worth.chance, 0)}. "
        if is_known(worth.chance)
        else ""
    )
    if worth.needed is None or math.isinf(worth.needed):
        return f"{now}To notice it with a chance of {likely}, no number of {of_what} that could be found would do."
    many = math.ceil(worth.needed / 10) * 10 if worth.needed > 100 else worth.needed
    return f"{now}To notice it with a chance of {likely}, it would take about {number(many, 0)} {of_what}."


def rungs(result: DetectableEffect) -> list[tuple[Rung, bool]]:
    """Give the ladder with the plan's own rung in its place, where that may be shown, and which it is."""
    if result.pupils is None or result.without_pretest is None or result.with_pretest is None:
        return [(rung, False) for rung in result.ladder]
    own = Rung(result.pupils, result.without_pretest, result.with_pretest)
    others = [rung for rung in result.ladder if rung != own]
    return sorted([*((rung, False) for rung in others), (own, True)], key=lambda row: (row[0].pupils, row[1]))


def _share(treated: float | None) -> str:
    if treated == 0.5:
        return " in two equal groups"
    return f", {percent(100 * treated, 0)} of them in the intervention group" if treated else ""


def _as_asked(result: DetectableEffect) -> list[str]:
    """Say the answer for the covariates asked about, where it is neither of the two."""
    if result.smallest in (result.without_pretest, result.with_pretest):
        return []
    explained = percent(100 * result.r_squared, 0)
    return [f"With what is planned, which explains {explained}, it is {number(result.smallest, 2)}."]


def _rung(rung: Rung, chance: float) -> str:
    return (
        f"For comparison: with {rung.pupils} pupils in two equal groups a difference of {number(rung.without_pretest, 2)} "
        f"standard deviations would be noticed with a chance of {percent(100 * chance, 0)}, and with a good test before "
        f"the start one of {number(rung.with_pretest, 2)}."
    )


def _too_small_to_see(smallest: float) -> str:
    if smallest <= LARGE_TRIALS:
        return ""
    return " An effect of that size this plan could not tell from chance."


def _even(result: DetectableEffect) -> list[str]:
    """Say what the largest number of pupils on the ladder could show, where the plan has fewer."""
    largest = result.ladder[-1]
    if (result.pupils or 0) >= largest.pupils:
        return []
    return [
        f"Even {largest.pupils} pupils with a good test before would show no less than {number(largest.with_pretest, 2)}: small "
        "effects come to light only where many schools put their results together."
    ]


@cautions.register
def _(result: DetectableEffect) -> list[str]:
    return in_words(result.cautions, pupils.CAUTIONS)


# --- the question -----------------------------------------------------------------------------------------

REMARKS = {
    "missing": "Still to fill in: {words}.",
    "anybody": "'{words}' could be anybody: say which year groups or which pupils.",
    "only_a_name": "'{words}' is hardly more than a name: say in a few words what is done.",
    "vague": "'{words}' can mean many things: name the score, share or count that would show it.",
    "not_counted": "No score, share or count was recognised in it. If it has one, name it.",
    "long": "More than two terms is long.",
    "too_long": "More than a school year is too long for one cycle.",
    "too_small_to_see": "With {words} pupils in two groups, even with a good test before, a difference below about {0} "
    "standard deviations could easily go unseen. What was called worth the effort is {1}: less than that, if it is meant in standard "
    "deviations.",
    "one_group": "A change of that size, from before to after, could be seen. Nobody will be able to say what brought it about: "
    "that takes a group to compare with.",
    "one_group_few": "A change of that size, from before to after, could easily go unseen in one group of so few pupils, and nobody "
    "will be able to say what brought a change about: ask more pupils, or look for a group to compare with.",
    "very_few_pupils": "Very few pupils are planned: in a comparison only a very large difference could be seen.",
    "nothing_compared": "That nothing is compared is said plainly. It means that nobody will be able to say what would have "
    "happened anyway.",
    "no_reason": "Say why: was anybody taken out of something, held back, singled out or left without?",
    "anything_counts": "If the smallest change worth the effort is nought, any change would do.",
    "very_large": "That is very large: hardly anything a school does has been found to move scores as much.",
    "same_answers": "Two of the answers seem to lead to the same thing. Where nothing hangs on the answer, one need not ask: "
    "say what would be different, or ask something else.",
    "left_open": "'{words}' leaves the step itself open: say which pupils, which lessons or what money would move.",
    "either_way": "Yes and no seem to lead to the same step. Ask what the answer could still change: a question on "
    "which something hangs is worth your time more.",
    "per_cent_of_nothing": "A per cent needs something counted to be a per cent of, and '{words}' is not counted yet: name "
    "the figure, and then by how much it should change.",
    "no_time": "The pupils are there; say by when you would know.",
    "one_class_each": "With one class, form or school on each side, nobody can tell what was done from who teaches there: "
    "ask more of them, or let the two change places halfway.",
    "few_and_short": "A few pupils over a week or two go up and down anyway: count for some weeks before and some weeks "
    "after.",
    "nobody_in_particular": "'{words}' names no group and no time of your own: say which class, which pupils or which weeks "
    "you will set beside these.",
    "unlike": "'{words}' may well have differed from these pupils before anything was done: compare with pupils like them, "
    "in an earlier term or by lot.",
    "very_small": "That is very small: no number of pupils you could find would show it, and hardly anybody would notice. "
    "Name a change that you would notice.",
    "task": "It reads as something to do: ask what it should change, and for whom.",
    "no_question": "It reads as a statement: turn it into a question that could be answered with a no.",
    "to_show": "'{words}' sets out to show that it works: ask whether it does, so that a no may be the answer.",
    "how_to": "'{words}' asks for ideas: choose one of them, and ask whether it changes anything.",
    "leading": "'{words}' takes part of the answer for granted: ask it so that a no would not surprise.",
    "shown_up": "'{words}': a name or a place in an order that others can see may shame those who are behind. Leave names "
    "out, or show a figure of the whole group.",
    "unasked": "'{words}': whoever is seen or heard on a recording, staff included, has to be asked first. Say how you will "
    "ask, or have an adult count instead.",
    "hidden": "'{words}': what is done without people knowing cannot be agreed to. Tell them, or count in the open.",
    "more_than_needed": "'{words}' is private, and may be more than the question needs. Leave it out, or ask whoever looks "
    "after data protection first.",
    "entitled": "'{words}': some pupils may be entitled to that support. Let everybody keep what they have, and try out "
    "only what comes on top.",
    "takes_away": "'{words}': time that pupils rely on would go. Say what they get in its place, or find another time.",
    "costs_families": "'{words}': not every family can. Say who pays for those who cannot.",
    "judges_staff": "'{words}': an enquiry that judges colleagues is not honestly answered. Keep the two apart, and say so.",
}


WITH_REASON = {
    *("missing", "anybody", "only_a_name", "vague", "not_counted", "long", "too_long", "no_time"),
    *("nothing_compared", "no_reason", "same_answers"),
}
STANDS_ALONE = REMARKS.keys() - WITH_REASON
"""Remarks that say all there is to say; beside the others stands the check's own reason."""


@sentences.register
def _(result: QuestionCheck) -> list[str]:
    return [
        *_named(result, "met", "Met"),
        *_named(result, "look again", "Worth another look"),
        *_named(result, "not said", "Nothing said yet"),
        "The checks see what is written and whether it could be counted. Whether it is a good question, colleagues say "
        "best.",
    ]


def _named(result: QuestionCheck, status: str, what: str) -> list[str]:
    names = [line.name for line in result.lines if line.status == status]
    return [f"{what}: {quoted(names)}."] if names else []


def remarks_in_words(remarks: Sequence[Remark]) -> list[str]:
    """Write what there is to look at, what is missing first and together."""
    missing = [remark.words for remark in remarks if remark.code == "missing"]
    others = [remark for remark in remarks if remark.code != "missing"]
    first = [REMARKS["missing"].format(words=quoted(missing))] if missing else []
    return [*first, *(_remark(remark) for remark in others)]


def _remark(remark: Remark) -> str:
    return REMARKS[remark.code].format(*(number(value, 2) for value in remark.numbers), words=remark.words)


# --- the logic model and the timeline ---------------------------------------------------------------------


@sentences.register
def _(result: LogicModel) -> list[str]:
    empty = [title[0].lower() + title[1:] for title, items in logic_columns(result) if not items]
    return [
        "The logic model: from what goes in to what it is all for.",
        *([f"Still empty: {listed(empty)}."] if empty else []),
        *([] if result.assumptions else ["What has to be true for this to work has not been said yet."]),
    ]


def logic_columns(result: LogicModel) -> list[tuple[str, list[str]]]:
    """Give the columns of a logic model with their titles, each entry as one text."""
    activities = [f"{one.activity} ({one.level})" if one.level else one.activity for one in result.activities]
    return [
        ("What goes in", list(result.inputs)),
        ("What is done", activities),
        ("Within weeks", list(result.short_term)),
        ("Within the year", list(result.medium_term)),
        ("What it is all for", list(result.long_term)),
    ]


@sentences.register
def _(result: Timeline) -> list[str]:
    days = [day for step in result.steps for day in (step.starts, step.ends) if day]
    days += [check.on for check in result.check_points if check.on]
    span = f", from {long_date(min(days))} to {long_date(max(days))}" if days else ""
    steps, checks = _count(len(result.steps), "step"), _count(len(result.check_points), "check point").lower()
    undated = [step for step in result.steps if not (step.starts or step.ends)]
    undated_checks = [check for check in result.check_points if not check.on]
    without = len(undated) + len(undated_checks)
    return [
        f"{steps} and {checks}{span}.",
        *_states(result.steps),
        *([f"Without a date, and in the table only: {without}."] if without else []),
        *([] if result.check_points else ["No day has been set on which somebody looks how it is going."]),
    ]


def _count(many: int, what: str) -> str:
    return f"{many or 'No'} {what}{'' if many == 1 else 's'}"


def _states(steps: Sequence[DatedStep]) -> list[str]:
    counts = Counter(step.state for step in steps if step.state)
    said = [f"{state}: {counts[state]}" for state in ("done", "under way", "not begun") if counts[state]]
    return [f"{listed(said).capitalize()}."] if said else []
