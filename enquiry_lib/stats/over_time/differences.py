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
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib.stats import arms as of_arms
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import BetweenArms, arm_cells, arm_ids
from enquiry_lib.stats.effect_sizes import (
    PERFECT,
    EffectSize,
    Moments,
    Numbers,
    effect_size,
    exact_j,
    moments,
    pooled_sd,
)
from enquiry_lib.stats.models.robust import LeastSquares, contrasted, ols
from enquiry_lib.stats.models.small_sample import Contrast
from enquiry_lib.stats.over_time.occasions import PUPILS, SCHOOLS, AskedOver, Observed, read_observed
from enquiry_lib.stats.result import Cell, NotEnough

FEW_CLUSTERS = 12

CAUTIONS = of_arms.CAUTIONS | {
    "parallel_trends": "It takes for granted that both groups would have changed alike; nobody can see whether they would have.",
    "apart_before": "The groups were already drifting apart before, by more than chance would explain, so they would hardly have changed alike.",
    "one_cluster": "One of the groups is a single school or class, whose own ups and downs cannot be told from what was done there.",
    "few_clusters": "There are fewer than twelve schools or classes, too few to know well how much they differ by themselves.",
    "few_schools": "Fewer than ten schools stand behind a figure, so it could easily have come out differently.",
    "unknown_units": "It is not known who is who on the two occasions, so the four means are taken for independent.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

ERRORS = {
    "welch": "each one's change, the groups' spreads may differ (Welch)",
    "pooled": "each one's change, one spread for both groups (least squares)",
    "CR2": "each one's change, clusters with Satterthwaite's degrees of freedom (CR2)",
    "CR1": "residuals summed by cluster, times m/(m − 1) (CR1)",
    "CR1S": "residuals summed by cluster, times m/(m − 1) · (n − 1)/(n − k), as Stata has it (CR1S)",
    "cells": "the four means taken for independent, each with its own spread",
    "classical": "all observations independent, one spread (least squares)",
    "HC1": "all observations independent, any spread (HC1)",
}
"""Every kind of standard error, with what it takes."""

SIZES = {
    "after_sd": "difference over the SD within the groups afterwards",
    "before_sd": "difference over the SD within the groups before",
    "g_change": "Hedges g afterwards minus Hedges g before (What Works Clearinghouse)",
}
"""What each kind of effect size is."""

TWICE, EVERYBODY, ONCE = "seen on both occasions", "all observations", "seen once"
BY_CLUSTER = ("CR2", "CR1", "CR1S")  # where the clusters are known; the first is the one used


@dataclass(frozen=True)
class GroupMean:
    """One group on one occasion: how many, their mean, its standard error, and their SD."""

    group: str
    occasion: str
    n: int | None
    mean: float | None
    sd: float | None
    se: float | None


@dataclass(frozen=True)
class DifferenceError:
    """The difference with one kind of standard error; `kind` says which (see ERRORS), `of` on whom it rests."""

    kind: str
    of: str
    difference: float | None
    se: float | None
    df: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, kw_only=True)
class DifferenceInDifferences(BetweenArms):
    """How much more one group changed than another. Groups were not allocated at random, so this is no effect yet.

    `difference` with `se`, `df`, `low`, `high` and `p` is that of the first of `errors`; the others are other ways to
    judge it. `means` has both groups on each occasion, those before `before` first; `earlier` is the same difference
    from the first of these to `before`, when nothing had begun. `effect` is in SD.
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
    alike when nothing had begun. NotEnough where a group is missing on an occasion, or nothing varies. Raises ColumnMissing,
    WrongValue. Card and Krueger (1994); errors as Bertrand, Duflo and Mullainathan (2004) ask for.

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
        cluster=cluster,
        earlier=tuple(earlier),
        measure=measure,
        confidence=confidence,
    )
    rows = read_observed(data, asked)
    fewest = rows.fewest
    if not fewest:
        return asked.not_enough(
            "a group has nobody with a value on both occasions"
            if unit
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


# --- the estimate -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """How a group changed: by how much, with what error and degrees of freedom."""

    change: float
    se: float
    df: float


def _estimate(rows: Observed, asked: AskedOver) -> DifferenceInDifferences | NotEnough:
    spread = moments(rows.long["value"].to_numpy(np.float64)).sd
    sides = [_side(rows, rows.places, treated=side) for side in (True, False)]
    if not spread > 0 or math.hypot(*(side.se for side in sides)) <= PERFECT * spread:
        return asked.not_enough(
            "within each group everybody changed by the same amount", "Check that a column was not copied."
        )
    found = list(_errors(rows, asked, sides))
    earlier = _earlier(rows, asked)
    used = found[0]
    sizes = _sizes(rows, used, asked.confidence)
    untold = _untold(rows, asked)
    return replace(
        untold,
        cautions=(*untold.cautions, *_from_numbers(rows, asked, earlier)),
        difference=used.difference,
        se=used.se,
        df=used.df,
        low=used.low,
        high=used.high,
        p=used.p,
        effect=sizes[0],
        variants=tuple(sizes[1:]),
        n_treated=len(rows.values(rows.places[1], treated=True)),
        n_control=len(rows.values(rows.places[1], treated=False)),
        change_treated=sides[0].change,
        change_control=sides[1].change,
        se_treated=sides[0].se,
        se_control=sides[1].se,
        means=tuple(_means(rows, asked)),
        errors=tuple(found),
        earlier=earlier,
    )


def _side(rows: Observed, places: tuple[int, int], *, treated: bool) -> _Side:
    """Give the change of a group: the mean of its changes, or else the difference of its two means."""
    first, last = places
    if rows.wide is not None:
        own = rows.wide[rows.wide["treated"] == treated]
        change = moments((own[last] - own[first]).dropna().to_numpy(np.float64))
        return _Side(change.mean, change.sd / math.sqrt(change.n), change.n - 1)
    start, end = (moments(rows.values(place, treated=treated)) for place in places)
    variances = [one.sd**2 / one.n for one in (start, end)]
    return _Side(
        end.mean - start.mean, math.sqrt(sum(variances)), _welch_df(variances, [start.n - 1, end.n - 1])
    )


def _welch_df(variances: Sequence[float], each: Sequence[float]) -> float:
    """Give the degrees of freedom of a sum of variances (Welch 1947)."""
    if not sum(variances) > 0:
        return float(sum(each))
    return sum(variances) ** 2 / sum(v**2 / df for v, df in zip(variances, each, strict=True))


def _errors(rows: Observed, asked: AskedOver, sides: list[_Side]) -> Iterator[DifferenceError]:
    """Give the difference with every kind of error that can be had, the one used first."""
    confidence = asked.confidence
    difference = sides[0].change - sides[1].change
    by_cluster = asked.cluster is not None and _fewest_clusters(rows) > 1
    if rows.wide is not None:
        changes = rows.wide[rows.places[1]] - rows.wide[rows.places[0]]
        fit = ols(changes.to_numpy(np.float64), _columns(rows.wide["treated"]))
        clusters = pd.factorize(rows.wide["cluster"])[0]
        if by_cluster:
            yield from (_judged(fit, kind, TWICE, confidence, clusters) for kind in BY_CLUSTER)
        variances = [side.se**2 for side in sides]
        df = _welch_df(variances, [side.df for side in sides])
        yield _error("welch", TWICE, Contrast(difference, math.sqrt(sum(variances)), df), confidence)
        yield _judged(fit, "classical", TWICE, confidence, named="pooled")
    yield from _of_all(rows, asked, by_cluster=by_cluster)


def _of_all(rows: Observed, asked: AskedOver, *, by_cluster: bool) -> Iterator[DifferenceError]:
    """Give what all observations give: as four means, and by one regression."""
    long = rows.long[rows.long["when"] >= rows.places[0]]
    after = (long["when"] == rows.places[1]).to_numpy(np.float64)
    columns = _columns(long["treated"])
    fit = ols(long["value"].to_numpy(np.float64), np.column_stack([columns, after, columns[:, 1] * after]))
    if by_cluster:
        clusters = pd.factorize(long["cluster"])[0]
        yield from (_judged(fit, kind, EVERYBODY, asked.confidence, clusters) for kind in BY_CLUSTER)
    yield _of_cells(replace(rows, wide=None), asked.confidence)
    yield from (_judged(fit, kind, EVERYBODY, asked.confidence) for kind in ("classical", "HC1"))
    if asked.unit is not None and not by_cluster:
        units = pd.factorize(long["unit"])[0]
        yield from (_judged(fit, kind, EVERYBODY, asked.confidence, units) for kind in ("CR1", "CR1S"))


def _columns(treated: pd.Series) -> Numbers:
    return np.column_stack([np.ones(len(treated)), treated.to_numpy(np.float64)])


def _of_cells(rows: Observed, confidence: float) -> DifferenceError:
    each = [moments(rows.values(place, treated=side)) for side in (True, False) for place in rows.places]
    variances = [one.sd**2 / one.n for one in each]
    difference = (each[1].mean - each[0].mean) - (each[3].mean - each[2].mean)
    df = _welch_df(variances, [one.n - 1 for one in each])
    return _error("cells", EVERYBODY, Contrast(difference, math.sqrt(sum(variances)), df), confidence)


def _judged(
    fit: LeastSquares | None,
    kind: str,
    of: str,
    confidence: float,
    clusters: npt.NDArray[np.generic] | None = None,
    *,
    named: str = "",
) -> DifferenceError:
    """Give the last coefficient of a fit with one kind of error."""
    if fit is None:
        raise TypeError("two groups that both vary on both occasions always have a fit")
    found = contrasted(fit, np.eye(fit.k)[-1], kind, clusters)
    return _error(named or kind, of, found, confidence)


def _error(kind: str, of: str, found: Contrast, confidence: float) -> DifferenceError:
    half = float(stats.t.ppf((1 + confidence) / 2, found.df)) * found.se
    p = float(2 * stats.t.sf(abs(found.estimate) / found.se, found.df)) if found.se > 0 else math.nan
    low, high = found.estimate - half, found.estimate + half
    return DifferenceError(kind, of, found.estimate, found.se, found.df, low, high, p)


def _fewest_clusters(rows: Observed) -> int:
    """Count the clusters of the group with fewer of them."""
    return int(rows.long.groupby("treated")["cluster"].nunique().min())


def _earlier(rows: Observed, asked: AskedOver) -> DifferenceError | None:
    """Give the same difference from the first of the earlier occasions to the one before."""
    places = (0, rows.places[0])
    if not asked.earlier or min(_counted(rows, 0)) < 2:
        return None
    sides = [_side(rows, places, treated=side) for side in (True, False)]
    variances = [side.se**2 for side in sides]
    if not sum(variances) > 0:
        return None
    kind, of = ("welch", TWICE) if rows.wide is not None else ("cells", EVERYBODY)
    df = _welch_df(variances, [side.df for side in sides])
    found = Contrast(sides[0].change - sides[1].change, math.sqrt(sum(variances)), df)
    return _error(kind, of, found, asked.confidence)


def _counted(rows: Observed, place: int) -> tuple[int, int]:
    return len(rows.values(place, treated=True)), len(rows.values(place, treated=False))


def _from_numbers(rows: Observed, asked: AskedOver, earlier: DifferenceError | None) -> tuple[str, ...]:
    drift = earlier is not None and earlier.low is not None and earlier.high is not None
    found = {
        f"few_{asked.units_are}": rows.fewest < common.FEW,
        "apart_before": drift and not (earlier.low <= 0 <= earlier.high),  # type: ignore[union-attr, operator]
    }
    return common.codes_that_hold(found)


# --- in SD ------------------------------------------------------------------------------------------------


def _sizes(rows: Observed, used: DifferenceError, confidence: float) -> list[EffectSize]:
    """Give the difference in SD: of the values afterwards, of those before, and as the growth of g."""
    before, after = (
        [moments(rows.values(place, treated=side)) for side in (True, False)] for place in rows.places
    )
    sizes = [
        _size(kind, used, pair, confidence) for kind, pair in (("after_sd", after), ("before_sd", before))
    ]
    growth = _plain_g(after) - _plain_g(before)
    return [*sizes, EffectSize("g_change", growth, math.nan, math.nan, math.nan)]


def _size(kind: str, used: DifferenceError, pair: list[Moments], confidence: float) -> EffectSize:
    sd, n = pooled_sd(*pair), pair[0].n + pair[1].n
    if not sd > 0 or used.difference is None or used.se is None:
        return EffectSize(kind, *[math.nan] * 4)
    return effect_size(kind, used.difference, used.se, sd, df=n - 2, n=n, confidence=confidence)


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
        "one_cluster": clustered and _fewest_clusters(rows) == 1,
        "few_clusters": clustered
        and _fewest_clusters(rows) > 1
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
            there, others = _counted(rows, place)
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
