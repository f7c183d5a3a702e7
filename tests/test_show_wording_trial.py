"""What several schools found together is said with its uncertainty and their differences."""

from __future__ import annotations

from dataclasses import replace

import samples
import written
from spoken import said

from enquiry_lib.show.wording import STRENGTH, cautions, sentences
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
    assert sentences(clear)[1] == "The whole interval lies above zero."
    assert sentences(replace(unsettled, high=-0.01))[1] == "The whole interval lies below zero."


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
    assert sentences(part)[:-1] == sentences(found)
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
