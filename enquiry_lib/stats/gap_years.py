"""Gaps of small cohorts, from several years together: each year's pupils are compared within their year.

The differences within the years are put together with weights of 1/variance, where the variance of a year's difference
is that of the scores within groups and years (taken as the same) times 1/n₁ + 1/n₂. That is least squares with a
constant for each year (fixed effects). Where pupils are there in several years, all their scores are used and the error
is clustered by pupil (CR2 with Satterthwaite's degrees of freedom); nobody is counted twice. A pupil belongs to a
group in the years in which the table says so. Years without a pupil on one of the sides are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib.stats.effect_sizes import Numbers, effect_size
from enquiry_lib.stats.gap_lines import CAUTIONS as OF_GAPS
from enquiry_lib.stats.gap_lines import GapLine, Scanned, allow_for_many, points_of, sizes_of
from enquiry_lib.stats.gap_scores import GapQuestion, Scores, none_large_enough, read_scores
from enquiry_lib.stats.models.robust import LeastSquares, contrasted, is_exact, ols
from enquiry_lib.stats.result import Cell, NotEnough, cell_of
from enquiry_lib.stats.sides import Members, Side, sides_of

CAUTIONS = OF_GAPS | {
    "several_years_each": "Some pupils are there in several years. All their scores are used; the intervals allow for it.",
    "same_scale": "The years are put together in points, so the test has to mean the same in each of them.",
}
"""Every code of caution that gaps over several years can carry, with its sentence."""

Mask = npt.NDArray[np.bool_]

ASKED = "Gaps between groups over several years"


@dataclass(frozen=True, kw_only=True)
class YearsGap(GapLine):
    """One group against others of its own year, over several years; `n` and `n_others` are pupils, each once.

    `years` are those that have both. `p_years` tests whether the gap is the same in all of them (F); it is None where
    pupils are there in several years.
    """

    years: tuple[str, ...]
    p_years: float | None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same gap, without its numbers and its years if a count they rest on is named."""
        left = super().withhold(ids)
        return left if left is self else replace(left, years=())


@dataclass(frozen=True, kw_only=True)
class GapsOverYears(Scanned[YearsGap]):
    """Every gap over several years, the one most behind first; `too_small` are columns with a group too small."""

    years: tuple[str, ...]
    too_small: tuple[str, ...]


@dataclass(frozen=True)
class _Cohorts:
    """The rows of one measure: the scores, whose they are, and of which year; `years` names these."""

    scores: Numbers
    pupils: Members
    year: npt.NDArray[np.intp]
    years: tuple[str, ...]


def gaps_over_years(
    outcomes: pd.DataFrame,
    *,
    year: str,
    score: str = "score",
    measure: str | None = "measure",
    pupil: str | None = "pupil_id",
    groups: Sequence[str] | None = None,
    smallest_group: int = 10,
    confidence: float = 0.95,
    false_discovery: float = 0.05,
) -> GapsOverYears | NotEnough:
    """Compare every group's scores with everybody else's of the same year, over several years together.

    `outcomes` has one row for each pupil, measure and year (or cohort, or occasion: what the column `year` says), with
    columns that say which group a pupil is in; `groups` names these (None: every column of categories). The smallest
    group is of all years together, so that cohorts too small by themselves can be looked at. Other arguments are
    those of `scan_gaps`. NotEnough without scores, groups, two years, or a group that is large enough. Raises
    ColumnMissing, WrongValue.

    >>> pupils = pd.DataFrame({"score": [1.0, 2, 4, 5, 3, 4, 6, 8], "cohort": [2024] * 4 + [2025] * 4,
    ...                        "eal": ["yes", "yes", "no", "no"] * 2})
    >>> found = gaps_over_years(pupils, year="cohort", groups=["eal"], smallest_group=4, measure=None, pupil=None)
    >>> round(found.gaps[0].difference, 2), found.gaps[0].n, found.gaps[0].years
    (-3.25, 4, ('2024', '2025'))
    """
    question = GapQuestion(
        score=score,
        measure=measure,
        occasion=year,
        pupil=pupil,
        smallest_group=smallest_group,
        confidence=confidence,
        false_discovery=false_discovery,
        asked=ASKED,
    )
    scores = read_scores(outcomes, question, groups)
    if isinstance(scores, NotEnough):
        return scores
    if scores.rows[year].nunique() < 2:
        do = "Add the scores of earlier years, or look at this one with scan_gaps."
        return NotEnough(ASKED, "all scores are of one year", do)
    return _over_years(scores, question)


def _over_years(scores: Scores, question: GapQuestion) -> GapsOverYears | NotEnough:
    gaps: list[YearsGap] = []
    cells: list[Cell] = []
    cautions: set[str] = set()
    too_small: set[str] = set()
    for name, sat in scores.rows.groupby(question.columns[0], observed=True, sort=True):
        cohorts = _cohorts(sat, question)
        for side in _sides(
            sat, cohorts, f"outcomes|{name}|{', '.join(cohorts.years)}", scores.groups, question
        ):
            rows = _with_both(side, cohorts)
            if _fewest(side, rows, cohorts) < question.smallest_group:
                too_small.add(side.group)
                continue
            numbers = _numbers(side, rows, cohorts, question.confidence)
            if numbers is None:
                cautions.add("constant_scores")
                continue
            gaps.append(_line(side, str(name), numbers))
            cells.extend(_cells(side, rows, cohorts))
            cautions.update(["several_years_each"] if numbers["p_years"] is None else [])
    if not gaps:
        return none_large_enough(question, cautions)
    found = (*scores.cautions, "same_scale", *sorted(cautions))
    years = tuple(sorted(scores.rows[question.columns[1]].astype(str).unique()))
    return _result(gaps, cells, found, (years, tuple(sorted(too_small))), question)


def _result(
    gaps: list[YearsGap],
    cells: list[Cell],
    cautions: tuple[str, ...],
    named: tuple[tuple[str, ...], tuple[str, ...]],
    question: GapQuestion,
) -> GapsOverYears:
    looked_at = len(gaps)
    ordered, tau2 = allow_for_many(
        gaps,
        looked_at=looked_at,
        confidence=question.confidence,
        false_discovery=question.false_discovery,
    )
    return GapsOverYears(
        counted=tuple(cells),
        cautions=(*cautions, *(("largest_overstated",) if looked_at > 1 else ())),
        gaps=ordered,
        tau2=tau2,
        looked_at=looked_at,
        confidence=question.confidence,
        false_discovery=question.false_discovery,
        years=named[0],
        too_small=named[1],
    )


# --- the rows of one measure, and who is compared with whom -----------------------------------------------


def _cohorts(sat: pd.DataFrame, question: GapQuestion) -> _Cohorts:
    _, year, pupil = question.columns
    codes, years = pd.factorize(sat[year].astype(str), sort=True)
    scores = sat[question.score].to_numpy(np.float64)
    return _Cohorts(scores, sat[pupil].to_numpy(dtype=object), codes, tuple(map(str, years)))


def _sides(
    sat: pd.DataFrame, cohorts: _Cohorts, base: str, columns: Sequence[str], question: GapQuestion
) -> Iterator[Side]:
    """Give each comparison that a column offers; which of two values scores lower is judged within the years."""
    within = cohorts.scores - pd.Series(cohorts.scores).groupby(cohorts.year).transform("mean").to_numpy()
    pupils = sat.set_index(question.columns[2])
    offered = chain.from_iterable(sides_of(pupils[column], within, base) for column in columns)
    return map(Side.notable, offered)


def _with_both(side: Side, cohorts: _Cohorts) -> Mask:
    """Mark the rows of years with a pupil on both sides."""
    both = set(cohorts.year[side.inside]) & set(cohorts.year[side.outside])
    return np.asarray(side.known & np.isin(cohorts.year, list(both)))


def _whom(side: Side, rows: Mask, cohorts: _Cohorts) -> tuple[set[object], set[object]]:
    """Give the pupils in the group, and those among the others, each once."""
    return set(cohorts.pupils[rows & side.inside]), set(cohorts.pupils[rows & side.outside])


def _fewest(side: Side, rows: Mask, cohorts: _Cohorts) -> int:
    return min(map(len, _whom(side, rows, cohorts)))


def _cells(side: Side, rows: Mask, cohorts: _Cohorts) -> Iterator[Cell]:
    """Count both and all, each pupil once; who was in the group in some years only is in both, and they are no sum."""
    there, others = _whom(side, rows, cohorts)
    member, outside, total = side.ids
    margin = "" if there & others else total
    yield cell_of(total, sorted(there | others, key=str))
    yield cell_of(member, sorted(there, key=str), margin)
    yield cell_of(outside, sorted(others, key=str), margin)


# --- one gap ----------------------------------------------------------------------------------------------


def _numbers(side: Side, rows: Mask, cohorts: _Cohorts, confidence: float) -> dict[str, Any] | None:
    """Work out one gap; None when nobody differs within the groups and years."""
    y, inside, year = cohorts.scores[rows], side.inside[rows].astype(np.float64), cohorts.year[rows]
    present = np.unique(year)
    dummies = (year[:, None] == present).astype(np.float64)
    fit = ols(y, np.column_stack([inside, dummies]))
    if fit is None or is_exact(fit, y):
        return None
    there, others = map(len, _whom(side, rows, cohorts))
    pupils = cohorts.pupils[rows].astype(str)
    again = len(set(pupils)) < len(pupils)
    found = contrasted(fit, np.eye(fit.k)[0], *(("CR2", pupils) if again else ()))
    if not (found.se > 0 and found.df > 0):
        return None
    in_sd = effect_size(
        "unadjusted",
        found.estimate,
        found.se,
        fit.sigma2**0.5,
        df=fit.df,
        n=len(set(pupils)),
        confidence=confidence,
    )
    return {
        "n": there,
        "n_others": others,
        "years": tuple(cohorts.years[place] for place in present),
        "p_years": None if again else _p_that_years_differ(fit, inside, dummies, y),
        **points_of(found.estimate, found.se, found.df, confidence=confidence),
        **sizes_of(in_sd),
    }


def _p_that_years_differ(fit: LeastSquares, inside: Numbers, dummies: Numbers, y: Numbers) -> float:
    """Test whether one gap does for all years, against one for each (F); NaN with one year, or nothing left over."""
    each = ols(y, np.column_stack([dummies * inside[:, None], dummies]))
    more = dummies.shape[1] - 1
    if each is None or not more or is_exact(each, y):
        return float("nan")
    left = float(each.residuals @ each.residuals)
    gained = float(fit.residuals @ fit.residuals) - left
    return float(stats.f.sf(gained / more / (left / each.df), more, each.df))


def _line(side: Side, measure: str, numbers: dict[str, Any]) -> YearsGap:
    return YearsGap(
        measure=measure,
        group=side.group,
        member=side.member,
        others=side.others,
        rests_on=side.ids,
        **numbers,
    )
