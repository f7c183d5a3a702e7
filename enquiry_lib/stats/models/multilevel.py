"""Pupils in schools or classes: how alike they are, and what goes with their scores, by a multilevel model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import codes
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models import columns
from enquiry_lib.stats.models.columns import (
    Coefficient,
    ModelColumns,
    coefficient,
    model_columns,
    model_values,
    read_predictors,
)
from enquiry_lib.stats.models.mixed import MixedFit, fit_mixed
from enquiry_lib.stats.models.small_sample import Contrast, kenward_roger, satterthwaite
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

FEW_GROUPS = 10  # schools or classes; the variance between fewer is hardly known

CAUTIONS = (
    common.CAUTIONS
    | codes.CAUTIONS
    | columns.CAUTIONS
    | {
        "column_dropped": "A column was left out: it is the same for everyone, or follows from the others.",
        "few_groups": "There are fewer than ten groups, so how much they differ is hardly known.",
        "groups_alike": "The groups, or how they differ in the slope, were estimated not to differ beyond chance; with few "
        "groups that is no sign that they are alike.",
        "full_likelihood": "Full maximum likelihood was asked for: with few groups it makes standard errors too small.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence."""

_STANDING = (
    "not_a_number",
    "duplicates",
    "no_pupil_id",
    "full_likelihood",
    "text_as_numbers",
    *codes.CAUTIONS,
)
_WAYS: dict[str, Callable[[MixedFit, Numbers], Contrast]] = {
    "satterthwaite": satterthwaite,
    "kenward_roger": kenward_roger,
}

SmallSample = Literal["satterthwaite", "kenward_roger"]


@dataclass(frozen=True, kw_only=True)
class Multilevel(Counted):
    """A multilevel model of pupils in groups (schools, classes), in points of the outcome.

    coefficients: the fixed effects, the intercept first. v_between, v_within: the variance between groups (where
    the slope's column is nought, if there is one) and within them. v_slope, covariance: of the slope between
    groups, and with the intercept; None without a slope. icc: the share of the variance that lies between groups.
    n: pupils. small_sample: whose degrees of freedom.
    """

    outcome: str
    group: str
    slope: str
    predictors: tuple[str, ...]
    coefficients: tuple[Coefficient, ...] = ()
    v_between: float | None = None
    v_within: float | None = None
    v_slope: float | None = None
    covariance: float | None = None
    icc: float | None = None
    log_likelihood: float | None = None
    deviance: float | None = None
    n: int | None = None
    groups: int | None = None
    reml: bool
    small_sample: str
    confidence: float

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        bare = replace(self, counted=(), coefficients=())
        hidden = common.without_numbers(bare, keep=("confidence",))
        return replace(hidden, cautions=tuple(code for code in self.cautions if code in _STANDING))


def fit_multilevel(
    data: pd.DataFrame,
    *,
    outcome: str,
    predictors: Sequence[str] = (),
    group: str,
    slope: str | None = None,
    reml: bool = True,
    small_sample: SmallSample = "satterthwaite",
    pupil: str | None = "pupil_id",
    confidence: float = 0.95,
) -> Multilevel | NotEnough:
    """Fit a multilevel model: pupils in groups (schools, classes) that differ in level, and perhaps in one slope.

    `data` has one row a pupil; `outcome` is a column of scores, `group` says in which school or class a pupil is,
    `predictors` are columns of numbers, or of categories, each of which is held against the first; without any,
    the model says how alike pupils of a group are. `slope` is a column (of numbers, or of two categories) whose
    slope may differ from group to group; it counts as a predictor. `reml` False is full maximum likelihood.
    `small_sample` names the degrees of freedom: "satterthwaite" or "kenward_roger". `pupil` None takes each row
    for a pupil of its own; pupils of different groups are different pupils. NotEnough when the groups cannot be
    told from the columns or from the pupils. Raises ColumnMissing, WrongValue.
    y = Xβ + Zu + e, as lme4's `lmer` (see `mixed`, `small_sample`).

    >>> scores = pd.DataFrame({"school": list("AABBCC"), "score": [1, 2, 4, 5, 9, 9]})
    >>> found = fit_multilevel(scores, outcome="score", group="school", pupil=None)
    >>> round(found.icc, 2), found.n, found.groups
    (0.98, 6, 3)
    """
    asked = _Asked(
        outcome=outcome,
        predictors=tuple(dict.fromkeys([*predictors, *common.named(slope)])),
        group=group,
        slope=slope or "",
        reml=reml,
        small_sample=small_sample,
        pupil=pupil,
        confidence=confidence,
    )
    _check(data, asked)
    read = _read(data, asked)
    if not len(read.outcome):
        return asked.not_enough(
            "no pupil has all the values needed", "Check that the columns named are filled in."
        )
    untold = _untold(read, asked)
    found = _estimate(read, asked, untold)
    few = min(cell.count for cell in untold.counted) < common.FEW
    return untold if isinstance(found, NotEnough) and few else found


# --- what was asked ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What was asked: the columns, and how to fit."""

    outcome: str
    predictors: tuple[str, ...]
    group: str
    slope: str
    reml: bool
    small_sample: str
    pupil: str | None
    confidence: float

    @property
    def base(self) -> str:
        """Give what the ids of its counts begin with."""
        return "|".join((self.outcome, *self.predictors, f"in {self.group}"))

    def not_enough(self, found: str, do: str) -> NotEnough:
        return NotEnough(f"A multilevel model of {self.outcome} by {self.group}", found, do)


def _check(data: pd.DataFrame, asked: _Asked) -> None:
    columns = common.named(asked.pupil, asked.outcome, *asked.predictors, asked.group)
    common.need_columns(data, dict.fromkeys(columns))
    common.need_share("confidence", asked.confidence)
    if asked.outcome in asked.predictors:
        raise errors.WrongValue(name="predictors", found="the outcome itself", expected="other columns")
    if asked.small_sample not in _WAYS:
        raise errors.WrongValue(
            name="small_sample", found=repr(asked.small_sample), expected=" or ".join(map(repr, _WAYS))
        )
    if asked.small_sample == "kenward_roger" and not asked.reml:
        raise errors.WrongValue(
            name="small_sample", found="'kenward_roger' with reml=False", expected="'satterthwaite' there"
        )


# --- what the table has -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """The pupils whose values are all there: their rows, outcomes and the columns of the model."""

    rows: pd.DataFrame
    outcome: Numbers
    columns: ModelColumns
    pupils: npt.NDArray[np.object_]
    cautions: tuple[str, ...]


def _read(data: pd.DataFrame, asked: _Asked) -> _Read:
    by = [*common.named(asked.pupil), asked.group]
    clear, of_codes = codes.clear_codes(data, [asked.group])
    first, cautions = common.one_row_each(clear, by, pupil=asked.pupil)
    rows, of_columns = read_predictors(first, asked.predictors)
    scores = common.finite_numbers(rows[asked.outcome])
    there = ~np.isnan(scores) & rows[asked.group].notna().to_numpy(bool)
    columns = model_columns(rows[there], asked.predictors)
    used = rows[there][columns.complete]
    found = {
        "not_a_number": common.has_unusable(rows[asked.outcome]) and "not_a_number" not in of_columns,
        "pupils_left_out": len(used) < len(rows),
        "column_dropped": bool(columns.dropped) and len(used) > 0,
    }
    return _Read(
        rows=used,
        outcome=scores[there][columns.complete],
        columns=columns,
        pupils=common.identifiers(used, asked.pupil),
        cautions=(*cautions, *of_codes, *of_columns, *common.codes_that_hold(found)),
    )


def _cells(read: _Read, asked: _Asked) -> Iterator[Cell]:
    """Count the pupils analysed, and those of each category or of each of two values of a column."""
    total = f"{asked.base}|analysed"
    yield cell_of(total, read.pupils)
    for name in asked.predictors:
        column = model_values(read.rows[name])
        if pd.api.types.is_numeric_dtype(column) and column.nunique() != 2:
            continue
        again = f"{total}|{name}"
        yield cell_of(again, read.pupils)
        for level in pd.unique(column):
            yield cell_of(f"{again}|{level}", read.pupils[(column == level).to_numpy(bool)], again)


def _untold(read: _Read, asked: _Asked) -> Multilevel:
    """Give the counts and none of the numbers."""
    always = common.codes_that_hold({"full_likelihood": not asked.reml})
    return Multilevel(
        counted=tuple(_cells(read, asked)),
        cautions=(*read.cautions, *always),
        outcome=asked.outcome,
        group=asked.group,
        slope=asked.slope,
        predictors=asked.predictors,
        reml=asked.reml,
        small_sample=asked.small_sample,
        confidence=asked.confidence,
    )


# --- the model --------------------------------------------------------------------------------------------


def _estimate(read: _Read, asked: _Asked, untold: Multilevel) -> Multilevel | NotEnough:
    groups = read.rows[asked.group].to_numpy(object)
    slope = _slope(read, asked)
    if isinstance(slope, NotEnough):
        return slope
    fit = fit_mixed(read.outcome, read.columns.design, groups, slope=slope, reml=asked.reml)
    if fit is None:
        return asked.not_enough(
            "there are too few groups for the columns, hardly more than one pupil in each, or nobody differs "
            "within them",
            "Check that the column of groups and that of the outcome are right, or name fewer columns.",
        )
    return _told(fit, read.columns.names, asked, untold)


def _slope(read: _Read, asked: _Asked) -> Numbers | NotEnough | None:
    """Give the slope's column as it stands in the model."""
    if not asked.slope:
        return None
    names = [
        name for name in read.columns.names[1:] if name == asked.slope or name.startswith(f"{asked.slope}[")
    ]
    if len(names) != 1:
        return asked.not_enough(
            f"the slope column {asked.slope} is the same for everyone, follows from the others, or has more than "
            "two categories",
            "Name a column of numbers, or of two categories.",
        )
    column: Numbers = read.columns.design[:, read.columns.names.index(names[0])]
    return column


def _told(fit: MixedFit, names: tuple[str, ...], asked: _Asked, untold: Multilevel) -> Multilevel:
    found = {
        "few_pupils": fit.n < common.FEW,
        "few_groups": fit.groups < FEW_GROUPS,
        "groups_alike": fit.singular,
    }
    sloped = len(fit.v_groups) > 1
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
        coefficients=tuple(_coefficients(fit, names, asked)),
        v_between=float(fit.v_groups[0, 0]),
        v_within=fit.v_within,
        v_slope=float(fit.v_groups[1, 1]) if sloped else None,
        covariance=float(fit.v_groups[0, 1]) if sloped else None,
        icc=fit.icc,
        log_likelihood=fit.log_likelihood,
        deviance=-2 * fit.log_likelihood,
        n=fit.n,
        groups=fit.groups,
    )


def _coefficients(fit: MixedFit, names: tuple[str, ...], asked: _Asked) -> Iterator[Coefficient]:
    test = _WAYS[asked.small_sample]
    for name, contrast in zip(names, np.eye(len(names)), strict=True):
        found = test(fit, contrast)
        yield coefficient(
            name, estimate=found.estimate, se=found.se, df=found.df, confidence=asked.confidence
        )
