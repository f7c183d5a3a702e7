"""Months of progress: by the table given, interval and all, and refused where they would say what they cannot."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import samples

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import EffectSize
from enquiry_lib.stats.months import MonthsOfProgress, months_of_progress
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.reference import reference

TABLES = reference("months_of_progress", "England").facts
EEF, OAK, PROJECTS = (TABLES[TABLES["table"] == name] for name in TABLES["table"].unique())


def _in_months(g: float, low: float, high: float, table: pd.DataFrame) -> MonthsOfProgress:
    effect = replace(samples.two_groups(), effect=EffectSize("total_sd", g, 0.1, low, high))
    found = months_of_progress(effect, table, attainment=True)
    assert isinstance(found, MonthsOfProgress)
    return found


@pytest.mark.parametrize(
    ("effect", "eef", "oak", "projects"),
    [
        (0.0, 0, 0, 0),
        (0.014, 0, 0, 0),
        (0.015, 1, 0, 0),
        (0.04, 1, 0, 0),
        (0.045, 1, 0, 1),
        (0.055, 1, 1, 1),
        (0.094, 1, 1, 1),
        (0.095, 2, 2, 2),
        (0.2, 3, 3, 3),
        (0.355, 5, 5, 5),
        (0.955, 12, 12, 12),
        (2.0, 12, 12, 12),
    ],
)
def test_each_table_gives_its_own_months(effect: float, eef: int, oak: int, projects: int) -> None:
    """An effect is rounded half up to two places first; the tables differ near zero and agree from 0.10."""
    found = [_in_months(effect, effect, effect, table).months for table in (EEF, OAK, PROJECTS)]
    assert found == [eef, oak, projects]


@pytest.mark.parametrize("effect", [0.005, 0.015, 0.095, 0.185, 0.62, 1.4])
def test_below_zero_is_above_zero_mirrored(effect: float) -> None:
    """A negative effect has the months of the positive one, below zero; nothing is minus nothing."""
    above, below = (_in_months(sign * effect, -1, 1, EEF).months for sign in (1, -1))
    assert above is not None
    assert below == -above
    assert str(below) != "-0.0"


def test_the_ends_of_the_interval_are_translated_too() -> None:
    """The interval goes the same way as the effect, and the table is named."""
    found = _in_months(0.15, -0.1, 0.4, OAK)
    assert (found.months, found.low, found.high, found.table) == (2, -2, 5, "Oak snapshot 2026")
    assert found.cautions == ("translated",)


def test_beyond_the_table_is_said() -> None:
    """An end beyond the table's last figure is given the last months with a caution, unless that row has no end."""
    assert _in_months(0.5, -0.1, 1.1, EEF).cautions == ("translated", "beyond_table")
    assert _in_months(0.5, -0.1, 1.1, EEF).high == 12
    assert _in_months(0.5, -0.1, 1.1, OAK).cautions == ("translated",)


def test_other_outcomes_have_no_months() -> None:
    """Attendance, enjoyment and the like are refused, with the reason."""
    refused = months_of_progress(samples.two_groups(), EEF, attainment=False)
    assert isinstance(refused, NotEnough)
    assert "not attainment" in refused.found


def test_a_change_without_a_comparison_has_no_months() -> None:
    """A change from before to after is refused: some progress was to be expected anyway."""
    refused = months_of_progress(samples.one_group(), EEF, attainment=True)
    assert isinstance(refused, NotEnough)
    assert "no comparison group" in refused.found


@pytest.mark.parametrize("rows", [TABLES, EEF.iloc[:0]])
def test_one_table_is_asked_for(rows: pd.DataFrame) -> None:
    """All three tables at once, or none, is no way to translate."""
    with pytest.raises(errors.WrongValue, match="the rows of one table"):
        months_of_progress(samples.two_groups(), rows, attainment=True)


@pytest.mark.parametrize("g", [float("nan"), float("inf")])
def test_an_effect_that_is_none_has_no_months(g: float) -> None:
    """Where nobody in one group said no there is no effect size; that is not nought months."""
    found = _in_months(g, g, g, EEF)
    assert (found.months, found.low, found.high) == (None, None, None)
    assert found.cautions == ("translated",)


def test_what_was_not_enough_stays_so() -> None:
    """Months of a comparison that could not be made say why it could not."""
    none = NotEnough("The difference", "one of the groups has no pupil")
    assert months_of_progress(none, EEF, attainment=True) is none


def test_missing_columns_are_named() -> None:
    """A table without its columns is answered with those that are missing."""
    with pytest.raises(errors.ColumnMissing, match="least"):
        months_of_progress(samples.two_groups(), EEF.drop(columns="least"), attainment=True)


def test_months_go_with_their_effect() -> None:
    """When the effect is withheld, so are its months and what was said of their size."""
    found = _in_months(0.5, -0.1, 1.1, EEF)
    held = found.withhold(set(found.cells()["id"]))
    assert (held.months, held.low, held.high, held.cautions) == (None, None, None, ("translated",))
    assert found.withhold(()) == found
