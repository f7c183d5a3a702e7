"""What schools could show together, and the textbook's power, in words."""

from __future__ import annotations

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


def test_classes_are_called_classes() -> None:
    """Where whole classes are allocated nothing is said of schools."""
    text = " ".join(sentences(samples_power.network_power(26, schools=(1, 4, 8), unit="class")))
    assert "one class alone" in text
    assert "If whole classes are allocated instead, 8 of them" in text
    assert "school" not in text.replace("Large trials in schools", "")
