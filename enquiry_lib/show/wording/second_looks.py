"""The sentences about second looks at a difference: with missing scores filled in, group by group, by several models."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.show.names import column_words
from enquiry_lib.show.numbers import interval, is_known, listed, number, rounded, signed
from enquiry_lib.show.wording.effects import than
from enquiry_lib.show.wording.saying import by, cautions, held, in_words, sentences
from enquiry_lib.stats.comparisons import imputation, side_by_side, subgroups
from enquiry_lib.stats.comparisons.imputation import ImputedComparison
from enquiry_lib.stats.comparisons.side_by_side import ModelLine, SideBySide
from enquiry_lib.stats.comparisons.subgroups import Column, Subgroups

IGNORED = "clusters_ignored"

# --- missing scores ---------------------------------------------------------------------------------------


@sentences.register
def _(result: ImputedComparison) -> list[str]:
    if result.difference is None:
        return [held(f"How {result.treated} and {result.control} compare with missing scores filled in")]
    filled = f"With what was missing filled in {number(result.draws, 0)} times over"
    if "nothing_missing" in result.cautions:
        filled = "With nothing missing, and so nothing filled in"
    return [
        f"{filled}, pupils in the {result.treated} group scored {than(result.difference)} pupils in the {result.control} group ({by(result.confidence)} "
        f"{interval(result.low, result.high)}; {number(result.n_treated, 0)} and {number(result.n_control, 0)} pupils).",
        f"As an effect size that is {signed(result.effect.g, 2)} ({by(result.confidence)} "
        f"{interval(result.effect.low, result.effect.high, 2)}).",
        *([imputation.CAUTIONS[IGNORED]] if IGNORED in result.cautions else []),
        *_allowing(result),
        *_complete(result),
        *_shift(result),
    ]


def _allowing(result: ImputedComparison) -> list[str]:
    names = ["the score before"] if result.baseline else []
    names += [column_words(name) for name in result.covariates]
    return [f"The difference allows for {listed(names)}, and so does what was filled in."] if names else []


def _complete(result: ImputedComparison) -> list[str]:
    whole = result.complete
    if whole.difference is None or "nothing_missing" in result.cautions:
        return []
    return [
        f"Among the pupils with nothing missing ({number(result.complete_treated, 0)} and "
        f"{number(result.complete_control, 0)}), the difference is {signed(whole.difference)} points ({by(result.confidence)} "
        f"{interval(whole.low, whole.high)})."
    ]


def _shift(result: ImputedComparison) -> list[str]:
    if not is_known(result.shift):
        return []
    way = "lower" if result.shift > 0 else "higher"
    return [
        f"For the difference to vanish, the missing scores in the {result.treated} group would have to lie "
        f"{number(abs(result.shift))} points{_in_sd(result)} {way} than what was filled in."
    ]


def _in_sd(result: ImputedComparison) -> str:
    """Say the same in standard deviations, where the difference tells how many points these are."""
    if not result.difference or not is_known(result.effect.g):
        return ""
    return f" ({number(abs((result.shift or 0.0) * result.effect.g / result.difference), 1)} standard deviations)"


@cautions.register
def _(result: ImputedComparison) -> list[str]:
    said = () if result.difference is None else (IGNORED,)  # beside the interval that it is about
    return in_words(tuple(code for code in result.cautions if code not in said), imputation.CAUTIONS)


# --- groups of pupils -------------------------------------------------------------------------------------


@sentences.register
def _(result: Subgroups) -> list[str]:
    overall = result.overall
    if overall.difference is None:
        return [held(f"How {result.treated} and {result.control} compare in groups of pupils")]
    return [
        f"Among all pupils, those in the {result.treated} group scored {than(overall.difference)} those in the "
        f"{result.control} group ({by(result.confidence)} {interval(overall.low, overall.high)}; "
        f"{number(result.n_treated, 0)} and {number(result.n_control, 0)} pupils).",
        *_tests(result),
        "Whether groups differ is judged between them: that one group's interval reaches nought, and another's does not, "
        "says nothing about it.",
    ]


NOTHING, NO_SIGN, SIGN = "nothing", "no sign", "sign"


def _tests(result: Subgroups) -> list[str]:
    """Say for which columns there is a sign that the difference differs; those that were planned come first."""
    found: dict[tuple[bool, str], list[str]] = {}
    for column in sorted(result.columns, key=lambda one: not one.planned):
        found.setdefault((column.planned, _seen(column, result.confidence)), []).append(
            column_words(column.name)
        )
    return [_tested(names, planned, seen) for (planned, seen), names in found.items()]


def _seen(column: Column, confidence: float) -> str:
    if column.test.p_adjusted is None:
        return NOTHING
    return NO_SIGN if column.test.p_adjusted > 1 - confidence else SIGN


def _tested(names: list[str], planned: bool, seen: str) -> str:
    """Say what is seen by some columns; those that were not planned are named so."""
    were = "were" if len(names) > 1 else "was"
    opening = f"By {listed(names)}, {'as planned' if planned else f'which {were} not planned'}: "
    if seen == NOTHING:
        return f"{opening}nothing can be said."
    if seen == NO_SIGN:
        return (
            f"{opening}there is no sign that the difference differs, which does not say that it is the same."
        )
    hint = "." if planned else "; take it as a hint to look again with other pupils."
    return f"{opening}there is a sign that the difference is not the same for all groups{hint}"


@cautions.register
def _(result: Subgroups) -> list[str]:
    return in_words(result.cautions, subgroups.CAUTIONS)


# --- several models ---------------------------------------------------------------------------------------

MODEL_LABELS = {
    "difference": "Plain difference",
    "gain": "Gain",
    "baseline": "Score before",
    "covariates": "Score before, columns",
    "ranks": "By ranks",
    "blocks": "Within blocks",
    "classes_within": "Within classes",
    "classes_random": "Classes at random",
    "classes_robust": "Classes kept together",
}
"""What each model is called in a picture and a table; MODELS says what it is."""

READINGS = {
    "above": "all lie above nought",
    "below": "all lie below nought",
    "either": "all reach both sides of nought",
}


BY_CLASS = ("classes_within", "classes_random", "classes_robust")
"""The models that take account of classes."""


def model_label(line: ModelLine) -> str:
    """Name a model, and say if it is the planned one."""
    return MODEL_LABELS[line.model] + (" (planned)" if line.planned else "")


@sentences.register
def _(result: SideBySide) -> list[str]:
    found = [line.answer.g for line in result.lines if line.answer.g is not None]
    if not found:
        return [held(f"How {result.treated} and {result.control} compare by several models")]
    return [
        f"{len(found)} ways of working it out, for the same {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils, put the difference between {signed(min(found), 2)} and "
        f"{signed(max(found), 2)} standard deviations: {number(_range(found), 2)} apart.",
        *_planned(result.lines, result.confidence),
        *_readings(result.lines),
    ]


def _range(found: Sequence[float]) -> float:
    """Give how far apart the answers are as they are printed."""
    return float(rounded(max(found), 2) - rounded(min(found), 2))


def _planned(lines: Sequence[ModelLine], confidence: float) -> list[str]:
    return [
        f"The planned one ({side_by_side.MODELS[line.model]}) gives {signed(line.answer.g, 2)} ({by(confidence)} "
        f"{interval(line.answer.g_low, line.answer.g_high, 2)}); the others are there to see whether it hangs on the model."
        for line in lines
        if line.planned
    ]


def _readings(lines: Sequence[ModelLine]) -> list[str]:
    """Say whether any answer would be read differently from the others, or from the planned one, and if it ignores classes."""
    readings = {line.reading for line in lines}
    if len(readings) == 1:
        return [f"All would be read alike: their intervals {READINGS[readings.pop()]}."]
    planned = [line for line in lines if line.planned]
    if not planned:
        return [
            "They would not all be read alike: some intervals reach both sides of nought and some do not."
        ]
    others = [line for line in lines if line.reading != planned[0].reading]
    return [
        f"Another reading than the planned one's would come from: {listed([_in_words(line) for line in others])}.",
        *(_as_if_alone(others) if planned[0].model in BY_CLASS else []),
    ]


def _in_words(line: ModelLine) -> str:
    return MODEL_LABELS[line.model].lower()


def _as_if_alone(others: Sequence[ModelLine]) -> list[str]:
    """Say which of them ignore classes, where the plan's model does not because whole classes were allocated."""
    ignore = [line for line in others if line.model not in BY_CLASS]
    if not ignore:
        return []
    by_them = listed([_in_words(line) for line in ignore])
    where = f"By {by_them}" if len(ignore) < len(others) else "There"
    return [
        f"{where}, each pupil counts as if allocated alone, though whole classes were. Pupils of a class are alike, so such "
        "an interval is too narrow, and its reading does not count against the planned one."
    ]


@cautions.register
def _(result: SideBySide) -> list[str]:
    return in_words(result.cautions, side_by_side.CAUTIONS)
