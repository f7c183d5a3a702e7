"""Which words say that a row is a total, and how surely."""

from __future__ import annotations

import pytest

from enquiry_lib.data.reading.totals import Says, says_total


@pytest.mark.parametrize(
    "cell", ["Total", "Grand total", "7A Total", "England Total4,9", "All pupils", "TOTALS:"]
)
def test_a_word_for_all_says_it_alone(cell: str) -> None:
    """Nobody is called so; numbers of footnotes and signs after it change nothing."""
    assert says_total(cell) == Says.ALONE


@pytest.mark.parametrize("cell", ["Max", "Min.", "Mean", "Average:", "Count", "SD", "Std. dev."])
def test_a_word_for_a_sum_may_be_a_name(cell: str) -> None:
    """It says less than a word for all."""
    assert says_total(cell) == Says.SUM_ALONE


@pytest.mark.parametrize(
    "cell", ["Mean of all", "Average attendance", "Max score", "Total visits", "Total pupils"]
)
def test_a_word_with_others_after_it_may_be_a_measure(cell: str) -> None:
    """Only the rest of its row can tell."""
    assert says_total(cell) == Says.FOLLOWED


@pytest.mark.parametrize(
    "cell", ["Max Young", "Mean lateness", "Maxine", "Totalis", "Summer", "Countess", ""]
)
def test_other_words_say_nothing(cell: str) -> None:
    """A name or a measure that begins like a total is none."""
    assert says_total(cell) == Says.NOTHING
