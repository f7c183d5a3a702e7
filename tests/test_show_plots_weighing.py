"""The picture of a decision: a curve in three parts."""

from __future__ import annotations

from samples_power import one_group, trial, weighed

from enquiry_lib.show.plots import picture
from enquiry_lib.show.plots.weighing import parts_in_words
from enquiry_lib.show.showing import gate


def test_three_parts_with_their_chances() -> None:
    """Each part is named with its chance, worst first, and the words for who cannot see it say the same."""
    drawn = picture(weighed())
    assert drawn is not None
    for label, chance in parts_in_words(weighed()):
        assert f"{label}: {chance}" in drawn.svg
        assert f"{label} {chance}" in drawn.alt


def test_a_threshold_of_nought_has_two_parts() -> None:
    """Where any effect would do there is no middle part."""
    drawn = picture(weighed((0.1, 0.1, 40.0), smallest_worthwhile=0))
    assert drawn is not None
    assert "either way" not in drawn.svg


def test_a_withheld_effect_has_no_curve() -> None:
    """Of few pupils nothing is drawn."""
    assert picture(gate(weighed(trial(40, 8)))) is None
    assert picture(weighed(one_group(2))) is None


def test_the_same_bytes_each_time() -> None:
    """Drawn twice it is the same."""
    assert picture(weighed()) == picture(weighed())
