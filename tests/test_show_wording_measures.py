"""Measures in words: reliability, room at the ends, and which one sees most."""

from __future__ import annotations

import samples_measures
from samples_measures import compared, limited, reliable, scores
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import heading, held, sentences
from enquiry_lib.show.wording.measures import CUSTOM, SHAPES


def test_reliability_is_said_with_what_it_means_for_one_pupil() -> None:
    """Alpha with its interval, omega, the customary lines and the error of one score are said."""
    result = reliable()
    text = said(result)
    for part in (
        "4 items go together",
        "alpha of 0.84 (95% interval 0.78 to 0.89; 80 pupils)",
        "Omega",
        CUSTOM,
    ):
        assert part in text
    assert "up to 0.80 points higher or lower" in text
    assert "a difference between two pupils of less than 1.12 points says little" in text
    assert heading(result) == "Belonging"


def test_an_item_against_the_others_is_named() -> None:
    """Items that run against the others are named, and a scale that is none is given no reliability."""
    text = said(reliable(reversed_items=[]))
    assert "'I am bored' runs against the others" in text
    assert "there is no reliability to give" in text
    assert "points higher or lower" not in text


def test_an_item_that_does_harm_is_named() -> None:
    """The item without which alpha would be highest is named, and nothing where none would help."""
    table = samples_measures.answers().assign(odd=[1, 5, 2, 4, 3] * 16)
    text = said(reliable(table, items=[*samples_measures.ITEMS, "odd"]))
    assert "Without 'odd' alpha would be 0.84" in text
    assert "Without '" not in said(reliable())


def test_too_little_room_is_said_for_each_end() -> None:
    """More than the customary share at the top, at the bottom, or at both is said as what it means."""
    assert "could not be seen to gain" in said(limited(top=12))
    assert "more than the customary" not in said(limited(top=0))
    low = limited(top=12)
    assert "Scores lie about evenly" in said(low)
    assert len({*SHAPES.values()}) == len(SHAPES)


def test_a_withheld_end_is_said_once() -> None:
    """The end that can be shown is said, and once that the other cannot."""
    told = sentences(gate(limited(top=4)))
    assert "none at the lowest score" in told[1]
    assert "at the highest" not in told[1]
    assert sum("too few pupils" in sentence for sentence in told) == 1


def test_few_pupils_hear_one_sentence() -> None:
    """Of fewer than ten pupils nothing is said but that it cannot be shown."""
    assert sentences(gate(limited(9, top=2))) == [held("How many pupils were at its ends")]
    assert sentences(gate(compared(scores(9)))) == [held("How the measures compare")]
    assert sentences(gate(reliable(samples_measures.answers(9)))) == [held("How reliable the measure is")]


def test_the_measure_that_sees_most_is_named() -> None:
    """The smallest difference, with how well the score before foretells, and measures without room are said."""
    text = said(compared())
    assert "Of the 2 measures that can be compared, Maths would show the smallest difference: 0.63" in text
    assert "foretells 28%" in text
    assert "customary 15% of pupils were at an end of Reading" in text
    assert "of no use if it is not about what the enquiry is about" in text


def test_a_measure_that_cannot_be_shown_is_named_without_numbers() -> None:
    """Beside a measure that is told, one of too few pupils is named as such."""
    table = scores()
    few = table[(table["measure"] == "Reading") | (table["pupil_id"] < "P0009")]
    told = sentences(gate(compared(few)))
    assert held("How Maths compares") in told
    assert told[0].startswith("Reading would show a difference")
