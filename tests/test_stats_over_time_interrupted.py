"""An interrupted series agrees with the published analysis, alone and beside another, and says what it cannot bear."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_over_time as samples
from trials import found, known, pinned

from enquiry_lib.errors import ColumnMissing, WrongValue
from enquiry_lib.stats.over_time.interrupted import (
    CAUTIONS,
    SeriesChange,
    interrupt_attendance,
    interrupt_series,
)
from enquiry_lib.stats.over_time.segments import Segments
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance, weekly_attendance
from enquiry_lib.stats.result import NotEnough


def _prop99(shared: Path, **asked: Any) -> SeriesChange:
    states = known(shared, "its_prop99")
    in_ca = states["State"] == "California"
    packs = states.groupby(["Year", in_ca])["PacksPerCapita"].mean().unstack().reset_index()
    packs.columns = ["Year", "others", "california"]
    return _series(packs, value="california", time="Year", start=1989, **asked)


def _series(data: pd.DataFrame, **asked: Any) -> SeriesChange:
    result = interrupt_series(data, **asked)
    assert isinstance(result, SeriesChange)
    return result


def _each(lines: Segments | None, names: Any, what: str = "estimate") -> dict[str, Any]:
    return {name: getattr(getattr(lines, name), what) for name in names}


def test_one_series_agrees_with_r(shared: Path) -> None:
    """Level, slope, their changes and the distance at the end, with Newey-West and ordinary errors."""
    result = _prop99(shared, lags=1)
    for check, what in (("alone", "estimate"), ("newey_west_1", "se"), ("ols", "se_ols")):
        expected = pinned(f"prop99_{check}", "over_time")
        assert _each(result.own, expected, what) == expected
    assert found(result, pinned("prop99_left_over", "over_time")) == pinned("prop99_left_over", "over_time")
    assert "autocorrelated" in result.cautions


def test_the_lag_is_chosen_by_the_rule(shared: Path) -> None:
    """Without a lag given the errors reach as far as the rule says."""
    result, expected = _prop99(shared), pinned("prop99_newey_west_3", "over_time")
    assert result.lags == 3
    assert _each(result.own, expected, "se") == expected


def test_beside_another_series_it_agrees_with_one_regression_of_both(shared: Path) -> None:
    """z, z·t, z·x and z·xt with ordinary errors of that regression; Newey-West errors of the difference."""
    result = _prop99(shared, lags=1, comparison="others")
    for check, what in (("beside", "estimate"), ("beside_newey_west_1", "se"), ("beside_ols", "se_ols")):
        expected = pinned(f"prop99_{check}", "over_time")
        assert _each(result.beyond, expected, what) == expected
    assert result.comparison is not None
    assert result.comparison.level.estimate == pytest.approx(135.499459995952, rel=1e-9)


def test_numbers_and_dates_give_the_same_lines() -> None:
    """Weekly dates with a holiday are the week numbers with a gap; rows may be in any order."""
    numbers = samples.series().drop(index=[7, 8])
    dates = numbers.assign(week=pd.Timestamp("2025-09-03") + pd.to_timedelta(7 * numbers["week"], unit="D"))
    by_number = _series(numbers, value="own", time="week", start=12)
    by_date = _series(dates.sample(frac=1, random_state=3), value="own", time="week", start="2025-11-26")
    assert by_date.own == by_number.own
    assert (by_date.start, by_date.unit, by_number.start) == ("24 November 2025", "week", "week 12")
    assert "gaps" in by_date.cautions


def test_known_lines_are_found() -> None:
    """Data made of two lines and a little noise give back the lines they were made of, within four errors."""
    time, noise = np.arange(60), np.random.default_rng(7).normal(0, 0.1, 60)
    y = 10 + 0.5 * time + 4 * (time >= 30) - 0.3 * np.maximum(time - 30, 0) + noise
    own = _series(pd.DataFrame({"t": time, "y": y}), value="y", time="t", start=30).own
    for term, truth in ((own.level, 10), (own.slope, 0.5), (own.level_change, 4), (own.slope_change, -0.3)):
        assert term.estimate == pytest.approx(truth, abs=4 * (term.se_ols or 0))
    assert own.at_last.estimate == pytest.approx(4 - 0.3 * 29, abs=0.2)


def test_a_season_and_a_first_week_back_can_be_allowed_for() -> None:
    """Both take away what they brought in; a season that says nothing new is left out with a caution."""
    table = samples.series().drop(index=[5, 16, 17]).reset_index(drop=True)
    back = np.r_[False, np.diff(table["week"]) > 1]
    table = table.assign(odd=np.where(table["week"] % 2, "odd", "even"), same="x")
    table["shaken"] = table["own"] + 6 * back + 4 * (table["odd"] == "odd")
    asked: dict[str, Any] = {"time": "week", "start": 12, "seasonal": "odd", "after_gap": True}
    plain, shaken = (_series(table, value=name, **asked) for name in ("own", "shaken"))
    assert shaken.own.level_change.estimate == pytest.approx(plain.own.level_change.estimate)
    assert shaken.own.level_change.se == pytest.approx(plain.own.level_change.se)
    assert "seasons" not in shaken.cautions
    assert (
        "season_dropped" not in _series(table, value="own", time="week", start=12, seasonal="same").cautions
    )
    doubled = table.assign(half=np.where(table["week"] < 12, "first", "second"))
    assert "season_dropped" in _series(doubled, value="own", time="week", start=12, seasonal="half").cautions


def test_thin_series_are_said() -> None:
    """Fewer than three times on a side is not enough, fewer than eight has a caution."""
    table = samples.series()
    for start in (2, 22, 99):
        assert isinstance(interrupt_series(table, value="own", time="week", start=start), NotEnough)
    assert "few_points" in _series(table, value="own", time="week", start=5).cautions
    assert "few_points" not in _series(table, value="own", time="week", start=12).cautions


@pytest.mark.parametrize("value", [7.0, None, "x", np.inf])
def test_a_series_that_says_nothing_is_not_enough(value: object) -> None:
    """A constant series, or one without numbers, gives no lines, no warning and no traceback."""
    table = samples.series().assign(own=value)
    assert isinstance(interrupt_series(table, value="own", time="week", start=12), NotEnough)
    copied = samples.series().assign(other=samples.series()["own"])
    assert isinstance(
        interrupt_series(copied, value="own", time="week", start=12, comparison="other"), NotEnough
    )


def test_bad_requests_are_refused() -> None:
    """Unknown columns, times that are there twice, weights below nought and lags that reach too far are named."""
    table = samples.series()
    asked: dict[str, Any] = {"value": "own", "time": "week", "start": 12}
    with pytest.raises(ColumnMissing, match="rate"):
        interrupt_series(table, **asked | {"value": "rate"})
    with pytest.raises(WrongValue, match="3 in several rows"):
        interrupt_series(pd.concat([table, table.iloc[[3]]]), **asked)
    with pytest.raises(WrongValue, match="weights"):
        interrupt_series(table.assign(w=0), weights="w", **asked)
    with pytest.raises(WrongValue, match="lags"):
        interrupt_series(table, lags=99, **asked)


def test_weekly_attendance_goes_in_whole() -> None:
    """Weeks keep their place in the calendar, weigh as their sessions, and the other pupils are the comparison."""
    result = samples.attended()
    assert (result.start, result.compared_with, result.times_before) == (
        "17 November 2025",
        "the other pupils",
        10,
    )
    assert result.beyond is not None
    weekly = samples.weekly()
    table = pd.DataFrame(
        {
            "week": [week.number for week in weekly.series[0].weeks],
            "rate": [week.attendance for week in weekly.series[0].weeks],
            "n": [week.sessions_possible for week in weekly.series[0].weeks],
        }
    )
    same = _series(table, value="rate", time="week", start=12, weights="n", after_gap=True)
    assert result.own.at_last.estimate == pytest.approx(same.own.at_last.estimate)
    assert result.own.at_last.se == pytest.approx(same.own.at_last.se)


def test_a_week_hidden_in_the_list_is_not_drawn() -> None:
    """The lines stay, but a week few pupils missed a session in loses its point, and the first week with it."""
    weekly = samples.barely_missing(5)
    result = interrupt_attendance(weekly, start="2025-11-17")
    assert isinstance(result, SeriesChange)
    (named,) = [name for name in result.cells()["id"] if name.endswith("2025-10-06")]
    left = result.withhold({named})
    assert [point.label for point in left.points if point.value is None] == [
        "1 September 2025",
        "6 October 2025",
    ]
    assert left.own == result.own


def test_a_short_register_is_not_enough() -> None:
    """Two weeks of marks have no line before and after."""
    marks = samples.marks().query("date < '2025-09-15'")
    weekly = weekly_attendance(marks, codes=samples.CODES)
    assert isinstance(weekly, WeeklyAttendance)
    assert isinstance(interrupt_attendance(weekly, start="2025-09-08"), NotEnough)


def test_every_caution_has_a_sentence() -> None:
    """No result carries a code that nobody can read."""
    for result in (samples.attended(), samples.change(), samples.change(beside=True)):
        assert set(result.cautions) <= set(CAUTIONS)


def test_a_week_without_the_others_is_left_out() -> None:
    """A week in which nobody else had a session is no week of the comparison, nor one in which both were alike."""
    weekly = samples.weekly()
    own, others = weekly.series
    late = replace(weekly, series=(own, replace(others, weeks=others.weeks[2:])))
    both = interrupt_attendance(weekly, start="2025-11-17")
    found = interrupt_attendance(late, start="2025-11-17")
    assert isinstance(both, SeriesChange)
    assert isinstance(found, SeriesChange)
    assert (found.times_before, found.times_after) == ((both.times_before or 0) - 2, both.times_after)


def test_a_missing_count_is_no_count_of_nobody() -> None:
    """A time without a number of pupils is left out; the fewest of the others are what the gate sees."""
    table = pd.DataFrame({"week": range(24), "rate": 90 + np.sin(np.arange(24.0) ** 2), "n": 60.0})
    table.loc[[5, 9], "n"] = [3, np.nan]
    result = _series(table, value="rate", time="week", start=12, pupils="n")
    assert result.cells()["count"].tolist() == [3]
    assert "rows_left_out" in result.cautions


def test_a_line_beyond_a_hundred_percent_is_said() -> None:
    """Where the old line would have come to more than everybody, a caution says that it cannot have gone on so."""
    rising = pd.Series(["/"] * 70 + ["I"] * 5)
    days = pd.bdate_range("2025-09-01", periods=75)
    marks = pd.DataFrame({"pupil_id": "A", "date": days, "session": "am", "mark": rising})
    marks.loc[[0, 1, 2, 5, 6, 10], "mark"] = "I"
    codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    found = interrupt_attendance(weekly_attendance(marks, codes=codes), start="2025-10-13")
    assert isinstance(found, SeriesChange)
    assert "beyond_all" in found.cautions
