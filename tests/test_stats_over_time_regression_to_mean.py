"""Regression to the mean: what was to be expected of chosen pupils is what they do when nothing is done."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_over_time as samples
from scipy import stats
from trials import found, pinned

from enquiry_lib.errors import ColumnMissing, WrongValue
from enquiry_lib.stats.over_time.regression_to_mean import CAUTIONS, RegressionToMean, expect_regression
from enquiry_lib.stats.result import NotEnough


def _expected(data: pd.DataFrame, **asked: Any) -> RegressionToMean:
    result = expect_regression(data, **asked)
    assert isinstance(result, RegressionToMean)
    return result


def _drawn(pupils: int, seed: int, *, rho: float = 0.6) -> pd.DataFrame:
    """Draw pupils whose true values stay as they are; three occasions differ by chance alone."""
    draws = np.random.default_rng(seed)
    true = draws.normal(50, 10 * math.sqrt(rho), pupils)
    each = {
        name: true + draws.normal(0, 10 * math.sqrt(1 - rho), pupils)
        for name in ("earlier", "before", "after")
    }
    return pd.DataFrame({"pupil_id": np.arange(pupils)} | each)


@pytest.mark.parametrize(
    "asked", [{"correlation": 0.6}, {"earlier": "earlier"}, {}], ids=["given", "earlier", "untouched"]
)
def test_what_is_expected_is_what_happens_by_itself(asked: dict[str, Any]) -> None:
    """Of 100,000 pupils whose true values stay, the lowest fifth move by what each way of expecting says."""
    result = _expected(_drawn(100_000, 1), before="before", after="after", cut=41.6, **asked)
    assert result.observed == pytest.approx(5.6, abs=0.15)
    for value in (result.expected, result.towards_mean, result.by_cut):
        assert value == pytest.approx(result.observed, abs=0.15)
    assert result.left == pytest.approx(0, abs=0.2)


def test_the_band_holds_what_happens_by_itself() -> None:
    """In 300 schools of 120 pupils the band of 95% holds the real change about as often as it says."""
    held = 0
    for seed in range(300):
        result = _expected(_drawn(120, seed), before="before", after="after", cut=43.0)
        held += (result.low or 0) <= (result.observed or 0) <= (result.high or 0)
    assert 0.92 <= held / 300 <= 0.98


def test_the_line_of_the_others_agrees_with_r() -> None:
    """Slope, expected change and band are those of lm and predict on the pupils who were not chosen."""
    j = np.arange(100)
    usual = 12 + 4 * np.sin(1.9 * j)
    first, second = np.round(usual + 3 * np.sin(3.1 * j), 3), np.round(usual + 3 * np.cos(4.7 * j), 3)
    table = pd.DataFrame({"first": first, "second": second})
    result = _expected(table, before="first", after="second", cut=16, side="above", pupil=None)
    expected = pinned("line_through_others", "over_time")
    assert found(result, expected) == expected


def test_davis_formula() -> None:
    """(1 - rho) times the distance from the mean of all; by the cut, (1 - rho) sigma phi(z)/Phi(z)."""
    table = _drawn(400, 3)
    result = _expected(table, before="before", cut=45, correlation=0.7)
    low = table.loc[table["before"] <= 45, "before"]
    assert result.expected == pytest.approx(0.3 * (table["before"].mean() - low.mean()))
    z = (45 - table["before"].mean()) / table["before"].std()
    assert result.by_cut == pytest.approx(0.3 * table["before"].std() * stats.norm.pdf(z) / stats.norm.cdf(z))
    assert math.isnan(result.observed or 0)


def test_above_and_below_mirror_each_other() -> None:
    """Choosing the highest of turned-round scores gives the same with the other sign."""
    table = _drawn(300, 5)
    turned = table.assign(before=-table["before"], after=-table["after"])
    low = _expected(table, before="before", after="after", cut=42)
    high = _expected(turned, before="before", after="after", cut=-42, side="above")
    assert high.expected == pytest.approx(-(low.expected or 0))
    assert high.by_cut == pytest.approx(-(low.by_cut or 0))


def test_a_column_can_say_who_was_chosen() -> None:
    """Choosing by a column is choosing by the cut when both name the same pupils; there is then no sum by the cut."""
    table = _drawn(300, 6)
    named = table.assign(chosen=np.where(table["before"] <= 42, "yes", "no"))
    by_cut = _expected(table, before="before", after="after", cut=42)
    by_name = _expected(named, before="before", after="after", chosen="chosen")
    assert by_name.expected == pytest.approx(by_cut.expected)
    assert math.isnan(by_name.by_cut or 0)


def test_yes_and_no_may_be_written_in_any_way() -> None:
    """Y, YES, true and 1 all choose; who has neither yes nor no is left out, and it is said."""
    table = _drawn(300, 6)
    low = (table["before"] <= 42).to_numpy()
    plain = _expected(table.assign(chosen=low), before="before", after="after", chosen="chosen")
    for yes, no in (("Y", "n"), ("YES", "No"), (1.0, 0.0), ("TRUE", "false")):
        typed = pd.Series(np.where(low, yes, no), dtype=object)
        assert _expected(table.assign(chosen=typed), before="before", after="after", chosen="chosen") == plain
    typed[0] = "perhaps"
    left = _expected(table.assign(chosen=typed), before="before", after="after", chosen="chosen")
    assert (left.n_all, "chosen_not_said" in left.cautions) == (299, True)
    assert "chosen_not_said" in left.withhold([left.counted[0].id]).cautions


def test_what_was_really_done_is_left_over() -> None:
    """Chosen pupils who were lifted by four points have four points left when what was to be expected is taken off."""
    table = _drawn(20_000, 7)
    table["after"] += 4 * (table["before"] <= 41.6)
    result = _expected(table, before="before", after="after", cut=41.6)
    assert result.left == pytest.approx(4, abs=0.5)
    assert (result.left_low or 0) > 0


def test_a_shift_of_everybody_is_expected_too() -> None:
    """Where all pupils rose, that is no part of what is left."""
    table = _drawn(20_000, 8)
    table["after"] += 3
    result = _expected(table, before="before", after="after", cut=41.6)
    assert result.left == pytest.approx(0, abs=0.5)
    assert (result.expected or 0) - (result.towards_mean or 0) == pytest.approx(3, abs=0.5)


@pytest.mark.parametrize(
    "asked",
    [
        {"cut": -99},
        {"cut": 999},
        {"cut": 45, "after": None},
        {"cut": 45, "after": "same"},
        {"cut": 45, "after": "none"},
    ],
    ids=str,
)
def test_nothing_to_go_by_is_not_enough(asked: dict[str, Any]) -> None:
    """Nobody or everybody chosen, or no second values that vary, give no number, no warning and no traceback."""
    table = _drawn(100, 9).assign(same=5.0, none=None)
    assert isinstance(expect_regression(table, **{"before": "before", "after": "after"} | asked), NotEnough)


@pytest.mark.parametrize("value", [5.0, None, np.inf, "x"])
def test_first_values_that_say_nothing_are_not_enough(value: object) -> None:
    """A constant first occasion, or one without numbers, chooses nobody apart from others."""
    table = _drawn(50, 9).assign(before=value)
    assert isinstance(expect_regression(table, before="before", after="after", cut=5), NotEnough)


def test_bad_requests_are_refused() -> None:
    """A cut and a column, neither, an impossible correlation, an unknown side or column are named."""
    table = _drawn(50, 9)
    for asked in (
        {},
        {"cut": 4, "chosen": "after"},
        {"cut": 4, "correlation": 1.2},
        {"cut": 4, "side": "low"},
        {"cut": math.nan},
    ):
        with pytest.raises(WrongValue):
            expect_regression(table, before="before", **asked)  # type: ignore[arg-type]
    with pytest.raises(ColumnMissing, match="days"):
        expect_regression(table, before="days", cut=3)


def test_every_caution_has_a_sentence() -> None:
    """No result carries a code that nobody can read."""
    for result in (samples.regression(), samples.regression(after=False, earlier=True)):
        assert set(result.cautions) <= set(CAUTIONS)


def test_chosen_who_are_everybody_at_one_score_are_known() -> None:
    """Where they stood is told only if several stood there and nobody else did; withheld pupils take it with them."""
    assert samples.level().level == 100.0
    table = pd.DataFrame({"pupil_id": range(6), "first": [1, 2, 3, 9, 9, 9]})
    asked: dict[str, Any] = {"before": "first", "chosen": "chosen", "correlation": 0.5}
    for chosen, level in (
        ([0, 0, 0, 1, 1, 1], 9.0),
        ([0, 0, 0, 0, 1, 1], math.nan),
        ([1, 0, 0, 0, 0, 0], math.nan),
    ):
        result = _expected(table.assign(chosen=chosen), **asked)
        assert result.level == pytest.approx(level, nan_ok=True)
        assert result.withhold([result.counted[1].id]).level is None
