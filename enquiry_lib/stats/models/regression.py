"""A regression of a table: what goes with a score, several columns looked at together.

The estimates are least squares; whose standard errors they are is asked for by name (`robust.KINDS`). Every category of
a column is counted, because its coefficient is a mean of those few pupils: where one is withheld, so is the regression.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats import codes
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import base_of
from enquiry_lib.stats.models import columns
from enquiry_lib.stats.models.columns import (
    INTERCEPT,
    Coefficient,
    ModelColumns,
    coefficient,
    model_columns,
    model_values,
    read_predictors,
)
from enquiry_lib.stats.models.robust import (
    CLUSTERED,
    LeastSquares,
    contrasted,
    is_exact,
    need_kind,
    ols,
)
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

FEW_CLUSTERS = 10  # with fewer, errors by cluster other than CR2 are known to come out too small
LOW_DF = 4  # below, Student's t with Satterthwaite's degrees of freedom is a poor guide (Tipton 2015)

CAUTIONS = (
    common.CAUTIONS
    | codes.CAUTIONS
    | columns.CAUTIONS
    | {
        "column_dropped": "A column, or a category of one, was left out: it is the same for everyone, or follows from the others.",
        "few_clusters": "There are fewer than ten clusters, so intervals by this kind of error come out too narrow; CR2 allows for it.",
        "low_df": "What a coefficient's interval goes by is hardly enough to judge it: fewer than four degrees of freedom.",
        "rests_on_one": "A coefficient rests on one pupil or one cluster alone, or this kind of error needs more clusters than there are, "
        "so nothing can be said about how far off it could be.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True, kw_only=True)
class Regression(Counted):
    """An outcome by several columns: the `intercept`, a coefficient for each column or category, and what is left over.

    `errors` is the kind of standard error (see robust.KINDS), `cluster` the column it goes by, `clusters` how many there
    are. `residual_sd` is in points of the outcome. `dropped` names the columns that add nothing.
    """

    outcome: str
    predictors: tuple[str, ...]
    errors: str
    cluster: str = ""
    confidence: float
    n: int | None = None
    clusters: int | None = None
    coefficients: tuple[Coefficient, ...] = ()
    r_squared: float | None = None
    residual_sd: float | None = None
    dropped: tuple[str, ...] = ()

    standing: ClassVar[tuple[str, ...]] = (
        *("not_a_number", "duplicates", "no_pupil_id", "text_as_numbers"),
        *codes.CAUTIONS,
    )

    def __getitem__(self, name: str) -> Coefficient:
        """Give the coefficient of a name, such as "intercept", "read" or "prog[general]"; raises KeyError."""
        return {one.name: one for one in self.coefficients}[name]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        left = tuple(code for code in self.cautions if code in self.standing)
        bare = replace(self, counted=(), coefficients=(), dropped=(), cautions=left)
        return common.without_numbers(bare, keep=("confidence",))


# --- the regression ---------------------------------------------------------------------------------------


def regress(
    data: pd.DataFrame,
    *,
    outcome: str,
    predictors: Sequence[str],
    errors: str | None = None,
    cluster: str | None = None,
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> Regression | NotEnough:
    """Say what goes with an outcome, several columns looked at together (linear regression).

    `data` has one row a pupil; `predictors` are columns of numbers, or of categories, each of which but the first gets a
    coefficient. `errors` is a kind of standard error: "classical" (also where none is named), "HC0" to "HC3", or with
    the column `cluster` of those who belong together "CR0", "CR1", "CR1p", "CR1S" (Stata's) or "CR2" (also where none is
    named). All columns count in its k. Degrees of freedom: see robust.contrasted. NotEnough where nobody has
    all values, nobody's outcome differs, there are hardly more pupils than columns, or they tell the outcome exactly.
    Raises ColumnMissing, WrongValue.

    >>> table = pd.DataFrame({"score": [1.0, 2, 2, 4, 3, 5], "hours": [0.0, 1, 2, 3, 3, 5]})
    >>> round(regress(table, outcome="score", predictors=["hours"], pupil=None)["hours"].estimate, 3)
    0.804
    """
    asked = _Asked(outcome, tuple(predictors), _kind(errors, cluster), cluster, confidence, measure)
    _check(data, asked, pupil)
    clear, of_codes = codes.clear_codes(data, common.named(cluster), pupil=pupil)
    first, cautions = common.one_row_each(clear, common.named(pupil), pupil=pupil)
    kept, of_columns = read_predictors(first, predictors)
    there = ~np.isnan(common.finite_numbers(kept[outcome]))
    there &= kept[common.named(cluster)].notna().all(axis=1).to_numpy(bool)
    model = model_columns(kept[there], predictors)
    rows = kept[there][model.complete]
    if rows.empty:
        return asked.not_enough("no pupil has all the values needed", "Check the columns that were named.")
    found = {
        "not_a_number": common.has_unusable(kept[outcome]) and "not_a_number" not in of_columns,
        "pupils_left_out": len(rows) < len(kept),
    }
    cells = tuple(_cells(rows, asked, pupil))
    untold = _untold(asked, cells, (*cautions, *of_codes, *of_columns, *common.codes_that_hold(found)))
    told = _estimate(rows, model, asked, untold)
    few = min(cell.count for cell in cells) < common.FEW
    return untold if few and isinstance(told, NotEnough) else told


class _Asked(NamedTuple):
    """What was asked of a table."""

    outcome: str
    predictors: tuple[str, ...]
    errors: str
    cluster: str | None
    confidence: float
    measure: str

    def not_enough(self, found: str, do: str) -> NotEnough:
        """Say that the regression cannot be worked out."""
        return NotEnough(f"What goes with {self.outcome}", found, do)


def _kind(errors: str | None, cluster: str | None) -> str:
    """Give the kind of error that was named, or else the one that goes with the clusters or their lack."""
    kind = errors or ("classical" if cluster is None else "CR2")
    need_kind(kind)
    if (kind in CLUSTERED) != (cluster is not None):
        by_cluster = f"one of {', '.join(CLUSTERED)}, with the column of the clusters in `cluster`"
        found = f"{kind} without clusters" if cluster is None else f"{kind}, which knows of no clusters"
        raise WrongValue(name="errors", found=found, expected=by_cluster)
    return kind


def _check(data: pd.DataFrame, asked: _Asked, pupil: str | None) -> None:
    columns = common.named(pupil, asked.outcome, asked.cluster, *asked.predictors)
    common.need_columns(data, dict.fromkeys(columns))
    common.need_share("confidence", asked.confidence)
    if not asked.predictors:
        raise WrongValue(name="predictors", found="none", expected="one column or more")
    if asked.outcome in asked.predictors:
        raise WrongValue(name="predictors", found="the outcome itself", expected="other columns")


def _untold(asked: _Asked, cells: tuple[Cell, ...], cautions: tuple[str, ...]) -> Regression:
    """Give the counts of a regression and none of its numbers, as it is when its pupils are withheld."""
    return Regression(
        counted=cells,
        cautions=cautions,
        outcome=asked.outcome,
        predictors=asked.predictors,
        errors=asked.errors,
        cluster=asked.cluster or "",
        confidence=asked.confidence,
    )


def _estimate(
    rows: pd.DataFrame, model: ModelColumns, asked: _Asked, untold: Regression
) -> Regression | NotEnough:
    y = common.finite_numbers(rows[asked.outcome])
    if np.ptp(y) == 0:
        return asked.not_enough("all pupils have the same score", "Check that the right column is used.")
    clusters = None if asked.cluster is None else pd.factorize(rows[asked.cluster])[0]
    if clusters is not None and not clusters.any():
        return asked.not_enough(
            "all pupils are in a single cluster", "Leave out the clusters, or name others."
        )
    fit = ols(y, model.design)
    if fit is None or fit.df < 2 or is_exact(fit, y):
        return asked.not_enough(
            "the outcome follows exactly from the columns, or there are hardly more pupils than columns",
            "Check that no column was copied, or name fewer columns.",
        )
    coefficients = tuple(_coefficients(fit, model.names, asked, clusters))
    centred = y - y.mean()
    many = None if clusters is None else int(clusters.max()) + 1
    return replace(
        untold,
        cautions=(*untold.cautions, *_cautions(coefficients, untold.counted, model, asked, many)),
        n=fit.n,
        clusters=many,
        coefficients=coefficients,
        r_squared=1 - float(fit.residuals @ fit.residuals) / float(centred @ centred),
        residual_sd=math.sqrt(fit.sigma2),
        dropped=model.dropped,
    )


def _cautions(
    coefficients: tuple[Coefficient, ...],
    cells: tuple[Cell, ...],
    model: ModelColumns,
    asked: _Asked,
    clusters: int | None,
) -> tuple[str, ...]:
    found = {
        "few_pupils": min(cell.count for cell in cells) < common.FEW,
        "column_dropped": bool(model.dropped),
        "few_clusters": asked.errors != "CR2" and (clusters or FEW_CLUSTERS) < FEW_CLUSTERS,
        "low_df": any(one.df < LOW_DF for one in coefficients if one.name != INTERCEPT),
        "rests_on_one": any(math.isnan(one.se) for one in coefficients),
    }
    return common.codes_that_hold(found)


# --- coefficients -----------------------------------------------------------------------------------------


def _coefficients(
    fit: LeastSquares, names: Sequence[str], asked: _Asked, clusters: npt.NDArray[np.intp] | None
) -> Iterator[Coefficient]:
    for name, contrast in zip(names, np.eye(fit.k), strict=True):
        found = contrasted(fit, contrast, asked.errors, clusters)
        se = found.se if found.se > 0 else math.nan
        yield coefficient(name, estimate=found.estimate, se=se, df=found.df, confidence=asked.confidence)


# --- counts -----------------------------------------------------------------------------------------------


def _cells(rows: pd.DataFrame, asked: _Asked, pupil: str | None) -> Iterator[Cell]:
    """Count all pupils, and those of each category or of each of two values of a column."""
    total = f"{base_of(asked.measure, asked.outcome)} by {', '.join(asked.predictors)}|analysed"
    pupils = common.identifiers(rows, pupil)
    yield cell_of(total, pupils)
    for name in dict.fromkeys(asked.predictors):
        column = model_values(rows[name])
        if pd.api.types.is_numeric_dtype(column) and column.nunique() != 2:
            continue
        again = f"{total}|{name}"
        yield cell_of(again, pupils)
        for level in pd.unique(column):
            yield cell_of(f"{again}|{level}", pupils[(column == level).to_numpy(bool)], again)
