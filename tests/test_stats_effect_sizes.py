"""Effect sizes against others' software, and how likely an effect is to be worth while."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats
from trials import PINNED, benchmark, pinned, small_trial

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import (
    EffectSize,
    Moments,
    effect_size,
    exact_j,
    hedges_g,
    moments,
    noncentral_g,
    pooled_sd,
    probability_at_least,
)
from enquiry_lib.stats.one_group import before_after
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.two_groups import compare_two_groups

quick = settings(max_examples=30, deadline=None, database=None)


# --- effect sizes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("df", ["8", "18", "28", "58"])
def test_the_small_sample_factor_is_exact(df: str) -> None:
    """J is the gamma form, which differs from the approximation in the fourth digit."""
    assert exact_j(float(df)) == pinned("exact_j")[df]


def test_no_small_sample_factor_without_degrees_of_freedom() -> None:
    """Below two degrees of freedom there is no factor, and that is said."""
    with pytest.raises(errors.WrongValue, match="at least 2"):
        exact_j(1)


def test_hedges_g_is_metafors() -> None:
    """Hedges g and its variance are those of metafor's SMD."""
    given_, expected = PINNED["smd"]["given"], pinned("smd")
    size = hedges_g(Moments(*given_["group"]), Moments(*given_["others"]))
    assert isinstance(size, EffectSize)
    assert (size.g, size.se**2) == (expected["g"], expected["variance"])


@quick
@given(
    seed=some.integers(0, 10_000),
    scale=some.floats(0.01, 1000),
    shift=some.floats(-1e4, 1e4),
)
def test_g_does_not_depend_on_the_scale_of_the_test(seed: int, scale: float, shift: float) -> None:
    """Stretching or shifting every score leaves g as it is; turning the scale round turns its sign."""
    rng = np.random.default_rng(seed)
    one, other = rng.normal(1, 2, 15), rng.normal(0, 2, 20)
    plain = hedges_g(moments(one), moments(other))
    moved = hedges_g(moments(one * scale + shift), moments(other * scale + shift))
    turned = hedges_g(moments(-one), moments(-other))
    assert moved.g == pytest.approx(plain.g, rel=1e-6, abs=1e-6)
    assert turned.g == pytest.approx(-plain.g)


@pytest.mark.parametrize(("one", "other"), [([3.0, 3.0], [4.0, 4.0]), ([1.0], [2.0, 3.0])])
def test_no_effect_size_without_spread_or_pupils(one: list[float], other: list[float]) -> None:
    """Groups in which nobody differs, or with one pupil, have no effect size."""
    assert isinstance(hedges_g(moments(np.array(one)), moments(np.array(other))), NotEnough)


def test_the_sd_within_two_groups_weighs_them_by_their_pupils() -> None:
    """The SD within two groups is that of all scores about their own group's mean."""
    one, other = np.array([1.0, 4, 7, 8]), np.array([20.0, 22, 30])
    about = np.concatenate([one - one.mean(), other - other.mean()])
    assert pooled_sd(moments(one), moments(other)) == pytest.approx(math.sqrt((about**2).sum() / 5))


def test_an_effect_size_carries_its_kind_and_an_interval_around_it() -> None:
    """The interval is as wide as its confidence asks, with g in the middle."""
    narrow, wide = (
        effect_size("total_sd", 3.0, 1.2, 10.0, df=58, n=60, confidence=share) for share in (0.8, 0.95)
    )
    assert (narrow.kind, narrow.g) == ("total_sd", wide.g)
    assert (wide.low + wide.high) / 2 == pytest.approx(wide.g)
    assert (wide.high - wide.g, narrow.high - narrow.g) == pytest.approx(
        (1.959964 * wide.se, 1.281552 * wide.se), rel=1e-6
    )


def test_few_classes_make_the_interval_students() -> None:
    """Judged by classes with three degrees of freedom the interval reaches as far as Student's t does; g stays where it is."""
    asked: dict[str, float] = {"df": 58, "n": 60, "confidence": 0.95}
    normal = effect_size("total_sd", 3.0, 1.2, 10.0, **asked)
    few = effect_size("total_sd", 3.0, 1.2, 10.0, judged_by=3, **asked)
    assert (few.g, few.se) == (normal.g, normal.se)
    assert None not in (few.g, few.se, few.high)
    assert few.high - few.g == pytest.approx(3.182446 * few.se, rel=1e-6)


# --- how likely is it worth while? ------------------------------------------------------------------------


def test_the_probability_is_a_half_at_the_estimate_and_falls() -> None:
    """The chance of at least the estimate itself is one half; of more it is less."""
    result = compare_two_groups(small_trial(), outcome="after", arm="arm", baseline="before")
    at, above = (probability_at_least(result, result.effect.g + more) for more in (0, 0.2))
    assert at == pytest.approx(0.5)
    assert above < at


def test_the_probability_above_nothing_matches_the_p_value() -> None:
    """Without the uncertainty of the SD the chance of no harm is one minus half of p, and so it nearly is."""
    table = benchmark()
    result = compare_two_groups(table, outcome="post", arm="treat", treated=1, control=0)
    assert probability_at_least(result, 0) == pytest.approx(1 - result.p / 2, abs=0.001)


def test_no_probability_of_what_is_withheld() -> None:
    """A withheld result has no probability; a threshold that is no number is refused."""
    result = before_after(small_trial(), before="before", after="after")
    assert probability_at_least(result.withhold({"before and after"}), 0.2) is None
    with pytest.raises(errors.WrongValue, match="smallest_worthwhile"):
        probability_at_least(result, math.nan)


@quick
@given(n=some.integers(2, 200), other=some.integers(2, 200), mean=some.floats(-3, 3))
def test_the_noncentral_interval_is_where_the_t_there_was_is_rare(n: int, other: int, mean: float) -> None:
    """At its lower end a t at least as large, and at its upper end one as small, comes up 5 times in 200."""
    group, others = Moments(n, mean, 1.0), Moments(other, 0.0, 1.0)
    found, plain = noncentral_g(group, others), hedges_g(group, others)
    assert isinstance(found, EffectSize)
    assert isinstance(plain, EffectSize)
    assert (found.kind, found.g, found.se) == ("noncentral", plain.g, plain.se)
    unit = math.sqrt(1 / n + 1 / other)
    ends = [end / unit / exact_j(n + other - 2) for end in (found.low, found.high)]
    shares = [stats.nct.cdf(mean / unit, n + other - 2, end) for end in ends]
    assert shares == pytest.approx([0.975, 0.025], abs=1e-6)


def test_no_noncentral_interval_of_nobody() -> None:
    """Groups that are too small for Hedges g have no other interval either."""
    assert isinstance(noncentral_g(Moments(1, 3.0, math.nan), Moments(5, 2.0, 1.0)), NotEnough)
