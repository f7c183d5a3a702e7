"""Whole schools compared: against others' software, with few schools, and with the data schools have."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from clustered import ASKED, benchmark, classes, sizes, uneven, variances, whole_schools
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.stats import arms
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.clusters import (
    CAUTIONS,
    ClusteredDescription,
    ClusteredEffect,
    compare_clusters,
)
from enquiry_lib.stats.trials.difference import CUT_OFF

FILE = "clusters"
OF_CLASSES: dict[str, Any] = {"outcome": "after", "arm": "arm", "cluster": "class"}

# --- against others' software -----------------------------------------------------------------------------


def test_the_benchmark_is_the_one_the_answers_are_of() -> None:
    """The made-up benchmark has the sums that were published with its answers."""
    table, expected = benchmark(), pinned("benchmark", FILE)
    sums = (len(table), table["pre"].sum(), table["post"].sum(), table["post"].std())
    assert sums == tuple(expected.values())


@pytest.mark.parametrize(
    ("name", "asked"),
    [("crt", {}), ("crt_tight", {}), ("crt_kenward_roger", {"small_sample": "kenward_roger"})],
)
def test_the_difference_is_that_of_lmer(name: str, asked: dict[str, str]) -> None:
    """Difference, standard error, degrees of freedom and p of the benchmark are those of lme4, lmerTest and pbkrtest."""
    result = whole_schools(**asked)
    assert found(result, pinned(name, FILE)) == pinned(name, FILE)
    assert result.df_from == asked.get("small_sample", "satterthwaite")


def test_variances_are_those_of_lmer() -> None:
    """Variances between and within schools are lme4's by each of the three models, and the ICC is made of them."""
    result = whole_schools()
    expected = pinned("crt_variances", FILE)
    assert {name: variances(result)[name] for name in expected} == expected
    assert result.icc == variances(result)["groups only icc"]


def test_effect_sizes_are_those_of_the_guidance_and_of_eefanalytics() -> None:
    """The guidance's effect size comes first; within and total, conditional and unconditional, are eefAnalytics'."""
    result = whole_schools()
    assert result.effect.kind == "clustered"
    assert {kind: size.g for kind, size in sizes(result).items()} == pinned("crt_sizes", FILE)


def test_others_intervals_are_theirs() -> None:
    """The other conventions have the normal intervals of eefAnalytics, ours has Student's with few degrees of freedom."""
    result = sizes(whole_schools())
    expected = pinned("crt_intervals", FILE)
    assert {kind: [result[kind].low, result[kind].high] for kind in expected} == expected
    ours = result["clustered"]
    assert ours.g is not None
    assert ours.high == pytest.approx(ours.g + 2.2281389 * (ours.se or 0), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "schools"),
    [("four_schools", [1, 2, 3, 4]), ("one_cluster", [1, 2, 4, 6, 8])],
)
def test_few_schools_are_compared_as_lmer_does(name: str, schools: list[int]) -> None:
    """With four schools, and with a single one on one side, difference and degrees of freedom are lmerTest's."""
    table = benchmark()
    result = whole_schools(table[table["school"].isin(schools)])
    assert found(result, pinned(name, FILE)) == pinned(name, FILE)


def test_the_variances_of_four_schools_are_those_of_lmer() -> None:
    """Four schools give the variances of lme4."""
    table = benchmark()
    given = variances(whole_schools(table[table["school"] <= 4]))
    expected = pinned("four_schools_variances", FILE)
    assert {name: given[name] for name in expected} == expected


def test_schools_of_different_sizes() -> None:
    """Of schools of 4 to 19 pupils difference, standard error, variances and degrees of freedom are lmerTest's."""
    result = whole_schools(uneven())
    assert found(result, pinned("uneven", FILE)) == pinned("uneven", FILE)
    expected = pinned("uneven_variances", FILE)
    assert {name: variances(result)[name] for name in expected} == expected
    by_other = whole_schools(uneven(), small_sample="kenward_roger")
    assert found(by_other, pinned("uneven_kenward_roger", FILE)) == pinned("uneven_kenward_roger", FILE)


def test_a_column_of_whole_schools() -> None:
    """A column that is the same for a whole school costs a degree of freedom, as pbkrtest has it."""
    table = uneven().assign(big=lambda rows: rows["school"].isin([1, 2, 3, 8, 9, 12]) * 1.0)
    result = whole_schools(table, covariates=["big"], small_sample="kenward_roger")
    assert found(result, pinned("between_column", FILE)) == pinned("between_column", FILE)
    assert whole_schools(table, covariates=["big"]).df == 9


def test_three_schools_of_different_sizes() -> None:
    """Three schools have less than one degree of freedom, as lmerTest has it."""
    table = uneven()
    result = whole_schools(table[table["school"] <= 3])
    assert found(result, pinned("three_uneven", FILE)) == pinned("three_uneven", FILE)


def test_schools_that_hardly_differ() -> None:
    """Where hardly anything lies between schools the degrees of freedom are still those of schools."""
    result = whole_schools(benchmark(own=0.0))
    assert found(result, pinned("alike", FILE)) == pinned("alike", FILE)


# --- how few clusters there are ---------------------------------------------------------------------------


def test_no_variance_between_clusters_does_not_turn_pupils_into_clusters() -> None:
    """Where the variance between classes is nought the degrees of freedom stay those of the classes, and that is said."""
    table = classes(*[12] * 8)
    pattern = np.tile([-3.0, -2, -1, 1, 2, 3, -4, 4, 0, 0, 5, -5], 8)
    result = compare_clusters(table.assign(after=pattern + np.arange(96) % 5), **OF_CLASSES)
    assert isinstance(result, ClusteredEffect)
    assert "singular" in result.cautions
    assert result.df == pytest.approx(6, rel=1e-3)
    assert variances(result)["adjusted between"] == 0


def test_degrees_of_freedom_are_cut_off() -> None:
    """Never are there more degrees of freedom than schools less two; the table says what the model alone had."""
    result = whole_schools(uneven())
    assert (result.df, result.df_from) == (10, "clusters")
    assert result.df_by_model == pytest.approx(10.0264, abs=1e-4)
    assert CUT_OFF in result.cautions
    assert CUT_OFF not in whole_schools().cautions


def test_where_classes_began_is_told_and_warned_of() -> None:
    """The means before and their distance in SD are given, and far apart is a caution; without a score before there are none."""
    table = classes(20, 20, 20, 20)
    table["before"] -= 10.0 * (table["arm"] == "intervention")
    result = whole_schools(
        table, **(OF_CLASSES | {"baseline": "before"}), treated="intervention", control="comparison"
    )
    means = table.groupby("arm")["before"].mean()
    assert result.mean_before_treated == pytest.approx(means["intervention"])
    assert result.mean_before_control == pytest.approx(means["comparison"])
    assert (result.baseline_g or 0) < -0.25
    assert "baseline_far_apart" in result.cautions
    hidden = result.withhold({cell.id for cell in result.counted})
    assert hidden.mean_before_treated is hidden.mean_before_control is hidden.baseline_g is None
    assert "baseline_far_apart" not in hidden.cautions
    plain = whole_schools(baseline=None)
    assert plain.mean_before_treated is plain.baseline_g is None
    worded = whole_schools(benchmark().assign(pre=["low", "high"] * 120))
    assert math.isnan(worded.mean_before_treated or 0)
    assert not set(arms.APART) & set(worded.cautions)


def test_one_class_against_another_is_described_only() -> None:
    """Of two classes the means and their difference are given, with no interval, no effect size and no p."""
    result = compare_clusters(classes(24, 26), **OF_CLASSES)
    assert isinstance(result, ClusteredDescription)
    assert result.difference == pytest.approx((result.mean_treated or 0) - (result.mean_control or 0))
    assert (result.n_treated, result.n_control) == (24, 26)
    assert "two_clusters" in result.cautions
    assert not {"se", "low", "high", "p", "effect"} & set(vars(result))


@pytest.mark.parametrize(
    ("sizes_of", "expected"),
    [
        ((20, 20, 20), {"one_cluster", "hardly_any_clusters", "not_for_performance"}),
        ((20, 20, 20, 20), {"hardly_any_clusters", "not_for_performance"}),
        ((20, 20, 20, 20, 20), {"not_for_performance"}),
        ((20,) * 6, set()),
    ],
)
def test_few_clusters_are_said(sizes_of: tuple[int, ...], expected: set[str]) -> None:
    """Three and four classes carry a strong caution, a group of fewer than three says it is not for judging anybody."""
    result = compare_clusters(classes(*sizes_of), **OF_CLASSES)
    about = {"one_cluster", "hardly_any_clusters", "not_for_performance"}
    assert set(result.cautions) & about == expected
    assert set(result.cautions) <= {*CAUTIONS, CUT_OFF}


# --- in schools -------------------------------------------------------------------------------------------


def _moved() -> pd.DataFrame:
    table = classes(15, 15, 15, 15)
    table.loc[0, "class"] = "B"
    return table


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (_moved(), "pupils in both groups"),
        (classes(15, 15, 15).assign(after=1.0), "all pupils have the same score"),
        (classes(*[1] * 30), "one pupil with scores"),
        (classes(15, 15, 15).assign(after=np.nan), "no pupil with"),
        (classes(15, 15, 15).assign(arm="intervention"), "no pupil with"),
        (classes(15, 15, 15).assign(**{"class": None}), "no pupil with"),
        (classes(15, 15, 15, 15).assign(after=np.repeat([1.0, 2, 3, 4], 15)), "follows exactly"),
        (classes(15, 15, 15, 15).iloc[:0], "no pupil with"),
    ],
)
def test_what_cannot_be_compared_is_said(table: pd.DataFrame, words: str) -> None:
    """Classes in both groups, equal scores, classes of one pupil, or one group give NotEnough with a reason."""
    result = compare_clusters(table, **OF_CLASSES)
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_classes_in_both_groups_are_sent_to_the_right_comparison() -> None:
    """Where a class has pupils in both groups, the way on is named."""
    result = compare_clusters(_moved(), **OF_CLASSES)
    assert isinstance(result, NotEnough)
    assert "compare_in_sites" in result.do


def test_more_columns_than_classes_are_refused() -> None:
    """With as many columns of whole classes as there are classes nothing is left to judge by."""
    table = classes(15, 15, 15, 15).assign(
        one=np.repeat([1.0, 2, 4, 8], 15), other=np.repeat([3.0, 1, 1, 2], 15)
    )
    result = compare_clusters(table, **OF_CLASSES, covariates=["one", "other"])
    assert isinstance(result, NotEnough)
    assert "hardly more classes or schools than columns" in result.found


def test_pupils_without_a_class_are_left_out() -> None:
    """A pupil whose class is not known is left out, and it is said."""
    table = classes(15, 15, 15, 15)
    table.loc[[0, 1], "class"] = None
    result = compare_clusters(table, **OF_CLASSES)
    assert isinstance(result, ClusteredEffect)
    assert result.n_treated == 28
    assert {"cluster_missing", "pupils_left_out"} <= set(result.cautions)


def test_each_row_may_be_a_pupil_and_names_may_be_numbers() -> None:
    """Without a column of pupils each row counts, and what classes are called makes no difference."""
    table = classes(15, 15, 15, 15)
    named = compare_clusters(table, **OF_CLASSES)
    numbered = table.assign(**{"class": table["class"].map(ord).astype(float)}).drop(columns="pupil_id")
    given = compare_clusters(numbered, **OF_CLASSES, pupil=None)
    assert isinstance(named, ClusteredEffect)
    assert isinstance(given, ClusteredEffect)
    assert (given.difference, given.df) == (named.difference, named.df)
    assert not any(cell.who for cell in given.counted)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"cluster": "form"}, errors.ColumnMissing),
        ({"small_sample": "z"}, errors.WrongValue),
        ({"confidence": 95}, errors.WrongValue),
        ({"control": 1}, errors.WrongValue),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column that is not there, or a way to degrees of freedom that nobody knows, raises."""
    with pytest.raises(kind):
        compare_clusters(benchmark(), **(ASKED | {"cluster": "school"} | asked))


# --- withholding ------------------------------------------------------------------------------------------


def test_all_numbers_go_with_one_group() -> None:
    """When one group may not be counted no number of the comparison stays, nor what was found from numbers."""
    result = whole_schools(uneven())
    hidden = result.withhold({result.counted[1].id})
    assert hidden.cells().empty
    assert (hidden.difference, hidden.df, hidden.clusters_treated, hidden.icc) == (None, None, None, None)
    assert hidden.cautions == ()
    assert hidden.df_from == "satterthwaite"


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """A group of one pupil, and one of seven whose scores are equal, are the same once their pupils are withheld."""
    few = [
        classes(30, 1, 30),
        classes(30, 7, 30),
        classes(30, 7, 30).assign(after=3.0),
        classes(*[30, 3, 30, 3]),
    ]
    results = [compare_clusters(table, **OF_CLASSES) for table in few]
    assert len({repr(result.withhold(set(result.cells()["id"]))) for result in results}) == 1


def test_a_description_keeps_nothing_that_is_withheld() -> None:
    """Of two classes of which one is small no mean stays, but the warning does."""
    result = compare_clusters(classes(30, 7), **OF_CLASSES)
    assert isinstance(result, ClusteredDescription)
    hidden = result.withhold({result.counted[2].id})
    assert (hidden.mean_treated, hidden.difference, hidden.n_treated) == (None, None, None)
    assert hidden.cautions == ("two_clusters", "not_for_performance")
    assert result.withhold({"something else"}) is result
