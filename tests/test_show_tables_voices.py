"""The tables of answers, themes and indicators."""

from __future__ import annotations

import pandas as pd
import samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.stats.voices import count_themes


def test_answers_have_a_row_each_and_state_the_rule() -> None:
    """Each construct and role has a row with its scale, and the note says who counts."""
    (table,) = tables(samples.survey())
    assert table.rows[0] == (
        "Dispositions, pupils", "1 to 5", "24", "1.90", "2.56", "+0.67", "0.46 to 0.87", "0",
    )  # fmt: skip
    assert table.rows[4][6] == "x"
    assert "at least half of the questions" in table.note


def test_answers_of_few_are_marked() -> None:
    """A line of few people has the letter c for every number that rests on them."""
    (table,) = tables(gate(samples.survey(24, 9)))
    assert set(table.rows[-1][2:7]) == {"c"}
    assert "c" not in table.rows[0]


def test_themes_stand_in_the_order_of_their_names() -> None:
    """Themes come by name with a column a group, and last who was heard at all."""
    (table,) = tables(gate(samples.themes(4, trust=4)))
    assert table.columns == ("Theme", "Parents", "Pupils", "Staff", "All", "Helps", "Hinders", "Mixed")
    assert [row[0] for row in table.rows] == [
        "Being known by name", "Time to talk", "Trust", "Waiting", "Heard at all",
    ]  # fmt: skip
    assert table.rows[0] == ("Being known by name", "c", "26", "c", "50", "25", "25", "0")
    assert set(table.rows[2][1:]) == {"c"}


def test_leanings_have_columns_only_where_some_are_known() -> None:
    """Without a leaning there are no columns for them."""
    plain = pd.DataFrame({"voice_id": range(12), "who": "pupil", "theme": "Time"})
    assert tables(count_themes(plain))[0].columns == ("Theme", "Pupils", "All")


def test_indicators_show_people_only_where_they_count_people() -> None:
    """People do not apply to a count of things; few people take every number of the row."""
    (table,) = tables(gate(samples.indicators(8)))
    followers, _, bus, attendance = table.rows
    assert followers == ("Followers", "–", "270", "413", "+143", "+53.0%", "better", "z", "z")
    assert set(bus[2:]) == {"c"}
    assert attendance[2:6] == ("94.9", "97.0", "+2.1", "z")
