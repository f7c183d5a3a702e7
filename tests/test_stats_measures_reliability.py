"""Reliability: against psych, lavaan and semTools, and with the answers schools have."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples_measures import ITEMS, answers, reliable
from trials import checks, found, known, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.measures.reliability import Reliability, reliability
from enquiry_lib.stats.result import NotEnough

PINNED = [name for name, check in checks("measures").items() if "items" in check["given"]]


@pytest.mark.parametrize("name", PINNED)
def test_pinned_answers(shared: Path, name: str) -> None:
    """Alpha, its interval, omega and every item are those of psych and semTools."""
    given = dict(checks("measures")[name]["given"])
    table = known(shared, given.pop("data"), "bfi.csv")
    result = reliability(table, **given, lowest=1, highest=6, pupil="id")
    expected = pinned(name, "measures")
    if "alpha_without" not in expected:
        assert found(result, expected) == expected
        return
    for field, values in expected.items():
        assert [getattr(item, field) for item in result.items] == values


def test_long_and_wide_are_the_same() -> None:
    """A row a pupil and answer gives what a column an item gives."""
    table = answers()
    long = table.melt(id_vars="pupil_id", var_name="question", value_name="answer")
    result, wide = reliable(long, items=(), item="question"), reliable(table)
    assert result.omega == pytest.approx(wide.omega, abs=1e-6)
    assert replace(result, omega=wide.omega) == wide


def test_the_error_of_measurement_is_in_points() -> None:
    """It is the SD times √(1 − alpha); of a sum it is as many times larger as there are items."""
    mean, total = reliable(), reliable(score="sum")
    assert mean.se_measurement == pytest.approx(mean.sd * math.sqrt(1 - mean.alpha))
    assert total.se_measurement == pytest.approx(4 * mean.se_measurement)
    assert mean.likely_error == pytest.approx(1.96 * mean.se_measurement)
    assert mean.likely_error_of_difference == pytest.approx(1.96 * 2**0.5 * mean.se_measurement)


def test_the_error_of_measurement_is_how_far_scores_lie_from_the_truth() -> None:
    """Of invented pupils whose true score is known, scores scatter about it by the standard error of measurement."""
    draws = np.random.default_rng(1)
    true = draws.normal(0, 1, (4000, 1))
    table = pd.DataFrame(true + draws.normal(0, 1, (4000, 5)), columns=list("abcde"))
    result = reliability(table, items=list("abcde"), pupil=None)
    scatter = (table.mean(axis=1) - true[:, 0]).std()
    assert result.se_measurement == pytest.approx(scatter, rel=0.03)


def test_an_item_that_was_not_turned_is_named() -> None:
    """An item that runs against the others is flagged, and turning it mends alpha."""
    wrong, right = reliable(reversed_items=[]), reliable()
    assert "against_the_others" in wrong.cautions
    assert wrong.items[2].with_rest < 0 < right.items[2].with_rest
    assert right.alpha > 0.8 > (wrong.alpha or 0)
    assert [item.turned for item in right.items] == [False, False, True, False]


def test_ends_that_were_not_said_are_guessed_and_said() -> None:
    """Without the ends of the scale alpha is the same, and a caution says what was done."""
    result = reliable(lowest=None, highest=None)
    assert result.alpha == pytest.approx(reliable().alpha)
    assert "ends_guessed" in result.cautions


def test_items_nobody_differs_on_are_left_out() -> None:
    """An item that everyone answered alike counts for nothing, and is kept in the table with a caution."""
    table = answers().assign(same=3)
    result = reliable(table, items=[*ITEMS, "same"])
    assert result.alpha == reliable().alpha
    assert math.isnan(result.items[-1].alpha_without)
    assert "same_answers" in result.cautions


def test_two_items_have_alpha_and_no_omega() -> None:
    """Two items give alpha; omega, and alpha without one of them, are not known."""
    result = reliable(items=ITEMS[:2], reversed_items=[])
    assert 0 < result.alpha < 1
    assert math.isnan(result.omega)
    assert math.isnan(result.items[0].alpha_without)
    assert "few_for_omega" in result.cautions


def test_items_that_cancel_out_are_no_scale() -> None:
    """An item and its opposite add to nothing: no alpha, no error of measurement, and a caution."""
    table = pd.DataFrame({"a": [1, 2, 3, 4, 5] * 4, "b": [5, 4, 3, 2, 1] * 4})
    result = reliability(table, items=["a", "b"], pupil=None)
    assert math.isnan(result.alpha)
    assert math.isnan(result.se_measurement)
    assert "no_reliability" in result.cautions


def test_odd_answers_are_missing() -> None:
    """Words, infinite and off-scale answers are missing with a caution; nothing else changes."""
    table = answers().astype(dict.fromkeys(ITEMS, object))
    table.loc[20, ITEMS[0]], table.loc[21, ITEMS[0]], table.loc[22, ITEMS[0]] = "away", math.inf, 55
    result = reliable(table)
    assert result.items[0].missing == 3
    assert {"not_a_number", "off_scale", "answers_left_out"} <= set(result.cautions)


def test_a_pupil_twice_counts_once() -> None:
    """Rows that repeat a pupil and rows without one are left out with a caution."""
    table = answers()
    more = pd.concat([table, table.head(3), table.head(2).assign(pupil_id=None)])
    result = reliable(more)
    assert (result.n, result.alpha) == (80, reliable().alpha)
    assert {"duplicates", "no_pupil_id"} <= set(result.cautions)


def test_few_pupils_have_their_numbers_and_a_caution() -> None:
    """A textbook's six people have an alpha; the gate takes it, and leaves what it leaves where there is none."""
    result = reliable(answers(6, left_out=0))
    assert result.n == 6
    assert result.alpha is not None
    assert "few_pupils" in result.cautions
    held = result.withhold(choose_hidden(result.cells()))
    assert (held.n, held.alpha, held.items) == (None, None, ())
    assert held == reliable(answers(6, left_out=0).assign(**dict.fromkeys(ITEMS, 3))).withhold(
        choose_hidden(result.cells())
    )


def test_few_pupils_who_say_nothing_are_counted_only() -> None:
    """Where there is no number, one to nine pupils are counted for the gate, and nothing is said of what they answered."""
    for table in (answers(1, left_out=0), answers(5).assign(**dict.fromkeys(ITEMS, 3))):
        result = reliable(table)
        assert (result.n, result.alpha, result.items) == (None, None, ())
        assert len(result.cells())


@pytest.mark.parametrize(
    "table", [answers().assign(**dict.fromkeys(ITEMS, math.nan)), answers().assign(**dict.fromkeys(ITEMS, 3))]
)
def test_nothing_to_work_with_is_not_enough(table: pd.DataFrame) -> None:
    """No answers, or the same answers throughout, are not enough, and no count is named."""
    result = reliability(table, items=ITEMS)
    assert isinstance(result, NotEnough)
    assert not any(sign.isdigit() for sign in result.found)


def test_items_never_asked_together_are_not_enough() -> None:
    """Two items answered by different pupils have no covariance."""
    table = pd.DataFrame({"a": [1.0, 2, 3] * 5 + [math.nan] * 15, "b": [math.nan] * 15 + [1.0, 2, 3] * 5})
    assert isinstance(reliability(table, items=["a", "b"], pupil=None), NotEnough)


@pytest.mark.parametrize(
    "asked",
    [
        {"items": ITEMS[:1], "reversed_items": []},
        {"missing": "none"},
        {"score": "median"},
        {"lowest": 5, "highest": 1},
        {"confidence": 95},
        {"items": (), "item": "question", "pupil": None},
    ],
)
def test_settings_that_make_no_sense_are_refused(asked: dict[str, Any]) -> None:
    """One item, unknown words and ends the wrong way round raise."""
    with pytest.raises(errors.WrongValue):
        reliable(**asked)


def test_columns_that_are_not_there_are_named() -> None:
    """A wrong column name raises, for an item and for one that is to be turned."""
    for asked in ({"items": [*ITEMS, "nowhere"]}, {"reversed_items": ["nowhere"]}):
        with pytest.raises(errors.ColumnMissing, match="nowhere"):
            reliable(**asked)


def test_what_few_left_out_is_withheld_alone() -> None:
    """How many left an item out goes where they are few; the item and alpha stay."""
    result = reliable()
    held = result.withhold(choose_hidden(result.cells()))
    assert isinstance(held, Reliability)
    assert (held.items[1].missing, held.items[1].mean) == (None, result.items[1].mean)
    assert held.alpha == result.alpha
    assert "answers_left_out" not in held.cautions
