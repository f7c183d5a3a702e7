"""Attendance from a school's own summary: one row a school year, for schools that have no marks to give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import pandas as pd

from enquiry_lib.school_years import school_year
from enquiry_lib.stats import result as common
from enquiry_lib.stats.attendance_years import (
    Attendance,
    Behind,
    YearCounts,
    change_between,
    period_cautions,
    period_of,
    year_cells,
)
from enquiry_lib.stats.result import NotEnough

ALL_PUPILS = "all pupils"
ASKED = "Attendance from the summary"
_COUNTS = (
    *("pupils", "sessions_possible", "absent_authorised", "absent_unauthorised"),
    *("persistently_absent", "severely_absent"),
)


def attendance_from_summary(
    table: pd.DataFrame, *, group: str = ALL_PUPILS, years: Collection[str] = ()
) -> Attendance | NotEnough:
    """Give attendance for each school year of a summary, and the change between the last two.

    `table` has one row for each school year (period, such as 2024/25) and group, with counts of pupils and of
    sessions (pupils, sessions_possible, absent_authorised, absent_unauthorised, persistently_absent,
    severely_absent); the last two may be empty. `group` is the one to look at, and `years` the school years, all
    where none is named. The result is the same as from marks, but that nobody can know how many pupils are in
    both years. NotEnough without a row of them whose year and counts can be used. Raises ColumnMissing.

    >>> table = pd.DataFrame({"period": ["2024/25", "2025/26"], "group": "all pupils", "pupils": [311, 336],
    ...     "sessions_possible": [115070, 124320], "absent_authorised": [4318, 2798],
    ...     "absent_unauthorised": [1550, 932], "persistently_absent": [44, 13], "severely_absent": [11, 0]})
    >>> change = attendance_from_summary(table).change
    >>> round(change.attendance_points, 1), round(change.persistent_points, 1)
    (2.1, -10.3)
    """
    common.need_columns(table, ["period", "group", *_COUNTS])
    rows = table[table["group"].astype("str").str.strip().str.casefold() == group.casefold()]
    if rows.empty:
        do = f"Add a row for each school year with {group} as its group."
        return NotEnough(ASKED, f"no row of the attendance summary is about {group}", do)
    there = _years(rows)
    counted = [year for year in there if not years or year.period in years]
    if not counted:
        found = (
            "no row has a school year, pupils, possible sessions and both kinds of absence that fit together"
        )
        return NotEnough(
            ASKED, found, "Write the year as 2024/25, fill the counts in, and see the table's check."
        )
    left_out = ("rows_left_out",) if len(there) < len(rows) else ()
    return _attendance(counted, ("from_summary", *left_out))


def _attendance(years: list[YearCounts], cautions: tuple[str, ...]) -> Attendance:
    changes = [change_between(before, after, n_both=None) for before, after in pairwise(years[-2:])]
    periods = tuple(period_of(year) for year in years)
    return Attendance(
        counted=tuple(cell for year in years for cell in year_cells(year)),
        cautions=(*cautions, *period_cautions(periods)),
        periods=periods,
        change=changes[0] if changes else None,
        unknown_codes=(),
        marks_left_out=0,
    )


def _years(rows: pd.DataFrame) -> list[YearCounts]:
    """Give the years that can be used, oldest first; of a year that is there twice, the first row."""
    counts = rows[list(_COUNTS)].apply(common.finite_numbers)
    found: dict[str, YearCounts] = {}
    for period, row in zip(rows["period"], counts.to_dict("records"), strict=True):
        if year := _year(school_year(period), {str(name): _whole(value) for name, value in row.items()}):
            found.setdefault(year.period, year)
    return [found[period] for period in sorted(found)]


def _whole(value: float) -> int | None:
    return int(value) if float(value).is_integer() and value >= 0 else None


def _year(period: str, row: Mapping[str, int | None]) -> YearCounts | None:
    """Give a year's counts; None when they lack what rates need, or do not fit together."""
    pupils, possible, authorised, unauthorised, persistent, severe = (row[name] for name in _COUNTS)
    if not period or not pupils or not possible or authorised is None or unauthorised is None:
        return None
    severe = None if persistent is None else severe
    absent = pupils if persistent is None else persistent
    if authorised + unauthorised > possible or not (severe or 0) <= absent <= pupils:
        return None
    attended = possible - authorised - unauthorised
    return YearCounts(
        period=period,
        roll=pupils,
        attended=attended,
        authorised=authorised,
        unauthorised=unauthorised,
        persistent=persistent,
        severe=severe,
        behind=Behind(
            *(min(count, pupils) for count in (authorised + unauthorised, authorised, unauthorised))
        ),
    )
