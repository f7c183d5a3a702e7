"""Effects have their numbers, and the plan decides what is sure."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording.effects import chance_in_words


def test_effect_sentence_has_its_numbers() -> None:
    """The sentence gives the difference, the effect size, their intervals and the numbers of pupils."""
    effect = samples.two_groups()
    text = said(effect)
    for value, places in ((abs(effect.difference or 0), 1), (abs(effect.effect.g or 0), 2)):
        assert f"{value:.{places}f}" in text
    assert "30 and 30 pupils" in text


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.85, "as sure as the plan asked for"),
        (0.5, "not yet sure enough"),
        (0.1, "unlikely to be that large"),
    ],
)
def test_the_plan_decides_what_is_sure(chance: float, words: str) -> None:
    """The chance is held against the certainty that the plan asked for."""
    estimate = replace(samples.estimate(samples.two_groups(), "randomised"), chance=chance)
    assert words in said(estimate)


def test_nothing_is_certain() -> None:
    """A chance near one is more than 99%, and of one group it is said what it is the chance of."""
    estimate = replace(samples.estimate(samples.one_group(), "before_after"), chance=0.9999)
    assert "is more than 99%." in said(estimate)
    assert "whatever brought it about" in said(estimate)


@pytest.mark.parametrize(
    ("chance", "certainty", "words"),
    [
        (0.7475, 75.0, "75% sure. The chance that it is at least that large is about 74.8%. That is not yet"),
        (0.7496, 75.0, "just under 75%. That is not yet"),
        (0.753, 75.0, "about 75%. That is as sure"),
        (0.254, 75.0, "about 25.4%. That is not yet"),
        (0.2504, 75.0, "just over 25%. That is not yet"),
        (0.574, 57.0, "about 57%. That is as sure"),
        (0.72, 72.5, "about 72%. That is not yet"),
        (
            0.72449,
            72.4,
            "72.4% sure. The chance that it is at least that large is about 72.4%. That is as sure",
        ),
        (
            0.9949,
            99.5,
            "99.5% sure. The chance that it is at least that large is more than 99%. That is not yet",
        ),
    ],
)
def test_rounding_never_contradicts_the_verdict(chance: float, certainty: float, words: str) -> None:
    """What was asked for stands as it was typed, and the chance on the side of it on which the verdict is."""
    found = replace(samples.estimate(samples.two_groups(), "randomised"), chance=chance, certainty=certainty)
    assert words in said(found)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.995, "more than 99%"),
        (0.99, "about 99%"),
        (0.01, "about 1%"),
        (0.005, "less than 1%"),
        (None, "about c"),
    ],
)
def test_a_chance_is_never_a_certainty(chance: float | None, words: str) -> None:
    """Beyond 99 in a hundred, on either side, no number is given."""
    assert chance_in_words(chance, 80.0) == words


@pytest.mark.parametrize(
    ("chance", "certainty", "words"),
    [
        (0.3, 70.0, "It is unlikely to be that large."),
        (0.31, 69.0, "More likely than not it is smaller, and that is as sure as the plan asked for."),
        (0.49, 51.0, "More likely than not it is smaller"),
        (0.49, 52.0, "not yet sure enough"),
    ],
)
def test_only_what_is_unlikely_is_called_so(chance: float, certainty: float, words: str) -> None:
    """A no of somebody who asked to be little more than half sure says no more than that."""
    found = replace(samples.estimate(samples.two_groups(), "randomised"), chance=chance, certainty=certainty)
    assert words in said(found)


def test_few_pupils_have_a_sentence() -> None:
    """An effect of few pupils still says something, and no number."""
    assert not re.search(r"\d", said(gate(samples.one_group(8))).replace("10", ""))
