"""One group before and after: how the same pupils' scores changed, in points and in SD."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import PERFECT, EffectSize, Estimated, Numbers, effect_size, moments
from enquiry_lib.stats.result import NotEnough, cell_of

CAUTIONS = common.CAUTIONS | {
    "chosen_low": "The pupils were chosen because they scored low, and low scores tend to rise by themselves.",
    "constant_scores": "Everyone has the same score on one occasion, so the two occasions cannot be correlated.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_NUMBERS = ("few_pupils", "constant_scores")


@dataclass(frozen=True, kw_only=True)
class BeforeAfter(Estimated):
    """How the same pupils' scores changed. A change is not an effect: nobody knows what was to come anyway.

    `change` is after minus before in points, with its interval; `effect` the change in SD of the scores
    before; `variants` the other convention. `left_out` pupils have a score on one of the two occasions only.
    `measure` is what was measured, where that was said.
    """

    before: str
    after: str
    chosen: str
    n: int | None = None
    mean_before: float | None = None
    mean_after: float | None = None
    sd_before: float | None = None
    sd_after: float | None = None
    change: float | None = None
    correlation: float | None = None
    left_out: int | None = None
    measure: str = field(default="", repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        both, one = _pair_ids(self.measure, self.before, self.after)
        hidden = replace(self, counted=common.cells_kept(self.counted, ids))
        if both in ids:
            hidden = hidden.without_change()
        if one in ids:
            hidden = replace(hidden, left_out=None)
        return hidden

    def without_change(self) -> Self:
        """Give the same result without the change and all that belongs to it."""
        return self.without_estimate(keep=("counted", "confidence", "left_out"), drop=_FROM_NUMBERS)


def before_after(
    data: pd.DataFrame,
    *,
    before: str,
    after: str,
    pupil: str | None = "pupil_id",
    chosen: str = "",
    measure: str = "",
    confidence: float = 0.95,
) -> BeforeAfter | NotEnough:
    """Work out how much the same pupils' scores changed (paired).

    `data` has one row a pupil; `before` and `after` are its columns of scores. `chosen` says how the pupils
    were chosen: "low" because they scored low, "all" without choosing, "" not known. `measure` names what was
    measured, so that the counts of one change are not taken for those of another. NotEnough when no pupil has both
    scores, or when nobody's score or change differs; of fewer than ten pupils (as of fewer than three) that would
    tell about them, and the change is withheld instead. Raises ColumnMissing, WrongValue.
    The effect size divides by the SD before (metafor's SMCR); the variant by the SD of the changes (SMCC).

    >>> scores = pd.DataFrame({"pupil_id": range(4), "before": [1, 2, 3, 4], "after": [2, 4, 4, 6]})
    >>> found = before_after(scores, before="before", after="after")
    >>> found.change, found.n
    (1.5, 4)
    """
    common.need_columns(data, common.named(pupil, before, after))
    common.need_share("confidence", confidence)
    if chosen not in ("", "low", "all"):
        raise errors.WrongValue(
            name="chosen", found=repr(chosen), expected="'low', 'all', or '' for not known"
        )
    if before == after:
        raise errors.WrongValue(name="after", found="the same column as before", expected="another column")
    rows, cautions = common.one_row_each(data, common.named(pupil), pupil=pupil)
    pairs = _pairs(rows, before, after, common.identifiers(rows, pupil))
    asked = f"The change from {before} to {after}"
    if not len(pairs.first):
        return NotEnough(asked, "no pupil has both scores", "Check that pupils have the same id both times.")
    untold = _untold(
        pairs,
        before=before,
        after=after,
        chosen=chosen,
        measure=measure,
        cautions=cautions,
        confidence=confidence,
    )
    lacking, n = _no_change_to_judge(pairs, asked), len(pairs.first)
    if n < 3 or (lacking and n < common.FEW):
        return untold.without_change()
    return lacking or _change(untold, pairs)


@dataclass(frozen=True)
class _Pairs:
    """The scores of the `pupils` who have both; those who have one only are `left_out`."""

    first: Numbers
    second: Numbers
    pupils: npt.NDArray[np.object_]
    left_out: npt.NDArray[np.object_]
    has_unusable: bool


def _pairs(rows: pd.DataFrame, before: str, after: str, pupils: npt.NDArray[np.object_]) -> _Pairs:
    first, second = common.finite_numbers(rows[before]), common.finite_numbers(rows[after])
    there = ~np.isnan(first), ~np.isnan(second)
    both, one = there[0] & there[1], there[0] ^ there[1]
    unusable = common.has_unusable(rows[before]) or common.has_unusable(rows[after])
    return _Pairs(first[both], second[both], pupils[both], pupils[one], unusable)


def _no_change_to_judge(pairs: _Pairs, asked: str) -> NotEnough | None:
    start, gained = moments(pairs.first), moments(pairs.second - pairs.first)
    if start.sd == 0:
        found, do = "all pupils had the same score before", "Check that the right column is used."
    elif gained.sd <= PERFECT * start.sd:
        found, do = "every pupil changed by the same amount", "Check that a column was not copied."
    else:
        return None
    return NotEnough(asked, found, do)


def _untold(
    pairs: _Pairs,
    *,
    before: str,
    after: str,
    chosen: str,
    measure: str,
    cautions: tuple[str, ...],
    confidence: float,
) -> BeforeAfter:
    """Give the counts and the cautions of a change, and none of its numbers."""
    both, one = _pair_ids(measure, before, after)
    return BeforeAfter(
        counted=(cell_of(both, pairs.pupils), cell_of(one, pairs.left_out)),
        cautions=(*cautions, *_change_cautions(pairs, chosen)),
        before=before,
        after=after,
        chosen=chosen,
        left_out=len(pairs.left_out),
        measure=measure,
        confidence=confidence,
        effect=EffectSize("baseline_sd"),
        variants=(EffectSize("change_sd"),),
    )


def _change(untold: BeforeAfter, pairs: _Pairs) -> BeforeAfter:
    start, end, gained = map(moments, (pairs.first, pairs.second, pairs.second - pairs.first))
    n, se, confidence = start.n, gained.sd / math.sqrt(start.n), untold.confidence
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * se
    effect, variant = (
        effect_size(kind, gained.mean, se, sd, df=n - 1, n=n, confidence=confidence)
        for kind, sd in (("baseline_sd", start.sd), ("change_sd", gained.sd))
    )
    return replace(
        untold,
        n=n,
        mean_before=start.mean,
        mean_after=end.mean,
        sd_before=start.sd,
        sd_after=end.sd,
        change=gained.mean,
        se=se,
        df=float(n - 1),
        low=gained.mean - half,
        high=gained.mean + half,
        p=float(2 * stats.t.sf(abs(gained.mean) / se, n - 1)),
        correlation=float(np.corrcoef(pairs.first, pairs.second)[0, 1]) if end.sd > 0 else None,
        effect=effect,
        variants=(variant,),
    )


def _change_cautions(pairs: _Pairs, chosen: str) -> tuple[str, ...]:
    found = {
        "no_comparison_group": True,
        "other_changes": True,
        "chosen_low": chosen == "low",
        "regression_possible": chosen == "",
        "few_pupils": len(pairs.first) < common.FEW,
        "constant_scores": moments(pairs.second).sd == 0,
        "pupils_left_out": len(pairs.left_out) > 0,
        "not_a_number": pairs.has_unusable,
    }
    return common.codes_that_hold(found)


def _pair_ids(measure: str, before: str, after: str) -> tuple[str, str]:
    base = f"{measure}|" if measure else ""
    return f"{base}{before} and {after}", f"{base}{before} or {after} only"
