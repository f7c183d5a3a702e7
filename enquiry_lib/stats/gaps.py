"""Who loses out: every group's scores against everybody else's, on every test and occasion.

A gap is a group's mean against that of all other pupils whose group is known, in units of the SD within the
two (Hedges g); below zero the group is behind, where higher scores are better. Whether it has narrowed is
judged in `narrowing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Self

import numpy as np
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers, hedges_g, moments
from enquiry_lib.stats.narrowing import Narrowing, narrow
from enquiry_lib.stats.result import Cell, Counted, NotEnough
from enquiry_lib.stats.sides import Side, cells_of, in_no_order, sides_of

CAUTIONS = common.CAUTIONS | {
    "largest_overstated": "Many gaps were looked at, and the largest of many usually looks larger than it is.",
    "constant_scores": "On some tests all pupils had the same score, so there is no gap to work out.",
    "unmatched_pupils": "Both occasions are about the same pupils, those with a score on both; others were left out.",
    "few_followed_up": "Too few pupils have a score on both occasions, so only the first is looked at.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True)
class Gap:
    """One group against all others on one occasion; `difference` and `g` below zero mean the group is behind.

    `group` is the column, `member` the category in it, `others` whom it is compared with. `rests_on` are the
    ids of the counts behind the numbers.
    """

    measure: str
    occasion: str
    group: str
    member: str
    others: str
    n: int | None
    n_others: int | None
    mean: float | None
    mean_others: float | None
    sd: float | None
    sd_others: float | None
    difference: float | None
    g: float | None
    se: float | None
    low: float | None
    high: float | None
    rests_on: tuple[str, ...] = field(repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same gap, without its numbers if a count they rest on is named."""
        if set(self.rests_on).isdisjoint(ids):
            return self
        member, others = in_no_order(self.member, self.others)
        return replace(common.without_numbers(self), member=member, others=others)


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
class GapScan(Counted):
    """Every gap that could be worked out, the one most behind first, and whether gaps narrowed.

    `looked_at` is the number of gaps. `planned` are the groups that a plan named beforehand, None where there is
    no plan to name any.
    """

    gaps: tuple[Gap, ...]
    narrowings: tuple[Narrowing, ...]
    too_small: tuple[TooSmall, ...]
    looked_at: int
    confidence: float
    planned: tuple[PlannedGroup, ...] | None = None

    def is_planned(self, line: Gap | Narrowing) -> bool:
        """Say whether a gap, or its change, is about a group that the plan named."""
        return any(group.is_in(line) for group in self.planned or ())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them.

        Gaps without numbers come last, so that their place does not give away their size.
        """
        return replace(
            self,
            gaps=_sorted(gap.withhold(ids) for gap in self.gaps),
            narrowings=tuple(narrowing.withhold(ids) for narrowing in self.narrowings),
            counted=common.cells_kept(self.counted, ids),
        )


def _sorted(gaps: Iterator[Gap] | Sequence[Gap]) -> tuple[Gap, ...]:
    return tuple(
        sorted(
            gaps,
            key=lambda gap: (gap.g is None, gap.g or 0, gap.measure, gap.occasion, gap.group, gap.member),
        )
    )


# --- the scan ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """What was asked of the scan: the columns, the occasions and the limits."""

    score: str
    measure: str
    occasion: str
    pupil: str
    before: str
    after: str
    smallest_group: int
    confidence: float


def scan_gaps(
    outcomes: pd.DataFrame,
    *,
    score: str = "score",
    measure: str = "measure",
    occasion: str = "occasion",
    pupil: str = "pupil_id",
    groups: Sequence[str] | None = None,
    smallest_group: int = 10,
    confidence: float = 0.95,
    before: str = "baseline",
    after: str = "follow_up",
) -> GapScan | NotEnough:
    """Compare every group's scores with everybody else's, and say whether gaps narrowed.

    `outcomes` has one row for each pupil, measure and occasion, joined with columns that say which group a
    pupil is in; `groups` names these (None: every column of categories). Higher scores are taken as better.
    Of a column with two values one gap is given: that of "yes", or of the lower-scoring value. A value that says
    that something is absent ("no", "none") is no group: all the others together are set against it. Groups with
    fewer than `smallest_group` pupils, or others, are named and not compared. `before` and `after` are the
    occasions between which a gap may have narrowed. NotEnough without scores, groups, or a group that is
    large enough. Raises ColumnMissing, WrongValue.

    >>> pupils = pd.DataFrame({"pupil_id": range(20), "score": range(20), "measure": "Reading",
    ...                        "occasion": "baseline", "pupil_premium": ["yes", "no"] * 10})
    >>> gap = scan_gaps(pupils, groups=["pupil_premium"]).gaps[0]
    >>> gap.member, gap.difference, round(gap.g, 2)
    ('yes', -1.0, -0.16)
    """
    settings = _Settings(
        score=score,
        measure=measure,
        occasion=occasion,
        pupil=pupil,
        before=before,
        after=after,
        smallest_group=smallest_group,
        confidence=confidence,
    )
    _check_settings(settings)
    common.need_columns(outcomes, [pupil, measure, occasion, score, *(groups or ())])
    columns = _group_columns(outcomes, settings) if groups is None else list(groups)
    rows, cautions = _usable(outcomes, settings)
    if rows.empty or not columns:
        found = "no row has a score" if columns else "no column says which group a pupil is in"
        return NotEnough("Gaps between groups", found, "Check the tables of outcomes and pupils.")
    return _scan(rows, columns, settings, cautions)


def _check_settings(settings: _Settings) -> None:
    common.need_share("confidence", settings.confidence)
    if settings.smallest_group < 2:
        raise errors.WrongValue(name="smallest_group", found=settings.smallest_group, expected="2 or more")
    if settings.before == settings.after:
        raise errors.WrongValue(
            name="after", found="the same occasion as before", expected="another occasion"
        )


def _group_columns(outcomes: pd.DataFrame, settings: _Settings) -> list[str]:
    taken = {settings.score, settings.measure, settings.occasion, settings.pupil}
    return [str(name) for name in outcomes.select_dtypes("category").columns if name not in taken]


def _usable(outcomes: pd.DataFrame, settings: _Settings) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give one row with a number for each pupil, measure and occasion."""
    scores = common.finite_numbers(outcomes[settings.score])
    filled = outcomes.assign(**{settings.score: scores})[~np.isnan(scores)]
    filled = filled.dropna(subset=[settings.measure, settings.occasion])
    by = [settings.pupil, settings.measure, settings.occasion]
    rows, cautions = common.one_row_each(filled, by, pupil=settings.pupil)
    unusable = common.has_unusable(outcomes[settings.score])
    return rows, (*cautions, *(("not_a_number",) if unusable else ()))


def _scan(
    rows: pd.DataFrame, columns: list[str], settings: _Settings, cautions: tuple[str, ...]
) -> GapScan | NotEnough:
    found = _Found([], [], [], [], set())
    for name, sat in rows.groupby(settings.measure, observed=True, sort=True):
        test = _same_pupils(found, sat, settings)
        for occasion, sitting in test.groupby(settings.occasion, observed=True, sort=True):
            _look_at_occasion(found, sitting, (str(name), str(occasion)), columns, settings)
        _look_at_narrowing(found, test, str(name), columns, settings)
    if not found.gaps:
        said = (
            "all pupils have the same score"
            if "constant_scores" in found.cautions
            else "no group is large enough to compare"
        )
        return NotEnough("Gaps between groups", said, "Look at the scores and at the sizes of the groups.")
    many = ("largest_overstated",) if len(found.gaps) > 1 else ()
    return GapScan(
        counted=tuple(found.cells),
        cautions=(*cautions, *many, *sorted(found.cautions)),
        gaps=_sorted(found.gaps),
        narrowings=tuple(found.narrowings),
        too_small=tuple(dict.fromkeys(found.too_small)),
        looked_at=len(found.gaps),
        confidence=settings.confidence,
    )


def _same_pupils(found: _Found, sat: pd.DataFrame, settings: _Settings) -> pd.DataFrame:
    """Keep, of two occasions, the pupils with a score on both; of too few such pupils, the first occasion.

    Gaps of different pupils cannot be set side by side, and would give away those who are in one of them only.
    """
    first, second = (sat[settings.occasion] == name for name in (settings.before, settings.after))
    both = set(sat.loc[first, settings.pupil]) & set(sat.loc[second, settings.pupil])
    matched = sat[settings.pupil].isin(both)
    if not (first.any() and second.any()) or matched[first | second].all():
        return sat
    if len(both) < 2 * settings.smallest_group:
        found.cautions.add("few_followed_up")
        return sat[~second]
    found.cautions.add("unmatched_pupils")
    return sat[matched | ~(first | second)]


@dataclass(frozen=True)
class _Found:
    """What the scan has found so far."""

    gaps: list[Gap]
    narrowings: list[Narrowing]
    too_small: list[TooSmall]
    cells: list[Cell]
    cautions: set[str]


def _look_at_occasion(
    found: _Found, sitting: pd.DataFrame, place: tuple[str, str], columns: list[str], settings: _Settings
) -> None:
    scores = sitting[settings.score].to_numpy(np.float64)
    base, pupils = "|".join(("outcomes", *place)), sitting.set_index(settings.pupil)
    compared = [list(sides_of(pupils[column], scores, base)) for column in columns]
    found.cells.extend(cells_of(compared))
    for side in map(Side.notable, chain.from_iterable(compared)):
        if side.smaller < settings.smallest_group:
            found.too_small.append(TooSmall(*place, side.group))
            continue
        gap = _gap(scores, side, place, settings)
        if gap is None:
            found.cautions.add("constant_scores")
        else:
            found.gaps.append(gap)


def _gap(scores: Numbers, side: Side, place: tuple[str, str], settings: _Settings) -> Gap | None:
    """Work out one gap; None when nobody differs within the two groups."""
    there, others = moments(scores[side.inside]), moments(scores[side.outside])
    size = hedges_g(there, others, confidence=settings.confidence)
    if not isinstance(size, EffectSize):
        return None
    return Gap(
        measure=place[0],
        occasion=place[1],
        group=side.group,
        member=side.member,
        others=side.others,
        n=there.n,
        n_others=others.n,
        mean=there.mean,
        mean_others=others.mean,
        sd=there.sd,
        sd_others=others.sd,
        difference=there.mean - others.mean,
        g=size.g,
        se=size.se,
        low=size.low,
        high=size.high,
        rests_on=side.ids,
    )


# --- has it narrowed? -------------------------------------------------------------------------------------


def _look_at_narrowing(
    found: _Found, test: pd.DataFrame, measure: str, columns: list[str], settings: _Settings
) -> None:
    pairs = _paired(test, settings)
    if pairs.empty:
        return
    first, second = (pairs[name].to_numpy(np.float64) for name in (_FIRST, _SECOND))
    base = f"outcomes|{measure}|{settings.before} and {settings.after}"
    compared = [list(sides_of(pairs[column], first, base)) for column in columns]
    found.cells.extend(cells_of(compared))
    for side in map(Side.notable, chain.from_iterable(compared)):
        if side.smaller >= settings.smallest_group:
            found.narrowings.append(
                narrow(first, second, side, measure=measure, confidence=settings.confidence)
            )


_FIRST, _SECOND = "score before", "score after"


def _paired(test: pd.DataFrame, settings: _Settings) -> pd.DataFrame:
    """Give the pupils with a score on both occasions, once each, with the groups they were in before."""
    first = test[test[settings.occasion] == settings.before].set_index(settings.pupil)
    second = test[test[settings.occasion] == settings.after].set_index(settings.pupil)
    both = first.index.intersection(second.index)
    scores = {_FIRST: first.loc[both, settings.score], _SECOND: second.loc[both, settings.score]}
    return first.loc[both].assign(**scores)
