"""Regression of a table: R's answers, every kind of error by name, and what is withheld or cannot be worked out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from nine_schools import nine_schools
from trials import known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.models.regression import Regression, regress
from enquiry_lib.stats.result import NotEnough

SHARED = Path(__file__).resolve().parents[2] / "shared"
COLUMNS = ["by_school", "pre", "kind"]


def regression(table: pd.DataFrame | None = None, **asked: Any) -> Regression:
    """Regress the nine schools' scores, or those of another table."""
    given = {"outcome": "post", "predictors": COLUMNS} | asked
    result = regress(nine_schools() if table is None else table, **given)
    assert isinstance(result, Regression)
    return result


def one(result: Regression, name: str, expected: dict[str, Any]) -> dict[str, Any]:
    """Give the numbers of one coefficient that were pinned."""
    return {key: getattr(result[name], key) for key in expected}


def test_ancova_of_public_data() -> None:
    """An analysis of covariance with a category, and one with eight columns, are R's lm."""
    if not SHARED.exists():
        pytest.skip("the folder of known answers is not beside this checkout")
    pupils = regression(known(SHARED, "basic_hsb2"), outcome="write", predictors=["read", "prog"], pupil="id")
    expected = pinned("hsb2_ancova", "robust")
    assert {name: pupils[name].estimate for name in expected} == expected
    men = known(SHARED, "rct_nsw")
    before = [name for name in men.columns if name != "re78"]
    found = regression(men, outcome="re78", predictors=before, pupil=None)
    expected = pinned("rct_nsw_ancova", "robust")
    assert one(found, "treat", expected) == expected


def test_errors_by_cluster() -> None:
    """With a column of clusters the errors are CR2 with Satterthwaite's degrees of freedom, and p is clubSandwich's."""
    expected = pinned("unbalanced_school", "robust")
    found = regression(cluster="school")
    assert (found.errors, found.clusters) == ("CR2", 9)
    wanted = {name: expected[name] for name in ("estimate", "df", "p")}
    assert one(found, "by_school", wanted) == wanted
    assert found["by_school"].se == expected["CR2"]


def test_how_well_it_fits() -> None:
    """R² and the residual SD are those of R's summary of lm."""
    expected = pinned("unbalanced_fit", "robust")
    found = regression()
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize("kind", ["HC0", "HC1", "HC2", "HC3"])
def test_errors_are_named(kind: str) -> None:
    """Each kind of error is had by its name, with Student's interval by the residual degrees of freedom."""
    found = regression(errors=kind)["by_school"]
    assert found.se == pinned("unbalanced_plain", "robust")[kind]
    assert found.df == 73 - 5
    assert found.high - found.low == pytest.approx(2 * 1.9954689 * found.se)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"errors": "CR1"}, "CR1 without clusters"),
        ({"errors": "HC1", "cluster": "school"}, "HC1, which knows of no clusters"),
        ({"errors": "robust"}, "robust"),
        ({"predictors": []}, "predictors"),
        ({"predictors": ["post"]}, "the outcome itself"),
        ({"confidence": 95}, "confidence"),
    ],
)
def test_what_is_asked_wrongly(asked: dict[str, Any], said: str) -> None:
    """An error that does not fit its clusters, no columns and the outcome among them are said."""
    with pytest.raises(errors.WrongValue, match=said):
        regression(**asked)


def test_missing_columns_are_named() -> None:
    """All columns that the table lacks are named at once."""
    with pytest.raises(errors.ColumnMissing, match="level, sen"):
        regression(predictors=["level", "pre", "sen"])


def test_columns_that_add_nothing_are_dropped() -> None:
    """A copy of a column and one that is the same for all are left out by name, with a caution."""
    table = nine_schools().assign(again=lambda table: 2 * table["pre"], same=1)
    found = regression(table, predictors=["pre", "again", "same"])
    assert (found.dropped, found.cautions) == (("again", "same"), ("column_dropped",))
    assert found["pre"].estimate == pytest.approx(regression(predictors=["pre"])["pre"].estimate)


def test_those_without_values_are_left_out() -> None:
    """Pupils without a score, a column or a cluster are left out with a caution, and what is no number is said."""
    table = nine_schools().astype({"post": object, "school": float})
    table.loc[0, "post"], table.loc[1, "pre"], table.loc[2, "school"] = "ill", np.inf, None
    found = regression(table, predictors=["pre"], cluster="school")
    assert found.n == 70
    assert found.cautions[:2] == ("not_a_number", "pupils_left_out")


def test_what_can_bear_little_is_said() -> None:
    """Few clusters, few degrees of freedom and a category of few pupils are cautioned about."""
    few = nine_schools()[lambda table: table["school"] > 5]
    assert "few_clusters" in regression(few, cluster="school", errors="CR1S").cautions
    assert "low_df" in regression(few, cluster="school").cautions
    assert "few_clusters" not in regression(few, cluster="school").cautions
    table = nine_schools().assign(kind=lambda table: np.where(table.index < 9, "x", table["kind"]))
    assert "few_pupils" in regression(table).cautions


def test_what_rests_on_one_is_not_judged() -> None:
    """The coefficient of the only treated school is given without an error, and said to be so."""
    table = nine_schools().assign(only=lambda table: (table["school"] == 5).astype(int))
    found = regression(table, predictors=["only", "pre"], cluster="school")
    assert "rests_on_one" in found.cautions
    only = found["only"]
    assert all(map(math.isnan, (only.se, only.df, only.low, only.high, only.p)))
    assert found["pre"].se > 0


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"post": 3.0}, {}),
        ({"post": np.nan}, {}),
        ({"post": lambda table: table["pre"] * 2}, {}),
        ({"pre": None}, {}),
        ({"one": 1}, {"cluster": "one"}),
        ({}, {"predictors": ["pupil_id"], "pupil": None}),
    ],
)
def test_what_cannot_be_worked_out(changed: dict[str, Any], asked: dict[str, Any]) -> None:
    """The same score for all, none, a copy, an empty column, one cluster, or a column that names pupils: not enough."""
    result = regress(nine_schools().assign(**changed), **({"outcome": "post", "predictors": ["pre"]} | asked))
    if "pupil" in asked:
        assert isinstance(result, Regression)
        assert result.coefficients == ()
    else:
        assert isinstance(result, NotEnough)
        assert not any(sign.isdigit() for sign in result.found)


def test_every_category_is_counted() -> None:
    """All pupils, each category and each of two values are counted, and each column adds up to its total."""
    cells = regression().cells().set_index("id")
    total = "post by by_school, pre, kind|analysed"
    assert cells.loc[[total, f"{total}|kind|a", f"{total}|by_school|1.0"], "count"].tolist() == [73, 39, 35]
    for name in ("kind", "by_school"):
        parts = cells[cells["margin"] == f"{total}|{name}"]
        assert parts["count"].sum() == cells.loc[f"{total}|{name}", "count"] == 73
        assert frozenset().union(*parts["who"]) == cells.loc[total, "who"]


def test_all_numbers_go_with_a_category() -> None:
    """Where one category is withheld no number stays, nor a caution or a name that rests on its pupils."""
    table = nine_schools().assign(again=lambda table: table["pre"])
    found = regression(table, predictors=[*COLUMNS, "again"])
    hidden = found.withhold(["post by by_school, pre, kind, again|analysed|kind|a"])
    assert (hidden.n, hidden.r_squared, hidden.residual_sd) == (None, None, None)
    assert (hidden.coefficients, hidden.dropped, hidden.cautions, hidden.counted) == ((), (), (), ())
    assert hidden.errors == found.errors
    assert found.withhold(["another"]) == found


def test_nobody_can_tell_one_pupil_from_nine() -> None:
    """Too few pupils to work anything out give the counts and no numbers, as more of them do when withheld."""
    one_, nine_ = (regression(nine_schools().head(size), predictors=["pre"]) for size in (1, 9))
    total = "post by pre|analysed"
    assert one_.withhold([total]) == nine_.withhold([total])
    assert one_.coefficients == ()
