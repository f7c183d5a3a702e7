"""Whether a test had room: how many pupils scored as low, or as high, as it goes.

More than 15% at an end is the customary line (McHorney and Tarlov 1995; Terwee and others 2007): pupils there cannot be
told apart, and those at the top cannot be seen to gain. Skewness is the adjusted Fisher-Pearson coefficient (type 2 of
R's psych, SciPy with bias corrected); beyond 0.5 and 1 it is called somewhat and strongly skewed (Bulmer 1979).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

LINE = 0.15  # of the pupils: more than this at an end is customarily too many
SOMEWHAT, STRONGLY = 0.5, 1.0  # skewness

CAUTIONS = common.CAUTIONS | {
    "off_scale": "Some scores lie beyond the ends that were given; they were left out. Check the lowest and highest score.",
    "line_is_custom": "The line of 15% is a custom, not a law: with few pupils a share a little above or below it is chance.",
    "same_scores": "Everyone has the same score on an occasion, so nothing can be said of how scores spread.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

Shape = Literal["even", "somewhat low", "strongly low", "somewhat high", "strongly high", ""]


@dataclass(frozen=True)
class LimitsLine:
    """How many pupils were at the floor and at the ceiling on one occasion, and how scores leaned.

    Shares are from 0 to 1. `skewness` is above 0 where most scored low, with a tail upwards; NaN where there is none.
    """

    occasion: str
    n: int | None
    at_floor: int | None
    at_ceiling: int | None
    floor_share: float | None
    ceiling_share: float | None
    skewness: float | None

    @property
    def shape(self) -> Shape:
        """Say where most scores lie; "" where it is not known."""
        if self.skewness is None or math.isnan(self.skewness):
            return ""
        if abs(self.skewness) <= SOMEWHAT:
            return "even"
        strong = abs(self.skewness) > STRONGLY
        if self.skewness > 0:
            return "strongly low" if strong else "somewhat low"
        return "strongly high" if strong else "somewhat high"

    def withhold(self, ids: Collection[str], base: str) -> Self:
        """Give the same line without the counts named, nor any number that rests on them."""
        pupils, floor, ceiling, _ = limit_ids(base, self.occasion)
        hidden = common.without_numbers(self) if pupils in ids else self
        if floor in ids:
            hidden = replace(hidden, at_floor=None, floor_share=None)
        return replace(hidden, at_ceiling=None, ceiling_share=None) if ceiling in ids else hidden


@dataclass(frozen=True, kw_only=True)
class Limits(Counted):
    """How many pupils were at the ends of a measure, a line for each occasion."""

    lowest: float
    highest: float
    lines: tuple[LimitsLine, ...]
    measure: str = ""

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        lines = tuple(line.withhold(ids, self.measure) for line in self.lines)
        told = {code for line in lines for code in _line_cautions(line)}
        left = tuple(code for code in self.cautions if code != "same_scores" or code in told)
        return replace(self, lines=lines, counted=common.cells_kept(self.counted, ids), cautions=left)


def floor_and_ceiling(
    data: pd.DataFrame,
    *,
    score: str = "score",
    lowest: float,
    highest: float,
    occasion: str | None = None,
    pupil: str | None = "pupil_id",
    measure: str = "",
) -> Limits | NotEnough:
    """Work out how many pupils scored as low, or as high, as a measure goes, on each occasion.

    `data` has one row a pupil, or a pupil and occasion where a column of `occasion`s is named. `lowest` and `highest` are
    the ends of the measure. NotEnough when there is no score between them. Raises ColumnMissing, WrongValue.

    >>> scores = pd.DataFrame({"pupil_id": range(20), "score": [10] * 5 + [4, 5, 6, 7, 8] * 3})
    >>> line = floor_and_ceiling(scores, lowest=0, highest=10).lines[0]
    >>> line.floor_share, line.ceiling_share, line.shape
    (0.0, 0.25, 'even')
    """
    common.need_columns(data, common.named(pupil, score, occasion))
    if not -math.inf < lowest < highest < math.inf:
        raise errors.WrongValue(name="highest", found=highest, expected=f"above the lowest, {lowest:g}")
    rows, cautions = common.one_row_each(data, common.named(pupil, occasion), pupil=pupil)
    scores = common.finite_numbers(rows[score])
    outside = (scores < lowest) | (scores > highest)
    usable = ~np.isnan(scores) & ~outside
    when = np.full(len(rows), "") if occasion is None else rows[occasion].astype("str").to_numpy(dtype=object)
    if occasion is not None:
        usable &= rows[occasion].notna().to_numpy()
    if not usable.any():
        return NotEnough(
            f"Whether {measure or 'the measure'} had room at its ends",
            "there is no score between them",
            "Check the column of scores, and the lowest and highest score there can be.",
        )
    pupils = common.identifiers(rows, pupil)
    parts = {name: usable & (when == name) for name in dict.fromkeys(when[usable])}
    lines = tuple(_line(str(name), scores[part], lowest, highest) for name, part in parts.items())
    cells = [
        cell
        for name, part in parts.items()
        for cell in limit_cells(limit_ids(measure, str(name)), scores[part], pupils[part], lowest, highest)
    ]
    found = {
        "not_a_number": common.has_unusable(rows[score]),
        "off_scale": bool(outside.any()),
        "line_is_custom": True,
        "same_scores": any(code for line in lines for code in _line_cautions(line)),
    }
    return Limits(
        counted=tuple(cells),
        cautions=(*cautions, *common.codes_that_hold(found)),
        lowest=float(lowest),
        highest=float(highest),
        lines=lines,
        measure=measure,
    )


def limit_ids(measure: str, occasion: str) -> tuple[str, str, str, str]:
    """Name the pupils with a score, those at the floor, those at the ceiling, and those between.

    >>> limit_ids("Reading", "baseline")[:2]
    ('limits|Reading|baseline', 'limits|Reading|baseline|floor')
    """
    base = "|".join(filter(None, ("limits", measure, occasion)))
    return base, f"{base}|floor", f"{base}|ceiling", f"{base}|between"


def limit_cells(
    names: tuple[str, str, str, str],
    scores: Numbers,
    pupils: npt.NDArray[np.object_],
    lowest: float,
    highest: float,
) -> Iterator[Cell]:
    """Count the pupils with a score, and of them those at each end and between."""
    floor, ceiling = scores <= lowest, scores >= highest
    parts = (np.ones(len(scores), dtype=bool), floor, ceiling, ~floor & ~ceiling)
    for name, part, margin in zip(names, parts, ("", names[0], names[0], names[0]), strict=True):
        yield cell_of(name, pupils[part], margin)


def _line(occasion: str, scores: Numbers, lowest: float, highest: float) -> LimitsLine:
    n, floor, ceiling = len(scores), int((scores <= lowest).sum()), int((scores >= highest).sum())
    varies = n > 2 and bool((scores != scores[0]).any())
    skewness = float(stats.skew(scores, bias=False)) if varies else math.nan
    return LimitsLine(occasion, n, floor, ceiling, floor / n, ceiling / n, skewness)


def _line_cautions(line: LimitsLine) -> tuple[str, ...]:
    return common.codes_that_hold({"same_scores": line.n is not None and line.shape == ""})
