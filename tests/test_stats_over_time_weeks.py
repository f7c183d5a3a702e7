"""Attendance week by week: weeks by the calendar, in percent of their own possible sessions."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import samples_over_time as samples
from registers import CODES, register

from enquiry_lib.errors import ColumnMissing
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance, hidden_places, weekly_attendance
from enquiry_lib.stats.result import NotEnough


def _weekly(marks: pd.DataFrame, **asked: object) -> WeeklyAttendance:
    result = weekly_attendance(marks, codes=CODES, **asked)  # type: ignore[arg-type]
    assert isinstance(result, WeeklyAttendance)
    return result


def test_a_holiday_leaves_a_gap_in_the_numbers() -> None:
    """Weeks are numbered by the calendar; those without a session are not there, the next one says so."""
    weeks = samples.weekly(mentored=0).series[0].weeks
    assert [week.number for week in weeks][6:10] == [7, 8, 10, 11]
    assert [week.number for week in weeks if week.after_break] == [10, 19]
    assert weeks[0].monday == dt.date(2025, 9, 1)


def test_a_short_week_is_kept_and_marked() -> None:
    """A week with fewer school days than most is there, with its own possible sessions."""
    first, second, *_ = samples.weekly(mentored=0).series[0].weeks
    assert (first.short, first.days, first.sessions_possible) == (True, 3, 180)
    assert (second.short, second.days, second.sessions_possible) == (False, 5, 300)
    assert "short_weeks" in samples.weekly().cautions


def test_the_weeks_add_up_to_the_year() -> None:
    """Possible and attended sessions of all weeks are those of the school year."""
    year = summarise_attendance(samples.marks(), codes=samples.CODES)
    assert isinstance(year, Attendance)
    (everybody,) = samples.weekly(mentored=0).series
    assert sum(week.sessions_possible or 0 for week in everybody.weeks) == year.periods[0].sessions_possible
    assert everybody.attendance == pytest.approx(year.periods[0].attendance, rel=1e-12)


def test_chosen_pupils_stand_beside_the_others() -> None:
    """Two series make up all sessions; a pupil is in one of them."""
    both, (everybody,) = samples.weekly().series, samples.weekly(mentored=0).series
    assert [one.name for one in both] == ["the mentored pupils", "the other pupils"]
    assert [one.pupils for one in both] == [20, 40]
    sums = [
        sum(x.sessions_possible or 0 for x in pair) for pair in zip(*(s.weeks for s in both), strict=True)
    ]
    assert sums == [week.sessions_possible for week in everybody.weeks]


def test_absence_of_every_class_counts_and_closed_sessions_do_not() -> None:
    """Attended are present and approved marks; a session that was not possible counts nowhere."""
    weeks = _weekly(register({"A": "/BIO#", "B": "/////"}), chosen=()).series[0].weeks
    assert [(week.sessions_possible, week.attendance) for week in weeks] == [(9, pytest.approx(700 / 9))]


def test_order_and_kind_of_columns_do_not_matter() -> None:
    """Shuffled rows, categories and dates give the same weeks as text in order."""
    marks = samples.marks()
    shuffled = marks.sample(frac=1, random_state=1).assign(date=lambda x: x["date"].dt.strftime("%Y-%m-%d"))
    named = marks.astype({"pupil_id": "category", "mark": "category", "session": "category"})
    assert _weekly(shuffled).series == _weekly(named).series == _weekly(marks).series


def test_marks_that_cannot_be_used_are_left_out() -> None:
    """Unknown codes, missing dates and pupils, and repeats are counted as left out, not guessed."""
    marks = register({"A": "//", "B": "//"})
    odd = pd.DataFrame({"pupil_id": ["A", None, "A", "A"], "date": ["2025-09-03", "2025-09-03", None, "2025-09-01"],
                        "session": "am", "mark": ["?", "/", "/", "/"]})  # fmt: skip
    found = _weekly(pd.concat([marks.assign(date=marks["date"].dt.strftime("%Y-%m-%d")), odd]))
    assert found.marks_left_out == 4
    assert {"unknown_codes", "no_pupil_id", "bad_dates", "duplicates"} <= set(found.cautions)
    assert found.series[0].weeks[0].sessions_possible == 4


def test_only_days_on_roll_count() -> None:
    """Sessions before a pupil joined or after the pupil left are not possible ones."""
    marks = register({"A": "/" * 12, "B": "/" * 12})
    stays = pd.DataFrame({"pupil_id": ["A"], "joined_on": ["2025-09-08"], "left_on": [None]})
    weeks = _weekly(marks, enrolments=stays).series[0].weeks
    assert [week.sessions_possible for week in weeks] == [7, 10]


def test_years_can_be_named() -> None:
    """Weeks of other school years are left out; a year without marks is not enough."""
    marks = pd.concat([register({"A": "/////"}), register({"A": "/////"}, first="2024-09-02")])
    assert [week.monday.year for week in _weekly(marks, years=["2024/25"]).series[0].weeks] == [2024]
    assert isinstance(weekly_attendance(marks, codes=CODES, years=["2020/21"]), NotEnough)


def test_what_is_lacking_is_said() -> None:
    """Without marks, codes, columns or chosen pupils there are no weeks."""
    marks = register({"A": "//"})
    assert isinstance(weekly_attendance(marks.head(0), codes=CODES), NotEnough)
    assert isinstance(weekly_attendance(marks, codes=CODES.head(0)), NotEnough)
    assert isinstance(weekly_attendance(marks, codes=CODES, chosen=["Z"]), NotEnough)
    with pytest.raises(ColumnMissing, match="day"):
        weekly_attendance(marks, codes=CODES, date="day")


def test_everybody_chosen_leaves_no_others() -> None:
    """Where all pupils are chosen there is one series."""
    assert len(_weekly(register({"A": "//", "B": "/I"}), chosen=["A", "B"]).series) == 1


def test_one_hidden_week_takes_another_with_it() -> None:
    """A sum over the year less the weeks shown would give a single hidden one away; the mean is of those shown."""
    few = samples.barely_missing(5)
    (named,) = [name for name in few.cells()["id"] if name.endswith("2025-10-06")]
    (series,) = few.withhold({named}).series
    gone = [week.monday for week in series.weeks if week.attendance is None]
    assert gone == [dt.date(2025, 9, 1), dt.date(2025, 10, 6)]
    shown = [
        (x.attendance or 0.0, x.sessions_possible or 0) for x in series.weeks if x.attendance is not None
    ]
    mean = sum(rate * n for rate, n in shown) / sum(n for _, n in shown)
    assert series.attendance == pytest.approx(mean)
    assert sorted(hidden_places([True, False, False, False])) == [0, 1]


def test_the_cells_say_who_is_behind_a_series() -> None:
    """The pupils of both series make up all of them; of those who missed a session only the number is known."""
    cells = samples.weekly().cells().set_index("id")
    assert cells.loc["attendance by week|all together", "count"] == 60
    assert len(cells.loc["attendance by week|the mentored pupils", "who"]) == 20
    assert not cells.loc["attendance by week|the mentored pupils|missed a session", "who"]


def test_where_most_weeks_are_hidden_all_are() -> None:
    """Of pupils of whom few miss a session in most weeks, the others would show their bad weeks alone."""
    table = samples.weekly()
    named, beside = table.series
    most = {named.ids.missed_in(week.monday) for week in named.weeks[: len(named.weeks) // 2 + 1]}
    held, still = table.withhold(most).series
    assert {week.attendance for week in held.weeks} == {held.attendance} == {None}
    assert (held.pupils, still) == (20, beside)
    fewer = {named.ids.missed_in(week.monday) for week in named.weeks[: len(named.weeks) // 2 - 1]}
    assert table.withhold(fewer).series[0].attendance is not None
