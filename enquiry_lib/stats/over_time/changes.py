"""By how much two groups changed differently between two occasions, with every kind of error that can be had.

Of those seen twice each one's change is compared, of others the means; see `differences`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from enquiry_lib.stats.effect_sizes import Numbers, moments
from enquiry_lib.stats.models.robust import Codes, LeastSquares, contrasted, ols
from enquiry_lib.stats.models.small_sample import Contrast
from enquiry_lib.stats.over_time.occasions import AskedOver, Observed

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

TWICE, EVERYBODY = "seen on both occasions", "all observations"
BY_CLUSTER = ("CR2", "CR1", "CR1S")  # where the clusters are known; the first is the one used


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


@dataclass(frozen=True)
class Side:
    """How a group changed: by how much, with what error and degrees of freedom."""

    change: float
    se: float
    df: float


def side_of(rows: Observed, places: tuple[int, int], *, treated: bool) -> Side:
    """Give the change of a group: the mean of its changes, or else the difference of its two means."""
    first, last = places
    if rows.wide is not None:
        own = rows.wide[rows.wide["treated"] == treated]
        change = moments((own[last] - own[first]).dropna().to_numpy(np.float64))
        return Side(change.mean, change.sd / math.sqrt(change.n), change.n - 1)
    start, end = (moments(rows.values(place, treated=treated)) for place in places)
    variances = [one.sd**2 / one.n for one in (start, end)]
    return Side(
        end.mean - start.mean, math.sqrt(sum(variances)), _welch_df(variances, [start.n - 1, end.n - 1])
    )


def _welch_df(variances: Sequence[float], each: Sequence[float]) -> float:
    """Give the degrees of freedom of a sum of variances (Welch 1947)."""
    if not sum(variances) > 0:
        return float(sum(each))
    return sum(variances) ** 2 / sum(v**2 / df for v, df in zip(variances, each, strict=True))


def errors_of(rows: Observed, asked: AskedOver, sides: list[Side]) -> Iterator[DifferenceError]:
    """Give the difference with every kind of error that can be had, the one used first."""
    confidence = asked.confidence
    difference = sides[0].change - sides[1].change
    by_cluster = is_by_cluster(rows, asked)
    if rows.wide is not None:
        fit, clusters = _fit(rows, rows.places)
        if by_cluster:
            yield from (_judged(fit, kind, TWICE, confidence, clusters) for kind in BY_CLUSTER)
        variances = [side.se**2 for side in sides]
        df = _welch_df(variances, [side.df for side in sides])
        yield _error("welch", TWICE, Contrast(difference, math.sqrt(sum(variances)), df), confidence)
        yield _judged(fit, "classical", TWICE, confidence, named="pooled")
    yield from _of_all(rows, asked, by_cluster=by_cluster)


def _of_all(rows: Observed, asked: AskedOver, *, by_cluster: bool) -> Iterator[DifferenceError]:
    """Give what all observations give: as four means, and by one regression."""
    fit, clusters = _fit(replace(rows, wide=None), rows.places)
    if by_cluster:
        yield from (_judged(fit, kind, EVERYBODY, asked.confidence, clusters) for kind in BY_CLUSTER)
    yield _of_cells(replace(rows, wide=None), asked.confidence)
    yield from (_judged(fit, kind, EVERYBODY, asked.confidence) for kind in ("classical", "HC1"))
    if asked.unit is not None and not by_cluster:
        units = pd.factorize(_seen(rows, rows.places)["unit"])[0]
        yield from (_judged(fit, kind, EVERYBODY, asked.confidence, units) for kind in ("CR1", "CR1S"))


def _fit(rows: Observed, places: tuple[int, int]) -> tuple[LeastSquares | None, Codes]:
    """Fit the difference of changes as the last coefficient, of each one's change or of all values; and give the clusters."""
    if rows.wide is not None:
        own = rows.wide.dropna(subset=[*places])
        changes = (own[places[1]] - own[places[0]]).to_numpy(np.float64)
        return ols(changes, _columns(own["treated"])), pd.factorize(own["cluster"])[0]
    long = _seen(rows, places)
    after = (long["when"] == places[1]).to_numpy(np.float64)
    columns = _columns(long["treated"])
    fit = ols(long["value"].to_numpy(np.float64), np.column_stack([columns, after, columns[:, 1] * after]))
    return fit, pd.factorize(long["cluster"])[0]


def _seen(rows: Observed, places: tuple[int, int]) -> pd.DataFrame:
    """Give all values of two occasions."""
    return rows.long[rows.long["when"].isin(places)]


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
    clusters: Codes | None = None,
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


def fewest_clusters(rows: Observed) -> int:
    """Count the clusters of the group with fewer of them, among those who count."""
    seen = _seen(rows, rows.places) if rows.wide is None else rows.wide
    return int(seen.groupby("treated")["cluster"].nunique().min())


def is_by_cluster(rows: Observed, asked: AskedOver) -> bool:
    """Say whether each group has clusters by which its error can be judged."""
    return asked.cluster is not None and fewest_clusters(rows) > 1


def earlier_of(rows: Observed, asked: AskedOver) -> DifferenceError | None:
    """Give the same difference from the first of the earlier occasions to the one before."""
    places = (0, rows.places[0])
    if not asked.earlier or min(counted(rows, 0)) < 2:
        return None
    sides = [side_of(rows, places, treated=side) for side in (True, False)]
    variances = [side.se**2 for side in sides]
    if not sum(variances) > 0:
        return None
    kind, of = ("welch", TWICE) if rows.wide is not None else ("cells", EVERYBODY)
    if asked.cluster is not None:
        return _judged_earlier(rows, places, of, asked.confidence)
    df = _welch_df(variances, [side.df for side in sides])
    found = Contrast(sides[0].change - sides[1].change, math.sqrt(sum(variances)), df)
    return _error(kind, of, found, asked.confidence)


def counted(rows: Observed, place: int) -> tuple[int, int]:
    """Count those of both groups on an occasion, treated first."""
    return len(rows.values(place, treated=True)), len(rows.values(place, treated=False))


def _judged_earlier(
    rows: Observed, places: tuple[int, int], of: str, confidence: float
) -> DifferenceError | None:
    """Give the earlier difference by clusters; None where those seen then are of too few."""
    fit, clusters = _fit(rows, places)
    if fit is None or len(np.unique(clusters)) < 2:
        return None
    found = contrasted(fit, np.eye(fit.k)[-1], "CR2", clusters)
    return _error("CR2", of, found, confidence) if found.se > 0 else None
