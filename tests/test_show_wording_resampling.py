"""Sentences about differences judged by drawing again: how often, by which draw, and how far that can bear."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples_robust

from enquiry_lib.show.numbers import interval
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import NEVER_SAID, cautions, sentences
from enquiry_lib.show.wording.resampling import drawn_whole, how_often, in_a_hundred


def test_permutations_are_told_as_draws() -> None:
    """A permutation test says the difference, how often draws would show as large a one, and that it takes a draw for granted."""
    said = sentences(samples_robust.permutation(cluster="school", draws=2000))
    assert said[0].startswith(
        "Pupils in the 1 group scored 0.4 points lower than pupils in the 0 group, allowing for the score before"
    )
    assert "about 88 in 100 of the 126 ways to draw the groups by whole schools" in said[1]
    assert "drawn by lot in this way" in said[1]


@pytest.mark.parametrize(
    ("ways", "p", "said"),
    [
        (6, 1 / 3, "2 of the 6 ways to draw the groups"),
        (1000, 0.25, "about 25 in 100 of the 1,000 ways to draw the groups"),
        (None, 0.0005, "fewer than 1 in 100 other draws of the groups"),
    ],
)
def test_how_often(ways: int | None, p: float, said: str) -> None:
    """Of few ways their number is said, of more so many in a hundred, and of drawn ones that they were others."""
    result = replace(samples_robust.permutation(), allocations=ways, p=p)
    assert how_often(result) == said


def test_what_was_drawn_is_named() -> None:
    """The draw is named by its clusters and its blocks."""
    result = replace(samples_robust.permutation(), cluster="class", within="school")
    assert drawn_whole(result) == "the groups by whole classes within each school"


def test_the_score_before_is_called_that() -> None:
    """What was allowed for is named as people name it, whatever its column is called."""
    result = replace(samples_robust.permutation(), baseline="autumn", adjusted_for=("autumn", "year_group"))
    assert "allowing for the score before and year group (" in sentences(result)[0]


def test_shares_are_never_none_or_all() -> None:
    """However small or large a share, the words leave room."""
    assert [in_a_hundred(share) for share in (0.0, 0.0099, 0.01, 0.994, 1.0)] == [
        "fewer than 1 in 100",
        "fewer than 1 in 100",
        "about 1 in 100",
        "about 99 in 100",
        "nearly all",
    ]


def test_bootstraps_say_what_was_drawn() -> None:
    """A bootstrap says its interval by the confidence asked for, and what was drawn again."""
    result = samples_robust.bootstrapped(cluster="school", confidence=0.9, draws=1000)
    said = sentences(replace(result, cautions=()))
    assert "(90% interval −" in said[0]
    assert said[2].startswith(
        "The intervals come from drawing again, 1,000 times: whole schools, with all their pupils."
    )
    assert any("fewer than ten schools" in caution for caution in cautions(result))


def test_few_clusters_are_told_without_an_interval() -> None:
    """Of fewer than ten clusters the difference is said and why no interval is; the table keeps it."""
    result = samples_robust.bootstrapped(cluster="school", confidence=0.9, draws=1000)
    said = " ".join(sentences(result))
    assert "90% interval" not in said
    assert "No interval is said with it: fewer than ten schools" in said
    (table,) = tables(result)
    assert interval(result.low, result.high, 2) in {cell for row in table.rows for cell in row}


def test_nothing_is_said_of_what_is_withheld() -> None:
    """Without its pupils neither says a number."""
    for result in (samples_robust.permutation(), samples_robust.bootstrapped()):
        said = sentences(result.withhold(["post|analysed|1"]))
        assert len(said) == 1
        assert "cannot be shown" in said[0]


def test_words_that_are_never_said() -> None:
    """No sentence or caution of these results claims more than it may."""
    for result in samples_robust.every():
        text = " ".join([*sentences(result), *cautions(result)]).lower()
        assert not [word for word in NEVER_SAID if word in text]
