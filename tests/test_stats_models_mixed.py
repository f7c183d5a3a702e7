"""Mixed models agree with lme4, and say so where they cannot be estimated."""

from __future__ import annotations

from pathlib import Path

import nested
import numpy as np
import pytest
from mixed_answers import CRT, MODELS, MST, SINGULAR, UNEVEN, Model, exam_models
from statsmodels.regression.mixed_linear_model import MixedLM
from trials import pinned

from enquiry_lib.stats.models.likelihood import point_at
from enquiry_lib.stats.models.mixed import MixedFit, fit_mixed


def _numbers(model: Model, fit: MixedFit) -> dict[str, float]:
    found = {
        "v_between": float(fit.v_groups[0, 0]),
        "v_within": fit.v_within,
        "log_likelihood": fit.log_likelihood,
        "n": fit.n,
        "b": float(fit.beta[model.of]),
        "se": float(np.sqrt(fit.covariance[model.of, model.of])),
    }
    if model.slope:
        found |= {"v_slope": float(fit.v_groups[1, 1]), "covariance": float(fit.v_groups[0, 1])}
    return found


def _meets(name: str, model: Model) -> None:
    found = _numbers(model, model.fit())
    expected = pinned(name, "mixed")
    assert found == {key: expected[key] for key in found}


@pytest.mark.parametrize("name", [name for name in MODELS if name != "boundary"])
def test_fits_are_those_of_lme4(name: str) -> None:
    """Coefficients, standard errors, variances and likelihood are lme4's, whether the groups are even or not."""
    _meets(name, MODELS[name])


@pytest.mark.parametrize("name", ["exam_em1", "exam_slope"])
def test_fits_of_public_data_are_those_of_lme4(shared: Path, name: str) -> None:
    """Four thousand pupils in 65 schools give lme4's answers."""
    _meets(name, exam_models(shared)[name])


@pytest.mark.parametrize(
    ("table", "predictors", "expected"),
    [
        (CRT, ("treat", "pre"), (11.5264468, 30.8541187, -762.878287)),
        (CRT, ("treat",), (9.01950821, 81.2974452, -871.715683)),
        (CRT, (), (9.37377383, 81.2974452, -874.017960)),
        (MST, ("treat", "pre"), (10.4394796, 30.8651288, None)),
    ],
)
def test_fits_meet_printed_answers(
    table: object, predictors: tuple[str, ...], expected: tuple[float | None, ...]
) -> None:
    """The variances printed for the benchmark hold to 1e-3 (its fits stop early), the likelihood to all digits."""
    fit = Model(table, predictors).fit()  # type: ignore[arg-type]
    between, within, likelihood = expected
    assert fit.v_groups[0, 0] == pytest.approx(between, rel=1e-3)
    assert fit.v_within == pytest.approx(within, rel=1e-4)
    if likelihood is not None:
        assert fit.log_likelihood == pytest.approx(likelihood, abs=1e-6)


@pytest.mark.parametrize("reml", [True, False])
def test_fits_agree_with_statsmodels(reml: bool) -> None:
    """MixedLM finds the same coefficients, and variances as near as it searches; ours is never the less likely."""
    model = Model(UNEVEN, reml=reml)
    columns = np.column_stack([np.ones(len(UNEVEN)), UNEVEN["treat"], UNEVEN["pre"]])
    theirs = MixedLM(UNEVEN["post"].to_numpy(), columns, UNEVEN["j"].to_numpy()).fit(reml=reml)
    ours = model.fit()
    assert ours.beta == pytest.approx(theirs.fe_params, rel=1e-4)
    assert ours.v_within == pytest.approx(theirs.scale, rel=1e-3)
    assert ours.v_groups[0, 0] == pytest.approx(theirs.cov_re[0, 0], rel=1e-3)
    assert -1e-8 < ours.log_likelihood - theirs.llf < 1e-4


def test_a_boundary_is_found_exactly() -> None:
    """Groups that differ less than by chance have no variance, and the fit is that of least squares."""
    model = MODELS["boundary"]
    fit = model.fit()
    assert fit.v_groups.tolist() == [[0.0]]
    assert fit.icc == 0
    expected = pinned("boundary", "mixed")
    assert {"b": fit.beta[1], "log_likelihood": fit.log_likelihood} == {
        key: expected[key] for key in ("b", "log_likelihood")
    }


def test_only_boundaries_are_singular() -> None:
    """Fits with a variance of nought, or a slope that follows from the intercept, say so, and no others."""
    assert {name for name, model in MODELS.items() if model.fit().singular} == set(SINGULAR)


@pytest.mark.parametrize("name", ["crt", "crt_uneven_ml", "mst_slope", "mst_uneven_slope"])
def test_the_likelihood_is_highest_at_the_fit(name: str) -> None:
    """Where a fit stops, the likelihood is flat: nothing near it is more likely."""
    model = MODELS[name]
    point = model.fit().point
    assert np.abs(point.slope).max() < 1e-7
    blocks = model.fit().blocks
    for factor in (0.98, 1.02):
        assert point_at(blocks, factor * point.relative, reml=model.reml).deviance > point.deviance


def test_units_and_codes_do_not_matter() -> None:
    """Points in other units, columns far from nought and groups named otherwise give the same model."""
    table = nested.schools("mst", uneven=True)
    fit = Model(table, slope="pre").fit()
    moved = table.assign(
        post=1e4 * table["post"] - 7e6, pre=1e-3 * table["pre"] + 50, j="school " + table["j"].astype(str)
    )
    other = Model(moved.sample(frac=1, random_state=1), slope="pre").fit()
    assert other.beta[1:] == pytest.approx(fit.beta[1:] * [1e4, 1e7], rel=1e-6)
    assert other.v_within == pytest.approx(1e8 * fit.v_within, rel=1e-8)
    assert other.v_groups[1, 1] == pytest.approx(1e14 * fit.v_groups[1, 1], rel=1e-4)


@pytest.mark.parametrize("slope", [True, False])
@pytest.mark.parametrize(
    "trouble",
    ["constant", "copied column", "one group", "a group each", "exact within", "group columns", "no pupils"],
)
def test_what_cannot_be_estimated_is_none(trouble: str, slope: bool) -> None:
    """Where groups cannot be told from columns or pupils there is no fit, and no warning."""
    y, groups = CRT["post"].to_numpy(np.float64), CRT["j"].to_numpy()
    columns = [np.ones(240), CRT["pre"].to_numpy(np.float64)]
    if trouble == "constant":
        y = np.full(240, 7.0)
    elif trouble == "copied column":
        columns.append(2 * columns[1] + 1)
    elif trouble == "one group":
        groups = np.ones(240)
    elif trouble == "a group each":
        groups = np.arange(240)
    elif trouble == "exact within":
        y = 3.0 * groups + columns[1]
    elif trouble == "group columns":
        columns += [(groups == j).astype(float) for j in range(2, 13)]
        columns += [(groups == j) * columns[1] for j in range(2, 13)] if slope else []
    keep = slice(0, 0) if trouble == "no pupils" else slice(None)
    design = np.column_stack(columns)
    found = fit_mixed(y[keep], design[keep], groups[keep], slope=design[keep, 1] if slope else None)
    assert found is None


def test_two_groups_held_against_each_other_have_no_variance_left() -> None:
    """A treatment that is the only difference between two schools cannot be told from the schools."""
    two = CRT[CRT["j"] <= 2]
    design = np.column_stack([np.ones(len(two)), two["treat"]])
    assert fit_mixed(two["post"].to_numpy(), design, two["j"]) is None


def test_a_slope_that_differs_nowhere_within_groups_is_none() -> None:
    """A column that is the same for all pupils of each group has no slope there."""
    assert (
        fit_mixed(
            CRT["post"].to_numpy(),
            np.column_stack([np.ones(240), CRT["treat"]]),
            CRT["j"],
            slope=CRT["treat"].to_numpy(np.float64),
        )
        is None
    )
