"""A permutation test: would so large a difference come up if only the draw had fallen otherwise?

Where nothing was done to anybody's score, the scores stay what they are and only the names of the groups change. So
the groups are drawn again as the trial drew them (pupils within their blocks, or whole clusters), and each time the
adjusted difference is estimated anew, columns and all. That makes the p-value exact for the draw there was, whatever
the scores look like (Fisher's randomisation test); residuals are not permuted (as Freedman and Lane do), which would
be exact for none. p = (1 + number at least as large) / (draws + 1) (Phipson and Smyth 2010), never rounded; where there are no
more allocations than draws asked for, all of them are compared, the one there was among them, and p is a plain share.

By the theorem of Frisch, Waugh and Lovell the difference is t'ỹ / (t't − |Q't|²), with Q a basis of the other columns and ỹ
what it leaves of the scores: two matrix products for all draws together.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked
from enquiry_lib.stats.effect_sizes import EffectSize, Numbers
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.allocated import (
    Allocated,
    Codes,
    Redrawn,
    allocated,
    basis_of,
    beyond,
    in_sd,
    mixed,
    read_for,
    told_or_not,
    untold,
)
from enquiry_lib.stats.trials.draws import Draws, need_draws

AT_ONCE = 4_000_000  # entries of a matrix of draws; more are made in turns
BINS = 41
RARE = 0.05

CAUTIONS = arms_of.CAUTIONS | {
    "hardly_any_draws": "There are so few ways in which the groups could have been drawn that even the largest difference could "
    "not be rare among them.",
    "not_estimable": "In some other draws the groups would have followed from the columns adjusted for; those were counted as "
    "differences at least as large.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True, kw_only=True)
class PermutationTest(Redrawn):
    """The adjusted difference beside those that other draws of the groups would have given.

    `effect` is in SD, without an interval; `p` is two-sided. `allocations` is the number of all possible ones where those
    were compared instead of `draws` (the test is exact), else None. `smallest_p` is the smallest that could have come
    out. `shares` are the shares of draws with a difference in BINS bins of equal width from -`reach` to `reach`.
    """

    allocations: int | None = None
    smallest_p: float | None = None
    reach: float | None = None
    shares: tuple[float, ...] = ()

    @property
    def exact(self) -> bool:
        """Say whether every possible allocation was compared."""
        return self.allocations is not None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without any number, where one of the counts they rest on is named."""
        hidden = super().withhold(ids)
        return hidden if hidden is self else replace(hidden, shares=())


def permute_arms(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    within: str | None = None,
    cluster: str | None = None,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    draws: int = 2000,
    seed: int = 20260901,
) -> PermutationTest | NotEnough:
    """Compare the difference between two groups with those that other draws of the groups would have given.

    `data` has one row a pupil; `outcome`, `arm`, `baseline` and `covariates` are as in compare_two_groups. `within` is the
    column of schools, classes or blocks inside which the groups were drawn (it is adjusted for), `cluster` that of
    classes or schools that were drawn whole. `draws` other allocations are compared; all there are, where they are no
    more. The same `seed` gives the same draws. NotEnough when a group has no pupil with scores, when no block has
    pupils of both, when a cluster has pupils in both groups or in two blocks, when nobody's score differs,
    or when it follows from the columns. Raises ColumnMissing, WrongValue.

    >>> scores = pd.DataFrame({"arm": ["intervention", "comparison"] * 3, "score": [5, 1, 6, 2, 7, 3]})
    >>> found = permute_arms(scores, outcome="score", arm="arm", pupil=None)
    >>> found.p, found.allocations, found.smallest_p
    (0.1, 20, 0.1)
    """
    need_draws(draws, seed)
    asked = Asked(
        outcome=outcome,
        arm=arm,
        baseline=baseline,
        covariates=tuple(covariates),
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
    )
    arms = read_for(data, asked, within=within, cluster=cluster)
    if isinstance(arms, NotEnough):
        return arms
    settings = {"within": within or "", "cluster": cluster or "", "draws": draws, "seed": seed}
    nothing = untold(PermutationTest, arms, asked, **settings)
    return told_or_not(_test(arms, asked, nothing) if arms.fewest > 1 else None, arms, nothing)


# --- the test ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Units:
    """What was drawn, pupils or clusters: which are treated, and in which block, and what they add to the difference.

    `scores` (u,) are sums of what the columns leave of the scores, `basis` (u, k) of the columns' basis, `sizes` of pupils.
    """

    treated: npt.NDArray[np.bool_]
    blocks: Codes
    scores: Numbers
    basis: Numbers
    sizes: Numbers

    def differences(self, drawn: npt.NDArray[np.bool_]) -> Numbers:
        """Give the adjusted difference of each allocation (b, u); NaN where the columns tell the allocation."""
        chosen = drawn.astype(np.float64)
        pupils = chosen @ self.sizes
        own = pupils - ((chosen @ self.basis) ** 2).sum(axis=1)
        found = np.full(len(chosen), np.nan)
        np.divide(chosen @ self.scores, own, out=found, where=own > 1e-9 * pupils)
        return found

    def by_block(self) -> list[tuple[Codes, int]]:
        """Give the places of each block's units, and how many of them are treated."""
        places = [np.flatnonzero(self.blocks == block) for block in np.unique(self.blocks)]
        return [(place, int(self.treated[place].sum())) for place in places]


def _test(arms: Arms, asked: Asked, nothing: PermutationTest) -> PermutationTest | NotEnough:
    given = allocated(arms, asked, within=nothing.within, cluster=nothing.cluster)
    if isinstance(given, NotEnough):
        return given
    units = _units(given)
    if units is None:
        return asked.not_enough(
            f"a {nothing.cluster} has pupils in both groups, or in two of the blocks",
            f"Where pupils were drawn inside each {nothing.cluster}, name it as `within`.",
        )
    ways = math.prod(math.comb(len(places), chosen) for places, chosen in units.by_block())
    exact = ways <= nothing.draws
    drawn = _all(units) if exact else _some(units, nothing.draws, nothing.seed)
    others = np.concatenate([units.differences(some) for some in drawn])
    return _tested(units, others, given, replace(nothing, allocations=ways if exact else None), ways)


def _tested(
    units: _Units, others: Numbers, given: Allocated, nothing: PermutationTest, ways: int
) -> PermutationTest:
    observed = float(units.differences(units.treated[None])[0])
    near = 1e-9 * abs(observed) + 1e-12 * float(given.outcome.std())
    as_large = int((~(np.abs(others) < abs(observed) - near)).sum())
    p = as_large / ways if nothing.exact else (1 + as_large) / (nothing.draws + 1)
    mirrored = all(2 * chosen == len(places) for places, chosen in units.by_block())
    smallest = max((2 if mirrored else 1) / ways, 0.0 if nothing.exact else 1 / (nothing.draws + 1))
    n_treated, n_control = map(len, given.arms.analysed)
    reach, shares = _binned(others[np.isfinite(others)], observed)
    found = {
        "few_pupils": given.arms.fewest < common.FEW,
        "hardly_any_draws": smallest > RARE,
        "not_estimable": bool(np.isnan(others).any()),
    }
    return replace(
        nothing,
        cautions=(*nothing.cautions, *given.cautions, *common.codes_that_hold(found)),
        n_treated=n_treated,
        n_control=n_control,
        difference=observed,
        effect=EffectSize("total_sd", in_sd(given.arms, observed)),
        p=p,
        smallest_p=smallest,
        reach=reach,
        shares=shares,
    )


def _units(given: Allocated) -> _Units | None:
    """Give the units that were drawn; None where a cluster is not whole."""
    basis = basis_of(given.beside)
    pupils = _Units(
        given.arms.in_treated,
        given.blocks,
        beyond(given.outcome, basis),
        basis,
        np.ones(len(given.outcome)),
    )
    codes = given.clusters
    if codes is None:
        return pupils
    if not given.nested or mixed(given.blocks, codes):
        return None
    first = np.unique(codes, return_index=True)[1]
    columns = np.column_stack([pupils.scores, pupils.sizes, basis])
    sums = np.zeros((len(first), columns.shape[1]))
    np.add.at(sums, codes, columns)
    return _Units(pupils.treated[first], pupils.blocks[first], sums[:, 0], sums[:, 2:], sums[:, 1])


def _all(units: _Units) -> Iterator[npt.NDArray[np.bool_]]:
    """Give every allocation there could have been."""
    drawn = np.zeros((1, len(units.treated)), bool)
    for places, chosen in units.by_block():
        ways = [list(way) for way in combinations(places.tolist(), chosen)]
        drawn = np.repeat(drawn, len(ways), axis=0)
        for turn, way in enumerate(ways):
            drawn[turn :: len(ways), way] = True
    for start in range(0, len(drawn), at_once := max(1, AT_ONCE // drawn.shape[1])):
        yield drawn[start : start + at_once]


def _some(units: _Units, many: int, seed: int) -> Iterator[npt.NDArray[np.bool_]]:
    """Give so many allocations, each as likely as another."""
    draws, blocks, size = Draws(seed), units.by_block(), len(units.treated)
    for start in range(0, many, at_once := max(1, AT_ONCE // size)):
        drawn = np.zeros((min(at_once, many - start), size), bool)
        for places, chosen in blocks:
            drawn[:, places] = draws.chosen(len(drawn), len(places), chosen)
        yield drawn


def _binned(others: Numbers, observed: float) -> tuple[float, tuple[float, ...]]:
    """Give how far the bins reach from nought, and the share of draws in each."""
    reach = 1.02 * float(max(np.abs(others).max(initial=0.0), abs(observed)))
    counts, _ = np.histogram(others, bins=BINS, range=(-reach, reach))
    return reach, tuple((counts / max(len(others), 1)).tolist())
