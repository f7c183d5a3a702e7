"""Two groups compared: against others' software, and with the data schools have."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from trials import PINNED, benchmark, found, known, pinned, small_trial, variants

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import EFFECT_SIZES, exact_j
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.two_groups import compare_two_groups

# --- against others' software -----------------------------------------------------------------------------


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


def test_hsb2_two_groups(shared: Path) -> None:
    """Means, difference, t, p, interval and g of a public data set are those of R and metafor."""
    result = compare_two_groups(
        known(shared, "basic_hsb2"),
        outcome="write",
        arm="gender",
        treated="female",
        control="male",
        pupil="id",
    )
    expected = pinned("hsb2_two_sample")
    t = expected.pop("t")
    assert found(result, expected) == expected
    assert result.difference / result.se == t
    size, of_size = variants(result)["unadjusted"], pinned("hsb2_g")
    assert (size.g, size.se**2, size.low, size.high) == tuple(of_size.values())
    assert result.effect.low == of_size["low"]


def test_nsw_two_groups(shared: Path) -> None:
    """Plain and adjusted differences of a public experiment are those of R; g is metafor's."""
    table = known(shared, "rct_nsw").reset_index(names="pupil_id")
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


# --- in schools -------------------------------------------------------------------------------------------


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
        ({"arm": ["intervention"] * 24}, "no pupil with"),
        ({"arm": [None] * 24}, "no pupil with"),
        ({"after": [np.nan] * 24}, "no pupil with"),
        ({"after": [10.0] * 24}, "all pupils have the same score"),
        ({"after": [1.0, 0.0] * 12}, "follows exactly"),
        ({"pupil_id": ["P1"] * 24}, "no pupil with"),
    ],
)
def test_thin_data_give_not_enough(columns: dict[str, Any], words: str) -> None:
    """One group, no scores, equal scores or one pupil give NotEnough with a reason, never a number."""
    twice = pd.concat([small_trial()] * 2).assign(pupil_id=[f"P{n}" for n in range(24)])
    result = compare_two_groups(twice.assign(**columns), outcome="after", arm="arm")
    assert isinstance(result, NotEnough)
    assert words in result.found


@pytest.mark.parametrize("baseline", [None, "before"])
def test_of_few_pupils_nothing_is_told_but_that_they_are_few(baseline: str | None) -> None:
    """A group of one, of six, of six with one score, or whose scores follow from the group: the same, byte for byte."""
    outcomes = [
        [12.0, 9, *[np.nan, 8] * 5],
        [12.0, 9, 14, 8, 11, 10, 15, 7, 13, 12, 10, 9],
        [10.0] * 12,
        [1.0, 0.0] * 6,
    ]
    results = [
        compare_two_groups(small_trial(after=after).dropna(), outcome="after", arm="arm", baseline=baseline)
        for after in outcomes
    ]
    assert len({repr(result.withhold(set(result.cells()["id"]))) for result in results}) == 1


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


@pytest.mark.parametrize(("left_out", "high"), [(2, False), (3, True)])
def test_many_left_out_is_a_caution(left_out: int, high: bool) -> None:
    """Above a fifth of the pupils it is said that many are missing, and not where their number is withheld."""
    table = small_trial()
    table.loc[table.index[:left_out], "after"] = np.nan
    result = compare_two_groups(table, outcome="after", arm="arm")
    assert ("high_attrition" in result.cautions) is high
    for hidden in ({"after|left out"}, {"after|analysed"}):
        assert "high_attrition" not in result.withhold(hidden).cautions


def test_counts_of_two_measures_are_told_apart() -> None:
    """The name of what was measured begins the ids of the counts, which know their pupils and are withheld by them."""
    table = small_trial()
    table.loc[0, "after"] = np.nan
    result = compare_two_groups(table, outcome="after", arm="arm", measure="Reading")
    cells = result.cells().set_index("id")["who"]
    assert cells["Reading|after|left out|intervention"] == {str(table.loc[0, "pupil_id"])}
    assert result.withhold({"Reading|after|analysed"}).n_treated is None
    assert result.withhold({"after|analysed"}) == result
