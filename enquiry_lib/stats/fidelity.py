"""Fidelity: how fully each active ingredient was seen in lessons, and whether comparison classes had it too.

What is counted are visits and what was looked for in them, never people, and no class is named. Where fewer than three
classes were visited, what was seen is about particular colleagues and is left out: nobody's performance is to be
managed by it. A visit is one
observation_id; several ingredients may be looked for in it. An ingredient seen in comparison classes
means that both groups had some of it (the monitoring of comparison conditions, the eighth of the dimensions in
Humphrey, Lendrum and Wigelsworth's guidance on process evaluation).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Counted, DoesNotApply, NotEnough

INTERVENTION, COMPARISON = "intervention", "comparison"
FULLY, PARTLY, NOT_SEEN = "fully", "partly", "not seen"
THIN = 3  # visits; fewer than these say little about a term's lessons
FEWEST_CLASSES = 3  # of fewer than these anybody at the school could tell whose lessons they were

CAUTIONS = {
    "not_for_performance": "This is about how the intervention was carried out and not about any teacher: it is not for "
    "performance management.",
    "few_intervention_classes": "Fewer than three intervention classes were visited; what was seen there is left out, as "
    "it would be about particular colleagues.",
    "few_comparison_classes": "Fewer than three comparison classes were visited; what was seen there is left out, as it "
    "would be about particular colleagues.",
    "classes_not_said": "The visits do not say to which classes they were, so nobody can tell how many colleagues stand "
    "behind them.",
    "thin": "Some ingredients were looked for in fewer than three visits, which say little about a term's lessons.",
    "few_ratings": "Quality is given only where at least three visits rated it.",
    "comparison_not_observed": "No comparison class was observed, so nobody knows how much of the intervention those "
    "pupils had as well.",
    "intervention_not_observed": "No intervention class was observed, so nobody knows how far the intervention was "
    "carried out.",
    "repeated": "Some rows repeat the same visit and the same ingredient; the first of them was used.",
    "incomplete": "Some rows do not say what was looked for, whether it was seen, or in which classes; they "
    "were left out.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True)
class IngredientSeen:
    """One active ingredient in the classes of one arm: in how many visits it was seen, and how fully.

    `arm` is "intervention" or "comparison". `visits` is in how many it was looked for. `quality` is the mean
    rating, None where fewer than three visits rated it. `thin` says that fewer than three looked for it.
    """

    ingredient: str
    arm: str
    visits: int
    fully: int
    partly: int
    not_seen: int
    quality: float | None
    thin: bool

    @property
    def seen(self) -> int:
        """Give in how many visits the ingredient was seen, fully or partly."""
        return self.fully + self.partly


@dataclass(frozen=True, kw_only=True)
class Fidelity(Counted):
    """How fully the active ingredients were seen, in the order in which they first appear, arm by arm.

    `visits` counts those to intervention classes, `comparison_visits` those to comparison classes, each once,
    however many ingredients were looked for in it.
    """

    visits: int
    comparison_visits: int
    ingredients: tuple[IngredientSeen, ...]

    def of(self, arm: str) -> tuple[IngredientSeen, ...]:
        """Give the ingredients looked for in the classes of one arm."""
        return tuple(line for line in self.ingredients if line.arm == arm)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: visits are counted here, not people."""
        return self


def summarise_fidelity(
    observations: pd.DataFrame,
    *,
    observation: str = "observation_id",
    ingredient: str = "ingredient",
    seen: str = "seen",
    arm: str = "arm",
    quality: str = "quality",
    place: str = "place",
) -> Fidelity | NotEnough:
    """Count how fully each active ingredient was seen, in intervention and in comparison classes.

    `observations` has one row for each visit and ingredient looked for in it. `seen` says "fully", "partly" or "not
    seen"; `arm` says "intervention" or "comparison", and where no row says it all are taken as of intervention
    classes; `quality` is a number or empty. `place`, where there is such a column, says which class was visited: with
    fewer than three classes of an arm what was seen there is left out. NotEnough without one complete observation,
    DoesNotApply where nothing is left. Raises ColumnMissing.

    >>> looked = pd.DataFrame({"observation_id": ["O1", "O2", "O3"], "ingredient": "Talk in pairs",
    ...                        "seen": ["fully", "partly", "fully"], "arm": "intervention", "quality": [3, 2, 4]})
    >>> line = summarise_fidelity(looked).ingredients[0]
    >>> line.fully, line.partly, line.quality
    (2, 1, 3.0)
    """
    common.need_columns(observations, [observation, ingredient, seen, arm, quality])
    names = {observation: "id", ingredient: "ingredient", seen: "seen", arm: "arm", quality: "quality"}
    places = observations.get(place)
    rows, found = _usable(observations.rename(columns=names)[list(names.values())].assign(place=places))
    if rows.empty:
        return NotEnough(
            "How fully the active ingredients were seen",
            "there is no observation that says what was looked for and whether it was seen",
            "Fill in the table of observations.",
        )
    arms, few = set(rows["arm"]), _arms_of_few(rows)
    if few == arms:
        return DoesNotApply(
            "How fully the active ingredients were seen",
            "Fewer than three classes were visited: what was seen in them is about particular colleagues and stays with them",
            "Talk about the visits with those who were visited. They are not for performance management.",
        )
    rows = rows[~rows["arm"].isin(few)]
    looked = tuple(_looked_for(rows, arm) for arm in (INTERVENTION, COMPARISON))
    return Fidelity(
        counted=(),
        cautions=common.codes_that_hold(_about_classes(rows, few) | found | _limits(*looked, arms=arms)),
        visits=_visits(rows, INTERVENTION),
        comparison_visits=_visits(rows, COMPARISON),
        ingredients=tuple(line for part in looked for line in part),
    )


def _usable(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, bool]]:
    """Keep complete rows, each observation of an ingredient once, and say what was left out."""
    arms = table["arm"] if table["arm"].notna().any() else pd.Series(INTERVENTION, index=table.index)
    rated = common.finite_numbers(table["quality"])
    rows = table.astype({"ingredient": object}).assign(arm=arms.astype(object), quality=rated)
    known = rows["ingredient"].notna() & rows["seen"].isin([FULLY, PARTLY, NOT_SEEN])
    complete = rows[known & rows["arm"].isin([INTERVENTION, COMPARISON])]
    repeats = complete["id"].notna() & complete.duplicated(["id", "ingredient"])
    return complete[~repeats], {"incomplete": len(complete) < len(rows), "repeated": bool(repeats.any())}


def _arms_of_few(rows: pd.DataFrame) -> set[str]:
    """Name the arms of which fewer than three classes are known to have been visited; of those without any, none."""
    classes = rows.groupby("arm")["place"].nunique()
    return {str(arm) for arm in classes.index[(classes > 0) & (classes < FEWEST_CLASSES)]}


def _about_classes(rows: pd.DataFrame, few: Collection[str]) -> dict[str, bool]:
    return {
        "not_for_performance": True,
        "few_intervention_classes": INTERVENTION in few,
        "few_comparison_classes": COMPARISON in few,
        "classes_not_said": not rows["place"].notna().all(),
    }


def _visits(rows: pd.DataFrame, arm: str) -> int:
    """Count visits to the classes of one arm; a row without the code of its visit is one of its own."""
    codes = rows.loc[rows["arm"] == arm, "id"]
    return int(codes.nunique() + codes.isna().sum())


def _looked_for(rows: pd.DataFrame, arm: str) -> tuple[IngredientSeen, ...]:
    there = rows[rows["arm"] == arm]
    order = (name for name in rows["ingredient"].unique() if (there["ingredient"] == name).any())
    return tuple(_ingredient(name, arm, there[there["ingredient"] == name]) for name in order)


def _ingredient(name: str, arm: str, rows: pd.DataFrame) -> IngredientSeen:
    fully, partly, not_seen = (int((rows["seen"] == how).sum()) for how in (FULLY, PARTLY, NOT_SEEN))
    ratings = rows["quality"].to_numpy(dtype=np.float64)
    ratings = ratings[~np.isnan(ratings)]
    return IngredientSeen(
        ingredient=str(name),
        arm=arm,
        visits=len(rows),
        fully=fully,
        partly=partly,
        not_seen=not_seen,
        quality=float(ratings.mean()) if len(ratings) >= THIN else None,
        thin=len(rows) < THIN,
    )


def _limits(
    intervention: tuple[IngredientSeen, ...], comparison: tuple[IngredientSeen, ...], *, arms: Collection[str]
) -> dict[str, bool]:
    lines = intervention + comparison
    return {
        "thin": any(line.thin for line in lines),
        "few_ratings": any(line.quality is None and not line.thin for line in lines),
        "comparison_not_observed": COMPARISON not in arms,
        "intervention_not_observed": INTERVENTION not in arms,
    }
