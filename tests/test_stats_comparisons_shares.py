"""Shares of two groups compared: against others' software, and with the data schools have."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_comparisons import passed, shares
from trials import checks, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.shares import SharesCompared, compare_shares, share_of
from enquiry_lib.stats.result import NotEnough


def _given(check: str) -> SharesCompared:
    yes, no, yes_control, no_control = checks("comparisons")[check]["given"]
    return shares((yes, no), (yes_control, no_control))


# --- against others' software -----------------------------------------------------------------------------


@pytest.mark.parametrize("check", ["two_shares", "empty_cell"])
def test_ratios_are_those_of_metafor(check: str) -> None:
    """Risk ratio and odds ratio with their intervals are metafor's, half a pupil added where a cell is empty."""
    result, expected = _given(check), pinned(check, "comparisons")
    for name in ("risk_ratio", "odds_ratio"):
        ratio = getattr(result, name)
        assert math.log(ratio.value) == expected[f"{name}_log"]
        assert (math.log(ratio.high) - math.log(ratio.low)) / 2 / 1.959963984540054 == expected[f"{name}_se"]


def test_the_difference_is_metafor_s_and_its_interval_newcombe_s() -> None:
    """The difference and Wald's error are metafor's; the interval is Newcombe's, to four digits."""
    result, expected = _given("two_shares"), pinned("two_shares", "comparisons")
    assert (result.difference / 100, result.se / 100) == (expected["difference"], expected["difference_se"])
    assert result.wald.high == pytest.approx(result.difference + 1.959963984540054 * result.se)
    printed, result = pinned("newcombe", "comparisons"), _given("newcombe")
    assert (result.low / 100, result.high / 100) == (printed["low"], printed["high"])


def test_shares_have_wilson_s_interval() -> None:
    """The interval of a share is that of R's prop.test without correction."""
    result, expected = _given("two_shares"), pinned("two_shares", "comparisons")
    there, others = result.share_treated, result.share_control
    assert (there.low / 100, there.high / 100) == (expected["low"], expected["high"])
    assert (others.low / 100, others.high / 100) == (expected["control_low"], expected["control_high"])
    everybody = share_of(30, 30, 0.95)
    assert (everybody.low / 100, everybody.high) == (pinned("empty_cell", "comparisons")["low"], 100)


def test_the_cox_index_is_the_log_odds_ratio_in_sd() -> None:
    """The Cox index and its error are omega over 1.65 times those of the log odds ratio."""
    result, expected = _given("two_shares"), checks("comparisons")["two_shares"]["value"]
    omega = 1 - 3 / (4 * 80 - 9)
    assert result.effect.g == pytest.approx(omega * expected["odds_ratio_log"] / 1.65)
    assert result.effect.se == pytest.approx(omega * expected["odds_ratio_se"] / 1.65)


# --- in schools -------------------------------------------------------------------------------------------


def test_an_empty_cell_is_said_and_its_ratio_is_rough_not_infinite() -> None:
    """Where everybody in one group says yes the odds ratio is finite, and it is said how."""
    result = shares((30, 0), (14, 16))
    assert "empty_cell" in result.cautions
    assert math.isfinite(result.odds_ratio.value)
    assert "empty_cell" not in shares().cautions


@pytest.mark.parametrize("treated", [(30, 0), (0, 30)])
def test_two_groups_wholly_apart_have_no_odds_ratio(treated: tuple[int, int]) -> None:
    """Where everybody in one group says yes and nobody in the other, that is said and no ratio is given; the difference is."""
    result = shares(treated, treated[::-1])
    assert "separated" in result.cautions
    assert "empty_cell" not in result.cautions
    assert math.isnan(result.odds_ratio.value)
    assert math.isnan(result.effect.g)
    assert abs(result.difference) == 100
    assert result.low < result.high


def test_answers_are_counted_however_they_are_written() -> None:
    """Yes and no as words, as 1 and 0, as True and False, and as a named value give the same."""
    table = passed()
    yes = table["reached_standard"] == "yes"
    for written, counts_as in (
        (yes, None),
        (yes * 1, None),
        (yes * 1.0, None),
        (yes.map({True: "EXS", False: "WTS"}), "EXS"),
    ):
        result = compare_shares(
            table.assign(reached_standard=written), outcome="reached_standard", arm="arm", counts_as=counts_as
        )
        assert isinstance(result, SharesCompared)
        assert result.difference == shares().difference


def test_every_answer_is_a_count_that_knows_its_pupils() -> None:
    """Those who say yes and those who say no are counted in each group, and add up to the group."""
    cells = shares().cells()
    assert {"count": 26, "margin": "reached_standard|analysed|intervention"}.items() <= dict(
        cells.set_index("id").loc["reached_standard|analysed|intervention|yes"]
    ).items()
    assert (cells["who"].map(len) == cells["count"]).all()
    parts = cells[cells["margin"] == "reached_standard|analysed|comparison"]["count"]
    assert parts.tolist() == [18, 22]


def test_one_answer_withheld_takes_every_number() -> None:
    """When the pupils of one group who say no may not be counted, no number stays."""
    hidden = shares((26, 4)).withhold({"reached_standard|analysed|intervention|no"})
    assert (
        hidden.difference
        is hidden.share_control.value
        is hidden.effect.g
        is hidden.tests[0].p
        is hidden.yes_control
        is None
    )
    assert hidden.cells().empty
    assert "few_pupils" not in hidden.cautions


def test_values_that_are_neither_and_pupils_left_out_are_said() -> None:
    """A value that is neither yes nor no leaves the pupil out, and is said; rows of no group too."""
    table = passed()
    table.loc[0, "reached_standard"] = "absent"
    table.loc[79, "arm"] = "waiting"
    result = compare_shares(table, outcome="reached_standard", arm="arm")
    assert (result.n_treated, result.n_control) == (39, 39)
    assert {"neither", "pupils_left_out", "other_arms"} <= set(result.cautions)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"arm": "intervention"}, "no pupil who says"),
        ({"reached_standard": None}, "no pupil who says"),
        ({"reached_standard": "maybe"}, "no pupil who says"),
        ({"reached_standard": "yes"}, "all pupils gave the same answer"),
        ({"pupil_id": "P1"}, "no pupil who says"),
    ],
)
def test_thin_data_give_not_enough(changed: dict[str, Any], words: str) -> None:
    """One group, no answers, the same answer from all or one pupil give NotEnough with a reason."""
    result = compare_shares(passed().assign(**changed), outcome="reached_standard", arm="arm")
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_of_few_pupils_nothing_is_told_but_that_they_are_few() -> None:
    """Groups of one, of nine, and of nine who all say the same: withheld they are the same, byte for byte."""
    made = [shares((1, 0), (20, 20)), shares((5, 4), (20, 20)), shares((9, 0), (40, 0))]
    assert len({repr(one.withhold(set(one.cells()["id"]))) for one in made}) == 1


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"arm": "group"}, errors.ColumnMissing),
        ({"outcome": "passed"}, errors.ColumnMissing),
        ({"counts_as": "EXS"}, errors.WrongValue),
        ({"confidence": 95}, errors.WrongValue),
        ({"control": "intervention"}, errors.WrongValue),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column or a value that is not there, or an argument that makes no sense, raises."""
    with pytest.raises(kind):
        compare_shares(passed(), **({"outcome": "reached_standard", "arm": "arm"} | asked))


def test_an_empty_table_gives_not_enough() -> None:
    """A table without rows gives NotEnough, and so does one of infinite numbers."""
    assert isinstance(compare_shares(passed().iloc[:0], outcome="reached_standard", arm="arm"), NotEnough)
    endless = pd.DataFrame({"arm": ["intervention", "comparison"], "x": [np.inf, -np.inf]})
    assert isinstance(compare_shares(endless, outcome="x", arm="arm", pupil=None), NotEnough)
