"""Groups made alike are spoken of as what they are: not drawn by lot, and alike only in what was measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import samples_matched
from spoken import said

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import NEVER_SAID
from enquiry_lib.show.wording.matching import NOT_BY_LOT, told_once
from enquiry_lib.stats.comparisons.matching import MatchedComparison, WeightedComparison
from enquiry_lib.stats.result import Result


@pytest.mark.parametrize("result", [samples_matched.matched(), samples_matched.weighted()])
def test_no_lots_were_drawn(result: MatchedComparison | WeightedComparison) -> None:
    """A matched or weighted difference never speaks as if lots had been drawn, and gives its numbers."""
    text = said(result)
    assert NOT_BY_LOT in text
    assert "at random" not in text
    assert not [word for word in (*NEVER_SAID, "impact", "caused", "effect of") if word in text]
    assert f"{result.difference:.1f} points higher" in text
    assert f"{result.effect.g:+.2f}" in text


def test_the_columns_are_named() -> None:
    """The sentence names what pupils are alike in."""
    assert "most like them in before, age, fsm and house." in said(samples_matched.matched())


@pytest.mark.parametrize(
    ("alone", "words"),
    [
        (0, "Nobody was left without a match."),
        (None, "How many others found no match near enough and were left out is not shown;"),
        (12, "Another 12 found no match near enough"),
    ],
)
def test_those_without_a_match_are_said(alone: int | None, words: str) -> None:
    """Nobody or a number of pupils without a match; of a number that is withheld that it is."""
    assert words in said(replace(samples_matched.matched(), alone=alone))


def test_balance_has_its_verdict() -> None:
    """The line furthest apart is named with its size, and what that asks for."""
    assert "most in before: 0.37 standard deviations. More than 0.25 is too far apart" in said(
        samples_matched.balance()
    )
    fine = samples_matched.balance(covariates=["fsm"])
    assert "No more than 0.05 is near enough" in said(fine)
    assert "has to be adjusted for it." in said(samples_matched.balance(covariates=["age"]))
    assert "adjusted for it, as the difference here is." in said(samples_matched.matched())


def test_one_of_two_categories_is_enough() -> None:
    """Of two categories the one whose name says something is told; of three all are."""
    result = samples_matched.balance()
    assert [(line.column, line.member) for line in told_once(result.lines) if line.is_share] == [
        *(("fsm", "yes"), ("house", "Ash"), ("house", "Elm"), ("house", "Oak"))
    ]


def test_hidden_lines_are_not_claimed_for() -> None:
    """Where a category is withheld, the line furthest apart is that of what can be shown."""
    assert "of what can be shown" in said(gate(samples_matched.balance(samples_matched.small_house(6))))


def test_without_an_outcome_none_is_spoken_of() -> None:
    """Matching tried without an outcome says so, and no difference."""
    text = said(samples_matched.matched(outcome=None))
    assert "No outcome was looked at yet." in text
    assert "scored" not in text


def test_a_weighted_group_says_what_it_is_worth() -> None:
    """The effective number of pupils is said, and of a withheld number of those like nobody that it is not shown."""
    text = said(gate(samples_matched.weighted()))
    assert (
        "worth about 110 equally weighted pupils. How many have nobody like them in the other group is not shown."
        in text
    )


@pytest.mark.parametrize("make", [samples_matched.balance, samples_matched.matched, samples_matched.weighted])
def test_few_pupils_have_a_sentence(make: object) -> None:
    """Withheld, each says one thing and no number but that of few."""
    result = make(samples_matched.few(8))  # type: ignore[operator]
    assert not re.search(r"\d", said(gate(result)))


@pytest.mark.parametrize(
    "make",
    [
        samples_matched.matched,
        samples_matched.weighted,
    ],
)
def test_an_interval_is_called_by_its_confidence(make: Callable[..., Result]) -> None:
    """Asked for 80% intervals, nothing that is said, tabled or drawn speaks of 95%."""
    result = make(confidence=0.8)
    drawn = picture(result)
    assert drawn is not None
    everything = f"{said(result)} {tables(result)} {drawn.alt} {drawn.svg}"
    assert "80% interval" in everything
    assert "95%" not in everything
