"""A regression is told in plain words, and speaks of no cause."""

from __future__ import annotations

import nested
import pytest
import samples_models
import samples_robust
from spoken import said

from enquiry_lib.show.wording import NEVER_SAID, NOT_WITHOUT_COMPARISON, sentences
from enquiry_lib.show.wording.models import going_with
from enquiry_lib.stats.models.columns import coefficient


def test_how_alike_pupils_are_is_said_in_shares() -> None:
    """The intracluster correlation is said as what lies between schools and what within them."""
    text = said(samples_models.multilevel(predictors=()))
    assert "10% lie between one j and another and 90% between pupils of the same j" in text
    assert "intracluster correlation 0.10; 240 pupils in 12 groups by j)." in text


def test_what_is_allowed_for_is_named() -> None:
    """With columns in the model it is said that they are allowed for, and what goes with each."""
    text = said(samples_models.multilevel())
    assert "once treat and pre are allowed for, 27% lie" in text
    assert "treat +2.39 (−2.26 to 7.04); pre +0.93 (0.83 to 1.02)" in text


def test_a_slope_is_said_with_its_spread() -> None:
    """That what goes with a column differs from school to school is said in its unit."""
    text = said(samples_models.multilevel(nested.schools("mst"), slope="treat"))
    assert "allowed for, where treat is nought, " in text
    assert "by a standard deviation of 1.85" in text


def test_many_columns_are_left_to_the_table() -> None:
    """Of more columns than a sentence bears the table tells."""
    many = [coefficient(name, estimate=1, se=1, df=9, confidence=0.95) for name in "abcde"]
    assert going_with("score", many, 0.95)[0].startswith("The table says")


@pytest.mark.parametrize("result", samples_models.every())
def test_no_cause_is_named(result: samples_models.Multilevel) -> None:
    """Nothing is proved, nothing has an impact, and no p is in a sentence."""
    text = said(result).lower()
    assert not [words for words in (*NEVER_SAID, *NOT_WITHOUT_COMPARISON, "p =") if words in text]


def test_what_is_withheld_is_said_once() -> None:
    """With its pupils withheld the model has one sentence and no number."""
    told = samples_models.multilevel()
    hidden = told.withhold(told.cells()["id"])
    assert len(sentences(hidden)) == 1
    assert "cannot be shown" in sentences(hidden)[0]


def test_a_regression_says_how_much_goes_with_its_columns() -> None:
    """A regression says what share of the differences goes with its columns, and that this need not be the reason."""
    text = said(samples_robust.regression(cluster="school"))
    assert "Of how much pupils differ in post, 54% goes with by_school, pre and kind (73 pupils)." in text
    assert "pre +0.61 (0.34 to 0.88)" in text
    assert "need not be the reason" in text
    assert not [word for word in (*NEVER_SAID, *NOT_WITHOUT_COMPARISON) if word in text.lower()]


def test_a_regression_that_is_withheld_says_nothing() -> None:
    """Without its pupils a regression says only that it cannot be shown."""
    told = samples_robust.regression()
    assert sentences(told.withhold(told.cells()["id"]))[0].startswith(
        "What goes with post among by_school, pre and kind cannot be shown"
    )
