"""Bootstraps: R's intervals from R's draws, what is drawn in each design, and how often the truth is covered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from nine_schools import nine_schools
from trials import checks, pinned

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.robust import contrasted, ols
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials import bootstrap
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect, bootstrap_effect


def bootstrapped(table: pd.DataFrame | None = None, **asked: Any) -> BootstrapEffect:
    """Bootstrap the difference between the arms of the nine schools, or of another table."""
    given = {"outcome": "post", "arm": "by_school", "treated": 1, "control": 0, "baseline": "pre"} | asked
    result = bootstrap_effect(nine_schools() if table is None else table, **given)
    assert isinstance(result, BootstrapEffect)
    return result


def boots_draws() -> Numbers:
    """Read how often R's boot drew each of the twelve pupils."""
    return np.array([[float(sign) for sign in row] for row in checks("robust")["boot"]["counts"]])


def test_given_boots_draws_it_gives_boots_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the draws that R's boot made come its differences, their SD, and its percentile and basic intervals."""
    monkeypatch.setattr(bootstrap, "_weights", lambda *_: boots_draws())
    expected = {name: value for name, value in pinned("boot", "robust").items() if name != "third_draw"}
    twelve = nine_schools()[lambda table: table["school"] == 7]
    result = bootstrapped(twelve, arm="by_pupil", draws=199)
    assert {name: getattr(result, name) for name in expected} == expected


def clustered_se(table: pd.DataFrame, arm: str) -> float:
    """Give CR2's standard error of the difference."""
    columns = np.column_stack([np.ones(len(table)), table[arm], table["pre"]])
    fit = ols(table["post"].to_numpy(float), columns)
    assert fit is not None
    return contrasted(fit, np.array([0.0, 1, 0]), "CR0", table["school"].to_numpy()).se


def many_schools() -> pd.DataFrame:
    """Forty schools of ten pupils who are much alike within a school."""
    draws = np.random.default_rng(3)
    school = np.repeat(np.arange(40), 10)
    pre = draws.normal(50, 10, 400)
    post = pre + draws.normal(0, 6, 40)[school] + draws.normal(0, 5, 400)
    table = {
        "school": school,
        "by_school": school % 2,
        "by_pupil": np.arange(400) % 2,
        "pre": pre,
        "post": post,
    }
    return pd.DataFrame(table | {"pupil_id": range(400)})


def test_schools_are_drawn_where_schools_were_allocated() -> None:
    """Named clusters are drawn whole: the error is about that by cluster, and far beyond that of pupils in fixed schools."""
    table = many_schools()
    whole, inside, both = (
        bootstrapped(table, cluster="school", resample=kind) for kind in (None, "pupils", "both")
    )
    assert whole.resample == "clusters"
    assert whole.clusters == 40
    assert whole.se == pytest.approx(clustered_se(table, "by_school"), rel=0.15)
    assert (inside.se or 0) < 0.5 * (whole.se or 0)
    assert (both.se or 0) > (whole.se or 0)
    assert "clusters_fixed" in inside.cautions
    assert "clusters_fixed" not in whole.cautions


@pytest.mark.parametrize("kind", ["pupils", "residuals"])
def test_errors_are_about_those_of_least_squares(kind: str) -> None:
    """Drawing pupils, or residuals, of a simple trial gives about the classical standard error."""
    table = many_schools()
    table["post"] = table["pre"] + np.random.default_rng(5).normal(0, 5, 400)
    columns = np.column_stack([np.ones(400), table["by_pupil"], table["pre"]])
    fit = ols(table["post"].to_numpy(float), columns)
    assert fit is not None
    expected = contrasted(fit, np.array([0.0, 1, 0]))
    result = bootstrapped(table, arm="by_pupil", resample=kind)
    assert result.difference == pytest.approx(expected.estimate, rel=1e-9)
    assert result.se == pytest.approx(expected.se, rel=0.08)
    assert result.low == pytest.approx(expected.estimate - 1.97 * expected.se, abs=0.2 * expected.se)


def test_draws_keep_every_group_of_every_block() -> None:
    """Each draw has as many pupils of each arm of each school as there were."""
    weights = []
    keep = bootstrap._weights

    def kept(*given: Any) -> Numbers:
        weights.append(keep(*given))
        return weights[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "_weights", kept)
        bootstrapped(arm="by_pupil", within="school", draws=50)
        bootstrapped(cluster="school", resample="both", draws=50)
    table = nine_schools().reset_index()
    for _, rows in table.groupby(["school", "by_pupil"]):
        assert (weights[0][:, rows.index].sum(axis=1) == len(rows)).all()
    sizes = table.groupby("school").size()
    drawn = np.stack([weights[1][:, rows.index].sum(axis=1) for _, rows in table.groupby("school")], axis=1)
    copies = drawn / sizes.to_numpy()
    assert (copies == copies.round()).all()
    treated = np.isin(sizes.index, [1, 4, 5, 9])
    assert (copies[:, treated].sum(axis=1) == 4).all()


def test_intervals_cover_the_truth() -> None:
    """For sixty pupils about nineteen in twenty intervals hold the true difference, of both kinds."""
    draws, hits = np.random.default_rng(11), []
    for _ in range(120):
        before = draws.normal(0, 1, 60)
        arm = np.arange(60) % 2
        table = pd.DataFrame({"pre": before, "arm": arm, "post": before + 0.5 * arm + draws.normal(0, 1, 60)})
        one = bootstrapped(table, arm="arm", pupil=None, draws=199)
        hits.append(
            ((one.low or 0) < 0.5 < (one.high or 0), (one.basic_low or 0) < 0.5 < (one.basic_high or 0))
        )
    assert np.mean(hits, axis=0) == pytest.approx([0.94, 0.94], abs=0.06)


def test_the_same_seed_gives_the_same_intervals() -> None:
    """A seed settles the draws; another gives others."""
    first, again, other = (bootstrapped(draws=200, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.low != other.low


def test_many_draws_are_made_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws made in turns come from the same stream, so that an interval does not depend on how much fits at once."""
    whole = bootstrapped(draws=100, resample="residuals")
    monkeypatch.setattr(bootstrap, "AT_ONCE", 73 * 10)
    assert bootstrapped(draws=100, resample="residuals").se == pytest.approx(whole.se)


def test_basic_mirrors_the_percentiles() -> None:
    """The basic interval is the percentiles' mirrored at the estimate, in points and in SD."""
    result = bootstrapped()
    assert (result.basic_low or 0) + (result.high or 0) == pytest.approx(2 * (result.difference or 0))
    assert (result.basic_effect_high or 0) + (result.effect.low or 0) == pytest.approx(
        2 * (result.effect.g or 0)
    )


def test_what_can_bear_little_is_said() -> None:
    """Few clusters, clusters in both groups, a lone pupil, equal spread and few draws are cautioned about."""
    assert "few_clusters" in bootstrapped(cluster="school").cautions
    assert "clusters_in_both" in bootstrapped(arm="by_pupil", cluster="school").cautions
    assert "always_drawn" in bootstrapped(arm="by_pupil", within="school").cautions
    assert {"same_spread", "few_draws"} <= set(bootstrapped(resample="residuals", draws=99).cautions)


def test_draws_without_a_difference_are_left_out() -> None:
    """Where whole schools of one group may all be missed, the draws without it are left out, and that is said."""
    table = nine_schools()[lambda table: table["school"].isin([1, 2, 3])]
    table = table.assign(by_pupil=(table["school"] == 1) & (table["by_pupil"] == 1)).astype({"by_pupil": int})
    result = bootstrapped(table, arm="by_pupil", cluster="school", baseline=None)
    assert "draws_left_out" in result.cautions
    assert (result.se or 0) > 0


@pytest.mark.parametrize(
    ("changed", "asked", "said"),
    [
        ({"post": 2.0}, {}, "same score"),
        ({}, {"cluster": "school", "within": "kind"}, "two of the blocks"),
        ({}, {"cluster": "by_school"}, "single pupil or cluster"),
    ],
)
def test_what_cannot_be_drawn(changed: dict[str, Any], asked: dict[str, Any], said: str) -> None:
    """Equal scores, a cluster in two blocks and a single cluster in each group are said without counts."""
    given = {"outcome": "post", "arm": "by_school", "treated": 1, "control": 0} | asked
    result = bootstrap_effect(nine_schools().assign(**changed), **given)
    assert isinstance(result, NotEnough)
    assert said in result.found
    assert not any(sign.isdigit() for sign in result.found)


@pytest.mark.parametrize(
    "asked",
    [
        {"resample": "schools"},
        {"resample": "clusters"},
        {"resample": "both"},
        {"resample": "residuals", "cluster": "school"},
        {"draws": 0},
        {"confidence": 95},
    ],
)
def test_what_is_asked_wrongly(asked: dict[str, Any]) -> None:
    """An unknown way to draw, clusters that are not named, residuals of clusters, no draws and a percentage are said."""
    with pytest.raises(errors.WrongValue):
        bootstrapped(**asked)


def test_nothing_stays_when_pupils_are_withheld() -> None:
    """Without its pupils a bootstrap keeps what was asked and no number, like one of a single treated pupil."""
    table = nine_schools()
    few = [table[(table["by_school"] == 0) | (table.index < many)] for many in (1, 3)]
    one, three = (bootstrapped(some).withhold(["post|analysed|1"]) for some in few)
    assert one == three
    assert (one.difference, one.se, one.basic_low, one.effect.g, one.n_control) == (None,) * 5
    assert one.resample == "pupils"
