"""The five pieces that open a school's report, in words for people who read no statistics."""

from __future__ import annotations

import re
from collections.abc import Callable

from enquiry_lib.analyse.decision import answer_of
from enquiry_lib.analyse.in_short import Dose, InShort
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import counted, number, percent_asked
from enquiry_lib.show.wording.attendance import moved_by
from enquiry_lib.show.wording.effects import WHERE, chance_in_words, than, unlike_plan
from enquiry_lib.show.wording.saying import STRENGTH, exploratory, heading, held, sentences
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.effect_sizes import Estimated
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.trials.clusters import ClusteredDescription

HEADINGS = {
    "asked": "What we asked",
    "did": "What we did",
    "happened": "What happened",
    "sure": "How sure we are",
    "next": "What next",
}
PLANNED = "What we plan to do"
PART_WORDS = {
    "population": "For whom",
    "intervention": "What will be done",
    "comparison": "Compared with",
    "outcome": "What should change",
    "time": "By when",
}
DECISIONS = {
    "adopt": "We have decided to carry on with it.",
    "adapt": "We have decided to change it and go on.",
    "stop": "We have decided to stop.",
    "not yet known": "We do not know yet, and have decided to find out more.",
}
WORST = {
    "hardly_any_clusters": "There are only three or four classes. Each weighs so much that one other could turn the finding round.",
    "few_days": "It rests on so few school days that a single illness counts as a tenth: that says little about a year.",
    "baseline_far_apart": "The groups were far apart already at the start, further than adjusting can mend.",
    "high_attrition": "More than a fifth of the pupils have no score that could be used; with them it might look different.",
    "no_baseline": "There is no score from before, so the groups may have differed from the start.",
    "chosen_low": "The pupils were chosen because they scored low, and low scores tend to rise by themselves.",
    "different_spans": "The two years do not cover the same part of the school year.",
    "few_pupils": "Fewer than ten pupils stand behind a figure, so it could easily have come out differently.",
}
"""What can make a finding bear less than its design could, the worst first, as the front of a report says it."""
MOST_WEAKNESSES = 2  # few classes and a start far apart go together, and either alone hides the other
NO_FINDING = "There is no finding yet of which anybody could be sure."
FIRST = 2  # sentences of a longer text


@heading.register
def _(result: InShort) -> str:
    return PLANNED if result.planned else HEADINGS[result.part]


@sentences.register
def _(result: InShort) -> list[str]:
    if isinstance(result.found, Estimate):
        return ABOUT_ESTIMATE[result.part](result.found)
    if result.found is not None:
        return [_nothing_yet(result.found.found) if result.part == "happened" else NO_FINDING]
    return ABOUT_RECORD[result.part](result)


def _nothing_yet(why: str) -> str:
    return f"Nothing can be said yet about what happened: {why.rstrip('.')}."


# --- what people wrote ------------------------------------------------------------------------------------


def _asked(result: InShort) -> list[str]:
    if result.in_parts:
        said = (f"{PART_WORDS[name]}: {_whole(words)}" for name, words in result.in_parts)
        return ["The question is not yet in one sentence. Its parts so far:", *said]
    if not result.said:
        return ["The question has not been written down yet."]
    return [_whole(result.said), *([f"Compared with: {_whole(result.also)}"] if result.also else [])]


def _did(result: InShort) -> list[str]:
    if not result.said:
        return ["What is to be done has not been written down yet."]
    for_whom = [f"For: {_whole(result.also)}"] if result.also else []
    return [opening(result.said), *for_whom, *_dose(result.dose)]


def _dose(dose: Dose) -> list[str]:
    parts = [
        f"{_count(dose.sessions_a_week)} a week" if dose.sessions_a_week else "",
        f"{counted(dose.minutes, 'minute')} each" if dose.minutes else "",
        f"for {counted(dose.weeks, 'week')}" if dose.weeks else "",
    ]
    said = ", ".join(filter(None, parts))
    return [f"Planned: {said}."] if said else []


def _count(sessions: float) -> str:
    return "1 session" if sessions == 1 else f"{sessions:g} sessions"


def _next(result: InShort) -> list[str]:
    if not result.said:
        return ["Nothing has been decided yet."]
    return [
        DECISIONS[result.said],
        *([f"What will be different: {_whole(result.more)}"] if result.more else []),
        *([f"Why: {opening(result.also)}"] if result.also else []),
        *([f"We look again on {long_date(result.on)}."] if result.on else []),
    ]


def opening(text: str) -> str:
    """Give the first sentences of a text that people wrote.

    >>> opening("One. Two? Three.")
    'One. Two?'
    """
    return _whole(" ".join(re.split(r"(?<=[.!?…])\s+", text.strip())[:FIRST]))


def _whole(text: str) -> str:
    """End a text as a sentence ends."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


# --- what was found ---------------------------------------------------------------------------------------


def _happened(estimate: Estimate) -> list[str]:
    effect = estimate.effect
    if isinstance(effect, Attendance):
        return _attendance(effect)
    if isinstance(effect, BeforeAfter):
        if effect.change is None:
            return _not_shown(estimate)
        return [f"{estimate.measure}: scores were {than(effect.change, 'after ')} before."]
    if effect.difference is None:
        return _not_shown(estimate)
    if isinstance(effect, ClusteredDescription):
        said = f"pupils in the {effect.treated} class scored {than(effect.difference)} pupils in the {effect.control} class"
        return [f"{estimate.measure}: {said}. That describes two classes, and no more."]
    allowing = ", allowing for the score before" if effect.baseline else ""
    return [
        f"{estimate.measure}: pupils in the {effect.treated} group scored {than(effect.difference)} pupils in the "
        f"{effect.control} group{allowing}."
    ]


def _not_shown(estimate: Estimate) -> list[str]:
    """Say that something was found, although it cannot be shown, and what there is to read all the same."""
    what = f"What was found by '{estimate.measure}'"
    return [held(what), "What was done, and what else was counted, can be read below."]


def _attendance(effect: Attendance) -> list[str]:
    first = sentences(effect)[0]
    if effect.change is None or effect.change.persistent_points is None:
        return [first]
    moved = moved_by(effect.change.persistent_points)
    return [first, f"The share of pupils who missed a tenth or more of their sessions {moved}."]


def _sure(estimate: Estimate) -> list[str]:
    if isinstance(estimate.effect, ClusteredDescription):
        return [
            NO_FINDING,
            STRENGTH[estimate.design],
            *unlike_plan(estimate),
            *exploratory(estimate.exploratory),
        ]
    low, high = _interval(estimate.effect)
    if low is None or high is None:
        first = [_no_interval(estimate)]
    else:
        attended = isinstance(estimate.effect, Attendance)
        span = _fall_to_rise(low, high) if attended else _range(low, high)
        first = [f"Allowing for chance, {_what(estimate)} could be anywhere from {span} (95% interval)."]
    return [
        *first,
        *_enough(estimate),
        STRENGTH[estimate.design],
        *unlike_plan(estimate),
        *_worst(estimate),
        *exploratory(estimate.exploratory),
    ]


def _no_interval(estimate: Estimate) -> str:
    if isinstance(estimate.effect, Attendance) and estimate.effect.change is None:
        return "How sure one can be of it nobody can say from one year alone."
    return "How sure one can be of it is not shown: alone or beside other figures, it would tell about too few pupils."


def _worst(estimate: Estimate) -> list[str]:
    """Name the worst of what makes the finding bear less, two things at most; nothing where there is nothing of that kind."""
    effect = estimate.effect
    change = effect.change if isinstance(effect, Attendance) else None
    codes = {*effect.cautions, *(change.cautions if change else ())}
    return [text for code, text in WORST.items() if code in codes][:MOST_WEAKNESSES]


def _what(estimate: Estimate) -> str:
    if isinstance(estimate.effect, Attendance):
        return "the change in that share"
    return "the change" if estimate.design == "before_after" else "the difference"


def _interval(effect: Attendance | Estimated) -> tuple[float | None, float | None]:
    if not isinstance(effect, Attendance):
        return effect.low, effect.high
    return (effect.change.low, effect.change.high) if effect.change else (None, None)


def _range(low: float, high: float) -> str:
    """Write an interval of points as people say it.

    >>> _range(-0.4, 5.2), _range(-14.7, -5.9)
    ('0.4 points lower to 5.2 points higher', '5.9 to 14.7 points lower')
    """
    if low < 0 < high:
        return f"{number(-low)} points lower to {number(high)} points higher"
    near, far = sorted((abs(low), abs(high)))
    return f"{number(near)} to {number(far)} points {'higher' if high > 0 else 'lower'}"


def _fall_to_rise(low: float, high: float) -> str:
    """Write an interval of the change of a share as people say it.

    >>> _fall_to_rise(-0.4, 5.2), _fall_to_rise(-14.7, -5.9)
    ('a fall of 0.4 to a rise of 5.2 percentage points', 'a fall of 5.9 to 14.7 percentage points')
    """
    if low < 0 < high:
        return f"a fall of {number(-low)} to a rise of {number(high)} percentage points"
    near, far = sorted((abs(low), abs(high)))
    return f"a {'rise' if high > 0 else 'fall'} of {number(near)} to {number(far)} percentage points"


def _enough(estimate: Estimate) -> list[str]:
    """Say whether it is enough to be worth the effort, where that can be said."""
    answer = answer_of(estimate)
    if answer is None:
        return []
    if isinstance(estimate.effect, Attendance):
        smallest = number(estimate.smallest_worthwhile)
        return [
            f"Worth the effort was a fall of {smallest} percentage points: the interval lies {WHERE[answer]}."
        ]
    return [
        f"The chance that {_what(estimate)} is large enough to be worth the effort is "
        f"{chance_in_words(estimate.chance, estimate.certainty)}; the plan asked for {percent_asked(estimate.certainty)}."
    ]


ABOUT_RECORD: dict[str, Callable[[InShort], list[str]]] = {"asked": _asked, "did": _did, "next": _next}
ABOUT_ESTIMATE: dict[str, Callable[[Estimate], list[str]]] = {"happened": _happened, "sure": _sure}
