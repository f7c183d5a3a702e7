"""Difference-in-differences: did one group change more than another in the same time, and how sure can that be?

Where it is known who is who on both occasions, everything is about those seen twice: each one's change, compared between
the groups with unequal variances (Welch), and from clusters on with CR2 and Satterthwaite's degrees of freedom. Where it
is not known, the four means are taken for independent, which is too wide where they are of the same people. Other errors
stand beside, labelled. Beside a published trend, see `trends`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from enquiry_lib.stats import arms as of_arms
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import BetweenArms, arm_cells, arm_ids
from enquiry_lib.stats.effect_sizes import (
    PERFECT,
    EffectSize,
    Moments,
    effect_size,
    exact_j,
    moments,
    pooled_sd,
)
from enquiry_lib.stats.over_time.changes import (
    TWICE,
    DifferenceError,
    Side,
    counted,
    earlier_of,
    errors_of,
    fewest_clusters,
    is_by_cluster,
    side_of,
)
from enquiry_lib.stats.over_time.occasions import PUPILS, SCHOOLS, AskedOver, Observed, read_observed
from enquiry_lib.stats.result import Cell, NotEnough
from enquiry_lib.stats.trials.sizes import worth_of_sd

FEW_CLUSTERS = 12

CAUTIONS = of_arms.CAUTIONS | {
    "pupils_left_out": "Those without a value on one of the occasions were left out; those who are missing often differ from those who are not.",
    "parallel_trends": "It takes for granted that both groups would have changed alike; nobody can see whether they would have.",
    "apart_before": "The groups were already drifting apart before, by more than chance would explain, so they would hardly have changed alike.",
    "one_cluster": "One of the groups is a single school or class, whose own ups and downs cannot be told from what was done there: "
    "the changes are described, and how sure their difference is cannot be said.",
    "few_clusters": "There are fewer than twelve schools or classes, too few to know well how much they differ by themselves.",
    "few_schools": "Fewer than ten schools stand behind a figure, so it could easily have come out differently.",
    "unknown_units": "It is not known who is who on the two occasions, so the four means are taken for independent.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

SIZES = {
    "after_sd": "difference over the SD within the groups afterwards",
    "before_sd": "difference over the SD within the groups before",
    "g_change": "Hedges g afterwards minus Hedges g before (What Works Clearinghouse)",
}
"""What each kind of effect size is."""

ONCE = "seen once"


@dataclass(frozen=True)
class GroupMean:
    """One group on one occasion: how many, their mean, its standard error, and their SD."""

    group: str
    occasion: str
    n: int | None
    mean: float | None
    sd: float | None
    se: float | None


@dataclass(frozen=True, kw_only=True)
class DifferenceInDifferences(BetweenArms):
    """How much more one group changed than another. How they were formed is not looked at, so this is no effect yet.

    `difference` with `se`, `df`, `low`, `high` and `p` is that of the first of `errors`; the others are other ways to
    judge it. `means` has both groups on each occasion, those before `before` first; `earlier` is the same difference
    from the first of these to `before`, when nothing had begun. `effect` is in SD. Where a group is a single cluster the
    changes are described, without an error or an effect size. `points_are` is what one point of the outcome is ('' where that
    is not known).
    """

    before: str
    after: str
    difference: float | None = None
    change_treated: float | None = None
    change_control: float | None = None
    se_treated: float | None = None
    se_control: float | None = None
    means: tuple[GroupMean, ...] = ()
    errors: tuple[DifferenceError, ...] = ()
    earlier: DifferenceError | None = None
    points_are: str = ""

    standing: ClassVar[tuple[str, ...]] = (
        *BetweenArms.standing,
        *(
            "parallel_trends",
            "other_changes",
            "regression_possible",
            "one_cluster",
            "few_clusters",
            "unknown_units",
        ),
    )

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them.

        What all observations give tells of those seen once, where these are few.
        """
        once = {cell.id for cell in self.counted if ONCE in cell.id}
        gone = {cell.id for cell in self.counted} & set(ids)
        if gone - once:
            return replace(super().withhold(ids), means=(), errors=(), earlier=None)
        if not gone:
            return self
        kept = tuple(one for one in self.errors if one.of == TWICE)
        return replace(self, errors=kept, counted=common.cells_kept(self.counted, once))


def difference_in_differences(
    data: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    occasion: str,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    before: Hashable = "baseline",
    after: Hashable = "follow_up",
    unit: str | None = None,
    units_are: str = PUPILS,
    points_are: str = "",
    cluster: str | None = None,
    earlier: Sequence[Hashable] = (),
    measure: str = "",
    confidence: float = 0.95,
) -> DifferenceInDifferences | NotEnough:
    """Work out how much more one group changed than another between two occasions.

    `data` has one row for each one (pupil, school) and occasion; `outcome` is a number, `group` says who is `treated` and
    who `control`, `occasion` which rows are from `before` and which from `after`. `unit` says who is who: then only those
    seen on both occasions count, and the error is that of their changes. `cluster` says which school or class a row is of,
    where these were chosen whole. `earlier` are occasions before `before`, in order, that show whether the groups changed
    alike when nothing had begun. `points_are` is what a point of the outcome is, such as percentage points. Where a group is a
    single cluster nothing is said but by how much each changed. NotEnough where a group is missing on an occasion, or nothing
    varies. Raises ColumnMissing, WrongValue. Card and Krueger (1994); errors as Bertrand, Duflo and Mullainathan (2004) ask for.

    >>> scores = pd.DataFrame({"pupil": [1, 2, 3, 4, 5, 6] * 2, "arm": (["intervention"] * 3 + ["comparison"] * 3) * 2,
    ...                        "when": ["baseline"] * 6 + ["follow_up"] * 6,
    ...                        "score": [10, 12, 14, 10, 12, 14, 15, 16, 20, 11, 14, 15]})
    >>> found = difference_in_differences(scores, outcome="score", group="arm", occasion="when", unit="pupil")
    >>> round(found.difference, 2), round(found.se, 2), round(found.df, 1)
    (3.67, 0.67, 3.2)
    """
    asked = AskedOver(
        outcome=outcome,
        group=group,
        occasion=occasion,
        treated=treated,
        control=control,
        before=before,
        after=after,
        unit=unit,
        units_are=units_are,
        points_are=points_are,
        cluster=cluster,
        earlier=tuple(earlier),
        measure=measure,
        confidence=confidence,
    )
    return _compared(read_observed(data, asked), asked)


# --- the estimate -----------------------------------------------------------------------------------------


def _compared(rows: Observed, asked: AskedOver) -> DifferenceInDifferences | NotEnough:
    fewest = rows.fewest
    if not fewest:
        return asked.not_enough(
            "a group has nobody with a value on both occasions"
            if asked.unit
            else "a group has no value on an occasion",
            "Check how groups and occasions are written in their columns, and that values are filled in.",
        )
    if asked.units_are == SCHOOLS and fewest == 1:
        return asked.not_enough(
            "one of the groups is a single school",
            "Compare several schools with several others, or one school with the published trend.",
        )
    found = _estimate(rows, asked) if fewest > 1 else None
    told = isinstance(found, DifferenceInDifferences) or fewest >= common.FEW or asked.units_are == SCHOOLS
    return found if found is not None and told else _untold(rows, asked)


def _estimate(rows: Observed, asked: AskedOver) -> DifferenceInDifferences | NotEnough:
    spread = moments(rows.long["value"].to_numpy(np.float64)).sd
    sides = [side_of(rows, rows.places, treated=side) for side in (True, False)]
    if not spread > 0 or math.hypot(*(side.se for side in sides)) <= PERFECT * spread:
        return asked.not_enough(
            "within each group everybody changed by the same amount", "Check that a column was not copied."
        )
    described = _described(rows, asked, sides)
    if asked.cluster is not None and not is_by_cluster(rows, asked):
        return described
    found = list(errors_of(rows, asked, sides))
    earlier = earlier_of(rows, asked)
    used = found[0]
    sizes = _sizes(rows, used, asked)
    drift = earlier is not None and not (earlier.low or -math.inf) <= 0 <= (earlier.high or math.inf)
    return replace(
        described,
        cautions=(*described.cautions, *(("apart_before",) if drift else ())),
        difference=used.difference,
        se=used.se,
        df=used.df,
        low=used.low,
        high=used.high,
        p=used.p,
        effect=sizes[0],
        variants=tuple(sizes[1:]),
        se_treated=sides[0].se,
        se_control=sides[1].se,
        errors=tuple(found),
        earlier=earlier,
    )


def _described(rows: Observed, asked: AskedOver, sides: list[Side]) -> DifferenceInDifferences:
    """Give by how much each group changed, and nothing of how sure that is."""
    untold = _untold(rows, asked)
    few = common.codes_that_hold({f"few_{asked.units_are}": rows.fewest < common.FEW})
    return replace(
        untold,
        cautions=(*untold.cautions, *few),
        difference=sides[0].change - sides[1].change,
        n_treated=len(rows.values(rows.places[1], treated=True)),
        n_control=len(rows.values(rows.places[1], treated=False)),
        change_treated=sides[0].change,
        change_control=sides[1].change,
        means=tuple(_means(rows, asked)),
    )


# --- in SD ------------------------------------------------------------------------------------------------


def _sizes(rows: Observed, used: DifferenceError, asked: AskedOver) -> list[EffectSize]:
    """Give the difference in SD: of the values afterwards, of those before, and as the growth of g."""
    before, after = (
        [moments(rows.values(place, treated=side)) for side in (True, False)] for place in rows.places
    )
    worth = [
        float(sum(one.n for one in pair)) if asked.cluster is None else _worth(rows, place)
        for place, pair in zip(rows.places, (before, after), strict=True)
    ]
    growth = _plain_g(after) - _plain_g(before)
    return [
        _size("after_sd", used, after, worth[1], asked.confidence),
        _size("before_sd", used, before, worth[0], asked.confidence),
        EffectSize("g_change", growth, math.nan, math.nan, math.nan),
    ]


def _worth(rows: Observed, place: int) -> float:
    """Give what the SD on an occasion is worth where those of one cluster are alike."""
    if rows.wide is not None:
        seen, values = rows.wide, rows.wide[place]
    else:
        seen = rows.long[rows.long["when"] == place]
        values = seen["value"]
    clusters = pd.factorize(seen["cluster"])[0]
    return worth_of_sd(values.to_numpy(np.float64), seen["treated"].to_numpy(bool), clusters)


def _size(
    kind: str, used: DifferenceError, pair: list[Moments], worth: float, confidence: float
) -> EffectSize:
    """Give the difference over the SD within the groups, as unsure as in points."""
    sd, df = pooled_sd(*pair), pair[0].n + pair[1].n - 2
    if not sd > 0 or used.difference is None or used.se is None or used.df is None:
        return EffectSize(kind, *[math.nan] * 4)
    return effect_size(
        kind,
        used.difference,
        used.se,
        sd,
        df=df,
        n=worth,
        confidence=confidence,
        judged_by=used.df,
    )


def _plain_g(pair: list[Moments]) -> float:
    sd = pooled_sd(*pair)
    return exact_j(pair[0].n + pair[1].n - 2) * (pair[0].mean - pair[1].mean) / sd if sd > 0 else math.nan


# --- what is said without numbers -------------------------------------------------------------------------


def _means(rows: Observed, asked: AskedOver) -> Iterator[GroupMean]:
    for treated, name in ((True, asked.treated), (False, asked.control)):
        for place, occasion in enumerate(asked.occasions):
            found = moments(rows.values(place, treated=treated))
            if found.n > 1:
                se = found.sd / math.sqrt(found.n)
                yield GroupMean(str(name), str(occasion), found.n, found.mean, found.sd, se)


def _untold(rows: Observed, asked: AskedOver) -> DifferenceInDifferences:
    """Give the counts and the standing cautions of a difference, and none of its numbers."""
    clustered = asked.cluster is not None
    found = {
        "parallel_trends": True,
        "other_changes": True,
        "regression_possible": True,
        "one_cluster": clustered and fewest_clusters(rows) == 1,
        "few_clusters": clustered
        and fewest_clusters(rows) > 1
        and rows.long["cluster"].nunique() < FEW_CLUSTERS,
    }
    kinds = [EffectSize(kind) for kind in SIZES]
    return DifferenceInDifferences(
        counted=tuple(_cells(rows, asked)),
        cautions=(*rows.cautions, *common.codes_that_hold(found)),
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        before=str(asked.before),
        after=str(asked.after),
        points_are=asked.points_are,
        measure=asked.measure,
        confidence=asked.confidence,
        effect=kinds[0],
        variants=tuple(kinds[1:]),
        se=None,
        df=None,
        low=None,
        high=None,
        p=None,
    )


def _cells(rows: Observed, asked: AskedOver) -> Iterator[Cell]:
    """Count those who were compared, by group; where an earlier occasion has fewer, those too. Schools are not counted."""
    if asked.units_are == SCHOOLS:
        return
    if rows.wide is None:
        for place, occasion in enumerate(asked.occasions):
            names = arm_ids(f"{asked.base}|{occasion}", asked.treated, asked.control)
            there, others = counted(rows, place)
            counts = zip(names, (there + others, there, others), ("", names[0], names[0]), strict=True)
            yield from (Cell(name, count, margin) for name, count, margin in counts)
        return
    yield from _cells_of(rows.wide, arm_ids(asked.base, asked.treated, asked.control))
    seen_once = rows.long[~rows.long["unit"].isin(rows.wide["unit"]) & (rows.long["when"] >= rows.places[0])]
    yield from _cells_of(
        seen_once.drop_duplicates("unit"), arm_ids(asked.base, asked.treated, asked.control, what=ONCE)
    )
    for place, occasion in enumerate(asked.earlier):
        names = arm_ids(f"{asked.base}|{occasion} too", asked.treated, asked.control)
        yield from _cells_of(rows.wide[rows.wide[place].notna()], names)


def _cells_of(wide: pd.DataFrame, names: tuple[str, str, str]) -> tuple[Cell, ...]:
    sides = [wide.loc[wide["treated"] == side, "unit"].to_numpy(dtype=object) for side in (True, False)]
    return arm_cells(names, (sides[0], sides[1]))
