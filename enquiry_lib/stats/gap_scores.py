"""The scores that gaps are of: what was asked of a table of outcomes, and the rows of it that can be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.gap_lines import check_levels
from enquiry_lib.stats.result import NotEnough

_MEASURE, _OCCASION, _PUPIL = "(measure)", "(occasion)", "(pupil)"


@dataclass(frozen=True, kw_only=True)
class GapQuestion:
    """What was asked: the columns, the occasions and the limits.

    Without a column of measures all rows are of one, named after the scores; without one of occasions all are of one
    that has no name; without one of pupils each row is a pupil of its own.
    """

    score: str
    measure: str | None
    occasion: str | None
    pupil: str | None
    smallest_group: int
    confidence: float
    false_discovery: float
    before: str = "baseline"
    after: str = "follow_up"
    asked: str = "Gaps between groups"

    @property
    def columns(self) -> tuple[str, str, str]:
        """Name the columns of measures, occasions and pupils that every table has once it is completed."""
        return self.measure or _MEASURE, self.occasion or _OCCASION, self.pupil or _PUPIL


@dataclass(frozen=True)
class Scores:
    """Rows with a score, one for each pupil, measure and occasion; the columns of groups; what was found amiss."""

    rows: pd.DataFrame
    groups: tuple[str, ...]
    cautions: tuple[str, ...]


def read_scores(
    outcomes: pd.DataFrame, question: GapQuestion, groups: Sequence[str] | None
) -> Scores | NotEnough:
    """Give the rows that can be used, and the columns of groups; NotEnough without scores or groups.

    Raises ColumnMissing, WrongValue.
    """
    check_levels(question.confidence, question.false_discovery, question.smallest_group)
    if question.before == question.after:
        expected = "another occasion"
        raise errors.WrongValue(name="after", found="the same occasion as before", expected=expected)
    named = (question.pupil, question.measure, question.occasion, question.score, *(groups or ()))
    common.need_columns(outcomes, dict.fromkeys(name for name in named if name is not None))
    columns = _group_columns(outcomes, question) if groups is None else tuple(dict.fromkeys(groups))
    rows, cautions = _usable(_completed(outcomes, question), question)
    if rows.empty or not columns:
        found = "no row has a score" if columns else "no column says which group a pupil is in"
        return NotEnough(question.asked, found, "Check the tables of outcomes and pupils.")
    return Scores(rows, columns, cautions)


def _group_columns(outcomes: pd.DataFrame, question: GapQuestion) -> tuple[str, ...]:
    taken = {question.score, *question.columns}
    names = map(str, outcomes.select_dtypes("category").columns)
    return tuple(name for name in names if name not in taken)


def _completed(outcomes: pd.DataFrame, question: GapQuestion) -> pd.DataFrame:
    """Give the table with a column of measures, of occasions and of pupils."""
    measure, occasion, pupil = question.columns
    filled: dict[str, Any] = {measure: question.score, occasion: "", pupil: np.arange(len(outcomes))}
    return outcomes.assign(**{name: value for name, value in filled.items() if name not in outcomes})


def _usable(outcomes: pd.DataFrame, question: GapQuestion) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give one row with a number for each pupil, measure and occasion."""
    measure, occasion, pupil = question.columns
    scores = common.finite_numbers(outcomes[question.score])
    filled = outcomes.assign(**{question.score: scores})[~np.isnan(scores)]
    filled = filled.dropna(subset=[measure, occasion])
    rows, cautions = common.one_row_each(filled, [pupil, measure, occasion], pupil=pupil)
    unusable = common.has_unusable(outcomes[question.score])
    return rows, (*cautions, *(("not_a_number",) if unusable else ()))


def of_the_same_pupils(sat: pd.DataFrame, question: GapQuestion) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Keep, of two occasions, the pupils with a score on both; of too few such pupils, the first occasion.

    Gaps of different pupils cannot be set side by side, and would give away those who are in one of them only.
    """
    _, occasion, pupil = question.columns
    first, second = (sat[occasion] == name for name in (question.before, question.after))
    both = set(sat.loc[first, pupil]) & set(sat.loc[second, pupil])
    matched = sat[pupil].isin(both)
    if not (first.any() and second.any()) or matched[first | second].all():
        return sat, ()
    if len(both) < 2 * question.smallest_group:
        return sat[~second], ("few_followed_up",)
    return sat[matched | ~(first | second)], ("unmatched_pupils",)


def none_large_enough(question: GapQuestion, cautions: set[str]) -> NotEnough:
    """Say why there is no gap: nobody differs, or no group is large enough."""
    same = "constant_scores" in cautions
    said = "all pupils have the same score" if same else "no group is large enough to compare"
    return NotEnough(question.asked, said, "Look at the scores and at the sizes of the groups.")
