"""The tables of power."""

from __future__ import annotations

from samples_power import network_power, textbook

from enquiry_lib.show.tables import tables
from enquiry_lib.stats.power.textbook import power_of_pairs, power_of_several_groups, power_of_two_shares


def test_the_table_teachers_never_see() -> None:
    """One row for each number of schools, both ways, without and with a test before; what cannot be is marked."""
    (table,) = tables(network_power())
    assert table.open
    assert table.rows[0] == ("1", "1.06", "0.75", "z", "z")
    assert [row[2] for row in table.rows[1:]] == ["0.45", "0.27", "0.18", "0.12"]
    assert [row[4] for row in table.rows[2:]] == ["0.65", "0.42", "0.29"]
    assert "intracluster correlation 0.17" in table.note
    assert "10% of the variance between schools" in table.note


def test_numbers_that_nobody_could_hope_for_are_explained() -> None:
    """Where so few whole ones are left that the number is beyond any effect, the note says why; elsewhere it is silent."""
    (few,) = tables(network_power(24, schools=(4, 8), unit="class"))
    assert few.rows[0][1:3] == ("2.43", "4.50")
    assert "Numbers above 1.5 come of very few whole classes" in few.note
    (many,) = tables(network_power(24, schools=(8, 16), unit="class"))
    assert "very few" not in many.note


def test_a_textbook_table_says_how() -> None:
    """Each test names its distribution, what was worked out, and what its effect is a ratio of."""
    (unequal,) = tables(textbook(pupils=28, pupils_others=35, effect=0.5))
    assert ("Pupils in the other group", "35") in unequal.rows
    assert "Worked out: the power" in unequal.note
    assert "noncentral t" in unequal.note
    (shares,) = tables(power_of_two_shares(first=0.24, second=0.18, pupils=320))
    assert ("First share", "24.0%") in shares.rows
    assert "Cohen's h" in shares.note
    (several,) = tables(power_of_several_groups(4, pupils=20, effect=0.28))
    assert "noncentral F" in several.note
    (pairs,) = tables(power_of_pairs(effect=0.3, power=0.8))
    assert pairs.rows[0] == ("Pupils", "89.1")


def test_the_table_says_what_pwr_prints_where_it_differs() -> None:
    """Who compares with R finds its number in the note; where the two agree nothing is said."""
    (early,) = tables(textbook(pupils=50, power=0.8))
    assert "R's pwr 1.3 stops its search for it early and prints 0.565858." in early.note
    (agrees,) = tables(textbook(effect=0.5, power=0.8))
    assert "pwr" not in agrees.note


def test_classes_have_a_table_of_their_own() -> None:
    """Columns and note speak of classes, whole ones first, and of pupils allocated whatever their class."""
    (table,) = tables(network_power(26, schools=(1, 4, 8), unit="class"))
    assert table.columns[:3] == (
        "Classes",
        "Whole classes: no test before",
        "Whole classes: test before",
    )
    assert "school" not in " ".join((*table.columns, table.note, table.caption))
