"""Who loses out: every group's scores against everybody else's, and whether a gap has narrowed.

A gap is a group's mean against that of all other pupils whose group is known, in units of the SD within the
two (Hedges g); below zero the group is behind, where higher scores are better. The verdict on narrowing
follows the National College: 'reducing the difference between outcomes for specific groups and those for
all, against a background of improvement for all'.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effects import EffectSize, Moments, hedges_g, moments
from enquiry_lib.stats.result import Cell, Counted, NotEnough

Numbers = npt.NDArray[np.float64]
Members = npt.NDArray[np.object_]

ALL_OTHERS = "all others"
AT_RISK = "yes"

NARROWED, LEVELLED_DOWN, WIDENED = "narrowed", "levelled down", "widened"
NO_CLEAR_CHANGE, NOT_BEHIND = "no clear change", "not behind"

CAUTIONS = common.CAUTIONS | {
    "largest_overstated": "Many gaps were looked at, and the largest of many usually looks larger than it is.",
    "constant_scores": "On some tests all pupils had the same score, so there is no gap to work out.",
    "unmatched_pupils": "Whether a gap narrowed is worked out from pupils with a score on both occasions; others were left out.",
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
    rests_on: tuple[str, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same gap, without its numbers if a count they rest on is named."""
        if set(self.rests_on).isdisjoint(ids):
            return self
        member, others = _in_no_order(self.member, self.others)
        return replace(common.without_numbers(self), member=member, others=others)


@dataclass(frozen=True)
class Narrowing:
    """How the distance between a group and all pupils changed, from the pupils with both scores.

    A gap is the mean of all minus the mean of the group: above zero the group is behind. `change` is the gap
    after minus the gap before (below zero it became smaller), with Welch's interval from the pupils' own
    gains. `levels_rest_on` are counts of pupils with one score only: if these are withheld, the counts and
    means go, since set beside the gap of an occasion they would give those pupils away.
    """

    measure: str
    group: str
    member: str
    others: str
    n: int | None
    n_others: int | None
    gap_before: float | None
    gap_after: float | None
    change: float | None
    low: float | None
    high: float | None
    all_before: float | None
    all_after: float | None
    others_before: float | None
    others_after: float | None
    group_before: float | None
    group_after: float | None
    verdict: str | None
    rests_on: tuple[str, ...]
    levels_rest_on: tuple[str, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same narrowing without the numbers that rest on the counts named."""
        if not set(self.rests_on).isdisjoint(ids):
            member, others = _in_no_order(self.member, self.others)
            return replace(common.without_numbers(self), member=member, others=others, verdict=None)
        if not set(self.levels_rest_on).isdisjoint(ids):
            return common.without_numbers(self, keep=("change", "low", "high"))
        return self


@dataclass(frozen=True)
class TooSmall:
    """A group with too few pupils, or too few others, to compare; no numbers."""

    measure: str
    occasion: str
    group: str
    member: str


@dataclass(frozen=True, kw_only=True)
class GapScan(Counted):
    """Every gap that could be worked out, the one most behind first, and whether gaps narrowed.

    `looked_at` is the number of gaps.
    """

    gaps: tuple[Gap, ...]
    narrowings: tuple[Narrowing, ...]
    too_small: tuple[TooSmall, ...]
    looked_at: int
    confidence: float

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them.

        Gaps without numbers come last, so that their place does not give away their size.
        """
        levels = {
            identifier
            for narrowing in self.narrowings
            if not set(narrowing.levels_rest_on).isdisjoint(ids)
            for identifier in narrowing.rests_on
        }
        return replace(
            self,
            gaps=_sorted(gap.withhold(ids) for gap in self.gaps),
            narrowings=tuple(narrowing.withhold(ids) for narrowing in self.narrowings),
            counted=common.cells_kept(self.counted, levels.union(ids)),
        )


def _sorted(gaps: Iterator[Gap] | Sequence[Gap]) -> tuple[Gap, ...]:
    return tuple(
        sorted(
            gaps,
            key=lambda gap: (gap.g is None, gap.g or 0, gap.measure, gap.occasion, gap.group, gap.member),
        )
    )


def _in_no_order(member: str, others: str) -> tuple[str, str]:
    """Name two groups so that it does not show which of them scored lower."""
    if others == ALL_OTHERS or member.lower() == AT_RISK:
        return member, others
    return min(member, others), max(member, others)


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


@dataclass(frozen=True)
class _Side:
    """A group and its others among some pupils, and the ids of both and of their total."""

    member: str
    others: str
    inside: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    base: str
    group: str

    @property
    def ids(self) -> tuple[str, str, str]:
        """Name the group, the others and both together."""
        group = f"{self.base}|{self.group}"
        if self.others == ALL_OTHERS:
            return f"{group}={self.member}", f"{group}≠{self.member}", f"{group}={self.member} or not"
        return f"{group}={self.member}", f"{group}={self.others}", group

    @property
    def smaller(self) -> int:
        return int(min(self.inside.sum(), self.outside.sum()))

    def cells(self) -> Iterator[Cell]:
        """Count both; where there are several others, as the parts of a total of their own."""
        member, others, total = self.ids
        n, n_others = int(self.inside.sum()), int(self.outside.sum())
        yield Cell(total, n + n_others)
        yield Cell(member, n, total)
        yield Cell(others, n_others, total)


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
    Of a column with two values one gap is given: that of "yes", or of the lower-scoring value. Groups with
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
    for name, test in rows.groupby(settings.measure, observed=True, sort=True):
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
        too_small=tuple(found.too_small),
        looked_at=len(found.gaps),
        confidence=settings.confidence,
    )


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
    base = "|".join(("outcomes", *place))
    for column in columns:
        sides = list(_sides(sitting[column], scores, base))
        found.cells.extend(_cells(sides))
        for side in sides:
            if side.smaller < settings.smallest_group:
                found.too_small.append(TooSmall(*place, column, side.member))
                continue
            gap = _gap(scores, side, place, settings)
            if gap is None:
                found.cautions.add("constant_scores")
            else:
                found.gaps.append(gap)


def _sides(column: pd.Series, scores: Numbers, base: str) -> Iterator[_Side]:
    """Give each comparison a column offers: one for two values, one a value for more, none for one."""
    members, group = _as_text(column), str(column.name)
    known = np.array([member is not None for member in members], dtype=bool)
    values = sorted({member for member in members if member is not None})
    if len(values) == 2:
        member, others = _at_risk(members, scores, values)
        yield _Side(member, others, members == member, members == others, base, group)
    elif len(values) > 2:
        for member in values:
            inside = np.asarray(members == member, dtype=bool)
            yield _Side(member, ALL_OTHERS, inside, known & ~inside, base, group)


def _as_text(column: pd.Series) -> Members:
    filled = column.astype(object)
    return np.array(
        [None if missing else str(value) for value, missing in zip(filled, filled.isna(), strict=True)],
        dtype=object,
    )


def _at_risk(members: Members, scores: Numbers, values: list[str]) -> tuple[str, str]:
    """Put first the value that is at risk: yes of yes and no, otherwise the lower-scoring one."""
    if [value.lower() for value in values] == ["no", AT_RISK]:
        return values[1], values[0]
    means = [scores[members == value].mean() for value in values]
    return (values[0], values[1]) if means[0] <= means[1] else (values[1], values[0])


def _cells(sides: list[_Side]) -> Iterator[Cell]:
    """Count the pupils of a column: its groups as parts of all that are known, and each against its others."""
    for side in sides:
        yield from side.cells()
    if len(sides) > 1:
        total = f"{sides[0].base}|{sides[0].group}"
        yield Cell(total, sum(int(side.inside.sum()) for side in sides))
        for side in sides:
            yield Cell(side.ids[0], int(side.inside.sum()), total)


def _gap(scores: Numbers, side: _Side, place: tuple[str, str], settings: _Settings) -> Gap | None:
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
    pairs, first_only, second_only = _paired(test, settings)
    if pairs.empty:
        return
    if len(first_only) + len(second_only):
        found.cautions.add("unmatched_pupils")
    first, second = (pairs[name].to_numpy(np.float64) for name in (_FIRST, _SECOND))
    base = f"outcomes|{measure}|{settings.before} and {settings.after}"
    for column in columns:
        sides = list(_sides(pairs[column], first, base))
        found.cells.extend(_cells(sides))
        for side in sides:
            if side.smaller >= settings.smallest_group:
                alone = tuple(_alone_cells(side, first_only[column], second_only[column], measure, settings))
                found.cells.extend(alone)
                narrowing = _narrowing(first, second, side, measure, settings)
                found.narrowings.append(replace(narrowing, levels_rest_on=tuple(cell.id for cell in alone)))


_FIRST, _SECOND = "score before", "score after"


def _paired(test: pd.DataFrame, settings: _Settings) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give the pupils with both scores (groups as they were before), with the first only, the second only."""
    first = test[test[settings.occasion] == settings.before].set_index(settings.pupil)
    second = test[test[settings.occasion] == settings.after].set_index(settings.pupil)
    both = first.index.intersection(second.index)
    scores = {_FIRST: first.loc[both, settings.score], _SECOND: second.loc[both, settings.score]}
    pairs = first.loc[both].assign(**scores)
    return pairs, first.drop(index=both), second.drop(index=both)


def _alone_cells(
    side: _Side, first_only: pd.Series, second_only: pd.Series, measure: str, settings: _Settings
) -> Iterator[Cell]:
    """Count the pupils of a comparison who have a score on one occasion only."""
    for occasion, column in ((settings.before, first_only), (settings.after, second_only)):
        members = _as_text(column)
        base = f"outcomes|{measure}|{occasion} only"
        inside, known = members == side.member, np.array([member is not None for member in members], bool)
        alone = replace(side, inside=inside, outside=known & ~inside, base=base)
        ids, counts = alone.ids, (int(alone.inside.sum()), int(alone.outside.sum()))
        yield from (Cell(name, count) for name, count in zip(ids, counts, strict=False) if count)


def _narrowing(first: Numbers, second: Numbers, side: _Side, measure: str, settings: _Settings) -> Narrowing:
    gains = second - first
    known = side.inside | side.outside
    before, after = _gap_to_all(first, side), _gap_to_all(second, side)
    low, high = _change_interval(gains, side, settings.confidence)
    levels = {
        "all_before": float(first[known].mean()),
        "all_after": float(second[known].mean()),
        "others_before": float(first[side.outside].mean()),
        "others_after": float(second[side.outside].mean()),
        "group_before": float(first[side.inside].mean()),
        "group_after": float(second[side.inside].mean()),
    }
    improved = levels["all_after"] > levels["all_before"]
    others_fell = levels["others_after"] < levels["others_before"]
    return Narrowing(
        measure=measure,
        group=side.group,
        member=side.member,
        others=side.others,
        n=int(side.inside.sum()),
        n_others=int(side.outside.sum()),
        gap_before=before,
        gap_after=after,
        change=after - before,
        low=low,
        high=high,
        **levels,
        verdict=narrowing_verdict(before, low, high, for_all=improved and not others_fell),
        rests_on=side.ids,
        levels_rest_on=(),
    )


def _gap_to_all(scores: Numbers, side: _Side) -> float:
    return float(scores[side.inside | side.outside].mean() - scores[side.inside].mean())


def _change_interval(gains: Numbers, side: _Side, confidence: float) -> tuple[float, float]:
    """Give Welch's interval of the change of the gap: (1 − p) · (gain of the others − gain of the group).

    All are a p-th part group and the rest others, so the gap to all is 1 − p of the gap to the others; p is
    taken as given.
    """
    there, others = moments(gains[side.inside]), moments(gains[side.outside])
    part = others.n / (there.n + others.n)
    change = part * (others.mean - there.mean)
    se, df = _welch(there, others)
    half = part * se * float(stats.t.ppf((1 + confidence) / 2, df)) if se else 0.0
    return change - half, change + half


def _welch(there: Moments, others: Moments) -> tuple[float, float]:
    """Give the standard error of a difference of means, and its degrees of freedom (Welch 1947)."""
    one, other = there.sd**2 / there.n, others.sd**2 / others.n
    if one + other == 0:
        return 0.0, math.inf
    return math.sqrt(one + other), (one + other) ** 2 / (one**2 / (there.n - 1) + other**2 / (others.n - 1))


def narrowing_verdict(gap_before: float, low: float, high: float, *, for_all: bool) -> str:
    """Say in a word what became of a gap, the first of these that is true.

    1. not behind: the group's mean was not below that of all at the start.
    2. widened: the whole interval of the change lies above zero.
    3. no clear change: the interval takes in zero. This comes before what follows: where it is not clear
       that the gap became smaller, it is not said to have narrowed, nor to have been levelled down.
    4. narrowed: the interval lies below zero, all pupils' mean rose and the others' did not fall.
    5. levelled down: the interval lies below zero, but the others fell or all did not improve: the gap
       closed because others did worse.

    >>> narrowing_verdict(4.0, -3.0, -1.0, for_all=False)
    'levelled down'
    """
    if gap_before <= 0:
        return NOT_BEHIND
    if low > 0:
        return WIDENED
    if high >= 0:
        return NO_CLEAR_CHANGE
    return NARROWED if for_all else LEVELLED_DOWN
