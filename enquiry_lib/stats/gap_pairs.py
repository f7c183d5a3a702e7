"""Who is in two groups at once: the scores of pupils in both, against those of all others.

Each two columns are crossed, and each pair of their members that has enough pupils, and enough others, is compared.
No pair is taken where one of the two groups lies wholly within the other: it would be the smaller group over again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.stats.effect_sizes import moments
from enquiry_lib.stats.gap_lines import CAUTIONS as OF_GAPS
from enquiry_lib.stats.gap_lines import Scanned, allow_for_many, numbers_of
from enquiry_lib.stats.gap_scores import (
    GapQuestion,
    Scores,
    none_large_enough,
    of_the_same_pupils,
    read_scores,
)
from enquiry_lib.stats.gaps import Gap
from enquiry_lib.stats.result import Cell, NotEnough, cell_of
from enquiry_lib.stats.sides import ALL_OTHERS, Members, Side, as_text, is_absent

CAUTIONS = OF_GAPS | {
    "singles_within": "The gap of two groups together takes in the gaps of each: it does not say that the one makes the "
    "other worse.",
}
"""Every code of caution that a scan of pairs can carry, with its sentence."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class PairGap(Gap):
    """The pupils in two groups at once against all others; `also_group` and `also_member` are the second group."""

    also_group: str
    also_member: str

    @property
    def named(self) -> tuple[str, ...]:
        """Name the gap, for an order among gaps of the same size."""
        return *super().named, self.also_group, self.also_member


@dataclass(frozen=True, kw_only=True)
class PairScan(Scanned[PairGap]):
    """Every pair of groups that could be compared, the one most behind first; `crossed` are the columns they are of."""

    crossed: tuple[str, ...]


@dataclass(frozen=True)
class _Pair:
    """Two groups, each a column and its member, of the pupils whom both columns know; `side` sets both against not both."""

    one: tuple[str, str]
    two: tuple[str, str]
    in_one: Mask
    in_two: Mask
    side: Side


def scan_pairs(
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
) -> PairScan | NotEnough:
    """Compare the scores of pupils who are in two groups at once with those of all others.

    The table, the columns and the limits are those of `scan_gaps`. Two members of two different columns are a pair;
    those that say that something is absent ("no", "none") make none. A pair is compared where it has at least
    `smallest_group` pupils, and as many others. NotEnough without scores, two columns of groups, or a pair that is large
    enough. Raises ColumnMissing, WrongValue.

    >>> pupils = pd.DataFrame({"score": range(24), "pupil_premium": ["yes", "no"] * 12,
    ...                        "send": ["K"] * 12 + ["none"] * 12})
    >>> found = scan_pairs(pupils, groups=["pupil_premium", "send"], smallest_group=5,
    ...                    measure=None, occasion=None, pupil=None)
    >>> found.gaps[0].member, found.gaps[0].also_member, found.gaps[0].n, found.looked_at
    ('yes', 'K', 6, 1)
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
        asked="Gaps of pupils in two groups at once",
    )
    scores = read_scores(outcomes, question, groups)
    if isinstance(scores, NotEnough):
        return scores
    if len(scores.groups) < 2:
        return NotEnough(question.asked, "only one column says which group a pupil is in", "Name a second.")
    return _scan(scores, question)


def _scan(scores: Scores, question: GapQuestion) -> PairScan | NotEnough:
    gaps: list[PairGap] = []
    cells: list[Cell] = []
    cautions: set[str] = set()
    measure, occasion, pupil = question.columns
    for name, sat in scores.rows.groupby(measure, observed=True, sort=True):
        test, found = of_the_same_pupils(sat, question)
        cautions.update(found)
        for when, sitting in test.groupby(occasion, observed=True, sort=True):
            place = str(name), str(when)
            pairs = list(_pairs(sitting.set_index(pupil), scores.groups, "|".join(("outcomes", *place))))
            large = [pair for pair in pairs if pair.side.smaller >= question.smallest_group]
            points = sitting[question.score].to_numpy(np.float64)
            compared = [(pair, _gap(points, pair, place, question.confidence)) for pair in large]
            gaps.extend(gap for _, gap in compared if gap is not None)
            cells.extend(_cells_of([pair for pair, gap in compared if gap is not None]))
            cautions.update("constant_scores" for _, gap in compared if gap is None)
    if not gaps:
        return none_large_enough(question, cautions)
    return _pair_scan(gaps, cells, (*scores.cautions, *sorted(cautions)), scores.groups, question)


def _pair_scan(
    gaps: list[PairGap],
    cells: list[Cell],
    cautions: tuple[str, ...],
    columns: tuple[str, ...],
    question: GapQuestion,
) -> PairScan:
    looked_at = len(gaps)
    ordered, tau2 = allow_for_many(
        gaps,
        looked_at=looked_at,
        confidence=question.confidence,
        false_discovery=question.false_discovery,
    )
    many = ("largest_overstated",) if looked_at > 1 else ()
    compared = {name for gap in gaps for name in (gap.group, gap.also_group)}
    return PairScan(
        counted=tuple(dict.fromkeys(cells)),
        cautions=(*cautions, "singles_within", *many),
        gaps=ordered,
        tau2=tau2,
        looked_at=looked_at,
        confidence=question.confidence,
        false_discovery=question.false_discovery,
        crossed=tuple(column for column in columns if column in compared),
    )


# --- who is in both ---------------------------------------------------------------------------------------


def _pairs(pupils: pd.DataFrame, columns: Sequence[str], base: str) -> Iterator[_Pair]:
    """Give the pairs of each two columns, but for those where one group lies wholly within the other."""
    texts = {column: as_text(pupils[column]) for column in columns}
    names = pupils.index.to_numpy(dtype=object)
    for one, two in combinations(columns, 2):
        known = _known(texts[one]) & _known(texts[two])
        theirs = _members(texts[two], known)
        for member, here in _members(texts[one], known).items():
            for also, there in theirs.items():
                if not _nested(here, there):
                    both = here & there
                    side = Side("", ALL_OTHERS, both, known & ~both, base, "", names)
                    pair = (one, member), (two, also)
                    yield _Pair(*pair, here, there, _side(*pair, of=side))


def _known(members: Members) -> Mask:
    return np.array([member is not None for member in members], dtype=bool)


def _members(members: Members, known: Mask) -> dict[str, Mask]:
    """Give the members that say that something is there, each with the pupils in it, of those whom both columns know."""
    present = sorted(member for member in set(members[known].tolist()) if not is_absent(member))
    return {member: known & np.asarray(members == member, dtype=bool) for member in present}


def _nested(one: Mask, other: Mask) -> bool:
    """Say whether of two groups one lies wholly within the other."""
    both = int((one & other).sum())
    return both in (int(one.sum()), int(other.sum()))


def _side(one: tuple[str, str], two: tuple[str, str], *, of: Side) -> Side:
    """Name a side of two groups; `of` has who is in both and who is not."""
    group, member = (f"{first} and {second}" for first, second in zip(one, two, strict=True))
    return replace(of, group=group, member=member)


def _gap(
    scores: npt.NDArray[np.float64], pair: _Pair, place: tuple[str, str], confidence: float
) -> PairGap | None:
    """Work out one gap; None when nobody differs within the two."""
    side = pair.side
    there, others = moments(scores[side.inside]), moments(scores[side.outside])
    numbers = numbers_of(there, others, confidence=confidence)
    if numbers is None:
        return None
    (group, member), (also_group, also_member) = pair.one, pair.two
    return PairGap(
        measure=place[0],
        occasion=place[1],
        group=group,
        member=member,
        also_group=also_group,
        also_member=also_member,
        others=side.others,
        mean=there.mean,
        mean_others=others.mean,
        sd=there.sd,
        sd_others=others.sd,
        rests_on=side.ids,
        **numbers,
    )


def _cells_of(pairs: Sequence[_Pair]) -> Iterator[Cell]:
    """Count each pair against its others, and as a part of each of its groups; a group is in many pairs, and counted once."""
    counted: set[str] = set()
    for pair in pairs:
        side, (one, two) = pair.side, (pair.one, pair.two)
        everybody, both, others = side.cells()
        yield from (everybody, both, others)
        for (column, member), (other, _), group in ((one, two, pair.in_one), (two, one, pair.in_two)):
            total = f"{side.base}|{column}={member}, {other} known"
            if total not in counted:
                counted.add(total)
                yield cell_of(total, side.pupils[group])
            yield replace(both, margin=total)
