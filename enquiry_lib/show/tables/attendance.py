"""The tables of attendance: over the years, by reason, by group, and beside published figures."""

from __future__ import annotations

from collections.abc import Callable

from enquiry_lib.analyse.benchmark import AttendanceBenchmark
from enquiry_lib.show.names import group_name
from enquiry_lib.show.numbers import interval, number, percent, persistent_share, share
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.attendance_groups import GroupYear, PersistentByGroup
from enquiry_lib.stats.attendance_reasons import KINDS, AbsenceByReason, ReasonCount


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
            share(period.authorised_rate),
            share(period.unauthorised_rate),
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


def _count_and_share(count: int | None, rate: float | None) -> str:
    """Give a count with its share; none at all needs no share."""
    if count is None:
        return persistent_share(rate)
    return f"{number(count, 0)} ({persistent_share(rate)})" if count else "0"


@tables.register
def _(result: AttendanceBenchmark) -> tuple[Table, ...]:
    columns = ("Who", "Absence", "Persistently absent")
    latest = result.attendance.periods[-1]
    own = (f"This school, {latest.period}", share(latest.absence), persistent_share(latest.persistent_rate))
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


@tables.register
def _(result: AbsenceByReason) -> tuple[Table, ...]:
    columns = ("Reason", *(year.period for year in result.years))
    totals = dict(
        zip(
            KINDS,
            (
                [year.authorised_rate for year in result.years],
                [year.unauthorised_rate for year in result.years],
            ),
            strict=True,
        )
    )
    rows = [
        row
        for kind in KINDS
        for row in (
            (_capital(kind), *(share(rate, 2) for rate in totals[kind])),
            *_reason_rows(result, kind),
        )
    ]
    note = (
        "Sessions missed, with their share of all possible sessions in brackets. Authorised and unauthorised absence are "
        "the sums of the reasons below them."
    )
    return (Table("Absence by reason", columns, tuple(rows), numeric_from(1, columns), note),)


def _reason_rows(result: AbsenceByReason, kind: str) -> list[tuple[str, ...]]:
    """Give a row for each reason of a kind: by what is shown of the latest year, what is withheld last."""
    latest = [line for line in result.years[-1].reasons if line.kind == kind]
    order = sorted(latest, key=lambda line: (line.rate is None, -(line.rate or 0), line.reason))
    lines = {(line.kind, line.reason, year.period): line for year in result.years for line in year.reasons}
    return [
        (_capital(line.reason), *(_sessions(lines[kind, line.reason, year.period]) for year in result.years))
        for line in order
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sessions(line: ReasonCount) -> str:
    return (
        f"{number(line.sessions, 0)} ({share(line.rate, 2)})" if line.sessions else number(line.sessions, 0)
    )


@tables.register
def _(result: PersistentByGroup) -> tuple[Table, ...]:
    columns = ("Group", "School year", "Pupils", "Persistently absent", "95% interval")
    rows = tuple(
        (
            group_name(line.group, line.member),
            line.period,
            number(line.pupils, 0),
            _count_and_share(line.persistent, line.rate),
            interval(line.low, line.high),
        )
        for line in sorted(result.lines, key=_place(result))
    )
    note = (
        "Persistently absent: missed 10% or more of the pupil's own possible sessions. The interval (Wilson) says how far "
        "the share of a group of this size moves by chance alone."
    )
    return (Table("Persistent absence by group", columns, rows, numeric_from(2, columns), note),)


def _place(result: PersistentByGroup) -> Callable[[GroupYear], tuple[int, int]]:
    """Give the order of the lines: the groups as they come, and of each the years."""
    groups = list(dict.fromkeys((line.group, line.member) for line in result.lines))
    return lambda line: (groups.index((line.group, line.member)), result.periods.index(line.period))
