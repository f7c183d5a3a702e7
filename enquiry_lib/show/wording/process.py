"""The sentences about how the intervention was carried out: fidelity, dosage and reach."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.analyse.process import Dimension, ProcessSummary
from enquiry_lib.show.numbers import counted, listed, number, percent
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats import dosage, fidelity
from enquiry_lib.stats.dosage import Dosage, Minutes, Reach
from enquiry_lib.stats.fidelity import COMPARISON, INTERVENTION, Fidelity, IngredientSeen

# --- fidelity ---------------------------------------------------------------------------------------------


@sentences.register
def _(result: Fidelity) -> list[str]:
    return [
        *_seen_in_all(result.of(INTERVENTION), result.visits),
        *_seen_in_comparison(result.of(COMPARISON), result.comparison_visits),
    ]


def _seen_in_all(lines: Sequence[IngredientSeen], visits: int) -> list[str]:
    if not lines:
        return []
    looked, fully, partly, missing = (
        sum(counts)
        for counts in zip(*((x.visits, x.fully, x.partly, x.not_seen) for x in lines), strict=True)
    )
    first = (
        f"In {counted(visits, 'visit')} to intervention classes, observers looked for an active ingredient "
        f"{counted(looked, 'time')}: it was seen fully {counted(fully, 'time')}, partly {counted(partly, 'time')} and "
        f"not at all {counted(missing, 'time')}."
    )
    return [first, *_least_seen([line for line in lines if not line.thin])]


def _least_seen(lines: Sequence[IngredientSeen]) -> list[str]:
    """Name the ingredient that was seen fully least often; nothing where all are alike."""
    shares = {line: line.fully / line.visits for line in lines}
    if len(set(shares.values())) < 2:
        return []
    least = min(lines, key=shares.__getitem__)
    return [
        f"Least often seen fully: {least.ingredient}, in {least.fully} of {counted(least.visits, 'visit')}."
    ]


def _seen_in_comparison(lines: Sequence[IngredientSeen], visits: int) -> list[str]:
    if not lines:
        return []
    found = [
        f"{line.ingredient} in {line.seen} of {counted(line.visits, 'visit')}" for line in lines if line.seen
    ]
    if not found:
        return [f"In comparison classes none of it was seen, in {counted(visits, 'visit')}."]
    return [
        f"In comparison classes some of it was seen, fully or partly: {listed(found)}. Pupils there had a part of the "
        "intervention too (contamination), so the two groups may differ by less than the plan meant them to."
    ]


@cautions.register
def _(result: Fidelity) -> list[str]:
    return in_words(result.cautions, fidelity.CAUTIONS)


# --- dosage and reach -------------------------------------------------------------------------------------


@sentences.register
def _(result: Dosage) -> list[str]:
    if result.pupils is None:
        return [held("How much of the intervention pupils had")]
    return [
        _sessions(result),
        *(_minutes(result.minutes) if result.minutes else []),
        _reached(result),
        *(_reach(result.reach) if result.reach else []),
    ]


def _sessions(result: Dosage) -> str:
    planned, pupils = number(result.sessions_planned), counted(result.pupils, "pupil")
    if result.share_attended is None:
        attended = held("How many of them pupils came to")
        return f"On average {planned} sessions were planned for each pupil ({pupils}). {attended}"
    return (
        f"Pupils came to {percent(result.share_attended)} of the sessions planned for them: on average to "
        f"{number(result.sessions_attended)} of {planned} ({pupils})."
    )


def _minutes(minutes: Minutes) -> list[str]:
    if minutes.planned is None or minutes.had is None:
        return []
    had, planned = counted(minutes.had, "minute"), number(minutes.planned, 0)
    return [f"In time, each pupil had {had} on average, of {planned} planned."]


def _reached(result: Dosage) -> str:
    pupils, needed = counted(result.pupils, "pupil"), percent(100 * result.enough, 0)
    came = f"all {pupils}" if result.reached == result.pupils else f"{number(result.reached, 0)} of {pupils}"
    said = {
        f"{came} came at least once": result.reached,
        f"{number(result.with_enough, 0)} of {number(result.pupils, 0)} had enough, {needed} of their sessions or more": result.with_enough,
    }
    known = [sentence for sentence, count in said.items() if count is not None]
    if not known:
        return "How many pupils came at least once, and how many had enough, cannot be shown: the numbers are too small."
    sentence = listed(known)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _reach(reach: Reach) -> list[str]:
    if reach.intended is None:
        return [
            "How many were reached of those who were meant to be cannot be shown: the numbers are too small."
        ]
    intended, reached = counted(reach.intended, "pupil"), number(reach.reached, 0)
    return [
        f"Of {intended} meant to be reached, the intervention reached {reached}: a reach of {percent(reach.share)}."
    ]


@cautions.register
def _(result: Dosage) -> list[str]:
    return in_words(result.cautions, dosage.CAUTIONS)


# --- the process brought together -------------------------------------------------------------------------

JUDGED = ("as planned", "mostly", "partly", "hardly", "cannot say")


@sentences.register
def _(result: ProcessSummary) -> list[str]:
    planned = [line for line in result.dimensions if line.how]
    found = [line for line in result.dimensions if line.found or line.judged]
    return [
        f"Of the {len(result.dimensions)} dimensions of the process, the plan was to look at {len(planned)}, and of "
        f"{len(found)} something was found.",
        *_named("Planned, and nothing found yet", [line for line in planned if line not in found]),
        *_named("Neither planned nor found", [x for x in result.dimensions if x not in (*planned, *found)]),
        *_judged(found),
        f"Was anybody worse off? {result.harm}"
        if result.harm
        else "Whether anybody was worse off has not been said.",
    ]


def _named(what: str, lines: Sequence[Dimension]) -> list[str]:
    return [f"{what}: {_names(lines)}."] if lines else []


def _names(lines: Sequence[Dimension]) -> str:
    return listed([line.name[0].lower() + line.name[1:] for line in lines])


def _judged(lines: Sequence[Dimension]) -> list[str]:
    """Say how the dimensions were judged, the best first."""
    by = {judged: [line for line in lines if line.judged == judged] for judged in JUDGED}
    said = [f"{judged}: {_names(same)}" for judged, same in by.items() if same]
    return [f"All in all – {'; '.join(said)}."] if said else []
