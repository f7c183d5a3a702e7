"""Least squares with robust errors: R's sandwich and clubSandwich are met, and what cannot be judged is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from nested import schools
from nine_schools import nine_schools
from trials import known, pinned

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.robust import (
    CLUSTERED,
    KINDS,
    LeastSquares,
    contrasted,
    covariance,
    is_exact,
    ols,
    rests_on_one,
    satterthwaite_df,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"


def fitted(table: pd.DataFrame, outcome: str, *columns: Any) -> LeastSquares:
    """Fit an outcome by a constant and columns, given by name or as they are."""
    given = [table[one] if isinstance(one, str) else one for one in columns]
    fit = ols(table[outcome].to_numpy(np.float64), np.column_stack([np.ones(len(table)), *given]))
    assert fit is not None
    return fit


def one(fit: LeastSquares, place: int) -> Numbers:
    """Give the contrast that is a single coefficient."""
    return np.eye(fit.k)[place]


def clustered(fit: LeastSquares, place: int, school: Any, names: Any) -> dict[str, float]:
    """Give everything that R was asked about one coefficient."""
    codes = np.asarray(school)
    every = {kind: contrasted(fit, one(fit, place), kind, codes) for kind in CLUSTERED}
    values = {kind: found.se for kind, found in every.items()}
    values |= {"estimate": every["CR2"].estimate, "df": every["CR2"].df}
    return {name: values[name] for name in names if name in values}


def nine(*columns: Any) -> tuple[LeastSquares, pd.DataFrame]:
    """Fit the nine schools."""
    table = nine_schools()
    kinds = [(table["kind"] == kind).astype(float) for kind in "bc"]
    return fitted(table, "post", *(columns or ("by_school", "pre", *kinds))), table


def without_p(expected: dict[str, Any]) -> dict[str, Any]:
    """Give what was pinned but the p-value, which is the regression's."""
    return {name: value for name, value in expected.items() if name != "p"}


@pytest.mark.parametrize("design", ["crt", "mst"])
def test_benchmark_by_cluster(design: str) -> None:
    """Each error by cluster of the benchmark, and the degrees of freedom of CR2, are clubSandwich's."""
    expected, table = without_p(pinned(design, "robust")), schools(design)
    fit = fitted(table, "post", "treat", "pre")
    assert clustered(fit, 1, table["j"], expected) == expected


@pytest.mark.parametrize(("check", "place"), [("unbalanced_school", 1), ("unbalanced_category", 4)])
def test_unbalanced_clusters(check: str, place: int) -> None:
    """Schools of unlike size, with covariates, give clubSandwich's errors and degrees of freedom."""
    expected = without_p(pinned(check, "robust"))
    fit, table = nine()
    assert clustered(fit, place, table["school"], expected) == expected


def test_fixed_effects_within_clusters() -> None:
    """With a column for each school the adjustment of CR2 is clubSandwich's pseudo-inverse, and CR1p is not defined."""
    expected, table = without_p(pinned("unbalanced_fixed", "robust")), nine_schools()
    each = pd.get_dummies(table["school"], drop_first=True, dtype=float).to_numpy()
    fit = fitted(table, "post", "by_pupil", "pre", each)
    assert clustered(fit, 1, table["school"], expected) == expected
    assert np.isnan(contrasted(fit, one(fit, 1), "CR1p", table["school"].to_numpy()).se)


def test_without_clusters() -> None:
    """The classical error and HC0 to HC3 are those of R's lm and sandwich."""
    expected = pinned("unbalanced_plain", "robust")
    fit, _ = nine()
    assert {kind: contrasted(fit, one(fit, 1), kind).se for kind in expected} == expected


def test_public_data() -> None:
    """Stata's error by restaurant and HC1 of two public data sets are R's."""
    if not SHARED.exists():
        pytest.skip("the folder of known answers is not beside this checkout")
    shops = known(SHARED, "did_card_krueger").dropna(subset="fte")
    fit = fitted(shops, "fte", "nj", "d", shops["nj"] * shops["d"])
    assert {"CR1S": contrasted(fit, one(fit, 3), "CR1S", shops["id"].to_numpy()).se} == pinned(
        "did_card_krueger", "robust"
    )
    men = fitted(known(SHARED, "rct_nsw"), "re78", "treat")
    assert {"HC1": contrasted(men, one(men, 1), "HC1").se} == pinned("rct_nsw", "robust")


def test_nested_columns_need_not_count() -> None:
    """Fixed effects within the clusters may be left out of the k of Stata's factor."""
    fit, table = nine()
    counted, not_counted = (
        covariance(fit, "CR1S", table["school"].to_numpy(), nested=nested)[1, 1] for nested in (0, 3)
    )
    assert not_counted / counted == pytest.approx(fit.df / (fit.df + 3), rel=1e-12)


def test_order_of_rows_does_not_matter() -> None:
    """Clusters need not stand together, and may be called anything."""
    fit, table = nine()
    mixed = table.sample(frac=1, random_state=1)
    kinds = [(mixed["kind"] == kind).astype(float) for kind in "bc"]
    again = fitted(mixed, "post", "by_school", "pre", *kinds)
    named = ("school " + mixed["school"].astype(str)).to_numpy(dtype=object)
    assert contrasted(again, one(again, 1), "CR2", named).se == pytest.approx(
        contrasted(fit, one(fit, 1), "CR2", table["school"].to_numpy()).se, rel=1e-12
    )


def test_each_pupil_a_cluster() -> None:
    """Where each pupil is a cluster of its own, CR2 is HC2 and CR0 is HC0."""
    fit, table = nine()
    codes = np.arange(len(table))
    assert covariance(fit, "CR2", codes) == pytest.approx(covariance(fit, "HC2"), rel=1e-10)
    assert covariance(fit, "CR0", codes) == pytest.approx(covariance(fit, "HC0"), rel=1e-10)


def test_equal_clusters_give_textbook_degrees_of_freedom() -> None:
    """A mean of equal clusters has as many degrees of freedom as there are clusters, less one."""
    y = np.sin(np.arange(30.0))
    fit = ols(y, np.ones((30, 1)))
    assert fit is not None
    assert satterthwaite_df(fit, np.ones(1), np.repeat(np.arange(6), 5)) == pytest.approx(5)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"classical"}))
def test_the_only_treated_school_is_not_judged(kind: str) -> None:
    """An error by cluster is not given for what rests on one cluster; without clusters, for what rests on one pupil."""
    alone = np.zeros(20)
    alone[: 4 if kind in CLUSTERED else 1] = 1
    fit = ols(np.cos(np.arange(20.0)), np.column_stack([np.ones(20), alone]))
    assert fit is not None
    found = contrasted(fit, np.array([0.0, 1]), kind, np.repeat(np.arange(5), 4))
    assert np.isfinite(found.estimate)
    assert np.isnan(found.se)
    assert np.isnan(found.df)


def test_what_many_clusters_share_does_not_rest_on_one() -> None:
    """A column for each school makes only those columns rest on one school, not the others."""
    table = nine_schools()
    each = pd.get_dummies(table["school"], drop_first=True, dtype=float).to_numpy()
    fit = fitted(table, "post", "by_pupil", each)
    codes = table["school"].to_numpy()
    assert [rests_on_one(fit, one(fit, place), codes) for place in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    "columns",
    [np.ones((3, 3)), np.column_stack([np.ones(6), np.zeros(6)]), np.ones((6, 2)), np.full((6, 1), np.nan)],
)
def test_columns_that_cannot_be_told_apart(columns: Numbers) -> None:
    """Hardly more rows than columns, a column of nought, a column twice or missing values give no fit."""
    assert ols(np.arange(float(len(columns))), columns) is None


def test_units_do_not_matter() -> None:
    """Columns of very unlike size are told apart, and scale their coefficients."""
    y, x = np.sin(np.arange(9.0)), np.arange(9.0)
    small = ols(y, np.column_stack([np.ones(9), x]))
    large = ols(y, np.column_stack([np.ones(9), 1e9 * x]))
    assert small is not None
    assert large is not None
    assert large.beta[1] * 1e9 == pytest.approx(small.beta[1])
    assert np.diag(small.bread) == pytest.approx(np.diag(large.bread) * [1, 1e18])


def test_exact_fits_are_known() -> None:
    """A fit that leaves rounding only is told from one that leaves something."""
    x = np.arange(8.0)
    columns = np.column_stack([np.ones(8), x])
    for y, exact in ((3 + 2 * x, True), (3 + 2 * x + np.sin(x), False)):
        fit = ols(y, columns)
        assert fit is not None
        assert is_exact(fit, y) is exact


@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e-9, 123456.789, 1e12])
def test_equal_values_are_fitted_exactly(value: float) -> None:
    """Of values that are all the same nothing is left over but rounding, though their spread is rounding too."""
    x = np.random.default_rng(2).normal(size=(60, 3))
    fit = ols(np.full(60, value), np.column_stack([np.ones(60), x]))
    assert fit is not None
    assert is_exact(fit, np.full(60, value))


def test_a_small_spread_about_a_large_number_is_no_rounding() -> None:
    """Values that lie a millionth of a millionth of their size apart are still told apart."""
    y = 1e6 + 1e-6 * np.random.default_rng(2).normal(size=60)
    fit = ols(y, np.ones((60, 1)))
    assert fit is not None
    assert not is_exact(fit, y)


@pytest.mark.parametrize(
    ("kind", "one_cluster", "said"),
    [("HC4", False, "HC4"), ("CR2", False, "cluster"), ("CR1", True, "single cluster")],
)
def test_what_is_asked_wrongly(kind: str, one_cluster: bool, said: str) -> None:
    """Another kind of error, clusters not named, and a single cluster are said."""
    fit, _ = nine()
    with pytest.raises(errors.WrongValue, match=said):
        covariance(fit, kind, np.ones(fit.n) if one_cluster else None)
