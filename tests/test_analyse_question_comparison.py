"""What a question compares with is read for a group or a time, and for whether it was like these pupils before."""

from __future__ import annotations

import pytest

from enquiry_lib.analyse import question_comparison as comparing

LIKE = [
    ("The other classes in Year 5, usual lessons", "Year 5"),
    ("Year 8 last year", "Year 9 pupils"),
    ("Half, drawn by lot", "Year 7 volunteers"),
    ("Other bottom sets", "Bottom set maths Y9"),
    ("Same class the half term before", "3B"),
    ("Monday and Tuesday, no music", "Y7"),
    ("Pupils on the waiting list", "Y9"),
    ("Y5 with usual homework", "Y4-Y6"),
]


@pytest.mark.parametrize(("comparison", "whom"), LIKE)
def test_a_group_or_time_of_their_own_is_enough(comparison: str, whom: str) -> None:
    """Classes, weeks, years and lots are named, and are like these pupils as far as words tell."""
    assert not comparing.nobody_in_particular(comparison)
    assert not comparing.plainly_unlike(comparison, whom)


@pytest.mark.parametrize(
    "comparison", ["Previous data", "best practice", "National average", "similar schools"]
)
def test_the_world_at_large_is_nobody_in_particular(comparison: str) -> None:
    """Neither a group nor a time of one's own."""
    assert comparing.nobody_in_particular(comparison)


@pytest.mark.parametrize(
    ("comparison", "whom"),
    [
        *(("top set", "Bottom two sets in Y10"), ("Year 6", "Year 3"), ("non-PP pupils", "PP pupils")),
        *(("pupils who did not want to come", "Club members"), ("the grammar school", "Y9")),
    ],
)
def test_groups_that_differed_before_are_unlike(comparison: str, whom: str) -> None:
    """By attainment, by age, by choice or by kind."""
    assert comparing.plainly_unlike(comparison, whom)


def test_the_question_itself_may_name_the_comparison() -> None:
    """A piece after 'than' counts where it names a group or a time, and not where it names a share."""
    assert comparing.compared_in("Do they read more than in the weeks before?") == "than in the weeks before"
    assert comparing.compared_in("Do more than a third of Year 10 work at home?") == ""
    assert comparing.compared_in("Do marks rise?", "half of them begin in May by lot").startswith(
        "half of them"
    )


def test_one_class_against_one_class_is_seen() -> None:
    """Two labels or a parallel class; not several classes, a lot among pupils, or the same class before."""
    assert comparing.one_class_each("7B, no toast", "7A and 7B", "Toast in 7A")
    assert comparing.one_class_each("the parallel class", "Year 5", "Daily reading")
    assert not comparing.one_class_each("4C to 4F", "4A and 4B", "")
    assert not comparing.one_class_each("half of 5B by lot", "5B", "")
    assert not comparing.one_class_each("5B the term before", "5B", "")
