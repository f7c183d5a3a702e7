"""The tables of attendance."""

from __future__ import annotations

import registers
import samples

from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables


def test_attendance_table_has_both_years() -> None:
    """One row for each school year, with counts and rates."""
    (table,) = tables(samples.attendance())
    assert [row[0] for row in table.rows] == ["2024/25", "2025/26"]
    assert table.rows[0][5] == "12 (30.00%)"


def test_a_share_of_the_school_has_two_places_and_none_at_all_has_no_share() -> None:
    """The same share reads alike beside published figures, which keep the places they were published with."""
    (table,) = tables(samples.benchmark())
    assert [row[2] for row in table.rows] == [table.rows[0][2], "13.8%"]
    assert f"({table.rows[0][2]})" in tables(samples.attendance())[0].rows[1][5]
    (typed,) = tables(samples.typed_attendance(0, 0))
    assert typed.rows[1][5:] == ("0", "0")


def test_what_nobody_counted_is_marked_apart_from_what_is_withheld() -> None:
    """The letter x for a number that the school's summary lacks, the letter c for one that may not be shown."""
    (table,) = tables(samples.typed_attendance(None, None))
    assert table.rows[1][5:] == ("x", "x")
    (held,) = tables(gate(samples.typed_attendance(6, 4)))
    assert held.rows[1][5:] == ("c", "c")


def test_reasons_stand_below_their_kind() -> None:
    """Each kind of absence, then its reasons by their share, what is withheld last."""
    (table,) = tables(gate(registers.by_reason({"I": 30, "M": 12, "R": 3, "O": 12})))
    assert [row[0] for row in table.rows] == [
        "Authorised absence",
        "Illness",
        "Medical or dental appointment",
        "Religious observance",
        "Unauthorised absence",
        "Other unauthorised absence",
    ]
    assert [row[1] for row in table.rows] == ["1.07%", "30 (0.71%)", "c", "c", "0.29%", "12 (0.29%)"]


def test_groups_have_a_row_a_year() -> None:
    """The years of a group stand below each other, with its pupils and an interval; small counts are marked."""
    (table,) = tables(registers.by_group((14, 11), (12, 10)))
    assert [row[:4] for row in table.rows] == [
        ("All pupils", "2024/25", "60", "25 (41.67%)"),
        ("All pupils", "2025/26", "60", "22 (36.67%)"),
        ("Pupil premium: no", "2024/25", "30", "11 (36.67%)"),
        ("Pupil premium: no", "2025/26", "30", "10 (33.33%)"),
        ("Pupil premium", "2024/25", "30", "14 (46.67%)"),
        ("Pupil premium", "2025/26", "30", "12 (40.00%)"),
    ]
    (few,) = tables(gate(registers.by_group((12, 3))))
    assert [row[2:] for row in few.rows[1:]] == [("30", "c", "c")] * 2
    assert table.rows[0][4] == "30.1 to 54.3"
