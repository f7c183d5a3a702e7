"""Which measure to choose, from a school's own scores: room at the ends, and what a comparison could show with it.

How well the score before foretells the score after (their correlation, squared: R²) decides what a comparison with as
many pupils could show; `power.pupils.mdes` turns it into the smallest detectable effect.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.measures.limits import limit_cells
from enquiry_lib.stats.measures.reliability import Reliability
from enquiry_lib.stats.power.pupils import mdes
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

CAUTIONS = common.CAUTIONS | {
    "from_these_pupils": "Correlations and shares are those of these pupils, and would differ somewhat with others.",
    "fit_for_purpose": "The measure that sees small differences best is of no use if it is not about what the enquiry is "
    "about.",
    "equal_groups": "The smallest difference holds for two equal groups of these pupils, allocated one by one.",
    "no_correlation": "A measure was taken on one occasion only, or everyone had the same score, so how well it foretells "
    "itself is not known.",
    "different_numbers": "The measures were taken by different numbers of pupils, and more pupils see smaller differences, "
    "whatever the measure.",
    "off_scale": "Some scores lie beyond the ends that were given; they were left out.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_ALWAYS = ("fit_for_purpose", "equal_groups", "from_these_pupils")
POWER, CONFIDENCE = 0.8, 0.95


@dataclass(frozen=True)
class MeasureLine:
    """What is known of one measure; NaN is what cannot be worked out, as without its ends or a second occasion.

    `n` pupils have a score on both occasions (or on the only one). Shares are from 0 to 1: of the score after, where
    there is one. `smallest_without` and `smallest_with` are the smallest detectable effects with these pupils, in SD.
    """

    measure: str
    n: int | None
    floor_share: float | None
    ceiling_share: float | None
    correlation: float | None
    r_squared: float | None
    smallest_without: float | None
    smallest_with: float | None
    alpha: float | None

    def withhold(self, ids: Collection[str], pair: str) -> Self:
        """Give the same line without the counts named, nor any number that rests on them."""
        pupils, floor, ceiling, _ = line_ids(self.measure, pair)
        hidden = common.without_numbers(self) if pupils in ids else self
        if floor in ids:
            hidden = replace(hidden, floor_share=None)
        return replace(hidden, ceiling_share=None) if ceiling in ids else hidden


@dataclass(frozen=True, kw_only=True)
class Measures(Counted):
    """Several measures side by side, in the order in which they first appear."""

    before: str
    after: str
    lines: tuple[MeasureLine, ...]
    power: float = POWER
    confidence: float = CONFIDENCE
    reliabilities: tuple[Reliability, ...] = field(default=(), repr=False)

    def cells(self) -> pd.DataFrame:
        """Give the counts of all measures, and of the answers that their reliability rests on."""
        return pd.concat([super().cells(), *(one.cells() for one in self.reliabilities)], ignore_index=True)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        held = tuple(one.withhold(ids) for one in self.reliabilities)
        alphas = {one.measure: one.alpha for one in held}
        lines = tuple(line.withhold(ids, _pair(self)) for line in self.lines)
        lines = tuple(replace(line, alpha=alphas.get(line.measure, line.alpha)) for line in lines)
        told = {"no_correlation": _lack_correlation(lines), "different_numbers": _numbers_differ(lines)}
        left = tuple(code for code in self.cautions if told.get(code, True))
        kept = common.cells_kept(self.counted, ids)
        return replace(self, lines=lines, counted=kept, cautions=left, reliabilities=held)


def compare_measures(
    data: pd.DataFrame,
    *,
    measure: str = "measure",
    score: str = "score",
    occasion: str = "occasion",
    before: str = "baseline",
    after: str = "follow_up",
    ends: Mapping[str, tuple[float, float]] | None = None,
    reliabilities: Collection[Reliability] = (),
    pupil: str | None = "pupil_id",
) -> Measures | NotEnough:
    """Set the measures of a school side by side, to choose one: room at the ends, foretelling, smallest detectable effect.

    `data` has one row a pupil, measure and occasion. `ends` gives the lowest and highest score of measures by name,
    `reliabilities` what `reliability` gave of them (each with the name of its `measure`). Pupils with a score on both
    occasions count; of a measure taken once, those with one. NotEnough without any score. Raises ColumnMissing, WrongValue.

    >>> scores = pd.DataFrame({"pupil_id": [*range(20)] * 2, "measure": "Reading", "score": [*range(20), *range(2, 22)],
    ...                        "occasion": ["baseline"] * 20 + ["follow_up"] * 20})
    >>> scores.loc[20, "score"] = 9
    >>> line = compare_measures(scores, ends={"Reading": (0, 40)}).lines[0]
    >>> line.n, round(line.correlation, 2), line.ceiling_share
    (20, 0.96, 0.0)
    """
    if pupil is None:
        raise errors.WrongValue(name="pupil", found="None", expected="the column that says who a score is of")
    if before == after:
        raise errors.WrongValue(name="after", found="the same occasion as before", expected="another one")
    common.need_columns(data, [pupil, measure, score, occasion])
    limits = _checked(ends or {})
    kept, cautions = common.one_row_each(data, [pupil, measure, occasion], pupil=pupil)
    kept = kept[kept[occasion].isin([before, after]) & kept[measure].notna()]
    rows = _rows(kept, pupil, measure, occasion, score)
    outside = _outside(rows, limits)
    rows = rows[rows["score"].notna() & ~outside]
    pair = f"{before} and {after}"
    found = [_read(str(name), part, before, after) for name, part in rows.groupby("measure", sort=False)]
    if not found:
        return NotEnough(
            "Which measure sees most",
            f"there is no score at {before} or {after}",
            "Fill in the table of outcomes.",
        )
    alphas = {one.measure: one.alpha for one in reliabilities}
    lines = tuple(_line(one, limits.get(one.measure), alphas.get(one.measure, math.nan)) for one in found)
    told = {
        "not_a_number": common.has_unusable(kept[score]),
        "off_scale": bool(outside.any()),
        "no_correlation": _lack_correlation(lines),
        "different_numbers": _numbers_differ(lines),
    }
    return Measures(
        counted=tuple(cell for one in found for cell in _cells(one, pair, limits.get(one.measure))),
        cautions=(*_ALWAYS, *cautions, *common.codes_that_hold(told)),
        before=before,
        after=after,
        lines=lines,
        reliabilities=tuple(one for one in reliabilities if one.measure in {line.measure for line in lines}),
    )


def _checked(ends: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    for name, (lowest, highest) in ends.items():
        if not -math.inf < lowest < highest < math.inf:
            raise errors.WrongValue(
                name="ends", found=f"{lowest:g} to {highest:g} for {name}", expected="the lowest first"
            )
    return {str(name): pair for name, pair in ends.items()}


def _rows(kept: pd.DataFrame, pupil: str, measure: str, occasion: str, score: str) -> pd.DataFrame:
    """Give the columns asked for under names of our own, scores as numbers."""
    rows = kept[[pupil, measure, occasion, score]].set_axis(
        ["pupil", "measure", "occasion", "score"], axis="columns"
    )
    return rows.assign(measure=rows["measure"].astype("str"), score=common.finite_numbers(kept[score]))


def _outside(rows: pd.DataFrame, limits: dict[str, tuple[float, float]]) -> pd.Series:
    nowhere = (-math.inf, math.inf)
    low, high = (rows["measure"].map({name: pair[end] for name, pair in limits.items()}) for end in (0, 1))
    return (rows["score"] < low.fillna(nowhere[0])) | (rows["score"] > high.fillna(nowhere[1]))


# --- one measure ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """The scores of one measure: of the pupils with both, or of those with the only one it has (`first` is then empty)."""

    measure: str
    first: Numbers
    last: Numbers
    pupils: npt.NDArray[np.object_]


def _read(name: str, part: pd.DataFrame, before: str, after: str) -> _Read:
    wide = part.pivot(index="pupil", columns="occasion", values="score").reindex(columns=[before, after])
    both = wide.dropna()
    if len(both):
        return _Read(name, both[before].to_numpy(), both[after].to_numpy(), both.index.to_numpy(dtype=object))
    only = max((wide[one].dropna() for one in (after, before)), key=len)
    return _Read(name, np.empty(0), only.to_numpy(), only.index.to_numpy(dtype=object))


def _line(read: _Read, ends: tuple[float, float] | None, alpha: float | None) -> MeasureLine:
    n = len(read.last)
    if n < common.FEW:
        return MeasureLine(read.measure, None, None, None, None, None, None, None, alpha)
    lowest, highest = ends or (math.nan, math.nan)
    floor, ceiling = (
        (side.mean() if ends else math.nan) for side in (read.last <= lowest, read.last >= highest)
    )
    correlation = _correlation(read.first, read.last)
    explained = min(correlation**2, 1 - 1e-9)
    without = _smallest(n, 0.0, 0)
    with_test = math.nan if math.isnan(correlation) else _smallest(n, explained, 1)
    return MeasureLine(
        read.measure, n, float(floor), float(ceiling), correlation, correlation**2, without, with_test, alpha
    )


def _smallest(n: int, explained: float, covariates: int) -> float:
    return mdes(
        n, treated=0.5, r_squared=explained, covariates=covariates, power=POWER, confidence=CONFIDENCE
    )


def _correlation(first: Numbers, last: Numbers) -> float:
    if not len(first) or any(bool((scores == scores[0]).all()) for scores in (first, last)):
        return math.nan
    return float(np.corrcoef(first, last)[0, 1])


def _lack_correlation(lines: tuple[MeasureLine, ...]) -> bool:
    return any(line.correlation is not None and math.isnan(line.correlation) for line in lines)


def _numbers_differ(lines: tuple[MeasureLine, ...]) -> bool:
    return len({line.n for line in lines if line.n is not None}) > 1


def _pair(result: Measures) -> str:
    return f"{result.before} and {result.after}"


def line_ids(measure: str, pair: str) -> tuple[str, str, str, str]:
    """Name the pupils with both scores of a measure, and of them those at the floor, at the ceiling and between.

    >>> line_ids("Reading", "baseline and follow_up")[0]
    'Reading|baseline and follow_up'
    """
    base = f"{measure}|{pair}"
    return base, f"{base}|floor", f"{base}|ceiling", f"{base}|between"


def _cells(read: _Read, pair: str, ends: tuple[float, float] | None) -> Iterator[Cell]:
    names = line_ids(read.measure, pair)
    if ends is None:
        yield cell_of(names[0], read.pupils)
    else:
        yield from limit_cells(names, read.last, read.pupils, *ends)
