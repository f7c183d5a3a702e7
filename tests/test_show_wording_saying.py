"""Sentences are computed from results and never say more than the design can bear."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples
from spoken import said

from enquiry_lib.show.wording import NEVER_SAID, NOT_WITHOUT_COMPARISON, STRENGTH, sentences
from enquiry_lib.stats.result import Result


@pytest.mark.parametrize("result", samples.every_result(), ids=lambda result: type(result).__name__)
def test_no_sentence_claims_too_much(result: Result) -> None:
    """No result of any kind is proved or significant."""
    assert not [word for word in NEVER_SAID if word in said(result).lower()]


@pytest.mark.parametrize(
    "result",
    [
        samples.one_group(),
        samples.attendance(),
        samples.estimate(samples.one_group(), "before_after"),
        samples.estimate(samples.attendance(), "before_after"),
    ],
    ids=lambda result: type(result).__name__,
)
def test_before_after_never_reads_like_a_trial(result: Result) -> None:
    """Without a comparison group no cause is named, and what the design can bear is said."""
    text = said(result)
    assert not [word for word in NOT_WITHOUT_COMPARISON if word in text.lower()]
    assert STRENGTH["before_after"] in text
    assert "effect size" not in text.lower()


def test_each_design_says_what_it_can_bear() -> None:
    """A randomised and a chosen comparison with the same numbers are introduced differently."""
    for design in ("randomised", "comparison"):
        told = sentences(samples.estimate(samples.two_groups(), design))
        assert STRENGTH[design] in told
        assert sum(strength in told for strength in STRENGTH.values()) == 1


def test_exploratory_is_said() -> None:
    """A finding whose plan was not kept is called exploratory, with the reason."""
    estimate = replace(
        samples.estimate(samples.two_groups(), "randomised"), exploratory=("the frozen plan was reopened",)
    )
    assert "Read this as exploratory: the frozen plan was reopened." in sentences(estimate)


def test_unknown_results_are_refused() -> None:
    """A result without wording is a mistake of the programmer, and says so."""
    with pytest.raises(NotImplementedError, match="no sentence for object"):
        sentences(object())  # type: ignore[arg-type]
