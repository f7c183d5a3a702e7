"""A school's attendance, from the best that the school has: its marks, or else its own summary."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.data.templates import table_name
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.attendance_summary import attendance_from_summary
from enquiry_lib.stats.result import NotEnough

ASKED = "attendance"
MARKS, SUMMARY = "attendance", "attendance_summary"


def school_attendance(enquiry: Enquiry, *, years: Collection[str] = ()) -> Attendance | NotEnough:
    """Work out a school's attendance from its marks where there are any, else from its attendance summary.

    `years` are the school years to look at, such as 2024/25; all of them where none is named. NotEnough without either table, and for marks of a nation whose register codes are not there.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [period.period for period in school_attendance(open_enquiry("example")).periods]
    ['2024/25', '2025/26']
    """
    if not enquiry.loaded(MARKS).frame.empty:
        return _from_marks(enquiry, years)
    summary = enquiry.loaded(SUMMARY)
    if not summary.frame.empty:
        return attendance_from_summary(summary.frame, years=years)
    return _nothing(enquiry)


def _from_marks(enquiry: Enquiry, years: Collection[str]) -> Attendance | NotEnough:
    codes = enquiry.reference("register_codes")
    if not codes:
        do = "Put a file register_codes.csv into the network's folder reference."
        found = f"no register codes for {enquiry.school.nation} came with the workbooks"
        return NotEnough(ASKED, found, do)
    return summarise_attendance(enquiry.loaded(MARKS).frame, codes=codes.facts, years=years)


def _nothing(enquiry: Enquiry) -> NotEnough:
    """Say what is missing: of a table that is there and empty, that one."""
    marks, summary = enquiry.loaded(MARKS), enquiry.loaded(SUMMARY)
    missing = nothing_to(ASKED, marks if marks.file or not summary.file else summary)
    if marks.file or summary.file:
        return missing
    do = f"{missing.do} Where there are no marks, the template of {table_name(SUMMARY)} will do."
    return replace(missing, do=do)
