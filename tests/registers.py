"""Made-up registers and England's codes, for tests of attendance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.attendance_groups import PersistentByGroup, persistent_by_group
from enquiry_lib.stats.attendance_reasons import AbsenceByReason, absence_by_reason
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


def missed(*years: dict[str, int], pupils: int = 60, days: int = 70) -> pd.DataFrame:
    """Make a register of school years from 2024/25, given how many pupils missed some sessions, for which marks.

    {"II": 30, "M": 12} are 30 pupils who missed two sessions with I, and 12 others who missed one with M.
    """
    frames = []
    for place, year in enumerate(years):
        marks = [text for text, count in year.items() for _ in range(count)]
        marks += [""] * (pupils - len(marks))
        whole = {f"P{number:03d}": text.ljust(days, "/") for number, text in enumerate(marks)}
        frames.append(register(whole, first=f"{2024 + place}-09-09"))
    return pd.concat(frames, ignore_index=True)


def by_reason(*years: dict[str, int]) -> AbsenceByReason:
    """Give absence by reason: of two years in which every reason has many pupils, unless others are given."""
    many = {"II": 20, "IM": 12, "GO": 11, "O": 10}
    result = absence_by_reason(missed(*(years or (many, many | {"II": 10}))), codes=CODES)
    assert isinstance(result, AbsenceByReason)
    return result


def attended(*years: dict[str, int]) -> Attendance:
    """Summarise a register of school years, given as for `missed`."""
    result = summarise_attendance(missed(*years), codes=CODES)
    assert isinstance(result, Attendance)
    return result


def by_group(*years: tuple[int, int], known: int = 60) -> PersistentByGroup:
    """Give persistent absence by pupil premium: how many of 30 pupils with it and of 30 without it were, in each year.

    The table of pupils knows the first `known` of the 60. In the second year it was in part other pupils.
    """
    given = years or ((14, 11), (12, 10))
    found = []
    for place, (inside, outside) in enumerate(given):
        absent = [(number + 7 * place) % 30 < (inside if number < 30 else outside) for number in range(60)]
        whole = {f"P{number:03d}": ("I" * 10 * gone).ljust(70, "/") for number, gone in enumerate(absent)}
        found.append(register(whole, first=f"{2024 + place}-09-09"))
    ids = [f"P{number:03d}" for number in range(known)]
    premium = ["yes" if number < 30 else "no" for number in range(known)]
    pupils = pd.DataFrame({"pupil_id": ids, "pupil_premium": premium})
    result = persistent_by_group(pd.concat(found), pupils, codes=CODES, groups=["pupil_premium"])
    assert isinstance(result, PersistentByGroup)
    return result
