"""How much schools differ: every estimator against metafor's, where they must agree, and where nothing differs."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from pools import pooled, ten_schools
from trials import checks, found, pinned

from enquiry_lib import errors
from enquiry_lib.show import tables, wording
from enquiry_lib.stats.between_schools import (
    METHODS,
    Method,
    cochran_q,
    sidik_jonkman_tau2,
    tau2_interval,
)
from enquiry_lib.stats.pooling import pool_effects

GIVEN = checks("pooling")["ten_schools"]["given"]
Y, V = np.array(GIVEN["g"]), np.array(GIVEN["se"]) ** 2


@pytest.mark.parametrize("method", checks("pooling")["estimators"]["value"])
def test_each_estimator_is_metafors(method: Method) -> None:
    """Ten schools give metafor's variance between them by each estimator."""
    assert METHODS[method](Y, V) == pinned("estimators", "pooling")[method]


def test_the_interval_of_the_variance_is_metafors() -> None:
    """The Q-profile interval, that of I² and I² from Q alone are metafor's, at 80% where its lower end is above nought."""
    expected = pinned("profile", "pooling")
    assert found(pool_effects(ten_schools(), confidence=0.8), expected) == expected


def test_the_interval_is_where_q_is_as_rare_as_said() -> None:
    """At both ends Q stands at the quantiles of chi-squared on nine degrees of freedom."""
    low, high = tau2_interval(Y, V, 0.8)
    assert [cochran_q(Y, V, end) for end in (low, high)] == pytest.approx([14.683657, 4.168159], rel=1e-6)


def test_estimators_agree_where_all_schools_are_as_exact() -> None:
    """With equal variances those that allow for the mean being estimated are the variance of the effects less theirs."""
    y, v = np.array([0.0, 0.5, 1.0, 1.5, 2.0]), np.full(5, 0.1)
    expected = y.var(ddof=1) - 0.1
    assert [METHODS[name](y, v) for name in ("REML", "DL", "PM", "EB", "HE")] == pytest.approx([expected] * 5)
    assert [METHODS[name](y, v) for name in ("ML", "HS")] == pytest.approx([y.var() - 0.1] * 2)


@pytest.mark.parametrize("method", get_args(Method))
def test_schools_that_found_the_same_have_no_variance_between_them(method: Method) -> None:
    """Equal effects give nought by every estimator, and no warning."""
    assert METHODS[method](np.full(4, 0.3), np.array([0.1, 0.2, 0.05, 0.1])) == 0


def test_sidik_and_jonkmans_estimate_is_never_nought_where_schools_differ() -> None:
    """It starts from the variance of the effects, so that schools which agree by chance still have some."""
    assert sidik_jonkman_tau2(np.array([0.1, 0.11, 0.09]), np.full(3, 0.5)) > 0


def test_one_effect_for_all_schools_says_so() -> None:
    """Asked for, it has the normal interval, no prediction for another school, and a caution; nothing is said of differences."""
    result = pooled(Y, V, method="FE")
    assert (result.interval, result.df, result.predictions, result.tau2) == ("normal", np.inf, (), 0)
    assert "one_effect" in result.cautions
    assert not {"alike", "none_shown"} & set(result.cautions)
    text = " ".join(wording.sentences(result))
    assert "taken to have the same effect" in text
    assert "no more than chance" not in text


def test_the_table_names_estimator_and_interval() -> None:
    """What was asked for stands in the notes."""
    schools, differences = tables.tables(pooled(Y, V, method="PM", interval="normal"))
    assert "normal one, as asked" in schools.note
    assert "Paule and Mandel" in differences.note


def test_the_first_prediction_goes_with_the_interval() -> None:
    """Hartung and Knapp's comes with Student's t on k − 1, the normal one with the normal; the others stand beside it."""
    kinds = {
        interval: [one.kind for one in pooled(Y, V, interval=interval).predictions]
        for interval in ("hartung_knapp", "normal")
    }
    assert kinds == {"hartung_knapp": ["student", "normal", "higgins"], "normal": ["normal", "higgins"]}


def test_what_is_not_known_is_refused() -> None:
    """A method or an interval of another name is refused with those there are."""
    with pytest.raises(errors.WrongValue, match="'REML' or 'ML'"):
        pooled(Y, V, method="reml")
    with pytest.raises(errors.WrongValue, match="'hartung_knapp' or 'normal'"):
        pooled(Y, V, interval="z")
