"""What an intervention did for those who took part."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_comparisons import complier, offered
from scipy import stats
from trials import benchmark, found, pinned

from enquiry_lib import errors
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials.compliers import ComplierEffect, complier_effect


def _benchmark(by_school: bool, **asked: Any) -> ComplierEffect:
    """The benchmark, allocated by pupil or by school; who took part is no random number either."""
    table = benchmark()
    j, i = np.repeat(np.arange(1, 13), 20), np.tile(np.arange(1, 21), 12)
    treat = j % 2 if by_school else (i + j) % 2
    noise = 4 * np.sin(2.1 * j) + 8 * np.sin(3.7 * i * j + 0.3 * i)
    table["treat"], table["school"] = treat, j
    table["post"] = np.round(20 + 0.8 * table["pre"] + 3 * treat + noise, 1)
    table["came"] = np.where(treat == 1, (3 * i + j) % 4 > 0, (i * j) % 10 == 0)
    result = complier_effect(
        table, outcome="post", arm="treat", received="came", baseline="pre", treated=1, control=0, **asked
    )
    assert isinstance(result, ComplierEffect)
    return result


# --- against others' software -----------------------------------------------------------------------------


def test_pupils_allocated_by_themselves_are_as_ivreg_has_them() -> None:
    """The estimate, its errors, the first stage and the shares who took part are those of AER's ivreg."""
    result = _benchmark(by_school=False)
    for part, check in (
        (result, "compliers_by_pupil"),
        (result.ways[1], "compliers_robust"),
        (result.offered, "compliers_offered"),
    ):
        assert found(part, pinned(check, "comparisons")) == pinned(check, "comparisons")


def test_whole_schools_allocated_are_as_clubsandwich_has_them() -> None:
    """With the schools named the errors are CR2 with Satterthwaite's degrees of freedom, as clubSandwich has them for ivreg."""
    result = _benchmark(by_school=True, cluster="school")
    for part, check in (
        (result, "compliers_by_school"),
        (result.ways[1], "compliers_cr1"),
        (result.offered, "compliers_offered_by_school"),
    ):
        assert found(part, pinned(check, "comparisons")) == pinned(check, "comparisons")
    assert (result.clusters, result.ways[1].df) == (12, 11)


# --- what it is -------------------------------------------------------------------------------------------


def test_without_others_taking_part_it_is_the_difference_over_the_share() -> None:
    """Where nobody in the comparison group took part, the estimate is the plain difference over the share who did."""
    result = complier_effect(offered(20), outcome="after", arm="arm", received="came")
    assert isinstance(result, ComplierEffect)
    assert result.took_part_control == 0
    assert result.difference == pytest.approx(result.offered.difference / (20 / 30))
    assert result.compliers == pytest.approx(100 * 20 / 30)


def test_where_everybody_did_as_allocated_both_are_the_same() -> None:
    """With full compliance the estimate is that by allocation, without an F, and it is said."""
    result = complier(60)
    assert result.difference == pytest.approx(result.offered.difference)
    assert result.se == pytest.approx(result.offered.se)
    assert math.isnan(result.first_stage_f)
    assert "all_as_allocated" in result.cautions


def test_sessions_count_from_enough_on() -> None:
    """A number of sessions needs to be told how many are enough, and then is a yes from there on."""
    table = offered(20).assign(sessions=lambda rows: np.where(rows["came"] == "yes", 8.0, 3.0))
    by_number = complier_effect(table, outcome="after", arm="arm", received="sessions", enough=8)
    by_word = complier_effect(table, outcome="after", arm="arm", received="came")
    assert isinstance(by_number, ComplierEffect)
    assert isinstance(by_word, ComplierEffect)
    assert by_number.difference == by_word.difference
    with pytest.raises(errors.WrongValue, match="from which value of 'sessions'"):
        complier_effect(table, outcome="after", arm="arm", received="sessions")


def test_an_offer_that_changed_little_is_called_weak() -> None:
    """Where hardly more took part than without an offer, that is said; where fewer did, that it means nothing."""
    weak = complier_effect(offered(12, of_control=9), outcome="after", arm="arm", received="came")
    fewer = complier_effect(offered(9, of_control=20), outcome="after", arm="arm", received="came")
    assert isinstance(weak, ComplierEffect)
    assert isinstance(fewer, ComplierEffect)
    assert weak.first_stage_f < 10
    assert "weak" in weak.cautions
    assert "fewer_took_part" in fewer.cautions
    assert not {"weak", "fewer_took_part"} & set(complier().cautions)


# --- in schools -------------------------------------------------------------------------------------------


def test_those_who_took_part_are_counts_and_all_rests_on_them() -> None:
    """Who took part and who did not is counted in each group; one withheld takes every number and leaves what was asked."""
    result = complier(enough=None)
    cells = result.cells().set_index("id")["count"]
    base = "after|analysed|intervention"
    assert cells[f"{base}|came|took part"] + cells[f"{base}|came|did not take part"] == cells[base] == 60
    hidden = result.withhold({f"{base}|came|did not take part"})
    assert hidden.difference is hidden.offered.low is hidden.first_stage_f is hidden.ways[1].se is None
    assert (hidden.offered.kind, hidden.received, hidden.cells().empty) == ("classical", "came", True)


@pytest.mark.parametrize(
    ("changed", "asked", "words"),
    [
        ({"came": "yes"}, {}, "everybody took part, or nobody did"),
        ({"came": "no"}, {}, "everybody took part, or nobody did"),
        ({"came": None}, {}, "no pupil of whom"),
        ({"arm": "intervention"}, {}, "no pupil of whom"),
        ({"after": np.nan}, {}, "no pupil of whom"),
        ({"after": 5.0}, {}, "all pupils have the same score"),
        ({"after": lambda rows: 1.0 * (rows["came"] == "yes")}, {}, "follows exactly"),
        ({"came": ["yes", "no"] * 30}, {}, "as many took part in both groups"),
        ({"school": lambda rows: rows["arm"]}, {"cluster": "school"}, "single school or class"),
    ],
)
def test_thin_data_give_not_enough(changed: dict[str, Any], asked: dict[str, Any], words: str) -> None:
    """Nobody or everybody taking part, as many in both groups, one school a group: NotEnough with a reason."""
    result = complier_effect(
        offered(20).assign(**changed), outcome="after", arm="arm", received="came", **asked
    )
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_few_schools_are_said() -> None:
    """With two schools in each group there is a number, and it is called rough."""
    table = offered(20).assign(school=lambda rows: np.arange(60) // 15)
    result = complier_effect(table, outcome="after", arm="arm", received="came", cluster="school")
    assert isinstance(result, ComplierEffect)
    assert "few_clusters" in result.cautions


def test_few_schools_are_as_few_for_the_effect_sizes() -> None:
    """With four schools both effect sizes have Student's interval with the degrees of freedom of the schools."""
    table = offered(20).assign(school=lambda rows: np.arange(60) // 15)
    result = complier_effect(table, outcome="after", arm="arm", received="came", cluster="school")
    assert isinstance(result, ComplierEffect)
    for size, of in ((result.effect, result), (result.offered_effect, result.offered)):
        assert None not in (size.high, size.g, size.se, of.df)
        assert (size.high - size.g) / size.se == pytest.approx(stats.t.ppf(0.975, of.df))
        assert of.df < 4


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """A group of one, of eight, and of eight who all took part: withheld they are the same, byte for byte."""
    table = offered(6, pupils=16)
    parts = [table.iloc[[0, *range(8, 16)]], table, table.assign(came="yes")]
    made = [complier_effect(part, outcome="after", arm="arm", received="came") for part in parts]
    assert all(isinstance(one, ComplierEffect) for one in made)
    assert len({repr(one.withhold(set(one.cells()["id"]))) for one in made}) == 1


def test_what_is_neither_yes_nor_no_and_no_school_are_said() -> None:
    """A pupil of whom it is not known whether they took part, or in which school they are, is left out and said."""
    table = offered(20)
    table["school"] = table["school"].astype(object)
    table.loc[0, "came"] = "perhaps"
    table.loc[45, "school"] = None
    result = complier_effect(table, outcome="after", arm="arm", received="came", cluster="school")
    assert isinstance(result, ComplierEffect)
    assert (result.n_treated, result.n_control) == (29, 29)
    assert {"neither", "no_cluster", "pupils_left_out"} <= set(result.cautions)


def test_a_column_that_is_not_there_is_named() -> None:
    """Columns that are not there raise with their names."""
    with pytest.raises(errors.ColumnMissing, match="attended, house"):
        complier_effect(
            pd.DataFrame(offered()), outcome="after", arm="arm", received="attended", cluster="house"
        )
