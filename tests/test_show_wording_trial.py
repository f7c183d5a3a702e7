"""What several schools found together is said with its uncertainty and their differences."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples
import written
from spoken import said

from enquiry_lib.analyse.trial import TrialSchool
from enquiry_lib.show.wording import STRENGTH, cautions, heading, sentences
from enquiry_lib.stats.result import NotEnough


def test_the_pool_has_its_numbers() -> None:
    """The mean, its interval, how much schools differ, and where another school would lie."""
    result = samples.pool(10)
    text = said(result)
    for part in (
        "the 10 schools come to +0.17",
        "−0.01 to 0.34",
        "of about 0.14; 37%",
        "between −0.20 and 0.53",
    ):
        assert part in text


def test_zero_within_the_interval_settles_nothing() -> None:
    """An interval that takes in zero is said to settle nothing; one beyond zero only where it lies."""
    unsettled, clear = samples.pool(), replace(samples.pool(), low=0.02)
    assert "do not settle whether there is a difference" in sentences(unsettled)[1]
    assert sentences(clear)[1] == "The whole interval of the average lies above zero."
    assert (
        sentences(replace(unsettled, high=-0.01))[1] == "The whole interval of the average lies below zero."
    )


def test_few_schools_predict_nothing() -> None:
    """Three schools have no prediction, and the caution says that they say little about differences."""
    text = said(samples.pool(3))
    assert "prediction" not in text
    assert "Fewer than five schools" in text


def test_no_variance_between_schools_is_said_in_words() -> None:
    """Where chance explains all differences, no variance is quoted."""
    assert "no more than chance" in sentences(replace(samples.pool(), tau2=0.0, i2=0.0))[2]


# --- the network's trial ----------------------------------------------------------------------------------


def test_one_schools_part_speaks_like_its_estimate() -> None:
    """A school's part in a trial says what an estimate says, with its cautions, and that it is only a part."""
    found = samples.estimate(samples.two_groups(), "randomised")
    part = written.trial_part(found)
    assert sentences(part)[:-1] == [line.replace("The plan", "The protocol") for line in sentences(found)]
    assert cautions(part) == cautions(found)
    assert "one school's part of the trial 'Words to keep'" in sentences(part)[-1]


def test_every_school_that_started_is_accounted_for() -> None:
    """The pool comes first, then the design, what became of each school, and what is exploratory."""
    found = sentences(written.trial_pool(samples.pool()))
    assert found[0] == sentences(samples.pool())[0]
    assert STRENGTH["randomised"] in found
    assert found[-2:] == [
        "Schools that started: 4. Reported: 1; too few pupils to be shown: 1; nothing to show yet: 1; last report cannot be "
        "read: 1.",
        "To be read as exploratory: Oak.",
    ]


def test_a_school_as_sure_as_asked_is_told_by_the_protocol() -> None:
    """What a trial calls worth the effort is its protocol's; the school's own plan has nothing to do with it."""
    sure = replace(samples.estimate(samples.two_groups(), "randomised"), chance=0.9)
    text = said(written.trial_part(sure))
    assert "as sure as the protocol asked for" in text
    assert "plan" not in text


@pytest.mark.parametrize(
    ("smallest", "verdict"),
    [
        (-0.5, "That is as sure as the protocol asked for."),
        (0.17, "That is not yet sure enough to decide either way."),
        (1.0, "It is unlikely to be that large."),
    ],
)
def test_the_protocols_own_question_is_answered(smallest: float, verdict: str) -> None:
    """After the average stands the chance that it is large enough, against the certainty that was asked for."""
    trial = replace(written.trial_pool(samples.pool(10)), smallest_worthwhile=smallest)
    answer = sentences(trial)[1]
    assert answer.startswith("The protocol called an average of")
    assert "asked to be 80% sure" in answer
    assert answer.endswith(verdict)


@pytest.mark.parametrize("missing", ["smallest_worthwhile", "certainty"])
def test_a_protocol_that_asked_nothing_gets_no_answer(missing: str) -> None:
    """Where the protocol does not say what is worth the effort, or how sure one has to be, nothing is weighed."""
    assert "worth the effort" not in said(replace(written.trial_pool(samples.pool()), **{missing: None}))


def test_two_equal_ranges_are_not_given_as_two() -> None:
    """Where no difference between schools is seen, the range for another school is called the average's own."""
    agreeing = replace(samples.pool(), tau2=0.0, cautions=("none_shown",))
    text = said(agreeing)
    assert "the same as that of the average" in text
    assert "So few schools cannot show that schools do not differ" in text
    assert "would be expected between" not in text


def test_what_cannot_be_read_of_other_trials_is_a_caution() -> None:
    """The page of one trial names the broken file of another."""
    found = replace(written.trial_pool(samples.pool()), broken=("cut.json (it is cut off)",))
    assert cautions(found)[-1] == (
        "The file of another trial cannot be used, and is left out: cut.json (it is cut off)."
    )


def test_a_school_no_longer_in_the_register_is_accounted_for() -> None:
    """A school that left is counted among those that started."""
    left = replace(written.trial_pool(samples.pool()), schools=(TrialSchool("ash", None, "gone"),))
    assert "Schools that started: 1. No longer in the register: 1." in sentences(left)


def test_a_trial_goes_by_its_title() -> None:
    """Several trials one below the other are told apart by what stands above each."""
    part = written.trial_part(samples.estimate(samples.two_groups(), "randomised"))
    assert heading(part) == heading(written.trial_pool(samples.pool())) == "Words to keep"


def test_a_trial_nobody_started_says_so() -> None:
    """Without schools there is neither a pool nor a claim about a design."""
    nothing = NotEnough("what the schools come to", "fewer than two schools have reported")
    found = sentences(replace(written.trial_pool(nothing), schools=()))
    assert found[-1] == "No school has started yet."
    assert STRENGTH["randomised"] not in found


def test_a_protocol_says_whether_it_can_still_change() -> None:
    """Frozen and kept, frozen and changed since, or not frozen yet: each is said plainly."""
    assert "frozen on 5 September 2025. It is as it was." in said(written.protocol())
    assert "changed since then" in said(written.protocol(kept=False))
    assert "not been frozen yet" in said(written.protocol(frozen=False))
