"""Small invented tables for designs along time, and one result of every kind of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from enquiry_lib.stats.over_time.differences import DifferenceInDifferences, difference_in_differences
from enquiry_lib.stats.over_time.interrupted import SeriesChange, interrupt_attendance, interrupt_series
from enquiry_lib.stats.over_time.pupils import PERCENTAGE_POINTS
from enquiry_lib.stats.over_time.regression_to_mean import RegressionToMean, expect_regression
from enquiry_lib.stats.over_time.trends import AgainstTrend, against_trend
from enquiry_lib.stats.over_time.weeks import WeeklyAttendance, weekly_attendance
from enquiry_lib.stats.result import Result

CODES = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
HOLIDAYS = (("2025-10-27", "2025-10-31"), ("2025-12-22", "2026-01-02"))
MENTORED = 20


def school_days() -> pd.DatetimeIndex:
    """The school days of 22 weeks from September, two holidays left out."""
    days = pd.bdate_range("2025-09-03", "2026-02-06")
    away = [day for first, last in HOLIDAYS for day in pd.bdate_range(first, last)]
    return days[~days.isin(away)]


def marks(pupils: int = 60, *, start: str = "2025-11-17", seed: int = 4) -> pd.DataFrame:
    """Marks of mornings: everybody misses one in ten, the first twenty fewer from a day on."""
    days, draws = school_days(), np.random.default_rng(seed)
    late = (days >= start)[None, :] & (np.arange(pupils) < MENTORED)[:, None]
    missed = draws.random((pupils, len(days))) < np.where(late, 0.06, 0.12)
    missed |= (
        np.arange(pupils)[:, None] + np.arange(len(days))
    ) % 6 == 0  # everybody, on a day a week and more
    who = np.repeat([f"P{number:04d}" for number in range(pupils)], len(days))
    return pd.DataFrame(
        {
            "pupil_id": who,
            "date": np.tile(days, pupils),
            "session": "AM",
            "mark": np.where(missed.ravel(), "I", "/"),
        }
    )


def weekly(pupils: int = 60, *, mentored: int = MENTORED) -> WeeklyAttendance:
    """Attendance week by week, of the first so many pupils and of the others; of all where none is named."""
    chosen = [f"P{number:04d}" for number in range(mentored)]
    result = weekly_attendance(marks(pupils), codes=CODES, chosen=chosen, name="the mentored pupils")
    assert isinstance(result, WeeklyAttendance)
    return result


def barely_missing(pupils: int) -> WeeklyAttendance:
    """Attendance week by week of a school in which so many pupils missed a session in one week, and many in all others."""
    table = marks()
    week = table["date"].between("2025-10-06", "2025-10-10")
    table.loc[week, "mark"] = "/"
    day = table["date"] == "2025-10-08"
    table.loc[table.index[day][:pupils], "mark"] = "I"
    result = weekly_attendance(table, codes=CODES)
    assert isinstance(result, WeeklyAttendance)
    return result


def attended(pupils: int = 60, *, mentored: int = MENTORED) -> SeriesChange:
    """Weekly attendance before and after mentoring began."""
    result = interrupt_attendance(weekly(pupils, mentored=mentored), start="2025-11-17")
    assert isinstance(result, SeriesChange)
    return result


def series(times: int = 24, *, seed: int = 2) -> pd.DataFrame:
    """A series that jumps by five in the middle, and one beside it that does not."""
    draws, number = np.random.default_rng(seed), np.arange(times)
    shared = draws.normal(0, 1, times)
    own = 80 + 0.2 * number + 5 * (number >= times // 2) + shared + draws.normal(0, 0.7, times)
    return pd.DataFrame({"week": number, "own": own, "other": 82 + 0.1 * number + shared, "pupils": 30})


def change(*, beside: bool = False, pupils: int = 30) -> SeriesChange:
    """The change of that series, alone or beside the other."""
    result = interrupt_series(
        series().assign(pupils=pupils),
        value="own",
        time="week",
        start=12,
        comparison="other" if beside else None,
        pupils="pupils",
    )
    assert isinstance(result, SeriesChange)
    return result


def panel(treated: int = 30, control: int = 30, *, once: int = 0, seed: int = 6) -> pd.DataFrame:
    """Scores of two groups on three occasions; the first `once` of the control miss the last of them."""
    draws, n = np.random.default_rng(seed), treated + control
    level, group = draws.normal(50, 8, n), np.arange(n) < treated
    arm, frames = np.where(group, "intervention", "comparison"), []
    for place, occasion in enumerate(("autumn", "baseline", "follow_up")):
        score = level + 2 * place + 3 * group * (place == 2) + draws.normal(0, 3, n)
        ids, school = (
            [f"P{number:04d}" for number in range(n)],
            np.where(group, "S", "C") + np.char.mod("%d", np.arange(n) % 8),
        )
        frames.append(
            pd.DataFrame(
                {"pupil_id": ids, "arm": arm, "school": school, "occasion": occasion, "score": score}
            )
        )
    frames[2] = frames[2].drop(index=range(treated, treated + once))
    return pd.concat(frames, ignore_index=True)


def differences(
    treated: int = 30,
    control: int = 30,
    *,
    unit: str | None = "pupil_id",
    cluster: str | None = None,
    once: int = 0,
    points_are: str = "",
) -> DifferenceInDifferences:
    """The difference in the changes of those two groups."""
    result = difference_in_differences(
        panel(treated, control, once=once),
        outcome="score",
        group="arm",
        occasion="occasion",
        unit=unit,
        cluster=cluster,
        earlier=["autumn"],
        points_are=points_are,
    )
    assert isinstance(result, DifferenceInDifferences)
    return result


def trend(persistent: int = 44, *, later: int = 13) -> AgainstTrend:
    """A school's persistent absence beside a published figure."""
    result = against_trend(
        own_before=persistent,
        pupils_before=311,
        own_after=later,
        pupils_after=336,
        trend_before=13.4,
        trend_after=13.8,
        measure="persistent absence",
    )
    assert isinstance(result, AgainstTrend)
    return result


def years(pupils: int = 200, *, seed: int = 8) -> pd.DataFrame:
    """Days missed in three years: each pupil's own usual number, and chance on top; nothing was done."""
    draws = np.random.default_rng(seed)
    usual = draws.normal(12, 4, pupils)
    ids = [f"P{number:04d}" for number in range(pupils)]
    each = {name: usual + draws.normal(0, 3, pupils) for name in ("year_7", "year_8", "year_9")}
    return pd.DataFrame({"pupil_id": ids} | each)


def regression(
    chosen: int = 30, *, after: bool = True, earlier: bool = False, by_cut: bool = True
) -> RegressionToMean:
    """What was to be expected of the so many pupils with the most days missed."""
    table = years()
    cut = float(table["year_8"].nlargest(chosen).iloc[-1])
    result = expect_regression(
        table.assign(chosen=table["year_8"] >= cut),
        before="year_8",
        after="year_9" if after else None,
        cut=cut if by_cut else None,
        side="above",
        chosen=None if by_cut else "chosen",
        earlier="year_7" if earlier else None,
    )
    assert isinstance(result, RegressionToMean)
    return result


def level(at_top: int = 30, *, pupils: int = 120) -> RegressionToMean:
    """What was to be expected of the so many pupils who attended everything, everybody at 100%."""
    draws, number = np.random.default_rng(3), np.arange(pupils)
    usual = draws.normal(90, 4, pupils)
    parts = [usual + draws.normal(0, 2, pupils) for _ in range(3)]
    parts[1] = np.where(number < at_top, 100.0, np.minimum(parts[1], 99.0))
    table = pd.DataFrame(dict(zip(("first", "second", "last"), parts, strict=True)))
    result = expect_regression(
        table.assign(pupil_id=[f"P{place:04d}" for place in number], chosen=number < at_top),
        before="second",
        after="last",
        side="above",
        chosen="chosen",
        earlier="first",
        points_are=PERCENTAGE_POINTS,
    )
    assert isinstance(result, RegressionToMean)
    return result


def every() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    return [
        weekly(),
        weekly(mentored=0),
        attended(),
        attended(mentored=0),
        change(),
        change(beside=True),
        differences(),
        differences(unit=None),
        differences(cluster="school"),
        differences(cluster="arm"),
        trend(),
        regression(),
        regression(after=False, earlier=True),
        level(),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten people."""
    return [
        (weekly(mentored=9), weekly(mentored=8)),
        (barely_missing(7), barely_missing(3)),
        (attended(mentored=9), attended(mentored=8)),
        (change(pupils=9), change(pupils=3)),
        (differences(30, 9), differences(30, 8)),
        (differences(30, 9, unit=None), differences(30, 8, unit=None)),
        (differences(30, 1), differences(30, 2)),
        (differences(30, 9, cluster="arm"), differences(30, 3, cluster="arm")),
        (trend(later=9), trend(later=4)),
        (regression(9, by_cut=False), regression(8, by_cut=False)),
        (level(9), level(8)),
        (differences(30, 9, points_are=PERCENTAGE_POINTS), differences(30, 8, points_are=PERCENTAGE_POINTS)),
    ]
