"""Missing scores filled in: as mice does it, beside the complete pupils, and what may be told of how many were missing."""

from __future__ import annotations

import math

import numpy as np
import pytest
import samples_matched
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.comparisons.answers import Answer
from enquiry_lib.stats.comparisons.imputation import impute_and_compare
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups


def test_the_whole_agrees_with_mice() -> None:
    """With as many draws, the pooled difference, its error and the missing information are mice's within Monte Carlo error."""
    result = samples_matched.imputed(draws=400)
    assert found(result, {"difference": 0, "se": 0}) == pinned("imputed", "matching")
    assert found(result, {"fmi": 0}) == pinned("imputed_fmi", "matching")


def test_the_complete_pupils_stand_beside() -> None:
    """The difference of those with nothing missing is that of R's lm."""
    result = samples_matched.imputed()
    assert found(result.complete, {"difference": 0, "se": 0, "p": 0}) == pinned("complete", "matching")
    assert (result.n_treated, result.n_control) == (77, 123)


def test_with_nothing_missing_it_is_the_plain_comparison() -> None:
    """Nothing is filled in where nothing is missing, and the answer is that of the comparison of two groups."""
    result = samples_matched.imputed(samples_matched.pupils())
    plain = compare_two_groups(
        samples_matched.pupils(), outcome="after", arm="arm", baseline="before", covariates=["age"]
    )
    assert isinstance(plain, TwoGroupEffect)
    assert (result.difference, result.se, result.effect.g) == pytest.approx(
        (plain.difference, plain.se, plain.effect.g)
    )
    assert "nothing_missing" in result.cautions
    assert math.isnan(result.shift or 0)


def test_the_shift_makes_the_difference_vanish() -> None:
    """Were the missing of the treated so much lower than what was filled in, the difference would be nought."""
    table = samples_matched.few_gaps(20)
    result = samples_matched.imputed(table)
    lacking = table["after"].isna()
    filled = table.assign(after=table["after"].fillna(samples_matched.pupils()["after"]))
    adjusted = filled.assign(after=filled["after"] - (result.shift or 0) * lacking)
    plain, moved = (
        compare_two_groups(one, outcome="after", arm="arm", baseline="before", covariates=["age"])
        for one in (filled, adjusted)
    )
    assert isinstance(plain, TwoGroupEffect)
    assert isinstance(moved, TwoGroupEffect)
    assert (plain.difference or 0) - (moved.difference or 0) == pytest.approx(result.difference, abs=1e-9)


def test_the_same_seed_gives_the_same_answer() -> None:
    """The same table and seed give the same answer, another seed a slightly other one."""
    one, same, other = (samples_matched.imputed(seed=seed) for seed in (5, 5, 6))
    assert one == same
    assert 0 < abs((one.difference or 0) - (other.difference or 0)) < 0.3


def test_a_category_that_is_missing_is_one_of_its_own() -> None:
    """Pupils whose category is not known are analysed, with a caution."""
    table = samples_matched.pupils(house=np.where(np.arange(200) % 6 == 0, None, "Oak"))
    result = samples_matched.imputed(table, covariates=["house"])
    assert (result.n_treated or 0) + (result.n_control or 0) == 200
    assert "not_known_category" in result.cautions


def test_few_missing_are_not_told_apart() -> None:
    """Where fewer than ten of the treated lack a score, the filled-in difference stays, and the rest goes with its counts."""
    result = samples_matched.imputed(samples_matched.few_gaps(4))
    hidden = result.withhold(choose_hidden(result.cells()))
    assert hidden.difference == result.difference
    assert (hidden.complete, hidden.complete_treated, hidden.shift, hidden.fmi) == (
        Answer(),
        None,
        None,
        None,
    )


@pytest.mark.parametrize("after", [np.nan, 3.0, "absent"], ids=["all missing", "all the same", "no numbers"])
def test_scores_that_say_nothing_are_not_enough(after: object) -> None:
    """Without a score, or without a difference between scores, there is nothing to fill in by."""
    asked = impute_and_compare(
        samples_matched.pupils(after=after), outcome="after", arm="arm", baseline="before"
    )
    assert isinstance(asked, NotEnough)


def test_a_column_without_numbers_is_left_out() -> None:
    """A score before that nobody has is left out of the model, with a caution."""
    assert "covariate_dropped" in samples_matched.imputed(samples_matched.pupils(before=np.nan)).cautions


def test_much_missing_is_said() -> None:
    """Where most scores are missing it is said that the difference rests on what was filled in."""
    after = samples_matched.pupils()["after"].where(np.arange(200) % 5 == 0)
    assert "many_missing" in samples_matched.imputed(samples_matched.pupils(after=after)).cautions


def test_one_draw_is_refused() -> None:
    """One draw cannot say how far draws differ."""
    with pytest.raises(errors.WrongValue, match="draws"):
        samples_matched.imputed(draws=1)


def test_few_others_are_few_too() -> None:
    """With fewer than ten pupils to compare with, that is said, as it is of the treated."""
    for group in ("intervention", "comparison"):
        assert "few_pupils" in samples_matched.imputed(samples_matched.few_of(group, 8)).cautions
    assert "few_pupils" not in samples_matched.imputed().cautions
