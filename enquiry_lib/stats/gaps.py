"""Who loses out: every group's scores against everybody else's, on every test and occasion.

A gap is a group's mean against that of all other pupils whose group is known, in units of the SD within the
two (Hedges g); below zero the group is behind, where higher scores are better. Whether it has narrowed is
judged in `narrowing`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self

import numpy as np
import pandas as pd

from enquiry_lib.stats.effect_sizes import Numbers, moments
from enquiry_lib.stats.gap_lines import CAUTIONS as OF_GAPS
from enquiry_lib.stats.gap_lines import GapLine, Scanned, allow_for_many, numbers_of
from enquiry_lib.stats.gap_scores import (
    GapQuestion,
    Scores,
    none_large_enough,
    of_the_same_pupils,
    read_scores,
)
from enquiry_lib.stats.narrowing import Narrowing, allow_for_many_changes, narrow
from enquiry_lib.stats.result import Cell, NotEnough
from enquiry_lib.stats.sides import Side, cells_of, sides_of

CAUTIONS = OF_GAPS
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True, kw_only=True)
class Gap(GapLine):
    """One group against others on one occasion, with the mean and SD of both."""

    occasion: str
    mean: float | None
    mean_others: float | None
    sd: float | None
    sd_others: float | None

    @property
    def named(self) -> tuple[str, ...]:
        """Name the gap, for an order among gaps of the same size."""
        return self.measure, self.occasion, self.group, self.member


@dataclass(frozen=True)
class TooSmall:
    """A column with a group of too few pupils, or too few others, to compare.

    Which group is not said, for that would tell that there is a pupil in it.
    """

    measure: str
    occasion: str
    group: str


@dataclass(frozen=True)
class PlannedGroup:
    """A group that a plan names: its name there, and its column and member in the tables.

    No member stands for every group of the column; no column for a group that no table knows.
    """

    name: str
    column: str = ""
    member: str = ""

    def is_in(self, line: Gap | Narrowing) -> bool:
        """Say whether a gap, or its change, is about the group: as one of its two sides, or as any of its column."""
        return line.group == self.column and self.member in ("", line.member, line.others)


@dataclass(frozen=True, kw_only=True)
class GapScan(Scanned[Gap]):
    """Every gap that could be worked out, the one most behind first, and whether gaps narrowed.

    `planned` are the groups that a plan named beforehand, None where there is no plan to name any.
    """

    narrowings: tuple[Narrowing, ...]
    too_small: tuple[TooSmall, ...]
    planned: tuple[PlannedGroup, ...] | None = None

    def is_planned(self, line: Gap | Narrowing) -> bool:
        """Say whether a gap, or its change, is about a group that the plan named."""
        return any(group.is_in(line) for group in self.planned or ())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        left = allow_for_many_changes(
            [narrowing.withhold(ids) for narrowing in self.narrowings], false_discovery=self.false_discovery
        )
        return replace(super().withhold(ids), narrowings=left)


# --- the scan ---------------------------------------------------------------------------------------------


def scan_gaps(
    outcomes: pd.DataFrame,
    *,
    score: str = "score",
    measure: str | None = "measure",
    occasion: str | None = "occasion",
    pupil: str | None = "pupil_id",
    groups: Sequence[str] | None = None,
    smallest_group: int = 10,
    confidence: float = 0.95,
    false_discovery: float = 0.05,
    before: str = "baseline",
    after: str = "follow_up",
) -> GapScan | NotEnough:
    """Compare every group's scores with everybody else's, and say whether gaps narrowed.

    `outcomes` has one row for each pupil, measure and occasion, joined with columns that say which group a
    pupil is in; `groups` names these (None: every column of categories). Higher scores are taken as better.
    Of a column with two values one gap is given: that of "yes", or of the lower-scoring value. A value that says
    that something is absent ("no", "none") is no group: all the others together are set against it. Groups with
    fewer than `smallest_group` pupils, or others, are named and not compared. `before` and `after` are the
    occasions between which a gap may have narrowed. A gap stands out when Benjamini and Hochberg's adjusted p is no
    more than `false_discovery`, the share of those standing out that may be chance. No column of measures, occasions
    or pupils (None): all rows are of one measure, of one occasion, or each of a pupil of its own. NotEnough without
    scores, groups, or a group that is large enough. Raises ColumnMissing, WrongValue.

    >>> pupils = pd.DataFrame({"pupil_id": range(20), "score": range(20), "measure": "Reading",
    ...                        "occasion": "baseline", "pupil_premium": ["yes", "no"] * 10})
    >>> gap = scan_gaps(pupils, groups=["pupil_premium"]).gaps[0]
    >>> gap.member, gap.difference, round(gap.g, 2)
    ('yes', -1.0, -0.16)
    """
    question = GapQuestion(
        score=score,
        measure=measure,
        occasion=occasion,
        pupil=pupil,
        before=before,
        after=after,
        smallest_group=smallest_group,
        confidence=confidence,
        false_discovery=false_discovery,
    )
    scores = read_scores(outcomes, question, groups)
    return scores if isinstance(scores, NotEnough) else _scan(scores, question)


@dataclass(frozen=True)
class _Found:
    """What the scan has found so far."""

    gaps: list[Gap]
    narrowings: list[Narrowing]
    too_small: list[TooSmall]
    cells: list[Cell]
    cautions: set[str]


def _scan(scores: Scores, question: GapQuestion) -> GapScan | NotEnough:
    found = _Found([], [], [], [], set())
    measure, occasion, _ = question.columns
    for name, sat in scores.rows.groupby(measure, observed=True, sort=True):
        test, cautions = of_the_same_pupils(sat, question)
        found.cautions.update(cautions)
        for when, sitting in test.groupby(occasion, observed=True, sort=True):
            _look_at_occasion(found, sitting, (str(name), str(when)), scores.groups, question)
        _look_at_narrowing(found, test, str(name), scores.groups, question)
    if not found.gaps:
        return none_large_enough(question, found.cautions)
    return _gap_scan(found, scores, question)


def _gap_scan(found: _Found, scores: Scores, question: GapQuestion) -> GapScan:
    looked_at = len(found.gaps)
    gaps, tau2 = allow_for_many(
        found.gaps,
        looked_at=looked_at,
        confidence=question.confidence,
        false_discovery=question.false_discovery,
    )
    many = ("largest_overstated",) if looked_at > 1 else ()
    return GapScan(
        counted=tuple(found.cells),
        cautions=(*scores.cautions, *many, *sorted(found.cautions)),
        gaps=gaps,
        tau2=tau2,
        looked_at=looked_at,
        confidence=question.confidence,
        false_discovery=question.false_discovery,
        narrowings=allow_for_many_changes(found.narrowings, false_discovery=question.false_discovery),
        too_small=tuple(dict.fromkeys(found.too_small)),
    )


def _look_at_occasion(
    found: _Found,
    sitting: pd.DataFrame,
    place: tuple[str, str],
    columns: Sequence[str],
    question: GapQuestion,
) -> None:
    scores = sitting[question.score].to_numpy(np.float64)
    base, pupils = "|".join(("outcomes", *place)), sitting.set_index(question.columns[2])
    compared = [list(sides_of(pupils[column], scores, base)) for column in columns]
    found.cells.extend(cells_of(compared))
    for side in map(Side.notable, chain.from_iterable(compared)):
        if side.smaller < question.smallest_group:
            found.too_small.append(TooSmall(*place, side.group))
            continue
        gap = _gap(scores, side, place, question.confidence)
        if gap is None:
            found.cautions.add("constant_scores")
        else:
            found.gaps.append(gap)


def _gap(scores: Numbers, side: Side, place: tuple[str, str], confidence: float) -> Gap | None:
    """Work out one gap; None when nobody differs within the two groups."""
    there, others = moments(scores[side.inside]), moments(scores[side.outside])
    numbers = numbers_of(there, others, confidence=confidence)
    if numbers is None:
        return None
    return Gap(
        measure=place[0],
        occasion=place[1],
        group=side.group,
        member=side.member,
        others=side.others,
        mean=there.mean,
        mean_others=others.mean,
        sd=there.sd,
        sd_others=others.sd,
        rests_on=side.ids,
        **numbers,
    )


# --- has it narrowed? -------------------------------------------------------------------------------------


def _look_at_narrowing(
    found: _Found, test: pd.DataFrame, measure: str, columns: Sequence[str], question: GapQuestion
) -> None:
    pairs = _paired(test, question)
    if pairs.empty:
        return
    first, second = (pairs[name].to_numpy(np.float64) for name in (_FIRST, _SECOND))
    base = f"outcomes|{measure}|{question.before} and {question.after}"
    compared = [list(sides_of(pairs[column], first, base)) for column in columns]
    found.cells.extend(cells_of(compared))
    for side in map(Side.notable, chain.from_iterable(compared)):
        if side.smaller >= question.smallest_group:
            found.narrowings.append(
                narrow(first, second, side, measure=measure, confidence=question.confidence)
            )


_FIRST, _SECOND = "score before", "score after"


def _paired(test: pd.DataFrame, question: GapQuestion) -> pd.DataFrame:
    """Give the pupils with a score on both occasions, once each, with the groups they were in before."""
    _, occasion, pupil = question.columns
    first = test[test[occasion] == question.before].set_index(pupil)
    second = test[test[occasion] == question.after].set_index(pupil)
    both = first.index.intersection(second.index)
    scores = {_FIRST: first.loc[both, question.score], _SECOND: second.loc[both, question.score]}
    return first.loc[both].assign(**scores)
