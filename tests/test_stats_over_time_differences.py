"""Differences of changes agree with the published study and with R, by unit where it is known who is who."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_over_time as samples
from trials import checks, found, known, pinned

from enquiry_lib.errors import ColumnMissing, WrongValue
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import sentences
from enquiry_lib.stats.over_time.changes import ERRORS, EVERYBODY, TWICE
from enquiry_lib.stats.over_time.differences import (
    CAUTIONS,
    DifferenceInDifferences,
    difference_in_differences,
)
from enquiry_lib.stats.result import NotEnough

FAST_FOOD: dict[str, Any] = {
    "outcome": "fte", "group": "nj", "occasion": "d", "treated": 1, "control": 0, "before": 0, "after": 1,
}  # fmt: skip
PANEL: dict[str, Any] = {"outcome": "score", "group": "arm", "occasion": "occasion"}


def _did(data: pd.DataFrame, **asked: Any) -> DifferenceInDifferences:
    result = difference_in_differences(data, **asked)
    assert isinstance(result, DifferenceInDifferences)
    return result


def test_the_four_means_are_the_published_ones(shared: Path) -> None:
    """Numbers, means and standard errors of Card and Krueger's cells."""
    result = _did(known(shared, "did_card_krueger"), **FAST_FOOD)
    check = checks("over_time")["card_krueger_cells"]
    means = {f"{one.group} {one.occasion}": [one.n, one.mean, one.se] for one in result.means}
    assert {
        name: pytest.approx(cell, rel=check["tolerance"]) for name, cell in check["value"].items()
    } == means


def test_all_observations_agree_with_r(shared: Path) -> None:
    """The difference with independent cells, least squares, HC1 and both kinds of errors by store."""
    table, expected = known(shared, "did_card_krueger"), pinned("card_krueger_all", "over_time")
    by_store = _did(table, unit="id", **FAST_FOOD)
    errors = {one.kind: one for one in by_store.errors if one.of == EVERYBODY}
    assert {kind: one.se for kind, one in errors.items()} == expected
    difference = checks("over_time")["card_krueger_all"]["difference"]
    assert [one.difference for one in errors.values()] == [pytest.approx(difference, rel=1e-9)] * 5
    alone = _did(table, **FAST_FOOD)
    assert (alone.difference, alone.se) == (pytest.approx(difference, rel=1e-9), expected["cells"])
    assert "unknown_units" in alone.cautions


def test_the_balanced_panel_agrees_with_r(shared: Path) -> None:
    """Where it is known who is who: changes compared with unequal variances, least squares beside it."""
    result = _did(known(shared, "did_card_krueger"), unit="id", **FAST_FOOD)
    expected = pinned("card_krueger_balanced", "over_time")
    assert found(result, expected) == expected
    pooled = checks("over_time")["card_krueger_balanced"]["pooled"]
    assert [(one.kind, one.se) for one in result.errors][1] == ("pooled", pytest.approx(pooled, rel=1e-8))
    assert "pupils_left_out" in result.cautions


def test_clusters_have_cr2_first() -> None:
    """Changes in thirteen schools: CR2 with Satterthwaite's degrees of freedom, as clubSandwich gives them."""
    i = np.arange(120)
    school = np.where(i < 60, i % 6, 6 + i % 7)
    change = np.round(2 + 1.5 * (i < 60) + 3 * np.sin(school * 1.1) + 4 * np.sin(2.3 * i), 3)
    once = pd.DataFrame(
        {"pupil_id": i, "arm": np.where(i < 60, "intervention", "comparison"), "school": school}
    )
    level = 50 + 3 * np.cos(i)
    table = pd.concat(
        [
            once.assign(occasion="baseline", score=level),
            once.assign(occasion="follow_up", score=level + change),
        ]
    )
    result = _did(table, unit="pupil_id", cluster="school", **PANEL)
    expected = pinned("clustered_changes", "over_time")
    assert result.errors[0].kind == "CR2"
    assert found(result, expected) == expected
    assert "few_clusters" not in result.cautions


@pytest.mark.parametrize("unit", ["pupil_id", None])
def test_a_single_school_is_described_and_not_judged(unit: str | None) -> None:
    """With one school in a group its changes are described: no error, interval, p or effect size can be had."""
    table = samples.panel()
    table["school"] = table["arm"]
    result = _did(table, unit=unit, cluster="school", earlier=["autumn"], **PANEL)
    assert result.difference == pytest.approx(_did(table, unit=unit, **PANEL).difference)
    assert (result.se, result.low, result.high, result.p) == (None,) * 4
    assert (result.effect.g, result.errors, result.earlier) == (None, (), None)
    assert len(result.means) == 6
    assert "one_cluster" in result.cautions
    for page in (sentences(result), tables(result)):
        assert "interval" not in str(page).lower()


def test_few_clusters_are_said_to_be() -> None:
    """With fewer than twelve schools the interval is rough, and it is said."""
    few = samples.panel().assign(
        school=lambda x: x["school"].str[0] + (x["school"].str[1:].astype(int) % 3).astype(str)
    )
    assert "few_clusters" in _did(few, unit="pupil_id", cluster="school", **PANEL).cautions


def test_effect_sizes_say_what_they_divide_by() -> None:
    """Over the SD afterwards and before, and as g afterwards less g before."""
    result = samples.differences()
    after, before, growth = result.effect, *result.variants
    assert [after.kind, before.kind, growth.kind] == ["after_sd", "before_sd", "g_change"]
    means = {(one.group, one.occasion): one for one in result.means}
    spread = [means[group, "follow_up"].sd or 0.0 for group in ("intervention", "comparison")]
    pooled = np.sqrt(np.mean(np.square(spread)))
    assert after.g == pytest.approx((result.difference or 0) / pooled, rel=0.02)
    assert growth.g == pytest.approx(after.g, abs=0.1)
    assert growth.low != growth.low  # its error is not known


def _four_schools(seed: int) -> pd.DataFrame:
    """Four schools of 25 that differ in how much they change, and nothing that was done."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(4), 25)
    before = rng.normal(50, 10, 100)
    own = rng.normal(0, 4, 4)[school]
    once = pd.DataFrame(
        {
            "pupil_id": np.arange(100),
            "arm": np.where(school % 2, "intervention", "comparison"),
            "school": school,
        }
    )
    after = once.assign(occasion="follow_up", score=before + own + rng.normal(0, 5, 100))
    return pd.concat([once.assign(occasion="baseline", score=before), after])


def _leaves_nought_out(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and not low <= 0 <= high


def test_few_schools_are_as_few_for_the_effect_size() -> None:
    """Of forty draws without an effect hardly any effect size of two schools each leaves nought out, as no interval in points does."""
    drawn = [_did(_four_schools(seed), unit="pupil_id", cluster="school", **PANEL) for seed in range(40)]
    points, sizes = (
        sum(_leaves_nought_out(one.low, one.high) for one in found)
        for found in (drawn, [one.effect for one in drawn])
    )
    assert sizes <= points <= 4


def test_drifting_apart_before_is_said() -> None:
    """The same difference from an earlier occasion on; groups that already drifted apart carry a caution."""
    alike = samples.differences()
    assert alike.earlier is not None
    assert "apart_before" not in alike.cautions
    drifting = samples.panel()
    away = (drifting["arm"] == "intervention") & (drifting["occasion"] == "autumn")
    drifting.loc[away, "score"] -= 6
    result = _did(drifting, unit="pupil_id", earlier=["autumn"], **PANEL)
    assert "apart_before" in result.cautions
    assert result.difference == pytest.approx(alike.difference)


def test_only_those_seen_twice_count_where_it_is_known() -> None:
    """A pupil without a second score changes nothing but the numbers of all observations."""
    whole, fewer = samples.differences(), samples.differences(once=12)
    assert fewer.n_control == 18
    assert "pupils_left_out" in fewer.cautions
    assert "pupils_left_out" not in whole.cautions


def test_few_seen_once_take_the_numbers_of_all_with_them() -> None:
    """Beside the numbers of those seen twice, those of all observations would tell about the few seen once."""
    result = samples.differences(once=4)
    once = {name for name in result.cells()["id"] if "seen once" in name}
    left = result.withhold(once)
    assert {one.of for one in left.errors} == {TWICE}
    assert left.difference == result.difference
    assert not once & set(left.cells()["id"])


def test_order_and_names_do_not_matter() -> None:
    """Shuffled rows and other names for groups give the same difference."""
    table = samples.panel()
    renamed = table.replace({"arm": {"intervention": "A", "comparison": "B"}}).sample(frac=1, random_state=2)
    one, other = (
        _did(table, unit="pupil_id", **PANEL),
        _did(renamed, unit="pupil_id", treated="A", control="B", **PANEL),
    )
    assert (other.difference, other.se) == (pytest.approx(one.difference), pytest.approx(one.se))


@pytest.mark.parametrize(
    "spoiled",
    [
        {"score": 5.0},
        {"score": None},
        {"arm": "intervention"},
        {"occasion": "baseline"},
        {"score": np.inf},
    ],
    ids=str,
)
@pytest.mark.parametrize("unit", ["pupil_id", None])
def test_nothing_to_compare_is_not_enough(spoiled: dict[str, Any], unit: str | None) -> None:
    """Constant or missing scores, one group or one occasion give no number, no warning and no traceback."""
    assert isinstance(
        difference_in_differences(samples.panel().assign(**spoiled), unit=unit, **PANEL), NotEnough
    )


def test_a_group_of_one_is_counted_and_not_told() -> None:
    """One pupil in a group has no spread: the counts are given, and nothing else."""
    result = samples.differences(30, 1)
    assert result.difference is None
    assert result.cells().set_index("id")["count"].min() in (0, 1)


def test_rows_that_do_not_belong_are_said() -> None:
    """Other groups, repeats and texts among the scores are left out with cautions."""
    table = samples.panel().astype({"score": object})
    table.loc[0, "score"] = "absent"
    extra = table.iloc[[5]]
    other = table.iloc[[6]].assign(pupil_id="Z", arm="neither")
    result = _did(pd.concat([table, extra, other]), unit="pupil_id", **PANEL)
    assert {"not_a_number", "duplicates", "other_arms"} <= set(result.cautions)


def test_bad_requests_are_refused() -> None:
    """Unknown columns, a group against itself and an occasion named twice are named."""
    table = samples.panel()
    with pytest.raises(ColumnMissing, match="points"):
        difference_in_differences(table, **PANEL | {"outcome": "points"})
    with pytest.raises(WrongValue, match="same as control"):
        difference_in_differences(table, treated="x", control="x", **PANEL)
    with pytest.raises(WrongValue, match="twice"):
        difference_in_differences(table, before="baseline", after="baseline", **PANEL)


def test_every_code_has_words() -> None:
    """No result carries a caution or a kind of error that nobody can read."""
    for result in (
        samples.differences(),
        samples.differences(unit=None),
        samples.differences(cluster="school"),
    ):
        assert set(result.cautions) <= set(CAUTIONS)
        assert {one.kind for one in result.errors} <= set(ERRORS)


def _figures(schools: int, others: int) -> pd.DataFrame:
    """Published figures of so many schools that joined in, and so many others."""
    level = 90 + np.arange(schools + others) % 5
    joined = np.arange(schools + others) < schools
    before = pd.DataFrame({"school": np.arange(schools + others), "arm": np.where(joined, "in", "out")})
    after = before.assign(occasion="follow_up", rate=level + 1.5 * joined + np.sin(level + joined))
    return pd.concat([before.assign(occasion="baseline", rate=level), after])


SCHOOLS: dict[str, Any] = {
    "outcome": "rate",
    "group": "arm",
    "occasion": "occasion",
    "treated": "in",
    "control": "out",
}


def test_schools_with_published_figures_are_not_counted_as_people() -> None:
    """Four schools beside five have nobody to hide: no cell, all numbers, and a caution of their own."""
    result = _did(_figures(4, 5), unit="school", units_are="schools", **SCHOOLS)
    assert result.cells().empty
    assert result.difference == pytest.approx(_did(_figures(4, 5), unit="school", **SCHOOLS).difference)
    assert "few_schools" in result.cautions
    assert "few_pupils" not in result.cautions


def test_a_single_school_has_no_error() -> None:
    """One school beside five is not compared by its changes, and what to do instead is said."""
    result = difference_in_differences(_figures(1, 5), unit="school", units_are="schools", **SCHOOLS)
    assert isinstance(result, NotEnough)
    assert "published trend" in result.do
    with pytest.raises(WrongValue, match="pupils, schools"):
        difference_in_differences(_figures(4, 5), unit="school", units_are="stores", **SCHOOLS)
