"""A school's change held against a published trend: how much more, or less, it moved than schools did in general."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted, NotEnough

CAUTIONS = common.CAUTIONS | {
    "published_exact": "The published figures are taken as without error, and as if this school were not in them.",
    "other_schools": "The published trend is that of very different schools; this one might have moved otherwise anyway.",
    "taken_independent": "The interval takes the two occasions as different pupils; where most are the same it is rough.",
    "none_or_all": "On one occasion nobody, or everybody, was counted; the interval is one made for such shares (Newcombe's).",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = ("few_pupils", "none_or_all")
Sides = tuple[tuple[float, int], tuple[float, int]]
RATES, SHARES = "means of pupils' own percentages", "shares of pupils"


@dataclass(frozen=True, kw_only=True)
class AgainstTrend(Counted):
    """How much more a school moved than a published figure, in percentage points.

    `own_before` and `own_after` are percentages, of `of`; `beyond` is the school's change minus the published change, with its
    error and interval, which come from the school's own pupils alone.
    """

    measure: str
    of: str
    pupils_before: int | None
    pupils_after: int | None
    own_before: float | None
    own_after: float | None
    trend_before: float
    trend_after: float
    beyond: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    confidence: float

    @property
    def trend(self) -> float:
        """Give how many points the published figure rose."""
        return self.trend_after - self.trend_before

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        left = tuple(code for code in self.cautions if code not in _FROM_NUMBERS)
        kept = ("confidence", "trend_before", "trend_after")
        return replace(common.without_numbers(self, keep=kept), cautions=left, counted=())


def against_trend(
    *,
    own_before: float,
    own_after: float,
    pupils_before: int,
    pupils_after: int,
    trend_before: float,
    trend_after: float,
    spread: tuple[float, float] | None = None,
    measure: str = "",
    confidence: float = 0.95,
) -> AgainstTrend | NotEnough:
    """Work out how much more a school moved between two occasions than a published figure did, in percentage points.

    Without `spread`, `own_before` and `own_after` are counts of pupils (such as those persistently absent) of
    `pupils_before` and `pupils_after`. With it they are percentages, such as attendance, and `spread` has the SD between
    pupils' own percentages on both occasions: sessions of one pupil are alike, so that counts of sessions alone would
    give an interval many times too narrow. `trend_before` and `trend_after` are published percentages, taken as without
    error. NotEnough without pupils. Raises WrongValue for a count that is not whole or above its pupils, or what is no percentage.
    Two independent samples (Wald), as in the change of persistent absence; Newcombe's where a share is none or all.

    >>> found = against_trend(own_before=44, pupils_before=311, own_after=13, pupils_after=336,
    ...                       trend_before=13.4, trend_after=13.8)
    >>> round(found.beyond, 1), round(found.low, 1), round(found.high, 1)
    (-10.7, -15.1, -6.3)
    """
    common.need_share("confidence", confidence)
    sides = ((own_before, pupils_before), (own_after, pupils_after))
    _check(sides, (trend_before, trend_after), spread)
    if min(pupils_before, pupils_after) < 1:
        found = "there were no pupils on one of the occasions"
        return NotEnough("The change beside the published trend", found, "Give both numbers of pupils.")
    return _beyond(sides, (trend_before, trend_after), spread=spread, measure=measure, confidence=confidence)


def _beyond(
    sides: Sides,
    trend: tuple[float, float],
    *,
    spread: tuple[float, float] | None,
    measure: str,
    confidence: float,
) -> AgainstTrend:
    rates = [own if spread else 100 * own / pupils for own, pupils in sides]
    spreads = spread or [math.sqrt(rate * (100 - rate)) for rate in rates]
    se = math.sqrt(sum(sd**2 / pupils for sd, (_, pupils) in zip(spreads, sides, strict=True)))
    risen = trend[1] - trend[0]
    beyond = rates[1] - rates[0] - risen
    half = float(stats.norm.ppf((1 + confidence) / 2)) * se
    low, high = beyond - half, beyond + half
    if spread is None and min(spreads) == 0:
        low, high = (end - risen for end in _newcombe(sides, confidence))
    cautions = {
        "other_schools": True,
        "published_exact": True,
        "other_changes": True,
        "regression_possible": True,
        "taken_independent": True,
        "few_pupils": min(pupils for _, pupils in sides) < common.FEW,
        "none_or_all": min(spreads) == 0,
    }
    return AgainstTrend(
        counted=tuple(_cells(measure, sides, counts=spread is None)),
        cautions=common.codes_that_hold(cautions),
        measure=measure,
        of=RATES if spread else SHARES,
        pupils_before=sides[0][1],
        pupils_after=sides[1][1],
        own_before=rates[0],
        own_after=rates[1],
        trend_before=float(trend[0]),
        trend_after=float(trend[1]),
        beyond=beyond,
        se=se,
        low=low,
        high=high,
        p=float(2 * stats.norm.sf(abs(beyond) / se)) if se > 0 else math.nan,
        confidence=confidence,
    )


def _newcombe(sides: Sides, confidence: float) -> tuple[float, float]:
    """Give the interval of the rise of a share, in percentage points (Newcombe 1998, method 10)."""
    (before, pupils_before), (after, pupils_after) = sides
    low, high = confint_proportions_2indep(
        after, pupils_after, before, pupils_before, method="newcomb", alpha=1 - confidence
    )
    return 100 * float(low), 100 * float(high)


def _check(
    sides: Sides,
    trend: tuple[float, float],
    spread: tuple[float, float] | None,
) -> None:
    for own, pupils in sides:
        most = 100 if spread else max(pupils, 0)
        if not (0 <= own <= most and (spread or own == int(own))):
            expected = (
                "a percentage from 0 to 100" if spread else f"a whole count from 0 to {most}, of those pupils"
            )
            raise errors.WrongValue(name="own_before or own_after", found=own, expected=expected)
    for percentage in trend:
        if not 0 <= percentage <= 100:
            raise errors.WrongValue(
                name="the published figure", found=percentage, expected="a percentage from 0 to 100"
            )
    for sd in spread or ():
        if not (math.isfinite(sd) and sd >= 0):
            raise errors.WrongValue(
                name="spread", found=sd, expected="an SD in percentage points, for example 7.5"
            )


def _cells(measure: str, sides: Sides, *, counts: bool) -> list[Cell]:
    """Count the pupils of each occasion and, where these were counted, those who were and those who were not."""
    cells = []
    for when, (own, pupils) in zip(("before", "after"), sides, strict=True):
        name = "|".join(filter(None, (measure, "beside the trend", when)))
        cells.append(Cell(name, pupils))
        if counts:
            cells += [
                Cell(f"{name}|counted", int(own), name),
                Cell(f"{name}|not counted", pupils - int(own), name),
            ]
    return cells
