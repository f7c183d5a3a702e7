"""A decision in words: the answer by the rule, modestly, and what it would take to know."""

from __future__ import annotations

import math

import pytest
from samples_power import one_group, trial, weighed
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import (
    NEVER_SAID,
    NOT_WITHOUT_COMPARISON,
    STRENGTH,
    caution_title,
    held,
    sentences,
)
from enquiry_lib.show.wording.weighing import OF_THE_SIZE, VERDICTS, times


def test_three_chances_are_said() -> None:
    """The chance against the threshold comes first, then the other two, then what was found."""
    text = said(weighed())
    for part in (
        "A difference of 0.10 standard deviations was called worth the effort",
        "asked to be 80% sure",
        "is about 75%",
        "less than 0.10 either way, is 24%",
        "large the other way 1%",
        "+0.18 (95% interval −0.06 to 0.42)",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("found", "certainty", "answer"),
    [(0.5, 80, "yes"), (-0.3, 80, "no"), (0.08, 55, "rather not"), (0.18, 80, "unclear")],
)
def test_each_answer_speaks_for_something(found: float, certainty: float, answer: str) -> None:
    """Adopt, adapt or stop, and not yet known each have their words; a no is called unlikely only where it is."""
    assert VERDICTS[answer] in said(weighed((found, 0.12, 57.0), certainty=certainty))


def test_nothing_is_certain() -> None:
    """However far the effect lies beyond the threshold, the chance is never all or none."""
    text = said(weighed((3.0, 0.1, 200.0)))
    assert "more than 99%" in text
    assert "100%" not in text


def test_what_it_would_take_is_said_where_it_is_unclear() -> None:
    """How many times as many pupils, if it is as found and if there is none; of a clear answer nothing."""
    text = said(weighed())
    assert "if the true difference is as found, about 6.4 times as many pupils" in text
    assert "if there is none, about 4.1 times as many pupils" in text
    assert "What it would take" not in said(weighed((0.5, 0.12, 57.0)))
    assert times(150) == times(math.inf) == "more pupils than any school could find"


def test_a_prior_is_stated() -> None:
    """With a prior both what was found and what is likely now are said, and what was thought before."""
    text = said(weighed(prior_mean=0.06, prior_sd=0.1))
    assert "around +0.06, give or take 0.10" in text
    assert "likely now" in text
    assert "another starting point" in text


def test_without_a_comparison_no_word_speaks_of_a_cause() -> None:
    """Before and after is about the size of a change: it speaks for nothing, and its strength is said."""
    result = weighed(one_group())
    text = said(result)
    assert OF_THE_SIZE["yes"] in text
    assert STRENGTH["before_after"] in text
    assert "adopt" not in text
    assert caution_title(result) == "This can bear less than it seems to:"
    assert not [word for word in (*NEVER_SAID, *NOT_WITHOUT_COMPARISON) if word in text]


def test_the_design_is_said_where_it_is_known() -> None:
    """A trial and a comparison have their strength beside the chance; one that was not said has a caution."""
    assert STRENGTH["randomised"] in said(weighed(trial(), design="randomised"))
    assert "was not said here" in said(weighed(trial()))
    assert caution_title(weighed(trial())) == "Bear in mind:"


def test_a_threshold_of_nought_has_two_parts() -> None:
    """Where any effect would do there is no middle part to speak of."""
    assert "either way" not in said(weighed((0.2, 0.1, 40.0), smallest_worthwhile=0))


def test_small_groups_hear_one_sentence() -> None:
    """Of a withheld effect nothing is said but that it cannot be shown."""
    assert sentences(gate(weighed(trial(40, 8)))) == [
        held("How what was found stands to what was called worth the effort")
    ]


def test_what_went_the_other_way_is_said_first() -> None:
    """Where a difference against what was hoped for is as sure as was asked for, that is the first sentence."""
    found = said(weighed((-0.6, 0.1, 60), smallest_worthwhile=0.2, certainty=90))
    assert found.startswith("It went the other way: the chance of a difference of at least 0.20")
    assert not said(weighed((-0.1, 0.1, 60), smallest_worthwhile=0.2, certainty=90)).startswith("It went")
