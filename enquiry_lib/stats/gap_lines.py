"""One gap as a line of numbers, and what many of them have in common: their order, and the allowance for their number.

A gap is a group's mean against that of others: in points with Student's interval (one variance within the two, as
`t.test(var.equal = TRUE)` has it), and in SDs within the two (Hedges g, as metafor's SMD).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Self, TypeVar

import numpy as np
from scipy import special

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import EffectSize, Moments, hedges_g, pooled_sd
from enquiry_lib.stats.gap_shrinkage import adjust_for_many, shrink
from enquiry_lib.stats.result import Counted
from enquiry_lib.stats.sides import in_no_order

CAUTIONS = common.CAUTIONS | {
    "largest_overstated": "Many gaps were looked at, and the largest of many usually looks larger than it is.",
    "constant_scores": "On some tests all pupils had the same score, so there is no gap to work out.",
    "unmatched_pupils": "Both occasions are about the same pupils, those with a score on both; others were left out.",
    "few_followed_up": "Too few pupils have a score on both occasions, so only the first is looked at.",
}
"""Every code of caution that a scan of gaps can carry, with its sentence."""


@dataclass(frozen=True, kw_only=True)
class GapLine:
    """One group against others; `difference` (points) and `g` (SDs) below zero mean the group is behind.

    `group` is the column, `member` the category in it, `others` whom it is compared with. Student's interval of the
    difference is from `points_low` to `points_high`, with `p` on `df` degrees of freedom; `se`, `low` and `high` are
    of g. `p_adjusted` allows for how many gaps were looked at, `shrunk` is what g more likely is, and a gap
    `stands_out` when its adjusted p is no more than the false-discovery rate. `rests_on` are the ids of the counts
    behind the numbers.
    """

    measure: str
    group: str
    member: str
    others: str
    n: int | None
    n_others: int | None
    difference: float | None
    points_low: float | None
    points_high: float | None
    df: float | None
    p: float | None
    g: float | None
    se: float | None
    low: float | None
    high: float | None
    p_adjusted: float | None = None
    shrunk: float | None = None
    shrunk_low: float | None = None
    shrunk_high: float | None = None
    stands_out: bool | None = None
    rests_on: tuple[str, ...] = field(repr=False)

    @property
    def named(self) -> tuple[str, ...]:
        """Name the gap, for an order among gaps of the same size."""
        return self.measure, self.group, self.member

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same gap, without its numbers if a count they rest on is named."""
        if set(self.rests_on).isdisjoint(ids):
            return self
        member, others = in_no_order(self.member, self.others)
        return replace(common.without_numbers(self), member=member, others=others, stands_out=None)


Line = TypeVar("Line", bound=GapLine)


@dataclass(frozen=True, kw_only=True)
class Scanned(Counted, Generic[Line]):
    """Gaps that were looked at together, the one most behind first.

    `looked_at` is their number, `false_discovery` the share of those standing out that may be chance, `tau2` the
    variance of the true gaps about none (None for fewer than three).
    """

    gaps: tuple[Line, ...]
    looked_at: int
    confidence: float
    false_discovery: float
    tau2: float | None = None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them.

        What allows for the number of gaps is worked out anew from those that are shown. Gaps without numbers come
        last, so that their place does not give away their size.
        """
        gaps, tau2 = allow_for_many(
            [gap.withhold(ids) for gap in self.gaps],
            looked_at=self.looked_at,
            confidence=self.confidence,
            false_discovery=self.false_discovery,
        )
        return replace(self, gaps=gaps, tau2=tau2, counted=common.cells_kept(self.counted, ids))


def check_levels(confidence: float, false_discovery: float, smallest_group: int) -> None:
    """Raise WrongValue unless both are shares, and a group has at least two pupils.

    >>> check_levels(0.95, 0.05, 10)
    """
    common.need_share("confidence", confidence)
    if not 0 < false_discovery < 1:
        expected = "between 0 and 1, for example 0.05"
        raise errors.WrongValue(name="false_discovery", found=false_discovery, expected=expected)
    if smallest_group < 2:
        raise errors.WrongValue(name="smallest_group", found=smallest_group, expected="2 or more")


def numbers_of(there: Moments, others: Moments, *, confidence: float) -> dict[str, Any] | None:
    """Give the numbers of a gap by their names in a GapLine; None when nobody differs within the two groups.

    >>> numbers_of(Moments(10, 90.0, 12.0), Moments(20, 96.0, 12.0), confidence=0.95)["difference"]
    -6.0
    """
    size = hedges_g(there, others, confidence=confidence)
    if not isinstance(size, EffectSize):
        return None
    se = pooled_sd(there, others) * math.sqrt(1 / there.n + 1 / others.n)
    points = points_of(there.mean - others.mean, se, there.n + others.n - 2, confidence=confidence)
    return {"n": there.n, "n_others": others.n, **points} | sizes_of(size)


def points_of(difference: float, se: float, df: float, *, confidence: float) -> dict[str, Any]:
    """Give a difference in points with Student's interval and p, by their names in a GapLine.

    >>> round(points_of(-6.0, 3.0, 58, confidence=0.95)["p"], 3)
    0.05
    """
    half = float(special.stdtrit(df, (1 + confidence) / 2)) * se
    return {
        "difference": difference,
        "points_low": difference - half,
        "points_high": difference + half,
        "df": float(df),
        "p": float(2 * special.stdtr(df, -abs(difference) / se)),
    }


def sizes_of(size: EffectSize) -> dict[str, Any]:
    """Give an effect size by the names of its numbers in a GapLine."""
    return {"g": size.g, "se": size.se, "low": size.low, "high": size.high}


def allow_for_many(
    gaps: Sequence[Line], *, looked_at: int, confidence: float, false_discovery: float
) -> tuple[tuple[Line, ...], float | None]:
    """Give gaps in order, with adjusted p and shrunken g worked out from those that are shown; and tau²."""
    shown = [gap for gap in gaps if gap.g is not None]
    p, g, se = (
        np.array([getattr(gap, name) for gap in shown], dtype=np.float64) for name in ("p", "g", "se")
    )
    adjusted = adjust_for_many(p, looked_at)
    drawn = shrink(g, se, confidence=confidence)
    columns = (
        np.full((3, len(shown)), np.nan) if drawn is None else np.array([drawn.g, drawn.low, drawn.high])
    )
    allowed = [
        replace(
            gap,
            p_adjusted=float(p_adjusted),
            stands_out=bool(p_adjusted <= false_discovery),
            **_known(("shrunk", "shrunk_low", "shrunk_high"), columns[:, place]),
        )
        for place, (gap, p_adjusted) in enumerate(zip(shown, adjusted, strict=True))
    ]
    withheld = [gap for gap in gaps if gap.g is None]
    return in_order([*allowed, *withheld]), None if drawn is None else drawn.tau2


def _known(names: tuple[str, ...], numbers: Iterable[float]) -> dict[str, Any]:
    """Give numbers by their names, None where there is none."""
    return {
        name: None if math.isnan(number) else float(number)
        for name, number in zip(names, numbers, strict=True)
    }


def in_order(gaps: Iterable[Line]) -> tuple[Line, ...]:
    """Put the gap most behind first, and gaps without numbers last, by their names."""
    return tuple(sorted(gaps, key=lambda gap: (gap.g is None, gap.g or 0, gap.named)))
