"""The tables of fidelity, dosage and reach."""

from __future__ import annotations

import samples
import written

from enquiry_lib.show.tables import tables


def test_each_ingredient_has_a_row_in_each_kind_of_class() -> None:
    """A row has its counts, thin ones are marked, and a quality from too few ratings is marked as unreliable."""
    (table,) = tables(samples.fidelity())
    assert table.rows[0] == ("Talk in pairs", "intervention", "10", "7", "2", "1", "2.9")
    assert table.rows[2] == ("Reading at home", "intervention", "2 (thin)", "0", "1", "1", "u")
    assert [row[1] for row in table.rows] == ["intervention"] * 3 + ["comparison"] * 2


def test_dosage_has_a_row_for_each_number() -> None:
    """Sessions, minutes, pupils and reach each have their row; what was not asked or not given has none."""
    whole = dict(tables(samples.dosage())[0].rows)
    assert whole["Pupils with enough: 80% or more"] == "32"
    assert (whole["Minutes planned for each pupil, mean"], whole["Reach"]) == ("300", "61.3%")
    part = dict(tables(samples.dosage(intended=None))[0].rows)
    assert "Reach" not in part


def test_withheld_numbers_are_marked() -> None:
    """Where how many were reached is withheld, reach is the letter c as well, and the pupils stay."""
    rows = dict(tables(samples.dosage([9] * 25 + [5] * 12 + [0] * 3).withhold({"dosage|reached"}))[0].rows)
    assert (rows["Pupils reached: came at least once"], rows["Reach"]) == ("c", "c")
    assert rows["Pupils with a planned session"] == "40"


def test_the_process_has_plan_and_finding_side_by_side() -> None:
    """Each dimension has its row, also one nobody looked at; changes and what helped have tables of their own."""
    dimensions, changed, helped = tables(written.process())
    assert dimensions.rows == (
        ("Fidelity", "Learning walks – Deputy", "Mostly so.", "mostly"),
        ("Reach", "The log", "–", "–"),
        ("Quality", "–", "–", "–"),
    )
    assert changed.rows == (("Twice a week", "The hall was needed.", "yes"),)
    assert helped.rows == (("Helped", "A quiet room"), ("Got in the way", "Assembly ran over"))
