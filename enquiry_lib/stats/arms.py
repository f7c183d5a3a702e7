"""Two arms read from a table: who is in which, who is analysed and who is left out, and how both are counted.

Every comparison of two groups of pupils asks the same of its table. `Asked` says what was asked, `read_arms` takes
the pupils of both arms whose values are all there, `arm_cells` counts them, and `BetweenArms` is the result whose
numbers all rest on the pupils analysed.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import codes as codes_in
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import EffectSize, Estimated, Moments, Numbers, hedges_g, moments
from enquiry_lib.stats.models import columns as columns_of
from enquiry_lib.stats.result import Cell, NotEnough, cell_of

Pupils = npt.NDArray[np.object_]

CAUTIONS = (
    common.CAUTIONS
    | codes_in.CAUTIONS
    | columns_of.CAUTIONS
    | {
        "no_baseline": "There is no score from before, so the groups may have differed from the start.",
        "other_arms": "Some rows belong to neither group; they were left out.",
        "covariate_dropped": "A column to adjust for was left out: it is the same for everyone, or follows from the others.",
    }
)
"""Codes of caution that comparisons of two arms share, each with its sentence."""

ADJUST_ABOVE, FAR_APART_ABOVE = 0.05, 0.25  # What Works Clearinghouse: baseline difference in SD
APART = {
    "baseline_apart": "The groups differed at the start by more than 0.05 SD; the difference is adjusted for it.",
    "baseline_far_apart": "The groups differed at the start by more than 0.25 SD, more than adjusting can mend.",
}
"""Codes of caution about where the two arms began, each with its sentence."""


# --- what was asked ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked of two arms: the columns, and the names of the arms.

    `pupil` None takes each row for a pupil of its own.
    """

    outcome: str
    arm: str
    baseline: str | None = None
    covariates: tuple[str, ...] = ()
    treated: Hashable = "intervention"
    control: Hashable = "comparison"
    pupil: str | None = "pupil_id"
    measure: str = ""
    confidence: float = 0.95

    @property
    def adjust_for(self) -> list[str]:
        """Name the columns to adjust for, the score before first."""
        return common.named(self.baseline, *self.covariates)

    @property
    def base(self) -> str:
        """Give what the ids of its counts begin with."""
        return base_of(self.measure, self.outcome)

    def cells(self, arms: Arms) -> tuple[Cell, ...]:
        """Count the pupils analysed: both arms together, the treated, the control."""
        return arm_cells(arm_ids(self.base, self.treated, self.control), arms.analysed)

    def not_enough(self, found: str, do: str = "") -> NotEnough:
        """Say that the difference between the arms cannot be worked out."""
        return NotEnough(
            f"The difference between {self.treated} and {self.control} in {self.outcome}", found, do
        )


# --- what the table has -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arms:
    """The pupils analysed, and those of each arm who were not (`out`: treated, control).

    `outcome` and `in_treated` have one entry a pupil analysed, `adjusters` and `rows` one row: the columns to
    adjust for, ready to use, and all columns as they were given.
    """

    outcome: Numbers
    in_treated: npt.NDArray[np.bool_]
    adjusters: pd.DataFrame
    rows: pd.DataFrame
    pupils: Pupils
    out: tuple[Pupils, Pupils]
    cautions: tuple[str, ...]

    @property
    def analysed(self) -> tuple[Pupils, Pupils]:
        """Give the pupils analysed, treated and control."""
        return self.pupils[self.in_treated], self.pupils[~self.in_treated]

    @property
    def left_out(self) -> tuple[int, int]:
        """Count those left out, treated and control."""
        there, others = self.out
        return len(there), len(others)

    @property
    def fewest(self) -> int:
        """Count the pupils analysed of the smaller arm."""
        return min(map(len, self.analysed))

    def both(self, scores: Numbers) -> tuple[Moments, Moments]:
        """Give the moments of some scores in both arms, treated first."""
        return moments(scores[self.in_treated]), moments(scores[~self.in_treated])


def read_arms(
    data: pd.DataFrame, asked: Asked, *, also: Sequence[str] = (), codes: Sequence[str] = ()
) -> Arms:
    """Take the pupils of the two arms whose values are all there, one row each.

    `also` are further columns without which a pupil is left out, `codes` such columns of classes, schools or blocks:
    these and the arms are the same however they are typed, and a pupil who is in two of them is left out. Class 1 of one
    school and class 1 of another are told apart only by a column that names both. Raises ColumnMissing, WrongValue.

    >>> table = pd.DataFrame({"arm": ["intervention", "comparison", "comparison"], "score": [3, 2, None]})
    >>> arms = read_arms(table, Asked(outcome="score", arm="arm", pupil=None))
    >>> arms.outcome.tolist(), arms.left_out, arms.cautions
    ([3.0, 2.0], (0, 1), ('pupils_left_out',))
    """
    _check(data, asked, [*also, *codes])
    clear, of_codes = codes_in.clear_codes(data, codes, arm=asked.arm, pupil=asked.pupil)
    rows, cautions = common.one_row_each(clear, common.named(asked.pupil), pupil=asked.pupil)
    in_treated = codes_in.has_code(rows[asked.arm], asked.treated)
    in_control = codes_in.has_code(rows[asked.arm], asked.control)
    scores = common.finite_numbers(rows[asked.outcome])
    adjusters = pd.DataFrame(
        {name: adjuster_of(rows, name, asked) for name in asked.adjust_for}, index=rows.index
    )
    there = adjusters.notna().all(axis=1) & rows[[*also, *codes]].notna().all(axis=1)
    complete = ~np.isnan(scores) & there.to_numpy(bool)
    pupils = common.identifiers(rows, asked.pupil)
    left_out = pupils[in_treated & ~complete], pupils[in_control & ~complete]
    used = (in_treated | in_control) & complete
    found = {
        "not_a_number": common.has_unusable(rows[asked.outcome])
        or any(columns_of.is_partly_read(rows[name], adjusters[name]) for name in adjusters),
        "text_as_numbers": any(
            columns_of.is_text_as_numbers(rows[name], adjusters[name]) for name in asked.covariates
        ),
        "other_arms": not (in_treated | in_control).all(),
        "pupils_left_out": any(map(len, left_out)),
    }
    return Arms(
        outcome=scores[used],
        in_treated=in_treated[used],
        adjusters=adjusters[used],
        rows=rows[used],
        pupils=pupils[used],
        out=left_out,
        cautions=(*cautions, *of_codes, *common.codes_that_hold(found)),
    )


def lacks_code(data: pd.DataFrame, asked: Asked, column: str) -> bool:
    """Say whether it is not said of somebody of the two arms which class, school or block they are in.

    >>> table = pd.DataFrame({"arm": ["intervention", "comparison"], "class": ["7x", " "]})
    >>> lacks_code(table, Asked(outcome="score", arm="arm"), "class")
    True
    """
    inside = codes_in.has_code(data[asked.arm], asked.treated) | codes_in.has_code(
        data[asked.arm], asked.control
    )
    return bool((inside & codes_in.has_none(data[column])).any())


def _check(data: pd.DataFrame, asked: Asked, also: Sequence[str]) -> None:
    needed = common.named(asked.pupil, asked.outcome, asked.arm, *asked.adjust_for, *also)
    common.need_columns(data, dict.fromkeys(needed))
    common.need_share("confidence", asked.confidence)
    if codes_in.code_of(asked.treated) == codes_in.code_of(asked.control):
        raise errors.WrongValue(
            name="treated", found="the same as control", expected="the other group's name"
        )
    if asked.outcome in asked.adjust_for:
        raise errors.WrongValue(name="baseline", found="the outcome itself", expected="an earlier score")


def adjuster_of(rows: pd.DataFrame, name: str, asked: Asked) -> pd.Series:
    """Give a column to adjust for; the score before is one of numbers, however they be written, where any is."""
    column = rows[name]
    if name == asked.baseline:
        numbers = common.finite_numbers(column)
        if not np.isnan(numbers).all():
            return pd.Series(numbers, index=column.index)
    return adjuster(column)


def adjuster(column: pd.Series) -> pd.Series:
    """Give numbers as numbers (not finite is missing), as models.columns takes them, anything else as categories.

    Raises WrongValue for dates.
    """
    values = columns_of.model_values(column)
    return values if pd.api.types.is_numeric_dtype(values) else values.cat.remove_unused_categories()


def design(arms: Arms) -> tuple[Numbers, tuple[str, ...]]:
    """Give the columns of the model: one, arm, and each column that adds something to adjust for; with a caution.

    Columns of numbers are standardised, categories become columns of 0 and 1 for each but the first.
    """
    offered = [part for name in arms.adjusters for part in _model_columns(arms.adjusters[name])]
    columns = np.column_stack([np.ones(len(arms.outcome)), arms.in_treated])
    for column in offered:
        wider = np.column_stack([columns, (column - column.mean()) / (column.std() or 1.0)])
        if np.linalg.matrix_rank(wider) == wider.shape[1]:
            columns = wider
    return columns, () if columns.shape[1] == 2 + len(offered) else ("covariate_dropped",)


def _model_columns(column: pd.Series) -> list[Numbers]:
    if pd.api.types.is_numeric_dtype(column):
        return [column.to_numpy(np.float64)]
    return list(pd.get_dummies(column, drop_first=True).to_numpy(np.float64).T)


# --- where they began -------------------------------------------------------------------------------------


def scores_before(arms: Arms, asked: Asked) -> Numbers | None:
    """Give the score before of the pupils analysed; None where there is none, or none of numbers."""
    scores = None if asked.baseline is None else arms.adjusters[asked.baseline]
    if scores is None or not pd.api.types.is_numeric_dtype(scores):
        return None
    return scores.to_numpy(dtype=np.float64)


def baseline_g(arms: Arms, asked: Asked) -> float | None:
    """Give how far the treated stood above the control at the start, in SD of pupils; None where nobody can say."""
    scores = scores_before(arms, asked)
    found = None if scores is None else hedges_g(*arms.both(scores))
    return found.g if isinstance(found, EffectSize) else None


def how_far_apart(g: float | None) -> dict[str, bool]:
    """Say of each code of APART whether it holds of a difference at the start, in SD.

    >>> how_far_apart(-0.39)
    {'baseline_apart': False, 'baseline_far_apart': True}
    """
    apart = abs(g or 0)
    return {
        "baseline_apart": ADJUST_ABOVE < apart <= FAR_APART_ABOVE,
        "baseline_far_apart": apart > FAR_APART_ABOVE,
    }


# --- counting them ----------------------------------------------------------------------------------------


def base_of(measure: str, outcome: str) -> str:
    """Give what the ids of the counts of a comparison begin with.

    >>> base_of("Reading", "follow_up"), base_of("", "score")
    ('Reading|follow_up', 'score')
    """
    return "|".join(filter(None, (measure, outcome)))


def arm_ids(
    base: str, treated: Hashable, control: Hashable, *, what: str = "analysed"
) -> tuple[str, str, str]:
    """Name the counts of both arms together, of the treated and of the control.

    >>> arm_ids("Reading|score", "intervention", "comparison")[:2]
    ('Reading|score|analysed', 'Reading|score|analysed|intervention')
    """
    total = f"{base}|{what}"
    return total, f"{total}|{treated}", f"{total}|{control}"


def arm_cells(names: tuple[str, str, str], pupils: tuple[Pupils, Pupils]) -> tuple[Cell, ...]:
    """Count pupils of the two arms by the names that `arm_ids` gives: both together, the treated, the control."""
    margins = ("", names[0], names[0])
    return tuple(map(cell_of, names, (np.concatenate(pupils), *pupils), margins))


@dataclass(frozen=True, kw_only=True)
class BetweenArms(Estimated):
    """A result all of whose numbers rest on the pupils analysed, whom it counts by arm.

    `kept` are the fields of a kind of result that stay when its numbers are withheld (settings that rest on nobody),
    `standing` the cautions that do. Made without any number it is the result that is not told.
    """

    outcome: str
    treated: str
    control: str
    n_treated: int | None = None
    n_control: int | None = None
    measure: str = ""

    kept: ClassVar[tuple[str, ...]] = ()
    standing: ClassVar[tuple[str, ...]] = (
        "no_baseline",
        "not_a_number",
        "duplicates",
        "no_pupil_id",
        "other_arms",
        "text_as_numbers",
        *codes_in.CAUTIONS,
    )

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        dropped = [code for code in self.cautions if code not in self.standing]
        hidden = self.without_estimate(keep=("counted", "confidence", *self.kept), drop=dropped)
        return replace(hidden, counted=())
