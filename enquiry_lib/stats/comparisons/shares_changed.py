"""The share of the same pupils who say yes, before and after.

Shares and their change are percentages and percentage points. McNemar's tests and Wilson's intervals are those of SciPy and
statsmodels; the interval of the change is ours, because they lack Newcombe's for pairs, which stays within what is possible.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Pupils
from enquiry_lib.stats.comparisons import yes_no
from enquiry_lib.stats.comparisons.contingency import Statistic, mcnemar, mcnemar_exact, untested
from enquiry_lib.stats.comparisons.shares import PER_CENT, UNKNOWN, Interval, share_of, z_of
from enquiry_lib.stats.comparisons.yes_no import as_yes_no, need_said, says_neither
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

CAUTIONS = (
    common.CAUTIONS
    | yes_no.CAUTIONS
    | {"nobody_changed": "Nobody changed their answer, so there is nothing to test."}
)
"""Every code of caution that a result of this module can carry, with its sentence."""


class Fourfold(NamedTuple):
    """How many said yes both times, yes and then no, no and then yes, and no both times."""

    both: int
    to_no: int
    to_yes: int
    neither: int


ANSWERS = ("yes both times", "yes, then no", "no, then yes", "no both times")
"""The four kinds of pupils of a change, in the order of `Fourfold`."""


_ALWAYS = ("no_comparison_group", "other_changes", "regression_possible")
_STANDING = (*_ALWAYS, "neither", "duplicates", "no_pupil_id")


@dataclass(frozen=True, kw_only=True)
class SharesChanged(Counted):
    """How the share of the same pupils who say yes changed. A change is not an effect: nobody knows what was to come anyway.

    Shares are in percent. `change` is after minus before in percentage points; `low` and `high` are Newcombe's for paired
    shares, `se` and `wald` are Wald's. `p` is McNemar's exact p.
    """

    before: str
    after: str
    counts_as: str
    confidence: float
    measure: str = ""
    n: int | None = None
    said: tuple[int | None, ...] = (None,) * len(ANSWERS)
    share_before: Interval = UNKNOWN
    share_after: Interval = UNKNOWN
    change: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    wald: Interval = UNKNOWN
    tests: tuple[Statistic, ...] = untested("mcnemar", "mcnemar_exact", "mcnemar_plain")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        if not {cell.id for cell in self.counted} & set(ids):
            return self
        left = tuple(code for code in self.cautions if code in _STANDING)
        hidden = common.without_numbers(self, keep=("counted", "confidence"))
        return replace(hidden, counted=(), cautions=left)


def change_in_shares(
    data: pd.DataFrame,
    *,
    before: str,
    after: str,
    counts_as: Hashable | None = None,
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> SharesChanged | NotEnough:
    """Work out how the share of the same pupils who say yes changed (paired).

    `data` has one row a pupil; `before` and `after` are its columns of yes and no (words, 1 and 0, or True and False), or
    of any values of which `counts_as` counts as yes. NotEnough when no pupil has both answers. Raises ColumnMissing,
    WrongValue.
    Sources: McNemar (1947), exact and with the correction of R's mcnemar.test; Newcombe (1998, Statistics in Medicine 17,
    2635-2650) method 10 for the interval.

    >>> table = pd.DataFrame({"spring": ["no"] * 30 + ["yes"] * 30, "summer": ["yes"] * 12 + ["no"] * 20 + ["yes"] * 28})
    >>> found = change_in_shares(table, before="spring", after="summer", pupil=None)
    >>> round(found.change, 1), round(found.low, 1), round(found.high, 1), round(found.p, 4)
    (16.7, 4.6, 27.8, 0.0129)
    """
    common.need_columns(data, common.named(pupil, before, after))
    common.need_share("confidence", confidence)
    if before == after:
        raise errors.WrongValue(name="after", found="the same column as before", expected="another column")
    need_said(counts_as, data[before], data[after])
    rows, cautions = common.one_row_each(data, common.named(pupil), pupil=pupil)
    answers = _Answers.read(rows, before, after, counts_as, common.identifiers(rows, pupil))
    if not len(answers.pupils):
        return NotEnough(
            f"The change from {before} to {after}",
            "no pupil has an answer both times",
            "Check that pupils have the same code both times, and what counts as yes.",
        )
    untold = SharesChanged(
        counted=answers.cells(f"{measure}|{before} and {after}" if measure else f"{before} and {after}"),
        cautions=(*cautions, *answers.cautions()),
        before=before,
        after=after,
        counts_as="yes" if counts_as is None else str(counts_as),
        measure=measure,
        confidence=confidence,
    )
    return _changed(untold, Fourfold(*map(len, answers.by_kind())))


@dataclass(frozen=True)
class _Answers:
    """The answers (yes: True) of the `pupils` who gave one both times."""

    first: npt.NDArray[np.bool_]
    second: npt.NDArray[np.bool_]
    pupils: Pupils
    left_out: bool
    neither: bool

    @classmethod
    def read(
        cls, rows: pd.DataFrame, before: str, after: str, counts_as: Hashable | None, pupils: Pupils
    ) -> Self:
        """Take the pupils with both answers."""
        first, second = (as_yes_no(rows[name], counts_as=counts_as) for name in (before, after))
        there = (first.notna() & second.notna()).to_numpy(bool)
        neither = says_neither(rows[before], first) or says_neither(rows[after], second)
        said, then = ((answers == 1).to_numpy(bool)[there] for answers in (first, second))
        return cls(said, then, pupils[there], not there.all(), neither)

    def by_kind(self) -> tuple[Pupils, ...]:
        """Give the pupils of each kind, in the order of ANSWERS."""
        first, second = self.first, self.second
        kinds = (first & second, first & ~second, ~first & second, ~first & ~second)
        return tuple(self.pupils[kind] for kind in kinds)

    def cells(self, base: str) -> tuple[Cell, ...]:
        """Count all, and those of each kind."""
        kinds = zip(ANSWERS, self.by_kind(), strict=True)
        return cell_of(base, self.pupils), *(cell_of(f"{base}|{kind}", those, base) for kind, those in kinds)

    def cautions(self) -> tuple[str, ...]:
        """Give what to be careful about, whatever the numbers."""
        found = {"neither": self.neither, "pupils_left_out": self.left_out}
        return *_ALWAYS, *common.codes_that_hold(found)


def _changed(untold: SharesChanged, counts: Fourfold) -> SharesChanged:
    n, confidence = sum(counts), untold.confidence
    shares = (
        share_of(counts.both + counts.to_no, n, confidence),
        share_of(counts.both + counts.to_yes, n, confidence),
    )
    change = PER_CENT * (counts.to_yes - counts.to_no) / n
    low, high = _paired_interval(counts, *shares)
    se = PER_CENT * math.sqrt(counts.to_yes + counts.to_no - (counts.to_yes - counts.to_no) ** 2 / n) / n
    half = z_of(confidence) * se
    changed = counts.to_yes, counts.to_no
    tests = mcnemar(*changed), mcnemar_exact(*changed), mcnemar(*changed, corrected=False)
    found = {
        "few_pupils": any(0 < count < common.FEW for count in counts),
        "nobody_changed": not counts.to_yes + counts.to_no,
    }
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
        n=n,
        said=tuple(counts),
        share_before=shares[0],
        share_after=shares[1],
        change=change,
        se=se,
        low=low,
        high=high,
        p=tests[1].p,
        wald=Interval(change, change - half, change + half),
        tests=tests,
    )


def _paired_interval(counts: Fourfold, before: Interval, after: Interval) -> tuple[float, float]:
    """Give Newcombe's interval of a change in points: Wilson's of both shares, which go together by phi."""
    change, phi = _known(after.value) - _known(before.value), _phi(counts)
    down = _known(after.value) - _known(after.low), _known(before.high) - _known(before.value)
    up = _known(after.high) - _known(after.value), _known(before.value) - _known(before.low)
    return change - _apart(*down, phi), change + _apart(*up, phi)


def _known(value: float | None) -> float:
    return math.nan if value is None else value


def _apart(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0))


def _phi(counts: Fourfold) -> float:
    """Give how far both answers go together, drawn towards nought as Newcombe does."""
    yes, no, n = counts.both + counts.to_no, counts.to_yes + counts.neither, sum(counts)
    then, not_then = counts.both + counts.to_yes, counts.to_no + counts.neither
    margins = yes * no * then * not_then
    if not margins:
        return 0.0
    crossed = counts.both * counts.neither - counts.to_no * counts.to_yes
    drawn = max(crossed - n / 2, 0.0) if crossed > 0 else crossed
    return drawn / math.sqrt(margins)
