"""Who was allocated: single pupils or whole clusters, in all or within blocks, and the columns to adjust for.

Permuting and resampling both have to do again what the trial did, so both read their table here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, read_arms
from enquiry_lib.stats.effect_sizes import PERFECT, EffectSize, Numbers, exact_j, pooled_sd
from enquiry_lib.stats.models.columns import model_columns
from enquiry_lib.stats.result import NotEnough

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Allocated:
    """The pupils of two arms with the block and the cluster of each (codes from 0; no clusters: None).

    `beside` (n, k) are the columns adjusted for: one, the blocks and the adjusters, none following from others or the arm.
    """

    arms: Arms
    blocks: Codes
    clusters: Codes | None
    beside: Numbers
    cautions: tuple[str, ...]

    @property
    def outcome(self) -> Numbers:
        """Give the scores."""
        return self.arms.outcome

    @property
    def treated(self) -> Numbers:
        """Give 1 for the treated and 0 for the others."""
        return self.arms.in_treated.astype(np.float64)

    @property
    def nested(self) -> bool:
        """Say whether every cluster lies in a single arm (without clusters: no)."""
        return self.clusters is not None and not mixed(self.treated, self.clusters)


def mixed(values: npt.NDArray[np.generic], clusters: Codes) -> bool:
    """Say whether a value differs within any cluster.

    >>> mixed(np.array([1, 1, 0]), np.array([0, 0, 1])), mixed(np.array([1, 0, 0]), np.array([0, 0, 1]))
    (False, True)
    """
    pairs = np.unique(np.column_stack([clusters, values]), axis=0)
    return len(pairs) > len(np.unique(clusters))


def allocated(arms: Arms, asked: Asked, *, within: str, cluster: str) -> Allocated | NotEnough:
    """Give the blocks, the clusters and the columns to adjust for of pupils who were read ("" for no such column).

    NotEnough when all have the same score, or when the arm follows from the blocks, or the score from all columns.
    """
    blocks = np.zeros(len(arms.rows), np.intp) if not within else _codes(arms.rows[within])
    columns = {"block": pd.Series(blocks).astype("category"), "arm": pd.Series(arms.in_treated.astype(float))}
    offered = arms.adjusters.reset_index(drop=True)
    columns |= {f"adjuster {place}": offered[name] for place, name in enumerate(offered)}
    names, design, _, dropped = model_columns(pd.DataFrame(columns), list(columns))
    if np.ptp(arms.outcome) == 0:
        return asked.not_enough("all pupils have the same score", "Check that the right column is used.")
    if "arm" not in names:
        return asked.not_enough(
            f"no {within} has pupils of both groups", "Leave it out, or check how its column is written."
        )
    if _nothing_left(arms.outcome, design):
        return asked.not_enough(
            "the outcome follows exactly from the columns, or there are hardly more pupils than columns",
            "Check that no column was copied, or adjust for fewer columns.",
        )
    return Allocated(
        arms=arms,
        blocks=blocks,
        clusters=None if not cluster else _codes(arms.rows[cluster]),
        beside=np.delete(design, names.index("arm"), axis=1),
        cautions=common.codes_that_hold({"covariate_dropped": any("adjuster" in name for name in dropped)}),
    )


def _codes(column: pd.Series) -> Codes:
    return pd.factorize(column, sort=True)[0].astype(np.intp)


def _nothing_left(outcome: Numbers, design: Numbers) -> bool:
    if len(outcome) < design.shape[1] + 2:
        return True
    centred = outcome - outcome.mean()
    rest = beyond(outcome, basis_of(design))
    return bool(rest @ rest <= PERFECT * (centred @ centred))


def basis_of(columns: Numbers) -> Numbers:
    """Give an orthonormal basis of independent columns.

    >>> basis_of(np.array([[3.0], [4.0]])).round(1).ravel().tolist() in ([0.6, 0.8], [-0.6, -0.8])
    True
    """
    return np.linalg.qr(columns / np.sqrt((columns**2).sum(axis=0)))[0]


def beyond(values: Numbers, basis: Numbers) -> Numbers:
    """Give what is left of some values when an orthonormal basis is taken out.

    >>> beyond(np.array([1.0, 3.0]), np.array([[1.0], [1.0]]) / np.sqrt(2)).round(1).tolist()
    [-1.0, 1.0]
    """
    rest: Numbers = values - basis @ (basis.T @ values)
    return rest


def in_sd(arms: Arms, difference: float) -> float:
    """Give a difference in units of the guidance's SD, that of pupils within the arms, corrected for small samples."""
    there, others = arms.both(arms.outcome)
    return exact_j(there.n + others.n - 2) * difference / pooled_sd(there, others)


# --- the results ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Redrawn(BetweenArms):
    """An adjusted difference judged by drawing again, `draws` times with `seed`.

    `difference` is in points. `cluster` is the column of what is drawn whole, "" for pupils one by one, `within` that of
    the blocks inside which it is drawn, `adjusted_for` the columns allowed for, the score before (`baseline`) first.
    """

    baseline: str = ""
    adjusted_for: tuple[str, ...] = ()
    within: str = ""
    cluster: str = ""
    draws: int
    seed: int
    difference: float | None = None

    kept: ClassVar[tuple[str, ...]] = ("draws", "seed")


R = TypeVar("R", bound=Redrawn)


def read_for(
    data: pd.DataFrame, asked: Asked, *, within: str | None, cluster: str | None
) -> Arms | NotEnough:
    """Read the two arms; NotEnough where one of them has nobody, with all the values needed. Raises as read_arms does."""
    arms = read_arms(data, asked, codes=common.named(within, cluster))
    if arms.fewest:
        return arms
    return asked.not_enough(
        "one of the groups has no pupil with all the values needed",
        "Check how the groups are written in their column, and that scores are filled in.",
    )


def untold(kind: type[R], arms: Arms, asked: Asked, **settings: Any) -> R:
    """Give the counts of a result and none of its numbers, as it is when its pupils are withheld."""
    return kind(
        counted=asked.cells(arms),
        cautions=(*arms.cautions, *(("no_baseline",) if asked.baseline is None else ())),
        outcome=asked.outcome,
        treated=str(asked.treated),
        control=str(asked.control),
        measure=asked.measure,
        confidence=asked.confidence,
        effect=EffectSize("total_sd"),
        baseline=asked.baseline or "",
        adjusted_for=tuple(asked.adjust_for),
        **settings,
    )


def told_or_not(found: R | NotEnough | None, arms: Arms, nothing: R) -> R | NotEnough:
    """Give what was found, but not that nothing was where a group is so small that this would tell about it."""
    told = arms.fewest >= common.FEW or isinstance(found, Redrawn)
    return found if found is not None and told else nothing
