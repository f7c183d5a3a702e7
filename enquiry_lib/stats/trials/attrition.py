"""How many pupils were lost to a trial, held against a published boundary, and what that may have done.

The boundary says how much may be lost overall, and how much more in one group than in the other, before the bias may be
larger than is tolerable: under cautious assumptions about who is lost, and under optimistic ones. It is a table that comes in
as an argument (reference data: attrition_boundary). Between its rows limits are drawn in a straight line; a table is read at
the loss itself, and not, as in a public R package, one row before it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import codes
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Pupils, base_of
from enquiry_lib.stats.effect_sizes import PERFECT, EffectSize, Numbers, hedges_g, moments
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

Flags = npt.NDArray[np.bool_]
Pair = tuple[int, int]
Verdict = Literal["tolerable", "optimistic", "high", "beyond"]
ORDER: tuple[Verdict, ...] = ("tolerable", "optimistic", "high", "beyond")
"""Tolerable under cautious assumptions, only under optimistic ones, under neither, or more than the table goes to."""

COLUMNS = ("overall", "cautious", "optimistic")

CAUTIONS = arms_of.CAUTIONS | {
    "no_cluster": "Some rows do not say which school or class the pupil is in; they were left out.",
    "boundary_between": "The boundary is given at some losses only; between them its limits were drawn in a straight line.",
    "baseline_apart": "The pupils who stayed differed at the start by more than 0.05 SD: adjust for the score before.",
    "baseline_far_apart": "The pupils who stayed differed at the start by more than 0.25 SD, more than adjusting can mend.",
    "baseline_missing": "Some pupils who stayed have no score from before; the groups are compared at the start without them.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_STANDING = ("not_a_number", "no_cluster", "duplicates", "no_pupil_id", "other_arms", *codes.CAUTIONS)


@dataclass(frozen=True)
class Lost:
    """How many of some units (pupils, or whole clusters) were lost, in percent, and the limits that hold at that loss.

    `differential` is how much more was lost in one group than in the other, in percentage points, without a sign;
    `cautious` and `optimistic` are the most it may be (NaN beyond the boundary's last row).
    """

    units: str
    allocated_treated: int | None = None
    allocated_control: int | None = None
    analysed_treated: int | None = None
    analysed_control: int | None = None
    overall: float | None = None
    differential: float | None = None
    cautious: float | None = None
    optimistic: float | None = None

    @property
    def verdict(self) -> Verdict | None:
        """Judge the loss; None where it is withheld."""
        if self.differential is None or self.cautious is None or self.optimistic is None:
            return None
        if math.isnan(self.cautious):
            return "beyond"
        if self.differential <= self.cautious + PERFECT:
            return "tolerable"
        return "optimistic" if self.differential <= self.optimistic + PERFECT else "high"


@dataclass(frozen=True, kw_only=True)
class Attrition(Counted):
    """What was lost of two groups between allocation and analysis, and whether that is tolerable.

    `levels` has the pupils; where whole clusters were allocated (`cluster` is their column), the clusters and then the
    pupils of those that stayed.
    `baseline_g` is how far the groups differ at the start, in SD, among the pupils who stayed.
    """

    outcome: str
    treated: str
    control: str
    levels: tuple[Lost, ...]
    baseline: str = ""
    cluster: str = ""
    baseline_g: float | None = None
    measure: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """Give the worst verdict of all levels; None where one is withheld."""
        verdicts = [level.verdict for level in self.levels]
        known = [verdict for verdict in verdicts if verdict is not None]
        return max(known, key=ORDER.index) if len(known) == len(verdicts) else None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        left = tuple(code for code in self.cautions if code in _STANDING)
        hidden = common.without_numbers(self, keep=("counted",))
        return replace(hidden, counted=(), cautions=left)


def check_attrition(
    data: pd.DataFrame,
    *,
    arm: str,
    outcome: str,
    boundary: pd.DataFrame,
    baseline: str | None = None,
    cluster: str | None = None,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
) -> Attrition | NotEnough:
    """Check whether so many pupils were lost that the two groups may no longer be alike.

    `data` has one row for every pupil who was allocated, also for those without an outcome; `arm` says to which group, and
    a pupil without a number in `outcome` is lost. `boundary` has the columns overall, cautious and optimistic: the loss
    overall in percent, and the largest tolerable difference between the groups in percentage points. `baseline` is a score
    from before, by which those who stayed are compared; `cluster` the column of the schools or classes where whole ones were
    allocated. NotEnough when nobody was allocated to a group. Raises ColumnMissing, WrongValue.
    Source: What Works Clearinghouse, Standards Handbook, version 4.0, Table II.1.

    >>> boundary = pd.DataFrame({"overall": [0, 10, 20], "cautious": [5.7, 6.3, 5.4], "optimistic": [10.0, 10.9, 10.2]})
    >>> table = pd.DataFrame({"arm": ["intervention"] * 50 + ["comparison"] * 50, "score": [1.0] * 42 + [None] * 8 + [2.0] * 48 + [None] * 2})
    >>> found = check_attrition(table, arm="arm", outcome="score", boundary=boundary, pupil=None)
    >>> found.levels[0].overall, found.levels[0].differential, found.verdict
    (10.0, 12.0, 'high')
    """
    limits = _limits(boundary)
    roll, cautions = _read(
        data,
        arm=arm,
        outcome=outcome,
        baseline=baseline,
        cluster=cluster,
        arms=(treated, control),
        pupil=pupil,
    )
    asked = f"What was lost of {treated} and {control} before {outcome}"
    if not (roll.treated.any() and (~roll.treated).any()):
        return NotEnough(
            asked,
            "nobody was allocated to one of the groups",
            "Check how the groups are written in their column.",
        )
    base, names = base_of(measure, outcome), (str(treated), str(control))
    result = Attrition(
        counted=tuple(_cells(roll, base, names)),
        cautions=cautions,
        outcome=outcome,
        treated=names[0],
        control=names[1],
        levels=tuple(_judged(units, *counts, limits) for units, counts in _levels(roll)),
        baseline=baseline or "",
        cluster=cluster or "",
        measure=measure,
    )
    return _with_baseline(_with_boundary(result, limits), roll)


def check_attrition_counts(
    *,
    allocated: tuple[int, int],
    analysed: tuple[int, int],
    boundary: pd.DataFrame,
    treated: str = "intervention",
    control: str = "comparison",
    outcome: str = "the outcome",
    measure: str = "",
) -> Attrition:
    """Check the same from counts alone: how many pupils were `allocated` and how many `analysed`, treated and control.

    `boundary` is as `check_attrition` takes it. Raises WrongValue unless of each group somebody was allocated, and no more
    were analysed than that.

    >>> boundary = pd.DataFrame({"overall": [0, 10, 20], "cautious": [5.7, 6.3, 5.4], "optimistic": [10.0, 10.9, 10.2]})
    >>> found = check_attrition_counts(allocated=(100, 100), analysed=(88, 80), boundary=boundary)
    >>> found.levels[0].overall, round(found.levels[0].cautious, 2), found.verdict
    (16.0, 5.76, 'optimistic')
    """
    limits = _limits(boundary)
    if not all(0 <= stayed <= there and there for there, stayed in zip(allocated, analysed, strict=True)):
        raise errors.WrongValue(
            name="analysed",
            found=f"{analysed[0]} and {analysed[1]} of {allocated[0]} and {allocated[1]}",
            expected="no more than were allocated, and somebody allocated to each group",
        )
    result = Attrition(
        counted=tuple(_counted(base_of(measure, outcome), (treated, control), allocated, analysed)),
        outcome=outcome,
        treated=treated,
        control=control,
        levels=(_judged("pupils", allocated, analysed, limits),),
        measure=measure,
    )
    return _with_boundary(result, limits)


# --- what the table has -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Roll:
    """Everybody who was allocated, one entry a pupil: whether `treated`, whether they `stayed`; NaN where `start` is not known."""

    treated: Flags
    stayed: Flags
    pupils: Pupils
    start: Numbers | None
    clusters: npt.NDArray[np.object_] | None

    def lost_whole(self) -> Flags:
        """Say of whom nobody in the cluster stayed."""
        if self.clusters is None:
            return np.zeros(len(self.treated), bool)
        stays = pd.Series(self.stayed).groupby(self.clusters).transform("any")
        return ~stays.to_numpy(bool)


def _read(
    data: pd.DataFrame,
    *,
    arm: str,
    outcome: str,
    baseline: str | None,
    cluster: str | None,
    arms: tuple[Hashable, Hashable],
    pupil: str | None,
) -> tuple[_Roll, tuple[str, ...]]:
    """Take everybody who was allocated, with what to be careful about."""
    common.need_columns(data, common.named(arm, outcome, baseline, cluster, pupil))
    if codes.code_of(arms[0]) == codes.code_of(arms[1]):
        raise errors.WrongValue(
            name="treated", found="the same as control", expected="the other group's name"
        )
    if baseline == outcome:
        raise errors.WrongValue(name="baseline", found="the outcome itself", expected="an earlier score")
    clear, of_codes = codes.clear_codes(data, common.named(cluster), arm=arm, pupil=pupil)
    rows, cautions = common.one_row_each(clear, common.named(pupil), pupil=pupil)
    of_arm = [codes.has_code(rows[arm], name) for name in arms]
    known = rows[cluster].notna().to_numpy(bool) if cluster else np.ones(len(rows), bool)
    there = (of_arm[0] | of_arm[1]) & known
    scores = common.finite_numbers(rows[outcome])
    found = {
        "not_a_number": common.has_unusable(rows[outcome]),
        "other_arms": not (of_arm[0] | of_arm[1]).all(),
        "no_cluster": not known.all(),
    }
    roll = _Roll(
        treated=of_arm[0][there],
        stayed=~np.isnan(scores[there]),
        pupils=common.identifiers(rows, pupil)[there],
        start=common.finite_numbers(rows[baseline])[there] if baseline else None,
        clusters=rows[cluster].to_numpy(object)[there] if cluster else None,
    )
    return roll, (*cautions, *of_codes, *common.codes_that_hold(found))


def _levels(roll: _Roll) -> Iterator[tuple[str, tuple[Pair, Pair]]]:
    """Give what was allocated and what stayed, treated and control, of pupils or first of clusters."""
    lost = roll.lost_whole()
    if roll.clusters is not None:
        kinds = [
            (_several(roll.clusters[of]), _several(roll.clusters[of & ~lost]))
            for of in (roll.treated, ~roll.treated)
        ]
        yield "clusters", ((kinds[0][0], kinds[1][0]), (kinds[0][1], kinds[1][1]))
    units = "pupils" if roll.clusters is None else "pupils of clusters that stayed"
    yield units, (_pair(roll, ~lost), _pair(roll, ~lost & roll.stayed))


def _several(clusters: npt.NDArray[np.object_]) -> int:
    return len(pd.unique(clusters))


def _pair(roll: _Roll, those: Flags) -> Pair:
    return int((roll.treated & those).sum()), int((~roll.treated & those).sum())


# --- the boundary -----------------------------------------------------------------------------------------


def _judged(units: str, allocated: Pair, analysed: Pair, limits: pd.DataFrame) -> Lost:
    lost = [
        100 * (there - stayed) / there if there else math.nan
        for there, stayed in zip(allocated, analysed, strict=True)
    ]
    overall = 100 * (sum(allocated) - sum(analysed)) / sum(allocated) if sum(allocated) else math.nan
    cautious, optimistic = (
        float(np.interp(overall, limits["overall"], limits[name], left=math.nan, right=math.nan))
        for name in ("cautious", "optimistic")
    )
    return Lost(units, *allocated, *analysed, overall, abs(lost[0] - lost[1]), cautious, optimistic)


def _with_boundary(result: Attrition, limits: pd.DataFrame) -> Attrition:
    """Say where a limit had to be drawn between two rows of the boundary."""
    rows = set(limits["overall"])
    between = any(
        not math.isnan(level.cautious or 0.0) and level.overall not in rows for level in result.levels
    )
    return replace(
        result, cautions=(*result.cautions, *common.codes_that_hold({"boundary_between": between}))
    )


def _limits(boundary: pd.DataFrame) -> pd.DataFrame:
    """Give the boundary by its overall loss, from the smallest on."""
    common.need_columns(boundary, COLUMNS)
    limits = boundary[list(COLUMNS)].astype(np.float64).sort_values("overall", ignore_index=True)
    if len(limits) < 2 or limits.isna().any(axis=None) or limits["overall"].duplicated().any():
        raise errors.WrongValue(
            name="boundary",
            found="a table with too few rows, empty cells or a row twice",
            expected="a row for each overall loss, with both limits",
        )
    return limits


# --- where those who stayed began -------------------------------------------------------------------------


def _with_baseline(result: Attrition, roll: _Roll) -> Attrition:
    """Compare where the pupils who stayed began."""
    if roll.start is None:
        return result
    known = roll.stayed & ~np.isnan(roll.start)
    found = hedges_g(*(moments(roll.start[known & of]) for of in (roll.treated, ~roll.treated)))
    g = found.g if isinstance(found, EffectSize) else None
    codes = {
        **arms_of.how_far_apart(g),
        "baseline_missing": bool((roll.stayed & ~known).any()),
    }
    cautions = (*result.cautions, *common.codes_that_hold(codes))
    return replace(result, cautions=cautions, baseline_g=math.nan if g is None else g)


# --- ids of the pupils counted ----------------------------------------------------------------------------


def _cells(roll: _Roll, base: str, names: tuple[str, str]) -> Iterator[Cell]:
    """Count who was allocated, who stayed and who was lost in each group, and how far each is known."""
    known = None if roll.start is None else ~np.isnan(roll.start)
    whole = roll.lost_whole()
    everybody = np.ones(len(roll.treated), bool)
    for what, those in (("allocated", everybody), ("analysed", roll.stayed), ("left out", ~roll.stayed)):
        yield cell_of(f"{base}|{what}", roll.pupils[those])
    for name, of in zip(names, (roll.treated, ~roll.treated), strict=True):
        allocated = f"{base}|allocated|{name}"
        yield cell_of(allocated, roll.pupils[of], f"{base}|allocated")
        for what, those in (("analysed", roll.stayed), ("left out", ~roll.stayed)):
            for margin in (f"{base}|{what}", allocated):
                yield cell_of(f"{base}|{what}|{name}", roll.pupils[of & those], margin)
        if known is not None:
            yield from _split(f"{base}|analysed|{name}", roll, of & roll.stayed, known, "with a score before")
        if roll.clusters is not None:
            yield from _split(
                f"{base}|left out|{name}", roll, of & ~roll.stayed, whole, "with all of their cluster"
            )


def _split(name: str, roll: _Roll, those: Flags, by: Flags, said: str) -> Iterator[Cell]:
    """Count those for whom something holds, and those for whom it does not."""
    yield cell_of(f"{name}|{said}", roll.pupils[those & by], name)
    yield cell_of(f"{name}|not {said}", roll.pupils[those & ~by], name)


def _counted(base: str, names: tuple[str, str], allocated: Pair, analysed: Pair) -> Iterator[Cell]:
    """Count the same from numbers alone."""
    for name, there, stayed in zip(names, allocated, analysed, strict=True):
        yield Cell(f"{base}|allocated|{name}", there)
        yield Cell(f"{base}|analysed|{name}", stayed, f"{base}|allocated|{name}")
        yield Cell(f"{base}|left out|{name}", there - stayed, f"{base}|allocated|{name}")
