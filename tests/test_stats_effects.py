"""Two groups compared, one group before and after, and effect sizes: against others' software."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats.effects import (
    EFFECT_SIZES,
    EffectSize,
    Moments,
    before_after,
    compare_two_groups,
    exact_j,
    hedges_g,
    moments,
    probability_at_least,
)
from enquiry_lib.stats.result import NotEnough

PINNED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "reference" / "effects.json").read_text(encoding="utf-8")
)["checks"]
KNOWN = Path(__file__).resolve().parents[2] / "shared" / "known_answers"
quick = settings(max_examples=30, deadline=None, database=None)


def pinned(name: str) -> Any:
    """Give pinned values as pytest compares them, with their stated tolerance."""
    check = PINNED[name]
    kind = {"absolute": "abs", "relative": "rel"}[check["kind"]]
    return {key: pytest.approx(value, **{kind: check["tolerance"]}) for key, value in check["value"].items()}


def known(folder: str) -> pd.DataFrame:
    """Read a public data set that lies beside the checkout, or skip."""
    path = KNOWN / folder / "data.csv"
    if not path.is_file():
        pytest.skip(f"the data set {folder} is not beside the checkout")
    return pd.read_csv(path, encoding="utf-8")


def found(result: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """Give a result's numbers of the names expected."""
    return {name: getattr(result, name) for name in expected}


def variants(result: Any) -> dict[str, EffectSize]:
    """Give every effect size of a result by its kind."""
    return {size.kind: size for size in (result.effect, *result.variants)}


def benchmark() -> pd.DataFrame:
    """Make the benchmark of 12 schools with 20 pupils each; it has no random numbers."""
    j, i = (grid.ravel() for grid in np.meshgrid(np.arange(1, 13), np.arange(1, 21), indexing="ij"))
    pre = np.round(100 + 10 * np.sin(1.3 * i + 0.7 * j) + 3 * np.cos(0.5 * i * j), 1)
    treat = (i + j) % 2
    noise = 4 * np.sin(2.1 * j) + 8 * np.sin(3.7 * i * j + 0.3 * i)
    post = np.round(20 + 0.8 * pre + 3 * treat + noise, 1)
    return pd.DataFrame({"pupil_id": np.arange(240), "treat": treat, "pre": pre, "post": post})


def small_trial(**columns: Any) -> pd.DataFrame:
    """Make twelve pupils in two arms, with columns replaced as a test needs."""
    after = [12.0, 9, 14, 8, 11, 10, 15, 7, 13, 12, 10, 9]
    before = [10.0, 8, 12, 8, 9, 9, 12, 7, 11, 10, 9, 9]
    arm = ["intervention", "comparison"] * 6
    table = {"pupil_id": [f"P{n}" for n in range(12)], "before": before, "after": after, "arm": arm}
    return pd.DataFrame(table | columns)


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


# --- two groups, against others' software -----------------------------------------------------------------


def test_the_benchmark_is_the_one_the_answers_are_of() -> None:
    """The made-up benchmark has the sums that were published with its answers."""
    table, expected = benchmark(), pinned("mst_as_srt")
    assert (table["pre"].sum(), table["post"].sum()) == (expected["sum_pre"], expected["sum_post"])


def test_the_adjusted_difference_is_that_of_lm() -> None:
    """Difference, standard error and R² of the benchmark are those of R's lm."""
    result = compare_two_groups(
        benchmark(), outcome="post", arm="treat", baseline="pre", treated=1, control=0
    )
    expected = {name: pinned("mst_as_srt")[name] for name in ("difference", "se", "r_squared")}
    assert found(result, expected) == expected
    assert result.df == 237


def test_every_effect_size_divides_by_the_sd_it_names() -> None:
    """Each of the four effect sizes is J times the difference over its own SD."""
    table, expected = benchmark(), PINNED["mst_as_srt"]["value"]
    result = compare_two_groups(table, outcome="post", arm="treat", baseline="pre", treated=1, control=0)
    within = math.sqrt(sum(table.loc[table["treat"] == arm, "post"].var() for arm in (0, 1)) / 2)
    raw = table.groupby("treat")["post"].mean().diff().iloc[-1]
    sizes = {kind: size.g for kind, size in variants(result).items()}
    assert sizes == pytest.approx(
        {
            "total_sd": exact_j(238) * result.difference / within,
            "conditional": exact_j(237) * result.difference / expected["residual_sd"],
            "unconditional": exact_j(239) * result.difference / table["post"].std(),
            "unadjusted": exact_j(238) * raw / within,
        },
        rel=1e-8,
    )
    assert result.effect.kind == "total_sd"
    assert set(sizes) < set(EFFECT_SIZES)


def test_two_conventions_are_near_those_of_eefanalytics() -> None:
    """The other conventions differ from eefAnalytics only by its approximate J (see reference/README)."""
    result = compare_two_groups(
        benchmark(), outcome="post", arm="treat", baseline="pre", treated=1, control=0
    )
    near, expected = PINNED["mst_as_srt"]["tolerance_of_g"], PINNED["mst_as_srt"]["value"]
    assert variants(result)["conditional"].g == pytest.approx(expected["g_conditional"], rel=near)
    assert variants(result)["unconditional"].g == pytest.approx(expected["g_unconditional"], rel=near)


def test_hsb2_two_groups() -> None:
    """Means, difference, t, p, interval and g of a public data set are those of R and metafor."""
    result = compare_two_groups(
        known("basic_hsb2"), outcome="write", arm="gender", treated="female", control="male", pupil="id"
    )
    expected = pinned("hsb2_two_sample")
    t = expected.pop("t")
    assert found(result, expected) == expected
    assert result.difference / result.se == t
    size, of_size = variants(result)["unadjusted"], pinned("hsb2_g")
    assert (size.g, size.se**2, size.low, size.high) == tuple(of_size.values())
    assert result.effect.low == of_size["low"]


def test_nsw_two_groups() -> None:
    """Plain and adjusted differences of a public experiment are those of R; g is metafor's."""
    table = known("rct_nsw").reset_index(names="pupil_id")
    plain = compare_two_groups(table, outcome="re78", arm="treat", treated=1, control=0)
    expected = pinned("nsw_difference")
    assert (plain.difference, plain.se, plain.p) == (expected["difference"], expected["se"], expected["p"])
    of_size, size = pinned("nsw_g"), variants(plain)["unadjusted"]
    assert (size.g, size.se**2) == (of_size["g"], of_size["variance"])
    columns = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]
    adjusted = compare_two_groups(
        table, outcome="re78", arm="treat", covariates=columns, treated=1, control=0
    )
    assert found(adjusted, pinned("nsw_ancova")) == pinned("nsw_ancova")


# --- two groups, in schools -------------------------------------------------------------------------------


def test_pupils_without_a_score_are_left_out_and_counted_by_group() -> None:
    """A missing outcome, baseline or infinite score leaves the pupil out, and the groups' loss is told apart."""
    table = small_trial()
    table.loc[[0, 2], "after"] = [np.nan, np.inf]
    table.loc[1, "before"] = np.nan
    result = compare_two_groups(table, outcome="after", arm="arm", baseline="before")
    assert (result.n_treated, result.n_control) == (4, 5)
    assert (result.left_out_treated, result.left_out_control) == (2, 1)
    assert result.attrition == pytest.approx(25)
    assert result.differential_attrition == pytest.approx(100 * (2 / 6 - 1 / 6))
    assert {"pupils_left_out", "few_pupils", "not_a_number"} <= set(result.cautions)


def test_categories_are_adjusted_for_as_categories() -> None:
    """A text column is adjusted for with a column for each category but one."""
    table = small_trial(class_name=["A", "A", "B", "B"] * 3)
    by_text = compare_two_groups(table, outcome="after", arm="arm", covariates=["class_name"])
    by_number = compare_two_groups(
        table.assign(b=(table["class_name"] == "B") * 1), outcome="after", arm="arm", covariates=["b"]
    )
    assert by_text.difference == pytest.approx(by_number.difference)
    assert by_text.df == 9


def test_a_column_that_says_nothing_new_is_dropped() -> None:
    """A constant column, or one that follows from the group, is left out of the model and said."""
    table = small_trial(same=1, copy=[1, 0] * 6)
    result = compare_two_groups(table, outcome="after", arm="arm", covariates=["same", "copy"])
    plain = compare_two_groups(table, outcome="after", arm="arm")
    assert result.difference == pytest.approx(plain.difference)
    assert "covariate_dropped" in result.cautions


@pytest.mark.parametrize(
    ("added", "caution"),
    [(0.0, None), (0.15, "baseline_apart"), (5.0, "baseline_far_apart")],
)
def test_groups_that_started_apart_are_pointed_out(added: float, caution: str | None) -> None:
    """A baseline difference above 0.05 SD is a caution, one above 0.25 SD another."""
    before = np.repeat([8.0, 9, 10, 11, 12, 13], 2) + np.tile([added, 0], 6)
    result = compare_two_groups(small_trial(before=before), outcome="after", arm="arm", baseline="before")
    named = {"baseline_apart", "baseline_far_apart"} & set(result.cautions)
    assert named == ({caution} if caution else set())


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"arm": ["intervention"] * 12}, "fewer than two pupils"),
        ({"arm": [None] * 12}, "fewer than two pupils"),
        ({"after": [np.nan] * 12}, "fewer than two pupils"),
        ({"after": [10.0] * 12}, "all pupils have the same score"),
        ({"after": [1.0, 0.0] * 6}, "follows exactly"),
        ({"pupil_id": ["P1"] * 12}, "fewer than two pupils"),
    ],
)
def test_thin_data_give_not_enough(columns: dict[str, Any], words: str) -> None:
    """One group, no scores, equal scores or one pupil give NotEnough with a reason, never a number."""
    result = compare_two_groups(small_trial(**columns), outcome="after", arm="arm")
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_an_empty_table_gives_not_enough() -> None:
    """A table without rows gives NotEnough."""
    assert isinstance(compare_two_groups(small_trial().iloc[:0], outcome="after", arm="arm"), NotEnough)


def test_rows_of_no_group_and_repeated_pupils_are_said() -> None:
    """A third arm is left out, a repeated pupil counts once, and both are cautions."""
    table = pd.concat([small_trial(), small_trial().iloc[:1]], ignore_index=True)
    table.loc[5, "arm"] = "waiting"
    result = compare_two_groups(table, outcome="after", arm="arm")
    assert (result.n_treated, result.n_control) == (6, 5)
    assert {"other_arms", "duplicates", "no_baseline"} <= set(result.cautions)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"arm": "group"}, errors.ColumnMissing),
        ({"baseline": "pre"}, errors.ColumnMissing),
        ({"confidence": 95}, errors.WrongValue),
        ({"control": "intervention"}, errors.WrongValue),
        ({"baseline": "after"}, errors.WrongValue),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column that is not there, or an argument that makes no sense, raises with its name."""
    with pytest.raises(kind):
        compare_two_groups(small_trial(), **({"outcome": "after", "arm": "arm"} | asked))


def test_a_withheld_group_takes_every_estimate_with_it() -> None:
    """Withholding one group of a comparison takes the other's numbers, the effect and what was found from them."""
    result = compare_two_groups(small_trial(), outcome="after", arm="arm", baseline="before")
    withheld = result.withhold({"after|analysed|comparison"})
    assert withheld.n_treated is withheld.effect.g is withheld.variants[0].low is withheld.baseline_g is None
    assert withheld.left_out_treated == 0
    assert not {"few_pupils", "baseline_apart", "baseline_far_apart"} & set(withheld.cautions)


def test_withheld_drop_outs_leave_the_estimate() -> None:
    """Few pupils left out can be withheld, with the percentages, without losing the estimate."""
    table = small_trial()
    table.loc[0, "after"] = np.nan
    result = compare_two_groups(table, outcome="after", arm="arm")
    withheld = result.withhold({"after|left out|intervention", "after|left out"})
    assert withheld.left_out_treated is withheld.attrition is withheld.differential_attrition is None
    assert withheld.difference == result.difference


# --- one group --------------------------------------------------------------------------------------------


def test_hsb2_paired() -> None:
    """Mean change, t and p of a public data set are those of R's paired t-test."""
    result = before_after(known("basic_hsb2"), before="write", after="read", pupil="id")
    expected = pinned("hsb2_paired")
    assert (result.change, result.change / result.se, result.p) == tuple(expected.values())


def test_the_change_is_scipys() -> None:
    """Interval and correlation are SciPy's; the change is divided by each SD named."""
    table = small_trial()
    result = before_after(table, before="before", after="after")
    interval = stats.ttest_rel(table["after"], table["before"]).confidence_interval()
    assert (result.low, result.high) == pytest.approx(tuple(interval))
    assert result.correlation == pytest.approx(table["before"].corr(table["after"]))
    sizes = {kind: size.g for kind, size in variants(result).items()}
    assert sizes == pytest.approx(
        {
            "baseline_sd": exact_j(11) * result.change / table["before"].std(),
            "change_sd": exact_j(11) * result.change / (table["after"] - table["before"]).std(),
        }
    )


def test_the_variance_of_the_standardised_change_with_equal_spread() -> None:
    """With the same SD both times the variance is 2(1 − r)/n + g²/(2n), as metafor's SMCR has it."""
    before = np.array([1.0, 2, 3, 4, 5, 6])
    after = before[[1, 0, 3, 2, 5, 4]] + 2
    result = before_after(
        pd.DataFrame({"pupil_id": range(6), "b": before, "a": after}), before="b", after="a"
    )
    expected = 2 * (1 - result.correlation) / 6 + result.effect.g**2 / 12
    assert result.effect.se**2 == pytest.approx(expected)


@pytest.mark.parametrize(
    ("chosen", "there", "absent"),
    [
        ("low", "chosen_low", "regression_possible"),
        ("", "regression_possible", "chosen_low"),
        ("all", "other_changes", "regression_possible"),
    ],
)
def test_a_change_always_comes_with_its_cautions(chosen: str, there: str, absent: str) -> None:
    """No comparison group and other changes are always said, regression to the mean as the choice has it."""
    result = before_after(small_trial(), before="before", after="after", chosen=chosen)
    assert {"no_comparison_group", "other_changes", there} <= set(result.cautions)
    assert absent not in result.cautions


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"after": [np.nan] * 12}, "fewer than three"),
        ({"before": [10.0] * 12}, "the same score before"),
        ({"before": np.arange(12.0), "after": np.arange(12.0) + 2}, "changed by the same amount"),
        ({"pupil_id": [None] * 12}, "fewer than three"),
    ],
)
def test_a_change_nobody_can_judge_is_not_enough(columns: dict[str, Any], words: str) -> None:
    """Nobody with both scores, or no spread, gives NotEnough with a reason."""
    result = before_after(small_trial(**columns), before="before", after="after")
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_pupils_with_one_score_are_counted_apart() -> None:
    """Pupils with one of the two scores are left out and counted; equal scores after leave no correlation."""
    table = small_trial(after=[10.0] * 11 + [np.nan])
    result = before_after(table, before="before", after="after")
    assert (result.n, result.left_out, result.correlation) == (11, 1, None)
    assert {"pupils_left_out", "constant_scores"} <= set(result.cautions)
    assert result.withhold({"before or after only"}).left_out is None


@pytest.mark.parametrize("asked", [{"chosen": "poor"}, {"after": "before"}, {"confidence": 0}])
def test_a_change_that_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    """An unknown way of choosing, one column twice, or no confidence raises."""
    with pytest.raises(errors.WrongValue):
        before_after(small_trial(), **({"before": "before", "after": "after"} | asked))


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
