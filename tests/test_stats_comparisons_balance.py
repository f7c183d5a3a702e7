"""How alike two groups were: standardised differences, what they are divided by, and what is withheld."""

from __future__ import annotations

import math

import numpy as np
import pytest
import samples_matched
from trials import pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.balance import Balance, Sides, check_balance, verdict
from enquiry_lib.stats.result import NotEnough


def by_line(result: Balance, number: str = "standardised") -> dict[str, float]:
    """Give one number of each line before, by its column and category."""
    return {line.column + line.member: getattr(line.before, number) for line in result.lines}


@pytest.mark.parametrize(("sd", "check"), [("treated", "balance"), ("pooled", "balance_pooled")])
def test_standardised_differences_agree_with_matchit(sd: str, check: str) -> None:
    """Numbers over the SD of the treated or of both, and each category as a column of its own, are MatchIt's."""
    expected = pinned(check, "matching")
    assert {name: by_line(samples_matched.balance(sd=sd))[name] for name in expected} == expected


def test_variance_ratios_agree_with_matchit() -> None:
    """The variance of the treated over that of the others is MatchIt's; a category has none."""
    found = by_line(samples_matched.balance(), "ratio")
    expected = pinned("balance_ratio", "matching")
    assert {name: found[name] for name in expected} == expected
    assert math.isnan(found["fsmyes"])


def test_weights_of_nought_leave_pupils_out() -> None:
    """With weights of 1 and 0, what is given after is the same as among those with a 1, over the SD of before."""
    table = samples_matched.pupils()
    kept = np.arange(len(table)) % 3 > 0
    weighted = samples_matched.balance(
        table.assign(weight=kept * 1.0), weights="weight", covariates=["before"]
    )
    among = samples_matched.balance(table[kept], covariates=["before"]).lines[0].before
    after = weighted.lines[0].after
    assert after is not None
    assert (after.treated, after.control, after.ratio) == pytest.approx(
        (among.treated, among.control, among.ratio)
    )
    spread = table.loc[table["arm"] == "intervention", "before"].std()
    assert after.standardised == pytest.approx(((among.treated or 0) - (among.control or 0)) / spread)
    assert weighted.kept_treated == (kept & (table["arm"] == "intervention")).sum()


def test_a_column_of_two_numbers_is_a_category() -> None:
    """A column of 0 and 1 has the SD of a share, and its few members are counted."""
    table = samples_matched.small_house(6)
    line = samples_matched.balance(table.assign(yew=(table["house"] == "Yew") * 1), covariates=["yew"]).lines[
        0
    ]
    share = 6 / 77
    assert line.is_share
    assert line.before.treated == pytest.approx(100 * share)
    difference = share - (line.before.control or 0) / 100
    assert line.before.standardised == pytest.approx(difference / math.sqrt(share * (1 - share)))


def test_nobody_differing_is_said_and_not_divided_by() -> None:
    """A column that is the same for all treated has no standardised difference, and a caution."""
    result = samples_matched.balance(samples_matched.pupils(age=7.0))
    assert math.isnan(by_line(result)["age"])
    assert "no_spread" in result.cautions


def test_a_category_of_few_is_withheld_alone() -> None:
    """When a category of one arm may not be counted its line has no number, and columns of numbers keep theirs."""
    result = samples_matched.balance()
    name = next(cell.id for cell in result.counted if cell.id.endswith("intervention|house|Ash"))
    hidden = result.withhold({name})
    told = {line.column + line.member: line.before for line in hidden.lines}
    assert told["houseAsh"] == Sides()
    assert told["before"] == result.lines[0].before
    assert hidden.n_treated == 77


def test_without_an_arm_nothing_stays() -> None:
    """When an arm may not be counted no line keeps a number."""
    result = samples_matched.balance()
    hidden = result.withhold({result.counted[1].id})
    assert {line.before for line in hidden.lines} == {Sides()}
    assert (hidden.n_treated, hidden.n_control, hidden.furthest) == (None, None, None)


def test_the_furthest_line_is_found_and_judged() -> None:
    """The line furthest apart is named, and its size has the clearing house's verdict."""
    line = samples_matched.balance().furthest
    assert line is not None
    assert (line.column, verdict(line.before.standardised or 0)) == ("before", "apart")
    assert [verdict(size) for size in (0.05, 0.0501, -0.25, -0.2501)] == ["fine", "adjust", "adjust", "apart"]


def test_an_arm_of_nobody_is_not_enough() -> None:
    """Without a pupil in one of the arms there is nothing to hold beside the other."""
    assert isinstance(
        check_balance(samples_matched.pupils(arm="comparison"), arm="arm", covariates=["age"]), NotEnough
    )


@pytest.mark.parametrize("weight", [-1.0, np.nan, 0.0])
def test_weights_that_are_none_are_refused(weight: float) -> None:
    """A weight below nought or missing, or none above it, raises (pupils without one are left out before)."""
    table = samples_matched.pupils(weight=weight)
    if math.isnan(weight):
        assert isinstance(check_balance(table, arm="arm", covariates=["age"], weights="weight"), NotEnough)
        return
    with pytest.raises(errors.WrongValue, match="weight"):
        check_balance(table, arm="arm", covariates=["age"], weights="weight")


def test_questions_that_make_no_sense_are_refused() -> None:
    """No column, an unknown SD and a column that is not there raise."""
    table = samples_matched.pupils()
    with pytest.raises(errors.WrongValue, match="covariates"):
        check_balance(table, arm="arm", covariates=[])
    with pytest.raises(errors.WrongValue, match="pooled"):
        check_balance(table, arm="arm", covariates=["age"], sd="control")
    with pytest.raises(errors.ColumnMissing, match="height"):
        check_balance(table, arm="arm", covariates=["height"])
