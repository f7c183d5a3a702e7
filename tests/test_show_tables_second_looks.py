"""The tables of second looks have p with its degrees of freedom and its method, and no line for what is not told."""

from __future__ import annotations

import samples_matched

from enquiry_lib.show.numbers import NOT_APPLICABLE, WITHHELD, number
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.stats.comparisons.side_by_side import MODELS


def test_filled_in_and_complete_stand_below_each_other() -> None:
    """Both answers have their pupils, and the note names draws, rules and the information missing."""
    (table,) = tables(samples_matched.imputed())
    assert [row[:3] for row in table.rows] == [
        ("All, filled in", "77", "123"),
        ("With nothing missing", "59", "99"),
    ]
    assert "20 draws" in table.note
    assert "Rubin's rules" in table.note
    assert "Share of the information that is missing: 24%." in table.note


def test_the_share_missing_is_withheld_with_its_counts() -> None:
    """Where few are missing the note does not say how much."""
    (table,) = tables(gate(samples_matched.imputed(samples_matched.few_gaps(4))))
    assert "missing:" not in table.note
    assert table.rows[1][1] == WITHHELD


def test_each_group_and_each_test_has_a_row() -> None:
    """Groups have their pupils and differences, columns their F with both degrees of freedom and p among all columns."""
    result = samples_matched.subgroups()
    groups, tests = tables(result)
    assert [row[0] for row in groups.rows] == [
        "All pupils",
        "Fsm: no",
        "Fsm",
        "House: Ash",
        "House: Elm",
        "House: Oak",
    ]
    assert tests.rows[1][:2] == ("House", "no")
    assert tests.rows[1][3:5] == ("2", "192")
    assert tests.rows[0][6] == number(result.columns[0].test.p_adjusted, 3)


def test_a_small_group_has_no_line() -> None:
    """A group that was not compared has its pupils and no difference."""
    result = samples_matched.subgroups(smallest=25, groups=["house"], planned=[])
    rows = {row[0]: row for row in tables(result)[0].rows}
    assert rows["House: Ash"][1] != WITHHELD
    assert set(rows["House: Ash"][3:]) == {NOT_APPLICABLE}


def test_models_say_what_they_are() -> None:
    """Each model has its meaning, the planned one its mark, and that by ranks no degrees of freedom."""
    table, explained = tables(samples_matched.side_by_side())
    by_name = {row[0]: row for row in table.rows}
    assert [row[0] for row in explained.rows] == [*by_name]
    assert ("Score before (planned)", MODELS["baseline"]) in explained.rows
    assert by_name["By ranks"][4] == NOT_APPLICABLE
    assert "not in that of their size" in table.note
