"""What the example's schools tested: scores once and twice, around a truth that is known."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd

from enquiry_lib.data.example.draws import Draws, Flags, Floats, Integers, Texts
from enquiry_lib.data.example.numbers import Numbers, Outcomes, Screening
from enquiry_lib.data.example.tables import Roll

COLUMNS = ("pupil_id", "measure", "occasion", "date", "score", "arm", "lowest", "highest")
RATHER = 8.0  # how weakly choosing goes by score: groups begin about a fifth of a standard deviation apart
RATHER_A_CLASS = 0.5  # the same of whole classes, whose means lie closer together


def outcome_table(
    numbers: Numbers, on: Roll, pupils: pd.DataFrame, measure: str, draws: Draws
) -> pd.DataFrame:
    """Give the table of outcomes: the screening first, then the measure of the enquiry, each occasion."""
    parts = []
    if numbers.screening:
        parts.append(_once(numbers.screening, on, pupils, draws))
    if numbers.outcomes:
        parts += measured_twice(numbers.outcomes, on, pupils, measure, draws)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _once(screening: Screening, on: Roll, pupils: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    tested = pupils[_who_sat(on, pupils, screening.date, screening.year_groups)]
    premium = _premium(tested)
    score = 100 + 15 * (_able(premium, draws) - screening.gap * _above_average(premium))
    return _occasion(tested, screening.measure, "baseline", screening.date, score=_whole(score))


def measured_twice(
    outcomes: Outcomes, on: Roll, pupils: pd.DataFrame, measure: str, draws: Draws
) -> list[pd.DataFrame]:
    """Give the rows of a measure taken twice, first the earlier ones."""
    tested = _who_sat(on, pupils, outcomes.baseline, outcomes.year_groups)
    group = pupils[tested]
    classes = np.unique(group["class_name"].to_numpy(dtype=np.str_), return_inverse=True)[1]
    before, after, arm = scores(outcomes, _premium(group), on.group[tested], draws, classes=classes)
    again = _present(on, outcomes.follow_up)[tested] & (draws.uniform(len(group)) >= outcomes.lost)
    names = np.where(outcomes.arms == "none", "", np.where(arm, "intervention", "comparison"))
    first = _occasion(group, measure, "baseline", outcomes.baseline, score=before, arm=names)
    day, group, after, names = outcomes.follow_up, group[again], after[again], names[again]
    rows = [first, _occasion(group, measure, "follow_up", day, score=after, arm=names)]
    return [part.assign(lowest=_typed(outcomes.lowest), highest=_typed(outcomes.highest)) for part in rows]


def _who_sat(on: Roll, pupils: pd.DataFrame, day: dt.date, year_groups: tuple[str, ...]) -> Flags:
    return _present(on, day) & pupils["year_group"].isin(year_groups).to_numpy()


def scores(
    outcomes: Outcomes, premium: Flags, group: Integers, draws: Draws, *, classes: Integers | None = None
) -> tuple[Integers, Integers, Flags]:
    """Draw scores before and after, and who has the intervention.

    With c the correlation, a and e independent standard normal numbers and p pupil premium (1 or 0, less its
    mean): before = a - gap p; after = c a + sqrt(1 - c²) e - gap p + anyway + narrowing premium + effect arm,
    and where whole classes have the intervention a number of each class's own besides.
    The gap before is the one asked for; everything after it, effect included, is found with the usual error.
    """
    able, chance = _able(premium, draws), draws.normal(len(premium))
    apart = outcomes.gap * _above_average(premium)
    before = able - apart
    if outcomes.by == "classes" and classes is not None:
        arm = _whole_classes(outcomes, before, group, classes, draws)
        own = _of_classes(outcomes, classes, draws)
    else:
        arm, own = _arm(outcomes, before, group, draws), np.zeros(len(before))
    kept = outcomes.correlation * able + math.sqrt(1 - outcomes.correlation**2) * chance
    after = kept - apart + outcomes.anyway + outcomes.narrowing * premium + outcomes.effect * arm + own
    points = (outcomes.mean + outcomes.sd * deviations for deviations in (before, after))
    first, second = (_whole(score, outcomes.highest) for score in points)
    return first, second, arm


def _able(premium: Flags, draws: Draws) -> Floats:
    """Draw standard normal numbers of which pupils with the pupil premium have as many as others, on average."""
    able, which = draws.normal(len(premium)), premium.astype(np.int64)
    means = np.bincount(which, able, minlength=2) / np.maximum(np.bincount(which, minlength=2), 1)
    return able - means[which]


def _arm(outcomes: Outcomes, before: Floats, group: Integers, draws: Draws) -> Flags:
    """Say who has the intervention: everybody, one of each pair by lot, or rather those behind."""
    if outcomes.arms == "none":
        return np.ones(len(before), dtype=np.bool_)
    if outcomes.arms == "chosen":
        return before + RATHER * draws.normal(len(before)) < 0
    return _one_of_each_pair(before, group, draws.uniform(len(before)))


def _one_of_each_pair(before: Floats, group: Integers, lot: Floats) -> Flags:
    """Draw lots within pairs of neighbours by score, in each year group; the one left over has it."""
    order = np.lexsort((before, group))
    place = np.arange(len(order)) - np.searchsorted(group[order], group[order])
    drawn = order[np.lexsort((lot[order], place // 2, group[order]))]
    arm = np.zeros(len(order), dtype=np.bool_)
    arm[drawn] = place % 2 == 0
    return arm


def _whole_classes(
    outcomes: Outcomes, before: Floats, group: Integers, classes: Integers, draws: Draws
) -> Flags:
    """Say who has the intervention: half of the classes of each year group, by lot or rather those behind."""
    many = np.bincount(classes)
    means, years = np.bincount(classes, before) / many, np.bincount(classes, group) / many
    lot = draws.uniform(len(many)) if outcomes.arms == "random" else draws.normal(len(many))
    by = lot if outcomes.arms == "random" else means + RATHER_A_CLASS * lot
    order = np.lexsort((by, years))
    place = np.arange(len(order)) - np.searchsorted(years[order], years[order])
    has = np.zeros(len(order), dtype=np.bool_)
    has[order] = 2 * place < np.array([np.sum(years == year) for year in years[order]])
    return np.asarray(has[classes], dtype=np.bool_)


def _of_classes(outcomes: Outcomes, classes: Integers, draws: Draws) -> Floats:
    """Draw by how much each pupil's class moves apart from the others; over all classes by nought."""
    own = draws.normal(int(classes.max(initial=-1)) + 1)
    return outcomes.between_classes * (own - (own.mean() if len(own) else 0.0))[classes]


def _whole(score: Floats, highest: int | None = None) -> Integers:
    return np.clip(np.rint(score), 0, highest).astype(np.int64)


def _typed(end: int | None) -> str:
    return "" if end is None else str(end)


def _premium(pupils: pd.DataFrame) -> Flags:
    return (pupils["pupil_premium"] == "yes").to_numpy()


def _above_average(flags: Flags) -> Floats:
    return flags - flags.mean() if len(flags) else flags.astype(np.float64)


def _present(on: Roll, day: dt.date) -> Flags:
    return on.on_roll(np.array([day], dtype="datetime64[D]"))[:, 0]


def _occasion(
    pupils: pd.DataFrame, measure: str, occasion: str, day: dt.date, *, score: Integers, arm: Texts | str = ""
) -> pd.DataFrame:
    facts = {"measure": measure, "occasion": occasion, "date": day.isoformat(), "score": score, "arm": arm}
    return pupils[["pupil_id"]].assign(**facts, lowest="", highest="")
