"""A school's tables, typed in a test: written to a folder, read, and given to the rules of the check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from enquiry_lib.data.checking.tables import Tables
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import TABLES
from enquiry_lib.store.reference import reference

HEADINGS = {
    "pupils": "pupil_id,year_group,joined_on,left_on",
    "attendance": "pupil_id,date,session,mark",
    "outcomes": "pupil_id,measure,occasion,date,score,arm",
    "attendance_summary": "period,group,pupils,sessions_possible,absent_authorised,absent_unauthorised,"
    "persistently_absent,severely_absent",
    "groups": "pupil_id,group,since,until",
    "delivery": "pupil_id,date,session,attended,minutes",
    "observations": "observation_id,date,method,ingredient,seen",
    "indicators": "indicator,occasion,date,value,unit,counts,better,people",
}
TODAY = dt.date(2026, 7, 1)


def write(folder: Path, table: str, *lines: str) -> Path:
    """Write a table of these lines as csv."""
    path = folder / f"{table}.csv"
    path.write_text("\n".join([HEADINGS[table], *lines, ""]), encoding="utf-8")
    return path


def read_tables(
    folder: Path, *, year: str = "2025/26", phase: str = "", nation: str = "England", today: dt.date = TODAY
) -> Tables:
    """Read all the tables in a folder, as the rules are given them."""
    codes = reference("register_codes", nation).facts
    return Tables({name: load_table(folder, name) for name in TABLES}, codes, year, phase, today)


def pupil_ids(count: int) -> list[str]:
    """Give as many pupils' codes."""
    return [f"P{number:04}" for number in range(1, count + 1)]


def school_days(count: int, first: str = "2025-09-01") -> list[str]:
    """Give as many days from Monday to Friday."""
    return [f"{day:%Y-%m-%d}" for day in pd.bdate_range(first, periods=count)]


def register(pupils: list[str], days: list[str], mark: str = "/") -> Iterator[str]:
    """Give a row for each pupil and session, all with one mark."""
    yield from (
        f"{pupil},{day},{session},{mark}" for pupil in pupils for day in days for session in ("AM", "PM")
    )
