"""How alike two groups were before anything was done: the standardised difference of every column.

A difference of numbers is divided by their SD among the treated, before matching or weighting, and by that same SD
after it too, so that a smaller difference is nearer and not only more spread; the root of the mean of both groups'
variances on request ('pooled', as MatchIt and cobalt have it). Each category is a column of its own, its difference in
percentage points, its SD √(p(1 − p)). Up to 0.05 is fine, up to 0.25 must be adjusted for, and beyond that adjusting
is not enough (What Works Clearinghouse).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import (
    ADJUST_ABOVE,
    FAR_APART_ABOVE,
    Arms,
    Asked,
    Pupils,
    arm_cells,
    arm_ids,
    base_of,
    read_arms,
)
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

SDS = {
    "treated": "the SD of the treated pupils, before matching or weighting",
    "pooled": "the root of the mean of both groups' variances, before matching or weighting",
}
"""What a standardised difference may be divided by."""

CAUTIONS = arms_of.CAUTIONS | {
    "by_lot": "Lots were drawn, so the groups differ at the start by chance alone, and the interval of the finding allows for that.",
    "no_spread": "A column is the same for everyone it is divided by, so its difference has no SD to be measured in.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = ("no_spread",)

B = TypeVar("B", bound="Balance")


# --- the result -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sides:
    """One column in both groups: means (percent for a category), standardised difference, ratio of variances.

    `standardised` is treated minus control over the SD; NaN where nobody differs, as `ratio` is for a category.
    """

    treated: float | None = None
    control: float | None = None
    standardised: float | None = None
    ratio: float | None = None


@dataclass(frozen=True)
class BalanceLine:
    """A column of numbers, or one category (`member`) of a column, before and after; `after` None: nothing was done."""

    column: str
    member: str
    is_share: bool
    before: Sides
    after: Sides | None = None

    @property
    def last(self) -> Sides:
        """Give what stands at the end: after matching or weighting, or before where nothing was done."""
        return self.before if self.after is None else self.after


@dataclass(frozen=True, kw_only=True)
class Balance(Counted):
    """How alike two groups were: a line for each column of numbers and each category.

    Numbers of pupils are `n_treated` and `n_control` before, `kept_treated` and `kept_control` those with a match or a
    weight. `adjusted` says what was done: "", "matched" or "weighted". `sd` is one of SDS.
    """

    arm: str
    treated: str
    control: str
    sd: str
    adjusted: str = ""
    n_treated: int | None = None
    n_control: int | None = None
    kept_treated: int | None = None
    kept_control: int | None = None
    lines: tuple[BalanceLine, ...] = ()
    base: str = field(default="", repr=False)

    @property
    def furthest(self) -> BalanceLine | None:
        """Give the line whose groups are furthest apart at the end; None where none can be told."""
        told = [line for line in self.lines if _is_number(line.last.standardised)]
        return max(told, key=lambda line: abs(line.last.standardised or 0), default=None)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone = set(ids)
        hidden = _without_side(self, gone, before=True)
        if self.adjusted:
            hidden = _without_side(hidden, gone, before=False)
        lost = gone & {cell.id for cell in self.counted}
        dropped = _FROM_NUMBERS if lost else ()
        left = tuple(code for code in self.cautions if code not in dropped)
        return replace(hidden, counted=common.cells_kept(self.counted, gone), cautions=left)


def verdict(standardised: float) -> str:
    """Say what a standardised difference asks for: 'fine', 'adjust' (for it), or 'apart' (more than adjusting mends).

    >>> [verdict(value) for value in (0.05, -0.2, 0.3)]
    ['fine', 'adjust', 'apart']
    """
    size = abs(standardised)
    return "fine" if size <= ADJUST_ABOVE else "adjust" if size <= FAR_APART_ABOVE else "apart"


def _is_number(value: float | None) -> bool:
    return value is not None and not math.isnan(value)


# --- what is asked ----------------------------------------------------------------------------------------


def check_balance(
    data: pd.DataFrame,
    *,
    arm: str,
    covariates: Sequence[str],
    weights: str | None = None,
    sd: str = "treated",
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
) -> Balance | NotEnough:
    """Say how alike two groups are in every column given.

    `data` has one row a pupil; `arm` says who is in which group (`treated`, `control`); `covariates` are columns of numbers
    or categories known before anything was done. `weights` is a column of weights, as matching or weighting gives them
    (0: not used), after which everything is given once more. `sd` is what differences are divided by (a key of SDS);
    categories differ in percentage points, and in SD √(p(1 − p)). Pupils lacking a value are left out. NotEnough where a
    group has nobody with all values. Raises ColumnMissing, WrongValue. Formulas: MatchIt's summary, Stuart (2010).

    >>> table = pd.DataFrame({"arm": ["intervention"] * 3 + ["comparison"] * 3, "before": [2, 4, 6, 1, 3, 5]})
    >>> found = check_balance(table, arm="arm", covariates=["before"], pupil=None)
    >>> found.lines[0].before
    Sides(treated=4.0, control=3.0, standardised=0.5, ratio=1.0)
    """
    need_sd(sd)
    who = Who(arm, tuple(covariates), treated, control, pupil, measure)
    arms = read_who(data, who, also=common.named(weights))
    if not arms.fewest:
        return who.nobody()
    weighing = None if weights is None else _weights(arms.rows[weights], weights)
    return balance_of(arms, who, weighing, sd=sd, adjusted="" if weighing is None else "weighted")


def need_sd(sd: str) -> None:
    """Raise WrongValue unless differences can be divided by such an SD.

    >>> need_sd("pooled")
    """
    if sd not in SDS:
        raise errors.WrongValue(name="sd", found=repr(sd), expected="'treated' or 'pooled'")


def _weights(column: pd.Series, name: str) -> Numbers:
    found = common.finite_numbers(column)
    if np.isnan(found).any() or (found < 0).any() or not found.any():
        raise errors.WrongValue(
            name=f"column {name}",
            found="a weight that is no number, below 0, or none above 0",
            expected="0 or more",
        )
    return found


@dataclass(frozen=True)
class Who:
    """Whom a question about likeness is about: the column of the arms and their names, and what they are held alike by."""

    arm: str
    covariates: tuple[str, ...]
    treated: Hashable = "intervention"
    control: Hashable = "comparison"
    pupil: str | None = "pupil_id"
    measure: str = ""
    outcome: str = ""

    @property
    def base(self) -> str:
        """Give what the ids of its counts begin with."""
        return base_of(self.measure, self.outcome or f"{self.arm} by {', '.join(self.covariates)}")

    def asked(self) -> Asked:
        """Give the question as it is asked of a table; who they are does not rest on an outcome."""
        return Asked(
            outcome=self.outcome,
            arm=self.arm,
            covariates=self.covariates,
            treated=self.treated,
            control=self.control,
            pupil=self.pupil,
            measure=self.measure,
        )

    def nobody(self) -> NotEnough:
        """Say that a group has nobody to look at."""
        return NotEnough(
            f"How alike {self.treated} and {self.control} were",
            "one of the groups has no pupil with all the values needed",
            "Check how the groups are written in their column, and that the columns are filled in.",
        )


def read_who(data: pd.DataFrame, who: Who, *, also: Sequence[str] = ()) -> Arms:
    """Take the pupils of both arms whose values are all there, whether or not an outcome was named."""
    if not who.covariates:
        raise errors.WrongValue(name="covariates", found="none", expected="at least one column")
    needed = common.named(who.pupil, who.arm, *who.covariates, *also, who.outcome or None)
    common.need_columns(data, dict.fromkeys(needed))
    table = data if who.outcome else data.assign(**{"": 0.0})
    return read_arms(table, who.asked(), also=also)


# --- the numbers ------------------------------------------------------------------------------------------


class Column(NamedTuple):
    """A column of numbers, or one category of a column as 0 and 100."""

    name: str
    member: str
    is_share: bool
    values: Numbers


def columns_of(adjusters: pd.DataFrame) -> list[Column]:
    """Give columns as numbers: each category by itself and in percent, of a column of two numbers the higher one."""
    return [part for name in adjusters for part in _parts(str(name), adjusters[name])]


def _parts(name: str, column: pd.Series) -> Iterator[Column]:
    if not pd.api.types.is_numeric_dtype(column):
        for member in column.cat.categories:
            yield Column(name, str(member), True, 100.0 * (column == member).to_numpy(np.float64))
        return
    values = column.to_numpy(np.float64)
    found = np.unique(values)
    if len(found) == 2:
        yield Column(name, f"{found[1]:g}", True, 100.0 * (values == found[1]))
    else:
        yield Column(name, "", False, values)


def balance_of(
    arms: Arms, who: Who, weights: Numbers | None = None, *, sd: str = "treated", adjusted: str = ""
) -> Balance:
    """Hold two arms against each other in every column to adjust for, and once more with weights.

    weights: (n,) one a pupil, 0 for those not used.
    """
    columns, names = columns_of(arms.adjusters), _names(who, adjusted)
    there, ones = arms.in_treated, np.ones(len(arms.in_treated))
    cells = _cells(arms, columns, names.before, ones > 0)
    lines = _lines(columns, arms, weights, sd)
    kept = ones > 0 if weights is None else weights > 0
    if weights is not None:
        cells += _cells(arms, columns, names.after, kept)
    lacking = any(math.isnan(line.before.standardised or 0) for line in lines)
    return Balance(
        counted=cells,
        cautions=(*arms.cautions, *(("no_spread",) if lacking else ())),
        arm=who.arm,
        treated=str(who.treated),
        control=str(who.control),
        sd=sd,
        adjusted=adjusted,
        n_treated=int(there.sum()),
        n_control=int((~there).sum()),
        kept_treated=int((there & kept).sum()) if adjusted else None,
        kept_control=int((~there & kept).sum()) if adjusted else None,
        lines=lines,
        base=who.base,
    )


def _lines(
    columns: Sequence[Column], arms: Arms, weights: Numbers | None, sd: str
) -> tuple[BalanceLine, ...]:
    """Hold both arms against each other in each column; with one pupil in an arm there are lines without numbers."""
    there, ones = arms.in_treated, np.ones(len(arms.in_treated))

    def sides(weighing: Numbers) -> list[Sides]:
        if arms.fewest < 2:
            return [Sides()] * len(columns)
        return [_sides(column, _spread(column, there, sd), there, weighing) for column in columns]

    after = [None] * len(columns) if weights is None else sides(weights)
    return tuple(
        BalanceLine(column.name, column.member, column.is_share, first, last)
        for column, first, last in zip(columns, sides(ones), after, strict=True)
    )


def _spread(column: Column, there: npt.NDArray[np.bool_], sd: str) -> float:
    variances = [_variance(column, column.values[side], np.ones(int(side.sum()))) for side in (there, ~there)]
    return math.sqrt(variances[0] if sd == "treated" else sum(variances) / 2)


def _sides(column: Column, spread: float, there: npt.NDArray[np.bool_], weights: Numbers) -> Sides:
    sides = [(column.values[side], weights[side]) for side in (there, ~there)]
    if any(not weighing.any() for _, weighing in sides):
        return Sides()
    first, second = (float(values @ weighing / weighing.sum()) for values, weighing in sides)
    variances = [_variance(column, *side) for side in sides]
    is_ratio = not column.is_share and variances[1] > 0
    return Sides(
        first,
        second,
        (first - second) / spread if spread > 0 else math.nan,
        variances[0] / variances[1] if is_ratio else math.nan,
    )


def _variance(column: Column, values: Numbers, weights: Numbers) -> float:
    """Give the variance of weighted numbers (n − 1 where all weigh the same), or p(1 − p) of a category."""
    total = weights.sum()
    mean = float(values @ weights / total)
    if column.is_share:
        return mean * (100 - mean)
    left = total - weights @ weights / total
    squares = weights @ (values - mean) ** 2
    return float(squares / left) if left > 0 and squares > 1e-24 * (values @ values) else 0.0


# --- counting them ----------------------------------------------------------------------------------------


class _Names(NamedTuple):
    before: tuple[str, str, str]
    after: tuple[str, str, str]


def _names(who: Who | Balance, adjusted: str) -> _Names:
    treated, control = str(who.treated), str(who.control)
    whats = ("alike", adjusted or "alike")
    return _Names(*(arm_ids(who.base, treated, control, what=what) for what in whats))


def _cells(
    arms: Arms, columns: Sequence[Column], names: tuple[str, str, str], kept: npt.NDArray[np.bool_]
) -> tuple[Cell, ...]:
    """Count the pupils of both arms, and in each of them every category."""
    sides: tuple[Pupils, Pupils] = arms.pupils[arms.in_treated & kept], arms.pupils[~arms.in_treated & kept]
    by_arm = zip(names[1:], (arms.in_treated & kept, ~arms.in_treated & kept), strict=True)
    categories = [
        cell
        for name, side in by_arm
        for column in columns
        if column.is_share
        for cell in _category_cells(
            f"{name}|{column.name}", arms.pupils[side], _members(column, columns, side)
        )
    ]
    return (*arm_cells(names, sides), *categories)


def _category_cells(
    total: str, pupils: Pupils, members: Mapping[str, npt.NDArray[np.bool_]]
) -> Iterator[Cell]:
    """Count all pupils of an arm once more, as a total of its own that falls apart by this column."""
    yield cell_of(total, pupils)
    for member, inside in members.items():
        yield cell_of(f"{total}|{member}", pupils[inside], total)


def _members(
    column: Column, columns: Sequence[Column], side: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.bool_]]:
    """Say who is in a category, and who is not where no other column counts them."""
    inside = column.values[side] > 0
    alone = sum(other.name == column.name for other in columns) == 1
    return {column.member: inside} | ({f"not {column.member}": ~inside} if alone else {})


def _without_side(result: B, gone: set[str], *, before: bool) -> B:
    """Give the balance without what is not told of those before, or of those after."""
    names = _names(result, result.adjusted)[0 if before else 1]
    everything = bool(gone & set(names))
    lines = tuple(
        _without(line, before=before) if everything or gone & _own(line, names) else line
        for line in result.lines
    )
    hidden = replace(result, lines=lines)
    if not everything:
        return hidden
    if before:
        return replace(hidden, n_treated=None, n_control=None)
    return replace(hidden, kept_treated=None, kept_control=None)


def _without(line: BalanceLine, *, before: bool) -> BalanceLine:
    return replace(line, before=Sides()) if before else replace(line, after=Sides())


def _own(line: BalanceLine, names: tuple[str, str, str]) -> set[str]:
    if not line.is_share:
        return set()
    totals = [f"{name}|{line.column}" for name in names[1:]]
    members = ("", f"|{line.member}", f"|not {line.member}")
    return {f"{total}{member}" for total in totals for member in members}
