"""The schools most like one school in the characteristics named, from published figures.

Distance is Euclid's over z-scores: each characteristic, minus its mean over the schools, over its SD, so that each
counts the same whatever its unit. Neighbours are like the school in these characteristics and need not be in others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.effect_sizes import PERFECT, Numbers
from enquiry_lib.stats.result import NotEnough, Uncounted

ASKED = "Which schools are most like this one"

CAUTIONS = {
    "these_only": "These schools are alike in the characteristics named and may differ in everything else: what they do "
    "better or worse may have reasons that no figure here shows.",
    "schools_left_out": "Schools without all of these figures were left out.",
    "constant_characteristic": "A characteristic that is the same in all schools tells none apart; it was left out.",
    "tied": "Some schools are equally near; all of those as near as the last are given.",
    "repeated_schools": "Some schools are there more than once; the first row of each was used.",
    "few_schools": "There are hardly more schools than were asked for, so the last of them may not be very like this one.",
}
"""Every code of caution that a list of similar schools can carry, with its sentence."""


@dataclass(frozen=True)
class SimilarSchool:
    """A school, its rank (equal distances share one), its distance, its characteristics and its outcome (NaN: none)."""

    name: str
    rank: int
    distance: float
    values: tuple[float, ...]
    outcome: float | None


@dataclass(frozen=True, kw_only=True)
class SimilarSchools(Uncounted):
    """A school and those most like it in the `characteristics`, the nearest first.

    `own` are the school's characteristics, and `own_outcome` its outcome, where a column of outcomes was named (NaN
    where the school has none); the neighbours' lie between `outcome_low` and `outcome_high` for the middle half of
    them, about `outcome_middle`. `looked_at` is the number of other schools.
    """

    school: str
    characteristics: tuple[str, ...]
    own: tuple[float, ...]
    schools: tuple[SimilarSchool, ...]
    looked_at: int
    outcome: str
    own_outcome: float | None
    outcome_low: float | None
    outcome_middle: float | None
    outcome_high: float | None
    cautions: tuple[str, ...]


def similar_schools(
    schools: pd.DataFrame,
    *,
    school: str,
    characteristics: Sequence[str],
    k: int = 20,
    name: str = "school_id",
    outcome: str = "",
) -> SimilarSchools | NotEnough:
    """List the schools most like one school in some characteristics.

    `schools` has one row a school, of published figures: `name` is the column that names them, `school` the one in
    question there, `characteristics` are columns of numbers, `k` is how many schools are wanted, and `outcome`, where
    given, a column of numbers that is set beside and not used for likeness. Schools without all characteristics are
    left out. NotEnough where the school is not there, lacks a figure, or where nothing tells schools apart. Raises
    ColumnMissing, WrongValue.

    >>> four = pd.DataFrame({"school_id": ["Oak", "Elm", "Ash", "Yew"], "pupils": [200, 210, 400, 190],
    ...                      "premium": [20.0, 22.0, 60.0, 19.0]})
    >>> found = similar_schools(four, school="Oak", characteristics=["pupils", "premium"], k=2)
    >>> [one.name for one in found.schools]
    ['Yew', 'Elm']
    """
    _check(schools, characteristics, k=k, name=name, outcome=outcome)
    names = schools[name].astype(str)
    listed = schools[schools[name].notna() & ~names.duplicated()]
    if str(school) not in set(listed[name].astype(str)):
        return NotEnough(
            ASKED, f"'{school}' is not among the schools of the table", "Look how it is written there."
        )
    values = np.column_stack([common.finite_numbers(listed[one]) for one in characteristics])
    known = np.asarray(~np.isnan(values).any(axis=1), dtype=bool)
    ours = (listed[name].astype(str) == str(school)).to_numpy(bool)
    if not known[ours].all():
        return NotEnough(
            ASKED, "the school itself lacks one of the figures", "Name characteristics that it has."
        )
    spread = values[known].std(axis=0, ddof=1) if known.sum() > 1 else np.zeros(len(characteristics))
    telling = spread > PERFECT * np.abs(values[known]).max(axis=0)
    if not telling.any():
        return NotEnough(
            ASKED, "no characteristic tells schools apart", "Add schools, or other characteristics."
        )
    found = {
        "these_only": True,
        "schools_left_out": not known.all(),
        "constant_characteristic": not telling.all(),
        "repeated_schools": bool(names[schools[name].notna()].duplicated().any()),
    }
    rows = listed[known]
    standing = _Standing(
        names=rows[name].astype(str).to_numpy(dtype=object),
        values=values[known][:, telling],
        distances=_distances(values[known][:, telling], ours[known]),
        outcomes=common.finite_numbers(rows[outcome]) if outcome else np.full(len(rows), np.nan),
        ours=ours[known],
    )
    kept = tuple(one for one, tells in zip(characteristics, telling, strict=True) if tells)
    return _similar(standing, kept, k=k, outcome=outcome, found=found)


@dataclass(frozen=True)
class _Standing:
    """The schools that have all figures: their names, characteristics, distances and outcomes, and which is ours."""

    names: npt.NDArray[np.object_]
    values: Numbers
    distances: Numbers
    outcomes: Numbers
    ours: npt.NDArray[np.bool_]


def _check(schools: pd.DataFrame, characteristics: Sequence[str], *, k: int, name: str, outcome: str) -> None:
    if isinstance(characteristics, str) or not characteristics:
        expected = 'a list of columns, for example ["pupils", "premium"]'
        raise errors.WrongValue(name="characteristics", found=characteristics or "nothing", expected=expected)
    common.need_columns(schools, dict.fromkeys([name, *characteristics, *([outcome] if outcome else [])]))
    if k < 1:
        raise errors.WrongValue(name="k", found=k, expected="1 or more")
    if outcome in characteristics:
        expected = "a column that is not used for likeness"
        raise errors.WrongValue(name="outcome", found="one of the characteristics", expected=expected)


def _distances(values: Numbers, ours: npt.NDArray[np.bool_]) -> Numbers:
    """Give how far each school is from ours over z-scores."""
    scores = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    return np.asarray(np.sqrt(((scores - scores[ours]) ** 2).sum(axis=1)).round(12))


def _similar(
    standing: _Standing, characteristics: tuple[str, ...], *, k: int, outcome: str, found: dict[str, bool]
) -> SimilarSchools | NotEnough:
    others = np.flatnonzero(~standing.ours)
    if not len(others):
        return NotEnough(ASKED, "no other school has all the figures", "Add schools to the table.")
    order = others[np.lexsort((standing.names[others].astype(str), standing.distances[others]))]
    last = standing.distances[order[min(k, len(order)) - 1]]
    near = order[standing.distances[order] <= last]
    found |= {"tied": len(near) > k, "few_schools": len(others) < 2 * k}
    place = int(np.flatnonzero(standing.ours)[0])
    low, middle, high = _quartiles(standing.outcomes[near]) if outcome else (None, None, None)
    return SimilarSchools(
        school=str(standing.names[place]),
        characteristics=tuple(map(str, characteristics)),
        own=tuple(map(float, standing.values[place])),
        schools=tuple(_school(standing, one, order, with_outcome=bool(outcome)) for one in near),
        looked_at=len(others),
        outcome=outcome,
        own_outcome=float(standing.outcomes[place]) if outcome else None,
        outcome_low=low,
        outcome_middle=middle,
        outcome_high=high,
        cautions=common.codes_that_hold(found),
    )


def _school(
    standing: _Standing, place: int, order: npt.NDArray[np.intp], *, with_outcome: bool
) -> SimilarSchool:
    nearer = int((standing.distances[order] < standing.distances[place]).sum())
    return SimilarSchool(
        name=str(standing.names[place]),
        rank=nearer + 1,
        distance=float(standing.distances[place]),
        values=tuple(map(float, standing.values[place])),
        outcome=float(standing.outcomes[place]) if with_outcome else None,
    )


def _quartiles(outcomes: Numbers) -> tuple[float, float, float]:
    """Give the quartiles of the outcomes that are there; NaN where none is."""
    known = outcomes[~np.isnan(outcomes)]
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    low, middle, high = map(float, np.quantile(known, [0.25, 0.5, 0.75]))
    return low, middle, high
