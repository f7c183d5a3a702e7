"""Effects have their numbers, and the plan decides what is sure."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples
from spoken import said

from enquiry_lib.show.showing import gate


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


def test_few_pupils_have_a_sentence() -> None:
    """An effect of few pupils still says something, and no number."""
    assert not re.search(r"\d", said(gate(samples.one_group(8))).replace("10", ""))
