"""Several groups of pupils compared at once: by their means, and by their ranks. SciPy and statsmodels do the sums."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Pupils
from enquiry_lib.stats.codes import spelled_alike
from enquiry_lib.stats.comparisons.contingency import Counts, Statistic, in_groups, untested
from enquiry_lib.stats.effect_sizes import PERFECT, Numbers, moments
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

CAUTIONS = common.CAUTIONS | {
    "no_group": "Some rows do not say which group the pupil is in; they were left out.",
    "group_of_one": "A group has a single pupil, so Welch's test, which needs each group's spread, could not be made.",
    "same_within": "In some group nobody's score differs, so Welch's test, which needs each group's spread, could not be made.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_STANDING = ("not_a_number", "duplicates", "no_pupil_id", "no_group")


@dataclass(frozen=True)
class GroupMean:
    """One group's mean in points with its interval (Student's, by the group's own spread; NaN for a single pupil)."""

    name: str
    n: int | None
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class SeveralGroups(Counted):
    """How the means of several groups differ.

    `eta_squared` is the percentage of the differences between pupils that lies between the groups. `tests` are the F of a
    one-way analysis of variance (its `df` is that within the groups, `df_between` that between them), Welch's F and
    Kruskal-Wallis with ties. The figures of all groups together are given only where every group may be counted.
    """

    outcome: str
    group: str
    confidence: float
    groups: tuple[GroupMean, ...]
    measure: str = ""
    eta_squared: float | None = None
    df_between: float | None = None
    tests: tuple[Statistic, ...] = untested("anova", "welch", "kruskal")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the groups named, nor what rests on them all."""
        gone = {cell.id for cell in self.counted} & set(ids)
        if not gone:
            return self
        groups = tuple(
            common.without_numbers(one) if _name(self, one) in gone else one for one in self.groups
        )
        left = tuple(code for code in self.cautions if code in _STANDING)
        hidden = common.without_numbers(
            replace(self, cautions=left), keep=("counted", "confidence", "groups")
        )
        return replace(hidden, groups=groups, counted=common.cells_kept(self.counted, gone | {_base(self)}))


def compare_several_groups(
    data: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> SeveralGroups | NotEnough:
    """Compare the means of several groups of pupils, such as classes or programmes (one-way analysis of variance).

    `data` has one row a pupil, `outcome` a column of scores, `group` says who is in which group. NotEnough where fewer than
    two groups have a pupil with a score, or nobody's score differs within the groups; of few pupils that would tell about
    them, and the numbers are withheld instead. Raises ColumnMissing, WrongValue.
    Sources: R's oneway.test with and without var.equal, kruskal.test.

    >>> table = pd.DataFrame({"class": list("AAABBBCCC"), "score": [1, 2, 3, 2, 3, 4, 6, 7, 8]})
    >>> found = compare_several_groups(table, outcome="score", group="class", pupil=None)
    >>> [(test.method, round(test.value, 2)) for test in found.tests], round(found.eta_squared, 1)
    ([('anova', 21.0), ('welch', 18.0), ('kruskal', 6.06)], 87.5)
    """
    common.need_columns(data, common.named(pupil, outcome, group))
    common.need_share("confidence", confidence)
    if outcome == group:
        raise errors.WrongValue(name="group", found="the outcome itself", expected="the column of the groups")
    rows, cautions = common.one_row_each(data, common.named(pupil), pupil=pupil)
    rows = rows.assign(**{group: spelled_alike(rows[group])})
    scores = common.finite_numbers(rows[outcome])
    there = ~np.isnan(scores) & rows[group].notna().to_numpy(bool)
    found = {
        "not_a_number": common.has_unusable(rows[outcome]),
        "no_group": bool(rows[group].isna().any()),
        "pupils_left_out": bool((np.isnan(scores) & rows[group].notna().to_numpy(bool)).any()),
    }
    names, codes = in_groups(rows.loc[there, group])
    parts = [scores[there][codes == code] for code in range(len(names))]
    asked = f"How {outcome} differs by {group}"
    if len(parts) < 2:
        return NotEnough(asked, "there are no two groups with scores", "Check the column of the groups.")
    untold = SeveralGroups(
        counted=(),
        cautions=(*cautions, *common.codes_that_hold(found)),
        outcome=outcome,
        group=group,
        confidence=confidence,
        groups=tuple(_mean(name, part, confidence) for name, part in zip(names, parts, strict=True)),
        measure=measure,
    )
    untold = replace(untold, counted=_cells(untold, codes, common.identifiers(rows, pupil)[there]))
    if _differ_within(parts):
        return _compared(untold, parts)
    if min(map(len, parts)) < common.FEW:
        return untold
    return NotEnough(
        asked, "within each group all pupils have the same score", "Check that the right column is used."
    )


def _mean(name: str, scores: Numbers, confidence: float) -> GroupMean:
    found = moments(scores)
    if found.n < 2:
        return GroupMean(name, found.n, found.mean, math.nan, math.nan, math.nan)
    half = float(stats.t.ppf((1 + confidence) / 2, found.n - 1)) * found.sd / math.sqrt(found.n)
    return GroupMean(name, found.n, found.mean, found.sd, found.mean - half, found.mean + half)


def _differ_within(parts: list[Numbers]) -> bool:
    """Say whether scores differ within the groups by more than rounding."""
    everyone = np.concatenate(parts)
    within = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    return len(everyone) > len(parts) and within > PERFECT * float(((everyone - everyone.mean()) ** 2).sum())


def _compared(untold: SeveralGroups, parts: list[Numbers]) -> SeveralGroups:
    made: Any = stats.f_oneway(*parts)
    kruskal: Any = stats.kruskal(*parts)
    between, within = float(len(parts) - 1), float(sum(map(len, parts)) - len(parts))
    explained = made.statistic * between
    same = any(len(part) > 1 and np.ptp(part) == 0 for part in parts)
    alone = min(map(len, parts)) < 2
    found = {
        "few_pupils": min(map(len, parts)) < common.FEW,
        "group_of_one": alone,
        "same_within": same and not alone,
    }
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
        eta_squared=100 * float(explained / (explained + within)),
        df_between=between,
        tests=(
            Statistic("anova", float(made.statistic), within, float(made.pvalue)),
            Statistic("welch", *[math.nan] * 3) if alone or same else _welch(parts),
            Statistic("kruskal", float(kruskal.statistic), between, float(kruskal.pvalue)),
        ),
    )


def _welch(parts: list[Numbers]) -> Statistic:
    made: Any = anova_oneway(parts, use_var="unequal", welch_correction=True)
    return Statistic("welch", float(made.statistic), float(made.df[1]), float(made.pvalue))


# --- ids of the pupils counted ----------------------------------------------------------------------------


def _base(result: SeveralGroups) -> str:
    return "|".join(filter(None, (result.measure, result.outcome, result.group)))


def _name(result: SeveralGroups, group: GroupMean) -> str:
    return f"{_base(result)}|{group.name}"


def _cells(result: SeveralGroups, codes: Counts, pupils: Pupils) -> tuple[Cell, ...]:
    """Count all, and each group."""
    base = _base(result)
    each = (
        cell_of(_name(result, group), pupils[codes == code], base) for code, group in enumerate(result.groups)
    )
    return cell_of(base, pupils), *each
