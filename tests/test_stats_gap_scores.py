"""Which rows of a table of outcomes gaps are of."""

from __future__ import annotations

import pytest
from sittings import sitting, two_tests

from enquiry_lib.stats.gap_scores import GapQuestion, Scores, of_the_same_pupils, read_scores
from enquiry_lib.stats.result import NotEnough

QUESTION = GapQuestion(
    score="score",
    measure="measure",
    occasion="occasion",
    pupil="pupil_id",
    smallest_group=10,
    confidence=0.95,
    false_discovery=0.05,
)
BARE = GapQuestion(
    score="score",
    measure=None,
    occasion=None,
    pupil=None,
    smallest_group=10,
    confidence=0.95,
    false_discovery=0.05,
)


def test_a_bare_table_of_scores_is_enough() -> None:
    """Without columns of measures, occasions and pupils each row is a pupil, and the measure is the column of scores."""
    table = sitting(eal=["yes", "no"] * 40)[["score", "eal"]]
    found = read_scores(table, BARE, ["eal"])
    assert isinstance(found, Scores)
    measure, occasion, pupil = BARE.columns
    assert len(found.rows) == found.rows[pupil].nunique() == 80
    assert (set(found.rows[measure]), set(found.rows[occasion])) == ({"score"}, {""})


def test_a_column_named_twice_is_looked_at_once() -> None:
    """Naming a column of groups twice gives it once."""
    found = read_scores(sitting(eal=["yes", "no"] * 40), QUESTION, ["eal", "eal"])
    assert isinstance(found, Scores)
    assert found.groups == ("eal",)


def test_without_scores_the_lack_names_what_was_asked() -> None:
    """NotEnough says of what there is not enough."""
    found = read_scores(sitting(eal="yes").iloc[:0], QUESTION, ["eal"])
    assert isinstance(found, NotEnough)
    assert found.asked == QUESTION.asked


@pytest.mark.parametrize(
    ("left", "rows", "cautions"),
    [(0, 160, ()), (5, 150, ("unmatched_pupils",)), (65, 80, ("few_followed_up",))],
)
def test_both_occasions_are_about_the_same_pupils(left: int, rows: int, cautions: tuple[str, ...]) -> None:
    """Pupils who left are taken out of both occasions; where too few stayed, the second occasion is."""
    found, said = of_the_same_pupils(two_tests(6, 2).iloc[: 160 - left], QUESTION)
    assert (len(found), said) == (rows, cautions)
