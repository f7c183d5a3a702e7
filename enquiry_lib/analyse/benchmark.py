"""A school's attendance beside the published figures for schools like it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.result import NotEnough


@dataclass(frozen=True)
class Area:
    """The published figures of one area: absence and persistent absence in percent."""

    area: str
    phase: str
    absence: float
    persistent_absence: float


@dataclass(frozen=True)
class AttendanceBenchmark:
    """The school's latest year beside the areas it belongs to, and where the published figures come from."""

    attendance: Attendance
    areas: tuple[Area, ...]
    source: str
    published: str

    def cells(self) -> pd.DataFrame:
        """Give the cells of the school's own attendance."""
        return self.attendance.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with the school's own small numbers withheld; published figures stay."""
        return replace(self, attendance=self.attendance.withhold(ids))


def benchmark_attendance(
    enquiry: Enquiry, attendance: Attendance | NotEnough
) -> AttendanceBenchmark | NotEnough:
    """Put a school's attendance beside the published figures of its authority and nation.

    A nation without published figures gives a NotEnough that says so.
    """
    asked = "the comparison with published figures"
    if isinstance(attendance, NotEnough):
        return replace(attendance, asked=asked)
    facts = enquiry.reference("attendance_benchmarks")
    if not facts:
        return NotEnough(asked, f"no benchmark for {enquiry.school.nation} came with the workbooks")
    areas = tuple(
        Area(str(row["area"]), str(row["phase"]), float(row["absence"]), float(row["persistent_absence"]))
        for row in enquiry.attendance_benchmark().to_dict("records")
    )
    return AttendanceBenchmark(attendance, areas, facts.said_of_source(), facts.date)
