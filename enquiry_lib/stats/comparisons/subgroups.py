"""Did it help some pupils more than others? The difference in each group of pupils, and whether groups differ in it.

Each column of groups has one analysis of covariance in which every group has its own mean and its own difference between
the arms, with one slope for each column adjusted for; whether the differences differ is the F test of arm by group in
that model. Several columns are several chances to be misled, so their tests are taken together (Benjamini and Hochberg
1995). Effect sizes are over the SD within the arms of all pupils, so that groups can be held against each other.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, design, read_arms
from enquiry_lib.stats.codes import spelled_alike
from enquiry_lib.stats.comparisons.answers import Answer, Scale, answer_of, least_squares
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, moments, pooled_sd
from enquiry_lib.stats.models.columns import independent
from enquiry_lib.stats.models.robust import is_exact, ols
from enquiry_lib.stats.result import Cell, NotEnough, cell_of

NOT_KNOWN = ""

CAUTIONS = arms_of.CAUTIONS | {
    "not_planned": "Which groups to look at was not said beforehand: what is seen among several groups is a hint to look "
    "again, not a finding.",
    "small_groups": "Groups with too few pupils in either arm have no line.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


# --- the result -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """One group of pupils (`name` "": not known): pupils of each arm, and the difference between them."""

    name: str
    n_treated: int | None = None
    n_control: int | None = None
    answer: Answer = field(default_factory=Answer)


@dataclass(frozen=True)
class Interaction:
    """The test of whether groups differ in the difference: F, its degrees of freedom, p, and p among all columns."""

    f: float | None = None
    df: float | None = None
    df_residual: float | None = None
    p: float | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True)
class Column:
    """One column of groups: its members, and the test between them; `planned` if it was said beforehand."""

    name: str
    planned: bool
    members: tuple[Member, ...]
    test: Interaction = Interaction()


@dataclass(frozen=True, kw_only=True)
class Subgroups(BetweenArms):
    """The difference between two arms in each group of pupils, and whether groups differ in it.

    `overall` is the difference among all pupils. `smallest` is how many pupils each arm of a group needs for a line.
    """

    baseline: str
    smallest: int
    overall: Answer = field(default_factory=Answer)
    columns: tuple[Column, ...] = ()

    kept: ClassVar[tuple[str, ...]] = ("smallest",)
    standing: ClassVar[tuple[str, ...]] = (*BetweenArms.standing, "not_planned", "small_groups")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone, base = set(ids), arms_of.base_of(self.measure, self.outcome)
        if gone & set(arms_of.arm_ids(base, self.treated, self.control)):
            return super().withhold({cell.id for cell in self.counted})
        columns = tuple(
            _withheld(column, base, (self.treated, self.control), gone) for column in self.columns
        )
        return replace(self, columns=_adjusted(columns), counted=common.cells_kept(self.counted, gone))


# --- what is asked ----------------------------------------------------------------------------------------


def subgroup_effects(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    groups: Sequence[str],
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    planned: Sequence[str] = (),
    smallest: int = 10,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> Subgroups | NotEnough:
    """Work out the difference between two arms in each group of pupils, and test whether groups differ in it.

    `data` has one row a pupil; `outcome` and `baseline` are columns of scores, `arm` says who is in which arm (`treated`,
    `control`), `groups` are columns of categories, `planned` those of them that were named beforehand; `covariates` are
    further columns to adjust for. A group has a line where each arm has at least `smallest` pupils in it; pupils whose
    group is not known are a group by themselves. NotEnough where an arm has no pupil with all the scores, or nobody's
    score differs. Raises ColumnMissing, WrongValue.
    Source: the F test of nested least-squares models; Benjamini and Hochberg (1995).

    >>> scores = pd.DataFrame({"arm": ["intervention", "comparison"] * 8, "sex": ["F", "F", "M", "M"] * 4,
    ...                        "before": range(16), "after": [3, 1, 2, 3, 7, 4, 6, 8, 11, 8, 10, 9, 15, 13, 14, 14]})
    >>> found = subgroup_effects(scores, outcome="after", arm="arm", groups=["sex"], baseline="before", smallest=3,
    ...                          pupil=None)
    >>> [(one.name, round(one.answer.difference, 2)) for one in found.columns[0].members]
    [('F', 3.46), ('M', 0.46)]
    """
    asked = Asked(
        outcome=outcome,
        arm=arm,
        baseline=baseline,
        covariates=tuple(covariates),
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
        confidence=confidence,
    )
    _check(data, asked, groups, planned, smallest)
    arms = read_arms(data, asked)
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil with all the scores needed",
            "Check how the groups are written in their column, and that scores are filled in.",
        )
    divided = [_Divided.of_column(arms, name, smallest) for name in dict.fromkeys(groups)]
    untold = _untold(arms, asked, divided, planned, smallest)
    told = _told(untold, arms, divided) if arms.fewest > 1 else None
    if told is None and arms.fewest >= common.FEW:
        return asked.not_enough(
            "nobody's score differs, or it follows exactly from the columns",
            "Check that the right column is used.",
        )
    return told or untold


def _check(
    data: pd.DataFrame, asked: Asked, groups: Sequence[str], planned: Sequence[str], smallest: int
) -> None:
    common.need_columns(data, groups)
    if not groups:
        raise errors.WrongValue(name="groups", found="none", expected="at least one column")
    if odd := [name for name in (asked.outcome, asked.arm) if name in groups]:
        raise errors.WrongValue(name="groups", found=", ".join(odd), expected="columns of groups")
    if others := [name for name in planned if name not in groups]:
        raise errors.WrongValue(
            name="planned", found=", ".join(others), expected="some of the columns in groups"
        )
    if smallest < 2:
        raise errors.WrongValue(name="smallest", found=smallest, expected="2 or more")


# --- one column of groups ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Divided:
    """The pupils analysed by one column: `names` of its groups, each pupil's group, and which groups are compared."""

    column: str
    names: tuple[str, ...]
    of: npt.NDArray[np.intp]
    compared: tuple[int, ...]
    sizes: npt.NDArray[np.intp]

    @classmethod
    def of_column(cls, arms: Arms, column: str, smallest: int) -> Self:
        """Read a column; those for whom it is empty are a group of their own, the last."""
        given = spelled_alike(arms.rows[column])
        known = given.notna().to_numpy(bool)
        texts = np.where(known, given.astype(str).to_numpy(dtype=object), NOT_KNOWN)
        names = (*sorted(set(texts) - {NOT_KNOWN}), *([NOT_KNOWN] if not known.all() else []))
        places = np.array([names.index(text) for text in texts], dtype=np.intp)
        sides = arms.in_treated, ~arms.in_treated
        sizes = np.array([np.bincount(places[side], minlength=len(names)) for side in sides])
        compared = tuple(int(place) for place in np.flatnonzero(sizes.min(axis=0) >= smallest))
        return cls(column, names, places, compared, sizes)


def _column(
    arms: Arms, divided: _Divided, adjusting: Numbers, scale: Scale, confidence: float
) -> tuple[dict[int, Answer], Interaction]:
    """Give the difference in each group compared, and the test between them, from one model of those groups."""
    if not divided.compared:
        return {}, Interaction()
    chosen = np.isin(divided.of, divided.compared)
    there = arms.in_treated[chosen].astype(np.float64)
    inside = np.column_stack([(divided.of[chosen] == place).astype(np.float64) for place in divided.compared])
    own = np.hstack([inside * there[:, None], inside])
    with_own = _with_adjusting(own, adjusting[chosen])
    without = _with_adjusting(np.column_stack([there, inside]), adjusting[chosen])
    y = arms.outcome[chosen]
    fit, nested = ols(y, with_own), ols(y, without)
    if fit is None or nested is None or fit.df < 2 or is_exact(fit, y):
        return {}, Interaction()
    errors_of = np.sqrt(fit.sigma2 * np.diag(fit.bread))
    answers = {
        place: answer_of(float(fit.beta[k]), float(errors_of[k]), fit.df, scale=scale, confidence=confidence)
        for k, place in enumerate(divided.compared)
    }
    df = len(divided.compared) - 1
    if not df:
        return answers, Interaction()
    f = (float(nested.residuals @ nested.residuals) - float(fit.residuals @ fit.residuals)) / df / fit.sigma2
    return answers, Interaction(max(f, 0.0), df, fit.df, float(stats.f.sf(max(f, 0.0), df, fit.df)))


def _with_adjusting(columns: Numbers, adjusting: Numbers) -> Numbers:
    """Give the columns with those to adjust for that add something to them."""
    offered = np.hstack([columns, adjusting])
    return offered[:, independent(offered.T)]


def _adjusted(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give each test its p among all of them; one that is not told counts as showing nothing."""
    tests = [column.test.p for column in columns]
    if not columns:
        return ()
    given = stats.false_discovery_control([1.0 if p is None else p for p in tests])
    return tuple(
        column if p is None else replace(column, test=replace(column.test, p_adjusted=float(among)))
        for column, p, among in zip(columns, tests, given, strict=True)
    )


# --- telling ----------------------------------------------------------------------------------------------


def _told(untold: Subgroups, arms: Arms, divided: Sequence[_Divided]) -> Subgroups | None:
    there, others = arms.both(arms.outcome)
    columns, dropped = design(arms)
    sd, n = pooled_sd(there, others), there.n + others.n
    if moments(arms.outcome).sd == 0 or not sd > 0:
        return None
    scale = Scale(sd, n - 2, n)
    overall = least_squares(arms.outcome, columns, scale=scale, confidence=untold.confidence)
    if overall is None:
        return None
    found = [_column(arms, one, columns[:, 2:], scale, untold.confidence) for one in divided]
    told = tuple(
        replace(
            column,
            test=test,
            members=tuple(
                replace(member, answer=answers.get(place, Answer()))
                for place, member in enumerate(column.members)
            ),
        )
        for column, (answers, test) in zip(untold.columns, found, strict=True)
    )
    few = ("few_pupils",) if min(there.n, others.n) < common.FEW else ()
    return replace(
        untold,
        cautions=(*untold.cautions, *dropped, *few),
        overall=overall,
        columns=_adjusted(told),
        effect=EffectSize("total_sd", overall.g, None, overall.g_low, overall.g_high),
        se=overall.se,
        df=overall.df,
        low=overall.low,
        high=overall.high,
        p=overall.p,
    )


def _untold(
    arms: Arms, asked: Asked, divided: Sequence[_Divided], planned: Sequence[str], smallest: int
) -> Subgroups:
    """Give the counts and none of the numbers that rest on scores."""
    found = {
        "no_baseline": asked.baseline is None,
        "not_planned": any(one.column not in planned for one in divided),
        "small_groups": any(len(one.compared) < len(one.names) for one in divided),
    }
    return Subgroups(
        counted=(*asked.cells(arms), *(cell for one in divided for cell in _cells(arms, asked, one))),
        cautions=(*arms.cautions, *common.codes_that_hold(found)),
        effect=EffectSize("total_sd"),
        confidence=asked.confidence,
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        n_treated=len(arms.analysed[0]),
        n_control=len(arms.analysed[1]),
        measure=asked.measure,
        baseline=asked.baseline or "",
        smallest=smallest,
        columns=tuple(_uncompared(one, one.column in planned) for one in divided),
    )


def _uncompared(divided: _Divided, planned: bool) -> Column:
    sizes = zip(divided.names, *divided.sizes.tolist(), strict=True)
    return Column(divided.column, planned, tuple(Member(*one) for one in sizes))


# --- counting them ----------------------------------------------------------------------------------------


def _cells(arms: Arms, asked: Asked, divided: _Divided) -> Iterator[Cell]:
    """Count each arm once more as a total that falls apart by this column, and each of its groups."""
    sides = (arms.in_treated, ~arms.in_treated)
    for name, side in zip((str(asked.treated), str(asked.control)), sides, strict=True):
        total = _total(asked.base, divided.column, name)
        yield cell_of(total, arms.pupils[side])
        for place, member in enumerate(divided.names):
            yield cell_of(f"{total}|{member}", arms.pupils[side & (divided.of == place)], total)


def _total(base: str, column: str, arm: str) -> str:
    return f"{base}|by {column}|{arm}"


def _withheld(column: Column, base: str, sides: tuple[str, str], gone: set[str]) -> Column:
    """Give a column without the groups whose counts are named, and without the test where there are any."""
    totals = [_total(base, column.name, side) for side in sides]
    everything = bool(gone & set(totals))
    hidden = [
        everything or bool(gone & {f"{total}|{member.name}" for total in totals}) for member in column.members
    ]
    if not any(hidden):
        return column
    members = (
        Member(member.name) if gone_too else member
        for member, gone_too in zip(column.members, hidden, strict=True)
    )
    return replace(column, members=tuple(members), test=Interaction())
