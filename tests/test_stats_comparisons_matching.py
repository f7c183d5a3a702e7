"""Groups made alike: the difference and its error as others have them, and what is said and withheld of those left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_matched
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.comparisons.balance import Sides
from enquiry_lib.stats.comparisons.matching import (
    AlikeComparison,
    MatchedComparison,
    match_pupils,
    weight_pupils,
)
from enquiry_lib.stats.result import NotEnough


def after(result: AlikeComparison) -> dict[str, float]:
    """Give the standardised differences of columns of numbers after matching or weighting."""
    sides = {line.column: line.after for line in result.balance.lines if not line.is_share}
    return {name: side.standardised for name, side in sides.items() if side and side.standardised is not None}


def test_matched_agrees_with_r() -> None:
    """Pairs on the logit with a caliper, the difference, its CR2 error, its df and the balance after are R's."""
    result = samples_matched.matched()
    expected = pinned("matched", "matching")
    del expected["controls"]
    numbers = found(result, dict.fromkeys(("n_treated", "difference", "se", "df", "p"), 0))
    assert numbers | {"before": after(result)["before"]} == expected


@pytest.mark.parametrize(("target", "check"), [("treated", "weighted"), ("all", "weighted_all")])
def test_weighted_agrees_with_r(target: str, check: str) -> None:
    """Inverse propensity weights, the difference, its robust error, the effective size and the balance after are R's."""
    result = samples_matched.weighted(target=target)
    expected = pinned(check, "matching")
    columns = {name: value for name, value in after(result).items() if name in expected}
    assert found(result, {name: 0 for name in expected if name not in columns}) | columns == expected


def test_no_pair_differs_in_an_exact_column() -> None:
    """Matched exactly on a column, both groups have the same shares of it."""
    result = samples_matched.matched(on=["before"], exact=["house"], caliper=None)
    shares = [line.after for line in result.balance.lines if line.column == "house"]
    assert [side.treated for side in shares if side] == pytest.approx(
        [side.control for side in shares if side]
    )


def test_several_matches_and_shared_ones() -> None:
    """Two matches each use up to twice as many controls; shared matches use fewer, and nobody goes without."""
    two = samples_matched.matched(on=["before"], ratio=2, caliper=None)
    shared = samples_matched.matched(on=["before"], replace=True, caliper=None, distance="probability")
    assert (two.n_treated, two.n_control) == (77, 123)
    assert shared.n_treated == 77
    assert (shared.n_control or 0) < 77
    assert shared.alone == 0


def test_the_order_of_rows_changes_nothing() -> None:
    """A table in another order gives the same pairs, where no two pupils have the same score."""
    table = samples_matched.pupils()
    assert samples_matched.matched(table.iloc[::-1]).difference == pytest.approx(
        samples_matched.matched(table).difference
    )


def test_without_an_outcome_there_is_the_balance_alone() -> None:
    """Matching may be tried without looking at what came of it."""
    result = samples_matched.matched(samples_matched.pupils().drop(columns="after"), outcome=None)
    assert (result.outcome, result.difference, result.n_treated) == ("", None, 67)
    assert result.balance.lines[0].after is not None


def test_groups_told_apart_are_said_to_be() -> None:
    """Where a column tells the groups apart nobody is like anybody within the caliper; without one it is a caution."""
    arm = samples_matched.pupils()["arm"]
    apart = samples_matched.pupils(before=np.where(arm == "intervention", 120.0, 80.0) + np.arange(200) % 7)
    assert isinstance(match_pupils(apart, arm="arm", on=["before"], outcome="after"), NotEnough)
    for result in (samples_matched.matched(apart, caliper=None), samples_matched.weighted(apart)):
        assert "separated" in result.cautions


def test_nobodys_outcome_differing_is_not_enough() -> None:
    """Where all have the same score there is no difference to judge."""
    same = samples_matched.pupils(after=3.0)
    for result in (
        match_pupils(same, arm="arm", on=["before"], outcome="after"),
        weight_pupils(same, arm="arm", on=["before"], outcome="after"),
        match_pupils(same, arm="arm", on=["before"], outcome="after", treated="nobody"),
    ):
        assert isinstance(result, NotEnough)


def test_one_treated_pupil_is_counted_and_not_compared() -> None:
    """With one treated pupil there are counts, and no difference; the same is left of nine when they are withheld."""
    one, nine = (samples_matched.matched(samples_matched.few(count)) for count in (1, 9))
    assert (one.difference, one.n_treated) == (None, 1)
    left = [result.withhold(choose_hidden(result.cells())) for result in (one, nine)]
    assert {(result.n_treated, result.difference, result.cautions) for result in left} == {
        (None, None, ("not_measured",))
    }


def test_a_few_without_a_match_cost_the_numbers_before() -> None:
    """Where fewer than ten have no match, the gate keeps the difference and hides how alike all were before."""
    result = samples_matched.matched(on=["before", "age"], caliper=0.1)
    assert 0 < (result.alone or 0) < 10
    hidden = result.withhold(choose_hidden(result.cells()))
    assert (hidden.difference, hidden.alone) == (result.difference, None)
    assert {line.before for line in hidden.balance.lines} == {Sides()}
    assert [line.after for line in hidden.balance.lines] == [line.after for line in result.balance.lines]


FEW_BEFORE: dict[str, Any] = {"on": ["before", "age", "fsm"]}


@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (samples_matched.weighted, {}),
        (samples_matched.weighted, {"target": "all"}),
        (
            samples_matched.matched,
            {"distance": "mahalanobis", "ratio": 2, "replace": True, "caliper": None},
        ),
    ],
    ids=["weighted", "weighted to all", "matched"],
)
@pytest.mark.parametrize("group", ["intervention", "comparison"])
def test_who_is_like_nobody_is_not_told_of_few(
    make: Callable[..., AlikeComparison], asked: dict[str, Any], group: str
) -> None:
    """Of groups of three and of six, nothing is left of how many have nobody like them: that hangs on who the few are."""
    hidden = []
    for few in (3, 6):
        result = make(samples_matched.few_of(group, few), **FEW_BEFORE, **asked)
        hidden.append(result.withhold(choose_hidden(result.cells())))
    assert [one.alone for one in hidden] == [None, None]
    assert repr(hidden[0]) == repr(hidden[1])


def test_settings_stay_when_numbers_go() -> None:
    """Withheld, a matched comparison still says how pupils were matched."""
    result = samples_matched.matched()
    hidden = result.withhold(set(result.cells()["id"]))
    assert isinstance(hidden, MatchedComparison)
    assert (hidden.caliper, hidden.ratio, hidden.effect.g, hidden.mean_treated) == (0.2, 1, None, None)
    assert hidden.cells().empty


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"caliper": -1}, "caliper"),
        ({"ratio": 0}, "ratio"),
        ({"distance": "miles"}, "distance"),
        ({"order": "random"}, "order"),
        ({"sd": "all"}, "sd"),
        ({"confidence": 95}, "confidence"),
        ({"on": []}, "covariates"),
        ({"on": ["after"]}, "baseline"),
    ],
)
def test_settings_that_there_are_not_are_refused(setting: dict[str, object], named: str) -> None:
    """A setting that makes no sense is named."""
    with pytest.raises(errors.WrongValue, match=named):
        samples_matched.matched(**setting)


def test_a_target_that_there_is_not_is_refused() -> None:
    """Weights look to the treated or to all."""
    with pytest.raises(errors.WrongValue, match="target"):
        samples_matched.weighted(target="control")


def test_rows_may_be_pupils() -> None:
    """Without a column of pupils each row is one, and repeated rows are all used."""
    table = pd.concat([samples_matched.pupils()] * 2)
    assert samples_matched.weighted(table, pupil=None).n_treated == 154
    assert "duplicates" in samples_matched.weighted(table).cautions
