"""What the example's schools counted: totals that come out exactly, marks in their places."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import AttendanceYear, Numbers
from enquiry_lib.data.example.schools import school_days
from enquiry_lib.data.example.tables import (
    NOT_A_DAY,
    Roll,
    absence_counts,
    absent_often,
    absent_sessions,
    attendance_lines,
    marks,
    other_ids,
    pupil_ids,
    pupil_table,
    roll,
    spread_to,
)


def year(rate: float, persistent: float | None = None, severe: float | None = None) -> AttendanceYear:
    """Give a school year of marks."""
    return AttendanceYear(year="2025/26", terms="autumn", rate=rate, persistent=persistent, severe=severe)


def numbers_of(**changed: object) -> Numbers:
    """Give the numbers of a primary school with two years of marks, with some changed."""
    years = [{"year": name, "terms": "year", "rate": 95.0} for name in ("2024/25", "2025/26")]
    plain = {
        "year_groups": ["R", "1", "2", "3", "4", "5", "6"],
        "roll": 300,
        "pupil_premium": 0.3,
        "reasons": {"I": 1.0},
        "attendance": years,
    }
    return Numbers.model_validate(plain | changed)


def test_pupils_codes_go_on_being_new() -> None:
    """Three thousand codes are three thousand different ones, and the same again from the same seed."""
    codes = list(islice(pupil_ids(Draws(1)), 3000))
    assert len(set(codes)) == 3000
    assert codes[:20] == list(islice(pupil_ids(Draws(1)), 20))


def test_codes_of_others_are_never_pupils() -> None:
    """Who is asked has a shorter code than a pupil, too long for a colour, so that neither is taken for the other."""
    codes = list(islice(other_ids(Draws(1)), 500))
    assert len(set(codes)) == 500
    assert {len(code) for code in codes} == {7}
    assert {len(code) for code in islice(pupil_ids(Draws(1)), 500)} == {8}


def test_a_school_without_marks_has_its_pupils_all_the_same() -> None:
    """Where no marks are kept, pupils come and go over the whole school year."""
    numbers = numbers_of(attendance=[], late_joiners=0.2)
    on = roll(numbers, Draws(30))
    assert len(on.group) == 300
    assert on.joined.max() > np.datetime64("2025-12-20")


def test_a_roll_says_who_was_there() -> None:
    """First and last day count; a pupil without a last day stays."""
    days = np.arange(np.datetime64("2025-09-01"), np.datetime64("2025-09-05"))
    on = Roll(np.zeros(2, np.int64), days[[0, 2]], np.array([days[1], NOT_A_DAY]))
    assert on.on_roll(days).tolist() == [[True, True, False, False], [False, False, True, True]]


def test_two_years_overlap() -> None:
    """Both rolls are as asked for; the top year group leaves and a new lowest one comes."""
    numbers = numbers_of(roll=336, grown_by=25)
    on = roll(numbers, Draws(2))
    before, after = (on.on_roll(school_days(name, "year")).any(axis=1) for name in ("2024/25", "2025/26"))
    assert (before.sum(), after.sum()) == (311, 336)
    assert set(on.group[before & ~after]) >= {6}
    assert (on.joined[after & ~before] >= np.datetime64("2025-09-01")).all()


def test_shares_of_pupils_come_out() -> None:
    """Pupil premium is exactly the share asked for; classes hold no more than their size."""
    numbers = numbers_of(roll=210, pupil_premium=0.3)
    pupils = pupil_table(numbers, roll(numbers, Draws(3)), pupil_ids(Draws(4)), Draws(5))
    assert (pupils["pupil_premium"] == "yes").sum() == 63
    assert pupils.groupby("class_name").size().max() <= 30
    assert pupils.groupby("class_name")["year_group"].nunique().max() == 1


def test_counts_are_spread_to_the_total_within_bounds() -> None:
    """Raised or lowered, the counts add up and none leaves its bounds."""
    low, high = np.array([0, 5, 0]), np.array([3, 9, 4])
    for total in range(5, 17):
        counts = spread_to(total, np.array([1, 7, 2]), low, high, np.array([2, 0, 1]))
        assert counts.sum() == total
        assert ((low <= counts) & (counts <= high)).all()


def test_an_impossible_total_is_refused() -> None:
    """A total outside all bounds raises rather than running for ever."""
    with pytest.raises(ValueError, match="between 0 and 4"):
        spread_to(9, np.array([0, 0]), np.array([0, 0]), np.array([2, 2]), np.array([0, 1]))


@pytest.mark.parametrize("rate", [70.0, 82.0, 90.5, 94.9, 97.0])
def test_absences_give_the_rate_and_the_counts(rate: float) -> None:
    """The total is the nearest whole session to the rate; the numbers of absent pupils are as asked."""
    possible = np.where(np.arange(400) < 12, 90, 146)
    missed = absence_counts(possible, Draws(6).uniform(400), year(rate), Draws(7))
    persistent, severe = absent_often(400, year(rate))
    assert abs(missed.sum() - possible.sum() * (1 - rate / 100)) <= 0.5
    assert ((missed * 10 >= possible).sum(), (missed * 2 >= possible).sum()) == (persistent, severe)


def test_somebody_is_exactly_on_the_line() -> None:
    """Two pupils miss a tenth and no session more, one of them with fewer possible sessions."""
    possible = np.where(np.arange(300) < 10, 200, 380)
    missed = absence_counts(possible, Draws(8).uniform(300), year(95.0, 0.14, 0.01), Draws(9))
    assert {200, 380} <= set(possible[missed * 10 == possible].tolist())


def test_absent_sessions_are_as_many_as_missed_and_on_roll() -> None:
    """Each pupil misses the sessions counted, none before joining, and mostly whole days."""
    on_roll = np.ones((50, 144), dtype=np.bool_)
    on_roll[:5, :40] = False
    missed = np.arange(50)
    absent = absent_sessions(missed, on_roll, Draws(10))
    assert absent.sum(axis=1).tolist() == missed.tolist()
    assert not (absent & ~on_roll).any()
    both = absent[:, 0::2] & absent[:, 1::2]
    assert 2 * both.sum() > 0.6 * absent.sum()


def test_marks_fit_their_session() -> None:
    """A morning present is / and an afternoon \\; absences have the reasons given, and L is for mornings."""
    absent = Draws(11).uniform(40, 20) < 0.2
    signs = marks(absent, np.zeros(40, np.int64), {"I": 0.5, "O": 0.5}, Draws(12)).view("S1").astype(str)
    assert set(signs[absent].tolist()) == {"I", "O"}
    assert set(signs[:, 0::2][~absent[:, 0::2]].tolist()) == {"/", "L", "V"}
    assert set(signs[:, 1::2][~absent[:, 1::2]].tolist()) == {"\\", "V"}


def test_lines_of_the_register_read_as_written() -> None:
    """A line is the pupil, the day, the session and the mark; sessions off roll have no line."""
    days = np.array(["2025-09-03"], dtype="datetime64[D]")
    signs = np.array([[ord("/"), ord("\\")], [ord("I"), ord("L")]], dtype=np.uint8)
    lines = attendance_lines(["K7Q4M2XB", "B2C3D4F5"], days, signs, np.array([[True, True], [False, True]]))
    assert lines == (b"K7Q4M2XB,2025-09-03,AM,/\nK7Q4M2XB,2025-09-03,PM,\\\nB2C3D4F5,2025-09-03,PM,L\n")
