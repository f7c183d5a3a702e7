"""Degrees of freedom agree with lmerTest and pbkrtest, and stay finite."""

from __future__ import annotations

import math
from pathlib import Path

import nested
import numpy as np
import pytest
from mixed_answers import CRT, MODELS, MST, SINGULAR, Model, exam_models
from scipy import stats
from trials import pinned

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats.models.mixed import fit_mixed
from enquiry_lib.stats.models.small_sample import Contrast, kenward_roger, satterthwaite


def _p(found: Contrast) -> float:
    return float(2 * stats.t.sf(abs(found.estimate) / found.se, found.df))


def _by_lmertest(name: str, model: Model) -> None:
    found, expected = satterthwaite(model.fit(), model.contrast()), pinned(name, "mixed")
    assert (found.estimate, found.se, found.df) == (expected["b"], expected["se"], expected["df"])
    assert _p(found) == pytest.approx(expected["p"].expected, rel=1e-4)


@pytest.mark.parametrize("name", [name for name in MODELS if name not in SINGULAR])
def test_satterthwaite_is_that_of_lmertest(name: str) -> None:
    """Estimate, standard error, degrees of freedom and p are lmerTest's, also by full maximum likelihood."""
    _by_lmertest(name, MODELS[name])


@pytest.mark.parametrize("name", ["exam_em1", "exam_slope"])
def test_satterthwaite_of_public_data_is_that_of_lmertest(shared: Path, name: str) -> None:
    """Four thousand pupils in 65 schools have lmerTest's degrees of freedom."""
    _by_lmertest(name, exam_models(shared)[name])


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.reml])
def test_kenward_roger_is_that_of_pbkrtest(name: str) -> None:
    """The wider standard error and its degrees of freedom are pbkrtest's, at boundaries too."""
    model = MODELS[name]
    found, expected = kenward_roger(model.fit(), model.contrast()), pinned(name, "mixed")
    assert (found.se, found.df) == (expected["kr_se"], expected["kr_df"])


@pytest.mark.parametrize(
    ("model", "df", "p"),
    [
        (Model(CRT), 9.99999939, 0.278704901),
        (Model(MST), 226.000303, 5.90964594e-07),
        (MODELS["crt_four_schools"], 1.9997677, 0.366782134),
    ],
)
def test_printed_answers_are_met(model: Model, df: float, p: float) -> None:
    """The degrees of freedom and p printed for the benchmark hold."""
    found = satterthwaite(model.fit(), model.contrast())
    assert found.df == pytest.approx(df, rel=1e-6)
    assert _p(found) == pytest.approx(p, rel=1e-5)


def test_even_schools_have_the_degrees_of_freedom_of_their_means() -> None:
    """Where all schools are the same size and have a variance, a contrast of schools has m − 2 degrees of freedom."""
    model = Model(CRT, ("treat",))
    assert satterthwaite(model.fit(), model.contrast()).df == pytest.approx(10, rel=1e-9)
    assert kenward_roger(model.fit(), model.contrast()).df == pytest.approx(10, rel=1e-9)


def test_a_boundary_does_not_make_pupils_of_schools() -> None:
    """With no variance found between twelve even schools, their contrast still has 10 degrees of freedom, not 237."""
    model = Model(nested.schools(between=0), ("treat",))
    fit = model.fit()
    assert fit.singular
    assert satterthwaite(fit, model.contrast()).df == pytest.approx(10, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_what_comes_out_is_always_finite(seed: int) -> None:
    """Few small groups, uneven, alike or far apart, with or without a slope: standard error and df are numbers."""
    draws = np.random.default_rng(seed)
    groups = draws.integers(0, draws.integers(3, 8), 40)
    x = draws.normal(size=40)
    y = draws.normal(size=40) + draws.choice([0, 0.1, 100]) * np.sin(groups)
    fit = fit_mixed(y, np.column_stack([np.ones(40), x]), groups, slope=x if seed % 2 else None)
    assert fit is not None
    for test in (satterthwaite, kenward_roger):
        found = test(fit, np.array([1.0, 0.5]))
        assert found.se > 0
        assert 0 < found.df < math.inf
        assert math.isfinite(found.se)


def test_units_do_not_matter() -> None:
    """Points in other units change the estimate alone."""
    moved = CRT.assign(post=1000 * CRT["post"], pre=CRT["pre"] / 1000)
    for test in (satterthwaite, kenward_roger):
        one, other = (test(Model(table).fit(), np.array([0.0, 1, 0])) for table in (CRT, moved))
        assert other.df == pytest.approx(one.df, rel=1e-8)
        assert other.estimate / other.se == pytest.approx(one.estimate / one.se, rel=1e-8)


def test_kenward_roger_needs_the_restricted_likelihood() -> None:
    """A fit by full maximum likelihood is refused, and the message says what to do."""
    with pytest.raises(WrongValue, match="reml"):
        kenward_roger(MODELS["crt_ml"].fit(), np.array([0.0, 1, 0]))
