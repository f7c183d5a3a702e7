"""Regression to the mean: how far pupils chosen because they were low or high would have moved by themselves.

With the correlation ρ between two occasions, pupils chosen by the first are expected to come back by (1 − ρ) of their
distance from the mean of all (Davis 1976; Galton 1886), where mean and spread of all stay as they are. Where the
pupils who were not chosen say how scores go on, the line through theirs takes the place of ρ: choosing by the first score
leaves that line as it is, though it lowers their correlation. None of it is in statsmodels.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.comparisons.yes_no import as_yes_no
from enquiry_lib.stats.effect_sizes import Numbers, moments
from enquiry_lib.stats.result import Counted, NotEnough, cell_of

FEWEST = 3  # pupils behind a correlation, or chosen, that anything can be said of

CAUTIONS = common.CAUTIONS | {
    "chosen_not_said": "Of some pupils it is not said, as yes or no, whether they were chosen; they were left out.",
    "line_drawn_on": "The line through the other pupils is drawn on to where the chosen ones stood, where nobody else was.",
    "same_spread": "It takes for granted that without anything being done the mean and the spread of all pupils would have stayed.",
    "correlation_given": "The correlation was given and taken as without error.",
    "correlation_weak": "The two occasions hardly go together, so that nearly all of the distance was to be expected to vanish.",
    "after_missing": "Pupils without a second value were left out of what they really moved.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_STANDING = (
    "line_drawn_on",
    "same_spread",
    "correlation_given",
    "other_changes",
    "duplicates",
    "no_pupil_id",
    "not_a_number",
    "chosen_not_said",
)

_NUMBERS = (
    *("n_all", "n_chosen", "mean_all", "sd_all", "mean_chosen", "level", "correlation", "expected", "low"),
    *("high", "towards_mean", "by_cut", "observed", "left", "left_low", "left_high", "df"),
)

SOURCES = {
    "given": "the correlation that was given",
    "earlier": "how an earlier occasion and this one go together, of all pupils",
    "untouched": "how the pupils who were not chosen went on",
}
"""Where the correlation comes from."""


@dataclass(frozen=True, kw_only=True)
class RegressionToMean(Counted):
    """How far chosen pupils would have moved by themselves, and how far they did.

    `expected` is the change of their mean that was to be expected anyway, with the band in which the mean of so many
    pupils would lie; `towards_mean` the part of it that is regression to the mean, the rest being how all moved;
    `by_cut` the same part by the normal curve and the cut alone (NaN without a cut). `observed` is their change
    (NaN where there is no second value), and `left` what is left of it, with its interval. `level` is where the chosen stood, if
    they are everybody who stood there (else NaN), and `points_are` what one point is ('' where that is not known).
    """

    before: str
    after: str
    source: str
    n_all: int | None
    n_chosen: int | None
    mean_all: float | None
    sd_all: float | None
    mean_chosen: float | None
    level: float | None
    cut: float | None
    correlation: float | None
    expected: float | None
    low: float | None
    high: float | None
    towards_mean: float | None
    by_cut: float | None
    observed: float | None
    left: float | None
    left_low: float | None
    left_high: float | None
    df: float | None
    confidence: float
    points_are: str = ""

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        left = tuple(code for code in self.cautions if code in _STANDING)
        kept = ("confidence", "cut")
        return replace(common.without_numbers(self, keep=kept), cautions=left, counted=())


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What was asked: the columns, who is chosen, and how two occasions go together."""

    before: str
    after: str | None
    cut: float | None
    side: str
    chosen: str | None
    earlier: str | None
    correlation: float | None
    pupil: str | None
    points_are: str
    measure: str
    confidence: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Scores:
    """The pupils with a first score: their scores, who was chosen, and whom the correlation is of."""

    before: Numbers
    after: Numbers
    earlier: Numbers
    chosen: npt.NDArray[np.bool_]
    pupils: npt.NDArray[np.object_]
    cut: float
    below: bool
    cautions: tuple[str, ...]

    @property
    def followed(self) -> npt.NDArray[np.bool_]:
        """Mark the chosen who have a second score, or all of them where nobody has one."""
        there = self.chosen & ~np.isnan(self.after)
        return there if there.any() else self.chosen

    @property
    def level(self) -> float:
        """Give the score of the chosen, if several have it and nobody else does; NaN otherwise."""
        stood = np.unique(self.before[self.chosen])
        alone = len(stood) == 1 and self.chosen.sum() > 1 and stood[0] not in self.before[~self.chosen]
        return float(stood[0]) if alone else math.nan


@dataclass(frozen=True)
class _Line:
    """How a later score goes with a first one: slope (ρ), where an average pupil comes to, and how sure that is."""

    source: str
    slope: float
    shift: float
    se_slope: float
    se_shift: float
    centre: float
    left_over: float
    df: float


def expect_regression(
    data: pd.DataFrame,
    *,
    before: str,
    after: str | None = None,
    cut: float | None = None,
    side: str = "below",
    chosen: str | None = None,
    earlier: str | None = None,
    correlation: float | None = None,
    pupil: str | None = "pupil_id",
    points_are: str = "",
    measure: str = "",
    confidence: float = 0.95,
) -> RegressionToMean | NotEnough:
    """Work out how far pupils chosen because they were low (or high) would have moved by themselves.

    `data` has one row a pupil, of all pupils and not only of the chosen; `before` is the column by which they were chosen, in any
    unit, and `after` the same a time later. The chosen are those `side` ("below" or "above") the `cut`, the cut
    included, or those for whom the column `chosen` says yes (true, 1); who has neither yes nor no there is left out. How two occasions go together comes from `correlation` where
    it is given, else from the column `earlier` and `before`, else from the pupils who were not chosen. `points_are` is what a
    point of `before` is, such as percentage points. NotEnough where
    nobody or everybody is chosen, or the correlation cannot be had. Raises ColumnMissing, WrongValue.
    Davis (1976), Barnett, van der Pols and Dobson (2005).

    >>> days = pd.DataFrame({"pupil_id": range(8), "last_year": [2, 3, 4, 5, 6, 8, 20, 24]})
    >>> found = expect_regression(days, before="last_year", cut=20, side="above", correlation=0.5)
    >>> found.mean_all, found.mean_chosen, found.expected
    (9.0, 22.0, -6.5)
    """
    asked = _Asked(
        before=before,
        after=after,
        cut=cut,
        side=side,
        chosen=chosen,
        earlier=earlier,
        correlation=correlation,
        pupil=pupil,
        points_are=points_are,
        measure=measure,
        confidence=confidence,
    )
    _check(data, asked)
    scores = _scores(data, asked)
    what = "How far the chosen pupils would have moved by themselves"
    if not scores.chosen.any() or scores.chosen.all():
        found = "no pupil was chosen" if not scores.chosen.any() else "there are only the chosen pupils"
        return NotEnough(
            what,
            found,
            "Give all pupils, with yes or no of each where a column says who was chosen, and check the cut.",
        )
    untold, line = _untold(scores, asked), _line(scores, asked)
    if line is not None:
        return _expected(untold, scores, line)
    if int(scores.chosen.sum()) < common.FEW:
        return untold
    return NotEnough(
        what,
        "it cannot be seen how two occasions go together",
        "Name an earlier occasion, give the correlation, or give second values of pupils who were not chosen.",
    )


def _check(data: pd.DataFrame, asked: _Asked) -> None:
    columns = common.named(asked.pupil, asked.before, asked.after, asked.chosen, asked.earlier)
    common.need_columns(data, dict.fromkeys(columns))
    common.need_share("confidence", asked.confidence)
    if (asked.cut is None) == (asked.chosen is None):
        raise errors.WrongValue(name="cut", found="given with chosen, or neither", expected="one of the two")
    if asked.side not in ("below", "above"):
        raise errors.WrongValue(name="side", found=repr(asked.side), expected="'below' or 'above'")
    if asked.cut is not None and not math.isfinite(asked.cut):
        raise errors.WrongValue(name="cut", found=asked.cut, expected="a number")
    if asked.correlation is not None and not -1 < asked.correlation < 1:
        expected = "between -1 and 1, for example 0.7"
        raise errors.WrongValue(name="correlation", found=asked.correlation, expected=expected)


def _scores(data: pd.DataFrame, asked: _Asked) -> _Scores:
    rows, cautions = common.one_row_each(data, common.named(asked.pupil), pupil=asked.pupil)
    first = common.finite_numbers(rows[asked.before])
    said = _said(rows, first, asked)
    there = ~np.isnan(first) & ~np.isnan(said)
    nothing = np.full(len(rows), np.nan)
    second, third = (
        nothing if name is None else common.finite_numbers(rows[name])
        for name in (asked.after, asked.earlier)
    )
    found = {
        "not_a_number": common.has_unusable(rows[asked.before]),
        "chosen_not_said": asked.chosen is not None and bool(np.isnan(said).any()),
    }
    return _Scores(
        before=first[there],
        after=second[there],
        earlier=third[there],
        chosen=said[there] == 1,
        pupils=common.identifiers(rows, asked.pupil)[there],
        cut=math.nan if asked.cut is None else float(asked.cut),
        below=asked.side == "below",
        cautions=(*cautions, *common.codes_that_hold(found)),
    )


def _said(rows: pd.DataFrame, first: Numbers, asked: _Asked) -> Numbers:
    """Give 1 for who is chosen and 0 for who is not, by the column that says so (NaN for neither) or by the cut."""
    if asked.cut is None:
        return as_yes_no(rows[asked.chosen]).to_numpy(np.float64)
    return np.asarray(first <= asked.cut if asked.side == "below" else first >= asked.cut, dtype=np.float64)


# --- how two occasions go together ------------------------------------------------------------------------


def _line(scores: _Scores, asked: _Asked) -> _Line | None:
    everyone = moments(scores.before)
    if not everyone.sd > 0:
        return None
    if asked.correlation is not None:
        return _stationary("given", asked.correlation, 0.0, scores, math.inf)
    if asked.earlier is not None:
        both = ~np.isnan(scores.earlier)
        found = _correlation(scores.earlier[both], scores.before[both])
        n = int(both.sum())
        return (
            None
            if found is None
            else _stationary("earlier", found, (1 - found**2) / math.sqrt(n - 1), scores, n - 2)
        )
    return _through_others(scores)


def _stationary(source: str, rho: float, se: float, scores: _Scores, df: float) -> _Line:
    """Give the line by which mean and spread of all stay: through the mean, with slope ρ."""
    everyone = moments(scores.before)
    left_over = everyone.sd * math.sqrt(1 - rho**2)
    return _Line(source, rho, 0.0, se, 0.0, everyone.mean, left_over, df)


def _correlation(one: Numbers, other: Numbers) -> float | None:
    if len(one) < FEWEST or not (moments(one).sd > 0 and moments(other).sd > 0):
        return None
    found = float(np.corrcoef(one, other)[0, 1])
    return found if abs(found) < 1 else None


def _through_others(scores: _Scores) -> _Line | None:
    """Give the least-squares line through those who were not chosen and have both scores."""
    used = ~scores.chosen & ~np.isnan(scores.after)
    x, y = scores.before[used], scores.after[used]
    if len(x) < FEWEST or _correlation(x, y) is None:
        return None
    found = stats.linregress(x, y)
    slope, df = float(found.slope), len(x) - 2
    left_over = math.sqrt(float(((y - found.intercept - slope * x) ** 2).sum()) / df)
    centre = float(x.mean())
    shift = float(y.mean()) - centre
    return _Line(
        "untouched", slope, shift, float(found.stderr), left_over / math.sqrt(len(x)), centre, left_over, df
    )


# --- what was to be expected, and what came ---------------------------------------------------------------


def _expected(untold: RegressionToMean, scores: _Scores, line: _Line) -> RegressionToMean:
    followed, everyone = scores.followed, moments(scores.before)
    start = float(scores.before[followed].mean())
    n = int(followed.sum())
    expected = line.shift + (line.slope - 1) * (start - line.centre)
    se = math.sqrt(line.left_over**2 / n + line.se_shift**2 + ((start - line.centre) * line.se_slope) ** 2)
    half = float(stats.t.ppf((1 + untold.confidence) / 2, line.df)) * se
    observed = float((scores.after[followed] - scores.before[followed]).mean())
    left = observed - expected
    return replace(
        untold,
        cautions=(*untold.cautions, *_cautions(scores, line)),
        source=line.source,
        n_all=len(scores.before),
        n_chosen=n,
        mean_all=everyone.mean,
        sd_all=everyone.sd,
        mean_chosen=start,
        level=scores.level,
        correlation=line.slope,
        expected=expected,
        low=expected - half,
        high=expected + half,
        towards_mean=(1 - line.slope) * (everyone.mean - start),
        by_cut=_by_cut(scores, line.slope),
        observed=observed,
        left=left,
        left_low=left - half,
        left_high=left + half,
        df=line.df,
    )


def _by_cut(scores: _Scores, rho: float) -> float:
    """Give the regression to the mean of all beyond the cut, scores being normal: (1 - ρ) σ φ(z) / Φ(z) (Davis 1976)."""
    if math.isnan(scores.cut):
        return math.nan
    everyone, sign = moments(scores.before), 1 if scores.below else -1
    z = sign * (scores.cut - everyone.mean) / everyone.sd
    return float(sign * (1 - rho) * everyone.sd * math.exp(stats.norm.logpdf(z) - stats.norm.logcdf(z)))


def _cautions(scores: _Scores, line: _Line) -> tuple[str, ...]:
    found = {
        "line_drawn_on": line.source == "untouched",
        "same_spread": line.source != "untouched",
        "correlation_given": line.source == "given",
        "correlation_weak": abs(line.slope) < 0.2,
        "after_missing": bool(
            (~np.isnan(scores.after)).any() and np.isnan(scores.after[scores.chosen]).any()
        ),
        "few_pupils": int(scores.followed.sum()) < common.FEW,
    }
    return common.codes_that_hold(found)


def _untold(scores: _Scores, asked: _Asked) -> RegressionToMean:
    """Give the counts, and no number that rests on them."""
    base = "|".join(filter(None, (asked.measure, asked.before)))
    names = tuple(
        f"{base}|{part}" for part in ("all who could be chosen", "chosen", "not chosen", "chosen, with both")
    )
    sides = (np.ones(len(scores.chosen), dtype=np.bool_), scores.chosen, ~scores.chosen, scores.followed)
    margins = ("", names[0], names[0], "")
    cells = (
        cell_of(name, scores.pupils[inside], margin)
        for name, inside, margin in zip(names, sides, margins, strict=True)
    )
    return RegressionToMean(
        counted=tuple(cells),
        cautions=(*scores.cautions, "other_changes"),
        before=asked.before,
        after=asked.after or "",
        source="",
        cut=scores.cut,
        confidence=asked.confidence,
        points_are=asked.points_are,
        **dict.fromkeys(_NUMBERS),
    )
