"""Pupils allocated within schools: against others' software, with few sites, and what is withheld of one site."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from clustered import benchmark, classes, lost, sizes, variances, within_schools
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats import arms
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.difference import CUT_OFF
from enquiry_lib.stats.trials.sites import CAUTIONS, MultisiteEffect, compare_in_sites

FILE = "clusters"
OF_CLASSES: dict[str, Any] = {"outcome": "after", "arm": "arm", "site": "class"}


def mixed(*sizes_of: int) -> pd.DataFrame:
    """Classes in which every other pupil is treated."""
    table = classes(*sizes_of)
    return table.assign(arm=np.where(np.arange(len(table)) % 2, "comparison", "intervention"))


# --- against others' software -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("sites", {}),
        ("sites_kenward_roger", {"small_sample": "kenward_roger"}),
        ("sites_same", {"slopes": False}),
    ],
)
def test_the_difference_is_that_of_lmer(name: str, asked: dict[str, Any]) -> None:
    """With and without a random difference the numbers are those of lme4, lmerTest and pbkrtest."""
    result = within_schools(**asked)
    assert found(result, pinned(name, FILE)) == pinned(name, FILE)
    assert CUT_OFF not in result.cautions


@pytest.mark.parametrize(("name", "slopes"), [("sites_variances", True), ("sites_same_variances", False)])
def test_variances_are_those_of_lmer(name: str, slopes: bool) -> None:
    """The variances between and within schools are lme4's, by the model used and by that with the groups only."""
    given, expected = variances(within_schools(slopes=slopes)), pinned(name, FILE)
    assert {key: given[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("name", "small_sample"),
    [("sites_uneven", "satterthwaite"), ("sites_uneven_kenward_roger", "kenward_roger")],
)
def test_a_fit_on_the_boundary_is_that_of_lmer(name: str, small_sample: str) -> None:
    """Where differences go hand in hand with the schools' scores, difference and error are lme4's, the df pbkrtest's."""
    result = within_schools(lost(), small_sample=small_sample)
    assert found(result, pinned(name, FILE)) == pinned(name, FILE)
    expected = pinned("sites_uneven_variances", FILE)
    assert {key: variances(result)[key] for key in expected} == expected
    assert result.v_differences == pytest.approx(0.01235426752, rel=1e-3)
    assert "in_step" in result.cautions


def test_effect_sizes_divide_by_the_variances_they_name() -> None:
    """The guidance's comes first; within and total have the variances of the model used, slopes included."""
    result = within_schools()
    between, slope, across, within = 14.20143171, 3.428364567, -4.577268386, 30.03097751
    total = between + within + 0.5 * (slope + 2 * across)
    guidance = 7.925356928 + 81.49305054
    given = {kind: size.g for kind, size in sizes(result).items()}
    given.pop("unadjusted")
    assert given == pytest.approx(
        {
            "clustered": 3.687285616 / guidance**0.5,
            "conditional_within": 3.687285616 / within**0.5,
            "conditional_total": 3.687285616 / total**0.5,
        },
        rel=1e-6,
    )
    assert result.effect.kind == "clustered"


def test_errors_of_effect_sizes_follow_their_formula() -> None:
    """The standard error of the total effect size is that of the formula, worked out by hand for sites of ten and ten."""
    size = sizes(within_schools())["conditional_total"]
    total = 14.20143171 + 30.03097751 + 0.5 * (3.428364567 - 2 * 4.577268386)
    of_difference = (3.428364567 + 30.03097751 / 5) / (12 * total)
    assert size.g is not None
    assert size.se == pytest.approx((of_difference + size.g**2 / (480 - 48)) ** 0.5, rel=1e-6)


# --- where they began -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "code"), [(0.0, None), (-1.0, "baseline_apart"), (9.0, "baseline_far_apart")]
)
def test_a_start_that_differs_is_warned_of(points: float, code: str | None) -> None:
    """More than 0.05 SD, and more than 0.25 SD, are cautions as for every comparison; they go with the numbers."""
    table = benchmark(whole=False)
    within = table["pre"] - table.groupby(["school", "treat"])["pre"].transform("mean")
    result = within_schools(table.assign(pre=100 + within + points * table["treat"]))
    assert set(arms.APART) & set(result.cautions) == ({code} if code else set())
    hidden = result.withhold({result.counted[0].id})
    assert hidden.baseline_g is hidden.mean_before_treated is hidden.mean_treated is hidden.sd_control is None
    assert not set(arms.APART) & set(hidden.cautions)


def test_without_numbers_from_before_nobody_can_say_where_they_began() -> None:
    """No score before gives none of these numbers; one in words gives NaN, and no caution."""
    plain = within_schools(baseline=None)
    assert plain.baseline_g is plain.mean_before_treated is None
    worded = within_schools(benchmark(whole=False).assign(pre=["low", "high", "high"] * 80))
    assert math.isnan(worded.baseline_g or 0)
    assert math.isnan(worded.mean_before_control or 0)
    assert not set(arms.APART) & set(worded.cautions)


# --- how sites differ -------------------------------------------------------------------------------------


def test_each_site_has_its_difference() -> None:
    """Without columns to adjust for, each school's difference is that of its two means, in the order of names."""
    table = benchmark(whole=False)
    result = within_schools(table, baseline=None)
    means = table.groupby(["school", "treat"])["post"].mean().unstack()
    assert [line.difference for line in result.sites] == pytest.approx((means[1] - means[0]).tolist())
    assert [line.site for line in result.sites] == [str(number) for number in range(1, 13)]
    assert {(line.n_treated, line.n_control) for line in result.sites} == {(10, 10)}


def test_sites_of_one_group_are_said_and_not_listed() -> None:
    """A class whose pupils are all in one group has no difference, and a caution says so."""
    table = mixed(20, 20, 20, 20)
    table.loc[table["class"] == "B", "arm"] = "comparison"
    result = compare_in_sites(table, **OF_CLASSES)
    assert isinstance(result, MultisiteEffect)
    assert [line.site for line in result.sites] == ["A", "C", "D"]
    assert result.sites_compared == 3
    assert "one_armed_sites" in result.cautions
    margins = result.cells().groupby("margin")["count"].sum()
    assert sorted(margins) == [0, 30, 50, 80] or sorted(margins) == [30, 50, 80, 80]


def alike() -> pd.DataFrame:
    """Four classes whose pupils score alike but for the level of their class."""
    table = mixed(20, 20, 20, 20)
    scores = np.tile(table["after"].to_numpy()[:20], 4)
    return table.assign(after=scores + np.repeat([0.0, 5.0, 9.0, 12.0], 20))


def test_where_differences_cannot_differ_they_are_taken_as_the_same() -> None:
    """What cannot be estimated is left out with a caution; the interval still goes by how many classes there are."""
    table = alike()
    result = compare_in_sites(table, **OF_CLASSES)
    same = compare_in_sites(table, **OF_CLASSES, slopes=False)
    assert isinstance(result, MultisiteEffect)
    assert isinstance(same, MultisiteEffect)
    assert "same_everywhere" in result.cautions
    assert "taken_as_same" in same.cautions
    assert (result.difference, result.se, result.v_differences) == (same.difference, same.se, 0.0)
    assert (result.df, result.df_from) == (3, "clusters")
    assert same.df is not None
    assert same.df > 60


def test_differences_in_step_with_the_scores_of_classes_are_kept() -> None:
    """A fit on the boundary is lme4's where the difference differs, though it goes hand in hand with how classes score."""
    table = alike()
    further = table["class"].map({"A": 0.0, "B": 15.0, "C": 27.0, "D": 36.0}) * (
        table["arm"] == "intervention"
    )
    result = compare_in_sites(table.assign(after=table["after"] + further), **OF_CLASSES)
    assert isinstance(result, MultisiteEffect)
    assert result.v_differences is not None
    assert result.v_differences > 100
    assert "in_step" in result.cautions
    assert "same_everywhere" not in result.cautions


def test_degrees_of_freedom_do_not_exceed_what_sites_can_bear() -> None:
    """There are never more than the sites less one; lmerTest has a hundred here."""
    result = within_schools(lost())
    assert result.df_by_model is not None
    assert result.df is not None
    assert result.df <= 11
    assert set(result.cautions) <= {*CAUTIONS, CUT_OFF}


# --- in schools -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "words", "do"),
    [
        (classes(15, 15, 15, 15), "fewer than two", "compare_clusters"),
        (mixed(40), "one class or school only", "compare_two_groups"),
        (mixed(20, 20).assign(after=1.0), "same score", "column"),
        (mixed(20, 20).assign(after=np.nan), "no pupil with", "Check"),
        (mixed(20, 20).iloc[:0], "no pupil with", "Check"),
        (mixed(20, 20).assign(**{"class": None}), "no pupil with", "Check"),
        (mixed(20, 20).assign(after=lambda rows: (rows["arm"] == "comparison") * 1.0), "follows exactly", "column"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(table: pd.DataFrame, words: str, do: str) -> None:
    """Whole classes allocated, one class, equal scores or none give NotEnough with a reason and the way on."""
    result = compare_in_sites(table, **OF_CLASSES)
    assert isinstance(result, NotEnough)
    assert words in result.found
    assert do in result.do


def test_pupils_without_a_site_are_left_out() -> None:
    """A pupil whose class is not known is left out, and it is said."""
    table = mixed(20, 20, 20)
    table.loc[0, "class"] = None
    result = compare_in_sites(table, **OF_CLASSES)
    assert isinstance(result, MultisiteEffect)
    assert "site_missing" in result.cautions
    assert (result.n_treated, result.n_control) == (29, 30)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [({"site": "form"}, errors.ColumnMissing), ({"small_sample": "normal"}, errors.WrongValue)],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column that is not there, or a way to degrees of freedom that nobody knows, raises."""
    with pytest.raises(kind):
        compare_in_sites(mixed(20, 20), **(OF_CLASSES | asked))


# --- withholding ------------------------------------------------------------------------------------------


def test_a_small_site_is_withheld_by_itself() -> None:
    """A site with few pupils loses its numbers, another with it, and the overall difference stays."""
    result = compare_in_sites(mixed(40, 30, 30, 12, 36), **OF_CLASSES)
    assert isinstance(result, MultisiteEffect)
    hidden = result.withhold(choose_hidden(result.cells()))
    gone = [line.site for line in hidden.sites if line.difference is None]
    assert "D" in gone
    assert 1 < len(gone) < 5
    assert hidden.difference == result.difference
    for line in hidden.sites:
        assert (line.n_treated is None) == (line.low is None) == (line.difference is None)


def test_all_goes_with_one_group() -> None:
    """When one group may not be counted nothing stays, sites and what was found from numbers included."""
    result = within_schools()
    hidden = result.withhold({result.counted[2].id})
    assert (hidden.difference, hidden.sites, hidden.v_differences) == (None, (), None)
    assert hidden.cautions == ()
    assert hidden.cells().empty
    assert result.withhold({"something else"}) == result


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """A group of one pupil and one of six are the same once their pupils are withheld, whether there was a result or not."""
    results = []
    for few in (1, 2, 6):
        table = mixed(20, 20, 20).assign(arm="comparison")
        table.loc[table.index[::9][:few], "arm"] = "intervention"
        results.append(compare_in_sites(table, **OF_CLASSES))
    assert len({repr(result.withhold({result.counted[1].id})) for result in results}) == 1
