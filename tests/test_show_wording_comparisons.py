"""The sentences about shares, ranks, means and several groups."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples_comparisons as samples
from spoken import said

from enquiry_lib.show.wording import NOT_WITHOUT_COMPARISON, STRENGTH, caution_title, sentences
from enquiry_lib.show.wording.comparisons import asked_about, points
from enquiry_lib.show.wording.saying import by


def test_shares_are_said_with_their_intervals() -> None:
    """Both shares, their difference in percentage points and the Cox index stand with intervals."""
    first, second, third = sentences(samples.shares())
    assert first == (
        "Reached standard: 65.0% of the pupils in the intervention group (95% interval 49.5 to 77.9) and 45.0% of those in "
        "the comparison group (30.7 to 60.2)."
    )
    assert second.startswith(
        "That is 20.0 percentage points more (95% interval −1.7 to 39.2; 40 and 40 pupils)"
    )
    assert "Cox index" in third


def test_without_an_odds_ratio_there_is_no_effect_size() -> None:
    """Two groups wholly apart have no sentence about an effect size that does not exist."""
    assert len(sentences(samples.shares((30, 0), (0, 30)))) == 2


@pytest.mark.parametrize("result", samples.every(), ids=lambda result: type(result).__name__)
def test_no_p_value_stands_in_a_sentence(result: object) -> None:
    """Chances of a test stand in tables, never in what teachers read first."""
    assert " p = " not in said(result)  # type: ignore[arg-type]
    assert "p-value" not in said(result)  # type: ignore[arg-type]


def test_a_change_in_shares_never_reads_like_a_trial() -> None:
    """Without a comparison group no cause is named, and what the design can bear is said."""
    result = samples.shares_changed()
    text = said(result)
    assert not [word for word in NOT_WITHOUT_COMPARISON if word in text.lower()]
    assert STRENGTH["before_after"] in sentences(result)
    assert caution_title(result) == "This can bear less than it seems to:"
    assert "53.3% of the same 75 pupils before (spring) and 64.0% after (summer)" in text


def test_ranks_are_said_as_pairs() -> None:
    """Which group scores higher is said in pairs of a hundred, without a median."""
    text = said(samples.ranks())
    assert "in 65 of 100 pairs" in text
    assert "median" not in text


def test_groups_too_small_are_said_to_be_left_out() -> None:
    """When one of several groups is withheld, the others are named and nothing is said of all together."""
    text = said(samples.several().withhold({"score|house|Elm"}))
    assert "Elm" not in text
    assert "Groups of too few pupils are left out" in text
    assert "goes with" not in text


def test_many_groups_are_named_by_the_highest_and_the_lowest() -> None:
    """More groups than anybody would listen to are named by their ends."""
    result = samples.several((12, 12, 12))
    many = replace(
        result, groups=tuple(replace(result.groups[0], name=f"Class {n}", mean=float(n)) for n in range(8))
    )
    assert "from Class 7 7.0" in sentences(many)[0]


def test_two_columns_of_two_are_said_in_shares() -> None:
    """Of a column with two groups the share of one is said for each row, by the names people use."""
    assert sentences(samples.association())[0] == "Club, Choir: Girls 71.4% and Boys 45.0%."


def test_what_is_counted_is_named() -> None:
    """What counts as yes, the measure, the confidence and the points are written out."""
    assert asked_about("level", "EXS") == "Level: EXS"
    assert by(0.9) == "90% interval"
    assert points(-20) == "20.0 percentage points fewer"
