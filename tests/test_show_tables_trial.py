"""The tables of a pool."""

from __future__ import annotations

from dataclasses import replace

import samples
import written

from enquiry_lib.show.tables import tables


def test_every_school_has_its_weight_and_all_together_the_last_row() -> None:
    """A row a school with effect, interval and weight, then the pool with a hundred percent."""
    schools, _ = tables(samples.pool())
    assert schools.rows[0] == ("Oak", "+0.45", "0.06 to 0.84", "11.6%")
    assert schools.rows[-1] == ("All together", "+0.18", "−0.04 to 0.41", "100%")


def test_the_table_says_how_the_interval_was_made() -> None:
    """The note names Hartung and Knapp and whether max(1, q) was used."""
    result = samples.pool()
    assert "max(1, q)" in tables(result)[0].note
    assert "as published" in tables(replace(result, plain=True))[0].note


def test_differences_between_schools_state_their_definitions() -> None:
    """τ², I² and Q are given with the definition of I²; a prediction only for five schools or more."""
    (_, many), (_, few) = tables(samples.pool()), tables(samples.pool(3))
    assert "100 · τ² / (τ² + typical variance" in many.note
    predicted = [value for name, value in many.rows if name.startswith("95% prediction interval, by Student")]
    assert predicted == ["−0.30 to 0.67"]
    assert len(few.rows) == len(many.rows) - 3


def test_every_school_that_started_has_a_row() -> None:
    """Whatever became of it, a school that started is listed, with numbers only where it reported some."""
    started, *others = tables(written.trial_pool(samples.pool()))
    assert started.rows == (
        ("Oak", "6 Oct 2025", "reported, exploratory", "60", "+0.20", "0.00 to 0.40"),
        ("Elm", "6 Oct 2025", "too few pupils to be shown", "c", "c", "c"),
        ("Ash", "6 Oct 2025", "nothing to show yet", "x", "x", "x"),
        ("Yew", "–", "last report cannot be read", "x", "x", "x"),
    )
    assert tuple(others) == tables(samples.pool())


def test_one_schools_part_has_the_tables_of_its_estimate() -> None:
    """The numbers of a school's part are those of its estimate."""
    found = samples.estimate(samples.two_groups(), "randomised")
    assert tables(written.trial_part(found)) == tables(found)


def test_a_protocol_is_written_out() -> None:
    """What the schools agreed to stands in a table, without the lines that nobody filled in."""
    (table,) = tables(replace(written.protocol(), dose=""))
    assert [row[0] for row in table.rows][:3] == ["For whom", "What is done", "Kept as it is"]
    assert "How much" not in [row[0] for row in table.rows]
