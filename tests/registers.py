"""Made-up registers and England's codes, for tests of attendance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.result import NotEnough

ENGLAND = Path(__file__).resolve().parents[1] / "enquiry_lib" / "store" / "reference" / "england"
CODES = pd.read_csv(ENGLAND / "register_codes.csv", dtype=str, encoding="utf-8")


def register(pupils: dict[str, str], *, first: str = "2025-09-01") -> pd.DataFrame:
    """Make a register of mornings: for each pupil a string of marks, one a day."""
    rows = [
        (pupil, day, "am", mark)
        for pupil, marks in pupils.items()
        for day, mark in zip(pd.date_range(first, periods=len(marks)), marks, strict=True)
    ]
    return pd.DataFrame(rows, columns=["pupil_id", "date", "session", "mark"])


def school(absent: int, pupils: int, *, first: str, start: int = 0) -> pd.DataFrame:
    """Make a school in which so many pupils miss two sessions of ten, and the others none."""
    marks = ["/O///////I" if number < absent else "//////////" for number in range(pupils)]
    return register({f"P{start + number:03d}": days for number, days in enumerate(marks)}, first=first)


def odd(**changes: Any) -> Attendance | NotEnough:
    """Summarise a small register with one column replaced."""
    return summarise_attendance(register({"A": "//IO", "B": "////"}).assign(**changes), codes=CODES)
