"""What schools could show together, and the textbook's power, in words."""

from __future__ import annotations

import pytest
import samples_power
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import held, sentences
from enquiry_lib.stats.power.textbook import power_of_pairs, power_of_two_shares


def test_one_school_and_many_are_set_beside_each_other() -> None:
    """One school alone, the most schools, whole schools, large trials and the assumption are said."""
    text = said(samples_power.network_power())
    for part in (
        "With 30 pupils, one school alone would notice a difference of 1.06",
        "a good test before the start one of 0.75",
        "40 such schools together",
        "would notice one of 0.16, and 0.12 with the test before",
        "40 of them notice one of 0.40, and 0.29",
        "even 40 schools could not tell from chance",
        "17% of the differences between pupils to lie between schools",
        "customary for attainment; nobody here has checked",
    ):
        assert part in text


def test_two_whole_schools_are_refused_in_words() -> None:
    """With one or two schools whole allocation gives no number, and a caution says why."""
    text = said(samples_power.network_power(schools=[1, 2]))
    assert "could show nothing: there are too few of them" in text
    assert "are no trial" in text


def test_three_whole_schools_have_no_pretest_to_spare() -> None:
    """Where there is no degree of freedom for the test before, only the number without it is said."""
    text = said(samples_power.network_power(schools=[3]))
    assert "3 of them notice one of" in text
    assert "and x" not in text


def test_very_many_schools_are_not_told_that_it_is_too_little() -> None:
    """Where the mean of large trials could be seen, nobody says that it could not."""
    assert "could not tell" not in said(samples_power.network_power(schools=[1, 400]))


def test_a_small_class_is_told_that_nothing_can_be_shown() -> None:
    """A class of fewer than ten hears one sentence."""
    assert sentences(gate(samples_power.network_power(9))) == [
        held("What schools of this size could show together")
    ]


def test_each_way_of_solving_has_its_sentence() -> None:
    """Power, pupils (rounded up) and the smallest effect are said each in its own way."""
    power, pupils, effect = (
        said(samples_power.textbook(**asked))
        for asked in (
            {"pupils": 28, "pupils_others": 35, "effect": 0.5},
            {"effect": 0.5, "power": 0.8},
            {"pupils": 50, "power": 0.8},
        )
    )
    assert "with 28 and 35 pupils" in power
    assert "with a chance of 49%" in power
    assert "it takes 64 pupils in each group" in pupils
    assert "a smaller one could easily be missed" in effect


def test_before_and_after_says_nothing_of_why() -> None:
    """Pairs are told that no number of pupils says what brought a change about."""
    assert "cannot say what brought a change about" in said(power_of_pairs(pupils=75, effect=0.3))


def test_shares_fall_or_rise() -> None:
    """A change of a share is said as what it is."""
    assert "a fall from 24.0% to 15.3%" in said(power_of_two_shares(first=0.24, pupils=320, power=0.8))
    assert "a rise from 24.0%" in said(power_of_two_shares(first=0.24, pupils=320, power=0.8, rising=True))


def test_near_certainty_is_no_certainty() -> None:
    """A power that rounds to all is more than 99%."""
    assert "more than 99%" in said(samples_power.textbook(pupils=5000, effect=0.5))


def test_the_first_sentence_sets_both_side_by_side() -> None:
    """What can be noticed and what was called worth the effort stand in one sentence, with how often it would be missed."""
    first, second, *_ = sentences(
        samples_power.network_power(24, icc=0.15, schools=(4, 8), unit="class", worthwhile=0.2)
    )
    assert first == (
        "8 whole classes of about 24 pupils, with a good test before the start, could notice a difference of 0.75 standard "
        "deviations with a chance of 80%, and one of 0.20 was called worth the effort: such a difference would be missed more "
        "often than seen."
    )
    assert "with a chance of 12%" in second
    assert "about 75 such classes" in second


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0.3, "such a difference would be noticed at least that often"),
        (0.21, "seen more often than missed, but too seldom to rely on it"),
        (0.1, "missed more often than seen"),
        (0.0, "nobody can tell every such difference from chance"),
    ],
)
def test_schools_are_held_against_what_is_worth_the_effort(size: float, words: str) -> None:
    """Large enough, rather too small, far too small, and any difference at all are each said plainly."""
    assert words in sentences(samples_power.network_power(schools=(1, 10), worthwhile=size))[0]


def test_what_no_school_brings_about_is_called_so() -> None:
    """Four whole classes notice only a difference far beyond any that is found, and hear that."""
    first = sentences(samples_power.network_power(17, schools=(4,), unit="class", worthwhile=0.25))[0]
    assert "far more than schools are found to bring about" in first
    assert "good test before" not in first  # of so few classes it costs more than it gives


def test_too_few_whole_classes_are_told_what_it_would_take() -> None:
    """Two whole classes can show nothing; what is worth the effort, and how many it takes, is said all the same."""
    text = said(samples_power.network_power(24, schools=(2,), unit="class", worthwhile=0.2))
    assert text.startswith(
        "2 whole classes of about 24 pupils could show nothing: there are too few of them."
    )
    assert "0.20 standard deviations was called worth the effort. To notice it" in text


def test_the_smallest_of_differences_takes_more_than_there_are() -> None:
    """Where no number that could be found would do, that is said, and no number."""
    text = said(samples_power.network_power(schools=(5,), worthwhile=0.0001))
    assert "no number of such schools with 30 pupils each that could be found would do" in text


def test_classes_are_called_classes() -> None:
    """Where whole classes are allocated nothing is said of schools."""
    text = " ".join(sentences(samples_power.network_power(26, schools=(1, 4, 8), unit="class")))
    assert text.startswith(
        "8 whole classes of about 26 pupils, half of them with the intervention, would notice"
    )
    assert "one class alone" not in text
    assert "school" not in text.replace("Large trials in schools", "")
