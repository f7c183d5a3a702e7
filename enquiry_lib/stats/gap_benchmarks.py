"""A school's gaps beside published ones, such as those of its authority, its region or its nation.

A published gap is taken as without error, for it rests on many thousand pupils; what is uncertain is the school's own.
A published gap is a group's mean minus that of all other pupils, as here, and not minus that of all pupils.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.gaps import Gap, GapScan
from enquiry_lib.stats.result import Counted, NotEnough

Row = dict[Any, Any]

POINTS, SD = "points", "SD"
NEEDED = ("measure", "group", "member", "area", "unit", "source", "date")
ASKED = "The comparison with published gaps"

CAUTIONS = {
    "without_error": "The published gaps are taken as exact; the interval is that of the school's own gap.",
    "published_unmatched": "Some published gaps have none of the school's to stand beside.",
}
"""Every code of caution that gaps beside published ones can carry, with its sentence."""


@dataclass(frozen=True)
class BesidePublished:
    """A school's gap with its interval, beside a published one in the same `unit` (points or SD).

    `apart` is the school's gap minus the published one, from `apart_low` to `apart_high`; below zero the group is
    further behind in the school. `rests_on` are the ids of the counts behind the school's numbers.
    """

    measure: str
    occasion: str
    group: str
    member: str
    unit: str
    gap: float | None
    low: float | None
    high: float | None
    area: str
    published: float
    apart: float | None
    apart_low: float | None
    apart_high: float | None
    source: str
    date: str
    rests_on: tuple[str, ...] = field(repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same line, without the school's numbers if a count they rest on is named."""
        if set(self.rests_on).isdisjoint(ids):
            return self
        return common.without_numbers(self, keep=("published",))


@dataclass(frozen=True, kw_only=True)
class GapBenchmarks(Counted):
    """A school's gaps beside published ones, in the order in which these were given."""

    lines: tuple[BesidePublished, ...]
    confidence: float

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them; published gaps stay."""
        lines = tuple(line.withhold(ids) for line in self.lines)
        return replace(self, lines=lines, counted=common.cells_kept(self.counted, ids))


def benchmark_gaps(scan: GapScan | NotEnough, published: pd.DataFrame) -> GapBenchmarks | NotEnough:
    """Put a school's gaps beside published ones of the same measure, group and unit.

    `published` has a row for each published gap, with the columns measure, group and member (as in the tables:
    "Reading", "pupil_premium", "yes"), area (whose figure it is), unit ("points" or "SD"), source and date, and either
    gap (the group's mean minus that of all other pupils; below zero is behind) or both mean and mean_others. A column
    occasion, where there is one, says with which occasion a figure belongs (empty: with any). NotEnough where no published gap has one
    of the school's to stand beside. Raises ColumnMissing, and WrongValue for units or gaps that cannot be read.

    >>> from enquiry_lib.stats.gaps import scan_gaps
    >>> pupils = pd.DataFrame({"score": range(40), "pupil_premium": ["yes", "no"] * 20})
    >>> scan = scan_gaps(pupils, groups=["pupil_premium"], measure=None, occasion=None, pupil=None)
    >>> row = {"measure": "score", "group": "pupil_premium", "member": "yes", "area": "England", "unit": "points",
    ...        "gap": -4.0, "source": "made up", "date": "2026-01-01"}
    >>> line = benchmark_gaps(scan, pd.DataFrame([row])).lines[0]
    >>> line.gap, line.published, line.apart
    (-1.0, -4.0, 3.0)
    """
    if isinstance(scan, NotEnough):
        return replace(scan, asked=ASKED)
    rows = _read(published)
    beside = [list(_beside(row, scan)) for row in rows]
    lines = tuple(line for found in beside for line in found)
    if not lines:
        do = "Write measure, group and member as they are in the school's tables."
        return NotEnough(ASKED, "no published gap is of a measure and a group that were compared here", do)
    unmatched = () if all(beside) else ("published_unmatched",)
    return GapBenchmarks(
        counted=scan.counted, cautions=("without_error", *unmatched), lines=lines, confidence=scan.confidence
    )


def _read(published: pd.DataFrame) -> list[Row]:
    """Give the published gaps, each as a row with a number, or refuse the table in words."""
    as_gap = "gap" in published.columns
    common.need_columns(published, [*NEEDED, *(["gap"] if as_gap else ["mean", "mean_others"])])
    units = published["unit"].astype(str).str.strip().str.casefold().map({"points": POINTS, "sd": SD})
    odd = sorted(set(published.loc[units.isna(), "unit"].astype(str)))
    if odd:
        expected = "points (of the test) or SD (standard deviations), so that like is compared with like"
        raise errors.WrongValue(name="unit", found=", ".join(odd), expected=expected)
    gaps = _gaps(published, as_gap=as_gap)
    if np.isnan(gaps).any():
        raise errors.WrongValue(
            name="gap" if as_gap else "mean", found="a row without a number", expected="a number in each row"
        )
    when = published["occasion"].fillna("").astype(str) if "occasion" in published.columns else ""
    return [dict(row) for _, row in published.assign(unit=units, gap=gaps, occasion=when).iterrows()]


def _gaps(published: pd.DataFrame, *, as_gap: bool) -> Numbers:
    if as_gap:
        return common.finite_numbers(published["gap"])
    return common.finite_numbers(published["mean"]) - common.finite_numbers(published["mean_others"])


def _beside(row: Row, scan: GapScan) -> Iterator[BesidePublished]:
    """Give a line for each of the school's gaps that a published one is of."""
    for gap in scan.gaps:
        if gap.measure != str(row["measure"]) or gap.group != str(row["group"]):
            continue
        if row["occasion"] in ("", gap.occasion) and str(row["member"]) in (
            gap.member,
            gap.others,
        ):
            yield _line(row, gap)


def _line(row: Row, gap: Gap) -> BesidePublished:
    in_points, in_sd = (gap.difference, gap.points_low, gap.points_high), (gap.g, gap.low, gap.high)
    own, low, high = in_points if row["unit"] == POINTS else in_sd
    if str(row["member"]) != gap.member:
        own, low, high = (_turned(number) for number in (own, high, low))
    published = float(row["gap"])
    return BesidePublished(
        measure=gap.measure,
        occasion=gap.occasion,
        group=gap.group,
        member=str(row["member"]),
        unit=row["unit"],
        gap=own,
        low=low,
        high=high,
        area=str(row["area"]),
        published=published,
        apart=_less(own, published),
        apart_low=_less(low, published),
        apart_high=_less(high, published),
        source=str(row["source"]),
        date=str(row["date"]),
        rests_on=gap.rests_on,
    )


def _turned(number: float | None) -> float | None:
    return None if number is None else -number


def _less(number: float | None, published: float) -> float | None:
    return None if number is None else number - published
