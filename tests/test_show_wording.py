"""Sentences are computed from results and never say more than the design can bear."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples

from enquiry_lib.show.showing import gate, summary
from enquiry_lib.show.wording import (
    HELD,
    NEVER_SAID,
    NOT_WITHOUT_COMPARISON,
    STRENGTH,
    cautions,
    sentences,
)
from enquiry_lib.stats.gaps import GapScan, scan_gaps
from enquiry_lib.stats.result import Result


def _text(result: Result) -> str:
    return " ".join([*sentences(result), *cautions(result)])


@pytest.mark.parametrize("result", samples.every_result(), ids=lambda result: type(result).__name__)
def test_no_sentence_claims_too_much(result: Result) -> None:
    """No result of any kind is proved or significant."""
    assert not [word for word in NEVER_SAID if word in _text(result).lower()]


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
    text = _text(result)
    assert not [word for word in NOT_WITHOUT_COMPARISON if word in text.lower()]
    assert STRENGTH["before_after"] in text
    assert "effect size" not in text.lower()


def test_each_design_says_what_it_can_bear() -> None:
    """A randomised and a chosen comparison with the same numbers are introduced differently."""
    for design in ("randomised", "comparison"):
        said = sentences(samples.estimate(samples.two_groups(), design))
        assert STRENGTH[design] in said
        assert sum(strength in said for strength in STRENGTH.values()) == 1


def test_effect_sentence_has_its_numbers() -> None:
    """The sentence gives the difference, the effect size, their intervals and the numbers of pupils."""
    effect = samples.two_groups()
    text = _text(effect)
    for value, places in ((abs(effect.difference or 0), 1), (abs(effect.effect.g or 0), 2)):
        assert f"{value:.{places}f}" in text
    assert "30 and 30 pupils" in text


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.85, "as sure as the plan asked for"),
        (0.5, "not yet sure enough"),
        (0.1, "unlikely to be that large"),
    ],
)
def test_the_plan_decides_what_is_sure(chance: float, said: str) -> None:
    """The chance is held against the certainty that the plan asked for."""
    estimate = replace(samples.estimate(samples.two_groups(), "randomised"), chance=chance)
    assert said in _text(estimate)


def test_nothing_is_certain() -> None:
    """A chance near one is more than 99%, and of one group it is said what it is the chance of."""
    estimate = replace(samples.estimate(samples.one_group(), "before_after"), chance=0.9999)
    assert "is more than 99%." in _text(estimate)
    assert "whatever brought it about" in _text(estimate)


def test_exploratory_is_said() -> None:
    """A finding whose plan was not kept is called exploratory, with the reason."""
    estimate = replace(
        samples.estimate(samples.two_groups(), "randomised"), exploratory=("the frozen plan was reopened",)
    )
    assert "Read this as exploratory: the frozen plan was reopened." in sentences(estimate)


VERDICT_WORDS = {
    "narrowed": "while everyone improved",
    "levelled down": "levelling down, not narrowing",
    "widened": "widened",
    "no clear change": "no clear change",
    "not behind": "no gap to narrow",
}


@pytest.mark.parametrize(("verdict", "words"), VERDICT_WORDS.items())
def test_every_verdict_has_its_sentence(verdict: str, words: str) -> None:
    """The verdict on narrowing the gap is said in words, levelling down by its name."""
    scan = samples.gap_scan()
    told = replace(scan, narrowings=tuple(replace(line, verdict=verdict) for line in scan.narrowings))
    assert words in _text(told)


def test_small_groups_are_named_by_their_column() -> None:
    """What is too small to compare is named by its column alone, in sentence and summary."""
    groups = ["Roma"] * 3 + ["Irish"] * 57
    outcomes = samples.outcomes(20).assign(ethnicity=groups * 2, looked_after=["yes"] * 2 + ["no"] * 118)
    scan = scan_gaps(outcomes, groups=["pupil_premium", "ethnicity", "looked_after"])
    assert "Some groups are too small to compare: Ethnicity and Looked after." in sentences(scan)
    assert not re.search("Roma|Irish", f"{_text(scan)} {summary(gate(scan))}")


def test_withheld_numbers_have_a_sentence() -> None:
    """A scan of small groups, and an effect of few pupils, still say something, and no number."""
    scan = gate(samples.gap_scan(7))
    assert isinstance(scan, GapScan)
    assert HELD in _text(scan)
    assert not re.search(r"\d", _text(gate(samples.one_group(8))).replace("10", ""))


def test_the_two_rolls_are_stated() -> None:
    """Attendance over two years names both rolls and how many pupils are in both."""
    assert "different rolls, 40 and 45 pupils; 40 pupils were there in both years" in _text(
        samples.attendance()
    )


def test_unknown_results_are_refused() -> None:
    """A result without wording is a mistake of the programmer, and says so."""
    with pytest.raises(NotImplementedError, match="no sentence for object"):
        sentences(object())  # type: ignore[arg-type]
