"""Fidelity: how fully each ingredient was seen, and whether comparison classes had it too."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.stats.fidelity import CAUTIONS, COMPARISON, INTERVENTION, Fidelity, summarise_fidelity
from enquiry_lib.stats.result import DoesNotApply, NotEnough

TALK, WORDS = "Talk in pairs", "Six new words"


def looked(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Make observations of ingredient, what was seen, arm and quality."""
    table = pd.DataFrame(rows, columns=["ingredient", "seen", "arm", "quality"])
    return table.assign(observation_id=[f"O{number:03d}" for number in range(len(rows))])


def summarised(*rows: tuple[Any, ...]) -> Fidelity:
    """Summarise observations that are enough."""
    result = summarise_fidelity(looked(*rows))
    assert isinstance(result, Fidelity)
    return result


def test_each_ingredient_is_counted_in_each_arm() -> None:
    """Fully, partly and not seen add up to the visits, and the order is that of the table."""
    result = summarised(
        (WORDS, "fully", INTERVENTION, 4),
        (TALK, "fully", INTERVENTION, 2),
        (WORDS, "partly", INTERVENTION, 3),
        (WORDS, "not seen", INTERVENTION, 2),
        (TALK, "partly", COMPARISON, None),
    )
    counts = [
        (line.ingredient, line.arm, line.visits, line.fully, line.partly, line.not_seen)
        for line in result.ingredients
    ]
    assert counts == [
        (WORDS, INTERVENTION, 3, 1, 1, 1),
        (TALK, INTERVENTION, 1, 1, 0, 0),
        (TALK, COMPARISON, 1, 0, 1, 0),
    ]
    assert [line.seen for line in result.of(COMPARISON)] == [1]


def test_few_observations_are_thin_and_give_no_quality() -> None:
    """Two observations of an ingredient are thin, and quality needs three ratings: one lesson is never rated."""
    two = summarised(*[(TALK, "fully", INTERVENTION, 4)] * 2)
    assert (two.ingredients[0].thin, two.ingredients[0].quality) == (True, None)
    three = summarised(*[(TALK, "fully", INTERVENTION, rating) for rating in (4, 3, 3)])
    assert three.ingredients[0].quality == pytest.approx(10 / 3)
    assert "thin" in two.cautions
    assert "thin" not in three.cautions
    unrated = summarised(*[(TALK, "fully", INTERVENTION, rating) for rating in (4, 3, None)])
    assert unrated.ingredients[0].quality is None
    assert "few_ratings" in unrated.cautions


@pytest.mark.parametrize(
    ("arm", "caution"),
    [(INTERVENTION, "comparison_not_observed"), (COMPARISON, "intervention_not_observed")],
)
def test_an_arm_nobody_looked_at_is_said(arm: str, caution: str) -> None:
    """Where only one arm was observed, the caution says what is not known."""
    result = summarised(*[(TALK, "fully", arm, 3)] * 3)
    assert caution in result.cautions
    assert set(result.cautions) <= set(CAUTIONS)


def test_without_arms_all_classes_are_of_the_intervention() -> None:
    """A school without a comparison may leave the arm empty; where some rows have it, the others are left out."""
    nobody = summarised((TALK, "fully", None, 3), (TALK, "partly", None, 3))
    assert [line.visits for line in nobody.of(INTERVENTION)] == [2]
    assert "incomplete" not in nobody.cautions
    some = summarised((TALK, "fully", None, 3), (TALK, "partly", COMPARISON, 3))
    assert [line.visits for line in some.ingredients] == [1]
    assert "incomplete" in some.cautions


def test_rows_that_repeat_or_say_nothing_are_left_out_and_said() -> None:
    """The same observation of the same ingredient counts once; an unknown word for what was seen not at all."""
    table = looked(
        (TALK, "fully", INTERVENTION, 3), (TALK, "partly", INTERVENTION, 3), (TALK, "a bit", INTERVENTION, 3)
    )
    table["observation_id"] = ["O1", "O1", "O2"]
    result = summarise_fidelity(table)
    assert isinstance(result, Fidelity)
    assert (result.ingredients[0].fully, result.ingredients[0].visits) == (1, 1)
    assert {"repeated", "incomplete"} <= set(result.cautions)


def test_one_observation_may_look_for_several_ingredients() -> None:
    """Two ingredients looked for in one observation are two rows, not a repeat."""
    table = looked((TALK, "fully", INTERVENTION, 3), (WORDS, "partly", INTERVENTION, 3)).assign(
        observation_id="O1"
    )
    result = summarise_fidelity(table)
    assert isinstance(result, Fidelity)
    assert len(result.ingredients) == 2
    assert "repeated" not in result.cautions


def test_a_visit_counts_once_however_much_was_looked_for() -> None:
    """Three visits in which two ingredients were looked for are three; a row without a code is a visit of its own."""
    rows = [(name, "fully", arm, 3) for arm in (INTERVENTION, COMPARISON) for name in (TALK, WORDS) * 3]
    codes = ["O1", "O1", "O2", "O2", "O3", "O3", "O4", "O4", "O5", "O5", None, None]
    result = summarise_fidelity(looked(*rows).assign(observation_id=codes))
    assert isinstance(result, Fidelity)
    assert (result.visits, result.comparison_visits) == (3, 4)
    assert [line.visits for line in result.ingredients] == [3, 3, 3, 3]


def test_tables_as_they_are_loaded_are_understood() -> None:
    """Categories that nobody used make no rows of nothing."""
    table = looked(*[(TALK, "fully", INTERVENTION, 3)] * 3)
    table["ingredient"] = pd.Categorical(table["ingredient"], [TALK, WORDS])
    table["arm"] = pd.Categorical(table["arm"], [INTERVENTION, COMPARISON])
    table["seen"] = pd.Categorical(table["seen"], ["fully", "partly", "not seen"])
    table["quality"] = table["quality"].astype("Int64")
    result = summarise_fidelity(table)
    assert isinstance(result, Fidelity)
    assert [line.ingredient for line in result.ingredients] == [TALK]


def test_nothing_to_count_is_not_enough() -> None:
    """An empty table, or one without a complete row, gives NotEnough; a missing column raises."""
    assert isinstance(summarise_fidelity(looked()), NotEnough)
    assert isinstance(summarise_fidelity(looked((TALK, None, INTERVENTION, 3))), NotEnough)
    with pytest.raises(errors.ColumnMissing, match="seen"):
        summarise_fidelity(looked().drop(columns="seen"))


def test_observations_are_not_people() -> None:
    """There are no cells to hide, and neither places nor notes come along."""
    result = summarised((TALK, "fully", INTERVENTION, 3))
    assert result.cells().empty
    assert result.withhold({"any"}) is result


# --- whose lessons they were ------------------------------------------------------------------------------


def visited(**classes: list[str]) -> pd.DataFrame:
    """Make one visit to each class named, arm by arm."""
    rows = [(TALK, "fully", arm, 3, place) for arm, places in classes.items() for place in places]
    return looked(*(row[:4] for row in rows)).assign(place=[row[4] for row in rows])


def test_visits_to_two_classes_are_about_colleagues_and_stay_with_them() -> None:
    """With fewer than three classes visited nothing is counted, and nothing is said to be missing."""
    result = summarise_fidelity(visited(intervention=["3A", "3B", "3A", "3B"]))
    assert isinstance(result, DoesNotApply)
    assert "particular colleagues" in result.found


def test_an_arm_of_few_classes_is_left_out_alone() -> None:
    """One comparison class is left out, the intervention classes stay, and both are said."""
    result = summarise_fidelity(visited(intervention=["3A", "3B", "4A"], comparison=["4B", "4B"]))
    assert isinstance(result, Fidelity)
    assert (result.visits, result.comparison_visits, result.of(COMPARISON)) == (3, 0, ())
    assert {"few_comparison_classes", "not_for_performance"} <= set(result.cautions)
    assert "comparison_not_observed" not in result.cautions


def test_visits_that_do_not_say_where_are_counted_with_care() -> None:
    """Without the classes nobody can tell how many colleagues there are, and that is said."""
    assert "classes_not_said" in summarised((TALK, "fully", INTERVENTION, 3)).cautions
    named = summarise_fidelity(visited(intervention=["3A", "3B", "4A"]))
    assert isinstance(named, Fidelity)
    assert "classes_not_said" not in named.cautions
