"""The tables of attendance, over the years and beside published figures."""

from __future__ import annotations

from enquiry_lib.analyse.benchmark import AttendanceBenchmark
from enquiry_lib.show.numbers import number, percent, persistent_share
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.stats.attendance import Attendance


@tables.register
def _(result: Attendance) -> tuple[Table, ...]:
    columns = (
        "School year", "Pupils", "Attendance", "Absence, authorised", "Absence, unauthorised",
        "Persistently absent", "Severely absent",
    )  # fmt: skip
    rows = tuple(
        (
            period.period,
            number(period.pupils, 0),
            percent(period.attendance),
            percent(period.authorised_rate),
            percent(period.unauthorised_rate),
            _count_and_share(period.persistent, period.persistent_rate),
            _count_and_share(period.severe, period.severe_rate),
        )
        for period in result.periods
    )
    note = (
        "Rates are shares of possible sessions. Persistently absent: missed 10% or more of the pupil's own "
        "possible sessions (attendance of exactly 90% counts); severely absent: 50% or more, counted among the "
        "persistently absent."
    )
    return (Table("Attendance by school year", columns, rows, numeric_from(1, columns), note),)


def _count_and_share(count: int | None, share: float | None) -> str:
    """Give a count with its share; none at all needs no share."""
    if count is None:
        return persistent_share(share)
    return f"{number(count, 0)} ({persistent_share(share)})" if count else "0"


@tables.register
def _(result: AttendanceBenchmark) -> tuple[Table, ...]:
    columns = ("Who", "Absence", "Persistently absent")
    latest = result.attendance.periods[-1]
    own = (f"This school, {latest.period}", percent(latest.absence), persistent_share(latest.persistent_rate))
    areas = (
        (
            f"{area.area}, {area.phase} schools",
            percent(area.absence),
            percent(area.persistent_absence),
        )
        for area in result.areas
    )
    return (
        Table(
            "Beside published figures", columns, (own, *areas), frozenset({1, 2}), result.source, open=True
        ),
    )
