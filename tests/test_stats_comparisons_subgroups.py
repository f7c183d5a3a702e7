"""Differences in groups of pupils: the tests between groups as R has them, taken together, and never of few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import samples_matched
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.comparisons.answers import Answer
from enquiry_lib.stats.comparisons.subgroups import Interaction, subgroup_effects
from enquiry_lib.stats.result import NotEnough


def test_tests_between_groups_agree_with_r() -> None:
    """The F tests of arm by group are those of anova, and their p among all columns that of p.adjust."""
    columns = {column.name: column.test for column in samples_matched.subgroups().columns}
    for name, test in columns.items():
        expected = pinned(f"interaction_{name}", "matching")
        assert found(test, expected) == expected
    adjusted = {name: test.p_adjusted for name, test in columns.items()}
    assert adjusted == pinned("interaction_adjusted", "matching")


def test_the_difference_in_a_group_agrees_with_r() -> None:
    """The difference in one group is that of R's model of all groups of its column."""
    yes = samples_matched.subgroups().columns[0].members[1]
    expected = pinned("subgroup_yes", "matching")
    assert (yes.name, found(yes.answer, expected)) == ("yes", expected)


def test_pupils_whose_group_is_not_known_are_a_group() -> None:
    """Pupils without a group are counted and compared by themselves, so that all columns are about the same pupils."""
    house = np.where(np.arange(200) % 4 == 0, None, "Oak")
    column = samples_matched.subgroups(
        samples_matched.pupils(house=house), groups=["house"], planned=[]
    ).columns[0]
    assert [member.name for member in column.members] == ["Oak", ""]
    assert sum((member.n_treated or 0) + (member.n_control or 0) for member in column.members) == 200


def test_small_groups_have_no_line() -> None:
    """A group with fewer than ten pupils in an arm has no difference, and leaves its column without a test."""
    result = samples_matched.subgroups(samples_matched.small_house(6), groups=["house"], planned=[])
    oak, yew = result.columns[0].members
    assert (yew.n_treated, yew.answer) == (6, Answer())
    assert oak.answer.difference is not None
    assert result.columns[0].test == Interaction()
    assert "small_groups" in result.cautions


def test_a_test_goes_with_any_group_that_is_withheld() -> None:
    """A withheld group takes its line and the column's test; other columns keep theirs, as if it had shown nothing."""
    result = samples_matched.subgroups()
    name = next(cell.id for cell in result.counted if cell.id.endswith("by house|intervention|Ash"))
    fsm, house = result.withhold({name}).columns
    assert house.test == Interaction()
    assert [member.answer == Answer() for member in house.members] == [True, False, False]
    assert fsm.test.p == result.columns[0].test.p
    assert fsm.test.p_adjusted == pytest.approx(min(1.0, 2 * (fsm.test.p or 0)))


def test_without_an_arm_nothing_stays() -> None:
    """When an arm may not be counted no number is left, and the columns are still named."""
    result = samples_matched.subgroups(samples_matched.few(8))
    hidden = result.withhold(choose_hidden(result.cells()))
    assert (hidden.overall, hidden.n_treated, hidden.effect.g) == (Answer(), None, None)
    assert [column.name for column in hidden.columns] == ["fsm", "house"]
    assert {member.n_control for column in hidden.columns for member in column.members} == {None}


def test_a_planned_column_is_marked() -> None:
    """Columns named beforehand are marked, and others bring a caution."""
    result = samples_matched.subgroups()
    assert [column.planned for column in result.columns] == [True, False]
    assert "not_planned" in result.cautions
    assert "not_planned" not in samples_matched.subgroups(planned=["fsm", "house"]).cautions


def test_a_group_that_is_also_adjusted_for_does_no_harm() -> None:
    """A column may be among those adjusted for and among the groups."""
    one = samples_matched.subgroups(covariates=["house"]).columns[1]
    assert one.test.p == pytest.approx(samples_matched.subgroups(covariates=[]).columns[1].test.p)


@pytest.mark.parametrize("after", [np.nan, 3.0])
def test_scores_that_say_nothing_are_not_enough(after: float) -> None:
    """Without scores, or without a difference between them, there is nothing to divide."""
    table = samples_matched.pupils(after=after)
    assert isinstance(subgroup_effects(table, outcome="after", arm="arm", groups=["fsm"]), NotEnough)


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"groups": []}, "groups"),
        ({"groups": ["arm"], "planned": []}, "groups"),
        ({"planned": ["sex"]}, "planned"),
        ({"smallest": 1}, "smallest"),
    ],
)
def test_questions_that_make_no_sense_are_refused(setting: dict[str, object], named: str) -> None:
    """No column, the arm itself, a plan about no column, and groups of one raise."""
    with pytest.raises(errors.WrongValue, match=named):
        samples_matched.subgroups(**setting)


def test_groups_may_be_numbers_or_categories() -> None:
    """Columns of numbers, of truths and of categories all name their groups as text."""
    table = samples_matched.pupils()
    table = table.assign(
        fsm=table["fsm"] == "yes", house=pd.Categorical(table["house"]), year=4 + np.arange(200) % 2
    )
    result = samples_matched.subgroups(table, groups=["fsm", "house", "year"])
    assert [[member.name for member in column.members] for column in result.columns] == [
        ["False", "True"],
        ["Ash", "Elm", "Oak"],
        ["4", "5"],
    ]
